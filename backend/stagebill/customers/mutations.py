"""What people do with customers: write one down, and correct what was written."""

import msgspec
from msgspec import UNSET, UnsetType

from stagebill.customers.customer import Customer, Sites, without_cards
from stagebill.customers.queries import CustomerView, answer_customer
from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.records import replace
from stagebill.kernel.text import Email, Name, Phone, without_card_numbers
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect


class CreateCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write down who is billed."""

    customer_id: Id | UnsetType = UNSET
    name: Name
    email: Email | None = None
    mobile: Phone | None = None
    language: Language | None = None
    sites: Sites = ()


class ChangeCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct a customer; what is left out stays, null empties what may be empty."""

    customer_id: Id
    name: Name | UnsetType = UNSET
    email: Email | UnsetType | None = UNSET
    mobile: Phone | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    sites: Sites | UnsetType = UNSET


async def create_customer(data: CreateCustomer, context: Context, tx: Tx) -> Effect:
    """Two customers may have one name: people do."""
    customer = Customer(
        organization_id=context.organization_id,
        id=context.mutation_id if data.customer_id is UNSET else data.customer_id,
        name=without_card_numbers(data.name),
        email=data.email,
        mobile=data.mobile,
        language=data.language,
        sites=without_cards(data.sites),
        created_at=context.now,
    )
    return Effect(id=customer.id, records=(customer,))


async def change_customer(data: ChangeCustomer, context: Context, tx: Tx) -> Effect:
    """Invoices that were issued keep what they printed."""
    before = await tx.lock(Customer, data.customer_id)
    given = {
        name: value
        for name in data.__struct_fields__
        if name != "customer_id" and (value := getattr(data, name)) is not UNSET
    }
    changed = replace(before, **given)
    after = replace(changed, name=without_card_numbers(changed.name), sites=without_cards(changed.sites))
    return Effect(id=after.id, records=(after,))


COMMANDS = (
    Command(
        name="customers.create_customer",
        input=CreateCustomer,
        handler=create_customer,
        roles=OFFICE_ROLES,
        route="POST /api/customers",
        answer=answer_customer,
        view=CustomerView,
        status=201,
    ),
    Command(
        name="customers.change_customer",
        input=ChangeCustomer,
        handler=change_customer,
        roles=OFFICE_ROLES,
        route="PATCH /api/customers/{customer_id}",
        answer=answer_customer,
        view=CustomerView,
    ),
)
