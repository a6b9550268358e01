"""What a device reports about itself with every call becomes a mutation, but only when it says
something new.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from stagebill.kernel.clock import instant_of
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, new_id
from stagebill.kernel.text import LINE_PATTERN
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.services import Services

REPORT = "identity.report_device"
SEEN_EVERY = timedelta(minutes=15)
"""How old "last seen" may grow while a device keeps calling and has nothing new to say."""

_KNOWN = """
SELECT member_id, revoked_at, unsent_count, unsent_minor, oldest_unsent_at, app_version, last_seen_at
FROM device WHERE organization_id = $1 AND id = $2
"""


class DeviceNotInService(Refusal):
    """Sync serves only a member's own device that has not been revoked."""

    kind = Kind.FORBIDDEN


class AnotherMember(Refusal):
    """What a device holds is sent by the member who did it: somebody else has signed in beside them."""

    kind = Kind.FORBIDDEN


class Report(msgspec.Struct, kw_only=True):
    """How much money a device has not sent yet, and since when; `member_id` is whose device it is."""

    member_id: Id | None = None
    device_id: Id | None = None
    unsent_count: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    unsent_minor: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] = 0
    oldest_unsent_at: datetime | None = None
    app_version: Annotated[str, msgspec.Meta(pattern=LINE_PATTERN, max_length=40)] = ""


async def note(services: Services, context: Context, report: Report) -> None:
    """Tell the office what is new. Raises DeviceNotInService; a device that is not registered yet is let
    through.
    """
    if report.member_id not in {None, context.member_id}:
        raise AnotherMember(member_id=report.member_id)
    if report.device_id is None:
        return
    rows = await services.database.reader.rows(_KNOWN, context.organization_id, report.device_id)
    if not rows:
        return
    member_id, revoked_at, count, minor, oldest, version, seen_at = rows[0]
    if member_id != context.member_id or revoked_at is not None:
        raise DeviceNotInService(device_id=report.device_id)
    known = (count, minor, None if oldest is None else instant_of(oldest), version)
    said = (report.unsent_count, report.unsent_minor, report.oldest_unsent_at, report.app_version or version)
    is_new = known != said
    if is_new or services.clock.now() - instant_of(seen_at) > SEEN_EVERY:
        body = msgspec.to_builtins(report)
        del body["member_id"]
        with suppress(Refusal):  # said again with the next call: no money waits for what is said beside it
            await apply(services, Mutation(id=new_id(), type=REPORT, body=body), context)
