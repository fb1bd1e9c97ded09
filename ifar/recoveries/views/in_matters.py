"""Cases, exhibits, evidence rooms, counts and laboratory requests that matters are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.matters.found import Thing
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.numbered import named_items
from ifar.recoveries.selectors import cases_for
from ifar.rights import Actor

_CASE: Final = frozenset({"case_opened", "referred", "loss_recorded"})
_MISSING: Final = frozenset({"missing"})


def cases(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some cases that the actor may see."""
    found = cases_for(actor).filter(public_id__in=public_ids).values_list("public_id", "number")
    return {
        one: Thing(
            _("Case %(number)s") % {"number": number or identifiers.shown(one)},
            reverse("recoveries:case", args=(one,)),
            _CASE,
        )
        for one, number in found
    }


def exhibits(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some exhibits that the actor may see, in their chain or in their case."""
    states = dict(kept.chains_for(actor).filter(public_id__in=public_ids).values_list("public_id", "state"))
    return {
        one: Thing(
            _("Exhibit %(number)s") % {"number": number},
            reverse("custody:exhibit" if one in states else "recoveries:item", args=(one,)),
            _MISSING if states.get(one) == "missing" else frozenset(),
        )
        for one, number in named_items(actor, public_ids).items()
    }


def of_custody(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some evidence rooms, counts and laboratory requests that the actor may see."""
    return dict(_of_custody(actor, public_ids))


def _of_custody(actor: Actor, public_ids: Collection[str]) -> Iterator[tuple[str, Thing]]:
    rooms = kept.rooms_for(actor)
    for one, name in _named(rooms, public_ids, "name"):
        yield one, Thing(name, reverse("custody:room", args=(one,)))
    counts = list(_named(kept.counts_for(actor), public_ids, "room"))
    names = dict(_named(rooms, [room for _one, room in counts], "name")) if counts else {}
    for one, room in counts:
        title = _("Count of %(room)s") % {"room": names.get(room, "")}
        yield one, Thing(title, reverse("custody:count", args=(one,)))
    for one, exhibit in _named(kept.requests_for(actor), public_ids, "exhibit"):
        title = _("Laboratory request about %(exhibit)s") % {"exhibit": identifiers.shown(exhibit)}
        yield one, Thing(title, reverse("custody:request", args=(one,)))


def _named(found: QuerySet[Any], public_ids: Collection[str], column: str) -> QuerySet[Any, tuple[str, str]]:
    return found.filter(public_id__in=public_ids).select_related(None).values_list("public_id", column)
