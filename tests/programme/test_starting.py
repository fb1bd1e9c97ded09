"""A hotspot's long-term plan becomes a project: what is brought along, who may see where it came from, and where its values come from."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.hotspots.services import hotspots, plans
from ifar.hotspots.services.hotspots import Content
from ifar.programme import starting as rules
from ifar.programme.models import Indicator, Project, Result, Value
from ifar.programme.selectors import plans as selectors
from ifar.programme.services import planning, projects, starting, values
from ifar.programme.services.planning import NewProject
from ifar.programme.services.starting import ChosenPlan
from ifar.programme.services.writing import RECORDER
from tests.acting import without_guards
from tests.cast import actor
from tests.hotspots.flowing import a_plan, a_told_alert
from tests.programme.conftest import differences, give
from tests.programme.test_acts import a_period
from tests.programme.test_records import why

TODAY = dt.datetime.now(dt.UTC).date()


@pytest.mark.parametrize(
    ("day", "name"),
    [(dt.date(2026, 3, 1), "2026-1"), (dt.date(2026, 9, 1), "2026"), (dt.date(2028, 1, 1), "2028")],
)
def test_in_which_period_a_target_is_due(day, name):
    opened = [
        ("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        ("2026-1", dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
    ]
    assert rules.period_of(day, opened) == name


def test_what_a_plan_is_in_a_project():
    assert rules.outcomes(["3", "1", "3"]) == ["O1", "O3"]
    assert rules.countries(["XB", "XA", "", "Aldmark"], "XX") == ["XA", "XB"]
    assert rules.countries([""], "XX") == ["XX"]
    assert rules.ends([TODAY], TODAY + dt.timedelta(days=1)) == TODAY + dt.timedelta(days=1)
    assert rules.ends([], TODAY) == TODAY


@pytest.fixture
def plan(roles):
    """Rosa works under the strategy too; a plan of hers runs for a hotspot."""
    give("rosa", "programme_officer")
    quentin, rosa = actor("quentin"), actor("rosa")
    content = Content(
        "The western march", drivers=["technology"], basis="Two signals agree.", tlp="amber_strict"
    )
    hotspot = hotspots.open_hotspot(actor=quentin, alerts=[a_told_alert(quentin)], content=content)
    made = plans.draft(actor=rosa, hotspot=hotspot, said=a_plan())
    plans.begin(actor=rosa, plan_id=made)
    return made


def opened(plan: str, reference: str = "P-1", **more) -> Project:
    """Rosa's project from the plan, with everything that it offers."""
    start = selectors.start_of(actor("rosa"), plan)
    taken = ChosenPlan(start.measures, [text for text, _due in start.milestones], "\n".join(start.criteria), [indicator.id for indicator in start.indicators])  # fmt: skip
    new = NewProject(reference, start.title, outcomes=start.outcomes, countries=start.countries, starts_on=start.starts_on, ends_on=start.ends_on, **more)  # fmt: skip
    return starting.open_from_plan(actor=actor("rosa"), plan=plan, new=new, taken=taken)


def test_the_form_brings_the_plan_along_and_opens_the_project(plan, signed_in):
    browser, address = signed_in("rosa"), f"/programme/projects/new/?plan={plan}"
    about = f"/hotspots/plans/{plan}/"
    assert address in html.unescape(browser.get(about).content.decode())
    assert address in html.unescape(browser.get("/programme/projects/new/").content.decode())
    page = html.unescape(browser.get(address).content.decode())
    for value in ("Law and safes", "The order is in force", "Give out safes and locks", "Fewer than ten a month for a year", "Shootings (a month): from 20 to 10", "TLP:AMBER+STRICT", "The western march"):  # fmt: skip
        assert value in page, value
    indicator = selectors.start_of(actor("rosa"), plan).indicators[0].id
    result = {
        "reference": "P-7", "title": "Safes for the march", "outcomes": ["O2"], "cells": ["A3C1"], "countries": "xx", "starts_on": TODAY.isoformat(),
        "outputs": "Forty safes are given out\n\n", "activities": "The order is drafted\nThe order is in force", "assumptions": "Fewer than ten",
        "indicators": [indicator],
    }  # fmt: skip
    assert browser.post(address, {**result, "outcomes": []}).status_code == 422
    assert browser.post(address, {**result, "outputs": "\n".join("x" * 21)}).status_code == 422
    assert Project.objects.count() == 0
    answer = browser.post(address, result)
    made = Project.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/programme/projects/{made.public_id}/")
    assert (made.plan, made.title, made.countries) == (plan, "Safes for the march", ["XX"])
    value = list(Result.objects.order_by("id").values_list("level", "title", "outcome"))
    assert value == [
        ("outcome", "Safes for the march", "O2"), ("output", "Forty safes are given out", "O2"), ("activity", "The order is drafted", "O2"),
        ("activity", "The order is in force", "O2"),
    ]  # fmt: skip
    aim, output, *_activities = Result.objects.order_by("id")
    assert (aim.assumptions, output.parent) == ("Fewer than ten", aim.public_id)
    record = Indicator.objects.get()
    assert (record.title, record.unit, record.direction, record.baseline, record.result) == ("Shootings", "a month", "down", 20, aim.public_id)  # fmt: skip
    assert (record.source, record.targets) == (f"plan/{plan}/{indicator}", {str((TODAY + dt.timedelta(days=365)).year): "10"})  # fmt: skip
    # The plan's page leads to the project now, and the way to another one is gone.
    after = html.unescape(browser.get(about).content.decode())
    assert f"/programme/projects/{made.public_id}/" in after
    assert address not in after
    assert browser.get(address).headers["Location"] == f"/programme/projects/{made.public_id}/"
    assert plan not in browser.get("/programme/projects/new/").content.decode()
    assert differences() == []


