"""The payments on an invoice as its customer reads them, and what of each settled which invoice."""

from typing import Final

from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.payments.placing.queries import (
    RETURNED,
    SURCHARGE_CAME,
    SURCHARGE_GONE,
    TIP_CAME,
    TIP_GONE,
)
from stagebill.paypage.page.pay_page import RECEIPTS_MAX, Receipt, ReceiptShare

_RECEIPTS: Final = f"""
SELECT p.id, p.method, p.taken_at_adjusted, p.reference, CAST(sum(a.amount_minor) AS BIGINT),
  p.amount_minor, {RETURNED}, {TIP_CAME}, {TIP_GONE}, {SURCHARGE_CAME}, {SURCHARGE_GONE},
  CASE WHEN p.matched_job_id IS NULL THEN 1 ELSE 0 END
FROM allocation a JOIN payment p ON p.organization_id = a.organization_id AND p.id = a.payment_id
WHERE a.organization_id = $1 AND a.invoice_id = $2
GROUP BY p.organization_id, p.id, p.method, p.taken_at_adjusted, p.reference, p.amount_minor,
  p.mutation_id, p.matched_job_id
HAVING sum(a.amount_minor) > 0
ORDER BY p.taken_at_adjusted DESC, p.id LIMIT $3
"""
# A link opens one job: what of a payment went to another one is nobody's business here.
_SHARES: Final = """
SELECT a.payment_id, coalesce(i.number, ''), i.title, j.title, CAST(sum(a.amount_minor) AS BIGINT)
FROM invoice shown
JOIN invoice i ON i.organization_id = shown.organization_id AND i.job_id = shown.job_id
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
WHERE shown.organization_id = $1 AND shown.id = $2 AND a.payment_id IN (
  SELECT o.payment_id FROM allocation o WHERE o.organization_id = $1 AND o.invoice_id = $2)
GROUP BY a.payment_id, i.id, i.number, i.number_seq, i.title, j.title HAVING sum(a.amount_minor) > 0
ORDER BY a.payment_id, i.number_seq, i.id
"""


async def receipts(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[Receipt, ...]:
    """The newest first; of money that settled several invoices of the job, what each got."""
    rows = await reader.rows(_RECEIPTS, organization_id, invoice_id, RECEIPTS_MAX)
    if not rows:
        return ()
    shares: dict[Id, list[ReceiptShare]] = {}
    for payment_id, number, title, job, amount in await reader.rows(_SHARES, organization_id, invoice_id):
        shares.setdefault(payment_id, []).append(ReceiptShare(number, title or job, amount))
    return tuple(
        Receipt(
            payment_id=payment_id,
            method=method,
            taken_at=instant_of(taken_at),
            reference=reference,
            amount_minor=amount_minor,
            received_minor=received_minor,
            returned_minor=returned_minor,
            shares=tuple(shares.get(payment_id, ())),
            tip_minor=tip_minor,
            tip_returned_minor=tip_returned_minor,
            surcharge_minor=surcharge_minor,
            surcharge_returned_minor=surcharge_returned_minor,
            is_for_several_jobs=bool(is_for_several_jobs),
        )
        for (
            payment_id,
            method,
            taken_at,
            reference,
            amount_minor,
            received_minor,
            returned_minor,
            tip_minor,
            tip_returned_minor,
            surcharge_minor,
            surcharge_returned_minor,
            is_for_several_jobs,
        ) in rows
    )
