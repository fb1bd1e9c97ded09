"""A crowd at work: many people do honest things to few objects at one moment, in every app, as chance has it.

Whatever meets, each is done or is told why not in words; nothing else comes out. Afterwards the verifier finds nothing, since everybody was honest.
The chance is seeded, and the assertions hold for any way in which the threads meet. To look longer, or for something that was found:

    CROWD_SECONDS=300 CROWD_SEED=7 CROWD_APPS=licensing,parties pytest -s tests/flows/test_a_crowd.py
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Final

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from ifar.errors import Conflict, IfarError, Unavailable
from ifar.http import known
from ifar.messages import message_of
from ifar.outbox import handlers
from ifar.outbox.handlers import Fact
from ifar.outbox.services import deliver, state_fact
from tests.databases import Database
from tests.flows.crowd_arms import in_licensing, in_recoveries, in_registry, in_tracing
from tests.flows.crowd_people import in_accounts, in_community, in_files, in_parties
from tests.flows.crowd_plans import in_hotspots, in_programme
from tests.flows.crowding import Act, Chance, Nothing
from tests.flows.test_in_order import differences

SECONDS: Final = float(os.environ.get("CROWD_SECONDS", "4"))
SEED: Final = os.environ.get("CROWD_SEED", "1")
APPS: Final = tuple(filter(None, os.environ.get("CROWD_APPS", "").split(",")))
PEOPLE: Final = 8


def say(text: str) -> None:
    """Tell whoever runs it with `-s`."""
    sys.stdout.write(f"{text}\n")


def told(_: Chance) -> None:
    """What was stated reaches whoever wants to hear of it."""
    deliver(limit=20)


SCENES: Final[dict[str, Callable[[], list[Act]]]] = {
    "programme": in_programme,
    "licensing": in_licensing,
    "parties": in_parties,
    "recoveries": in_recoveries,
    "tracing": in_tracing,
    "hotspots": in_hotspots,
    "accounts": in_accounts,
    "community": in_community,
    "registry": in_registry,
    "files": in_files,
}


class Crowd:
    """What came of all that was tried."""

    def __init__(self, scenes: dict[str, list[Act]]) -> None:
        self.scenes = scenes
        self.came: Counter[tuple[str, str]] = Counter()
        self.refusals: Counter[str] = Counter()
        self.findings: list[str] = []
        self.deadlocks: list[str] = []

    def work(self, number: int, until: float) -> None:
        """One person of the crowd, until it is late."""
        chance = Chance(f"{SEED} {number}")
        try:
            while time.monotonic() < until:
                app = chance.choice(list(self.scenes))
                act = chance.choice(self.scenes[app])
                self.came[f"{app}.{act.__name__}", self.tried(act, chance)] += 1
        finally:
            connection.close()

    def tried(self, act: Act, chance: Chance) -> str:
        """What comes of one act."""
        try:
            act(chance)
        except Nothing:
            return "nothing"
        except IfarError as error:
            self.note_deadlock(act, error)
            if isinstance(error, Unavailable) or message_of(error) == error.code:
                self.findings.append(f"{act.__qualname__}: {error!r}")
            self.refusals[f"{act.__qualname__} {error.code}"] += 1
            return type(error).__name__
        except Exception as error:  # whatever else it is, it is what this looks for
            self.note_deadlock(act, error)
            if (heard := known(error)) is not None and not isinstance(heard, Unavailable):
                self.refusals[f"{act.__qualname__} {heard.code}: {heard.message}"] += 1
                return type(heard).__name__
            self.findings.append(f"{act.__qualname__}:\n{''.join(traceback.format_exception(error)[-6:])}")
            return "FOUND"
        return "done"

    def note_deadlock(self, act: Act, error: BaseException | None) -> None:
        """Keep what PostgreSQL says of a circle of people who wait for each other."""
        while error is not None:
            if isinstance(error, psycopg.errors.DeadlockDetected):
                self.deadlocks.append(f"{act.__qualname__}: {error}")
            error = error.__cause__


def deadlocks(database: Database) -> int:
    """How many circles of waiting PostgreSQL has cut in this database."""
    with database.connect() as onlooker:
        asked = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        row = onlooker.execute(asked).fetchone()
    assert row is not None
    return int(row[0])


def test_a_crowd_is_told_in_words_and_leaves_nothing_to_the_verifier(peopled_db: Database) -> None:
    chosen = {name: SCENES[name]() for name in SCENES if not APPS or name in APPS}
    crowd = Crowd({**chosen, "outbox": [told]})
    assert differences(peopled_db) == []
    before, until = deadlocks(peopled_db), time.monotonic() + SECONDS
    threads = [threading.Thread(target=crowd.work, args=(number, until)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 120)
    assert not any(thread.is_alive() for thread in threads)
    say(f"seed {SEED}: {sum(crowd.came.values())} acts, {deadlocks(peopled_db) - before} deadlocks")
    if os.environ.get("CROWD_SHOWN"):
        for (act, came), times in sorted(crowd.came.items()):
            say(f"  {act}: {came} {times}")
        for text, times in crowd.refusals.most_common():
            say(f"    {times} {text}")
    for deadlock in crowd.deadlocks:
        say(f"DEADLOCK {deadlock}")
    with peopled_db.connect() as onlooker:
        for name, error, times in onlooker.execute(
            "SELECT handler, error, count(*) FROM outbox_delivery WHERE error <> '' GROUP BY 1, 2"
        ).fetchall():
            crowd.findings.append(f"outbox {name}: {error} ({times})")
    for deadlock in crowd.findings if os.environ.get("CROWD_SHOWN") else ():
        say(f"FOUND {deadlock}")
    assert crowd.findings == []
    assert {app for (act, came) in crowd.came if came == "done" for app in [act.partition(".")[0]]} >= set(
        chosen
    )
    assert differences(peopled_db) == []


def test_who_waits_in_a_circle_hears_that_somebody_was_quicker(peopled_db: Database) -> None:
    there, heard = threading.Barrier(2), list[IfarError | None]()

    def take(first: int, second: int) -> None:
        asked = "SELECT pg_advisory_xact_lock(7474, %s)"
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(asked, [first])
                there.wait(20)
                cursor.execute(asked, [second])
        except OperationalError as error:
            heard.append(known(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=both) for both in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [type(ifar_error) for ifar_error in heard] == [Conflict]
    assert "Somebody else" in str(heard[0])


def test_what_one_delivery_locks_is_free_before_the_next(
    peopled_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    free: list[bool] = []

    def handler(fact: Fact) -> None:
        with connection.cursor() as cursor, peopled_db.connect("default") as other:
            asked = "SELECT pg_try_advisory_xact_lock(7474, 3)"
            free.extend(result for (result,) in other.execute(asked).fetchall())
            cursor.execute(asked)

    monkeypatch.setitem(handlers._handlers, "tests.fact", {"tests.handler": handler})
    for number in range(2):
        state_fact(topic="tests.fact", key=str(number), payload={})
    assert deliver() == 2
    assert free == [True, True]
    assert deliver() == 0
