"""Parts of a unit that give a document its number, for whichever slice issues one."""

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.settings.number_series import (
    DEPOSITS,
    INVOICES,
    NumberSeries,
    NumberTaken,
    TakenNumber,
    check_ahead,
    counter_name,
    first_of_year,
    first_series,
    label,
    series_id,
    taken,
)

_PRINTED = """
SELECT 1 FROM invoice WHERE organization_id = $1 AND number = $2
UNION ALL SELECT 1 FROM credit_note WHERE organization_id = $1 AND number = $2
"""
_BEGINNING = """
SELECT p.number FROM (SELECT number FROM invoice WHERE organization_id = $1
  UNION ALL SELECT number FROM credit_note WHERE organization_id = $1) p
WHERE substr(p.number, 1, length(CAST($2 AS TEXT))) = $2
"""


async def take_number(tx: Tx, context: Context, series: str = INVOICES) -> TakenNumber:
    """The next number of a series, held until commit; deposits without a series of their own are invoices."""
    return (await take_numbers(tx, context, series, 1))[0]


async def take_numbers(tx: Tx, context: Context, series: str, count: int) -> tuple[TakenNumber, ...]:
    """The next numbers of a series, one after the other: the records of the last are those to save."""
    form = await form_of(tx, context, series)
    counter = await counter_of(tx, context, form)
    numbers = []
    for _ in range(count):
        number = label(form, counter.next_number, context.today)
        await check_free(tx, number)
        following = taken(counter)
        numbers.append(
            TakenNumber(
                series=counter.series, number=number, number_seq=counter.next_number, records=(following,)
            )
        )
        counter = following
    return tuple(numbers)


async def form_of(tx: Tx, context: Context, series: str) -> NumberSeries:
    """How a series prints its numbers, locked: who counts in it waits here, whatever the year."""
    own_id = series_id(context.organization_id, series)
    if series == INVOICES or await tx.find(NumberSeries, own_id) is not None:
        return await tx.lock(NumberSeries, own_id)
    if series == DEPOSITS:
        return await tx.lock(NumberSeries, series_id(context.organization_id, INVOICES))
    return first_series(context.organization_id, series)


async def counter_of(tx: Tx, context: Context, form: NumberSeries) -> NumberSeries:
    """Where this year's documents are counted; in a new year the count begins with 1."""
    if not form.yearly:
        return form
    name = counter_name(form, context.today)
    found = await tx.find(NumberSeries, series_id(context.organization_id, name))
    return found or first_of_year(form, context.today)


async def check_ahead_free(tx: Tx, context: Context, form: NumberSeries, next_number: int) -> None:
    """Raises NumbersAhead where a changed form will lead to printed numbers, now or later this year."""
    begin = label(form, next_number, context.today)[: -form.digits]
    rows = await tx.rows(_BEGINNING, tx.organization_id, begin)
    check_ahead(form, next_number, (number for (number,) in rows), context.today)


async def check_free(tx: Tx, number: str) -> None:
    """Raises NumberTaken: a changed prefix can lead to a number that another series has printed."""
    if await tx.rows(_PRINTED, tx.organization_id, number):
        raise NumberTaken(number=number)
