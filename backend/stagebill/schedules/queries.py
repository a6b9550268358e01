"""What the live invoices of stages bill, and the company's templates as the office sees them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.schedules.template import TemplateStage
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import scoped


class ScheduleTemplateView(msgspec.Struct, frozen=True):
    """A plan that the company uses again; a dropped one is offered no more."""

    id: Id
    name: str
    stages: list[TemplateStage]
    created_at: datetime
    dropped_at: datetime | None


_BILLED = """
SELECT stage_id, total_minor - credited_minor FROM invoice
WHERE organization_id = $1 AND job_id = $2 AND stage_id IS NOT NULL AND status IN ('open', 'paid')
"""
_TEMPLATES = """
SELECT t.id, t.name, t.stages, t.created_at, t.dropped_at FROM schedule_template t WHERE {where}
ORDER BY t.created_at, t.id
"""


async def billed_stages(tx: Tx, job_id: Id) -> dict[Id, Minor]:
    """The amounts of the live invoices of this job's stages, read under the job's lock."""
    return dict(await tx.rows(_BILLED, tx.organization_id, job_id))


async def template_views(
    reader: Reader, scope: Scope, ids: Sequence[Id] | None
) -> list[ScheduleTemplateView]:
    """The company's own templates, in the order in which they were kept."""
    where = scoped(reader, scope, "t", ids=ids)
    rows = await reader.rows(_TEMPLATES.format(where=where.sql), *where.args)
    return [
        ScheduleTemplateView(row[0], row[1], wire.raw(row[2]), row[3], row[4])  # type: ignore[arg-type]
        for row in rows
    ]


async def answer_template(reader: Reader, context: Context, template_id: Id) -> ScheduleTemplateView:
    """The template after a mutation."""
    scope = Scope(context.organization_id, context.member_id or template_id, False)
    found = await template_views(reader, scope, [template_id])
    if not found:
        raise Missing.of(ScheduleTemplateView, id=template_id)
    return found[0]


ENTITIES = (
    Entity(
        name="schedule_template",
        table="schedule_templates",
        view=ScheduleTemplateView,
        load=template_views,
        office_only=True,
    ),
)
