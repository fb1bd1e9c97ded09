"""What became of a signal: innocent until a day, or confirmed by a case. No verdict changes a threshold: it shows in the precision of the rule."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone

from ifar.errors import NotFound, Reason
from ifar.oversight.labels import of
from ifar.oversight.models import Inspection, Signal, Verdict
from ifar.oversight.selectors import signals
from ifar.oversight.selectors.cases import WORK
from ifar.oversight.services.writing import RECORDER, check_day
from ifar.rights import Actor, require

RESTS: Final = 180
"""How many days the signals of a case rest that was explained innocently."""


@transaction.atomic
def judge_innocent(*, actor: Actor, finding: str, ground: str, until: dt.date, reason: str) -> str:
    """Say that a signal is innocent, and let it rest until a day or until more is found; returns the verdict's public identifier.

    Raises:
        NotFound: there is no such signal that this actor may see.
        Refused: somebody judged it already.
        Invalid: the ground is none of the list, or the day has passed or lies too far ahead.
    """
    require(actor, WORK)
    signal = signals.signals_for(actor).filter(finding=finding).first()
    if signal is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    if not signals.not_resting([signal]):
        raise RECORDER.refused(Reason("oversight.judged"))
    check_day(until, "until")
    sets = {**_of(signal), "outcome": "innocent", "ground": ground, "until": until}
    return RECORDER.record(actor, "verdict", "given", changes=sets, personal={"reason": reason}).subject


def give_by_case(actor: Actor, signal: Signal, case: Inspection, *, confirmed: bool) -> None:
    """Note what a case found of one of its signals."""
    until = None if confirmed else timezone.localdate() + dt.timedelta(days=RESTS)
    sets = {
        **_of(signal),
        "outcome": "confirmed" if confirmed else "innocent",
        "until": until,
        "inspection": case.public_id,
    }
    RECORDER.record(actor, "verdict", "given", changes=sets)


@transaction.atomic
def withdraw(*, actor: Actor, verdict_id: str, reason: str) -> None:
    """Take a verdict back; the signal is on the list again.

    Raises:
        NotFound: there is no such verdict of the actor's office about a signal that they may see.
    """
    require(actor, WORK)
    verdict = (
        Verdict.objects.filter(public_id=verdict_id, agency__public_id=actor.agency)
        .select_related("agency")
        .first()
    )
    if verdict is None or not signals.signals_for(actor).filter(finding=verdict.finding).exists():
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    if verdict.inspection:
        raise RECORDER.refused(Reason("oversight.of_case"))
    RECORDER.record(actor, "verdict", "withdrawn", verdict, personal={"reason": reason})


def withdraw_of_case(actor: Actor, case: Inspection) -> None:
    """Take back what a case said of its signals: it is open again."""
    for verdict in Verdict.objects.filter(state="standing", inspection=case.public_id).select_related(
        "agency"
    ):
        RECORDER.record(actor, "verdict", "withdrawn", verdict)


def _of(signal: Signal) -> dict[str, object]:
    return {
        "finding": signal.finding,
        "rule": signal.rule,
        "who": signal.who,
        "known": int(signal.figures["hits"]),
    }
