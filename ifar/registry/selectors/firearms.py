"""Firearms as an actor may see them. `visible` is the one condition; lists, details, searches, counts and exports use it.

Traders and proof houses see what stands or once stood in their own book, and of each as much as their book says (`books`). A laboratory sees
what lies or lay with it: access follows the exhibit, not the compartment. What a unit of the State has in its stock, in a compartment of
the State, is seen by that unit, by one to which it lent it, by whoever stands above them and by the inspectorate: to another unit it is as closed as
another compartment is, until it is lost, taken in or given up (Protocol art. 4).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.errors import NotFound
from ifar.registry.labels import words_of
from ifar.registry.lifecycle.states import Legal, Ownership
from ifar.registry.models import BookLine, Event, Firearm, Holding, Mark
from ifar.registry.selectors import books
from ifar.registry.selectors.windows import OPEN_SQL, is_open
from ifar.rights import UNITS, Actor, may

_BOOK: Final = "EXISTS (SELECT FROM registry_bookline h WHERE h.firearm_id = f.id AND h.holder = %(agency)s)"
_AT_HAND: Final = """(f.public_id = ANY(%(lying)s::text[])
    OR EXISTS (SELECT FROM registry_holding h WHERE h.firearm_id = f.id AND h.holder = %(agency)s))"""
NO_UNIT: Final = "0"
KEPT: Final = (Legal.LAWFUL, Legal.BLOCKED, Legal.EXPORT_LICENSED, Legal.TEMPORARY_EXPORT)
"""Legal statuses in which what the State owns stands in the stock of a unit, wherever it lies: what is lost, taken in or for disposal does not."""
_OWN_UNITS: Final = """(WITH RECURSIVE own AS (SELECT u.id, u.public_id FROM accounts_agency u WHERE u.id = %(unit)s::bigint
    UNION SELECT u.id, u.public_id FROM accounts_agency u JOIN own w ON u.parent_id = w.id) SELECT w.public_id FROM own w)"""
# What it reads of the firearm it reads apart: of the many that are no State's stock the search fetches no row.
_OWN_STOCK: Final = f"""(f.compartment = 'civilian' OR NOT EXISTS (SELECT FROM registry_firearm s WHERE s.id = f.id
    AND s.ownership = '{Ownership.STATE}' AND s.legal IN ({", ".join(f"'{legal}'" for legal in KEPT)})
    AND s.agency_id <> %(unit)s::bigint AND s.owner NOT IN {_OWN_UNITS} AND s.custodian NOT IN {_OWN_UNITS}
    AND NOT EXISTS (SELECT FROM registry_event l WHERE l.id = s.custody_event AND l.kind = 'state_stock_issued' AND l.details ->> 'unit' <> ''
        AND l.details ->> 'unit' IN {_OWN_UNITS})))"""
_UNCOUNTED: Final = "(f.custodian <> ALL(%(closed)s::text[]) OR f.state = 'held_state')"
REACHED_SQL: Final = f"""(f.compartment = ANY(%(compartments)s) AND (NOT %(own_book)s OR {_BOOK}) AND (NOT %(at_hand)s OR {_AT_HAND}) AND {OPEN_SQL})"""
"""`reached` for hand-written SQL in which `registry_firearm` is called `f`; see `visible_params`."""
# The search is told which they are: what a subquery costs at each row hides from the planner that it needs none of the wide rows.
_KNOWN_STOCK: Final = _OWN_STOCK.replace(f"NOT IN {_OWN_UNITS}", "<> ALL(%(units)s::text[])").replace(
    f"IN {_OWN_UNITS}", "= ANY(%(units)s::text[])"
)
_UNIT: Final = f"(%(unit)s::bigint = 0 OR {_OWN_STOCK})"
VISIBLE_SQL: Final = f"({REACHED_SQL} AND {_UNCOUNTED} AND {_UNIT})"
"""`visible` for such SQL."""

_FITTED: Final = """(f.mounted_in <> '' AND EXISTS (SELECT FROM registry_firearm w JOIN registry_bookline o ON o.firearm_id = w.id
    WHERE w.public_id = f.mounted_in AND o.holder = %(agency)s AND o.until IS NULL))"""
NAMED_SQL: Final = f"""({REACHED_SQL.replace(_BOOK, f"{_BOOK} OR {_FITTED}")} AND {_UNIT})"""
"""What is reached of what somebody names, also while it is counted: a part that is fitted into a firearm goes with it, into the book that the firearm stands in. In a list it would read every record."""

Lying = Callable[[Actor], Collection[str]]
_lying: list[Lying] = []


def provide_lying(supplier: Lying) -> None:
    """Register who knows which firearms, by public identifier, lie with an office by another record than their own lives, such as an exhibit's."""
    if supplier not in _lying:
        _lying.append(supplier)


