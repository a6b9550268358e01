"""What is done with an account at a payment processor, and what it does with money that it took."""

from tests.laws.line import Line
from tests.laws.teller import Teller

from stagebill.kernel.ids import derived_id
from stagebill.payments.comeback import outside_refund_id


def gateway_account(teller: Teller) -> list[Line]:
    """Keys of a processor are set, tried in vain, switched off and removed."""
    account = {"account_id": derived_id("gateway_account", teller.organization_id, "stripe")}
    keys = {"gateway": "stripe", "mode": "test", "label": "rk_test_…4242", "sealed_key": "1.c2VhbGVk"}
    return [
        Line("paypage.connect_gateway", keys, "system"),
        Line("paypage.connect_gateway", {**keys, "sealed_key": "1.bmV4dA"}, "system"),
        Line("paypage.note_gateway_problem", {"gateway": "stripe", "problem": "key_refused"}, "system"),
        Line("paypage.note_payouts_right", {"gateway": "stripe", "may_read": False}, "system"),
        Line("paypage.switch_gateway", {**account, "takes_payments": False}, "owner"),
        Line("paypage.remove_gateway", account, "owner"),
    ]


def aftermath(teller: Teller) -> list[Line]:
    """The money that came by the sandbox is given back, fails to, and is disputed."""
    payment = derived_id("payment", "sandbox", teller.id("sandbox"))
    refund = derived_id("refund", teller.id("mutation", "refund by processor"))
    named = {"payment_id": payment}
    outside = {**named, "gateway_ref": "re_2"}
    dispute = {**named, "amount_minor": 4_000, "reason": "fraudulent"}
    return [
        Line("paypage.note_capture", {**named, "payment_ref": "pi_1", "fee_minor": 610}, "system"),
        Line(
            "payments.refund_payment",
            {"payment_id": payment, "amount_minor": 1_000, "invoice_id": teller.id("invoice", "5"),
             "reason": "too much"},
            "dispatcher",
            teller.id("mutation", "refund by processor"),
        ),
        Line("payments.note_refund", {"refund_id": refund, "state": "sent", "gateway_ref": "re_1"}, "system"),
        Line("payments.note_refund", {"refund_id": refund, "state": "failed", "problem": "closed"}, "system"),
        Line(
            "payments.note_outside_refund",
            {**outside, "amount_minor": 500},
            "system",
            outside_refund_id(payment, "re_2"),
        ),
        Line("payments.note_outside_refund_failed", outside, "system"),
        Line("payments.note_dispute", {**dispute, "gateway_ref": "dp_1", "state": "open",
                                       "due_by": "2026-03-11T15:00:00Z"}, "system"),
        Line("payments.note_dispute_move", {**named, "dispute_ref": "dp_1", "gateway_ref": "txn_9",
                                            "amount_minor": -4_000, "fee_minor": 1_500}, "system"),
        Line("payments.note_dispute", {**dispute, "gateway_ref": "dp_1", "state": "lost"}, "system"),
        *_paid_out(teller),
    ]  # fmt: skip


def _paid_out(teller: Teller) -> list[Line]:
    """A payout by hand, of which nothing says what is in it; the bank sends it back."""
    payout = {"gateway": "sandbox", "gateway_ref": "po_1", "amount_minor": 9_000, "currency": "USD",
              "arrival_on": "2026-03-04", "made_at": "2026-03-02T15:00:00Z"}  # fmt: skip
    payout_id = derived_id("payout", teller.organization_id, "sandbox", "po_1")
    failed = {"payout_id": payout_id, "ending": "failed", "problem": "account closed"}
    return [
        Line("paypage.note_payout", payout, "system"),
        Line("paypage.end_payout", {"payout_id": payout_id, "ending": "paid"}, "system"),
        Line("paypage.end_payout", failed, "system"),
    ]
