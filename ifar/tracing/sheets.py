"""A request, field by field as ATF's eTrace (form 3312.1) and INTERPOL's iARMS ask for it: to be copied over, or printed. Pure.

Both systems are closed, so what their forms ask is data: the reference lists `trace_sheet_etrace` and `trace_sheet_iarms`, a row for each
field with its source. What no public source states is marked so, and a country that has access completes or replaces the lists with its
own, as any other list. A row says in other schemes: `item` the number on the form, `need` (`required`, `listed`), `from` which datum of a
request fills it, `value` what the country always writes there (its ORI number, say). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ifar.documents.wording import labelled, listed
from ifar.tracing.document_texts import Spoken, coded

SYSTEMS: Final[Mapping[str, str]] = {"etrace": "trace_sheet_etrace", "iarms": "trace_sheet_iarms"}
"""System -> its reference list."""
LANGUAGES: Final = ("en", "fr", "es", "ar")
"""The languages of the sheets: those of eTrace (English and Spanish) and of INTERPOL."""
SCHEMES: Final = ("item", "need", "from", "value")
UNKNOWN: Final = "To be configured"
"""How the source of a row begins that no public source states."""
PERSONAL: Final = frozenset({"circumstances", "justification", "place"})
"""Data of a request that are shown only under a stated purpose."""
NCIC: Final[Mapping[str, tuple[str, str]]] = {
    "make": ("make", "ncic_mak"),
    "type": ("firearm_type", "ncic_gtyp"),
    "calibre": ("calibre", "ncic_cal"),
}
"""Datum -> the reference list and the scheme in which its code of NCIC stands, where it is known."""
_SERIALS: Final = ("serial", "unique")
_PRIORITIES: Final = {"routine": "routine", "urgent": "urgent", "immediate": "urgent"}
"""eTrace knows two."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: a part of the form where `parent` is empty, else a field."""

    code: str
    parent: str
    label: str
    source: str
    item: str = ""
    need: str = ""
    datum: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: its number there, its label, what to write; `code` is NCIC's, where it is known.

    `value` is empty where the register does not know it: it is shown as missing, never filled with a guess. `withheld`: it is known, and
    shown only under a stated purpose.
    """

    code: str
    item: str
    label: str
    need: str
    value: str
    ncic: str
    source: str
    withheld: bool = False

    @property
    def missing(self) -> bool:
        """Whether somebody has to fill it in by hand."""
        return not self.value and not self.withheld

    @property
    def unsure(self) -> bool:
        """Whether no public source states that the form has this field, or its number."""
        return self.source.startswith(UNKNOWN)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form with its fields; `source` states most of them, another stands at its field."""

    code: str
    label: str
    source: str
    fields: tuple[Field, ...]


def values_of(values: Mapping[str, Any], spoken: Spoken, language: str) -> dict[str, str]:
    """Datum -> what a request says of it, in words. `values` is the content of its file (`services/exchange.py`)."""
    arm: Mapping[str, Mapping[str, str]] = values.get("firearm", {})
    marks = [mark for mark in values.get("marks", ()) if mark.get("text")]
    serial = next((mark for mark in marks if mark["kind"] in _SERIALS), None)
    lists = {"make": "make", "model": "model", "type": "firearm_type", "calibre": "calibre"}
    result = {
        name: spoken[code_list].get(arm[name].get("code", ""), arm[name].get("text", ""))
        for name, code_list in lists.items()
        if name in arm
    }
    made = arm.get("country_made", {})
    result |= {
        "country_made": spoken["country"].get(made.get("code", ""), made.get("text", "")),
        "serial": serial["text"] if serial else "",
        "other_marks": listed(
            (
                labelled(spoken["mark_kind"].get(mark["kind"], mark["kind"]), mark["text"], language)
                for mark in marks
                if mark is not serial
            ),
            language,
            ";",
        ),
        "priority": coded("urgency", _PRIORITIES[values["urgency"]], language),
        "urgency": coded("urgency", values["urgency"], language),
        "handling": coded("handling", values["handling"], language),
        "use": coded("use", values["use"], language) if values["use"] else "",
        "illicit": listed((coded("illicit", item, language) for item in values["illicit"]), language, ";"),
        "recovered_in": spoken["country"].get(values.get("recovered_in", ""), values.get("recovered_in", "")),
    }
    plain = ("number", "recovered_on", "place", "circumstances", "justification")
    return result | {name: values.get(name, "") for name in plain}


def filled(
    rows: Sequence[Row], values: Mapping[str, str], ncic: Mapping[str, str], *, named: bool
) -> list[Part]:
    """The parts of a form with what is known of each field.

    Args:
        ncic: datum -> NCIC's code of what the request says.
        named: whether what is personal may be shown.
    """
    parts = [row for row in rows if not row.parent]
    return [
        Part(
            part.code,
            part.label,
            part.source,
            tuple(_field(row, values, ncic, named) for row in rows if row.parent == part.code),
        )
        for part in parts
    ]


def _field(row: Row, values: Mapping[str, str], ncic: Mapping[str, str], named: bool) -> Field:
    value = row.value or values.get(row.datum, "")
    withheld = bool(value) and not row.value and row.datum in PERSONAL and not named
    return Field(
        row.code,
        row.item,
        row.label,
        row.need,
        "" if withheld else value,
        ncic.get(row.datum, "") if value else "",
        row.source,
        withheld,
    )


def lines_of(parts: Sequence[Part]) -> str:
    """The whole sheet as lines of plain text: what is known, field by field."""
    return "\n".join(
        f"{f'{field.item} ' if field.item else ''}{field.label}: {' '.join(field.value.split())}"
        + (f" [NCIC {field.ncic}]" if field.ncic else "")
        for part in parts
        for field in part.fields
        if field.value
    )
