"""D-17: an invoice is corrected in one step, void and new; the new one names the old."""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

NET_15 = {"kind": "net", "days": 15}


async def issued(office: Office, **share: Any) -> dict[str, Any]:
    answer = await office.post("/api/invoices", {"job_id": office.job, **share})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def replaced(office: Office, invoice: dict[str, Any], **change: Any) -> Any:
    return await office.post(f"/api/invoices/{invoice['id']}/replace", {"reason": "agreed on less", **change})


async def seen(office: Office, invoice: dict[str, Any]) -> dict[str, Any]:
    return (await office.get(f"/api/invoices/{invoice['id']}")).json()  # type: ignore[no-any-return]


async def test_2500_corrected_to_2400_is_void_and_new_in_one_step(office: Office) -> None:
    old = await issued(office, amount_minor=250_000, title="Rough-in", message="Thank you", due_terms=NET_15)
    answer = await replaced(office, old, amount_minor=240_000)
    new = answer.json()
    assert answer.status_code == 201
    assert (new["number"], new["total_minor"], new["status"]) == ("INV-0002", 240_000, "open")
    assert (new["replaces_id"], new["replaces_number"]) == (old["id"], "INV-0001")
    before = await seen(office, old)
    assert (before["status"], before["void_reason"]) == ("void", "agreed on less")
    assert (before["replaced_by_id"], before["due_minor"]) == (new["id"], 0)
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert job["left_to_invoice_minor"] == 260_000


async def test_what_is_not_given_is_carried_over(office: Office) -> None:
    kept = {
        "title": "Rough-in", "message": "Thank you", "due_terms": NET_15,
        "payment_options": {"card": True, "ach": False, "financing": False, "part": False, "tip": False},
        "visible_fields": {
            "line_items": False, "quantities": False, "unit_prices": False, "tax": True, "progress": True,
            "approval": True, "technician": True, "service_dates": True,
        },
    }  # fmt: skip
    old = await issued(office, amount_minor=250_000, **kept)
    new = (await replaced(office, old)).json()
    assert {name: new[name] for name in kept} == kept
    assert new["total_minor"] == 250_000


async def test_the_new_invoice_may_use_what_the_old_one_frees(office: Office) -> None:
    """3,000 of 5,000 is billed; the invoice of 3,000 may become one of 5,000, and not of 5,000.01."""
    old = await issued(office, amount_minor=300_000)
    refused = await replaced(office, old, amount_minor=500_001)
    assert (refused.status_code, refused.json()["code"]) == (409, "invoices.over_invoiced")
    assert refused.json()["left_minor"] == 500_000
    assert (await seen(office, old))["status"] == "open"
    new = (await replaced(office, old, amount_minor=500_000)).json()
    assert new["total_minor"] == 500_000


async def test_the_rest_of_a_replaced_invoice_counts_what_it_frees(office: Office) -> None:
    await issued(office, percent_bps=2000)
    old = await issued(office, amount_minor=1)
    assert (await replaced(office, old, rest=True)).json()["total_minor"] == 400_000


async def test_an_invoice_with_money_on_it_is_not_replaced(office: Office) -> None:
    old = await issued(office, amount_minor=100_000)
    await office.post("/api/payments", {"method": "cash", "amount_minor": 40_000, "invoice_id": old["id"]})
    refused = await replaced(office, old, amount_minor=90_000)
    assert (refused.status_code, refused.json()["code"]) == (409, "invoices.has_money")
    facts = refused.json()
    assert (facts["paid_minor"], facts["ways_out"]) == (40_000, ["move_to_unapplied", "credit_note"])
    invoices = (await office.get(f"/api/jobs/{office.job}/invoices")).json()["items"]
    assert [each["status"] for each in invoices] == ["open"]


@pytest.mark.parametrize(
    ("state", "code"), [("draft", "invoices.not_issued"), ("void", "invoices.already_void")]
)
async def test_only_an_issued_invoice_is_replaced(office: Office, state: str, code: str) -> None:
    old = await issued(office, amount_minor=100_000, draft=state == "draft")
    if state == "void":
        await office.post(f"/api/invoices/{old['id']}/void", {"reason": "wrong"})
    assert (await replaced(office, old)).json()["code"] == code


async def test_a_replacement_needs_a_reason(office: Office) -> None:
    old = await issued(office, amount_minor=100_000)
    assert (await replaced(office, old, reason=" ")).status_code == 422


