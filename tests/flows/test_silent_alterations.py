"""What a superuser once could alter without a word from `ifar verify`: many alterations in few databases, each is named."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from ifar.accounts.services import reads
from ifar.files import services as files
from ifar.ledger import merkle, sequencer, sessions
from ifar.ledger.checkpoint import ED25519, Checkpoint, SigningKey, sign_note
from ifar.ledger.verification import Report, catalogue
from ifar.registry.models import Firearm
from ifar.registry.services.duplicates import Pair, decide_duplicate, note_pairs
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.databases import Databases, settings_at
from tests.factories import a_firearm, a_person
from tests.logs import Log

BOOK = "Make;Model;Calibre;Serial number\nBeretta;92FS;9x19;ZZ9988\n"


@dataclass
class Life:
    log: Log
    firearms: list[str]
    people: list[str]
    files: Path


@pytest.fixture(scope="module")
def original(
    databases: Databases,
    peopled_template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Life]:
    """A register with everything that was silent: books, queue, import, file, reads, four checkpoints, a good run in memory."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    with (
        databases.clone(peopled_template) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
        patch.context() as at,
    ):
        at.setattr("django.conf.settings.IFAR_HOME", home, raising=False)
        alice, log = cast.actor("alice"), Log(database, home)
        people = [a_person(alice, name) for name in ("Amina Diallo", "Jean Mbeki")]
        firearms = [
            a_firearm(alice, f"AB12{n}", owner=people[n % 2], owner_kind="private").firearm for n in range(4)
        ]
        log.sequence()
        for firearm in firearms[:2]:
            record_event(actor=alice, firearm=firearm, event=NewEvent("noted", {"text": "seen"}))
            log.sequence()
        keys = list(Firearm.objects.order_by("id").values_list("pk", flat=True))
        note_pairs([Pair(keys[2], keys[3], 90, [])])
        pair = log.value("SELECT public_id FROM registry_duplicate")
        decide_duplicate(actor=cast.actor("carol"), duplicate=pair, verdict="different")
        reads.log(cast.actor("dave"), "parties.party.read", people[0])
        book = home / "book.csv"
        book.write_text(BOOK)
        at.setattr("sys.stdin", io.StringIO(f"{cast.PASSWORD}\n{cast.PASSWORD}\n"))
        call_command("import_register", str(book), by="carol", released_by="bob", report=home / "report.json")
        files.keep(
            actor=cast.actor("carol"), purpose="legacy_register", name="b.csv", content=[b"a;b\n1;2\n"]
        )
        log.sequence()
        report = log.verify()
        assert report.good, report.differences
        connections.close_all()
        yield Life(log, firearms, people, home / "files")


@pytest.fixture
def copy(
    original: Life, databases: Databases, django_db_blocker: DjangoDbBlocker, settings
) -> Iterator[Life]:
    settings.IFAR_HOME = original.log.home
    with (
        databases.clone(original.log.database.name) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
    ):
        yield Life(Log(database, original.log.home), original.firearms, original.people, original.files)


def named(report: Report) -> str:
    return "\n".join(
        f"{difference.kind}: {difference.place}: {difference.says}" for difference in report.differences
    )


