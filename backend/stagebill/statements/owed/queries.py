"""What a customer owes, read across their jobs, and the state of the link to it."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from stagebill.customers.queries import CustomerView, customer_view
from stagebill.invoices.pay_link import pay_tokens
from stagebill.kernel import wire
from stagebill.kernel.clock import instant_of
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.payments.placing.queries import (
    RETURNED,
    SURCHARGE_CAME,
    SURCHARGE_GONE,
    TIP_CAME,
    TIP_GONE,
)
from stagebill.paypage.page.pay_page import Beside
from stagebill.statements.owed.owed import Owed, OwedJob, arranged
from stagebill.statements.owed.receipt import PaidInvoice, PaidJob, WholePayment
from stagebill.statements.queries import BILLS, COMPANY, bill_of, company_of
from stagebill.statements.statement import Bill
from stagebill.statements.statement_link import OwedLink, link_token, opens
from stagebill.sync.command import Scope


class OwedLinkRecord(msgspec.Struct, frozen=True):
    """A customer's link as it is kept with the outcome of a mutation: without its secret."""

    customer_id: Id
    generation: int
    revoked_at: datetime | None


class OwedLinkView(OwedLinkRecord, frozen=True):
    """The link to all that a customer owes. `url` is the customer's secret, null while it is revoked."""

    url: str | None


class Standing(NamedTuple):
    """A link, the customer whom its own one is today, and whether it opens anything: of a customer who was
    merged both links must stand.
    """

    link: OwedLink
    living_id: Id
    is_open: bool


_LINK: Final = """
SELECT c.id, c.organization_id, coalesce(l.generation, 1), l.revoked_at, l.changed_at, l.changed_by,
  coalesce(c.merged_into, c.id),
  CASE WHEN l.revoked_at IS NULL AND k.revoked_at IS NULL THEN 1 ELSE 0 END
FROM customer c
LEFT JOIN owed_link l ON l.organization_id = c.organization_id AND l.id = c.id
LEFT JOIN owed_link k ON k.organization_id = c.organization_id AND k.id = c.merged_into
"""
_LINK_OF = f"{_LINK} WHERE c.organization_id = $1 AND c.id = $2"
_LINK_SAID = f"{_LINK} WHERE c.id = $1 -- every organization: the token that names the customer is the scope"
_PAGE: Final = f"""
SELECT {COMPANY}, c.name, c.language
FROM customer c
JOIN organization o ON o.id = c.organization_id
LEFT JOIN settings s ON s.organization_id = c.organization_id
WHERE c.organization_id = $1 AND c.id = $2
"""
_JOBS: Final = "SELECT id, number, title, site FROM job WHERE organization_id = $1 AND customer_id = $2"
_OPEN: Final = BILLS.format(
    of="""i.status = 'open' AND i.job_id IN (
    SELECT id FROM job WHERE organization_id = $1 AND customer_id = $2)"""
)
_ASKED: Final = """
SELECT DISTINCT q.invoice_id FROM question q
JOIN job j ON j.organization_id = q.organization_id AND j.id = q.job_id
WHERE q.organization_id = $1 AND j.customer_id = $2 AND q.ended_at IS NULL
"""
_BESIDE: Final = f"""
SELECT p.amount_minor, {RETURNED}, {TIP_CAME}, {TIP_GONE}, {SURCHARGE_CAME}, {SURCHARGE_GONE}
FROM payment p WHERE p.organization_id = $1 AND p.id = $2
"""
# Of a payment that went to jobs of this customer: what it settled, and what of it no invoice has.
_PAID: Final = """
SELECT p.method, p.reference, p.taken_at_adjusted, j.id, j.number, j.title, j.site, coalesce(i.number, ''),
  i.title, CAST(sum(a.amount_minor) AS BIGINT)
FROM payment p
JOIN allocation a ON a.organization_id = p.organization_id AND a.payment_id = p.id
JOIN invoice i ON i.organization_id = a.organization_id AND i.id = a.invoice_id
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
WHERE p.organization_id = $1 AND p.id = $3 AND j.customer_id = $2
GROUP BY p.id, p.method, p.reference, p.taken_at_adjusted, j.id, j.number, j.title, j.site, i.id, i.number,
  i.number_seq, i.title
HAVING sum(a.amount_minor) > 0 ORDER BY j.number, i.number_seq, i.id
"""
_UNAPPLIED: Final = """
SELECT p.method, p.reference, p.taken_at_adjusted, p.amount_minor
  - CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM (
      SELECT organization_id, payment_id, amount_minor FROM reversal UNION ALL
      SELECT organization_id, payment_id, amount_minor FROM refund) r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id) AS BIGINT)
  - CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    WHERE a.organization_id = p.organization_id AND a.payment_id = p.id) AS BIGINT)
FROM payment p
JOIN organization o ON o.id = p.organization_id AND o.currency = p.currency
LEFT JOIN customer c ON c.organization_id = p.organization_id AND c.id = p.matched_customer_id
WHERE p.organization_id = $1 AND p.id = $3 AND coalesce(c.merged_into, c.id) = $2
"""
_WHOSE: Final = """
SELECT coalesce(c.merged_into, c.id) FROM payment p
JOIN customer c ON c.organization_id = p.organization_id AND c.id = p.matched_customer_id
WHERE p.organization_id = $1 AND p.id = $2 AND p.matched_job_id IS NULL
"""
_decoder = msgspec.json.Decoder(OwedLinkRecord)


