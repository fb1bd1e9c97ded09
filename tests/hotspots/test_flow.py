"""From a run to an effect, through the services: each matter once, a person judges, another approves, the verifier finds nothing."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar.errors import Forbidden, Invalid, NotFound, Refused, TooMany
from ifar.hotspots import response as rules
from ifar.hotspots import tasks, words
from ifar.hotspots.models import Alert, Effect, Hotspot, Plan, Progress, Report, Response, Run
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.selectors import tables
from ifar.hotspots.selectors.tables import Asked
from ifar.hotspots.services import effects, hotspots, plans, reports, responses, runs, triage
from ifar.hotspots.services.hotspots import Content
from ifar.hotspots.services.writing import write
from ifar.ledger import services as ledger
from ifar.outbox import services as outbox
from ifar.rights import Actor
from tests import cast
from tests.hotspots.flowing import (
    ANSWERS,
    a_hotspot,
    a_plan,
    a_proposal,
    a_run,
    a_told_alert,
    an_alert,
    an_approver,
    incidents,
    provinces,
)

TODAY = timezone.localdate()


def test_a_run_finds_what_is_there_and_the_same_again(quentin: Actor) -> None:
    incidents()
    first = a_run(quentin)
    assert (first.state, first.raised > 0, first.again) == ("done", True, 0)
    assert len(first.inputs) == len(first.result) == 64
    number = Alert.objects.count()
    second = a_run(quentin)
    assert (second.inputs, second.result) == (first.inputs, first.result)
    assert (second.raised, Alert.objects.count()) == (0, number)


def test_own_recoveries_alone_are_held_at_watch(quentin: Actor) -> None:
    incidents()
    a_run(quentin, own=True)
    alerts = list(Alert.objects.all())
    assert alerts
    assert {one.level for one in alerts} == {"watch"}
    assert any(one.held for one in alerts)
    assert all("own_recoveries" in one.caveats for one in alerts)
    found = an_alert()
    with pytest.raises(Invalid) as refused:
        a_hotspot(quentin, found, level="urgent")
    assert "hotspots.hotspot.own_sources" in {one.code for one in refused.value.reasons}
    made = a_hotspot(
        quentin, found, level="urgent", level_reason="The hospital of the district says the same."
    )
    assert Hotspot.objects.get(public_id=made).level == "urgent"


def test_an_independent_source_lifts_the_level(quentin: Actor) -> None:
    incidents()
    a_run(quentin)
    assert {one.level for one in Alert.objects.all()} & {"response", "urgent"}
    assert not any(one.held for one in Alert.objects.all())


def test_triage(quentin: Actor, rosa: Actor) -> None:
    incidents()
    a_run(quentin)
    found = an_alert()
    with pytest.raises(Forbidden):
        triage.dismiss(actor=rosa, alert=found.public_id, reason="chance")
    day = timezone.localdate() + dt.timedelta(days=10)
    triage.watch(actor=quentin, alert=found.public_id, again_on=day, note="Until the fair is over.")
    assert an_alert(found).state == "watched"
    assert runs.remind(day - dt.timedelta(days=1)) == 0
    assert (runs.remind(day), runs.remind(day)) == (1, 0)
    triage.dismiss(actor=quentin, alert=found.public_id, reason="enforcement")
    assert (an_alert(found).state, an_alert(found).reason) == ("dismissed", "enforcement")
    with pytest.raises(Refused):
        triage.dismiss(actor=quentin, alert=found.public_id, reason="chance")
    number = Alert.objects.count()
    a_run(quentin)
    assert Alert.objects.count() == number  # what was dismissed is not news
    triage.reopen(actor=quentin, alert=found.public_id)
    assert an_alert(found).state == "raised"


def test_what_another_compartment_has_is_not_there(quentin: Actor) -> None:
    incidents()
    a_run(quentin)
    found = an_alert()
    for name in ("bob", "grace", "dave", "mallory", "nobody"):
        with pytest.raises(NotFound):
            selectors.alert_for(cast.actor(name), found.public_id)
    assert selectors.alert_for(cast.actor("judy"), found.public_id).pk == found.pk


def test_from_a_hotspot_to_an_effect(quentin: Actor, rosa: Actor) -> None:
    incidents()
    a_run(quentin)
    made = a_hotspot(quentin, an_alert())
    hotspot = Hotspot.objects.get(public_id=made)
    assert (hotspot.state, hotspot.version, an_alert_state(hotspot)) == ("active", 1, "confirmed")
    assert [one["code"] for one in hotspot.brief][:2] == ["observed", "areas"]
    response = responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa))
    assert Hotspot.objects.get(public_id=made).state == "responding"
    found = Response.objects.get(public_id=response)
    assert found.plan_due == hotspot.confirmed_on + dt.timedelta(days=14)
    approver = an_approver()
    with pytest.raises(Refused) as unchecked:
        responses.approve(actor=approver, response=response)
    assert unchecked.value.code == "hotspots.response.unchecked"
    with pytest.raises(Invalid):
        responses.check_rights(actor=rosa, response=response, answers=ANSWERS | {"no_profiling": "partly"})
    responses.check_rights(actor=rosa, response=response, answers=ANSWERS)
    with pytest.raises(Forbidden):
        responses.approve(actor=rosa, response=response)
    responses.approve(actor=approver, response=response, note="Go on.")
    responses.begin(actor=rosa, response=response)
    responses.log(actor=rosa, response=response, entry="The first safes were given out.")
    (task,) = Response.objects.get(public_id=response).tasks
    with pytest.raises(Refused):
        responses.close(actor=rosa, response=response, review=dict.fromkeys(rules.REVIEW, "Said."))
    responses.settle_task(actor=rosa, response=response, task=task["id"], state="done")
    responses.close(actor=rosa, response=response, review=dict.fromkeys(rules.REVIEW, "Said."))
    assert Hotspot.objects.get(public_id=made).state == "active"
    plan = plans.draft(actor=rosa, hotspot=made, said=a_plan())
    plans.begin(actor=rosa, plan=plan)
    assert Hotspot.objects.get(public_id=made).state == "sustained"
    with pytest.raises(Refused):
        hotspots.close_hotspot(actor=quentin, hotspot=made, reason="Over.")
    kept = Plan.objects.get(public_id=plan)
    plans.reach(actor=rosa, plan=plan, milestone=kept.milestones[0]["id"])
    plans.report(actor=rosa, plan=plan, indicator=kept.indicators[0]["id"], value=9)
    with pytest.raises(Refused):
        plans.end(actor=rosa, plan=plan)
    plans.judge(actor=rosa, plan=plan, criterion=kept.criteria[0]["id"], state="met")
    plans.end(actor=rosa, plan=plan)
    effect = effects.measure(actor=rosa, about=response, since=Run.objects.get().last - dt.timedelta(days=60))
    measured = Effect.objects.get(public_id=effect)
    assert measured.result[0]["name"] == "difference"
    assert (
        float(measured.result[0]["value"]) > 0
    )  # it rose after the day that the test gives, and the figure says so
    assert "regression" in measured.result[0]["caveats"]
    hotspots.close_hotspot(actor=quentin, hotspot=made, reason="A year without cases.")
    assert Hotspot.objects.get(public_id=made).state == "closed"


def an_alert_state(hotspot: Hotspot) -> str:
    return Alert.objects.get(hotspot=hotspot.public_id).state


def test_versions_and_the_level_that_a_person_sets(quentin: Actor) -> None:
    incidents()
    a_run(quentin)
    made = a_hotspot(quentin, an_alert())
    hotspots.revise(
        actor=quentin,
        hotspot=made,
        content=Content("Other name", drivers=["climate"], basis="More is known.", confidence="high"),
    )
    found = Hotspot.objects.get(public_id=made)
    assert (found.version, found.words["title"], found.confidence) == (2, "Other name", "high")
    hotspots.set_level(actor=quentin, hotspot=made, level="urgent", reason="Two children were hurt.")
    assert Hotspot.objects.get(public_id=made).words["level_reason"] == "Two children were hurt."
    with pytest.raises(Invalid):
        hotspots.set_level(actor=quentin, hotspot=made, level="watch", reason=" ")


def test_a_report_tells_no_more_people_than_the_record_lets_and_keeps_small_numbers_back(
    quentin: Actor,
) -> None:
    incidents()
    a_run(quentin)
    made = a_hotspot(quentin, an_alert(), tlp="amber")
    with pytest.raises(Invalid):
        reports.issue(actor=quentin, hotspot=made, tlp="clear")
    report = Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=made))
    assert (report.version, report.tlp, report.content["least"]) == (1, "amber", 0)


def test_no_attribute_of_a_person_is_asked_for(quentin: Actor) -> None:
    """Every statement by which a run counts names places, days and kinds, and no table in which people stand."""
    incidents()
    with CaptureQueriesContext(connection) as captured:
        tables.look(Asked("police", "area", "week", TODAY - dt.timedelta(days=200), TODAY))
        tables.links("police", TODAY)
    asked = [
        one["sql"] for one in captured if "hotspots_incident" in one["sql"] or "tracing_step" in one["sql"]
    ]
    assert len(asked) >= 4
    columns = {column for said in asked for column in re.findall(r"\b[irse]\.(\w+)", said)}
    assert columns <= {
        "area", "cell", "first", "last", "month", "precision", "standing", "source_id", "kind", "longitude", "latitude", "id", "compartment",
        "public_id", "country", "role", "to_country", "to_role", "recovered_in", "request_id", "subject", "n", "state", "handling",
    }  # fmt: skip
    named = {name for said in asked for name in re.findall(r"(?:FROM|JOIN) (\w+)", said)}
    assert named <= {
        "hotspots_incident",
        "hotspots_source",
        "tracing_step",
        "tracing_request",
        "tracing_event",
        "ledger_entry",
    }


def test_the_outbox_hands_a_run_over_and_does_not_wait_for_it(quentin: Actor) -> None:
    """A run computes for minutes: within the outbox it would hold up every alarm, and the sealing of the log."""
    asked = runs.defaults(TODAY) | {"wanted": ["ears"]}
    made = runs.ask_run(actor=quentin, **asked)
    outbox.deliver()
    assert Run.objects.get(public_id=made).state == "asked"
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [tasks.RUN])
        assert len(cursor.fetchall()) == 1
    assert runs.left(ledger.now() + dt.timedelta(hours=2)) == [made]
    tasks.carry_out(made)
    assert Run.objects.get(public_id=made).state == "done"
    assert runs.left(ledger.now() + dt.timedelta(hours=2)) == []


def test_an_office_has_few_runs_that_wait(quentin: Actor) -> None:
    asked = runs.defaults(TODAY) | {"wanted": ["ears"]}
    for _ in range(runs.MOST_WAITING):
        runs.ask_run(actor=quentin, **asked)
    with pytest.raises(TooMany):
        runs.ask_run(actor=quentin, **asked)


def test_nothing_is_found_where_nothing_happened(quentin: Actor) -> None:
    found = a_run(quentin)
    assert (found.state, found.findings, found.forecast["offered"], found.risk) == ("done", [], "", {})


# What the database refuses ------------------------------------------------------------------------------------------------


def test_the_database_wants_another_person_and_the_check(quentin: Actor, rosa: Actor) -> None:
    """Whoever can insert events cannot approve their own response, nor one without the check, nor close it with open tasks."""
    incidents()
    a_run(quentin)
    made = a_hotspot(quentin, an_alert())
    response = responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa))
    found = Response.objects.get(public_id=response)
    sybil, today = an_approver(), timezone.localdate().isoformat()

    def refused(
        actor: Actor, kind: str, changes: Mapping[str, Any], personal: Mapping[str, Any] | None = None
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            write(
                actor, "response", kind, Response.objects.get(pk=found.pk), changes=changes, personal=personal
            )

    refused(sybil, "approved", {"approved_by": sybil.id, "approved_on": today})  # not checked
    refused(
        rosa, "checked", {"rights": ANSWERS | {"force": "no"}, "checked_by": rosa.id, "checked_on": today}
    )
    refused(rosa, "checked", {"rights": ANSWERS, "checked_by": sybil.id, "checked_on": today})
    # Who approves answers the check in nobody's name by sending it back.
    refused(sybil, "returned", {"rights": ANSWERS, "checked_by": quentin.id, "checked_on": today})
    refused(sybil, "returned", {"rights": ANSWERS, "checked_by": "", "checked_on": today})
    responses.check_rights(actor=rosa, response=response, answers=ANSWERS)
    refused(rosa, "approved", {"approved_by": rosa.id, "approved_on": today})
    refused(sybil, "approved", {"approved_by": quentin.id, "approved_on": today})
    responses.approve(actor=sybil, response=response)
    responses.begin(actor=rosa, response=response)
    refused(
        rosa, "closed", {"closed_on": today}, {"words": {f"review:{name}": "x" for name in rules.REVIEW}}
    )  # a task is open


def test_the_database_closes_no_hotspot_whose_exit_criteria_are_not_met(quentin: Actor, rosa: Actor) -> None:
    provinces()
    made = a_hotspot(quentin, Alert.objects.get(public_id=a_told_alert(quentin)))
    plan = plans.draft(actor=rosa, hotspot=made, said=a_plan())
    plans.begin(actor=rosa, plan=plan)
    criterion = Plan.objects.get(public_id=plan).criteria[0]["id"]
    plans.judge(actor=rosa, plan=plan, criterion=criterion, state="not_met", note="Twelve a month.")
    plans.end(actor=rosa, plan=plan, reason="The money ended.")
    with pytest.raises(IntegrityError, match="exit criterion"), transaction.atomic():
        write(
            quentin,
            "hotspot",
            "closed",
            Hotspot.objects.get(public_id=made),
            changes={"closed_on": "2026-11-01"},
        )


@pytest.mark.django_db
def test_the_rights_that_the_database_asks_are_the_rules() -> None:
    """Each question of the rule alone stops, or may be mitigated, in the database as there."""
    with connection.cursor() as cursor:
        for question, (_wanted, stops) in rules.RIGHTS.items():
            for mitigated, passes in ((False, False), (True, not stops)):
                answers = ANSWERS | {question: "partly"}
                words = {f"mitigation:{question}": "Done."} if mitigated else {}
                cursor.execute(
                    "SELECT hotspots_rights_pass(%s::jsonb, %s::jsonb)",
                    [json.dumps(answers), json.dumps(words)],
                )
                assert cursor.fetchone()[0] is passes, question
                assert (not rules.checked(answers, {question: "Done."} if mitigated else {})) is passes


def test_a_run_that_breaks_off_says_so_and_leaves_nothing(
    quentin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_said: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(runs.tables, "look", broken)
    made = runs.ask_run(actor=quentin, **runs.defaults(timezone.localdate()))
    with pytest.raises(ZeroDivisionError):
        runs.carry_out(Run.objects.select_related("agency").get(public_id=made))
    found = Run.objects.get(public_id=made)
    assert (found.state, found.reason) == ("failed", runs.BROKEN)
    assert words.of(found.reason) != found.reason
    assert not Progress.objects.filter(run=made).exists()
