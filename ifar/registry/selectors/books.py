"""What a trader's own book says of firearms, and no more: the one place that cuts a life down to the part that was the trader's.

A firearm that left the book is shown as the book left it: what its record says now is the authority's and of later holders. Of the events
from its line in the book on, up to the one that took it out, a trader reads what the own office recorded, and of what another office
recorded what it changed, without who said what to whom. Nothing else of a life is told: no trace, no sighting, no later owner, no case.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from ifar.errors import Refused
from ifar.ledger.models import Entry
from ifar.registry import describing
from ifar.registry.labels import words_of
from ifar.registry.models import BookLine, Event, Firearm, Mark
from ifar.registry.search.former_marks import facts_left, left_behind
from ifar.rights import Actor

# A part that is fitted into a firearm goes with it: its own line ended, and that of the firearm tells whether it is still there.
_LEFT: Final = """
SELECT b.firearm_id, max(b.until) FROM registry_bookline b JOIN registry_firearm f ON f.id = b.firearm_id
WHERE b.holder = %(agency)s AND b.firearm_id = ANY(%(ids)s)
  AND NOT EXISTS (SELECT FROM registry_firearm w JOIN registry_bookline o ON o.firearm_id = w.id AND o.holder = b.holder AND o.until IS NULL
                  WHERE w.public_id = f.mounted_in AND f.mounted_in <> '')
GROUP BY b.firearm_id HAVING count(*) = count(b.until)
"""
_SAID: Final = """
SELECT e.firearm_id, e.id, e.n, e.changes FROM registry_event e JOIN unnest(%s::bigint[], %s::int[]) AS l (firearm_id, until)
    ON e.firearm_id = l.firearm_id AND e.n <= l.until ORDER BY e.firearm_id, e.n
"""
_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ownership_event": ("ownership", "owner"),
    "custody_event": ("custody", "custodian"),
    "legal_event": ("legal",),
    "physical_event": ("physical",),
}
TOLD: Final = describing.everything() - {"marks", "national_security"} | {
    "state",
    "ownership",
    "owner",
    "custody",
    "custodian",
    "legal",
    "physical",
    "successor",
    "merged_into",
    "n",
    "last_event",
    *_FACTS,
}
"""The columns that a book shows as they were when the firearm left it; who keeps the record is told as it is now."""


@dataclass(slots=True)
class BookSnapshot:
    """A firearm as the book left it: its columns, what its facts said before, and its marks by their number, each with the event that set it last."""

    columns: dict[str, Any] = field(default_factory=dict)
    marks: dict[int, dict[str, Any]] = field(default_factory=dict)
    former: list[str] | None = None

    def value(self, column: str) -> Any:
        """What a column said then."""
        return self.columns.get(column, describing.unsaid(column))

    def follow(self, entry: uuid.UUID, n: int, changes: Mapping[str, Any]) -> None:
        """Let the next event say what it says."""
        self.former = facts_left(self.columns, self.former or (), changes)
        self.columns |= {name: value for name, value in changes.items() if name in TOLD}
        self.columns |= {"n": n, "last_event": entry}
        self.columns |= {fact: entry for fact, names in _FACTS.items() if changes.keys() & set(names)}
        marks = changes.get("marks", ())
        left_behind_now = left_behind(self.marks.values(), marks)
        for mark in (*marks, *left_behind_now):
            self.marks[mark["n"]] = {**self.marks.get(mark["n"], {}), **mark, "event": entry}

    def bore(self, n: int, text: str) -> int | None:
        """The number of the mark that said so then, be it mark `n` itself or a former reading of it; None where it never did."""
        if n not in self.marks or self.marks[n].get("text") == text:
            return n if n in self.marks else None
        former = (mark for mark in self.marks.values() if mark.get("former_of") == n and mark["text"] == text)
        return next((int(row["n"]) for row in former), None)


def left(actor: Actor, ids: Collection[int]) -> dict[int, BookSnapshot]:
    """The firearms among these (by internal key) that left the actor's book, as it left them. Two queries, one where none did."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"agency": actor.agency, "ids": list(ids)})
        until = dict(cursor.fetchall())
        if not until:
            return {}
        cursor.execute(_SAID, [list(until), list(until.values())])
        result = {key: BookSnapshot() for key in until}
        for key, entry, n, changes in cursor.fetchall():
            result[key].follow(entry, n, orjson.loads(changes))
    return result


