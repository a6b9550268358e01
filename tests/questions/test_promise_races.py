"""A promised day and a hold of the office in the same moment: the office's word stays, on both engines."""

import asyncio

import pytest
from tests.paypage.shop import Shop

from stagebill.kernel.ids import new_id
from stagebill.kernel.records import replace
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context

pytestmark = pytest.mark.anyio

ROUNDS = 12


async def promise(shop: Shop, invoice_id: str) -> None:
    ((organization_id,),) = await shop.rows("SELECT organization_id FROM invoice WHERE id = $1", invoice_id)
    services = shop.services
    context = await system_context(services.database.reader, organization_id, services.clock.now())
    assert context is not None
    body = {"invoice_id": invoice_id, "on": "2026-03-10"}
    said = Mutation(id=new_id(), type="notifications.promise_payment", body=body)
    await apply(services, said, replace(context, role="customer"))


async def test_a_promise_at_the_same_moment_does_not_end_a_hold_of_the_office(shop: Shop) -> None:
    await shop.add_job(5_000_000, title="Twelve stages")
    for _ in range(ROUNDS):
        invoice = await shop.invoice(10_000, send=True)
        await promise(shop, invoice["id"])
        held, *_ = await asyncio.gather(
            shop.office.post(f"/api/invoices/{invoice['id']}/hold-reminders", {"why": "dispute"}),
            promise(shop, invoice["id"]), promise(shop, invoice["id"]),
        )  # fmt: skip
        assert held.status_code == 200, held.text
        stands = await shop.rows("SELECT why FROM reminder_hold WHERE invoice_id = $1", invoice["id"])
        assert stands == [("dispute",)]
