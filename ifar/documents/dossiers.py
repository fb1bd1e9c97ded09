"""A file that is handed over, as one accessible PDF with the same as data attached: what a reader sees and what a program reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ifar.documents.columns import breakable, columns_of
from ifar.documents.layout import code_of
from ifar.documents.printing import MANY_PAGES, pdf_of
from ifar.documents.runs import Run, runs_of
from ifar.files.confinement import Limits

LABEL_AND_VALUE: Final = (24, 60)
"""Characters that stand beside one another in a label and in its value."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a file: rows of label and value where it has no columns, else a table; `empty` stands where there are no rows.

    `widths` are the shares of the columns of a table; the first as wide as it needs and the others alike where there are none.
    `names` are the columns, from 0, whose figures name something: a serial number is no amount and stands where words stand.
    `picture` stands above the rows: an SVG, what it shows in words for whoever does not see it, and a line below it.
    """

    heading: str
    rows: Sequence[Sequence[str]]
    columns: Sequence[str] = ()
    empty: str = ""
    widths: Sequence[int] = ()
    picture: tuple[str, str, str] | None = None
    names: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """The data that lie in the PDF: name of the file, its text, and what it is, in words."""

    name: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a print can be checked by without a network: codes that carry the data, with words for each, under a heading."""

    heading: str
    words: str
    codes: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A file: title, number, office that hands it over, lines below the title, line at the foot of each page, its parts.

    Attributes:
        attached: the same as data; nothing lies in the PDF where it is None.
        proof: the codes of its last page, where the data are signed.
        page: `%(n)s` and `%(total)s` in the language of the file; figures alone where it is empty.
        note: a line in a frame below the head: that nothing is real, or what the reader has to know first.
    """

    title: str
    number: str
    office: str
    lines: Sequence[str]
    foot: str
    sections: Sequence[Section]
    attached: Attached | None = None
    proof: Proof | None = None
    page: str = ""
    note: str = ""


def set_dossier(dossier: Dossier, language: str, limits: Limits = MANY_PAGES) -> bytes:
    """The PDF of a file; `limits`: what setting it may take.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    return pdf_of("dossier", layout(dossier, language), limits)


def layout(dossier: Dossier, language: str) -> dict[str, Any]:
    """The data of the template, as JSON holds it."""
    set_as = [
        columns_of([str(name) for name in section.columns], section.rows, section.widths)
        if section.columns
        else None
        for section in dossier.sections
    ]
    return {
        "lang": language,
        "title": dossier.title,
        "number": dossier.number,
        "office": dossier.office,
        "lines": [runs_of(line, language) for line in dossier.lines],
        "foot": runs_of(dossier.foot, language),
        "page": dossier.page,
        "note": dossier.note,
        "file": {
            "name": dossier.attached.name,
            "text": dossier.attached.text,
            "words": dossier.attached.words,
        }
        if dossier.attached
        else {},
        "proof": {
            "heading": dossier.proof.heading,
            "words": dossier.proof.words,
            "parts": [{"svg": code_of(text, "m"), "alt": alt} for text, alt in dossier.proof.codes],
        }
        if dossier.proof
        else {},
        "flipped": any(columns.is_wide for columns in set_as if columns),
        "sections": [
            {
                "heading": section.heading,
                "columns": [
                    breakable(str(name), fit) for name, fit in zip(section.columns, columns.fit, strict=True)
                ]
                if columns
                else [],
                "widths": list(columns.widths) if columns else [],
                "fit": list(columns.fit) if columns else [],
                "numbers": [so and at not in section.names for at, so in enumerate(columns.numbers)]
                if columns
                else [],
                "empty": section.empty,
                "rows": [
                    [
                        _lines(cell, language, fit)
                        for cell, fit in zip(row, columns.fit if columns else LABEL_AND_VALUE, strict=False)
                    ]
                    for row in section.rows
                ],
                "picture": dict(zip(("svg", "alt", "below"), section.picture, strict=True))
                if section.picture
                else {},
            }
            for section, columns in zip(dossier.sections, set_as, strict=True)
        ],
    }


def _lines(cell: str, language: str, fit: int) -> list[list[Run]]:
    """The lines of a cell, each in its runs; `fit`: characters that stand beside one another in it."""
    return [runs_of(breakable(line, fit), language) for line in cell.splitlines() or [""]]
