"""What an actor may see of the bound books: whose, which lines, and whom a line names.

A trader reads its own book. The authority over it, and the inspectorate, read it by permission. What a line says is cut down to what the book says,
as everywhere (`registry/selectors/books.py`): of what another office recorded a trader reads the change, and neither its document nor its details.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Reverse
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.books import filtering
from ifar.books.filtering import BookFilter
from ifar.books.lines import PROOF, Entered, Line, compose
from ifar.books.models import Closing
from ifar.cursors import Page, cursor_of, page
from ifar.errors import NotFound
from ifar.ledger.models import Entry, Personal
from ifar.parties import windows
from ifar.parties.selectors import civilians, like_names, parties_for, records_of
from ifar.parties.selectors.addresses import RecordedAddress, known_of
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import BookLine, Firearm, LicenceUse, MarkKey
from ifar.registry.selectors.recent import moment_of
from ifar.registry.selectors.serials import plain_of
from ifar.registry.selectors.windows import is_open
from ifar.registry.services.events.deciding import NUMBERS
from ifar.rights import OWN_BOOK, Actor, may

READ: Final = "books:book:read"
CANDIDATES: Final = 500
"""So many firearms that bear a number, people who bear a name, and lines of each are looked at; nobody finds a line among more."""
LAST: Final = 4
"""So many last signs of a serial number find it."""
DEPOSITARIES: Final = ("licensing_authority", "police", "customs", "military", "court")
"""Kinds of offices that take the stock of a trader who is no more."""
OPEN: Final = "open"
CLOSED: Final = "closed"
ORDER: Final = ("-entered",)

_EVENTS: Final = """
SELECT l.firearm_id, l.since, e.id, e.n, e.kind, e.precision, e.zone, e.occurred_from, e.occurred_to, e.paper, e.details, e.changes, e.checks -> 'lateness',
    CASE WHEN e.n IN (l.since, l.until) OR e.kind IN ('corrected', 'annulled') THEN (SELECT r.agency FROM ledger_entry r WHERE r.entry = e.id) ELSE '' END
FROM unnest(%(firearms)s::bigint[], %(since)s::int[], %(until)s::int[]) AS l (firearm_id, since, until)
JOIN registry_event e ON e.firearm_id = l.firearm_id AND (l.until IS NULL OR e.n <= l.until OR e.n = l.until + 1 AND e.kind = 'annulled' AND EXISTS (
    SELECT FROM registry_bookline b WHERE b.firearm_id = e.firearm_id AND b.holder = %(holder)s AND b.since <= e.n AND (b.until IS NULL OR b.until >= e.n)))
ORDER BY l.firearm_id, l.since, e.n
"""


def books_for(actor: Actor) -> QuerySet[Agency]:
    """The traders whose books the actor may read: its own, those that its office looks after, for the inspectorate all."""
    records = agencies.agencies_for(actor).filter(kind__in=sorted(OWN_BOOK))
    if not may(actor, READ) or not may(actor, "registry:firearm:read"):
        return records.none()
    if actor.own_book_only:
        return records.filter(pk=actor.agency_id)
    if actor.agency_kind == "inspectorate":
        return records
    return records.filter(pk__in=agencies.looked_after(actor.agency_id))


def book_for(actor: Actor, public_id: str) -> Agency:
    """The trader whose book it is; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    agency = books_for(actor).filter(public_id=public_id).first()
    if agency is None:
        raise NotFound("accounts.agency.not_found")
    return agency


def authority_over(actor: Actor) -> str:
    """The licensing authority over the actor's office; empty where there is none."""
    return authority_of(actor.agency_id)


def authority_of(office: int) -> str:
    """The licensing authority over an office, by its internal key; empty where there is none."""
    with connection.cursor() as asking:
        asking.execute("SELECT registry_authority_over(%s)", [office])
        return str(asking.fetchone()[0] or "")


