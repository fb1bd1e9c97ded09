"""Sets a paper, or a batch of letters, in a folder; run confined (see `ifar/files/confinement.py`).

The folder holds `paper.json`; `paper.pdf` is written beside it. The typesetter sees nothing but that folder and the fonts: no
other file, no package, no network; the template is a copy of ours and the data are never markup.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst

HERE: Final = Path(__file__).resolve().parent
TEMPLATES: Final = {name: HERE / f"{name}.typ" for name in ("paper", "letters", "dossier", "labels")}
FONTS: Final = HERE / "fonts"
STANDARD: Final = "ua-1"
"""Tagged, with title, language, reading order and words for every picture; the typesetter refuses what is not (ISO 14289-1)."""


def main(arguments: Sequence[str]) -> Any:
    """Set the paper of a folder and tell what the typesetter warns of."""
    folder = Path(arguments[0])
    template = TEMPLATES[arguments[1] if len(arguments) > 1 else "paper"]
    shutil.copyfile(template, folder / template.name)
    compiler = typst.Compiler(
        str(folder / template.name),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )
    _, warnings = compiler.compile_with_warnings(
        output=str(folder / "paper.pdf"), format="pdf", pdf_standards=[STANDARD], timestamp=0
    )
    return {"warnings": [one.message for one in warnings]}
