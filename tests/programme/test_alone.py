"""What one person alone does not get round, in the service and in the database: counted values, locked periods, votes, evaluations, roles."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ifar import rights
from ifar.errors import Forbidden, Invalid, Refused
from ifar.programme import committee as rules
from ifar.programme import indicators
from ifar.programme.computed import records as sources
from ifar.programme.computed.records import Source, SourceCount
from ifar.programme.indicators import ReportedValue
from ifar.programme.models import Decision, Evaluation, Indicator, Meeting, Recommendation, Report, Value
from ifar.programme.selectors import values as selectors
from ifar.programme.services import committee, evaluations, feedback, planning, projects, reports, values
from ifar.programme.services.planning import NewIndicator
from ifar.programme.services.writing import RECORDER, today
from tests.acting import without_guards
from tests.cast import actor
from tests.programme.conftest import differences, give
from tests.programme.test_acts import (
    DAY,
    a_period,
    a_project,
    a_recipient,
    a_result,
    an_indicator,
    locked,
    reported,
)
from tests.programme.test_people import an_initiative
from tests.programme.test_progress import a_report_of, terms

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def refused(code: str, act, /, **said) -> None:
    """The service refuses an act for this reason."""
    with pytest.raises((Refused, Forbidden)) as raised:
        act(**said)
    assert raised.value.code == code


def kept_out(match: str, who: str, record_type: str, kind: str, on, **said) -> None:
    """The database refuses an act that goes round the service; what somebody who was quicker may have brought about is told in words."""
    with pytest.raises((IntegrityError, Refused)) as raised, transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(actor(who), record_type, kind, on, **said)
    assert re.search(match, str(raised.value.__cause__))


def said_of(indicator: str, **more) -> dict[str, object]:
    """What an act sets of a value."""
    return {"indicator": indicator, "period": "2025", "place": "", "number": "1", "words": "", "parts": [], "evidence": [], **more}  # fmt: skip


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Indicator:
    """An indicator that is counted from records, in an open period."""
    result = SourceCount(D(7), rows={"a": "7"})
    source = Source(
        "arms_counted", "Arms", "number", "unit", "sum", "up", lambda *_: result, "registry", needs=""
    )
    monkeypatch.setitem(sources.SOURCES, source.name, source)
    a_period()
    return an_indicator(source=source.name)


def test_what_is_counted_nobody_writes_by_hand(counted):
    alice, of = actor("alice"), counted.public_id
    result = ReportedValue(D(99))
    refused("programme.value.counted", values.report, actor=alice, indicator=of, period="2025", said=result)
    for kind in ("reported", "drafted"):
        kept_out("is counted", "alice", "value", kind, None, changes=said_of(of))
    value = values.compute(actor=alice, indicator=of, period="2025")
    refused(
        "programme.value.counted",
        values.change,
        actor=alice,
        value_id=value.public_id,
        expected_n=1,
        said=result,
    )
    kept_out("is counted", "alice", "value", "changed", value, changes={"number": "99"})
    why = {"source": "arms_counted", "reason": "first"}
    other = {"source": "seizures", "rows": {"a": "1"}}
    kept_out(
        "from which records", "alice", "value", "computed", value, changes={"lineage": other}, details=why
    )
    kept_out("not theirs", "nina", "value", "computed", value, changes={"number": "8"}, details=why)
    assert selectors.counted(actor("dave"), ["arms_counted"])["arms_counted"].number == 7
    values.approve(actor=actor("bob"), value_id=value.public_id, expected_n=1)
    assert differences() == []


def test_what_was_typed_before_is_not_shown_as_counted(counted):
    of = an_indicator()
    value = reported(of, "99")
    new = NewIndicator(
        "Arms marked", "number", baseline=D(10), targets={"2025": D(50)}, source="arms_counted"
    )
    planning.change_indicator(actor=actor("alice"), indicator_id=of.public_id, expected_n=1, **vars(new))
    assert selectors.counted(actor("dave"), ["arms_counted"]) == {}
    refused(
        "programme.value.counted", values.approve, actor=actor("bob"), value_id=value.public_id, expected_n=1
    )
    kept_out("nobody counted", "bob", "value", "approved", value)


def test_a_locked_period_does_not_move_through_its_indicator_or_a_twin():
    of = an_indicator()
    for name in ("2025", "2026"):
        a_period(name)
    values.approve(actor=actor("bob"), value_id=reported(of).public_id, expected_n=1)
    locked("2025", "bob")
    result = {
        "title": "Arms marked",
        "unit": "number",
        "baseline": D(10),
        "targets": {"2025": D(50), "2026": D(90)},
    }
    for moved in (
        {"unit": "tonnes"},
        {"baseline": D(0)},
        {"direction": "down"},
        {"targets": {"2025": D(60), "2026": D(90)}},
        {"targets": {"2026": D(90)}},
    ):
        new = NewIndicator(**{**result, **moved})
        act = {"actor": actor("alice"), "indicator_id": of.public_id, "expected_n": 1, **vars(new)}
        if "direction" not in moved:
            refused("programme.indicator.locked", planning.change_indicator, **act)
        kept_out("locked period", "alice", "indicator", "changed", of, changes={**_only(new, moved)})
    new = NewIndicator(
        **{**result, "title": "Arms that are marked", "targets": {"2025": D(50), "2026": D(95)}}
    )
    assert (
        planning.change_indicator(
            actor=actor("alice"), indicator_id=of.public_id, expected_n=1, **vars(new)
        ).n
        == 2
    )
    days = {
        "starts_on": dt.date(2025, 1, 1),
        "ends_on": dt.date(2025, 12, 30),
        "due_on": dt.date(2026, 1, 31),
    }
    refused("programme.period.twin", planning.open_period, actor=actor("bob"), name="2025a", **days)
    kept_out("of this length", "bob", "period", "opened", None, changes={"name": "2025a", **days})
    planning.open_period(actor=actor("bob"), name="2025-1", **{**days, "ends_on": dt.date(2025, 6, 30)})
    assert differences() == []


def _only(new: NewIndicator, moved: dict[str, object]) -> dict[str, object]:
    given = {"targets": {name: indicators.written(target) for name, target in new.targets.items()}}
    plain = {
        "unit": new.unit,
        "baseline": indicators.written(new.baseline),
        "direction": new.direction,
        **given,
    }
    return {name: plain[name] for name in moved}


def test_periods_of_one_length():
    year = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert indicators.twins(year, (dt.date(2025, 7, 1), dt.date(2026, 6, 30)))
    assert not indicators.twins(year, (dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
    assert not indicators.twins(year, (dt.date(2025, 1, 1), dt.date(2025, 9, 30)))


def test_votes_are_those_of_seats_in_their_term():
    bob = actor("bob")
    assert rules.sits(DAY, DAY, None)
    assert not rules.sits(DAY, DAY - dt.timedelta(days=9), DAY - dt.timedelta(days=1))
    a, b, c, d = (
        committee.fill_seat(actor=bob, constituency="states", organisation=name, starts_on=DAY).public_id
        for name in "ABCD"
    )
    over = committee.fill_seat(
        actor=bob, constituency="donors", organisation="E", starts_on=dt.date(2000, 1, 1), ends_on=dt.date(2001, 1, 1)
    ).public_id  # fmt: skip
    met = committee.plan_meeting(actor=bob, title="First", held_on=DAY)
    of = met.public_id
    with pytest.raises(Invalid, match="Choose"):
        committee.open_meeting(actor=bob, meeting_id=of, present=[a, b, over])
    for present, quorum in (([a, b, over], 3), ([a, a, a], 3), ([a, b, c], 1)):
        kept_out("no seat", "bob", "meeting", "opened", met, changes={"present": present, "quorum": quorum})
    decision = committee.table_decision(actor=bob, meeting=of, title="Go on", rule="majority")
    committee.open_meeting(actor=bob, meeting_id=of, present=[a, b, c])
    assert Meeting.objects.get().quorum == 3, "the seat whose term is over does not count"
    committee.declare_interest(actor=bob, decision_id=decision.public_id, expected_n=1, seats=[a])
    decision = committee.declare_interest(actor=bob, decision_id=decision.public_id, expected_n=2, seats=[])
    assert decision.interests == [a], "what was declared stays"
    kept_out("stays", "bob", "decision", "interest_declared", decision, changes={"interests": [b]})
    committee.end_seat(actor=bob, seat_id=c)
    votes = {b: "yes", c: "yes"}
    refused(
        "programme.committee.quorum",
        committee.decide,
        actor=bob,
        decision_id=decision.public_id,
        expected_n=3,
        votes=votes,
    )
    # What the database says of it is told as the service tells it: somebody may have closed the meeting meanwhile.
    with pytest.raises(Refused) as around, transaction.atomic():
        RECORDER.record(actor("bob"), "decision", "adopted", Decision.objects.get(), changes={"votes": votes})
    assert around.value.code == "programme.committee.quorum"
    assert d
    assert differences() == []


def test_a_manager_does_not_evaluate_and_answer_alone():
    bob = actor("bob")
    own = planning.open_project(actor=bob, new=planning.NewProject("P-9", "Bob's", outcomes=["O1"])).public_id
    refused("programme.evaluation.commissioner", evaluations.commission, actor=bob, project=own, said=terms())
    changes = {"title": "x", "kind": "final", "terms": "x", "criteria": ["impact"], "evaluator": "Institute", "account": "", "starts_on": DAY, "ends_on": DAY}  # fmt: skip
    kept_out(
        "not independent", "bob", "evaluation", "commissioned", None, changes={**changes, "project": own}
    )
    of = a_project().public_id
    for name in (bob.name.upper(), f" {actor('alice').name}"):
        refused(
            "programme.evaluation.named",
            evaluations.commission,
            actor=bob,
            project=of,
            said=terms(evaluator=name),
        )
        result = {**changes, "project": of, "evaluator": name}
        kept_out("not independent", "bob", "evaluation", "commissioned", None, changes=result)
    public_id = evaluations.commission(actor=bob, project=of, said=terms()).public_id
    evaluations.begin(actor=bob, evaluation_id=public_id, expected_n=1)
    evaluations.state_finding(actor=bob, evaluation=public_id, criterion="relevance", title="Good")
    advice = evaluations.recommend(actor=bob, evaluation=public_id, title="More", priority="high").public_id
    evaluations.deliver(actor=bob, evaluation_id=public_id, expected_n=2, summary="Good")
    answer = {"response": "rejected", "reasons": "no"}
    refused(
        "programme.evaluation.own_answer",
        evaluations.answer,
        actor=bob,
        recommendation_id=advice,
        expected_n=1,
        **answer,
    )
    kept_out(
        "does not answer", "bob", "recommendation", "answered", Recommendation.objects.get(), changes=answer
    )
    evaluations.answer(actor=actor("alice"), recommendation_id=advice, expected_n=1, **answer)
    refused(
        "programme.evaluation.own_close", evaluations.close, actor=bob, evaluation_id=public_id, expected_n=3
    )
    kept_out("does not close", "bob", "evaluation", "closed", Evaluation.objects.get(public_id=public_id))
    give("carol", "programme_manager")
    evaluations.close(actor=actor("carol"), evaluation_id=public_id, expected_n=3)
    assert differences() == []


def test_independence_is_asked_again_at_the_end():
    give("dave", "evaluator")
    bob, dave = actor("bob"), actor("dave")
    of = a_project().public_id
    public_id = evaluations.commission(actor=bob, project=of, said=terms(account=dave.id)).public_id
    evaluations.begin(actor=bob, evaluation_id=public_id, expected_n=1)
    evaluations.state_finding(actor=dave, evaluation=public_id, criterion="relevance", title="Good")
    result = {"project": of, "initiative": "", "kind": "complaint", "channel": "phone", "received_on": today(), "due_on": today() + dt.timedelta(days=7), "about": ""}  # fmt: skip
    RECORDER.record(dave, "feedback", "received", changes=result, personal={"words": "x"})
    refused(
        "programme.evaluation.worked",
        evaluations.deliver,
        actor=dave,
        evaluation_id=public_id,
        expected_n=2,
        summary="Good",
    )
    changes = {"summary": "Good", "delivered_on": today()}
    kept_out("not independent", "dave", "evaluation", "delivered", Evaluation.objects.get(), changes=changes)


def test_a_report_that_is_behind_is_not_approved():
    year = str(today().year)
    _project, report = a_report_of(year)
    alice, bob = actor("alice"), actor("bob")
    reports.hand_in(actor=alice, report_id=report.public_id, expected_n=1)
    stand_in = replace(bob, standing_in_for=alice.id)
    refused("programme.value.own", reports.approve, actor=stand_in, report_id=report.public_id, expected_n=2)
    value = Value.objects.get()
    values.reopen(actor=bob, value_id=value.public_id, expected_n=2, reason="Counted twice")
    refused("programme.report.stale", reports.approve, actor=bob, report_id=report.public_id, expected_n=2)
    assert Report.objects.get().state == "submitted"


def test_the_database_asks_a_role_of_planning_and_reporting():
    of, project = an_indicator(), a_project()
    a_period()
    value = reported(of)
    nina = "nina"
    kept_out("not theirs", nina, "project", "started", project)
    kept_out("not theirs", nina, "result", "withdrawn", a_result())
    kept_out("not theirs", nina, "indicator", "changed", of, changes={"title": "x"})
    new = {"title": "x", "kind": "training", "audiences": [], "words": "", "project": "", "place": ""}
    kept_out("not theirs", nina, "initiative", "opened", None, changes=new)
    noted = {"initiative": an_initiative().public_id, "held_on": DAY, "total": 1, "counts": []}
    kept_out("not theirs", nina, "participation", "noted", None, changes=noted)
    kept_out("not theirs", nina, "value", "reported", None, changes=said_of(of.public_id, place="GH"))
    # Who approved is said by nobody: it is who did.
    for name in ("reported_by", "approved_by"):
        kept_out("cannot be changed", "alice", "value", "changed", value, changes={name: actor("bob").id})
    values.approve(actor=actor("bob"), value_id=value.public_id, expected_n=1)
    there, reason = Value.objects.get(), "x"
    kept_out("not theirs", "alice", "value", "reopened", there, note=reason)
    RECORDER.record(actor("bob"), "value", "reopened", there, note=reason)
    assert Value.objects.get().approved_by == ""
    assert differences() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("fund_officer", "programme_officer"), ("fund_officer", "programme_manager"), ("rights_adviser", "evaluator")],
)  # fmt: skip
def test_roles_that_nobody_holds_together(one, other):
    assert rights.conflicts(frozenset({one, other}))


def test_a_complaint_may_be_about_everybody_who_works():
    give("dave", "evaluator")
    assert {actor("erin").id, actor("dave").id} <= {text for text, _name in feedback.staff(actor("judy"))}


def test_nothing_new_is_promised_of_a_project_that_is_over():
    alice = actor("alice")
    project = planning.open_project(actor=alice, new=planning.NewProject("GF-OVER", "Over", outcomes=["O1"]))
    result = planning.state_result(actor=alice, level="output", title="Law", outcome="O1", project=project.public_id)  # fmt: skip
    a_recipient(project.public_id)
    for move in (projects.start, projects.close):
        move(actor=alice, project_id=project.public_id)
    refused(
        "programme.impossible", planning.state_result, actor=alice, level="output", title="More", outcome="O1", project=project.public_id,
    )  # fmt: skip
    refused("programme.impossible", planning.define_indicator, actor=alice, result=result.public_id, new=planning.NewIndicator("Laws", "number"))  # fmt: skip
