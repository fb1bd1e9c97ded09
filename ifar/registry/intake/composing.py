"""From a screened row to the event that opens the record of its firearm: details, identity, marks, and when it happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from ifar.missingness import KNOWN, NOT_ASKED
from ifar.registry.intake.fields import CODED, MARKS
from ifar.registry.lifecycle import KnownFacts, Outcome, Proposed, State, decide
from ifar.registry.occurred import UNKNOWN, Occurred, parse

HELD_BY: Final[Mapping[str, State]] = {
    "person": State.HELD_CIVILIAN,
    "entity": State.HELD_COMPANY,
    "unit": State.HELD_STATE,
}
"""Kind of holder -> the state of a firearm of which the older register says only that it is held."""

OWNER_KINDS: Final[Mapping[str, str]] = {"person": "private", "entity": "company", "unit": "state"}
_NOT_HELD_PRIVATELY: Final = frozenset(
    {"lost", "stolen", "missing", "seized", "found", "surrendered", "in_forensics", "evidence"}
)
"""States whose facts leave the kind of owner open, so that the kind of holder tells it."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first event of a firearm from an older register, in parts that `services` makes an event of."""

    details: dict[str, Any]
    identity: dict[str, Any]
    marks: list[dict[str, Any]]
    occurred: Occurred
    place: str = ""
    paper: str = ""
    agency: str = ""
    compartment: str = ""
    decided_by: tuple[str, str, str] = field(default=("", "", ""))
    """State, kind of owner, marking: all that the life cycle looks at, so that equal ones are decided once."""


def state_of(row: Mapping[str, Any]) -> str:
    """The state that a row gives; one that says nothing, or only "held", follows its holder's kind."""
    state = row["state"] or State.HELD_CIVILIAN.value
    if state == State.HELD_CIVILIAN:
        return HELD_BY.get(row["holder_kind"] or "person", State.HELD_CIVILIAN).value
    return str(state)


def owner_kind_of(row: Mapping[str, Any]) -> str:
    """The kind of owner, where the row's state leaves it open and there is a holder to tell it."""
    held = row["holder_name"] or row["holder_number"]
    return (
        OWNER_KINDS[row["holder_kind"] or "person"] if held and state_of(row) in _NOT_HELD_PRIVATELY else ""
    )


@lru_cache(maxsize=10_000)
def opens(state: str, owner_kind: str, marking: str, recorder: str) -> bool:
    """Whether the life cycle lets an office of kind `recorder` open a record with such facts."""
    result = {"state": state, "owner_kind": owner_kind, "marking": marking}
    event = Proposed("registered", recorder, details={name: value for name, value in result.items() if value})
    return isinstance(decide(None, event, KnownFacts()), Outcome)


@lru_cache(maxsize=100_000)
def happened(text: str, zone: str) -> Occurred:
    """When the older register says that it was entered; remembered, because registers repeat their days."""
    return parse(text, zone) if text else UNKNOWN


def opening(row: Mapping[str, Any], *, batch: str, source: str, owner: str, zone: str) -> Opening:
    """Compose the opening event of a screened row.

    Args:
        batch: public identifier of the import.
        source: what the older register is called.
        owner: public identifier of the holder's party, or empty.
        zone: time zone in which the register's days are days.
    """
    state = state_of(row)
    owner_kind = owner_kind_of(row)
    given = {
        "state": state,
        "owner_kind": owner_kind,
        "owner": owner,
        "marking": row["marking"],
        "since": row["since"] if len(row["since"] or "") == 10 else "",
        "source": source,
        "source_number": row["source_number"],
        "row": row["n"],
        "import": batch,
        "remark": row["remark"],
    }
    return Opening(
        details={name: value for name, value in given.items() if value},
        identity=_identity(row),
        marks=_marks(row),
        occurred=happened(row["since"] or "", zone),
        place=row["place"] or "",
        paper=row["paper"] or "",
        agency=row["agency"],
        compartment=row["compartment"],
        decided_by=(state, owner_kind, row["marking"] or ""),
    )


def _identity(row: Mapping[str, Any]) -> dict[str, Any]:
    """Make, model, calibre, type, country and year as known or with the status of what is not; never asked is left out."""
    sets: dict[str, Any] = {}
    for name in CODED:
        status, raw = row[f"{name}_status"], row[f"{name}_raw"]
        if status != NOT_ASKED or raw:
            sets[name] = row[name]
            sets[f"{name}_status"] = status
            sets[f"{name}_raw"] = raw or ""
    if row["year_status"] != NOT_ASKED:
        sets["year"], sets["year_status"] = row["year"], row["year_status"]
    if row["category"]:
        sets["category"] = row["category"]
    return sets


def _marks(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The marks: the serial always, with its status where it has no text; others only where they say something."""
    marks = []
    for name, kind in MARKS.items():
        status, text = row[f"{name}_status"], row[f"{name}_text"]
        if status == KNOWN:
            marks.append({"kind": kind, "text": text, "text_status": KNOWN, "script": row[f"{name}_script"]})
        elif status != NOT_ASKED or name == "serial":
            marks.append({"kind": kind, "text": None, "text_status": status})
    return marks
