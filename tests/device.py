"""A device as far as sync concerns it: it pulls changes and must end up with what the server has."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.sync import queries
from stagebill.sync.change import Change, Snapshot
from stagebill.sync.services import Services

Rows = dict[tuple[str, str], Any]


@dataclass
class Device:
    """Rows by (entity, id). A `hide` of a job drops all that hangs on it, as the phone does."""

    services: Services
    context: Context
    cursor: str = ""
    rows: Rows = field(default_factory=dict)

    async def catch_up(self, limit: int = queries.PULL_MAX) -> None:
        """Pull until nothing is left, beginning afresh when told to."""
        more = True
        while more:
            database, registry = self.services.database, self.services.registry
            pulled = await queries.pull(database.reader, registry, self.context, self.cursor, limit)
            if pulled.reset:
                await self.begin_afresh()
                continue
            self.take(pulled.changes, pulled.cursor)
            more = pulled.more

    async def begin_afresh(self) -> None:
        snapshot = await fresh(self.services, self.context)
        self.rows, self.cursor = rows_of(self.services, snapshot), snapshot.cursor

    def take(self, changes: list[Change], cursor: str) -> None:
        for change in changes:
            if change.op == "put":
                self.rows[change.e, change.id] = _over_the_wire(change.row)
            elif change.op == "del":
                self.rows.pop((change.e, change.id), None)
            else:
                self._hide(change.id)
        self.cursor = cursor

    def _hide(self, job_id: str) -> None:
        self.rows.pop(("job", job_id), None)
        self.rows = {key: row for key, row in self.rows.items() if (row or {}).get("job_id") != job_id}


async def fresh(services: Services, context: Context) -> Snapshot:
    return await queries.snapshot(services.database.reader, services.registry, context)


def rows_of(services: Services, snapshot: Snapshot) -> Rows:
    """A snapshot's columns turned back into rows."""
    entities = {entity.table: entity.name for entity in services.registry.entities.values()}
    held: Rows = {}
    for table, columns in _over_the_wire(snapshot.tables).items():
        for values in zip(*columns["data"], strict=True):
            row = dict(zip(columns["cols"], values, strict=True))
            held[entities[table], row["id"]] = row
    return held


def _over_the_wire(value: Any) -> Any:
    return msgspec.json.decode(wire.encode(value))


async def differences(device: Device) -> list[str]:
    """Where a device that has caught up holds something else than a fresh one would."""
    wanted = rows_of(device.services, await fresh(device.services, device.context))
    return sorted(
        f"{entity} {id_}: held {device.rows.get((entity, id_))}, is {wanted.get((entity, id_))}"
        for entity, id_ in device.rows.keys() | wanted.keys()
        if device.rows.get((entity, id_)) != wanted.get((entity, id_))
    )
