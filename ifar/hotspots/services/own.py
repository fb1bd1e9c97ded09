"""The register's own records as incidents: what was recovered, what is missing, what was traced, as far as the actor's office may see it.

Nothing of a person and no number of a case comes over: a day, a place no finer than a kilometre, a kind and how many firearms. An incident is
named by a hash of the record's random identifier, so that it is recognised in the next delivery and leads nobody to the record.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from django.db.models import Q, QuerySet, Sum

from ifar.errors import Reason
from ifar.hotspots import feeding
from ifar.hotspots.feeds.incident import Count, Kind, Place
from ifar.hotspots.feeds.incident import Incident as Said
from ifar.hotspots.selectors import places
from ifar.hotspots.services import deliveries
from ifar.hotspots.services.sources import PERMISSION
from ifar.hotspots.services.writing import RECORDER
from ifar.recoveries import selectors as recoveries
from ifar.recoveries.models import Case
from ifar.registry.occurred import Dated
from ifar.registry.selectors.firearms import events_for
from ifar.rights import Actor, require
from ifar.tracing import selectors as tracing

STEP: Final = 10_000
"""Millionths of a degree to which places are rounded: about a kilometre."""
KIND_OF: Final[Mapping[str, Kind]] = {
    "seized": "seizure", "found": "find", "surrendered": "find", "shooting": "shooting",
}  # fmt: skip
PLACE_OF: Final[Mapping[str, Place]] = {
    "exact": "exact", "street": "exact", "town": "exact", "district": "district", "area": "province",
}  # fmt: skip
"""How exactly a case's place is known -> the scale of incidents."""
MISSING: Final = ("lost", "stolen")
COUNTING: Final = frozenset({"recoveries:case:read", "tracing:request:read", "registry:firearm:read"})
"""What an analyst may for this act alone: records of their office and those below it are counted, and none of them is opened."""


def renew(*, actor: Actor, source: str) -> str:
    """Load what the register has now for one of its own sources; what is there no more is withdrawn. Returns the delivery's identifier.

    Raises:
        Refused: this source is not the register itself, or nothing changed since.
    """
    require(actor, PERMISSION)
    record = places.own_source_for(actor, source)
    if record.kind not in feeding.OWN:
        raise RECORDER.refused(Reason("hotspots.source.no_files"))
    counting = replace(actor, permissions=actor.permissions | COUNTING)
    value = {"recoveries": _recovered, "losses": _missing, "traces": _traced}[record.kind]
    incidents = list(value(counting, record.public_id))
    stands = {
        name: stand.fingerprint for name, stand in deliveries.stands_of(record).items() if not stand.withdrawn
    }
    # Where the last record is there no more, what was told of it is taken back.
    if not incidents and not stands:
        raise RECORDER.refused(Reason("hotspots.trial.nothing"))
    if {incident.source_id: incident.fingerprint for incident in incidents} == stands:
        raise RECORDER.refused(Reason("hotspots.own.same"))
    return deliveries.load_said(actor=actor, source=source, incidents=incidents, whole=True)


def _cases(actor: Actor) -> QuerySet[Case]:
    """The cases of the actor's office and those below it: what another office shared with it is that office's to count."""
    cases = recoveries.cases_for(actor).filter(agency_id__in=places.offices(actor))
    return cases.filter(occurred_from__isnull=False)


def _recovered(actor: Actor, source: str) -> Iterator[Said]:
    cases = (
        _cases(actor)
        .annotate(arms=Sum("items__quantity", filter=Q(items__kind="firearm") & ~Q(items__state="merged")))
        .order_by("id")
    )
    names = places.named_areas()
    for item in cases.iterator(chunk_size=2000):
        yield _of_case(item, source, KIND_OF[item.kind], {"firearms": item.arms} if item.arms else {}, names)


def _traced(actor: Actor, source: str) -> Iterator[Said]:
    """Firearms that were traced, where and when they were recovered. Of a secret request nobody is to know, so its arm is not among them."""
    asked = set(
        tracing.requests_for(actor)
        .exclude(item="")
        .exclude(handling=tracing.SECRET)
        .exclude(state__in=("draft", "withdrawn"))
        .values_list("item", flat=True)
    )
    cases = _cases(actor).filter(items__public_id__in=asked).distinct().order_by("id")
    names = places.named_areas()
    for case in cases.iterator(chunk_size=2000):
        yield _of_case(case, source, "trace", {}, names)


def _of_case(
    case: Case, source: str, kind: Kind, counts: Mapping[Count, int], names: Mapping[str, str]
) -> Said:
    first, last = _days(case)
    place: Place = PLACE_OF.get(case.place_precision, "exact") if case.latitude is not None else "unknown"
    texts: dict[str, str] = {"province": names[case.area]} if case.area in names else {}
    if case.latitude is None and texts:
        place = "province"
    return Said(
        source,
        _name(case.public_id, kind),
        first,
        last,
        _rounded(case.longitude),
        _rounded(case.latitude),
        place,
        kind,
        counts,
        texts,  # type: ignore[arg-type]
    )


def _missing(actor: Actor, source: str) -> Iterator[Said]:
    """Reports of loss and theft. Where it was is known in words only: they count where they name an area of the layer."""
    by_name = {name.casefold(): name for name in places.named_areas().values()}
    events = events_for(actor).filter(kind__in=MISSING, occurred_from__isnull=False).order_by("id")
    for event in events.iterator(chunk_size=2000):
        first, last = _days(event)
        province = next((name for word, name in by_name.items() if word in event.place.casefold()), "")
        yield Said(
            source,
            _name(str(event.pk), "theft"),
            first,
            last,
            None,
            None,
            "province" if province else "country",
            "theft",
            {"firearms": 1},
            {"province": province} if province else {},
        )


def _name(identifier: str, kind: str) -> str:
    return hashlib.sha256(f"{kind} {identifier}".encode()).hexdigest()[:24]


def _days(happened: Dated) -> tuple[dt.date, dt.date]:
    if happened.first_day is None:
        raise ValueError("a record without a day")
    return happened.first_day, happened.last_day or happened.first_day


def _rounded(value: int | None) -> float | None:
    return None if value is None else round(value / STEP) * STEP / 1_000_000
