"""Configuration: the environment and the command line become one frozen Config."""

import os
import secrets
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from msgspec import Struct, ValidationError, convert
from msgspec.structs import force_setattr

Dialect = Literal["sqlite", "postgres"]

SECRET_BYTES_MIN: Final = 32
SECRET_FILE: Final = "secret.key"
STRIPE_API: Final = "https://api.stripe.com"
WISETACK_API: Final = "https://api.wisetack.us"
TWILIO_API: Final = "https://api.twilio.com"
_SCHEMES: Final = ("postgres://", "postgresql://", "sqlite://")
_MAIL_SCHEMES: Final = ("smtp://", "smtps://", "smtp+plain://")
ENVIRONMENT: Final = {
    "data": "STAGEBILL_DATA",
    "database_url": "DATABASE_URL",
    "base_url": "STAGEBILL_BASE_URL",
    "host": "STAGEBILL_HOST",
    "port": "STAGEBILL_PORT",
    "proxies": "STAGEBILL_PROXIES",
    "secret": "STAGEBILL_SECRET",
    "assets": "STAGEBILL_ASSETS",
    "worker": "STAGEBILL_WORKER",
    "smtp": "STAGEBILL_SMTP",
    "mail_from": "STAGEBILL_MAIL_FROM",
    "stripe_api": "STAGEBILL_STRIPE_API",
    "wisetack_api": "STAGEBILL_WISETACK_API",
    "twilio_api": "STAGEBILL_TWILIO_API",
    "webhook_peers": "STAGEBILL_WEBHOOK_PEERS",
}


_PORT_MAX: Final = 65_535
# What a setting of a certain form may be; all others are texts.
_MEANT: Final = {
    "port": f"a whole number from 1 to {_PORT_MAX}",
    "assets": "published or dev",
    "worker": "on or off",
}


class WrongConfig(Exception):
    """The configuration cannot be used; the message says what to change."""


@cache
def _origins(said: str) -> tuple[str, ...]:
    """Every mutation asks for it, so it is computed once."""
    return tuple(filter(None, (origin.strip().rstrip("/") for origin in said.split(","))))


class Config(Struct, frozen=True, kw_only=True):
    data: Path = Path("data")
    database_url: str = ""  # empty: SQLite in the data folder
    base_url: str = ""  # where people reach this server, no slash at the end; empty: http://host:port
    host: str = "127.0.0.1"
    port: int = 8000
    proxies: str = (
        "127.0.0.1,::1"  # proxies whose X-Forwarded-For is trusted: addresses and networks, comma-separated
    )
    secret: str = ""  # empty: read from, or first written to, <data>/secret.key
    assets: Literal["published", "dev"] = "published"  # dev: unhashed sources, read again each time
    worker: Literal["on", "off"] = "on"  # off: installed apps drop their service worker and its files
    smtp: str = ""  # a mail server for all: smtp://user:password@host:587; empty: the mail folder
    mail_from: str = ""  # the address that mail comes from, needed with `smtp`
    stripe_api: str = STRIPE_API  # Stripe's address; another one only for experiments
    wisetack_api: str = WISETACK_API  # Wisetack's address, which it tells its partners
    twilio_api: str = TWILIO_API  # Twilio's address; another one only for experiments
    webhook_peers: str = ""  # comma-separated origins that webhooks may go to besides public HTTPS

    def __post_init__(self) -> None:
        force_setattr(self, "base_url", (self.base_url or f"http://{self.host}:{self.port}").rstrip("/"))

    @property
    def webhook_peer_list(self) -> tuple[str, ...]:
        """The origins that webhooks may go to besides public HTTPS."""
        return _origins(self.webhook_peers)

    @property
    def dialect(self) -> Dialect:
        return "postgres" if self.database_url.startswith(("postgres://", "postgresql://")) else "sqlite"

    @property
    def sqlite_file(self) -> Path:
        if self.database_url.startswith("sqlite://"):
            return Path(self.database_url.removeprefix("sqlite://"))
        return self.data / "stagebill.db"

    @property
    def secret_key(self) -> bytes:
        """The key that link tokens are derived from. It is kept, because without it every pay link dies."""
        return self.secret.encode() if self.secret else _kept_secret(self.data)


