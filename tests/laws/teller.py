"""A company on the whole product, told mutation by mutation: what the laws watch."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from stagebill.app import REGISTRY
from stagebill.identity.member import Member
from stagebill.identity.organization import Organization
from stagebill.kernel import wire
from stagebill.kernel.clock import Clock, FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.row import rows_known
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id, new_id
from stagebill.settings.number_series import first_series
from stagebill.settings.settings import first_settings
from stagebill.sync import queries
from stagebill.sync.apply import apply
from stagebill.sync.change import Snapshot
from stagebill.sync.mutation import Answered, Mutation
from stagebill.sync.services import Services

# Uploads stand outside the write path: their bytes are no mutation.
UPLOADED = """
INSERT INTO blob (organization_id, sha256, media_type, file_sha256, file_bytes, thumbnail_sha256,
  thumbnail_bytes, width, height, uploaded_bytes, uploaded_at)
VALUES ($1, $2, 'image/jpeg', $2, 9, $2, 9, 4, 3, 9, $3)
"""

Held = dict[tuple[str, Id], Any]

# What the write path itself keeps of a mutation, whatever became of it.
BOOKKEEPING = ("mutation",)


class Teller:
    """One organization and its people; every mutation goes through the one write path."""

    def __init__(self, config: Config, database: Database, clock: Clock, name: str) -> None:
        self.services = Services(config, database, clock, REGISTRY)
        self.name = name
        self.organization_id = self.id("organization")

    @property
    def upload(self) -> str:
        """The digest of a photo that is uploaded already."""
        return sha256(self.name.encode()).hexdigest()

    def id(self, *parts: str) -> Id:
        """The id that a thing of this company always has."""
        return derived_id(self.name, *parts)

    def context(self, role: Any = "owner", member: str | None = None) -> Context:
        """Who acts: by default the owner."""
        return Context(
            organization_id=self.organization_id,
            member_id=None if role == "system" else self.id("member", member or role),
            role=role,
            mutation_id="",
            now=self.services.clock.now(),
            zone="America/New_York",
            currency="USD",
            name=self.name,
        )

    async def tell(
        self, type_: str, body: dict[str, Any], *, role: Any = "owner", mutation_id: Id | None = None
    ) -> Answered:
        """Apply one mutation; one that names its own day is applied on that day."""
        clock, day = self.services.clock, body.get("day")
        if type_ == "notifications.remind_by_plan" and isinstance(clock, FrozenClock) and day:
            clock.advance(max(datetime.fromisoformat(f"{day}T15:00:00+00:00") - clock.now(), timedelta()))
        mutation = Mutation(id=mutation_id or new_id(), type=type_, body=body)
        return await apply(self.services, mutation, self.context(role))

    async def found(self) -> None:
        """The company, its owner, a dispatcher and a technician; two may stand in one database."""
        now = self.services.clock.now()

        async def unit(tx: Tx) -> None:
            tx.scope(self.organization_id)
            company = Organization(
                id=self.organization_id, name=self.name, currency="USD", zone="America/New_York",
                language="en", epoch=self.id("epoch"), created_at=now,
            )  # fmt: skip
            await tx.save(company)
            opened = "INSERT INTO feed_head (organization_id, rev, audit_n, audit_hash) VALUES ($1, 0, 0, '')"
            await tx.run(opened, self.organization_id)
            await tx.save(first_settings(self.organization_id, now))
            await tx.save(first_series(self.organization_id))
            for role in ("owner", "dispatcher", "technician"):
                await tx.save(self._member(role, now))
            await tx.run(UPLOADED, self.organization_id, self.upload, now)

        await self.services.database.write(unit)

    def _member(self, role: Any, now: datetime) -> Member:
        return Member(
            organization_id=self.organization_id, id=self.id("member", role), name=role.title(),
            email=f"{role}@{self.name}.example", role=role, language="en", password_hash=None, active=True,
            created_at=now,
        )  # fmt: skip

    async def must(self, type_: str, body: dict[str, Any], **how: Any) -> Answered:
        """Apply one mutation that has to be accepted."""
        answered = await self.tell(type_, body, **how)
        assert answered.outcome.state != "rejected", (type_, answered.outcome)
        return answered

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, for comparing before and after."""
        rows = [row for row in rows_known() if row.__module__.startswith("stagebill.")]
        tables = sorted({row._meta.db_table for row in rows})
        reader = self.services.database.reader
        return {table: sorted(map(_plain, await reader.rows(f'SELECT * FROM "{table}"'))) for table in tables}

    async def snapshot(self, role: Any = "owner") -> Snapshot:
        """What a member sees now."""
        return await queries.snapshot(self.services.database.reader, REGISTRY, self.context(role))

    async def pulled(self, held: Held, cursor: str, role: Any = "owner", limit: int = 7) -> str:
        """Bring a device's records up to date, in small pages; its new cursor."""
        names = {entity.name: entity.table for entity in REGISTRY.entities.values()}
        while True:
            page = await queries.pull(
                self.services.database.reader, REGISTRY, self.context(role), cursor, limit
            )
            assert not page.reset
            for change in json.loads(wire.encode(page.changes)):
                if change["op"] == "put":
                    held[names[change["e"]], change["id"]] = change["row"]
                else:
                    held.pop((names[change["e"]], change["id"]), None)
                if change["op"] == "hide":
                    _drop(held, lambda row, job=change["id"]: row.get("job_id") == job)
            cursor = page.cursor
            if not page.more:
                return cursor


def records(snapshot: Snapshot) -> Held:
    """A snapshot's tables as rows by (table, id)."""
    held: Held = {}
    for table, columns in json.loads(wire.encode(snapshot.tables)).items():
        for values in zip(*columns["data"], strict=True):
            row = dict(zip(columns["cols"], values, strict=True))
            held[table, row["id"]] = row
    return held


def _drop(held: Held, gone: Callable[[dict[str, Any]], bool]) -> None:
    for key in [key for key, row in held.items() if gone(row)]:
        del held[key]


def _plain(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(value) for value in row)
