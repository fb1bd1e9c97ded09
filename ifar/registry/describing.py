"""What identifies a firearm, and which events may say or change it.

Make, model, calibre, type, country of manufacture and year are each known, unknown, none or not asked (NWR: *unbekannt* is not
*ohne*); what the source said word for word stays beside the chosen code. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from ifar.errors import Invalid, Reason
from ifar.missingness import KNOWN, NONE, NOT_ASKED, STATUSES, UNKNOWN

CODED: Final = ("make", "model", "calibre", "type", "country_made")
DESCRIBED: Final = (*CODED, "year")
FREE: Final = ("category", "part_kind", "mounted_in", "national_security")
MARK_FIELDS: Final = frozenset(
    {
        "n", "kind", "text", "text_status", "script", "on_part", "place", "method", "condition", "confidence", "height_um", "depth_nm",
        "image", "retired",
    }
)  # fmt: skip
EARLIEST_YEAR: Final = 1500

_EVERYTHING: Final = frozenset({*DESCRIBED, *FREE, "marks"})
_MARKS: Final = frozenset({"marks"})
MAY_SET: Final[Mapping[str, frozenset[str]]] = {
    "corrected": _EVERYTHING,
    "converted": frozenset({"calibre", "type", "category", "marks"}),
    "part_exchanged": frozenset({"marks", "calibre"}),
    **dict.fromkeys(
        (
            "marked", "import_marked", "re_marked", "deactivated", "sold_to_civilians", "production_completed", "proof_returned",
            "stock_declared", "imported", "seized", "found", "surrendered", "recovered", "forensics_returned", "sighted",
        ),
        _MARKS,
    ),
}  # fmt: skip
"""Kind of event -> what it may say about identity; an event that opens a record may say everything."""


def everything() -> frozenset[str]:
    """Every column that an event may say about identity, with statuses and what the source said, and the marks."""
    return _spelled_out(_EVERYTHING)


def columns_of(kind: str) -> frozenset[str]:
    """The columns of identity that an event of this kind may set where it does not open the record."""
    return _spelled_out(MAY_SET.get(kind, frozenset()))


def _spelled_out(names: frozenset[str]) -> frozenset[str]:
    statuses = {f"{name}_status" for name in names & set(DESCRIBED)}
    return names | statuses | {f"{name}_raw" for name in names & set(CODED)}


def unsaid(column: str) -> str | bool | None:
    """The value of a column that no event has set, as the database opens a record (`registry_event_open`)."""
    if column in DESCRIBED:
        return None
    if column.endswith("_status"):
        return NOT_ASKED
    return False if column == "national_security" else ""


def says_something(identity: Mapping[str, Any], marks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether somebody could tell the thing from another: any fact that is known or was looked for, or any mark, read or not there.

    A home-made firearm may have neither make nor mark; then its type, and that there is no mark, is what identifies it.
    """
    looked_for = (UNKNOWN, NONE)
    facts = (
        identity.get(name) or identity.get(f"{name}_raw") or identity.get(f"{name}_status") in looked_for
        for name in CODED
    )
    return any(facts) or any(
        mark.get("text") or mark.get("text_status") in looked_for or mark.get("image") for mark in marks
    )


def derived(kind: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """What follows for identity from the details: where a part is mounted, what replaces a firearm, which record survives."""
    match kind:
        case "part_fitted":
            return {"mounted_in": details["firearm"]}
        case "part_removed" | "split":
            return {"mounted_in": ""} if kind == "part_removed" else {"merged_into": ""}
        case "leading_part_exchanged" if details.get("successor"):
            return {"successor": details["successor"]}
        case "merged":
            return {"merged_into": details["survivor"]}
    return {}


def description(values: Mapping[str, Any], *, kind: str, creates: bool, this_year: int) -> dict[str, Any]:
    """The columns that an event sets, from what somebody said about identity.

    Args:
        values: column -> value; a coded column may come as value, `<column>_status` and `<column>_raw`.
        kind: kind of event.
        creates: whether the event opens the record; it may then say everything.
        this_year: the year by the database's clock.

    Raises:
        Invalid: a column may not be set by this event, a status has no value or a value no status, a year is impossible.
    """
    if not values:
        return {}
    allowed = _EVERYTHING if creates else MAY_SET.get(kind, frozenset())
    reasons = [
        Reason("registry.description.not_by_this_event", field=name, params={"kind": kind})
        for name in values
        if _column(name) not in allowed
    ]
    sets: dict[str, Any] = {name: values[name] for name in FREE if name in values}
    for column in DESCRIBED:
        if column in values or f"{column}_status" in values or f"{column}_raw" in values:
            reasons += _described(column, values, sets)
    if isinstance(year := sets.get("year"), int) and not EARLIEST_YEAR <= year <= this_year:
        reasons.append(Reason("registry.year.impossible", field="year", params={"year": year}))
    if reasons:
        raise Invalid("registry.description.invalid", reasons=reasons)
    return sets


@lru_cache(maxsize=1000)
def _column(name: str) -> str:
    return name.removesuffix("_status").removesuffix("_raw")


def _described(column: str, values: Mapping[str, Any], sets: dict[str, Any]) -> list[Reason]:
    value = values.get(column)
    status = values.get(f"{column}_status") or (KNOWN if value not in (None, "") else None)
    if status is None:
        status = "unknown" if values.get(f"{column}_raw") else "not_asked"
    if status not in STATUSES or (status == KNOWN) != (value not in (None, "")):
        return [Reason("registry.description.status", field=column, params={"status": status})]
    sets[column] = value if status == KNOWN else None
    sets[f"{column}_status"] = status
    if column != "year":
        sets[f"{column}_raw"] = str(values.get(f"{column}_raw") or "")
    return []