def on_record(identifier: str, serial: str) -> list[Firearm]:
    """The firearms on record that an identifier or a serial number means, whoever has them: for rules and not for people, so that no actor's view limits it. One statement."""
    firearms = Firearm.objects.filter(merged_into="")
    if identifier[:1] in ("F", "K"):
        return list(firearms.filter(public_id=identifier))
    keys = MarkKey.objects.filter(
        folded=keys_of(serial).forms[0].folded if plain_of(serial) else "-",
        plain=plain_of(serial),
        kind="serial",
        form=0,
    )
    return list(firearms.filter(pk__in=keys.values("firearm_id")).order_by("pk")[:CANDIDATES])


def police_of(firearm: Firearm) -> list[int]:
    """The police that had it recorded as what it is by law; where others did, the police that stand under no other police.
    Of a compartment that police do not see, the office that keeps it."""
    if firearm.compartment != "civilian":
        return [firearm.agency_id]
    entries = Entry.objects.filter(entry=firearm.legal_event).values("agency")
    police = Agency.objects.filter(kind="police", closed=False)
    own = list(police.filter(public_id__in=entries).values_list("id", flat=True))
    return own or list(police.exclude(parent__kind="police").order_by("id").values_list("id", flat=True))


def depositaries() -> QuerySet[Agency]:
    """The offices that can take the stock of a trader: those of authorities that are open."""
    return Agency.objects.filter(closed=False, kind__in=DEPOSITARIES).order_by("name")


def depositary_of(closing: Closing) -> str:
    """What the office is called that takes the stock."""
    agency = Agency.objects.filter(public_id=closing.depositary).first()
    return agency.called if agency else closing.depositary


def closings_for(actor: Actor) -> QuerySet[Closing]:
    """The closings of those books that the actor may read."""
    return Closing.objects.filter(public_id__in=books_for(actor).values("public_id")).select_related("agency")


def closed_among(books: Collection[str]) -> frozenset[str]:
    """Those of some books that are closed."""
    return frozenset(Closing.objects.filter(public_id__in=books).values_list("public_id", flat=True))


def closing_for(actor: Actor, public_id: str) -> Closing:
    """The closing of one trader's book; that there is none and that it is unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    closing = closings_for(actor).filter(public_id=public_id).first()
    if closing is None:
        raise NotFound("accounts.agency.not_found")
    return closing


def lines_for(actor: Actor, book: Agency) -> QuerySet[BookLine]:
    """The lines of a book that `book_for` found for this actor, as far as their compartments and the law's windows go."""
    seen = Q(holder=book.public_id, firearm__compartment__in=sorted(actor.compartments))
    return BookLine.objects.filter(seen & is_open(actor, "firearm__")).select_related("firearm")


def parties_in(actor: Actor) -> QuerySet[Any]:
    """The parties that lines of a book may name to this actor: a trader's lines name whom it dealt with, whoever keeps their record."""
    if actor.own_book_only:
        return civilians().filter(windows.is_open(actor))
    return parties_for(actor)


def narrowed(
    actor: Actor, book: Agency, lines: QuerySet[BookLine], asked: BookFilter
) -> tuple[QuerySet[BookLine], list[str]]:
    """Those of some lines that are asked for, and the people by whose names they were found."""
    people: list[str] = []
    lines = filtering.apply(actor, lines, asked)
    if asked.text:
        number = identifiers.parse(asked.text) or ""
        if number[:1] == "L":
            uses = LicenceUse.objects.filter(licence=number)
            if actor.own_book_only:
                # What another office said of an event is not for the book, and so not searched.
                uses = uses.filter(Exists(Entry.objects.filter(entry=OuterRef("event"), agency=actor.agency)))
            used = dict(uses.values_list("event", "firearm_id")[:CANDIDATES])
            under = Q(entered__in=used) | Q(left_by__in=used)
            # By their firearms, which have an index: by its entries alone the whole book would be read.
            return lines.filter(under, firearm__in=set(used.values())), people
        people = _named(actor, book, asked.text) if number[:1] != "P" else _known(actor, number)
        mine = BookLine.objects.filter(holder=book.public_id)
        ways = [mine.filter(firearm__in=bearing(actor, book, asked.text, ending=True))]
        ways += [_supplied(actor, mine, asked.text)]
        # Their indexes hold the lines that name somebody: of many names the planner does not see that none of them is empty.
        ways += [
            mine.filter(~Q(came_from=""), came_from__in=people),
            mine.filter(~Q(went_to=""), went_to__in=people),
        ]
        ways += [mine.filter(firearm__public_id=number)] if number[:1] in ("F", "K") else []
        lines = _by_ways(lines, ways)
    return lines, people


