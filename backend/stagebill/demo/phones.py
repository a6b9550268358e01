"""Two phones of Luis: the one in his van is out of reach since the day before yesterday, with money on it;
the old one was lost and switched off, somebody found it, and what it held has come in.
"""

from typing import Any, Final

from stagebill.demo.told import Told, demo_id, member_id

_VAN: Final = demo_id("device", "van")
_LOST: Final = demo_id("device", "lost")


def _phone(days_ago: int, key: str, device_id: str, label: str) -> Told:
    return Told(days_ago, "technician2", "identity.register_device", f"device.{key}", {
        "device_id": device_id, "label": label, "platform": "android",
    })  # fmt: skip


def _late_cash() -> Told:
    """As the phone sent it, under the id that it gave it."""
    payment_id = demo_id("payment", "late_cash")
    body: dict[str, Any] = {
        "payment_id": payment_id, "method": "cash", "amount_minor": 32_000, "currency": "USD",
        "job_id": demo_id("job", "bathroom"), "customer_id": demo_id("customer", "reyes"),
        "receipt": "T01-12", "note": "For the extra valve",
    }  # fmt: skip
    kind = "payments.record_payment"
    sent = {
        "id": payment_id,
        "type": kind,
        "v": 1,
        "tz": -300,
        "deps": [],
        "seen": {},
        "seq": 12,
        "body": body,
    }
    return Told(1, "system", "quarantine.keep", "late_cash", {
        "mutation_id": payment_id, "type": kind, "sent": sent,
        "member_id": member_id("technician2"), "device_id": _LOST,
    }, {"sent.created_at": (-8, 16), "sent.body.taken_at": (-8, 16)})  # fmt: skip


def story() -> list[Told]:
    """How the phones came in, and where they stand."""
    return [
        _phone(70, "lost", _LOST, "Android phone"),
        _phone(6, "van", _VAN, "Android phone"),
        Told(6, "dispatcher", "identity.revoke_device", "device.lost.off", {"device_id": _LOST}),
        Told(6, "dispatcher", "identity.rename_device", "device.van.named", {
            "device_id": _VAN, "name": "Van 2",
        }),
        Told(1, "technician2", "identity.report_device", "device.van.said", {
            "device_id": _VAN, "unsent_count": 2, "unsent_minor": 64_000,
        }, {"oldest_unsent_at": (-2, 14)}),
        _late_cash(),
    ]  # fmt: skip
