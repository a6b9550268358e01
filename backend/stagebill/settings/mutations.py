"""What people do with their company: found it, and set how it works."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from babel import Locale
from msgspec import UNSET, Meta, UnsetType

from stagebill.identity.member import Member, PasswordHash, normal_email
from stagebill.identity.organization import Currency, Organization, Zone, check_place
from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.electronic_address import (
    BankAccount,
    ElectronicAddress,
    check_account,
    check_electronic_address,
)
from stagebill.kernel.errors import Integrity, Kind, Refusal
from stagebill.kernel.ids import Id, derived_id, new_id
from stagebill.kernel.postal_address import PostalAddress, or_none
from stagebill.kernel.records import differing, replace
from stagebill.kernel.text import Accent, Email, Line, Name, Phone, without_card_numbers
from stagebill.settings.number_series import (
    first_series,
)
from stagebill.settings.payment_terms import DueTerms, PaymentOptions
from stagebill.settings.queries import (
    SettingsView,
    answer_settings,
    picture_bytes,
)
from stagebill.settings.reminder_plan import ReminderPlan, check_plan
from stagebill.settings.settings import (
    ChangedMeanwhile,
    Checklist,
    Days,
    Settings,
    check_logo,
    first_settings,
)
from stagebill.settings.surcharge import Surcharge, surcharge
from stagebill.settings.tax_rate import TaxRates, check_rates
from stagebill.settings.texts import Texts, check_places, without_cards
from stagebill.settings.tip_percents import TipPercents, tip_percents
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.apply import apply
from stagebill.sync.command import OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect
from stagebill.sync.mutation import Mutation
from stagebill.sync.services import Services

_LOCK_FOUNDING = "SELECT pg_advisory_xact_lock(hashtextextended('stagebill.founding', 0))"
_ANY_ORGANIZATION = "SELECT id FROM organization LIMIT 1"
_OPEN_FEED = "INSERT INTO feed_head (organization_id, rev, audit_n, audit_hash) VALUES ($1, 0, 0, '')"
FIELDS_MAX = 30
# Only what a customer may follow: no other scheme, nothing that ends an attribute.
Website = Annotated[str, Meta(pattern=r"^https?://[^\s\"'<>]{1,200}(?!\s)$", max_length=200)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\s)$")]


class AlreadyFounded(Refusal):
    """An installation has one company; further people are added as members."""

    kind = Kind.STALE


class FoundCompany(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Create the company with its owner; only while there is none."""

    company: Name
    currency: Currency
    zone: Zone
    language: Language
    name: Name
    email: Email
    password_hash: PasswordHash | None = None


class ChangeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change how the company works; what is left out stays, null clears what may be empty."""

    progress_invoicing: bool | UnsetType = UNSET
    due_terms: DueTerms | UnsetType = UNSET
    payment_options: PaymentOptions | UnsetType = UNSET
    visible_fields: VisibleFields | UnsetType = UNSET
    whole_invoices_only: bool | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    phone: Phone | UnsetType | None = UNSET
    email: Email | UnsetType | None = UNSET
    accent: Accent | UnsetType | None = UNSET
    legal_name: Name | UnsetType | None = UNSET
    address: PostalAddress | UnsetType | None = UNSET
    website: Website | UnsetType | None = UNSET
    tax_number: Line | UnsetType | None = UNSET
    logo_sha256: Digest | UnsetType | None = UNSET
    tax_rates: TaxRates | UnsetType = UNSET
    texts: Texts | UnsetType = UNSET
    change_order_days: Days | UnsetType = UNSET
    technicians_invoice: bool | UnsetType = UNSET
    visit_checklist: Checklist | UnsetType = UNSET
    reminders: ReminderPlan | UnsetType = UNSET
    e_invoices: bool | UnsetType = UNSET
    electronic_address: ElectronicAddress | UnsetType | None = UNSET
    bank_account: BankAccount | UnsetType | None = UNSET
    tip_percents_bps: TipPercents | UnsetType = UNSET
    keeps_cards: bool | UnsetType = UNSET
    surcharge: Surcharge | UnsetType = UNSET
    seen: Annotated[dict[str, Any], Meta(max_length=FIELDS_MAX)] = {}


async def found(services: Services, data: FoundCompany, context: Context) -> None:
    """Found the company that the context acts for. Raises AlreadyFounded, UnknownCurrency, UnknownZone."""
    check_place(data.currency, data.zone, frozenset(Locale("en").currencies))
    mutation = Mutation(id=context.mutation_id, type="settings.found_company", body=msgspec.to_builtins(data))
    try:
        await apply(services, mutation, context)
    except Integrity:
        # A refusal is stored with its company, and this company never came to be.
        raise AlreadyFounded() from None


def founding_context(data: FoundCompany, now: datetime) -> Context:
    """The system acts, for a company that is about to exist."""
    return Context(
        organization_id=new_id(),
        role="system",
        mutation_id=new_id(),
        now=now,
        zone=data.zone,
        currency=data.currency,
        language=data.language,
        name=data.company,
    )


async def found_company(data: FoundCompany, context: Context, tx: Tx) -> Effect:
    """Everything that a company needs, in one transaction. Of two at once, the second finds the first's."""
    if tx.dialect == "postgres":
        await tx.rows(_LOCK_FOUNDING)
    if await tx.rows(_ANY_ORGANIZATION):
        raise AlreadyFounded()
    organization = Organization(
        id=context.organization_id,
        name=data.company,
        currency=data.currency,
        zone=data.zone,
        language=data.language,
        epoch=new_id(),
        created_at=context.now,
    )
    # The feed hangs on the organization's row, so that one cannot wait for the others.
    await tx.save(organization)
    await tx.run(_OPEN_FEED, organization.id)
    settings = first_settings(organization.id, context.now)
    return Effect(
        id=organization.id, records=(settings, first_series(organization.id), _owner(data, context))
    )


def _owner(data: FoundCompany, context: Context) -> Member:
    return Member(
        organization_id=context.organization_id,
        id=owner_id(context.organization_id),
        name=data.name,
        email=normal_email(data.email),
        role="owner",
        language=data.language,
        password_hash=data.password_hash,
        active=True,
        created_at=context.now,
    )


def owner_id(organization_id: Id) -> Id:
    """The id of the member who founded a company."""
    return derived_id("owner", organization_id)


async def change_settings(data: ChangeSettings, context: Context, tx: Tx) -> Effect:
    """The name is what customers read; the one it was founded under stays with the organization."""
    before = await tx.lock(Settings, context.organization_id)
    known = msgspec.structs.asdict(before) | {"name": before.trade_name or context.name}
    if fields := differing(known, data.seen):
        raise ChangedMeanwhile(fields=fields)
    given = {
        "trade_name" if name == "name" else name: value
        for name in data.__struct_fields__
        if name != "seen" and (value := getattr(data, name)) is not UNSET
    }
    after = replace(before, **given, updated_at=context.now)
    if data.tax_rates is not UNSET:
        check_rates(data.tax_rates)
    check_plan(after.reminders)
    check_places(after.texts)
    check_electronic_address(after.electronic_address)
    check_account(after.bank_account)
    if after.logo_sha256 not in {None, before.logo_sha256}:
        check_logo(await picture_bytes(tx, after.logo_sha256))
    checklist = tuple(without_card_numbers(text.strip()) for text in after.visit_checklist)
    kept = replace(
        after, address=or_none(after.address), texts=without_cards(after.texts), visit_checklist=checklist,
        tip_percents_bps=tip_percents(after.tip_percents_bps),
        surcharge=surcharge(after.surcharge, context.currency),
    )  # fmt: skip
    return Effect(id=after.id, records=(kept,))


COMMANDS = (
    Command(
        name="settings.found_company",
        input=FoundCompany,
        handler=found_company,
        roles=SYSTEM,
        answer=answer_settings,
        view=SettingsView,
        status=201,
    ),
    Command(
        name="settings.change_settings",
        input=ChangeSettings,
        handler=change_settings,
        roles=OFFICE_ROLES,
        route="PATCH /api/settings",
        answer=answer_settings,
        view=SettingsView,
    ),
)
