"""Layers, sources, deliveries and incidents, as an actor may see them: those of their compartments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from ifar.errors import Forbidden, NotFound
from ifar.hotspots import labels
from ifar.hotspots.maps import cells
from ifar.hotspots.maps.borders import touching
from ifar.hotspots.maps.boundaries import Finder
from ifar.hotspots.models import (
    Area,
    Candidate,
    Delivery,
    Denominator,
    Fetch,
    Incident,
    Layer,
    Pair,
    Row,
    Source,
    Trial,
)
from ifar.rights import Actor, may, require

READ: Final = "hotspots:incident:read"
PRECISE: Final = "hotspots:incident:precise"
MANAGE: Final = "hotspots:source:manage"


def _missing() -> NotFound:
    return NotFound("hotspots.not_found", labels.of("hotspots.not_found"))


def sources_for(actor: Actor) -> QuerySet[Source]:
    """The sources that `actor` may see; who sees only the coarse map is told of none."""
    if not may(actor, PRECISE):
        return Source.objects.none()
    return Source.objects.filter(compartment__in=actor.compartments).select_related("agency").order_by("id")


def source_for(actor: Actor, public_id: str) -> Source:
    """One source; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    source = sources_for(actor).filter(public_id=public_id).first()
    if source is None:
        raise _missing()
    return source


def offices(actor: Actor) -> list[int]:
    """The actor's office and those below it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT recoveries_offices(%s)", [actor.agency_id])
        results: list[int] = cursor.fetchone()[0]
    return results


def _own(actor: Actor, agency: int) -> None:
    if agency != actor.agency_id and agency not in offices(actor):
        raise Forbidden("hotspots.other_office", labels.of("hotspots.other_office"))


def own_source_for(actor: Actor, public_id: str) -> Source:
    """One source that the actor may change: of their office or one below it.

    Raises:
        NotFound: there is none for this actor.
        Forbidden: it is another office's.
    """
    source = source_for(actor, public_id)
    _own(actor, source.agency_id)
    return source


def deliveries_for(actor: Actor, source: Source | None = None) -> QuerySet[Delivery]:
    """The deliveries that `actor` may see, the newest first; of one source, if one is given."""
    if not may(actor, PRECISE):
        return Delivery.objects.none()
    deliveries = Delivery.objects.filter(compartment__in=actor.compartments).select_related("agency")
    if source is not None:
        deliveries = deliveries.filter(source=source.public_id)
    return deliveries.order_by("-id")


def delivery_for(actor: Actor, public_id: str) -> Delivery:
    """One delivery.

    Raises:
        NotFound: there is none for this actor.
    """
    delivery = deliveries_for(actor).filter(public_id=public_id).first()
    if delivery is None:
        raise _missing()
    return delivery


def own_delivery_for(actor: Actor, public_id: str) -> Delivery:
    """One delivery that the actor may undo, as `own_source_for`."""
    delivery = delivery_for(actor, public_id)
    _own(actor, delivery.agency_id)
    return delivery


def rows_of(delivery: Delivery) -> QuerySet[Row]:
    """The rows of a delivery that became no incident, or of which something is to be known."""
    return Row.objects.filter(delivery=delivery).order_by("line", "id")


def trials_for(actor: Actor, source: Source) -> QuerySet[Trial]:
    """Files of a source that are not loaded yet, the newest first: what one's office tries."""
    return Trial.objects.filter(source=source, agency_id=actor.agency_id, delivery="").order_by("-at")


def fetches_for(actor: Actor, source: Source) -> QuerySet[Fetch]:
    """How a source was fetched, the newest first."""
    if not may(actor, PRECISE):
        return Fetch.objects.none()
    return Fetch.objects.filter(source=source).select_related("trial").order_by("-id")


def trial_for(actor: Actor, ident: str) -> Trial:
    """One file that is tried.

    Raises:
        NotFound: there is none for this actor.
    """
    require(actor, MANAGE)
    trial = (
        Trial.objects.filter(pk=ident, agency_id=actor.agency_id, source__compartment__in=actor.compartments)
        .select_related("source")
        .first()
    )
    if trial is None:
        raise _missing()
    return trial


def incidents_for(actor: Actor) -> QuerySet[Incident]:
    """Incidents as they stand now, for those who may see precise places."""
    if not may(actor, PRECISE):
        return Incident.objects.none()
    return Incident.objects.filter(
        standing=Incident.CURRENT, source__compartment__in=actor.compartments
    ).select_related("source", "delivery")


def versions_of(actor: Actor, source: Source, external: str) -> QuerySet[Incident]:
    """All that a source ever said about an incident, the latest first."""
    if not may(actor, PRECISE):
        return Incident.objects.none()
    return (
        Incident.objects.filter(source=source, external=external)
        .select_related("source", "delivery")
        .order_by("-delivery_id")
    )


