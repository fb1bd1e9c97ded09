"""What an act stands upon does not change under it: whoever acts on it waits for whoever changes it, and sees what they wrote."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from ifar.errors import IfarError
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.services import committee, planning, projects
from tests.cast import actor
from tests.databases import Database
from tests.programme.conftest import give_roles
from tests.programme.test_acts import DAY, a_project, given, half, locked

D = Decimal


WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def during(database: Database, first: Callable[[], Any], second: Callable[[], Any]) -> str:
    """Do one thing, and the other in a connection of its own, which must wait for the first to be committed; what came of the other."""
    values: list[str] = []

    def other() -> None:
        try:
            second()
            values.append("done")
        except IfarError as error:
            values.append(error.code)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with database.connect() as onlooker, transaction.atomic():
        first()
        thread.start()
        while onlooker.execute(WAITING).fetchone() == (0,):
            assert thread.is_alive(), values
            time.sleep(0.01)
    thread.join(20)
    return values[0]


def test_who_acts_waits_for_who_changes(peopled_db: Database) -> None:
    give_roles()
    alice, bob, nina = (actor(name) for name in ("alice", "bob", "nina"))
    public_id = fund.agree(actor=nina, new=given("1000.00")).public_id
    fund.book(actor=nina, new=NewMovement("receipt", D(1000), DAY, public_id))

    def gives(project: str) -> None:
        fund.book(actor=nina, new=NewMovement("allocation", D(50), DAY, public_id, project))

    marked, supporting, over = (a_project(f"P-{n}").public_id for n in range(3))
    activity = {"level": "activity", "title": "Arms of a unit", "outcome": "O1", "project": supporting, "security_forces": True}  # fmt: skip
    needed = "programme.diligence.needed"
    assert (
        during(peopled_db, lambda: projects.mark(actor=alice, project_id=marked), lambda: gives(marked))
        == needed
    )
    assert (
        during(peopled_db, lambda: planning.state_result(actor=alice, **activity), lambda: gives(supporting))
        == needed
    )
    assert (
        during(peopled_db, lambda: projects.cancel(actor=alice, project_id=over), lambda: gives(over))
        == "programme.fund.over"
    )
    half()
    free = a_project("P-9").public_id
    assert during(peopled_db, lambda: locked("2026-H1"), lambda: gives(free)) == "programme.fund.locked"
    seats = [committee.fill_seat(actor=bob, constituency="states", organisation=f"S{n}", starts_on=DAY).public_id for n in range(3)]  # fmt: skip
    meeting = committee.plan_meeting(actor=bob, title="M", held_on=DAY).public_id
    decision = committee.table_decision(actor=bob, meeting=meeting, title="X", rule="majority").public_id
    committee.open_meeting(actor=bob, meeting_id=meeting, present=seats)
    votes = dict.fromkeys(seats, "yes")
    came = during(
        peopled_db,
        lambda: committee.close_meeting(actor=bob, meeting_id=meeting),
        lambda: committee.decide(actor=bob, decision_id=decision, expected_n=1, votes=votes),
    )
    assert came == "programme.committee.quorum"
