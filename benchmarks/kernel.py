"""What a row of events costs the database, in the apps whose acts the kernel writes: over COPY by the hundred, and one INSERT after another.

Of each app an act that opens a record and one that changes it are composed by its service and copied with other identifiers; their entries are in
the log before the clock starts. What is told is the processor's time of the database's process, of which other users of the machine take
nothing, and its ratio to the floor: entries of the ledger over COPY, in the same run, which have triggers of their own. Rounds take turns and the cheapest fifth
is told. Results also go to `benchmarks/results/kernel.json`. `--keep` leaves
the stage for the next run with `--kept`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from django.db import connection, transaction
from stage import KEPT, keep, results, running

from ifar import copytext
from ifar.acts.recorder import COLUMNS, Recorder, WrittenAct
from ifar.cashier.services.writing import RECORDER as CASHIER
from ifar.ledger import services as ledger
from ifar.parties.services.parties import NewParty, correct_party, register_party
from ifar.parties.services.writing import RECORDER as PARTIES
from ifar.recoveries.services import cases
from ifar.recoveries.services.writing import RECORDER as RECOVERIES
from ifar.rights import Actor
from ifar.tracing.content import Content
from ifar.tracing.services import requests
from ifar.tracing.services.writing import RECORDER as TRACING
from tests import cast
from tests.factories import a_case

ROUNDS: Final = int(os.environ.get("IFAR_BENCH_ROUNDS", "20"))
ROWS: Final = 100
"""Records of a round; each is opened and changed once."""
FLOOR: Final = "entries over COPY"

Row = tuple[Any, ...]


def spent() -> float:
    """Microseconds that the database's process ran on a processor."""
    process = connection.connection.info.backend_pid
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e3


@contextmanager
def undone() -> Iterator[None]:
    """What is written is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def acts_of(work: Callable[[], object]) -> list[WrittenAct]:
    """The acts that a service writes."""
    entries: list[WrittenAct] = []
    write = Recorder.write

    def noted(self: Recorder, actor: Actor, *written: WrittenAct, **how: Any) -> Any:
        entries.extend(written)
        return write(self, actor, *written, **how)

    with undone(), patch.object(Recorder, "write", noted):
        work()
    return entries


def _party() -> None:
    alice = cast.actor("alice")
    made = register_party(actor=alice, new=NewParty("person", {"name": "Amina Diallo", "born": "1980-01-02"}))
    correct_party(actor=alice, public_id=made, values={"name": "Amina Keita"}, reason="")


def _till() -> None:
    alice = cast.actor("alice")
    sets = {"person": alice.id, "day": ledger.now().date(), "currency": "EUR", "opening": "50.00"}
    opened = CASHIER.record(alice, "till", "opened", changes=sets)
    counted = {"counted": "50.00", "expected": "50.00", "difference": "0.00"}
    CASHIER.record(alice, "till", "counted", opened, changes=counted)


def _case() -> None:
    dave = cast.actor("dave")
    result = a_case(dave, "seized", ground="illicit_possession", place="Harbour")
    value = cases.Circumstances(
        "seized", "P-2026-18", ground="illicit_possession", place="Market", report="R/1"
    )
    cases.amend_case(actor=dave, case=result, said=value)


def _request() -> None:
    dave = cast.actor("dave")
    value = Content(
        country="BE", identity={"make": "beretta", "type": "pistol", "calibre": "9x19"}, illicit=("law",), use="investigation",
        recovered_on=dt.date(2026, 3, 1), number="T-1/26", marks=({"kind": "serial", "text": "KW50001B"},),
    )  # fmt: skip
    draft_request = requests.draft_request(actor=dave, said=value)
    requests.amend_request(actor=dave, request_id=draft_request, said=replace(value, number="T-2/26"))


APPS: Final[dict[str, tuple[Recorder, str, Callable[[], None]]]] = {
    "parties": (PARTIES, "alice", _party),
    "cashier": (CASHIER, "alice", _till),
    "recoveries": (RECOVERIES, "dave", _case),
    "tracing": (TRACING, "dave", _request),
}


def copies(pattern: Sequence[WrittenAct], recorder: Recorder) -> Iterator[WrittenAct]:
    """An act that opens a record and one that changes it, of so many other records."""
    opened, changed = pattern
    for _ in range(ROWS):
        first = replace(opened, subject=recorder.new_id(opened.record_type), entry=ledger.new_entry_id())
        yield first
        yield replace(changed, subject=first.subject, previous=first.entry, entry=ledger.new_entry_id())


def by_copy(table: str, columns: str, rows: Sequence[Row]) -> float:
    """Microseconds a row."""
    with connection.cursor() as cursor:
        began = spent()
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            copy.write(copytext.rows(rows))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return (spent() - began) / len(rows)


def by_insert(recorder: Recorder, rows: Sequence[Row]) -> tuple[float, float]:
    """Microseconds of an act that opens a record, and of one that changes it."""
    took = [0.0, 0.0]
    with connection.cursor() as cursor:
        for at, row in enumerate(rows):
            began = spent()
            cursor.execute(recorder.insert, row)
            took[at % 2] += spent() - began
    return took[0] * 2 / len(rows), took[1] * 2 / len(rows)


def floor(acts: Sequence[WrittenAct]) -> float:
    """Microseconds of an entry."""
    drafts = [act.draft() for act in acts]
    entries = ledger.composed(cast.actor("alice"), drafts, ledger.now())
    with undone():
        began = spent()
        ledger.write_many(entries)
        return (spent() - began) / len(drafts)


def cheap(slices: list[float]) -> float:
    """The cheapest fifth's dearest."""
    return sorted(slices)[len(slices) // 5]


def measured() -> dict[str, float]:
    """Microseconds of each way, in turns."""
    slices: dict[str, list[float]] = defaultdict(list)
    patterns = {name: acts_of(work) for name, (_, _, work) in APPS.items()}
    for _ in range(ROUNDS):
        slices[FLOOR].append(floor(list(copies(patterns["cashier"], CASHIER))))
        for name, (recorder, who, _) in APPS.items():
            actor = cast.actor(who)
            for way in ("COPY", "INSERT"):
                acts = list(copies(patterns[name], recorder))
                rows = [act.row() for act in acts]
                with undone():
                    ledger.write_many(ledger.composed(actor, [act.draft() for act in acts], ledger.now()))
                    if way == "COPY":
                        slices[f"{name}, over COPY"].append(
                            by_copy(recorder.acts.table, ", ".join(COLUMNS), rows)
                        )
                    else:
                        opens, changes = by_insert(recorder, rows)
                        slices[f"{name}, INSERT that opens"].append(opens)
                        slices[f"{name}, INSERT that changes"].append(changes)
    return {name: cheap(some) for name, some in slices.items()}


def main() -> int:
    """Measure, print, keep the results."""
    with running():
        if not KEPT:
            cast.build()
        keep("--keep" in sys.argv)
        result = measured()
        connection.close()
    for name, value in result.items():
        print(f"  {name:40} {value:7.0f} µs   {value / result[FLOOR]:6.2f} of the floor")
    ratios = {name: value / result[FLOOR] for name, value in result.items()}
    kept = {"microseconds": result, "ratios to the floor": ratios}
    results("kernel").write_text(json.dumps(kept, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
