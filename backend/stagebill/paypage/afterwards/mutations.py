"""What is noted of money after a processor took it."""

import msgspec

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments.payment import Payment
from stagebill.paypage.afterwards.capture import Capture
from stagebill.paypage.mutations import GatewayName
from stagebill.sync.command import SYSTEM, Command
from stagebill.sync.effect import Effect


class NoteCapture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note the processor's name for a payment that it took, and the fee that it kept."""

    payment_id: Id
    payment_ref: GatewayName
    fee_minor: Minor | None = None


async def note_capture(data: NoteCapture, context: Context, tx: Tx) -> Effect:
    """The fee is often known only later. Once it is, it stays, with its day: it is in the books."""
    payment = await tx.load(Payment, data.payment_id)
    known = await tx.find(Capture, payment.id)
    if known is not None and known.fee_minor is not None:
        return Effect(id=payment.id, records=())
    fresh = Capture(
        organization_id=payment.organization_id,
        id=payment.id,
        gateway=payment.gateway or "",
        gateway_ref=payment.gateway_ref or "",
        payment_ref=data.payment_ref,
        fee_minor=data.fee_minor,
        updated_at=context.now,
    )
    return Effect(id=payment.id, records=(fresh,))


COMMANDS = (Command(name="paypage.note_capture", input=NoteCapture, handler=note_capture, roles=SYSTEM),)
