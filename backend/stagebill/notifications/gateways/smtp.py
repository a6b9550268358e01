"""The way to a mail server: one connection for a mail, every step with its time limit."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.message import EmailMessage
from functools import cache
from typing import Final

import aiosmtplib

from stagebill.notifications.gateway import OutcomeUnknown, RefusedForGood, TryAgain
from stagebill.notifications.mail_account import MailServer
from stagebill.notifications.wire import WIRE

STEP_SECONDS: Final = 8.0
# The server may look at the mail before it answers; with the steps before it, this stays under the errand's.
DATA_SECONDS: Final = 15.0
ALL_SECONDS: Final = 40.0
GOODBYE_SECONDS: Final = 2.0
_PERMANENT: Final = 500
# A wrong password is said with 5xx, but it is the company's to mend, and then the mail should leave.
_ACCOUNT: Final = frozenset({454, 530, 534, 535, 538})


class Smtp:
    """Hands mail to one server."""

    slug = "smtp"

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def send(self, name: str, mail: EmailMessage, leaving: Callable[[], Awaitable[None]]) -> str:
        """One recipient at a time, so that an answer is about one. `name` is in the Message-ID already."""
        client = self._client()
        has_begun = False
        try:
            async with asyncio.timeout(ALL_SECONDS):
                await self._introduce(client, mail["To"].addresses[0].addr_spec)
                await leaving()
                has_begun = True
                return await self._hand_over(client, mail.as_bytes(policy=WIRE))
        except TimeoutError as error:
            words = f"{self._server.host} took longer than {ALL_SECONDS:.0f} seconds"
            raise (OutcomeUnknown if has_begun else TryAgain)(words) from error
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=None if server.security == "none" else trust(),
            local_hostname="stagebill.invalid",
            timeout=STEP_SECONDS,
        )

    async def _introduce(self, client: aiosmtplib.SMTP, to: str) -> None:
        """All that can be refused before there is a mail."""
        try:
            await client.connect()
            await client.mail(self._server.from_address)
            await client.rcpt(to)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _refusal(error) from error

    async def _hand_over(self, client: aiosmtplib.SMTP, content: bytes) -> str:
        """From here on, silence says nothing of whether the mail was taken."""
        try:
            answer = await client.data(content, timeout=DATA_SECONDS)
        except aiosmtplib.SMTPDataError as error:
            raise _refusal(error) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise OutcomeUnknown(f"{self._server.host} took the mail and did not answer") from error
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=GOODBYE_SECONDS)
        return f"{answer.code} {answer.message}"


def _refusal(error: Exception) -> Exception:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        words = f"{error.code} {error.message}"
        is_final = error.code >= _PERMANENT and error.code not in _ACCOUNT
        return RefusedForGood(words) if is_final else TryAgain(words)
    return TryAgain(str(error) or type(error).__name__)


@cache
def trust() -> ssl.SSLContext:
    """Whose certificates are believed."""
    return ssl.create_default_context()
