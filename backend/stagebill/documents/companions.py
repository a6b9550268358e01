"""What is kept beside a fact in its own unit, so that its paper can be set of it at any later time."""

from typing import Any, Final

import msgspec

from stagebill.documents.as_told import AsTold, Subject, Told, told_id
from stagebill.identity.organization import Organization
from stagebill.invoices.as_issued import said_company
from stagebill.invoices.credit_note import CreditNote
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import read_address
from stagebill.kernel.records import Record
from stagebill.payments.payment import Payment
from stagebill.settings.settings import Settings
from stagebill.sync.command import Companions

_OF_JOB: Final = """
SELECT c.name, c.language, c.billing_address FROM job j
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
WHERE j.organization_id = $1 AND j.id = $2
"""
_CUSTOMER: Final = """
SELECT name, language, billing_address FROM customer WHERE organization_id = $1 AND id = $2
"""


async def told(
    kind: Subject,
    subject_id: Id,
    job_id: Id | None,
    context: Context,
    tx: Tx,
    *,
    customer_id: Id | None = None,
) -> AsTold:
    """The company and the job's customer as they are in this unit; without a job, this customer."""
    settings = await tx.load(Settings, context.organization_id)
    company = said_company(await tx.load(Organization, context.organization_id), settings)
    found = Told(company=company, receipt_footer=settings.texts.receipt_footer)
    sql, whose = (_OF_JOB, job_id) if job_id else (_CUSTOMER, customer_id)
    for name, language, billing in await tx.rows(sql, context.organization_id, whose) if whose else ():
        found = msgspec.structs.replace(
            found, job_id=job_id, customer_id=None if job_id else customer_id, customer_name=name,
            language=language, billing_address=read_address(billing),
        )  # fmt: skip
    return AsTold(
        organization_id=context.organization_id,
        id=told_id(kind, subject_id),
        kind=kind,
        subject_id=subject_id,
        told=found,
        created_at=context.now,
    )


async def _of_payment(payment: Any, context: Context, tx: Tx) -> tuple[Record, ...]:
    whose, job_id = payment.matched_customer_id, payment.matched_job_id
    return (await told("receipt", payment.id, job_id, context, tx, customer_id=whose),)


async def _of_credit_note(note: Any, context: Context, tx: Tx) -> tuple[Record, ...]:
    return (await told("credit_note", note.id, note.job_id, context, tx),)


COMPANIONS: Companions = {Payment: _of_payment, CreditNote: _of_credit_note}
