"""How a company's mail leaves: through its own mail server, the installation's, or into the mail folder."""

from datetime import datetime
from typing import Annotated, Final, Literal
from urllib.parse import unquote, urlsplit

from msgspec import Meta, Struct

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record

Security = Literal["tls", "starttls", "none"]
"""`tls` from the first byte, `starttls` before anything is said, `none` on a machine's own wire only."""

Host = Annotated[str, Meta(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?(?!\s)$")]
Port = Annotated[int, Meta(ge=1, le=65_535)]
Secret = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\u0000-\u001f\u007f]+(?!\s)$")]

PORTS: Final[dict[Security, int]] = {"tls": 465, "starttls": 587, "none": 25}
_SCHEMES: Final[dict[str, Security]] = {"smtps": "tls", "smtp": "starttls", "smtp+plain": "none"}


class MailServer(Struct, frozen=True, kw_only=True):
    """Everything needed to hand mail over; `password` is in the clear, so it lives for one sending only."""

    host: str
    port: int
    security: Security
    username: str | None
    password: str | None
    from_address: str


class MailAccount(Record, frozen=True, kw_only=True):
    """A company's own mail server, under the organization's own id. When switched off, it is kept."""

    organization_id: Id
    id: Id
    is_on: bool
    host: Host
    port: Port
    security: Security
    username: str | None
    password_sealed: str | None
    from_address: str
    updated_at: datetime


class PasswordInTheClear(Refusal):
    """A user name and password are only sent to a mail server over an encrypted connection."""


class NoMailServer(Refusal):
    """A test mail needs a mail server to send it through."""

    kind = Kind.STALE


class TestedTooOften(Refusal):
    """Only a few test mails can be sent per quarter of an hour; wait, then try again."""

    kind = Kind.TOO_MANY


class MailServerSaysNo(Refusal):
    """The mail server could not be reached or refused the message; `words` holds its answer."""

    kind = Kind.STALE


def check_account(security: Security, username: str | None) -> None:
    """Raises PasswordInTheClear."""
    if security == "none" and username:
        raise PasswordInTheClear()


def server_of(url: str, from_address: str) -> MailServer | None:
    """The installation's mail server from its configuration: `smtp://user:password@host:587` speaks STARTTLS,
    `smtps://` TLS, `smtp+plain://` neither. None while nothing is configured.
    """
    if not url:
        return None
    parts = urlsplit(url)
    security = _SCHEMES[parts.scheme]
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or PORTS[security],
        security=security,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        from_address=from_address,
    )
