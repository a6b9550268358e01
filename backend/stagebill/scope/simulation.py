"""The scope simulator: what changing a job's lines would do, shown before it is saved."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from stagebill.invoices.display import shown_percent
from stagebill.invoices.invoice import InvoiceId
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.job import Job
from stagebill.kernel.money import Minor, PercentBps, in_bps
from stagebill.scope.change import Change
from stagebill.scope.settlement import Credit
from stagebill.scope.standing import Standing


class Touched(Struct, frozen=True, kw_only=True):
    """What happens to one live invoice. Its amount and its percent stay as printed; `share_bps` is its share
    of the job's new total. `surplus_minor` is paid money that it no longer asks for.
    """

    invoice_id: InvoiceId
    number: str
    effect: Literal["stays", "void", "credit"]
    amount_minor: Minor
    billed_minor: Minor
    share_before_bps: PercentBps
    share_bps: PercentBps
    surplus_minor: Minor


class Proposed(Struct, frozen=True, kw_only=True):
    """The `settle` that would make it possible, except for the reason, which a person gives."""

    void: tuple[InvoiceId, ...]
    credit: tuple[Credit, ...]


class Figures(Struct, frozen=True, kw_only=True):
    """A job's figures: its total, what is invoiced of it, what is left."""

    subtotal_minor: Minor
    discount_minor: Minor
    tax_minor: Minor
    total_minor: Minor
    invoiced_minor: Minor
    left_minor: Minor
    taxes: tuple[TaxLine, ...]


class Simulation(Struct, frozen=True, kw_only=True):
    """What would be true afterwards. `settle` has to be accepted with it if the total falls below what is
    invoiced; `freed_minor` is money that would need a decision; `blocked_minor` is over-billed, before tax,
    and held by money on its way: then there is nothing to do but wait.
    """

    revision: int
    before: Figures
    after: Figures
    invoices: tuple[Touched, ...]
    settle: Proposed | None
    freed_minor: Minor
    blocked_minor: Minor


def simulated(job: Job, change: Change, standing: Sequence[Standing]) -> Simulation:
    """The change in figures, newest invoice first."""
    steps = {step.invoice_id: step for step in change.settlement.steps}
    after = {one.invoice_id: one.billed_minor for one in change.settlement.standing}
    touched = []
    for one in standing:
        step = steps.get(one.invoice_id)
        billed_minor = after.get(one.invoice_id, 0)
        touched.append(
            Touched(
                invoice_id=one.invoice_id,
                number=one.number,
                effect="stays" if step is None else step.kind,
                amount_minor=0 if step is None else step.amount_minor,
                billed_minor=billed_minor,
                share_before_bps=in_bps(shown_percent(one.billed_minor, job.total_minor)),
                share_bps=in_bps(shown_percent(billed_minor, change.totals.total_minor)),
                surplus_minor=0 if step is None else step.surplus_minor,
            )
        )
    return Simulation(
        revision=job.revision,
        before=_before(job, change),
        after=_after(change),
        invoices=tuple(touched),
        settle=_proposed(change) if change.needs_settling else None,
        freed_minor=sum(step.surplus_minor for step in change.settlement.steps),
        blocked_minor=change.settlement.over_minor,
    )


def _before(job: Job, change: Change) -> Figures:
    return Figures(
        subtotal_minor=job.subtotal_minor,
        discount_minor=job.discount_minor,
        tax_minor=job.tax_minor,
        total_minor=job.total_minor,
        invoiced_minor=change.invoiced_before_minor,
        left_minor=job.total_minor - change.invoiced_before_minor,
        taxes=job.taxes,
    )


def _after(change: Change) -> Figures:
    totals = change.totals
    return Figures(
        subtotal_minor=totals.subtotal_minor,
        discount_minor=totals.discount_minor,
        tax_minor=totals.tax_minor,
        total_minor=totals.total_minor,
        invoiced_minor=change.invoiced_minor,
        left_minor=change.left_minor,
        taxes=totals.taxes,
    )


def _proposed(change: Change) -> Proposed:
    steps = change.settlement.steps
    return Proposed(
        void=tuple(step.invoice_id for step in steps if step.kind == "void"),
        credit=tuple(
            Credit(invoice_id=step.invoice_id, amount_minor=step.amount_minor)
            for step in steps
            if step.kind == "credit"
        ),
    )
