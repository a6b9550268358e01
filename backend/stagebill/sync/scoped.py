"""The condition that every read of organization-owned records carries: whose they are and who may
see them.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.sync.command import Scope

ASSIGNED_JOBS = "SELECT job_id FROM assignment WHERE organization_id = $1 AND member_id = $2 AND active"


class Where(NamedTuple):
    """An SQL condition and its parameters; $1 is always the organization."""

    sql: str
    args: tuple[Any, ...]

    def also(self, sql: str, *args: Any) -> "Where":
        """Add a condition; `{0}`, `{1}` … stand for the placeholders of its parameters."""
        places = [f"${len(self.args) + place}" for place in range(1, len(args) + 1)]
        return Where(f"{self.sql} AND {sql.format(*places)}", (*self.args, *args))


def scoped(
    reader: Reader,
    scope: Scope,
    alias: str,
    *,
    ids: Sequence[Id] | None = None,
    jobs: str = "",
    own: str = "",
) -> Where:
    """Rows of `alias` that the scope may see; only those ids if given.

    `jobs` is the column with the job that a technician must be assigned to; without it only the office reads
    this table, and the caller must see to that. `own` is the column with the member whose row it is while it
    belongs to no job.
    """
    where = Where(f"{alias}.organization_id = $1", (scope.organization_id,))
    if scope.technician:
        assert jobs, "a technician reads only what hangs on a job"
        seen = f"{jobs} IN ({ASSIGNED_JOBS})"
        if own:
            seen = f"({seen} OR ({jobs} IS NULL AND {own} = $2))"
        where = Where(f"{where.sql} AND {seen}", (scope.organization_id, scope.member_id))
    return where if ids is None else among(reader, where, f"{alias}.id", ids)


def among(
    reader: Reader, where: Where, column: str, ids: Sequence[str], *, of: Literal["uuid", "text"] = "uuid"
) -> Where:
    """Only rows whose column, `of` that type, is one of the ids: passed as one parameter on either engine."""
    if len(ids) == 1:  # an answer, or the one row of a page that changed: half the cost of a list of one
        return where.also(f"{column} = {{0}}", ids[0])
    if reader.dialect == "postgres":
        return where.also(f"{column} = ANY({{0}}::{of}[])", list(ids))
    return where.also(f"{column} IN (SELECT value FROM json_each({{0}}))", msgspec.json.encode(ids).decode())


def containing(text: str) -> str:
    """A LIKE pattern (with ESCAPE '\\') for lower-case texts that contain this one; its own % and _ are
    literal.
    """
    quoted = text.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{quoted}%"
