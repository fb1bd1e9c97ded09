"""The stock that a trader has already on the day on which it joins: a table, shown line by line with what stands in the way, then recorded at once.

Each firearm gets its own record, with the event that declares it as stock: it stands in the book as opening stock. A serial number that stands twice in the
table, or on record already for the same make and family of models, is named before anything is written, and refused.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from ifar.accounts.services import reads
from ifar.books import labels
from ifar.errors import IfarError, Invalid, Reason
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.registry import reserving
from ifar.registry.classifying import require_classifying
from ifar.registry.labels import words_of
from ifar.registry.occurred import Occurred, day
from ifar.registry.search.naming import identity_of
from ifar.registry.selectors import families, serials
from ifar.registry.selectors.families import Family
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent, many
from ifar.rights import AGENCY_COMPARTMENT, Actor, require
from ifar.typed import whole_number

WRITE: Final = "registry:event:record"
NEEDED: Final = ("serial", "make", "model", "type", "calibre")
COLUMNS: Final = (*NEEDED, "country_made", "year")
MOST: Final = 1_000
"""Firearms of one table; who has more declares them in several."""
ASKED: Final = "books.opening.asked"
_ALONE: Final = "SELECT pg_advisory_xact_lock(1767268773, hashtext('opening stock'))"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: its number there, what it says, the firearm as which it is recorded, or every reason why not."""

    number: int
    said: Mapping[str, str]
    reasons: tuple[Reason, ...] = ()
    firearm: str = ""


def read(table: str) -> list[tuple[int, dict[str, str]]]:
    """The lines of a table, each with its number in it: CSV with the names of `COLUMNS` in its first row.

    Raises:
        Invalid: it is no such table, or has more lines than one takes.
    """
    text = table.lstrip("\ufeff")
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        known = {name.strip().lower() for name in rows.fieldnames or ()}
        results = [(rows.line_num, row) for row in rows] if known.issuperset(NEEDED) else []
    except csv.Error:
        results = []
    if not results:
        raise _wrong("books.opening.table")
    if len(results) > MOST:
        raise _wrong("books.opening.many", most=MOST)
    return [
        (
            number,
            {
                str(name).strip().lower(): " ".join(text.split())
                for name, text in row.items()
                if isinstance(text, str)
            },
        )
        for number, row in results
    ]


def look(*, actor: Actor, joined_on: dt.date, owner_kind: str, table: str) -> list[Line]:
    """What would become of each line; nothing is recorded. That numbers were asked for is logged, and how many: whether they stand on record is told of all traders' firearms.

    Raises:
        Forbidden: the actor records nothing, or its office is no trader.
        Refused: no purpose of reading is stated.
        Invalid: as `read`, or the day lies in the future.
    """
    require(actor, WRITE)
    return [line for line, _composed in _judged(actor, joined_on, owner_kind, table)]


@transaction.atomic
def record(*, actor: Actor, joined_on: dt.date, owner_kind: str, table: str) -> list[Line]:
    """Record every line, or none; logged as `look` is. Where something stands in the way of one, all stay out until it is mended.

    Of two tables at once the second waits, and finds the numbers of the first on record.

    Raises:
        Forbidden, Invalid: as `look`.
    """
    require(actor, WRITE)
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
    judged = _judged(actor, joined_on, owner_kind, table)
    if any(line.reasons for line, _composed in judged):
        return [line for line, _composed in judged]
    written = [composed for _line, composed in judged if composed is not None]
    keys = many.new_firearm_ids(len(written))
    kept = events.kept_by(actor.agency)
    done = [_composed(actor, composed.event, key, kept) for composed, key in zip(written, keys, strict=True)]
    many.write_many(done)
    return [
        replace(line, firearm=composed.snapshot.public_id)
        for (line, _one), composed in zip(judged, done, strict=True)
    ]


