"""Ask every invariant of every organization, and gather what is broken."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from stagebill.check import (
    access,
    allowances,
    audit,
    books,
    cards,
    change_orders,
    clocks,
    customers,
    feed,
    files,
    invoices,
    lines,
    messages,
    money,
    outside,
    payouts,
    questions,
    schedules,
    scope,
    surcharges,
    takings,
    texts,
    tips,
    webhooks,
)  # fmt: skip
from stagebill.check.invariant import KEYS_SHOWN_MAX, Finding, Invariant
from stagebill.check.snapshot import Snapshot, open_snapshot
from stagebill.kernel.config import Config

INVARIANTS: tuple[Invariant, ...] = (
    *money.INVARIANTS,
    *invoices.INVARIANTS,
    *allowances.INVARIANTS,
    *change_orders.INVARIANTS,
    *scope.INVARIANTS,
    *lines.INVARIANTS,
    *schedules.INVARIANTS,
    *books.INVARIANTS,
    *takings.INVARIANTS,
    *tips.INVARIANTS,
    *cards.INVARIANTS,
    *surcharges.INVARIANTS,
    *webhooks.INVARIANTS,
    *texts.INVARIANTS,
    *feed.INVARIANTS,
    *outside.INVARIANTS,
    *payouts.INVARIANTS,
    *messages.INVARIANTS,
    *questions.INVARIANTS,
    *audit.INVARIANTS,
    *access.INVARIANTS,
    *clocks.INVARIANTS,
    *customers.INVARIANTS,
    *files.INVARIANTS,
)


async def check(config: Config, invariants: Iterable[Invariant] = INVARIANTS) -> list[Finding]:
    """Every invariant against one snapshot; an empty list means that all of them hold."""
    async with open_snapshot(config) as snapshot:
        return [finding for invariant in invariants for finding in await ask(invariant, snapshot)]


async def ask(invariant: Invariant, snapshot: Snapshot) -> list[Finding]:
    """One invariant's violations, counted for each organization, with the first keys."""
    counts: Counter[str] = Counter()
    keys: defaultdict[str, list[str]] = defaultdict(list)
    async for violation in invariant.violations(snapshot):
        counts[violation.organization_id] += 1
        if counts[violation.organization_id] <= KEYS_SHOWN_MAX:
            keys[violation.organization_id].append(violation.key)
    return [
        Finding(invariant.id, organization_id, count, tuple(keys[organization_id]))
        for organization_id, count in sorted(counts.items())
    ]
