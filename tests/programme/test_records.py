"""Indicators that hotspots and the community are counted for: from real rows, anew when one is corrected, and opened by whoever may."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection

from ifar.community.knowledge.services import assistance, gaps, practices, skills
from ifar.community.models import Training
from ifar.community.selectors.evidence import behind
from ifar.community.selectors.visible import reader_of
from ifar.errors import Forbidden
from ifar.hotspots import plan, response
from ifar.hotspots.models import Plan, Response
from ifar.hotspots.services import hotspots, plans, response_work, responses, triage
from ifar.hotspots.services.hotspots import Content
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.statistics import intervention_effect
from ifar.programme.computed import community as sources_community
from ifar.programme.computed import hotspots as sources_hotspots
from ifar.programme.computed import records as sources
from ifar.programme.computed.records import SourceCount
from ifar.programme.models import Value
from ifar.programme.services import planning, values
from ifar.programme.services.planning import NewIndicator
from ifar.rights import Actor
from tests import cast
from tests.cast import actor
from tests.community import making
from tests.community import shelves as shelf
from tests.hotspots.flowing import ANSWERS, a_plan, a_proposal, a_told_alert, an_approver
from tests.programme.conftest import differences
from tests.programme.test_acts import a_period, a_result

TODAY = dt.datetime.now(dt.UTC).date()
DAY = dt.timedelta(days=1)
YEAR = (dt.date(TODAY.year, 1, 1), dt.date(TODAY.year, 12, 31))


# Rules ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "done", "how"),
    [(2, None, "open"), (0, None, "open"), (-1, None, "late"), (0, 0, "in_time"), (2, 3, "late"), (-3, -4, "in_time")],
)  # fmt: skip
def test_how_a_deadline_was_kept(day, done, how):
    when = None if done is None else TODAY + done * DAY
    assert response.kept(TODAY + day * DAY, when, TODAY) == how


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("2026-03-01", "2026-03-01")], (1, 1)),
        ([("2026-03-01", "2026-03-02")], (0, 1)),
        ([("2026-03-01", "")], (0, 1)),
        ([("2026-12-01", "")], (0, 0)),
        ([("2026-12-01", "2026-05-01")], (1, 1)),
        ([("2025-12-31", "2025-12-31"), ("2027-01-01", "")], (0, 0)),
    ],
)
def test_milestones_that_were_reached_in_time(rows, told):
    texts = [{"due": due, "reached_on": on} for due, on in rows]
    assert plan.kept(texts, dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2026, 6, 1)) == told


def test_the_last_value_within_a_period():
    row = {"values": [{"on": "2025-12-31", "value": 20}, {"on": "2026-02-01", "value": 18}, {"on": "2027-01-01", "value": 9}]}  # fmt: skip
    assert plan.latest(row, dt.date(2026, 1, 1), dt.date(2026, 12, 31)) == (18, "2026-02-01")
    assert plan.latest({"values": []}, dt.date(2026, 1, 1), dt.date(2026, 12, 31)) is None


@pytest.mark.parametrize(
    ("value", "weak", "says"),
    [("-2.10", False, "fewer"), ("-2.10", True, "not_certain"), ("1.00", False, "more"), ("0.00", False, "not_certain"), ("", False, "not_certain")],
)  # fmt: skip
def test_what_a_measured_difference_says(value, weak, says):
    assert intervention_effect.direction_of(value, weak) == says


# Hotspots ---------------------------------------------------------------------------------------------------------------
def found(name: str, who: Actor = values.JOB) -> SourceCount | None:
    """What a source counts in this year."""
    source = sources.find(name)
    assert source is not None
    return source.compute(who, *YEAR)


def numbers(name: str) -> tuple[Any, ...] | None:
    """The number that a source counts, its two counts, and how its rows count."""
    item = found(name)
    return item and (item.number, item.numerator, item.denominator, sorted(item.rows.values()))


def an_effect(who: Actor, hotspot: str, about: str, value: str, weak: bool) -> str:
    """An effect as it is measured, without the weeks of incidents that it takes."""
    day = TODAY.isoformat()
    row = {"name": "difference", "value": value, "low": value, "high": value, "caveats": []}
    changes = {
        "hotspot": hotspot, "about": about, "since": day, "first": day, "last": day, "unit": "week", "compared": ["P1-1"], "result": [row],
        "series": {}, "inputs": "0" * 64, "weak": weak,
    }  # fmt: skip
    return RECORDER.record(who, "effect", "measured", changes=changes).subject


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_every_figure_of_hotspots_is_counted_from_rows(settings):
    quentin, rosa, head = actor("quentin"), actor("rosa"), an_approver()
    for name in ("hotspots_confirmed", "hotspots_answered", "alerts_judged", "effects_fewer", "milestones_in_time"):  # fmt: skip
        assert found(name) is None, name  # Nobody has looked yet: that is not zero.
    first, second, third = (a_told_alert(quentin) for _ in range(3))
    assert numbers("hotspots_confirmed") == (0, None, None, [])
    content = Content("The march", drivers=["technology"], basis="One signal.")
    hotspot = hotspots.open_hotspot(actor=quentin, alerts=[first], content=content)
    triage.dismiss(actor=quentin, alert_id=second, reason="chance")
    assert numbers("hotspots_confirmed") == (1, None, None, ["confirmed"])
    # The third alert still has time; where there is none it is late.
    assert numbers("alerts_judged") == (100, 2, 2, ["in_time", "in_time", "open"])
    settings.IFAR_JUDGE_DAYS = -1
    assert numbers("alerts_judged") == (0, 0, 3, ["late", "late", "late"])
    # The hotspot's level asks for a response: nothing is to be said while there is time, then the approval is.
    assert found("hotspots_answered") is None
    answer = responses.propose(actor=rosa, hotspot=hotspot, said=a_proposal(rosa))
    responses.check_rights(actor=actor("erin"), response_id=answer, answers=ANSWERS)
    responses.approve(actor=head, response_id=answer)
    assert numbers("hotspots_answered") == (100, 1, 1, ["in_time"])
    response_work.begin(actor=rosa, response_id=answer)
    task = Response.objects.get().tasks[0]["id"]
    response_work.settle_task(actor=rosa, response_id=answer, task=task, state="done")
    assert numbers("hotspots_first_measure") == (100, 1, 1, ["in_time"])
    assert numbers("responses_reviewed") == (0, None, None, [])
    response_work.close(actor=rosa, response_id=answer, **dict.fromkeys(response.REVIEW, "As it should be."))
    assert numbers("responses_reviewed") == (1, None, None, ["closed"])
    draft = plans.draft(actor=rosa, hotspot=hotspot, said=a_plan())
    plans.begin(actor=rosa, plan_id=draft)
    an_effect(rosa, hotspot, answer, "-2.00", False)
    an_effect(rosa, hotspot, answer, "-0.10", True)  # measured again: the latest counts
    an_effect(rosa, hotspot, draft, "-3.00", False)
    assert numbers("effects_fewer") == (50, 1, 2, ["fewer", "not_certain"])
    row = Plan.objects.get()
    plans.reach(actor=rosa, plan_id=draft, milestone=row.milestones[0]["id"])
    ahead = sources.SOURCES["milestones_in_time"].compute(values.JOB, YEAR[0], YEAR[1] + 400 * DAY)
    assert ahead is not None
    assert (ahead.number, ahead.rows) == (100, {draft: "1 / 1"})
    # Whoever may not read official figures counts nothing, and opens a row only where they may see what it is.
    with pytest.raises(Forbidden):
        found("hotspots_confirmed", actor("alice"))
    leads = sources.SOURCES["hotspots_confirmed"].leads
    assert leads is not None
    assert leads(rosa, [hotspot])[hotspot].address == f"/hotspots/hotspot/{hotspot}/"
    assert leads(actor("alice"), [hotspot]) == {}
    for name, rows in (("alerts_judged", [third]), ("responses_reviewed", [answer]), ("milestones_in_time", [draft])):  # fmt: skip
        told_of = sources.SOURCES[name].leads
        assert told_of is not None
        assert set(told_of(rosa, rows)) == set(rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_a_hotspot_that_is_opened_again_makes_a_new_version_that_says_why(signed_in):
    quentin = actor("quentin")
    content = Content("The march", drivers=["technology"], basis="One signal.")
    hotspot = hotspots.open_hotspot(actor=quentin, alerts=[a_told_alert(quentin)], content=content)
    hotspots.close_hotspot(actor=quentin, hotspot_id=hotspot, reason="Nothing more came.")
    text = an_indicator("hotspots_closed")
    counted = counts(text)
    assert (counted.number, counted.lineage["rows"]) == (1, {hotspot: "closed"})
    hotspots.reopen_hotspot(actor=quentin, hotspot_id=hotspot, reason="It goes on.")
    assert counts(text).number == 0
    (changed,) = why()
    assert (changed["id"], changed["was"], changed["now"]) == (hotspot, "closed", "")
    assert changed["acts"][0].startswith("hotspots.hotspot_reopened ")
    page = signed_in("dave").get(f"/programme/values/{counted.public_id}/").content.decode()
    assert hotspot in page
    assert "The march" not in page
    assert "/hotspots/" not in page.partition("<main")[2]
    # Counting is offered to those who may read official figures too: Judy inspects, Alice reports.
    for name, may in (("judy", True), ("alice", False)):
        shown = signed_in(name).get(f"/programme/indicators/{text}/").content.decode()
        assert (f"/programme/indicators/{text}/count/" in shown) is may, name
    assert differences() == []


def an_indicator(source: str) -> str:
    """An indicator that is computed from a source, and this year as a period."""
    a_period(str(TODAY.year))
    new = NewIndicator("Counted", aggregation="sum", source=source)
    made = planning.define_indicator(actor=actor("alice"), result=a_result().public_id, new=new)
    return made.public_id


def counts(indicator: str) -> Value:
    """Its value of this year, counted now."""
    made = values.compute(actor=values.JOB, indicator=indicator, period=str(TODAY.year))
    assert made is not None
    return made


def why() -> list[dict[str, Any]]:
    """What the latest version of a value says of why it differs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT details FROM programme_event WHERE record_type = 'value' ORDER BY n DESC LIMIT 1"
        )
        rows: list[dict[str, Any]] = json.loads(cursor.fetchone()[0])["changed"]
    return rows


