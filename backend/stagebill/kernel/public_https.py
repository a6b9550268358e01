"""Requests to addresses that somebody else named: HTTPS to a public host, and nowhere else.

A browser names its push service, an owner their webhook receiver; neither may make this server talk to what
only this server can reach. So a name is resolved once, every answer is checked, and the connection goes to
the address that was checked; redirects are not followed, since they could lead inside.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Collection
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

PORT: Final = 443
ANSWER_BYTES_MAX: Final = 2_000
# RFC 6761 and 6762, and what ICANN keeps free for private use.
INSIDE: Final = (".localhost", ".local", ".internal")


class Forbidden(Exception):
    """The address is not public."""


class Answer(NamedTuple):
    """The other side's answer, truncated."""

    status: int
    words: str


def send(
    url: str, headers: dict[str, str], body: bytes, *, seconds: float, peers: Collection[str] = ()
) -> Answer:
    """POST to a public address, or to one of `peers` (`http://host:port`), which the operator allows by name.
    Blocking; run it in a thread. Raises Forbidden or OSError.
    """
    parts = urlsplit(url)
    connection = _connection(parts, seconds, is_allowed=origin_of(parts) in peers)
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(ANSWER_BYTES_MAX).decode(errors="replace"))
    except http.client.HTTPException as error:
        raise OSError(f"no answer that can be read: {error!r}") from error
    finally:
        connection.close()


def origin_of(parts: SplitResult) -> str:
    """An address's origin, `http://host:port`, as the configuration writes it."""
    return f"{parts.scheme}://{parts.netloc}"


def public_address(host: str, port: int) -> str:
    """The address to connect to. One private address among a name's is enough to refuse it. Raises
    Forbidden.
    """
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if port != PORT or not found or not all(is_public(address) for address in found):
        raise Forbidden(f"{host}:{port} is not a public address")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address is on the public internet, also where it is wrapped in another (IPv4 in IPv6)."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or _nat64(found)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def is_inside(host: str) -> bool:
    """Whether a host is inside a network for all to see: a private address, or a name that only one knows."""
    try:
        return not is_public(host)
    except ValueError:
        name = host.lower().rstrip(".")
        return "." not in name or name.endswith(INSIDE)


_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


@cache
def trust() -> ssl.SSLContext:
    """Which certificate authorities are trusted."""
    return ssl.create_default_context()


def _connection(parts: SplitResult, seconds: float, *, is_allowed: bool) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port
    if is_allowed and parts.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=seconds)
    if parts.scheme != "https":
        raise Forbidden(f"{parts.scheme}://{parts.netloc} is not HTTPS")
    address = host if is_allowed else public_address(host, port or PORT)
    return _Pinned(host, port or PORT, address, seconds)


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was checked: resolved again, the name could give another."""

    def __init__(self, host: str, port: int, address: str, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds, context=trust())
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = trust().wrap_socket(plain, server_hostname=self.host)
