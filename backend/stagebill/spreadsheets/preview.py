"""What an import shows before anything is written: how the file was read, and what its rows would become."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.spreadsheets.column import FIELDS, ImportKind
from stagebill.spreadsheets.entry import Entry, Wrong
from stagebill.spreadsheets.table import Table
from stagebill.spreadsheets.twin import TWINS_SHOWN, Twin

ROWS_SHOWN: Final = 10
FAULTS_SHOWN: Final = 200


class Preview(Struct, frozen=True, kw_only=True):
    """`columns` are the fields that the columns mean, '' for none; `faults` are shown up to a limit; so are
    `twins`, new customers who seem to be there already. They are imported all the same.
    """

    encoding: str
    separator: str
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    row_count: int
    new_count: int
    known_count: int
    wrong_row_count: int
    faults: tuple[Wrong, ...]
    twin_count: int
    twins: tuple[Twin, ...]


class Progress(Struct, frozen=True, kw_only=True):
    """How far an import has come; `done` on its last line, with the rows that were not imported."""

    of: int
    added: int
    known: int
    wrong: int
    done: bool = False
    faults: tuple[Wrong, ...] = ()


def preview(
    kind: ImportKind,
    table: Table,
    columns: tuple[str, ...],
    entries: Sequence[Entry],
    faults: Sequence[Wrong],
    known: frozenset[Id],
    alike: Sequence[Twin] = (),
) -> Preview:
    ids = dict.fromkeys(entry.mutation_id for entry in entries)
    already = sum(mutation_id in known for mutation_id in ids)
    return Preview(
        encoding=table.encoding,
        separator=table.separator,
        headings=table.headings,
        columns=columns,
        fields=FIELDS[kind],
        sample=tuple(row.cells for row in table.rows[:ROWS_SHOWN]),
        row_count=len(table.rows),
        new_count=len(ids) - already,
        known_count=already + len(entries) - len(ids),
        wrong_row_count=len({fault.row for fault in faults}),
        faults=tuple(faults[:FAULTS_SHOWN]),
        twin_count=len(alike),
        twins=tuple(alike[:TWINS_SHOWN]),
    )
