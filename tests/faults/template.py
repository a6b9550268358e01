"""A small company in a database file, made once through the product and copied for every history."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from stagebill.app import REGISTRY
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context, Role
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import derived_id
from stagebill.migrations.runner import migrate
from stagebill.settings.mutations import owner_id
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.services import Services

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "a secret that only tests use, 32 bytes"
TECHNICIANS = 4
JOBS = 3


@dataclass(frozen=True)
class Company:
    """Who may act, and the file that every history begins with. `services` has no open database."""

    file: Path
    services: Services
    organization_id: str
    owner: Context
    dispatcher: Context
    technicians: tuple[Context, ...]
    customer_id: str
    job_ids: tuple[str, ...]
    now: datetime


class Founder:
    """Applies mutations with counted ids, and fails on the first that is refused."""

    def __init__(self, services: Services, organization_id: str) -> None:
        self._services = services
        self._organization_id = organization_id
        self._count = 0

    def acting(self, role: Role, member_id: str | None = None, device_id: str | None = None) -> Context:
        return Context(
            organization_id=self._organization_id, member_id=member_id, role=role, device_id=device_id,
            mutation_id=self._organization_id, now=BEGAN, zone="America/New_York", currency="USD",
            language="en", name="Alder Plumbing",
        )  # fmt: skip

    def count_on(self) -> None:
        """Leave the ids to a founder that came before."""
        self._count = 1000

    async def does(self, context: Context, type_: str, body: dict[str, Any], state: str = "applied") -> str:
        """The id of the record that it made."""
        self._count += 1
        id_ = derived_id("founder", self._organization_id, str(self._count))
        answered = await apply(self._services, Mutation(id=id_, type=type_, body=body), context)
        outcome = answered.outcome
        assert outcome.state == state, (type_, outcome)
        assert outcome.record_id is not None
        return outcome.record_id


async def company(folder: Path, config: Config | None = None, name: str = "alder") -> Company:
    """Found it in `folder` (SQLite) or in the database of `config`."""
    config = config or Config(data=folder, secret=SECRET)
    await migrate(config)
    database = await Database.open(config)
    try:
        services = Services(config, database, FrozenClock(BEGAN), REGISTRY)
        return await furnish(services, derived_id("organization", name))
    finally:
        await database.close()


async def furnish(services: Services, organization_id: str) -> Company:
    """Owner, dispatcher, technicians with their phones, and jobs with one open invoice each."""
    founder = Founder(services, organization_id)
    await founder.does(founder.acting("system"), "settings.found_company", {
        "company": "Alder Plumbing", "currency": "USD", "zone": "America/New_York", "language": "en",
        "name": "Ruth Alder", "email": f"owner@{organization_id}.example",
    })  # fmt: skip
    owner = founder.acting("owner", owner_id(organization_id))
    await founder.does(owner, "settings.change_settings", {"progress_invoicing": True})
    dispatcher = founder.acting("dispatcher", await _member(founder, owner, "dispatcher", 0))
    technicians = [await _technician(founder, owner, place) for place in range(TECHNICIANS)]
    customer = {"name": "Jane Marlow", "email": "jane@customer.example"}
    customer_id = await founder.does(dispatcher, "customers.create_customer", customer)
    crew = [context.member_id for context in technicians]
    job_ids = []
    for place in range(JOBS):
        lines = [
            {"description": "Labor", "quantity": "1.5", "unit_price_minor": 200_000, "tax_rate_bps": 0},
            {
                "description": "Parts",
                "quantity": 1,
                "unit_price_minor": 133_333 + place,
                "tax_rate_bps": 887.5,
            },
        ]
        body = {
            "customer_id": customer_id,
            "title": f"Job {place}",
            "line_items": lines,
            "technician_ids": crew,
        }
        job_ids.append(await founder.does(dispatcher, "jobs.create_job", body))
        await founder.does(
            dispatcher, "invoices.create_invoice", {"job_id": job_ids[-1], "percent_bps": 2000}
        )
    return Company(
        file=services.config.sqlite_file, services=services, organization_id=organization_id, owner=owner,
        dispatcher=dispatcher, technicians=tuple(technicians), customer_id=customer_id,
        job_ids=tuple(job_ids),
        now=BEGAN + timedelta(minutes=1),
    )  # fmt: skip


async def _member(founder: Founder, owner: Context, role: Role, place: int) -> str:
    body = {
        "name": f"{role} {place}",
        "email": f"{role}{place}@{owner.organization_id}.example",
        "role": role,
    }
    return await founder.does(owner, "identity.add_member", body)


async def _technician(founder: Founder, owner: Context, place: int) -> Context:
    member_id = await _member(founder, owner, "technician", place)
    context = founder.acting("technician", member_id)
    device_id = derived_id("phone", owner.organization_id, str(place))
    body = {"device_id": device_id, "label": f"Phone {place}", "platform": "android"}
    await founder.does(context, "identity.register_device", body)
    return replace(context, device_id=device_id)
