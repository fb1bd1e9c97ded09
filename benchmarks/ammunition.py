"""Postings of ammunition a second, in movements of two hundred lines, beside pgbench in the same run.

Eight clients, each a thread, move lots between the places of one armoury through the recorder: entry, event, lines and balances of every movement in a
transaction of its own, each line two postings. Floor: pgbench, one INSERT of a row as large as an entry (`ledger.py`). Goal: 2,000 postings a second. Prints
the ratio of the two; ends with 1 where the goal is missed.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import tempfile
import threading
import time
from typing import Final

import psycopg
from django.db import connection, transaction
from stage import program, results, running

from ifar.ammunition.models import Posting
from ifar.ammunition.services.writing import RECORDER
from tests import cast
from tests.ammunition.making import a_lot, move
from tests.placement.making import a_place

GOAL: Final = 2_000
CLIENTS: Final = 8
LINES: Final = 200
SECONDS: Final = 10


def pace() -> float:
    """Postings a second by eight clients."""
    frank = cast.actor("frank")
    places = [a_place(frank, f"Store {n}") for n in range(CLIENTS)]
    lots = [a_lot(frank, f"L-{n}") for n in range(LINES)]
    for place in places:
        move(frank, "opened", place, *((lot, 10_000_000) for lot in lots))
    before, began = Posting.objects.count(), time.perf_counter()

    def client(seed: int) -> None:
        chance = random.Random(seed)
        while time.perf_counter() - began < SECONDS:
            item, other = chance.sample(places, 2)
            lines = [{"lot": lot, "quantity": chance.randint(1, 50)} for lot in lots]
            changes = {"move": "moved", "place": item, "to_place": other, "reference": ""}
            with transaction.atomic():
                RECORDER.write(
                    frank,
                    RECORDER.compose(
                        frank, "movement", "moved", changes=changes, details={"lines": lines}, together=True
                    ),
                )
        connection.close()

    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (Posting.objects.count() - before) / (time.perf_counter() - began)


def floor() -> float:
    """Rows a second by pgbench, as many clients."""
    with psycopg.connect(_owner(), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS bench_row (entry uuid, act text, body text)")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("INSERT INTO bench_row VALUES (gen_random_uuid(), 'bench.done', repeat('x', 700));\n")
        script.flush()
        asked = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), "-f", script.name]
        done = subprocess.run(
            [program("pgbench"), *asked, _owner()], capture_output=True, text=True, check=True
        )
    result = re.search(r"tps = ([0-9.]+)", done.stdout)
    assert result is not None
    return float(result[1])


def _owner() -> str:
    return os.environ["DATABASE_OWNER_URL"]


def main() -> None:
    """Measure both; print and keep what was measured."""
    with running():
        cast.build()
        result = {"postings a second": round(pace()), "pgbench, rows a second": round(floor())}
        told_ratio = round(result["postings a second"] / result["pgbench, rows a second"], 3)
    print(json.dumps(result | {"ratio": told_ratio}, indent=1))
    results("ammunition").write_text(json.dumps(result | {"ratio": told_ratio}, indent=1) + "\n")
    raise SystemExit(result["postings a second"] < GOAL)


if __name__ == "__main__":
    main()
