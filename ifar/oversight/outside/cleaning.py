"""Files of a report made anew, so that nothing of the original is left but what an eye sees: pictures without what a camera writes, PDFs of pictures of their pages.

The readers are those of `ifar.files`, each in a confined process. What they read lies in a folder in memory for as long as it takes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from ifar.files import kinds
from ifar.files.confinement import Limits, Unreadable, run
from ifar.oversight.envelopes import Attachment

MOST_FILES: Final = 5
MOST_PAGES: Final = 40
_PICTURE: Final = Limits(seconds=10, memory=768 * 1024 * 1024, output=64 * 1024 * 1024)
_PDF: Final = Limits(seconds=30, memory=1024 * 1024 * 1024, output=64 * 1024 * 1024)


class Refused(Exception):
    """A file is of no kind that is taken, or cannot be read."""


def cleaned(contents: list[bytes], work: str) -> tuple[Attachment, ...]:
    """Files made anew, each called by its place alone.

    Raises:
        Refused: one is neither a picture nor a PDF, or cannot be made anew.
    """
    return tuple(_one(number, content, work) for number, content in enumerate(contents, 1))


def _one(number: int, content: bytes, work: str) -> Attachment:
    kind = kinds.recognise(content[: kinds.HEAD])
    with tempfile.TemporaryDirectory(dir=work) as folder:
        original, target = Path(folder) / "original", Path(folder) / "clean"
        original.write_bytes(content)
        try:
            if kind.family == "picture":
                run("ifar.files.picture", [str(original), str(target)], _PICTURE)
                return Attachment(f"{number}.jpg", "image/jpeg", target.read_bytes())
            if kind.code == "pdf":
                run("ifar.files.document", ["flat", str(original), str(target), str(MOST_PAGES)], _PDF)
                return Attachment(f"{number}.pdf", "application/pdf", target.read_bytes())
        except (Unreadable, OSError) as error:
            raise Refused from error
    raise Refused