# The community ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def space(db):
    """Dave, Erin, Heidi, Alice and Frank are members of a community with one space."""
    making.give_roles()
    for name in ("dave", "erin", "heidi", "alice", "frank"):
        making.admitted(name)
    return making.a_space("global", "Commons")


@pytest.mark.usefixtures("roles")
def test_every_figure_of_the_community_is_counted_from_its_acts(space, signed_in):
    for name in sources_community.WORDS:
        assert numbers(name) == (0, None, None, []), name
    practice, gap = shelf.a_practice("heidi", space), shelf.a_gap("alice", space)
    making.a_topic("frank", space)
    practices.adopt(actor=actor("frank"), practice=practice.public_id)
    gaps.close(actor=actor("alice"), progress_id=gap.public_id, by=practice.public_id)
    need, offer = shelf.told("heidi", "need", space), shelf.told("frank", "offer", space)
    agreed = assistance.propose(actor=actor("heidi"), one=need.public_id, other=offer.public_id)
    assistance.agree(actor=actor("frank"), agreement_id=agreed)
    assistance.deliver(actor=actor("frank"), agreement_id=agreed, on=TODAY)
    assistance.assess(actor=actor("heidi"), agreement_id=agreed, met="met")
    course = skills.announce(
        actor=actor("alice"),
        at=shelf.at(space, "Reading marks"),
        said=skills.Announced(
            "Two days in the laboratory.",
            "mixed",
            TODAY - 202 * DAY,
            TODAY - 200 * DAY,
            12,
            "School",
            ["marking"],
        ),
    )
    skills.enrol(actor=actor("erin"), course=course.public_id)
    training = Training.objects.get().public_id
    skills.note_attendance(actor=actor("alice"), training_id=training)
    skills.follow_up(actor=actor("erin"), training_id=training, used="yes")
    for name, (_said, how) in sources_community.WORDS.items():
        assert numbers(name) == (1, None, None, [how]), name
        (row,) = found(name).rows
        # A row is an entry of the log; a member finds what it is, of what they may see, and nobody else anything.
        leads = sources_community.leads(actor("erin"), [row])
        assert bool(leads) is (name != "practitioners_active"), name
        assert sources_community.leads(actor("quentin"), [row]) == {}
    last = sources.SOURCES["gaps_closed"].compute(values.JOB, dt.date(TODAY.year - 1, 1, 1), dt.date(TODAY.year - 1, 12, 31))  # fmt: skip
    assert last is None
    half = sources.SOURCES["gaps_closed"].compute(values.JOB, YEAR[0], dt.date(TODAY.year, 6, 30))
    assert half is None


