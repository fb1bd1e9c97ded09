"""From a signal to an effect in the demonstration country: what the methods find there, and what was done about it."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.demonstration import hotspots, signals, strategy
from ifar.hotspots.models import Alert, Effect, Hotspot, Plan, Report, Response
from ifar.programme.models import Indicator, Project
from ifar.registry.occurred import day
from tests import cast
from tests.factories import a_case, an_item
from tests.hotspots.flowing import an_adviser
from tests.programme.conftest import give
from tests.recoveries.conftest import somebody

pytestmark = pytest.mark.django_db


def test_one_hotspot_is_answered_and_one_is_over():
    quentin = cast.actor("quentin")
    officers = {
        "analyst": quentin,
        "coordinator": cast.actor("rosa"),
        "rights": an_adviser(),
        "supervisor": somebody("sybil", "police", "police_supervisor"),
    }
    dave = cast.actor("dave")
    an_item(
        dave,
        a_case(
            dave,
            occurred=day(dt.date(2026, 1, 5)),
            latitude=11_700_000,
            longitude=9_400_000,
            place="Docks",
            place_precision="street",
        ),
    )
    hotspots.load(officers)
    signals.load(officers)
    assert sorted(Hotspot.objects.values_list("state", flat=True)) == ["closed", "responding"]
    assert sorted(Response.objects.values_list("state", flat=True)) == ["active", "closed"]
    assert sorted(Plan.objects.values_list("state", flat=True)) == ["ended", "running"]
    assert Effect.objects.get().result[0]["name"] == "difference"
    assert Report.objects.count() == 2
    states = set(Alert.objects.values_list("state", flat=True))
    assert {"raised", "confirmed"} <= states
    number = Alert.objects.count()
    signals.load(officers)
    assert Alert.objects.count() == number
    # A project of the strategy begins with the plan that runs, once.
    give("rosa", "programme_officer")
    for _ in range(2):
        strategy.from_plans(cast.actor("rosa"), officers["rights"])
    project = Project.objects.get()
    assert (project.state, project.plan) == ("active", Plan.objects.get(state="running").public_id)
    assert Indicator.objects.filter(source__startswith=f"plan/{project.plan}/").count() == 2
