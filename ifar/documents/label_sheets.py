"""Labels on sheets of A4: a code, the identifier in groups, what the thing is, and its mark. They tell of things, and of no person.

The code holds the identifier alone (QR, ISO/IEC 18004): it is read without the register, and says nothing to whoever may not see the thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Final

from django.urls import reverse

from ifar import identifiers
from ifar.accounts.services import exports
from ifar.accounts.services.exports import Leaving
from ifar.documents import things
from ifar.documents.labels import in_words
from ifar.documents.layout import code_of
from ifar.documents.printing import pdf_of
from ifar.documents.runs import runs_of
from ifar.documents.things import Thing
from ifar.errors import Invalid, Reason
from ifar.ranges import expanded
from ifar.rights import Actor, require
from ifar.scanned import parted

MOST: Final = 1000
"""Labels of one print."""
LONGEST_ADDRESS: Final = 4000
ARMS: Final = "FKX"
"""First letters of firearms, their parts and exhibits: a sheet of their labels is a list of arms."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of labels as shops sell it; all measures in millimetres, from the upper left corner of the page."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    step_x: float
    step_y: float

    @property
    def labels(self) -> int:
        """How many labels it has."""
        return self.columns * self.rows


SHEETS: Final[Mapping[str, Sheet]] = {
    "3x8": Sheet(3, 8, 70, 37, 0, 0.5, 70, 37),
    "3x7": Sheet(3, 7, 63.5, 38.1, 7.25, 15.15, 66.0, 38.1),
    "2x7": Sheet(2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1),
    "4x10": Sheet(4, 10, 48.5, 25.4, 8, 21.5, 48.5, 25.4),
    "5x13": Sheet(5, 13, 38.1, 21.2, 4.75, 10.7, 40.6, 21.2),
}
"""Columns and rows -> the sheet of the trade that has them."""


def print_labels(
    *, actor: Actor, named: Sequence[str], sheet: str, first: int, title: str, language: str
) -> bytes:
    """The PDF with a label for each thing, in the order in which they are named, each once; labels of arms leave as any list of them does.

    Args:
        named: their identifiers, or the serial numbers of things that the actor's office has, and ranges of them.
        sheet: one of `SHEETS`.
        first: the first label of the first sheet that is still there, counted from 1 along the rows.
        title: of the document, in its `language`.

    Raises:
        Invalid: something is not known, or the actor may not see it; the sheet has no such label.
        Refused: no purpose was stated, or it is more than one may take alone and nobody released it.
        Unavailable: it could not be set within its limits.
    """
    kind, results = SHEETS[sheet], labelled(actor, named, sheet, first)
    if leaving := leaving_of(named, results):
        exports.take(actor, leaving)
    values = {
        "lang": language,
        "title": title,
        "sheet": asdict(kind),
        "first": first - 1,
        "labels": [_label(item, language) for item in results],
    }
    return pdf_of("labels", values)


def leaving_of(named: Sequence[str], results: Sequence[Thing]) -> Leaving | None:
    """What leaves with the labels; None where no arm has one.

    Args:
        named: as the actor named them.
        results: what gets a label.
    """
    arms = sorted(item.identifier for item in results if item.identifier[0] in ARMS)
    if not arms:
        return None
    address = f"{reverse('documents:labels')}?named={'+'.join(item.identifier for item in results)}"
    return Leaving(
        "documents.labels.export",
        ", ".join(named)[:200],
        "pdf",
        len(arms),
        address if len(address) <= LONGEST_ADDRESS else reverse("documents:labels"),
        question={"arms": arms},
    )


def labelled(actor: Actor, named: Sequence[str], sheet: str, first: int) -> list[Thing]:
    """What gets a label, in the order in which they are named, each once.

    Raises:
        Invalid: something is not known, or the actor may not see it; the sheet has no such label.
    """
    require(actor, "accounts:agency:read")
    kind = SHEETS[sheet]
    lines = list(islice((text for line in named for text in _expanded(line)), MOST + 1))
    wrong = (
        [Reason("documents.label.many", field="named", params={"most": MOST})] if len(lines) > MOST else []
    )
    of_line = dict(zip(lines, things.of_lines(actor, lines), strict=True)) if not wrong else {}
    result = things.named(actor, {line.identifier for line in of_line.values() if line.identifier})
    wrong += [
        Reason(_why(value), field="named", params={"number": _shown(line, value)})
        for line, value in of_line.items()
        if value.identifier not in result
    ]
    if not 1 <= first <= kind.labels:
        wrong.append(Reason("documents.label.first", field="first", params={"most": kind.labels}))
    if wrong:
        raise in_words(Invalid("documents.labels", reasons=wrong[:20]))
    return [result[fromkey] for fromkey in dict.fromkeys(line.identifier for line in of_line.values())]


def _expanded(line: str) -> Iterable[str]:
    return [line] if parted(line)[0] else expanded(line)


def _shown(line: str, named: things.Line) -> str:
    return identifiers.shown(named.identifier) if named.identifier else line[:60]


def _why(named: things.Line) -> str:
    if named.several:
        return "documents.label.several"
    return "documents.label.range" if named.is_range else "documents.label.unknown"


def _label(thing: Thing, language: str) -> dict[str, object]:
    number = identifiers.shown(thing.identifier)
    return {
        "svg": code_of(thing.identifier, "m"),
        "number": number,
        "what": runs_of(thing.what, language),
        "mark": runs_of(thing.mark, language),
    }
