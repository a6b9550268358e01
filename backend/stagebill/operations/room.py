"""Whether the disk still takes writes: tested with a file of its own, flushed like a commit."""

import os
import tempfile
from pathlib import Path
from typing import Final

PROBE_BYTES: Final = 64 * 1024
"""A few commits: with less room than this the next payment may be refused."""


class NoRoom(Exception):
    """Nothing more can be written to this folder."""


def prove_room(folder: Path) -> None:
    """Raises NoRoom. A full disk, an exhausted quota and a read-only folder all look alike here."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=".room-") as probe:
            probe.write(b"\0" * PROBE_BYTES)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise NoRoom(f"nothing can be written to {folder}: {error.strerror}") from error
