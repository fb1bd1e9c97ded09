"""Whoever alters the register as its superuser, with every trigger off, is found out, and the row is named."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from psycopg.types.json import Jsonb

from ifar.ledger import entry as entries
from ifar.ledger import merkle, sources
from ifar.ledger.checkpoint import ED25519, Checkpoint, SigningKey, sign_note
from ifar.ledger.keys import Keyring
from ifar.ledger.verification import Report, rows, whole
from ifar.ledger.vouching import vouch
from tests.ledger.conftest import CLERK, Copying, Filling, Register
from tests.logs import ORIGIN


def kinds(report: Report) -> set[str]:
    return {difference.kind for difference in report.differences}


def places(report: Report, kind: str) -> list[str]:
    return [difference.place for difference in report.differences if difference.kind == kind]


def _sign(register: Register) -> None:
    register.append(299)
    register.append(object="P1", personal={"name": "Amal Ben", "born": "1990-05-01"})
    register.sequence()
    register.append(10)
    register.sequence()


@pytest.fixture(scope="module")
def original(filled: Filling) -> Register:
    return filled(_sign)


@pytest.fixture
def signed(original: Register, restored: Copying) -> Register:
    """Two checkpoints, of 300 and of 310 entries, one entry with personal values."""
    return restored(original)


def test_an_untouched_register_is_good(signed: Register) -> None:
    report = signed.verify()
    assert report.good, report.differences
    assert (report.size, report.start, report.entries, report.checkpoints, report.unsequenced) == (
        310,
        0,
        310,
        2,
        0,
    )
    assert "is trusted from now on" in report.notes[0]
    remembered = signed.memory().read(ORIGIN)
    assert remembered is not None
    assert (remembered.size, remembered.whole_at) == (310, remembered.verified_at)


def test_a_second_run_looks_only_at_what_is_new(signed: Register) -> None:
    signed.verify()
    signed.append(5)
    signed.sequence()
    signed.append(2)
    report = signed.verify(whole=False)
    assert report.good
    assert (report.start, report.size, report.entries, report.checkpoints, report.unsequenced) == (
        310,
        315,
        5,
        1,
        2,
    )
    again = signed.verify(whole=False)
    assert (again.good, again.entries, again.size) == (True, 0, 315)


def test_several_processes_find_the_same(signed: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "PER_TASK", 64)
    monkeypatch.setattr(whole, "WORTH_WORKERS", 1)
    signed.tamper("UPDATE sample_act SET note = 'forged' WHERE n IN (3, 200)")
    report = signed.verify(workers=2)
    assert [difference.kind for difference in report.differences] == [
        "row_differs",
        "row_differs",
        "state_differs",
        "state_differs",
    ]
    assert report.entries == 310


def test_an_empty_register_is_good(register: Register) -> None:
    report = register.verify()
    assert (report.good, report.size) == (True, 0)
    assert register.memory().read(ORIGIN) is None


# --- rows and entries -------------------------------------------------------------------------------------------------------
def test_a_changed_row_is_named_with_its_field(signed: Register) -> None:
    signed.tamper("UPDATE sample_act SET note = 'note 7!' WHERE n = 7")
    report = signed.verify()
    difference = report.differences[0]
    assert (difference.kind, difference.place) == (
        "row_differs",
        f"sample_act {signed.entries[7].entry}, note",
    )
    assert (difference.says, difference.should) == ('"note 7!"', '"note 7"')
    assert signed.memory().read(ORIGIN) is None


def test_a_deleted_row_is_named(signed: Register) -> None:
    signed.tamper("DELETE FROM sample_act WHERE n = 7")
    report = signed.verify()
    assert places(report, "row_missing") == [f"sample_act {signed.entries[7].entry}"]


def test_an_inserted_row_is_named(signed: Register) -> None:
    signed.tamper("INSERT INTO sample_act VALUES ('01890000-0000-7000-8000-000000000000', 'X7', 8, 'forged')")
    report = signed.verify()
    assert places(report, "row_stray") == ["sample_act 01890000-0000-7000-8000-000000000000"]


def test_a_changed_state_is_named(signed: Register) -> None:
    signed.tamper("UPDATE sample_state SET note = 'forged' WHERE object = 'X7'")
    report = signed.verify()
    assert [(difference.kind, difference.place) for difference in report.differences] == [
        ("state_differs", "sample_state X7")
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'U0000000000009'"),
        ("agency", "'A0000000000009'"),
        ("act", "'sample.undone'"),
        ("schema", "'sample.done/2'"),
        ("object", "'X8'"),
        ("recorded_at", "recorded_at - interval '1 microsecond'"),
        ("previous", "'01890000-0000-7000-8000-000000000000'"),
        ("commitments", "'[1]'"),
        ("commitments", "'null'"),
        ("recorded_at", "'infinity'"),
        ("commitments", '\'{"a": "b"}\''),
        ("entry", "'01890000-0000-7000-8000-000000000000'"),
    ],
)
def test_a_changed_column_of_an_entry_is_named(signed: Register, column: str, value: str) -> None:
    signed.tamper(f"UPDATE ledger_entry SET {column} = {value} WHERE id = 8")
    report = signed.verify()
    named = places(report, "column_differs")
    assert len(named) == 1
    assert "(leaf 7, " in named[0]
    assert named[0].endswith(f", {column}")


def test_one_changed_byte_of_an_entry_is_named(signed: Register) -> None:
    signed.tamper(
        "UPDATE ledger_entry SET canonical = set_byte(canonical, 40, get_byte(canonical, 40) # 1) WHERE id = 8"
    )
    report = signed.verify()
    assert report.differences[0].kind in ("entry_altered", "leaf_differs")
    assert len(places(report, "entry_altered")) == 1
    assert f"entry {signed.entries[7].entry} (leaf 7, " in places(report, "entry_altered")[0]
    assert "tile_differs" not in kinds(report)


def test_an_act_altered_in_every_table_at_once_is_named(signed: Register) -> None:
    """Row, state, canonical bytes and leaf hash all agree with each other, and the tree still tells."""
    old = signed.entries[7]
    forged = entries.body(
        schema=old.schema, entry=old.entry, act=old.act, actor=old.actor, agency=old.agency, recorded_at=old.recorded_at,
        object=old.object, payload={"n": 7, "note": "forged"}, commitments={}, previous=None,
    )  # fmt: skip
    signed.tamper("UPDATE sample_act SET note = 'forged' WHERE n = 7")
    signed.tamper("UPDATE sample_state SET note = 'forged' WHERE object = 'X7'")
    signed.tamper(
        "UPDATE ledger_entry SET canonical = %s, leaf = %s WHERE id = 8", forged, merkle.leaf_hash(forged)
    )
    report = signed.verify()
    assert sorted(difference.kind for difference in report.differences) == ["entry_altered", "voucher_false"]
    assert f"entry {old.entry} (leaf 7, sample.done X7)" in places(report, "entry_altered")[0]


def test_a_forged_act_with_its_tile_too_breaks_the_signed_tree(signed: Register) -> None:
    old = signed.entries[7]
    forged = entries.body(
        schema=old.schema, entry=old.entry, act=old.act, actor="U0000000000009", agency=old.agency,
        recorded_at=old.recorded_at, object=old.object, payload={"n": 7, "note": "note 7"}, commitments={}, previous=None,
    )  # fmt: skip
    leaf = merkle.leaf_hash(forged)
    signed.tamper(
        "UPDATE ledger_entry SET canonical = %s, leaf = %s, actor = 'U0000000000009' WHERE id = 8",
        forged,
        leaf,
    )
    signed.tamper(
        "UPDATE ledger_tile SET hashes = overlay(hashes PLACING %s FROM 225) WHERE level = 0 AND index = 0",
        leaf,
    )
    report = signed.verify()
    assert places(report, "checkpoint_root") == ["checkpoint 300"]
    assert kinds(report) == {"checkpoint_root", "voucher_false"}


def test_a_deleted_entry_is_named(signed: Register) -> None:
    signed.tamper("DELETE FROM ledger_entry WHERE id = 8")
    report = signed.verify()
    assert places(report, "entry_missing") == ["leaf 7 (ledger_entry 8)"]
    assert places(report, "row_stray") == [f"sample_act {signed.entries[7].entry}"]


def test_an_entry_deleted_with_its_row_and_leaf_is_named(signed: Register) -> None:
    signed.tamper("DELETE FROM ledger_entry WHERE id = 8")
    signed.tamper("DELETE FROM sample_act WHERE n = 7")
    signed.tamper("DELETE FROM sample_state WHERE object = 'X7'")
    signed.tamper("DELETE FROM ledger_leaf WHERE index = 7")
    report = signed.verify()
    assert places(report, "leaf_missing") == ["leaf 7"]


def test_an_entry_put_in_between_is_named(signed: Register) -> None:
    # A rolled back act leaves a gap in the numbers.
    with transaction.atomic():
        signed.append()
        transaction.set_rollback(True)
    del signed.entries[310:]
    signed.append(2)
    signed.sequence()
    signed.tamper(
        """INSERT INTO ledger_entry (id, entry, schema, act, actor, agency, recorded_at, object, previous, commitments, canonical, leaf)
           OVERRIDING SYSTEM VALUE SELECT 311, '01890000-0000-7000-8000-000000000000', schema, act, actor, agency, recorded_at,
           object, previous, commitments, canonical, leaf FROM ledger_entry WHERE id = 310"""
    )
    report = signed.verify()
    assert places(report, "entry_inserted") == [
        "entry 01890000-0000-7000-8000-000000000000 (ledger_entry 311, sample.done X309)"
    ]


def test_two_swapped_leaves_are_named(signed: Register) -> None:
    signed.tamper("UPDATE ledger_leaf SET entry_id = -index WHERE index IN (7, 9)")
    signed.tamper(
        "UPDATE ledger_leaf SET entry_id = CASE index WHEN 7 THEN 10 ELSE 8 END WHERE index IN (7, 9)"
    )
    report = signed.verify()
    assert [place.split(" (")[0] for place in places(report, "entry_altered")] == [
        f"entry {signed.entries[9].entry}",
        f"entry {signed.entries[7].entry}",
    ]
    assert places(report, "leaf_order") == ["leaf 8", "leaf 9"]


@pytest.mark.parametrize("index", [10**6, 2**62, 2**63 - 1, -5])
def test_w36_a_leaf_far_beyond_the_tree_is_named_and_ends_no_run(signed: Register, index: int) -> None:
    signed.tamper(
        "ALTER TABLE ledger_leaf DROP CONSTRAINT IF EXISTS ledger_leaf_index_check;"
        f"INSERT INTO ledger_leaf (index, entry_id) VALUES ({index}, (SELECT max(id) + 1 FROM ledger_entry))"
    )
    report = signed.verify(whole=True)
    assert f"leaf {index}" in [difference.place for difference in report.differences]
    assert report.size < 200_000


def test_a_wrong_leaf_column_is_named(signed: Register) -> None:
    signed.tamper("UPDATE ledger_entry SET leaf = sha256('x') WHERE id = 8")
    report = signed.verify()
    assert [difference.kind for difference in report.differences] == ["leaf_differs"]


def test_bytes_that_are_not_canonical_are_named(register: Register) -> None:
    """The database admits an entry by its meaning; only the verifier sees that two readers could read it differently."""
    register.append()
    with register.database.connect("default") as app:
        (result,) = app.execute("SELECT canonical FROM ledger_entry").fetchone()
        value = b'{"payload": {"n": 5}, ' + result[1:]
        app.execute(
            """INSERT INTO ledger_entry (entry, schema, act, actor, agency, recorded_at, object, previous, commitments, canonical, voucher)
               SELECT entry, schema, act, actor, agency, recorded_at, object, previous, commitments, %s, %s FROM ledger_entry""",
            [value, vouch(CLERK, value)],
        )
    register.sequence()
    assert "not_canonical" in kinds(register.verify())


def test_the_report_is_limited_and_counts_all(signed: Register) -> None:
    signed.tamper("UPDATE sample_act SET note = 'forged' WHERE n < 50")
    report = signed.verify(limit=10)
    assert (len(report.differences), report.number) == (10, 100)
    assert report.differences[0].place == f"sample_act {signed.entries[0].entry}, note"


def test_after_very_many_differences_the_rest_is_not_looked_for(
    signed: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "PER_TASK", 64)
    monkeypatch.setattr(whole, "GIVE_UP", 20)
    signed.tamper("UPDATE sample_act SET note = 'forged'")
    report = signed.verify()
    assert any("were not looked at" in note for note in report.notes)
    assert not report.good


# --- personal values --------------------------------------------------------------------------------------------------------
def test_a_lawful_erasure_leaves_the_log_good(signed: Register) -> None:
    signed.erase(signed.entries[299], "name")
    signed.sequence()
    assert signed.value("SELECT count(*) FROM ledger_personal") == 1
    report = signed.verify()
    assert report.good, report.differences


def test_a_salt_deleted_without_an_erasure_is_named(signed: Register) -> None:
    signed.tamper("DELETE FROM ledger_personal WHERE field = 'born'")
    report = signed.verify()
    assert places(report, "salt_missing") == [f"born of entry {signed.entries[299].entry} (sample.done P1)"]


def test_an_erasure_that_no_entry_names_is_named(signed: Register) -> None:
    other = signed.entries[5].entry
    signed.tamper("DELETE FROM ledger_personal WHERE field = 'born'")
    signed.tamper(
        "INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, 'born')",
        other,
        signed.entries[299].entry,
    )
    assert kinds(signed.verify()) == {"salt_missing", "erasure_false"}


@pytest.mark.parametrize(("column", "value"), [("value", Jsonb("Amal Bin")), ("salt", b"x" * 32)])
def test_a_changed_personal_value_or_salt_is_named_without_repeating_it(
    signed: Register, column: str, value: object
) -> None:
    signed.tamper(f"UPDATE ledger_personal SET {column} = %s WHERE field = 'name'", value)
    report = signed.verify()
    assert [difference.kind for difference in report.differences] == ["commitment_differs"]
    assert "Amal" not in repr(report.differences)


def test_a_stray_personal_value_is_named(signed: Register) -> None:
    signed.tamper(
        "INSERT INTO ledger_personal (entry, field, salt, value) VALUES (%s, 'name', %s, '1')",
        signed.entries[3].entry,
        b"s" * 32,
    )
    assert kinds(signed.verify()) == {"personal_stray"}


# --- tree and checkpoints ---------------------------------------------------------------------------------------------------
def test_an_altered_tile_is_told_from_an_altered_entry(signed: Register) -> None:
    signed.tamper(
        "UPDATE ledger_tile SET hashes = set_byte(hashes, 225, get_byte(hashes, 225) # 1) WHERE level = 0 AND index = 0"
    )
    report = signed.verify()
    assert [(difference.kind, difference.place) for difference in report.differences] == [
        ("tile_differs", "tile 0/0, leaf 7")
    ]


def test_an_altered_upper_tile_is_named(signed: Register) -> None:
    signed.tamper(
        "UPDATE ledger_tile SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) WHERE level = 1"
    )
    assert places(signed.verify(), "tile_differs") == ["tile 1/0, hash 0"]


def test_missing_and_stray_tiles_are_named(signed: Register) -> None:
    signed.tamper("DELETE FROM ledger_tile WHERE level = 1")
    signed.tamper("INSERT INTO ledger_tile (level, index, hashes) VALUES (3, 0, sha256('x'))")
    report = signed.verify()
    assert places(report, "tile_missing") == ["tile 1/0"]
    assert places(report, "tile_stray") == ["tile 3/0"]


def test_a_checkpoint_signed_by_another_key_is_named(signed: Register) -> None:
    stranger = SigningKey(ORIGIN, ED25519, b"\x05" * 32)
    root = bytes(signed.value("SELECT root FROM ledger_checkpoint WHERE size = 300"))
    note = sign_note(Checkpoint(ORIGIN, 300, root).text(), [stranger]).encode().decode()
    signed.tamper("UPDATE ledger_checkpoint SET note = %s WHERE size = 300", note)
    assert places(signed.verify(), "checkpoint_signature") == ["checkpoint 300"]


def test_a_changed_root_column_is_named(signed: Register) -> None:
    signed.tamper("UPDATE ledger_checkpoint SET root = sha256('x') WHERE size = 300")
    report = signed.verify()
    assert kinds(report) == {"checkpoint_differs", "checkpoint_root"}


def test_a_history_rewritten_and_signed_anew_with_the_stolen_key_is_found_by_memory(signed: Register) -> None:
    """With the log's own key, everything in the database can be made to agree: what is remembered outside tells."""
    assert signed.verify().good
    rewrite(signed)
    report = signed.verify()
    assert places(report, "rolled_back")
    assert "the tree that was verified on" in places(report, "rolled_back")[0]
    memory = signed.memory().path
    memory.unlink()
    assert kinds(signed.verify()) == {"voucher_false"}, "the log's key makes no voucher"
    (forged,) = signed.value("SELECT ARRAY[canonical] FROM ledger_entry WHERE id = 8")
    signed.tamper("UPDATE ledger_entry SET voucher = %s WHERE id = 8", vouch(CLERK, bytes(forged)))
    assert signed.verify().good, (
        "with the secret key too, and without any memory or witness, nothing outside contradicts it: see the threat model"
    )


