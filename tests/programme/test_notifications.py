"""Whoever is made responsible for something in the programme is told of it, and whoever proposed what another person answered."""

from __future__ import annotations

import pytest

from ifar.accounts import notices
from ifar.accounts.models import Notice
from ifar.accounts.selectors import notices as selectors
from ifar.programme.models import Limit
from ifar.programme.services import approvals, committee, planning, projects, work
from tests.cast import actor
from tests.conftest import sign_in
from tests.programme.test_acts import DAY, a_running_project, plan_of
from tests.programme.test_second_person import book, funded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def told(who, kind="programme.assigned"):
    """What somebody reads of it: title and where it leads."""
    records = selectors.notices_for(actor(who)).filter(kind=kind).order_by("id")
    return [
        (str(words.title), words.url)
        for words in (notices.describe(actor(who), notice) for notice in records)
    ]


def test_w21_whoever_is_made_responsible_is_told_once_and_where():
    project = planning.open_project(actor=actor("alice"), new=planning.NewProject("P-9", "Marking", outcomes=["O1"], responsible="  judy   INSPECTORATE "))  # fmt: skip
    assert told("judy") == [
        ("You were made responsible for a project", f"/programme/projects/{project.public_id}/")
    ]
    again = planning.NewProject(
        "P-9", "Marking at the coast", outcomes=["O1"], responsible="Judy Inspectorate"
    )
    projects.change(actor=actor("alice"), project_id=project.public_id, expected_n=1, **plan_of(again))
    assert len(told("judy")) == 1, "the same person, only the title changed"
    other = planning.NewProject("P-9", "Marking at the coast", outcomes=["O1"], responsible=actor("bob").name)
    projects.change(actor=actor("alice"), project_id=project.public_id, expected_n=2, **plan_of(other))
    assert len(told("bob")) == 1
    assert sign_in("bob").get(told("bob")[0][1]).status_code == 200
    assert sign_in("judy").get("/notices/").status_code == 200


def test_w21_of_everything_that_names_who_answers_for_it():
    alice, bob, judy = actor("alice"), actor("bob"), actor("judy").name
    of = a_running_project().public_id
    result = planning.state_result(actor=alice, level="output", title="Law", outcome="O1", project=of, responsible=judy).public_id  # fmt: skip
    indicator = planning.define_indicator(actor=alice, result=result, new=planning.NewIndicator("Laws", "number", responsible=judy))  # fmt: skip
    for new in (
        work.NewActivity(result, "A course", DAY, DAY, responsible=judy),
        work.NewRisk("Flood", 2, 2, judy, "Dry stores"),
        work.NewIssue("No fuel", "high", judy),
    ):
        work.add(actor=alice, project=of, new=new)
    seat = committee.fill_seat(actor=bob, constituency="states", organisation="A", starts_on=DAY).public_id
    met = committee.plan_meeting(actor=bob, title="First", held_on=DAY).public_id
    decision = committee.table_decision(actor=bob, meeting=met, title="Go on", rule="majority", owner=judy)
    committee.open_meeting(actor=bob, meeting_id=met, present=[seat])
    assert len(told("judy")) == 5, "a decision is nobody's before it is adopted"
    committee.decide(actor=bob, decision_id=decision.public_id, expected_n=1, votes={seat: "yes"})
    page = f"/programme/projects/{of}/"
    assert told("judy") == [
        ("You were made responsible for a result", page),
        ("You were made responsible for an indicator", f"/programme/indicators/{indicator.public_id}/"),
        ("You were made responsible for an activity", f"{page}plan/"),
        ("A risk is yours to watch", f"{page}risks/"),
        ("An issue is yours to solve", f"{page}risks/"),
        ("A decision of the committee is yours to carry out", f"/programme/committee/meetings/{met}/"),
    ]
    reader = sign_in("judy")
    assert {reader.get(url).status_code for _title, url in told("judy")} == {200}


@pytest.mark.parametrize("name", ["", "Institute of the coast", "Heidi Customs", "Alice Province"])
def test_w21_nobody_else_is_told(name):
    """Not an outsider, not who reads nothing of the strategy, not who did it themselves."""
    new = planning.NewProject("P-9", "Marking", outcomes=["O1"], responsible=name)
    planning.open_project(actor=actor("alice"), new=new)
    assert not Notice.objects.filter(kind="programme.assigned").exists()


def test_w21_the_fund_officer_is_told_what_became_of_its_movement():
    item, project = funded(), a_running_project().public_id
    done, gone, back = (book("allocation", amount, item, project) for amount in ("10000", "20000", "30000"))
    approvals.approve(actor=actor("bob"), journal_id=done.public_id, expected_n=1)
    approvals.refuse(actor=actor("bob"), journal_id=gone.public_id, expected_n=1, reason="Not this year")
    approvals.refuse(actor=actor("nina"), journal_id=back.public_id, expected_n=1, reason="Mistyped")
    assert told("nina", "programme.answered") == [
        ("A movement of money that you proposed is approved and booked", "/programme/fund/"),
        ("A movement of money that you proposed is refused", "/programme/fund/"),
    ]
    approvals.propose_limit(actor=actor("bob"), amount=done.amount, reason="The committee decided so")
    approvals.set_limit(actor=actor("nina"), limit_id=Limit.objects.get().public_id, expected_n=1)
    assert told("bob", "programme.answered") == [("The amount for two people that you proposed is approved", "/programme/fund/")]  # fmt: skip