@pytest.mark.usefixtures("roles")
def test_a_gap_that_is_open_again_makes_a_new_version_and_leads_to_whoever_may_see_it(space, signed_in):
    practice, gap = shelf.a_practice("heidi", space), shelf.a_gap("alice", space)
    gaps.close(actor=actor("alice"), progress_id=gap.public_id, by=practice.public_id)
    text = an_indicator("gaps_closed")
    counted = counts(text)
    values.approve(actor=actor("bob"), value_id=counted.public_id, expected_n=1)
    address = f"/programme/values/{counted.public_id}/"
    for page in (address, f"/programme/indicators/{text}/"):
        member, other = signed_in("alice"), signed_in("nina")
        shown = member.get(page).content.decode()
        assert f"/community/gaps/{gap.public_id}/" in shown
        assert f"/community/practices/{practice.public_id}/" in shown
        hidden = other.get(page).content.decode()
        assert gap.public_id not in hidden
        assert gap.title not in hidden
    assert f"/programme/values/{counted.public_id}/" in signed_in("alice").get("/programme/").content.decode()
    (row,) = counted.lineage["rows"]
    assert behind(reader_of(actor("alice")), [row])[row].closed_by.title == practice.title
    assert behind(None, [row]) == {}
    gaps.reopen(actor=actor("alice"), progress_id=gap.public_id)
    again = counts(text)
    assert (again.number, again.state, again.approved_by) == (0, "submitted", "")
    (changed,) = why()
    assert (changed["id"], changed["was"], changed["now"]) == (row, "closed", "")
    assert changed["acts"][0].startswith("community.progress_reopened ")
    assert "Gap" not in changed["acts"][0]
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_what_is_counted_no_more_leaves_no_number_behind():
    rows: dict[str, str] = {"X1": "yes"}
    source = sources.Source("gone", "x", "x", "percentage", "pooled_ratio", "up", lambda *_: sources.share(rows, {"yes"}, ()), "tests")  # fmt: skip
    sources.SOURCES["gone"] = source
    try:
        text = an_indicator("gone")
        assert counts(text).number == 100
        rows.clear()
        empty = counts(text)
        assert (empty.number, empty.n, empty.lineage["rows"]) == (None, 2, {})
        assert counts(text).n == 2
        assert why()[0]["id"] == "X1"
    finally:
        del sources.SOURCES["gone"]


def test_names_of_sources_of_a_plan():
    name = sources_hotspots.name_of(cast.COUNTRY, "i1")
    assert sources.find(name) is None  # no identifier of a record
    assert sources.find("plan") is None
    assert sources.find("nothing/at/all") is None
