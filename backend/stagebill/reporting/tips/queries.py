"""The facts of the report of tips."""

from typing import Final

import msgspec

from stagebill.kernel.clock import instant_of
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.period import Period, instants
from stagebill.reporting.tips.tip_report import TipMoved, Tips, tips
from stagebill.sync.scoped import Where, among

# What went back names no crew: it is taken from all of the payment's tips.
_ALL: Final = """
SELECT t.payment_id AS payment_id, t.created_at AS at, t.amount_minor AS amount, t.crew AS crew,
  t.job_id AS job_id
FROM tip t WHERE t.organization_id = $1
UNION ALL
SELECT b.payment_id, b.created_at, -b.tip_minor, NULL, NULL
FROM (SELECT organization_id, payment_id, created_at, tip_minor FROM refund UNION ALL
  SELECT organization_id, payment_id, created_at, tip_minor FROM reversal) b
WHERE b.organization_id = $1 AND b.tip_minor > 0
"""
_MOVED: Final = f"""
WITH moved AS MATERIALIZED ({_ALL})
SELECT m.payment_id, m.at, m.amount, m.crew, m.job_id FROM moved m
JOIN payment p ON p.organization_id = $1 AND p.id = m.payment_id AND p.currency = $2
WHERE m.payment_id IN (SELECT n.payment_id FROM moved n WHERE n.at >= $3 AND n.at < $4)
ORDER BY m.payment_id, m.at, m.amount DESC, m.job_id
"""
_NET: Final = f"""
WITH moved AS MATERIALIZED ({_ALL})
SELECT CAST(coalesce(sum(m.amount), 0) AS BIGINT) FROM moved m
JOIN payment p ON p.organization_id = $1 AND p.id = m.payment_id AND p.currency = $2
WHERE m.at >= $3 AND m.at < $4
"""
_NAMES: Final = "SELECT m.id, m.name FROM member m WHERE {where}"
_crew = msgspec.json.Decoder(tuple[Id, ...])


async def tips_by_day(reader: Reader, context: Context, asked: Period) -> Tips:
    """What came and went back in the period, on the day on which Stagebill learned of it."""
    span = (context.organization_id, context.currency, *instants(asked, context.zone))
    moved = [
        TipMoved(payment_id, instant_of(at), amount, _crew.decode(crew) if crew else (), job_id)
        for payment_id, at, amount, crew, job_id in await reader.rows(_MOVED, *span)
    ]
    crews = sorted({member_id for each in moved for member_id in each.crew})
    where = among(reader, Where("m.organization_id = $1", (context.organization_id,)), "m.id", crews)
    names = dict(await _pairs(reader, where)) if crews else {}
    return tips(asked, context.currency, context.zone, moved, names)


async def tips_of(reader: Reader, context: Context, asked: Period) -> Minor:
    """What of the period's tips is the crew's."""
    span = (context.organization_id, context.currency, *instants(asked, context.zone))
    return int((await reader.rows(_NET, *span))[0][0])


async def _pairs(reader: Reader, where: Where) -> list[tuple[Id, str]]:
    return [(row[0], row[1]) for row in await reader.rows(_NAMES.format(where=where.sql), *where.args)]
