"""Sets a paper, or a batch of letters, in a folder; run confined (see `ifar/files/confinement.py`).

The folder holds `paper.json`; `paper.pdf` is written beside it. The typesetter sees nothing but that folder and the fonts: no
other file, no package, no network; the template is a copy of ours and the data are never markup.

A letter that no font has (ISO 14289-1 allows no blank for it) is told in Latin letters, and so is every other of its script: a name in Thai or
Amharic is printed, and the data that a file carries keep it as it was written.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst
from anyascii import anyascii

HERE: Final = Path(__file__).resolve().parent
TEMPLATES: Final = {name: HERE / f"{name}.typ" for name in ("paper", "letters", "dossier", "labels")}
FONTS: Final = HERE / "fonts"
STANDARD: Final = "ua-1"
"""Tagged, with title, language, reading order and words for every picture; the typesetter refuses what is not (ISO 14289-1)."""

MOST_TRIES: Final = 40
KEPT: Final = ("file", "svg")
OURS: Final = frozenset({"", "LATIN", "GREEK", "CYRILLIC", "ARABIC", "CJK", "DIGIT"})
"""Scripts of our fonts: of these a single letter is told otherwise, where a font lacks it."""
_LATIN: Final = 0x24F
_NO_GLYPH: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


def main(arguments: Sequence[str]) -> Any:
    """Set the paper of a folder and tell what the typesetter warns of."""
    folder = Path(arguments[0])
    template = TEMPLATES[arguments[1] if len(arguments) > 1 else "paper"]
    shutil.copyfile(template, folder / template.name)
    for tried in range(MOST_TRIES):
        compiler = typst.Compiler(
            str(folder / template.name),
            root=str(folder),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
        )
        try:
            _, warnings = compiler.compile_with_warnings(
                output=str(folder / "paper.pdf"), format="pdf", pdf_standards=[STANDARD], timestamp=0
            )
        except typst.TypstError as error:
            match = _NO_GLYPH.search(str(error))
            if match is None or tried == MOST_TRIES - 1 or not _told_otherwise(folder, match[1]):
                raise
        else:
            return {"warnings": [warning.message for warning in warnings]}
    return None


def _told_otherwise(folder: Path, missing: str) -> bool:
    """Tell letters that no font has in those that one has; whether that changed anything."""
    missing = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), missing)
    text = (folder / "paper.json").read_text()
    scripts = {_script(code) for code in missing} - OURS
    table = {
        ord(item): "".join(filter(str.isprintable, anyascii(item))) or "?"
        for item in {*text}
        if item in missing or (ord(item) > _LATIN and _script(item) in scripts)
    }
    other = json.dumps(_translated(json.loads(text), table), ensure_ascii=False)
    (folder / "paper.json").write_text(other)
    return other != text


def _script(character: str) -> str:
    """The script of a character, as the first word of its name has it."""
    return unicodedata.name(character, "").split(" ")[0]


def _translated(value: Any, table: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, list):
        return [_translated(item, table) for item in value]
    if isinstance(value, dict):
        # What is attached is data, and a drawing is code.
        return {name: item if name in KEPT else _translated(item, table) for name, item in value.items()}
    return value
