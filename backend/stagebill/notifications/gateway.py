"""What Stagebill asks of whoever carries its mail."""

from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from typing import Protocol


class TryAgain(Exception):
    """It did not leave, but may later: nobody answered, or they said "not now"."""


class RefusedForGood(Exception):
    """It did not leave, and repeating will not help: no such mailbox, not from this sender."""


class OutcomeUnknown(Exception):
    """The carrier had all of it and did not answer: it may have left, so it is not sent again unasked."""


class MailGateway(Protocol):
    """One way for mail to leave."""

    slug: str

    async def send(self, name: str, mail: EmailMessage, leaving: Callable[[], Awaitable[None]]) -> str:
        """Hand the mail over, and return what the carrier answered. `name` is the same for the same mail, so
        that a repeat can be recognized. `leaving` is awaited before the first moment in which it may leave,
        after which a repeat would be a second mail. Raises TryAgain, RefusedForGood, OutcomeUnknown.
        """
        ...