async def test_corrections_make_a_chain(office: Office) -> None:
    one = await issued(office, amount_minor=100_000)
    two = (await replaced(office, one, amount_minor=90_000)).json()
    three = (await replaced(office, two, due_terms=NET_15)).json()
    assert (three["total_minor"], three["replaces_number"]) == (90_000, "INV-0002")
    assert (await seen(office, two))["replaced_by_id"] == three["id"]
    again = await replaced(office, one, amount_minor=80_000)
    assert again.json()["code"] == "invoices.already_void"


async def test_a_percent_whose_money_the_job_outgrew_keeps_its_money(office: Office) -> None:
    """D-04: money is the truth. A correction of the due date alone bills the same sum."""
    old = await issued(office, percent_bps=3333)
    new = (await replaced(office, old, due_terms=NET_15)).json()
    assert (new["total_minor"], new["percent_bps"]) == (166_650, 3333)


async def test_a_default_that_changes_reaches_no_issued_invoice(office: Office) -> None:
    """D-18: what is sent again, or corrected, has the settings stored with it."""
    old = await issued(office, amount_minor=100_000)
    changed = {
        "due_terms": {"kind": "net", "days": 60},
        "payment_options": {"card": False, "ach": False, "financing": True, "part": True, "tip": False},
        "visible_fields": {
            "line_items": False, "quantities": False, "unit_prices": False, "tax": False, "progress": False,
        },
    }  # fmt: skip
    assert (await office.clients["owner"].patch("/api/settings", json=changed)).status_code == 200
    await office.post(f"/api/invoices/{old['id']}/send", {})
    after = await seen(office, old)
    new = (await replaced(office, old, amount_minor=90_000)).json()
    for name in changed:
        assert after[name] == old[name] == new[name]


async def test_a_technician_does_not_correct_invoices(office: Office) -> None:
    old = await issued(office, amount_minor=100_000)
    refused = await office.post(f"/api/invoices/{old['id']}/replace", {"reason": "no"}, who="technician")
    assert refused.status_code == 403


async def _by_line(office: Office) -> tuple[str, tuple[str, str]]:
    """A job of two lines of 1,000.00 each, of which ten percent is held back."""
    lines = [{"description": name, "unit_price_minor": 100_000, "line_item_id": new_id()} for name in "ab"]
    body = {"customer_id": office.customer, "title": "School", "line_items": lines}
    job = (await office.post("/api/jobs", body)).json()["id"]
    await office.post(f"/api/jobs/{job}/retainage", {"rate_bps": 1000})
    return job, (lines[0]["line_item_id"], lines[1]["line_item_id"])  # type: ignore[return-value]


async def test_chosen_lines_are_carried_over_or_chosen_anew(office: Office) -> None:
    """Half of one line, then the whole of it: the cap of the line counts what the old invoice frees."""
    job, (one, two) = await _by_line(office)
    old = await issued(office, job_id=job, lines=[{"line_item_id": one, "percent_bps": 5000}])
    same = (await replaced(office, old, title="Half of it")).json()
    assert (same["total_minor"], same["held_minor"], len(same["lines"])) == (50_000, 5_000, 1)
    assert same["lines"][0]["percent_bps"] == 5000
    more = (await replaced(office, same, lines=[{"line_item_id": one, "percent_bps": 10_000}])).json()
    assert (more["total_minor"], more["held_minor"]) == (100_000, 10_000)
    refused = await replaced(office, more, lines=[{"line_item_id": two, "amount_minor": 100_001}])
    assert refused.json()["code"] == "invoices.over_invoiced"
    seen_job = (await office.get(f"/api/jobs/{job}")).json()
    assert (seen_job["invoiced_minor"], seen_job["held_minor"]) == (100_000, 10_000)


async def test_a_release_of_held_money_is_not_replaced(office: Office) -> None:
    job, (one, _) = await _by_line(office)
    await issued(office, job_id=job, lines=[{"line_item_id": one, "rest": True}])
    release = (await office.post(f"/api/jobs/{job}/release", {})).json()
    assert (await replaced(office, release)).json()["code"] == "invoices.not_replaceable"


async def test_an_invoice_of_a_canceled_job_is_not_replaced(office: Office) -> None:
    old = await issued(office, amount_minor=100_000)
    await office.post(f"/api/jobs/{office.job}/cancel", {"reason": "house sold"})
    assert (await replaced(office, old)).json()["code"] in {"jobs.canceled", "invoices.already_canceled"}


async def test_a_deposit_counts_once_and_stages_bill_the_rest(office: Office) -> None:
    """D-41, D-44: 30% of 5,000 is 1,500; the rest is 3,500, and 3,500.01 is too much."""
    deposit = await issued(office, percent_bps=3000, kind="deposit")
    assert (deposit["kind"], deposit["total_minor"], deposit["number"]) == ("deposit", 150_000, "INV-0001")
    over = await office.post("/api/invoices", {"job_id": office.job, "amount_minor": 350_001})
    assert over.json()["code"] == "invoices.over_invoiced"
    assert (await issued(office, rest=True))["total_minor"] == 350_000


