"""Registering, changing and closing sources of incidents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.hotspots import acts, feeding
from ifar.hotspots.feeds.custom_table import mapped
from ifar.hotspots.feeds.faults import AS_STATED, Point
from ifar.hotspots.feeds.incident import PLACES
from ifar.hotspots.feeds.values import whole
from ifar.hotspots.selectors import places, signals
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.source_inputs import AmendSource, WithReason
from ifar.rights import Actor, require

PERMISSION: Final = "hotspots:source:manage"
LONGEST: Final = 2000
SOURCE: Final = Offers(RECORDER, "source", places.source_for, page="hotspots:source")


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in acts.AMENDED if name in values}
    return {
        name: value.strip()[:LONGEST] if isinstance(value, str) else value for name, value in given.items()
    }


@transaction.atomic
def register_source(*, actor: Actor, kind: str, said: Mapping[str, Any]) -> str:
    """Register a source; returns its identifier.

    Raises:
        Invalid: what is said is incomplete, or lets rows be handed on that must not be.
    """
    require(actor, PERMISSION)
    return RECORDER.record(actor, "source", "registered", changes={**_plain(said), "kind": kind}).subject


def _as_it_is(_actor: Actor, result: Any) -> Mapping[str, Any]:
    names = [name for name in AmendSource.model_fields if name != "expected_n"]
    return {"initial": {name: getattr(result, name) for name in names}}


@SOURCE.act(
    "amended",
    AmendSource,
    _("Change what is said of the source"),
    permission=PERMISSION,
    done=_("It is changed."),
    when=signals.is_own,
    asks=_as_it_is,
)
@transaction.atomic
def amend_source(
    *, actor: Actor, source_id: str, said: Mapping[str, Any], expected_n: int | None = None
) -> None:
    """Change what is said of a source; its kind stays."""
    require(actor, PERMISSION)
    source = places.own_source_for(actor, source_id)
    RECORDER.check_expected(source, expected_n)
    changed = {name: value for name, value in _plain(said).items() if value != getattr(source, name)}
    if changed:
        RECORDER.record(actor, "source", "amended", source, changes=changed)


def map_source(*, actor: Actor, source: str, mapping: Mapping[str, Any]) -> None:
    """Keep how the columns of a source's files are read.

    Raises:
        Invalid: the mapping is incomplete.
    """
    require(actor, PERMISSION)
    record = places.own_source_for(actor, source)
    kept = mapped({**mapping, "code": record.public_id}).as_json()
    points = {"points": record.mapping["points"]} if "points" in record.mapping else {}
    amend_source(actor=actor, source_id=source, said={"mapping": {**kept, **points}}, expected_n=record.n)


def mean_places(*, actor: Actor, source: str, places_of: Mapping[str, str]) -> None:
    """Keep what codes of precision mean that the source's codebook does not have.

    Args:
        places_of: code as the file writes it -> how exactly the place is known.

    Raises:
        Invalid: there is no such place, or files of this source are read by a mapping that says it already.
    """
    require(actor, PERMISSION)
    record = places.own_source_for(actor, source)
    meant = {whole(code.strip().lower())[:20]: place for code, place in places_of.items() if place}
    if record.kind in feeding.MAPPED or not meant or set(meant.values()) - set(PLACES):
        raise RECORDER.invalid(Reason("hotspots.source.place", field="place"))
    known = {**record.mapping.get("places", {}), **meant}
    values = {"mapping": {**record.mapping, "places": dict(sorted(known.items()))}}
    amend_source(actor=actor, source_id=source, said=values, expected_n=record.n)


def decide_points(*, actor: Actor, source: str, decided: Mapping[Point, str]) -> None:
    """Decide for points at which many incidents of a source lie how exactly they are known; it holds for later deliveries too.

    Args:
        decided: point -> `as_stated`, a place of `PLACES`, or empty to take a decision back.

    Raises:
        Invalid: there is no such choice.
    """
    require(actor, PERMISSION)
    record = places.own_source_for(actor, source)
    if set(decided.values()) - {AS_STATED, "", *PLACES[2:]}:
        raise RECORDER.invalid(Reason("hotspots.source.place", field="place"))
    known = {**feeding.decided_in(record.mapping), **decided}
    kept = [
        {"longitude": x, "latitude": y, "place": place} for (x, y), place in sorted(known.items()) if place
    ]
    values = {"mapping": {**record.mapping, "points": kept}}
    amend_source(actor=actor, source_id=source, said=values, expected_n=record.n)


@SOURCE.act(
    "closed",
    WithReason,
    _("Close the source"),
    permission=PERMISSION,
    done=_("It is done."),
    hint=_("Nothing more is taken from it; what it brought stays."),
    when=signals.is_own,
)
@transaction.atomic
def close_source(*, actor: Actor, source_id: str, reason: str) -> None:
    """Take nothing more from a source; what it brought stays."""
    require(actor, PERMISSION)
    source = places.own_source_for(actor, source_id)
    RECORDER.record(actor, "source", "closed", source, changes={"reason": reason_of(reason)})


@SOURCE.act(
    "reopened",
    WithReason,
    _("Take from it again"),
    permission=PERMISSION,
    done=_("It is done."),
    when=signals.is_own,
)
@transaction.atomic
def reopen_source(*, actor: Actor, source_id: str, reason: str) -> None:
    """Take from a source again."""
    require(actor, PERMISSION)
    source = places.own_source_for(actor, source_id)
    RECORDER.record(actor, "source", "reopened", source, changes={"reason": reason_of(reason)})


def reason_of(text: str) -> str:
    """A reason in words, as it is kept."""
    return text.strip()[:LONGEST]
