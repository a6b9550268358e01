"""Payments and decisions as screens see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

import msgspec

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments.aftermath.queries import DisputeView, RefundView, disputes_of, refunds_of
from stagebill.payments.allocation import Part
from stagebill.payments.decision import Decision, Proposal, proposals
from stagebill.payments.payment import BESIDE_FAILED, Method, PaymentId, Reason
from stagebill.payments.placing.queries import (
    ALLOCATED,
    OF_PAYMENT,
    REFUNDED,
    REVERSED,
    SURCHARGE_BACK,
    SURCHARGE_CAME,
    TIP_BACK,
    TIP_CAME,
    opens_of,
)
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, among, scoped


class PaymentRecord(msgspec.Struct, frozen=True):
    """Money received. `allocations` are net per invoice; `unapplied_minor` is what no invoice has. A tip is
    on top of the amount, and `tip_returned_minor` of `tip_minor` went back; the same holds for a surcharge.
    """

    id: PaymentId
    job_id: Id | None
    customer_id: Id | None
    invoice_id: Id | None
    method: Method
    amount_minor: Minor
    currency: str
    taken_at: datetime
    received_at: datetime
    reference: str
    note: str
    receipt: str
    recorded_by: Id | None
    device_id: Id | None
    unapplied_reason: Reason | None
    suspect_duplicate: bool
    clock_flag: bool
    source: str
    reversed_minor: Minor
    refunded_minor: Minor
    unapplied_minor: Minor
    allocations: list[Part]
    awaits_decision: bool
    refunds: list[RefundView]
    disputes: list[DisputeView]
    tip_minor: Minor = 0
    tip_returned_minor: Minor = 0
    surcharge_minor: Minor = 0
    surcharge_returned_minor: Minor = 0


class PaymentView(PaymentRecord, frozen=True, kw_only=True):
    """A payment as the API answers it: `conflict` if it was kept with an effect other than intended."""

    outcome: Literal["applied", "conflict"]


class DecisionView(msgspec.Struct, frozen=True):
    """Money that needs a decision. `amount_minor` is what is asked about: still unapplied, and not kept
    before. Each proposal is one tap. `problem` is why the processor did not give it back.
    """

    id: Id
    payment_id: Id
    job_id: Id | None
    invoice_id: Id | None
    reason: Reason
    amount_minor: Minor
    currency: str
    method: Method
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str | None
    due_by: datetime | None
    proposals: list[Proposal]
    problem: str | None


_PAYMENTS = f"""
SELECT p.id, coalesce(p.matched_job_id, p.job_id),
  coalesce((SELECT j.customer_id FROM job j WHERE j.organization_id = $1 AND j.id = p.matched_job_id),
    (SELECT coalesce(c.merged_into, c.id) FROM customer c
    WHERE c.organization_id = $1 AND c.id = p.matched_customer_id), p.customer_id),
  p.invoice_id, p.method, p.amount_minor, p.currency, p.taken_at, p.received_at, p.reference, p.note,
  p.receipt, p.recorded_by, p.device_id,
  coalesce((SELECT max(d.reason) FROM decision d WHERE d.organization_id = p.organization_id
    AND d.payment_id = p.id AND {OF_PAYMENT}), p.unapplied_reason),
  p.suspect_duplicate, p.clock_flag, p.source,
  EXISTS (SELECT 1 FROM decision d WHERE d.organization_id = p.organization_id AND d.payment_id = p.id
    AND {OF_PAYMENT}), {TIP_CAME}, {TIP_BACK}, {SURCHARGE_CAME},
  {SURCHARGE_BACK}, {REVERSED}, {REFUNDED}
