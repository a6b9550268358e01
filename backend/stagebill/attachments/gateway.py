"""Where bytes lie, behind one protocol: a folder today, a bucket where there are several machines."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from stagebill.kernel.ids import Id


class BlobStore(Protocol):
    """Bytes by their digest, apart for each organization: a digest is no secret, and tells nothing here."""

    def incoming(self) -> Path:
        """A name for a file that is being written: on the same disk, and gone if nobody keeps it."""
        ...

    async def keep(self, organization_id: Id, digest: str, file: Path) -> None:
        """Make the file's bytes durable under their digest; the file is gone afterwards."""
        ...

    async def has(self, organization_id: Id, digest: str) -> bool: ...

    def read(self, organization_id: Id, digest: str) -> AsyncIterator[bytes]:
        """The bytes, in pieces. Raises FileNotFoundError before the first."""
        ...