def test_where_it_came_from_is_told_to_those_alone_who_may_see_it(plan, signed_in):
    made = opened(plan)
    address = f"/programme/projects/{made.public_id}/"
    shown = signed_in("rosa").get(address).content.decode()
    assert f"/hotspots/hotspot/{made.hotspot}/" in shown
    assert f"/hotspots/plans/{plan}/" in shown
    assert "The western march" in shown
    for name in ("alice", "dave"):
        hidden = signed_in(name).get(address).content.decode()
        assert "The western march" not in hidden
        assert "/hotspots/plans/" not in hidden
        assert made.hotspot not in hidden
        assert plan not in hidden
    # Who may not see a plan, and who asks for one that is not there, is answered alike.
    for asked in (plan, "H0000000000000"):
        assert signed_in("alice").get(f"/programme/projects/new/?plan={asked}").status_code == 404
    assert plan not in signed_in("alice").get("/programme/projects/new/").content.decode()
    assert signed_in("rosa").get(f"/programme/projects/new/?plan={plan}").status_code == 302
    # Whoever may see the plan and not open a project is offered none.
    assert "projects/new" not in signed_in("quentin").get(f"/hotspots/plans/{plan}/").content.decode()


def test_each_plan_begins_one_project(plan):
    with pytest.raises(NotFound):
        starting.open_from_plan(actor=actor("alice"), plan=plan, new=NewProject("P-1", "x", outcomes=["O1"]), taken=ChosenPlan())  # fmt: skip
    with pytest.raises(Forbidden):
        starting.open_from_plan(actor=actor("quentin"), plan=plan, new=NewProject("P-1", "x", outcomes=["O1"]), taken=ChosenPlan())  # fmt: skip
    first = opened(plan)
    with pytest.raises(Conflict):
        opened(plan, "P-2")
    # And the database by itself, where two services saw none.
    changes = {"reference": "P-3", "plan": plan, **NewProject("P-3", "x", outcomes=["O1"]).changes()}
    with pytest.raises((IntegrityError, Conflict)), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(actor("rosa"), "project", "opened", changes=changes)
    projects.cancel(actor=actor("rosa"), project_id=first.public_id)
    assert opened(plan, "P-4").plan == plan
    draft = plans.draft(actor=actor("rosa"), hotspot=first.hotspot, said=a_plan())
    with pytest.raises(Refused):
        opened(draft, "P-5")
    assert [text for text, _title, _hotspot in selectors.waiting(actor("rosa"))] == []
    plans.begin(actor=actor("rosa"), plan_id=draft)
    assert [text for text, _title, _hotspot in selectors.waiting(actor("rosa"))] == [draft]


def test_a_hotspot_is_named_by_who_sees_it(plan):
    hotspot = selectors.start_of(actor("rosa"), plan).hotspot
    assert planning.open_project(actor=actor("rosa"), new=NewProject("P-1", "x", outcomes=["O1"], hotspot=hotspot)).hotspot == hotspot  # fmt: skip
    for name, text in (("alice", hotspot), ("rosa", "H0000000000000")):
        with pytest.raises(Invalid):
            planning.open_project(actor=actor(name), new=NewProject("P-2", "x", outcomes=["O1"], hotspot=text))  # fmt: skip


def test_what_the_plan_reports_is_the_value_of_the_project(plan):
    a_period(str(TODAY.year))
    opened(plan)
    public_id = Indicator.objects.get().public_id
    ask = {"indicator": public_id, "period": str(TODAY.year)}
    assert values.compute(actor=actor("rosa"), **ask) is None
    named = Indicator.objects.get().source.rpartition("/")[2]
    plans.report(actor=actor("rosa"), plan_id=plan, indicator=named, value=15)
    first = values.compute(actor=actor("rosa"), **ask)
    assert (first.number, first.state) == (15, "submitted")
    values.approve(actor=actor("bob"), value_id=first.public_id, expected_n=1)
    plans.report(actor=actor("rosa"), plan_id=plan, indicator=named, value=12)
    # The job counts too; who may neither see the plan nor read official figures does not.
    with pytest.raises(Forbidden):
        values.compute(actor=actor("alice"), **ask)
    assert values.compute_all(actor=values.JOB, period=str(TODAY.year)) == 1
    second = Value.objects.get()
    assert (second.number, second.state, second.approved_by) == (12, "submitted", "")
    (changed,) = why()
    assert (changed["id"], changed["was"][:2], changed["now"][:2]) == (plan, "15", "12")
    assert changed["acts"][0].startswith("hotspots.plan_reported ")
    assert differences() == []


@pytest.mark.parametrize(("page", "queries"), [("form", 24), ("project", 24), ("list", 20)])
def test_pages_ask_little(plan, signed_in, page, queries):
    made = opened(plan) if page == "project" else None
    address = {"form": f"/programme/projects/new/?plan={plan}", "list": "/programme/projects/new/", "project": f"/programme/projects/{made and made.public_id}/"}[page]  # fmt: skip
    browser = signed_in("rosa")
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    assert len(captured) <= queries, len(captured)
