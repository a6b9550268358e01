"""Pay links fetched ahead: of what can be paid, and to a technician of their own jobs alone."""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def billed(office: Office, amount_minor: int, **more: Any) -> str:
    body = {"job_id": office.job, "amount_minor": amount_minor, **more}
    made: str = (await office.post("/api/invoices", body)).json()["id"]
    return made


async def asked(office: Office, *ids: str, who: str = "technician") -> dict[str, Any]:
    answer = await office.get(f"/api/pay-links?ids={','.join(ids)}", who=who)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_link_is_there_for_what_can_be_paid_and_for_nothing_else(office: Office) -> None:
    is_open, void, paid = [await billed(office, 1_000) for _ in range(3)]
    draft = await billed(office, 1_000, draft=True)
    await office.post(f"/api/invoices/{void}/void", {"reason": "wrong stage"})
    await office.post("/api/payments", {"method": "cash", "amount_minor": 1_000, "invoice_id": paid})

    found = await asked(office, is_open, void, paid, draft, new_id())

    pay_url = (await office.get(f"/api/invoices/{is_open}")).json()["pay_url"]
    assert {id_: found["address"] + token for id_, token in found["tokens"].items()} == {is_open: pay_url}


async def test_a_technician_gets_no_link_of_a_job_that_is_not_theirs(office: Office) -> None:
    invoice = await billed(office, 1_000)
    assert list((await asked(office, invoice))["tokens"]) == [invoice]
    await office.post(f"/api/jobs/{office.job}/technicians", {"member_ids": []})
    assert (await asked(office, invoice))["tokens"] == {}
    assert list((await asked(office, invoice, who="dispatcher"))["tokens"]) == [invoice]


async def test_words_that_are_no_ids_are_refused_in_one_sentence(office: Office) -> None:
    answer = await office.get("/api/pay-links?ids=one,two")
    assert answer.status_code == 422
