"""What the verifier names of acts that somebody put past the triggers: values, reports, the committee, feedback, evaluations."""

from __future__ import annotations

import pytest

from ifar.programme import conduct_replay, indicators
from ifar.programme.services import values
from tests.cast import actor
from tests.programme.conftest import differences, guarded
from tests.programme.test_acts import a_period, an_indicator, reported
from tests.programme.test_assessment import Rows


def named(*acts) -> list[str]:
    """What the verifier names; an act is record_type, subject, kind, what it sets, who did it (`ann+bea`: Ann, who stands in for Bea)."""
    counted: dict[tuple[str, str], int] = {}
    rows = []
    for record_type, subject, kind, changes, by in acts:
        who, *others = by.split("+")
        counted[record_type, subject] = counted.get((record_type, subject), 0) + 1
        rows.append((record_type, subject, counted[record_type, subject], kind, changes, who, [who, *others]))
    (check,) = conduct_replay.REPLAYS
    return [
        *guarded(*acts),
        *(f"{difference.place}: {difference.says}" for difference in check.check(Rows(*rows), None)),
    ]


OPEN = ("period", "P", "opened", {"state": "open", "name": "2025"}, "bea")
LOCKED = ("period", "P", "locked", {"state": "locked"}, "bea")


def a_value(kind, who, **more):
    state = {"approved": "approved", "drafted": "draft", "reopened": "draft", "changed": "draft"}.get(
        kind, "submitted"
    )
    place = {"indicator": "I", "period": "2025"} if kind in ("drafted", "reported") else {}
    return ("value", "V", kind, {"state": state, **place, **more}, who)


def approved(who):
    return a_value("approved", who)


@pytest.mark.parametrize(
    ("acts", "found"),
    [
        ([OPEN, a_value("reported", "ann"), approved("bea"), LOCKED], []),
        ([OPEN, a_value("drafted", "bea"), a_value("submitted", "ann"), approved("bea")], ["value V, act 3: approved: programme.value.own"]),
        ([OPEN, a_value("reported", "ann"), a_value("approved", "bea", approved_by="cy")], ["value V, act 2: it sets approved_by"]),
        # Whoever wrote before the last approval may approve what others wrote since.
        ([OPEN, a_value("reported", "ann"), approved("bea"), a_value("reopened", "ann"), a_value("changed", "bea"), a_value("submitted", "bea"), approved("ann")], []),
        ([OPEN, a_value("reported", "ann"), approved("bea"), LOCKED, a_value("reopened", "bea")], ["value V, act 3: moved"]),
        ([a_value("reported", "ann")], ["value V, act 1: moved"]),
        ([OPEN, a_value("reported", "ann"), approved("bea+ann")], ["value V, act 2: approved: programme.value.own"]),
        ([OPEN, a_value("reported", "ann"), approved("bea+cy")], []),
    ],
)  # fmt: skip
def test_values(acts, found):
    results = named(*acts)
    assert len(results) == len(found)
    assert all(text.startswith(start) for text, start in zip(results, found, strict=True))


def test_reports():
    made = ("report", "R", "composed", {"state": "draft"}, "ann")
    sent = ("report", "R", "submitted", {"state": "submitted"}, "ann")

    def ends(who, **more):
        return ("report", "R", "approved", {"state": "approved", **more}, who)

    assert named(made, sent, ends("bea")) == []
    assert named(made, sent, ends("ann")) == ["report R, act 3: approved: programme.value.own"]
    assert named(made, sent, ends("bea", approved_by="cy")) == ["report R, act 3: it sets approved_by"]
    other = ("report", "R", "changed", {"state": "draft"}, "cy")
    assert named(made, other) == ["report R, act 2: changed: programme.report.author"]
    assert len(named(made, other, sent, ends("cy"))) == 2


def seat(name, kind="filled", **more):
    set_ = {
        "state": kind,
        **({"starts_on": "2025-01-01", "ends_on": None} if kind == "filled" else {}),
        **more,
    }
    return ("seat", name, kind, set_, "bea")


