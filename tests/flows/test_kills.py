"""kill -9 of the database, the web server, the sequencer and everything at once, under writes (twenty times by `make scale`).

Four writers record events over HTTP and repeat what was not answered, with the same key. At the end every answered event is
there, each once, and `ifar verify` finds nothing.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from ifar.embedded import Server
from tests.databases import Database
from tests.flows.seeding import Seeded, seed
from tests.provision import SERVER, TEST_HOME

WRITERS = 4
ROUNDS = ("database", "web", "sequencer", "everything") * int(os.environ.get("KILL_SERIES", "1"))
BETWEEN = 8
"""Events that must be answered between two kills, so that each kill strikes while work is done."""

PATIENCE = 180
"""Seconds that anything is waited for: a laden machine takes a minute to start a web server again."""


@dataclass
class Register:
    """`ifar run` in a data folder of its own."""

    home: Path
    port: int
    seeded: Seeded
    process: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> Server:
        return Server(self.home / "postgres")

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "IFAR_"))
        }
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "ifar.settings",
            "IFAR_HOME": str(self.home),
            "IFAR_SECRET_KEY": settings.SECRET_KEY,  # tokens and vouchers of the copied register are under it
            "IFAR_TESTING": "1",
            "IFAR_WEB_WORKERS": "1",
            "PORT": str(self.port),
        }

    def ifar(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ifar.cli", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def start(self) -> None:
        with (self.home / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ifar.cli", "run"], env=self.environment, stdout=log, stderr=log
            )

    def until_it_answers(self) -> None:
        wait_until(self.answers, PATIENCE, lambda: (self.home / "run.log").read_text()[-2000:])

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            return False
        return True

    def kill(self, what: str) -> None:
        """kill -9, at once and without a word."""
        for pid in self.processes(what):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if what == "everything" and self.process:
            self.process.wait()
            wait_until(lambda: not self.answers(), PATIENCE)
            self.start()

    def processes(self, what: str) -> list[int]:
        assert self.process is not None
        if what == "everything":
            return [self.process.pid]
        if what == "database":
            name = (self.home / "postgres" / "current").read_text().strip()
            lock = self.home / "postgres" / "clusters" / name / "postmaster.pid"
            return [int(lock.read_text().split()[0])] if lock.exists() else []
        sign = {"web": b"granian", "sequencer": b"sequence"}[what]
        return [pid for pid in children(self.process.pid) if sign in command_of(pid)]


def command_of(pid: int) -> bytes:
    """The command of a process; nothing where it ended since somebody named it."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def children(pid: int) -> list[int]:
    parts = subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    return [int(child) for child in parts]


