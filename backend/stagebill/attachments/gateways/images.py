"""Images are decoded by a child process with limits of its own: a bomb ends the child, not us."""

import asyncio
import sys
from pathlib import Path
from typing import Final

import msgspec

from stagebill.attachments.media import MediaType, TooManyPixels, UnreadableImage
from stagebill.kernel.errors import Unavailable

CHILDREN_MAX: Final = 2
SECONDS_MAX: Final = 20
_CHILD: Final = Path(__file__).with_name("image_child.py")
_TOO_MANY_PIXELS: Final = 3
_DISK_FULL: Final = 4


class Shrunk(msgspec.Struct, frozen=True):
    """What the child made of an image."""

    media_type: MediaType
    width: int
    height: int


_shrunk: Final = msgspec.json.Decoder(Shrunk)


class ImageShop:
    """Shrinks images, a few at a time."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(CHILDREN_MAX)

    async def shrink(self, source: Path, file: Path, thumbnail: Path) -> Shrunk:
        """Write the image anew to `file`, a small copy to `thumbnail`. Raises the refusals of images."""
        async with self._places:
            code, said = await _run(str(source), str(file), str(thumbnail))
        if code == 0:
            return _shrunk.decode(said)
        if code == _TOO_MANY_PIXELS:
            raise TooManyPixels()
        if code == _DISK_FULL:
            raise Unavailable()
        raise UnreadableImage()


async def _run(*paths: str) -> tuple[int, bytes]:
    # -I: nothing of the environment or of the folder it lies in changes what the child imports.
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(_CHILD), *paths,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS_MAX):
            said, _ = await child.communicate()
    except TimeoutError:
        return -1, b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return child.returncode or 0, said