def lying_with(actor: Actor) -> list[str]:
    """The firearms that lie with the actor's office by such records; none for who sees whole compartments, or their own book."""
    return sorted({text for supplier in _lying for text in supplier(actor)}) if actor.at_hand_only else []


Closed = Callable[[Actor], Collection[str]]
_closed: list[Closed] = []


def provide_closed(closed: Closed) -> None:
    """Register who knows whose stock is closed to an actor now, by the offices that keep it: such as while the actor's office counts it blind."""
    if closed not in _closed:
        _closed.append(closed)


def closed_to(actor: Actor) -> list[str]:
    """The offices whose stock the actor does not read now. What they issued is not closed: it lies nowhere."""
    return sorted({office for supplier in _closed for office in supplier(actor)})


def unit_of(actor: Actor) -> str:
    """The key of the actor's office, where the stocks of other units are closed to it; `0` where they are not."""
    return str(actor.agency_id) if actor.agency_kind in UNITS else NO_UNIT


def visible_sql(
    *,
    own_book: bool = False,
    at_hand: bool = False,
    closed: bool = False,
    unit: bool = False,
    fitted: bool = False,
) -> str:
    """The condition with whether the own book, or what lies with the office, alone counts, and whether any stock is closed, written out: as a
    parameter it would make the plan that the session keeps look dearer than a new one for each question."""
    in_book = f"({_BOOK} OR {_FITTED})" if fitted else _BOOK
    parts = ((in_book, own_book), (_AT_HAND, at_hand), (_UNCOUNTED, closed), (_OWN_STOCK, unit))
    more = (f" AND {part}" for part, counts in parts if counts)
    return f"(f.compartment = ANY(%(compartments)s){''.join(more)} AND {OPEN_SQL})"


def visible_to(actor: Actor) -> str:
    """`visible_sql` as it stands for an actor, for the search; see `search_params`."""
    # A search looks at few records, by their marks: a part that went with its firearm into the own book is found too.
    result = visible_sql(
        fitted=True,
        own_book=actor.own_book_only,
        at_hand=actor.at_hand_only,
        closed=bool(closed_to(actor)),
        unit=unit_of(actor) != NO_UNIT,
    )
    return result.replace(_OWN_STOCK, _KNOWN_STOCK)


def search_params(actor: Actor) -> dict[str, object]:
    """Parameters of `visible_to` and of `VISIBLE_SQL`."""
    is_unit = unit_of(actor) != NO_UNIT
    return visible_params(actor) | {"units": list(_own_units(actor)) if is_unit else []}


def _own_units(actor: Actor) -> QuerySet[Agency, str]:
    own = Agency.objects.filter(pk__in=agencies.below(actor.agency_id))
    return own.values_list("public_id", flat=True)


def visible(actor: Actor, *, named: bool = False) -> Q:
    """What the actor reaches and may read now: nothing of a stock of another unit, or of one that their office counts blind."""
    reach, closed = reached(actor, named=named) & _own_stock(actor), closed_to(actor)
    return reach & (~Q(custodian__in=closed) | Q(state="held_state")) if closed else reach


def reached(actor: Actor, *, named: bool = False) -> Q:
    """Rows of the actor's compartments that their office may still open; for traders and proof houses only what is, or was,
    in their own book, for laboratories what lies or lay with them. For acts on what somebody has in hand and names; what is shown is `visible`.

    Args:
        named: whether rows are asked for by their names: then also parts that are fitted into what stands in the own book, see `NAMED_SQL`.
    """
    if not may(actor, "registry:firearm:read"):
        return Q(pk__in=[])
    condition = Q(compartment__in=actor.compartments) & is_open(actor)
    if actor.own_book_only:
        in_book = Q(Exists(BookLine.objects.filter(firearm=OuterRef("pk"), holder=actor.agency)))
        condition &= in_book | _fitted(actor) if named else in_book
    if actor.at_hand_only:
        lay = Exists(Holding.objects.filter(firearm=OuterRef("pk"), holder=actor.agency))
        condition &= Q(lay) | Q(public_id__in=lying_with(actor))
    return condition


def not_of_others(actor: Actor, firearms: Collection[str]) -> set[str]:
    """Those of some firearms that stand in a compartment of the actor's, but in no stock of another unit."""
    mine = Firearm.objects.filter(
        _own_stock(actor), public_id__in=[*firearms, ""], compartment__in=actor.compartments
    )
    return set(mine.values_list("public_id", flat=True))


