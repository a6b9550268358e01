"""D-17: an invoice is corrected in one step, void and new; the new one names the old."""

from typing import Any

import pytest
from tests.sync.office import Office

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
        "payment_options": {"card": True, "ach": False, "financing": False},
        "visible_fields": {
            "line_items": False, "quantities": False, "unit_prices": False, "tax": True, "progress": True,
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
        "payment_options": {"card": False, "ach": False, "financing": True},
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
