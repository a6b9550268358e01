"""What clients saw, and what became of it: whatever was acknowledged is stable, lost or doubled."""

from collections import Counter
from dataclasses import dataclass, field

from stagebill.kernel.database.tx import Reader

_MUTATIONS = "SELECT id, state FROM mutation WHERE organization_id = $1"
_RECEIPTS = (
    "SELECT receipt, COUNT(*) FROM payment WHERE organization_id = $1 AND receipt <> '' GROUP BY receipt"
)


@dataclass
class History:
    """Acknowledgements by mutation id, and the receipt number of every payment somebody meant to record."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    contradicted: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)

    def saw(self, mutation_id: str, state: str) -> None:
        """A client was told an outcome; it must never be told another one."""
        if self.acknowledged.setdefault(mutation_id, state) != state:
            self.contradicted.append(mutation_id)


@dataclass(frozen=True)
class Verdict:
    """0 lost and 0 doubled is the promise; `stuck` are facts that a healed network still did not deliver."""

    stable: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    contradicted: tuple[str, ...]
    stuck: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.contradicted or self.stuck or self.violations)


async def judge(
    history: History, reader: Reader, organization_id: str, stuck: list[str], violations: list[str]
) -> Verdict:
    stored = dict(await reader.rows(_MUTATIONS, organization_id))
    receipts = Counter(dict(await reader.rows(_RECEIPTS, organization_id)))
    lost = {id_ for id_, state in history.acknowledged.items() if stored.get(id_) != state}
    accepted = {id_ for id_, state in history.acknowledged.items() if state != "rejected"}
    lost |= {id_ for receipt, id_ in history.receipts.items() if id_ in accepted and not receipts[receipt]}
    return Verdict(
        stable=len(history.acknowledged) - len(lost),
        lost=tuple(sorted(lost)),
        doubled=tuple(receipt for receipt, count in receipts.items() if count > 1),
        contradicted=tuple(history.contradicted),
        stuck=tuple(stuck),
        violations=tuple(violations),
    )
