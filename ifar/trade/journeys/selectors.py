"""Journeys of travellers as an actor may see them: those of their office and the offices below it; customs see all, at any post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from ifar import scanned
from ifar.accounts.selectors import agencies
from ifar.acts.recorder import to_json
from ifar.documents.models import Paper as IssuedPaper
from ifar.errors import NotFound
from ifar.licensing.models import Licence
from ifar.parties import mentions
from ifar.parties.models import Party
from ifar.parties.selectors import descriptions_of
from ifar.registry.facts import Thing
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.models import Firearm
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may
from ifar.trade import labels
from ifar.trade.journeys import travelling
from ifar.trade.models import Authorisation, Consignment, Journey
from ifar.trade.selectors import READ, regimes
from ifar.typed import bare

AT_BORDER: Final = ("announced", "under_way")
"""States of a journey in which somebody at the border has to do with it."""
MOST: Final = 20
ON_JOURNEY: Final = (
    "way", "holder", "country", "purpose", "authorisation", "papers", "arms", "announced_on", "earliest_on", "return_by", "gone", "back",
)  # fmt: skip


def journeys_for(actor: Actor) -> QuerySet[Journey]:
    """Journeys that the actor may see."""
    if not may(actor, READ):
        return Journey.objects.none()
    seen = Q(compartment__in=actor.compartments)
    if actor.agency_kind != "customs" and not may(actor, "oversight:inspection:read"):
        seen &= Q(agency_id__in=agencies.below(actor.agency_id))
    return Journey.objects.filter(seen).select_related("agency")


def journey_for(actor: Actor, public_id: str) -> Journey:
    """One journey; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    journey = journeys_for(actor).filter(public_id=public_id).first()
    if journey is None:
        raise NotFound("trade.journey.not_found", labels.of("trade.not_found"))
    return journey


def at_border(actor: Actor, text: str) -> list[Journey]:
    """The journeys, announced or under way, of what was scanned or typed: a firearm, a card or licence and so its holder, a journey, a serial number."""
    value = scanned.read(scanned.in_short(text))
    journeys, named = journeys_for(actor).filter(state__in=AT_BORDER), value.identifier
    if not named:
        serial = bare(value.serial or text)
        if not serial:
            return []
        journeys = journeys.filter(arms__contains=[{"plain": serial}])
    elif named[0] == "T":
        journeys = journeys.filter(public_id=named)
    elif named[0] == "F":
        journeys = journeys.filter(arms__contains=[{"firearm": named}])
    else:
        holder = holder_of(named)
        if not holder:
            return []
        journeys = journeys.filter(holder=holder)
    return list(journeys.order_by("crosses_on", "id")[:MOST])


def holder_of(public_id: str) -> str:
    """Whom a person's identifier, a licence or a card stands for; empty where it stands for nobody."""
    if public_id[0] == "P":
        return public_id
    licence = public_id if public_id[0] == "L" else ""
    if public_id[0] == "V":
        paper = IssuedPaper.objects.filter(public_id=public_id).values_list("about", flat=True).first() or ""
        if paper[:1] == "P":
            return paper
        licence = paper if paper[:1] == "L" else ""
    if not licence:
        return ""
    return Licence.objects.filter(public_id=licence).values_list("holder", flat=True).first() or ""


def row_of(journey: Journey) -> dict[str, Any]:
    """A journey as its gate reads it."""
    return to_json({name: getattr(journey, name) for name in ON_JOURNEY})


def authorisation_of(journey: travelling.Row) -> dict[str, Any] | None:
    """The authorisation that a journey names, as its gate reads it, at whichever office."""
    names = (
        "state",
        "kind",
        "applicant",
        "from_state",
        "into_state",
        "purpose",
        "goods",
        "valid_from",
        "valid_to",
    )
    asked = Authorisation.objects.filter(public_id=journey["authorisation"])
    result = asked.values(*names).first()
    if result is None:
        return None
    packed_on = Consignment.objects.filter(authorisation__in=asked).exclude(state="cancelled").exists()
    return {**to_json(result), "packed_on": packed_on}


def is_travelled(authorisation: str) -> bool:
    """Whether travellers crossed the border under an authorisation, at whichever office they were announced."""
    crossed = Journey.objects.filter(authorisation=authorisation, state__in=("under_way", "completed"))
    return crossed.exists()


def under_way_with(journey: Journey) -> list[dict[str, Any]]:
    """The firearms of other journeys under the same authorisation that have not come back."""
    if not journey.authorisation:
        return []
    others = Journey.objects.filter(authorisation=journey.authorisation, state="under_way").exclude(
        pk=journey.pk
    )
    return [other.arms[n - 1] for other in others for n in other.missing]


