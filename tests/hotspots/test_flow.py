"""From a run to an effect, through the services: each matter once, a person judges, another approves, the verifier finds nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from ifar.accounts.models import Notice, User
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.hotspots import response as rules
from ifar.hotspots.models import Alert, Effect, Hotspot, Plan, Report, Response, Run
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import effects, hotspots, plans, reports, response_work, responses, runs, triage
from ifar.hotspots.services.hotspots import Content
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.views import flow_notifications
from ifar.rights import Actor
from tests import cast
from tests.acting import without_guards
from tests.conftest import sign_in
from tests.databases import Databases, ground
from tests.hotspots.flowing import (
    ANSWERS,
    a_hotspot,
    a_plan,
    a_proposal,
    a_run,
    an_adviser,
    an_alert,
    an_approver,
    incidents,
)

pytestmark = pytest.mark.usefixtures("stirred")


@pytest.fixture(scope="module")
def stirred(
    databases: Databases, peopled_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A register in which incidents were loaded and looked through once for all these tests."""
    with ground(databases, peopled_template, django_db_blocker):
        incidents()
        a_run(cast.actor("quentin"))
        with django_db_blocker.block():
            yield


def test_an_independent_source_lifts_the_level(quentin: Actor) -> None:
    assert {alert.level for alert in Alert.objects.all()} & {"response", "urgent"}
    assert not any(alert.held for alert in Alert.objects.all())


def test_triage(quentin: Actor, rosa: Actor) -> None:
    alert = an_alert()
    with pytest.raises(Forbidden):
        triage.dismiss(actor=rosa, alert_id=alert.public_id, reason="chance")
    day = timezone.localdate() + dt.timedelta(days=10)
    with pytest.raises(Invalid) as undated:
        triage.watch(actor=quentin, alert_id=alert.public_id, again_on=None)
    with pytest.raises(Invalid) as unexplained:
        triage.dismiss(actor=quentin, alert_id=alert.public_id, reason="")
    assert [invalid.reasons[0].code for invalid in (undated.value, unexplained.value)] == [
        "hotspots.alert.again",
        "hotspots.alert.reason",
    ]
    triage.watch(actor=quentin, alert_id=alert.public_id, again_on=day, note="Until the fair is over.")
    assert an_alert(alert).state == "watched"
    assert runs.remind(day - dt.timedelta(days=1)) == 0
    assert (runs.remind(day), runs.remind(day)) == (1, 0)
    triage.dismiss(actor=quentin, alert_id=alert.public_id, reason="enforcement")
    assert (an_alert(alert).state, an_alert(alert).reason) == ("dismissed", "enforcement")
    with pytest.raises(Refused):
        triage.dismiss(actor=quentin, alert_id=alert.public_id, reason="chance")
    number = Alert.objects.count()
    a_run(quentin)
    assert Alert.objects.count() == number  # what was dismissed is not news
    triage.reopen(actor=quentin, alert_id=alert.public_id)
    assert an_alert(alert).state == "raised"


def test_w21_who_leads_a_response_is_told_that_it_is_approved_or_sent_back(
    quentin: Actor, rosa: Actor
) -> None:
    def told(office: str) -> dict[str, Notice]:
        notices = Notice.objects.filter(agency__public_id=office, permission=responses.WORK, done_at=None)
        return {notice.kind: notice for notice in notices.filter(object=response).order_by("id")}

    made = a_hotspot(quentin, an_alert())
    proposal = dataclasses.replace(a_proposal(rosa), owner=cast.agency("customs").public_id)
    response = responses.propose(actor=rosa, hotspot=made, said=proposal)
    approver, own = an_approver(), rosa.agency
    responses.check_rights(actor=an_adviser(), response_id=response, answers=ANSWERS)
    responses.send_back(actor=approver, response_id=response, note="Say who pays.")
    assert [*told(own)] == ["hotspots.returned"]
    assert (
        flow_notifications.describe(rosa, told(own)["hotspots.returned"]).url
        == f"/hotspots/responses/{response}/"
    )
    responses.check_rights(actor=an_adviser(), response_id=response, answers=ANSWERS)
    responses.approve(actor=approver, response_id=response)
    assert "hotspots.approved" in told(own)
    leads = told(proposal.owner)[
        "hotspots.approved"
    ]  # the office that leads, which does not see the response
    words = flow_notifications.describe(cast.actor("heidi"), leads)
    assert (words.url, cast.agency("police").name in words.text) == ("", True)
    response_work.begin(actor=rosa, response_id=response)
    assert "hotspots.approved" not in {**told(own), **told(proposal.owner)}