def rewrite(register: Register) -> None:
    """Forge the actor of entry 8 and make row, entry, leaf, tiles and checkpoints agree, with the stolen private key."""
    old = register.entries[7]
    forged = entries.body(
        schema=old.schema, entry=old.entry, act=old.act, actor="U0000000000009", agency=old.agency,
        recorded_at=old.recorded_at, object=old.object, payload={"n": 7, "note": "note 7"}, commitments={}, previous=None,
    )  # fmt: skip
    leaf = merkle.leaf_hash(forged)
    hashes = [merkle.leaf_hash(entry.canonical) for entry in register.entries]
    hashes[7] = leaf
    register.tamper(
        "UPDATE ledger_entry SET canonical = %s, leaf = %s, actor = 'U0000000000009' WHERE id = 8",
        forged,
        leaf,
    )
    register.tamper(
        "UPDATE ledger_tile SET hashes = overlay(hashes PLACING %s FROM 225) WHERE level = 0 AND index = 0",
        leaf,
    )
    register.tamper("UPDATE ledger_tile SET hashes = %s WHERE level = 1", merkle.root(hashes[:256]))
    key = Keyring.at(register.home).current(ORIGIN)
    for size in (300, 310):
        made = Checkpoint(ORIGIN, size, merkle.root(hashes[:size]))
        note = sign_note(made.text(), [key]).encode().decode()
        register.tamper(
            "UPDATE ledger_checkpoint SET root = %s, note = %s WHERE size = %s", made.root, note, size
        )


