"""What an analyst says of an alert: watched until a day, dismissed with a reason, confirmed as a hotspot, opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.hotspots import alert as rules
from ifar.hotspots.inputs import DismissAlert, ReopenAlert, WatchAlert
from ifar.hotspots.models import Alert
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services.writing import RECORDER
from ifar.ledger import services as ledger
from ifar.rights import Actor, require

TRIAGE: Final = "hotspots:alert:triage"
LONGEST: Final = 2000
ALERT: Final = Offers(RECORDER, "alert", selectors.alert_for, page="hotspots:alert")


def personal_words(result: Any, **more: str) -> dict[str, Any]:
    """The words of a record with some more, as one personal value; empty ones are left out."""
    kept = {**(result.words or {}), **{name: text.strip()[:LONGEST] for name, text in more.items()}}
    return {"words": {name: text for name, text in kept.items() if text}}


def _alert(actor: Actor, alert: str, expected_n: int | None) -> Alert:
    record = selectors.own(actor, selectors.alert_for(actor, alert))
    RECORDER.check_expected(record, expected_n)
    return record


def _soon(_actor: Actor, _found: Any) -> Mapping[str, Any]:
    return {"initial": {"again_on": ledger.now().date() + dt.timedelta(days=14)}}


@ALERT.act(
    "watched",
    WatchAlert,
    _("Watch the alert"),
    permission=TRIAGE,
    done=_("Watched. On that day it stands here again."),
    when=selectors.is_own,
    asks=_soon,
)
@transaction.atomic
def watch(
    *, actor: Actor, alert_id: str, again_on: dt.date | None, note: str = "", expected_n: int | None = None
) -> None:
    """Watch an alert until a day on which somebody looks again.

    Raises:
        NotFound, Forbidden: there is none for this actor, or it is another office's.
        Invalid: no day, one that is past, or too far away.
        Refused: it was judged already.
    """
    require(actor, TRIAGE)
    alert = _alert(actor, alert_id, expected_n)
    if wrong := rules.watching(again_on, ledger.now().date()):
        raise RECORDER.invalid(*wrong)
    RECORDER.record(
        actor,
        "alert",
        "watched",
        alert,
        changes={"again_on": again_on},
        personal=personal_words(alert, note=note),
    )
    _settled(actor, alert)


@ALERT.act(
    "dismissed",
    DismissAlert,
    _("Dismiss the alert"),
    permission=TRIAGE,
    done=_("Dismissed. It comes back only with twice as many cases."),
    when=selectors.is_own,
)
@transaction.atomic
def dismiss(
    *, actor: Actor, alert_id: str, reason: str, note: str = "", expected_n: int | None = None
) -> None:
    """Say that nothing follows from an alert, and why.

    Raises:
        NotFound, Forbidden, Refused: as `watch`.
        Invalid: no reason.
    """
    require(actor, TRIAGE)
    alert = _alert(actor, alert_id, expected_n)
    if wrong := rules.dismissing(reason, note):
        raise RECORDER.invalid(*wrong)
    RECORDER.record(
        actor,
        "alert",
        "dismissed",
        alert,
        changes={"reason": reason},
        personal=personal_words(alert, note=note),
    )
    _settled(actor, alert)


@ALERT.act(
    "reopened",
    ReopenAlert,
    _("Take the alert up again"),
    permission=TRIAGE,
    done=_("It waits for an analyst again."),
    when=selectors.is_own,
)
@transaction.atomic
def reopen(*, actor: Actor, alert_id: str, note: str = "") -> None:
    """Take an alert up again that was dismissed or is watched.

    Raises:
        NotFound, Forbidden, Refused: as `watch`.
    """
    require(actor, TRIAGE)
    alert = _alert(actor, alert_id, None)
    RECORDER.record(actor, "alert", "reopened", alert, personal=personal_words(alert, note=note))


def confirm(actor: Actor, alert: Alert, hotspot: str) -> None:
    """Note, in the caller's transaction, that an alert is a hotspot, or belongs to one."""
    require(actor, TRIAGE)
    RECORDER.record(actor, "alert", "confirmed", alert, changes={"hotspot": hotspot})
    _settled(actor, alert)


def _settled(actor: Actor, alert: Alert) -> None:
    notices.close(actor=actor, object=alert.public_id, agencies=[alert.agency.public_id])
