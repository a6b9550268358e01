"""Laws that hold for every mutation of the product, on both engines."""

import pytest
from tests.laws.story import Line, story
from tests.laws.teller import BOOKKEEPING, Teller, records

from stagebill.app import COMMANDS
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

# Its story is told before any company exists, by tests/settings.
FOUNDING = "settings.found_company"


@pytest.fixture
async def teller(config: Config, database: Database, clock: FrozenClock) -> Teller:
    made = Teller(config, database, clock, "alder")
    await made.found()
    return made


async def tell(teller: Teller, line: Line, mutation_id: str | None = None) -> None:
    await teller.must(line.type, line.body, role=line.role, mutation_id=mutation_id or line.mutation_id)


async def test_the_story_tells_every_mutation_of_the_product(teller: Teller) -> None:
    told = {line.type for line in story(teller)} | {FOUNDING}
    assert told == {command.name for command in COMMANDS}


async def test_a_replay_changes_nothing_and_gives_the_first_answer_byte_for_byte(teller: Teller) -> None:
    for line in story(teller):
        mutation_id = line.mutation_id or new_id()
        first = await teller.must(line.type, line.body, role=line.role, mutation_id=mutation_id)
        before = await teller.everything()
        again = await teller.must(line.type, line.body, role=line.role, mutation_id=mutation_id)
        assert again.replayed
        assert again.outcome == first.outcome
        assert bytes(again.outcome.effect) == bytes(first.outcome.effect)
        assert await teller.everything() == before, line.type


async def test_the_same_id_with_other_content_is_refused_and_changes_nothing(teller: Teller) -> None:
    for line in story(teller):
        mutation_id = line.mutation_id or new_id()
        await tell(teller, line, mutation_id)
        before = await teller.everything()
        answered = await teller.tell(
            line.type, {**line.body, "x": 1}, role=line.role, mutation_id=mutation_id
        )
        assert answered.outcome.code == "sync.id_reused"
        assert await teller.everything() == before, line.type


async def test_a_refusal_writes_nothing_but_itself_and_stays_a_refusal(teller: Teller) -> None:
    """Each mutation is told in a company that has none of the things it names."""
    for line in story(teller):
        if line.type in MADE_OF_NOTHING:
            continue
        before = await teller.everything()
        mutation_id = new_id()
        answered = await teller.tell(line.type, line.body, role=line.role, mutation_id=mutation_id)
        assert answered.outcome.state == "rejected", line.type
        after = await teller.everything()
        assert {t: rows for t, rows in after.items() if t not in BOOKKEEPING} == {
            t: rows for t, rows in before.items() if t not in BOOKKEEPING
        }, line.type
        again = await teller.tell(line.type, line.body, role=line.role, mutation_id=mutation_id)
        assert again.replayed
        assert again.outcome == answered.outcome


# These need nothing that is there, or keep a fact whatever is there.
MADE_OF_NOTHING = {
    "paypage.connect_gateway",
    "paypage.note_payout",
    "settings.change_settings",
    "settings.change_number_series",
    "schedules.keep_template",
    "books.name_accounts",
    "webhooks.add_webhook",
    "invoices.discard_request",
    "identity.add_member",
    "identity.change_member",
    "identity.change_profile",
    "identity.change_password",
    "identity.register_device",
    "customers.create_customer",
    "payments.record_payment",
    "notifications.set_mail_account",
    "notifications.set_text_account",
    "notifications.hear_about_texts",
    "notifications.choose_weekly",
    "notifications.stop_weekly",
}


@pytest.mark.parametrize("role", ["owner", "technician"])
async def test_a_snapshot_and_the_feed_after_it_equal_a_fresh_snapshot(teller: Teller, role: str) -> None:
    first = await teller.snapshot(role)
    held, cursor = records(first), first.cursor
    for line in story(teller):
        await tell(teller, line)
        cursor = await teller.pulled(held, cursor, role)
        fresh = records(await teller.snapshot(role))
        assert held == fresh, (line.type, _difference(held, fresh))


def _difference(held: dict, fresh: dict) -> list[object]:  # type: ignore[type-arg]
    keys = [key for key in held.keys() | fresh.keys() if held.get(key) != fresh.get(key)]
    return [(key, held.get(key), fresh.get(key)) for key in keys]


async def test_money_is_conserved_at_every_step(teller: Teller) -> None:
    for line in story(teller):
        await tell(teller, line)
        seen = records(await teller.snapshot())
        for (table, _), row in seen.items():
            if table == "payments":
                allocated = sum(part["amount_minor"] for part in row["allocations"])
                back = row["reversed_minor"] + row["refunded_minor"]
                assert row["amount_minor"] == allocated + row["unapplied_minor"] + back
                assert row["unapplied_minor"] >= 0
            if table == "invoices":
                assert 0 <= row["paid_minor"] <= row["owed_minor"] <= row["total_minor"]
                assert (row["status"] == "paid") == (row["paid_minor"] == row["owed_minor"])
            if table == "jobs":
                assert 0 <= row["invoiced_minor"] <= row["total_minor"]


async def test_another_organization_sees_nothing_and_a_foreign_id_answers_like_a_missing_one(
    teller: Teller, config: Config, database: Database, clock: FrozenClock
) -> None:
    for line in story(teller):
        await tell(teller, line)
    other = Teller(config, database, clock, "birch")
    await other.found()
    nobody = Teller(config, database, clock, "nobody")
    before = await teller.snapshot()
    for foreign, missing in zip(story(teller), story(nobody), strict=True):
        if foreign.type in MADE_OF_NOTHING:
            continue
        one = await other.tell(foreign.type, foreign.body, role=foreign.role)
        two = await other.tell(missing.type, missing.body, role=missing.role)
        assert (
            (one.outcome.state, one.outcome.code)
            == (two.outcome.state, two.outcome.code)
            != ("applied", None)
        )
        assert one.outcome.facts.keys() == two.outcome.facts.keys()
    assert records(await teller.snapshot()) == records(before)
    assert not [key for key in records(await other.snapshot()) if key[0] in {"jobs", "invoices", "customers"}]
