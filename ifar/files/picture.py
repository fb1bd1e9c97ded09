"""Makes the clean copy of a picture: upright, without metadata, at most `LONGEST_EDGE` pixels. Runs confined, by itself."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageChops, ImageOps

from ifar.files import kinds

LONGEST_EDGE: Final = 2400
MOST_PIXELS: Final = 80_000_000
SAME: Final = 40
"""By how much of 255 a spot of two pictures may differ that show the same."""
FORMATS: Final = ("JPEG", "PNG", "WEBP")


class NoReader(Exception):
    """The library that reads a kind of picture is not there, as on a processor for which nobody builds it."""


def _formats(original: Path) -> tuple[str, ...]:
    """The formats by which a picture may be read. Its reader is loaded only for what telephones make: it costs every other one time.

    Raises:
        NoReader: the library is not there.
    """
    with original.open("rb") as file:
        if kinds.recognise(file.read(kinds.HEAD)) != kinds.HEIC:
            return FORMATS
    try:
        heif = importlib.import_module("pi_heif")
    except ImportError as error:
        raise NoReader(kinds.HEIC.code) from error
    # One thread, no embedded previews or depth maps: nothing of them is shown.
    heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return ("HEIF",)


def clean(original: Path, target: Path) -> tuple[int, int]:
    """Write the clean copy as JPEG and return its width and height.

    Raises:
        NoReader: the library that reads this kind is not there.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(original, formats=_formats(original)) as picture:
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


def alike(path: Path, other: Path) -> bool:
    """Whether two copies show the same, whatever release of a library wrote them: nowhere is a spot of four by four pixels visibly another."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(path, formats=FORMATS) as first, Image.open(other, formats=FORMATS) as second:
        if first.size != second.size:
            return False
        spots = [picture.convert("RGB").reduce(min(4, *picture.size)) for picture in (first, second)]
        counts = ImageChops.difference(*spots).histogram()  # 256 of each colour
        return not any(number for at, number in enumerate(counts) if at % 256 > SAME)


def main(arguments: Sequence[str]) -> Any:
    """Make the clean copy of `ORIGINAL` as `TARGET` and tell its width and height; or tell whether two are `alike`."""
    if arguments[0] == "alike":
        return alike(Path(arguments[1]), Path(arguments[2]))
    try:
        width, height = clean(Path(arguments[0]), Path(arguments[1]))
    except NoReader as error:
        return {"refused": str(error), "params": {}}
    return {"width": width, "height": height}
