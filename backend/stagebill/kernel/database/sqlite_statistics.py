"""What SQLite's planner is told about our tables, instead of what it would guess.

Without statistics it takes `organization_id = ?` for ten rows, so it walks a whole company in the order of
some index rather than look up the few ids that a query names (measured: the view of one payment read every
payment). Statistics by ANALYZE would be true, and different in each database and on each day. These are made
up, and the same everywhere: a company owns half of a large table, and each further column of a key selects as
its name says.
"""

import sqlite3
from typing import Final

_ROWS: Final = 100_000
_ROWS_OF_ORGANIZATION: Final = 50_000
_SMALL: Final = {  # rows, and how many of them one organization has
    "organization": (1000, 1),
    "settings": (1000, 1),
    "feed_head": (1000, 1),
    "number_series": (2000, 2),
    "member": (10_000, 10),
    "device": (10_000, 10),
    "session": (10_000, 10),
    "sign_in_link": (10_000, 10),
}
_PARTIAL: Final = (1000, 500)
_ROWS_OF_STATE: Final = 10_000
_ROWS_OF_REFERENCE: Final = 5
_STATES: Final = frozenset({"status", "state", "kind", "gateway", "series"})
_INDEXES: Final = """
SELECT t.name, i.name, i.partial FROM sqlite_schema t JOIN pragma_index_list(t.name) i
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
"""
_COLUMNS: Final = "SELECT name FROM pragma_index_info(?) ORDER BY seqno"


def assume(connection: sqlite3.Connection) -> None:
    """Replace the statistics; connections opened from now on plan with them."""
    connection.execute("ANALYZE sqlite_schema")
    connection.execute("ANALYZE schema_revision")  # makes the table of statistics where there is none
    connection.execute("DELETE FROM sqlite_stat1")
    for table, index, partial in connection.execute(_INDEXES).fetchall():
        columns = [name for (name,) in connection.execute(_COLUMNS, (index,))]
        rows, owned = _PARTIAL if partial else _SMALL.get(table, (_ROWS, _ROWS_OF_ORGANIZATION))
        stat = " ".join(map(str, [rows, *_rows_of_prefixes(rows, owned, columns)]))
        connection.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", (table, index, stat))


def _rows_of_prefixes(rows: int, owned: int, columns: list[str | None]) -> list[int]:
    """How many rows share their first column, their first two, and so on."""
    found = []
    for column in columns:
        if column == "organization_id":
            rows = min(rows, owned)
        elif column in _STATES:
            rows = min(rows, _ROWS_OF_STATE)
        elif column is not None and column.endswith("_id"):
            rows = min(rows, _ROWS_OF_REFERENCE)
        else:
            rows = 1
        found.append(rows)
    return found
