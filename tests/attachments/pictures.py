"""Files as people and attackers send them, made on the spot."""

import struct
import zlib
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image

ORIENTATION, GPS, MAKE, UPRIGHT_WHEN_TURNED = 0x0112, 0x8825, 0x010F, 6
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **how: Any) -> bytes:
    """A photo of a wall: the left half red, the right half blue."""
    image = Image.new(mode, size, (200, 30, 30, 255)[: len(mode)])
    image.paste((30, 30, 200, 255)[: len(mode)], (size[0] // 2, 0, *size))
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def drawn(kind: str, mode: str) -> bytes:
    """The same photo in this kind of file, its colors kept in this mode."""
    image = opened(picture("PNG", mode="RGBA"))
    if mode == "RGBA":
        image.putpixel((0, 0), (0, 0, 0, 0))
    else:
        image = image.convert("RGB").convert(mode)
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def located(orientation: int = 1) -> bytes:
    """A photo that says where it was taken, by which camera, and how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "Spy Camera"
    exif.get_ifd(GPS).update({1: "N", 2: (40.0, 26.0, 46.0), 3: "W", 4: (79.0, 58.0, 56.0)})
    return picture(exif=exif.tobytes())


def flood(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims this many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 4096))
        + chunk(b"IEND", b"")
    )


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image
