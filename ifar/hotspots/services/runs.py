"""A run: asked for by a person or by the clock, carried out by the worker, and what it finds becomes alerts, each subject once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.recorder import compartment_of
from ifar.errors import IfarError, Reason, TooMany
from ifar.hotspots import alert as rules
from ifar.hotspots import composition, detection_run
from ifar.hotspots.alert import Subject
from ifar.hotspots.composition import Price, Trait
from ifar.hotspots.detection_run import Weighed
from ifar.hotspots.models import Alert, Progress, Run, Source
from ifar.hotspots.selectors import overlap, tables
from ifar.hotspots.selectors.tables import RunScope
from ifar.hotspots.services import retractions
from ifar.hotspots.services.writing import RECORDER, again
from ifar.hotspots.statistics import signals, surveillance_bias
from ifar.hotspots.statistics.findings import Parameters
from ifar.hotspots.statistics.surveillance_bias import Threshold
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

MAKE: Final = "hotspots:run:make"
TRIAGE: Final = retractions.TRIAGE
ASKED: Final = "hotspots.run_asked"
BROKEN: Final = "hotspots.run.broken"
JOB: Final = retractions.JOB
WEEKS: Final = 104
MOST_WAITING: Final = 5
"""Runs of an office that wait at once: each computes for minutes, and every office's work stands behind them."""
WEIGHTS: Final[Mapping[str, int]] = {"rate": 2, "growth": 1, "persistence": 1, "findings": 1}
"""Weights of the index until a person sets others."""


def defaults(today: dt.date, last: dt.date | None = None) -> dict[str, Any]:
    """What a run looks at if nobody says otherwise: weeks of the two years that end with a last day, by area; that is yesterday if none is given."""
    last = last or today - dt.timedelta(days=1)
    return {"layer": "area", "unit": "week", "first": last - dt.timedelta(days=7 * WEEKS - 1), "last": last}


def ask_run(
    *,
    actor: Actor,
    layer: str,
    unit: str,
    first: dt.date,
    last: dt.date,
    wanted: Sequence[str] = detection_run.BY_CLOCK,
    sources: Sequence[str] = (),
    kinds: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    weights: Mapping[str, int] | None = None,
    mean: str = "geometric",
    ahead: int = 1,
) -> str:
    """Ask for a run; the worker carries it out. Returns its identifier.

    Args:
        layer: what places are (`tables.LAYERS`); unit: `day`, `week` or `month`.
        wanted: kinds of signals.
        sources, kinds: only these sources and kinds of incidents; all where none are named.
        parameters: of the methods, where they differ from `signals.Parameters`.
        weights: of the index of risk, whole numbers.
        mean: how the index puts its parts together.
        ahead: periods that a forecast looks ahead, 1 to 6.

    Raises:
        Invalid: a choice that there is not, or too much or too little time.
        TooMany: so many runs of the office wait already.
    """
    require(actor, MAKE)
    if Run.objects.filter(agency=actor.agency_id, state="asked").count() >= MOST_WAITING:
        raise TooMany()
    values = _checked(layer, unit, first, last, wanted, parameters, weights, mean, ahead)
    return _ask(actor, values, sources, kinds)


@transaction.atomic
def _ask(
    actor: Actor,
    values: Mapping[str, Any],
    sources: Sequence[str],
    kinds: Sequence[str],
    keeper: tuple[str, str] | None = None,
) -> str:
    compartment = keeper[1] if keeper else compartment_of(actor)
    known = set(
        Source.objects.filter(compartment=compartment, public_id__in=sources).values_list(
            "public_id", flat=True
        )
    )
    if set(sources) - known:
        raise RECORDER.invalid(Reason("hotspots.run.source", field="sources"))
    changes = {
        **values, "sources": sorted(known), "kinds": sorted(set(kinds)), "version": signals.VERSION, "by_clock": keeper is not None,
    }  # fmt: skip
    return RECORDER.record(actor, "run", "asked", changes=changes, keeper=keeper).subject