def _by_ways(lines: QuerySet[BookLine], ways: Iterable[QuerySet[BookLine]]) -> QuerySet[BookLine]:
    """Those of some lines that one of some ways finds. Each has its index; as one condition they would be asked of every line of the book."""
    keys = {key for way in ways for key in way.values_list("entered", flat=True)[:CANDIDATES]}
    return lines.filter(entered__in=keys)


def bearing(actor: Actor, book: Agency, text: str, *, ending: bool = False) -> list[int]:
    """The firearms whose line in the book says this serial number, in whichever way it was entered there.

    Args:
        ending: whether numbers that end so are meant too, where the text is long enough (`LAST`), and those of parts that were read on it.
    """
    plain = plain_of(text)
    if not plain:
        return []
    folded = keys_of(text).forms[0].folded
    keys = MarkKey.objects.filter(kind__in=NUMBERS, form=0)
    if ending and len(plain) >= LAST:
        # The reversed text has its index (`registry_markkey_reversed`).
        keys = keys.annotate(reversed=Reverse("folded")).filter(reversed__startswith=folded[::-1])
    else:
        keys = keys.filter(folded=folded, plain=plain)
    near = lines_for(actor, book).filter(firearm__in=keys.values("firearm_id"))[:CANDIDATES]
    rows = [
        (key, {plain_of(code) for code in (line.texts | line.parts if ending else line.texts)})
        for key, line in composed(actor, book, list(near))
    ]
    if ending and len(plain) >= LAST:
        return [key for key, texts in rows if any(code.endswith(plain) for code in texts)]
    return [key for key, texts in rows if plain in texts]


def _supplied(actor: Actor, lines: QuerySet[BookLine], text: str) -> QuerySet[BookLine]:
    """Those of some lines that name a supplier who is no party of the register and is called so; none where no purpose was stated."""
    personals = Personal.objects.filter(entry=OuterRef("entered"), field="supplier", value__icontains=text)
    return lines.filter(Exists(personals), came_from="") if actor.purpose is not None else lines.none()


def _known(actor: Actor, number: str) -> list[str]:
    """The person of an identifier, under all of their records, as far as the actor reads of people; nobody where no purpose was stated."""
    if actor.purpose is None:
        return []
    return list(
        parties_in(actor).filter(public_id__in=records_of(number)).values_list("public_id", flat=True)
    )


def _named(actor: Actor, book: Agency, text: str) -> list[str]:
    """The people whom lines of the book name and who are called so; nobody where no purpose was stated."""
    if actor.purpose is None:
        return []
    mine = BookLine.objects.filter(holder=book.public_id)
    # The indexes hold the lines that name somebody: without saying so, each name is looked for in the whole book.
    whom = parties_in(actor).filter(
        Q(Exists(mine.filter(~Q(came_from=""), came_from=OuterRef("public_id"))))
        | Q(Exists(mine.filter(~Q(went_to=""), went_to=OuterRef("public_id"))))
    )
    people = list(like_names(whom, text).values_list("public_id", flat=True)[:CANDIDATES])
    offices = agencies.agencies_for(actor).filter(name__icontains=text).values_list("public_id", flat=True)
    return [*people, *offices[:CANDIDATES]]


