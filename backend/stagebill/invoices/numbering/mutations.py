"""How documents are numbered from now on; checked here, where the used numbers are known."""

import msgspec
from msgspec import UNSET, UnsetType

from stagebill.invoices.numbering.steps import check_ahead_free
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.records import replace
from stagebill.settings.number_series import (
    Digits,
    NextNumber,
    NumberSeries,
    Prefix,
    SeriesName,
    check_form,
    first_series,
    series_id,
    skipped_to,
)
from stagebill.settings.queries import NumberSeriesView, answer_number_series
from stagebill.settings.steps import counter_of
from stagebill.sync.command import OWNER, Command
from stagebill.sync.effect import EVERYONE, Effect, Touched


class ChangeNumberSeries(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change how documents are numbered from now on. `next_number` continues the count of an older system.

    Issued documents keep their number. The next number only goes up, so none is given out twice.
    """

    series: SeriesName
    prefix: Prefix | UnsetType = UNSET
    digits: Digits | UnsetType = UNSET
    yearly: bool | UnsetType = UNSET
    next_number: NextNumber | UnsetType = UNSET


async def change_number_series(data: ChangeNumberSeries, context: Context, tx: Tx) -> Effect:
    """A deposit or credit note series starts with its first change."""
    own_id = series_id(context.organization_id, data.series)
    known = await tx.find(NumberSeries, own_id)
    before = (
        await tx.lock(NumberSeries, own_id) if known else first_series(context.organization_id, data.series)
    )
    asked = {name: getattr(data, name) for name in ("prefix", "digits", "yearly")}
    form = replace(before, **{name: value for name, value in asked.items() if value is not UNSET})
    check_form(form)
    counter = await counter_of(tx, context, form)
    moved = skipped_to(
        counter,
        counter.next_number if data.next_number is UNSET else data.next_number,
        created_at=context.now,
        created_by=context.member_id,
        mutation_id=context.mutation_id,
    )
    after = next((record for record in moved if isinstance(record, NumberSeries)), counter)
    await check_ahead_free(tx, context, form, after.next_number)
    kept = moved if after.id == form.id and moved else (form, *moved)
    return Effect(id=form.id, records=kept, touched=(Touched("settings", context.organization_id, EVERYONE),))


COMMANDS = (
    Command(
        name="settings.change_number_series",
        input=ChangeNumberSeries,
        handler=change_number_series,
        roles=OWNER,
        route="PATCH /api/number-series",
        answer=answer_number_series,
        view=NumberSeriesView,
    ),
)