def _checked(
    layer: str,
    unit: str,
    first: dt.date,
    last: dt.date,
    wanted: Sequence[str],
    parameters: Mapping[str, Any] | None,
    weights: Mapping[str, int] | None,
    mean: str,
    ahead: int,
) -> dict[str, Any]:
    if not wanted or set(wanted) - set(detection_run.ALL):
        raise RECORDER.invalid(Reason("hotspots.run.signals", field="signals"))
    tables.bounds_of(RunScope("", layer, unit, first, last))
    given = dict(WEIGHTS if weights is None else weights)
    if (
        set(given) - set(detection_run.INDICATORS)
        or not any(given.values())
        or any(not 0 <= number <= 100 for number in given.values())
    ):
        raise RECORDER.invalid(Reason("hotspots.run.weights", field="weights"))
    if mean not in ("geometric", "arithmetic") or not 1 <= ahead <= 6:
        raise RECORDER.invalid(Reason("hotspots.run.asked", field="mean"))
    try:
        chosen = Parameters(**{"season": {"day": 365, "week": 52, "month": 12}[unit], **(parameters or {})})
    except TypeError as error:
        raise RECORDER.invalid(Reason("hotspots.run.parameters", field="parameters")) from error
    return {
        "layer": layer,
        "unit": unit,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "signals": [name for name in detection_run.ALL if name in set(wanted)],
        "parameters": {**chosen.said(), "weights": given, "mean": mean, "ahead": ahead},
    }


def left(now: dt.datetime | None = None) -> list[str]:
    """Runs that were asked for an hour ago or longer and are not done: their worker died."""
    before = (now or ledger.now()) - dt.timedelta(hours=1)
    runs = Run.objects.filter(state="asked", opened_at__lt=before).order_by("id")
    return list(runs.values_list("public_id", flat=True))


def carry_out(run: Run) -> Run:
    """Look, weigh, and raise or renew alerts; the same inputs and parameters give the same result."""
    try:
        return _kept(run, _looked(run))
    except IfarError as error:
        write_failure(run, error.code)
        return again(run)
    except Exception:
        # A fault of ours: whoever asked is told that nothing comes, and the worker's log has the rest.
        write_failure(run, BROKEN)
        raise
    finally:
        Progress.objects.filter(pk=run.public_id).delete()


@transaction.atomic
def write_failure(run: Run, code: str) -> None:
    """Note that a run could not be carried out, and why."""
    RECORDER.record(JOB, "run", "failed", run, changes={"reason": code})


@dataclass(frozen=True, slots=True)
class _Result:
    weighed: list[Weighed]
    changes: dict[str, Any]


def done_again(run: Run) -> tuple[bool, bool]:
    """Look again as a run that is done looked, and keep nothing of it: whether the inputs are what they were, and whether the result is."""
    try:
        now = _looked(run).changes
    finally:
        Progress.objects.filter(pk=run.public_id).delete()
    return now["inputs"] == run.inputs, now["result"] == run.result


def _looked(run: Run) -> _Result:
    asked = RunScope(
        run.compartment,
        run.layer,
        run.unit,
        run.first,
        run.last,
        tuple(run.sources),
        tuple(run.kinds),
    )
    chosen, weights, mean, ahead = parameters_of(run)
    looked = tables.look(asked)
    links = tables.links(run.compartment, run.last) if "flow" in run.signals else []
    traits, prices = _of_firearms(run)
    weighed = detection_run.weighed(
        run.signals, looked.table, looked.origins, chosen, links=links, traits=traits, prices=prices, thresholds=thresholds(), left_out=looked.left_out,
        told=lambda name, done: _tell_progress(run, name, done),
    )  # fmt: skip
    foreseen = detection_run.foreseen(looked.table, ahead=ahead)
    index = detection_run.indexed(looked.table, weighed, weights, mean=mean, seed=chosen.seed)
    rows = [item.row() for item in weighed]
    changes = {
        "inputs": detection_run.digest(
            looked.table.hash(), [[link.source, link.target, link.on.isoformat()] for link in links],
            *([[[str(cell) for cell in row] for row in rows] for rows in (traits, prices)] if traits or prices else []),
        ),
        "result": detection_run.digest(rows, foreseen, index),
        "counted": {
            "cases": int(looked.table.counts.sum()), "places": len(looked.table.places), "periods": looked.table.periods,
            "left_out": looked.left_out, "by_source": {name: int(counts.sum()) for name, counts in looked.origins.counts.items()},
            "population": looked.table.population is not None, "effort": looked.table.effort is not None, "findings": len(rows),
        },
        "findings": detection_run.kept(rows),
        "forecast": foreseen,
        "risk": index,
    }  # fmt: skip
    return _Result(weighed, changes)


