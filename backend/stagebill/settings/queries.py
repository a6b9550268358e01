"""Settings as screens and devices see them: with the company's name, currency and time zone."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.electronic_address import BankAccount, ElectronicAddress
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import PostalAddress, read_address
from stagebill.settings.number_series import (
    PREFIXES,
    NumberSeries,
    SeriesName,
    counter_name,
    first_series,
    label,
)
from stagebill.settings.payment_terms import DueTerms, PaymentOptions
from stagebill.settings.reminder_plan import ReminderPlan
from stagebill.settings.surcharge import Surcharge
from stagebill.settings.tax_rate import TaxRate, TaxRates
from stagebill.settings.texts import Texts
from stagebill.settings.tip_percents import TIP_PERCENTS, TipPercents
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.command import Entity, Scope


class SettingsView(msgspec.Struct, frozen=True):
    """The company and what its new jobs and invoices start with. `name` is what customers read."""

    id: Id
    name: str
    currency: str
    zone: str
    language: Language
    progress_invoicing: bool
    due_terms: DueTerms
    payment_options: PaymentOptions
    visible_fields: VisibleFields
    whole_invoices_only: bool
    phone: str | None
    email: str | None
    accent: str | None
    legal_name: str | None
    address: PostalAddress | None
    website: str | None
    tax_number: str | None
    logo_sha256: str | None
    tax_rates: tuple[TaxRate, ...]
    texts: Texts
    change_order_days: int
    technicians_invoice: bool
    visit_checklist: tuple[str, ...]
    online_payments: Literal["test", "live"] | None
    """By what keys online payments are taken: `live` as soon as one is; null while only the built-in sandbox
    plays them.
    """
    reminders: ReminderPlan
    e_invoices: bool
    electronic_address: ElectronicAddress | None = None
    bank_account: BankAccount | None = None
    tip_percents_bps: TipPercents = TIP_PERCENTS
    keeps_cards: bool = False
    surcharge: Surcharge = Surcharge()


class NumberSeriesView(msgspec.Struct, frozen=True):
    """How documents are numbered. `next_label` is what the next one will print, if it is issued this year."""

    id: Id
    series: SeriesName
    prefix: str
    digits: int
    yearly: bool
    next_number: int
    next_label: str
    is_used: bool
    """Whether the company has set it up: deposits without a series of their own are numbered as invoices."""


_SERIES = f"""
SELECT {", ".join(NumberSeries.__struct_fields__)} FROM number_series WHERE organization_id = $1
"""
_SETTINGS = """
SELECT s.id, coalesce(s.trade_name, o.name), o.currency, o.zone, o.language, s.progress_invoicing,
  s.due_terms, s.payment_options, s.visible_fields, s.whole_invoices_only, s.phone, s.email, s.accent,
  s.legal_name, s.address, s.website, s.tax_number, s.logo_sha256, s.tax_rates, s.texts,
  s.change_order_days, s.technicians_invoice, s.visit_checklist,
  (SELECT min(g.mode) FROM gateway_account g
    WHERE g.organization_id = s.organization_id AND g.takes_payments = TRUE), s.reminders, s.e_invoices,
  s.electronic_address, s.bank_account, s.tip_percents_bps, s.keeps_cards, s.surcharge
FROM settings s JOIN organization o ON o.id = s.organization_id WHERE s.organization_id = $1
"""
_PICTURE = """
SELECT uploaded_bytes FROM blob
WHERE organization_id = $1 AND sha256 = $2 AND thumbnail_sha256 IS NOT NULL
"""
_due_terms = msgspec.json.Decoder(DueTerms)
_payment_options = msgspec.json.Decoder(PaymentOptions)
_visible_fields = msgspec.json.Decoder(VisibleFields)
_tax_rates = msgspec.json.Decoder(TaxRates)
_texts = msgspec.json.Decoder(Texts)
_plan = msgspec.json.Decoder(ReminderPlan)
_electronic = msgspec.json.Decoder(ElectronicAddress)
_bank = msgspec.json.Decoder(BankAccount)
_surcharge = msgspec.json.Decoder(Surcharge)
_tip_percents = msgspec.json.Decoder(TipPercents)
_checklist = msgspec.json.Decoder(tuple[str, ...])


async def settings_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[SettingsView]:
    """The company's one settings row, if it is asked for."""
    rows = await reader.rows(_SETTINGS, scope.organization_id)
    return [_view(*row) for row in rows if ids is None or row[0] in ids]


