"""Decodes one image and writes it anew, with a small copy. A process of its own: what breaks, breaks here.

Run as a script, by its path, with the source and two files to write. It says what it made as JSON and ends
with 0; anything else is a refusal. It imports nothing of Stagebill, and nothing of Stagebill imports it: the
server never holds an image library in its memory.
"""

import json
import resource
import sys
import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

MEMORY_BYTES_MAX = 512 * 1024 * 1024
CPU_SECONDS_MAX = 10
FILE_BYTES_MAX = 32 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MAX = 2048
THUMBNAIL_SIDE_MAX = 480
QUALITY, THUMBNAIL_QUALITY = 82, 72
FORMATS = ("JPEG", "PNG", "WEBP")
TOO_MANY_PIXELS, DISK_FULL, UNREADABLE = 3, 4, 5


def main(source: str, file: str, thumbnail: str) -> int:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES_MAX),
        (resource.RLIMIT_CPU, CPU_SECONDS_MAX),
        (resource.RLIMIT_FSIZE, FILE_BYTES_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        image = decoded(source)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_MANY_PIXELS
    except Exception:
        # Decoders fail in many ways on what was made to break them; to us they are one.
        return UNREADABLE
    try:
        small = image.copy()
        small.thumbnail((THUMBNAIL_SIDE_MAX, THUMBNAIL_SIDE_MAX))
        made = {"media_type": written(image, file), "width": image.width, "height": image.height}
        written(on_white(small), thumbnail, THUMBNAIL_QUALITY)
    except OSError:
        return DISK_FULL
    sys.stdout.write(json.dumps(made))
    return 0


def decoded(source: str) -> Image.Image:
    """The image upright, small enough, in plain colors, and without a word of what stood beside them."""
    with Image.open(source, formats=FORMATS) as opened:
        if opened.width * opened.height > PIXELS_MAX:
            raise Image.DecompressionBombError
        opened.thumbnail((SIDE_MAX, SIDE_MAX))
        upright = ImageOps.exif_transpose(opened)
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        in_colors = plain if plain.mode == "RGBA" else in_srgb(upright, plain)
        bare = Image.new(in_colors.mode, in_colors.size)
        bare.paste(in_colors)
        return bare


def in_srgb(image: Image.Image, plain: Image.Image) -> Image.Image:
    """Cameras describe their colors in a profile, which goes with the rest that stands beside them."""
    profile = image.info.get("icc_profile")
    if not profile:
        return plain
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, Warning):
        return plain
    return made or plain


def on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def written(image: Image.Image, path: str, quality: int = QUALITY) -> str:
    if image.mode == "RGBA":
        image.save(path, "PNG", optimize=True)
        return "image/png"
    image.save(path, "JPEG", quality=quality, optimize=True, progressive=True)
    return "image/jpeg"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
