"""How often somebody may try to sign in: per name and per address, then ever longer waits.

Kept in the process: a restart forgives, and one process serves a company. The address is the connection's
own, or what a proxy named in the configuration says; an IPv6 client counts as their whole network.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from stagebill.kernel.errors import Kind, Refusal

WINDOW_SECONDS = 15 * 60
NAME_TRIES = 5
ADDRESS_TRIES = 20
FIRST_WAIT_SECONDS = 30
KEYS_MAX = 10_000
_IPV6_CUSTOMER_BITS = 64


class TooManyTries(Refusal):
    """Sign-in attempts are limited; wait, then try again."""

    kind = Kind.BUSY

    @property
    def status(self) -> int:
        return 429


@dataclass
class _Tries:
    """One key's failed tries in the window, and how often it has been made to wait."""

    at: list[float] = field(default_factory=list)
    waits: int = 0
    blocked_until: float = 0.0


class TryLimit:
    """A number of failed tries in fifteen minutes; then each further one doubles the wait."""

    def __init__(self, tries_max: int) -> None:
        self._tries_max = tries_max
        self._keys: OrderedDict[str, _Tries] = OrderedDict()

    def wait_seconds(self, key: str, now: float) -> float:
        """How many seconds this key has to wait before its next try; 0 if it may try now."""
        tries = self._keys.get(key)
        return max(0.0, tries.blocked_until - now) if tries else 0.0

    def count(self, key: str, now: float) -> None:
        """Count a try. It is counted before it is checked, so that many at once cannot slip through."""
        tries = self._keys.setdefault(key, _Tries())
        self._keys.move_to_end(key)
        if tries.at and now - tries.at[-1] > WINDOW_SECONDS:
            tries.waits = 0
        tries.at = [*(at for at in tries.at[-self._tries_max :] if now - at <= WINDOW_SECONDS), now]
        # Who has had to wait waits after every further try, until a whole window passes without one.
        if tries.waits or len(tries.at) >= self._tries_max:
            tries.blocked_until = now + min(FIRST_WAIT_SECONDS * 2**tries.waits, WINDOW_SECONDS)
            tries.waits += 1
        if len(self._keys) > KEYS_MAX:
            self._keys.popitem(last=False)

    def wait_or_count(self, key: str, now: float) -> int:
        """Whole seconds until this key may try again; 0 if it may now, and then the try is counted."""
        if wait := self.wait_seconds(key, now):
            return int(wait) + 1
        self.count(key, now)
        return 0

    def forgive(self, key: str, *, entirely: bool) -> None:
        """The try succeeded: it does not count, and for a name the earlier ones do not either."""
        tries = self._keys.get(key)
        if tries is None:
            return
        if entirely:
            del self._keys[key]
            return
        tries.at = tries.at[:-1]
        if len(tries.at) < self._tries_max:
            tries.blocked_until, tries.waits = 0.0, 0


class SignInLimit:
    """The two limits of a sign-in, checked and counted together."""

    def __init__(self) -> None:
        self._names = TryLimit(NAME_TRIES)
        self._addresses = TryLimit(ADDRESS_TRIES)

    def check(self, name: str, address: str, now: float) -> None:
        """Count a try, or refuse it with the seconds to wait."""
        network = network_of(address)
        wait = max(self._names.wait_seconds(name, now), self._addresses.wait_seconds(network, now))
        if wait > 0:
            raise TooManyTries(retry_after_seconds=ceil(wait))
        self._names.count(name, now)
        self._addresses.count(network, now)

    def succeeded(self, name: str, address: str) -> None:
        """The password was right."""
        self._names.forgive(name, entirely=True)
        self._addresses.forgive(network_of(address), entirely=False)


def network_of(address: str) -> str:
    """The address as a key: an IPv6 customer owns a whole /64 and could use a new address for every try."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, _IPV6_CUSTOMER_BITS), strict=False))
    return str(parsed)
