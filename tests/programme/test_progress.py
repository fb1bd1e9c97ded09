"""Progress reports and evaluations: their rules, who may do what, the database around the service, pages, the sealed PDF."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

import pypdfium2
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from ifar.acts.guards import Situation
from ifar.documents import seal
from ifar.errors import Conflict, Forbidden, Invalid, Refused
from ifar.languages import LANGUAGES
from ifar.ledger.keys import Keyring
from ifar.programme import evaluation, progress, report_texts
from ifar.programme.acts import ACTS
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewContribution, NewMovement
from ifar.programme.models import Evaluation, Finding, Recommendation, Report, Result
from ifar.programme.services import evaluations, feedback, planning, projects, reports, values, working
from ifar.programme.services import work as services
from ifar.programme.services.evaluations import Terms
from ifar.programme.services.work import NewActivity
from ifar.programme.services.writing import RECORDER, today
from tests.acting import without_guards
from tests.cast import actor
from tests.programme.conftest import differences, give
from tests.programme.test_acts import a_period, a_project, reported
from tests.programme.test_work import a_plan

DAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("begun", "done", "cancelled", "standing", "days"),
    [(None, None, False, "late", 20), (-10, None, False, "late", 5), (-10, -6, False, "done", 0), (-10, 3, False, "late", 5), (None, None, True, "cancelled", 0), (3, None, False, "late", 20)],
)  # fmt: skip
def test_how_an_activity_stood_on_a_day(begun, done, cancelled, standing, days):
    first, last = DAY - dt.timedelta(days=20), DAY - dt.timedelta(days=5)
    on = [DAY + dt.timedelta(days=item) if item is not None else None for item in (begun, done)]
    assert progress.standing_at(*on, cancelled, first, last, DAY) == (standing, days)


@pytest.mark.parametrize(("starts", "ends", "done", "within"), [(-400, -380, None, True), (-400, -380, -370, False), (-5, 50, None, True), (1, 50, None, False), (-400, -380, -2, True)])  # fmt: skip
def test_what_belongs_into_a_report(starts, ends, done, within):
    days = [DAY + dt.timedelta(days=item) if item is not None else None for item in (starts, ends, done)]
    assert progress.within(*days, DAY - dt.timedelta(days=90), DAY) is within


def test_the_words_of_reports_are_complete_in_six_languages():
    with report_texts.TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["key"] for row in rows}) == len(rows)
    for row in rows:
        assert all(row[language].strip() for language in LANGUAGES), row["key"]
        put_in = {tuple(sorted(re.findall(r"%\((\w+)\)s", row[language]))) for language in LANGUAGES}
        assert len(put_in) == 1, row["key"]


@pytest.mark.parametrize(
    ("name", "account", "workers", "wrong"),
    [("Institute", "", (), ""), ("  national   COMMISSION ", "", (), "responsible"), ("Institute", "U1", ("U1",), "worked"), ("Institute", "U2", ("U1",), ""), ("Institute", "U9", (), "own"), ("ann  Okoro", "", (), "named"), ("Institute", "", ("U9",), "commissioner")],
)  # fmt: skip
def test_who_is_independent(name, account, workers, wrong):
    dependence = evaluation.dependence(name, account, concerned=["National commission", ""], workers=workers, commissioner="U9", names=["Ann Okoro"])  # fmt: skip
    assert dependence == wrong


@pytest.mark.parametrize(
    ("response", "reasons", "owner", "due", "wrong"),
    [("accepted", "yes", "Team", DAY, ""), ("accepted", "yes", "", DAY, "owner"), ("partly", "yes", "Team", None, "due_on"), ("rejected", "no", "", None, ""), ("rejected", " ", "", None, "reasons"), ("maybe", "x", "x", DAY, "response")],
)  # fmt: skip
def test_what_an_answer_says(response, reasons, owner, due, wrong):
    report = {"response": response, "reasons": reasons, "owner": owner, "due_on": due and due.isoformat()}
    result = {"state": "delivered"}
    asked = Situation({}, report, {}, "", "", frozenset(), list, lambda *_: result)
    refused = [guard.field for guard in ACTS["recommendation", "answered"].guards if not guard.holds(asked)]
    assert refused == ([wrong] if wrong else [])


def test_what_was_promised_is_late():
    assert evaluation.overdue("answered", "partly", DAY, DAY + dt.timedelta(days=2)) == 2
    assert evaluation.overdue("answered", "rejected", DAY, DAY + dt.timedelta(days=2)) == 0
    assert evaluation.overdue("done", "accepted", DAY, DAY + dt.timedelta(days=2)) == 0


def a_report_of(year: str) -> tuple[str, Report]:
    """A project with values, money and work in a year, and a draft of Alice's."""
    project, result, late = a_plan()
    period = a_period(year)
    a_period(str(int(year) - 1))
    new = planning.NewIndicator("Arms marked", "number", baseline=Decimal(10), targets={year: Decimal(50)})
    indicator = planning.define_indicator(actor=actor("alice"), result=result, new=new)
    silent = planning.NewIndicator("Laws", "number", targets={year: Decimal(2)})
    planning.define_indicator(actor=actor("alice"), result=result, new=silent)
    value = reported(indicator, "60", period=year)
    values.approve(actor=actor("bob"), value_id=value.public_id, expected_n=1)
    projects.start(actor=actor("alice"), project_id=project)
    nina = actor("nina")
    day = period.starts_on
    gift = NewContribution("A donor", "AGR-1", "USD", Decimal(1130), Decimal(1), day)
    public_id = fund.agree(actor=nina, new=gift).public_id
    for move, amount in (("receipt", 1130), ("allocation", 800), ("obligation", 500), ("expenditure", 300)):
        where = "" if move == "receipt" else project
        fund.book(
            actor=nina, new=NewMovement(move, Decimal(amount), day, contribution=public_id, project=where)
        )
    working.begin_activity(actor=actor("alice"), activity_id=late, expected_n=1, on=day)
    return project, reports.compose(actor=actor("alice"), project=project, period=year, language="en")