def page_of(
    lines: QuerySet[BookLine], *, after: str = "", before: str = "", size: int = 50
) -> Page[BookLine]:
    """A page of lines: those that stand in the book first, then those that left it, what was entered last before the others."""
    part, _, place = (before or after).partition(".")
    standing, gone = lines.filter(until=None), lines.filter(until__isnull=False)
    if part == CLOSED:
        if before and place:
            return _back(standing, page(gone, order=ORDER, before=place, size=size), size)
        result = page(gone, order=ORDER, after=place, size=size)
        return Page(result.items, _in(CLOSED, result.after), _before(CLOSED, result.items))
    result = page(
        standing, order=ORDER, size=size, before=place if before else "", after="" if before else place
    )
    at = Page(result.items, _in(OPEN, result.after), _in(OPEN, result.before))
    if before or result.after:
        return at
    if not (room := size - len(result.items)):
        return replace(at, after=f"{CLOSED}." if gone.exists() else None)
    more = page(gone, order=ORDER, size=room)
    return replace(at, items=[*result.items, *more.items], after=_in(CLOSED, more.after))


def counted(lines: QuerySet[BookLine], most: int) -> int:
    """How many lines there are, as far as it is counted: those that stand there and those that left, each by its own index. One statement.

    As one condition a search for a name or a number would read the whole book to count what it found.
    """
    standing, gone = (
        part.order_by().values("entered")[: most + 1]
        for part in (lines.filter(until=None), lines.filter(until__isnull=False))
    )
    return standing.union(gone, all=True)[: most + 1].count()


def _back(standing: QuerySet[BookLine], result: Page[BookLine], size: int) -> Page[BookLine]:
    """The page before a place in the second part: where it has too few lines above that place, the last of the first part stand above them."""
    after = _in(CLOSED, result.after) or f"{CLOSED}."
    if result.before:
        return Page(result.items, after, _before(CLOSED, result.items))
    room = size - len(result.items)
    last = list(standing.order_by("entered")[: room + 1])
    items = [*reversed(last[:room]), *result.items]
    return Page(items, after, _before(OPEN if room else CLOSED, items) if len(last) > room else None)


def _before(part: str, items: Sequence[BookLine]) -> str | None:
    """Where the page before some lines ends: above the first of them, which stands in that part."""
    return cursor(part, items[0].entered) if items else None


def cursor(part: str, entered: uuid.UUID) -> str:
    """Where a page begins after a line: `open` or `closed`, and the entry of its acquisition."""
    return f"{part}.{cursor_of([entered])}"


def _in(part: str, place: str | None) -> str | None:
    return f"{part}.{place}" if place else None


def composed(actor: Actor, book: Agency, lines: Sequence[BookLine]) -> list[tuple[int, Line]]:
    """Lines as the reader may read them, in their order, each with the internal key of its firearm. One statement."""
    if not lines:
        return []
    asked: dict[str, Any] = {
        "firearms": [book_line.firearm_id for book_line in lines],
        "since": [book_line.since for book_line in lines],
        "until": [book_line.until for book_line in lines],
        "holder": book.public_id,
    }
    lives: dict[tuple[int, int], list[Entered]] = {}
    with connection.cursor() as asking:
        asking.execute(_EVENTS, asked)
        for firearm, since, *value in asking.fetchall():
            lives.setdefault((firearm, since), []).append(_entered(actor, value))
    return [
        (
            book_line.firearm_id,
            compose(
                book_line.firearm.public_id,
                book_line.holder,
                book_line.since,
                book_line.until,
                came_from=book_line.came_from,
                went_to=book_line.went_to,
                events=lives[book_line.firearm_id, book_line.since],
            ),
        )
        for book_line in lines
    ]


