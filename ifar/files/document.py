"""Reads a PDF in a process of its own (`confinement`): how many pages, what is written on them, one page as a picture.

What a page of the library shows is a picture that was made here, so that nothing of a foreign PDF runs in a browser. A PDF that holds
scripts, other files, forms that act or things in three dimensions is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

MOST_PAGES: Final = 600
MOST_TEXT: Final = 20_000
"""Characters of one page that are kept for those who cannot see it."""
WIDTH: Final = 1240
"""Pixels of a page's longer or shorter side across: A4 at 150 dots to the inch."""
LONGEST_SIDE: Final = 3500
ACTS: Final = (
    b"/JavaScript",
    b"/Launch",
    b"/EmbeddedFile",
    b"/RichMedia",
    b"/U3D",
    b"/PRC",
    b"/XFA",
    b"/ImportData",
    b"/SubmitForm",
)
"""What stands in a PDF that does more than show pages."""


def read(path: Path) -> dict[str, Any]:
    """Pages and text of a PDF, or why it is refused."""
    if any(sign in path.read_bytes() for sign in ACTS):
        return {"refused": "acts"}
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return {"refused": "unreadable"}
    if pdfium.FPDFDoc_GetAttachmentCount(document) or pdfium.FPDFDoc_GetJavaScriptActionCount(document):
        return {"refused": "acts"}
    if not 0 < len(document) <= MOST_PAGES:
        return {"refused": "pages"}
    texts = []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage().get_text_bounded()
        texts.append("".join(one for one in text if one.isprintable() or one == "\n")[:MOST_TEXT])
    return {"pages": len(document), "text": texts}


def draw(path: Path, number: int, target: Path) -> dict[str, Any]:
    """Draw one page, counted from 1, as a picture of few colours and small size."""
    try:
        document = pypdfium2.PdfDocument(path)
        page = document[number - 1]
    except (pypdfium2.PdfiumError, IndexError):
        return {"refused": "unreadable"}
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), LONGEST_SIDE / max(height, 1))
    image: Image.Image = page.render(scale=scale).to_pil()
    image.convert("RGB").save(target, "WEBP", quality=72, method=4)
    return {"drawn": True}


def main(arguments: Sequence[str]) -> dict[str, Any]:
    """`read PDF` or `draw PDF NUMBER TARGET`."""
    what, path, *rest = arguments
    return read(Path(path)) if what == "read" else draw(Path(path), int(rest[0]), Path(rest[1]))
