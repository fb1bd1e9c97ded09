"""Makes the clean copy of a picture: upright, without metadata, at most `LONGEST_EDGE` pixels. Runs confined, by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps

LONGEST_EDGE: Final = 2400
MOST_PIXELS: Final = 80_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")


def clean(original: Path, target: Path) -> tuple[int, int]:
    """Write the clean copy as JPEG and return its width and height."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(original, formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
        if upright.mode in ("RGBA", "LA", "P"):
            upright = upright.convert("RGBA")
            ground = Image.new("RGB", upright.size, "white")
            ground.paste(upright, mask=upright.getchannel("A"))
            upright = ground
        plain = Image.new("RGB", upright.size)
        plain.paste(upright.convert("RGB"))
        plain.save(target, "JPEG", quality=88, optimize=True)
        return plain.size


def main(arguments: Sequence[str]) -> Any:
    """Make the clean copy of `ORIGINAL` as `TARGET` and tell its width and height."""
    width, height = clean(Path(arguments[0]), Path(arguments[1]))
    return {"width": width, "height": height}