def candidates_for(actor: Actor) -> QuerySet[Candidate]:
    """Pairs of incidents that may be one and that nobody has judged, the likeliest first."""
    if not may(actor, MANAGE):
        return Candidate.objects.none()
    return (
        Candidate.objects.filter(
            one__source__compartment__in=actor.compartments,
            other__source__compartment__in=actor.compartments,
            one__standing=Incident.CURRENT,
            other__standing=Incident.CURRENT,
        )
        .select_related("one__source", "other__source", "one__delivery", "other__delivery")
        .order_by("-score", "id")
    )


def pairs_for(actor: Actor) -> QuerySet[Pair]:
    """What was judged of pairs, the latest first."""
    if not may(actor, MANAGE):
        return Pair.objects.none()
    return Pair.objects.filter(compartment__in=actor.compartments).order_by("-id")


def pair_for(actor: Actor, public_id: str) -> Pair:
    """One judgement of a pair.

    Raises:
        NotFound: there is none for this actor.
    """
    pair = pairs_for(actor).filter(public_id=public_id).first()
    if pair is None:
        raise _missing()
    return pair


def own_pair_for(actor: Actor, public_id: str) -> Pair:
    """One judgement of a pair that the actor may take back, as `own_source_for`."""
    pair = pair_for(actor, public_id)
    _own(actor, pair.agency_id)
    return pair


# areas ---------------------------------------------------------------------------------------------------------------------


def layers_for(actor: Actor) -> QuerySet[Layer]:
    """Boundaries and figures that were loaded; they are no secret."""
    require(actor, READ)
    return Layer.objects.select_related("agency").order_by("-id")


def layer_for(actor: Actor, public_id: str) -> Layer:
    """One layer.

    Raises:
        NotFound: there is none.
    """
    layer = layers_for(actor).filter(public_id=public_id).first()
    if layer is None:
        raise _missing()
    return layer


def own_layer_for(actor: Actor, public_id: str) -> Layer:
    """One layer that the actor may withdraw."""
    layer = layer_for(actor, public_id)
    _own(actor, layer.agency_id)
    return layer


def standing_layers(level: int) -> list[Layer]:
    """The layers of areas of a level that stand: of each country the latest."""
    result: dict[str, Layer] = {}
    for layer in Layer.objects.filter(kind="areas", level=level, state="loaded").order_by("-id"):
        result.setdefault(layer.country, layer)
    return list(result.values())


def areas_of(layers: Iterable[Layer]) -> QuerySet[Area]:
    """The areas of some layers."""
    return Area.objects.filter(layer__in=[layer.pk for layer in layers]).order_by("id")


def finder() -> Finder:
    """Says which area of the first division a point lies in, by the layers that stand."""
    return _finder(tuple(standing_layer.public_id for standing_layer in standing_layers(1)))


@lru_cache(maxsize=4)
def _finder(layers: tuple[str, ...]) -> Finder:
    """Areas are insert-only, so a layer says for ever what it says; its public identifier is used once, whatever the database."""
    return Finder(
        Area.objects.filter(layer__public_id__in=layers).order_by("id").values_list("code", "shape")
    )


def bordering() -> Mapping[str, set[str]]:
    """Area of the first division -> those that it touches, by the layers that stand."""
    return _bordering(tuple(standing_layer.public_id for standing_layer in standing_layers(1)))


@lru_cache(maxsize=4)
def _bordering(layers: tuple[str, ...]) -> Mapping[str, set[str]]:
    """As `_finder`: a layer says for ever what it says."""
    areas = list(Area.objects.filter(layer__public_id__in=layers).order_by("id").values_list("code", "shape"))
    result: dict[str, set[str]] = {}
    for number, other in touching([shape for _code, shape in areas]):
        result.setdefault(areas[number][0], set()).add(areas[other][0])
        result.setdefault(areas[other][0], set()).add(areas[number][0])
    return result


def countries_of(layer: str, codes: Iterable[str]) -> list[str]:
    """The countries in which areas, or the middles of cells, lie, by the boundaries that stand."""
    wanted = set(codes)
    if layer != "area":
        middles = [cells.centre(cell) for text in wanted if (cell := cells.of_code(text))]
        longitudes, latitudes = ([round(middle[n] * 1e6) for middle in middles] for n in (0, 1))
        wanted = set(finder().areas_at(longitudes, latitudes))
    areas = areas_of(standing_layers(1)).filter(code__in=wanted)
    return sorted(set(areas.values_list("layer__country", flat=True)))


def named_areas() -> dict[str, str]:
    """Code -> name of the areas of the first division."""
    return dict(areas_of(standing_layers(1)).values_list("code", "name"))


def figures_of(what: str, year: int) -> dict[str, tuple[int, int]]:
    """Area -> a figure and the year it is of: the latest up to a year, else the earliest."""
    result: dict[str, tuple[int, int]] = {}
    rows = Denominator.objects.filter(layer__state="loaded", layer__kind="figures", what=what)
    for area, of, value in rows.order_by("layer_id", "year").values_list("area", "year", "value"):
        had = result.get(area)
        if had is None or (of <= year and (had[1] > year or of >= had[1])):
            result[area] = (value, of)
    return result


def figure_kinds() -> list[str]:
    """What figures there are."""
    denominators = Denominator.objects.filter(layer__state="loaded").values_list("what", flat=True)
    return sorted(set(denominators))
