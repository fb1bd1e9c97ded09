"""Reads a PDF in a process of its own (`confinement`): how many pages, what is written on them, one page as a picture.

What a page of the library shows is a picture that was made here, so that nothing of a foreign PDF runs in a browser. A PDF that openly holds
scripts, other files, forms that act or things in three dimensions is refused, so that whoever brings it knows; what hides them is made anew,
so that nothing of it is kept either way.
"""

from __future__ import annotations

import io
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
        texts.append("".join(item for item in text if item.isprintable() or item == "\n")[:MOST_TEXT])
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


def flat(path: Path, target: Path, most: int) -> dict[str, Any]:
    """Make a PDF anew of the pictures of its pages; pages and text, or why it is refused.

    Nothing of the original is in it but what an eye sees: no author, no place in a photograph, nothing under a black bar, no layer.
    """
    values = read(path)
    if "refused" in values:
        return values
    if values["pages"] > most:
        return {"refused": "many"}
    original, made = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    for number in range(values["pages"]):
        page = original[number]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), LONGEST_SIDE / max(height, 1))
        drawn = io.BytesIO()
        page.render(scale=scale).to_pil().convert("RGB").save(drawn, "JPEG", quality=78, optimize=True)
        drawn.seek(0)
        picture = pypdfium2.PdfImage.new(made)
        picture.load_jpeg(drawn, inline=True)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        sheet = made.new_page(width, height)
        sheet.insert_obj(picture)
        sheet.gen_content()
        page.close()
    made.save(target)
    return values


def clean(path: Path, target: Path) -> dict[str, Any]:
    """Make a PDF anew of what its pages show, words as words; pages and text, or why it is refused.

    Of the original come over the contents of the pages and what they are drawn with. What hangs on the document or on a page does not:
    scripts, files that lie in it or behind it, notes, forms, links, who made it and with what.
    """
    values = read(path)
    if "refused" in values:
        return values
    original, made = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    for number in range(values["pages"]):
        page = original[number]
        # The page is drawn turned as it is turned, so that its sheet stands upright.
        sheet = made.new_page(*page.get_size())
        sheet.insert_obj(original.page_as_xobject(number, made).as_pageobject())
        sheet.gen_content()
    made.save(target)
    return values


def main(arguments: Sequence[str]) -> dict[str, Any]:
    """`read PDF`, `draw PDF NUMBER TARGET`, `clean PDF TARGET` or `flat PDF TARGET MOST`."""
    what, path, *rest = arguments
    if what == "clean":
        return clean(Path(path), Path(rest[0]))
    if what == "flat":
        return flat(Path(path), Path(rest[0]), int(rest[1]))
    return read(Path(path)) if what == "read" else draw(Path(path), int(rest[0]), Path(rest[1]))
