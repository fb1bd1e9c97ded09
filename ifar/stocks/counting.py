"""What a count of an armoury asks of the register: what should be there, what moved, what a line names."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from ifar import scanned
from ifar.placement import counted
from ifar.placement.counted import LONGEST, Read
from ifar.placement.counting import Moved, Seen, moved_of
from ifar.placement.models import Placement
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Firearm, MarkKey
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor
from ifar.stocks.lying import MOVED
from ifar.stocks.models import Count, Event

_EVER: Final = uuid.UUID(int=2**128 - 1)


def in_stock(found: Count) -> set[str]:
    """The arms that should be there: placed in the armoury, in the custody of its unit."""
    there = Placement.objects.filter(place__in=found.places, state="placed")
    under = dict(there.values_list("public_id", "under"))
    kept = Firearm.objects.filter(public_id__in=list(under), custodian=found.agency.public_id, merged_into="")
    return {one for one, event in kept.values_list("public_id", "custody_event") if under[one] == event}


def moved(found: Count) -> Moved:
    """What moved of the arms of the armoury since its count was begun."""
    asked: dict[str, Any] = {
        "places": found.places,
        "holder": found.agency.public_id,
        "begun": found.begun,
        "until": _EVER,
        "counters": counters(found),
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVED, asked)
        return moved_of(cursor.fetchall())


def noted(found: Count) -> list[Seen]:
    """Everything that was read in a count, in its order."""
    return counted.noted(Event.objects.all(), found.public_id)


def counters(found: Count) -> list[str]:
    """The people who counted: who began it, and who read anything."""
    return counted.counters(Event.objects.all(), found.public_id)


def read(actor: Actor, found: Count, lines: Iterable[str]) -> list[Read]:
    """What lines name: an arm that the register knows, by its identifier; by a serial number one that is the unit's own, or in its hands."""
    said = [(text[:LONGEST], scanned.read(text)) for line in lines if (text := " ".join(line.split())[:200])]
    named = {one.identifier for _text, one in said if one.identifier[:1] in ("F", "K")}
    known = set(firearms_for(actor).filter(public_id__in=named).values_list("public_id", flat=True))
    bearing = _bearing(actor, found, {one.serial or text for text, one in said if not one.identifier})
    return [
        Read(text, [one.identifier] if one.identifier in known else [])
        if one.identifier
        else Read(text, bearing.get(one.serial or text, []))
        for text, one in said
    ]


def _bearing(actor: Actor, found: Count, numbers: Collection[str]) -> dict[str, list[str]]:
    keys = {text: told.forms[0] for text in numbers if (told := keys_of(text)).forms}
    office = found.agency.public_id
    own = firearms_for(actor).filter(Q(owner=office) | Q(custodian=office), merged_into="").values("pk")
    rows = MarkKey.objects.filter(
        folded__in={one.folded for one in keys.values()},
        plain__in={one.plain for one in keys.values()},
        kind="serial",
        form=0,
        firearm_id__in=own,
    )
    borne = list(rows.values_list("plain", "firearm_id")[:5000])
    names = dict(Firearm.objects.filter(pk__in=[key for _plain, key in borne]).values_list("pk", "public_id"))
    return {
        text: sorted({names[pk] for plain, pk in borne if plain == key.plain}) for text, key in keys.items()
    }
