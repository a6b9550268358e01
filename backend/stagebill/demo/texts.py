"""Who agreed to texts at Alder Plumbing, and what became of some: one arrived, one came back, of one nobody
knows, and one was answered with STOP. No account is needed: what a carrier would tell is told here.
"""

from typing import Final

from stagebill.demo.told import COMPANY, Told, demo_id, mutation_id
from stagebill.kernel.money import format_money
from stagebill.notifications.message import LINK_PLACE
from stagebill.notifications.texts.text import closed
from stagebill.notifications.texts.words import say

_NUMBERS: Final = {
    "marlow": "+14135550118",
    "okafor": "+14135550104",
    "reyes": "+14135550177",
    "novak": "+14135550105",
}
MOBILES: Final = {
    "marlow": "(413) 555-0118",
    "okafor": "(413) 555-0104",
    "reyes": "(413) 555-0177",
    "novak": "(413) 555-0105",
}
"""By customer, as the office typed them."""


def _agreed(days_ago: int, customer: str, who: str, how: str, note: str = "") -> Told:
    return Told(days_ago, who, "notifications.allow_texts", f"texts.{customer}", {
        "customer_id": demo_id("customer", customer), "how": how, "note": note,
    })  # fmt: skip


def _texted(days_ago: int, key: str, customer: str, title: str, amount_minor: int, state: str,
            words: str) -> list[Told]:  # fmt: skip
    amount = format_money(amount_minor, "USD", "en")
    text = say("en", "invoice", company=COMPANY, title=title, amount=amount, link=LINK_PLACE)
    asked = f"text.{key}.asked"
    return [
        Told(days_ago, "dispatcher", "notifications.text_invoice", asked, {
            "invoice_id": demo_id("invoice", key),
        }),
        Told(days_ago, "system", "notifications.write_message", f"text.{key}", {
            "kind": "text.invoice", "to_address": _NUMBERS[customer], "subject": "",
            "body_text": closed(text, "en"), "body_html": "", "invoice_id": demo_id("invoice", key),
            "dedupe_key": f"text.invoice:{mutation_id(asked)}",
        }),
        Told(days_ago, "system", "notifications.settle_message", f"text.{key}.settled", {
            "message_id": mutation_id(f"text.{key}"), "state": state, "words": words,
        }),
    ]  # fmt: skip


def _arrived(days_ago: int, key: str, arrival: str, words: str) -> Told:
    return Told(days_ago, "system", "notifications.note_arrival", f"text.{key}.arrived", {
        "message_id": mutation_id(f"text.{key}"), "arrival": arrival, "words": words,
    })  # fmt: skip


def story() -> list[Told]:
    """A text is handed over, and its end is told after it."""
    return [
        _agreed(45, "okafor", "dispatcher", "by_phone"),
        *_texted(44, "heat_pump_1", "okafor", "Equipment ordered", 420_000, "unknown",
                 "Twilio had the text and did not answer"),
        _agreed(40, "marlow", "technician", "in_person", "On the porch"),
        _agreed(29, "reyes", "technician2", "in_person"),
        _agreed(20, "novak", "dispatcher", "in_writing", "On the signed offer"),
        *_texted(18, "heat_pump_2", "okafor", "Zone one running", 231_000, "sent", "201 queued"),
        _arrived(18, "heat_pump_2", "returned", "undelivered 30005"),
        *_texted(12, "kitchen_2", "marlow", "Fixtures set", 250_000, "sent", "201 queued"),
        _arrived(12, "kitchen_2", "arrived", "delivered"),
        *_texted(10, "laundry_2", "novak", "Supply and drain", 114_400, "sent", "201 queued"),
        _arrived(10, "laundry_2", "arrived", "delivered"),
        Told(9, "system", "notifications.hear_about_texts", "texts.novak.stop", {
            "number": _NUMBERS["novak"], "said": "stopped",
        }),
    ]  # fmt: skip