def against(journey: Journey, gone: Collection[int], day: dt.date) -> list[Any]:
    """Everything that keeps some firearms of a journey from crossing the border on a day, as reasons in codes."""
    row = {**row_of(journey), "gone": sorted(gone)}
    return travelling.against(
        row, settings.IFAR_COUNTRY, authorisation_of(row), under_way_with(journey), regimes(), day
    )


_STAND: Final = """
SELECT f.public_id, f.state, f.legal, f.owner, coalesce(l.public_id, ''), coalesce(l.state, ''), l.valid_to
FROM registry_firearm f
LEFT JOIN registry_licenceuse u ON u.firearm_id = f.id AND u.ended_by IS NULL AND NOT u.void
LEFT JOIN licensing_licence l ON l.public_id = u.licence WHERE f.public_id = ANY(%s)
"""


def stands(firearms: Collection[str]) -> dict[str, dict[str, Any]]:
    """How firearms of a journey that the caller was shown stand in the register, and the licence under which each is held. One query."""
    names = ("state", "legal", "owner", "licence", "licence_state", "licence_until")
    with connection.cursor() as cursor:
        cursor.execute(_STAND, [list(firearms)])
        return {public_id: dict(zip(names, value, strict=True)) for public_id, *value in cursor.fetchall()}


def own_firearms(actor: Actor, firearms: Collection[str]) -> dict[str, Firearm]:
    """Those of some firearms that the actor sees, with their marks, by identifier."""
    records = firearms_for(actor).filter(public_id__in=firearms, merged_into="").prefetch_related("marks")
    return {firearm.public_id: firearm for firearm in records}


_VALUES: Final = """
SELECT e.id::text, p.field FROM trade_event e JOIN trade_journey j ON j.public_id = e.subject JOIN ledger_personal p ON p.entry = e.id
WHERE e.record_type = 'journey' AND (j.holder = %s OR j.public_id = ANY(%s)) AND p.field IN ('who', 'note')
UNION SELECT e.id::text, p.field FROM trade_event e JOIN trade_match m ON m.public_id = e.subject JOIN ledger_personal p ON p.entry = e.id
WHERE e.record_type = 'match' AND m.party = ANY(%s) AND p.field IN ('told', 'note') ORDER BY 1, 2
"""


def values_of(public_id: str) -> list[tuple[str, str]]:
    """Entry and field of what journeys say of a party of the register, the numbers of papers shown, what was written at the border, and of a visitor of their
    name or number what lists were asked: an erasure takes it along."""
    visits = [visit.public_id for visit in _visits_of(public_id)]
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [public_id, visits, visits])
        return list(cursor.fetchall())


def _visits_of(public_id: str) -> Iterator[Journey]:
    """The journeys of visitors who are called as a party is or was called, or showed a document of theirs. It reads every visitor's name, as an erasure does every note."""
    parties = list(Party.objects.filter(public_id=public_id))
    described = [row for description in descriptions_of(parties).values() for row in description]
    if not described:
        return
    for journey in Journey.objects.filter(way=travelling.IN).exclude(who={}).only("public_id", "who"):
        text = " ".join(str(journey.who.get(name) or "") for name in ("name", "document"))
        if any(mentions.names_whole(text, each) for each in described):
            yield journey


@dataclass(frozen=True, slots=True)
class Answers:
    """What journeys answer to the life cycle; they hide nothing, because they say nothing of a person."""

    answers: Mapping[str, bool | None]
    hidden: frozenset[str] = frozenset()


_PERMITS: Final[Mapping[str, str]] = {
    "temporarily_exported": travelling.OUT,
    "temporarily_imported": travelling.IN,
}


def supplied(_actor: Actor, thing: Thing, event: Proposed) -> Answers:
    """Whether the journey that an event names permits what it says: a firearm abroad, or in the country, until a day. Nothing is asked of other events."""
    way = _PERMITS.get(event.kind)
    if way is None:
        return Answers({})
    permit, until = str(event.details.get("permit") or ""), str(event.details.get("return_date") or "")
    journey = (
        Journey.objects.filter(public_id=permit, way=way, state__in=AT_BORDER).first() if permit else None
    )
    if journey is None:
        return Answers({})
    if journey.return_by is None or journey.return_by.isoformat() != until:
        return Answers({"temporary_permit": False})
    under_way = [journey.arms[n - 1]["firearm"] for n in journey.missing]
    return Answers({"temporary_permit": way == travelling.IN or thing.public_id in under_way})