def test_a_rolled_back_log_is_found_by_memory(signed: Register) -> None:
    assert signed.verify().good
    for statement in (
        "DELETE FROM ledger_checkpoint WHERE size > 300",
        "DELETE FROM ledger_leaf WHERE index >= 300",
        "DELETE FROM ledger_entry WHERE id > 300",
        "DELETE FROM sample_act WHERE n >= 300",
        "DELETE FROM sample_state WHERE substr(object, 2)::int >= 300",
        "UPDATE ledger_tile SET hashes = substr(hashes, 1, 44 * 32) WHERE level = 0 AND index = 1",
    ):
        signed.tamper(statement)
    for whole_run in (True, False):
        report = signed.verify(whole=whole_run)
        assert kinds(report) == {"rolled_back"}
        assert (report.differences[0].says, report.differences[0].should) == (
            "300 entries",
            "at least 310 entries",
        )


def test_checkpoints_beyond_the_leaves_and_leaves_beyond_the_checkpoints(signed: Register) -> None:
    signed.tamper("DELETE FROM ledger_checkpoint WHERE size = 310")
    assert places(signed.verify(), "leaf_unsigned") == ["leaf 300"]


def test_keys_that_nobody_put_in_force_are_named(signed: Register) -> None:
    stranger = SigningKey(ORIGIN, ED25519, b"\x05" * 32).verifier.encode()
    signed.tamper("INSERT INTO ledger_key (vkey, from_size, at) VALUES (%s, 301, now())", stranger)
    report = signed.verify()
    assert places(report, "key_false") == [f"key {stranger}"]
    assert places(report, "checkpoint_signature") == ["checkpoint 310"]


