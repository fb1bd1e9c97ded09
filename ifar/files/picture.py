"""Makes the clean copy of a picture: upright, without metadata, at most `LONGEST_EDGE` pixels. Runs confined, by itself.

python -m ifar.files.picture ORIGINAL TARGET
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

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


if __name__ == "__main__":
    width, height = clean(Path(sys.argv[1]), Path(sys.argv[2]))
    json.dump({"width": width, "height": height}, sys.stdout)
