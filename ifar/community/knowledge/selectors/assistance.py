"""Needs and offers as a reader sees them, what fits what, and agreements between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from ifar.community.knowledge import assistance
from ifar.community.knowledge.matching import SHOWN, Common, Match, Side, matched
from ifar.community.models import Agreement, Assistance
from ifar.community.selectors.visible import Reader, absent, visible

COMPARED: Final = 1000
"""So many of the other side are compared, the newest; a need is answered by what is offered now."""


def _side(record: Assistance) -> Side:
    return Side(
        record.public_id,
        frozenset(record.articles),
        frozenset(record.forms),
        frozenset(record.topics),
        frozenset(record.languages),
        frozenset(record.countries),
        frozenset(record.regions),
        record.starts,
        record.ends,
    )


@dataclass(frozen=True, slots=True)
class Fitting:
    """Something of the other side that fits, with the reasons."""

    one: Assistance
    match: Match


def fitting(reader: Reader | None, record: Assistance, today: dt.date, most: int = SHOWN) -> list[Fitting]:
    """What of the other side fits best among what the reader sees and is not over, the best first; only what speaks more for than against."""
    others = {
        other.public_id: other
        for other in Assistance.objects.filter(
            visible(reader, Assistance), side=assistance.OTHER[record.side], ends__gte=today
        )
        .exclude(author_id=record.author_id)
        .order_by("-id")[:COMPARED]
    }
    sides = [_side(other) for other in others.values()]
    matches = matched(_side(record), sides, Common(sides))
    return [Fitting(others[match.key], match) for match in matches if match.evidence > 0][:most]


def agreements_of(reader: Reader | None, record: Assistance) -> list[tuple[Agreement, Assistance]]:
    """Agreements about a need or an offer that the reader sees, each with the other side, as far as the reader sees that too. Two queries."""
    agreements = list(
        Agreement.objects.filter(Q(need=record.public_id) | Q(offer=record.public_id)).order_by("id")
    )
    keys = {other for each in agreements for other in (each.need, each.offer)} - {record.public_id}
    there = Assistance.objects.filter(visible(reader, Assistance), public_id__in=keys)
    seen = {other.public_id: other for other in there}
    shown = []
    for each in agreements:
        if other := seen.get(each.offer if each.need == record.public_id else each.need):
            each.facts = _part(reader, each, (record, other))
            shown.append((each, other))
    return shown


def agreement_for(reader: Reader | None, public_id: str) -> Agreement:
    """One agreement: for whoever sees both the need and the offer, and what they are to it: who `needs` or `offers`, and whether they
    `proposed` it. Unknown and hidden answer alike, by the same two statements.

    Raises:
        NotFound: there is none for this reader.
    """
    agreement = Agreement.objects.filter(public_id=public_id).first()
    keys = [agreement.need, agreement.offer] if agreement else ["", ""]
    sides = list(Assistance.objects.filter(visible(reader, Assistance), public_id__in=keys))
    if agreement is None or len(sides) != len(keys):
        raise absent()
    agreement.facts = _part(reader, agreement, sides)
    return agreement


def _part(reader: Reader | None, agreement: Agreement, sides: Iterable[Assistance]) -> frozenset[str]:
    if reader is None:
        return frozenset()
    part = {f"{side.side}s" for side in sides if side.author_id == reader.member}
    return frozenset(part | ({"proposed"} if agreement.proposed_by == reader.public_id else set()))


def mine(reader: Reader) -> QuerySet[Assistance]:
    """The reader's own needs and offers."""
    return Assistance.objects.filter(visible(reader, Assistance), author_id=reader.member)
