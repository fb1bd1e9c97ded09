"""What a record said before it was changed, by which the firearm is found as long as it is on record.

A number that was once on record stands in police notices, on licences and in other States' files, however wrong it was (Protocol art. 7: the
information that is needed to trace and identify). So a correction never takes a reading away: the database keeps it as a mark that no longer
counts, numbered from `FIRST` on, and `former_of` names the mark that said it. It is found as any mark is, and comes after what
stands on record today. So it is with make, model, calibre, type, country and year: what they said before stands in `registry_firearm.former`, null where nothing was ever changed. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from ifar.registry.marks.reading import keys_of

FIRST: Final = 10_001
"""The number of a firearm's first former reading; the marks themselves are numbered below it."""

TODAY: Final = f"n < {FIRST}"
"""Of a mark or its keys in a statement: that it is no former reading."""

LAST: Final = f"CASE WHEN {TODAY} THEN 0::bigint ELSE 1::bigint << 41 END"
"""What is added to a candidate's place in its lane: a former reading comes after all that marks say today, and takes the place of none of them."""

FACTS: Final = ("make", "model", "calibre", "type", "country_made", "year")
"""The columns of a firearm whose former values are kept, as `<column>:<value>` (`as_kept`)."""

_COLUMNS: Final[Mapping[str, str]] = {"country": "country_made"}
_ALIKE: Final = ("kind", "text")


def as_kept(field: str, value: str | int) -> str:
    """A former value of a fact as it is kept; `field` is of `matching.FIELDS` or a column."""
    return f"{_COLUMNS.get(field, field)}:{value}"


def values_of(former: Iterable[str], field: str) -> list[str]:
    """The former values of one fact among those that are kept of a firearm."""
    start = as_kept(field, "")
    return [text.removeprefix(start) for text in former if text.startswith(start)]


def facts_left(
    before: Mapping[str, Any], former: Collection[str], changes: Mapping[str, Any]
) -> list[str] | None:
    """What is kept of a firearm's facts once an event has said `changes`, as the database keeps it; None where there is nothing."""
    gone = {
        as_kept(name, before[name])
        for name in FACTS
        if name in changes and before.get(name) is not None and before[name] != changes[name]
    }
    return sorted({*former, *gone}) or None


def is_former(n: int) -> bool:
    """Whether the mark of this number is a former reading of another one."""
    return n >= FIRST


def is_known[Key](firearm: Key, n: int, plain: str, known: Collection[tuple[Key, int, str]]) -> bool:
    """Whether a firearm is among those that are `known` (firearm, mark, how it was compared): by this mark, or where that is a former reading by the mark
    that said so before it was corrected."""
    if is_former(n):
        return any((key, text) == (firearm, plain) for key, _n, text in known)
    return (firearm, n, plain) in known


def left_behind(
    before: Iterable[Mapping[str, Any]], results: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The readings that an event leaves behind which says `results` of the marks: those that the database keeps, under the same numbers.

    Args:
        before: all marks on record, former readings among them.
        results: what the event says; one that names the number of a mark on record changes that one.
    """
    marks: dict[int, dict[str, Any]] = {mark["n"]: dict(mark) for mark in before}
    left: list[dict[str, Any]] = []
    for values in results:
        was = marks.get(values["n"])
        if was is None:
            continue
        becomes = {**was, **values}
        marks[values["n"]] = becomes
        if not was.get("text") or _are_alike(was, becomes):
            continue
        if any(mark.get("former_of") == values["n"] and _are_alike(mark, was) for mark in marks.values()):
            continue
        n = max((*marks, FIRST - 1)) + 1
        said_so = {name: was[name] for name in _ALIKE}
        marks[n] = {"n": n, "former_of": values["n"], **said_so, "text_status": "known", "retired": True}
        left.append(marks[n])
    return left


class AsRead(NamedTuple):
    """A mark by which a firearm was met: its text as it was read, whether it is `formerly` so and what stands there `today`; whether it is gone."""

    text: str
    today: str
    formerly: bool
    retired: bool


def as_read(marks: Iterable[Any], n: int, plain: str) -> AsRead | None:
    """The mark of a number by which a firearm was met, however the record was corrected since; None where there is none.

    Args:
        marks: those of the firearm.
        plain: the mark as it was compared when it was met.
    """
    known = {mark.n: mark for mark in marks}
    mark = known.get(n)
    if mark is None:
        return None
    if mark.former_of:
        today = known[mark.former_of]
        return AsRead(mark.text or "", today.text or "", True, today.retired)
    text = mark.text or ""
    formerly = plain not in {form.plain for form in keys_of(text).forms}
    return AsRead(plain if formerly else text, text, formerly, mark.retired)


def _are_alike(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(row.get(name) == other.get(name) for name in _ALIKE)