@pytest.fixture
def roles_and_evaluator(roles: None) -> None:
    """Dave, who reads the strategy, evaluates too."""
    give("dave", "evaluator")


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_a_report_says_what_the_records_say_and_another_approves_it(signed_in):
    year = str(today().year)
    project, report = a_report_of(year)
    facts = report.facts
    assert [
        (indicator["number"], indicator["target"], indicator["band"]) for indicator in facts["indicators"]
    ] == [
        ("60", "50", "met"),
        ("", "2", "none"),
    ]
    # Who reported nothing is named, period by period; missing is no zero.
    assert facts["indicators"][1]["missing"] == [str(int(year) - 1), year]
    assert facts["indicators"][0]["missing"] == [str(int(year) - 1)]
    assert facts["money"]["within"] == {"allocated": "800.00", "obligated": "500.00", "spent": "300.00"}
    assert {activity["standing"] for activity in facts["activities"]} == {"late", "planned"}
    assert "late: 1" in report.texts["summary"]
    assert "Deliver machines" in report.texts["difficulties"]
    alice, bob = actor("alice"), actor("bob")
    with pytest.raises(Conflict):
        reports.compose(actor=alice, project=project, period=year, language="en")
    with pytest.raises(Forbidden):
        reports.rewrite(actor=actor("judy"), report_id=report.public_id, expected_n=1)
    reports.rewrite(
        actor=alice,
        report_id=report.public_id,
        expected_n=1,
        **{**report.texts, "summary": "All went well."},
    )
    with pytest.raises(Refused):
        reports.approve(actor=bob, report_id=report.public_id, expected_n=2)
    # The records move: the draft is composed anew before anybody approves it.
    services.add(
        actor=alice, project=project, new=NewActivity(facts_result(project), "One more", today(), today())
    )
    with pytest.raises(Refused) as refused:
        reports.hand_in(actor=alice, report_id=report.public_id, expected_n=2)
    assert refused.value.code == "programme.report.moved"
    reports.renew(actor=alice, report_id=report.public_id, expected_n=2)
    reports.hand_in(actor=alice, report_id=report.public_id, expected_n=3)
    with pytest.raises(Forbidden):
        reports.approve(actor=alice, report_id=report.public_id, expected_n=4)
    reports.give_back(actor=bob, report_id=report.public_id, expected_n=4, reason="Name the maker")
    page = signed_in("alice").get(f"/programme/reports/{report.public_id}/").content.decode()
    assert "Name the maker" in page
    reports.hand_in(actor=alice, report_id=report.public_id, expected_n=5)
    done = reports.approve(actor=bob, report_id=report.public_id, expected_n=6)
    assert (done.state, done.approved_by, done.texts["summary"]) == ("approved", bob.id, "All went well.")
    with pytest.raises(Refused):
        reports.rewrite(actor=alice, report_id=report.public_id, expected_n=7)
    assert differences() == []


