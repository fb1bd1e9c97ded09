"""Money of the Fund: two people from an amount on, and what the rule of a movement asks of the project that it goes to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ifar.errors import Conflict, Forbidden, Invalid, Refused
from ifar.programme.fund import postings
from ifar.programme.fund.postings import Movement
from ifar.programme.fund.selectors import fund as books
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement, journal_of
from ifar.programme.models import Journal, Limit, Posting
from ifar.programme.selectors import diligence as waits
from ifar.programme.services import approvals, diligence, planning, projects, recipients
from ifar.programme.services.recipients import NewRecipient
from ifar.programme.services.writing import RECORDER, today
from tests import cast
from tests.acting import without_guards
from tests.cast import actor
from tests.conftest import sign_in
from tests.programme.conftest import differences
from tests.programme.test_acts import DAY, a_project, a_recipient, a_running_project, given
from tests.programme.test_diligence import SAID, assess, release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
D = Decimal


def funded(amount="1130000.00", **more):
    public_id = fund.agree(actor=actor("nina"), new=given(amount, **more)).public_id
    fund.book(actor=actor("nina"), new=NewMovement("receipt", D(amount), DAY, public_id))
    return public_id


def book(move, amount, of, project="", who="nina", **more):
    return fund.book(actor=actor(who), new=NewMovement(move, D(amount), more.pop("on", DAY), of, project, **more))  # fmt: skip


def through(move, amount, of, project="", **more):
    """Proposed by Nina, approved by Bob."""
    made = book(move, amount, of, project, **more)
    return approvals.approve(actor=actor("bob"), journal_id=made.public_id, expected_n=1)


def posted(movement, who="nina", on=DAY):
    """A journal as a program writes it that asks no rule."""
    changes, details = journal_of(movement, postings.lines(movement), on=on, currency="USD", amount=abs(movement.amount), rate=D(1), rate_source="", reference="")  # fmt: skip
    with transaction.atomic():
        RECORDER.record(actor(who), "journal", "posted", changes=changes, details=details)


# --- two people ------------------------------------------------------------------------------------------------------------


def test_w25_from_the_limit_on_another_person_approves_and_the_books_move_then():
    item, project = funded(), a_running_project().public_id
    for move in ("allocation", "obligation", "expenditure"):
        made = book(move, "10000.00", item, project)
        assert made.state == "waiting"
        assert not Posting.objects.filter(journal=made.public_id).exists()
        with pytest.raises((Refused, Forbidden)) as refused:
            approvals.approve(actor=actor("nina"), journal_id=made.public_id, expected_n=1)
        assert refused.value.code == "programme.fund.own"
        with pytest.raises(Forbidden):
            approvals.approve(actor=actor("alice"), journal_id=made.public_id, expected_n=1)
        with pytest.raises(Conflict):
            approvals.approve(actor=actor("bob"), journal_id=made.public_id, expected_n=2)
        done = approvals.approve(actor=actor("bob"), journal_id=made.public_id, expected_n=1)
        assert (done.state, done.approved_by) == ("posted", actor("bob").id)
        assert sum(line.amount for line in Posting.objects.filter(journal=made.public_id)) == 0
        with pytest.raises(Refused):
            approvals.approve(actor=actor("bob"), journal_id=made.public_id, expected_n=2)
    statement = books.statement(actor("nina"), item)
    assert statement.donor.statement.spent == D("10000.00")
    assert [line.move for line in statement.booked] == ["agreement", "receipt", "allocation", "obligation", "expenditure"]  # fmt: skip
    assert differences() == []


def test_w25_what_is_below_takes_one_and_no_amount_is_booked_in_parts():
    item, project = funded(), a_running_project().public_id
    assert book("allocation", "6000.00", item, project).state == "posted"
    assert book("allocation", "3999.99", item, project, on=DAY + dt.timedelta(days=29)).state == "posted"
    last = book("allocation", "0.01", item, project, on=DAY + dt.timedelta(days=1))
    assert last.state == "waiting"
    assert book("obligation", "9999.00", item, project, on=DAY + dt.timedelta(days=30)).state == "posted"
    with pytest.raises((Refused, Forbidden)) as refused:
        posted(Movement("allocation", D("0.01"), item, project))
    assert refused.value.code == "programme.changed_meanwhile"
    assert (
        approvals.refuse(actor=actor("bob"), journal_id=last.public_id, expected_n=1, reason="In parts").state
        == "refused"
    )
    with pytest.raises(Invalid):
        approvals.refuse(
            actor=actor("bob"), journal_id=book("refund", "20000", item).public_id, expected_n=1, reason=" "
        )
    assert differences() == []


@pytest.mark.parametrize("days", [30, 31, 90, 365])
def test_w25_days_that_somebody_chooses_do_not_part_a_sum(days):
    item, project = funded(), a_running_project().public_id
    first = DAY - dt.timedelta(days=days)
    older = fund.agree(actor=actor("nina"), new=given("500000.00", on=first, reference="OLDER")).public_id
    fund.book(actor=actor("nina"), new=NewMovement("receipt", D("500000.00"), first, older))
    assert book("allocation", "9999.00", older, project, on=first).state == "posted"
    assert book("allocation", "9999.00", older, project, on=DAY).state == "waiting"
    other = a_running_project(reference="GF-OTHER").public_id
    assert book("allocation", "1.00", item, other).state == "waiting", "another envelope and project"
    with pytest.raises(Refused):
        posted(Movement("allocation", D("1.00"), item, other))
    assert differences() == []


def limited(amount, who="bob", by="nina"):
    """The limit as one proposed and another set it."""
    approvals.propose_limit(actor=actor(who), amount=D(amount), reason="The committee decided so")
    approvals.set_limit(
        actor=actor(by), limit_id=Limit.objects.get().public_id, expected_n=Limit.objects.get().n
    )


def test_w25_the_limit_is_proposed_by_who_keeps_no_books_and_set_by_another():
    item, project = funded(), a_project().public_id
    for who in ("nina", "alice"):
        with pytest.raises(Forbidden):
            approvals.propose_limit(actor=actor(who), amount=D(1_000_000), reason="x")
        with (
            pytest.raises(IntegrityError, match="not theirs"),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(actor(who), "limit", "proposed", changes={"asked": "1000000"}, note="x")  # fmt: skip
    for amount, reason in ((D(0), "x"), (D("0.001"), "x"), (D(5), " ")):
        with pytest.raises(Invalid):
            approvals.propose_limit(actor=actor("bob"), amount=amount, reason=reason)
    approvals.propose_limit(actor=actor("bob"), amount=D(500), reason="Small sums too")
    assert fund.limit() == postings.LIMIT, "the former one stands"
    with pytest.raises(Refused):
        approvals.propose_limit(actor=actor("bob"), amount=D(600), reason="x")
    with pytest.raises((Refused, Forbidden)) as refused:
        approvals.set_limit(actor=actor("bob"), limit_id=Limit.objects.get().public_id, expected_n=1)
    assert refused.value.code == "programme.fund.own"
    with pytest.raises(Forbidden):
        approvals.set_limit(actor=actor("alice"), limit_id=Limit.objects.get().public_id, expected_n=1)
    with pytest.raises(Conflict):
        approvals.set_limit(actor=actor("nina"), limit_id=Limit.objects.get().public_id, expected_n=2)
    with pytest.raises(Invalid):
        approvals.refuse_limit(
            actor=actor("nina"), limit_id=Limit.objects.get().public_id, expected_n=1, reason=" "
        )
    approvals.set_limit(actor=actor("nina"), limit_id=Limit.objects.get().public_id, expected_n=1)
    assert book("allocation", "499.99", item, project).state == "posted"
    assert book("refund", "500", item).state == "waiting"
    approvals.propose_limit(actor=actor("bob"), amount=D(90_000), reason="Fewer to sign")
    approvals.refuse_limit(
        actor=actor("nina"), limit_id=Limit.objects.get().public_id, expected_n=3, reason="Too much"
    )
    assert (Limit.objects.get().state, fund.limit()) == ("set", D(500))
    limited(50_000)
    assert book("allocation", "40000", item, project).state == "posted"
    assert differences() == []


def test_w25_the_database_keeps_one_person_from_setting_the_limit():
    approvals.propose_limit(actor=actor("bob"), amount=D(90_000), reason="Fewer to sign")
    there = Limit.objects.get()
    for who, amount, says in (
        ("bob", "90000", r"programme\.fund\.own"),
        ("nina", "99000", "another amount was proposed"),
        ("alice", "90000", "not theirs"),
    ):
        with pytest.raises(IntegrityError, match=says), transaction.atomic(), without_guards(RECORDER):
            RECORDER.record(actor(who), "limit", "set", there, changes={"amount": amount})
    cast.away("bob", "mallory", "programme_manager")
    with (
        pytest.raises(IntegrityError, match=r"programme\.fund\.own"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(actor("mallory"), "limit", "set", there, changes={"amount": "90000"})
    with pytest.raises(Forbidden):
        approvals.set_limit(actor=actor("mallory"), limit_id=Limit.objects.get().public_id, expected_n=1)
    assert differences() == []


def test_w25_an_approval_asks_everything_once_more():
    item, project = funded(), a_project().public_id
    first, second = (book("allocation", "900000", item, project) for _ in range(2))
    approvals.approve(actor=actor("bob"), journal_id=first.public_id, expected_n=1)
    with pytest.raises(Refused, match="not enough"):
        approvals.approve(actor=actor("bob"), journal_id=second.public_id, expected_n=1)
    third = book("refund", "20000", item)
    projects.cancel(actor=actor("alice"), project_id=project)
    with pytest.raises(Refused, match="is over"):
        approvals.approve(actor=actor("bob"), journal_id=second.public_id, expected_n=1)
    assert approvals.approve(actor=actor("bob"), journal_id=third.public_id, expected_n=1).state == "posted"
    assert differences() == []


def test_w25_the_database_and_the_verifier_ask_for_two():
    item, project = funded(), a_running_project().public_id
    with pytest.raises(Refused):
        posted(Movement("allocation", D(10000), item, project))
    made = book("allocation", "10000", item, project)
    movement = Movement("allocation", D("10000.00"), item, project)
    _changes, details = journal_of(movement, postings.lines(movement), on=DAY, currency="USD", amount=D(10000), rate=D(1), rate_source="", reference="")  # fmt: skip
    for who, says, more in (
        ("nina", r"programme\.fund\.own|not theirs", {}),
        ("alice", "not theirs", {}),
        ("bob", "another movement was proposed", {"reference": "V-9"}),
        ("bob", "its lines are not those", {"lines": [{**line, "amount": f"{2 * D(line['amount'])}"} for line in details["lines"]]}),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=says), transaction.atomic(), without_guards(RECORDER):
            RECORDER.record(actor(who), "journal", "approved", made, details={**details, **more})
    receipt = Movement("receipt", D(5), item, percent=D(13))
    changes, values = journal_of(receipt, (), on=DAY, currency="USD", amount=D(5), rate=D(1), rate_source="", reference="")  # fmt: skip
    result = {name: values[name] for name in ("fund_amount", "to", "reference")}
    with (
        pytest.raises(IntegrityError, match=r"programme\.fund\.move"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(actor("nina"), "journal", "proposed", changes=changes, details=result)


# --- states and due diligence ----------------------------------------------------------------------------------------------


def test_w25_nothing_is_promised_or_paid_before_the_project_has_started():
    item, project = funded(), a_project().public_id
    book("allocation", 500, item, project)
    for move in ("obligation", "expenditure"):
        with pytest.raises((Refused, Forbidden)) as refused:
            book(move, 100, item, project)
        assert refused.value.code == "programme.fund.planned"
    with pytest.raises((Refused, Forbidden)) as refused:
        posted(Movement("obligation", D(100), item, project))
    assert refused.value.code == "programme.fund.planned"
    projects.start(actor=actor("alice"), project_id=project)
    book("obligation", 300, item, project)
    projects.suspend(actor=actor("alice"), project_id=project)
    with pytest.raises((Refused, Forbidden)) as refused:
        book("obligation", 100, item, project)
    assert refused.value.code == "programme.fund.suspended"
    with pytest.raises(Refused):
        posted(Movement("obligation", D(100), item, project))
    book("expenditure", 200, item, project)  # what is owed is still paid
    projects.close(actor=actor("alice"), project_id=project)
    book("expenditure", 100, item, project)
    assert differences() == []


FORCES = ("police", "gendarmerie", "military", "border", "customs", "prison", "intelligence", "other")


@pytest.mark.parametrize("kind", FORCES)
def test_w25_who_receives_decides_whether_due_diligence_comes_first(kind):
    item, project = funded(), a_project(security_forces=False)
    a_recipient(project.public_id, kind, ["equipment"], confirmed=False)
    tries = (
        lambda: book("allocation", 5, item, project.public_id),
        lambda: posted(Movement("allocation", D(5), item, project.public_id)),
        lambda: projects.start(actor=actor("alice"), project_id=project.public_id),
        lambda: RECORDER.record(actor("alice"), "project", "started", project),
    )
    for attempt in tries:
        with pytest.raises((Refused, Forbidden)) as refused, transaction.atomic():
            attempt()
        assert refused.value.code == "programme.diligence.needed"
    assert "uncovered" in {row.state for row in waits.waiting(actor("dave"), today()).rows}
    release(assess(project, said=replace(SAID, forces=[kind], support=["equipment"])))
    book("allocation", 5, item, project.public_id)
    assert projects.start(actor=actor("alice"), project_id=project.public_id).state == "active"  # fmt: skip
    assert differences() == []


@pytest.mark.parametrize(("kind", "support"), [("military", "training"), ("border", "money")])
def test_w25_a_release_carries_nobody_and_nothing_that_was_not_assessed(kind, support):
    """Border police and training were assessed: soldiers, or money, who are named afterwards are assessed first."""
    item, project = funded(), a_project()
    due = release(assess(project))
    book("allocation", 5, item, project.public_id)
    projects.start(actor=actor("alice"), project_id=project.public_id)
    later = a_recipient(project.public_id, kind, [support, "rights_training"], confirmed=False)
    for attempt in (
        lambda: book("obligation", 1, item, project.public_id),
        lambda: posted(Movement("allocation", D(5), item, project.public_id)),
    ):
        with pytest.raises((Refused, Forbidden)) as refused, transaction.atomic():
            attempt()
        assert refused.value.code == "programme.diligence.needed"
    result = waits.waiting(actor("dave"), today())
    assert (result.rows[0].state, result.running) == ("uncovered", 1)
    shown = sign_in("alice").get(f"/programme/projects/{project.public_id}/").content.decode()
    assert "Some of its support to security forces is not released" in shown
    values = {**vars(SAID), "forces": ["border", kind], "support": ["training", support]}
    diligence.change(actor=actor("judy"), diligence_id=due.public_id, **values)
    release(due, n=3)
    assert not waits.waiting(actor("dave"), today()).running
    book("obligation", 1, item, project.public_id)
    assert later.state == "named"
    assert differences() == []


def test_w25_support_that_the_policy_leaves_free_is_confirmed_and_not_released():
    project = a_project(named=False)
    free = a_recipient(project.public_id, "police", ["rights_training"], confirmed=False)
    with pytest.raises((Refused, Forbidden)) as refused:
        projects.start(actor=actor("alice"), project_id=project.public_id)
    assert refused.value.code == "programme.diligence.unconfirmed"
    recipients.confirm(actor=actor("erin"), recipient_id=free.public_id, expected_n=1)
    mixed = a_recipient(project.public_id, "police", ["rights_training", "money"], confirmed=False)
    with pytest.raises((Refused, Forbidden)) as refused:
        recipients.confirm(actor=actor("erin"), recipient_id=mixed.public_id, expected_n=1)
    assert refused.value.code == "programme.diligence.needed"


def test_w25_nobody_named_and_nobody_confirmed_get_nothing():
    item, project = funded(), a_project(named=False)
    for code, more in (("recipients", False), ("unconfirmed", True)):
        if more:
            named = a_recipient(project.public_id, "community", confirmed=False)
        with pytest.raises((Refused, Forbidden)) as refused:
            book("allocation", 5, item, project.public_id)
        assert refused.value.code == f"programme.diligence.{code}"
        for attempt in (
            lambda: posted(Movement("allocation", D(5), item, project.public_id)),
            lambda: RECORDER.record(actor("alice"), "project", "started", project),
        ):
            with pytest.raises((Refused, Forbidden)) as refused, transaction.atomic():
                attempt()
            assert refused.value.code == "programme.diligence.unconfirmed"
    assert waits.unconfirmed(actor("erin")) == 1
    with pytest.raises(Forbidden):
        recipients.confirm(actor=actor("alice"), recipient_id=named.public_id, expected_n=1)
    with (
        pytest.raises(IntegrityError, match=r"programme\.diligence\.named"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(actor("alice"), "recipient", "confirmed", named)
    with pytest.raises(IntegrityError, match="not theirs"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(actor("bob"), "recipient", "confirmed", named)
    recipients.confirm(actor=actor("erin"), recipient_id=named.public_id, expected_n=1)
    book("allocation", 5, item, project.public_id)
    assert differences() == []


def test_w25_security_forces_are_taken_off_by_the_adviser_alone():
    project = a_project()
    force = a_recipient(project.public_id, "border", ["logistics"], confirmed=False)
    with pytest.raises(Forbidden):
        recipients.end(
            actor=actor("alice"), recipient_id=force.public_id, expected_n=1, reason="It stands in the way"
        )
    with (
        pytest.raises(IntegrityError, match="not theirs"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(actor("alice"), "recipient", "ended", force, note="x")
    assert recipients.end(actor=actor("erin"), recipient_id=force.public_id, expected_n=1, reason="Judges, not guards").state == "ended"  # fmt: skip
    with pytest.raises(Invalid):
        recipients.name(actor=actor("alice"), project=project.public_id, new=NewRecipient("A unit", "border", []))  # fmt: skip
    assert differences() == []


def test_w25_an_activity_with_a_force_needs_its_own_release():
    project = a_project()
    activity = planning.state_result(actor=actor("alice"), project=project.public_id, outcome="O1", level="activity", title="A course").public_id  # fmt: skip
    a_recipient(project.public_id, "police", ["training"], confirmed=False, activity=activity)
    with pytest.raises(Refused):
        projects.start(actor=actor("alice"), project_id=project.public_id)
    police = replace(SAID, forces=["police"])
    release(diligence.assess(actor=actor("judy"), project=project.public_id, activity=activity, said=police))
    assert projects.start(actor=actor("alice"), project_id=project.public_id).state == "active"  # fmt: skip
    assert differences() == []


# --- pages -----------------------------------------------------------------------------------------------------------------


def test_w25_pages_from_the_proposal_to_the_books():
    nina, bob, erin, alice = (sign_in(name) for name in ("nina", "bob", "erin", "alice"))
    item, project = funded(), a_project(named=False)
    page = f"/programme/projects/{project.public_id}/"
    asked = {"name": "Border Brigade", "kind": "border", "support": ["equipment"]}
    assert alice.post(f"{page}recipients/new/", {**asked, "support": []}).status_code == 422
    assert alice.post(f"{page}recipients/new/", asked).status_code == 302
    assert alice.post(f"{page}recipients/new/", {**asked, "name": "Court of the coast", "kind": "justice"}).status_code == 302  # fmt: skip
    shown = erin.get(page).content.decode()
    assert "Border Brigade" in shown
    force, court = sorted(recipients.Recipient.objects.all(), key=lambda recipient: recipient.pk)
    at = f"/programme/recipients/{court.public_id}/acts/confirmed/"
    assert alice.post(at, {"expected_n": "1"}).status_code == 403
    assert erin.post(at, {"expected_n": "1"}).headers["Location"] == page
    away = f"/programme/recipients/{force.public_id}/acts/ended/"
    assert alice.post(away, {"expected_n": "1", "reason": "x"}).status_code == 403
    assert erin.post(away, {"expected_n": "1", "reason": "It gets nothing"}).status_code == 302
    made = {"move": "allocation", "contribution": item, "project": project.public_id, "amount": "12000", "currency": "USD", "rate": "1", "on": DAY.isoformat()}  # fmt: skip
    answer = nina.post("/programme/fund/movements/new/", made, follow=True).content.decode()
    assert "waits for another person" in answer
    assert "It is recorded" not in answer
    journal = Journal.objects.get(state="waiting")
    act = f"/programme/fund/movements/{journal.public_id}/acts/approved/"
    assert "Court of the coast" not in bob.get("/programme/fund/").content.decode()
    assert act in bob.get("/programme/fund/").content.decode()
    assert act not in nina.get("/programme/fund/").content.decode(), "who proposed it only takes it back"
    assert act.replace("approved", "refused") in nina.get("/programme/fund/").content.decode()
    assert erin.post(act, {"expected_n": "1"}).status_code == 403
    assert nina.post(act, {"expected_n": "1"}).status_code == 403
    assert Journal.objects.get(pk=journal.pk).state == "waiting"
    assert bob.post(act, {"expected_n": "2"}).status_code == 422
    assert "approved and booked" in bob.post(act, {"expected_n": "1"}, follow=True).content.decode()
    assert Journal.objects.get(pk=journal.pk).state == "posted"
    at = "/programme/fund/limit/new/"
    assert nina.post(at, {"amount": "1", "reason": "x"}).status_code == 403
    assert "reason" in bob.post(at, {"amount": "2500.00"}).context["form"].errors
    assert "waits for another person" in bob.post(at, {"amount": "2500.00", "reason": "Small sums"}, follow=True).content.decode()  # fmt: skip
    at = f"/programme/fund/limit/{Limit.objects.get().public_id}/acts/set/"
    assert at not in bob.get("/programme/fund/").content.decode()
    assert bob.post(at, {"expected_n": "1"}).status_code == 403
    assert fund.limit() == postings.LIMIT
    shown = nina.get("/programme/fund/").content.decode()
    assert "2,500.00" in shown
    assert "Small sums" in shown
    assert erin.post(at, {"expected_n": "1"}).status_code == 403
    assert "counts from now on" in nina.post(at, {"expected_n": "1"}, follow=True).content.decode()
    assert fund.limit() == D(2500)
    assert differences() == []
