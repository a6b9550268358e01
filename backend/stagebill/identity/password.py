"""Passwords: how long, how plain, and their argon2id hashes (46 MiB, one pass: OWASP's figures)."""

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from stagebill.kernel.errors import Kind, Refusal

LENGTH_MIN = 12
LENGTH_MAX = 128
DIFFERENT_MIN = 5
SALT_BYTES = 16

_hasher = PasswordHasher(
    time_cost=1, memory_cost=46 * 1024, parallelism=1, hash_len=32, salt_len=SALT_BYTES, type=Type.ID
)


class WrongCredentials(Refusal):
    """The address and the password must belong together."""

    kind = Kind.FORBIDDEN

    @property
    def status(self) -> int:
        return 401


class WrongOldPassword(Refusal):
    """Changing a password requires the current one."""

    kind = Kind.INVALID


class PasswordTooShort(Refusal):
    """A new password has at least twelve characters."""

    kind = Kind.INVALID


class PasswordTooLong(Refusal):
    """A password has at most 128 characters."""

    kind = Kind.INVALID


class PasswordTooPlain(Refusal):
    """A new password must not be one's own address or a few characters repeated."""

    kind = Kind.INVALID


def check_new_password(password: str, *, email: str) -> None:
    """Refuse what an attacker tries first. There are no rules about kinds of characters: length is what
    counts.
    """
    if len(password) < LENGTH_MIN:
        raise PasswordTooShort(length_min=LENGTH_MIN)
    if len(password) > LENGTH_MAX:
        raise PasswordTooLong(length_max=LENGTH_MAX)
    if len(set(password)) < DIFFERENT_MIN or password.lower() == email.lower():
        raise PasswordTooPlain()


def hash_password(password: str, salt: bytes) -> str:
    """The stored form of a password. About 40 ms and 46 MiB: call it in a thread."""
    return _hasher.hash(password, salt=salt)


def matches(password: str, stored: str) -> bool:
    """Whether this is the password. As slow as `hash_password`."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


NOBODY = "$argon2id$v=19$m=47104,t=1,p=1$xNIB8bbKAmP0TjHS3UgdGg$U5WXfRONfJdY2mvIiAOrLvAbcISQgNXGNK1FK2l4mm0"
"""What a password is compared with when the name is unknown, so that both answers take as long."""