async def standing_of(reader: Reader, organization_id: Id, customer_id: Id) -> Standing | None:
    """The state of a customer's link; the caller has judged who may see it."""
    return _standing(await reader.rows(_LINK_OF, organization_id, customer_id))


async def standing_by_token(reader: Reader, customer_id: Id, token: str, key: bytes) -> Standing | None:
    """The link that this token is the secret of, whatever became of it; None for one that nobody gave out."""
    found = _standing(await reader.rows(_LINK_SAID, customer_id))
    return found if found is not None and opens(found.link, token, key) else None


def _standing(rows: list[tuple[Any, ...]]) -> Standing | None:
    if not rows:
        return None
    *columns, living_id, is_open = rows[0]
    kept = dict(zip(OwedLink.__struct_fields__, columns, strict=True))
    return Standing(msgspec.convert(kept, OwedLink), living_id, bool(is_open))


async def read_link(reader: Reader, config: Config, scope: Scope, customer_id: Id) -> OwedLinkView:
    """For the office. Raises customers.missing."""
    await customer_view(reader, scope, customer_id)
    found = await standing_of(reader, scope.organization_id, customer_id)
    assert found is not None
    return _view(config, found.link)


async def answer_link(reader: Reader, context: Context, customer_id: Id) -> OwedLinkRecord:
    """The answer to a mutation."""
    found = await standing_of(reader, context.organization_id, customer_id)
    if found is None:
        raise Missing.of(CustomerView, id=customer_id)
    return OwedLinkRecord(found.link.id, found.link.generation, found.link.revoked_at)


def present_link(config: Config, context: Context, stored: bytes) -> bytes:
    """The stored answer of a mutation, as REST sends it."""
    kept = _decoder.decode(stored)
    return wire.encode(_view(config, OwedLink(
        organization_id=context.organization_id, id=kept.customer_id, generation=kept.generation,
        revoked_at=kept.revoked_at,
    )))  # fmt: skip


def url_of(config: Config, link: OwedLink) -> str:
    """The customer's secret address."""
    return f"{config.base_url}/owed/{link_token(config.secret_key, link)}"


def _view(config: Config, link: OwedLink) -> OwedLinkView:
    url = None if link.revoked_at else url_of(config, link)
    return OwedLinkView(link.id, link.generation, link.revoked_at, url)


async def owed_by(
    reader: Reader, config: Config, organization_id: Id, customer_id: Id, now: datetime
) -> Owed:
    """What this customer owes now. Raises customers.missing."""
    rows = await reader.rows(_PAGE, organization_id, customer_id)
    if not rows:
        raise Missing.of(CustomerView, id=customer_id)
    *of_company, customer, wanted = rows[0]
    company, language = company_of(of_company, wanted)
    bills: dict[Id, list[Bill]] = {}
    token = pay_tokens(config.secret_key, organization_id)
    for row in await reader.rows(_OPEN, organization_id, customer_id):
        bill = bill_of(row, ZoneInfo(company.zone), now, token(row[0]))
        if bill.due_minor > 0:
            bills.setdefault(row[-1], []).append(bill)
    asked = await reader.rows(_ASKED, organization_id, customer_id)
    jobs = await reader.rows(_JOBS, organization_id, customer_id) if bills else []
    return Owed(
        company=company,
        language=language,
        customer_id=customer_id,
        customer_name=customer,
        jobs=arranged(
            OwedJob(id=job_id, number=number, title=title, site=site, bills=tuple(bills.get(job_id, ())))
            for job_id, number, title, site in jobs
        ),
        asked=frozenset(invoice_id for (invoice_id,) in asked),
    )


async def payment_of(
    reader: Reader, organization_id: Id, customer_id: Id, payment_id: Id
) -> WholePayment | None:
    """A payment of this customer with all that it settled; None for every other, and once nothing is left."""
    ids = (organization_id, customer_id, payment_id)
    settled, free = await reader.rows(_PAID, *ids), await reader.rows(_UNAPPLIED, *ids)
    if not settled and not free:
        return None
    method, reference, taken_at, *_ = (settled or free)[0]
    jobs: dict[Id, PaidJob] = {}
    for *_, job_id, job_number, job_title, site, number, title, amount in settled:
        job = jobs.setdefault(job_id, PaidJob(number=job_number, title=job_title, site=site))
        paid = PaidInvoice(number=number, title=title or job_title, amount_minor=amount)
        jobs[job_id] = msgspec.structs.replace(job, invoices=(*job.invoices, paid))
    found = WholePayment(
        id=payment_id, method=method, reference=reference, taken_at=instant_of(taken_at),
        jobs=tuple(jobs.values()), unapplied_minor=max(int(free[0][3]), 0) if free else 0,
        beside=await _beside(reader, organization_id, payment_id),
    )  # fmt: skip
    return found if found.amount_minor > 0 else None


async def _beside(reader: Reader, organization_id: Id, payment_id: Id) -> Beside:
    ((amount, returned, tip, tip_gone, added, added_gone),) = await reader.rows(
        _BESIDE, organization_id, payment_id
    )
    return Beside(
        tip_minor=tip, surcharge_minor=added, charged_minor=amount + tip + added,
        back_minor=returned + (tip_gone if tip else 0) + (added_gone if added else 0),
    )  # fmt: skip


async def customer_of_payment(reader: Reader, scope: Scope, payment_id: Id) -> Id | None:
    """For all of whose jobs a payment is, for the office; None for one of a single job, or of nobody."""
    if scope.technician:
        return None
    rows = await reader.rows(_WHOSE, scope.organization_id, payment_id)
    return rows[0][0] if rows else None
