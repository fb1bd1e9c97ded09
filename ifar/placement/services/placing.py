"""Saying where things are: the one service by which every app writes it, a thing at a time or hundreds in one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format

from ifar import identifiers
from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.recorder import WrittenAct
from ifar.documents.devices import OLDEST
from ifar.documents.things import named
from ifar.errors import Conflict, Reason
from ifar.ledger import services as ledger
from ifar.placement import arms, labels, selectors, things
from ifar.placement.inputs import MOST
from ifar.placement.models import Place, Placement
from ifar.placement.services.writing import PLACE, RECORDER
from ifar.rights import Actor, require

_SOON: Final = dt.timedelta(minutes=5)
_TOLD: Final = 20
"""Things of which a refusal tells why; of hundreds nobody reads more."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A thing that is put into a place.

    Attributes:
        thing: public identifier of an arm, a part or an exhibit.
        place: public identifier of an open place of the actor's office; or of a person there who has it with them.
        expected: how often the thing had been placed when whoever acts looked; None where nobody looked.
        at: when it was put there; now where None.
        clock: what the log says of the clock by which `at` was told (`devices.Moment.details`).
    """

    thing: str
    place: str
    expected: int | None = None
    at: dt.datetime | None = None
    clock: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def place_many(
    *, actor: Actor, placements: Sequence[Placing], batch: str = "", with_officer: bool = False
) -> list[str]:
    """Say where things are, all of them or none; returns those that were put elsewhere than they were.

    What lies there already stays as it is, so that the same list sent twice changes nothing.

    Args:
        batch: the record of an act on many things, which each entry names.
        with_officer: whether an officer of a roster has them in hand from now on, as an act of its own says.

    Raises:
        Forbidden: the actor places nothing.
        Invalid: a place that is not an open one of the actor's office, a thing at two places, a time in the future, too many at once.
        Refused: things that are not in the custody of the actor's office, or that another app places.
        Conflict: something was placed since whoever acts looked; told are who placed it, where and when.
    """
    require(actor, PLACE)
    if len(placements) > MOST:
        raise RECORDER.invalid(Reason("placement.too_many", field="placements", params={"most": MOST}))
    wanted = _once(placements)
    at = _with_people(actor, {placing.place for placing in wanted.values()})
    to = {thing: at.get(placing.place, placing.place) for thing, placing in wanted.items()}
    _wait(list(to), sorted(set(to.values())))
    known = selectors.own_with_officers(actor) if with_officer else selectors.own_open(actor)
    places = {place.public_id: place for place in known.filter(public_id__in=set(to.values()))}
    if set(to.values()) - places.keys():
        raise RECORDER.invalid(Reason("placement.place", field="place"))
    held = things.held(actor, to)
    if missing := [text for text in to if text not in held]:
        raise RECORDER.refused(*_why_not(actor, missing[:_TOLD]))
    if not with_officer and (escorted := arms.escorted(to)):
        stopped = [Reason("placement.on_the_road", params=_thing_params(text)) for text in escorted]
        raise RECORDER.refused(*stopped[:_TOLD])
    was = Placement.objects.in_bulk(list(to), field_name="public_id")
    going = {
        thing: placing
        for thing, placing in wanted.items()
        if thing not in was or was[thing].place != to[thing] or was[thing].under != held[thing]
    }
    _check_expected(actor, going, was)
    now = ledger.now()
    written = [
        _placed(
            actor,
            places[to[thing]],
            thing,
            was.get(thing),
            held[thing],
            placing.at or now,
            batch,
            placing.clock,
        )
        for thing, placing in sorted(going.items())
    ]
    if written:
        RECORDER.write_many([(actor, entry) for entry in written])
    return [entry.subject for entry in written]


def _why_not(actor: Actor, missing: Collection[str]) -> list[Reason]:
    """Why things cannot be placed; an arm that is placed as an exhibit says so to whoever may see the exhibit."""
    bound = things.bound_of(missing)
    seen = named(actor, set(bound.values()))
    as_what = {text: other if (other := bound.get(text, "")) in seen else text for text in missing}
    return [Reason(things.refusal_of(text), params=_thing_params(text)) for text in as_what.values()]


def _once(placements: Sequence[Placing]) -> dict[str, Placing]:
    """Each thing with where it goes.

    Raises:
        Invalid: one thing goes to two places, or its time lies in the future, or longer ago than anybody is believed.
    """
    result: dict[str, Placing] = {}
    wrong = []
    soon, long_ago = timezone.now() + _SOON, timezone.now() - OLDEST
    for placement in placements:
        if result.setdefault(placement.thing, placement).place != placement.place:
            wrong.append(Reason("placement.twice", field="placements", params=_thing_params(placement.thing)))
        if placement.at is not None and placement.at > soon:
            wrong.append(Reason("placement.future", field="placements"))
        if placement.at is not None and placement.at < long_ago:
            params = {"days": OLDEST.days}
            wrong.append(Reason("placement.long_ago", field="placements", params=params))
    if wrong:
        raise RECORDER.invalid(*wrong[:_TOLD])
    return result


def _with_people(actor: Actor, places: Collection[str]) -> dict[str, str]:
    """The places that people of the office are: person -> place, opened where somebody has nothing with them yet."""
    people = sorted(place for place in places if place.startswith("U"))
    if not people:
        return {}
    result = dict(selectors.own_open(actor).filter(person__in=people).values_list("person", "public_id"))
    known = selectors.people_of(actor).filter(public_id__in=people).values_list("public_id", flat=True)
    for person in known:
        if person not in result:
            sets = {"kind": "person", "person": person}
            result[person] = RECORDER.record(actor, "place", "opened", changes=sets).subject
    return result


def _wait(names: list[str], places: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT placement_wait(%s, %s)", [names, places])


def _placed(
    actor: Actor,
    place: Place,
    thing: str,
    was: Placement | None,
    under: Any,
    at: dt.datetime,
    batch: str,
    clock: Mapping[str, Any],
) -> WrittenAct:
    sets = {
        "agency": actor.agency,
        "compartment": place.compartment,
        "place": place.public_id,
        "custodian": place.person or actor.id,
        "since": _moment(at),
        "under": str(under),
    }
    values = {**({"batch": batch} if batch else {}), **clock}
    keeper = (actor.agency, place.compartment)
    return RECORDER.compose(
        actor, "placement", "placed", was or thing, changes=sets, details=values, keeper=keeper, together=True
    )


def _moment(at: dt.datetime) -> str:
    """A moment as the state keeps it, to the microsecond."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _thing_params(thing: str) -> dict[str, str]:
    return {"thing": identifiers.shown(thing) if identifiers.parse(thing) else thing[:40]}


