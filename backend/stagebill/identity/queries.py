"""Members and devices as screens see them, and the reads that identify somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from stagebill.identity.member import MemberRole
from stagebill.identity.session import Session, SessionKind
from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, among


class MemberView(msgspec.Struct, frozen=True):
    """A person of the organization. An inactive one cannot sign in; what they did stays theirs."""

    id: Id
    name: str
    email: str
    role: MemberRole
    language: Language
    active: bool


class DeviceView(msgspec.Struct, frozen=True):
    """An installed app, and what it last reported about unsent facts."""

    id: Id
    member_id: Id
    label: str
    platform: str
    short_code: str
    unsent_count: int
    unsent_minor: Minor
    oldest_unsent_at: datetime | None
    last_seen_at: datetime
    gap_seq: int | None
    revoked_at: datetime | None
    name: str
    app_version: str


class OrganizationView(msgspec.Struct, frozen=True):
    """The company: its name, its currency, its time zone."""

    id: Id
    name: str
    currency: str
    zone: str
    language: Language


class SessionView(msgspec.Struct, frozen=True):
    """One place where a member is signed in: a browser, or a script's token. `here` is the one asking."""

    id: Id
    kind: SessionKind
    device: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    here: bool


class Me(msgspec.Struct, frozen=True):
    """Who is signed in, for which company, on which device (if it was registered)."""

    member: MemberView
    organization: OrganizationView
    device: DeviceView | None = None


_MEMBERS = """
SELECT m.id, m.name, m.email, m.role, m.language, m.active FROM member m WHERE {where} ORDER BY m.id{limit}
"""
_DEVICES = """
SELECT d.id, d.member_id, d.label, d.platform, d.short_code, d.unsent_count, d.unsent_minor,
  d.oldest_unsent_at, d.last_seen_at, d.gap_seq, d.revoked_at, d.name, d.app_version
FROM device d WHERE {where} ORDER BY d.id{limit}
"""
_OTHER_OWNERS = """
SELECT id FROM member WHERE organization_id = $1 AND role = 'owner' AND active AND id <> $2
"""
_EMAIL_TAKEN = "SELECT id FROM member WHERE organization_id = $1 AND lower(email) = $2 AND id <> $3"
_DEVICES_SO_FAR = "SELECT CAST(count(*) AS BIGINT) FROM device WHERE organization_id = $1"
_ORGANIZATION_EXISTS = "SELECT id FROM organization LIMIT 1"


_SESSIONS = """
SELECT s.token_digest, s.kind, d.label, s.created_at, s.last_used_at, s.expires_at FROM session s
LEFT JOIN device d ON d.organization_id = s.organization_id AND d.id = s.device_id
WHERE s.organization_id = $1 AND s.member_id = $2 AND s.ended_at IS NULL AND s.expires_at > $3
ORDER BY s.last_used_at DESC, s.token_digest LIMIT $4
"""
SESSIONS_MAX = 100


def _of(scope: Scope, alias: str) -> Where:
    return Where(f"{alias}.organization_id = $1", (scope.organization_id,))


def _after(where: Where, alias: str, after: Sequence[Any] | None) -> Where:
    return where if after is None else where.also(f"{alias}.id > {{0}}", str(after[0]))


async def member_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[MemberView]:
    """The members of these ids; all of them for None. Everyone in a company may know who is in it."""
    where = _of(scope, "m")
    return await _members(reader, where if ids is None else among(reader, where, "m.id", ids))


async def member_page(
    reader: Reader, scope: Scope, *, limit: int, after: Sequence[Any] | None
) -> list[MemberView]:
    """One page of members plus one row, in the order they joined."""
    return await _members(reader, _after(_of(scope, "m"), "m", after), f" LIMIT {limit + 1:d}")


async def _members(reader: Reader, where: Where, limit: str = "") -> list[MemberView]:
    rows = await reader.rows(_MEMBERS.format(where=where.sql, limit=limit), *where.args)
    return [_member(*row) for row in rows]


def _member(
    member_id: Id, name: str, email: str, role: MemberRole, language: Language, active: Any
) -> MemberView:
    return MemberView(member_id, name, email, role, language, bool(active))


async def member_view(reader: Reader, scope: Scope, member_id: Id) -> MemberView:
    """One member. Raises identity.missing."""
    found = await member_views(reader, scope, [member_id])
    if not found:
        raise Missing.of(MemberView)
    return found[0]


async def device_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[DeviceView]:
    """The devices of these ids that the scope may see: a technician sees their own."""
    where = _seen(scope)
    return await _devices(reader, where if ids is None else among(reader, where, "d.id", ids))


async def device_page(
    reader: Reader, scope: Scope, *, limit: int, after: Sequence[Any] | None
) -> list[DeviceView]:
    """One page of devices plus one row, in the order they were registered."""
    return await _devices(reader, _after(_seen(scope), "d", after), f" LIMIT {limit + 1:d}")


def _seen(scope: Scope) -> Where:
    where = _of(scope, "d")
    return where.also("d.member_id = {0}", scope.member_id) if scope.technician else where


async def _devices(reader: Reader, where: Where, limit: str = "") -> list[DeviceView]:
    rows = await reader.rows(_DEVICES.format(where=where.sql, limit=limit), *where.args)
    return [DeviceView(*row) for row in rows]


async def device_view(reader: Reader, scope: Scope, device_id: Id) -> DeviceView:
    """One device. Raises identity.missing."""
    found = await device_views(reader, scope, [device_id])
    if not found:
        raise Missing.of(DeviceView)
    return found[0]


async def sessions_of(reader: Reader, here: Session, now: datetime) -> list[tuple[str, SessionView]]:
    """A member's live sessions with their digests, most recently used first; an id reveals nothing about a
    token.
    """
    rows = await reader.rows(_SESSIONS, here.organization_id, here.member_id, now, SESSIONS_MAX)
    return [
        (
            digest,
            SessionView(
                derived_id("session", digest),
                kind,
                device,
                created,
                used,
                expires,
                digest == here.token_digest,
            ),
        )
        for digest, kind, device, created, used, expires in rows
    ]


def office_scope(context: Context) -> Scope:
    """The scope of whoever did it, for the answer to their own mutation."""
    return Scope(context.organization_id, context.member_id or context.organization_id, False)


async def answer_member(reader: Reader, context: Context, member_id: Id) -> MemberView:
    """The member after a mutation."""
    return await member_view(reader, office_scope(context), member_id)


async def answer_device(reader: Reader, context: Context, device_id: Id) -> DeviceView:
    """The device after a mutation."""
    return await device_view(reader, office_scope(context), device_id)


async def other_owners(reader: Reader, organization_id: Id, member_id: Id) -> int:
    """How many other active owners there are."""
    return len(await reader.rows(_OTHER_OWNERS, organization_id, member_id))


async def email_taken(reader: Reader, organization_id: Id, email: str, member_id: Id) -> bool:
    """Whether another member of the organization has this address."""
    return bool(await reader.rows(_EMAIL_TAKEN, organization_id, email, member_id))


async def devices_so_far(reader: Reader, organization_id: Id) -> int:
    """How many devices were ever registered; codes are given in that order and never reused."""
    return int((await reader.rows(_DEVICES_SO_FAR, organization_id))[0][0])


async def needs_founding(reader: Reader) -> bool:
    """Whether this installation has no company yet."""
    return not await reader.rows(_ORGANIZATION_EXISTS)


ENTITIES = (
    Entity(name="member", table="members", view=MemberView, load=member_views),
    Entity(name="device", table="devices", view=DeviceView, load=device_views),
)
