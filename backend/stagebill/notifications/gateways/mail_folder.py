"""The outgoing-mail folder: mail is laid down as .eml files, to be seen without any account."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final

from stagebill.kernel.config import Config

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
        await asyncio.to_thread(_write, self._folder, name, mail.as_bytes(policy=SMTP))
        return self.slug


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.part"
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / f"{name}.eml")
