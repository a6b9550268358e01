"""Which invoices a list holds, page by page, and what every list comes to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from stagebill.invoices.concerns.queries import (
    DISPUTED_INVOICES,
    PROMISED_INVOICES,
    QUESTIONED_INVOICES,
    TAKEN_BACK_INVOICES,
)
from stagebill.invoices.queries import NEWEST, OWED, PAID, PENDING
from stagebill.invoices.wanted import InvoiceSummary, Show, Sort, Sums, Wanted
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.sync.command import Scope
from stagebill.sync.scoped import Where, containing, scoped

# The few invoices with money on its way: found once for a list, rather than asked of each that is open. Both
# states are named, as the index over live checkouts names them, so that it is read.
_AWAITED = """i.id IN (SELECT k.invoice_id FROM checkout k
    WHERE k.organization_id = $1 AND k.state IN ('open', 'pending') AND k.state = 'pending')"""
# Of an index alone: which rows a page shows is asked more often than what is in them.
_PLACES = "SELECT {key}, i.id FROM invoice i WHERE {where} ORDER BY {order} LIMIT {limit:d}"


async def invoice_places(
    reader: Reader, scope: Scope, wanted: Wanted, *, limit: int, after: Sequence[Any] | None
) -> list[tuple[Any, ...]]:
    """The places of one page of invoices and one more: their sort values and ids."""
    where = _wanted(scoped(reader, scope, "i", ids=wanted.ids, jobs="i.job_id"), wanted)
    key, order, beyond = ORDERS[wanted.sort]
    if after is not None:
        where = where.also(beyond, *after)
    sql = _PLACES.format(key=key, where=where.sql, order=order, limit=limit + 1)
    return await reader.rows(sql, *where.args)


_DUE_DAY = "coalesce(i.due_on, '9999-12-31')"
ORDERS: Final[Mapping[Sort, tuple[str, str, str]]] = {
    "newest": ("i.created_at", NEWEST, "(i.created_at, i.id) < ({0}, {1})"),
    "soonest": (_DUE_DAY, f"{_DUE_DAY}, i.id", f"({_DUE_DAY}, i.id) > ({{0}}, {{1}})"),
    "largest": ("i.total_minor", "i.total_minor DESC, i.id DESC", "(i.total_minor, i.id) < ({0}, {1})"),
}
"""What each list is sorted by, how that reads, and what lies beyond a place in it."""

_COVERED = f"{_AWAITED} AND {OWED} <= {PAID} + {PENDING}"
_SHOWN: Final[Mapping[Show, str]] = {
    "draft": "i.status = 'draft'",
    "unsent": "i.status = 'open' AND i.sent_at IS NULL",
    "open": "i.status = 'open'",
    "due": "i.status = 'open' AND i.due_on >= {0}",
    # What is open is not paid (decision 0002): only money on its way can cover the rest of it.
    "overdue": f"i.status = 'open' AND i.due_on < {{0}} AND NOT ({_COVERED})",
    "pending": f"i.status = 'open' AND {_AWAITED}",
    # Money that a bank may take back is not quietly paid (D-55).
    "paid": f"i.status = 'paid' AND NOT {DISPUTED_INVOICES}",
    "disputed": f"i.status IN ('open', 'paid') AND {DISPUTED_INVOICES}",
    "taken_back": f"i.status = 'open' AND {TAKEN_BACK_INVOICES}",
    "questioned": f"i.status IN ('open', 'paid') AND {QUESTIONED_INVOICES}",
    "promised": f"i.status = 'open' AND {PROMISED_INVOICES}",
    "void": "i.status = 'void'",
    "canceled": "i.status = 'canceled'",
}
_NAMED: Final = """(lower(i.number) LIKE {0} ESCAPE '\\' OR lower(i.title) LIKE {0} ESCAPE '\\'
  OR i.job_id IN (SELECT j.id FROM job j
    JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
    WHERE j.organization_id = $1 AND (lower(j.title) LIKE {0} ESCAPE '\\'
      OR lower(j.number) LIKE {0} ESCAPE '\\' OR lower(c.name) LIKE {0} ESCAPE '\\')))"""


def _wanted(seen: Where, wanted: Wanted) -> Where:
    """The conditions for what was asked for, within what may be seen."""
    for sql, *values in _conditions(wanted):
        seen = seen.also(sql, *values)
    return seen


def _conditions(wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    if wanted.show is not None:
        on_day = wanted.show in {"due", "overdue"}
        yield (_SHOWN[wanted.show], wanted.today.isoformat()) if on_day else (_SHOWN[wanted.show],)
    if wanted.status is not None:
        yield "i.status = {0}", wanted.status.value
    if wanted.job_id is not None:
        yield "i.job_id = {0}", wanted.job_id
    if wanted.customer_id is not None:
        yield (
            "i.job_id IN (SELECT j.id FROM job j WHERE j.organization_id = $1 AND j.customer_id = {0})",
            wanted.customer_id,
        )
    if wanted.due_before is not None:
        yield "i.status = 'open' AND i.due_on < {0}", wanted.due_before.isoformat()
    if wanted.issued_from is not None:
        yield "i.issued_on >= {0}", wanted.issued_from.isoformat()
    if wanted.issued_to is not None:
        yield "i.issued_on <= {0}", wanted.issued_to.isoformat()
    if wanted.q:
        yield _NAMED, containing(wanted.q)


BY_STATUS = """
SELECT i.status, count(*), CAST(sum(i.total_minor) AS BIGINT) FROM invoice i WHERE {where} GROUP BY i.status
"""
# MATERIALIZED: else the balances of an invoice would be looked up again for each of the sums.
_OPEN_SUMS = """
WITH open AS MATERIALIZED (
  SELECT i.total_minor AS total, {owed} - {paid} AS due,
    CASE WHEN {awaited} THEN {pending} ELSE 0 END AS pending, i.sent_at IS NULL AS unsent, i.due_on AS due_on
  FROM invoice i WHERE {where} AND i.status = 'open')
