"""Parts of a unit that number a document, for whichever slice issues one."""

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.settings.number_series import (
    INVOICES,
    NumberSeries,
    NumberTaken,
    TakenNumber,
    check_ahead,
    label,
    taken,
)
from stagebill.settings.steps import counter_of, form_of

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
    """The next number of a series, locked until commit; deposits without a series of their own use that of
    invoices.
    """
    return (await take_numbers(tx, context, series, 1))[0]


async def take_numbers(tx: Tx, context: Context, series: str, count: int) -> tuple[TakenNumber, ...]:
    """The next numbers of a series, one after the other; save the records of the last."""
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


async def check_ahead_free(tx: Tx, context: Context, form: NumberSeries, next_number: int) -> None:
    """Raises NumbersAhead if a changed format would lead to used numbers, now or later this year."""
    begin = label(form, next_number, context.today)[: -form.digits]
    rows = await tx.rows(_BEGINNING, tx.organization_id, begin)
    check_ahead(form, next_number, (number for (number,) in rows), context.today)


async def check_free(tx: Tx, number: str) -> None:
    """Raises NumberTaken: a changed prefix can lead to a number that another series has used."""
    if await tx.rows(_PRINTED, tx.organization_id, number):
        raise NumberTaken(number=number)
