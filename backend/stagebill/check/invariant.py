"""An invariant: its id, what it claims in one sentence, and how its violations are found."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import NamedTuple

from stagebill.check.snapshot import Snapshot

KEYS_SHOWN_MAX = 10


class Violation(NamedTuple):
    """One row that breaks an invariant: whose it is, and enough of its key to find it."""

    organization_id: str
    key: str


Scan = Callable[[Snapshot], AsyncIterator[Violation]]


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """`sql` selects (organization, key) of each violation; `scan` recomputes what SQL cannot."""

    id: str
    claim: str
    sql: str = ""
    scan: Scan | None = None

    async def violations(self, snapshot: Snapshot) -> AsyncIterator[Violation]:
        if self.scan is not None:
            async for violation in self.scan(snapshot):
                yield violation
        if self.sql:
            async for rows in snapshot.chunks(self.sql):
                for organization_id, key in rows:
                    yield Violation(str(organization_id), str(key))


class Finding(NamedTuple):
    """What one invariant came to in one organization."""

    invariant_id: str
    organization_id: str
    violations: int
    keys: tuple[str, ...]

    def __str__(self) -> str:
        more = " …" if self.violations > len(self.keys) else ""
        return f"{self.invariant_id} {self.organization_id} {self.violations} {' '.join(self.keys)}{more}"