def _own_stock(actor: Actor) -> Q:
    if unit_of(actor) == NO_UNIT:
        return Q()
    at_unit = Event.objects.annotate(unit=KeyTextTransform("unit", "details"))
    lent = at_unit.filter(pk=OuterRef("custody_event"), kind="state_stock_issued").values("unit")
    is_kept = ~Q(compartment="civilian") & Q(ownership=Ownership.STATE, legal__in=KEPT)
    mine = Q(_is_among(F("owner"), actor)) | Q(_is_among(F("custodian"), actor))
    return ~is_kept | Q(agency=actor.agency_id) | mine | Q(_is_among(Subquery(lent), actor))


def _is_among(unit: F | Subquery, actor: Actor) -> Func:
    """Whether a unit is the actor's, or below it: asked once for each statement, and neither laid into a table nor looked up for each row."""
    own = ArraySubquery(_own_units(actor))
    return Func(unit, own, template="(%(expressions)s))", arg_joiner=" = ANY (", output_field=BooleanField())


def _fitted(actor: Actor) -> Q:
    there = BookLine.objects.filter(
        firearm__public_id=OuterRef("mounted_in"), holder=actor.agency, until=None
    )
    return ~Q(mounted_in="") & Q(Exists(there))


def visible_params(actor: Actor) -> dict[str, object]:
    """Parameters of `VISIBLE_SQL`; an actor without the permission sees no compartment."""
    compartments = sorted(actor.compartments) if may(actor, "registry:firearm:read") else []
    return {
        "compartments": compartments,
        "own_book": actor.own_book_only,
        "at_hand": actor.at_hand_only,
        "lying": lying_with(actor),
        "closed": closed_to(actor),
        "unit": unit_of(actor),
        "agency": actor.agency,
        "agency_kind": actor.agency_kind,
    }


def events_for(actor: Actor) -> QuerySet[Event]:
    """The events of lives that an actor may read, of firearms that they may see; a trader's and a proof house's are those of the own book."""
    return books.events_in(actor) if actor.own_book_only else Event.objects.all()


def firearms_for(actor: Actor) -> QuerySet[Firearm]:
    """The firearms and parts that `actor` may see, each as far as they may."""
    if actor.own_book_only:
        return books.firearms_in(actor).filter(visible(actor))
    return Firearm.objects.filter(visible(actor))


def named_for(actor: Actor) -> QuerySet[Firearm]:
    """The same for records that are asked for by their names: with the parts that go with a firearm in the actor's own book."""
    firearms = books.firearms_in(actor) if actor.own_book_only else Firearm.objects.all()
    return firearms.filter(visible(actor, named=True))


def reached_by(actor: Actor) -> QuerySet[Firearm]:
    """Those that the actor reaches, for what they scan or type by themselves; nothing of them is shown."""
    return Firearm.objects.filter(reached(actor))


def firearm_for(actor: Actor, public_id: str) -> Firearm:
    """One firearm with its agency, marks and events in recorded order; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    firearm = (
        named_for(actor)
        .select_related("agency")
        .prefetch_related(
            Prefetch("marks", Mark.objects.order_by("n")),
            Prefetch("events", events_for(actor).order_by("n")),
        )
        .filter(public_id=public_id)
        .first()
    )
    if firearm is None:
        raise NotFound("registry.firearm.not_found", words_of("registry.firearm.not_found"))
    return firearm


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the identifier after which the next one begins."""

    items: list[Firearm]
    next: str | None


def firearms_page(actor: Actor, *, after: str = "", limit: int = 50) -> Page:
    """A page of what the actor may see, in the order in which the records were opened; one query, or two with `after`.

    Raises:
        NotFound: `after` is no firearm that this actor may see.
    """
    rows = firearms_for(actor).order_by("id")
    if after:
        number = firearms_for(actor).filter(public_id=after).values_list("id", flat=True).first()
        if number is None:
            raise NotFound("registry.firearm.not_found", words_of("registry.firearm.not_found"))
        rows = rows.filter(id__gt=number)
    items = list(rows[: limit + 1])
    return Page(items[:limit], items[limit - 1].public_id if len(items) > limit else None)


def event_for(actor: Actor, public_id: str, entry: uuid.UUID) -> Event:
    """One event of a firearm that the actor may see.

    Raises:
        NotFound: there is none for this actor.
    """
    mine = named_for(actor).filter(public_id=public_id)
    event = events_for(actor).filter(pk=entry, firearm__in=mine).first()
    if event is None:
        raise NotFound("registry.event.not_found", words_of("registry.event.not_found"))
    return event


def entry_for(actor: Actor, public_id: str, entry: uuid.UUID) -> Event:
    """The same of an event that the actor may read whole, as its entry stands in the log.

    Raises:
        NotFound: there is none for this actor.
    """
    event = event_for(actor, public_id, entry)
    if event.is_partial:
        raise NotFound("registry.event.not_found", words_of("registry.event.not_found"))
    return event
