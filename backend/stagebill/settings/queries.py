"""Settings as screens and devices see them: with the company's name, money and clock."""

from collections.abc import Sequence
from typing import Any

import msgspec

from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.settings.payment_terms import DueTerms, PaymentOptions
from stagebill.settings.tax_rate import TaxRate, TaxRates
from stagebill.settings.texts import Texts
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.command import Entity, Scope


class SettingsView(msgspec.Struct, frozen=True):
    """The company and what its new jobs and invoices begin with. `name` is what customers read."""

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
    address: str | None
    website: str | None
    tax_number: str | None
    logo_sha256: str | None
    tax_rates: tuple[TaxRate, ...]
    texts: Texts
    change_order_days: int


_SETTINGS = """
SELECT s.id, coalesce(s.trade_name, o.name), o.currency, o.zone, o.language, s.progress_invoicing,
  s.due_terms, s.payment_options, s.visible_fields, s.whole_invoices_only, s.phone, s.email, s.accent,
  s.legal_name, s.address, s.website, s.tax_number, s.logo_sha256, s.tax_rates, s.texts,
  s.change_order_days
FROM settings s JOIN organization o ON o.id = s.organization_id WHERE s.organization_id = $1
"""
_PICTURE = """
SELECT 1 FROM blob WHERE organization_id = $1 AND sha256 = $2 AND thumbnail_sha256 IS NOT NULL
"""
_due_terms = msgspec.json.Decoder(DueTerms)
_payment_options = msgspec.json.Decoder(PaymentOptions)
_visible_fields = msgspec.json.Decoder(VisibleFields)
_tax_rates = msgspec.json.Decoder(TaxRates)
_texts = msgspec.json.Decoder(Texts)


async def settings_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[SettingsView]:
    """The company's one settings row, when it is asked for."""
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
     days) = rest  # fmt: skip
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
        address=address,
        website=website,
        tax_number=tax,
        logo_sha256=logo,
        tax_rates=_tax_rates.decode(rates),
        texts=_texts.decode(texts),
        change_order_days=days,
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


async def is_picture(tx: Tx, sha256: str | None) -> bool:
    """Whether this was uploaded, and could be drawn: uploads are kept by a slice above this one."""
    return bool(await tx.rows(_PICTURE, tx.organization_id, sha256))


ENTITIES = (Entity(name="settings", table="settings", view=SettingsView, load=settings_views),)
