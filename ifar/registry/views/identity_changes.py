"""What an event sets of a firearm's identity and marks, each beside what was on record before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from ifar.missingness import KNOWN, NOT_ASKED
from ifar.reference.selectors import words as reference_words
from ifar.registry import labels as registry_labels
from ifar.registry.marks.reading import read_mark
from ifar.registry.models import Event, Firearm
from ifar.templatetags.pieces import ANSWERS
from ifar.templatetags.pieces import mark as drawn_mark

IDENTITY: Final = (
    ("make", gettext_lazy("Make"), "make"),
    ("model", gettext_lazy("Model"), "model"),
    ("calibre", gettext_lazy("Calibre"), "calibre"),
    ("type", gettext_lazy("Type"), "firearm_type"),
    ("country_made", gettext_lazy("Country of manufacture"), "country"),
    ("year", gettext_lazy("Year of manufacture"), ""),
)
"""Column -> its words and the reference list of its codes."""

_COLUMNS: Final[tuple[tuple[str, Promise | str, str], ...]] = (
    *IDENTITY,
    ("category", gettext_lazy("Category"), ""),
)
_OF_A_MARK: Final = ("kind", "text", "text_status", "place", "retired")


class Change(NamedTuple):
    """One column or mark: its words, and in words what it said before and says afterwards; `was` is empty where nothing was there."""

    name: Any
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Identity and marks as they stood at one moment; `opened` says whether there was a record at all."""

    opened: bool = False
    columns: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def then(self, sets: Mapping[str, Any]) -> OnRecord:
        """What an event that sets `sets` makes of it."""
        marks = dict(self.marks)
        for mark in sets.get("marks") or ():
            marks[mark["n"]] = {**marks.get(mark["n"], {}), **mark}
        columns = {name: value for name, value in sets.items() if name != "marks"}
        return OnRecord(True, {**self.columns, **columns}, marks)

    def physical_words(self, code: str) -> str:
        """The physical status in words, which calls nothing marked that bears no mark read whole."""
        standing = [mark for mark in self.marks.values() if not mark.get("retired")]
        if code == "intact" and standing and not any(_is_read_whole(mark) for mark in standing):
            return _("Complete; no mark is read whole")
        return str(registry_labels.PHYSICAL.get(code, code))


def today(firearm: Firearm | None) -> OnRecord:
    """As it stands now."""
    if firearm is None:
        return OnRecord()
    names = [name for text, _label, _codes in _COLUMNS for name in (text, f"{text}_status", f"{text}_raw")]
    columns = {name: getattr(firearm, name) for name in names if hasattr(firearm, name)}
    marks = {mark.n: {name: getattr(mark, name) for name in _OF_A_MARK} for mark in firearm.marks.all()}
    return OnRecord(True, columns, marks)


def after(events: Iterable[Event]) -> OnRecord:
    """As it stood after `events`, which are a life from its beginning in recorded order."""
    known = OnRecord()
    for event in events:
        known = known.then(event.changes)
    return known


def _is_read_whole(mark: Mapping[str, Any]) -> bool:
    reading = read_mark(mark.get("text") or "")
    return reading.status == KNOWN and all(finding.code != "unread" for finding in reading.findings)


def changes(before: OnRecord, sets: Mapping[str, Any]) -> list[Change]:
    """What `sets` says of identity and marks, in the order in which a page shows them; what was never looked for stays out."""
    return [*_columns(before, sets), *_marks(before, sets.get("marks") or ())]


def rows(before: OnRecord, sets: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same as `pieces/changes.html` wants it, without what stays as it was."""
    return [
        {
            "name": change.name,
            "was": change.was or _("no record"),
            "becomes": change.becomes,
            "changed": True,
            "said": bool(change.was),
        }
        for change in changes(before, sets)
        if change.was != change.becomes
    ]


def column_words(column: str) -> str:
    """What a column of identity is called."""
    labels = {"marks": _("Marks"), **{name: label for name, label, _codes in _COLUMNS}}
    return str(labels.get(column, column))


def _columns(before: OnRecord, sets: Mapping[str, Any]) -> Iterator[Change]:
    for column, label, codes in _COLUMNS:
        if not sets.keys() & {column, f"{column}_status", f"{column}_raw"}:
            continue
        spoken: Mapping[Any, Any] = reference_words(codes) if codes else {}
        was = _value(column, before.columns, spoken) if before.opened else ""
        becomes = _value(column, {**before.columns, **sets}, spoken)
        if before.opened or becomes not in ("", ANSWERS[NOT_ASKED]):
            yield Change(label, was, becomes)


def _value(column: str, columns: Mapping[str, Any], spoken: Mapping[Any, Any]) -> str:
    value = columns.get(column)
    if value not in (None, ""):
        return str(spoken.get(value, value))
    raw = columns.get(f"{column}_raw")
    status = columns.get(f"{column}_status") or NOT_ASKED
    return str(raw or ANSWERS.get(status, ""))


def _marks(before: OnRecord, results: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    for mark in results:
        was = before.marks.get(mark.get("n", 0))
        becomes = {**(was or {}), **mark}
        placed = was is None or was.get("place", "") != becomes.get("place", "")
        was_words = "" if was is None else mark_words(was, placed=placed, beside=becomes)
        becomes_words = mark_words(becomes, placed=placed and was is not None, beside=was or {})
        yield Change(_("Mark"), was_words, becomes_words)


def isolated(text: str) -> str:
    """A mark within a sentence of a language that is written from right to left, so that no sign of it changes its place."""
    return f"\u2068{text}\u2069" if text and get_language_bidi() else text


def mark_words(
    mark: Mapping[str, Any], *, placed: bool = False, beside: Mapping[str, Any] | None = None
) -> str:
    """Kind and text of a mark, where it stands if `placed`, and that it no longer counts. What differs from the mark `beside` is underlined."""
    kind = str(reference_words("mark_kind").get(mark.get("kind") or "", mark.get("kind") or ""))
    if mark.get("retired"):
        return _("%(kind)s %(n)s no longer counts") % {
            "kind": kind,
            "n": isolated(str(mark.get("text") or mark.get("n", ""))),
        }
    status = mark.get("text_status") or KNOWN
    text = str(mark.get("text") or "")
    drawn = (
        _drawn(text, str((beside or {}).get("text") or ""))
        if text
        else ("" if status == KNOWN else str(ANSWERS.get(status, "")))
    )
    words = format_html("{} {}", kind, drawn) if kind and drawn else kind or drawn
    place = (
        str(reference_words("mark_place").get(mark.get("place") or "", mark.get("place") or ""))
        if placed
        else ""
    )
    return format_html("{}{}{}", words, _(", "), place) if place else words


def _drawn(text: str, beside: str) -> SafeString:
    """A mark as marks are drawn; where as many characters stand beside it, those that differ are underlined."""
    if len(beside) != len(text) or beside == text or not set(text).isdisjoint("?* "):
        return drawn_mark(text)
    pieces = (
        format_html('<span class="mark-differs">{}</span>', code) if code != other else code
        for code, other in zip(text, beside, strict=True)
    )
    drawn = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html('<bdi class="mark" dir="ltr" translate="no">{}</bdi>', drawn)
