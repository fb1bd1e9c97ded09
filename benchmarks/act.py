"""What one act costs: the processor's microseconds of the database's process, trigger by trigger, and of the service before it.

All triggers of the ledger and of the events are taken off, and come back one after another; each step costs what it adds. Steps take turns,
and of each the cheapest fifth is told, because whatever else the machine does only adds. One client, so that what is measured is the work
and not the waiting. Floor: the row that pgbench inserts in `ledger.py`. A server of its own is made for it, with fsync on. Results also
go to `benchmarks/results/act.json`; what follows from them stands in docs/decisions/0023.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from django.db import connection
from ledger import clerk, found_office, register_firearms, transfers
from stage import results, running

from ifar import prepared
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.registry.selectors import licences
from ifar.registry.selectors.firearms import visible_params
from ifar.registry.services import events
from ifar.registry.services.events.shapes import NOW_IS_HELD

ROUNDS: Final = int(os.environ.get("IFAR_BENCH_ROUNDS", "8"))
SLICES: Final = 6
"""How often each step is measured in a round."""
ACTS: Final = 40
"""Acts of a slice."""
FIREARMS: Final = 200
HELD: Final = {"owner_kind": "private", "owner": "P0000000000001"}
KEY: Final = "registry_event_firearm_id_911309b3_fk_registry_firearm_id"
FLOOR: Final = (
    "INSERT INTO bench_row (entry, act, body) VALUES (gen_random_uuid(), 'bench.done', repeat('x', 700))"
)
FOLLOW: Final = """
CREATE OR REPLACE FUNCTION registry_event_follow(e registry_event) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    {} RETURN true;
END $$
"""
MOVE: Final = """UPDATE registry_firearm SET owner = e.changes ->> 'owner', custodian = e.changes ->> 'custodian', n = e.n, last_event = e.id
    WHERE id = e.firearm_id;"""

Step = tuple[str, str, bool]
"""What the step is called, the SQL that leads to it, and whether firearms have to be moved on in it."""


def always(table: str, *names: str) -> str:
    """SQL that puts triggers on again."""
    return "; ".join(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for name in names)


def steps(own: psycopg.Connection[Any]) -> list[Step]:
    """From no trigger at all to the whole act; the first takes everything off."""
    conditional = ("article_6", "d_holders")
    made = {
        name: own.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s AND tgrelid = 'registry_event'::regclass",
            (name,),
        ).fetchone()
        for name in conditional
    }
    follow = own.execute("SELECT pg_get_functiondef('registry_event_follow'::regproc)").fetchone()
    assert follow is not None
    off = [f"ALTER TABLE ledger_entry DISABLE TRIGGER {name}" for name in ("a_lock", "b_admit", "c_eyes")]
    off += [f"ALTER TABLE registry_event DISABLE TRIGGER {name}" for name in ("apply", "open")]
    off += [f"DROP TRIGGER IF EXISTS {name} ON registry_event" for name in conditional]
    off += [f"ALTER TABLE registry_event DROP CONSTRAINT IF EXISTS {KEY}"]
    key = "FOREIGN KEY (firearm_id) REFERENCES registry_firearm DEFERRABLE INITIALLY DEFERRED"
    back = "; ".join(str(result[0]) for result in made.values() if result)
    return [
        ("both rows and their nine indexes, no trigger", "; ".join(off), False),
        ("a_lock: the lock that appenders share", always("ledger_entry", "a_lock"), False),
        (
            "b_admit: bytes compared with columns, leaf computed",
            f"ALTER TABLE ledger_entry ALTER leaf DROP DEFAULT; {always('ledger_entry', 'b_admit')}",
            False,
        ),
        ("c_eyes: whether it takes two people", always("ledger_entry", "c_eyes"), False),
        (
            "article_6, d_holders: their conditions, read and not met",
            f"{back}; {always('registry_event', *conditional)}",
            False,
        ),
        (
            "apply: called, and moves nothing",
            f"{FOLLOW.format('')}; {always('registry_event', 'apply')}",
            False,
        ),
        ("apply: the firearm's row and its seven indexes", FOLLOW.format(MOVE), False),
        (
            "apply: kind, named state, entry's payload, holders and licences",
            str(follow[0]),
            True,
        ),
        ("open: whether a first event came along", always("registry_event", "open"), True),
        (
            "the foreign key to the firearm, at the end",
            f"ALTER TABLE registry_event ADD CONSTRAINT {KEY} {key}",
            True,
        ),
    ]


class Writer:
    """One client that records transfers with the service's own second statement, and knows how its firearms stand."""

    def __init__(self, firearms: list[str]) -> None:
        self.actor, self.turn = clerk(), itertools.cycle(firearms)
        self.statement = f"{ledger.WITH_ENTRY}{events.INSERT_WITH_ENTRY}"
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as own:
            result = own.execute(
                "SELECT public_id, id, n, last_event FROM registry_firearm WHERE public_id = ANY (%s)",
                (firearms,),
            )
            self.stands = {about: (key, n, last) for about, key, n, last in result}

    def write(self, client: psycopg.Connection[Any]) -> None:
        """Record one transfer."""
        about = next(self.turn)
        key, n, last = self.stands[about]
        n += 1
        when = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z"}
        owner = ("P0000000000001", "P0000000000002")[n % 2]
        details, checks = {**HELD, "owner": owner}, {"unverified": ["background_check"]}
        changes = {"owner": owner, "ownership": "private", "custodian": owner, "custody": "holder"}
        occurred = {**when, "precision": "day", "zone": "UTC"}
        payload = {
            "kind": "privately_transferred", "n": n, "place": "", "paper": "", "proposal": "", "occurred": occurred,
            "details": details, "checks": checks, "changes": changes,
        }  # fmt: skip
        entry, act = ledger.new_entry_id(), "registry.privately_transferred"
        draft = Draft("item.privately_transferred/1", act, about, payload, entry, previous=last)
        (composed,) = ledger.composed(self.actor, [draft], dt.datetime.now(dt.UTC))
        row = (
            str(key), str(n), "privately_transferred", when["from"], when["to"], "day", "UTC", "", "", "", json.dumps(details),
            json.dumps(checks), json.dumps(changes),
        )  # fmt: skip
        prepared.execute(client, self.statement, composed.told() + row)
        self.stands[about] = (key, n, entry)


