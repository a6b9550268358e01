"""A device is one installed app of one member; it has a short code that people can say: T07."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace
from stagebill.kernel.text import LINE_PATTERN, Line, Name

Platform = Literal["android", "ios", "desktop", "other"]
Version = Annotated[str, Meta(pattern=LINE_PATTERN, max_length=40)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class DeviceRevoked(Refusal):
    """A revoked device can no longer send or receive anything."""

    kind = Kind.FORBIDDEN


class DeviceOfAnotherMember(Refusal):
    """A device belongs to the member who registered it."""

    kind = Kind.FORBIDDEN


class Device(Record, frozen=True, kw_only=True):
    """An installed app: whose it is, and what it last reported about unsent facts. `label` is what it calls
    itself, `name` what the office calls it.
    """

    organization_id: Id
    id: Id
    member_id: Id
    label: Name
    platform: Platform
    short_code: str
    last_seq: Count
    unsent_count: Count
    unsent_minor: Minor
    oldest_unsent_at: datetime | None
    last_seen_at: datetime
    gap_seq: Count | None
    registered_at: datetime
    revoked_at: datetime | None
    name: Line = ""
    app_version: Version = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a device reports with a sync call: the money that only it knows of, and since when."""

    unsent_count: int
    unsent_minor: int
    oldest_unsent_at: datetime | None = None
    app_version: Version = ""


def register(
    known: Device | None,
    *,
    device_id: Id,
    label: str,
    platform: Platform,
    context: Context,
    devices_so_far: int,
) -> Device:
    """The device as registered now: a new one with the next code, or the known one with its new label."""
    assert context.member_id is not None
    if known is not None:
        return replace(usable(known, context), label=label, platform=platform, last_seen_at=context.now)
    return Device(
        organization_id=context.organization_id,
        id=device_id,
        member_id=context.member_id,
        label=label,
        platform=platform,
        short_code=f"T{devices_so_far + 1:02d}",
        last_seq=0,
        unsent_count=0,
        unsent_minor=0,
        oldest_unsent_at=None,
        last_seen_at=context.now,
        gap_seq=None,
        registered_at=context.now,
        revoked_at=None,
    )


def usable(device: Device, context: Context) -> Device:
    """The device, if it is this member's and still in service."""
    if device.member_id != context.member_id:
        raise DeviceOfAnotherMember()
    if device.revoked_at is not None:
        raise DeviceRevoked()
    return device


def reported(device: Device, report: Report, context: Context) -> Device:
    """The device after its report."""
    return replace(
        usable(device, context),
        unsent_count=report.unsent_count,
        unsent_minor=report.unsent_minor,
        oldest_unsent_at=report.oldest_unsent_at,
        last_seen_at=context.now,
        app_version=report.app_version or device.app_version,
    )


def revoke(device: Device, now: datetime) -> Device:
    """The device out of service; revoking it again changes nothing."""
    return device if device.revoked_at is not None else replace(device, revoked_at=now)


def restore(device: Device) -> Device:
    """The device in service again, once it was found."""
    return replace(device, revoked_at=None)
