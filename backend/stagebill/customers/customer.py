"""A customer is who is billed: a person or a firm, with the sites where the work is and the people to ask."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from stagebill.kernel.context import CustomerLanguage
from stagebill.kernel.electronic_address import ElectronicAddress, check_electronic_address
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import PostalAddress, or_none
from stagebill.kernel.records import Record, replace
from stagebill.kernel.text import NOTE_MAX, Email, Line, Name, Note, Phone, without_card_numbers

SITES_MAX = 100
CONTACTS_MAX = 50
REACHED_BY = frozenset({"email", "phone"})

T = TypeVar("T")
P = TypeVar("P", bound=Struct)


class Site(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the work is. The label tells several apart: "Shop", "Lake house". `address` is all of it in one
    line; its parts are kept beside it where they are known.
    """

    address: Name
    label: Line | None = None
    street: Line | None = None
    city: Line | None = None
    region: Line | None = None
    postal_code: Line | None = None
    notes: Note | None = None


class Contact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person at the customer's. Invoice mail goes to the contacts marked for it, instead of the
    customer.
    """

    name: Name
    role: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    gets_invoices: bool = False


Sites = Annotated[tuple[Site, ...], Meta(max_length=SITES_MAX)]
Contacts = Annotated[tuple[Contact, ...], Meta(max_length=CONTACTS_MAX)]


class Customer(Record, frozen=True, kw_only=True):
    """Who is billed, in which language, and how they are reached. An archived one is only hidden.

    One that was merged names the other customer in `merged_into`; it stays because documents name it.
    """

    organization_id: Id
    id: Id
    name: Name
    email: Email | None
    mobile: Phone | None
    language: CustomerLanguage | None
    sites: Sites
    created_at: datetime
    contacts: Contacts = ()
    notes: Note = ""
    archived_at: datetime | None = None
    merged_into: Id | None = None
    merge_reason: Name | None = None
    billing_address: PostalAddress | None = None
    electronic_address: ElectronicAddress | None = None
    buyer_reference: Line | None = None  # what their bookkeeping sorts our invoices by

    @property
    def living_id(self) -> Id:
        """The customer that this one is today."""
        return self.merged_into or self.id


class ChangedMeanwhile(Refusal):
    """A change is made only of what its author has seen; somebody else was faster here."""

    kind = Kind.STALE


class MergedAlready(Refusal):
    """A customer that was merged into another is changed there."""

    kind = Kind.STALE


class MergedIntoItself(Refusal):
    """A customer can only be merged into a different one."""


class ReasonMissing(Refusal):
    """Merging customers needs a reason that people can read later."""


class HasHistory(Refusal):
    """A customer with jobs, invoices, payments or a recorded answer about texts cannot be deleted, only
    archived or merged.
    """

    kind = Kind.STALE


def check_living(customer: Customer) -> Customer:
    """Raises MergedAlready."""
    if customer.merged_into is not None:
        raise MergedAlready(customer_id=customer.id, merged_into=customer.merged_into)
    return customer


def archived(customer: Customer, now: datetime | None) -> Customer:
    """Hidden since then; None brings it back. Repeating it changes nothing."""
    check_living(customer)
    if (customer.archived_at is None) == (now is None):
        return customer
    return replace(customer, archived_at=now)


def merged(
    gone: Customer, kept: Customer, earlier: Iterable[Customer], *, reason: str, now: datetime
) -> tuple[Customer, ...]:
    """Both customers after the merge, and those merged earlier into the one that goes.

    What the kept one already has stays; what only the other had is added to it.
    """
    if gone.id == kept.id:
        raise MergedIntoItself(customer_id=gone.id)
    if not reason.strip():
        raise ReasonMissing()
    check_living(gone)
    check_living(kept)
    whole = replace(
        kept,
        email=kept.email or gone.email,
        mobile=kept.mobile or gone.mobile,
        language=kept.language or gone.language,
        billing_address=kept.billing_address or gone.billing_address,
        electronic_address=kept.electronic_address or gone.electronic_address,
        buyer_reference=kept.buyer_reference or gone.buyer_reference,
        sites=_joined(kept.sites, gone.sites, SITES_MAX),
        contacts=_joined(kept.contacts, gone.contacts, CONTACTS_MAX),
        notes="\n".join(dict.fromkeys(part for part in (kept.notes, gone.notes) if part))[:NOTE_MAX],
        archived_at=None,
    )
    ended = replace(
        gone, archived_at=gone.archived_at or now, merged_into=kept.id, merge_reason=reason.strip()
    )
    return (whole, ended, *(replace(each, merged_into=kept.id) for each in earlier))


def _joined(kept: tuple[T, ...], added: tuple[T, ...], count_max: int) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*kept, *added)))[:count_max]


def invoice_addresses(email: str | None, contacts: Iterable[Contact]) -> tuple[str, ...]:
    """Where invoice mail goes: to the contacts marked for it, or else to the customer's own address."""
    chosen = dict.fromkeys(
        contact.email for contact in contacts if contact.gets_invoices and contact.email is not None
    )
    return tuple(chosen) or ((email,) if email else ())


def without_cards(customer: Customer) -> Customer:
    """The customer as it may be stored, card numbers masked: people do write them next to gate codes. Raises
    NotAnElectronicAddress.
    """
    address = or_none(customer.billing_address)
    check_electronic_address(customer.electronic_address)
    return replace(
        customer,
        name=without_card_numbers(customer.name),
        notes=without_card_numbers(customer.notes),
        sites=tuple(_texts_masked(site) for site in customer.sites),
        billing_address=address and _texts_masked(address),
        buyer_reference=without_card_numbers((customer.buyer_reference or "").strip()) or None,
        contacts=tuple(_texts_masked(contact) for contact in customer.contacts),
    )


def _texts_masked(part: P) -> P:
    texts = {name: getattr(part, name) for name in part.__struct_fields__ if name not in REACHED_BY}
    masked = {name: without_card_numbers(text) for name, text in texts.items() if isinstance(text, str)}
    return replace(part, **masked)