ALTERED = (
    (
        "UPDATE accounts_user SET name = 'Somebody Else' WHERE username = 'bob'",
        "state_differs: person U",
        ", name:",
    ),
    (
        "UPDATE accounts_user SET username = 'zz1' WHERE username = 'nina'",
        "state_differs: person U",
        ", username:",
    ),
    (
        "UPDATE accounts_user SET is_active = false WHERE username = 'judy'",
        "state_differs: person U",
        ", is_active:",
    ),
    (
        "UPDATE accounts_user SET home_id = (SELECT max(id) FROM accounts_agency) WHERE username = 'dave'",
        "state_differs: person U",
        ", home:",
    ),
    (
        """INSERT INTO accounts_user (public_id, username, name, home_id, email, language, is_active, failed_attempts,
           must_change_password, password) SELECT 'UGHOST00000001', 'ghost', 'Ghost', home_id, '', 'en', true, 0, false, password
           FROM accounts_user WHERE username = 'bob'""",
        "state_stray: person UGHOST00000001",
    ),
    (
        "UPDATE accounts_dualcontrol SET deciders = '{licensing_clerk}' WHERE act = 'registry.destroyed'",
        "state_differs: accounts_dualcontrol registry.destroyed",
    ),
    (
        "DELETE FROM accounts_dualcontrol WHERE act = 'registry.corrected'",
        "state_missing: accounts_dualcontrol registry.corrected",
    ),
    (
        "DELETE FROM registry_statefacts WHERE state = 'destroyed'",
        "state_missing: registry_statefacts destroyed",
    ),
    (
        "UPDATE registry_allowance SET when_merged = NOT when_merged WHERE kind = 'noted'",
        "state_differs: registry_allowance noted",
    ),
    (
        "UPDATE acts_act SET columns = array_append(columns, 'quota') WHERE prefix = 'licensing' AND record_type = 'licence' AND kind = 'suspended'",
        "state_differs: acts_act licensing licence suspended",
    ),
    ("DELETE FROM registry_duplicate", "possible duplicate D"),
    ("UPDATE accounts_execution SET at = '2020-01-01'", "state_differs: execution of proposal Q", ", at:"),
    (
        "UPDATE parties_party SET contact = '{}' WHERE id = (SELECT min(id) FROM parties_party)",
        "state_differs: party P",
        ", contact:",
    ),
    (
        "DELETE FROM registry_holding WHERE firearm_id = (SELECT min(id) FROM registry_firearm)",
        "state_missing: ownership of P",
    ),
    (
        """INSERT INTO registry_holding (firearm_id, holder, fact, event)
           SELECT max(id), 'A0000000000000', 'custody', gen_random_uuid() FROM registry_firearm""",
        "state_stray: custody of A0000000000000",
    ),
    # What a trader sees of a life, and who keeps the record of what was sold (issue 23, 2).
    (
        """INSERT INTO registry_bookline (firearm_id, holder, since, entered)
           SELECT max(id), 'A0000000000000', 1, gen_random_uuid() FROM registry_firearm""",
        "state_stray: line of A0000000000000 in its book",
    ),
    ("UPDATE files_file SET size = 1", "state_differs: file "),
    ("UPDATE accounts_shift SET purpose = 'inspection', \"case\" = 'INV-1'", "state_differs: shift "),
    (
        "UPDATE registry_import SET rows = 99, compartment = 'defence'",
        "state_differs: import I",
        ", rows: 99",
    ),
    (
        "DELETE FROM ledger_checkpoint WHERE size = (SELECT min(size) FROM ledger_checkpoint)",
        "checkpoint_missing: ",
    ),
    ("UPDATE ledger_checkpoint SET signed_at = '2020-01-01'", "checkpoint_time: "),
    (
        "UPDATE registry_event SET schema = 'evil/9' WHERE n = 2",
        "row_differs: registry_event ",
        ", schema: evil/9",
    ),
    (
        "UPDATE registry_importact SET kind = 'finished' WHERE kind = 'released'",
        "row_differs: registry_importact ",
        ", act:",
    ),
    (
        "UPDATE registry_duplicatedecision SET decider = 'U0', at = '2020-01-01'",
        ", actor: U0",
        ", recorded_at: 2020-01-01",
    ),
    (
        "UPDATE accounts_decision SET decider = (SELECT proposer FROM accounts_proposal LIMIT 1)",
        "decided by the proposer",
    ),
)


def test_each_of_many_alterations_is_named(copy: Life) -> None:
    for statement, *_ in ALTERED:
        copy.log.tamper(statement)
    text = named(copy.log.verify(limit=5000))
    silent = [statement for statement, *words in ALTERED if not all(word in text for word in words)]
    assert silent == [], text