async def test_a_deposit_keeps_its_money_when_the_job_grows_and_a_top_up_is_offered(office: Office) -> None:
    """A-TOPUP (D-42): 30% of 2,000 is 600; with 500 more it stays 600, and 150 is offered."""
    body = {
        "customer_id": office.customer,
        "title": "Bathroom",
        "line_items": [{"description": "Work", "unit_price_minor": 200_000}],
    }
    job = (await office.post("/api/jobs", body)).json()["id"]
    deposit = await issued(office, job_id=job, percent_bps=3000, kind="deposit")
    assert deposit["total_minor"] == 60_000
    lines = [*body["line_items"], {"description": "Shower", "unit_price_minor": 50_000}]
    changed = await office.put(f"/api/jobs/{job}/lines", {"seen_revision": 0, "line_items": lines})
    assert changed.status_code == 200, changed.text
    assert (await seen(office, deposit))["total_minor"] == 60_000
    grown = (await office.get(f"/api/jobs/{job}")).json()
    assert grown["deposit"] == {"billed_minor": 60_000, "percent_bps": 3000, "top_up_minor": 15_000}
    await issued(office, job_id=job, amount_minor=15_000, kind="deposit")
    assert (await office.get(f"/api/jobs/{job}")).json()["deposit"]["top_up_minor"] == 0


async def test_a_percent_deposit_that_is_corrected_to_a_sum_still_grows_with_the_job(office: Office) -> None:
    """30% of 3,000 is corrected to 1,000: 33.33% as printed. At 3,000 nothing is missing, at 4,500 another
    499.85 is.
    """
    body = {
        "customer_id": office.customer,
        "title": "Bathroom",
        "line_items": [{"description": "Work", "unit_price_minor": 300_000}],
    }
    job = (await office.post("/api/jobs", body)).json()["id"]
    deposit = await issued(office, job_id=job, percent_bps=3000, kind="deposit")
    for reason, more in (
        ("agreed on a third", {"amount_minor": 100_000}),
        ("wrong title", {"title": "Third"}),
    ):
        path = f"/api/invoices/{deposit['id']}/replace"
        answer = await office.post(path, {"reason": reason, **more})
        assert answer.status_code == 201, answer.text
        deposit = answer.json()
    told = (await office.get(f"/api/jobs/{job}")).json()
    assert told["deposit"] == {"billed_minor": 100_000, "percent_bps": 3333, "top_up_minor": 0}
    lines = [*body["line_items"], {"description": "Shower", "unit_price_minor": 150_000}]
    await office.put(f"/api/jobs/{job}/lines", {"seen_revision": 0, "line_items": lines})
    grown = (await office.get(f"/api/jobs/{job}")).json()
    assert grown["deposit"] == {"billed_minor": 100_000, "percent_bps": 3333, "top_up_minor": 49_985}


async def test_a_deposit_of_a_sum_never_asks_for_more(office: Office) -> None:
    deposit = await issued(office, amount_minor=100_000, kind="deposit")
    lines = [{"description": "All of it", "unit_price_minor": 900_000}]
    await office.put(f"/api/jobs/{office.job}/lines", {"seen_revision": 0, "line_items": lines})
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert job["deposit"] == {"billed_minor": deposit["total_minor"], "percent_bps": None, "top_up_minor": 0}


async def test_a_deposit_with_money_on_it_is_not_voided(office: Office) -> None:
    """D-43."""
    deposit = await issued(office, percent_bps=3000, kind="deposit")
    await office.post("/api/payments", {"method": "cash", "amount_minor": 1, "invoice_id": deposit["id"]})
    refused = await office.post(f"/api/invoices/{deposit['id']}/void", {"reason": "no"})
    assert refused.json()["code"] == "invoices.has_money"


async def test_a_job_without_stages_takes_a_deposit_before_its_one_invoice(office: Office) -> None:
    await office.clients["owner"].patch("/api/settings", json={"progress_invoicing": False})
    line = {"description": "Work", "unit_price_minor": 200_000}
    body = {"customer_id": office.customer, "title": "Tap", "line_items": [line]}
    job = (await office.post("/api/jobs", body)).json()["id"]
    await issued(office, job_id=job, percent_bps=3000, kind="deposit")
    refused = await office.post("/api/invoices", {"job_id": job, "percent_bps": 3000})
    assert refused.json()["code"] == "invoices.not_in_stages"
    assert (await issued(office, job_id=job, rest=True))["total_minor"] == 140_000