def test_what_another_compartment_has_is_not_there(quentin: Actor) -> None:
    alert = an_alert()
    for name in ("bob", "grace", "dave", "mallory", "nobody"):
        with pytest.raises(NotFound):
            selectors.alert_for(cast.actor(name), alert.public_id)
    assert selectors.alert_for(cast.actor("judy"), alert.public_id).pk == alert.pk


def test_w25_the_database_knows_whom_an_approver_stands_in_for(quentin, rosa):
    made = a_hotspot(quentin, an_alert())
    response = responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa))
    responses.check_rights(actor=an_adviser(), response_id=response, answers=ANSWERS)
    approver = an_approver()
    cast.away("rosa", "sybil", "response_coordinator")
    with (
        pytest.raises(IntegrityError, match=r"hotspots\.response\.same_person"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        responses.approve(actor=approver, response_id=response)


def test_from_a_hotspot_to_an_effect(quentin: Actor, rosa: Actor) -> None:
    made = a_hotspot(quentin, an_alert())
    hotspot = Hotspot.objects.get(public_id=made)
    assert (hotspot.state, hotspot.version, an_alert_state(hotspot)) == ("active", 1, "confirmed")
    assert [item["code"] for item in hotspot.brief][:2] == ["observed", "areas"]
    response = responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa))
    assert Hotspot.objects.get(public_id=made).state == "responding"
    result = Response.objects.get(public_id=response)
    assert result.plan_due == hotspot.confirmed_on + dt.timedelta(days=14)
    approver = an_approver()
    with pytest.raises(Refused) as unchecked:
        responses.approve(actor=approver, response_id=response)
    assert unchecked.value.code == "hotspots.response.unchecked"
    with pytest.raises(Invalid):
        responses.check_rights(
            actor=an_adviser(), response_id=response, answers=ANSWERS | {"no_profiling": "partly"}
        )
    adviser = an_adviser()
    stand_in = dataclasses.replace(adviser, standing_in_for=rosa.id)
    with pytest.raises(Forbidden) as own:
        responses.check_rights(actor=stand_in, response_id=response, answers=ANSWERS)
    assert own.value.code == "hotspots.response.own_check"
    responses.check_rights(actor=adviser, response_id=response, answers=ANSWERS)
    for away in (rosa, adviser):
        with pytest.raises(Forbidden) as own:
            responses.approve(
                actor=dataclasses.replace(approver, standing_in_for=away.id), response_id=response
            )
        assert own.value.code == "hotspots.response.same_person"
    with pytest.raises(Forbidden):
        responses.approve(actor=rosa, response_id=response)
    responses.approve(actor=approver, response_id=response, note="Go on.")
    response_work.begin(actor=rosa, response_id=response)
    response_work.log(actor=rosa, response_id=response, entry="The first safes were given out.")
    (task,) = Response.objects.get(public_id=response).tasks
    with pytest.raises(Refused):
        response_work.close(actor=rosa, response_id=response, **dict.fromkeys(rules.REVIEW, "Said."))
    response_work.settle_task(actor=rosa, response_id=response, task=task["id"], state="done")
    response_work.close(actor=rosa, response_id=response, **dict.fromkeys(rules.REVIEW, "Said."))
    assert Hotspot.objects.get(public_id=made).state == "active"
    plan = plans.draft(actor=rosa, hotspot=made, said=a_plan())
    plans.begin(actor=rosa, plan_id=plan)
    assert Hotspot.objects.get(public_id=made).state == "sustained"
    with pytest.raises(Refused):
        hotspots.close_hotspot(actor=quentin, hotspot_id=made, reason="Over.")
    kept = Plan.objects.get(public_id=plan)
    plans.reach(actor=rosa, plan_id=plan, milestone=kept.milestones[0]["id"])
    plans.report(actor=rosa, plan_id=plan, indicator=kept.indicators[0]["id"], value=9)
    with pytest.raises(Refused):
        plans.end(actor=rosa, plan_id=plan)
    plans.judge(actor=rosa, plan_id=plan, criterion=kept.criteria[0]["id"], state="met")
    plans.end(actor=rosa, plan_id=plan)
    effect = effects.measure(actor=rosa, about=response, since=Run.objects.get().last - dt.timedelta(days=60))
    measured = Effect.objects.get(public_id=effect)
    assert measured.result[0]["name"] == "difference"
    assert (
        float(measured.result[0]["value"]) > 0
    )  # it rose after the day that the test gives, and the figure says so
    assert "regression" in measured.result[0]["caveats"]
    hotspots.close_hotspot(actor=quentin, hotspot_id=made, reason="A year without cases.")
    assert Hotspot.objects.get(public_id=made).state == "closed"