def _check_expected(actor: Actor, going: Mapping[str, Placing], was: Mapping[str, Placement]) -> None:
    """Refuse what would go elsewhere than somebody else put it meanwhile.

    Raises:
        Conflict: with who put it where and when, for a person to look.
    """
    stale = [
        thing
        for thing, placing in going.items()
        if placing.expected is not None and placing.expected != (was[thing].n if thing in was else 0)
    ]
    if stale:
        reasons = list(_conflicts(actor, stale[:_TOLD], was))
        raise Conflict(
            reasons[0].code, labels.of(reasons[0].code, reasons[0].params), reasons=labels.explained(reasons)
        )


def _conflicts(actor: Actor, stale: Sequence[str], was: Mapping[str, Placement]) -> Iterator[Reason]:
    """Who put things where, and when. Of what another office did nothing is told but that."""
    known = [thing for thing in stale if thing in was]
    names = selectors.names_of(actor, {was[thing].place for thing in known})
    did = selectors.last_acts(known)
    people = people_names({who for who, _kind in did.values()})
    for thing in stale:
        if thing not in was or (was[thing].place not in names and was[thing].place):
            yield Reason("placement.changed_meanwhile", params=_thing_params(thing))
            continue
        who, kind = did[thing]
        when = date_format(timezone.localtime(was[thing].since), "SHORT_DATETIME_FORMAT")
        params = {
            **_thing_params(thing),
            "place": names.get(was[thing].place, ""),
            "person": people.get(who, ""),
            "when": when,
        }
        code = "placement.moved_meanwhile" if kind == "placed" else "placement.left_meanwhile"
        yield Reason(code, params=params)


def take_out(actor: Actor, names: Collection[str], at: dt.datetime | None = None) -> None:
    """Say in the transaction of the act by which things leave their places that they are in none; for the services of other apps."""
    placements = (
        Placement.objects.select_related("agency")
        .filter(public_id__in=list(names), state="placed")
        .order_by("public_id")
    )
    since = {"since": _moment(at or ledger.now())}
    written = [
        RECORDER.compose(actor, "placement", "left", placement, changes=since, together=True)
        for placement in placements
    ]
    if written:
        RECORDER.write_many([(actor, entry) for entry in written])


def move_all(*, actor: Actor, place_id: str, to: str, expected: int) -> list[str]:
    """Put everything that lies in a place itself, as far as the actor may see it, into another one; returns what was moved.

    Args:
        expected: how many things the page showed there.

    Raises:
        NotFound: there is no such place for this actor.
        Conflict: there are others there by now.
        Invalid, Refused: as for `place_many`.
    """
    require(actor, PLACE)
    place = selectors.place_for(actor, place_id)
    lying = list(selectors.here(actor, place).values_list("public_id", "n")[: MOST + 1])
    if len(lying) != expected:
        raise RECORDER.changed_meanwhile()
    return place_many(actor=actor, placements=[Placing(thing, to, n) for thing, n in lying])


def move_chosen(*, actor: Actor, place_id: str, to: str, things: Sequence[str]) -> list[str]:
    """Put some things that lie in a place into another one; returns what was moved.

    Raises:
        NotFound: there is no such place for this actor.
        Conflict: one of them is not there any more: told are who placed it, where and when.
        Invalid, Refused: as for `place_many`.
    """
    require(actor, PLACE)
    place = selectors.place_for(actor, place_id)
    if not things:
        raise RECORDER.invalid(Reason("placement.nothing"))
    lying = dict(selectors.here(actor, place).filter(public_id__in=things).values_list("public_id", "n"))
    return place_many(actor=actor, placements=[Placing(text, to, lying.get(text, 0)) for text in things])
