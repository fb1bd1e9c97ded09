"""The exported log, proof documents, and the commands that verify them with nothing else at hand."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from ifar.errors import IfarError, NotFound
from ifar.ledger import cosigning, export, offline, proof, selectors, sessions, tiles
from ifar.ledger.checkpoint import COSIGNATURE, ED25519, Note, Signature, SigningKey, VerifierKey
from ifar.ledger.cosigning import Asker, Witness
from ifar.ledger.verification import Memory, Report
from ifar.ledger.verification.exported import verify_export
from ifar.rights import Actor
from tests.ledger.conftest import Copying, Filling, Register
from tests.ledger.test_witness_server import running
from tests.logs import NOW, ORIGIN

READER = Actor(kind="person", id="U1", permissions=frozenset({"ledger:proof:read", "ledger:checkpoint:read"}))


def _fill(register: Register) -> None:
    for number in (300, 5, 300):
        register.append(number, personal={"name": "Amal"} if number == 5 else None)
        register.sequence()


@pytest.fixture(scope="module")
def original(filled: Filling) -> Register:
    return filled(_fill)


@pytest.fixture
def signed(original: Register, restored: Copying) -> Register:
    """A log of 605 entries in three checkpoints."""
    return restored(original)


@pytest.fixture(scope="module")
def first_export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the log is exported to once."""
    return tmp_path_factory.mktemp("export") / "log.zip"


@pytest.fixture
def exported(signed: Register, first_export: Path, tmp_path: Path) -> Path:
    """The export of that log, in a copy of this test's own."""
    if not first_export.exists():
        assert export.write(sessions.address("verifier"), first_export, origin=ORIGIN, now=NOW) == 605
    return Path(shutil.copy2(first_export, tmp_path / "log.zip"))


def check(path: Path, memory: Memory | None = None, **options: object) -> Report:
    return verify_export(path, memory=memory, now=NOW, **options)  # type: ignore[arg-type]


