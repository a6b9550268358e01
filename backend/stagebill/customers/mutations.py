"""What people do with customers: add one, correct it, hide it, merge two into one."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.customers import queries
from stagebill.customers.customer import (
    ChangedMeanwhile,
    Contacts,
    Customer,
    HasHistory,
    Sites,
    archived,
    check_living,
    merged,
    without_cards,
)
from stagebill.customers.queries import CustomerView, answer_customer
from stagebill.kernel.context import Context, CustomerLanguage
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.electronic_address import ElectronicAddress
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import PostalAddress
from stagebill.kernel.records import differing, replace
from stagebill.kernel.text import Email, Line, Name, Note, Phone, without_card_numbers
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect

FIELDS_MAX = 20
Seen = Annotated[dict[str, Any], Meta(max_length=FIELDS_MAX)]


class CreateCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Add somebody to bill."""

    customer_id: Id | UnsetType = UNSET
    name: Name
    email: Email | None = None
    mobile: Phone | None = None
    language: CustomerLanguage | None = None
    sites: Sites = ()
    contacts: Contacts = ()
    notes: Note = ""
    billing_address: PostalAddress | None = None
    electronic_address: ElectronicAddress | None = None
    buyer_reference: Line | None = None


class ChangeCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct a customer; what is left out stays, null clears what may be empty."""

    customer_id: Id
    name: Name | UnsetType = UNSET
    email: Email | UnsetType | None = UNSET
    mobile: Phone | UnsetType | None = UNSET
    language: CustomerLanguage | UnsetType | None = UNSET
    sites: Sites | UnsetType = UNSET
    contacts: Contacts | UnsetType = UNSET
    notes: Note | UnsetType = UNSET
    billing_address: PostalAddress | UnsetType | None = UNSET
    electronic_address: ElectronicAddress | UnsetType | None = UNSET
    buyer_reference: Line | UnsetType | None = UNSET
    seen: Seen = {}


class ArchiveCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hide a customer from lists; nothing is lost, and they can be brought back."""

    customer_id: Id


class RestoreCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bring an archived customer back."""

    customer_id: Id


class MergeCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Merge two customers for good: jobs, balances, sites and contacts move to the one that is kept."""

    customer_id: Id
    into_id: Id
    reason: Line


class DeleteCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Delete a customer who has no job, invoice, payment or merged customer."""

    customer_id: Id


async def create_customer(data: CreateCustomer, context: Context, tx: Tx) -> Effect:
    """Two customers may have the same name, as people do."""
    customer = Customer(
        organization_id=context.organization_id,
        id=context.mutation_id if data.customer_id is UNSET else data.customer_id,
        name=data.name,
        email=data.email,
        mobile=data.mobile,
        language=data.language,
        sites=data.sites,
        contacts=data.contacts,
        notes=data.notes,
        billing_address=data.billing_address,
        electronic_address=data.electronic_address,
        buyer_reference=data.buyer_reference,
        created_at=context.now,
    )
    return Effect(id=customer.id, records=(without_cards(customer),))


async def change_customer(data: ChangeCustomer, context: Context, tx: Tx) -> Effect:
    """Issued invoices keep what they printed."""
    before = check_living(await tx.lock(Customer, data.customer_id))
    if fields := differing(msgspec.structs.asdict(before), data.seen):
        raise ChangedMeanwhile(customer_id=before.id, fields=fields)
    given = {
        name: value
        for name in data.__struct_fields__
        if name not in {"customer_id", "seen"} and (value := getattr(data, name)) is not UNSET
    }
    after = without_cards(replace(before, **given))
    return Effect(id=after.id, records=(after,))


async def archive_customer(data: ArchiveCustomer, context: Context, tx: Tx) -> Effect:
    """What is owed stays owed, and the jobs stay where they are."""
    after = archived(await tx.lock(Customer, data.customer_id), context.now)
    return Effect(id=after.id, records=(after,))


async def restore_customer(data: RestoreCustomer, context: Context, tx: Tx) -> Effect:
    """Back in the lists, unchanged."""
    after = archived(await tx.lock(Customer, data.customer_id), None)
    return Effect(id=after.id, records=(after,))


async def merge_customer(data: MergeCustomer, context: Context, tx: Tx) -> Effect:
    """The jobs move; invoices and payments keep the customer id they were written with, and are read through
    their job.
    """
    found = {each: await tx.lock(Customer, each) for each in sorted({data.customer_id, data.into_id})}
    gone, kept = found[data.customer_id], found[data.into_id]
    earlier = await tx.select(Customer, merged_into=gone.id)
    after = merged(gone, kept, earlier, reason=without_card_numbers(data.reason), now=context.now)
    touched = await queries.hanging_on(tx, gone.id)
    await queries.move_jobs(tx, gone.id, kept.id)
    return Effect(id=kept.id, records=after, touched=touched)


async def delete_customer(data: DeleteCustomer, context: Context, tx: Tx) -> Effect:
    """Devices drop it; the audit row stays."""
    customer = await tx.lock(Customer, data.customer_id)
    history = await queries.history_of(tx, customer.id)
    if any(history.values()):
        raise HasHistory(customer_id=customer.id, **history)
    await queries.forget_hold(tx, customer.id)
    return Effect(id=customer.id, records=(), deleted=(customer,))


def _command(
    name: str,
    data: type[msgspec.Struct],
    handler: Callable[[Any, Context, Tx], Awaitable[Effect]],
    route: str,
    status: int = 200,
) -> Command:
    return Command(
        name=f"customers.{name}",
        input=data,
        handler=handler,
        roles=OFFICE_ROLES,
        route=route,
        answer=answer_customer,
        view=CustomerView,
        status=status,
    )


COMMANDS = (
    _command("create_customer", CreateCustomer, create_customer, "POST /api/customers", 201),
    _command("change_customer", ChangeCustomer, change_customer, "PATCH /api/customers/{customer_id}"),
    _command(
        "archive_customer", ArchiveCustomer, archive_customer, "POST /api/customers/{customer_id}/archive"
    ),
    _command(
        "restore_customer", RestoreCustomer, restore_customer, "POST /api/customers/{customer_id}/restore"
    ),
    _command("merge_customer", MergeCustomer, merge_customer, "POST /api/customers/{customer_id}/merge"),
    Command(
        name="customers.delete_customer",
        input=DeleteCustomer,
        handler=delete_customer,
        roles=OFFICE_ROLES,
        route="POST /api/customers/{customer_id}/delete",
    ),
)
