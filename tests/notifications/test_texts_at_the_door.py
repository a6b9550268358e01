"""Consent and texts from a technician's phone: late, once, for the number that was seen; little is read."""

from typing import Any

import pytest
from tests.notifications.test_texts import DIALED, MOBILE
from tests.paypage.shop import Shop

from stagebill.customers.mobile import standings
from stagebill.kernel.ids import new_id
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context

pytestmark = pytest.mark.anyio

AGREE = "notifications.allow_texts"


async def at_the_door(shop: Shop) -> Any:
    """A technician on the job of a customer with a mobile."""
    assert (await shop.office.patch(f"/api/customers/{shop.customer_id}", {"mobile": MOBILE})).is_success
    technician = shop.company.technician
    await shop.company.add("technician", technician, "tech@alder.example")
    crew = {"member_ids": [shop.company.ids["technician"]]}
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/technicians", crew)
    assert answer.status_code == 200, answer.text
    return technician


async def pushed(device: Any, *mutations: tuple[str, str, dict[str, Any]]) -> list[str]:
    numbered = [
        {"seq": seq, "id": mutation_id, "type": name, "v": 1, "body": body}
        for seq, (mutation_id, name, body) in enumerate(mutations, 1)
    ]
    answer = await device.post("/api/sync/push", {"mutations": numbered, "cursor": ""})
    assert answer.status_code == 200, answer.text
    return [one["state"] for one in answer.json()["outcomes"]]


