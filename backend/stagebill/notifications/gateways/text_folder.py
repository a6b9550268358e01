"""The outgoing folder for texts: laid down as files, to be seen without any account."""

import asyncio

from stagebill.kernel.config import Config
from stagebill.notifications.gateways.mail_folder import write_once

FOLDER = "texts"
SLUG = "text_folder"


async def lay_down(config: Config, name: str, to: str, body: str) -> str:
    """Writes `<data>/texts/<name>.txt`; the same text again replaces the file by the same bytes."""
    content = f"To: {to}\n\n{body}\n".encode()
    await asyncio.to_thread(write_once, config.data / FOLDER, f"{name}.txt", content)
    return SLUG
