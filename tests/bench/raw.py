"""The rows of one payment, as plain SQLite writes them: one durable commit each, the same tables."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pysqlite3

from stagebill.kernel.ids import new_id

PAYMENTS = 300
AT = "2026-03-02T15:00:00.000000Z"
_MUTATION = """
INSERT INTO mutation (organization_id, id, type, v, role, fingerprint, state, outcome, rev, received_at)
VALUES (?, ?, 'payments.record_payment', 1, 'owner', 'x', 'applied', '{}', ?, ?)
"""
_PAYMENT = """
INSERT INTO payment (organization_id, id, matched_job_id, method, amount_minor, currency, taken_at,
  taken_at_adjusted, received_at, clock_flag, reference, note, receipt, source, suspect_duplicate,
  mutation_id)
VALUES (?, ?, ?, 'cash', 1, 'USD', ?, ?, ?, 0, '', '', '', 'api', 0, ?)
"""
_ALLOCATION = """
INSERT INTO allocation (organization_id, id, payment_id, invoice_id, amount_minor, created_at, mutation_id)
VALUES (?, ?, ?, ?, 1, ?, ?)
"""
_HEAD = """
UPDATE feed_head SET rev = rev + 2, audit_n = audit_n + 1 WHERE organization_id = ? RETURNING rev, audit_n
"""
_CHANGE = """
INSERT INTO change (organization_id, rev, entity, record_id, op, audience, mutation_id, at)
VALUES (?, ?, ?, ?, 'put', 'office', ?, ?)
"""
_AUDIT = """
INSERT INTO audit (organization_id, n, rev, mutation_id, actor, action, at, payload_digest, prev, hash)
VALUES (?, ?, ?, ?, 'owner:-', 'payments.record_payment', ?, 'x', 'y', 'z')
"""


@contextmanager
def raw_payments(data: Path) -> Iterator[Callable[[], float]]:
    """On a copy of the database: measures payments a second, eight statements each, in their own
    transaction.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "stagebill.db"
        with sqlite3.connect(data / "stagebill.db") as live, sqlite3.connect(copy) as target:
            live.backup(target)
        connection: Any = pysqlite3.connect(str(copy), isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        yield partial(_rate, connection)
        connection.close()


def _rate(connection: Any) -> float:
    organization, invoice, job = connection.execute(
        "SELECT organization_id, id, job_id FROM invoice WHERE status = 'open' LIMIT 1"
    ).fetchone()
    begun = time.perf_counter()
    for _ in range(PAYMENTS):
        _one(connection, organization, invoice, job)
    return PAYMENTS / (time.perf_counter() - begun)


def _one(connection: Any, organization: str, invoice: str, job: str) -> None:
    mutation, payment = new_id(), new_id()
    connection.execute("BEGIN IMMEDIATE")
    rev, n = connection.execute(_HEAD, (organization,)).fetchone()
    connection.execute(_MUTATION, (organization, mutation, rev, AT))
    connection.execute(_PAYMENT, (organization, payment, job, AT, AT, AT, mutation))
    connection.execute(_ALLOCATION, (organization, new_id(), payment, invoice, AT, mutation))
    connection.execute(
        "UPDATE invoice SET status = status WHERE organization_id = ? AND id = ?", (organization, invoice)
    )
    connection.execute(_CHANGE, (organization, rev - 1, "payment", payment, mutation, AT))
    connection.execute(_CHANGE, (organization, rev, "invoice", invoice, mutation, AT))
    connection.execute(_AUDIT, (organization, n, rev, mutation, AT))
    connection.execute("COMMIT")
