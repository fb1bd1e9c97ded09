"""A full disk under each process: it goes on or is started again, and when there is room everything is done that waited.

The processes are real. What a full disk does to them - each write of a file fails, those of their own log too - their limit of file
sizes does (RLIMIT_FSIZE), which may be taken from a running process and given back.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from ifar.errors import Unavailable
from ifar.ledger import sessions
from ifar.ledger.checkpoint import VerifierKey
from ifar.ledger.cosigning import Asker, Witness
from ifar.ledger.keys import Keyring
from ifar.supervisor import Part, Running
from tests.databases import Database
from tests.ledger.conftest import Register
from tests.logs import ORIGIN


@contextmanager
def running(home: Path, database: Database, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ifar, with its log in a file."""
    environment = {**database.environment, "IFAR_HOME": str(home), "IFAR_LEDGER_NAME": ORIGIN}
    with (home / "process.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ifar.cli", *words], env=environment, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait_until(holds: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@contextmanager
def full_disk(process: subprocess.Popen[bytes]) -> Iterator[None]:
    _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, most))
    yield
    if process.poll() is None:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))


def test_w46_the_sequencer_goes_on_when_there_is_room_again(register: Register) -> None:
    def leaves() -> int:
        return int(register.value("SELECT count(*) FROM ledger_leaf"))

    Keyring.at(register.home).current(ORIGIN)
    register.append()
    with running(register.home, register.database, "sequence") as process:
        wait_until(lambda: leaves() == 1)
        with full_disk(process):
            register.append(3)
            time.sleep(2.5)
            assert leaves() == 1
            assert process.poll() is None
        wait_until(lambda: leaves() == 4)
    assert process.returncode == 0
    assert register.verify().good


def test_w46_a_witness_that_cannot_remember_says_so_and_cosigns_later(register: Register) -> None:
    key = Keyring.at(register.home).current(ORIGIN).verifier
    register.append()
    register.sequence()
    words = (
        "witness",
        "--name",
        "parliament",
        "--home",
        str(register.home / "witness"),
        "--trust",
        key.encode(),
    )
    with (
        running(register.home, register.database, *words) as process,
        sessions.connect("sequencer") as connection,
    ):
        log = register.home / "process.log"
        wait_until(lambda: "It witnesses" in log.read_text())
        url, own = re.findall(r"listens at (\S+)\n.*?: (\S+)\n", log.read_text())[0]
        asker = Asker(connection, Witness(VerifierKey.parse(own), url))
        with full_disk(process), pytest.raises(Unavailable, match="503"):
            asker.turn()
        assert asker.turn()
        assert not asker.turn()


def test_w46_the_worker_goes_on_or_ends_to_be_started_again_and_never_lives_without_its_loop(
    committed_db: Database, tmp_path: Path
) -> None:
    listening = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = 'ifar_app'"

    def at_work(connection: psycopg.Connection) -> set[int]:
        return {pid for (pid,) in connection.execute(listening)}

    with committed_db.connect() as superuser, running(tmp_path, committed_db, "work") as process:
        wait_until(lambda: at_work(superuser))
        with full_disk(process):
            for pid in at_work(superuser):
                superuser.execute("SELECT pg_terminate_backend(%s)", (pid,))
            wait_until(lambda: process.poll() is not None or at_work(superuser))
            alive = process.poll() is None
        if alive:
            wait_until(lambda: process.poll() is not None or len(at_work(superuser)) >= 2)


def test_w46_a_process_starts_where_its_log_cannot_be_opened(tmp_path: Path) -> None:
    item = Running(
        Part("sequencer", (sys.executable, "-c", "print('here')")), tmp_path / "gone" / "sequencer.log"
    )
    item.start(0.0, {})
    assert item.process is not None
    assert item.process.wait(20) == 0
