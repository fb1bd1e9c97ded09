"""Places as an actor may see them: those of their office and the offices below it; and what lies in them, as far as they may see that."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from ifar.accounts.models import Grant, User
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.people import running
from ifar.errors import NotFound
from ifar.identifiers import shown
from ifar.placement import carriers, labels, things
from ifar.placement.models import Event, Place, Placement
from ifar.rights import Actor, may
from ifar.scanned import identifier_in

READ: Final = "placement:place:read"
MOST: Final = 1000
"""Things that a page counts in a place; of more it says that there are more."""
LISTED: Final = 100
"""The same for each of a list of places, if none of them takes more."""
_BELOW: Final = """
WITH RECURSIVE below AS (
    SELECT public_id FROM placement_place WHERE public_id = ANY(%s)
    UNION SELECT p.public_id FROM placement_place p JOIN below b ON p.inside = b.public_id
) SELECT public_id FROM below
"""
_WITHIN: Final = """ARRAY(WITH RECURSIVE below AS (
    SELECT placement_place.public_id
    UNION SELECT p.public_id FROM placement_place p JOIN below b ON p.inside = b.public_id
) SELECT public_id FROM below)"""
_AROUND: Final = """
WITH RECURSIVE around AS (
    SELECT public_id, inside, 0 AS step FROM placement_place WHERE public_id = %s
    UNION SELECT p.public_id, p.inside, a.step + 1 FROM placement_place p JOIN around a ON p.public_id = a.inside
) SELECT public_id FROM around ORDER BY step DESC
"""


def places_for(actor: Actor) -> QuerySet[Place]:
    """The places of the actor's office and those below it; an inspector's whole compartments."""
    if not may(actor, READ):
        return Place.objects.none()
    if may(actor, "oversight:inspection:read"):
        seen = Q(compartment__in=actor.compartments)
    else:
        seen = Q(agency_id__in=agencies.below(actor.agency_id))
    return Place.objects.filter(seen).select_related("agency")


def place_for(actor: Actor, public_id: str) -> Place:
    """One place; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    place = places_for(actor).filter(public_id=public_id).first()
    if place is None:
        raise NotFound("placement.place.not_found", labels.of("placement.not_found"))
    return place


def own_open(actor: Actor) -> QuerySet[Place]:
    """The open places of the actor's own office: where it may put something. Nothing is put with an officer of a unit but by an issue or a movement."""
    return own_with_officers(actor).exclude(person__startswith="P")


def own_with_officers(actor: Actor) -> QuerySet[Place]:
    """The same with what officers have with them, for issues, returns and movements."""
    return places_for(actor).filter(agency_id=actor.agency_id, state="open")


def by_label(actor: Actor, label: str) -> Place | None:
    """The open place of the actor's office that a label names: by its identifier, or by the code on the office's own label."""
    identifier = identifier_in(label, "Z")
    named = Q(public_id=identifier) if identifier else Q(code=" ".join(label.split()).upper())
    return own_open(actor).filter(named).first() if label.strip() else None


def people_of(actor: Actor) -> QuerySet[User]:
    """The people who hold a role at the actor's office now."""
    holds = Grant.objects.filter(running(), user=OuterRef("pk"), agency=actor.agency_id)
    return User.objects.filter(Exists(holds)).order_by("name")


def inside(place: Place) -> QuerySet[Place]:
    """The open places in a place, of whoever may see that."""
    places = Place.objects.filter(inside=place.public_id, state="open")
    return places.select_related("agency").order_by("name", "id")


def around(place: Place) -> list[Place]:
    """The places in which a place is, the outermost first; without itself. Two queries at most."""
    if not place.inside:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, [place.inside])
        order = [public_id for (public_id,) in cursor.fetchall()]
    result = Place.objects.in_bulk(order, field_name="public_id")
    return [result[item] for item in order]


def with_all_inside(public_ids: Sequence[str]) -> list[str]:
    """Places, with all that are in them."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [list(public_ids)])
        return [public_id for (public_id,) in cursor.fetchall()]


def placements_for(actor: Actor) -> QuerySet[Placement]:
    """Where things are now, of the things and the places that the actor may see."""
    if not may(actor, READ):
        return Placement.objects.none()
    if may(actor, "oversight:inspection:read"):
        seen = Q(compartment__in=actor.compartments)
    else:
        seen = Q(agency_id__in=agencies.below(actor.agency_id))
    return Placement.objects.filter(seen & things.seen(actor))


def here(actor: Actor, place: Place) -> QuerySet[Placement]:
    """What lies in a place itself, as far as the actor may see it, in the order in which it was first placed anywhere."""
    return placements_for(actor).filter(place=place.public_id).order_by("id")


@dataclass(frozen=True, slots=True)
class ThingCount:
    """How many things lie somewhere; `more` where there are more than were counted."""

    many: int
    more: bool = False


def how_many(actor: Actor, places: Collection[Place]) -> dict[str, ThingCount]:
    """How many things that the actor may see lie in places, with the places in them: identifier -> number. One query."""
    most = MOST
    if len(places) > 1:
        most = min(MOST, max(LISTED, *(place.capacity or 0 for place in places)))
    lies_in_one = Func(
        F("place"),
        OuterRef("within"),
        template="(%(expressions)s))",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )
    # Nothing lies nowhere: said, so that the planner goes by the index of what lies somewhere.
    lying = placements_for(actor).alias(lies=lies_in_one).filter(lies=True).exclude(place="")
    some = ArraySubquery(lying.order_by().values("pk")[: most + 1])
    many = Func(some, function="cardinality", output_field=IntegerField())
    tops = Place.objects.filter(public_id__in=[place.public_id for place in places])
    results = tops.alias(within=RawSQL(_WITHIN, [])).annotate(many=many).values_list("public_id", "many")  # noqa: S611 - fixed text
    return {public_id: ThingCount(min(number, most), number > most) for public_id, number in results}


def lying_here(actor: Actor, place: Place) -> ThingCount:
    """How many things that the actor may see lie in a place itself. One query."""
    many = here(actor, place).order_by()[: MOST + 1].values("pk")
    number = Placement.objects.filter(pk__in=many).count()
    return ThingCount(min(number, MOST), number > MOST)


def is_empty(place: Place) -> bool:
    """Whether nothing that counts lies in a place, whoever may see it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM placement_placement p LEFT JOIN registry_firearm f ON f.public_id = p.public_id "
            "WHERE p.place = %s AND (f.id IS NULL OR f.custody_event = p.under))",
            [place.public_id],
        )
        (empty,) = cursor.fetchone()
        return bool(empty)


