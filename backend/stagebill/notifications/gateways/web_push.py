"""The way to push services: HTTPS to a public address that a browser named, and nowhere else."""

from typing import Final

from stagebill.kernel.public_https import Forbidden
from stagebill.kernel.public_https import send as send_out

__all__ = ["Forbidden", "PushAnswer", "send"]

TIMEOUT_SECONDS: Final = 10.0


class PushAnswer(Exception):
    """A push service said no, and why."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}".strip())
        self.status = status


def send(endpoint: str, headers: dict[str, str], body: bytes) -> None:
    """Hand a message over; blocking, for a thread. Raises PushAnswer, Forbidden or OSError."""
    answer = send_out(endpoint, headers, body, seconds=TIMEOUT_SECONDS)
    if not 200 <= answer.status < 300:  # a redirect is a no too: it could lead inside
        raise PushAnswer(*answer)