def an_alert_state(hotspot: Hotspot) -> str:
    return Alert.objects.get(hotspot=hotspot.public_id).state


def test_versions_and_the_level_that_a_person_sets(quentin: Actor) -> None:
    made = a_hotspot(quentin, an_alert())
    hotspots.revise(
        actor=quentin,
        hotspot=made,
        content=Content("Other name", drivers=["climate"], basis="More is known.", confidence="high"),
    )
    hotspot = Hotspot.objects.get(public_id=made)
    assert (hotspot.version, hotspot.words["title"], hotspot.confidence) == (2, "Other name", "high")
    hotspots.set_level(actor=quentin, hotspot_id=made, level="urgent", reason="Two children were hurt.")
    assert Hotspot.objects.get(public_id=made).words["level_reason"] == "Two children were hurt."
    with pytest.raises(Invalid):
        hotspots.set_level(actor=quentin, hotspot_id=made, level="watch", reason=" ")


def test_a_report_tells_no_more_people_than_the_record_lets_and_keeps_small_numbers_back(
    quentin: Actor,
) -> None:
    made = a_hotspot(quentin, an_alert(), tlp="amber")
    with pytest.raises(Invalid):
        reports.issue(actor=quentin, hotspot=made, tlp="clear")
    report = Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=made))
    assert (report.version, report.tlp, report.content["least"]) == (1, "amber", 0)


def test_confirming_begins_with_what_was_found(signed_in: Callable[[str], Client]) -> None:
    alert, browser = an_alert(), signed_in("quentin")
    page = browser.get(f"/hotspots/confirm/?alert={alert.public_id}").content.decode()
    assert f"{alert.observed} cases from" in page
    values = {
        "alert": alert.public_id, "title": "The march", "drivers": ["technology"], "confidence": "low", "tlp": "amber", "level": "watch",
        "basis": "One signal.",
    }  # fmt: skip
    assert browser.post("/hotspots/confirm/", values | {"title": ""}).status_code == 422
    answer = browser.post("/hotspots/confirm/", values)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "The march" in page
    assert "map-spot" in page
    assert "The march" in browser.get("/hotspots/").content.decode()
    assert "map-hotspot" in browser.get("/hotspots/map/").content.decode()


# What the database refuses ------------------------------------------------------------------------------------------------


def test_the_database_wants_another_person_and_the_check(quentin: Actor, rosa: Actor) -> None:
    """Whoever can insert events cannot approve their own response, nor one without the check, nor close it with open tasks."""
    made = a_hotspot(quentin, an_alert())
    response = responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa))
    result = Response.objects.get(public_id=response)
    sybil, today = an_approver(), timezone.localdate().isoformat()

    def refused(
        actor: Actor, kind: str, changes: Mapping[str, Any], personal: Mapping[str, Any] | None = None
    ) -> None:
        with pytest.raises(IntegrityError), without_guards(RECORDER), transaction.atomic():
            RECORDER.record(
                actor,
                "response",
                kind,
                Response.objects.get(pk=result.pk),
                changes=changes,
                personal=personal,
            )

    refused(sybil, "approved", {"approved_on": today})  # not checked
    adviser = an_adviser()
    refused(
        adviser,
        "checked",
        {"rights": ANSWERS | {"force": "no"}, "checked_on": today},
    )
    refused(adviser, "checked", {"rights": ANSWERS, "checked_by": sybil.id, "checked_on": today})
    for who in (rosa, sybil):
        refused(who, "checked", {"rights": ANSWERS, "checked_on": today})
    # Who approves answers the check in nobody's name by sending it back.
    refused(sybil, "returned", {"rights": ANSWERS, "checked_by": quentin.id, "checked_on": today})
    refused(sybil, "returned", {"rights": ANSWERS, "checked_by": "", "checked_on": today})
    responses.check_rights(actor=an_adviser(), response_id=response, answers=ANSWERS)
    refused(rosa, "approved", {"approved_on": today})
    refused(sybil, "approved", {"approved_by": quentin.id, "approved_on": today})
    responses.approve(actor=sybil, response_id=response)
    response_work.begin(actor=rosa, response_id=response)
    refused(
        rosa, "closed", {"closed_on": today}, {"words": {f"review:{name}": "x" for name in rules.REVIEW}}
    )  # a task is open


