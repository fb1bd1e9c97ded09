"""A guard is stated once and asked in three places: what it says of a situation in Python, PostgreSQL says of the same situation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from ifar.acts import (
    Another,
    Blank,
    Condition,
    Differs,
    Filled,
    Guard,
    Listed,
    NotBefore,
    OfOffice,
    Referenced,
    Same,
    declared,
)
from ifar.acts import database as acts_database
from ifar.acts.guards import Situation
from tests.covering import EVERY_CASE
from tests.databases import Databases
from tests.rows import without_watch

VALUES = st.sampled_from(
    [None, "", " ", "a", "b", "open", "0", "0.00", "12.50", "2026-01-31", "2026-02-01", True, 3]
)
COLUMNS = ("one", "two", "state")
PEOPLE = st.frozensets(st.sampled_from(["a", "b", "3"]), min_size=1)
GUARDS: tuple[Guard, ...] = (
    Another(code="x", than="one"),
    Another(code="x", than_whoever=("checked", "advised")),
    Another(code="x", than="two", than_whoever=("checked",)),
    Another(code="x", than="was.one"),
    Another(code="x", than_whoever=("checked",), since=("advised",)),
    OfOffice(code="x", column="agency"),
    Same(code="x", as_column="one"),
    OfOffice(code="x", column="one"),
    OfOffice(code="x", column="two", jobs=True),
    OfOffice(code="x", column="one", or_column="two"),
    OfOffice(code="x", column="was.two"),
    Filled(code="x", column="one"),
    Filled(code="x", column="details.one", when=(Condition("two", ("a", "")),)),
    Filled(
        code="x", column="one", when=(Condition("state", ("open",), differs=True), Condition("two", ("b",)))
    ),
    Filled(code="x", column="two", least=3),
    Blank(code="x", column="one"),
    Listed(code="x", column="one", values=("a", "open", "it's")),
    NotBefore(code="x", column="one", than="two"),
    Differs(code="x", column="one", than="two"),
    Differs(code="x", column="details.one", than="was.one"),
    Referenced(code="x", column="one", record_type="thing"),
    Referenced(code="x", column="one", record_type="thing", states=("open", "b"), same={"two": "two"}),
    Referenced(code="x", column="one", record_type="thing", values={"two": ("a", "true", "0")}),
)


@pytest.fixture(scope="module")
def connection(databases: Databases, template: str) -> Iterator[Connection[Any]]:
    with databases.clone(template) as clone, clone.connect() as made:
        result = without_watch(made).connection
        result.execute("CREATE TABLE guarded_thing (public_id text, state text, two text)")
        result.execute(
            "CREATE TABLE guarded_event (id uuid, record_type text, subject text, kind text, n integer)"
        )
        yield result


@pytest.mark.parametrize("guard", GUARDS, ids=repr)
@settings(
    max_examples=60 if EVERY_CASE else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    was=st.none() | st.fixed_dictionaries(dict.fromkeys(COLUMNS, VALUES)),
    now=st.fixed_dictionaries(dict.fromkeys(COLUMNS, VALUES)),
    details=st.fixed_dictionaries({}, optional={"one": VALUES}),
    people=PEOPLE,
    earlier=st.lists(
        st.tuples(st.sampled_from(["checked", "advised", "made"]), st.sampled_from(["a", "b"])), max_size=3
    ),
    things=st.dictionaries(
        st.sampled_from(["a", "b"]),
        st.fixed_dictionaries({"state": st.sampled_from(["open", "b"]), "two": VALUES}),
        max_size=2,
    ),
)
def test_python_and_postgresql_agree(
    connection: Connection[Any],
    guard: Guard,
    was: Mapping[str, Any] | None,
    now: Mapping[str, Any],
    details: Mapping[str, Any],
    people: frozenset[str],
    earlier: list[tuple[str, str]],
    things: Mapping[str, Mapping[str, Any]],
) -> None:
    actor = min(people)
    texts = {name: {**row, "two": _text(row["two"])} for name, row in things.items()}
    situation = Situation(
        was, now, details, actor, actor, people, lambda: earlier, lambda _, public_id: texts.get(public_id)
    )
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        for name, row in texts.items():
            cursor.execute("INSERT INTO guarded_thing VALUES (%s, %s, %s)", (name, row["state"], row["two"]))
        for n, (kind, who) in enumerate(earlier):
            entry = f"00000000-0000-0000-0000-{n:012}"
            cursor.execute("INSERT INTO guarded_event VALUES (%s, 'r', 's', %s, %s)", (entry, kind, n + 1))
            cursor.execute(
                "INSERT INTO ledger_entry (entry, schema, act, actor, agency, recorded_at, object, commitments, canonical, leaf) "
                "VALUES (%s, '', '', %s, '', '2026-01-01', '', '{}', '', '')",
                (entry, who),
            )
        refused = guard.sql(lambda record_type: f"guarded_{record_type}", "guarded_event")
        cursor.execute(
            f"""SELECT {refused} FROM (SELECT %s::jsonb AS was, %s::jsonb AS is_now, %s::text[] AS people) AS given,
            (SELECT %s::jsonb AS details, 's'::text AS subject, 'r'::text AS record_type) AS e, (SELECT %s::text AS actor, %s::text AS agency) AS written""".encode(),
            (
                None if was is None else json.dumps(was),
                json.dumps(now),
                sorted(people),
                json.dumps(details),
                actor,
                actor,
            ),
        )
        (value,) = cursor.fetchone() or (None,)
    assert value is not None, "a guard always says yes or no"
    assert value == (not guard.holds(situation))


def _text(value: Any) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("said", [None, "", "0", "0.0000", "-0.01", "12"])
@pytest.mark.parametrize("differs", [False, True])
def test_amounts_are_compared_as_numbers(
    connection: Connection[Any], said: str | None, differs: bool
) -> None:
    condition = Condition("one", (Decimal(0), Decimal(12)), differs=differs)
    situation = Situation(None, {"one": said}, {}, "a", "a", frozenset("a"), list, lambda *_: None)
    row = connection.execute(
        f"SELECT {condition.sql()} FROM (SELECT %s::jsonb AS is_now) AS given".encode(),
        (json.dumps({"one": said}),),
    )
    assert row.fetchone() == (condition.holds(situation),)


def test_the_database_asks_every_declared_guard(connection: Connection[Any]) -> None:
    for acts in declared():
        guards = [(act, guard) for act in acts.acts.values() for guard in act.guards]
        if guards:
            (source,) = connection.execute(
                "SELECT prosrc FROM pg_proc WHERE proname = %s", (f"{acts.functions}_guards",)
            ).fetchone() or ("",)
            for _act, guard in guards:
                assert f"WHEN {guard.sql(acts.table_of, acts.table)} THEN '{guard.code}'" in source
    assert connection.execute("SELECT count(*) FROM acts_act").fetchone() == (
        len(list(acts_database.act_rows())),
    )


@pytest.mark.parametrize("named", [None, [], ["a"], ["b", "c"], ["c"]])
@pytest.mark.parametrize("people", [frozenset("a"), frozenset("ab")])
def test_a_column_may_name_several_people(
    connection: Connection[Any], named: list[str] | None, people: frozenset[str]
) -> None:
    guard = Another(code="x", than="one")
    situation = Situation(None, {"one": named}, {}, "a", "a", people, list, lambda *_: None)
    row = connection.execute(
        f"SELECT {guard.sql(str, 'guarded_event')} FROM (SELECT %s::jsonb AS is_now, %s::text[] AS people) AS given".encode(),
        (json.dumps({"one": named}), sorted(people)),
    )
    assert row.fetchone() == (not guard.holds(situation),)
