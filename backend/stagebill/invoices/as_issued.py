"""What an invoice says around its own figures on the day it is issued: who billed, whom, at which price.

The invoice keeps its figures itself. Everything else changes later, and its PDF may not.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import UNSET, Struct, UnsetType

from stagebill.customers.customer import Customer
from stagebill.identity.organization import Organization
from stagebill.jobs.attendance import Attendance
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.job import Job
from stagebill.jobs.line_item import LineItem
from stagebill.kernel.electronic_address import BankAccount, ElectronicAddress
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.postal_address import PostalAddress
from stagebill.kernel.records import Record
from stagebill.settings.settings import Settings

_NOTHING: Final = Attendance()


class SaidCompany(Struct, frozen=True, kw_only=True):
    """Who billed, under the name they used that day."""

    name: str
    language: str
    legal_name: str | None = None
    address: PostalAddress | str | None = None  # one text is what a company said before it said parts
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    tax_number: str | None = None
    logo: str | None = None
    accent: str | UnsetType | None = UNSET  # never said of what was issued before papers kept it
    electronic_address: ElectronicAddress | None = None
    bank_account: BankAccount | None = None


class SaidLine(Struct, frozen=True, kw_only=True):
    """One line of the job's price."""

    description: str
    quantity_milli: int
    unit_price_minor: Minor
    amount_minor: Minor
    exempt: bool = False
    group_title: str | None = None
    line_item_id: Id | None = None  # none of what was issued before it was kept


class SaidAround(Struct, frozen=True, kw_only=True):
    """What the job says about a line, beside what an invoice of chosen lines bills of it."""

    unit_price_minor: Minor
    exempt: bool = False
    group_title: str | None = None


class Said(Struct, frozen=True, kw_only=True):
    """`lines` are the job's. An invoice of chosen lines has its own instead; `around` holds what the job says
    about each of those, in their order.
    """

    company: SaidCompany
    language: str | None
    title: str
    site: str | None
    total_minor: Minor
    discount_minor: Minor
    taxes: tuple[TaxLine, ...]
    lines: tuple[SaidLine, ...] = ()
    billing_address: PostalAddress | None = None
    around: tuple[SaidAround, ...] = ()
    electronic_address: ElectronicAddress | None = None
    buyer_reference: str | None = None
    purchase_order: str | None = None
    service: Attendance = Attendance()  # empty of what was issued before it was kept


class AsIssued(Record, frozen=True, kw_only=True):
    """Stored under the invoice's own id."""

    organization_id: Id
    id: Id
    said: Said
    created_at: datetime


def said_of(
    organization: Organization,
    settings: Settings,
    customer: Customer,
    job: Job,
    lines: Iterable[LineItem] = (),
    chosen: Iterable[LineItem] = (),
    service: Attendance = _NOTHING,
) -> Said:
    """What an invoice issued now says around its figures: about all `lines` of the job, or about those that
    were `chosen`.
    """
    return Said(
        company=said_company(organization, settings),
        language=customer.language,
        title=job.title,
        site=job.site,
        total_minor=job.total_minor,
        discount_minor=job.discount_minor,
        taxes=job.taxes,
        lines=tuple(_said(line) for line in lines),
        billing_address=customer.billing_address,
        around=tuple(_around(line) for line in chosen),
        electronic_address=customer.electronic_address,
        buyer_reference=customer.buyer_reference,
        purchase_order=job.purchase_order,
        service=service,
    )


def said_company(organization: Organization, settings: Settings) -> SaidCompany:
    """The company's current name and details."""
    return SaidCompany(
        name=settings.trade_name or organization.name,
        language=organization.language,
        legal_name=settings.legal_name,
        address=settings.address,
        phone=settings.phone,
        email=settings.email,
        website=settings.website,
        tax_number=settings.tax_number,
        logo=settings.logo_sha256,
        accent=settings.accent,
        electronic_address=settings.electronic_address,
        bank_account=settings.bank_account,
    )


def _said(line: LineItem) -> SaidLine:
    return SaidLine(
        description=line.description,
        quantity_milli=line.quantity_milli,
        unit_price_minor=line.unit_price_minor,
        amount_minor=line.amount_minor,
        exempt=line.exempt,
        group_title=line.group_title,
        line_item_id=line.id,
    )


def _around(line: LineItem) -> SaidAround:
    return SaidAround(
        unit_price_minor=line.unit_price_minor, exempt=line.exempt, group_title=line.group_title
    )