FROM payment p WHERE {{where}} ORDER BY p.received_at DESC, p.id DESC{{limit}}
"""
_PARTS = """
SELECT a.payment_id, a.invoice_id, CAST(sum(a.amount_minor) AS BIGINT) FROM allocation a
WHERE {where} GROUP BY a.payment_id, a.invoice_id HAVING sum(a.amount_minor) <> 0
ORDER BY a.payment_id, a.invoice_id
"""
_DECISIONS = f"""
SELECT d.id, d.payment_id, d.job_id, d.invoice_id, d.reason, p.currency, p.method, d.opened_at, d.resolved_at,
  d.resolution, d.due_by, d.amount_minor, d.kept_minor,
  p.amount_minor - {REVERSED} - {REFUNDED} - {ALLOCATED},
  CAST(CASE WHEN d.reason = 'job_canceled' THEN (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    JOIN invoice i ON i.organization_id = a.organization_id AND i.id = a.invoice_id
    WHERE a.organization_id = p.organization_id AND a.payment_id = p.id AND i.job_id = d.job_id)
    ELSE 0 END AS BIGINT),
  CASE WHEN d.reason = 'refund_failed' THEN (SELECT s.problem FROM sending s
    WHERE s.organization_id = d.organization_id AND 'refund:' || CAST(s.id AS TEXT) = p.gateway_ref)
  WHEN d.reason IN ('tip_refund_failed', 'surcharge_refund_failed') THEN (SELECT max(s.problem) FROM sending s
    WHERE s.organization_id = d.organization_id AND s.payment_id = d.payment_id AND s.state = 'failed'
      AND s.updated_at = d.opened_at) END
FROM decision d JOIN payment p ON p.organization_id = d.organization_id AND p.id = d.payment_id
WHERE {{where}} ORDER BY d.opened_at DESC, d.id DESC{{limit}}
"""


# Money for all jobs of a customer hangs on none: whoever took it sees it.
_SEEN: Final = {"jobs": "p.matched_job_id", "own": "p.recorded_by"}


# The customer that a payment is shown with: of its job, else the one that was matched, as merged today.
_OF_CUSTOMER: Final = """
{0} = coalesce((SELECT j.customer_id FROM job j
    WHERE j.organization_id = p.organization_id AND j.id = p.matched_job_id),
  (SELECT coalesce(c.merged_into, c.id) FROM customer c
    WHERE c.organization_id = p.organization_id AND c.id = p.matched_customer_id))"""


class Taken(NamedTuple):
    """Which payments: of a job, of a customer, taken since one instant and before another."""

    job_id: Id | None = None
    customer_id: Id | None = None
    since: datetime | None = None
    before: datetime | None = None


async def payment_records(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[PaymentRecord]:
    """The payments of these ids that the scope may see, newest first; all of them for None."""
    return await _payments(reader, scoped(reader, scope, "p", ids=ids, **_SEEN))


async def payment_page(
    reader: Reader, scope: Scope, wanted: Taken, *, limit: int, after: Sequence[Any] | None
) -> list[PaymentRecord]:
    """One page of payments plus one row, newest first."""
    where = scoped(reader, scope, "p", **_SEEN)
    asked = {
        "p.matched_job_id = {0}": wanted.job_id,
        _OF_CUSTOMER: wanted.customer_id,
        "p.taken_at_adjusted >= {0}": wanted.since,
        "p.taken_at_adjusted < {0}": wanted.before,
    }
    for condition, value in asked.items():
        if value is not None:
            where = where.also(condition, value)
    if after is not None:
        where = where.also("(p.received_at, p.id) < ({0}, {1})", *after)
    return await _payments(reader, where, f" LIMIT {limit + 1:d}")


async def _payments(reader: Reader, where: Where, limit: str = "") -> list[PaymentRecord]:
    rows = await reader.rows(_PAYMENTS.format(where=where.sql, limit=limit), *where.args)
    if not rows:
        return []
    ours = Where("a.organization_id = $1", where.args[:1])
    within = among(reader, ours, "a.payment_id", [row[0] for row in rows])
    parts: dict[Id, list[Part]] = {}
    for payment_id, invoice_id, amount in await reader.rows(_PARTS.format(where=within.sql), *within.args):
        parts.setdefault(payment_id, []).append(Part(invoice_id, amount))
    given_back = [row[0] for row in rows if row[-1] or row[-4] or row[-6]]
    refunds = await refunds_of(reader, where.args[0], given_back) if given_back else {}
    by_bank = [row[0] for row in rows if row[-8] == "gateway"]
    disputes = await disputes_of(reader, where.args[0], by_bank) if by_bank else {}
    return [
        _payment(row, parts.get(row[0], []), refunds.get(row[0], []), disputes.get(row[0], []))
        for row in rows
    ]


def _payment(
    row: tuple[Any, ...], parts: list[Part], refunds: list[RefundView], disputes: list[DisputeView]
) -> PaymentRecord:
    *told, suspect, clock_flag, source, awaits_decision, tip, tip_back, added, added_back, back, refunded = (
        row
    )
    unapplied_minor = row[5] - back - refunded - sum(part.amount_minor for part in parts)
    money = (
        source,
        back,
        refunded,
        unapplied_minor,
        parts,
        bool(awaits_decision),
        refunds,
        disputes,
        tip,
        tip_back,
        added,
        added_back,
    )
    return PaymentRecord(*told, bool(suspect), bool(clock_flag), *money)  # type: ignore[call-arg]


async def answer_payment(reader: Reader, context: Context, payment_id: Id) -> PaymentView:
    """The payment as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or payment_id, False)
    found = await payment_records(reader, scope, [payment_id])
    if not found:
        raise Missing.of(PaymentRecord, id=payment_id)
    return with_outcome(found[0])


