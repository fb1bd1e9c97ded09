"""A file that is handed over, as one accessible PDF with the same as data attached: what a reader sees and what a program reads."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from ifar.errors import Unavailable
from ifar.files.confinement import Limits, Unreadable, run
from ifar.papers.runs import runs_of
from ifar.papers.words import words_of

SETTING: Final = Limits(seconds=60, memory=2 * 1024**3, output=64 * 1024**2)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a file: rows of label and value where it has no columns, else a table; `empty` stands where there are no rows."""

    heading: str
    rows: Sequence[Sequence[str]]
    columns: Sequence[str] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """The data that lie in the PDF: name of the file, its text, and what it is, in words."""

    name: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A file: title, number, office that hands it over, lines below the title, line at the foot of each page, its parts."""

    title: str
    number: str
    office: str
    lines: Sequence[str]
    foot: str
    sections: Sequence[Section]
    attached: Attached


def set_dossier(said: Dossier, language: str) -> bytes:
    """The PDF of a file.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    data: dict[str, Any] = {
        "lang": language,
        "title": said.title,
        "number": said.number,
        "office": said.office,
        "lines": [runs_of(line, language) for line in said.lines],
        "foot": runs_of(said.foot, language),
        "file": {"name": said.attached.name, "text": said.attached.text, "words": said.attached.words},
        "sections": [
            {
                "heading": one.heading,
                "columns": list(one.columns),
                "empty": one.empty,
                "rows": [[runs_of(cell, language) for cell in row] for row in one.rows],
            }
            for one in said.sections
        ],
    }
    with tempfile.TemporaryDirectory(dir=settings.IFAR_HOME) as name:
        folder = Path(name)
        (folder / "paper.json").write_text(json.dumps(data, ensure_ascii=False))
        try:
            run("ifar.papers.typesetting", [str(folder), "dossier"], SETTING)
        except Unreadable as error:
            raise Unavailable("papers.setting", words_of("papers.setting")) from error
        return (folder / "paper.pdf").read_bytes()
