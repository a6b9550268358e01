"""Proving who one is: passwords and links become sessions."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import NamedTuple

from stagebill.identity.authentication import Opened, SignedIn, opened, read_session, replace_session
from stagebill.identity.member import Member, normal_email
from stagebill.identity.password import (
    NOBODY,
    SALT_BYTES,
    WrongCredentials,
    WrongOldPassword,
    hash_password,
    matches,
    needs_rehash,
)
from stagebill.identity.rate_limit import SignInLimit
from stagebill.identity.session import NotSignedIn
from stagebill.identity.sign_in_link import LIFETIME, REUSABLE_LIFETIME, LinkExpired, SignInLink, use
from stagebill.identity.tables import BY_EMAIL, PASSWORD_OF, REHASH
from stagebill.kernel.clock import Clock, SystemClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.errors import Kind, Missing, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import derived_token, digest, random_token
from stagebill.sync.services import Services

# 46 MiB each: two at once are what a small server can spare, the others wait their turn.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
_system_clock = SystemClock()
_SAME_ADDRESS_MAX = 5


class UnknownMember(Refusal):
    """There must be an active member with this address."""

    kind = Kind.MISSING


class Entry(NamedTuple):
    """Somebody who has just signed in, and the token for their browser."""

    token: str
    signed_in: SignedIn


class _Account(NamedTuple):
    organization_id: Id
    member_id: Id
    password_hash: str | None


async def hashed(password: str, salt: bytes) -> str:
    """The stored form of a new password, computed in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hash_password, password, salt)


def salt_of(config: Config, mutation_id: Id) -> bytes:
    """A salt nobody can predict, yet the same when a request is sent again, so that its fingerprint is the
    same.
    """
    return derived_token(config.secret_key, "salt", mutation_id).encode()[:SALT_BYTES]


async def sign_in(
    services: Services, limit: SignInLimit, *, email: str, password: str, address: str, ends: str | None
) -> Entry:
    """A session for a password. Unknown names take as long and get the same answer; `ends` is the session
    that it replaces.
    """
    name = normal_email(email)
    limit.check(digest(name), address, services.clock.monotonic())
    account = await _account(services, name, password)
    limit.succeeded(digest(name), address)
    if account.password_hash is not None and needs_rehash(account.password_hash):
        await _rehash(services, account, password)
    return await enter(services, account.organization_id, account.member_id, ends)


async def _account(services: Services, name: str, password: str) -> _Account:
    rows = await services.database.reader.rows(BY_EMAIL, name)
    found = [_Account(*row) for row in rows[:_SAME_ADDRESS_MAX]]
    loop = asyncio.get_running_loop()
    for account in found or [_Account("", "", None)]:
        stored = account.password_hash or NOBODY
        if await loop.run_in_executor(_threads, matches, password, stored) and stored is not NOBODY:
            return account
    raise WrongCredentials()


async def _rehash(services: Services, account: _Account, password: str) -> None:
    fresh = await hashed(password, random_token().encode()[:SALT_BYTES])

    async def unit(tx: Tx) -> None:
        await tx.run(REHASH, account.organization_id, account.member_id, fresh)

    await services.database.write(unit)


async def check_own_password(
    services: Services, organization_id: Id, member_id: Id, password: str | None
) -> None:
    """Raises WrongOldPassword. A member who never had a password has none to prove."""
    stored = (await services.database.reader.rows(PASSWORD_OF, organization_id, member_id))[0][0]
    if stored is None and password is None:
        return
    is_right = await asyncio.get_running_loop().run_in_executor(
        _threads, matches, password or "", stored or NOBODY
    )
    if stored is None or not is_right:
        raise WrongOldPassword()


async def enter(services: Services, organization_id: Id, member_id: Id, ends: str | None) -> Entry:
    """A session for a member whose identity is already proven."""
    now = services.clock.now()

    async def unit(tx: Tx) -> Opened:
        return await _begin(tx, organization_id, member_id, now, ends)

    return await _entry(services, await services.database.write(unit))


async def enter_by_link(services: Services, token: str, ends: str | None) -> Entry:
    """A session for a link; a one-time link is used up in the same transaction."""
    now = services.clock.now()

    async def unit(tx: Tx) -> Opened:
        try:
            link: SignInLink | None = await tx.lock(SignInLink, digest(token))
        except Missing:
            link = None
        used = use(link, now)
        await tx.save(used)
        try:
            return await _begin(tx, used.organization_id, used.member_id, now, ends)
        except WrongCredentials:
            raise LinkExpired() from None

    return await _entry(services, await services.database.write(unit))


async def _begin(tx: Tx, organization_id: Id, member_id: Id, now: datetime, ends: str | None) -> Opened:
    tx.scope(organization_id)
    member = await tx.find(Member, member_id)
    if member is None or not member.active:
        raise WrongCredentials()
    begun = opened(organization_id, member_id, member.role, "cookie", now)
    await replace_session(tx, begun.session, ends)
    return begun


async def _entry(services: Services, begun: Opened) -> Entry:
    signed_in = await read_session(services, begun.session.token_digest)
    if signed_in is None:
        raise NotSignedIn()
    return Entry(begun.token, signed_in)


async def issue_token(database: Database, email: str, clock: Clock = _system_clock) -> str:
    """A bearer token for scripts, printed once. Raises UnknownMember."""
    organization_id, member_id = await _active_member(database.reader, email)
    now = clock.now()

    async def unit(tx: Tx) -> str:
        tx.scope(organization_id)
        member = await tx.load(Member, member_id)
        begun = opened(organization_id, member_id, member.role, "bearer", now)
        await replace_session(tx, begun.session, None)
        return begun.token

    return await database.write(unit)


async def issue_link(
    database: Database, config: Config, email: str, *, reusable: bool, clock: Clock = _system_clock
) -> str:
    """The address of a sign-in link; a reusable one is the same each time. Raises UnknownMember."""
    organization_id, member_id = await _active_member(database.reader, email)
    return (await link_for(database, config, organization_id, member_id, reusable=reusable, clock=clock)).url


class IssuedLink(NamedTuple):
    """A sign-in link to be shown once, and until when it works."""

    url: str
    expires_at: datetime


async def link_for(
    database: Database, config: Config, organization_id: Id, member_id: Id, *, reusable: bool, clock: Clock
) -> IssuedLink:
    """A sign-in link of one member."""
    now = clock.now()
    token = derived_token(config.secret_key, "sign_in_link", member_id) if reusable else random_token()
    link = SignInLink(
        token_digest=digest(token),
        organization_id=organization_id,
        member_id=member_id,
        reusable=reusable,
        created_at=now,
        expires_at=now + (REUSABLE_LIFETIME if reusable else LIFETIME),
    )

    async def unit(tx: Tx) -> None:
        await tx.find(SignInLink, link.token_digest)
        await tx.save(link)

    await database.write(unit)
    return IssuedLink(f"{config.base_url}/auth/link/{token}", link.expires_at)


async def _active_member(reader: Reader, email: str) -> tuple[Id, Id]:
    rows = await reader.rows(BY_EMAIL, normal_email(email))
    if not rows:
        raise UnknownMember(email=email)
    organization_id, member_id, _ = rows[0]
    return organization_id, member_id
