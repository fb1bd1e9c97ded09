"""Any table, by a mapping that a person settled on and that is kept: which column says what, and what holds for all rows.

For police data, humanitarian lists, spreadsheets of a ministry. A mapping says the least that is true: where no column tells how exact a
place is, the person does, for the whole table. Fields that the mapping does not know are not taken over, so nothing about persons is. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal

from ifar.errors import Invalid, Reason
from ifar.hotspots.feeds.incident import COUNTS, KINDS, PLACES, TEXTS, Count, Incident, Kind, Place, Text
from ifar.hotspots.feeds.reading import Row, Unreadable
from ifar.hotspots.feeds.values import ORDERS, Order, cell, count, day, identifier, point, whole, written

FIELDS: Final = ("id", "date", "date_end", "longitude", "latitude", "place_precision", "kind", "killed_flag")
"""What a column may be, beside a count (`count.<name>`) and a text (`text.<name>`). `killed_flag`: yes or no for each victim."""


def _word(cells: Mapping[str, str], heading: str) -> str:
    return whole(written(cells, heading))


_READ: Final[Mapping[str, Callable[[Mapping[str, str], str], str]]] = {
    "id": identifier, "place_precision": _word, "kind": _word, "killed_flag": _word, "text.country": written,
}  # fmt: skip
"""Fields that name something: a whole number among them is the same with and without `.0`. A person says what words mean, `NA` too; it is Namibia."""
_YES: Final = frozenset({"1", "true", "yes", "y", "t"})
_NO: Final = frozenset({"0", "false", "no", "n", "f", ""})


@dataclass(frozen=True, slots=True)
class Mapped:
    """A saved mapping; it is a feed.

    Attributes:
        code: code of the source.
        columns: field -> heading of its column.
        order: how dates with two small numbers are read.
        kind: what every row reports, where no column says.
        place: how exact points are, where no column says.
        kinds: word of the kind's column (lower case) -> kind.
        places: word of the precision's column (lower case) -> place.
        together: `victims` where a row is one victim and rows with one identifier are one incident.
        unplaced: whether rows without a point are taken over (place unknown) or are invalid.
    """

    code: str
    columns: Mapping[str, str]
    order: Order = "ymd"
    kind: Kind = "other"
    place: Place = "exact"
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    together: Literal["one", "victims"] = "one"
    unplaced: bool = False

    @property
    def states_place(self) -> bool:
        """Whether a column says how exactly places are known; else one word of a person holds for the whole table."""
        return "place_precision" in self.columns

    def missing(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Columns that the mapping names and the headings do not have."""
        return tuple(heading for heading in self.columns.values() if heading not in headings)

    def incident(self, row: Row, today: date) -> Incident:
        """The incident of a row."""
        result = {name: _READ.get(name, cell)(row.cells, heading) for name, heading in self.columns.items()}
        first = day(result["date"], self.order, today)
        last = (
            day(result["date_end"], self.order, today, field="date_end") if result.get("date_end") else first
        )
        if last < first:
            raise Unreadable("date.reversed")
        at = point(result.get("longitude", ""), result.get("latitude", ""))
        place = self._place(result)
        if at is None:
            if not self.unplaced:
                raise Unreadable("place.missing")
            place = place if PLACES.index(place) > PLACES.index("near") else "unknown"
        x, y = at or (None, None)
        named = result["id"] if "id" in self.columns else _own(row)
        if not named:
            raise Unreadable("id.missing")
        return Incident(
            self.code, named, first, last, x, y, place, self._kind(result), self._counts(result),
            self._texts(result), (row.number,),
        )  # fmt: skip

    def _place(self, result: Mapping[str, str]) -> Place:
        if "place_precision" not in self.columns:
            return self.place
        place = self.places.get(result["place_precision"].lower())
        if place is None:
            raise Unreadable(
                "precision.unknown", field=self.columns["place_precision"], word=result["place_precision"]
            )
        return place

    def _kind(self, result: Mapping[str, str]) -> Kind:
        if "kind" not in self.columns:
            return self.kind
        kind = self.kinds.get(result["kind"].lower())
        if kind is None:
            raise Unreadable("kind.unknown", field=self.columns["kind"])
        return kind

    def _counts(self, result: Mapping[str, str]) -> dict[Count, int]:
        counts: dict[Count, int] = {}
        for name in COUNTS:
            if f"count.{name}" in self.columns:
                value = count(result[f"count.{name}"], field=self.columns[f"count.{name}"])
                if value is not None:
                    counts[name] = value
        if "killed_flag" in self.columns:
            word = result["killed_flag"].lower()
            if word not in _YES | _NO:
                raise Unreadable("count.form", field=self.columns["killed_flag"])
            counts["killed"] = int(word in _YES)
        if self.together == "victims":
            counts["victims"] = counts.get("victims", 1)
        return counts

    def _texts(self, result: Mapping[str, str]) -> dict[Text, str]:
        return {name: text for name in TEXTS if (text := result.get(f"text.{name}", ""))}

    def as_json(self) -> dict[str, Any]:
        """The form in which it is kept, with sorted keys."""
        return {
            "code": self.code,
            "columns": dict(sorted(self.columns.items())),
            "order": self.order,
            "kind": self.kind,
            "place": self.place,
            "kinds": dict(sorted(self.kinds.items())),
            "places": dict(sorted(self.places.items())),
            "together": self.together,
            "unplaced": self.unplaced,
        }


