"""Draws the app's icons, with nothing but the standard library: `python pwa/icons/draw.py`.

The picture is the product's own: a job's money in one line, paid, due and left, three stages high.
"""

import struct
import zlib
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
GROUND = (34, 79, 167)
WHITE = (255, 255, 255)
PALE = (160, 187, 240)
SAMPLES = 4  # per pixel and axis: smooth edges


class Bar(NamedTuple):
    """A rounded bar in a picture of 96 × 96."""

    left: float
    top: float
    right: float
    bottom: float
    color: tuple[int, int, int]


# Each row bills a little more of the job than the one above it.
BARS = (
    Bar(20, 24, 38, 36, WHITE),
    Bar(42, 24, 76, 36, PALE),
    Bar(20, 42, 54, 54, WHITE),
    Bar(58, 42, 76, 54, PALE),
    Bar(20, 60, 76, 72, WHITE),
)
RADIUS = 4
CORNER = 21


def main() -> None:
    for size in (180, 192, 512):
        # iOS cuts the corners itself and shows transparency as black, so its icon is a full square.
        corner = 0 if size == 180 else CORNER
        (HERE / f"icon_{size}.png").write_bytes(png(pixels(size, corner=corner, scale=1), size))
    (HERE / "icon_maskable_512.png").write_bytes(png(pixels(512, corner=0, scale=0.82), 512))
    (HERE / "favicon.ico").write_bytes(ico(png(pixels(32, corner=CORNER, scale=1), 32), 32))
    (HERE / "icon.svg").write_text(svg(), encoding="utf-8")


def pixels(size: int, *, corner: float, scale: float) -> list[bytearray]:
    """Rows of RGBA; `scale` shrinks the picture into the safe zone of a maskable icon."""
    shapes = [Bar(0, 0, 96, 96, GROUND), *(shrunk(bar, scale) for bar in BARS)]
    radii = [corner, *(RADIUS * scale for _ in BARS)]
    rows = [bytearray(4 * size) for _ in range(size)]
    for shape, radius in zip(shapes, radii, strict=True):
        paint(rows, size, shape, radius)
    return rows


def shrunk(bar: Bar, scale: float) -> Bar:
    left, top, right, bottom = (48 + (side - 48) * scale for side in bar[:4])
    return Bar(left, top, right, bottom, bar.color)


def paint(rows: list[bytearray], size: int, bar: Bar, radius: float) -> None:
    unit = 96 / size
    for y in range(int(bar.top / unit), min(size, int(bar.bottom / unit) + 1)):
        for x in range(int(bar.left / unit), min(size, int(bar.right / unit) + 1)):
            if share := coverage(bar, radius, x, y, unit):
                blend(rows[y], 4 * x, bar.color, share)


def coverage(bar: Bar, radius: float, x: int, y: int, unit: float) -> float:
    offsets = [(n + 0.5) / SAMPLES for n in range(SAMPLES)]
    inside = sum(holds(bar, radius, (x + dx) * unit, (y + dy) * unit) for dx in offsets for dy in offsets)
    return inside / SAMPLES**2


def holds(bar: Bar, radius: float, x: float, y: float) -> bool:
    if not (bar.left <= x <= bar.right and bar.top <= y <= bar.bottom):
        return False
    across = max(bar.left + radius - x, x - bar.right + radius, 0)
    down = max(bar.top + radius - y, y - bar.bottom + radius, 0)
    return across**2 + down**2 <= radius**2 or radius == 0


def blend(row: bytearray, at: int, color: tuple[int, int, int], share: float) -> None:
    alpha = row[at + 3] / 255
    total = share + alpha * (1 - share)
    for channel in range(3):
        row[at + channel] = round((color[channel] * share + row[at + channel] * alpha * (1 - share)) / total)
    row[at + 3] = round(255 * total)


def png(rows: list[bytearray], size: int) -> bytes:
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def ico(image: bytes, size: int) -> bytes:
    entry = struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(image), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + image


def svg() -> str:
    bars = "".join(
        f'<rect x="{bar.left}" y="{bar.top}" width="{bar.right - bar.left}" height="{bar.bottom - bar.top}"'
        f' rx="{RADIUS}" fill="#{bytes(bar.color).hex()}"/>'
        for bar in BARS
    )
    ground = f'<rect width="96" height="96" rx="{CORNER}" fill="#{bytes(GROUND).hex()}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">{ground}{bars}</svg>\n'


if __name__ == "__main__":
    main()