def _of_firearms(run: Run) -> tuple[list[Trait], list[Price]]:
    """What signals of the firearms themselves look at: areas, and no cells, because of many recoveries no more than the area is known."""
    if run.layer != "area" or not set(run.signals) & set(composition.SIGNALS):
        return [], []
    whose = (run.compartment, run.agency_id, run.last)
    return tables.traits(*whose), tables.prices(*whose)


@transaction.atomic
def _kept(run: Run, result: _Result) -> Run:
    # One run of an office at a time: two that find the same would both call it news.
    retractions.alone([run.agency_id])
    now = again(run)
    if now.state != "asked":
        return now
    raised, renewed = _tell(now, result.weighed) if now.is_live else (0, 0)
    # What was counted minutes ago may have been taken back meanwhile.
    retractions.count_anew(Alert.objects.filter(run=now.public_id))
    RECORDER.record(JOB, "run", "done", now, changes={**result.changes, "raised": raised, "again": renewed})
    return again(now)


def _tell_progress(run: Run, name: str, done: int) -> None:
    Progress.objects.update_or_create(
        run=run.public_id, defaults={"done": done, "total": len(run.signals), "step": name}
    )


def parameters_of(run: Run) -> tuple[Parameters, dict[str, int], Any, int]:
    """The parameters that a run keeps as text, as the methods take them; weights, mean and steps ahead beside them."""
    parameters = dict(run.parameters)
    weights, mean, ahead = parameters.pop("weights"), parameters.pop("mean"), parameters.pop("ahead")
    kept = asdict(Parameters())
    return (
        Parameters(**{name: type(kept[name])(value) for name, value in parameters.items()}),
        weights,
        mean,
        ahead,
    )


def thresholds() -> list[Threshold]:
    """From when on a level holds, as the list `response_trigger` says."""
    response_trigger = reference.mappings_of(["response_trigger"], "indicator")["response_trigger"]
    least = reference.mappings("response_trigger", "at_least")
    level = reference.mappings("response_trigger", "level")
    return [
        Threshold(indicator[0], float(least[code][0]), level[code][0])
        for code, indicator in sorted(response_trigger.items())
        if code in least
        and code in level
        and indicator[0] in surveillance_bias.INDICATORS
        and level[code][0] in surveillance_bias.LEVELS
    ]


def _tell(run: Run, weighed: Sequence[Weighed]) -> tuple[int, int]:
    """Raise what is news, renew what is known and says something else by now; how many of each."""
    standing = list(Alert.objects.filter(agency=run.agency_id, layer=run.layer).order_by("id"))
    raised = renewed = 0
    for item in weighed:
        if item.level == "none" or item.finding.signal == "scan_retrospective":
            continue
        subjects = {_subject(each): each for each in standing}
        result = _subject_of(item)
        known = rules.known(result, subjects)
        if known is not None:
            renewed += _renewed(run, subjects[known], item)
            continue
        before = next(
            (each for subject, each in reversed(subjects.items()) if rules.same(result, subject)), None
        )
        told = Alert.objects.filter(agency=run.agency_id, identity=_identity(run, item)).exists()
        standing.append(_raised(run, item, _identity(run, item, run.public_id if told else ""), before))
        raised += 1
    return raised, renewed


