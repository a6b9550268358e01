"""The whole story in its order, and its telling: each line is applied as of its day."""

from copy import deepcopy
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from stagebill.demo import cafe, company, online, phones, texts
from stagebill.demo.picture import put_pictures
from stagebill.demo.told import (
    ADDRESS,
    COMPANY,
    CURRENCY,
    ORGANIZATION_ID,
    ZONE,
    Told,
    demo_id,
    member_id,
    mutation_id,
)
from stagebill.identity.sign_in import issue_link
from stagebill.invoices.queries import pay_url
from stagebill.kernel.clock import FrozenClock, instant_of
from stagebill.kernel.context import Context, Role
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.services import Services

_TOLD: Final = "SELECT 1 FROM mutation WHERE organization_id = $1 AND id = $2"
_FOUNDED: Final = "SELECT created_at FROM organization WHERE id = $1"
_OTHERS: Final = "SELECT 1 FROM organization WHERE id <> $1"

_SHOWS_A_PICTURE: Final = "attachments.attach_file"


def story() -> list[Told]:
    """Everything that happened at Alder Plumbing, in its order."""
    told = [*company.story(), *cafe.story(), *phones.story(), *texts.story(), *online.attempts()]
    return sorted(told, key=lambda line: -line.days_ago)


# The invoice whose pay page the printed link opens: partly paid, with 500.00 still due.
PAYABLE_INVOICE_ID: Final = demo_id("invoice", "kitchen_2")


class StoryRefused(Exception):
    """The product refused a line of its own demo: one of the two is wrong."""


class OtherCompany(Exception):
    """The data folder already holds a real company."""


async def tell_once(services: Services) -> int:
    """Tell the story to an empty database; how many of its lines were new."""
    reader = services.database.reader
    if await reader.rows(_TOLD, ORGANIZATION_ID, mutation_id(story()[-1].name)):
        return 0
    if await reader.rows(_OTHERS, ORGANIZATION_ID):
        raise OtherCompany("this folder holds a real company; give the demo a folder of its own: --data")
    return await tell(services)


async def tell(services: Services) -> int:
    """Apply every line as of its day; a line told before changes nothing."""
    now = await _begun_at(services)
    told, before = 0, story()[0].days_ago + 1
    for line in story():
        await online.play(services, now, before, line.days_ago + 1)
        before = line.days_ago + 1
        then = now - timedelta(days=line.days_ago)
        if line.type == _SHOWS_A_PICTURE:
            await put_pictures(services, then)
        mutation = Mutation(id=mutation_id(line.name), type=line.type, body=_dated(line, now))
        answered = await apply(replace(services, clock=FrozenClock(then)), mutation, acting(line.who, now))
        if answered.outcome.state == "rejected":
            raise StoryRefused(f"{line.name}: {answered.outcome.code} {answered.outcome.facts}")
        told += not answered.replayed
    await online.play(services, now, before, 0)
    return told


async def _begun_at(services: Services) -> datetime:
    """When the story was told first: told again, its days and hours have to be the same."""
    rows = await services.database.reader.rows(_FOUNDED, ORGANIZATION_ID)
    if not rows:
        return services.clock.now()
    return instant_of(rows[0][0]) + timedelta(days=story()[0].days_ago)


def _dated(line: Told, now: datetime) -> dict[str, Any]:
    """The line's body with its instants; a dotted name is that of a field inside another."""
    body = deepcopy(line.body)
    today, zone = now.astimezone(ZoneInfo(ZONE)).date(), ZoneInfo(ZONE)
    for name, (day, hour) in line.hours.items():
        *way, field = name.split(".")
        inside = body
        for each in way:
            inside = inside[each]
        inside[field] = datetime.combine(today + timedelta(days=day), time(hour), zone).isoformat()
    return body


def acting(who: str, now: datetime) -> Context:
    """A member of the company, or the system that founds it."""
    roles: dict[str, Role] = {"system": "system", "owner": "owner", "dispatcher": "dispatcher"}
    return Context(
        organization_id=ORGANIZATION_ID,
        member_id=None if who == "system" else member_id(who),
        role=roles.get(who, "technician"),
        mutation_id=ORGANIZATION_ID,
        now=now,
        zone=ZONE,
        currency=CURRENCY,
        language="en",
        name=COMPANY,
    )


async def links(services: Services) -> dict[str, str]:
    """The three doors: a technician's phone, the dispatcher's board, a customer's pay page."""
    database, config = services.database, services.config
    return {
        "Technician's phone": await issue_link(database, config, f"technician@{ADDRESS}", reusable=True),
        "Dispatcher's board": await issue_link(database, config, f"dispatcher@{ADDRESS}", reusable=True),
        "Customer's pay page": pay_url(config, ORGANIZATION_ID, PAYABLE_INVOICE_ID),
    }
