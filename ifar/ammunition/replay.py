"""What the verifier asks of ammunition besides its records: that every movement made the lines that its act says and no others, that what lies in each account
is their sum and was never below zero, and that no movement could not be when it was recorded.

Worked out anew from the acts in the order of the log, by `accounts.py`. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor

from ifar.ammunition import accounts
from ifar.ammunition.accounts import HELD, ROAD, Movement, Posting
from ifar.ledger.sources import Difference, Replay

_ACTS: Final = """
SELECT e.record_type, e.subject, e.kind, e.n, e.changes, e.details, e.id::text, l.agency, l.id
FROM public.ammunition_event e JOIN public.ledger_entry l ON l.entry = e.id ORDER BY l.id
"""
# Which office runs which place, and from which entry until which.
_PLACES: Final = """
SELECT o.subject, o.changes ->> 'agency', coalesce(o.changes ->> 'person', ''), a.id, (
    SELECT min(c.id) FROM public.placement_event x JOIN public.ledger_entry c ON c.entry = x.id
    WHERE x.record_type = 'place' AND x.kind = 'closed' AND x.subject = o.subject)
FROM public.placement_event o JOIN public.ledger_entry a ON a.entry = o.id WHERE o.record_type = 'place' AND o.kind = 'opened'
"""
_POSTINGS: Final = """
SELECT p.event::text, p.n, p.movement, p.account, p.agency, p.holder, p.lot, p.amount, p.source FROM public.ammunition_posting p
"""
_BALANCES: Final = "SELECT b.account, b.holder, b.lot, b.agency, b.quantity FROM public.ammunition_balance b"

type _Line = tuple[str, str, str, str, str, int, str]


class _Books:
    """The acts so far: lots, what is on the road of each movement, what lies where."""

    def __init__(self, places: Mapping[str, tuple[str, int, int | None]], persons: Mapping[str, str]) -> None:
        self.places = places
        self.persons = persons
        self.records: dict[str, dict[str, Any]] = defaultdict(dict)
        self.keepers: dict[str, str] = {}
        self.sent: dict[str, dict[str, int]] = {}
        self.balances = accounts.Balances()
        self.origins = accounts.Origins()
        self.seized: dict[str, int] = defaultdict(int)
        self.told: dict[tuple[str, int], tuple[Any, list[Posting]]] = {}
        self.there: dict[tuple[str, str], set[str]] = defaultdict(set)

    def movement(
        self, subject: str, kind: str, changes: Mapping[str, Any], details: Mapping[str, Any]
    ) -> Movement:
        """A movement with what was said of it before."""
        values = {**self.records[subject], **changes}
        sender = str(values["agency"])
        return Movement(
            kind=kind,
            public_id=subject,
            office=str(values["to_office"]) if kind == "received" else sender,
            place=str(values["place"]),
            to_place=str(values.get("to_place", "")),
            lines=details["lines"],
            sent=self.sent.get(subject, {}),
            sender=sender,
        )

    def wrong(self, of: Movement, at: int) -> str:
        """What of a movement could not be when it was recorded; empty where nothing."""
        if accounts.unlike(of.lines, of.kind):
            return "lines that cannot be"
        lots = accounts.lots_of(of.lines)
        if any(lot not in self.keepers for lot in lots):
            return "a lot that is not there"
        comes_back = of.kind == "moved" and self.persons.get(of.place) and not self.persons.get(of.to_place)
        if of.kind in accounts.STOPPED and not comes_back and self.stops(lots):
            return "a suspended lot"
        if of.kind == "manufactured" and any(
            (self.records[lot].get("kind"), self.records[lot].get("mark", "")) == ("cartridge", "")
            for lot in lots
        ):
            return "made without a mark on the smallest package"
        if of.kind == "lost" and self.guarded(lots):
            return "lost by one person, and suspended or seized"
        here = {"received": (of.to_place,), "moved": (of.place, of.to_place)}.get(of.kind, (of.place,))
        if not all(self.is_open(text, of.office, at) for text in here):
            return "a place that is no open one of the office"
        if of.kind in accounts.COMES_IN and any(self.keepers[lot] != of.office for lot in lots):
            return "a lot that another office keeps"
        if of.kind == "opened" and any(self.there.get((of.place, lot)) for lot in lots):
            return "a beginning where there was some"
        if of.kind == "repacked" and any(
            not self.alike(of.office, line["lot"], line["into"]) for line in of.lines
        ):
            return "into a lot of another calibre or office"
        if self.strays(of):
            return "a mixed lot that is of another place, or passed on"
        if of.kind == "received" and set(of.sent) - set(lots):
            return "something that was sent and not counted"
        return ""

    def stops(self, lots: Iterable[str]) -> bool:
        """Whether some of the lots are suspended, or one from which rounds came into them."""
        return any(self.records[lot].get("state") == "suspended" for lot in self.origins.sources(lots))

    def guarded(self, lots: Collection[str]) -> bool:
        """Whether some of the lots, or one from which it came, is suspended or was seized."""
        return self.stops(lots) or any(self.seized.get(lot, 0) > 0 for lot in self.origins.sources(lots))

    def strays(self, of: Movement) -> bool:
        """Whether a mixed lot comes to lie elsewhere than at its place, or a lot that somebody made is filled from it."""
        place = {lot: str(self.records[lot].get("place", "")) for lot in accounts.lots_of(of.lines)}
        if of.kind in accounts.KNOWN:
            return any(place.values())
        if of.kind == "moved":
            return any(
                bool(place[line["lot"]]) != ("into" in line)
                or (
                    "into" in line
                    and (
                        place[line["into"]] != of.to_place
                        or not self.alike(of.office, line["lot"], line["into"])
                    )
                )
                for line in of.lines
            )
        if of.kind == "repacked":
            return any(place[line["lot"]] or place[line["into"]] not in ("", of.place) for line in of.lines)
        return of.kind in accounts.COMES_IN and any(text not in ("", of.place) for text in place.values())

    def undoing(self, subject: str, kind: str, n: int, lines: object, at: int) -> tuple[str, list[Posting]]:
        """What of a counter-entry could not be, empty where nothing, and its lines."""
        before, made = self.told.get((subject, accounts.undone_n(kind, n)), (None, []))
        if before is None or before != lines:
            return "lines that are not those that it undoes", []
        if not all(
            self.is_open(posting.holder, posting.agency, at) for posting in made if posting.account == HELD
        ):
            return "a place that is no open one of the office", accounts.counter(made)
        move = str(self.records[subject].get("move", ""))
        lots = {posting.lot for posting in made}
        if kind == accounts.UNDONE and move in accounts.COMES_IN and self.guarded(lots):
            return "undone by one person, and suspended or seized", accounts.counter(made)
        if (
            kind == accounts.UNDONE
            and move in set(accounts.STOPPED) - {*accounts.COMES_IN}
            and self.stops(lots)
        ):
            return "a suspended lot", accounts.counter(made)
        return "", accounts.counter(made)

    def is_open(self, place: str, office: str, at: int) -> bool:
        """Whether a place is an open one of an office at an entry of the log."""
        runs, since, until = self.places.get(place, ("", at, None))
        return runs == office and since <= at and (until is None or until > at)

    def post(self, subject: str, kind: str, n: int, lines: object, made: list[Posting]) -> list[str]:
        """Post an act's lines; the lots of which it takes more than is there."""
        self.told[subject, n] = lines, made
        for posting in made:
            if posting.account == HELD:
                self.there[posting.holder, posting.lot].add(subject)
        if kind in (accounts.UNDONE, accounts.UNDONE_BY_TWO):
            for number in range(1, n + 1):
                for posting in self.told.get((subject, number), (None, []))[1]:
                    self.there[posting.holder, posting.lot].discard(subject)
        self.origins.post(made)
        for posting in made:
            if posting.account == "seized":
                self.seized[posting.lot] -= posting.amount
        return self.balances.post(made)

    def alike(self, office: str, lot: str, into: str) -> bool:
        """Whether one lot may go into another."""
        names = ("kind", "calibre", "unit")
        values, other = ([self.records[text].get(name) for name in names] for text in (lot, into))
        return values == other and self.keepers[into] == office


