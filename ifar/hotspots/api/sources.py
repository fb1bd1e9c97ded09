"""Sources of incidents, their deliveries, and layers over HTTP as JSON: what is said of them, and what is done to them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.form_errors import actor_of
from ifar.hotspots.models import Source
from ifar.hotspots.selectors import places
from ifar.hotspots.services import deliveries, duplicates, layers, sources
from ifar.hotspots.source_inputs import MapColumns, RegisterSource
from ifar.rights import require

router = Router()
Identifier = Annotated[str, Field(max_length=20)]


class SourceOut(Schema):
    """A source of incidents: how far it is to be trusted, and under which terms it is used."""

    id: str
    kind: str
    name: str
    state: str
    reliability: str
    credibility: str
    licence: str
    attribution: str
    redistribution: bool


@router.get("/incidents/sources", response=list[SourceOut], operation_id="list_incident_sources")
def source_list(request: HttpRequest) -> list[SourceOut]:
    """The sources that I may see."""
    actor = actor_of(request)
    require(actor, places.PRECISE)
    return [source_of(source) for source in places.sources_for(actor)]


def source_of(source: Source) -> SourceOut:
    """A source as it is told."""
    names = [name for name in SourceOut.model_fields if name != "id"]
    return SourceOut(id=source.public_id, **{name: getattr(source, name) for name in names})


class DeliveryOut(Schema):
    """What a source brought at once, and how its rows and incidents are accounted for."""

    id: str
    source: str
    state: str
    rows: int
    loaded: int
    duplicate: int
    imprecise: int
    invalid: int
    incidents: int
    fresh: int
    revised: int
    same: int
    withdrawn: int


class LayerOut(Schema):
    """Boundaries or figures that were loaded."""

    id: str
    state: str
    kind: str
    name: str


class PairOut(Schema):
    """Two incidents of which somebody judged whether they are one; each is named by its source and the source's own identifier."""

    id: str
    state: str
    kept: str
    dropped: str


def _shown(shape: type[Schema], result: Any) -> dict[str, Any]:
    names = [name for name in shape.model_fields if name != "id"]
    return {"id": result.public_id, **{name: getattr(result, name) for name in names}}


@router.post("/incidents/sources", response={201: SourceOut}, operation_id="register_incident_source")
def register(request: HttpRequest, body: RegisterSource) -> Status[SourceOut]:
    """Register a source of incidents."""
    actor = actor_of(request)
    made = sources.register_source(actor=actor, **body.arguments())
    return Status(201, source_of(places.source_for(actor, made)))


@router.put("/incidents/sources/{source}/mapping", response=SourceOut, operation_id="map_incident_source")
def map_columns(request: HttpRequest, source: Identifier, body: MapColumns) -> SourceOut:
    """Say which column of the source's files says what; it is kept for its next files."""
    actor = actor_of(request)
    sources.map_source(actor=actor, source=source, **body.arguments())
    return source_of(places.source_for(actor, source))


@router.get("/incidents/deliveries/{delivery}", response=DeliveryOut, operation_id="get_incident_delivery")
def delivery(request: HttpRequest, delivery: Identifier) -> dict[str, Any]:
    """A delivery: how its rows were accounted for."""
    actor = actor_of(request)
    require(actor, places.PRECISE)
    return _shown(DeliveryOut, places.delivery_for(actor, delivery))


operations(router, sources.SOURCE, SourceOut, source_of, "/incidents/sources/{source}")
operations(
    router,
    deliveries.DELIVERY,
    DeliveryOut,
    lambda record: _shown(DeliveryOut, record),
    "/incidents/deliveries/{delivery}",
)
operations(
    router, layers.LAYER, LayerOut, lambda record: _shown(LayerOut, record), "/incidents/layers/{layer}"
)
operations(
    router, duplicates.PAIR, PairOut, lambda record: _shown(PairOut, record), "/incidents/pairs/{pair}"
)
