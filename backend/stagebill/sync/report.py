"""What a device says of itself with every call becomes a mutation, but only when it says something new."""

from datetime import datetime
from typing import Annotated

import msgspec

from stagebill.kernel.context import Context
from stagebill.kernel.ids import Id, new_id
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.services import Services

REPORT = "identity.report_device"
DEVICES_KNOWN_MAX = 10_000


class Report(msgspec.Struct, kw_only=True):
    """How much money a device has not sent yet, and since when."""

    device_id: Id | None = None
    unsent_count: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    unsent_minor: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] = 0
    oldest_unsent_at: datetime | None = None


async def note(services: Services, context: Context, report: Report) -> None:
    """Tell the office; words that the device said before in this process cost no write."""
    if report.device_id is None or REPORT not in services.registry.commands:
        return
    body = msgspec.to_builtins(report)
    said = services.hub.said
    if said.get(report.device_id) == body:
        return
    await apply(services, Mutation(id=new_id(), type=REPORT, body=body), context)
    if len(said) >= DEVICES_KNOWN_MAX:
        said.clear()
    said[report.device_id] = body