def is_there(actor: Actor, firearm_id: int) -> bool:
    """Whether a firearm, by its internal key, stands in the actor's book now; of one that never did this says nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"agency": actor.agency, "ids": [firearm_id]})
        return cursor.fetchone() is None


def require_in_book(actor: Actor, firearm_id: int) -> None:
    """Refuse to a trader what would be done with a firearm that left its book, whatever has become of it.

    Raises:
        Refused: it left the book; the authority that keeps the record enters what happens to it.
    """
    if actor.own_book_only and not is_there(actor, firearm_id):
        raise Refused(
            "registry.book.left", words_of("registry.book.left"), article="EU 2021/555 art. 4(4)-(6)"
        )


def last_seen(actor: Actor, ids: Collection[int]) -> dict[int, tuple[int, uuid.UUID]]:
    """The last event that the actor reads of each of these firearms: its number and entry. One query."""
    events = (
        events_in(actor).filter(firearm__in=list(ids)).order_by("firearm_id", "-n").distinct("firearm_id")
    )
    return {key: (n, entry) for key, n, entry in events.values_list("firearm_id", "n", "id")}


# Events and firearms, cut down as they are read -----------------------------------------------------------------------------


class _Events(QuerySet[Event]):
    """Events of which what another office said is left out."""

    reader = ""

    def _clone(self) -> _Events:
        events: _Events = super()._clone()  # type: ignore[misc]
        events.reader = self.reader
        return events

    def iterator(self, *_args: Any, **_kwargs: Any) -> Iterator[Event]:
        """The same, all at once: they are cut down together."""
        return iter(self._clone())

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        for event in (self._result_cache or ()) if fresh else ():
            if isinstance(event, Event) and vars(event)["recorder"] != self.reader:
                found = event.details.get("result") if event.kind == "proof_returned" else None
                event.details = {"result": found} if found else {}
                event.checks, event.place, event.paper, event.proposal = {}, "", "", ""
                event.is_partial = True
                event.changes = {name: change for name, change in event.changes.items() if name != "agency"}


def events_in(actor: Actor) -> QuerySet[Event]:
    """The events that the actor's own book tells."""
    line = BookLine.objects.filter(
        firearm=OuterRef("firearm_id"), holder=actor.agency, since__lte=OuterRef("n")
    )
    recorder = Subquery(Entry.objects.filter(entry=OuterRef("pk")).values("agency")[:1])
    events = _Events(Event)
    events.reader = actor.agency
    return (
        events.filter(Exists(line.filter(Q(until=None) | Q(until__gte=OuterRef("n")))))
        .annotate(recorder=recorder)
        .filter(Q(recorder=actor.agency) | ~Q(changes={}))
    )


class _Firearms(QuerySet[Firearm]):
    """Firearms as a book says them."""

    reader: Actor

    def _clone(self) -> _Firearms:
        firearms: _Firearms = super()._clone()  # type: ignore[misc]
        firearms.reader = self.reader
        return firearms

    def iterator(self, *_args: Any, **_kwargs: Any) -> Iterator[Firearm]:
        """The same, all at once: they are cut down together."""
        return iter(self._clone())

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            _cut_down(
                self.reader, [firearm for firearm in self._result_cache or () if isinstance(firearm, Firearm)]
            )


def firearms_in(actor: Actor) -> QuerySet[Firearm]:
    """All firearms, each as the actor's book says it; which of them the actor may see, `firearms.visible` says."""
    firearms = _Firearms(Firearm)
    firearms.reader = actor
    return firearms


def _cut_down(actor: Actor, firearms: Sequence[Firearm]) -> None:
    if not firearms:
        return
    ids = [record.pk for record in firearms]
    gone, seen = left(actor, ids), last_seen(actor, ids)
    for firearm in firearms:
        if value := gone.get(firearm.pk):
            for column in TOLD:
                setattr(firearm, column, value.value(column))
            firearm.former = value.former
            _bear(firearm, value)
        if firearm.pk in seen:
            firearm.n, firearm.last_event = seen[firearm.pk]


def _bear(firearm: Firearm, value: BookSnapshot) -> None:
    """Have a firearm bear the marks of the book, whichever way they are asked for."""
    marks: Any = Mark.objects.filter(firearm=firearm)
    marks._result_cache = [Mark(firearm=firearm, **mark) for _n, mark in sorted(value.marks.items())]
    marks._prefetch_done = True
    vars(firearm).setdefault("_prefetched_objects_cache", {})["marks"] = marks
