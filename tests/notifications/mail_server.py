"""A mail server on this machine: speaks SMTP as servers do, and fails in every way that they can."""

import asyncio
import base64
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from tests.notifications.push_service import certificate_of

HOST = "localhost"
USER, PASSWORD = "alder", "a mail server's pass:word@"


@dataclass
class MailServerPeer:
    """What it answers, and what it took. `silent_after_data` takes the mail and never says so."""

    security: str = "starttls"
    rcpt: str = "250 2.1.5 ok"
    data: str = "250 2.0.0 queued as 4711"
    silent_after_data: bool = False
    hangs_up_after_data: bool = False
    hangs_up_at: str = ""
    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        mails = [email.message_from_bytes(raw, policy=default) for raw in self.taken]
        return [mail for mail in mails if isinstance(mail, EmailMessage)]

    @property
    def url(self) -> str:
        scheme = {"starttls": "smtp", "tls": "smtps", "none": "smtp+plain"}[self.security]
        account = "" if self.security == "none" else f"{USER}:a%20mail%20server%27s%20pass%3Aword%40@"
        return f"{scheme}://{account}{HOST}:{self.port}"

    @property
    def account(self) -> dict[str, Any]:
        """As the owner would type it."""
        return {
            "is_on": True, "host": HOST, "port": self.port, "security": self.security, "username": USER,
            "password": PASSWORD, "from_address": "office@alder.example",
        }  # fmt: skip


class _Conversation:
    def __init__(
        self, peer: MailServerPeer, tls: ssl.SSLContext, reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:  # fmt: skip
        self.peer, self.tls, self.reader, self.writer = peer, tls, reader, writer
        self.is_safe = peer.security == "tls"

    async def hold(self) -> None:
        await self.say("220 mail.example ESMTP")
        while line := (await self.reader.readline()).decode().strip():
            word = line.partition(" ")[0].upper()
            self.peer.said.append(word)
            if word == self.peer.hangs_up_at or not await self.answer(word, line):
                return

    async def answer(self, word: str, line: str) -> bool:
        match word:
            case "EHLO":
                await self.greet()
            case "STARTTLS":
                await self.say("220 go ahead")
                await self.writer.start_tls(self.tls)
                self.is_safe = True
            case "AUTH":
                return await self.sign_in(line)
            case "MAIL":
                is_in = self.peer.security == "none" or bool(self.peer.signed_in)
                await self.say("250 ok" if is_in else "530 5.7.0 authentication required")
            case "RCPT":
                await self.say(self.peer.rcpt)
            case "DATA":
                return await self.take()
            case "QUIT":
                await self.say("221 bye")
                return False
            case _:
                await self.say("502 what?")
        return True

    async def greet(self) -> None:
        offers = "AUTH PLAIN" if self.is_safe else "STARTTLS" if self.peer.security == "starttls" else "HELP"
        await self.say(f"250-mail.example\r\n250 {offers}")

    async def sign_in(self, line: str) -> bool:
        user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")[1:]
        if (user, password) != (USER, PASSWORD):
            await self.say("535 5.7.8 authentication failed")
            return True
        self.peer.signed_in.append(user)
        await self.say("235 welcome")
        return True

    async def take(self) -> bool:
        await self.say("354 go on")
        raw = await self.reader.readuntil(b"\r\n.\r\n")
        if self.peer.data.startswith("250"):
            self.peer.taken.append(raw.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."))
        if self.peer.silent_after_data:
            await asyncio.sleep(60)
        if self.peer.hangs_up_after_data:
            return False
        await self.say(self.peer.data)
        return True

    async def say(self, line: str) -> None:
        self.writer.write(f"{line}\r\n".encode())
        await self.writer.drain()


@asynccontextmanager
async def mail_server(
    folder: Path, security: str = "starttls"
) -> AsyncIterator[tuple[MailServerPeer, ssl.SSLContext]]:
    """The server, and the trust that its certificate needs."""
    peer = MailServerPeer(security)
    certificate = certificate_of(HOST, folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    tasks: set[asyncio.Task[Any]] = set()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            await _Conversation(peer, tls, reader, writer).hold()
        with suppress(ConnectionError, ssl.SSLError):
            writer.transport.abort()

    server = await asyncio.start_server(hold, "127.0.0.1", 0, ssl=tls if security == "tls" else None)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer, ssl.create_default_context(cafile=certificate)
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
