"""How fast acts enter the ledger, and how fast they are verified: ratios to a floor and to peers, all in this one run.

Floor: pgbench, one INSERT of a row as large as an entry. Peers: the service's own statements in bare psycopg; the same under one
global hash chain, as a log without a sequencer would have it; such a chain that does nothing else. The service is `registry.services.record_event`, with permission, life cycle, ledger entry and projected state.
A server of its own is made for it, with fsync on. Results also go to `benchmarks/results/ledger.json`.

A machine that others use too, or whose disk is quick, moves rates by two; so beside each rate of the floor, the service and its peer
stands what an entry takes of the processor, in the clients and in the database, and a ratio of rates is the median of the rounds' own.
What an act spends that time on, trigger by trigger, tells `act.py`.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools
import json
import multiprocessing
import os
import re
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import psycopg
from django.conf import settings
from django.db import connection, transaction
from psycopg.rows import dict_row
from stage import HOME, ROOT, program, results, running

from ifar.accounts.models import User
from ifar.accounts.selectors.actors import actor_of
from ifar.accounts.services import ceremony, people
from ifar.accounts.services.agencies import NewAgency
from ifar.accounts.services.people import NewPerson
from ifar.ledger import merkle, sessions
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.ledger.keys import Keyring
from ifar.ledger.verification import Memory, Options, verify
from ifar.parties.services import NewParty, register_party
from ifar.registry import occurred
from ifar.registry.selectors import licences
from ifar.registry.selectors.firearms import visible_params
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.rights import Actor

SECONDS: Final = float(os.environ.get("IFAR_BENCH_SECONDS", "4"))
ROUNDS: Final = int(os.environ.get("IFAR_BENCH_ROUNDS", "3"))
CLIENTS: Final = 8
WORKERS: Final = 2
"""Processes that the clients are spread over as threads, as `ifar run` serves requests (two web workers of four threads) and as pgbench
is told to serve its own. What a process for each client reaches is printed too."""
FIREARMS: Final = 250
"""Firearms of each client; clients do not share any, as officers seldom do, and no firearm lives through thousands of events."""
VERIFIED: Final = int(os.environ.get("IFAR_BENCH_VERIFIED", "60000"))
GOALS: Final = {
    "service at 8 clients / pgbench": (">=", 0.20),
    "service at 8 clients / the same act under a chain": (">=", 2.0),
    "service at 8 clients / at 4": (">=", 0.9),
    "what the sequencer costs": ("<=", 0.15),
    "entries in batches of 100 / one by one": (">=", 10.0),
    "leaves rebuilt from live rows, a core / openssl": (">=", 0.02),
    "lost beside a long transaction": ("<=", 0),
    "out of order beside a long transaction": ("<=", 0),
}


# --- the stage --------------------------------------------------------------------------------------------------------------
def found_office() -> str:
    """A licensing office with one clerk; returns the clerk's name."""
    with transaction.atomic():
        office = ceremony.register_agency(NewAgency("licensing_authority", "Licensing Office", "XX"))
        clerk = people.write_person(
            actor=ceremony.ACTOR, new=NewPerson("clerk", "A Clerk", "clerk@example.org"), home=office
        )
        ceremony.grant(clerk, "licensing_clerk", office)
    return "clerk"


def clerk() -> Actor:
    """The clerk as an actor."""
    result = User.objects.get(username="clerk")
    return actor_of(
        user_id=result.pk, public_id=result.public_id, name=result.name, agency_id=result.current_agency_id
    )


def register_firearms(number: int) -> list[str]:
    """Firearms held by one person; returns their public identifiers."""
    actor = clerk()
    with transaction.atomic():
        owner = register_party(actor=actor, new=NewParty(kind="person", values={"name": "Amina Diallo"}))
        made = []
        for n in range(number):
            event = NewEvent(
                kind="registered",
                details={"state": "held_civilian", "owner": owner, "owner_kind": "private"},
                identity={"make": "beretta", "type": "pistol", "calibre": "9x19"},
                marks=({"kind": "serial", "text": f"AB{n:06}"},),
            )
            made.append(register_firearm(actor=actor, event=event).firearm)
    return made


