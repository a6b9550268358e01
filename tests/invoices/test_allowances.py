"""What is lent to phones of a job: inside of it an invoice made without signal is certain."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOW
from tests.sync.office import Office

from stagebill.app import HANDLERS
from stagebill.identity.sign_in import issue_token
from stagebill.invoices.allowance import Allowance, LentOut, check_lent, drawn, share_of
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.ids import derived_id, new_id
from stagebill.sync.dispatcher import Dispatcher

pytestmark = pytest.mark.anyio

A, B = new_id(), new_id()
MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
async def crew(office: Office) -> Office:
    """Two technicians, each with a phone, and a job of 2,000.00 that both work on."""
    services = office.app.state.services
    body = {"name": "Bo", "email": "bo@alder.example", "role": "technician"}
    second = (await office.post("/api/members", body, who="owner")).json()["id"]
    office.clients["second"] = office.client(
        await issue_token(services.database, "bo@alder.example", services.clock)
    )
    for who, device, label in (("technician", A, "Tablet 1"), ("second", B, "Tablet 3")):
        body = {"device_id": device, "label": label, "platform": "android"}
        assert (await office.post("/api/devices", body, who=who)).status_code == 201
    crew = [office.teller.id("member", "technician"), second]
    made = await office.post("/api/jobs", {
        "customer_id": office.customer, "title": "Bath", "technician_ids": crew,
        "line_items": [{"description": "All of it", "unit_price_minor": 200_000}],
    })  # fmt: skip
    office.job = made.json()["id"]
    return office


async def lend(office: Office, who: str, device: str, *jobs: str) -> dict[str, int]:
    """What the device has of each job now."""
    body = {"job_ids": list(jobs or (office.job,))}
    answer = await office.post(f"/api/devices/{device}/allowances", body, who=who)
    assert answer.status_code == 200, answer.text
    return {each["job_id"]: each["amount_minor"] for each in answer.json()["allowances"]}


def request(office: Office, amount_minor: int | None = None, **more: Any) -> dict[str, Any]:
    """An invoice as a phone made it without signal."""
    body = {"invoice_id": new_id(), "job_id": office.job, "amount_minor": amount_minor} | more
    return {"id": new_id(), "type": "invoices.create_invoice", "v": 1, "body": body}


async def push(office: Office, who: str, device: str, *sent: dict[str, Any]) -> list[dict[str, Any]]:
    numbered = [{"seq": seq, **each} for seq, each in enumerate(sent, 1)]
    body = {"device_id": device, "mutations": numbered}
    answer = await office.post("/api/sync/push", body, who=who)
    assert answer.status_code == 200, answer.text
    return answer.json()["outcomes"]  # type: ignore[no-any-return]


async def bill(office: Office, amount_minor: int) -> Any:
    return await office.post("/api/invoices", {"job_id": office.job, "amount_minor": amount_minor})


async def invoiced(office: Office) -> int:
    return int((await office.get(f"/api/jobs/{office.job}")).json()["invoiced_minor"])


async def test_of_2000_left_two_phones_get_1000_each_and_both_invoice_it_without_signal(crew: Office) -> None:
    assert await lend(crew, "technician", A) == {crew.job: 100_000}
    assert await lend(crew, "second", B) == {crew.job: 100_000}
    first = await push(crew, "technician", A, request(crew, 100_000))
    second = await push(crew, "second", B, request(crew, 100_000))
    assert [first[0]["state"], second[0]["state"]] == ["applied", "applied"]
    assert [each[0]["effect"]["number"] for each in (first, second)] == ["INV-0001", "INV-0002"]
    assert await invoiced(crew) == 200_000


async def test_1200_of_a_phone_that_has_1000_waits_for_a_person_and_is_never_numbered(crew: Office) -> None:
    await lend(crew, "technician", A)
    await lend(crew, "second", B)
    told = (await push(crew, "second", B, request(crew, 120_000)))[0]
    assert (told["state"], told["code"]) == ("rejected", "invoices.lent_out")
    assert told["facts"] == {
        "asked_minor": 120_000, "free_minor": 100_000, "lent_minor": 100_000, "left_minor": 200_000,
        "until_at": "2026-03-02T23:00:00+00:00", "device_ids": [A],
    }  # fmt: skip
    assert await invoiced(crew) == 0
    assert (await push(crew, "second", B, request(crew, 100_000)))[0]["state"] == "applied"


async def test_one_technician_has_half_and_the_office_bills_the_other_half_and_not_more(
    crew: Office,
) -> None:
    await crew.post(
        f"/api/jobs/{crew.job}/technicians", {"member_ids": [crew.teller.id("member", "technician")]}
    )
    assert await lend(crew, "technician", A) == {crew.job: 100_000}
    refused = await bill(crew, 100_001)
    assert (refused.status_code, refused.json()["code"]) == (409, "invoices.lent_out")
    assert refused.json()["device_ids"] == [A]
    assert (await bill(crew, 100_000)).status_code == 201
    rest = await crew.post("/api/invoices", {"job_id": crew.job, "rest": True})
    assert (rest.status_code, rest.json()["free_minor"]) == (409, 0)


async def test_what_is_used_is_lent_no_more_and_the_second_invoice_is_as_certain_as_the_first(
    crew: Office,
) -> None:
    await lend(crew, "technician", A)
    await lend(crew, "second", B)
    told = await push(crew, "technician", A, request(crew, 60_000), request(crew, 40_000))
    assert [each["state"] for each in told] == ["applied", "applied"]
    # Nothing is lent to A any more: B's 1,000.00 is all that is left.
    assert (await bill(crew, 1)).json()["code"] == "invoices.lent_out"
    assert await lend(crew, "technician", A) == {}


async def test_after_its_hours_nothing_is_held_back_and_a_late_invoice_is_taken_where_it_fits(
    crew: Office, clock: FrozenClock
) -> None:
    await lend(crew, "technician", A)
    clock.advance(timedelta(hours=7, minutes=59))
    assert (await bill(crew, 150_000)).status_code == 409
    clock.advance(timedelta(minutes=1))
    assert (await bill(crew, 150_000)).status_code == 201
    late = request(crew, 100_000)
    told = (await push(crew, "technician", A, late))[0]
    assert (told["code"], told["facts"]["left_minor"]) == ("invoices.over_invoiced", 50_000)
    assert (await push(crew, "technician", A, request(crew, 50_000)))[0]["state"] == "applied"


async def test_what_is_lent_is_a_rest_resource_for_the_office_and_for_whoever_has_it(crew: Office) -> None:
    await lend(crew, "technician", A)
    await lend(crew, "second", B)
    for who, devices in (("dispatcher", {A, B}), ("technician", {A}), ("second", {B})):
        told = (await crew.get("/api/allowances", who=who)).json()
        assert {one["device_id"] for one in told} == devices, who
        assert {(one["job_id"], one["amount_minor"]) for one in told} == {(crew.job, 100_000)}


async def test_the_hours_end_by_themselves_and_devices_forget_what_was_lent(
    crew: Office, clock: FrozenClock
) -> None:
    await lend(crew, "technician", A)
    cursor = (await crew.get("/api/sync/snapshot", who="technician")).json()["cursor"]
    clock.advance(timedelta(hours=8))
    await Dispatcher(crew.app.state.services, HANDLERS).run_due()
    pulled = (await crew.get(f"/api/sync/pull?cursor={cursor}", who="technician")).json()
    gone = derived_id("allowance", A, crew.job)
    assert [(each["e"], each["op"], each["id"]) for each in pulled["changes"]] == [("allowance", "del", gone)]


async def test_recalled_it_is_free_at_once_and_what_the_phone_made_is_taken_where_it_fits(
    crew: Office,
) -> None:
    await lend(crew, "technician", A)
    made = request(crew, 80_000)
    recalled = await crew.post(f"/api/jobs/{crew.job}/recall-allowances", {})
    assert recalled.status_code == 200
    assert (await bill(crew, 120_000)).status_code == 201
    assert (await push(crew, "technician", A, made))[0]["state"] == "applied"
    assert await invoiced(crew) == 200_000


async def test_only_the_recalled_phone_loses_it(crew: Office) -> None:
    await lend(crew, "technician", A)
    await lend(crew, "second", B)
    await crew.post(f"/api/jobs/{crew.job}/recall-allowances", {"device_id": A})
    assert (await bill(crew, 100_001)).json()["device_ids"] == [B]
    assert (await bill(crew, 100_000)).status_code == 201


async def test_a_revoked_phone_a_member_who_left_and_one_taken_off_the_job_hold_nothing_back(
    crew: Office,
) -> None:
    member = crew.teller.id("member", "technician")
    for end in (
        lambda: crew.post(f"/api/jobs/{crew.job}/technicians", {"member_ids": []}),
        lambda: crew.patch(f"/api/members/{member}", {"active": False}, who="owner"),
        lambda: crew.post(f"/api/devices/{A}/revoke", {}),
    ):
        await crew.post(f"/api/jobs/{crew.job}/technicians", {"member_ids": [member]})
        await crew.patch(f"/api/members/{member}", {"active": True}, who="owner")
        token = await issue_token(
            crew.app.state.services.database, "technician@alder.example", crew.app.state.services.clock
        )
        crew.clients["technician"] = crew.client(token)
        assert len(await lend(crew, "technician", A)) == 1
        assert (await bill(crew, (await left(crew)))).status_code == 409
        await end()
        seen = (await crew.get("/api/sync/snapshot")).json()["tables"]["allowances"]
        lent = dict(zip(seen["cols"], seen["data"], strict=True))
        assert lent["amount_minor"] == [0]
        assert (await bill(crew, await left(crew) // 2 + 1)).status_code == 201


async def left(office: Office) -> int:
    return int((await office.get(f"/api/jobs/{office.job}")).json()["left_to_invoice_minor"])


async def test_asking_again_gives_the_jobs_of_now_and_takes_back_the_others(crew: Office) -> None:
    one = crew.teller.id("member", "technician")
    other = (await crew.post("/api/jobs", {
        "customer_id": crew.customer, "title": "Sink", "technician_ids": [one],
        "line_items": [{"description": "All of it", "unit_price_minor": 10_001}],
    })).json()["id"]  # fmt: skip
    assert await lend(crew, "technician", A, crew.job, other) == {crew.job: 100_000, other: 5_000}
    assert await lend(crew, "technician", A, other) == {other: 5_000}
    rest = await crew.post("/api/invoices", {"job_id": crew.job, "rest": True})
    assert rest.status_code == 201


async def test_a_second_phone_of_the_same_technician_gets_what_their_part_still_has(crew: Office) -> None:
    body = {"device_id": (watch := new_id()), "label": "Watch", "platform": "other"}
    await crew.post("/api/devices", body, who="technician")
    assert await lend(crew, "technician", A) == {crew.job: 100_000}
    assert await lend(crew, "technician", watch) == {}


async def test_nothing_is_lent_for_a_job_of_others_or_to_others_devices_or_where_technicians_do_not_invoice(
    crew: Office,
) -> None:
    foreign = (await crew.post("/api/jobs", {
        "customer_id": crew.customer, "title": "Not theirs",
        "line_items": [{"description": "All of it", "unit_price_minor": 10_000}],
    })).json()["id"]  # fmt: skip
    assert await lend(crew, "technician", A, foreign, new_id()) == {}
    stolen = await crew.post(f"/api/devices/{B}/allowances", {"job_ids": [crew.job]}, who="technician")
    assert stolen.json()["code"] == "identity.device_of_another_member"
    await crew.patch("/api/settings", {"technicians_invoice": False})
    assert await lend(crew, "technician", A) == {}


async def test_a_technician_invoices_the_jobs_they_work_on_while_the_company_lets_them(crew: Office) -> None:
    body = {"job_id": crew.job, "percent_bps": 1000, "send": True}
    made = await crew.post("/api/invoices", body, who="technician")
    assert (made.status_code, made.json()["total_minor"]) == (201, 20_000)
    assert made.json()["sent_at"] is not None
    again = await crew.post(f"/api/invoices/{made.json()['id']}/send", {}, who="technician")
    assert again.status_code == 200
    draft = await crew.post("/api/invoices", {**body, "draft": True}, who="technician")
    assert (draft.status_code, draft.json()["code"]) == (403, "sync.not_allowed")
    voided = await crew.post(f"/api/invoices/{made.json()['id']}/void", {"reason": "mine"}, who="technician")
    assert voided.status_code == 403
    await crew.patch("/api/settings", {"technicians_invoice": False})
    for path, asked in (("/api/invoices", body), (f"/api/invoices/{made.json()['id']}/send", {})):
        refused = await crew.post(path, asked, who="technician")
        assert (refused.status_code, refused.json()["code"]) == (403, "sync.not_allowed")
    await crew.patch("/api/settings", {"technicians_invoice": True})
    await crew.post(f"/api/jobs/{crew.job}/technicians", {"member_ids": []})
    gone = await crew.post("/api/invoices", body, who="technician")
    assert (gone.status_code, gone.json()["code"]) == (404, "jobs.missing")
    hidden = await crew.post(f"/api/invoices/{made.json()['id']}/send", {}, who="technician")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "invoices.missing")


async def test_30_percent_seen_as_600_is_never_billed_as_660_after_the_job_grew_by_200(crew: Office) -> None:
    job = (await crew.get(f"/api/jobs/{crew.job}")).json()
    sent = request(crew, percent_bps=3000, seen_minor=60_000)
    grown = [{"line_item_id": job["line_items"][0]["id"], "description": "All of it",
              "unit_price_minor": 220_000}]  # fmt: skip
    changed = await crew.put(f"/api/jobs/{crew.job}/lines", {"seen_revision": 0, "line_items": grown})
    assert changed.status_code == 200, changed.text
    told = (await push(crew, "technician", A, sent))[0]
    assert (told["state"], told["code"]) == ("rejected", "invoices.amount_changed")
    assert told["facts"] == {
        "seen_minor": 60_000, "now_minor": 66_000, "total_minor": 220_000, "left_minor": 220_000,
    }  # fmt: skip
    as_shown = request(crew, 60_000, seen_minor=60_000)
    assert (await push(crew, "technician", A, as_shown))[0]["effect"]["total_minor"] == 60_000


async def test_a_request_thrown_away_is_never_made_and_one_that_was_faster_stands(crew: Office) -> None:
    sent = request(crew, 50_000)
    discard = {
        **sent, "type": "invoices.discard_request", "body": {"invoice_id": sent["body"]["invoice_id"]},
    }  # fmt: skip
    assert (await push(crew, "technician", A, discard))[0]["state"] == "applied"
    assert (await push(crew, "technician", A, sent))[0]["code"] == "sync.id_reused"
    assert await invoiced(crew) == 0
    faster = request(crew, 50_000)
    late = {
        **faster, "type": "invoices.discard_request", "body": {"invoice_id": faster["body"]["invoice_id"]},
    }  # fmt: skip
    assert (await push(crew, "technician", A, faster))[0]["state"] == "applied"
    assert (await push(crew, "technician", A, late))[0]["code"] == "sync.id_reused"
    assert await invoiced(crew) == 50_000


async def test_a_lost_answer_draws_the_allowance_once(crew: Office) -> None:
    await lend(crew, "technician", A)
    sent = request(crew, 60_000)
    for state in ("applied", "duplicate", "duplicate"):
        assert (await push(crew, "technician", A, sent))[0]["state"] == state
    assert (await push(crew, "technician", A, request(crew, 40_000)))[0]["state"] == "applied"
    assert await invoiced(crew) == 100_000


@given(
    left=st.integers(0, 10**9), technicians=st.integers(0, 9), own=st.integers(0, 10**9),
    others=st.integers(0, 10**9),
)  # fmt: skip
def test_what_is_lent_is_free_and_a_fair_part(left: int, technicians: int, own: int, others: int) -> None:
    part = share_of(left, technicians, own, others)
    assert part >= 0
    if part:
        assert part + own + others <= left
        assert (part + own) * max(technicians, 2) <= left


def lent(device: str, amount_minor: int) -> Allowance:
    return Allowance(
        organization_id=derived_id("organization"), id=derived_id("allowance", device),
        job_id=derived_id("job"), device_id=device, member_id=derived_id("member", device),
        amount_minor=amount_minor, lent_at=NOW, expires_at=NOW + timedelta(hours=8),
    )  # fmt: skip


@given(
    total=st.integers(1, 500),
    parts=st.lists(st.integers(1, 100), min_size=1, max_size=4),
    asked=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 300)), max_size=12),
)
def test_whoever_asks_in_whatever_order_what_is_lent_stays_to_be_had(
    total: int, parts: list[int], asked: list[tuple[int, int]]
) -> None:
    """Invoices and what is lent never exceed the job; and each device may invoice all that it has."""
    allowances = {str(place): lent(str(place), part) for place, part in enumerate(parts)}
    billed = 0
    if sum(parts) > total:
        return
    for place, amount in asked:
        own = allowances.get(str(place))
        others = [each for each in allowances.values() if each is not own]
        if amount > total - billed:
            continue  # the cap comes first
        try:
            check_lent(amount, total - billed, own, others)
        except LentOut:
            assert own is None or amount > own.amount_minor
            continue
        billed += amount
        if own is not None:
            free = total - billed - sum(each.amount_minor for each in others)
            after = drawn(own, amount, free, NOW)
            allowances.pop(str(place))
            if after.ended_at is None:
                allowances[str(place)] = after
        assert billed + sum(each.amount_minor for each in allowances.values()) <= total
