"""Invoices: what they print adds up, their copies of a status are true, their numbers have no gap."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import msgspec

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot

_PRINTED = (
    "id", "job_id", "customer_id", "series", "number", "number_seq", "title", "percent_ppm", "total_minor",
    "base_minor", "tax_minor", "taxes", "due_terms", "due_on", "issued_on",
)  # fmt: skip
_PRINTED_IF_SAID = ("held_minor", "released_minor", "retained", "lines_digest", "kind", "replaces_id")
_ISSUED = """
SELECT CAST(organization_id AS TEXT), digest, CAST(id AS TEXT), CAST(job_id AS TEXT),
       CAST(customer_id AS TEXT), series, number, number_seq, title, percent_ppm, total_minor, base_minor,
       tax_minor, CAST(taxes AS TEXT), CAST(due_terms AS TEXT), CAST(due_on AS TEXT), CAST(issued_on AS TEXT),
       held_minor, released_minor, CAST(retained AS TEXT), lines_digest, kind, CAST(replaces_id AS TEXT)
  FROM invoice WHERE issued_at IS NOT NULL
"""
_TAXES = """
SELECT CAST(j.organization_id AS TEXT), CAST(j.id AS TEXT), CAST(i.id AS TEXT), CAST(j.taxes AS TEXT),
       j.total_minor, CAST(i.taxes AS TEXT), i.total_minor, i.base_minor, i.tax_minor,
       i.released_minor, CASE WHEN i.voided_at IS NOT NULL OR i.canceled_at IS NOT NULL THEN 1
         WHEN i.lines_digest IS NOT NULL THEN 2 ELSE 0 END, j.revision
  FROM invoice i JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
 WHERE i.issued_at IS NOT NULL
UNION ALL
SELECT CAST(j.organization_id AS TEXT), CAST(j.id AS TEXT), CAST(c.id AS TEXT), CAST(j.taxes AS TEXT),
       j.total_minor, CAST(c.taxes AS TEXT), c.total_minor, c.base_minor, c.tax_minor, 0,
       CASE WHEN i.voided_at IS NULL AND i.canceled_at IS NULL THEN -1 ELSE 1 END, j.revision
  FROM credit_note c JOIN job j ON j.organization_id = c.organization_id AND j.id = c.job_id
  JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
 ORDER BY 1, 2
"""
# Largest remainder may move a part by one unit as the total grows, and a void may leave one behind.
_UNITS_OFF_MAX = 2

Parts = dict[tuple[str, str], int]


async def _changed_documents(snapshot: Snapshot) -> AsyncIterator[Violation]:
    async for rows in snapshot.chunks(_ISSUED):
        for organization_id, digest, *printed in rows:
            said: dict[str, Any] = dict(zip(_PRINTED, printed[: len(_PRINTED)], strict=True))
            held, released, retained, lines, kind, replaces_id = printed[len(_PRINTED) :]
            own_kind = None if kind == "progress" else kind
            maybe = (held, released, msgspec.json.decode(retained), lines, own_kind, replaces_id)
            said |= {name: value for name, value in zip(_PRINTED_IF_SAID, maybe, strict=True) if value}
            said["taxes"] = msgspec.json.decode(said["taxes"])
            said["due_terms"] = msgspec.json.decode(said["due_terms"])
            if said["due_terms"]["kind"] == "receipt":
                said["due_on"] = None
            if sha256(msgspec.json.encode(said, order="sorted")).hexdigest() != digest:
                yield Violation(organization_id, said["id"])


async def _wrong_taxes(snapshot: Snapshot) -> AsyncIterator[Violation]:
    """Each invoice adds up; of each rate, a job's invoices bill their share, and at the end all of it.

    A job that is billed by line bills of each rate what its lines have, with the share of its tax.
    """
    job: _Job | None = None
    async for rows in snapshot.chunks(_TAXES):
        for organization_id, job_id, row_id, whole, job_total, own, total, base, tax, back, kind, rev in rows:
            parts = _parts(own)
            if sum(parts.values()) != total - back or base + tax != total or _sum(parts, "tax_minor") != tax:
                yield Violation(organization_id, row_id)
            if job is None or (job.organization_id, job.id) != (organization_id, job_id):
                if job is not None and job.is_wrong():
                    yield Violation(job.organization_id, job.id)
                job = _Job(organization_id, job_id, _parts(whole), job_total, is_changed=rev > 0)
            job.add(parts, total - back, kind)
    if job is not None and job.is_wrong():
        yield Violation(job.organization_id, job.id)


class _Job:
    """What the live invoices of one job have billed of each rate, summed while its rows pass by."""

    def __init__(
        self, organization_id: str, job_id: str, whole: Parts, total_minor: int, *, is_changed: bool
    ) -> None:
        self.organization_id, self.id = organization_id, job_id
        self._whole, self._total_minor = whole, total_minor
        # What was billed before other lines, or was credited, is no share of the job as it is now.
        self._is_changed = is_changed
        self._billed: Parts = {}
        self._invoiced_minor = self._voids = 0
        self._by_line = False

    def add(self, parts: Parts, total_minor: int, kind: int) -> None:
        """`kind` is 0 for a live invoice, 2 for one by line, -1 for a credit, 1 for what counts no more."""
        if kind == 1:
            self._voids += 1
            return
        sign = -1 if kind == -1 else 1
        self._by_line |= kind == 2
        self._is_changed |= kind == -1
        self._invoiced_minor += sign * total_minor
        for part, amount in parts.items():
            self._billed[part] = self._billed.get(part, 0) + sign * amount

    def is_wrong(self) -> bool:
        lowest = (
            -self._total_minor if self._by_line else 0
        )  # a deduction may be billed before its rate's work
        if any(not lowest <= amount <= self._whole.get(part, 0) for part, amount in self._billed.items()):
            return True
        if self._invoiced_minor == self._total_minor:
            return any(self._billed.get(part, 0) != amount for part, amount in self._whole.items())
        if self._is_changed:
            return False
        units_off_max = _UNITS_OFF_MAX + self._voids
        if self._by_line:
            return any(
                self._is_wrong_of(rate, units_off_max) for rate, part in self._whole if part == "tax_minor"
            )
        allowed = units_off_max * self._total_minor
        return any(
            abs(self._billed.get(part, 0) * self._total_minor - amount * self._invoiced_minor) > allowed
            for part, amount in self._whole.items()
        )

    def _is_wrong_of(self, rate: str, units_off_max: int) -> bool:
        base, tax = (self._billed.get((rate, part), 0) for part in ("base_minor", "tax_minor"))
        whole_base, whole_tax = (self._whole[rate, part] for part in ("base_minor", "tax_minor"))
        return abs(tax * whole_base - whole_tax * base) > units_off_max * abs(whole_base)


def _parts(taxes: str) -> Parts:
    """Base and tax of each rate, by name."""
    return {
        (str(line["rate_bps"]), part): line[part]
        for line in msgspec.json.decode(taxes)
        for part in ("base_minor", "tax_minor")
    }


def _sum(parts: Parts, name: str) -> int:
    return sum(amount for (_, part), amount in parts.items() if part == name)


INVARIANTS = (
    Invariant(
        id="M3",
        claim="Base and tax of an invoice are its total, and a job's invoices share its taxes rightly.",
        scan=_wrong_taxes,
    ),
    Invariant(
        id="M12",
        claim="The status stored with an invoice is the one that the ledger gives.",
        sql="""
