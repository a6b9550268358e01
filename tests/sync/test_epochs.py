"""A backup that was put back: a device that knew more shows it, and all are asked for what they hold."""

from typing import Any

import pytest
from tests.sync.office import Office
from tests.sync.test_push import DEVICE, payment, push

from stagebill.sync.change import Cursor
from stagebill.sync.services import Services

pytestmark = pytest.mark.anyio


async def pulled(office: Office, cursor: Any, who: str = "technician") -> dict[str, Any]:
    answer = await office.get(f"/api/sync/pull?cursor={cursor}", who=who)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def here(office: Office) -> Cursor:
    """A technician's cursor of now."""
    cursor = Cursor.parse((await office.get("/api/sync/snapshot", who="technician")).json()["cursor"])
    assert cursor is not None
    return cursor


def given(office: Office, cursor: Cursor, **other: Any) -> Cursor:
    """As this server would have given it, in a history that is lost."""
    services: Services = office.app.state.services
    return cursor._replace(**other).sealed(services.config.secret_key)


async def test_a_cursor_ahead_of_the_feed_shows_that_a_backup_was_put_back(office: Office) -> None:
    before = await here(office)
    told = await pulled(office, given(office, before, rev=before.rev + 10, mark="0" * 12))
    assert (told["reset"], told["changes"]) == (True, [])
    assert told["epoch"] != before.epoch
    assert (await here(office)).epoch == told["epoch"]
    again = given(office, before, rev=before.rev + 20, mark="1" * 12)  # of the same epoch, a moment later
    assert (await pulled(office, again))["epoch"] == told["epoch"]
    # Whoever was not that far hears of it all the same.
    assert (await pulled(office, before))["reset"] is True
    assert (await here(office)).epoch == told["epoch"]


async def test_so_does_one_that_the_feed_has_passed_meanwhile_with_other_changes(office: Office) -> None:
    before = await here(office)
    await push(office, payment(office))
    told = await pulled(office, given(office, before, mark="0" * 12))
    assert told["reset"] is True
    assert told["epoch"] != before.epoch


async def test_a_push_settles_what_it_brings_and_shows_it_too(office: Office) -> None:
    before = await here(office)
    told = await push(office, payment(office), cursor=str(given(office, before, rev=before.rev + 500)))
    assert told["outcomes"][0]["state"] == "applied"
    assert (told["reset"], told["epoch"] != before.epoch) == (True, True)


async def test_a_cursor_that_this_server_did_not_give_proves_nothing(office: Office) -> None:
    before = await here(office)
    for forged in (
        before._replace(rev=before.rev + 10),
        before._replace(rev=10**15 - 1),
        before._replace(mark="0" * 12),
        before._replace(seal="", mark=""),
        f"{before.epoch}~{before.eyes}~{before.rev + 10}",
    ):
        told = await pulled(office, forged)
        assert told["epoch"] == before.epoch
    old = f"{before.epoch}~{before.eyes}~{before.rev}"  # as the release before gave it
    assert (await pulled(office, old))["reset"] is False


async def test_every_cursor_that_was_given_holds_on_every_page(office: Office) -> None:
    before = await here(office)
    for _ in range(4):
        await push(office, payment(office))
    cursor, pages = str(before), 0
    while True:
        answer = (await office.get(f"/api/sync/pull?cursor={cursor}&limit=3", who="technician")).json()
        assert answer["reset"] is False
        cursor, pages = answer["cursor"], pages + 1
        if not answer["more"]:
            break
    assert pages > 2
    await push(office, payment(office))
    assert (await pulled(office, cursor))["reset"] is False
    assert (await here(office)).epoch == before.epoch


async def test_a_device_that_the_backup_does_not_know_sends_all_the_same(office: Office) -> None:
    told = await push(office, payment(office), device_id=DEVICE, unsent_count=1)
    assert told["outcomes"][0]["state"] == "applied"
