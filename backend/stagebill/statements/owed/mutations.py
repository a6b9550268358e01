"""Ending and renewing a customer's link to all that they owe."""

import msgspec

from stagebill.customers.customer import Customer, check_living
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.statements.owed.queries import OwedLinkView, answer_link, present_link
from stagebill.statements.statement_link import OwedLink, renewed, revoked
from stagebill.statements.steps import link_to
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect


class RevokeOwedLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make the link to all that a customer owes open nothing any more. Jobs and invoices keep their links."""

    customer_id: Id


class RenewOwedLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make a new link to all that a customer owes; those before it open nothing any more."""

    customer_id: Id


async def revoke_owed_link(data: RevokeOwedLink, context: Context, tx: Tx) -> Effect:
    """From now on; a browser that has the page open is shut out too."""
    customer = check_living(await tx.lock(Customer, data.customer_id))
    ended = revoked(await link_to(tx, OwedLink, customer), at=context.now, by=context.member_id)
    return Effect(id=customer.id, records=(ended, *await _of_merged(tx, customer, context)))


async def renew_owed_link(data: RenewOwedLink, context: Context, tx: Tx) -> Effect:
    """Also where the one before was revoked."""
    customer = check_living(await tx.lock(Customer, data.customer_id))
    fresh = renewed(await link_to(tx, OwedLink, customer), at=context.now, by=context.member_id)
    return Effect(id=customer.id, records=(fresh, *await _of_merged(tx, customer, context)))


async def _of_merged(tx: Tx, customer: Customer, context: Context) -> tuple[OwedLink, ...]:
    """The links of customers who became this one lead here, too: who shuts the door shuts all of it."""
    gone = await tx.select(Customer, merged_into=customer.id)
    links = [await link_to(tx, OwedLink, each) for each in gone]
    return tuple(revoked(link, at=context.now, by=context.member_id) for link in links)


def _command(name: str, data: type[msgspec.Struct], handler: object, verb: str) -> Command:
    return Command(
        name=f"statements.{name}",
        input=data,
        handler=handler,  # type: ignore[arg-type]
        roles=OFFICE_ROLES,
        route=f"POST /api/customers/{{customer_id}}/owed/{verb}",
        answer=answer_link,
        present=present_link,
        view=OwedLinkView,
    )


COMMANDS = (
    _command("revoke_owed_link", RevokeOwedLink, revoke_owed_link, "revoke"),
    _command("renew_owed_link", RenewOwedLink, renew_owed_link, "renew"),
)
