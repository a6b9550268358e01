"""What Stagebill asks of whoever carries its mail."""

from email.message import EmailMessage
from typing import Protocol


class MailGateway(Protocol):
    """One way for mail to leave."""

    slug: str

    async def send(self, name: str, mail: EmailMessage) -> None:
        """Hand the mail over. `name` is the same for the same mail, so that a repeat can be recognised."""
        ...
