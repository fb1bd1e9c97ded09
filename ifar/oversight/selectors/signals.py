"""Signals as an inspector may see them: none of an office where they work or ever did, of one above or under it, or about themselves. What may not be seen is counted nowhere.

A court's inspector sees those about the inspectorates and their people, and no others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from ifar.accounts.models import Agency, ReadLog, User
from ifar.oversight.facts import READ as READS
from ifar.oversight.models import Signal, Verdict
from ifar.oversight.selectors.parameters import given
from ifar.rights import INSPECTING, Actor, may

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
    if not may(actor, READ) or actor.agency_kind not in INSPECTING:
        return standing.none()
    if actor.agency_kind == "court":
        # What is kept from every inspectorate, and nothing else.
        standing = standing.filter(_concerning(inspectorates()))
    return standing.exclude(_concerning(near(actor.agency, *offices_of(actor.id)), actor.people)).order_by(
        "-weight", "id"
    )


def _concerning(offices: Collection[str], people: Collection[str] = ()) -> Q:
    """Signals of some offices, or in which anybody has a part who belongs to one of them or ever had a right there."""
    concerned = sorted({*offices, *people_of(offices), *people})
    return Q(offices__overlap=sorted(offices)) | Q(who__in=concerned) | Q(others__overlap=concerned)


def people_of(offices: Collection[str]) -> set[str]:
    """Whoever belongs to some offices, or ever had a right there."""
    of_them = Q(home__public_id__in=offices) | Q(grants__agency__public_id__in=offices)
    return set(User.objects.filter(of_them).values_list("public_id", flat=True))


def inspectorates() -> set[str]:
    """The inspectorates and the offices near them, into which a court looks."""
    return near(*Agency.objects.filter(kind="inspectorate").values_list("public_id", flat=True))


def looks_of(found: Iterable[Signal]) -> dict[str, ReadLog]:
    """The looks at personal data on which some signals stand, by the name of the row of evidence, as far as the log of reads still holds them."""
    names = {item["id"] for signal in found for item in signal.evidence if item["act"] == READS}
    rows = ReadLog.objects.filter(id__in=[int(name[1:]) for name in names])
    return {f"R{row.id}": row for row in rows}


def not_resting(signals: Iterable[Signal]) -> list[Signal]:
    """The signals without those that were judged innocent until a day that is still to come, unless more is found than was known then."""
    all_of = list(signals)
    standing = Verdict.objects.filter(
        state="standing",
        outcome="innocent",
        until__gte=timezone.localdate(),
        finding__in=[signal.finding for signal in all_of],
    )
    known = dict(standing.order_by("id").values_list("finding", "known"))
    return [signal for signal in all_of if signal.figures["hits"] > known.get(signal.finding, -1)]


def near(*offices: str) -> set[str]:
    """Some offices, those above them and those under them."""
    above = dict(Agency.objects.values_list("public_id", "parent__public_id"))
    over = set(offices)
    while more := {up for office in over if (up := above.get(office))} - over:
        over |= more
    under = set(offices)
    while more := {each for each, parent in above.items() if parent in under} - under:
        under |= more
    return over | under


def offices_of(person: str) -> set[str]:
    """Where somebody belongs, works or ever had a right."""
    offices = Agency.objects.filter(Q(grants__user__public_id=person) | Q(people__public_id=person))
    return set(offices.values_list("public_id", flat=True))


def rows_for(actor: Actor) -> tuple[list[Row], int]:
    """The list of the desk: persons with their signals joined, the heaviest first, as many as it can look at; and how many more there are.

    The strongest signal counts whole, each further one half of what the one before it counted for (`ranking.joined`).
    """
    of_whom: dict[str, list[Signal]] = {}
    for signal in not_resting(signals_for(actor)):
        of_whom.setdefault(signal.who, []).append(signal)
    weights = {
        who: sum((signal.weight / 2**at for at, signal in enumerate(theirs)), Decimal(0))
        for who, theirs in of_whom.items()
    }
    first = sorted(of_whom, key=lambda who: (-weights[who], who))[: given().capacity]
    names = names_of(first)
    rows = [Row(who, names.get(who, ""), weights[who], tuple(of_whom[who])) for who in first]
    return rows, len(of_whom) - len(rows)


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """What officers and offices are called; a holder is named on their own page alone, where reading them is logged."""
    wanted = list(ids)
    people = User.objects.filter(public_id__in=wanted).values_list("public_id", "name")
    offices = Agency.objects.filter(public_id__in=wanted)
    return {**dict(people), **{office.public_id: office.called for office in offices}}
