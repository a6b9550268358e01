"""Of a payment for several jobs each job has its own part of the tip, which is its crew's."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_JOB: Final = "ALTER TABLE tip ADD COLUMN job_id {id?}"


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_JOB, dialect)]