SELECT {sums} FROM open
"""
_CONCERNED_SUMS = """
SELECT '{name}', count(*), CAST(coalesce(sum(i.total_minor), 0) AS BIGINT),
  CAST(coalesce(sum({owed} - {paid}), 0) AS BIGINT), CAST(coalesce(sum({pending}), 0) AS BIGINT),
  count(*) FILTER (WHERE i.status = 'paid'),
  CAST(coalesce(sum(i.total_minor) FILTER (WHERE i.status = 'paid'), 0) AS BIGINT)
FROM invoice i WHERE {where} AND {shown}
"""
_CONCERNED: Final[tuple[Show, ...]] = ("disputed", "taken_back", "questioned", "promised")
_OPEN_LISTS: Final[Mapping[str, str]] = {
    "unsent": "unsent",
    "open": "TRUE",
    "due": "due_on >= {0}",
    "overdue": "due_on < {0} AND due > pending",
    "pending": "pending > 0",
}


async def invoice_summary(reader: Reader, context: Context, scope: Scope, wanted: Wanted) -> InvoiceSummary:
    """Count and sums of every list, within the other filters."""
    where = _wanted(scoped(reader, scope, "i", jobs="i.job_id"), wanted)
    found = {
        status: Sums(count, total, 0, 0)
        for status, count, total in await reader.rows(BY_STATUS.format(where=where.sql), *where.args)
    }
    of_open = await _sums_of_open(reader, where, wanted.today)
    none = Sums(0, 0, 0, 0)
    closed = {name: found.get(name, none) for name in ("draft", "paid", "void", "canceled")}
    concerned = await _sums_of_concerned(reader, where)
    everything = Sums(
        sum(sums.count for sums in found.values()),
        closed["paid"].total_minor + of_open["open"].total_minor,
        of_open["open"].due_minor,
        of_open["open"].pending_minor,
    )
    paid, (disputed, of_paid) = closed["paid"], concerned["disputed"]
    closed["paid"] = Sums(paid.count - of_paid.count, paid.total_minor - of_paid.total_minor, 0, 0)
    return InvoiceSummary(
        currency=context.currency, all=everything, disputed=disputed, taken_back=concerned["taken_back"][0],
        questioned=concerned["questioned"][0], promised=concerned["promised"][0], **closed, **of_open,
    )  # fmt: skip


async def _sums_of_concerned(reader: Reader, where: Where) -> dict[str, tuple[Sums, Sums]]:
    """For each list of a concern: the sums of all its invoices, and of those whose status is paid."""
    balances = {"owed": OWED, "paid": PAID, "pending": PENDING, "where": where.sql}
    lists = [_CONCERNED_SUMS.format(**balances, name=name, shown=_SHOWN[name]) for name in _CONCERNED]
    rows = await reader.rows(" UNION ALL ".join(lists), *where.args)
    return {
        name: (Sums(*sums), Sums(paid_count, paid_total, 0, 0))
        for name, *sums, paid_count, paid_total in rows
    }


async def _sums_of_open(reader: Reader, where: Where, today: date) -> dict[str, Sums]:
    day = f"${len(where.args) + 1}"
    sums = (f"CAST(coalesce(sum({of}) {{0}}, 0) AS BIGINT)" for of in ("total", "due", "pending"))
    columns = ",".join(("count(*) {0}", *sums))
    parts = [columns.format(f"FILTER (WHERE {fits.format(day)})") for fits in _OPEN_LISTS.values()]
    balances = {"owed": OWED, "paid": PAID, "awaited": _AWAITED, "pending": PENDING}
    sql = _OPEN_SUMS.format(**balances, where=where.sql, sums=",".join(parts))
    (row,) = await reader.rows(sql, *where.args, today.isoformat())
    return {name: Sums(*row[place * 4 : place * 4 + 4]) for place, name in enumerate(_OPEN_LISTS)}
