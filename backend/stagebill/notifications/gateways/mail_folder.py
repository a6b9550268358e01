"""The outgoing-mail folder: mail is laid down as .eml files, to be seen without any account."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from stagebill.kernel.config import Config
from stagebill.notifications.wire import WIRE

FOLDER: Final = "mail"


class MailFolder:
    """Writes `<data>/mail/<name>.eml`."""

    slug = "mail_folder"

    def __init__(self, config: Config) -> None:
        self._folder = config.data / FOLDER

    async def send(self, name: str, mail: EmailMessage, leaving: Callable[[], Awaitable[None]]) -> str:
        """The same mail again replaces the file by the same bytes, so it is there once after any crash, and
        there is no moment to fear.
        """
        await asyncio.to_thread(write_once, self._folder, f"{name}.eml", mail.as_bytes(policy=WIRE))
        return self.slug


def write_once(folder: Path, name: str, content: bytes) -> None:
    """A file is there whole or not at all; the same again is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.part"
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / name)
