"""Makes a picture in points of a chart or a map, with the fonts of papers; run confined (see `ifar/files/confinement.py`).

The folder holds `chart.svg`; `chart.png` is written beside it. The typesetter sees nothing but that folder and the fonts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst

FONTS: Final = Path(__file__).resolve().parent / "fonts"
PAGE: Final = '#set page(width: auto, height: auto, margin: 16pt)\n#image("chart.svg", width: 480pt)\n'
POINTS: Final = 144.0
"""Points an inch: twice what a screen of old has."""


def main(arguments: Sequence[str]) -> Any:
    """Draw the chart of a folder."""
    folder = Path(arguments[0])
    (folder / "chart.typ").write_text(PAGE)
    compiler = typst.Compiler(
        str(folder / "chart.typ"), root=str(folder), font_paths=[str(FONTS)], ignore_system_fonts=True
    )
    compiler.compile(output=str(folder / "chart.png"), format="png", ppi=POINTS)
    return {}
