"""What people do with members and devices."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.identity import queries
from stagebill.identity.device import (
    Count,
    Device,
    Platform,
    Report,
    Version,
    register,
    reported,
    restore,
    revoke,
)
from stagebill.identity.member import (
    Member,
    MemberRole,
    PasswordHash,
    change,
    join,
    loses_sessions,
    normal_email,
)
from stagebill.identity.organization import Organization
from stagebill.identity.queries import DeviceView, MemberView, answer_device, answer_member
from stagebill.identity.tables import END_SESSIONS
from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import MINOR_MAX
from stagebill.kernel.records import replace
from stagebill.kernel.text import Email, Line, Name
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, OWNER, SYSTEM, Command
from stagebill.sync.effect import Effect


class AddMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Add a person to the organization, with a role that says what they may do."""

    name: Name
    email: Email
    role: MemberRole
    language: Language | UnsetType = UNSET
    password_hash: PasswordHash | None = None


class ChangeMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change a member: name, address, role, language, whether they may sign in, password."""

    member_id: Id
    name: Name | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    role: MemberRole | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    password_hash: PasswordHash | UnsetType = UNSET


class ChangeProfile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change one's own name or language."""

    name: Name | UnsetType = UNSET
    language: Language | UnsetType = UNSET


class ChangePassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Set another password for a member who has proved the old one; they are signed out everywhere."""

    member_id: Id
    password_hash: PasswordHash


class RegisterDevice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Register this device; it gets a short code for people to say. Repeatable."""

    device_id: Id
    label: Name
    platform: Platform


class RevokeDevice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a lost device out of service: whoever holds it is signed out everywhere."""

    device_id: Id


class RestoreDevice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Put a device that was found again back into service; its member signs in on it as before."""

    device_id: Id


class RenameDevice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Set the name that the office calls a device by; empty means its member's name."""

    device_id: Id
    name: Line


class ReportDevice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note what a device reports about facts it has not sent yet."""

    device_id: Id
    unsent_count: Count
    unsent_minor: Annotated[int, Meta(ge=0, le=MINOR_MAX)]
    oldest_unsent_at: datetime | None = None
    app_version: Version = ""


async def add_member(data: AddMember, context: Context, tx: Tx) -> Effect:
    """The organization's row is the lock under which addresses stay unique."""
    await tx.lock(Organization, context.organization_id)
    email = normal_email(data.email)
    member = join(
        Member(
            organization_id=context.organization_id,
            id=context.mutation_id,
            name=data.name,
            email=email,
            role=data.role,
            language=context.language if data.language is UNSET else data.language,
            password_hash=data.password_hash,
            active=True,
            created_at=context.now,
        ),
        email_taken=await queries.email_taken(tx, context.organization_id, email, context.mutation_id),
    )
    return Effect(id=member.id, records=(member,))


async def change_member(data: ChangeMember, context: Context, tx: Tx) -> Effect:
    """Whoever loses a right or gets another password is signed out in the same transaction."""
    await tx.lock(Organization, context.organization_id)
    before = await tx.load(Member, data.member_id)
    given = {
        name: value
        for name in data.__struct_fields__
        if name != "member_id" and (value := getattr(data, name)) is not UNSET
    }
    wanted = replace(before, **given)
    after = change(
        before,
        wanted,
        other_owners=await queries.other_owners(tx, context.organization_id, before.id),
        email_taken=await queries.email_taken(
            tx, context.organization_id, normal_email(wanted.email), before.id
        ),
    )
    if loses_sessions(before, after):
        await tx.run(END_SESSIONS, context.organization_id, after.id, context.now)
    return Effect(id=after.id, records=(after,))


async def change_profile(data: ChangeProfile, context: Context, tx: Tx) -> Effect:
    """Only of oneself: no id is given, so it cannot be another's."""
    if context.member_id is None:
        raise Missing.of(Member)
    member = await tx.lock(Member, context.member_id)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    return Effect(id=member.id, records=(replace(member, **given),))


async def change_password(data: ChangePassword, context: Context, tx: Tx) -> Effect:
    """The route has checked the old one. It opens a new session for the browser whose session this ends."""
    member = await tx.lock(Member, data.member_id)
    await tx.run(END_SESSIONS, context.organization_id, member.id, context.now)
    return Effect(id=member.id, records=(replace(member, password_hash=data.password_hash),))


