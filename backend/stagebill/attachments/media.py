"""What an upload is, judged by its bytes alone: names and headers are claims of a stranger."""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from stagebill.kernel.errors import Kind, Refusal

UPLOAD_BYTES_MAX: Final = 25 * 1024 * 1024
DAY_BYTES_MAX: Final = 500 * 1024 * 1024
"""What one member may upload in a day: far more than a crew's photos, far less than a disk."""
HEAD_BYTES: Final = 16
TAIL_BYTES: Final = 1024

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]


class MediaType(StrEnum):
    """What is kept. Images are one of the first two once they are kept; documents stay as they came."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


IMAGES: Final = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP})


# What the container of a photo calls itself: of one picture, of several, or of either.
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


class TooLarge(Refusal):
    """An upload is at most 25 MiB."""

    kind = Kind.TOO_LARGE


class Empty(Refusal):
    """An upload must have at least one byte."""


class WrongDigest(Refusal):
    """An upload's bytes must have the SHA-256 that its address names."""


class UnknownKind(Refusal):
    """An upload must be a JPEG, PNG or WebP image, or a PDF document, whatever its name says."""

    kind = Kind.UNSUPPORTED


class Heic(Refusal):
    """HEIC photos are not accepted: browsers cannot show them. Phones hand them over as JPEG."""

    kind = Kind.UNSUPPORTED


class UnreadableImage(Refusal):
    """An image must be complete and decodable within limits of time and memory."""


class TooManyPixels(Refusal):
    """An image has at most 40 million pixels."""

    kind = Kind.TOO_LARGE


class TooMuchToday(Refusal):
    """A member can upload at most 500 MiB in 24 hours."""

    kind = Kind.TOO_MANY


def media_type(head: bytes, tail: bytes) -> MediaType:
    """The type of a file with this beginning and end. Raises Heic, UnknownKind."""
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        raise Heic()
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    # A document is kept as it came, so it must be nothing else besides: an archive has its end at the end.
    if head.startswith(b"%PDF-") and b"%%EOF" in tail and b"PK\x05\x06" not in tail:
        return MediaType.PDF
    raise UnknownKind()