# --- what clients do --------------------------------------------------------------------------------------------------------
def transfers(firearms: Sequence[str]) -> Callable[[], int]:
    """The service: the owner of one firearm after another changes."""
    actor, turn = clerk(), itertools.count()

    def act() -> int:
        n = next(turn)
        owner = ("P0000000000001", "P0000000000002")[n // len(firearms) % 2]
        event = NewEvent(
            "privately_transferred",
            {"owner_kind": "private", "owner": owner},
            occurred.parse("2026-03-01"),
            paper="P-1",
        )
        record_event(actor=actor, firearm=firearms[n % len(firearms)], event=event)
        return 1

    return act


def bare_transfers(firearms: Sequence[str], *, chain: bool = False) -> Callable[[], int]:
    """The service's own two statements in bare psycopg, without permission, life cycle and Django.

    With `chain`, each act also locks the head of one global hash chain and moves it on, in the same round trip.
    """
    actor, turn = clerk(), itertools.count()
    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row)
    when = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z", "precision": "day", "zone": "UTC"}
    checks = {"unverified": ["background_check"]}
    statement = f"{ledger.WITH_ENTRY}{events.INSERT_WITH_ENTRY}"

    def act() -> int:
        n = next(turn)
        owner = ("P0000000000001", "P0000000000002")[n // len(firearms) % 2]
        details = {"owner_kind": "private", "owner": owner}
        seen = {"public_id": firearms[n % len(firearms)], **visible_params(actor)}
        seen["ids"] = licences.taking_part(actor, details)
        now_is = connection.execute(events.NOW_IS_HELD, seen, prepare=True).fetchone()
        assert now_is is not None
        about, number = seen["public_id"], now_is["n"] + 1
        entry = ledger.new_entry_id()
        changes = {"owner": owner, "ownership": "private", "custodian": owner, "custody": "holder"}
        payload = {
            "kind": "privately_transferred", "n": number, "place": "", "paper": "", "proposal": "", "occurred": when,
            "details": details, "checks": checks, "changes": changes,
        }  # fmt: skip
        act = "registry.privately_transferred"
        draft = Draft(
            "item.privately_transferred/1", act, about, payload, entry, previous=now_is["last_event"]
        )
        (composed,) = ledger.composed(actor, [draft], now_is["now"])
        row = (
            str(now_is["id"]), str(number), "privately_transferred", when["from"], when["to"], "day", "UTC", "", "", "",
            json.dumps(details), json.dumps(checks), json.dumps(changes),
        )  # fmt: skip
        values = composed.told() + row
        if not chain:
            connection.execute(statement, values, prepare=True)
            return 1
        with connection.pipeline(), connection.transaction():
            moved = "UPDATE bench_head SET hash = sha256(hash || %s)"
            connection.execute(moved, (composed.canonical,), prepare=True)
            connection.execute(statement, values, prepare=True)
        return 1

    return act


def chained(_firearms: Sequence[str]) -> Callable[[], int]:
    """The usual peer: one hash chain over the whole log, its head locked from the act to its commit."""
    connection = psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)
    body = secrets.token_bytes(700)

    def act() -> int:
        with connection.transaction():
            row = connection.execute("SELECT hash FROM bench_head FOR UPDATE").fetchone()
            assert row is not None
            link = hashlib.sha256(bytes(row[0]) + body).digest()
            connection.execute("INSERT INTO bench_chain (body, hash) VALUES (%s, %s)", (body, link))
            connection.execute("UPDATE bench_head SET hash = %s", (link,))
        return 1

    return act


def batches(number: int) -> Callable[[Sequence[str]], Callable[[], int]]:
    """Entries alone, `number` of them in one transaction."""

    def make(_firearms: Sequence[str]) -> Callable[[], int]:
        actor, payload = clerk(), {"kind": "bench", "note": "x" * 300}

        def act() -> int:
            with transaction.atomic():
                drafts = [
                    Draft("bench.done/1", "bench.done", "X0000000000001", payload, ledger.new_entry_id())
                    for _ in range(number)
                ]
                ledger.append(actor=actor, drafts=drafts)
            return number

        return act

    return make


