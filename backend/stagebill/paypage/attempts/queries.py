"""Attempts to pay as they are read: which there are of an invoice, which may still become money."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from stagebill.invoices.queries import OWED, PAID, PENDING
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.postal_address import read_address
from stagebill.paypage.checkout import Checkout
from stagebill.paypage.surcharges.rule import Place, percent_at
from stagebill.settings.surcharge import Surcharge
from stagebill.sync.scoped import Where, among

_CHECKOUT_COLUMNS = ", ".join(Checkout.__struct_fields__)
_CHECKOUT = f"SELECT {_CHECKOUT_COLUMNS} FROM checkout WHERE organization_id = $1 AND id = $2"
_LIVE = f"""
SELECT {_CHECKOUT_COLUMNS} FROM checkout
WHERE organization_id = $1 AND invoice_id = $2 AND state IN ('open', 'pending')
"""
_ATTEMPTS_ON = f"SELECT {_CHECKOUT_COLUMNS} FROM checkout WHERE organization_id = $1 AND {{where}}"
_OPEN_INVOICES = "SELECT id FROM invoice WHERE organization_id = $1 AND job_id = $2 AND status = 'open'"
_BARE = f"SELECT 1 FROM invoice i WHERE i.organization_id = $1 AND i.id = $2 AND {PAID} = 0"
_SETTLED = (
    "SELECT 1 FROM checkout WHERE organization_id = $1 AND invoice_id = $2 AND state = 'settled' LIMIT 1"
)
_NEWEST = f"""
SELECT {_CHECKOUT_COLUMNS} FROM checkout WHERE organization_id = $1 AND invoice_id = $2
ORDER BY attempt DESC LIMIT 1
"""
_LET_GO = f"""
SELECT {_CHECKOUT_COLUMNS} FROM checkout
WHERE organization_id = $1 AND invoice_id = $2 AND state = 'canceled'
  AND (gateway_ref IS NOT NULL OR lead_id IS NOT NULL) ORDER BY attempt DESC LIMIT {{most:d}}
"""
LET_GO_MAX = 5
_NEWEST_JOINT = f"""
SELECT {_CHECKOUT_COLUMNS} FROM checkout WHERE organization_id = $1 AND id = (
  SELECT s.lead_id FROM checkout s
  JOIN invoice i ON i.organization_id = s.organization_id AND i.id = s.invoice_id
  JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
  WHERE s.organization_id = $1 AND {{of}} = $2 AND s.lead_id IS NOT NULL
  ORDER BY s.created_at DESC, s.lead_id DESC LIMIT 1)
"""
_PLACES = """
SELECT o.currency, s.surcharge, j.site, c.billing_address FROM invoice i
JOIN organization o ON o.id = i.organization_id
JOIN settings s ON s.organization_id = i.organization_id
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
WHERE {where}
"""
_FAILED = """
SELECT count(*) FROM checkout
WHERE organization_id = $1 AND invoice_id = $2 AND state = 'failed' AND ended_at > $3
  AND card_id IS NULL
"""
# An attempt that asks for more than is due by now: cash was taken meanwhile, or the invoice is void. Live
# ones are few at any time, and the index that allows one per invoice finds them: so the doubled condition.
_SHARES = f"""
SELECT {", ".join(f"k.{name}" for name in Checkout.__struct_fields__)}, coalesce(i.number, ''), i.job_id
FROM checkout k JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
WHERE k.organization_id = $1 AND (k.id = $2 OR k.lead_id = $2) ORDER BY i.number_seq, k.id
"""
_DUE = f"""
SELECT CAST(coalesce(sum({OWED} - {PAID} - {PENDING}), 0) AS BIGINT) FROM invoice i WHERE {{where}}
"""
_STALE = f"""
SELECT k.organization_id, k.id FROM checkout k
JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
WHERE k.state IN ('open', 'pending') AND k.state = 'open'
  AND (i.status <> 'open' OR k.amount_minor > {OWED}
    - CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
        WHERE a.organization_id = i.organization_id AND a.invoice_id = i.id) AS BIGINT))
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.organization_id = k.organization_id
    AND o.kind = $1 AND o.dedupe_key = CAST(k.id AS TEXT))
