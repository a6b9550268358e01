"""Cards on file: kept with a payment, charged, declined, removed by the office and by their customer."""

from typing import Any

from tests.laws.line import Line
from tests.laws.teller import Teller

WORDS = {"words": "Keep this card for the next invoices.", "language": "en", "page": "pay"}


def cards_on_file(teller: Teller) -> list[Line]:
    """Two cards, of which one is charged."""
    job = teller.id("card_job")

    def invoice(name: str) -> Line:
        body = {"job_id": job, "invoice_id": teller.id("invoice", name), "amount_minor": 20_000}
        return Line("invoices.create_invoice", body, "dispatcher")

    def kept(name: str, last_four: str) -> list[Line]:
        checkout_id, ref = teller.id("checkout", name), teller.id("sandbox", name)
        start: dict[str, Any] = {"invoice_id": teller.id("invoice", name), "gateway": "sandbox",
                                 "method": "card", "methods": ["card"], "agreed": WORDS}  # fmt: skip
        card = {"customer_ref": "sandbox", "method_ref": last_four, "brand": "visa", "last_four": last_four,
                "expires": "2031-08"}  # fmt: skip
        settled = {"checkout_id": checkout_id, "gateway_ref": ref, "amount_minor": 20_000, "currency": "USD"}
        return [
            invoice(name),
            Line("paypage.start_checkout", start, "system", checkout_id),
            Line("paypage.settle_checkout", {**settled, "card": card}, "system"),
        ]

    def card(name: str) -> dict[str, Any]:
        return {"card_id": teller.id("checkout", name)}

    charge = {"invoice_id": teller.id("invoice", "by card"), **card("kept a"), "seen_minor": 20_000}
    failed = {"checkout_id": teller.id("charge"), "ending": "failed", "problem": "insufficient_funds"}
    line = {"description": "Gate", "unit_price_minor": 100_000}
    made = {"job_id": job, "customer_id": teller.id("customer"), "title": "Gate", "line_items": [line]}
    return [
        Line("settings.change_settings", {"keeps_cards": True}, "owner"),
        Line("jobs.create_job", made, "dispatcher"),
        *kept("kept a", "4242"),
        *kept("kept b", "3184"),
        invoice("in doubt"),
        *_in_doubt(teller),
        invoice("by card"),
        Line("paypage.charge_card", charge, "dispatcher", teller.id("charge")),
        Line("paypage.end_checkout", failed, "system"),
        Line("paypage.remove_card", card("kept a"), "dispatcher"),
        Line("paypage.drop_card", card("kept b"), "system"),
    ]


def _in_doubt(teller: Teller) -> list[Line]:
    """An attempt that nobody can ask about; the office says that its money was taken."""
    invoice_id, checkout_id = teller.id("invoice", "in doubt"), teller.id("checkout", "in doubt")
    start = {"invoice_id": invoice_id, "gateway": "sandbox", "method": "card", "methods": ["card"]}
    return [
        Line("paypage.start_checkout", start, "system", checkout_id),
        Line("paypage.doubt_checkout", {"checkout_id": checkout_id}, "system"),
        Line("paypage.settle_doubt", {"invoice_id": invoice_id, "was_taken": True}, "dispatcher"),
    ]