def mapped(values: Mapping[str, Any]) -> Mapped:
    """Read a mapping that is kept, or that a person just filled in.

    Raises:
        Invalid: with a reason for each thing that is missing or unknown.
    """
    columns = {
        str(name): str(heading) for name, heading in dict(values.get("columns") or {}).items() if heading
    }
    wrong = [Reason(f"mapping.{name}.missing", field=name) for name in ("date",) if name not in columns]
    known = {*FIELDS, *(f"count.{name}" for name in COUNTS), *(f"text.{name}" for name in TEXTS)}
    wrong += [Reason("mapping.field.unknown", field=name) for name in columns if name not in known]
    if ("longitude" in columns) != ("latitude" in columns):
        wrong.append(Reason("mapping.place.half", field="longitude" if "latitude" in columns else "latitude"))
    if values.get("together") == "victims" and "id" not in columns:
        wrong.append(Reason("mapping.victims.id", field="id"))
    for name, words, meant in (
        ("kind", dict(values.get("kinds") or {}), KINDS),
        ("place_precision", dict(values.get("places") or {}), PLACES),
    ):
        if name in columns and not words:
            wrong.append(Reason("mapping.words.missing", field=name))
        wrong += [Reason("mapping.word.unknown", field=name) for code in words.values() if code not in meant]
    choices: Mapping[str, Sequence[str]] = {
        "order": ORDERS, "kind": KINDS, "place": PLACES, "together": ("one", "victims"),
    }  # fmt: skip
    for name, allowed in choices.items():
        if values.get(name) is not None and values[name] not in allowed:
            wrong.append(Reason("mapping.choice.unknown", field=name))
    if not str(values.get("code") or "").strip():
        wrong.append(Reason("mapping.code.missing", field="code"))
    if wrong:
        raise Invalid("mapping", reasons=wrong)
    return Mapped(
        str(values["code"]).strip(),
        columns,
        values.get("order") or "ymd",
        values.get("kind") or "other",
        values.get("place") or "exact",
        {whole(str(word).strip().lower()): kind for word, kind in dict(values.get("kinds") or {}).items()},
        {whole(str(word).strip().lower()): place for word, place in dict(values.get("places") or {}).items()},
        values.get("together") or "one",
        bool(values.get("unplaced", False)),
    )


def _own(row: Row) -> str:
    """An identifier for a row that has none: what it says. Equal rows are one incident, and a revised row is a new one."""
    text = "\x1f".join(f"{name}\x1e{value.strip()}" for name, value in sorted(row.cells.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
