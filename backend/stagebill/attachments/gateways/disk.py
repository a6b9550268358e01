"""Bytes in the data folder: written whole, flushed, then named by their digest; never written again."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from stagebill.attachments.gateway import BlobStore
from stagebill.kernel.config import Config
from stagebill.kernel.ids import Id, new_id

FOLDER: Final = "blobs"
READ_BYTES: Final = 256 * 1024
INCOMING: Final = "incoming"


def blob_store(config: Config) -> BlobStore:
    """The store of this installation."""
    return DiskStore(config.data / FOLDER)


class DiskStore:
    """`<folder>/<organization>/<first two digits>/<digest>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def incoming(self) -> Path:
        """A file of its own for each upload; what a killed server left there belongs to nobody."""
        folder = self.folder / INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        return folder / new_id()

    async def keep(self, organization_id: Id, digest: str, file: Path) -> None:
        """The name appears only when the bytes are on the disk, and the folder knows the name for good."""
        await asyncio.to_thread(_keep, file, self.path(organization_id, digest))

    async def has(self, organization_id: Id, digest: str) -> bool:
        return await asyncio.to_thread(self.path(organization_id, digest).is_file)

    async def read(self, organization_id: Id, digest: str) -> AsyncIterator[bytes]:
        file = await asyncio.to_thread(self.path(organization_id, digest).open, "rb")
        try:
            while piece := await asyncio.to_thread(file.read, READ_BYTES):
                yield piece
        finally:
            file.close()

    def path(self, organization_id: Id, digest: str) -> Path:
        return self.folder / organization_id / digest[:2] / digest


def _keep(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    _flush(file)
    file.replace(place)
    # New folders have to be known to those above them as well.
    for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
        _flush(folder)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
