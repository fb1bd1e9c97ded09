"""Signals as an inspector may see them: none of their own office, of one above or under it, or about themselves. What may not be seen is counted nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from ifar.accounts.models import Agency, User
from ifar.oversight.models import Signal
from ifar.oversight.ranking import CAPACITY
from ifar.rights import Actor, may

READ: Final = "oversight:signal:read"


@dataclass(frozen=True, slots=True)
class Row:
    """The signals of one person, the heaviest first; `name` where it is an officer or an office."""

    who: str
    name: str
    weight: Decimal
    signals: tuple[Signal, ...]


def signals_for(actor: Actor) -> QuerySet[Signal]:
    """The signals that stand and that an actor may see."""
    standing = Signal.objects.filter(gone=False)
    if not may(actor, READ) or actor.agency_kind != "inspectorate":
        return standing.none()
    near = _near(actor.agency)
    # Whoever belongs to the inspectorate, or to an office near it, is looked at by somebody else.
    own = set(User.objects.filter(home__public_id__in=near).values_list("public_id", flat=True))
    own |= set(User.objects.filter(grants__agency__public_id__in=near).values_list("public_id", flat=True))
    concerned = [*sorted(near | own | actor.people)]
    return (
        standing.exclude(office__in=near)
        .exclude(who__in=concerned)
        .exclude(others__overlap=concerned)
        .order_by("-weight", "id")
    )


def _near(office: str) -> set[str]:
    """An office, those above it and those under it."""
    above = dict(Agency.objects.values_list("public_id", "parent__public_id"))
    near, up = {office}, above.get(office)
    while up and up not in near:
        near.add(up)
        up = above.get(up)
    under = {office}
    while more := {who for who, over in above.items() if over in under} - under:
        under |= more
    return near | under


def rows_for(actor: Actor, capacity: int = CAPACITY) -> tuple[list[Row], int]:
    """The list of the desk: persons with their signals joined, the heaviest first, as many as it can look at; and how many more there are.

    The strongest signal counts whole, each further one half of what the one before it counted for (`ranking.joined`).
    """
    of_whom: dict[str, list[Signal]] = {}
    for signal in signals_for(actor):
        of_whom.setdefault(signal.who, []).append(signal)
    weights = {
        who: sum((signal.weight / 2**at for at, signal in enumerate(theirs)), Decimal(0))
        for who, theirs in of_whom.items()
    }
    first = sorted(of_whom, key=lambda who: (-weights[who], who))[:capacity]
    names = names_of(first)
    rows = [Row(who, names.get(who, ""), weights[who], tuple(of_whom[who])) for who in first]
    return rows, len(of_whom) - len(rows)


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """What officers and offices are called; a holder is named on their own page alone, where reading them is logged."""
    wanted = list(ids)
    people = User.objects.filter(public_id__in=wanted).values_list("public_id", "name")
    offices = Agency.objects.filter(public_id__in=wanted)
    return {**dict(people), **{office.public_id: office.called for office in offices}}