def altered(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A copy of a zip with some members changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    copy = path.with_name("altered.zip")
    with zipfile.ZipFile(copy, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return copy


def kinds(report: Report) -> set[str]:
    return {difference.kind for difference in report.differences}


def test_an_export_verifies_without_the_register(signed: Register, exported: Path) -> None:
    report = check(exported, trusted=signed.key())
    assert report.good, report.differences
    assert (report.origin, report.size, report.entries, report.checkpoints, report.notes) == (
        ORIGIN,
        605,
        605,
        3,
        [],
    )
    assert exported.stat().st_mode & 0o777 == 0o600


def test_it_is_laid_out_as_a_tiled_log(signed: Register, exported: Path) -> None:
    with zipfile.ZipFile(exported) as archive:
        names = set(archive.namelist())
        assert {tile.path() for tile in tiles.tiles_of(605)} | {
            bundle.path() for bundle in tiles.bundles_of(605)
        } <= names
        entries = tiles.decode_bundle(archive.read("tile/entries/001"))
        assert entries[7] == signed.entries[263].canonical
        assert Note.parse(archive.read("checkpoint")).verified_by([signed.key()])
        whole = b"".join(archive.read(name) for name in names)
    assert b"Amal" not in whole


def test_without_a_key_the_files_own_is_taken_and_named(exported: Path, signed: Register) -> None:
    report = check(exported)
    assert report.good
    assert signed.key().encode() in report.notes[0]


def test_another_key_than_the_trusted_one_is_named(exported: Path) -> None:
    stranger = SigningKey(ORIGIN, ED25519, b"\x05" * 32).verifier
    assert "key_false" in kinds(check(exported, trusted=stranger))


def test_a_changed_entry_is_named(exported: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["tile/entries/001"] = members["tile/entries/001"].replace(b"note 263", b"note 363")

    report = check(altered(exported, change))
    assert [(difference.kind, difference.place) for difference in report.differences] == [
        ("entry_altered", "leaf 263")
    ]


def test_a_changed_tile_is_told_from_a_changed_entry(exported: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        data = bytearray(members["tile/0/001"])
        data[7 * 32] ^= 1
        members["tile/0/001"] = bytes(data)

    report = check(altered(exported, change))
    assert [(difference.kind, difference.place) for difference in report.differences] == [
        ("tile_differs", "tile 0/1, leaf 263")
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tile/entries/001", {"entry_missing"}),
        ("tile/0/001", {"tile_differs"}),
        ("tile/1/000.p/2", {"tile_differs"}),
        ("checkpoints.jsonl", {"leaf_unsigned"}),
    ],
)
def test_a_missing_member_is_named(exported: Path, name: str, expected: set[str]) -> None:
    report = check(altered(exported, lambda members: members.pop(name)))
    assert kinds(report) == expected


def test_a_log_cut_short_is_found_by_memory(signed: Register, exported: Path, tmp_path: Path) -> None:
    memory = Memory.at(tmp_path / "expert")
    assert check(exported, memory, trusted=signed.key()).good
    shutil.copy(memory.path, kept := tmp_path / "kept.json")
    signed.append(5)
    signed.sequence()
    later = tmp_path / "later.zip"
    export.write(sessions.address("verifier"), later, origin=ORIGIN, now=NOW)
    assert check(later, memory).good
    assert kinds(check(exported, memory)) == {"rolled_back"}
    shutil.copy(kept, memory.path)
    assert check(exported, memory).good


@pytest.mark.parametrize(
    "change",
    [
        lambda members: members.pop("manifest.json"),
        lambda members: members.update({"manifest.json": b"[]"}),
        lambda members: members.update({"manifest.json": b"{"}),
        lambda members: members.update({"manifest.json": members["manifest.json"].replace(b"605", b"-5")}),
        lambda members: members.update({"keys.json": b'[{"vkey": 1}]'}),
        lambda members: members.update({"checkpoints.jsonl": b"{}\n"}),
        lambda members: members.update({"tile/entries/001": b"\0" * 20_000_000}),
        lambda members: members.update({"tile/entries/001": b"\xff"}),
    ],
)
def test_files_that_are_no_export(exported: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    with pytest.raises(IfarError):
        check(altered(exported, change))


def test_other_files(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for data in (b"", b"not a zip", b"PK\x03\x04"):
        path.write_bytes(data)
        with pytest.raises(IfarError):
            check(path)
    with pytest.raises(IfarError):
        check(tmp_path / "absent")


def test_nothing_signed_nothing_exported(register: Register, tmp_path: Path) -> None:
    register.append()
    with pytest.raises(NotFound):
        export.write(sessions.address("verifier"), tmp_path / "log.zip", origin=ORIGIN, now=NOW)
    assert list(tmp_path.glob("*log.zip*")) == []


def test_cosignatures_go_with_the_export(register: Register, tmp_path: Path) -> None:
    register.append(3)
    register.sequence()
    with running(tmp_path / "w", "witness.test/w1", trust=register.key()) as (own, witness):
        ask(register, witness)
    path = tmp_path / "log.zip"
    export.write(sessions.address("verifier"), path, origin=ORIGIN, now=NOW)
    report = check(path, witnesses=[own.key.verifier])
    assert (report.good, report.witnessed) == (True, ["witness.test/w1: 3"])
    impostor = SigningKey("witness.test/w1", COSIGNATURE, b"\x09" * 32).verifier
    assert check(path, witnesses=[impostor]).good, "another key's line is ignored"


def ask(register: Register, witness: Witness) -> None:
    with sessions.connect("sequencer") as connection:
        Asker(connection, witness).turn()


def test_the_command_verifies_a_file(
    signed: Register, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = signed.key().encode()
    assert offline.verify_file(["--export", str(exported), "--key", key], tmp_path / "expert") == 0
    assert "Nothing differs." in capsys.readouterr().out
    bad = altered(exported, lambda members: members.pop("tile/entries/001"))
    assert offline.verify_file(["--export", str(bad), "--json", "--no-memory"], tmp_path / "expert") == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["good"], data["number"], data["differences"][0]["place"]) == (False, 256, "leaf 256")


# --- proofs -----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def witnessed(register: Register, tmp_path: Path, settings: Settings) -> tuple[Register, VerifierKey]:
    """Five entries witnessed, three more signed only."""
    settings.IFAR_WITNESSES_NEEDED = 1
    register.append(4)
    register.append(object="P1", personal={"name": "Amal Ben"})
    register.sequence()
    with running(tmp_path / "witnesses" / "w", "witness.test/w1", trust=register.key()) as (own, witness):
        ask(register, witness)
    register.append(3)
    register.sequence()
    return register, own.key.verifier


def test_a_proof_stands_on_its_own(witnessed: tuple[Register, VerifierKey]) -> None:
    register, witness = witnessed
    made = selectors.proof_of(actor=READER, entry=register.entries[2].entry)
    read = proof.Proof.parse(made.encode())
    assert read == made
    proved = proof.prove(read, logs=[register.key()], witnesses=[witness])
    assert proved.entry["payload"] == {"n": 2, "note": "note 2"}
    assert (proved.checkpoint.size, [name for name, _ in proved.witnessed_by]) == (5, ["witness.test/w1"])


def test_an_entry_that_is_not_witnessed_yet_is_proved_under_the_newest_checkpoint(
    witnessed: tuple[Register, VerifierKey],
) -> None:
    register, witness = witnessed
    made = selectors.proof_of(actor=READER, entry=register.entries[6].entry)
    proved = proof.prove(made, logs=[register.key()], witnesses=[witness])
    assert (proved.checkpoint.size, proved.witnessed_by) == (8, ())


def test_there_is_no_proof_before_sequencing_nor_of_nothing(register: Register) -> None:
    (waiting,) = register.append()
    for entry in (waiting.entry, uuid.UUID(int=5)):
        with pytest.raises(NotFound):
            selectors.proof_of(actor=READER, entry=entry)
    with pytest.raises(IfarError):
        selectors.proof_of(actor=Actor(kind="person", id="U2"), entry=waiting.entry)


def test_false_proofs_are_not_believed(witnessed: tuple[Register, VerifierKey]) -> None:
    register, witness = witnessed
    made = selectors.proof_of(actor=READER, entry=register.entries[2].entry)
    key = register.key()
    stranger = SigningKey(ORIGIN, ED25519, b"\x05" * 32)
    text = made.checkpoint.text
    own, cosigned = made.checkpoint.signatures
    bad = Signature(
        cosigned.name, cosigned.key_id, cosigned.signature[:-1] + bytes([cosigned.signature[-1] ^ 1])
    )
    for wrong in (
        replaced(made, entry=made.entry.replace(b"note 2", b"note 9")),
        replaced(made, entry=b" " + made.entry),
        replaced(made, index=3),
        replaced(made, index=-1),
        replaced(made, index=10**30),
        replaced(made, inclusion=made.inclusion[:-1]),
        replaced(made, inclusion=made.inclusion[::-1]),
        replaced(made, checkpoint=Note(text.replace("\n5\n", "\n6\n"), (own, cosigned))),
        replaced(made, checkpoint=Note(text, (stranger.sign(text), cosigned))),
        replaced(made, checkpoint=Note(text, (own, bad))),
    ):
        with pytest.raises(IfarError):
            proof.prove(wrong, logs=[key], witnesses=[witness])
    with pytest.raises(IfarError):
        proof.prove(made, logs=[stranger.verifier])
    with pytest.raises(IfarError):
        proof.prove(made, logs=[])


def replaced(made: proof.Proof, **changes: object) -> proof.Proof:
    fields = {
        name: getattr(made, name) for name in ("entry", "index", "inclusion", "checkpoint", "disclosed")
    }
    return proof.Proof(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_disclosed_value_is_checked_against_its_commitment(witnessed: tuple[Register, VerifierKey]) -> None:
    register, _ = witnessed
    entry = register.entries[4]
    ((name, salt, value),) = entry.personal
    made = selectors.proof_of(actor=READER, entry=entry.entry)
    key = register.key()
    shown = proof.Proof.parse(replaced(made, disclosed={name: (salt, value)}).encode())
    assert proof.prove(shown, logs=[key]).disclosed == {"name": "Amal Ben"}
    for wrong in (
        {name: (salt, "Amal Bin")},
        {name: (b"x" * 32, value)},
        {"born": (salt, value)},
        {name: (b"", value)},
    ):
        with pytest.raises(IfarError):
            proof.prove(replaced(made, disclosed=wrong), logs=[key])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'"x"',
        b"\xff",
        b'{"type": "ifar.proof/1"}',
        b'{"type": "ifar.proof/2", "entry": "", "index": 0, "inclusion": [], "checkpoint": ""}',
        b'{"type": "ifar.proof/1", "entry": 5, "index": 0, "inclusion": [], "checkpoint": ""}',
        b'{"type": "ifar.proof/1", "entry": "{}", "index": "0", "inclusion": [], "checkpoint": ""}',
        b'{"type": "ifar.proof/1", "entry": "{}", "index": 0, "inclusion": [5], "checkpoint": ""}',
        b'{"type": "ifar.proof/1", "entry": "{}", "index": 0, "inclusion": [], "checkpoint": "x"}',
        b'{"type": "ifar.proof/1", "type": "ifar.proof/1"}',
        b"x" * 1_000_001,
    ],
    ids=lambda data: repr(data[:40]),
)
def test_files_that_are_no_proof(data: bytes) -> None:
    with pytest.raises(IfarError):
        proof.Proof.parse(data)


def test_the_command_verifies_a_proof(
    witnessed: tuple[Register, VerifierKey], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register, witness = witnessed
    path = tmp_path / "proof.json"
    path.write_bytes(selectors.proof_of(actor=READER, entry=register.entries[2].entry).encode())
    words = [str(path), "--key", register.key().encode(), "--witness", witness.encode()]
    assert offline.verify_proof(words, tmp_path / "elsewhere") == 0
    out = capsys.readouterr().out
    assert out.startswith("PROVED")
    assert "witnessed by witness.test/w1" in out
    path.write_bytes(path.read_bytes().replace(b"note 2", b"note 3"))
    assert offline.verify_proof(words, tmp_path / "elsewhere") == 1
    assert "NOT PROVED" in capsys.readouterr().out
    with pytest.raises(IfarError):
        offline.verify_proof([str(path)], tmp_path / "elsewhere")


def test_the_register_knows_its_witnesses(witnessed: tuple[Register, VerifierKey]) -> None:
    register, witness = witnessed
    assert [item.key for item in cosigning.witnesses([], register.home)] == [witness]
    assert dt.datetime.now(dt.UTC) > NOW.replace(year=2020)
