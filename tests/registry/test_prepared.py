"""Statements straight through libpq: outside a transaction, where each is one by itself."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, connection

from ifar import prepared
from ifar.errors import Conflict
from ifar.registry.models import Event
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.databases import Database, Databases
from tests.factories import a_firearm, a_person

ASK = "SELECT %(one)s::text, %(yes)s::boolean, %(some)s::text[], %(none)s::text"


@pytest.fixture(scope="module")
def database(databases: Databases, template: str) -> Iterator[Database]:
    """A database that none of these tests changes."""
    with databases.clone(template) as made:
        yield made


@pytest.fixture
def plain(database: Database) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of the runtime role that commits each statement."""
    with database.connect("default") as made:
        yield made


@pytest.mark.parametrize("within", [False, True], ids=["alone", "in a transaction"])
def test_values_arrive_as_they_were_told(plain: psycopg.Connection[tuple[object, ...]], within: bool) -> None:
    some = ["a", 'b"c', "d\\e", "f,{g}", "", "ü"]
    values = {"one": "x'y", "yes": True, "some": some, "none": None}
    if within:
        plain.execute("BEGIN")
    for _ in range(3):
        assert prepared.first_row(plain, ASK, values) == ("x'y", True, some, None)
    assert prepared.first_row(plain, "SELECT 1 WHERE %(no)s", {"no": False}) is None


def test_a_statement_that_the_session_gave_up_is_prepared_again(
    plain: psycopg.Connection[tuple[object, ...]],
) -> None:
    values = {"one": "x", "yes": False, "some": [], "none": None}
    assert prepared.first_row(plain, ASK, values)
    plain.execute("DEALLOCATE ALL")
    assert prepared.first_row(plain, ASK, values) == ("x", False, [], None)


def test_what_was_prepared_since_the_session_gave_up_all_is_not_prepared_twice(
    plain: psycopg.Connection[tuple[object, ...]],
) -> None:
    values = {"one": "x", "yes": False, "some": [], "none": None}
    assert prepared.first_row(plain, ASK, values)
    plain.execute("DEALLOCATE ALL")
    for _ in range(2):
        assert prepared.first_row(plain, "SELECT 3 * %(by)s::integer", {"by": "2"}) == (6,)
        assert prepared.first_row(plain, ASK, values) == ("x", False, [], None)


def test_what_the_database_refuses_is_raised_as_the_driver_does(
    plain: psycopg.Connection[tuple[object, ...]],
) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        prepared.first_row(plain, "SELECT 1 / %(by)s::integer", {"by": "0"})
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        prepared.execute(plain, "DELETE FROM ledger_entry WHERE object = %s", ["x"])
    assert prepared.first_row(plain, "SELECT 2 * %(by)s::integer", {"by": "2"}) == (4,)


def test_a_lost_connection_is_told_as_one(
    plain: psycopg.Connection[tuple[object, ...]], database: Database
) -> None:
    with database.connect() as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [plain.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        prepared.first_row(plain, "SELECT %(one)s::text", {"one": "x"})


def test_an_event_is_recorded_in_a_statement_that_is_its_own_transaction(peopled_db: Database) -> None:
    alice = cast.actor("alice")
    made = a_firearm(alice, owner=a_person(alice), owner_kind="private")
    paper = 'a "quoted", {braced} and \\ slashed paper'

    def sell(**expected: int) -> int:
        details = {"owner_kind": "private", "owner": a_person(alice, "Another Buyer")}
        event = NewEvent("privately_transferred", details, paper=paper)
        assert connection.connection.autocommit
        return record_event(actor=alice, firearm=made.firearm, event=event, **expected).n

    assert sell() == 2
    assert Event.objects.get(firearm__public_id=made.firearm, n=2).paper == paper
    with pytest.raises(Conflict):
        sell(expected_n=1)
    with peopled_db.connect() as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [connection.connection.info.backend_pid])
    with pytest.raises(OperationalError):
        a_person(alice)
    connection.close()
    connection.ensure_connection()
    assert sell() == 3


@pytest.mark.parametrize("within", [False, True], ids=["alone", "in a transaction"])
def test_all_rows_come_or_none(plain: psycopg.Connection[tuple[object, ...]], within: bool) -> None:
    if within:
        plain.autocommit = False
    ask = "SELECT n, 'x' FROM generate_series(1, %(most)s::int) AS s (n)"
    for most, wanted in ((3, [(1, "x"), (2, "x"), (3, "x")]), (0, []), (1, [(1, "x")])):
        assert prepared.rows(plain, ask, {"most": f"{most}"}) == wanted
