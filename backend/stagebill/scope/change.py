"""A job with changed lines: what it comes to, given what is billed and paid; and what must be
settled first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct, to_builtins

from stagebill.jobs.carried import totals_after
from stagebill.jobs.contract import Discount, Priced, TaxMode, Totals, net_amounts, totals
from stagebill.jobs.job import Job, check_running, priced
from stagebill.jobs.line_item import LineItem
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import replace
from stagebill.scope.settlement import Settle, Settlement, proposed, settled
from stagebill.scope.standing import Standing, Wanted, billed_by, over_of


class Change(Struct, frozen=True, kw_only=True):
    """What a job would come to. `needs_settling`: its lines are worth less than is billed, and the settlement
    is our proposal; otherwise it is what a person asked for, or empty.
    """

    totals: Totals
    settlement: Settlement
    invoiced_before_minor: Minor
    invoiced_minor: Minor
    needs_settling: bool

    @property
    def left_minor(self) -> Minor:
        """What is left to invoice afterwards."""
        return self.totals.total_minor - self.invoiced_minor


class BelowInvoiced(Refusal):
    """A job's total can fall below what is invoiced only if invoices are voided or credited with it."""

    kind = Kind.STALE


class NothingToSettle(Refusal):
    """Invoices are voided or credited with a change only where the new total requires it."""

    kind = Kind.STALE


class ChangedMeanwhile(Refusal):
    """Lines are changed from the version that their author saw, so that nobody else's change is lost."""

    kind = Kind.STALE


class LineBelowBilled(Refusal):
    """In a job billed by line, a line keeps its tax rate and at least what is billed of it."""

    kind = Kind.STALE


def check_lines(
    before: Iterable[LineItem],
    after: Sequence[LineItem],
    discount_minor: Minor,
    standing: Iterable[Standing],
) -> None:
    """`standing` is what remains of the invoices. Raises LineBelowBilled: what is billed of such a line must
    be voided or credited first.
    """
    stays = [line for one in standing for line in one.lines]
    nets = nets_of(after, discount_minor)
    rates = {line.id: line.tax_rate_ppm for line in after}
    for line in before:
        own = [each.base_minor for each in stays if each.line_item_id == line.id]
        billed_minor = sum(own)
        net_minor = nets.get(line.id, 0)
        sign = -1 if billed_minor < 0 else 1
        has_other_rate = bool(own) and rates.get(line.id, line.tax_rate_ppm) != line.tax_rate_ppm
        if has_other_rate or net_minor * sign < billed_minor * sign:
            raise LineBelowBilled(
                line_item_id=line.id,
                description=line.description,
                billed_minor=billed_minor,
                net_minor=net_minor,
            )


def nets_of(lines: Iterable[Priced], discount_minor: Minor) -> dict[Id, Minor]:
    """What each line is worth before tax, less its part of the discount."""
    own = [line for line in lines if isinstance(line, LineItem)]
    return {line.id: net for line, net in zip(own, net_amounts(own, discount_minor), strict=True)}


def consequences(
    lines: Sequence[Priced],
    discount: Discount | None,
    mode: TaxMode,
    standing: Sequence[Standing],
    settle: Settle | None = None,
) -> Change:
    """What these lines mean for a job whose live invoices are `standing`, newest first."""
    whole = totals(lines, discount, mode)
    wanted = Wanted(whole.taxes, nets_of(lines, whole.discount_minor))
    over_minor = over_of(wanted, standing)
    if settle is None:
        settlement = proposed(wanted, standing) if over_minor else Settlement((), tuple(standing), 0)
    else:
        settlement = settled(wanted, standing, settle)
    billed = billed_by(settlement.standing)
    fits = not settlement.over_minor
    return Change(
        totals=totals_after(lines, discount, mode, billed) if fits else whole,
        settlement=settlement,
        invoiced_before_minor=sum(one.billed_minor for one in standing),
        invoiced_minor=sum(line.base_minor + line.tax_minor for line in billed),
        needs_settling=bool(over_minor),
    )


def check_version(job: Job, seen_revision: int) -> None:
    """Raises ChangedMeanwhile, with who changed it and what the job comes to now; or Canceled."""
    check_running(job)
    if job.revision != seen_revision:
        raise ChangedMeanwhile(
            revision=job.revision,
            total_minor=job.total_minor,
            changed_by=job.changed_by,
            changed_at=None if job.changed_at is None else to_builtins(job.changed_at),
        )


def below_invoiced(change: Change, settle: Settle | None) -> BelowInvoiced | None:
    """The refusal with our proposal, if a settlement is needed and none was given."""
    if not change.needs_settling or settle is not None:
        return None
    return BelowInvoiced(
        total_minor=change.totals.total_minor,
        invoiced_minor=change.invoiced_before_minor,
        steps=[_said(step) for step in to_builtins(change.settlement.steps)],
        blocked_minor=change.settlement.over_minor,
    )


def allowed(change: Change, settle: Settle | None) -> None:
    """Raises whatever prevents applying it: a missing settlement, or one that is not needed."""
    if refusal := below_invoiced(change, settle):
        raise refusal
    if settle is not None and not change.needs_settling:
        raise NothingToSettle(
            total_minor=change.totals.total_minor, invoiced_minor=change.invoiced_before_minor
        )


def changed(
    job: Job,
    change: Change,
    *,
    discount: Discount | None,
    mode: TaxMode,
    changed_at: datetime,
    changed_by: Id | None,
) -> Job:
    """The job's next version, with the figures of its new lines."""
    return replace(
        priced(job, change.totals, discount),
        tax_mode=mode,
        revision=job.revision + 1,
        changed_at=changed_at,
        changed_by=changed_by,
    )


def _said(step: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in step.items() if name not in {"taxes", "retained", "lines"}}
