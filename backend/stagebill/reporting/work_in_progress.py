"""Work in progress: what of each running job is billed, and what of it is done.

Done is what the plan says: the part of the planned stages whose work has come about (`ready`), of all of the
job. A deposit bills ahead of the work, so it is no work itself. A job without a plan says nothing of it.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, share


class PlannedPart(Struct, frozen=True, kw_only=True):
    """A planned stage: what it bills, and whether what it waits for has come."""

    amount_minor: Minor
    is_ready: bool
    is_deposit: bool = False


class Progress(Struct, frozen=True, kw_only=True):
    """`over_minor` is billed and not done, `under_minor` done and not billed."""

    contract_minor: Minor
    billed_minor: Minor
    left_minor: Minor
    done_minor: Minor | None
    over_minor: Minor
    under_minor: Minor
    held_minor: Minor
    due_minor: Minor


class ProgressRow(Progress, frozen=True, kw_only=True):
    """One running job's."""

    job_id: Id
    number: str
    title: str
    customer_id: Id
    customer: str


class WorkInProgress(Struct, frozen=True, kw_only=True):
    """The jobs that are not billed whole, the largest first. `planned_count` of `job_count` say what is done;
    `over_minor`, `under_minor` and `done_minor` of the total are of those alone.
    """

    as_of: date
    currency: str
    total: Progress
    job_count: int
    planned_count: int
    rows: list[ProgressRow]
    left_off: int = 0


def done_minor(stages: Sequence[PlannedPart], contract_minor: Minor) -> Minor | None:
    """All work that is ready, as a share of the contract; None where nothing is planned but deposits."""
    work = [stage for stage in stages if not stage.is_deposit]
    whole_minor = sum(stage.amount_minor for stage in work)
    if whole_minor <= 0:
        return None
    ready_minor = sum(stage.amount_minor for stage in work if stage.is_ready)
    return share(contract_minor, ready_minor, whole_minor)


def beyond(billed_minor: Minor, done: Minor | None) -> tuple[Minor, Minor]:
    """Over-billed and under-billed; nothing of either where nobody knows what is done."""
    if done is None:
        return 0, 0
    return max(billed_minor - done, 0), max(done - billed_minor, 0)


def added_up(rows: Iterable[Progress]) -> Progress:
    """The sums of all rows."""
    sums = dict.fromkeys(Progress.__struct_fields__, 0)
    for row in rows:
        for name in sums:
            sums[name] += getattr(row, name) or 0
    return Progress(**sums)
