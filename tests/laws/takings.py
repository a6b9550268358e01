"""What a technician took is handed over, and handed over again after a mistake."""

from tests.laws.line import Line
from tests.laws.teller import Teller

from stagebill.kernel.ids import derived_id


def takings(teller: Teller) -> list[Line]:
    """300.00 in cash: counted, not counted after all, counted."""
    first, payment = teller.id("mutation", "handover"), teller.id("payment", "in the pocket")
    body = {"member_id": teller.id("member", "technician"), "payment_ids": [payment]}
    return [
        Line("payments.record_payment", {
            "payment_id": payment, "method": "cash", "amount_minor": 30_000, "job_id": teller.id("job"),
        }, "technician"),
        Line("takings.receive_takings", body, "dispatcher", first),
        Line("takings.undo_handover", {"handover_id": derived_id("handover", first)}, "dispatcher"),
        Line("takings.receive_takings", {**body, "note": "Two envelopes"}, "dispatcher"),
    ]  # fmt: skip
