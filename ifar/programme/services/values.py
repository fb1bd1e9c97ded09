"""Reporting values: draft, submit, approve by another person, reopen; computed ones, with the reason of each new version.

Every write says which version it saw (`n`): who approves or changes another version than the one they looked at is told so, and what they
typed goes back to them. Nothing is overwritten: each version is an act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.errors import Conflict
from ifar.programme import indicators, labels
from ifar.programme import work_inputs as inputs
from ifar.programme.computed import records as sources
from ifar.programme.indicators import Part, Reported, ReportedValue
from ifar.programme.labels import absent
from ifar.programme.models import Indicator, Period, Value
from ifar.programme.participation import PARTS
from ifar.programme.plan_inputs import ChangeValue
from ifar.programme.selectors import values as selectors
from ifar.programme.services.planning import LONGEST
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

REPORT: Final = "programme:value:report"
APPROVE: Final = "programme:value:approve"
VALUE: Final = Offers(RECORDER, "value", selectors.value_for, page="programme:value")
MOST_NAMED: Final = 50
"""How many rows a new version names that made it change; the rest are counted."""


def _period(name: str) -> Period:
    period = Period.objects.filter(name=name).first()
    if period is None:
        raise labels.invalid("programme.period.none", "period")
    if not indicators.may_move(period.state):
        raise labels.refused("programme.period.locked")
    return period


def _by_hand(indicator: Indicator) -> None:
    """Refuse what somebody types of an indicator that is counted from the records."""
    if indicator.source:
        raise labels.refused("programme.value.counted")


def _checked(indicator: Indicator, value: ReportedValue) -> dict[str, Any]:
    """What the act sets of a report.

    Raises:
        Invalid: it is no value of this indicator.
    """
    number = value.number
    if number is None and value.numerator is not None and value.denominator is not None:
        number = indicators.ratio(value.numerator, value.denominator)
    reported = Reported("", number, value.numerator, value.denominator)
    wrong = indicators.value_wrong(indicator.measure, indicator.aggregation, reported, value.words)
    if wrong:
        raise labels.invalid(f"programme.value.{wrong}", "words" if wrong == "words" else "number")
    wrong = indicators.parts_wrong(indicator.measure, number, value.parts)
    if wrong:
        raise labels.invalid(f"programme.value.{wrong}", "parts")
    return {
        "number": indicators.written(number),
        "numerator": indicators.written(value.numerator),
        "denominator": indicators.written(value.denominator),
        "words": value.words.strip()[:LONGEST],
        "parts": _parts(value.parts),
        "evidence": [text.strip()[:500] for text in value.evidence if text.strip()],
    }


def _parts(parts: Sequence[Part]) -> list[dict[str, str | None]]:
    return [{"by": part.by, "name": part.name, "number": indicators.written(part.number)} for part in parts]


@transaction.atomic
def report(
    *, actor: Actor, indicator: str, period: str, place: str = "", said: ReportedValue, submit: bool = True
) -> Value:
    """Report a value, or keep a draft of it.

    Raises:
        NotFound: there is no such indicator.
        Refused: the period is locked, or the indicator is counted from the records.
        Conflict: somebody reported it already; nothing of theirs is touched.
        Invalid: it is no value of this indicator.
    """
    require(actor, REPORT)
    of = Indicator.objects.filter(public_id=indicator, state="defined").first()
    if of is None:
        raise absent()
    _by_hand(of)
    _period(period)
    if place and (len(place) != 2 or not place.isascii() or not place.isupper()):
        raise labels.invalid("programme.choice", "place")
    if Value.objects.filter(indicator=indicator, period=period, place=place).exists():
        raise Conflict("programme.value.there", labels.of("programme.value.there"))
    changes = {
        "indicator": indicator,
        "period": period,
        "place": place,
        **_checked(of, said),
    }
    made = RECORDER.record(
        actor, "value", "reported" if submit else "drafted", changes=changes, note=said.note
    )
    return Value.objects.get(public_id=made.subject)


def _value(actor: Actor, public_id: str, n: int | None) -> tuple[Value, Indicator]:
    value = selectors.value_for(actor, public_id)
    RECORDER.check_expected(value, n)
    _period(value.period)
    return value, Indicator.objects.get(public_id=value.indicator)


def _moves(_actor: Actor, value: Value) -> bool:
    return indicators.may_move(Period.objects.get(name=value.period).state)


def _with_others(of: Indicator, value: Value, parts: Sequence[Part]) -> Sequence[Part]:
    """The parts as they are said, with those of other divisions than a form can ask for: what is not said of these stays."""
    results = {part.by for part in parts} | {part for part in PARTS if part in of.disaggregation}
    was = (Part(part["by"], part["name"], Decimal(part["number"])) for part in value.parts)
    return [*parts, *(part for part in was if part.by not in results)]


@VALUE.act(
    "changed",
    ChangeValue,
    _("Change the value"),
    permission=REPORT,
    when=lambda actor, record: _moves(actor, record) and not record.lineage,
    at="programme:change",
)
@transaction.atomic
def change(*, actor: Actor, value_id: str, said: ReportedValue, expected_n: int | None = None) -> Value:
    """Change a draft, or what waits for approval.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Refused: it was approved, the period is locked, or it is counted from the records.
        Invalid: it is no value of this indicator.
    """
    require(actor, REPORT)
    value, of = _value(actor, value_id, expected_n)
    _by_hand(of)
    said = replace(said, parts=_with_others(of, value, said.parts))
    RECORDER.record(actor, "value", "changed", value, changes=_checked(of, said), note=said.note)
    return Value.objects.get(pk=value.pk)


@VALUE.act(
    "submitted",
    RecordInput,
    _("Submit for approval"),
    permission=REPORT,
    done=_("It is submitted. Another person approves it."),
    when=_moves,
    leads=True,
)
@transaction.atomic
def submit(*, actor: Actor, value_id: str, expected_n: int | None = None) -> Value:
    """Submit a draft for approval.

    Raises:
        NotFound, Conflict, Refused: as `change`.
    """
    require(actor, REPORT)
    value, of = _value(actor, value_id, expected_n)
    _by_hand(of)
    RECORDER.record(actor, "value", "submitted", value)
    return Value.objects.get(pk=value.pk)


@VALUE.act(
    "approved",
    inputs.GiveNote,
    _("Approve the value"),
    permission=APPROVE,
    done=_("It is approved."),
    hint=_("Another person than those who wrote it approves."),
    when=lambda actor, record: (
        _moves(actor, record) and not RECORDER.refusals(actor, "value", "approved", record)
    ),
    leads=True,
)
@transaction.atomic
def approve(*, actor: Actor, value_id: str, note: str = "", expected_n: int | None = None) -> Value:
    """Approve a value: another person than all who wrote it.

    Raises:
        NotFound, Conflict: as `change`.
        Forbidden: the actor wrote some of it.
        Refused: it does not wait, it was to be counted and nobody counted it, or the period is locked.
    """
    require(actor, APPROVE)
    value, of = _value(actor, value_id, expected_n)
    if of.source and value.lineage.get("source") != of.source:
        raise labels.refused("programme.value.counted")
    RECORDER.record(actor, "value", "approved", value, note=note)
    return Value.objects.get(pk=value.pk)


@VALUE.act(
    "returned",
    inputs.GiveReason,
    _("Give the value back"),
    permission=APPROVE,
    done=_("It is given back, with the reason."),
    when=_moves,
)
@transaction.atomic
def give_back(*, actor: Actor, value_id: str, reason: str, expected_n: int | None = None) -> Value:
    """Give a value back to those who reported it, saying why.

    Raises:
        NotFound, Conflict, Refused: as `approve`.
        Invalid: no reason.
    """
    require(actor, APPROVE)
    value, _of = _value(actor, value_id, expected_n)
    RECORDER.record(actor, "value", "returned", value, note=_reason(reason))
    return Value.objects.get(pk=value.pk)


@VALUE.act(
    "reopened",
    inputs.GiveReason,
    _("Open the value again"),
    permission=APPROVE,
    done=_("It is open again."),
    when=_moves,
)
@transaction.atomic
def reopen(*, actor: Actor, value_id: str, reason: str, expected_n: int | None = None) -> Value:
    """Open an approved value again, saying why; what was approved stays as a version.

    Raises:
        NotFound, Conflict, Refused: as `approve`.
        Invalid: no reason.
    """
    require(actor, APPROVE)
    value, _of = _value(actor, value_id, expected_n)
    note = _reason(reason)
    RECORDER.record(actor, "value", "reopened", value, note=note)
    return Value.objects.get(pk=value.pk)


def _reason(text: str) -> str:
    message = " ".join(text.split())
    if not message:
        raise labels.invalid("programme.value.reason", "reason")
    return message[:LONGEST]


@transaction.atomic
def compute(*, actor: Actor, indicator: str, period: str = "") -> Value | None:
    """Compute a value from the records of the other apps; a new version only where it says something else than the last. Without a period,
    that which is to be reported now.

    The new version names the rows that came, went or count otherwise, with the acts that touched them since.

    Returns:
        the value as it stands, or None where the source says nothing of this period.

    Raises:
        NotFound: there is no such indicator, or it has no source that there is.
        Refused: the period is locked: what it says does not move, whatever was corrected; or it is counted by the clock alone.
        Forbidden: the actor may not read the figures of the source.
    """
    require(actor, REPORT)
    of = Indicator.objects.filter(public_id=indicator, state="defined").exclude(source="").first()
    if of is None:
        raise absent()
    if not period and (due := selectors.due(actor, today())):
        period = due.name
    within = _period(period)
    source = sources.find(of.source)
    if source is None:
        raise absent()
    if source.by_the_clock and actor.kind != JOB.kind:
        raise labels.refused("programme.value.by_the_clock")
    result = source.compute(actor, within.starts_on, within.ends_on)
    before = Value.objects.filter(indicator=indicator, period=period, place="").first()
    if result is None and before is None:
        return None
    # What was counted once and is there no more leaves no number behind, and that is a version too.
    result = result or sources.SourceCount(None)
    rows = dict(sorted(result.rows.items()))
    lineage: dict[str, Any] = {
        "source": of.source,
        "rows": rows,
        "counted": len(result.rows) or result.counted,
        "deployment": sources.deployment(),
        "address": result.address,
    }
    opening = {} if before else {"indicator": indicator, "period": period, "place": ""}
    changes: dict[str, Any] = {
        **opening,
        "number": indicators.written(result.number),
        "numerator": indicators.written(result.numerator),
        "denominator": indicators.written(result.denominator),
        "words": "",
        "parts": _parts(result.parts),
        "evidence": [],
        "lineage": lineage,
    }
    if before is not None and _same(before, changes):
        return before
    details = {"source": of.source, **_why(before, rows)}
    RECORDER.record(actor, "value", "computed", before, changes=changes, details=details)
    return Value.objects.get(indicator=indicator, period=period, place="")


def _same(before: Value, changes: Mapping[str, Any]) -> bool:
    numbers = all(
        indicators.written(getattr(before, name)) == changes[name]
        for name in ("number", "numerator", "denominator")
    )
    same = numbers and before.parts == changes["parts"]
    return same and before.lineage.get("rows") == changes["lineage"]["rows"]


def _why(before: Value | None, rows: Mapping[str, str]) -> dict[str, Any]:
    """Why a new version differs: the rows that came, went or count otherwise, and the acts on them since the version before."""
    if before is None:
        return {"reason": "first"}
    was: Mapping[str, str] = before.lineage.get("rows", {})
    moved = sorted(key for key in was.keys() | rows.keys() if was.get(key) != rows.get(key))
    acts = sources.acts_since(moved[:MOST_NAMED], before.last_event)
    changed = [
        {"id": key, "was": was.get(key, ""), "now": rows.get(key, ""), "acts": acts.get(key, [])}
        for key in moved[:MOST_NAMED]
    ]
    if not moved:
        return {"reason": "figures", "changed": []}
    return {"reason": "rows", "changed": changed}


JOB: Final = Actor(
    kind="job",
    id="programme",
    name="programme",
    permissions=frozenset({REPORT, "programme:strategy:read", "returns:figure:read", "returns:package:read"}),
)
"""Who counts by the clock: official figures, never rows of persons. What it counts another approves like anything else."""


def compute_all(*, actor: Actor, period: str) -> int:
    """Compute every indicator that has a source, for a period; how many have a value now. Each in a transaction of its own.

    Raises:
        Refused: the period is locked.
    """
    require(actor, REPORT)
    _period(period)
    records = Indicator.objects.filter(state="defined").exclude(source="").order_by("id")
    known = [row for row in records.values_list("public_id", "source") if sources.find(row[1])]
    return sum(
        compute(actor=actor, indicator=public_id, period=period) is not None for public_id, _source in known
    )