def _judged(
    actor: Actor, joined_on: dt.date, owner_kind: str, table: str
) -> list[tuple[Line, Composed | None]]:
    """Each line with its event as it would be written, or why there is none."""
    if not actor.own_book_only:
        raise _wrong("books.opening.office")
    if joined_on > timezone.localdate():
        raise _wrong("books.opening.future", field="joined_on")
    lines = read(table)
    occurred = day(joined_on, str(timezone.get_current_timezone()))
    kept = events.kept_by(actor.agency)
    rows = [_line(actor, number, values, owner_kind, occurred, kept) for number, values in lines]
    reads.log(actor, ASKED, actor.agency, len(rows))
    against = _against(actor, rows)
    first: dict[tuple[str, str], int] = {}
    judged: list[tuple[Line, Composed | None]] = []
    for line, composed in rows:
        reasons = list(line.reasons)
        if composed is not None:
            family, why = against[line.number]
            reasons += why
            alike = (family, serials.plain_of(line.said["serial"]))
            if (before := first.setdefault(alike, line.number)) != line.number:
                reasons.append(_reason("books.opening.twice", "serial", line=before))
        judged.append((replace(line, reasons=tuple(reasons)), None if reasons else composed))
    return judged


def _line(
    actor: Actor,
    number: int,
    values: Mapping[str, str],
    owner_kind: str,
    occurred: Occurred,
    kept: events.KeptBy | None,
) -> tuple[Line, Composed | None]:
    missing = [name for name in NEEDED if not values.get(name)]
    if missing:
        return Line(
            number, values, tuple(_reason("books.opening.empty", text, column=text) for text in missing)
        ), None
    if not serials.plain_of(values["serial"]):
        return Line(number, values, (_reason("books.opening.serial", "serial"),)), None
    if values.get("year") and whole_number(values["year"]) is None:
        return Line(number, values, (_reason("books.opening.year", "year"),)), None
    given: dict[str, Any] = {name: values[name] for name in COLUMNS[1:] if values.get(name)}
    if "year" in given:
        given["year"] = whole_number(given["year"])
    mark = {"kind": "serial", "text": values["serial"], "text_status": "known"}
    event = NewEvent(
        "stock_declared",
        {"owner_kind": owner_kind},
        occurred,
        identity=identity_of(given, reference.resolver()),
        marks=(mark,),
    )
    try:
        return Line(number, values), _composed(actor, event, 0, kept)
    except IfarError as error:
        alone = (Reason(error.code, error.message, error.article, error.field),)
        reasons = [
            replace(reason, message=reason.message or words_of(reason.code, reason.params))
            for reason in error.reasons
        ]
        return Line(number, values, tuple(reasons) or alone), None


def _composed(actor: Actor, event: NewEvent, key: int, kept: events.KeptBy | None) -> Composed:
    """The event of one firearm, decided and unwritten, as `register_firearm` would write it."""
    kind = events.checked(event)
    events.check_described(event)
    require_classifying(actor, event.identity, AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"))
    snapshot = replace(events.nothing_yet(key, "firearm", ledger.now()), kept_by=kept)
    outcome = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
    return events.compose(actor, snapshot, event, kind, outcome)


def _against(
    actor: Actor, rows: Sequence[tuple[Line, Composed | None]]
) -> Mapping[int, tuple[str, list[Reason]]]:
    """Line -> the family of its model, and what stands against its number: a firearm of it on record that bears it, whatever became of it; an order of the maker's that is closed."""
    asked: dict[Family, list[Line]] = defaultdict(list)
    known: dict[tuple[str, ...], Family] = {}
    for line, composed in rows:
        if composed is not None:
            of = (line.said["make"], line.said["model"])
            if of not in known:
                known[of] = families.of_identity(composed.event.identity)
            asked[known[of]].append(line)
    result: dict[int, tuple[str, list[Reason]]] = {}
    taken = _reason("books.opening.taken", "serial", article="Protocol art. 8(1)(a)")
    for family, lines in asked.items():
        numbers = [value.said["serial"] for value in lines]
        # An arm that exists bears what it bears: one that only looks alike is another one.
        borne = families.borne(actor, family, numbers, exactly=True)
        ended = reserving.against(actor, family, "", numbers)
        for item in lines:
            number = item.said["serial"]
            why = [taken] if number in borne else []
            result[item.number] = (family.name, why or ([ended[number]] if number in ended else []))
    return result


def _reason(code: str, field: str, *, article: str = "", **params: object) -> Reason:
    words = labels.of(code, params) if code.startswith("books.") else words_of(code, params)
    return Reason(code, words, article, field, params)


def _wrong(code: str, *, field: str = "table", **params: object) -> Invalid:
    return Invalid(code, labels.of(code, params), field=field)