def test_a_first_key_that_is_not_the_trusted_one_is_named(signed: Register) -> None:
    stranger = SigningKey(ORIGIN, ED25519, b"\x05" * 32).verifier
    assert "key_false" in kinds(signed.verify(trusted=stranger))


def test_an_incremental_run_does_not_hide_a_log_that_became_another(signed: Register) -> None:
    """Where the remembered tree is not the start of the stored one, everything is looked at and the row is named."""
    assert signed.verify().good
    signed.tamper(
        "UPDATE ledger_tile SET hashes = set_byte(hashes, 225, get_byte(hashes, 225) # 1) WHERE level = 0 AND index = 0"
    )
    signed.tamper(
        "UPDATE ledger_tile SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) WHERE level = 1"
    )
    report = signed.verify(whole=False)
    assert (report.start, kinds(report)) == (0, {"rolled_back", "tile_differs"})


def test_what_a_whole_run_sees_and_an_incremental_one_does_not(signed: Register) -> None:
    signed.verify()
    signed.tamper("UPDATE sample_act SET note = 'forged' WHERE n = 7")
    assert signed.verify(whole=False).good
    assert not signed.verify().good


def test_acts_without_a_row_are_proved_by_their_bytes(
    signed: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_sources", [])
    assert signed.verify().good


def test_a_run_over_chunk_borders(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "CHUNK", 256)
    register.append(700)
    register.sequence()
    assert register.verify().good
    register.tamper("UPDATE sample_act SET note = 'forged' WHERE n IN (255, 256, 511, 512, 699)")
    report = register.verify()
    assert len(places(report, "row_differs")) == 5


def test_the_memory_is_of_one_log(signed: Register) -> None:
    signed.verify()
    assert signed.memory().read("another/log") is None
    remembered = signed.memory().read(ORIGIN)
    assert remembered is not None
    assert remembered.verified_at == dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