SEATS = [seat("A"), seat("B"), seat("C")]
PLANNED = ("meeting", "M", "planned", {"state": "planned", "held_on": "2026-03-01"}, "bea")
HELD = ("meeting", "M", "opened", {"state": "open", "present": ["A", "B"], "quorum": 2}, "bea")
CLOSED = ("meeting", "M", "closed", {"state": "closed"}, "bea")
TABLED = ("decision", "D", "tabled", {"state": "tabled", "meeting": "M", "rule": "majority"}, "bea")
BOUND = ("decision", "D", "interest_declared", {"state": "tabled", "interests": ["A"]}, "bea")
FREE = ("decision", "D", "interest_declared", {"state": "tabled", "interests": []}, "bea")


def votes(kind="adopted", **cast):
    return ("decision", "D", kind, {"state": kind, "votes": cast}, "bea")


@pytest.mark.parametrize(
    ("acts", "wrong"),
    [
        ([PLANNED, HELD, TABLED, votes(A="yes")], ""),
        ([PLANNED, TABLED, votes(A="yes")], "programme.committee.quorum"),
        ([PLANNED, TABLED, HELD, CLOSED, votes(A="yes")], "programme.committee.quorum"),
        ([PLANNED, HELD, TABLED, votes(C="yes")], "do not count: absent"),
        ([PLANNED, HELD, TABLED, votes(Z="yes")], "has no seat"),
        ([PLANNED, HELD, TABLED, BOUND, votes(A="yes")], "do not count: interest"),
        ([PLANNED, HELD, TABLED, BOUND, FREE, votes(A="yes")], "do not count: interest"),
        ([PLANNED, HELD, TABLED, votes(A="no")], "something else"),
        ([PLANNED, HELD, TABLED, votes("rejected", A="yes")], "something else"),
        ([PLANNED, HELD, TABLED, seat("A", "ended"), votes(A="yes")], "has no seat"),
        ([PLANNED, (*HELD[:3], {**HELD[3], "quorum": 1}, "bea")], "smaller quorum"),
        ([PLANNED, (*HELD[:3], {**HELD[3], "present": ["A", "A"]}, "bea")], "has no seat"),
        ([PLANNED, (*HELD[:3], {**HELD[3], "present": ["A", "Z"]}, "bea")], "has no seat"),
        ([seat("B", "changed", state="filled", ends_on="2026-02-01"), PLANNED, HELD], "has no seat"),
    ],
)
def test_the_committee(acts, wrong):
    results = named(*SEATS, *acts)
    assert len(results) == (1 if wrong else 0), results
    assert all(wrong in text for text in results)


def test_feedback():
    got = ("feedback", "F", "received", {"state": "received", "about": "bob"}, "ann")

    def act(kind, who, **more):
        return ("feedback", "F", kind, {"state": kind, **more}, who)

    assert (
        named(
            got,
            act("looked_into", "bea"),
            act("answered", "bea", answered_on="2026-01-02"),
            act("closed", "bea", why="settled"),
        )
        == []
    )
    assert named(got, act("looked_into", "bob"), act("closed", "bob", why="taken_back")) == [
        "feedback F, act 2: looked_into: programme.feedback.own",
        "feedback F, act 3: closed: programme.feedback.own",
    ]
    assert named(got, act("looked_into", "bea"), act("closed", "bea", why="settled")) == ["feedback F, act 3: closed: programme.feedback.unanswered"]  # fmt: skip


PROJECT = ("project", "P", "opened", {"state": "planned", "responsible": "The Office"}, "ann")
OUTPUT = ("result", "O", "stated", {"state": "stated", "project": "P", "responsible": ""}, "cy")
COUNTED = ("indicator", "I", "defined", {"state": "defined", "result": "O"}, "dan")
TERMS = {"state": "commissioned", "project": "P", "evaluator": "A house", "account": "eve"}  # fmt: skip


def commissioned(who="bea", **more):
    return ("evaluation", "E", "commissioned", {**TERMS, **more}, who)


