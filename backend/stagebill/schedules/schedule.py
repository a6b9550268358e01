"""The payment schedule of a job: that there is a plan, and who agreed when it was changed."""

from datetime import datetime

from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record


class Schedule(Record, frozen=True, kw_only=True):
    """One per job, under the job's own id."""

    organization_id: Id
    id: Id
    consent: str
    planned_at: datetime
    planned_by: Id | None
