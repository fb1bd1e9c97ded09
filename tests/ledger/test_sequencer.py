"""The sequencer: nothing lost, nothing out of order, nothing signed that must not be."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction

from ifar.errors import IfarError
from ifar.ledger import merkle, sequencer, services, tiles
from ifar.ledger.checkpoint import Checkpoint, Note, VerifierKey
from ifar.ledger.entry import Draft
from ifar.ledger.keys import Keyring
from ifar.ledger.sequencer import Halted
from tests.ledger.conftest import CLERK, Register
from tests.logs import ORIGIN


def checkpoints(register: Register) -> list[tuple[int, bytes, str]]:
    with register.database.connect() as superuser:
        rows = superuser.execute("SELECT size, root, note FROM ledger_checkpoint ORDER BY size").fetchall()
    return [(size, bytes(root), note) for size, root, note in rows]


def leaves(register: Register) -> list[tuple[int, bytes]]:
    with register.database.connect() as superuser:
        rows = superuser.execute(
            "SELECT l.index, e.leaf FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id ORDER BY l.index"
        ).fetchall()
    return [(index, bytes(leaf)) for index, leaf in rows]


def test_entries_become_leaves_in_the_order_of_their_ids(register: Register) -> None:
    register.append(3)
    assert register.sequence() == 3
    register.append(600)
    assert register.sequence() == 600
    assert register.sequence() == 0
    expected = [merkle.leaf_hash(entry.canonical) for entry in register.entries]
    assert leaves(register) == list(enumerate(expected))
    assert [(size, root) for size, root, _ in checkpoints(register)] == [
        (3, merkle.root(expected[:3])),
        (603, merkle.root(expected)),
    ]


def test_checkpoints_are_signed_by_the_key_that_was_made_on_first_use(register: Register) -> None:
    register.append()
    register.sequence()
    ((size, root, note),) = checkpoints(register)
    key = VerifierKey.parse((register.home / "keys" / "ledger.vkey").read_text().strip())
    read = Note.parse(note.encode())
    assert read.verified_by([key]) == [key]
    assert Checkpoint.parse(read.text) == Checkpoint(ORIGIN, size, root)
    assert register.value("SELECT vkey FROM ledger_key WHERE from_size = 0 AND entry IS NULL") == key.encode()
    assert (register.home / "keys").stat().st_mode & 0o777 == 0o700
    assert (register.home / "keys" / "ledger.key").stat().st_mode & 0o777 == 0o600


def test_tiles_are_those_of_the_tree(register: Register) -> None:
    for number in (255, 1, 1, 300):
        register.append(number)
        register.sequence()
    expected = [merkle.leaf_hash(entry.canonical) for entry in register.entries]
    with register.database.connect() as superuser:
        stored = {
            (level, index): bytes(data)
            for level, index, data in superuser.execute("SELECT level, index, hashes FROM ledger_tile")
        }
    assert {key: len(data) // 32 for key, data in stored.items()} == {
        (tile.level, tile.index): tile.width for tile in tiles.tiles_of(557)
    }
    assert stored[0, 1] == b"".join(expected[256:512])
    assert stored[1, 0] == merkle.root(expected[:256]) + merkle.root(expected[256:512])


def test_batches_are_limited(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 100)
    register.append(250)
    item = register.sequencer()
    with item.connection:
        assert [item.step() for _ in range(4)] == [100, 100, 50, 0]
    assert [size for size, _, _ in checkpoints(register)] == [100, 200, 250]
    assert register.verify().good


def test_only_one_works_at_a_time(register: Register) -> None:
    first, second = register.sequencer(), register.sequencer()
    with second.connection:
        with first.connection:
            assert first.alone()
            assert not second.alone()
        # The server notices a moment later that the first one has gone.
        _wait_for(second.alone)


def test_gaps_that_a_rolled_back_transaction_leaves_do_not_matter(register: Register) -> None:
    register.append(2)
    with pytest.raises(RuntimeError), _rolled_back():
        register.append(5)
    del register.entries[2:]
    register.append(2)
    assert register.sequence() == 4
    assert register.value("SELECT max(id) FROM ledger_entry") > 4
    assert register.verify().good


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        raise RuntimeError("as if the act had failed")


def test_an_open_append_is_waited_for_and_never_skipped(register: Register) -> None:
    register.append()
    item = register.sequencer()
    with item.connection, register.database.connect("default") as slow:
        slow.execute("BEGIN")
        slow.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", sequencer.APPEND_LOCK)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            item.step()
        slow.execute("COMMIT")
        assert item.step() == 1


def test_a_long_transaction_that_appends_nothing_holds_nobody_up(register: Register) -> None:
    with register.database.connect("owner") as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM ledger_entry")
        other.execute("CREATE TABLE meanwhile AS SELECT 1")
        register.append(5)
        assert register.sequence() == 5
        other.execute("ROLLBACK")


def test_eight_appenders_beside_a_long_transaction_lose_nothing(register: Register) -> None:
    stop, wrong = threading.Event(), list[str]()
    thread = threading.Thread(
        target=sequencer.run,
        args=(register.sequencer, stop),
        kwargs={"report": wrong.append, "interval": 0.02},
    )
    with register.database.connect("owner") as other:
        other.execute("BEGIN")
        other.execute("CREATE TABLE meanwhile AS SELECT 1")
        thread.start()
        appenders = [threading.Thread(target=_append_slowly, args=(register, 25)) for _ in range(8)]
        for appender in appenders:
            appender.start()
        for appender in appenders:
            appender.join()
        _wait_for(lambda: register.value("SELECT count(*) FROM ledger_leaf") == 200)
        other.execute("ROLLBACK")
    stop.set()
    thread.join()
    assert wrong == []
    numbers = _column(register, "SELECT entry_id FROM ledger_leaf ORDER BY index")
    assert numbers == _column(register, "SELECT id FROM ledger_entry ORDER BY id")
    report = register.verify()
    assert report.good, report.differences


def _append_slowly(register: Register, number: int) -> None:
    """Appends that commit in another order than they drew their ids in."""
    with register.database.connect("default") as own:
        for turn in range(number):
            with own.transaction():
                now = own.execute("SELECT clock_timestamp()").fetchone()
                assert now is not None
                entry = services.new_entry_id()
                draft = Draft("sample.done/1", "sample.done", f"Y{entry}", {"n": turn, "note": ""}, entry)
                (done,) = services.composed(CLERK, [draft], now[0])
                own.execute(services.INSERT_ENTRY, done.columns())
                own.execute("INSERT INTO sample_act VALUES (%s, %s, %s, '')", (entry, draft.object, turn))
                time.sleep((entry.int % 7) / 1000)
    connection.close()


def _wait_for(done: Callable[[], object], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def _column(register: Register, query: str) -> list[int]:
    with register.database.connect() as superuser:
        return [row[0] for row in superuser.execute(query)]


def test_an_entry_that_no_bundle_can_hold_is_refused(register: Register) -> None:
    draft = Draft("sample.done/1", "sample.done", "X1", {"note": "x" * 65_536}, services.new_entry_id())
    with pytest.raises(IfarError, match="at most 65,535 bytes"), transaction.atomic():
        services.append(actor=CLERK, drafts=[draft])


# --- what must not be signed ------------------------------------------------------------------------------------------------
def test_work_goes_on_after_a_crash_between_remembering_and_committing(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.append(5)
    register.sequence()
    register.append(5)

    def crash(*_: object) -> None:
        raise psycopg.OperationalError("the server went away")

    with monkeypatch.context() as patched:
        real = sequencer.Sequencer._sign

        def sign_and_crash(self: sequencer.Sequencer, made: Checkpoint, key: VerifierKey) -> None:
            real(self, made, key)
            crash()

        patched.setattr(sequencer.Sequencer, "_sign", sign_and_crash)
        with pytest.raises(psycopg.OperationalError):
            register.sequence()
    assert [size for size, _, _ in checkpoints(register)] == [5]
    register.append(3)
    assert register.sequence() == 8
    assert register.verify().good


def test_a_rolled_back_database_is_not_signed(register: Register) -> None:
    register.append(5)
    register.sequence()
    register.append(5)
    register.sequence()
    register.tamper("DELETE FROM ledger_checkpoint WHERE size > 5")
    register.tamper("DELETE FROM ledger_leaf WHERE index >= 5")
    register.tamper("UPDATE ledger_tile SET hashes = substr(hashes, 1, 160)")
    register.tamper("DELETE FROM ledger_entry WHERE id > 5")
    with pytest.raises(Halted, match="holds only 5"):
        register.sequence()
    register.append(2)
    with pytest.raises(Halted, match="holds only 7"):
        register.sequence()
    register.append(20)
    with pytest.raises(Halted, match="holds other entries"):
        register.sequence()
    assert [size for size, _, _ in checkpoints(register)] == [5]


def test_a_damaged_tree_is_not_grown(register: Register) -> None:
    register.append(5)
    register.sequence()
    register.tamper("UPDATE ledger_tile SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)")
    register.append()
    with pytest.raises(Halted, match="is not the one that was signed"):
        register.sequence()


def test_leaves_without_a_checkpoint_are_not_grown(register: Register) -> None:
    register.append(5)
    register.sequence()
    register.tamper("DELETE FROM ledger_leaf WHERE index = 4")
    register.append()
    with pytest.raises(Halted, match="do not end there"):
        register.sequence()


def test_without_the_private_key_nothing_is_signed(register: Register) -> None:
    register.append()
    register.sequence()
    (register.home / "keys" / "ledger.key").unlink()
    register.append()
    with pytest.raises(IfarError, match="private half"):
        register.sequence()


def test_a_key_file_that_others_can_read_is_refused(register: Register) -> None:
    register.append()
    register.sequence()
    (register.home / "keys" / "ledger.key").chmod(0o640)
    register.append()
    with pytest.raises(IfarError, match="chmod"):
        register.sequence()
    (register.home / "keys").chmod(0o755)
    with pytest.raises(IfarError, match="chmod"):
        Keyring.at(register.home)


def test_the_loop_reports_and_goes_on(register: Register) -> None:
    register.append()
    register.sequence()
    key = register.home / "keys" / "ledger.key"
    kept = key.read_bytes()
    key.unlink()
    register.append()
    stop, values = threading.Event(), list[str]()
    thread = threading.Thread(
        target=sequencer.run,
        args=(register.sequencer, stop),
        kwargs={"report": values.append, "interval": 0.02},
    )
    thread.start()
    _wait_for(lambda: values)
    key.touch(mode=0o600)
    key.write_bytes(kept)
    _wait_for(lambda: register.value("SELECT max(size) FROM ledger_checkpoint") == 2)
    stop.set()
    thread.join()
    assert "private half" in values[0]
