"""The way to push services: HTTPS to a public address that a browser named, and nowhere else."""

import http.client
import ipaddress
import socket
import ssl
from functools import cache
from typing import Final
from urllib.parse import urlsplit

TIMEOUT_SECONDS: Final = 10.0
PORT: Final = 443
ANSWER_BYTES_MAX: Final = 2_000


class Forbidden(Exception):
    """An address that is not a public one: a browser may name any, and ours must reach none inside."""


class PushAnswer(Exception):
    """A push service said no, and why."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}".strip())
        self.status = status


def send(endpoint: str, headers: dict[str, str], body: bytes) -> None:
    """Hand a message over; blocking, for a thread. Raises PushAnswer, Forbidden or OSError."""
    parts = urlsplit(endpoint)
    host, port = parts.hostname or "", parts.port or PORT
    connection = _Pinned(host, port, public_address(host, port))
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        words = answer.read(ANSWER_BYTES_MAX).decode(errors="replace")
        if not 200 <= answer.status < 300:  # a redirect is a no too: it could lead inside
            raise PushAnswer(answer.status, words)
    except http.client.HTTPException as error:
        raise OSError(f"no answer that can be read: {error!r}") from error
    finally:
        connection.close()


def public_address(host: str, port: int) -> str:
    """Where to connect. One private address among a name's is enough to refuse it."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if port != PORT or not found or not all(is_public(address) for address in found):
        raise Forbidden(f"{host}:{port} is not a public push service")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address is out in the world."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global


@cache
def trust() -> ssl.SSLContext:
    """Whose certificates are believed."""
    return ssl.create_default_context()


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was judged: asked again, a name could answer with another."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=trust())
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = trust().wrap_socket(plain, server_hostname=self.host)