def _read(cursor: Cursor[Any]) -> _Books:
    cursor.execute(_PLACES)
    rows = cursor.fetchall()
    return _Books(
        {place: (office, since, until) for place, office, _person, since, until in rows},
        {place: person for place, _office, person, _since, _until in rows},
    )


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    books = _read(cursor)
    cursor.execute(_ACTS)
    values: dict[tuple[str, int], _Line] = {}
    for record_type, subject, kind, n, changes, details, event, _agency, at in cursor.fetchall():
        asks = objects is None or subject in objects
        place = f"{record_type} {subject}, act {n}"
        if record_type == "lot":
            books.records[subject] |= changes
            books.keepers.setdefault(subject, str(changes.get("agency", "")))
            if (
                kind == "mixed"
                and asks
                and not books.is_open(str(changes.get("place")), books.keepers[subject], at)
            ):
                yield Difference(
                    "not_allowed", place, "a place that is no open one of the office", "its own place"
                )
            continue
        try:
            if kind in accounts.UNDOES:
                wrong, made = books.undoing(subject, kind, n, details["lines"], at)
            else:
                of = books.movement(subject, kind, changes, details)
                wrong = books.wrong(of, at)
                made = [] if wrong == "lines that cannot be" else accounts.postings(of)
        except (AttributeError, KeyError, TypeError) as error:
            yield Difference(
                "not_allowed", place, f"what cannot be read ({type(error).__name__})", "a movement"
            )
            continue
        books.records[subject] |= changes
        if kind == "sent":
            books.sent[subject] = {item.lot: item.amount for item in made if item.account == ROAD}
        if wrong and asks:
            yield Difference("not_allowed", place, wrong, "a movement that can be")
        for lot in books.post(subject, kind, n, details["lines"], made):
            if asks or (objects is not None and lot in objects):
                yield Difference("not_allowed", place, f"below zero: {lot}", "no more than there is")
        for number, posting in enumerate(made, start=1):
            values[event, number] = _line(subject, posting)
    yield from _compared(cursor, objects, values)
    yield from _standing(cursor, objects, books)


