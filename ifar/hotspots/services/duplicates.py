"""Incidents of two sources that may be one: found with each delivery, judged by a person."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import NotFound, Reason
from ifar.hotspots import incident_status, labels
from ifar.hotspots.feeds import likeness
from ifar.hotspots.feeds.incident import Incident as Said
from ifar.hotspots.models import Candidate, Delivery, Incident, Pair, Source
from ifar.hotspots.selectors import places, signals
from ifar.hotspots.services import retractions, tallies
from ifar.hotspots.services.writing import RECORDER, alone
from ifar.hotspots.source_inputs import PartPair
from ifar.rights import Actor, require

PERMISSION: Final = "hotspots:source:manage"
PAIR: Final = Offers(
    RECORDER,
    "pair",
    places.pair_for,
    page="hotspots:duplicates",
    on=lambda _found: (),
    name="incident_pair",
)
MOST: Final = 20_000
"""Incidents that are held against each other in the act of loading."""


def key_of(incident: Incident) -> str:
    """How an incident is named across deliveries: its source and the source's own identifier."""
    return f"{incident.source.public_id} {incident.external}"


def look(source: Source, delivery: Delivery) -> int:
    """Find pairs of what a delivery brought and what other sources of the compartment have; returns how many."""
    new = list(Incident.objects.filter(delivery=delivery, standing=0).select_related("source")[: MOST + 1])
    if not new or len(new) > MOST:
        return 0
    since = min(incident.first for incident in new) - dt.timedelta(days=likeness.APART)
    until = max(incident.last for incident in new) + dt.timedelta(days=likeness.APART)
    near = (
        Incident.objects.filter(
            standing=0, source__compartment=source.compartment, first__lte=until, last__gte=since
        )
        .exclude(source=source)
        .select_related("source")
    )
    others = list(near[: MOST + 1])
    if len(others) > MOST:
        return 0
    known = {(incident.source.public_id, incident.external): incident.pk for incident in (*new, *others)}
    judged = {
        frozenset(pair)
        for pair in Pair.objects.filter(compartment=source.compartment).values_list("kept", "dropped")
    }
    pairs = likeness.candidates(
        [_details_of(incident) for incident in new], [_details_of(other) for other in others]
    )
    rows = [
        Candidate(
            one_id=known[pair.one.source, pair.one.source_id],
            other_id=known[pair.other.source, pair.other.source_id],
            metres=round(pair.km * 1000),
            days=pair.days,
            score=round(pair.score * 100),
        )
        for pair in pairs
        if frozenset(
            {f"{pair.one.source} {pair.one.source_id}", f"{pair.other.source} {pair.other.source_id}"}
        )
        not in judged
    ]
    Candidate.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _details_of(incident: Incident) -> Said:
    return Said(
        incident.source.public_id, incident.external, incident.first, incident.last,
        None if incident.longitude is None else incident.longitude / 1_000_000,
        None if incident.latitude is None else incident.latitude / 1_000_000,
        incident.precision, incident.kind, incident.counts,  # type: ignore[arg-type]
    )  # fmt: skip


@transaction.atomic
def judge(*, actor: Actor, candidate: int, verdict: str) -> None:
    """Say of a pair that it is one incident (`one`: the first stays; `other`: the second stays), or that it is two.

    Raises:
        NotFound: there is no such pair for this actor.
        Refused: one of them was joined with a third already.
    """
    require(actor, PERMISSION)
    record = places.candidates_for(actor).filter(pk=candidate).first()
    if record is not None:
        alone(record.one.source.public_id, record.other.source.public_id)
        record = places.candidates_for(actor).filter(pk=candidate).first()
    if record is None or verdict not in ("one", "other", "two"):
        raise NotFound("hotspots.not_found", labels.of("hotspots.not_found"))
    kept, dropped = (record.other, record.one) if verdict == "other" else (record.one, record.other)
    names = {"kept": key_of(kept), "dropped": key_of(dropped)}
    if verdict != "two" and Pair.objects.filter(state="one", dropped__in=names.values()).exists():
        raise RECORDER.refused(Reason("hotspots.pair.joined"))
    RECORDER.record(actor, "pair", "parted" if verdict == "two" else "joined", changes=names)
    record.delete()
    if verdict != "two":
        _settle(dropped)


@PAIR.act(
    "parted",
    PartPair,
    _("They are two after all"),
    permission=PERMISSION,
    done=_("Both count again."),
    when=signals.is_own,
)
@transaction.atomic
def part(*, actor: Actor, pair_id: str, expected_n: int | None = None) -> None:
    """Take back that two incidents are one."""
    require(actor, PERMISSION)
    pair = places.own_pair_for(actor, pair_id)
    RECORDER.check_expected(pair, expected_n)
    alone(*(name.partition(" ")[0] for name in (pair.kept, pair.dropped)))
    RECORDER.record(actor, "pair", "parted", pair)
    source, _, external = pair.dropped.partition(" ")
    dropped = (
        Incident.objects.filter(source__public_id=source, external=external).select_related("source").first()
    )
    if dropped is not None:
        _settle(dropped)


def _joined_with(source: str) -> QuerySet[Pair]:
    return Pair.objects.filter(state="one", kept__startswith=f"{source} ")


def sources_with(source: str) -> set[str]:
    """A source, and those of whose incidents some count no more because one of its own does."""
    return {
        source,
        *(name.partition(" ")[0] for name in _joined_with(source).values_list("dropped", flat=True)),
    }


def follow(source: Source, delivery: Delivery) -> None:
    """Make what was joined with an incident of a delivery stand as it must, once the delivery is there, or is undone."""
    dropped = {pair.kept.partition(" ")[2]: pair.dropped for pair in _joined_with(source.public_id)}
    there = Incident.objects.filter(delivery=delivery, external__in=dropped).values_list(
        "external", flat=True
    )
    for name in sorted({dropped[external] for external in there}):
        of, _, external = name.partition(" ")
        incidents = Incident.objects.filter(source__public_id=of, external=external).select_related("source")
        for incident in incidents[:1]:
            _settle(incident)


def _settle(incident: Incident) -> None:
    with connection.cursor() as cursor:
        cursor.execute(incident_status.SETTLE_ONE, [incident.external, incident.source.public_id])
    tallies.renew_at(incident)
    retractions.follow_one(incident)
