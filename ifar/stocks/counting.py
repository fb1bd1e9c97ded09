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
from ifar.placement.counting import Moved, Reading, moved_of
from ifar.placement.models import Placement
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Firearm, MarkKey
from ifar.registry.selectors.firearms import reached_by
from ifar.rights import Actor
from ifar.stocks.lying import MOVED
from ifar.stocks.models import Count, Event

_EVER: Final = uuid.UUID(int=2**128 - 1)


def in_stock(count: Count) -> set[str]:
    """The arms that should be there: placed in the armoury, in the custody of its unit."""
    there = Placement.objects.filter(place__in=count.places, state="placed")
    under = dict(there.values_list("public_id", "under"))
    kept = Firearm.objects.filter(public_id__in=list(under), custodian=count.agency.public_id, merged_into="")
    return {text for text, event in kept.values_list("public_id", "custody_event") if under[text] == event}


def moved(count: Count) -> Moved:
    """What moved of the arms of the armoury since its count was begun."""
    asked: dict[str, Any] = {
        "places": count.places,
        "holder": count.agency.public_id,
        "begun": count.begun,
        "until": _EVER,
        "counters": counters(count),
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVED, asked)
        return moved_of(cursor.fetchall())


def noted(count: Count) -> list[Reading]:
    """Everything that was read in a count, in its order."""
    return counted.noted(Event.objects.all(), count.public_id)


def counters(count: Count) -> list[str]:
    """The people who counted: who began it, and who read anything."""
    return counted.counters(Event.objects.all(), count.public_id)


def read(actor: Actor, count: Count, lines: Iterable[str]) -> list[Read]:
    """What lines name: an arm that the register knows, by its identifier; by a serial number one that is the unit's own, or in its hands."""
    rows = [(text[:LONGEST], scanned.read(text)) for line in lines if (text := " ".join(line.split())[:200])]
    named = {item.identifier for _text, item in rows if item.identifier[:1] in ("F", "K")}
    known = set(reached_by(actor).filter(public_id__in=named).values_list("public_id", flat=True))
    bearing = _bearing(actor, count, {item.serial or text for text, item in rows if not item.identifier})
    return [
        Read(text, [item.identifier] if item.identifier in known else [])
        if item.identifier
        else Read(text, bearing.get(item.serial or text, []))
        for text, item in rows
    ]


def _bearing(actor: Actor, count: Count, numbers: Collection[str]) -> dict[str, list[str]]:
    keys = {text: result.forms[0] for text in numbers if (result := keys_of(text)).forms}
    office = count.agency.public_id
    own = reached_by(actor).filter(Q(owner=office) | Q(custodian=office), merged_into="").values("pk")
    rows = MarkKey.objects.filter(
        folded__in={form.folded for form in keys.values()},
        plain__in={form.plain for form in keys.values()},
        kind="serial",
        form=0,
        firearm_id__in=own,
    )
    borne = list(rows.values_list("plain", "firearm_id")[:5000])
    names = dict(Firearm.objects.filter(pk__in=[key for _plain, key in borne]).values_list("pk", "public_id"))
    return {
        text: sorted({names[pk] for plain, pk in borne if plain == key.plain}) for text, key in keys.items()
    }
