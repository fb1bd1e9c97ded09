"""Of two acts that hang together the one that counted first has the lower number in the log: the verifier follows the numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.indicators import ReportedValue
from ifar.programme.models import Diligence, Value
from ifar.programme.services import committee, diligence, projects, values
from tests.cast import actor
from tests.crossing import crossing
from tests.databases import Database
from tests.programme.conftest import differences, give_roles
from tests.programme.test_acts import DAY, a_period, a_project, an_indicator, given, half, locked, reported
from tests.programme.test_diligence import assess, release, start

D = Decimal


@pytest.fixture(autouse=True)
def peopled(peopled_db: Database) -> Database:
    """People with their roles, in a database of this test's own: both acts are committed."""
    give_roles()
    return peopled_db


def test_a_period_is_locked_while_somebody_reports_into_it(monkeypatch: Any) -> None:
    of = an_indicator()
    a_period("2025")
    came = crossing(
        monkeypatch,
        lambda: locked("2025", "bob"),
        lambda: values.report(
            actor=actor("alice"), indicator=of.public_id, period="2025", said=ReportedValue(D(1))
        ),
    )
    assert came == ["done", "Refused"]
    assert not Value.objects.exists()
    assert differences() == []


def test_a_value_is_reported_while_somebody_locks_its_period(monkeypatch: Any) -> None:
    of = an_indicator()
    a_period("2025")
    came = crossing(
        monkeypatch,
        lambda: reported(of, "7", "alice", "2025"),
        lambda: locked("2025", "bob"),
    )
    assert came == ["done", "done"]
    assert Value.objects.get().number == 7
    assert differences() == []


def test_a_project_is_over_or_its_day_closed_while_somebody_gives_it_money(monkeypatch: Any) -> None:
    public_id = fund.agree(actor=actor("nina"), new=given("1000.00")).public_id
    fund.book(actor=actor("nina"), new=NewMovement("receipt", D(1000), DAY, public_id))
    ends, goes_on = (a_project(f"P-{n}").public_id for n in range(2))
    half()

    def gives(project: str) -> None:
        fund.book(actor=actor("nina"), new=NewMovement("allocation", D(50), DAY, public_id, project))

    came = crossing(
        monkeypatch,
        lambda: projects.cancel(actor=actor("alice"), project_id=ends),
        lambda: gives(ends),
    )
    assert came == ["done", "Refused"]
    came = crossing(
        monkeypatch,
        lambda: locked("2026-H1", "bob"),
        lambda: gives(goes_on),
    )
    assert came == ["done", "Refused"]
    assert differences() == []


def test_a_seat_ends_while_its_vote_is_counted(monkeypatch: Any) -> None:
    bob = actor("bob")
    seats = [
        committee.fill_seat(actor=bob, constituency="states", organisation=f"S{n}", starts_on=DAY).public_id
        for n in range(3)
    ]
    meeting = committee.plan_meeting(actor=bob, title="M", held_on=DAY).public_id
    decision = committee.table_decision(actor=bob, meeting=meeting, title="X", rule="majority").public_id
    committee.open_meeting(actor=bob, meeting_id=meeting, present=seats)
    votes = dict.fromkeys(seats, "yes")
    came = crossing(
        monkeypatch,
        lambda: committee.end_seat(actor=bob, seat_id=seats[0]),
        lambda: committee.decide(actor=bob, decision_id=decision, expected_n=1, votes=votes),
    )
    assert came == ["done", "Refused"]
    assert differences() == []


def test_a_release_is_held_while_its_project_starts(monkeypatch: Any) -> None:
    project = a_project(security_forces=True)
    release(assess(project))
    record = Diligence.objects.get()
    came = crossing(
        monkeypatch,
        lambda: diligence.hold(
            actor=actor("erin"), diligence_id=record.public_id, expected_n=record.n, reason="Complaints"
        ),
        lambda: start(project),
    )
    assert came == ["done", "Refused"]
    assert differences() == []
