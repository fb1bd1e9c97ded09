"""Whoever has the password of the runtime role, and nothing else, does no act in anybody's name; whoever is superuser is named."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from ifar.accounts.models import Decision, Proposal
from ifar.accounts.services import proposals
from ifar.ledger import vouching
from ifar.ledger.entry import COLUMNS, body
from ifar.ledger.vouching import vouch
from ifar.rights import Actor
from tests import cast
from tests.databases import Databases, ground
from tests.logs import Log

INSERT = f"INSERT INTO ledger_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
ROLE = "police_officer"


@pytest.fixture(scope="module")
def register(
    databases: Databases,
    peopled_template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Log]:
    """A register in which Ken and Laura gave one role as people do."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        log = Log(database, tmp_path_factory.mktemp("home"))
        asked = cast.a_proposal()
        proposals.decide(actor=cast.actor("laura"), proposal=asked, verdict="approve")
        log.sequence()
        yield log


def entry(
    actor: str, agency: str, act: str, schema: str, of: str, payload: dict[str, Any], voucher: Any
) -> tuple[Any, ...]:
    """The columns of an entry that somebody makes by hand; `voucher` makes its voucher of its bytes."""
    made, now = uuid.uuid4(), dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    data = body(
        schema=schema,
        entry=made,
        act=act,
        actor=actor,
        agency=agency,
        recorded_at=now,
        object=of,
        payload=payload,
        commitments={},
        previous=None,
    )
    return (made, schema, act, actor, agency, now, of, None, "{}", data, voucher(data))


def a_decision(voucher: Any) -> tuple[Any, ...]:
    """Laura's yes, of which she knows nothing."""
    laura = cast.actor("laura")
    values = {"proposal": "Q0000000000000", "verdict": "approve"}
    return entry(
        laura.id,
        laura.agency,
        "accounts.decided",
        "proposal.decided/1",
        "Q0000000000000",
        values,
        voucher,
    )


def stolen(connection: psycopg.Connection[Any]) -> bytes:
    """A good voucher of hers, for something else."""
    row = connection.execute(
        "SELECT voucher FROM ledger_entry WHERE actor = %s AND act = 'accounts.decided'",
        [cast.actor("laura").id],
    ).fetchone()
    assert row is not None
    return bytes(row[0])


def under_another_key(data: bytes) -> bytes:
    """What somebody makes who knows how it is made, and has not the key."""
    content = vouching.SESSION + cast.sign_in_of(cast.user("laura")).bytes + data
    return (
        content[:17]
        + hmac.digest(b"x" * 32, content, "sha256")[:16]
        + hmac.digest(b"x" * 32, content, "sha256")
    )


@pytest.mark.parametrize("how", ["nothing", "empty", "stolen", "another key"])
def test_w51_the_runtime_role_decides_nothing_in_anybodys_name(register: Log, how: str) -> None:
    with register.database.connect("default") as app:
        makes = {
            "nothing": lambda data: None,
            "empty": lambda data: b"\0" * 65,
            "stolen": lambda data: stolen(app),
            "another key": under_another_key,
        }
        with pytest.raises(psycopg.errors.CheckViolation, match="no process of this installation vouches"):
            app.execute(INSERT, a_decision(makes[how]))


@pytest.mark.parametrize(
    ("act", "schema"),
    [
        ("accounts.proposed", "proposal.made/1"),
        ("accounts.granted", "grant.made/1"),
        ("licensing.licence_granted", "licence.granted/1"),
        ("registry.destroyed", "firearm.destroyed/1"),
        ("registry.reported_lost", "firearm.reported_lost/1"),
        ("programme.journal_posted", "journal.posted/1"),
        ("accounts.signed_in", "session.begun/1"),
    ],
)
@pytest.mark.parametrize("who", ["laura", "key-ceremony"])
def test_w51_the_runtime_role_writes_no_act_at_all(register: Log, act: str, schema: str, who: str) -> None:
    """A grant, a licence, a destruction, a transfer of the Fund, a sign-in, the word of a job: none of them is tried any further."""
    actor = cast.actor("laura") if who == "laura" else Actor(kind="job", id=who)
    forged = entry(actor.id, actor.agency, act, schema, "F0000000000000", {"n": 1}, lambda data: None)
    with (
        register.database.connect("default") as app,
        pytest.raises(psycopg.errors.CheckViolation, match="no process of this installation vouches"),
    ):
        app.execute(INSERT, forged)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM ledger_voucherkey",
        "SELECT inner_pad FROM ledger_voucherkey",
        "UPDATE ledger_voucherkey SET inner_pad = outer_pad",
        "DELETE FROM ledger_voucherkey",
        "INSERT INTO ledger_voucherkey VALUES ('', '')",
        "UPDATE ledger_entry SET voucher = voucher",
    ],
)
@pytest.mark.parametrize("alias", ["default", "sequencer", "verifier"])
def test_w51_no_role_of_the_program_reaches_the_key(register: Log, alias: str, statement: str) -> None:
    with (
        register.database.connect(alias) as role,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)),
    ):
        role.execute(statement.encode())


def named(register: Log) -> set[str]:
    return {
        f"{difference.kind} {difference.place.split(' (')[0]}" for difference in register.verify().differences
    }


def test_w51_whoever_is_superuser_is_named(
    databases: Databases, register: Log, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    """A superuser reads the database's key, and makes what it admits; the verifier's key stands in no table."""

    def admitted(data: bytes) -> bytes:
        good = vouch(Actor(kind="person", id="", session=cast.sign_in_of(cast.user("laura"))), data)
        return good[:33] + b"\0" * 32

    with ground(databases, register.database.name, django_db_blocker) as database:
        log = Log(database, register.home)
        assert named(log) == set(), "nothing differs as people left it"
        forged = a_decision(admitted)
        whole = a_decision(lambda data: vouch(Actor(kind="person", id=""), data))
        other = a_decision(
            lambda data: vouch(Actor(kind="person", id="", session=cast.sign_in_of(cast.user("ken"))), data)
        )
        with database.connect("default") as app:
            for row in (forged, whole, other):
                app.execute(INSERT, row)
        taken = log.value("SELECT entry FROM ledger_entry WHERE act = 'accounts.decided' ORDER BY id LIMIT 1")
        log.tamper("UPDATE ledger_entry SET voucher = NULL WHERE entry = %s", taken)
        results = named(log)
    assert f"voucher_false entry {forged[0]}" in results, "made with the database's key alone"
    assert f"voucher_false entry {whole[0]}" in results, (
        "by the program itself, in the name of somebody who was not signed in"
    )
    assert f"voucher_false entry {other[0]}" in results, "in a session of somebody else"
    assert f"voucher_missing entry {taken}" in results


def test_w51_a_decision_names_the_sign_in_by_which_it_was_made(register: Log) -> None:
    decided = Decision.objects.get()
    asked = Proposal.objects.get()
    for who, made in (("laura", decided.entry), ("ken", asked.entry)):
        voucher = register.value("SELECT voucher FROM ledger_entry WHERE entry = %s", made)
        begun = register.value(
            "SELECT canonical FROM ledger_entry WHERE entry = %s AND act = 'accounts.signed_in'",
            uuid.UUID(bytes=bytes(voucher)[1:17]),
        )
        data = json.loads(bytes(begun))
        assert data["actor"] == cast.user(who).public_id
        assert data["payload"]["by"] == ["password"]


def test_w51_a_former_secret_key_still_vouches(register: Log, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    assert named(register) == set()
    settings.SECRET_KEY_FALLBACKS = []
    assert {text.split(" ")[0] for text in named(register)} == {"voucher_false"}
