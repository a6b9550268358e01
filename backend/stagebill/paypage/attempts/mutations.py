"""An attempt of which nobody can ask any more what came of it: that is noted, and a person says it."""

import msgspec

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.paypage import checkout as rules
from stagebill.paypage.attempts.queries import lead_of, live_checkout
from stagebill.paypage.attempts.steps import Attempt, locked_attempt
from stagebill.paypage.mutations import SettleCheckout, settle_checkout
from stagebill.sync.command import OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect


class DoubtCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that the processor can no longer be asked about an attempt: the key that it was started with no
    longer works, and the current one belongs to another account.
    """

    checkout_id: Id


class SettleDoubt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say what happened to an attempt to pay an invoice that the processor can no longer be asked about: it
    took the money, all that was asked for, or it did not.
    """

    invoice_id: Id
    was_taken: bool


async def doubt_checkout(data: DoubtCheckout, context: Context, tx: Tx) -> Effect:
    """Nothing else is charged for its invoices until a person has looked."""
    attempt = await locked_attempt(tx, data.checkout_id)
    doubted = tuple(rules.doubt(row, context.now) for row in attempt.rows)
    return Effect(id=attempt.lead.id, records=doubted, touched=attempt.touched)


async def settle_doubt(data: SettleDoubt, context: Context, tx: Tx) -> Effect:
    """What was taken is recorded as the processor's word would be, by the name that it has there, or ours."""
    live = await live_checkout(tx, tx.organization_id, data.invoice_id)
    lead = await lead_of(tx, rules.check_in_doubt(live, data.invoice_id))
    attempt = await locked_attempt(tx, lead.id)
    rules.check_in_doubt(attempt.lead, data.invoice_id)
    if data.was_taken:
        return await settle_checkout(_as_heard(attempt), context, tx)
    ended = tuple(rules.end(row, "canceled", context.now, "not_sent") for row in attempt.rows)
    return Effect(id=attempt.lead.id, records=ended, touched=attempt.touched)


def _as_heard(attempt: Attempt) -> SettleCheckout:
    """With its surcharge: what kind of card it was, who asked for one is believed."""
    lead = attempt.lead
    return SettleCheckout(
        checkout_id=lead.id,
        gateway_ref=lead.gateway_ref or rules.key(lead),
        amount_minor=attempt.sum_minor + lead.tip_minor + lead.surcharge_minor,
        currency=lead.currency,
        taken_at=lead.created_at,
        funding="credit",
    )


COMMANDS = (
    Command(name="paypage.doubt_checkout", input=DoubtCheckout, handler=doubt_checkout, roles=SYSTEM),
    Command(
        name="paypage.settle_doubt",
        input=SettleDoubt,
        handler=settle_doubt,
        roles=OFFICE_ROLES,
        route="POST /api/invoices/{invoice_id}/settle-doubt",
    ),
)