def _entered(actor: Actor, values: Sequence[Any]) -> Entered:
    entry, n, kind, precision, zone, occurred_from, occurred_to, paper, details, changes, late, agency = (
        values
    )
    details, changes = orjson.loads(details), orjson.loads(changes)
    if actor.own_book_only and agency != actor.agency:
        # What another office said of it is not for the book, but for which event it took back, and what the proof house found.
        told = ("event", "result") if kind == PROOF else ("event",)
        paper, details = "", {name: value for name, value in details.items() if name in told}
    return Entered(
        entry, n, kind, precision, zone, occurred_from, occurred_to, agency, paper, details, changes, orjson.loads(late or "{}"),
    )  # fmt: skip


def entered_on(entry: uuid.UUID) -> dt.date:
    """The day on which an entry was made, in the office's zone."""
    return timezone.localtime(moment_of(entry)).date()


@dataclass(frozen=True, slots=True)
class Whom:
    """The other party as a line names it: what it is called, and its address as it was known when the entry was made."""

    name: str = ""
    address: tuple[str, ...] = ()
    erased: bool = False
    """Whether it had a name that was erased."""
    licence: str = ""
    """The licence or document that the entry names of somebody who is no party of the register."""


def whom(actor: Actor, lines: Iterable[Line]) -> tuple[Mapping[tuple[str, uuid.UUID], Whom], list[str]]:
    """Party and entry -> whom it names, and the people among them, for the log of reads. Nobody where no purpose was stated. At most four statements."""
    lines = list(lines)
    asked = {
        (side.whom, side.event.entry)
        for line in lines
        for side in (line.acquisition, line.disposal)
        if side and side.whom
    }
    offices = {text for text, _entry in asked if text[0] == "A"}
    people = {text for text, _entry in asked if text[0] == "P"} if actor.purpose is not None else set()
    names: dict[str, str] = {}
    if offices:
        known = agencies.agencies_for(actor).filter(public_id__in=offices)
        names |= dict(known.values_list("public_id", agencies.called()))
    values = (
        dict(parties_in(actor).filter(public_id__in=people).values_list("public_id", "name"))
        if people
        else {}
    )
    names |= {key: name for key, name in values.items() if name}
    addresses = known_addresses(values)
    return {
        (text, entry): Whom(
            names.get(text, ""), _address(addresses.get(text, ()), entry), text in values and not values[text]
        )
        for text, entry in asked
    } | _suppliers(actor, lines), sorted(values)


def _suppliers(actor: Actor, lines: Iterable[Line]) -> dict[tuple[str, uuid.UUID], Whom]:
    """Whom a trader named that it bought from where they are no party of the register; nobody where no purpose was stated. One statement, none where nothing was bought so."""
    entries = [
        line.acquisition.event.entry
        for line in lines
        if not line.acquisition.whom
        and line.acquisition.event.kind == "acquired"
        and line.acquisition.event.agency == line.holder
    ]
    if actor.purpose is None or not entries:
        return {}
    result: dict[uuid.UUID, dict[str, str]] = {}
    kept = Personal.objects.filter(entry__in=entries, field__startswith="supplier")
    for entry, name, value in kept.values_list("entry", "field", "value"):
        result.setdefault(entry, {})[name] = str(value)
    return {
        ("", entry): Whom(
            values.get("supplier", ""),
            tuple(values.get("supplier_address", "").splitlines()),
            licence=values.get("supplier_licence", ""),
        )
        for entry, values in result.items()
    }


def known_addresses(people: Collection[str]) -> Mapping[str, list[RecordedAddress]]:
    """Their addresses, for those who may read them."""
    return known_of(people) if people else {}


def _address(known: Iterable[RecordedAddress], entry: uuid.UUID) -> tuple[str, ...]:
    """As it was known when an entry was made: a trader is not told where somebody moved afterwards."""
    result = next((item for item in known if item.entry.int <= entry.int), None)
    return (*result.lines, result.country) if result else ()
