"""The company's settings: what new jobs and new invoices start with."""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta

from stagebill.kernel.electronic_address import BankAccount, ElectronicAddress
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import PostalAddress
from stagebill.kernel.records import Record
from stagebill.kernel.text import Accent, Email, Line, Name, Phone
from stagebill.settings.payment_terms import DueTerms, PaymentOptions, Receipt
from stagebill.settings.reminder_plan import ReminderPlan
from stagebill.settings.surcharge import Surcharge
from stagebill.settings.tax_rate import TaxRates
from stagebill.settings.texts import Texts
from stagebill.settings.tip_percents import TIP_PERCENTS, TipPercents
from stagebill.settings.visible_fields import VisibleFields

CHANGE_ORDER_DAYS: Final = 14
LOGO_BYTES_MAX: Final = 1024 * 1024
CHECKLIST_MAX: Final = 30
Checklist = Annotated[tuple[Name, ...], Meta(max_length=CHECKLIST_MAX)]
Days = Annotated[int, Meta(ge=1, le=365)]


class Settings(Record, frozen=True, kw_only=True):
    """One per organization, under the organization's own id.

    `progress_invoicing` applies only to jobs created while it is on (D-09); `whole_invoices_only` leaves
    money unapplied that does not pay an invoice in full (D-25). `logo_sha256` names the uploaded picture.
    """

    organization_id: Id
    id: Id
    progress_invoicing: bool
    due_terms: DueTerms
    payment_options: PaymentOptions
    visible_fields: VisibleFields
    whole_invoices_only: bool
    trade_name: Name | None
    phone: Phone | None
    email: Email | None
    accent: Accent | None
    updated_at: datetime
    legal_name: Name | None = None
    address: PostalAddress | None = None
    website: Line | None = None
    tax_number: Line | None = None
    logo_sha256: str | None = None
    tax_rates: TaxRates = ()
    texts: Texts = Texts()
    change_order_days: int = CHANGE_ORDER_DAYS  # how long a customer has to answer a change order
    technicians_invoice: bool = True  # whether a technician may invoice the jobs that they work on
    visit_checklist: tuple[str, ...] = ()  # what is to be checked at each visit that is planned from now on
    reminders: ReminderPlan = ReminderPlan()
    tip_percents_bps: TipPercents = TIP_PERCENTS
    e_invoices: bool = False  # whether a PDF carries the same invoice for a program to read
    electronic_address: ElectronicAddress | None = None
    surcharge: Surcharge = Surcharge()
    bank_account: BankAccount | None = None  # named on invoices, for who pays by bank transfer
    keeps_cards: bool = False  # whether customers are asked if a card may be kept, and the office charges it


class ChangedMeanwhile(Refusal):
    """A setting is changed only from the version that its author saw; somebody else changed it first."""

    kind = Kind.STALE


class NotAPicture(Refusal):
    """A logo must be a picture that was uploaded before."""


class LogoTooLarge(Refusal):
    """A logo is at most 1 MiB as uploaded."""

    kind = Kind.TOO_LARGE


def check_logo(uploaded_bytes: int | None) -> None:
    """`uploaded_bytes` is None if there is no such picture. Raises NotAPicture, LogoTooLarge."""
    if uploaded_bytes is None:
        raise NotAPicture()
    if uploaded_bytes > LOGO_BYTES_MAX:
        raise LogoTooLarge(bytes_max=LOGO_BYTES_MAX, uploaded_bytes=uploaded_bytes)


def first_settings(organization_id: Id, now: datetime) -> Settings:
    """What a company starts with: whole invoices, due on receipt, card and bank, everything shown."""
    return Settings(
        organization_id=organization_id,
        id=organization_id,
        progress_invoicing=False,
        due_terms=Receipt(),
        payment_options=PaymentOptions(),
        visible_fields=VisibleFields(),
        whole_invoices_only=False,
        trade_name=None,
        phone=None,
        email=None,
        accent=None,
        updated_at=now,
    )