def spent(process: int) -> float:
    """Microseconds that a process ran on a processor."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e3


def measure(act: Callable[[psycopg.Connection[Any]], object]) -> list[float]:
    """Microseconds of the database's process for an act, a slice at a time, on a connection of its own."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as client:
        for _ in range(ACTS):
            act(client)
        result = []
        for _ in range(SLICES):
            before = spent(client.info.backend_pid)
            for _ in range(ACTS):
                act(client)
            result.append((spent(client.info.backend_pid) - before) / ACTS)
    return result


def cheap(slices: list[float]) -> float:
    """The cheapest fifth's dearest."""
    return sorted(slices)[len(slices) // 5]


@contextmanager
def owner() -> Iterator[psycopg.Connection[Any]]:
    """A connection of the owner, who may take triggers off."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as own:
        yield own


def serving(firearms: list[str]) -> float:
    """Microseconds of the service's own process for a whole act through `record_event`: Python, driver and system."""
    act = transfers(firearms)
    for _ in range(ACTS):
        act()
    result = []
    for _ in range(ROUNDS * SLICES):
        before = time.process_time()
        for _ in range(ACTS):
            act()
        result.append((time.process_time() - before) / ACTS * 1e6)
    connection.close()
    return cheap(result)


def main() -> int:
    """Measure, print, keep the results."""
    with running(), owner() as own:
        found_office()
        own.execute(
            "CREATE TABLE bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, entry uuid, act text, body text)"
        )
        own.execute("GRANT INSERT ON bench_row TO ifar_app")
        firearms = register_firearms(3 * FIREARMS)
        served, still, moved = (firearms[n::3] for n in range(3))
        service = serving(served)
        seen = {"public_id": served[0], **visible_params(clerk()), "ids": licences.taking_part(clerk(), HELD)}
        own.execute("ANALYZE")
        writers = {False: Writer(still), True: Writer(moved)}
        slices: dict[str, list[float]] = {}
        made = steps(own)
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", flush=True)
            slices.setdefault("floor", []).extend(measure(lambda client: prepared.execute(client, FLOOR, ())))
            slices.setdefault("read", []).extend(
                measure(lambda client: prepared.first_row(client, NOW_IS_HELD, seen))
            )
            own.execute("ALTER TABLE ledger_entry ALTER leaf SET DEFAULT ''")
            for name, sql, moves in made:
                own.execute(sql)
                slices.setdefault(name, []).extend(measure(writers[moves].write))
    result = {name: cheap(some) for name, some in slices.items()}
    names = [name for name in result if name not in ("floor", "read")]
    added = {"the statement that reads": result["read"]} | {
        name: result[name] - (result[before] if before else 0)
        for before, name in itertools.pairwise(["", *names])
    }
    whole = result["read"] + result[names[-1]]
    for name, value in added.items():
        print(f"  {name:78} {value:6.0f} µs")
    print(f"  {'the database in all':78} {whole:6.0f} µs")
    print(f"  {'the service':78} {service:6.0f} µs")
    print(f"  {'floor: pgbench’s row':78} {result['floor']:6.0f} µs")
    ratio = whole / result["floor"]
    print(f"  {'the database for an act / for the floor':78} {ratio:6.1f}")
    kept = {
        "steps": added,
        "database": whole,
        "service": service,
        "floor": result["floor"],
        "database / floor": ratio,
    }
    results("act").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