LIMIT 20
"""
_BY_REF = "SELECT organization_id, id FROM checkout WHERE gateway = $1 AND gateway_ref = $2{within}"
_ATTEMPTS = """
SELECT coalesce(max(attempt), 0) FROM checkout WHERE organization_id = $1 AND invoice_id = $2
"""


async def checkout(reader: Reader, organization_id: Id, checkout_id: Id) -> Checkout | None:
    """One attempt."""
    return _checkout(await reader.rows(_CHECKOUT, organization_id, checkout_id))


class Share(NamedTuple):
    """What one invoice gets of an attempt."""

    checkout: Checkout
    number: str
    job_id: Id


async def shares_of(reader: Reader, checkout: Checkout) -> list[Share]:
    """All rows of the attempt that this one belongs to; of most attempts there is one."""
    lead_id = checkout.lead_id or checkout.id
    rows = await reader.rows(_SHARES, checkout.organization_id, lead_id)
    return [Share(_record(tuple(kept)), number, job_id) for *kept, number, job_id in rows]


class OnTop(NamedTuple):
    """A tip, and a card surcharge."""

    tip_minor: Minor = 0
    surcharge_minor: Minor = 0


class Asked(NamedTuple):
    """What the customer is asked for at the gateway: for the invoices, and on top of that."""

    amount_minor: Minor = 0
    tip_minor: Minor = 0
    surcharge_minor: Minor = 0


async def asked_of(reader: Reader, row: Checkout | None) -> Asked:
    """Nothing without an attempt."""
    rows = [share.checkout for share in await shares_of(reader, row)] if row else []
    return Asked(
        sum(each.amount_minor for each in rows),
        sum(each.tip_minor for each in rows),
        sum(each.surcharge_minor for each in rows),
    )


async def surcharge_percent(reader: Reader, organization_id: Id, invoice_ids: Sequence[Id]) -> int:
    """What paying these invoices by card costs more, in hundredths of a percent; 0 for nothing."""
    where = among(reader, Where("i.organization_id = $1", (organization_id,)), "i.id", invoice_ids)
    rows = await reader.rows(_PLACES.format(where=where.sql), *where.args)
    if not rows:
        return 0
    places = [Place(site, read_address(billing)) for *_, site, billing in rows]
    return percent_at(msgspec.json.decode(rows[0][1], type=Surcharge), rows[0][0], places)


async def lead_of(reader: Reader, row: Checkout) -> Checkout:
    """The row that the gateway knows: itself, but for another invoice's share of a joint attempt."""
    if row.lead_id is None:
        return row
    lead = await checkout(reader, row.organization_id, row.lead_id)
    assert lead is not None
    return lead


async def live_checkout(reader: Reader, organization_id: Id, invoice_id: Id) -> Checkout | None:
    """The attempt that may still become money; the database allows one."""
    return _checkout(await reader.rows(_LIVE, organization_id, invoice_id))


async def open_attempts(reader: Reader, organization_id: Id, invoice_ids: Sequence[Id]) -> list[Checkout]:
    """Attempts on these invoices that customers may finish right now."""
    own = Where("state = 'open'", (organization_id,))
    where = among(reader, own, "invoice_id", invoice_ids)
    rows = await reader.rows(_ATTEMPTS_ON.format(where=where.sql), *where.args)
    return [_record(row) for row in rows]


async def open_invoices(reader: Reader, organization_id: Id, job_id: Id) -> list[Id]:
    """The invoices of a job that ask for money."""
    return [invoice_id for (invoice_id,) in await reader.rows(_OPEN_INVOICES, organization_id, job_id)]


async def is_bare(reader: Reader, organization_id: Id, invoice_id: Id) -> bool:
    """Whether no money is settled on an invoice: else it cannot be voided anyway."""
    return bool(await reader.rows(_BARE, organization_id, invoice_id))