def test_an_overwritten_file_is_named(copy: Life) -> None:
    (sealed, *_) = copy.files.glob("??/??/*")
    before = sealed.read_bytes()
    sealed.chmod(0o600)
    try:
        sealed.write_bytes(b"altered")
        assert f"file_differs: file {sealed.name}" in named(copy.log.verify())
    finally:
        sealed.write_bytes(before)


def test_events_and_identities_that_changed_places(copy: Life) -> None:
    """State and events agree with each other afterwards; only the entries say whose they are."""
    code, other = copy.firearms[:2]
    first, second = (
        copy.log.value("SELECT last_event FROM registry_firearm WHERE public_id = %s", name)
        for name in (code, other)
    )
    copy.log.tamper("UPDATE registry_event SET n = -n WHERE id IN (%s, %s)", first, second)
    copy.log.tamper(
        """UPDATE registry_event e SET n = -e.n, firearm_id = f.id FROM registry_firearm f
           WHERE (e.id = %s AND f.public_id = %s) OR (e.id = %s AND f.public_id = %s)""",
        first, other, second, code,
    )  # fmt: skip
    copy.log.tamper(
        "UPDATE registry_firearm SET last_event = CASE public_id WHEN %s THEN %s::uuid ELSE %s END WHERE public_id IN (%s, %s)",
        code, second, first, code, other,
    )  # fmt: skip
    amina, jean = copy.people
    for table, column in (("parties_event", "subject"), ("parties_party", "public_id")):
        copy.log.tamper(f"UPDATE {table} SET {column} = 'TMP' WHERE {column} = %s", amina)
        copy.log.tamper(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", amina, jean)
        copy.log.tamper(f"UPDATE {table} SET {column} = %s WHERE {column} = 'TMP'", jean)
    text = named(copy.log.verify())
    assert f"row_differs: registry_event {first}, object: {other}" in text
    assert f"row_differs: registry_event {second}, previous" in text
    assert text.count("row_differs: parties_event") == 2


def test_a_copy_in_a_schema_of_the_verifiers_own_name_hides_nothing(copy: Life) -> None:
    copy.log.tamper(
        """CREATE SCHEMA ifar_verifier; GRANT USAGE ON SCHEMA ifar_verifier TO ifar_verifier;
           CREATE TABLE ifar_verifier.registry_firearm AS SELECT * FROM public.registry_firearm;
           GRANT SELECT ON ifar_verifier.registry_firearm TO ifar_verifier;
           UPDATE public.registry_firearm SET physical = 'destroyed'"""
    )
    assert "state_differs: firearm F" in named(copy.log.verify())


def test_an_approval_that_nobody_gave(copy: Life) -> None:
    """The founding's word after it was closed; the entry itself is made as the superuser could make it."""
    entry = uuid.uuid4()
    copy.log.tamper(
        """INSERT INTO ledger_entry (entry, schema, act, actor, agency, recorded_at, object, commitments, canonical, leaf)
           VALUES (%s, 'firearm.destroyed/1', 'registry.destroyed', 'U1', 'A1', now(), %s, '{}',
                   '{"payload": {"proposal": "ceremony"}}', '')""",
        entry,
        copy.firearms[3],
    )
    text = named(copy.log.verify())
    assert f"approval_missing: entry {entry}" in text
    assert "done as if it were the founding" in text


def test_a_history_under_a_self_made_key_is_found_on_the_first_run(copy: Life) -> None:
    """The database alone does not say whose log it is: the key is known from its file, or from `--key`."""
    rewrite(copy.log, SigningKey(copy.log.origin, ED25519, b"\x05" * 32))
    memory = copy.log.memory().path
    kept = memory.read_bytes()
    memory.unlink()
    try:
        assert "key_false" in named(copy.log.verify())
        assert "key_unknown" in named(copy.log.verify(trusted=None))
    finally:
        memory.write_bytes(kept)


def rewrite(log: Log, key: SigningKey) -> None:
    """Build the whole tree anew over the same entries and sign it with another key."""
    with log.database.connect() as superuser:
        rows = superuser.execute("SELECT id, leaf FROM ledger_entry ORDER BY id").fetchall()
    tree = sequencer.Tree(merkle.Frontier(), 0, key.verifier, {})
    tree.grow([bytes(leaf) for _, leaf in rows], 0)
    size, root = tree.frontier.size, tree.frontier.root()
    note = sign_note(Checkpoint(log.origin, size, root).text(), [key]).encode().decode()
    log.tamper("DELETE FROM ledger_checkpoint")
    log.tamper("INSERT INTO ledger_checkpoint VALUES (%s, %s, %s, now())", size, root, note)
    log.tamper("UPDATE ledger_key SET vkey = %s", key.verifier.encode())


def test_w46_what_waits_for_long_is_a_difference_whether_a_sequencer_runs_or_not(copy: Life) -> None:
    a_firearm(cast.actor("alice"), "EF1")
    copy.log.tamper(
        "UPDATE ledger_entry SET recorded_at = now() - interval '1 hour' WHERE id = (SELECT max(id) FROM ledger_entry)"
    )
    stopped = copy.log.verify()
    assert any("No sequencer runs" in note for note in stopped.notes)
    assert "unsequenced: entry" in named(stopped)
    running = copy.log.sequencer()
    with running.connection:
        assert running.alone()
        assert "unsequenced: entry" in named(copy.log.verify())


def test_the_catalogue_of_a_register_that_was_lived_in_is_the_programs(copy: Life) -> None:
    with copy.log.database.connect("verifier") as verifier:
        assert named(Report(differences=list(catalogue.check(verifier, sessions.installation())))) == ""


UNREADABLE = (
    """UPDATE registry_event SET changes = '[1]' WHERE n = 2""",
    """UPDATE registry_event SET changes = '"x"' WHERE n = 2""",
    """UPDATE parties_event SET changes = '[1]' WHERE n = 1""",
    r"""UPDATE ledger_entry SET canonical = '\xff' WHERE id = (SELECT min(id) FROM ledger_entry)""",
    r"""UPDATE ledger_entry SET canonical = '\xff'""",
    "UPDATE ledger_entry SET commitments = '[5]' WHERE id = (SELECT min(id) FROM ledger_entry)",
    "UPDATE ledger_entry SET recorded_at = 'infinity'",
    "UPDATE ledger_entry SET recorded_at = '4713-01-01 BC' WHERE id = (SELECT max(id) FROM ledger_entry)",
    "UPDATE ledger_checkpoint SET signed_at = 'infinity'",
    r"UPDATE ledger_tile SET hashes = '\xff'",
    "UPDATE ledger_key SET vkey = 'x'",
)


@pytest.mark.parametrize("statement", UNREADABLE)
def test_w38_a_value_that_no_program_writes_is_named_and_hides_nothing_else(
    copy: Life, statement: str
) -> None:
    copy.log.tamper(statement)
    copy.log.tamper("UPDATE accounts_user SET name = 'Somebody Else' WHERE username = 'bob'")
    copy.log.tamper("DELETE FROM accounts_dualcontrol WHERE act = 'registry.corrected'")
    text = named(copy.log.verify(limit=20_000))
    assert "state_differs: person U" in text
    assert "state_missing: accounts_dualcontrol registry.corrected" in text
    assert len(text.splitlines()) > 2


@pytest.mark.parametrize(
    "name", ["statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout"]
)
def test_verify_ends_with_no_timeout_that_a_role_was_given(copy: Life, name: str) -> None:
    copy.log.tamper("UPDATE accounts_user SET name = 'Somebody Else' WHERE username = 'bob'")
    with copy.log.database.connect() as superuser:
        # In this database alone: tests beside this one verify as the same role.
        superuser.execute(
            "DO $$ BEGIN EXECUTE format('ALTER ROLE ifar_verifier IN DATABASE %I SET "
            f"{name} = 1', current_database()); END $$"
        )
    assert "state_differs: person U" in named(copy.log.verify())
