"""Files and visits: what an invoice shows is there, who comes works on the job; and, on demand, the bytes."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot, open_snapshot
from stagebill.kernel.config import Config

_SHOWN = """
SELECT CAST(organization_id AS TEXT), CAST(id AS TEXT), CAST(job_id AS TEXT), CAST(attachment_ids AS TEXT)
FROM invoice WHERE status <> 'void' AND CAST(attachment_ids AS TEXT) <> '[]'
"""
_FILES = "SELECT CAST(id AS TEXT), CAST(job_id AS TEXT) FROM attachment WHERE removed_at IS NULL"
_COMING = """
SELECT CAST(organization_id AS TEXT), CAST(id AS TEXT), CAST(job_id AS TEXT), CAST(technician_ids AS TEXT)
FROM visit WHERE state IN ('planned', 'on_the_way') AND CAST(technician_ids AS TEXT) <> '[]'
"""
_CREW = "SELECT CAST(job_id AS TEXT), CAST(member_id AS TEXT) FROM assignment WHERE active"
_BLOBS = """
SELECT CAST(b.organization_id AS TEXT), b.sha256, b.file_sha256, b.thumbnail_sha256,
  EXISTS (SELECT 1 FROM attachment a WHERE a.organization_id = b.organization_id AND a.sha256 = b.sha256)
FROM blob b
"""
_DOCUMENTS = """
SELECT CAST(organization_id AS TEXT), sha256 FROM document
UNION ALL SELECT CAST(organization_id AS TEXT), sha256 FROM kept_paper
"""
_READ_BYTES = 1024 * 1024


async def _files_of_others(snapshot: Snapshot) -> AsyncIterator[Violation]:
    known = {pair async for rows in snapshot.chunks(_FILES) for pair in rows}
    async for rows in snapshot.chunks(_SHOWN):
        for organization_id, invoice_id, job_id, ids in rows:
            if any((each, job_id) not in known for each in json.loads(ids)):
                yield Violation(organization_id, invoice_id)


async def _visitors_without_the_job(snapshot: Snapshot) -> AsyncIterator[Violation]:
    crew = {pair async for rows in snapshot.chunks(_CREW) for pair in rows}
    async for rows in snapshot.chunks(_COMING):
        for organization_id, visit_id, job_id, ids in rows:
            if any((job_id, each) not in crew for each in json.loads(ids)):
                yield Violation(organization_id, visit_id)


INVARIANTS = (
    Invariant(
        id="F1",
        claim="An invoice that is not void shows only files of its own job, and none that was taken off.",
        scan=_files_of_others,
    ),
    Invariant(
        id="F2",
        claim="A photo is an image, and a file hangs on no visit and shows no line of another job.",
        sql="""
SELECT f.organization_id, f.id FROM attachment f
  LEFT JOIN blob b ON b.organization_id = f.organization_id AND b.sha256 = f.sha256
 WHERE b.sha256 IS NULL OR (f.kind = 'photo' AND b.thumbnail_sha256 IS NULL)
UNION ALL
SELECT f.organization_id, f.id FROM attachment f
  JOIN visit v ON v.organization_id = f.organization_id AND v.id = f.visit_id
 WHERE v.job_id <> f.job_id
UNION ALL
SELECT f.organization_id, f.id FROM attachment f
  LEFT JOIN line_item l ON l.organization_id = f.organization_id AND l.id = f.line_item_id
 WHERE f.line_item_id IS NOT NULL AND (l.id IS NULL OR l.job_id <> f.job_id)
""",
    ),
    Invariant(
        id="F3",
        claim="Whoever still comes to a visit works on its job; a visit is done exactly when it says when.",
        scan=_visitors_without_the_job,
        sql="""
SELECT organization_id, id FROM visit
 WHERE (state = 'done') <> (done_at IS NOT NULL) OR starts_at >= ends_at OR starts_on > ends_on
""",
    ),
    Invariant(
        id="F4",
        claim="A document is of an issued invoice, once an edition; one with a stamp is of one that ended.",
        sql="""
SELECT d.organization_id, d.id FROM document d
  LEFT JOIN invoice i ON i.organization_id = d.organization_id AND i.id = d.invoice_id
 WHERE i.id IS NULL OR i.issued_at IS NULL OR (d.rendition <> 'issued' AND d.rendition <> i.status)
    OR length(d.sha256) <> 64 OR d.file_bytes <= 0
UNION ALL
SELECT organization_id, invoice_id FROM document
 GROUP BY organization_id, invoice_id, rendition, edition HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="F5",
        claim="What is kept of the moment of a fact is of a payment, a credit note or an approved change.",
        sql="""
SELECT t.organization_id, t.id FROM as_told t
  LEFT JOIN payment p ON t.kind = 'receipt' AND p.organization_id = t.organization_id
    AND p.id = t.subject_id
  LEFT JOIN credit_note c ON t.kind = 'credit_note' AND c.organization_id = t.organization_id
    AND c.id = t.subject_id
  LEFT JOIN change_order x ON t.kind = 'change_order' AND x.organization_id = t.organization_id
    AND x.id = t.subject_id AND x.approval IS NOT NULL
 WHERE p.id IS NULL AND c.id IS NULL AND x.id IS NULL
""",
    ),
)


class Bytes(NamedTuple):
    """What the folder of files came to: what is lost or damaged, and what nobody needs."""

    files: int
    broken: list[str]
    orphans: list[str]


async def check_bytes(config: Config) -> Bytes:
    """Each file that the database names, read whole; and each that it does not name."""
    folder = config.data / "blobs"
    wanted: dict[Path, bool] = {}
    async with open_snapshot(config) as snapshot:
        async for rows in snapshot.chunks(_BLOBS):
            for organization_id, _, *digests, is_attached in rows:
                for digest in filter(None, digests):
                    path = folder / organization_id / digest[:2] / digest
                    wanted[path] = wanted.get(path, False) or bool(is_attached)
        async for rows in snapshot.chunks(_DOCUMENTS):
            for organization_id, digest in rows:
                wanted[folder / organization_id / digest[:2] / digest] = True
    return await asyncio.to_thread(_compared, folder, wanted)


def _compared(folder: Path, wanted: dict[Path, bool]) -> Bytes:
    broken = [f"{path.relative_to(folder)} {wrong}" for path in sorted(wanted) if (wrong := _wrong(path))]
    unknown = [path for path in _files(folder) if path not in wanted]
    unattached = [path for path, is_attached in wanted.items() if not is_attached and path.is_file()]
    orphans = [str(path.relative_to(folder)) for path in sorted({*unknown, *unattached})]
    return Bytes(len(wanted), broken, orphans)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _wrong(path: Path) -> str:
    if not path.is_file():
        return "is missing"
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            hashed.update(piece)
    return "" if hashed.hexdigest() == path.name else "is damaged"
