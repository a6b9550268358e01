"""How a file leaves: its headers. Nothing in it may run; only what we made ourselves is shown in place."""

from urllib.parse import quote

from stagebill.attachments.media import IMAGES, MediaType

# Short, since a file may be taken off its job or out of somebody's sight; its bytes never change.
_CACHING = "private, max-age=600"
_POLICY = "default-src 'none'; style-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'"
_ENDINGS = {
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.WEBP: ".webp",
    MediaType.PDF: ".pdf",
}


def file_headers(media_type: MediaType, name: str, digest: str, size: int) -> dict[str, str]:
    """The headers of a file of ours; `name` is what people called it."""
    place = "inline" if media_type in IMAGES else "attachment"
    called = _called(name, media_type)
    return {
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(called, safe='')}",
        "Content-Security-Policy": _POLICY,
        "Content-Length": str(size),
        "Cache-Control": _CACHING,
        "ETag": f'"{digest}"',
        "X-Robots-Tag": "noindex, nofollow",
    }


def _called(name: str, media_type: MediaType) -> str:
    """The name with the ending of what the file is, so that no system opens it as something else."""
    ending = _ENDINGS[media_type]
    stem = name.strip() or "file"
    return stem if stem.lower().endswith(ending) else f"{stem}{ending}"
