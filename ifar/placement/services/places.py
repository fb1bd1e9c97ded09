"""Opening places, naming and moving them, closing those in which nothing lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.placement import inputs, selectors
from ifar.placement.models import Place
from ifar.placement.services.writing import MANAGE, RECORDER
from ifar.rights import Actor, require

PLACE: Final = Offers(RECORDER, "place", selectors.place_for, page="placement:place")


@transaction.atomic
def open_place(
    *,
    actor: Actor,
    kind: str,
    name: str = "",
    person: str = "",
    inside: str = "",
    code: str = "",
    capacity: int | None = None,
) -> str:
    """Open a place of the actor's office; returns its public identifier.

    Args:
        person: whose hands they are, of what is with a person; of those somebody has one place.
        inside: the place in which it is.
        code: what a scanner reads on the office's own label.

    Raises:
        Invalid: no such kind, no name, no such person or place, or the label is used.
    """
    require(actor, MANAGE)
    if kind == "person":
        if person and not selectors.people_of(actor).filter(public_id=person).exists():
            raise RECORDER.invalid(Reason("placement.person", field="person"))
        name = ""
    sets = {
        "kind": kind,
        "name": " ".join(name.split()),
        "person": person if kind == "person" else "",
        "inside": inside,
        "code": _label(actor, code),
        "capacity": capacity,
    }
    return RECORDER.record(actor, "place", "opened", changes=sets).subject


def _label(actor: Actor, code: str, but: Place | None = None) -> str:
    """A label code as scanners read it.

    Raises:
        Invalid: another open place of the office bears it.
    """
    read = " ".join(code.split()).upper()
    taken = selectors.own_open(actor).filter(code=read) if read else Place.objects.none()
    if taken.exclude(public_id=but.public_id if but else "").exists():
        raise RECORDER.invalid(Reason("placement.code", field="code"))
    return read


def _mine(actor: Actor, place_id: str, expected_n: int | None) -> Place:
    place = selectors.place_for(actor, place_id)
    RECORDER.check_expected(place, expected_n)
    return place


def _stands(_actor: Actor, place: Place) -> Mapping[str, Any]:
    """How a place is called now."""
    values = {"name": place.name, "code": place.code, "capacity": place.capacity}
    return {"initial": values, "without": ["name"] if place.kind == "person" else []}


@PLACE.act("changed", inputs.ChangePlace, _("Rename or relabel"), permission=MANAGE, asks=_stands)
@transaction.atomic
def change_place(
    *,
    actor: Actor,
    place_id: str,
    name: str = "",
    code: str = "",
    capacity: int | None = None,
    expected_n: int | None = None,
) -> None:
    """Say how a place is called and labelled from now on.

    Raises:
        NotFound: there is no such place for this actor.
        Forbidden: another office runs it.
        Invalid: no name, or the label is used.
    """
    require(actor, MANAGE)
    place = _mine(actor, place_id, expected_n)
    sets = {"name": " ".join(name.split()), "code": _label(actor, code, place), "capacity": capacity}
    RECORDER.record(actor, "place", "changed", place, changes=sets)


def choices(actor: Actor, but: Place | None = None) -> list[tuple[str, str]]:
    """The open places of the actor's office, for a form, each with those around it; without a place and what is in it. Three queries."""
    # Columns, and no rows with their office: where thousands can be chosen, to make those took most of a page's time.
    columns = selectors.own_open(actor).values_list("public_id", "name", "person", "inside")
    rows = list(columns.order_by("name", "id")[:2000])
    left = set(selectors.with_all_inside([but.public_id])) if but else set()
    names, inside = selectors.called([row[:3] for row in rows]), {row[0]: row[3] for row in rows}
    results = []
    for public_id, around in inside.items():
        if public_id not in left:
            words, outer = [names[public_id]], around
            while outer in inside and len(words) < 10:
                words.insert(0, names[outer])
                outer = inside[outer]
            results.append((public_id, " › ".join(words)))
    return sorted(results, key=lambda pair: pair[1])


def _elsewhere(actor: Actor, place: Place) -> Mapping[str, Any]:
    """The places into which one may be moved."""
    return {"initial": {"inside": place.inside}, "among": {"inside": choices(actor, place)}}


@PLACE.act("moved", inputs.MovePlace, _("Move into another place"), permission=MANAGE, asks=_elsewhere)
@transaction.atomic
def move_place(*, actor: Actor, place_id: str, inside: str = "", expected_n: int | None = None) -> None:
    """Put a place with all that is in it into another one.

    Raises:
        NotFound: there is no such place for this actor.
        Forbidden: another office runs it.
        Invalid: there is no such open place of the office, or it is the place itself or one that is in it.
    """
    require(actor, MANAGE)
    place = _mine(actor, place_id, expected_n)
    if inside and inside in selectors.with_all_inside([place_id]):
        raise RECORDER.invalid(Reason("placement.around", field="inside"))
    RECORDER.record(actor, "place", "moved", place, changes={"inside": inside})


@PLACE.act("closed", inputs.ClosePlace, _("Close the place"), permission=MANAGE, danger=True)
@transaction.atomic
def close_place(*, actor: Actor, place_id: str, expected_n: int | None = None) -> None:
    """Close a place in which nothing lies any more.

    Raises:
        NotFound: there is no such place for this actor.
        Forbidden: another office runs it.
        Refused: something lies in it, or there are open places in it.
    """
    require(actor, MANAGE)
    place = _mine(actor, place_id, expected_n)
    RECORDER.state_after("place", "closed", place.state)
    if selectors.inside(place).exists():
        raise RECORDER.refused(Reason("placement.places_inside"))
    if not selectors.is_empty(place):
        raise RECORDER.refused(Reason("placement.not_empty"))
    RECORDER.record(actor, "place", "closed", place)


def note_count(actor: Actor, place: Place, count: str, day: dt.date) -> None:
    """Note in the transaction of a count that what lies in a place was counted; for the services of other apps."""
    RECORDER.record(actor, "place", "counted", place, changes={"counted_on": day}, details={"count": count})
