"""Two customers become one, one goes out of sight, one that never was anything is deleted (JB-20)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.laws.teller import Teller, records

from stagebill.check.invariant import Finding
from stagebill.check.run import INVARIANTS, check
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import Id
from stagebill.sync.mutation import Outcome

pytestmark = pytest.mark.anyio

LINES = [{"description": "Roof", "unit_price_minor": 500_000}]


@pytest.fixture
async def teller(config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Teller]:
    database = await Database.open(config)
    made = Teller(config, database, clock, "alder")
    await made.found()
    await made.must("settings.change_settings", {"progress_invoicing": True})
    for name in ("jane", "j"):
        body = {"customer_id": made.id(name), "name": name.title(), "email": f"{name}@x.example"}
        await made.must("customers.create_customer", body)
        job = {"job_id": made.id("job", name), "customer_id": made.id(name), "title": f"Roof of {name}"}
        await made.must("jobs.create_job", {**job, "line_items": LINES})
    yield made
    await database.close()


async def invoice(teller: Teller, name: str, amount_minor: int, **more: Any) -> Id:
    body = {"job_id": teller.id("job", name), "amount_minor": amount_minor, **more}
    record_id = (await teller.must("invoices.create_invoice", body)).outcome.record_id
    assert record_id is not None
    return record_id


async def paid(teller: Teller, amount_minor: int, **target: Id) -> Outcome:
    body = {"method": "cash", "amount_minor": amount_minor, **target}
    return (await teller.must("payments.record_payment", body)).outcome


async def merge(
    teller: Teller, gone: str = "j", into: str = "jane", reason: str = "the same person"
) -> Outcome:
    body = {"customer_id": teller.id(gone), "into_id": teller.id(into), "reason": reason}
    return (await teller.tell("customers.merge_customer", body, role="dispatcher")).outcome


async def broken(teller: Teller) -> list[Finding]:
    """What the figures break; the people were put there by hand, so the feed does not know them."""
    asked = [invariant for invariant in INVARIANTS if invariant.id != "S6"]
    return await check(teller.services.config, asked)


async def test_documents_keep_their_name_and_balances_move_whole(teller: Teller) -> None:
    issued = await invoice(teller, "j", 200_000)
    draft = await invoice(teller, "j", 100_000, draft=True)
    money = (await paid(teller, 50_000, invoice_id=issued)).record_id
    on_account = (await paid(teller, 900_000, customer_id=teller.id("j"))).record_id
    assert (await merge(teller)).state == "applied"

    held = records(await teller.snapshot())
    jane = teller.id("jane")
    assert held["invoices", issued]["customer_name"] == "J"
    whose = {
        held[table, record_id]["customer_id"]
        for table, record_id in (
            ("jobs", teller.id("job", "j")), ("invoices", issued), ("invoices", draft),
            ("payments", money), ("payments", on_account),
        )
    }  # fmt: skip
    assert whose == {jane}
    await teller.must("invoices.issue_invoice", {"invoice_id": draft})
    assert records(await teller.snapshot())["invoices", draft]["customer_name"] == "Jane"
    assert await broken(teller) == []


async def test_money_of_the_one_settles_invoices_of_the_other_after_a_merge(teller: Teller) -> None:
    theirs = (await paid(teller, 30_000, job_id=teller.id("job", "j"))).record_id
    target = await invoice(teller, "jane", 80_000)
    await merge(teller)
    moved = {"payment_id": theirs, "invoice_id": target}
    assert (await teller.must("payments.allocate_payment", moved)).outcome.state == "applied"
    late = await paid(teller, 50_000, customer_id=teller.id("j"))  # a phone that had not heard of the merge
    assert late.state == "applied"
    assert records(await teller.snapshot())["invoices", target]["status"] == "paid"
    assert await broken(teller) == []


async def test_money_of_another_customer_still_settles_nothing(teller: Teller) -> None:
    theirs = (await paid(teller, 30_000, job_id=teller.id("job", "j"))).record_id
    target = await invoice(teller, "jane", 80_000)
    told = await teller.tell("payments.allocate_payment", {"payment_id": theirs, "invoice_id": target})
    assert told.outcome.code == "payments.of_another_customer"


async def test_a_chain_of_merges_ends_at_one_customer(teller: Teller) -> None:
    await teller.must("customers.create_customer", {"customer_id": teller.id("third"), "name": "J. M."})
    await merge(teller, "third", "j")
    await merge(teller, "j", "jane")
    body = {"job_id": teller.id("job", "late"), "customer_id": teller.id("third"), "title": "Late"}
    await teller.must("jobs.create_job", {**body, "line_items": LINES})
    held = records(await teller.snapshot())
    assert held["jobs", teller.id("job", "late")]["customer_id"] == teller.id("jane")
    assert {held["customers", teller.id(name)]["merged_into"] for name in ("third", "j")} == {
        teller.id("jane")
    }
    assert await broken(teller) == []


async def test_what_only_the_other_knew_is_added_to_the_one_that_is_kept(teller: Teller) -> None:
    site, ann = {"address": "4 Mill Lane"}, {"name": "Ann", "gets_invoices": True}
    more = {"mobile": "555 0100", "sites": [site], "contacts": [ann], "notes": "Dog"}
    await teller.must("customers.change_customer", {"customer_id": teller.id("j"), **more})
    await merge(teller)
    jane = records(await teller.snapshot())["customers", teller.id("jane")]
    assert (jane["email"], jane["mobile"], jane["notes"]) == ("jane@x.example", "555 0100", "Dog")
    assert [each["address"] for each in jane["sites"]] == ["4 Mill Lane"]
    assert [each["name"] for each in jane["contacts"]] == ["Ann"]


@pytest.mark.parametrize(
    ("gone", "into", "reason", "code"),
    [("j", "j", "why", "customers.merged_into_itself"), ("j", "jane", " ", "customers.reason_missing"),
     ("nobody", "jane", "why", "customers.missing")],
)  # fmt: skip
async def test_a_merge_that_means_nothing_is_refused(
    teller: Teller, gone: str, into: str, reason: str, code: str
) -> None:
    assert (await merge(teller, gone, into, reason)).code == code


async def test_who_was_merged_is_changed_at_the_one_that_was_kept(teller: Teller) -> None:
    await merge(teller)
    for type_, more in (("change_customer", {"name": "X"}), ("restore_customer", {})):
        told = await teller.tell(f"customers.{type_}", {"customer_id": teller.id("j"), **more})
        assert told.outcome.code == "customers.merged_already"
        assert told.outcome.facts["merged_into"] == teller.id("jane")
    assert (await merge(teller, "jane", "j")).code == "customers.merged_already"


async def test_a_renamed_customer_leaves_issued_invoices_as_they_are(teller: Teller) -> None:
    issued = await invoice(teller, "jane", 1_000)
    await teller.must("customers.change_customer", {"customer_id": teller.id("jane"), "name": "Jane Hill"})
    held = records(await teller.snapshot())
    assert held["invoices", issued]["customer_name"] == "Jane"
    assert held["jobs", teller.id("job", "jane")]["customer_name"] == "Jane Hill"


async def test_only_a_customer_without_history_can_be_deleted(teller: Teller) -> None:
    told = await teller.tell("customers.delete_customer", {"customer_id": teller.id("jane")})
    assert (told.outcome.code, told.outcome.facts["jobs"]) == ("customers.has_history", 1)
    nobody = {"customer_id": teller.id("nobody"), "name": "Typed by mistake"}
    await teller.must("customers.create_customer", nobody)
    await teller.must("customers.delete_customer", {"customer_id": teller.id("nobody")})
    assert ("customers", teller.id("nobody")) not in records(await teller.snapshot())


async def test_money_that_names_a_customer_keeps_them(teller: Teller) -> None:
    await teller.must("customers.create_customer", {"customer_id": teller.id("payer"), "name": "Payer"})
    await paid(teller, 700, customer_id=teller.id("payer"))
    told = await teller.tell("customers.delete_customer", {"customer_id": teller.id("payer")})
    assert (told.outcome.code, told.outcome.facts["payments"]) == ("customers.has_history", 1)


async def test_a_customer_put_out_of_sight_keeps_jobs_and_debts(teller: Teller) -> None:
    await invoice(teller, "jane", 1_000)
    before = records(await teller.snapshot())
    await teller.must("customers.archive_customer", {"customer_id": teller.id("jane")})
    await teller.must("customers.archive_customer", {"customer_id": teller.id("jane")})
    after = records(await teller.snapshot())
    assert after["customers", teller.id("jane")]["archived_at"] is not None
    assert after["jobs", teller.id("job", "jane")] == before["jobs", teller.id("job", "jane")]
    await teller.must("customers.restore_customer", {"customer_id": teller.id("jane")})
    assert records(await teller.snapshot()) == before


async def test_a_screen_that_is_behind_overwrites_nothing(teller: Teller) -> None:
    jane = teller.id("jane")
    await teller.must("customers.change_customer", {"customer_id": jane, "email": "new@x.example"})
    stale = {"customer_id": jane, "email": "mine@x.example", "seen": {"email": "jane@x.example"}}
    told = await teller.tell("customers.change_customer", stale)
    assert (told.outcome.code, told.outcome.facts["fields"]) == ("customers.changed_meanwhile", ["email"])
    other = {"customer_id": jane, "mobile": "555 0100", "seen": {"mobile": None, "sites": []}}
    await teller.must("customers.change_customer", other)
    assert records(await teller.snapshot())["customers", jane]["email"] == "new@x.example"


async def test_the_one_that_is_kept_takes_a_billing_address_only_where_it_has_none(teller: Teller) -> None:
    jane, j = teller.id("jane"), teller.id("j")
    mill = {"street": "4 Mill Lane", "city": "Bath", "region": "", "postal_code": "BA1 1AA", "country": "GB"}
    await teller.must("customers.change_customer", {"customer_id": j, "billing_address": mill})
    await teller.must("customers.merge_customer", {"customer_id": j, "into_id": jane, "reason": "The same"})
    assert records(await teller.snapshot())["customers", jane]["billing_address"] == mill


async def test_a_hold_on_the_reminders_of_a_customer_goes_with_them(teller: Teller) -> None:
    nobody = {"customer_id": teller.id("nobody")}
    await teller.must("customers.create_customer", {**nobody, "name": "Typed by mistake"})
    await teller.must("notifications.hold_customer", {**nobody, "why": "off"})
    await teller.must("customers.delete_customer", nobody)
    assert ("customers", teller.id("nobody")) not in records(await teller.snapshot())


async def test_who_said_yes_to_texts_stays_as_the_proof_of_it_has_to(teller: Teller) -> None:
    told = {"customer_id": teller.id("yes")}
    await teller.must("customers.create_customer", {**told, "name": "Yes", "mobile": "+1 503 555 0143"})
    await teller.must("notifications.allow_texts", {**told, "how": "in_person"})
    refused = (await teller.tell("customers.delete_customer", told)).outcome
    assert (refused.code, refused.facts["texts"]) == ("customers.has_history", 1)