async def due_together(reader: Reader, organization_id: Id, invoice_ids: Sequence[Id]) -> Minor:
    """What is to be paid on these invoices now; what is void or on its way asks for nothing."""
    open_ones = Where("i.organization_id = $1 AND i.status = 'open'", (organization_id,))
    where = among(reader, open_ones, "i.id", invoice_ids)
    return int((await reader.rows(_DUE.format(where=where.sql), *where.args))[0][0])


async def newest_checkout(reader: Reader, organization_id: Id, invoice_id: Id) -> Checkout | None:
    """The last attempt on this invoice, whatever became of it."""
    return _checkout(await reader.rows(_NEWEST, organization_id, invoice_id))


async def was_paid(reader: Reader, organization_id: Id, invoice_id: Id) -> bool:
    """Whether an attempt on this invoice became money, wherever that is now."""
    return bool(await reader.rows(_SETTLED, organization_id, invoice_id))


async def given_up(reader: Reader, organization_id: Id, invoice_id: Id) -> list[Checkout]:
    """The last attempts on this invoice that were given up and whose gateway knows of them."""
    rows = await reader.rows(_LET_GO.format(most=LET_GO_MAX), organization_id, invoice_id)
    return [_record(row) for row in rows]


async def applications(reader: Reader, organization_id: Id, invoice_ids: Sequence[Id]) -> list[Checkout]:
    """Applications for financing of these invoices that lenders know of and nothing has come of, the newest
    first: under way, or given up here.
    """
    own = Where(
        "organization_id = $1 AND method = 'financing' AND state IN ('open', 'canceled') "
        "AND (gateway_ref IS NOT NULL OR lead_id IS NOT NULL)", (organization_id,),
    )  # fmt: skip
    where = among(reader, own, "invoice_id", invoice_ids)
    rows = await reader.rows(_ATTEMPTS_ON.format(where=where.sql), *where.args)
    return sorted(map(_record, rows), key=lambda each: each.created_at, reverse=True)


async def newest_joint(reader: Reader, organization_id: Id, job_id: Id) -> Checkout | None:
    """The last attempt to pay several invoices in one go, of which one is of this job."""
    return _checkout(await reader.rows(_NEWEST_JOINT.format(of="j.id"), organization_id, job_id))


async def newest_joint_of(reader: Reader, organization_id: Id, customer_id: Id) -> Checkout | None:
    """The last attempt to pay several invoices of this customer in one go."""
    return _checkout(
        await reader.rows(_NEWEST_JOINT.format(of="j.customer_id"), organization_id, customer_id)
    )


async def checkout_of_gateway(
    reader: Reader, gateway: str, gateway_ref: str, organization_id: Id | None = None
) -> tuple[Id, Id] | None:
    """Whose attempt a gateway means when it names only its own reference: (organization, attempt)."""
    if organization_id is None:
        rows = await reader.rows(_BY_REF.format(within=""), gateway, gateway_ref)
    else:
        within = " AND organization_id = $3"
        rows = await reader.rows(_BY_REF.format(within=within), gateway, gateway_ref, organization_id)
    return (rows[0][0], rows[0][1]) if rows else None


async def attempts(reader: Reader, organization_id: Id, invoice_id: Id) -> int:
    """How many attempts there have been on this invoice."""
    return int((await reader.rows(_ATTEMPTS, organization_id, invoice_id))[0][0])


async def stale_attempts(reader: Reader, kind: str) -> list[tuple[Id, Id]]:
    """Open attempts, of every organization, to be closed: no errand of `kind` sees to that yet."""
    return [(row[0], row[1]) for row in await reader.rows(_STALE, kind)]


async def failures_since(reader: Reader, organization_id: Id, invoice_id: Id, since: datetime) -> int:
    """How many attempts of the customer's own the gateway has refused lately."""
    return int((await reader.rows(_FAILED, organization_id, invoice_id, since))[0][0])


def _checkout(rows: list[tuple[Any, ...]]) -> Checkout | None:
    return _record(rows[0]) if rows else None


def _record(row: tuple[Any, ...]) -> Checkout:
    """A record from wire values: msgspec knows what each field is."""
    fields: Mapping[str, Any] = dict(zip(Checkout.__struct_fields__, row, strict=True))
    return msgspec.convert(fields, Checkout, strict=False)