def load_config(environment: Mapping[str, str] | None = None, **overrides: object) -> Config:
    """The environment, overridden by the command line (None means: not given there)."""
    environment = os.environ if environment is None else environment
    found: dict[str, object] = {
        name: environment[key] for name, key in ENVIRONMENT.items() if environment.get(key)
    }
    found |= {name: value for name, value in overrides.items() if value is not None}
    if "data" in found:
        found["data"] = Path(str(found["data"]))
    try:
        config = convert(found, Config, strict=False)
    except ValidationError as error:
        field = str(error).partition("`$.")[2].rstrip("`")
        raise WrongConfig(f"{ENVIRONMENT.get(field, field)}: {_MEANT.get(field, 'not understood')}") from None
    if config.database_url and not config.database_url.startswith(_SCHEMES):
        raise WrongConfig("DATABASE_URL must begin with postgres:// or sqlite://")
    if config.smtp and not (config.smtp.startswith(_MAIL_SCHEMES) and urlsplit(config.smtp).hostname):
        raise WrongConfig("STAGEBILL_SMTP must name a host, behind smtp://, smtps:// or smtp+plain://")
    if config.smtp.startswith("smtp+plain://") and urlsplit(config.smtp).username:
        raise WrongConfig("STAGEBILL_SMTP tells no password without TLS: use smtp:// or smtps://")
    if config.smtp and "@" not in config.mail_from:
        raise WrongConfig("STAGEBILL_MAIL_FROM must be the address that mail comes from")
    if config.secret and len(config.secret.encode()) < SECRET_BYTES_MIN:
        raise WrongConfig(f"STAGEBILL_SECRET must hold at least {SECRET_BYTES_MIN} bytes")
    _check_addresses(config, is_given="base_url" in found)
    _check_proxies(config.proxies)
    return config


def _check_addresses(config: Config, *, is_given: bool) -> None:
    """A wrong one would only be noticed by customers, whose links lead nowhere."""
    if not 1 <= config.port <= _PORT_MAX:
        raise WrongConfig(f"STAGEBILL_PORT: {_MEANT['port']}")
    if is_given and not _is_origin(config.base_url):
        raise WrongConfig("STAGEBILL_BASE_URL: what people type, as https://bill.example.com, with no path")
    for name in ("stripe_api", "wisetack_api", "twilio_api"):
        if not str(getattr(config, name)).startswith(("http://", "https://")):
            raise WrongConfig(f"{ENVIRONMENT[name]} must begin with https:// or http://")
    for peer in config.webhook_peer_list:
        if not _is_origin(peer):
            raise WrongConfig(
                f"STAGEBILL_WEBHOOK_PEERS: {peer!r} is no origin, as http://10.0.0.8:9000 is one"
            )


def _is_origin(said: str) -> bool:
    """A scheme, a name, perhaps a port, and nothing else."""
    try:
        parts = urlsplit(said)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return is_whole and parts.scheme in ("http", "https") and said == f"{parts.scheme}://{parts.netloc}"


def _check_proxies(proxies: str) -> None:
    """A misspelled proxy would cause no error later: all visitors would share one address and one
    rate limit.
    """
    for each in proxies.split(","):
        try:
            ip_network(each.strip())
        except ValueError:
            raise WrongConfig(
                f"STAGEBILL_PROXIES: {each.strip()!r} is neither an address nor a network (10.0.0.0/8)"
            ) from None


@cache
def _kept_secret(data: Path) -> bytes:
    path = data / SECRET_FILE
    data.mkdir(parents=True, exist_ok=True)
    try:
        # Exclusive creation with the final mode: no moment in which another user could read it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_secret(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    return _read_secret(path)


def _read_secret(path: Path) -> bytes:
    key = path.read_text().strip().encode()
    if len(key) < SECRET_BYTES_MIN:
        raise WrongConfig(f"{path} is damaged: delete it to make a new key (existing pay links stop working)")
    return key
