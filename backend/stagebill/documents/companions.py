"""What is written beside a fact in its own unit, so that its paper can be typeset at any later time."""

from typing import Any, Final

from msgspec import Struct, json, structs

from stagebill.documents.as_told import AsTold, Subject, Told
from stagebill.identity.organization import Organization
from stagebill.invoices.as_issued import SaidCompany
from stagebill.invoices.credit_note import CreditNote
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.electronic_address import BankAccount, ElectronicAddress
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id, derived_beside
from stagebill.kernel.postal_address import read_address
from stagebill.kernel.records import Record
from stagebill.payments.payment import Payment
from stagebill.settings.texts import Spoken
from stagebill.sync.command import Companions

# All in one statement, and of the settings no more than is told: it stands in the path of each payment.
_AROUND: Final = """
SELECT coalesce(s.trade_name, o.name), o.language, s.legal_name, s.address, s.phone, s.email, s.website,
  s.tax_number, s.logo_sha256, s.accent, s.electronic_address, s.bank_account, s.texts,
  c.id, c.name, c.language, c.billing_address
FROM organization o JOIN settings s ON s.organization_id = o.id AND s.id = o.id
LEFT JOIN customer c ON c.organization_id = o.id AND c.id = {customer}
WHERE o.id = $1
"""
_OF_JOB: Final = _AROUND.format(
    customer="(SELECT j.customer_id FROM job j WHERE j.organization_id = $1 AND j.id = $2)"
)
_OF_CUSTOMER: Final = _AROUND.format(customer="$2")


class _Texts(Struct, frozen=True):
    receipt_footer: Spoken = Spoken()


_texts: Final = json.Decoder(_Texts)
_REACHED: Final = ("phone", "email", "website", "tax_number", "logo", "accent")
_electronic: Final = json.Decoder(ElectronicAddress)
_account: Final = json.Decoder(BankAccount)


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
    sql, whose = (_OF_JOB, job_id) if job_id else (_OF_CUSTOMER, customer_id)
    rows = await tx.rows(sql, context.organization_id, whose)
    if not rows:
        raise Missing.of(Organization)
    return AsTold(
        organization_id=context.organization_id,
        id=derived_beside(subject_id, "as_told", kind),
        kind=kind,
        subject_id=subject_id,
        told=_told(rows[0], job_id, customer_id),
        created_at=context.now,
    )


def _told(row: tuple[Any, ...], job_id: Id | None, customer_id: Id | None) -> Told:
    *said, electronic, account, texts, found_id, customer_name, language, billing = row
    name, spoken, legal_name, address, *reached = said
    company = SaidCompany(
        name=name,
        language=spoken,
        legal_name=legal_name,
        address=read_address(address),
        **dict(zip(_REACHED, reached, strict=True)),
        electronic_address=None if electronic is None else _electronic.decode(electronic),
        bank_account=None if account is None else _account.decode(account),
    )
    found = Told(company=company, receipt_footer=_texts.decode(texts).receipt_footer)
    if found_id is None:
        return found
    return structs.replace(
        found, job_id=job_id, customer_id=None if job_id else customer_id, customer_name=customer_name,
        language=language, billing_address=read_address(billing),
    )  # fmt: skip


async def _of_payment(payment: Any, context: Context, tx: Tx) -> tuple[Record, ...]:
    whose, job_id = payment.matched_customer_id, payment.matched_job_id
    return (await told("receipt", payment.id, job_id, context, tx, customer_id=whose),)


async def _of_credit_note(note: Any, context: Context, tx: Tx) -> tuple[Record, ...]:
    return (await told("credit_note", note.id, note.job_id, context, tx),)


COMPANIONS: Companions = {Payment: _of_payment, CreditNote: _of_credit_note}
