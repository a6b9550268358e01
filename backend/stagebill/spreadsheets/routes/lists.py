"""Spreadsheets over HTTP: a file shown before it is taken in, taken in row by row, and lists going out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from litestar import Request, Response, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import exponent
from stagebill.spreadsheets.column import ImportKind, chosen, guessed
from stagebill.spreadsheets.customer_rows import customers_of
from stagebill.spreadsheets.entry import Entry, Wrong, wrong
from stagebill.spreadsheets.job_rows import Known, jobs_of
from stagebill.spreadsheets.preview import Preview, Progress, preview
from stagebill.spreadsheets.queries.known import living_customers, settled, what_is_known
from stagebill.spreadsheets.table import BYTES_MAX, Table, table_of
from stagebill.spreadsheets.twin import twins
from stagebill.spreadsheets.writing import head, line
from stagebill.sync.apply import apply
from stagebill.sync.mutation import IdReused, Mutation, RecordIdTaken
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services

AT_ONCE = 16
"""So many rows are under way together: they share the disk's waits, and leave room for everybody else."""

MUTATIONS: dict[ImportKind, str] = {"customers": "customers.create_customer", "jobs": "jobs.create_job"}

AnyRequest = Request[Any, Any, Any]
Columns = Annotated[str | None, QueryParameter(max_length=4000)]


class _Read:
    """A file as it was understood: what it would become, and what is wrong with the rest."""

    def __init__(
        self,
        table: Table,
        columns: tuple[str, ...],
        entries: list[Entry],
        faults: list[Wrong],
        there: frozenset[Id] = frozenset(),
    ) -> None:
        self.table = table
        self.columns = columns
        self.entries = entries
        self.faults = faults
        self.there = there


@post(
    "/api/imports/{kind:str}/preview",
    operation_id="spreadsheets.preview_import",
    summary="Look at a CSV file before it is imported",
    tags=["spreadsheets"],
    status_code=200,
    request_max_body_size=BYTES_MAX,
)
async def preview_import(request: AnyRequest, kind: FromPath[ImportKind], columns: Columns = None) -> Preview:
    """The body is the file. `columns` names what each column means, by commas; without it the headings are
    asked. Nothing is written.
    """
    context = office_of(request)
    read = await _read(request, context, kind, columns)
    known = await settled(_reader(request), context.organization_id, _ids(read.entries))
    known |= {entry.mutation_id for entry in read.entries if entry.record_id in read.there}
    there = await living_customers(_reader(request), context.organization_id) if kind == "customers" else ()
    alike = twins(read.entries, known, there)
    return preview(kind, read.table, read.columns, read.entries, read.faults, known, alike)


@post(
    "/api/imports/{kind:str}/wrong-rows",
    operation_id="spreadsheets.wrong_rows",
    summary="The rows of a CSV file that cannot be imported",
    tags=["spreadsheets"],
    status_code=200,
    request_max_body_size=BYTES_MAX,
)
async def wrong_rows(
    request: AnyRequest, kind: FromPath[ImportKind], columns: Columns = None
) -> Response[bytes]:
    """As CSV under the headings of the file, to be mended and sent again."""
    read = await _read(request, office_of(request), kind, columns)
    rows = {fault.row for fault in read.faults}
    text = head(read.table.headings) + "".join(
        line(row.cells) for row in read.table.rows if row.number in rows
    )
    headers = {"Content-Disposition": f'attachment; filename="{kind}-errors.csv"'}
    return Response(text.encode(), media_type="text/csv", headers=headers)


@post(
    "/api/imports/{kind:str}",
    operation_id="spreadsheets.import",
    summary="Import a CSV file of customers or jobs",
    tags=["spreadsheets"],
    status_code=200,
    request_max_body_size=BYTES_MAX,
)
async def import_file(request: AnyRequest, kind: FromPath[ImportKind], columns: Columns = None) -> Stream:
    """Answers one JSON line for each step, the last with `done`. Each row is a mutation whose id comes from
    the row: the same file again adds nothing, and an import that was cut off goes on where it was.
    """
    context = office_of(request)
    read = await _read(request, context, kind, columns)
    lines = _imported(request.app.state.services, context, kind, read)
    return Stream(lines, media_type="application/x-ndjson")