async def seen_of(device: Any, shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = (await device.get(f"/api/customers/{shop.customer_id}")).json()
    return found


async def test_a_yes_and_a_text_from_the_door_leave_once_however_often_they_are_sent(shop: Shop) -> None:
    technician, invoice = await at_the_door(shop), await shop.invoice(title="Stage 1")
    yes = {"customer_id": shop.customer_id, "how": "in_person", "mobile": MOBILE,
           "agreed_at": "2026-03-02T09:30:00Z"}  # fmt: skip
    asked = ((new_id(), AGREE, yes), (new_id(), "notifications.text_invoice", {"invoice_id": invoice["id"]}))
    assert await pushed(technician, *asked) == ["applied", "applied"]
    assert await pushed(technician, *asked) == ["duplicate", "duplicate"]
    await shop.work()
    assert await shop.rows("SELECT kind, to_address FROM message") == [("text.invoice", DIALED)]
    (word,) = (await shop.office.get(f"/api/customers/{shop.customer_id}/texts")).json()["words"]
    assert (word["said_at"], word["how"], word["by"]) == ("2026-03-02T09:30:00Z", "in_person", "Technician")


async def test_the_number_that_was_seen_agreed_not_one_that_the_office_typed_meanwhile(shop: Shop) -> None:
    technician = await at_the_door(shop)
    other = {"mobile": "(503) 555-0188"}
    assert (await shop.office.patch(f"/api/customers/{shop.customer_id}", other)).is_success
    yes = {"customer_id": shop.customer_id, "how": "in_person", "mobile": MOBILE}
    assert await pushed(technician, (new_id(), AGREE, yes)) == ["applied"]
    assert (await seen_of(technician, shop))["texts"] is None
    assert (await shop.office.patch(f"/api/customers/{shop.customer_id}", {"mobile": MOBILE})).is_success
    assert (await seen_of(technician, shop))["texts"] == "may"


async def test_a_moment_ahead_of_the_servers_is_now(shop: Shop) -> None:
    technician = await at_the_door(shop)
    yes = {"customer_id": shop.customer_id, "how": "by_phone", "agreed_at": "2030-01-01T00:00:00Z"}
    assert await pushed(technician, (new_id(), AGREE, yes)) == ["applied"]
    ((said_at,),) = await shop.rows("SELECT said_at FROM text_consent")
    assert str(said_at).startswith("2026-03-02")


async def test_a_moment_without_its_zone_is_refused(shop: Shop) -> None:
    technician = await at_the_door(shop)
    for moment in ("2026-03-02T09:30:00", "yesterday"):
        said = {"how": "in_person", "agreed_at": moment}
        answer = await technician.post(f"/api/customers/{shop.customer_id}/allow-texts", said)
        assert answer.status_code == 422, answer.text
    far = {"how": "in_person", "agreed_at": "0001-01-01T00:00:00+14:00"}
    assert (await technician.post(f"/api/customers/{shop.customer_id}/allow-texts", far)).status_code == 200


async def test_a_yes_of_9_30_that_arrives_late_opens_nothing_that_was_ended_at_10_30(shop: Shop) -> None:
    technician = await at_the_door(shop)
    first = {"customer_id": shop.customer_id, "how": "in_person"}
    assert await pushed(technician, (new_id(), AGREE, first)) == ["applied"]
    early = shop.clock.now().isoformat()
    await shop.later(minutes=60)
    assert (await shop.office.post(f"/api/customers/{shop.customer_id}/end-texts", {})).status_code == 200
    late = {"how": "in_person", "mobile": MOBILE, "agreed_at": early}
    answer = await technician.post(f"/api/customers/{shop.customer_id}/allow-texts", late)
    assert (answer.status_code, answer.json()["code"]) == (409, "notifications.ended_since")
    assert (await seen_of(technician, shop))["texts"] is None
    anew = late | {"agreed_at": shop.clock.now().isoformat()}
    answer = await technician.post(f"/api/customers/{shop.customer_id}/allow-texts", anew)
    assert answer.json()["may_be_texted"]


async def test_stop_stands_over_a_yes_and_a_text_that_were_kept_before_it_and_arrive_after(
    shop: Shop,
) -> None:
    technician, invoice = await at_the_door(shop), await shop.invoice(title="Stage 1")
    ((organization_id,),) = await shop.rows("SELECT id FROM organization")
    context = await system_context(shop.services.database.reader, organization_id, shop.clock.now())
    assert context is not None
    stop = {"number": DIALED, "said": "stopped"}
    heard = Mutation(id=new_id(), type="notifications.hear_about_texts", body=stop)
    assert (await apply(shop.services, heard, context)).outcome.state == "applied"
    yes = {"customer_id": shop.customer_id, "how": "in_person", "mobile": MOBILE,
           "agreed_at": "2026-03-02T08:30:00Z"}  # fmt: skip
    asked = ((new_id(), AGREE, yes), (new_id(), "notifications.text_invoice", {"invoice_id": invoice["id"]}))
    assert await pushed(technician, *asked) == ["rejected", "rejected"]
    await shop.work()
    assert await shop.rows("SELECT kind FROM message WHERE kind LIKE 'text%'") == []


async def test_a_technician_reads_a_yes_or_no_and_writes_it_for_customers_of_their_jobs_alone(
    shop: Shop,
) -> None:
    technician = await at_the_door(shop)
    agree = await technician.post(f"/api/customers/{shop.customer_id}/allow-texts", {"how": "in_person"})
    assert (agree.status_code, agree.json()["may_be_texted"], agree.json()["words"]) == (200, True, [])
    assert (await technician.get(f"/api/customers/{shop.customer_id}/texts")).status_code == 403
    assert (await seen_of(technician, shop))["texts"] == "may"
    stranger = {"name": "Stranger", "mobile": "(503) 555-0190"}
    other = (await shop.office.post("/api/customers", stranger)).json()["id"]
    refused = await technician.post(f"/api/customers/{other}/allow-texts", {"how": "in_person"})
    assert (refused.status_code, refused.json()["code"]) == (404, "customers.missing")


async def test_stop_is_seen_on_every_customer_with_that_number(shop: Shop) -> None:
    technician = await at_the_door(shop)
    twin = {"name": "Joe Doe", "mobile": "+1 503 555 0142"}
    twin_id = (await shop.office.post("/api/customers", twin)).json()["id"]
    await pushed(technician, (new_id(), AGREE, {"customer_id": shop.customer_id, "how": "in_person"}))
    assert (await shop.office.get(f"/api/customers/{twin_id}")).json()["texts"] == "may"
    ended = await shop.office.post(f"/api/customers/{twin_id}/end-texts", {})
    assert ended.status_code == 200
    assert (await seen_of(technician, shop))["texts"] is None


def test_only_what_ends_like_a_known_number_is_read_as_one() -> None:
    said = standings({"+15035550142": "stopped"}, "USD")
    known = ["(503) 555-0142", "503.555.0142 x12", "+1 503 555 0142", "(503) 555-0143", "0142", None]
    assert [said.of(mobile) for mobile in known] == ["stopped", "stopped", "stopped", None, None, None]
