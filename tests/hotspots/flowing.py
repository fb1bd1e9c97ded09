"""Five times five provinces with a steady trickle of shootings and a sudden rise in four of them: what runs, alerts and hotspots are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from unittest import mock

import numpy as np
from django.utils import timezone

from ifar.accounts.models import User
from ifar.acts.recorder import compartment_of
from ifar.hotspots import response
from ifar.hotspots.alert import identity
from ifar.hotspots.detection_run import digest
from ifar.hotspots.models import Alert, Response, Run
from ifar.hotspots.selectors import tables
from ifar.hotspots.services import hotspots, plans, reports, response_work, responses, runs
from ifar.hotspots.services.hotspots import Content
from ifar.hotspots.services.plans import Draft, Indicator, Milestone
from ifar.hotspots.services.responses import NewTask, Proposal
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.statistics.findings import Parameters
from ifar.rights import Actor
from tests import cast
from tests.hotspots.making import a_layer, a_source, loaded, square
from tests.recoveries.conftest import somebody

SIDE = 5
WEEKS = 60
HOT = ("P0-0", "P0-1", "P1-0", "P1-1")
"""Where it rises in the last three weeks."""
ANSWERS = dict.fromkeys(response.RIGHTS, "yes")
CHOSEN: dict[str, Any] = {"replicates": 99}


def provinces() -> None:
    """Load five times five provinces."""
    a_layer(*(square(f"P{x}-{y}", 9 + x, 3 + y) for x in range(SIDE) for y in range(SIDE)))


def rows() -> list[tuple[Any, ...]]:
    """What happened in them, as rows of a file."""
    random, results = np.random.default_rng(11), []
    end = timezone.localdate() - dt.timedelta(days=1)
    for x in range(SIDE):
        for y in range(SIDE):
            for week in range(WEEKS):
                rise = 5 if f"P{x}-{y}" in HOT and week < 3 else 0
                for n in range(int(random.poisson(0.3)) + rise):
                    day = end - dt.timedelta(days=7 * week + n % 7)
                    where = (9.5 + x + 0.01 * n, 3.5 + y + 0.01 * (week % 9))
                    results.append((f"r{x}-{y}-{week}-{n}", day.isoformat(), *where, 0, "Town"))
    return results


def incidents() -> str:
    """Load the provinces and their incidents; the identifier of the source."""
    provinces()
    source = a_source()
    loaded(source, rows())
    return source


def a_run(actor: Actor, *, own: bool = False, **said: Any) -> Run:
    """A run that was carried out; `own`: as if the register's own recoveries had brought all that there is."""
    asked = {**runs.defaults(timezone.localdate()), "parameters": CHOSEN, **said}
    asked["first"] = asked["last"] - dt.timedelta(days=7 * WEEKS - 1)
    made = runs.ask_run(actor=actor, **asked)
    run = Run.objects.select_related("agency").get(public_id=made)
    if not own:
        return runs.carry_out(run)
    sources = list(tables.Source.objects.values_list("public_id", flat=True))
    with mock.patch.object(tables, "_kinds_of_source", return_value={"recoveries": sources}):
        return runs.carry_out(run)


def an_alert(alert: Alert | None = None) -> Alert:
    """The first alert about the places where it rises, or an alert as it stands now."""
    if alert is not None:
        return Alert.objects.get(pk=alert.pk)
    return Alert.objects.filter(places__overlap=list(HOT), state="raised").order_by("id")[0]


def a_hotspot(actor: Actor, *alerts: Alert, **said: Any) -> str:
    """A hotspot that was confirmed from alerts: a problem of its own, whatever is open there."""
    content = Content(
        **{"title": "The western march", "drivers": ["technology"], "basis": "Two signals agree.", **said}
    )
    named = [alert.public_id for alert in alerts or (an_alert(),)]
    return hotspots.open_hotspot(actor=actor, alerts=named, content=content, another=True)


def a_proposal(actor: Actor) -> Proposal:
    """A response with one measure and one task."""
    due = timezone.localdate() + dt.timedelta(days=20)
    return Proposal(
        "Safes for the march", actor.agency, ["safe_storage"], {"stock_security": {"stock_where": "partly"}},
        {"stock_security": "Three armouries were not counted this year."}, tasks=[NewTask("Give out 40 safes", "safe_storage", "Harbour post", due)],
    )  # fmt: skip


def a_plan() -> Draft:
    """A plan with one of each."""
    due = timezone.localdate() + dt.timedelta(days=365)
    return Draft(
        "Law and safes", ["2"], ["safe_storage"], [Milestone("The order is in force", due)],
        [Indicator("Shootings", "a month", 20, 10, "down", due)], ["Fewer than ten a month for a year"],
    )  # fmt: skip


