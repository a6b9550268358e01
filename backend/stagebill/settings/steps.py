"""Parts of a unit that find how a series' documents are numbered, and where they are counted."""

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.settings.number_series import (
    DEPOSITS,
    INVOICES,
    NumberSeries,
    counter_name,
    first_of_year,
    first_series,
    series_id,
)


async def form_of(tx: Tx, context: Context, series: str) -> NumberSeries:
    """How a series prints its numbers, locked: everyone who counts in it waits here, whatever the year."""
    own_id = series_id(context.organization_id, series)
    if series == INVOICES or await tx.find(NumberSeries, own_id) is not None:
        return await tx.lock(NumberSeries, own_id)
    if series == DEPOSITS:
        return await tx.lock(NumberSeries, series_id(context.organization_id, INVOICES))
    return first_series(context.organization_id, series)


async def counter_of(tx: Tx, context: Context, form: NumberSeries) -> NumberSeries:
    """Where this year's documents are counted; in a new year the count starts at 1."""
    if not form.yearly:
        return form
    name = counter_name(form, context.today)
    found = await tx.find(NumberSeries, series_id(context.organization_id, name))
    return found or first_of_year(form, context.today)