def now_at(actor: Actor, thing: str) -> Placement | None:
    """Where a thing is now, as far as the actor may see the thing and the place."""
    return placements_for(actor).filter(public_id=thing).first()


def names_of(actor: Actor, public_ids: Iterable[str]) -> dict[str, str]:
    """The names of places that the actor may see; with a person it is the person's, of an officer of a roster that the actor may not see, no name. Three queries at most."""
    places = list(places_for(actor).filter(public_id__in=set(public_ids)))
    result = named(places)
    unknown = {
        place.public_id: place.person
        for place in places
        if place.person and result[place.public_id] == shown(place.person)
    }
    known = carriers.called(actor, set(unknown.values()))
    return result | {place: known.get(person) or _("with an officer") for place, person in unknown.items()}


def named(places: Sequence[Place]) -> dict[str, str]:
    """What places are called: by their name, or the person's who has the things. One query at most."""
    return called([(place.public_id, place.name, place.person) for place in places])


def called(places: Collection[tuple[str, str, str]]) -> dict[str, str]:
    """The same of places that are told by identifier, name and person; an officer of a unit, who has no account, by their identifier."""
    people = {person for _, _, person in places if person}
    who = dict(User.objects.filter(public_id__in=people).values_list("public_id", "name")) if people else {}
    return {
        public_id: name or who.get(person) or (shown(person) if person else "")
        for public_id, name, person in places
    }


def hands_of_officers(places: Collection[str]) -> bool:
    """Whether one of some places is with an officer of a unit's roster: with somebody who has no account by that name. One query."""
    accounts = User.objects.filter(public_id=OuterRef("person"))
    hands = Place.objects.filter(public_id__in=[text for text in places if text]).exclude(person="")
    return hands.exclude(Exists(accounts)).exists()


def comes_back(place: str, to_place: str) -> bool:
    """Whether what goes from one place to another comes back from somebody into a place of the office. One query."""
    persons = dict(Place.objects.filter(public_id__in=[place, to_place]).values_list("public_id", "person"))
    return bool(persons.get(place)) and persons.get(to_place) == ""


@dataclass(frozen=True, slots=True)
class Moved:
    """One act on where a thing is: the place, empty where the thing left its place or the actor may not see it; who recorded it, and when. `details` say of what was
    told by a device how wrong its clock was."""

    n: int
    kind: str
    place: str
    name: str
    actor: str
    agency: str
    since: dt.datetime
    entry: uuid.UUID
    details: Mapping[str, Any]


_HISTORY: Final = """
SELECT e.n, e.kind, coalesce(e.changes ->> 'place', ''), l.actor, l.agency, (e.changes ->> 'since')::timestamptz, e.id, e.details::text
FROM placement_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'placement' AND e.subject = ANY(%s) ORDER BY e.n DESC LIMIT 100
"""


def history_of(actor: Actor, thing: str) -> list[Moved]:
    """Where a thing was, the latest first, as far as the actor may see the places. Of those of other offices nothing is told. Three queries.

    The caller has found the thing for this actor.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [[thing]])
        rows = cursor.fetchall()
    names = names_of(actor, {row[2] for row in rows if row[2]})
    results, own = [], False
    for n, kind, place, who, agency, since, entry, details in reversed(rows):
        own = place in names if kind == "placed" else own
        if own:
            results.append(
                Moved(n, kind, place, names.get(place, ""), who, agency, since, entry, json.loads(details))
            )
    return results[::-1]


def last_acts(subjects: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Who did the last act on where things are: thing -> person and kind of act. One query."""
    events = Event.objects.filter(record_type="placement", subject__in=list(subjects))
    latest = events.order_by("subject", "-n").distinct("subject").values_list("subject", "kind", "id")
    with connection.cursor() as cursor:
        rows = list(latest)
        cursor.execute(
            "SELECT entry, actor FROM ledger_entry WHERE entry = ANY(%s)", [[entry for _s, _k, entry in rows]]
        )
        who = dict(cursor.fetchall())
    return {subject: (who[entry], kind) for subject, kind, entry in rows}
