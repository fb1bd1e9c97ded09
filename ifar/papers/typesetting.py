"""Sets a paper: `python -m ifar.papers.typesetting FOLDER`, run confined (see `ifar/files/confinement.py`).

The folder holds `paper.json`; `paper.pdf` is written beside it. The typesetter sees nothing but that folder and the fonts: no
other file, no package, no network; the template is a copy of ours and the data are never markup.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Final

import typst

HERE: Final = Path(__file__).resolve().parent
TEMPLATE: Final = HERE / "paper.typ"
FONTS: Final = HERE / "fonts"
STANDARD: Final = "ua-1"
"""Tagged, with title, language, reading order and words for every picture; the typesetter refuses what is not (ISO 14289-1)."""


def main(folder: Path) -> None:
    """Set the paper of a folder."""
    shutil.copyfile(TEMPLATE, folder / TEMPLATE.name)
    compiler = typst.Compiler(
        str(folder / TEMPLATE.name),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )
    _, warnings = compiler.compile_with_warnings(
        output=str(folder / "paper.pdf"), format="pdf", pdf_standards=[STANDARD], timestamp=0
    )
    sys.stdout.write(json.dumps({"warnings": [one.message for one in warnings]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