BEGUN = ("evaluation", "E", "begun", {"state": "under_way"}, "bea")
STATED = ("finding", "N", "stated", {"state": "stated", "evaluation": "E"}, "eve")
MADE = ("recommendation", "K", "made", {"state": "made", "evaluation": "E", "findings": ["N"]}, "eve")
DELIVERED = ("evaluation", "E", "delivered", {"state": "delivered"}, "eve")
TOLD = {"state": "answered", "response": "accepted", "reasons": "So", "owner": "Us", "due_on": "2026-09-01"}
ANSWERED = ("recommendation", "K", "answered", TOLD, "ann")
FOLLOWED = ("recommendation", "K", "followed", {"state": "answered"}, "ann")
DONE = ("evaluation", "E", "closed", {"state": "closed"}, "bea")
WHOLE = [commissioned(), BEGUN, STATED, MADE, DELIVERED, ANSWERED, FOLLOWED, DONE]


def by(act, who):
    """The same act by somebody else."""
    return (*act[:4], who)


def instead(act, by):
    """The whole evaluation with one act done by somebody else."""
    return [(*item[:4], by) if item is act else item for item in WHOLE]


@pytest.mark.parametrize(
    ("acts", "wrong"),
    [
        (WHOLE, []),
        ([commissioned(account="cy")], ["not independent: worked"]),
        ([commissioned(account="dan")], ["not independent: worked"]),
        ([commissioned(account="bea")], ["programme.evaluation.own", "not independent: own"]),
        ([commissioned(evaluator="the  office")], ["not independent: responsible"]),
        ([commissioned(commissioned_by="cy")], ["it sets commissioned_by"]),
        # Who commissions enters what an evaluator without an account found, and then does not answer or close it.
        ([commissioned(account=""), BEGUN, by(STATED, "bea"), by(MADE, "bea"), by(DELIVERED, "bea"), ANSWERED, by(DONE, "cy")], []),
        ([commissioned(account=""), BEGUN, by(STATED, "bea"), by(MADE, "bea"), by(DELIVERED, "bea"), by(ANSWERED, "bea")], ["answered by"]),
        ([commissioned(account=""), BEGUN, by(STATED, "bea"), by(DELIVERED, "bea"), DONE], ["closed by who evaluated"]),
        ([commissioned(), BEGUN, STATED, ("lesson", "C", "noted", {"state": "noted", "project": "P"}, "eve"), DELIVERED], ["delivered of"]),
        (instead(STATED, "cy"), ["stated by another"]),
        (instead(MADE, "cy"), ["made by another"]),
        (instead(DELIVERED, "cy"), ["programme.evaluation.another"]),
        (instead(ANSWERED, "eve"), ["answered by the evaluator"]),
        (instead(FOLLOWED, "eve"), ["followed by the evaluator"]),
        ([item for item in WHOLE if item is not BEGUN], ["stated: programme.impossible", "made: programme.impossible", "act 2: delivered"]),
        ([commissioned(), BEGUN, DELIVERED], ["without a finding"]),
        ([commissioned(), BEGUN, STATED, MADE, ANSWERED], ["answered: programme.impossible"]),
        ([commissioned(), BEGUN, STATED, MADE, DELIVERED, DONE], ["waits for an answer"]),
        ([commissioned(), BEGUN, MADE], ["findings that there are not"]),
    ],
)  # fmt: skip
def test_evaluations(acts, wrong):
    results = named(PROJECT, OUTPUT, COUNTED, *acts)
    assert len(results) == len(wrong), results
    assert all(part in text for text, part in zip(results, wrong, strict=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_the_acts_of_the_database_are_asked(monkeypatch):
    of, _period = an_indicator(), a_period()
    values.approve(actor=actor("bob"), value_id=reported(of).public_id, expected_n=1)
    assert differences() == []
    monkeypatch.setattr(indicators, "may_move", lambda state: state != "open")
    assert len(differences()) == 2