async def _read(request: AnyRequest, context: Context, kind: ImportKind, columns: str | None) -> _Read:
    """A big file takes its time to read: in a thread, so that nobody else waits for it."""
    content = await request.body()
    known = await what_is_known(_reader(request), context.organization_id)
    return await asyncio.to_thread(_understood, content, context, kind, columns, known)


def _understood(
    content: bytes, context: Context, kind: ImportKind, columns: str | None, known: Known
) -> _Read:
    table = table_of(content)
    if columns is None:
        meant = guessed(kind, table.headings)
        try:
            chosen(kind, meant, len(table.headings))
        except Refusal:
            return _Read(table, meant, [], [])  # somebody has to say what the columns are
    else:
        meant = chosen(kind, columns.split(","), len(table.headings))
    if kind == "customers":
        entries, faults = customers_of(table, meant, context.organization_id, known.ids)
    else:
        decimals = exponent(context.currency)
        entries, faults = jobs_of(table, meant, context.organization_id, decimals, known)
    return _Read(table, meant, entries, faults, known.ids | frozenset(known.jobs.values()))


async def _imported(
    services: Services, context: Context, kind: ImportKind, read: _Read
) -> AsyncIterator[bytes]:
    faults = list(read.faults)
    of, added, known = len(read.table.rows), 0, 0
    bad_rows = {fault.row for fault in faults}
    for start in range(0, len(read.entries), AT_ONCE):
        chunk = read.entries[start : start + AT_ONCE]
        for entry, became in zip(chunk, await _applied(services, context, kind, chunk), strict=True):
            if became == "added":
                added += 1
            elif became == "known":
                known += 1
            else:
                faults.append(wrong(entry.rows[0], "", "", "refused", became))
                bad_rows.add(entry.rows[0])
        yield wire.encode(Progress(of=of, added=added, known=known, wrong=len(bad_rows))) + b"\n"
    end = Progress(of=of, added=added, known=known, wrong=len(bad_rows), done=True, faults=tuple(faults))
    yield wire.encode(end) + b"\n"


async def _applied(
    services: Services, context: Context, kind: ImportKind, entries: Sequence[Entry]
) -> list[str]:
    """What became of each: 'added', 'known', or the code of its refusal. The same thing twice in one file is
    made once.
    """
    once = {entry.mutation_id: entry for entry in entries}
    outcomes = await asyncio.gather(*(_one(services, context, kind, entry) for entry in once.values()))
    became = dict(zip(once, outcomes, strict=True))
    told: list[str] = []
    for entry in entries:
        told.append(became[entry.mutation_id])
        if became[entry.mutation_id] == "added":
            became[entry.mutation_id] = "known"
    return told


async def _one(services: Services, context: Context, kind: ImportKind, entry: Entry) -> str:
    mutation = Mutation(id=entry.mutation_id, type=MUTATIONS[kind], body=dict(entry.body))
    try:
        answered = await apply(services, mutation, context)
    except Refusal as busy:
        return busy.code
    outcome = answered.outcome
    if outcome.code in {IdReused.code, RecordIdTaken.code}:
        return "known"  # it was imported before, and may have been changed since, here or in the file
    if outcome.state == "rejected":
        return str(outcome.code)
    return "known" if answered.replayed else "added"


def _ids(entries: Sequence[Entry]) -> list[Id]:
    return list(dict.fromkeys(entry.mutation_id for entry in entries))


def _reader(request: AnyRequest) -> Any:
    return request.app.state.services.database.reader


ROUTES: tuple[BaseRouteHandler, ...] = (preview_import, wrong_rows, import_file)
