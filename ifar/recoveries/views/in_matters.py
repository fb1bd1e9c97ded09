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
    records = cases_for(actor).filter(public_id__in=public_ids).values_list("public_id", "number")
    return {
        text: Thing(
            _("Case %(number)s") % {"number": number or identifiers.shown(text)},
            reverse("recoveries:case", args=(text,)),
            _CASE,
        )
        for text, number in records
    }


def exhibits(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some exhibits that the actor may see, in their chain or in their case."""
    states = dict(kept.chains_for(actor).filter(public_id__in=public_ids).values_list("public_id", "state"))
    return {
        key: Thing(
            _("Exhibit %(number)s") % {"number": number},
            reverse("custody:exhibit" if key in states else "recoveries:item", args=(key,)),
            _MISSING if states.get(key) == "missing" else frozenset(),
        )
        for key, number in named_items(actor, public_ids).items()
    }


def of_custody(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some evidence rooms, counts and laboratory requests that the actor may see."""
    return dict(_of_custody(actor, public_ids))


def _of_custody(actor: Actor, public_ids: Collection[str]) -> Iterator[tuple[str, Thing]]:
    rooms = kept.rooms_for(actor)
    for text, name in _named(rooms, public_ids, "name"):
        yield text, Thing(name, reverse("custody:room", args=(text,)))
    counts = list(_named(kept.counts_for(actor), public_ids, "room"))
    names = dict(_named(rooms, [room for _one, room in counts], "name")) if counts else {}
    for text, room in counts:
        title = _("Count of %(room)s") % {"room": names.get(room, "")}
        yield text, Thing(title, reverse("custody:count", args=(text,)))
    for text, exhibit in _named(kept.requests_for(actor), public_ids, "exhibit"):
        title = _("Laboratory request about %(exhibit)s") % {"exhibit": identifiers.shown(exhibit)}
        yield text, Thing(title, reverse("custody:request", args=(text,)))


def _named(
    results: QuerySet[Any], public_ids: Collection[str], column: str
) -> QuerySet[Any, tuple[str, str]]:
    return results.filter(public_id__in=public_ids).select_related(None).values_list("public_id", column)