def _identity(run: Run, weighed: Weighed, again_by: str = "") -> str:
    """What tells a cluster from every other; `again_by` is the run that raises it once more."""
    signal = f"{weighed.finding.signal} {again_by}".strip()
    return rules.identity(signal, run.layer, weighed.finding.members, weighed.finding.first)


def _subject(alert: Alert) -> Subject:
    return Subject(alert.signal, tuple(alert.places), alert.first, alert.last, alert.observed, alert.state)


def _subject_of(weighed: Weighed) -> Subject:
    finding = weighed.finding
    return Subject(finding.signal, finding.members, finding.first, finding.last, finding.observed)


def _details_of(run: Run, weighed: Weighed) -> dict[str, Any]:
    course = weighed.finding.course
    return {
        "last": weighed.finding.last.isoformat(),
        "observed": weighed.finding.observed,
        "places": list(weighed.finding.members),
        "finding": weighed.finding.row(),
        "series": {} if course is None else {**course.row(), "unit": run.unit},
        "caveats": list(weighed.caveats),
        "kinds": list(weighed.kinds),
        "sources": dict(weighed.sources),
        "incidents": list(weighed.incidents),
        "indicators": detection_run.values_row(weighed.values),
        "still": None,
        "effort": detection_run.effort_row(weighed.effort),
        "level": weighed.level,
        "held": weighed.held,
        "run": run.public_id,
    }


def _raised(run: Run, weighed: Weighed, identity: str, before: Alert | None) -> Alert:
    changes = {
        **_details_of(run, weighed), "identity": identity, "signal": weighed.finding.signal, "layer": run.layer,
        "first": weighed.finding.first.isoformat(), "after": before.public_id if before else "", "seen": 1,
    }  # fmt: skip
    keeper = (run.agency.public_id, run.compartment)
    made = RECORDER.record(JOB, "alert", "raised", changes=changes, keeper=keeper).subject
    alert = Alert.objects.get(public_id=made)
    notices.tell(
        kind="hotspots.alert", object=made, agency_id=run.agency_id, once=f"hotspots alert {made}", permission=TRIAGE,
        params={
            "signal": weighed.finding.signal, "level": weighed.level, "observed": weighed.finding.observed,
            "open_hotspots": len(overlap.open_hotspots(alert)),
        },
    )  # fmt: skip
    return alert


def _renewed(run: Run, alert: Alert, weighed: Weighed) -> bool:
    values = _details_of(run, weighed)
    row = ("last", "observed", "places", "level", "still")
    now = {
        "last": alert.last.isoformat(),
        "observed": alert.observed,
        "places": alert.places,
        "level": alert.level,
        "still": alert.still,
    }
    if all(values[name] == now[name] for name in row) or values["last"] < now["last"]:
        return False
    RECORDER.record(JOB, "alert", "seen", alert, changes={**values, "seen": alert.seen + 1})
    alert.refresh_from_db()
    return True


def look_by_clock(now: dt.datetime | None = None) -> list[str]:
    """Ask for a run of every office that has a source, with the defaults; returns the runs. Called each night."""
    today = (now or ledger.now()).date()
    values = _checked(
        **defaults(today),
        wanted=detection_run.BY_CLOCK,
        parameters=None,
        weights=None,
        mean="geometric",
        ahead=1,
    )
    offices = Agency.objects.filter(pk__in=Source.objects.values("agency")).order_by("id")
    return [
        _ask(JOB, values, (), (), (office.public_id, AGENCY_COMPARTMENT.get(office.kind, "civilian")))
        for office in offices
    ]


@transaction.atomic
def remind(today: dt.date | None = None) -> int:
    """Tell the desks of watched alerts whose day has come; each day once."""
    day = today or ledger.now().date()
    due = Alert.objects.filter(state="watched", again_on__lte=day).order_by("id")
    return sum(
        notices.tell(
            kind="hotspots.again", object=alert.public_id, agency_id=alert.agency_id, once=f"hotspots again {alert.public_id} {alert.again_on}",
            permission=TRIAGE, params={"signal": alert.signal},
        )
        for alert in due
    )  # fmt: skip
