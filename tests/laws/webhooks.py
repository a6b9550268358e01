"""A webhook is made, tried, silent, resumed, changed and removed."""

from typing import Any

from tests.laws.line import Line
from tests.laws.teller import Teller

from stagebill.kernel.ids import derived_id


def webhooks(teller: Teller) -> list[Line]:
    """Nobody is there to hear it: what is sent stays in the outbox."""
    own, tried = {"webhook_id": teller.id("webhook")}, teller.id("mutation", "webhook tried")

    def on(verb: str, role: str = "owner", mutation_id: str | None = None, **more: Any) -> Line:
        return Line(f"webhooks.{verb}", {**own, **more}, role, mutation_id)

    return [
        on("add_webhook", url="https://hooks.example/stagebill", events=["invoice.paid"]),
        on("send_test_event", mutation_id=tried),
        on("resend_event", message_id=derived_id("webhook.test", tried)),
        on("note_silence", "system", because="no_answer"),
        on("resume_webhook"),
        on("pause_webhook"),
        on("renew_secret"),
        on("change_webhook", events=["invoice.paid", "payment.recorded"]),
        on("remove_webhook"),
    ]
