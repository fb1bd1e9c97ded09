"""Runs: what is found there and found again, what they ask for, how they wait; what the database refuses of what follows."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from itertools import accumulate
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.errors import Invalid, TooMany
from ifar.hotspots import detection_run, labels, tasks
from ifar.hotspots import response as rules
from ifar.hotspots.models import Alert, Hotspot, Plan, Progress, Run
from ifar.hotspots.selectors import tables
from ifar.hotspots.selectors.tables import RunScope
from ifar.hotspots.services import plans, runs
from ifar.hotspots.services.writing import RECORDER
from ifar.ledger import services as ledger
from ifar.outbox import services as outbox
from ifar.rights import Actor
from tests.hotspots.flowing import (
    ANSWERS,
    a_hotspot,
    a_plan,
    a_run,
    a_told_alert,
    an_alert,
    incidents,
    provinces,
    rows,
)
from tests.hotspots.making import a_source, loaded

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


def test_a_run_done_again_at_the_console_is_held_to_what_it_kept(quentin: Actor) -> None:
    """31.3: from the rows that stand, alerts and runs can be computed again; an alteration and what was taken back since are told apart."""
    provinces()
    source = a_source()
    loaded(source, rows())
    run, other = a_run(quentin), a_run(quentin, layer="cell4", wanted=("cusum", "gi"))
    before = (Run.objects.count(), Alert.objects.count(), Progress.objects.count())
    for made in (run, other):
        said = io.StringIO()
        call_command("hotspots", "scan", "--again", made.public_id, stdout=said)
        assert said.getvalue() == f"{made.public_id}: the same inputs, the same result\n"
    assert (Run.objects.count(), Alert.objects.count(), Progress.objects.count()) == before
    with (
        mock.patch.object(runs, "thresholds", return_value=[]),
        pytest.raises(CommandError, match="another result"),
    ):
        call_command("hotspots", "scan", "--again", run.public_id)
    loaded(source, rows()[:-40], whole=True)
    with pytest.raises(CommandError, match="other inputs"):
        call_command("hotspots", "scan", "--again", run.public_id)
    with pytest.raises(CommandError, match="no such run"):
        call_command("hotspots", "scan", "--again", "H0000000000000")


def test_w33_a_run_whose_last_day_alone_is_named_looks_at_the_two_years_before_it(quentin: Actor) -> None:
    incidents()
    office = Agency.objects.get(pk=quentin.agency_id).public_id
    call_command("hotspots", "scan", "--office", office, "--last", "2016-12-31", stdout=io.StringIO())
    made = Run.objects.get()
    assert (made.first, made.last) == (dt.date(2016, 12, 31) - dt.timedelta(days=727), dt.date(2016, 12, 31))


def test_own_recoveries_alone_are_held_at_watch(quentin: Actor) -> None:
    incidents()
    a_run(quentin, own=True)
    alerts = list(Alert.objects.all())
    assert alerts
    assert {record.level for record in alerts} == {"watch"}
    assert any(record.held for record in alerts)
    assert all("own_recoveries" in record.caveats for record in alerts)
    alert = an_alert()
    with pytest.raises(Invalid) as refused:
        a_hotspot(quentin, alert, level="urgent")
    assert "hotspots.hotspot.own_sources" in {reason.code for reason in refused.value.reasons}
    made = a_hotspot(
        quentin, alert, level="urgent", level_reason="The hospital of the district says the same."
    )
    assert Hotspot.objects.get(public_id=made).level == "urgent"


def test_no_attribute_of_a_person_is_asked_for(quentin: Actor) -> None:
    """Every statement by which a run counts names places, days and kinds, and no table in which people stand."""
    incidents()
    with CaptureQueriesContext(connection) as captured:
        tables.look(RunScope("police", "area", "week", TODAY - dt.timedelta(days=200), TODAY))
        tables.links("police", TODAY)
    asked = [
        row["sql"] for row in captured if "hotspots_incident" in row["sql"] or "tracing_step" in row["sql"]
    ]
    assert len(asked) >= 4
    columns = {column for text in asked for column in re.findall(r"\b[irse]\.(\w+)", text)}
    assert columns <= {
        "area", "cell", "first", "last", "month", "precision", "standing", "source_id", "kind", "longitude", "latitude", "id", "compartment",
        "public_id", "country", "role", "to_country", "to_role", "recovered_in", "request_id", "subject", "n", "state", "handling",
    }  # fmt: skip
    named = {name for text in asked for name in re.findall(r"(?:FROM|JOIN) (\w+)", text)}
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
    run = a_run(quentin)
    assert (run.state, run.findings, run.forecast["offered"], run.risk) == ("done", [], "", {})


def test_a_run_that_breaks_off_says_so_and_leaves_nothing(
    quentin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_said: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(runs.tables, "look", broken)
    made = runs.ask_run(actor=quentin, **runs.defaults(timezone.localdate()))
    with pytest.raises(ZeroDivisionError):
        runs.carry_out(Run.objects.select_related("agency").get(public_id=made))
    run = Run.objects.get(public_id=made)
    assert (run.state, run.reason) == ("failed", runs.BROKEN)
    assert labels.of(run.reason) != run.reason
    assert not Progress.objects.filter(run=made).exists()


# What the database refuses ------------------------------------------------------------------------------------------------


def test_the_database_closes_no_hotspot_whose_exit_criteria_are_not_met(quentin: Actor, rosa: Actor) -> None:
    provinces()
    made = a_hotspot(quentin, Alert.objects.get(public_id=a_told_alert(quentin)))
    plan = plans.draft(actor=rosa, hotspot=made, said=a_plan())
    plans.begin(actor=rosa, plan_id=plan)
    criterion = Plan.objects.get(public_id=plan).criteria[0]["id"]
    plans.judge(actor=rosa, plan_id=plan, criterion=criterion, state="not_met", note="Twelve a month.")
    plans.end(actor=rosa, plan_id=plan, reason="The money ended.")
    with pytest.raises(IntegrityError, match="exit criterion"), transaction.atomic():
        RECORDER.record(
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


def test_a_run_keeps_what_fits_into_an_entry_the_strongest_of_each_signal_first():
    rows = [
        {"signal": signal, "n": n, "members": ["8" * 15] * 60}
        for signal in ("gi", "groups")
        for n in range(60)
    ]
    kept = detection_run.kept(rows)
    assert len(json.dumps(kept, separators=(",", ":"))) <= detection_run.MOST_BYTES + len(kept) + 2
    assert [row["n"] for row in kept if row["signal"] == "gi"] == list(range((len(kept) + 1) // 2))
    assert detection_run.kept(rows[:3]) == rows[:3]
    assert list(accumulate(detection_run.steps([7, 9, 400]))) == [7, 9, 400]
