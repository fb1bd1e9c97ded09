"""Hotspots: opened from alerts with a first brief that the data draft, revised in versions, levelled, closed and opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.hotspots import brief, record
from ifar.hotspots.inputs import CloseHotspot, JoinAlert, ReopenHotspot, SetLevel
from ifar.hotspots.models import Alert, Hotspot, Plan, Response
from ifar.hotspots.selectors import overlap
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import triage
from ifar.hotspots.services.triage import personal_words as words_of
from ifar.hotspots.services.writing import RECORDER, again
from ifar.hotspots.statistics import surveillance_bias
from ifar.hotspots.statistics.surveillance_bias import OWN
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

MANAGE: Final = "hotspots:hotspot:manage"
WORK: Final = "hotspots:response:work"
"""Who is told that a hotspot asks for a response."""
THREATS: Final = "interconnected_threat"
HOTSPOT: Final = Offers(RECORDER, "hotspot", selectors.hotspot_for, page="hotspots:hotspot")


@dataclass(frozen=True, slots=True)
class Content:
    """What an analyst says of a hotspot; what is left empty is taken from the alerts where they say it."""

    title: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    drivers: Sequence[str] = field(default=())
    threats: Sequence[str] = field(default=())
    confidence: str = ""
    tlp: str = "amber"
    basis: str = ""
    assessment: str = ""
    level: str = ""
    level_reason: str = ""


@transaction.atomic
def open_hotspot(*, actor: Actor, alerts: Sequence[str], content: Content, another: bool = False) -> str:
    """Confirm alerts as one hotspot; returns its identifier. The first brief is drafted from what the alerts found, with their caveats.

    Args:
        another: it is another problem than that of the hotspots that the office has open at these places.

    Raises:
        NotFound, Forbidden: an alert is not there for this actor, or another office's.
        Invalid: what is said is incomplete; a level above *watch* on own recoveries alone has no reason.
        Refused: an alert was judged already, they look at different kinds of places, or a hotspot is open there and nobody said that this
            is another problem.
    """
    require(actor, MANAGE)
    require(actor, triage.TRIAGE)
    records = [selectors.own(actor, selectors.alert_for(actor, fromkey)) for fromkey in dict.fromkeys(alerts)]
    records.sort(key=lambda item: item.pk)  # as everybody who locks several of them
    if not records:
        raise RECORDER.invalid(Reason("hotspots.hotspot.alerts", field="alerts"))
    if len({item.layer for item in records}) > 1:
        raise RECORDER.refused(Reason("hotspots.hotspot.mixed"))
    if not another and (there := open_at(records)):
        there_is = ", ".join(hotspot.public_id for hotspot in there)
        raise RECORDER.refused(
            Reason("hotspots.hotspot.open_there", field="another", params={"hotspots": there_is})
        )
    changes, words = _details_of(content, records)
    changes |= {
        "layer": records[0].layer,
        "confirmed_on": ledger.now().date(),
        "version": 1,
        **_drafted(records),
    }
    made = RECORDER.record(actor, "hotspot", "opened", changes=changes, personal={"words": words}).subject
    for alert in records:
        triage.confirm(actor, alert, made)
    _urge(actor.agency_id, made, changes["level"])
    return made


def open_at(alerts: Sequence[Alert]) -> list[Hotspot]:
    """The hotspots that the office of some alerts has open at their places, each once: the alerts may belong to one of them."""
    return list(
        {hotspot.pk: hotspot for alert in alerts for hotspot in overlap.open_hotspots(alert)}.values()
    )


def _urge(office: int, hotspot: str, level: str) -> None:
    """Tell those who work on responses that a hotspot reached a level at which one is due; each level once."""
    if level in surveillance_bias.URGING:
        notices.tell(
            kind="hotspots.respond", object=hotspot, agency_id=office, permission=WORK,
            once=f"hotspots respond {hotspot} {level}", params={"level": level, "days": settings.IFAR_PLAN_DAYS},
        )  # fmt: skip


def drafted(alerts: Sequence[Alert]) -> list[brief.Sentence]:
    """The first brief of some alerts: of those that stand, where any does."""
    standing = _standing(alerts)
    findings = [alert.finding for alert in standing]
    series = standing[brief.strongest(findings)].series
    return brief.drafted(findings, series.get("counts", []))


def _standing(alerts: Sequence[Alert]) -> list[Alert]:
    """Those that were not withdrawn; all of them where every one was: what a hotspot said stays on record."""
    return [alert for alert in alerts if alert.state != "withdrawn"] or list(alerts)


def brief_now(hotspot: Hotspot, alerts: Sequence[Alert]) -> list[Mapping[str, Any]]:
    """The brief of a hotspot, with what still stands of it today; `alerts` are its alerts."""
    return brief.as_it_stands(hotspot.brief, [(alert.finding, alert.still) for alert in alerts])


def caveats_now(hotspot: Hotspot, alerts: Sequence[Alert]) -> list[str]:
    """What speaks against believing a hotspot, with what was since taken back; `alerts` are its alerts."""
    return list(brief.together([hotspot.caveats, *(alert.caveats for alert in alerts)]))


def _drafted(alerts: Sequence[Alert]) -> dict[str, Any]:
    return {
        "brief": [{"code": sentence.code, "params": dict(sentence.params)} for sentence in drafted(alerts)],
        "caveats": list(brief.together([alert.caveats for alert in alerts])),
    }


def _details_of(content: Content, alerts: Sequence[Alert]) -> tuple[dict[str, Any], dict[str, str]]:
    kinds = sorted({kind for alert in alerts for kind in alert.kinds})
    observed = max((alert.observed for alert in alerts), default=0)
    suggested = record.suggested_confidence(
        observed=observed, signals=len({alert.signal for alert in alerts}), sources=kinds, own=OWN
    )
    values: dict[str, Any] = {
        "title": content.title,
        "areas": list(dict.fromkeys(place for alert in alerts for place in alert.places))[
            : record.MOST_AREAS
        ],
        "first": content.first or min((alert.first for alert in alerts), default=None),
        "last": content.last,
        "drivers": sorted(set(content.drivers)),
        "threats": sorted(set(content.threats)),
        "confidence": content.confidence or suggested,
        "tlp": content.tlp,
        "basis": content.basis,
    }
    wrong = record.wrongs(values, threats=reference.words(THREATS))
    level = content.level or max(
        (alert.level for alert in alerts), key=surveillance_bias.LEVELS.index, default="watch"
    )
    if level not in surveillance_bias.LEVELS:
        wrong.append(Reason("hotspots.hotspot.level", field="level"))
    elif surveillance_bias.capped(level, kinds, reason=content.level_reason)[1]:
        wrong.append(Reason("hotspots.hotspot.own_sources", field="level_reason"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    texts = {
        "title": content.title, "basis": content.basis, "assessment": content.assessment, "level_reason": content.level_reason,
    }  # fmt: skip
    words = {name: text.strip()[: triage.LONGEST] for name, text in texts.items() if text.strip()}
    values |= {"level": level, "held": False, "kinds": kinds}
    return {name: value for name, value in values.items() if name not in ("title", "basis")}, words


@transaction.atomic
def revise(*, actor: Actor, hotspot: str, content: Content, expected_n: int | None = None) -> None:
    """Say anew what a hotspot is: another version; the earlier ones stay on record.

    Raises:
        NotFound, Forbidden, Invalid: as `open_hotspot`.
        Refused: it is closed.
    """
    require(actor, MANAGE)
    own = selectors.own(actor, selectors.hotspot_for(actor, hotspot))
    RECORDER.check_expected(own, expected_n)
    alerts = _standing(selectors.alerts_of(own))
    changes, words = _details_of(content, alerts)
    changes |= {"version": own.version + 1, **_drafted(alerts)}
    RECORDER.record(
        actor,
        "hotspot",
        "revised",
        own,
        changes=changes,
        personal={"words": {**(own.words or {}), **words}},
    )
    _urge(own.agency_id, own.public_id, changes["level"])


@triage.ALERT.act(
    "confirmed",
    JoinAlert,
    _("Say that the alert belongs to a hotspot"),
    permission=MANAGE,
    done=_("The alert belongs to this hotspot now."),
    when=lambda actor, result: may(actor, triage.TRIAGE) and selectors.is_own(actor, result),
)
@transaction.atomic
def join_alert(*, actor: Actor, hotspot: str, alert_id: str) -> None:
    """Say that an alert belongs to a hotspot that is there; its places and sources become the hotspot's, in another version.

    Raises:
        NotFound, Forbidden, Refused: as `open_hotspot`.
    """
    require(actor, MANAGE)
    require(actor, triage.TRIAGE)
    own = selectors.own(actor, selectors.hotspot_for(actor, hotspot))
    alert = selectors.own(actor, selectors.alert_for(actor, alert_id))
    if alert.layer != own.layer:
        raise RECORDER.refused(Reason("hotspots.hotspot.mixed"))
    alerts = _standing([*selectors.alerts_of(own), alert])
    areas = list(dict.fromkeys([*own.areas, *alert.places]))[: record.MOST_AREAS]
    kinds = sorted({kind for each in alerts for kind in each.kinds})
    changes = {"areas": areas, "kinds": kinds, "version": own.version + 1, **_drafted(alerts)}
    triage.confirm(actor, alert, own.public_id)
    RECORDER.record(actor, "hotspot", "revised", own, changes=changes)


def _as_it_stands(_actor: Actor, hotspot: Hotspot) -> Mapping[str, Any]:
    return {"initial": {"level": hotspot.level}}


@HOTSPOT.act(
    "levelled",
    SetLevel,
    _("Set the level"),
    permission=MANAGE,
    done=_("The level stands, with your reason."),
    when=selectors.is_own,
    asks=_as_it_stands,
)
@transaction.atomic
def set_level(*, actor: Actor, hotspot_id: str, level: str, reason: str) -> None:
    """Set the trigger level of a hotspot, with a person's reason.

    Raises:
        NotFound, Forbidden: as `revise`.
        Invalid: there is no such level, or no reason.
    """
    require(actor, MANAGE)
    hotspot = selectors.own(actor, selectors.hotspot_for(actor, hotspot_id))
    if level not in surveillance_bias.LEVELS:
        raise RECORDER.invalid(Reason("hotspots.hotspot.level", field="level"))
    if not reason.strip():
        raise RECORDER.invalid(Reason("hotspots.hotspot.level_reason", field="reason"))
    changes = {"level": level, "held": False}
    RECORDER.record(
        actor,
        "hotspot",
        "levelled",
        hotspot,
        changes=changes,
        personal=words_of(hotspot, level_reason=reason),
    )
    _urge(hotspot.agency_id, hotspot.public_id, level)


@HOTSPOT.act(
    "closed",
    CloseHotspot,
    _("Close the hotspot"),
    permission=MANAGE,
    done=_("The hotspot is closed."),
    when=selectors.is_own,
)
@transaction.atomic
def close_hotspot(*, actor: Actor, hotspot_id: str, reason: str) -> None:
    """Close a hotspot: nothing is under way, and the exit criteria of its plans are met.

    Raises:
        NotFound, Forbidden: as `revise`.
        Invalid: no reason.
        Refused: something is under way, or a criterion is not met.
    """
    require(actor, MANAGE)
    hotspot = selectors.own(actor, selectors.hotspot_for(actor, hotspot_id))
    if not reason.strip():
        raise RECORDER.invalid(Reason("hotspots.reason", field="reason"))
    responses, plans = selectors.under_way(hotspot)
    wrong = record.closing(
        sum(response.state in ("proposed", "approved", "active") for response in responses),
        sum(plan.state in ("draft", "running") for plan in plans),
        [each["state"] for plan in plans for each in plan.criteria],
    )
    if wrong:
        raise RECORDER.refused(*wrong)
    changes = {"closed_on": ledger.now().date()}
    RECORDER.record(
        actor, "hotspot", "closed", hotspot, changes=changes, personal=words_of(hotspot, closing=reason)
    )


@HOTSPOT.act(
    "reopened",
    ReopenHotspot,
    _("Open the hotspot again"),
    permission=MANAGE,
    done=_("The hotspot is open again."),
    when=selectors.is_own,
)
@transaction.atomic
def reopen_hotspot(*, actor: Actor, hotspot_id: str, reason: str) -> None:
    """Open a hotspot again.

    Raises:
        NotFound, Forbidden, Invalid: as `close_hotspot`.
        Refused: it is open.
    """
    require(actor, MANAGE)
    hotspot = selectors.own(actor, selectors.hotspot_for(actor, hotspot_id))
    if not reason.strip():
        raise RECORDER.invalid(Reason("hotspots.reason", field="reason"))
    RECORDER.record(
        actor,
        "hotspot",
        "reopened",
        hotspot,
        personal=words_of(hotspot, reopening=reason),
    )


def follow(actor: Actor, hotspot: Hotspot) -> None:
    """Bring a hotspot's state to what is under way about it, in the caller's transaction."""
    result = again(hotspot)
    if result.state == "closed":
        return
    responses = Response.objects.filter(
        hotspot=result.public_id, state__in=["proposed", "approved", "active"]
    ).exists()
    plans = Plan.objects.filter(hotspot=result.public_id, state__in=["draft", "running"]).exists()
    should = record.after_response(int(responses), int(plans))
    if should != result.state:
        kind = {"responding": "responded", "sustained": "sustained", "active": "eased"}[should]
        RECORDER.record(actor, "hotspot", kind, result)