def with_outcome(payment: PaymentRecord) -> PaymentView:
    """Advances and whole-invoices-only are intended; every other reason is a conflict."""
    as_meant = payment.unapplied_reason in {None, Reason.ADVANCE, Reason.WHOLE_INVOICES_ONLY}
    outcome: Literal["applied", "conflict"] = "applied" if as_meant else "conflict"
    return PaymentView(*msgspec.structs.astuple(payment), outcome=outcome)


async def decision_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[DecisionView]:
    """The decisions of these ids, newest first; all of them for None. Only for the office."""
    where = scoped(reader, scope, "d", ids=ids)
    return await _decisions(reader, where)


async def decision_page(
    reader: Reader, scope: Scope, *, resolved: bool, limit: int, after: Sequence[Any] | None
) -> list[DecisionView]:
    """One page of open (or resolved) decisions plus one row."""
    where = scoped(reader, scope, "d")
    where = where.also("d.resolved_at IS NOT NULL" if resolved else "d.resolved_at IS NULL")
    if after is not None:
        where = where.also("(d.opened_at, d.id) < ({0}, {1})", *after)
    return await _decisions(reader, where, f" LIMIT {limit + 1:d}")


async def _decisions(reader: Reader, where: Where, limit: str = "") -> list[DecisionView]:
    views = []
    for row in await reader.rows(_DECISIONS.format(where=where.sql, limit=limit), *where.args):
        (decision_id, payment_id, job_id, invoice_id, reason, currency, method, opened_at, resolved_at,
         resolution, due_by, amount_minor, kept_minor, unapplied_minor, on_canceled_minor,
         problem) = row  # fmt: skip
        is_open = resolved_at is None
        # Disputed money lies where it lay; nothing is to be chosen until the bank has spoken.
        is_placed = is_open and reason not in {Reason.DISPUTED, *BESIDE_FAILED}
        opens = await opens_of(reader, where.args[0], job_id=job_id) if is_placed and job_id else []
        asked = max(0, unapplied_minor + on_canceled_minor - kept_minor)
        free = min(asked, unapplied_minor)
        offered = proposals(free, opens, {}, asked - free) if is_placed else ()
        if is_open and reason in BESIDE_FAILED:
            offered = (Proposal(choice="keep_credit", amount_minor=amount_minor),)
        amount = asked if is_placed else amount_minor
        what = (decision_id, payment_id, job_id, invoice_id, reason, amount, currency, method)
        told = (opened_at, resolved_at, resolution, due_by, list(offered), problem)
        views.append(DecisionView(*what, *told))
    return views


async def answer_decision(reader: Reader, context: Context, decision_id: Id) -> DecisionView:
    """The decision as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or decision_id, False)
    found = await decision_views(reader, scope, [decision_id])
    if not found:
        raise Missing.of(Decision, id=decision_id)
    return found[0]


ENTITIES = (
    Entity(name="payment", table="payments", view=PaymentRecord, load=payment_records),
    Entity(
        name="decision",
        table="decisions",
        view=DecisionView,
        load=decision_views,
        office_only=True,
        follows=(
            (
                "payment",
                "SELECT id, 'office', CAST(NULL AS TEXT) FROM decision"
                " WHERE organization_id = $1 AND payment_id = $2",
            ),
            (
                "invoice",
                "SELECT d.id, 'office', CAST(NULL AS TEXT) FROM decision d JOIN invoice i"
                " ON i.organization_id = d.organization_id AND i.job_id = d.job_id"
                " WHERE d.organization_id = $1 AND i.id = $2 AND d.resolved_at IS NULL",
            ),
        ),
    ),
)
