"""Human rights before support to security forces: the rule table by table, the wrong person refused, and the database around the service."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.programme import diligence, diligence_replay
from ifar.programme.diligence import RISKS, Risk
from ifar.programme.fund import postings
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewContribution, NewMovement, journal_of
from ifar.programme.models import Diligence, Project, Result
from ifar.programme.selectors import diligence as selectors
from ifar.programme.services import diligence as services
from ifar.programme.services import planning, projects
from ifar.programme.services.diligence import Assessed
from ifar.programme.services.writing import RECORDER, today
from tests.acting import without_guards
from tests.cast import actor
from tests.programme.conftest import differences, guarded
from tests.programme.test_acts import DAY, a_project
from tests.programme.test_assessment import Rows

D = Decimal
JUNE = dt.date(2026, 6, 1)


def risks(**graded: tuple[str, str]) -> list[Risk]:
    """All risks, low but for those that are named: grade before and after."""
    results = []
    for risk in RISKS:
        before, after = graded.get(risk, ("low", "low"))
        more = ("Grounds", "Measures") if before != "low" else ("", "")
        results.append(Risk(risk, before, after, *more))
    return results


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (risks(), ("", "")),
        (risks(force=("high", "medium")), ("", "")),
        (risks()[1:], ("killings", "missing")),
        ([*risks(), risks()[0]], ("killings", "missing")),
        (risks(torture=("none", "low")), ("torture", "grade")),
        ([Risk("killings", "medium", "low", "", "M"), *risks()[1:]], ("killings", "grounds")),
        ([Risk("killings", "medium", "low", "G", ""), *risks()[1:]], ("killings", "measures")),
        (risks(force=("medium", "high")), ("force", "worse")),
    ],
)
def test_how_risks_are_assessed(given, wrong):
    assert diligence.risks_wrong(given) == wrong


@pytest.mark.parametrize(
    ("graded", "until", "wrong"),
    [
        (risks(), dt.date(2026, 12, 1), ""),
        (risks(force=("high", "high")), dt.date(2026, 12, 1), "high"),
        (risks(), JUNE, "past"),
        (risks(), dt.date(2027, 5, 2), ""),
        (risks(), dt.date(2027, 5, 3), "long"),
    ],
)
def test_what_is_released_and_until_when(graded, until, wrong):
    results = [item.told() for item in graded]
    assert diligence.release_wrong(results, dt.date(2026, 5, 1), until, JUNE) == wrong


@pytest.mark.parametrize(
    ("needs", "carried", "holds", "open_"),
    [
        (set(), set(), (), []),
        ({""}, set(), (), [""]),
        ({""}, {""}, (), []),
        ({"a"}, {""}, (), []),
        ({""}, {"a"}, (), [""]),
        ({"", "a", "b"}, {"a"}, (), ["", "b"]),
        # A hold goes before a release of the whole, or of the same.
        ({"", "a", "b"}, {""}, {"a"}, ["a"]),
        ({"a", "b"}, {"a", "b"}, {""}, ["a", "b"]),
        ({"a", "b"}, {"a", "b"}, {"a"}, ["a"]),
        ({""}, {""}, {"a"}, ["a"]),
        (set(), set(), {"", "a"}, []),
        ({"b"}, {"b"}, {"a"}, []),
    ],
)
def test_what_a_release_carries(needs, carried, holds, open_):
    assert diligence.uncovered(needs, carried, holds) == open_


@pytest.mark.parametrize(
    ("assessed", "may"),
    [
        (set(), False),
        ({"draft"}, False),
        ({"waiting"}, False),
        ({"released"}, False),
        ({"withdrawn", "waiting"}, False),
        ({"held"}, True),
        ({"withdrawn", "draft"}, True),
    ],
)
def test_when_a_mark_goes_with_its_activity(assessed, may):
    assert diligence.may_drop(assessed) is may


def test_how_a_release_is_shown_and_what_is_graver():
    assert diligence.shown("released", JUNE, JUNE) == "ending"
    assert diligence.shown("released", JUNE, JUNE + dt.timedelta(days=1)) == "expired"
    assert diligence.shown("released", JUNE + dt.timedelta(days=61), JUNE) == "released"
    assert diligence.shown("held", JUNE, JUNE) == "held"
    assert diligence.current("released", JUNE, JUNE)
    assert not diligence.current("held", JUNE, JUNE)
    was, is_now = ([risk.told() for risk in risks(force=("high", after))] for after in ("low", "medium"))
    assert diligence.graver(was, is_now)
    assert not diligence.graver(is_now, was)


def test_the_verifier_names_what_began_without_a_release():
    lines = {"lines": [{"account": "unallocated", "project": "", "amount": "5"}, {"account": "allocated", "project": "R1", "amount": "-5"}]}  # fmt: skip
    marked = ("project", "R1", 1, "opened", {"state": "planned", "security_forces": True}, "ann", JUNE, {})
    start = ("project", "R1", 2, "started", {"state": "active"}, "ann", JUNE, {})
    money = ("journal", "R9", 1, "posted", {"move": "allocation"}, "nic", JUNE, lines)
    made = {"state": "waiting", "project": "R1", "activity": "", "risks": [risk.told() for risk in risks()], "assessed_on": "2026-05-01"}  # fmt: skip
    assessed_ = ("diligence", "R5", 1, "assessed", made, "ann", JUNE, {})
    until = {"state": "released", "released_until": "2026-07-01"}
    (check,) = diligence_replay.REPLAYS

    court = {"state": "named", "project": "R1", "activity": "", "kind": "justice", "support": ["training"]}
    receive = [("recipient", "R0", 1, "named", court, "ann", JUNE, {}), ("recipient", "R0", 2, "confirmed", {"state": "confirmed"}, "eve", JUNE, {})]  # fmt: skip

    def named(*acts, who=receive):
        return [difference.place for difference in check.check(Rows.by(*who, *acts), None)]

    plain = ("project", "R1", 1, "opened", {"state": "planned", "security_forces": False}, "ann", JUNE, {})
    # Who receives what decides, not what is marked; and nothing begins for nobody, or for somebody whom nobody else confirmed.
    assert named(plain, start, money, who=[]) == ["project R1, act 2", "journal R9, act 1"]
    assert named(plain, start, who=receive[:1]) == ["project R1, act 2"]
    assert named(plain, start, money) == []
    force = ("recipient", "R3", 1, "named", {**court, "kind": "border"}, "ann", JUNE, {})
    assert named(plain, start, money, who=[*receive, force]) == ["project R1, act 2", "journal R9, act 1"]
    until = {"state": "released", "released_until": "2026-07-01"}
    for about, wrong in (({"forces": ["border"]}, []), ({"forces": ["police"]}, ["project R1, act 2", "journal R9, act 1"])):  # fmt: skip
        asked = (
            "diligence",
            "R5",
            1,
            "assessed",
            {**made, "support": ["training"], **about},
            "ann",
            JUNE,
            {},
        )
        carried = ("diligence", "R5", 2, "released", until, "eve", JUNE, {})
        assert named(plain, asked, carried, start, money, who=[*receive, force]) == wrong
    own = [
        ("recipient", "R0", "named", court, "ann"),
        ("recipient", "R0", "confirmed", {"state": "confirmed"}, "ann"),
    ]
    assert guarded(*own) == ["recipient R0, act 2: confirmed: programme.diligence.named"]
    both = ("recipient", "R3", 2, "confirmed", {"state": "confirmed"}, "eve", JUNE, {})
    assert named(plain, who=[*receive, force, both]) == ["recipient R3, act 2"]

    assert named(marked, start, money) == ["project R1, act 2", "journal R9, act 1"]
    released = ("diligence", "R5", 2, "released", until, "eve", JUNE, {})
    assert named(marked, assessed_, released, start, money) == []
    own = [("diligence", "R5", "assessed", made, "ann"), ("diligence", "R5", "released", until, "ann")]
    assert guarded(*own) == ["diligence R5, act 2: released: programme.diligence.own"]
    held = ("diligence", "R5", 3, "held", {"state": "held"}, "eve", JUNE, {})
    assert named(marked, assessed_, released, held, start) == ["project R1, act 2"]
    late = (*start[:6], dt.date(2026, 7, 2), {})
    assert named(marked, assessed_, released, late) == ["project R1, act 2"]
    activity = ("result", "R7", 1, "stated", {"security_forces": True, "project": "R1"}, "ann", JUNE, {})
    gone = ("result", "R7", 2, "withdrawn", {"state": "withdrawn"}, "ann", JUNE, {})
    assert named(plain, activity, start) == ["project R1, act 2"]
    # An activity takes its mark along only where its assessment is held or withdrawn.
    assert named(plain, activity, gone, start) == ["result R7, act 2"]
    own = ("diligence", "R6", 1, "assessed", {**made, "activity": "R7"}, "ann", JUNE, {})
    dropped = ("diligence", "R6", 2, "withdrawn", {"state": "withdrawn"}, "ann", JUNE, {})
    assert named(plain, activity, own, gone) == ["result R7, act 2"]
    assert named(plain, activity, own, dropped, gone, start) == []
    # A hold on it goes before the release of the whole, whatever was changed since, and those who wrote do not take it away.
    stop = ("diligence", "R6", 2, "held", {"state": "held"}, "eve", JUNE, {})
    again = ("diligence", "R6", 3, "changed", {"state": "waiting"}, "ann", JUNE, {})
    whole = [marked, assessed_, released, activity, own]
    assert named(*whole, start, money) == []
    assert named(*whole, stop, start, money) == ["project R1, act 2", "journal R9, act 1"]
    assert named(*whole, stop, again, start) == ["project R1, act 2"]
    assert named(*whole, stop, (*dropped[:2], 3, *dropped[3:]), start) == ["diligence R6, act 3"]
    assert named(*whole, held, (*own[:1], "R8", *own[2:])) == [
        "diligence R8, act 1"
    ]  # a second one of the same
    # A review names every risk once.
    short = (
        "diligence",
        "R5",
        3,
        "reviewed",
        {"state": "released", "risks": made["risks"][1:]},
        "ann",
        JUNE,
        {},
    )
    twice = (*short[:4], {"state": "released", "risks": [*made["risks"][1:], made["risks"][1]]}, *short[5:])
    graver = (
        *short[:4],
        {"state": "released", "risks": [{**made["risks"][0], "after": "high"}, *made["risks"][1:]]},
        *short[5:],
    )
    for wrong in (short, twice, graver):
        assert named(marked, assessed_, released, wrong) == ["diligence R5, act 3"]


SAID = Assessed(["Border Brigade"], ["border"], ["training"], risks(force=("high", "medium")))


def assess(project, who="alice", said=SAID, **more) -> Diligence:
    return services.assess(actor=actor(who), project=project.public_id, said=said, **more)


def release(item, n=1, who="erin", days=100, reason="The measures answer the risks") -> Diligence:
    until = today() + dt.timedelta(days=days)
    return services.release(
        actor=actor(who), diligence_id=item.public_id, expected_n=n, until=until, reason=reason
    )


def start(project):
    return projects.start(actor=actor("alice"), project_id=project.public_id)


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_nothing_begins_before_another_person_released_it():
    project = a_project(security_forces=True)
    with pytest.raises(Refused) as refused:
        start(project)
    assert refused.value.code == "programme.diligence.needed"
    record = assess(project)
    with pytest.raises(Forbidden):
        release(record, who="alice")
    with pytest.raises(Forbidden):
        release(record, who="bob")  # who manages the programme decides nothing of it
    for wrong, field in (({"days": 0}, "until"), ({"days": 367}, "until"), ({"reason": " "}, "reason")):
        with pytest.raises(Invalid) as invalid:
            release(record, **wrong)
        assert invalid.value.field == field
    release(record)
    assert start(project).state == "active"
    held = services.hold(
        actor=actor("erin"), diligence_id=record.public_id, expected_n=2, reason="Two complaints"
    )
    projects.suspend(actor=actor("alice"), project_id=project.public_id)
    with pytest.raises(Refused):
        start(project)
    release(record, n=held.n, reason="Both were answered")
    assert start(project).state == "active"
    with pytest.raises(Conflict):
        services.hold(actor=actor("erin"), diligence_id=record.public_id, expected_n=1, reason="An old page")
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_what_stays_high_is_released_by_nobody_and_a_review_carries_a_renewal():
    project = a_project(security_forces=True)
    record = assess(
        project, said=Assessed(["Brigade"], ["border"], ["training"], risks(force=("high", "high")))
    )
    with pytest.raises(Refused) as refused:
        release(record)
    assert refused.value.code == "programme.diligence.high"
    old = Assessed(SAID.recipients, SAID.forces, SAID.support, SAID.risks, on=today() - dt.timedelta(days=300))  # fmt: skip
    services.change(actor=actor("judy"), diligence_id=record.public_id, expected_n=1, **vars(old))
    release(record, n=2, days=60)
    with pytest.raises(Invalid):  # the assessment carries no more than a year
        release(record, n=3, days=200)
    looked = services.change(actor=actor("alice"), diligence_id=record.public_id, expected_n=3, **vars(SAID))
    assert (looked.state, looked.assessed_on) == ("released", today())
    assert release(record, n=4, days=200).n == 5
    # Other recipients, or a graver risk, wait for a new decision.
    more = Assessed(["Border Brigade", "Air Wing"], SAID.forces, SAID.support, SAID.risks)
    assert (
        services.change(actor=actor("alice"), diligence_id=record.public_id, expected_n=5, **vars(more)).state
        == "waiting"
    )
    services.withdraw(
        actor=actor("alice"), diligence_id=record.public_id, expected_n=6, reason="Not given after all"
    )
    with pytest.raises(Refused):
        services.change(actor=actor("alice"), diligence_id=record.public_id, expected_n=7, **vars(SAID))
    kinds = [version.kind for version in selectors.versions(actor("dave"), record.public_id)]
    assert kinds == ["withdrawn", "changed", "renewed", "reviewed", "released", "changed", "assessed"]
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_an_activity_with_security_forces_needs_its_release_and_no_other():
    project = a_project()
    result = {"actor": actor("alice"), "project": project.public_id, "outcome": "O1"}
    with pytest.raises(Invalid):
        planning.state_result(**result, level="output", title="Trained", security_forces=True)
    activity = planning.state_result(**result, level="activity", title="Training of a unit", security_forces=True)  # fmt: skip
    other = planning.state_result(**result, level="activity", title="A workshop of judges")
    with pytest.raises(Refused):
        start(project)
    release(assess(project, activity=other.public_id))
    with pytest.raises(Refused):
        start(project)
    release(assess(project, activity=activity.public_id))
    assert start(project).state == "active"
    with pytest.raises(NotFound):
        assess(a_project("P-2"), activity=activity.public_id)
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_whoever_plans_marks_and_another_takes_the_mark_off():
    project = a_project()
    start(project)
    assert projects.mark(actor=actor("alice"), project_id=project.public_id).security_forces
    with pytest.raises(Forbidden):
        projects.unmark(actor=actor("alice"), project_id=project.public_id, reason="It stands in the way")
    record = Project.objects.get()
    with (
        pytest.raises(IntegrityError, match="not theirs"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(
            actor("alice"),
            "project",
            "unmarked",
            record,
            changes={"security_forces": False},
            note="x",
        )
    waits = selectors.waiting(actor("dave"), today())
    assert [(waiting.state, waiting.project.state) for waiting in waits.rows] == [("uncovered", "active")]
    assert waits.running == 1
    assert not projects.unmark(actor=actor("erin"), project_id=project.public_id, reason="It trains judges").security_forces  # fmt: skip
    assert differences() == []


def given(project) -> str:
    """A contribution with money in the bank."""
    new = NewContribution("A donor", "AGR-1", "USD", D(1130), D(1), DAY)
    contribution = fund.agree(actor=actor("nina"), new=new)
    fund.book(actor=actor("nina"), new=NewMovement("receipt", D(1130), DAY, contribution.public_id))
    return contribution.public_id


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_no_money_goes_to_it_before_and_what_is_owed_is_still_paid():
    project, free = a_project(security_forces=True), a_project("P-2")
    text, nina = given(project), actor("nina")
    asked = NewMovement("allocation", D(100), DAY, text, project.public_id)
    with pytest.raises(Refused) as refused:
        fund.book(actor=nina, new=asked)
    assert refused.value.code == "programme.diligence.needed"
    fund.book(actor=nina, new=NewMovement("allocation", D(100), DAY, text, free.public_id))
    with pytest.raises(Refused):
        fund.book(actor=nina, new=NewMovement("reallocation", D(10), DAY, text, free.public_id, to=project.public_id))  # fmt: skip
    due = release(assess(project))
    start(project)
    fund.book(actor=nina, new=asked)
    fund.book(actor=nina, new=NewMovement("obligation", D(60), DAY, text, project.public_id))
    services.hold(actor=actor("erin"), diligence_id=due.public_id, expected_n=due.n, reason="A complaint")
    with pytest.raises(Refused):
        fund.book(actor=nina, new=NewMovement("obligation", D(1), DAY, text, project.public_id))
    fund.book(actor=nina, new=NewMovement("expenditure", D(60), DAY, text, project.public_id))
    fund.book(actor=nina, new=NewMovement("release", D(40), DAY, text, project.public_id))
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_a_hold_goes_before_every_release_of_the_same_project():
    project, alice, erin = a_project(security_forces=True), actor("alice"), actor("erin")
    activity = planning.state_result(actor=alice, project=project.public_id, outcome="O1", level="activity", title="Arms of a unit", security_forces=True)  # fmt: skip
    whole = release(assess(project))
    own = assess(project, activity=activity.public_id)
    with pytest.raises(Refused) as refused:
        assess(project, activity=activity.public_id)
    assert refused.value.code == "programme.diligence.there"
    second = {"project": project.public_id, "activity": activity.public_id, **SAID.changes(draft=False)}  # fmt: skip
    with pytest.raises(Refused, match="assessed already"), transaction.atomic():
        RECORDER.record(alice, "diligence", "assessed", changes=second)

    def waits():
        for act in (lambda: start(project), lambda: RECORDER.record(alice, "project", "started", project)):
            with pytest.raises(Refused) as refused, transaction.atomic():
                act()
            assert refused.value.code == "programme.diligence.needed"

    def gone():
        RECORDER.record(alice, "result", "withdrawn", Result.objects.get(public_id=activity.public_id))

    with (
        pytest.raises(IntegrityError, match="its mark goes with it"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        gone()
    held = services.hold(
        actor=erin, diligence_id=own.public_id, expected_n=1, reason="Killings were reported"
    )
    waits()
    # Nor does it end because those who plan change or withdraw what is held.
    held = services.change(actor=alice, diligence_id=held.public_id, expected_n=held.n, **vars(SAID))
    assert held.state == "waiting"
    waits()
    with pytest.raises(Forbidden):
        services.withdraw(
            actor=alice, diligence_id=held.public_id, expected_n=held.n, reason="It stands in the way"
        )
    with pytest.raises(IntegrityError, match="not theirs"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(alice, "diligence", "withdrawn", held, note="It stands in the way")
    with transaction.atomic():
        gone()
        assert start(project).state == "active"
        transaction.set_rollback(True)
    services.hold(actor=erin, diligence_id=whole.public_id, expected_n=whole.n, reason="All of it")
    release(held, n=held.n)
    waits()
    assert [waiting.state for waiting in selectors.waiting(actor("dave"), today()).rows] == ["held"]
    assert services.withdraw(actor=erin, diligence_id=whole.public_id, expected_n=whole.n + 1, reason="It is assessed anew").state == "withdrawn"  # fmt: skip
    release(assess(project))
    assert start(project).state == "active"
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_the_database_refuses_it_around_the_service():
    project = a_project(security_forces=True)
    alice, erin, bob = (actor(name) for name in ("alice", "erin", "bob"))
    text = given(project)
    movement = postings.Movement("allocation", D("100.00"), text, project.public_id)
    changes, details = journal_of(movement, postings.lines(movement), on=DAY, currency="USD", amount=D(100), rate=D(1), rate_source="", reference="")  # fmt: skip
    with (
        pytest.raises(Refused) as refused,
        transaction.atomic(),
    ):  # the service of writing says what the database said
        RECORDER.record(actor("nina"), "journal", "posted", changes=changes, details=details)
    assert refused.value.code == "programme.diligence.needed"
    with pytest.raises(Refused), transaction.atomic():
        RECORDER.record(alice, "project", "started", project)
    made = assess(project)
    later, far = today() + dt.timedelta(days=30), today() + dt.timedelta(days=400)
    reason = "Because"
    for who, kind, changes, says in (
        (bob, "released", {"released_until": later}, "not theirs"),
        (alice, "held", {}, "not theirs"),
        (erin, "released", {"released_until": later, "decided_by": alice.id}, "cannot be released"),
        (erin, "released", {"released_until": far}, "assessment carries"),
        (erin, "released", {"released_until": today()}, "assessment carries"),
    ):
        with pytest.raises(IntegrityError, match=says), transaction.atomic(), without_guards(RECORDER):
            RECORDER.record(who, "diligence", kind, made, changes=changes, note=reason)
    high = assess(
        a_project("P-2", security_forces=True),
        said=Assessed(["Brigade"], ["border"], ["training"], risks(force=("high", "high"))),
    )
    with pytest.raises(IntegrityError, match="stays high"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(erin, "diligence", "released", high, changes={"released_until": later}, note=reason)  # fmt: skip
    released = release(made)
    graver = [risk.told() for risk in risks(force=("high", "high"))]
    with pytest.raises(IntegrityError, match="graver"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(alice, "diligence", "reviewed", released, changes={"risks": graver, "assessed_on": today()})  # fmt: skip
    low = [risk.told() for risk in risks()]
    for wrong in (low[1:], [*low, low[0]], [{**low[0], "risk": "none"}, *low[1:]]):
        with (
            pytest.raises(IntegrityError, match="left out, or named twice"),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(alice, "diligence", "reviewed", released, changes={"risks": wrong, "assessed_on": today()})  # fmt: skip
    with pytest.raises(IntegrityError, match="cannot be"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(alice, "diligence", "reviewed", released, changes={"recipients": ["Others"]})
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        Diligence.objects.update(state="released")


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_from_the_mark_to_the_release_over_http(signed_in, django_assert_max_num_queries):
    alice, erin, dave = (signed_in(name) for name in ("alice", "erin", "dave"))
    project = a_project()
    page = f"/programme/projects/{project.public_id}/"
    assert f"{page}acts/marked/" in alice.get(page).content.decode()
    assert alice.post(f"{page}acts/marked/", {"expected_n": str(project.n)}).status_code == 302
    assert alice.post(f"{page}acts/unmarked/", {"reason": "x"}).status_code == 403
    assert alice.post(f"{page}acts/started/").status_code == 422
    assert Project.objects.get().state == "planned"
    shown = alice.get(page).content.decode()
    assert "human-rights due diligence comes first" in shown
    assert "Not assessed" in dave.get("/programme/diligence/").content.decode()
    form = f"{page}diligence/new/"
    assert alice.get(form).status_code == 200
    values = {f"risks-{risk.risk}-{part}": text for risk in SAID.risks for part, text in risk.told().items() if part != "risk"}  # fmt: skip
    values |= {"recipients": "Border Brigade\n", "forces": ["border"], "support": ["training"]}
    wrong = alice.post(form, {**values, "risks-torture-before": ""})
    assert wrong.status_code == 422
    assert "none is left out" in wrong.content.decode()
    draft = alice.post(form, {"recipients": "A unit", "kept": "draft"})
    assert draft.status_code == 302
    assert alice.get(draft.url).status_code == 200
    assert alice.post(f"{draft.url}acts/submitted/", {"expected_n": "1"}).status_code == 422
    assert alice.post(f"{draft.url}acts/withdrawn/", {"expected_n": "1", "reason": "x"}).status_code == 302
    made = alice.post(form, values)
    assert made.status_code == 302
    url = made.url
    assert "Border Brigade" in erin.get(url).content.decode()
    assert erin.get(form).status_code == 403
    release = f"{url}acts/released/"
    assert alice.post(release, {"expected_n": "1"}).status_code == 403
    assert erin.post(release, {"expected_n": "1", "reason": "x"}).status_code == 422  # no day
    until = (today() + dt.timedelta(days=30)).isoformat()
    result = {"expected_n": "1", "until": until, "reason": "The measures answer the risks"}
    assert alice.post(release, result).status_code == 403
    assert erin.post(release, {**result, "reason": ""}).status_code == 422
    assert erin.post(release, result).status_code == 302
    assert alice.post(f"{page}acts/started/").status_code == 302
    assert Project.objects.get().state == "active"
    assert alice.get(f"{url}change/").status_code == 200
    assert alice.post(f"{url}change/", {**values, "expected_n": "2"}).status_code == 302
    assert Diligence.objects.get(state="released").n == 3
    assert erin.post(f"{url}acts/held/", {"expected_n": "3", "reason": "A complaint"}).status_code == 302
    for address, queries in (("/programme/diligence/", 15), (url, 16), (page, 18)):
        dave.get(address)
        with django_assert_max_num_queries(queries):
            assert dave.get(address).status_code == 200
    assert "A complaint" in dave.get(url).content.decode()
    assert erin.post(f"{page}acts/unmarked/", {"reason": "No"}).status_code == 302
    assert dave.get("/programme/diligence/R0000000000000/").status_code == 404
    assert differences() == []