def test_w27_the_adviser_answers_the_check_and_nobody_who_wrote_the_response(
    quentin: Actor, rosa: Actor, signed_in
) -> None:
    made = a_hotspot(quentin, an_alert())
    response = responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa))
    adviser, approver = an_adviser(), an_approver()
    for who in (rosa, quentin, approver):
        with pytest.raises(Forbidden):
            responses.check_rights(actor=who, response_id=response, answers=ANSWERS)
    # Whoever proposed or changed it does not answer for it either, if they become the adviser later.
    both = dataclasses.replace(rosa, permissions=rosa.permissions | adviser.permissions)
    with pytest.raises(Forbidden) as own:
        responses.check_rights(actor=both, response_id=response, answers=ANSWERS)
    assert own.value.code == "hotspots.response.own_check"
    # The adviser has it as a task: of another office, and without a right to hotspots.
    with pytest.raises(NotFound):
        selectors.hotspot_for(adviser, made)
    assert [item.public_id for item in selectors.responses_for(adviser)] == [response]
    assert selectors.unchecked(adviser) == 1
    browser = sign_in(User.objects.get(public_id=adviser.id))
    assert "1 response to a hotspot waits for your human-rights check" in browser.get("/").content.decode()
    at = reverse("hotspots:response", args=(response,))
    assert at in browser.get(reverse("hotspots:responses")).content.decode()
    page = browser.get(at)
    assert page.status_code == 200
    assert "Answer the human-rights check" in page.content.decode()
    assert "Answer the human-rights check" not in signed_in("rosa").get(at).content.decode()
    for what in ("approved", "returned", "begun", "withdrawn"):
        assert (
            browser.post(reverse("hotspots:response_act", args=(response, what)), {"note": "x"}).status_code
            == 403
        )
    answered = {
        **{f"answers-{name}": ANSWERS[name] for name in rules.RIGHTS},
        **{f"mitigations-{name}": "" for name in rules.RIGHTS},
    }
    assert (
        signed_in("rosa")
        .post(reverse("hotspots:response_act", args=(response, "checked")), answered)
        .status_code
        == 403
    )
    # What was changed while the adviser read is read again, on the page and over HTTP.
    check = f"/hotspots/responses/{response}/acts/checked/"
    assert check in page.content.decode()
    proposal = a_proposal(rosa)
    responses.amend(
        actor=rosa, response=response, said=dataclasses.replace(proposal, title="Houses searched by night")
    )
    assert browser.post(check, answered | {"expected_n": "1"}).status_code == 422
    result = {"answers": ANSWERS, "expected_n": 1}
    sent = browser.post(f"/api/hotspot-responses/{response}/checked", result, content_type="application/json")
    assert sent.status_code == 409
    assert selectors.unchecked(adviser) == 1
    responses.check_rights(actor=adviser, response_id=response, answers=ANSWERS, expected_n=2)
    assert selectors.unchecked(adviser) == 0
    responses.approve(actor=approver, response_id=response)
    assert browser.get(at).status_code == 200  # what they checked they may still read
    other = responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa))
    responses.withdraw(actor=rosa, response_id=other, note="Not now.")
    with pytest.raises(NotFound):
        selectors.response_for(adviser, other)
