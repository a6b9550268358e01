"""A credit of chosen lines gives back what was held of them, each at its own rate (D-11, D-65, D-68)."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.scope.test_office import a_job, change, invoiced, line, told
from tests.scope.test_settled_lines import as_it_is, settle_of
from tests.sync.office import Office

from stagebill.invoices.retainage import Retained
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.credited_lines import BilledLine
from stagebill.kernel.records import replace
from stagebill.scope.settlement import Surplus, credit_step
from stagebill.scope.standing import PrintedLine, Standing

pytestmark = pytest.mark.anyio


async def with_rates(office: Office, job: dict[str, Any], rate_bps: int, **own: Any) -> dict[str, Any]:
    body = {"rate_bps": rate_bps, **own}
    return await told(await office.post(f"/api/jobs/{job['id']}/retainage", body))


async def smaller(office: Office, job: dict[str, Any], *lines: dict[str, Any]) -> dict[str, Any]:
    """The lines changed, with what is proposed for that accepted."""
    refused = await told(await change(office, job, *lines), 409)
    return await told(await change(office, job, *lines, settle=settle_of(refused)))


async def seen(office: Office, invoice: dict[str, Any]) -> dict[str, Any]:
    return await told(await office.get(f"/api/invoices/{invoice['id']}"))


async def note_of(office: Office, invoice: dict[str, Any]) -> dict[str, Any]:
    (note,) = (await office.get(f"/api/credit-notes?invoice_id={invoice['id']}")).json()["items"]
    return dict(note)


async def test_a_line_held_at_10_percent_gives_back_10_percent_of_its_credit_beside_one_held_at_5(
    office: Office,
) -> None:
    """Piping 1,000 at its own 10% and boiler 3,000 at 5% hold 100 + 150. Piping falls to 600: 40 of its 400
    were held (by the invoice's overall share it would be 25); what stands holds 60 + 150."""
    job = await a_job(office, line(100_000), line(300_000))
    piping, boiler = (each["id"] for each in job["line_items"])
    await with_rates(office, job, 500, lines=[{"line_item_id": piping, "rate_bps": 1000}])
    invoice = await invoiced(
        office, job, lines=[{"line_item_id": one, "rest": True} for one in (piping, boiler)]
    )
    assert invoice["held_minor"] == 25_000
    after = await smaller(office, job, as_it_is(job, 0, unit_price_minor=60_000), as_it_is(job, 1))
    note = await note_of(office, invoice)
    assert (note["total_minor"], note["unheld_minor"]) == (40_000, 4_000)
    assert (after["held_minor"], (await seen(office, invoice))["owed_minor"]) == (21_000, 339_000)


async def test_a_line_that_holds_nothing_gives_nothing_back(office: Office) -> None:
    """Permits 500 at 0% beside work 1,000 at 10%: permits are credited whole and the 100 stay held."""
    job = await a_job(office, line(50_000), line(100_000))
    permits, work = (each["id"] for each in job["line_items"])
    await with_rates(office, job, 1000, lines=[{"line_item_id": permits, "rate_bps": 0}])
    invoice = await invoiced(
        office, job, lines=[{"line_item_id": one, "rest": True} for one in (permits, work)]
    )
    after = await smaller(office, job, as_it_is(job, 1))
    assert ((await note_of(office, invoice))["unheld_minor"], after["held_minor"]) == (0, 10_000)


async def test_stored_material_that_is_credited_gives_back_its_own_rate(office: Office) -> None:
    """Work 1,000 at 10% and 2,000 of stored material at 2.5%: 100 + 50 held. 800 of the material go: 20."""
    job = await a_job(office, line(100_000), line(200_000))
    work, boiler = (each["id"] for each in job["line_items"])
    await with_rates(office, job, 1000, stored_rate_bps=250)
    stored = {"line_item_id": boiler, "rest": True, "stored": True, "note": "in the yard"}
    invoice = await invoiced(office, job, lines=[{"line_item_id": work, "rest": True}, stored])
    assert invoice["held_minor"] == 15_000
    after = await smaller(office, job, as_it_is(job, 0), as_it_is(job, 1, unit_price_minor=120_000))
    assert ((await note_of(office, invoice))["unheld_minor"], after["held_minor"]) == (2_000, 13_000)


async def test_stored_material_that_is_left_after_a_credit_moves_to_its_work_rate_once_installed(
    office: Office,
) -> None:
    """Of 2,000 stored at 2.5%, 800 are credited; the other 1,200 are installed and held at 10% like work."""
    job = await a_job(office, line(100_000), line(200_000))
    work, boiler = (each["id"] for each in job["line_items"])
    await with_rates(office, job, 1000, stored_rate_bps=250)
    stored = {"line_item_id": boiler, "rest": True, "stored": True, "note": "in the yard"}
    invoice = await invoiced(office, job, lines=[stored])
    await smaller(office, job, as_it_is(job, 0), as_it_is(job, 1, unit_price_minor=120_000))
    goods = (await seen(office, invoice))["lines"][0]
    of_job = (await told(await office.get(f"/api/jobs/{job['id']}")))["line_items"][1]
    assert (goods["stored_minor"], of_job["stored_minor"]) == (120_000, 120_000)
    more = await office.post(f"/api/stored-materials/{goods['id']}/install", {"amount_minor": 120_001})
    assert more.json()["code"] == "invoices.more_than_stored"
    await told(await office.post(f"/api/stored-materials/{goods['id']}/install", {}))
    assert (await seen(office, invoice))["lines"][0]["stored_minor"] == 0
    last = await invoiced(office, job, lines=[{"line_item_id": work, "rest": True}])
    assert last["held_minor"] == 10_000 + 12_000 - 3_000
    assert (await told(await office.get(f"/api/jobs/{job['id']}")))["held_minor"] == 22_000


async def test_a_credit_by_hand_gives_back_of_each_line_what_it_takes_of_it(office: Office) -> None:
    """The same share of every line, so the same share of all that is held: a quarter of 100 + 150."""
    job = await a_job(office, line(100_000), line(300_000))
    piping, boiler = (each["id"] for each in job["line_items"])
    await with_rates(office, job, 500, lines=[{"line_item_id": piping, "rate_bps": 1000}])
    invoice = await invoiced(
        office, job, lines=[{"line_item_id": one, "rest": True} for one in (piping, boiler)]
    )
    body = {"amount_minor": 100_000, "reason": "late"}
    invoice = await told(await office.post(f"/api/invoices/{invoice['id']}/credit", body))
    assert (invoice["held_minor"], (await note_of(office, invoice))["unheld_minor"]) == (18_750, 6_250)


async def test_the_invoice_and_the_job_say_what_is_credited_of_each_line(office: Office) -> None:
    job = await a_job(office, line(100_000, 825), line(300_000, 825))
    asks = [{"line_item_id": each["id"], "rest": True} for each in job["line_items"]]
    invoice = await invoiced(office, job, lines=asks)
    after = await smaller(office, job, as_it_is(job, 0, unit_price_minor=60_000), as_it_is(job, 1))
    assert [each["credited_minor"] for each in (await seen(office, invoice))["lines"]] == [40_000, 0]
    assert [(each["billed_minor"], each["credited_minor"]) for each in after["line_items"]] == [
        (60_000, 40_000), (300_000, 0),
    ]  # fmt: skip


async def test_work_and_stored_material_of_one_line_are_credited_in_the_same_share(office: Office) -> None:
    """600 of the boiler stored and 200 installed; 200 are credited of it: 150 and 50."""
    job = await a_job(office, line(80_000))
    (boiler,) = (each["id"] for each in job["line_items"])
    stored = {"line_item_id": boiler, "amount_minor": 60_000, "stored": True, "note": "in the yard"}
    invoice = await invoiced(office, job, lines=[stored, {"line_item_id": boiler, "amount_minor": 20_000}])
    await smaller(office, job, as_it_is(job, 0, unit_price_minor=60_000))
    assert [each["credited_minor"] for each in (await seen(office, invoice))["lines"]] == [15_000, 5_000]


OWN = st.tuples(st.integers(-300, 5_000).filter(bool), st.sampled_from([None, 0, 250, 1000, 5000]))


@settings(max_examples=150)
@given(
    st.lists(OWN, min_size=1, max_size=5).filter(lambda own: sum(minor for minor, _ in own) > 0),
    st.sampled_from([0, 500, 1000]),
    st.lists(st.tuples(st.integers(1, 6_000), st.integers(0, 4), st.integers(0, 6_000)), max_size=5),
)
def test_any_credits_leave_each_line_held_at_its_own_rate_and_close_to_the_last_unit(
    own: list[tuple[int, int | None]], contract_bps: int, credits: list[tuple[int, int, int]]
) -> None:
    one = an_invoice(own, contract_bps)
    assume(one.owed_minor >= 1)  # an invoice that leaves nothing to pay is never issued
    for minor, place, first_minor in (*credits, (one.billed_minor, 0, 0)):
        minor = min(minor, one.billed_minor)
        if not minor:
            break
        room = max(one.lines[place % len(one.lines)].base_minor, 0)
        taken = min(first_minor, room, minor)
        first = Surplus((TaxLine(0, taken, 0),), {str(place % len(own)): taken}) if taken else Surplus()
        one = credited(one, minor, first)
        assert 0 <= one.owed_minor == one.billed_minor - one.held_minor
        if all(base_minor > 0 for base_minor, _ in own):
            stands = sum(
                line.base_minor * (contract_bps if rate is None else rate)
                for line, (_, rate) in zip(one.lines, own, strict=True)
            )
            assert abs(one.held_minor * 10_000 - stands) <= 10_000 * 2 * len(own)
    assert (one.billed_minor, one.held_minor, one.owed_minor) == (0, 0, 0)


def an_invoice(own: list[tuple[int, int | None]], contract_bps: int) -> Standing:
    """Lines with their own rates (None: the contract's), each rate holding its share of them."""
    places: dict[int, int] = {}
    for minor, rate in own:
        rate = contract_bps if rate is None else rate
        places[rate] = places.get(rate, 0) + minor
    kept = tuple(Retained(Goods.WORK, rate, minor, minor * rate // 10_000) for rate, minor in places.items())
    billed_minor = sum(minor for minor, _ in own)
    return Standing(
        invoice_id="one", number="INV-0001", taxes=(TaxLine(0, billed_minor, 0),), retained=kept,
        lines=tuple(
            BilledLine(invoice_id="one", line_item_id=str(place), rate_bps=0, base_minor=minor)
            for place, (minor, _) in enumerate(own)
        ),
        printed=tuple(
            PrintedLine(line_item_id=str(place), of=Goods.WORK, rate_bps=rate, base_minor=minor)
            for place, (minor, rate) in enumerate(own)
        ),
        owed_minor=billed_minor - sum(each.held_minor for each in kept),
    )  # type: ignore[arg-type]  # fmt: skip


def credited(one: Standing, minor: int, first: Surplus) -> Standing:
    step = credit_step(one, minor, first, held_minor=max(one.held_minor, 0))
    off = {line.line_item_id: line.base_minor for line in step.lines}
    return replace(
        one,
        credited=(*one.credited, *step.taxes),
        given_up=(*one.given_up, *step.retained),
        lines=tuple(
            replace(line, base_minor=line.base_minor - off.get(line.line_item_id, 0)) for line in one.lines
        ),
        owed_minor=one.owed_minor - minor + step.unheld_minor,
    )