def _line(movement: str, posting: Posting) -> _Line:
    return (
        movement,
        posting.account,
        posting.agency,
        posting.holder,
        posting.lot,
        posting.amount,
        posting.source,
    )


def _compared(
    cursor: Cursor[Any], objects: frozenset[str] | None, values: Mapping[tuple[str, int], _Line]
) -> Iterator[Difference]:
    """Lines that differ from what their acts make, are missing, or were made by none."""
    left = dict(values)
    cursor.execute(_POSTINGS)
    for event, n, *stands in cursor.fetchall():
        movement, lot = stands[0], stands[4]
        known = left.pop((event, n), None)
        if known == tuple(stands):
            continue
        named = {movement, lot, *((known[0], known[4]) if known else ())}
        if objects is None or named & objects:
            place = f"movement {known[0] if known else movement}, line {n}"
            yield Difference("state_differs", place, "another line", "what its act says")
    for (_event, n), (movement, _account, _agency, _holder, lot, *_more) in sorted(left.items()):
        if objects is None or {movement, lot} & objects:
            yield Difference(
                "state_missing", f"movement {movement}, line {n}", "no line", "what its act says"
            )


def _standing(cursor: Cursor[Any], objects: frozenset[str] | None, books: _Books) -> Iterator[Difference]:
    """Balances that are not the sum of their lines, and places that were closed while something lay there."""
    left = dict(books.balances.of)
    cursor.execute(_BALANCES)
    for account, holder, lot, agency, quantity in cursor.fetchall():
        key = (account, holder, lot)
        known = left.pop(key, None)
        same = known == quantity and books.balances.agency.get(key) == agency
        if not same and (objects is None or {holder, lot} & objects):
            yield Difference("state_differs", f"balance of {lot} in {holder}", str(quantity), str(known))
    for account, holder, lot in sorted(left):
        if objects is None or {holder, lot} & objects:
            yield Difference("state_missing", f"balance of {lot} in {holder}", "no row", account)
    for (account, holder, lot), quantity in sorted(books.balances.of.items()):
        closed = books.places.get(holder, ("", 0, None))[2] if account == HELD else None
        if quantity and closed is not None and (objects is None or {holder, lot} & objects):
            yield Difference(
                "not_allowed", f"place {holder}", f"closed while {lot} lay there", "an empty place"
            )


REPLAYS: Final = (Replay(name="ammunition_books", check=_check),)