def facts_result(project: str) -> str:
    """The result of a project."""
    return Result.objects.get(project=project).public_id


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_the_database_lets_nobody_approve_their_own_report():
    _project, report = a_report_of(str(today().year))
    alice, bob, judy = actor("alice"), actor("bob"), actor("judy")
    with (
        pytest.raises(IntegrityError, match=r"programme\.report\.author"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(judy, "report", "changed", report, changes={"texts": {}})
    RECORDER.record(alice, "report", "submitted", report)
    report.refresh_from_db()
    details = {"approved_on": today()}
    for who, result, says in (
        (alice, details, r"programme\.value\.own"),
        (bob, {**details, "approved_by": alice.id}, "cannot be approved"),
        (judy, details, "not theirs"),
        (bob, {"approved_on": DAY}, "another day"),
    ):
        with (
            pytest.raises(IntegrityError, match=says),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(who, "report", "approved", report, changes=result)
    with pytest.raises(IntegrityError, match="cannot be"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(bob, "report", "approved", report, changes={**details, "facts": {}})
    # A digest that is none of the facts' is found by the verifier.
    assert differences() == []
    with transaction.atomic():
        RECORDER.record(bob, "report", "returned", report, note="x")
        report.refresh_from_db()
        changes = {"language": "en", "facts": report.facts, "digest": "0" * 64, "composed_on": today()}
        RECORDER.record(alice, "report", "renewed", report, changes=changes)
        assert any("digest" in difference for difference in differences())
        transaction.set_rollback(True)
    # A manager who composed one does not approve it either.
    own = reports.compose(actor=bob, project=report.project, period=str(today().year - 1), language="fr")
    reports.hand_in(actor=bob, report_id=own.public_id, expected_n=1)
    with pytest.raises(Forbidden):
        reports.approve(actor=bob, report_id=own.public_id, expected_n=2)
    own.refresh_from_db()
    with (
        pytest.raises(IntegrityError, match=r"programme\.value\.own"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(bob, "report", "approved", own, changes={"approved_on": today()})


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_the_button_the_pages_and_the_sealed_pdf(signed_in, django_assert_max_num_queries, monkeypatch, tmp_path):  # fmt: skip
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", tmp_path, raising=False)
    Keyring.at(tmp_path).current(settings.IFAR_LEDGER_NAME)
    year = str(today().year)
    project, report = a_report_of(year)
    alice, bob, dave = (signed_in(name) for name in ("alice", "bob", "dave"))
    at, page = f"/programme/projects/{project}/reports/", f"/programme/reports/{report.public_id}/"
    with django_assert_max_num_queries(16):
        assert f"Report for {year}" in dave.get(at).content.decode()
    assert alice.post(at, {"period": year, "language": "en"}).status_code == 422
    assert alice.post(at, {"period": str(int(year) - 1), "language": "ar"}).status_code == 302
    assert dave.post(at, {"period": year, "language": "en"}).status_code == 403
    assert "المؤشرات" in Report.objects.get(language="ar").texts["summary"]
    for language in LANGUAGES:
        draft = alice.get(f"{page}{language}.pdf")
        text = " ".join(
            " ".join(
                page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(draft.content)
            ).split()
        )
        # Arabic comes out of a PDF in the order in which it is seen.
        seen = (report_texts.words("head.project", language), "Deliver machines")
        assert language == "ar" or all(code in text for code in seen), language
    assert b"%ifar-seal/1" not in draft.content
    assert alice.get(f"{page}de.pdf").status_code == 422
    write = f"{page}acts/changed/"
    assert alice.get(write).status_code == 200
    assert dave.get(write).status_code == 403
    result = {"expected_n": "1", "summary": "Typed words", "achieved": "", "difficulties": "", "next": ""}
    assert alice.post(write, {**result, "expected_n": "9"}).status_code == 422
    assert "Typed words" in alice.post(write, {**result, "expected_n": "9"}).content.decode()
    assert alice.post(write, result).status_code == 302
    alice.post(f"{page}acts/submitted/", {"expected_n": "2"})
    assert "Approve the report" in bob.get(page).content.decode()
    assert "Approve the report" not in alice.get(page).content.decode()
    bob.post(f"{page}acts/approved/", {"expected_n": "3"})
    report.refresh_from_db()
    assert report.state == "approved"
    with django_assert_max_num_queries(18):
        assert "Typed words" in dave.get(page).content.decode()
    sealed = seal.parse(dave.get(f"{page}en.pdf").content)
    assert sealed.paper == report.public_id
    assert signed_in("mallory").get(f"{page}en.pdf").status_code == 403


def terms(**more) -> Terms:
    """Terms of reference of somebody from outside."""
    result = {
        "title": "Mid-term evaluation",
        "kind": "mid_term",
        "terms": "Does marking work?",
        "criteria": ["effectiveness", "relevance"],
        "evaluator": "Institute of the Coast",
        "starts_on": DAY,
        "ends_on": DAY + dt.timedelta(days=60),
    }
    return Terms(**{**result, **more})


@pytest.mark.django_db
@pytest.mark.usefixtures("roles_and_evaluator")
def test_only_somebody_independent_evaluates():
    project, _result, _late = a_plan()
    bob, dave, alice = actor("bob"), actor("dave"), actor("alice")
    for name, account, code in (
        ("National Commission", "", "responsible"),
        ("team a", "", "responsible"),
        ("Institute", bob.id, "account"),
        ("Institute", alice.id, "account"),
    ):
        with pytest.raises((Refused, Invalid)) as refused:
            evaluations.commission(actor=bob, project=project, said=terms(evaluator=name, account=account))
        assert refused.value.code == f"programme.evaluation.{code}"
    with pytest.raises(Forbidden):
        evaluations.commission(actor=alice, project=project, said=terms())
    base = {
        "project": project,
        "title": "x",
        "kind": "final",
        "terms": "x",
        "criteria": ["impact"],
        "evaluator": "Institute",
        "account": dave.id,
        "starts_on": DAY,
        "ends_on": DAY,
    }
    for changes in ({"evaluator": "NATIONAL  commission"}, {"account": alice.id}, {"account": bob.id}):
        with (
            pytest.raises(IntegrityError, match=r"not independent|programme\.evaluation\.own"),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(bob, "evaluation", "commissioned", changes={**base, **changes})
    with pytest.raises(IntegrityError, match="not theirs"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(alice, "evaluation", "commissioned", changes=base)
    other = a_project("P-2").public_id
    record = evaluations.commission(actor=bob, project=other, said=terms(account=dave.id))
    assert record.account == dave.id
    # Dave noted what somebody said of this project once, with rights that he had then: he does not evaluate it.
    written = replace(dave, permissions=dave.permissions | {feedback.NOTE})
    feedback.note(
        actor=written, new=feedback.NewFeedback("complaint", "letter", today(), "Late", project=project)
    )
    with pytest.raises(Refused) as refused:
        evaluations.commission(actor=bob, project=project, said=terms(account=dave.id))
    assert refused.value.code == "programme.evaluation.worked"
    with (
        pytest.raises(IntegrityError, match="not independent"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(bob, "evaluation", "commissioned", changes=base)
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles_and_evaluator")
def test_from_terms_of_reference_to_what_was_promised(signed_in, django_assert_max_num_queries):
    project, _result, _late = a_plan()
    bob, dave, alice = actor("bob"), actor("dave"), actor("alice")
    record = evaluations.commission(actor=bob, project=project, said=terms(account=dave.id))
    public_id = record.public_id
    with pytest.raises(Refused):
        evaluations.state_finding(actor=dave, evaluation=public_id, criterion="relevance", title="Too early")
    evaluations.begin(actor=bob, evaluation_id=public_id, expected_n=1)
    with pytest.raises(Forbidden):
        evaluations.state_finding(actor=bob, evaluation=public_id, criterion="relevance", title="Not mine")
    with (
        pytest.raises(IntegrityError, match="another evaluates"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(
            bob,
            "finding",
            "stated",
            changes={"evaluation": public_id, "criterion": "relevance", "title": "x", "words": ""},
        )
    with pytest.raises(Invalid):
        evaluations.state_finding(actor=dave, evaluation=public_id, criterion="impact", title="Not asked")
    with pytest.raises(Refused):
        evaluations.deliver(actor=dave, evaluation_id=public_id, expected_n=2, summary="Nothing")
    finding = evaluations.state_finding(
        actor=dave, evaluation=public_id, criterion="effectiveness", title="Machines stand idle"
    )
    first, second = (
        evaluations.recommend(
            actor=dave, evaluation=public_id, title=title, priority="high", findings=[finding.public_id]
        )
        for title in ("Train operators", "Buy no more")
    )
    with pytest.raises(Refused):
        evaluations.answer(
            actor=alice,
            recommendation_id=first.public_id,
            expected_n=1,
            response="accepted",
            reasons="Yes",
            owner="Team",
            due_on=DAY,
        )
    evaluations.deliver(actor=dave, evaluation_id=public_id, expected_n=2, summary="It works in part.")
    with pytest.raises(Refused):
        evaluations.close(actor=bob, evaluation_id=public_id, expected_n=3)
    with (
        pytest.raises(IntegrityError, match="waits for an answer"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(bob, "evaluation", "closed", Evaluation.objects.get())
    answer = {"response": "accepted", "reasons": "Yes", "owner": "Team A", "due_on": DAY}
    with (
        pytest.raises(IntegrityError, match=r"does not answer|not theirs"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(dave, "recommendation", "answered", first, changes=answer)
    with pytest.raises(IntegrityError), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(alice, "recommendation", "answered", first, changes={**answer, "reasons": ""})
    with pytest.raises(Invalid):
        evaluations.answer(
            actor=alice, recommendation_id=first.public_id, expected_n=1, response="partly", reasons="Some"
        )
    evaluations.answer(actor=alice, recommendation_id=first.public_id, expected_n=1, **answer)
    browser = signed_in("alice")
    at = f"/programme/recommendations/{second.public_id}/acts/answered/"
    result = {"response": "rejected", "reasons": "", "expected_n": "1"}
    assert browser.get(at).status_code == 200
    assert browser.post(at, result).status_code == 422
    page = f"/programme/evaluations/{public_id}/"
    assert browser.post(at, {**result, "reasons": "They are ordered"}).headers["Location"] == page
    with pytest.raises(Refused):
        evaluations.follow_up(actor=alice, recommendation_id=second.public_id, expected_n=2, progress="x")
    with (
        pytest.raises(IntegrityError, match=r"programme\.evaluation\.rejected"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(
            alice,
            "recommendation",
            "followed",
            Recommendation.objects.get(pk=second.pk),
            changes={"progress": "x"},
        )
    reader = signed_in("dave")
    for path, queries, words in (
        ("evaluations/", 16, ("days late", "Train operators")),
        (f"evaluations/{public_id}/", 17, ("Machines stand idle", "They are ordered", "days late")),
        (f"projects/{project}/evaluations/", 16, ("Mid-term evaluation",)),
    ):
        with django_assert_max_num_queries(queries):
            page = reader.get(f"/programme/{path}").content.decode()
        assert all(each in page for each in words), path
    below = f"/programme/recommendations/{first.public_id}/acts"
    browser.post(f"{below}/followed/", {"expected_n": "2", "progress": "Half of them"})
    browser.post(f"{below}/done/", {"expected_n": "3", "progress": "All of them"})
    assert Recommendation.objects.get(pk=first.pk).state == "done"
    evaluations.close(actor=bob, evaluation_id=public_id, expected_n=3)
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles_and_evaluator")
def test_an_evaluation_over_http(signed_in):
    project, _result, _late = a_plan()
    bob, dave, alice = (signed_in(name) for name in ("bob", "dave", "alice"))
    new = f"/programme/projects/{project}/evaluations/new/"
    result = {
        "title": "Final",
        "kind": "final",
        "terms": "What remains?",
        "criteria": ["impact"],
        "evaluator": "team A",
        "account": "",
        "starts_on": "2026-01-01",
        "ends_on": "2026-03-01",
    }
    assert bob.get(new).status_code == 200
    assert alice.get(new).status_code == 403
    assert bob.post(new, result).status_code == 422
    assert "not independent" in bob.post(new, result).content.decode()
    assert (
        bob.post(new, {**result, "evaluator": "University", "account": actor("dave").id}).status_code == 302
    )
    public_id = Evaluation.objects.get().public_id
    page = f"/programme/evaluations/{public_id}/"
    changed = {**result, "evaluator": "The University", "account": actor("dave").id, "expected_n": "1"}
    assert bob.post(f"{page}acts/changed/", changed).status_code == 302
    bob.post(f"{page}acts/begun/", {"expected_n": "2"})
    assert bob.get(f"{page}findings/new/").status_code == 403
    assert dave.get(f"{page}findings/new/").status_code == 200
    assert (
        dave.post(f"{page}findings/new/", {"criterion": "impact", "title": "Fewer thefts"}).status_code == 302
    )
    assert (
        dave.post(
            f"{page}recommendations/new/",
            {"title": "Go on", "priority": "low", "findings": [Finding.objects.get().public_id]},
        ).status_code
        == 302
    )
    dave.post(
        f"/programme/recommendations/{Recommendation.objects.get().public_id}/acts/withdrawn/",
        {"expected_n": "1", "reason": "said twice"},
    )
    assert Recommendation.objects.get().state == "withdrawn"
    assert "Deliver the evaluation" in dave.get(page).content.decode()
    dave.post(f"{page}acts/delivered/", {"expected_n": "3", "summary": "It helped."})
    bob.post(f"{page}acts/closed/", {"expected_n": "4"})
    assert Evaluation.objects.get().state == "closed"
    assert "It helped." in alice.get(page).content.decode()
    assert differences() == []