KINDS: Final[dict[str, Callable[[Sequence[str]], Callable[[], int]]]] = {
    "service": transfers,
    "bare": bare_transfers,
    "bare, chained": functools.partial(bare_transfers, chain=True),
    "chain": chained,
    "one by one": batches(1),
    "batches of 100": batches(100),
}


class Pace(NamedTuple):
    """What clients reached together: entries a second, and microseconds of the processor for each, in the clients and in the database."""

    rate: float
    clients: float
    database: float


def client(kind: str, shares: Sequence[Sequence[str]], barrier: Barrier, seconds: float, done: Any) -> None:
    """A process with a client for each share: all warm up, wait for the other processes, act until the time is over."""
    spent: list[float] = []

    def begin() -> None:
        barrier.wait()
        spent.append(time.process_time())

    ready, counts, rates = threading.Barrier(len(shares), action=begin), [], []

    def act_on(share: Sequence[str]) -> None:
        act = KINDS[kind](share)
        for _ in range(10):
            act()
        ready.wait()
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            count += act()
        rates.append(count / (time.perf_counter() - began))
        counts.append(count)
        connection.close()

    threads = [threading.Thread(target=act_on, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == len(shares), f"a client of {kind!r} failed"
    done.put((sum(rates), sum(counts), time.process_time() - spent[0]))


def rate(
    kind: str,
    clients: int,
    shares: Sequence[Sequence[str]],
    seconds: float = SECONDS,
    workers: int = WORKERS,
) -> Pace:
    """What `clients` reach together, spread over `workers` processes."""
    context = multiprocessing.get_context("spawn")
    workers = min(workers, clients)
    barrier, done = context.Barrier(workers + 1), context.Queue()
    given = [shares[n % len(shares)] for n in range(clients)]
    processes = [
        context.Process(target=client, args=(kind, given[n::workers], barrier, seconds, done))
        for n in range(workers)
    ]
    for process in processes:
        process.start()
    barrier.wait(120)
    before, result = server_seconds(), []
    for process in processes:
        process.join(seconds + 120)
        assert process.exitcode == 0, f"a client of {kind!r} failed"
        result.append(done.get(timeout=5))
    database = server_seconds_since(before)
    rates, entries, spent = map(sum, zip(*result, strict=True))
    return Pace(rates, spent / entries * 1e6, database / entries * 1e6)


def pgbench(clients: int) -> Pace:
    """The floor: rows by pgbench, one INSERT of a row as large as an entry, each its own transaction."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(
            "INSERT INTO bench_row (entry, act, body) VALUES (gen_random_uuid(), 'bench.done', repeat('x', 700));\n"
        )
        script.flush()
        command = [
            program("pgbench"),
            "-n",
            "-M",
            "prepared",
            "-c",
            str(clients),
            "-j",
            str(WORKERS),
            "-T",
            str(int(SECONDS)),
            "-f",
            script.name,
        ]
        before, own = server_seconds(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*command, os.environ["DATABASE_OWNER_URL"]], capture_output=True, text=True, check=True
        )
        database, since = server_seconds_since(before), resource.getrusage(resource.RUSAGE_CHILDREN)
    result = re.search(r"processed: (\d+).*tps = ([0-9.]+)", done.stdout, re.DOTALL)
    assert result is not None
    rows, spent = int(result[1]), since.ru_utime + since.ru_stime - own.ru_utime - own.ru_stime
    return Pace(float(result[2]), spent / rows * 1e6, database / rows * 1e6)


@contextmanager
def sequencing() -> Iterator[None]:
    """The sequencer works inside the block."""
    process = subprocess.Popen([sys.executable, "-m", "ifar.cli", "sequence"], cwd=ROOT)
    try:
        time.sleep(1.5)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


# --- what is measured -------------------------------------------------------------------------------------------------------
def appending(shares: Sequence[Sequence[str]]) -> dict[str, list[Pace]]:
    """What floor, peers and service reach, in rounds in which all take turns."""
    measured: dict[str, list[Pace]] = {}

    def note(name: str, pace: Pace) -> None:
        measured.setdefault(name, []).append(pace)
        print(f"  {name:42} {pace.rate:10,.0f} /s {pace.clients:8,.0f} + {pace.database:,.0f} µs", flush=True)

    for number in range(ROUNDS):
        print(
            f"round {number + 1} of {ROUNDS}: entries, and the processor's time for each in clients and database"
        )
        for clients in (1, 4, 8):
            note(f"pgbench, {clients} clients", pgbench(clients))
        note("one global chain and nothing else, 8 clients", rate("chain", 8, shares))
        with sequencing():
            for clients in (1, 4, 8):
                note(f"service, {clients} clients", rate("service", clients, shares))
            note("bare psycopg, 8 clients", rate("bare", 8, shares))
            note("the same under one global chain, 8 clients", rate("bare, chained", 8, shares))
            note("entries one by one, 8 clients", rate("one by one", 8, shares))
            note("entries in batches of 100, 8 clients", rate("batches of 100", 8, shares))
            note("service, 8 clients, each a process", rate("service", 8, shares, workers=8))
        note("service, 8 clients, no sequencer", rate("service", 8, shares))
    return measured


def beside_a_long_transaction(shares: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """Entries appended by 8 clients while a transaction stays open; how many of them got lost, how many out of order."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as other, sequencing():
        other.execute("CREATE TABLE bench_meanwhile AS SELECT 1")
        rate("service", 8, shares)
        deadline = time.monotonic() + 60
        while _waiting() and time.monotonic() < deadline:
            time.sleep(0.1)
        lost = _waiting()
        other.rollback()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as own:
        row = own.execute(
            "SELECT count(*), count(*) FILTER (WHERE entry_id <= before) FROM "
            "(SELECT entry_id, lag(entry_id) OVER (ORDER BY index) AS before FROM ledger_leaf) AS l"
        ).fetchone()
    assert row is not None
    return int(row[0]), lost, int(row[1])


def _waiting() -> int:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as own:
        row = own.execute(
            "SELECT count(*) FROM ledger_entry e WHERE NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.entry_id = e.id)"
        ).fetchone()
    return int(row[0]) if row else 0


def verifying() -> dict[str, float]:
    """Entries a second: verified from live rows by one and by two processes, stored bytes alone, and openssl's own speed."""
    result: dict[str, float] = {}
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as own:
        bodies = [
            bytes(data)
            for (data,) in own.execute(f"SELECT canonical FROM ledger_entry LIMIT {VERIFIED}", binary=True)
        ]
    size = sum(map(len, bodies)) // len(bodies)
    result["openssl, leaves of that size"] = openssl(size)
    began = time.perf_counter()
    for body in bodies:
        merkle.leaf_hash(body)
    result["stored bytes hashed, 1 process"] = len(bodies) / (time.perf_counter() - began)
    for workers in (1, 2):
        marks: dict[str, tuple[float, float]] = {}

        def mark(what: str, _done: int, _of: int, marks: dict[str, tuple[float, float]] = marks) -> None:
            marks.setdefault(what, (time.perf_counter(), cpu_seconds()))

        with tempfile.TemporaryDirectory() as folder:
            began, cpu = time.perf_counter(), cpu_seconds()
            report = verify(
                sessions.address("verifier"),
                origin=settings.IFAR_LEDGER_NAME,
                memory=Memory.at(Path(folder)),
                options=Options(
                    whole=True, workers=workers, trusted=Keyring.published(Path(settings.IFAR_HOME))
                ),
                now=dt.datetime.now(dt.UTC),
                progress=mark,
            )
            assert report.good, report.differences[:5]
        until, spent = marks["state"]
        result[f"leaves rebuilt from live rows, {workers} processes"] = report.size / (until - began)
        result[f"leaves rebuilt from live rows, {workers} processes, a core"] = report.size / (spent - cpu)
        result[f"whole run with all state replayed, {workers} processes"] = report.size / (
            time.perf_counter() - began
        )
        result[f"whole run with all state replayed, {workers} processes, a core"] = report.size / (
            cpu_seconds() - cpu
        )
    result["bytes of an entry"] = size
    return result


def cpu_seconds() -> float:
    """Processor time of this process, its children and the whole database server: who verifies pays for both."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime + server_seconds()


def server_seconds() -> float:
    """Processor time of the whole database server, the sequencer's connection too."""
    ticks = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if not (place / "cwd").readlink().is_relative_to(HOME / "postgres" / "clusters"):
                continue
            fields = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # Of the processes that ended, their parent, the postmaster, keeps the account.
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def server_seconds_since(before: float) -> float:
    """Processor time of the database server since then, when the postmaster has heard of the connections that ended."""
    time.sleep(0.2)
    return server_seconds() - before


def openssl(size: int) -> float:
    """SHA-256 digests a second of messages of `size` bytes, one core."""
    command = ["openssl", "speed", "-mr", "-seconds", "2", "-bytes", str(size), "-evp", "sha256"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result = re.search(r"\+F:\d+:sha256:([0-9.]+)", done.stdout)
    assert result is not None, done.stdout
    return float(result[1]) / size


def ratios(
    appended: dict[str, list[Pace]], verified: dict[str, float], lost: int, out_of_order: int
) -> dict[str, float]:
    """What the goals are about."""
    at_8 = "service, 8 clients"

    def to(other: str, name: str = at_8, of: Callable[[Pace], float] = lambda pace: pace.rate) -> float:
        return median(of(a) / of(b) for a, b in zip(appended[name], appended[other], strict=True))

    return {
        "service at 8 clients / pgbench": to("pgbench, 8 clients"),
        "processor's time for an act / for pgbench's row": to(
            "pgbench, 8 clients", of=lambda pace: pace.clients + pace.database
        ),
        "service at 8 clients, each a process / pgbench": to(
            "pgbench, 8 clients", "service, 8 clients, each a process"
        ),
        "service at 8 clients / bare psycopg": to("bare psycopg, 8 clients"),
        "service at 8 clients / the same act under a chain": to("the same under one global chain, 8 clients"),
        "service at 8 clients / a chain and nothing else": to("one global chain and nothing else, 8 clients"),
        "service at 8 clients / at 4": to("service, 4 clients"),
        "what the sequencer costs": 1 - to("service, 8 clients, no sequencer"),
        "entries in batches of 100 / one by one": to(
            "entries one by one, 8 clients", "entries in batches of 100, 8 clients"
        ),
        "leaves rebuilt from live rows, a core / openssl": verified[
            "leaves rebuilt from live rows, 1 processes, a core"
        ]
        / verified["openssl, leaves of that size"],
        "whole run with state replayed, a core / openssl": verified[
            "whole run with all state replayed, 1 processes, a core"
        ]
        / verified["openssl, leaves of that size"],
        "stored bytes hashed / openssl": verified["stored bytes hashed, 1 process"]
        / verified["openssl, leaves of that size"],
        "lost beside a long transaction": lost,
        "out of order beside a long transaction": out_of_order,
    }


def main() -> int:
    """Measure, print, keep the results; the exit code is 1 where a goal is missed."""
    with running():
        found_office()
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as own:
            own.execute(
                "CREATE TABLE bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, entry uuid, act text, body text)"
            )
            own.execute(
                "CREATE TABLE bench_chain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea, hash bytea)"
            )
            own.execute("CREATE TABLE bench_head AS SELECT sha256('') AS hash")
            own.execute("GRANT SELECT, UPDATE ON bench_head TO ifar_app")
        firearms = register_firearms(CLIENTS * FIREARMS)
        shares = [firearms[n::CLIENTS] for n in range(CLIENTS)]
        appended = appending(shares)
        entries, lost, out_of_order = beside_a_long_transaction(shares)
        verified = verifying()
    result = ratios(appended, verified, lost, out_of_order)
    for name, value in {**verified, "entries in the log": entries}.items():
        print(f"  {name:50} {value:12,.0f}")
    missed = 0
    for name, value in result.items():
        sign, goal = GOALS.get(name, ("", 0.0))
        good = not sign or (value >= goal if sign == ">=" else value <= goal)
        missed += not good
        print(f"{'  ' if good else '! '}{name:50} {value:10.3f}" + (f"   goal {sign} {goal}" if sign else ""))
    kept = {
        "appended": {name: median(pace.rate for pace in paces) for name, paces in appended.items()},
        "microseconds": {
            name: {
                "clients": median(pace.clients for pace in paces),
                "database": median(pace.database for pace in paces),
            }
            for name, paces in appended.items()
        },
        "verified": verified,
        "entries": entries,
        "ratios": result,
    }
    results("ledger").write_text(json.dumps(kept, indent=1) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
