"""What of an item is looked for in the register, and what a proposal of a link says. Pure.

Not the serial number alone: a mark of import, of a part, of an authority or of an armoury leads to the same firearm (ITI para. 7-8). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from ifar.missingness import KNOWN, NONE, NOT_ASKED, UNKNOWN
from ifar.recoveries.kinds import ENDED, LIVE, REGISTRABLE
from ifar.registry.alerts.saved_search import FEWEST_READ, keys_of_question, read_characters
from ifar.registry.search.matching import Question

SEARCHED: Final = (
    "serial",
    "unique",
    "part_serial",
    "code",
    "post_seizure",
    "import",
    "inventory",
    "property",
    "acceptance",
)
"""Kinds of marks that tell one firearm from another, the most telling first."""

MOST_SEARCHED: Final = 4
"""Marks of one item that are searched."""

UNIQUE: Final = frozenset({"serial", "unique", "code", "post_seizure"})
"""Kinds of marks that make a firearm uniquely marked (Protocol art. 8(1))."""


class Looked(NamedTuple):
    """A mark of an item, by its kind, and the question that it is searched with."""

    mark: str
    question: Question


def questions(kind: str, identity: Mapping[str, Any], marks: Sequence[Mapping[str, Any]]) -> list[Looked]:
    """What of an item is searched: each telling mark of which enough was read, together with what is known beside it."""
    if kind not in REGISTRABLE:
        return []
    year = identity.get("year")
    looked = []
    for mark in sorted(marks, key=lambda row: SEARCHED.index(row["kind"]) if row["kind"] in SEARCHED else 99):
        text = mark.get("text") or ""
        if mark["kind"] not in SEARCHED or read_characters(text) < FEWEST_READ:
            continue
        question = Question(
            serial=text,
            make=identity.get("make"),
            model=identity.get("model"),
            calibre=identity.get("calibre"),
            type=identity.get("type"),
            country=identity.get("country_made"),
            year=(year, year) if year else None,
        )
        if keys_of_question(question):
            looked.append(Looked(mark["kind"], question))
    return looked[:MOST_SEARCHED]


def mark_status(marks: Sequence[Mapping[str, Any]]) -> str:
    """How an item's marks stand together: known where one says something; else what was found out of the telling ones, none before
    unknown; not asked where nobody looked (docs/decisions/0006)."""
    if any(mark.get("text") for mark in marks):
        return KNOWN
    values = {mark.get("text_status", KNOWN) for mark in marks}
    return UNKNOWN if UNKNOWN in values else NONE if NONE in values else NOT_ASKED


def marking_of(text: str, marks: Sequence[Mapping[str, Any]]) -> str:
    """The IAFQ's answer about marking where nobody gave one: a unique mark that was read whole is unique, one that was looked for
    and is not there is none; anything else stays unsaid, which is not *unknown*."""
    if text:
        return text
    telling = [mark for mark in marks if mark["kind"] in UNIQUE]
    if any(mark.get("condition") in ("altered", "obliterated") for mark in telling):
        return "altered"
    if any(
        mark.get("text_status", KNOWN) == KNOWN and not set(mark.get("text") or "?") & {"?", "*"}
        for mark in telling
    ):
        return "unique"
    return "none" if telling and all(mark.get("text_status") == NONE for mark in telling) else ""


LAWFUL: Final = frozenset(
    {"private", "company", "museum", "estate", "maker", "importer", "wholesaler", "retailer", "state"}
)
"""Kinds of owner under which a record names a lawful holder in this country."""


def outcome_of(state: str, ownership: str) -> str:
    """The outcome of tracing that the register's own record comes to (IAFQ tables 5.1-5.3; domain: SDG indicator 16.4.2), for a person
    to confirm; empty where it names no last lawful holder here.

    What was reported lost or stolen, or had ended on paper, was in other hands than its owner's: traced in the national register. What was
    still with its owner came from them, unless the case says otherwise, which only a person knows.

    Args:
        state, ownership: what the record said just before the firearm was taken in.
    """
    if ownership not in LAWFUL or state == "exported":
        return ""
    return "illegitimate_owner_national" if state in LIVE | ENDED else "legitimate_owner_national"