def _view(
    settings_id: Id,
    name: str,
    currency: str,
    zone: str,
    language: Language,
    progress: Any,
    terms: str,
    *rest: Any,
) -> SettingsView:
    (options, visible, whole, phone, email, accent, legal, address, website, tax, logo, rates, texts,
     days, technicians, checklist, online, plan, e_invoices, electronic, bank,
     tips, keeps_cards, surcharge) = rest  # fmt: skip
    return SettingsView(
        id=settings_id,
        name=name,
        currency=currency,
        zone=zone,
        language=language,
        progress_invoicing=bool(progress),
        due_terms=_due_terms.decode(terms),
        payment_options=_payment_options.decode(options),
        visible_fields=_visible_fields.decode(visible),
        whole_invoices_only=bool(whole),
        phone=phone,
        email=email,
        accent=accent,
        legal_name=legal,
        address=read_address(address),
        website=website,
        tax_number=tax,
        logo_sha256=logo,
        tax_rates=_tax_rates.decode(rates),
        texts=_texts.decode(texts),
        change_order_days=days,
        technicians_invoice=bool(technicians),
        visit_checklist=_checklist.decode(checklist),
        online_payments=online,
        reminders=_plan.decode(plan),
        e_invoices=bool(e_invoices),
        electronic_address=_electronic.decode(electronic) if electronic else None,
        bank_account=_bank.decode(bank) if bank else None,
        tip_percents_bps=_tip_percents.decode(tips),
        keeps_cards=bool(keeps_cards),
        surcharge=_surcharge.decode(surcharge),
    )


async def settings_view(reader: Reader, scope: Scope) -> SettingsView:
    """The company's settings. Raises settings.missing while it has none."""
    found = await settings_views(reader, scope, None)
    if not found:
        raise Missing.of(SettingsView)
    return found[0]


async def answer_settings(reader: Reader, context: Context, settings_id: Id) -> SettingsView:
    """The settings after a mutation."""
    scope = Scope(context.organization_id, context.member_id or settings_id, False)
    return await settings_view(reader, scope)


async def picture_bytes(tx: Tx, sha256: str | None) -> int | None:
    """The size of an uploaded picture, or None for what cannot be displayed: a slice above keeps uploads."""
    rows = await tx.rows(_PICTURE, tx.organization_id, sha256)
    return rows[0][0] if rows else None


async def number_series_views(reader: Reader, context: Context) -> list[NumberSeriesView]:
    """Every series that the product knows, set up or not."""
    rows = await reader.rows(_SERIES, context.organization_id)
    found = (dict(zip(NumberSeries.__struct_fields__, row, strict=True)) for row in rows)
    known = {row["series"]: NumberSeries(**row | {"yearly": bool(row["yearly"])}) for row in found}
    return [_series_view(name, known, context) for name in PREFIXES]


def _series_view(name: str, known: dict[str, NumberSeries], context: Context) -> NumberSeriesView:
    form = known.get(name) or first_series(context.organization_id, name)
    counter = known.get(counter_name(form, context.today))
    next_number = counter.next_number if counter else 1
    return NumberSeriesView(
        id=form.id,
        series=form.series,  # type: ignore[arg-type]
        prefix=form.prefix,
        digits=form.digits,
        yearly=form.yearly,
        next_number=next_number,
        next_label=label(form, next_number, context.today),
        is_used=name in known,
    )


async def answer_number_series(reader: Reader, context: Context, row_id: Id) -> NumberSeriesView:
    """The series after a mutation."""
    views = await number_series_views(reader, context)
    return next(view for view in views if view.id == row_id)


ENTITIES = (Entity(name="settings", table="settings", view=SettingsView, load=settings_views),)
