"""Witnesses as processes of their own, and the register that asks them."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_django import Settings

from ifar.errors import IfarError
from ifar.ledger import cosigning, selectors, sessions, witness_server
from ifar.ledger.checkpoint import ED25519, Checkpoint, Note, SigningKey, VerifierKey, sign_note
from ifar.ledger.cosigning import Asker, Witness
from ifar.ledger.merkle import root
from ifar.ledger.witness import Request
from ifar.rights import Actor
from tests.ledger.conftest import CLERK, Register
from tests.logs import ORIGIN

LOG = SigningKey(ORIGIN, ED25519, b"\x01" * 32)
READER = Actor(kind="person", id="U1", permissions=frozenset({"ledger:checkpoint:read", "ledger:proof:read"}))


@contextmanager
def running(
    home: Path,
    name: str,
    *,
    trust: VerifierKey | None = None,
    follow: tuple[Path, ...] = (),
    clock: Callable[[], float] = lambda: 1_900_000_000,
) -> Iterator[tuple[witness_server.Witness, Witness]]:
    own = witness_server.Witness(home, name, follow=follow)
    if trust is not None:
        own.trust(trust)
    server = witness_server.Server(("127.0.0.1", 0), own, clock=clock)
    server.announce()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield own, Witness(own.key.verifier, server.url)
    finally:
        server.shutdown()
        server.server_close()
        own.close()
        thread.join()


def ask(register: Register, witness: Witness) -> bool:
    with sessions.connect("sequencer") as connection:
        return Asker(connection, witness).turn()


def call(
    witness: Witness, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(witness.url.removeprefix("http://"), timeout=5)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    row = answer.status, answer.getheader("Content-Type", ""), answer.read().decode()
    connection.close()
    return row


def request(size: int, old: int = 0) -> bytes:
    made = Checkpoint(ORIGIN, size, root([sha256(b"%d" % n).digest() for n in range(size)]))
    return Request(old, (), sign_note(made.text(), [LOG]).encode()).encode()


# --- the server -------------------------------------------------------------------------------------------------------------
def test_a_checkpoint_is_cosigned_and_remembered(tmp_path: Path) -> None:
    with running(tmp_path / "w", "witness.test/w1", trust=LOG.verifier) as (own, witness):
        status, _, body = call(witness, "POST", "/add-checkpoint", request(5))
        assert status == 200
        assert body.startswith("— witness.test/w1 ")
        status, kind, body = call(witness, "POST", "/add-checkpoint", request(7))
        assert (status, kind, body) == (409, "text/x.tlog.size", "5\n")
        place = sha256(ORIGIN.encode()).hexdigest()
        status, _, body = call(witness, "GET", f"/{place}/checkpoint")
        note = Note.parse(body.encode())
        assert note.verified_by([own.key.verifier, LOG.verifier]) == [own.key.verifier, LOG.verifier]
        assert call(witness, "GET", "/")[2] == own.key.verifier.encode() + "\n"


def test_memory_and_key_survive_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "w", "witness.test/w1", trust=LOG.verifier) as (first, witness):
        assert call(witness, "POST", "/add-checkpoint", request(5))[0] == 200
    with running(tmp_path / "w", "witness.test/w1") as (second, witness):
        assert second.key == first.key
        assert call(witness, "POST", "/add-checkpoint", request(7))[::2] == (409, "5\n")
    for path in [tmp_path / "w", *(tmp_path / "w").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0 or path.name == "use.lock", path


def test_two_requests_at_once_cannot_roll_the_memory_back(tmp_path: Path) -> None:
    with running(tmp_path / "w", "witness.test/w1", trust=LOG.verifier) as (_, witness):
        answers: list[int] = []
        threads = [
            threading.Thread(
                target=lambda size=size: answers.append(
                    call(witness, "POST", "/add-checkpoint", request(size))[0]
                )
            )  # type: ignore[misc]
            for size in range(1, 9)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == [200] + [409] * 7


def test_one_process_per_folder_and_one_name_per_key(tmp_path: Path) -> None:
    with running(tmp_path / "w", "witness.test/w1"), pytest.raises(IfarError, match="Another process"):
        witness_server.Witness(tmp_path / "w", "witness.test/w1")
    with pytest.raises(IfarError, match="is called"):
        witness_server.Witness(tmp_path / "w", "witness.test/w2")


def test_logs_are_trusted_without_a_restart(tmp_path: Path) -> None:
    published = tmp_path / "ledger.vkey"
    with running(tmp_path / "w", "witness.test/w1", follow=(published,)) as (_, witness):
        assert call(witness, "POST", "/add-checkpoint", request(5))[0] == 404
        published.write_text(LOG.verifier.encode() + "\n")
        assert call(witness, "POST", "/add-checkpoint", request(5))[0] == 200


def test_trusting_twice_is_trusting_once(tmp_path: Path) -> None:
    with running(tmp_path / "w", "witness.test/w1", trust=LOG.verifier) as (own, _):
        own.trust(LOG.verifier)
        assert own.logs() == {ORIGIN: [LOG.verifier]}


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "expected"),
    [
        ("POST", "/add-checkpoint", b"", {}, 400),
        ("POST", "/add-checkpoint", b"nonsense", {}, 400),
        ("POST", "/add-checkpoint", b"x" * 70_000, {}, 413),
        ("POST", "/add-checkpoint", None, {"Content-Length": "-1"}, 411),
        ("POST", "/add-checkpoint", None, {"Content-Length": "99999999999999"}, 413),
        ("POST", "/elsewhere", b"", {}, 404),
        ("GET", "/add-checkpoint", None, {}, 404),
        ("GET", "/../../etc/passwd", None, {}, 404),
        ("GET", f"/{'0' * 64}/checkpoint", None, {}, 404),
        ("GET", f"/{'/' * 64}/checkpoint", None, {}, 404),
        ("PUT", "/add-checkpoint", b"", {}, 501),
    ],
)
def test_other_requests(
    tmp_path: Path, method: str, path: str, body: bytes | None, headers: dict[str, str], expected: int
) -> None:
    with running(tmp_path / "w", "witness.test/w1", trust=LOG.verifier) as (_, witness):
        assert call(witness, method, path, body, **headers)[0] == expected


def test_a_silent_client_does_not_hold_the_witness_up(tmp_path: Path) -> None:
    with running(tmp_path / "w", "witness.test/w1", trust=LOG.verifier) as (_, witness):
        host, port = witness.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as silent:
            silent.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 500\r\n\r\nold")
            assert call(witness, "POST", "/add-checkpoint", request(5))[0] == 200


# --- asking -----------------------------------------------------------------------------------------------------------------
def test_the_register_has_its_checkpoints_cosigned(register: Register, tmp_path: Path) -> None:
    register.append(5)
    register.sequence()
    with running(tmp_path / "w", "witness.test/w1", trust=register.key()) as (_, witness):
        assert ask(register, witness)
        assert not ask(register, witness)
        for number in (1, 300, 20):
            register.append(number)
            register.sequence()
            assert ask(register, witness)
    with register.database.connect() as superuser:
        rows = superuser.execute("SELECT size, witness FROM ledger_cosignature ORDER BY size").fetchall()
    assert rows == [(size, "witness.test/w1") for size in (5, 6, 306, 326)]
    assert register.verify(witnesses=[witness], ask_witnesses=False).good


def test_a_lost_answer_is_caught_up(register: Register, tmp_path: Path) -> None:
    register.append(5)
    register.sequence()
    with running(tmp_path / "w", "witness.test/w1", trust=register.key()) as (_, witness):
        ask(register, witness)
        register.append(4)
        register.sequence()
        ask(register, witness)
        register.tamper("DELETE FROM ledger_cosignature WHERE size = 9")
        register.append(2)
        register.sequence()
        assert ask(register, witness)
    assert register.value("SELECT max(size) FROM ledger_cosignature") == 11


def test_a_witness_out_of_reach_stops_no_act(register: Register) -> None:
    register.append(2)
    register.sequence()
    nobody = Witness(SigningKey("witness.test/w9", 4, b"\x09" * 32).verifier, "http://127.0.0.1:9")
    with pytest.raises(IfarError, match="does not answer"):
        ask(register, nobody)
    register.append(2)
    assert register.sequence() == 2


def test_a_witness_that_answers_nonsense_is_not_believed(register: Register, tmp_path: Path) -> None:
    register.append(2)
    register.sequence()
    with running(tmp_path / "w", "witness.test/w1", trust=register.key()) as (_, witness):
        impostor = Witness(SigningKey("witness.test/w1", 4, b"\x09" * 32).verifier, witness.url)
        with pytest.raises(IfarError, match="without a good cosignature"):
            ask(register, impostor)
    assert register.value("SELECT count(*) FROM ledger_cosignature") == 0


def test_a_log_unknown_to_the_witness_is_reported(register: Register, tmp_path: Path) -> None:
    register.append(2)
    register.sequence()
    with (
        running(tmp_path / "w", "witness.test/w1") as (_, witness),
        pytest.raises(IfarError, match=r"refuses \(404\)"),
    ):
        ask(register, witness)


def test_a_rolled_back_log_is_refused_by_the_witness_and_found_by_the_verifier(
    register: Register, tmp_path: Path
) -> None:
    register.append(5)
    register.sequence()
    register.append(5)
    register.sequence()
    with running(tmp_path / "w", "witness.test/w1", trust=register.key()) as (_, witness):
        ask(register, witness)
        report = register.verify(witnesses=[witness])
        assert (report.good, report.witnessed) == (True, ["witness.test/w1: 10"])
        register.memory().path.unlink()
        for statement in (
            "DELETE FROM ledger_cosignature",
            "DELETE FROM ledger_checkpoint WHERE size > 5",
            "DELETE FROM ledger_leaf WHERE index >= 5",
            "DELETE FROM ledger_entry WHERE id > 5",
            "DELETE FROM sample_act WHERE n >= 5",
            "DELETE FROM sample_state WHERE substr(object, 2)::int >= 5",
            "UPDATE ledger_tile SET hashes = substr(hashes, 1, 160)",
        ):
            register.tamper(statement)
        with pytest.raises(IfarError, match="rolled back"):
            ask(register, witness)
        differences = register.verify(witnesses=[witness]).differences
    assert [(difference.kind, difference.place) for difference in differences] == [
        ("rolled_back", "the tree that the witness witness.test/w1 cosigned")
    ]


def test_the_verifier_says_which_witness_is_out_of_reach(register: Register) -> None:
    register.append(2)
    register.sequence()
    nobody = Witness(SigningKey("witness.test/w9", 4, b"\x09" * 32).verifier, "http://127.0.0.1:9")
    report = register.verify(witnesses=[nobody])
    assert report.good
    assert any("does not answer" in note for note in report.notes)


def test_a_bad_cosignature_in_the_database_is_named(register: Register, tmp_path: Path) -> None:
    register.append(2)
    register.sequence()
    with running(tmp_path / "w", "witness.test/w1", trust=register.key()) as (own, witness):
        ask(register, witness)
    other = own.key.cosign("another text\n", 1).line()
    register.tamper("UPDATE ledger_cosignature SET line = %s", other)
    report = register.verify(witnesses=[witness], ask_witnesses=False)
    assert [(difference.kind, difference.place) for difference in report.differences] == [
        ("cosignature_false", "checkpoint 2, witness.test/w1")
    ]


def test_all_named_witnesses_are_asked_as_they_come_and_go(register: Register, tmp_path: Path) -> None:
    register.append(3)
    register.sequence()
    named: list[Witness] = []
    stop, values = threading.Event(), list[str]()
    thread = threading.Thread(
        target=cosigning.keep_asking,
        args=(lambda: tuple(named), lambda: sessions.connect("sequencer"), stop),
        kwargs={"report": values.append, "interval": 0.02},
    )
    with ExitStack() as stack:
        thread.start()
        for name in ("w1", "w2"):
            _, witness = stack.enter_context(
                running(tmp_path / name, f"witness.test/{name}", trust=register.key())
            )
            named.append(witness)
        deadline = threading.Event()
        for _ in range(500):
            if register.value("SELECT count(*) FROM ledger_cosignature") == 2:
                break
            deadline.wait(0.02)
        stop.set()
        thread.join()
    assert register.value("SELECT count(DISTINCT witness) FROM ledger_cosignature") == 2
    assert values == []


def test_witnesses_of_the_setting() -> None:
    key = SigningKey("witness.test/w1", 4, b"\x09" * 32).verifier
    stated = [f"{key.encode()} https://witness.test/ifar/"]
    assert cosigning.witnesses(stated, Path("/nonexistent")) == (Witness(key, "https://witness.test/ifar"),)
    assert cosigning.witnesses([], Path("/nonexistent")) == ()
    for wrong in ("", key.encode(), f"{key.encode()} ftp://x", f"{LOG.verifier.encode()} http://x", "a b c"):
        with pytest.raises(IfarError):
            Witness.parse(wrong)


def test_witnesses_on_this_machine_are_found_by_what_they_announced(tmp_path: Path) -> None:
    with running(tmp_path / "witnesses" / "one", "witness.test/w1") as (_, witness):
        assert cosigning.witnesses([], tmp_path) == (witness,)


# --- how the log stands -----------------------------------------------------------------------------------------------------
def test_nothing_is_called_witnessed_before_the_policy_is_met(
    register: Register, tmp_path: Path, settings: Settings
) -> None:
    with ExitStack() as stack:
        register.append(3)
        register.sequence()
        pairs = [
            stack.enter_context(
                running(tmp_path / "witnesses" / name, f"witness.test/{name}", trust=register.key())
            )
            for name in ("w1", "w2")
        ]
        settings.IFAR_WITNESSES_NEEDED = 2
        state = selectors.state(actor=READER)
        assert (state.size, state.witnessed_size) == (3, 0)
        assert state.verdict is not None
        assert (state.verdict.standing, state.verdict.missing) == ("waiting", 2)
        ask(register, pairs[0][1])
        assert selectors.state(actor=READER).witnessed_size == 0
        ask(register, pairs[1][1])
        state = selectors.state(actor=READER)
        assert (state.witnessed_size, state.verdict.standing if state.verdict else "") == (3, "witnessed")
        assert [(witness.name, witness.size) for witness in state.witnesses] == [
            ("witness.test/w1", 3),
            ("witness.test/w2", 3),
        ]
        assert state.alarms == ()


def test_what_is_late_raises_an_alarm(register: Register, settings: Settings) -> None:
    settings.IFAR_WITNESSES_NEEDED = 1
    settings.IFAR_WITNESS_MINUTES = 10
    register.append(3)
    assert selectors.alarms() == ()
    register.tamper("UPDATE ledger_entry SET recorded_at = recorded_at - interval '2 minutes'")
    (late,) = selectors.alarms()
    assert (late.kind, late.entries) == ("sequencing_late", 3)
    register.sequence()
    assert selectors.alarms() == ()
    register.tamper("UPDATE ledger_checkpoint SET signed_at = signed_at - interval '11 minutes'")
    (late,) = selectors.alarms()
    assert (late.kind, late.entries) == ("nothing_witnessed", 3)


def test_a_reader_needs_the_right_to_see_checkpoints(register: Register) -> None:
    with pytest.raises(IfarError):
        selectors.state(actor=CLERK)


# --- the process ------------------------------------------------------------------------------------------------------------
def test_the_command_runs_without_settings_or_a_database(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "IFAR_HOME": str(tmp_path / "home")}
    command = [
        sys.executable,
        "-m",
        "ifar.cli",
        "witness",
        "--name",
        "witness.test/w1",
        "--home",
        str(tmp_path / "w"),
    ]
    with subprocess.Popen(
        [*command, "--trust", LOG.verifier.encode()],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        key = VerifierKey.parse(process.stdout.readline().split()[-1])
        assert process.stdout.readline() == f"It witnesses {ORIGIN}\n"
        assert call(Witness(key, url), "POST", "/add-checkpoint", request(5))[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