SELECT i.organization_id, i.id FROM invoice i
  LEFT JOIN (SELECT organization_id, invoice_id, SUM(amount_minor) AS net FROM allocation
              GROUP BY organization_id, invoice_id) a
    ON a.organization_id = i.organization_id AND a.invoice_id = i.id
 WHERE i.status <> CASE WHEN i.voided_at IS NOT NULL THEN 'void'
                        WHEN i.canceled_at IS NOT NULL THEN 'canceled'
                        WHEN i.issued_at IS NULL THEN 'draft'
                        WHEN COALESCE(a.net, 0) >= i.total_minor - i.held_minor
                             + i.unheld_minor - i.credited_minor THEN 'paid'
                        ELSE 'open' END
""",
    ),
    Invariant(
        id="M13",
        claim="Invoice numbers of a series, in order of issue, have no repeat and no gap but skipped ones.",
        sql="""
SELECT i.organization_id, i.series FROM invoice i
  LEFT JOIN number_series s ON s.organization_id = i.organization_id AND s.series = i.series
  LEFT JOIN (SELECT organization_id, series, SUM(to_number - from_number + 1) AS skipped FROM number_skip
              GROUP BY organization_id, series) k
    ON k.organization_id = i.organization_id AND k.series = i.series
 WHERE i.issued_at IS NOT NULL
 GROUP BY i.organization_id, i.series, s.next_number, k.skipped
HAVING MIN(i.number_seq) < 1 OR MAX(i.number_seq) >= s.next_number
    OR COUNT(DISTINCT i.number_seq) <> COUNT(*)
    OR s.next_number IS NULL OR s.next_number <> COUNT(*) + COALESCE(k.skipped, 0) + 1
UNION ALL
SELECT k.organization_id, k.series FROM number_skip k
  JOIN invoice i ON i.organization_id = k.organization_id AND i.series = k.series
   AND i.number_seq BETWEEN k.from_number AND k.to_number
UNION ALL
SELECT k.organization_id, k.series FROM number_skip k
  JOIN number_skip o ON o.organization_id = k.organization_id AND o.series = k.series AND o.id <> k.id
   AND o.from_number BETWEEN k.from_number AND k.to_number
UNION ALL
SELECT organization_id, number FROM invoice WHERE number IS NOT NULL
 GROUP BY organization_id, number HAVING COUNT(*) > 1
UNION ALL
SELECT i.organization_id, i.number FROM invoice i
  JOIN invoice b ON b.organization_id = i.organization_id AND b.series = i.series
   AND b.number_seq = i.number_seq - 1
 WHERE b.issued_at > i.issued_at
UNION ALL
SELECT organization_id, CAST(id AS TEXT) FROM invoice WHERE (issued_at IS NULL) <> (number IS NULL)
""",
    ),
    Invariant(
        id="M14",
        claim="An issued invoice still says what it said: its digest is the one taken at issue.",
        scan=_changed_documents,
    ),
)
