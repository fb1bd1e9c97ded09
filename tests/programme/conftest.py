"""The people of the strategy: Bob manages it, Carol and Judy work under it, Nina keeps the books of the Fund, Oscar reads, Erin
releases or holds support to security forces."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg.types.json import JsonbLoader
from pytest_django import DjangoDbBlocker

from ifar.accounts.services import grants
from ifar.accounts.services.proposals import decide
from ifar.acts import replay as acts_replay
from ifar.programme import replay
from ifar.programme.acts import ACTS
from tests import cast
from tests.databases import Database, Databases, ground

ROLES = (
    ("bob", "programme_manager"),
    ("alice", "programme_officer"),
    ("judy", "programme_officer"),
    ("nina", "fund_officer"),
    ("dave", "strategy_reader"),
    ("erin", "rights_adviser"),
)


def give_roles() -> None:
    """Ken and Laura give the roles that the cast lacks."""
    for name, role in ROLES:
        give(name, role)


def give(name: str, role: str) -> None:
    """Ken and Laura give somebody one more role at their own office."""
    person = cast.user(name)
    asked = grants.propose_grant(
        actor=cast.actor("ken"),
        user=person.public_id,
        role=role,
        agency=person.home.public_id,
        reason="for the strategy",
    )
    assert decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve").executed


_RECORDS = (
    "programme.unknown",
    "programme.choice",
    "programme.required",
    "programme.work.closed",
    "does not",
)
"""Refusals about records, columns and details that the short logs of these tests leave out."""


def guarded(*acts) -> list[str]:
    """What the verifier names of the guards of acts, and of what they may set; an act is type of record, subject, kind, what it sets, who did it
    (`ann+bea`: Ann, who stands in for Bea)."""
    records: dict[tuple[str, str], acts_replay.Projection] = {}
    results = []
    for record_type, subject, kind, changes, by in acts:
        who, *others = by.split("+")
        before, act = records.get((record_type, subject)), ACTS.get(record_type, kind)
        apart = {name: value for name, value in changes.items() if act and act.personal.get(name) == name}
        sets = {name: value for name, value in changes.items() if name not in apart}
        event = acts_replay.Replayed(
            subject, record_type, kind, len(before.events) + 1 if before else 1, f"{record_type}.{kind}/1", {}, sets, "", who, "", "2026-01-01T00:00:00Z",
            frozenset({who, *others}), apart, frozenset(),
        )  # fmt: skip
        results += [
            f"{difference.place}: {difference.says}"
            for difference in acts_replay._replayed(ACTS, records, event)
        ]
    return [text for text in results if not text.endswith(_RECORDS)]


@pytest.fixture(scope="package", autouse=True)
def given_roles(
    databases: Databases, peopled_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """The ground of this folder's tests: nobody has to give these roles again for each."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        cast.note_as_founded(database.name)
        give_roles()
        with django_db_blocker.block():
            yield database


@pytest.fixture
def roles(db: None) -> None:
    """The roles are given, see `given_roles`."""


def differences() -> list[str]:
    """What the verifier finds wrong with the programme, in this transaction."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        return [
            f"{difference.place}: {difference.says}"
            for check in (acts_replay.replay_of(ACTS), *replay.REPLAYS)
            for difference in check.check(cursor, None)
        ]
