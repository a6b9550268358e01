"""Devices: named, lost, found again; and what a lost one hands in."""

from typing import Any

from tests.laws.line import Line
from tests.laws.teller import Teller

from stagebill.kernel.ids import derived_id


def shut_out(teller: Teller) -> list[Line]:
    """A tablet has its name; what was handed in from a lost one is taken, or not; it is found again."""
    tablet, note = {"device_id": teller.id("device", "lost")}, teller.id("handed in", "note")
    written = {"job_id": teller.id("job"), "text": "Gate 7"}
    sent = {"id": note, "type": "jobs.add_note", "body": written}
    by = {"type": "jobs.add_note", "sent": sent, "member_id": teller.id("member", "technician"), **tablet}

    def arrival(type_: str, name: str, who: str = "dispatcher", **more: Any) -> Line:
        body = {"mutation_id": teller.id("handed in", name), **more}
        return Line(f"quarantine.{type_}", body, who)

    return [
        Line("identity.register_device", {**tablet, "label": "Tablet", "platform": "ios"}, "technician"),
        Line("identity.rename_device", {**tablet, "name": "Tablet 3"}, "dispatcher"),
        arrival("keep", "note", "system", **by),
        arrival("keep", "other", "system", **by),
        arrival("accept", "note"),
        Line("jobs.add_note", written, "technician", note),
        arrival("note_outcome", "note", "system", outcome="applied"),
        arrival("decline", "other", reason="nobody knows of it"),
        Line("identity.restore_device", tablet, "dispatcher"),
    ]


def told(teller: Teller) -> list[Line]:
    """A phone asks to be told, and asks no more; its push service forgets it."""
    phone = {"device_id": teller.id("device")}
    endpoint = f"https://push.example/{teller.id('endpoint')}"
    keys = {"p256dh": "B" + "a" * 86, "auth": "a" * 22}
    asked = {**phone, "endpoint": endpoint, **keys, "wants": ["paid"]}
    return [
        Line("notifications.subscribe_push", asked, "technician"),
        Line("notifications.unsubscribe_push", phone, "technician"),
        Line("notifications.subscribe_push", {**asked, "wants": ["paid", "assigned"]}, "technician"),
        Line("notifications.end_subscription", {
            "subscription_id": derived_id("push_subscription", teller.organization_id, endpoint),
        }, "system"),
    ]  # fmt: skip