def wait_until(happened: Callable[[], object], seconds: float, value: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s. {value()}"
        time.sleep(0.02)


def connected(address: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to a server that was killed moments ago: processes that outlive it may answer before it is there again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return psycopg.connect(address)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@dataclass
class Writer:
    """Records one event after the other about its firearms, and repeats each until it is answered."""

    address: str
    token: str
    firearms: list[str]
    answered: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def write(self, stop: threading.Event) -> None:
        number = 0
        try:
            while not stop.is_set():
                firearm = self.firearms[number % len(self.firearms)]
                number += 1
                self.record(firearm, f"note {number}", uuid.uuid4().hex)
        except BaseException as problem:
            self.refused.append(f"the writer ended: {problem!r}")
            raise

    def record(self, firearm: str, text: str, key: str) -> None:
        body = json.dumps({"kind": "noted", "details": {"text": text}}).encode()
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            request = urllib.request.Request(f"{self.address}api/firearms/{firearm}/events", body, headers)
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    self.answered.append(json.load(answer)["entry"])
                    return
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    self.refused.append(f"{error.code} {error.reason}")
                    return
            except (OSError, ValueError, http.client.HTTPException):
                pass  # an answer that was cut short is none: a server that is killed while it answers has committed
            time.sleep(0.1)
        self.refused.append("never answered")


def copied(database: Database, server: Server) -> None:
    """What is in that database of the tests is in the database of a register's own server."""
    to = server.cluster()
    copies = subprocess.run(
        [SERVER.cluster().binaries.program("pg_dump"), f"--dbname={database.addresses['superuser']}"],
        stdout=subprocess.PIPE,
        check=True,
    )
    subprocess.run(
        [
            to.binaries.program("psql"),
            f"--dbname={to.address('postgres', to.password, 'ifar')}",
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
        ],
        input=copies.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
    )


@pytest.fixture
def register(peopled_db: Database) -> Iterator[Register]:
    """A running register, not the tests' own, with the cast and what they recorded in it."""
    seeded = seed(WRITERS * 2)
    connections.close_all()
    folder = TEST_HOME / "places"
    folder.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=folder))
    home.chmod(0o755)
    (home / "postgres").mkdir(mode=0o755)
    if SERVER.binaries_folder.exists():
        (home / "postgres" / "binaries").symlink_to(SERVER.binaries_folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = Register(home, port, seeded)
    server = made.server
    server.start()
    try:
        copied(peopled_db, server)
    finally:
        server.stop()
    made.start()
    try:
        made.until_it_answers()
        yield made
    finally:
        if made.process and made.process.poll() is None:
            made.process.send_signal(signal.SIGINT)
            made.process.wait(30)
        made.server.halt()
        shutil.rmtree(home)


@contextmanager
def answering(*answers: bytes) -> Iterator[str]:
    """The address of a server that gives each caller the next of these bytes and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for answer in answers:
                line, _ = listening.accept()
                with line:
                    line.recv(65536)
                    line.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join(10)
        assert not thread.is_alive(), "not every answer was asked for"


@pytest.mark.parametrize(
    "cut",
    [
        b"",
        b"HTTP/1.1",
        b"nothing that this protocol knows\r\n\r\n",
        b'HTTP/1.1 201 Created\r\nContent-Length: 16\r\n\r\n{"entry"',
        b"HTTP/1.1 503 Later\r\nContent-Length: 16\r\n\r\n{",
    ],
)
def test_a_writer_takes_no_answer_that_was_cut_short_for_one(cut: bytes) -> None:
    """A web server that is killed while it answers leaves such an answer behind, and an event that was recorded."""
    whole = b'HTTP/1.1 201 Created\r\nContent-Length: 16\r\n\r\n{"entry": "one"}'
    with answering(cut, whole) as address:
        writer = Writer(address, "token", [])
        writer.record("F0000000000000", "text", "key")
    assert (writer.answered, writer.refused) == (["one"], [])


def test_no_answered_event_is_lost_and_the_log_verifies(register: Register) -> None:
    chance = random.Random(164)
    address = f"http://127.0.0.1:{register.port}/"
    writers = [
        Writer(address, register.seeded.token, register.seeded.firearms[n::WRITERS]) for n in range(WRITERS)
    ]
    stop = threading.Event()
    threads = [threading.Thread(target=writer.write, args=(stop,)) for writer in writers]
    for thread in threads:
        thread.start()

    def answered() -> int:
        return sum(len(writer.answered) for writer in writers)

    def troubles() -> str:
        return (
            f"{[writer.refused[:2] for writer in writers]} {(register.home / 'run.log').read_text()[:3000]}"
        )

    try:
        for what in ROUNDS:
            before = answered()
            wait_until(lambda before=before: answered() >= before + BETWEEN, PATIENCE, troubles)
            time.sleep(chance.uniform(0, 0.05))
            register.kill(what)
        before = answered()
        wait_until(lambda: answered() >= before + BETWEEN, PATIENCE, troubles)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert [writer.refused for writer in writers] == [[]] * WRITERS

    entries = [entry for writer in writers for entry in writer.answered]
    with connected(register.server.addresses()["owner"]) as connection:
        noted = {
            str(entry)
            for (entry,) in connection.execute(
                "SELECT id FROM registry_event WHERE kind = 'noted'"
            ).fetchall()
        }
        waiting = "SELECT (SELECT count(*) FROM ledger_entry) - (SELECT count(*) FROM ledger_leaf)"
        wait_until(lambda: connection.execute(waiting).fetchone() == (0,), PATIENCE)
    assert set(entries) == noted, "each answered event once, and no other"
    assert len(entries) == len(noted)

    assert register.process
    began = time.monotonic()
    register.process.send_signal(signal.SIGINT)
    assert register.process.wait(30) == 0
    assert time.monotonic() - began < 10
    assert not register.server.status().running
    verified = register.ifar("verify", "--all", "--offline")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "Nothing differs." in verified.stdout
