"""How organizations, members, devices, sessions and sign-in links are stored."""

from stagebill.identity.device import Device
from stagebill.identity.member import Member
from stagebill.identity.organization import Organization
from stagebill.identity.session import Session
from stagebill.identity.sign_in_link import SignInLink
from stagebill.kernel.database.fields import FlagField, IdField, InstantField, IntField, MinorField, TextField
from stagebill.kernel.database.row import Row
from stagebill.sync.effect import EVERYONE, Audience

END_SESSIONS = """
UPDATE session SET ended_at = $3 WHERE organization_id = $1 AND member_id = $2 AND ended_at IS NULL
"""
"""Sessions are not records of the feed: whoever may not stay signed in is signed out by this."""

END_SESSIONS_BUT = """
UPDATE session SET ended_at = $3
WHERE organization_id = $1 AND member_id = $2 AND ended_at IS NULL AND token_digest <> $4
"""
END_SESSION = """
-- every organization: the token is the scope
UPDATE session SET ended_at = $2 WHERE token_digest = $1 AND ended_at IS NULL
"""
FORGET_EXPIRED = "DELETE FROM session WHERE organization_id = $1 AND member_id = $2 AND expires_at < $3"
"""Nobody can use them any more: without this the table would grow for ever."""

REFRESH_SESSION = """
-- every organization: the token is the scope
UPDATE session SET last_used_at = $2, expires_at = $3 WHERE token_digest = $1 AND ended_at IS NULL
"""
SIGNED_IN = """
SELECT s.organization_id, s.member_id, s.kind, s.device_id, s.created_at, s.last_used_at, s.expires_at,
  m.name, m.email, m.role, m.language, o.name, o.currency, o.zone, o.language
FROM session s
JOIN member m ON m.organization_id = s.organization_id AND m.id = s.member_id AND m.active
JOIN organization o ON o.id = s.organization_id
WHERE s.token_digest = $1 AND s.ended_at IS NULL
"""
BY_EMAIL = """
-- every organization: whoever signs in has not said which one
SELECT organization_id, id, password_hash FROM member WHERE lower(email) = $1 AND active
ORDER BY created_at, id
"""
PASSWORD_OF = "SELECT password_hash FROM member WHERE organization_id = $1 AND id = $2"
REHASH = "UPDATE member SET password_hash = $3 WHERE organization_id = $1 AND id = $2"


class OrganizationRow(Row):
    record = Organization
    key = ("id",)

    id = IdField(primary_key=True)
    name = TextField()
    currency = TextField()
    zone = TextField()
    language = TextField()
    epoch = IdField()
    created_at = InstantField()

    class Meta:
        table = "organization"


class MemberRow(Row):
    record = Member
    entity = "member"

    organization_id = IdField()
    id = IdField(primary_key=True)
    name = TextField()
    email = TextField()
    role = TextField()
    language = TextField()
    password_hash = TextField(null=True)
    active = FlagField()
    created_at = InstantField()

    class Meta:
        table = "member"

    @classmethod
    def seen_by(cls, record: Member) -> Audience:
        return EVERYONE


class DeviceRow(Row):
    record = Device
    entity = "device"

    organization_id = IdField()
    id = IdField(primary_key=True)
    member_id = IdField()
    label = TextField()
    platform = TextField()
    short_code = TextField()
    last_seq = IntField()
    unsent_count = IntField()
    unsent_minor = MinorField()
    oldest_unsent_at = InstantField(null=True)
    last_seen_at = InstantField()
    gap_seq = IntField(null=True)
    registered_at = InstantField()
    revoked_at = InstantField(null=True)
    name = TextField()
    app_version = TextField()

    class Meta:
        table = "device"

    @classmethod
    def seen_by(cls, record: Device) -> Audience:
        return Audience("member", record.member_id)


class SessionRow(Row):
    record = Session
    key = ("token_digest",)

    token_digest = TextField(primary_key=True)
    organization_id = IdField()
    member_id = IdField()
    kind = TextField()
    device_id = IdField(null=True)
    created_at = InstantField()
    last_used_at = InstantField()
    expires_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        table = "session"


class SignInLinkRow(Row):
    record = SignInLink
    key = ("token_digest",)

    token_digest = TextField(primary_key=True)
    organization_id = IdField()
    member_id = IdField()
    reusable = FlagField()
    created_at = InstantField()
    expires_at = InstantField()
    used_at = InstantField(null=True)

    class Meta:
        table = "sign_in_link"