def an_approver() -> Actor:
    """A supervisor at the national police: neither analyst nor coordinator."""
    return somebody("sybil", "police", "police_supervisor")


def an_adviser() -> Actor:
    """The human-rights adviser, at the authority: no office of those who respond."""
    there = User.objects.filter(username="adila").first()
    return (
        cast.acting(there, cast.agency("authority").pk)
        if there
        else somebody("adila", "authority", "rights_adviser")
    )


def a_told_alert(
    actor: Actor,
    *,
    kinds: tuple[str, ...] = ("table",),
    level: str = "response",
    observed: int = 14,
    layer: str = "area",
    places: tuple[str, ...] = ("P0-0", "P0-1"),
    sources: Mapping[str, int] | None = None,
    **more: Any,
) -> str:
    """An alert as a run raises it, without the run's work: for what only needs that there is one. `more` is said of its finding."""
    made, today = RECORDER.new_id("alert"), timezone.localdate()
    first, last = (today - dt.timedelta(days=n) for n in (28, 1))
    asked = {
        "layer": layer, "unit": "week", "first": str(today - dt.timedelta(days=70)), "last": str(last), "signals": ["scan_permutation"],
        "sources": [], "kinds": [], "parameters": {**Parameters().said(), "weights": {"rate": 1}, "mean": "geometric", "ahead": 1},
        "version": "1", "by_clock": False,
    }  # fmt: skip
    run = RECORDER.record(actor, "run", "asked", changes=asked).subject
    finding = {
        "signal": "scan_permutation", "members": list(places), "first": str(first), "last": str(last), "observed": observed,
        "expected": "4.210", "risk": "3.325", "score": "8.100", "p": "0.0010", "kind": "", "said": {}, **more,
    }  # fmt: skip
    starts = [str(today - dt.timedelta(days=7 * n)) for n in range(10, 0, -1)]
    values = {
        "identity": identity(finding["signal"], layer, [made], first), "signal": finding["signal"], "layer": layer, "first": str(first),
        "after": "", "last": finding["last"], "observed": observed, "places": finding["members"], "finding": finding,
        "series": {"starts": starts, "counts": [1, 0, 2, 1, 0, 1, 3, 4, 3, 4], "unit": "week"}, "caveats": ["recorded", "effort_unknown", "circle"],
        "kinds": list(kinds), "effort": {}, "level": level, "held": False, "run": run, "seen": 1,
        "sources": dict(sources or {}), "indicators": {"observed": str(observed), "sources": str(len(kinds))},
    }  # fmt: skip
    keeper = (actor.agency, compartment_of(actor))
    RECORDER.record(runs.JOB, "alert", "raised", made, changes=values, keeper=keeper)
    done = {
        "inputs": "0" * 64, "result": digest([{**finding, "level": level}], {}, {}),
        "counted": {"cases": 60, "places": 4, "periods": 10, "left_out": 0, "by_kind": {"table": 60}, "population": False, "effort": False},
        "findings": [{**finding, "level": level}], "forecast": {}, "risk": {}, "raised": 1, "again": 0,
    }  # fmt: skip
    RECORDER.record(runs.JOB, "run", "done", Run.objects.get(public_id=run), changes=done)
    return made


def a_flow() -> dict[str, str]:
    """At the national police: two alerts (`a`, `b`), the run of the first (`r`), a hotspot (`h`) with a response that is proposed (`p`), one that
    is checked (`c`), one that is approved (`v`), one that is active (`x`), a draft of a plan (`d`), one that runs (`l`), and a report (`s`)."""
    quentin, rosa, sybil = cast.actor("quentin"), cast.actor("rosa"), an_approver()
    adviser = an_adviser()
    first, second, third = (a_told_alert(quentin) for _ in range(3))
    content = Content("The march", drivers=["technology"], basis="One signal.")
    hotspot = hotspots.open_hotspot(actor=quentin, alerts=[third], content=content)
    proposed, checked, approved, active = (
        responses.propose(actor=rosa, hotspot=hotspot, said=a_proposal(rosa)) for _ in range(4)
    )
    for text in (checked, approved, active):
        responses.check_rights(actor=adviser, response_id=text, answers=ANSWERS)
    for text in (approved, active):
        responses.approve(actor=sybil, response_id=text)
    response_work.begin(actor=rosa, response_id=active)
    draft, running = (plans.draft(actor=rosa, hotspot=hotspot, said=a_plan()) for _ in range(2))
    plans.begin(actor=rosa, plan_id=running)
    return {
        "a": first, "b": second, "r": Alert.objects.get(public_id=first).run, "h": hotspot, "p": proposed, "c": checked, "v": approved,
        "x": active, "d": draft, "l": running, "s": reports.issue(actor=quentin, hotspot=hotspot),
        "t": Response.objects.get(public_id=active).tasks[0]["id"],
    }  # fmt: skip