async def register_device(data: RegisterDevice, context: Context, tx: Tx) -> Effect:
    """The same device again keeps its code. Codes are counted under the organization's lock."""
    await tx.lock(Organization, context.organization_id)
    device = register(
        await _known(tx, data.device_id),
        device_id=data.device_id,
        label=data.label,
        platform=data.platform,
        context=context,
        devices_so_far=await queries.devices_so_far(tx, context.organization_id),
    )
    return Effect(id=device.id, records=(device,))


async def _known(tx: Tx, device_id: Id) -> Device | None:
    """Under its own lock: a push by the device advances its sequence without the organization's lock."""
    try:
        return await tx.lock(Device, device_id)
    except Missing:
        return None


async def revoke_device(data: RevokeDevice, context: Context, tx: Tx) -> Effect:
    """No session is certain of its device, so all of the member's sessions end: losing a phone is worth one
    sign-in.
    """
    device = revoke(await tx.lock(Device, data.device_id), context.now)
    await tx.run(END_SESSIONS, context.organization_id, device.member_id, context.now)
    return Effect(id=device.id, records=(device,))


async def restore_device(data: RestoreDevice, context: Context, tx: Tx) -> Effect:
    """Restoring one that is in service changes nothing."""
    device = restore(await tx.lock(Device, data.device_id))
    return Effect(id=device.id, records=(device,))


async def rename_device(data: RenameDevice, context: Context, tx: Tx) -> Effect:
    """For people; nothing depends on it."""
    device = replace(await tx.lock(Device, data.device_id), name=data.name.strip())
    return Effect(id=device.id, records=(device,))


async def report_device(data: ReportDevice, context: Context, tx: Tx) -> Effect:
    """Sent by the sync call itself when the device's report differs from what is known."""
    report = Report(
        unsent_count=data.unsent_count,
        unsent_minor=data.unsent_minor,
        oldest_unsent_at=data.oldest_unsent_at,
        app_version=data.app_version,
    )
    device = reported(await tx.lock(Device, data.device_id), report, context)
    return Effect(id=device.id, records=(device,))


CHANGE_PROFILE = Command(
    name="identity.change_profile",
    input=ChangeProfile,
    handler=change_profile,
    roles=CREW_ROLES,
    answer=answer_member,
    view=MemberView,
)
CHANGE_PASSWORD = Command(
    name="identity.change_password",
    input=ChangePassword,
    handler=change_password,
    roles=SYSTEM,  # pushed by a device, it would not ask for the old password
    answer=answer_member,
    view=MemberView,
)
COMMANDS = (
    # Their REST routes are in routes.py: there a password becomes a hash, outside of any transaction.
    Command(
        name="identity.add_member",
        input=AddMember,
        handler=add_member,
        roles=OWNER,
        answer=answer_member,
        view=MemberView,
        status=201,
    ),
    Command(
        name="identity.change_member",
        input=ChangeMember,
        handler=change_member,
        roles=OWNER,
        answer=answer_member,
        view=MemberView,
    ),
    Command(
        name="identity.register_device",
        input=RegisterDevice,
        handler=register_device,
        roles=CREW_ROLES,
        route="POST /api/devices",
        answer=answer_device,
        view=DeviceView,
        status=201,
    ),
    Command(
        name="identity.revoke_device",
        input=RevokeDevice,
        handler=revoke_device,
        roles=OFFICE_ROLES,
        route="POST /api/devices/{device_id}/revoke",
        answer=answer_device,
        view=DeviceView,
    ),
    Command(
        name="identity.restore_device",
        input=RestoreDevice,
        handler=restore_device,
        roles=OFFICE_ROLES,
        route="POST /api/devices/{device_id}/restore",
        answer=answer_device,
        view=DeviceView,
    ),
    Command(
        name="identity.rename_device",
        input=RenameDevice,
        handler=rename_device,
        roles=OFFICE_ROLES,
        route="PATCH /api/devices/{device_id}",
        answer=answer_device,
        view=DeviceView,
    ),
    Command(
        name="identity.report_device",
        input=ReportDevice,
        handler=report_device,
        roles=CREW_ROLES,
        answer=answer_device,
        view=DeviceView,
    ),
    CHANGE_PROFILE,
    CHANGE_PASSWORD,
)
