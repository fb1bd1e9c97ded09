"""How fast and how completely marks are found in a national register: ratios to floors and peers, all in this one run.

Floors: `select 1`, and one btree probe of an exact mark over the same connection, alone and before each search. Peers: pg_trgm with a GIN index and similarity 0.3;
RapidFuzz over every serial in memory. Like these, *candidates* are what the index gives, here of what the actor may see, with the facts by which they are
judged; *the whole search* is `registry.search.search`, which judges them, says why, and reads what a page shows. One mark in two hundred was altered since the
files were made and stands in PostgreSQL's index, as where marks are about to settle again. `--rows` tells how large the
register is; ten million need 40 GB of free disk.
`--http` asks over HTTP as well, signed in and with the read log. `--keep` leaves the register for the next run with `--kept`.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import batched
from multiprocessing.synchronize import Event
from statistics import median
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import psycopg
from django.db import connection, connections
from rapidfuzz import process
from rapidfuzz.distance import OSA
from stage import KEPT, SERVER, asking, keep, results, running
from stage.national import Country, build, misread, room, warm

from ifar.reference.models import Make
from ifar.registry.marks import patterns
from ifar.registry.marks.reading import keys_of
from ifar.registry.search import index as mark_index
from ifar.registry.search.candidates import JUDGED, by_errors
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.services.events import NewEvent, register_firearm
from ifar.rights import Actor
from tests import cast

ROUNDS: Final = 3
"""What is measured is the median of so many rounds: a machine that others use as well is half as fast for seconds at a time."""

AT_A_TIME: Final = 100
"""So many questions are asked in one way before the next one has its turn: what a search reads is warm then, and all ways have the same seconds."""

TRIGRAMS: Final = "pg_trgm, similarity 0.3"
BESIDE: Final = "p50 ms of a probe before each"
QUERIES: Final = 1_000
"""The slowest of a hundred are ten of them: of six hundred they were six, and a ratio of them moved by a fifth from run to run."""

BRUTE_QUERIES: Final = 8
SHORTEST_READ: Final = 5
LONG: Final = 8
SHOWN: Final = 25
WRITES_A_SECOND: Final = 200
HTTP_RATE: Final = 20
RISING: Final = (40, 60, 80, 100, 120, 160, 200, 300, 400)


class Read(NamedTuple):
    """A serial of the register as somebody misread it."""

    firearm: int
    make: str
    serial: str
    text: str
    errors: int

    @property
    def is_long(self) -> bool:
        """Whether enough of it was read for the goal that knows no make."""
        return len(keys_of(self.text).folded) >= LONG


def reads(rows: int, number: int) -> list[Read]:
    """Misreadings of serials of the register with none, one and two errors, as many of each."""
    rng = random.Random(5)
    ids = [rng.randint(1, rows) for _ in range(number * 2)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.id, f.make, m.text FROM unnest(%s::bigint[]) WITH ORDINALITY AS a (id, at)"
            " JOIN registry_firearm f ON f.id = a.id JOIN registry_mark m ON m.firearm_id = f.id AND m.n = 1 ORDER BY a.at",
            [ids],
        )
        result = cursor.fetchall()
    out = []
    for at, (firearm, make, serial) in enumerate(result):
        text = misread(serial, at % 3, rng)
        if len(keys_of(text).folded) >= SHORTEST_READ and len(keys_of(serial).folded) >= SHORTEST_READ:
            out.append(Read(firearm, make, serial, text, at % 3))
    return out[:number]


def percentiles(took: Sequence[float]) -> dict[str, float]:
    """Milliseconds of a list of seconds."""
    ordered = sorted(took)
    return {
        "queries": len(ordered),
        "p50 ms": round(median(ordered) * 1000, 3),
        "p95 ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 3),
        "p99 ms": round(ordered[int(len(ordered) * 0.99)] * 1000, 3),
    }


def timed(work: Callable[[Any], object], asked: Sequence[Any]) -> list[float]:
    """Seconds of each call, after a first round over a tenth of them."""
    for item in asked[: max(len(asked) // 10, 6)]:
        work(item)
    took = []
    for item in asked:
        began = time.perf_counter()
        work(item)
        took.append(time.perf_counter() - began)
    return took


def _ask(statement: str) -> Callable[[Any], list[tuple[Any, ...]]]:
    def work(item: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, item)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    return work


# --- floors and peers -----------------------------------------------------------------------------------------------------


PROBE: Final = "SELECT firearm_id FROM registry_markkey WHERE folded = %s"


def floors(asked: Sequence[Read]) -> dict[str, list[float]]:
    """Seconds that the connection costs, and that one exact look-up costs."""
    return {
        "select 1": timed(_ask("SELECT 1"), [None] * len(asked)),
        "btree probe": timed(_ask(PROBE), [(keys_of(item.serial).folded,) for item in asked]),
    }


def trigrams(say: Callable[[str], None]) -> Callable[[Read], bool]:
    """What everyone does: pg_trgm. Returns what asks it, and says whether it gives the firearm."""
    began = time.perf_counter()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        if owner.execute("SELECT to_regclass('bench_trgm')").fetchone() == (None,):
            owner.execute("SET maintenance_work_mem = '1GB'")
            owner.execute("CREATE TABLE bench_trgm AS SELECT firearm_id, folded FROM registry_markkey")
            owner.execute("CREATE INDEX bench_trgm_folded ON bench_trgm USING gin (folded gin_trgm_ops)")
            owner.execute("VACUUM ANALYZE bench_trgm")
        owner.execute("GRANT SELECT ON bench_trgm TO ifar_app")
    say(f"pg_trgm built in {time.perf_counter() - began:.0f} s")
    ask = _ask(
        "SELECT firearm_id FROM bench_trgm WHERE folded %% %s ORDER BY similarity(folded, %s) DESC LIMIT 1000"
    )

    def work(read: Read) -> bool:
        text = keys_of(read.text).folded
        return any(row[0] == read.firearm for row in ask((text, text)))

    return work


def brute_force(asked: Sequence[Read]) -> list[float]:
    """RapidFuzz over every serial in memory."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT folded FROM registry_markkey")
        serials = [folded for (folded,) in cursor]

    def work(read: Read) -> None:
        process.extract(keys_of(read.text).folded, serials, scorer=OSA.distance, score_cutoff=2, limit=None)

    return timed(work, asked)


# --- ifar -----------------------------------------------------------------------------------------------------------------


class Way(NamedTuple):
    """A way to ask: with the make or without, all serials or those of eight characters, two errors always or as many as needed."""

    name: str
    make: bool
    long_only: bool
    edits: int | None

    def question(self, read: Read) -> Question:
        """What is asked."""
        return Question(read.text, make=read.make if self.make else None)

    def chosen(self, asked: Sequence[Read]) -> list[Read]:
        """What is asked of these."""
        return [item for item in asked if item.is_long or not self.long_only]


WAYS: Final = (
    Way("ifar, two errors always, serial only", False, False, 2),
    Way("ifar, two errors always, serial only, 8 characters or more", False, True, 2),
    Way("ifar, two errors always, make known", True, False, 2),
    Way("ifar, as the screen asks, serial only", False, False, None),
    Way("ifar, as the screen asks, serial only, 8 characters or more", False, True, None),
    Way("ifar, as the screen asks, make known", True, False, None),
)


def measured(way: Way, asked: Sequence[Read], actor: Actor) -> tuple[list[float], list[float]]:
    """The candidates, timed as the search fetches them, and one probe before each: both on the same machine at the same moment."""
    chosen, probe = way.chosen(asked), _ask(PROBE)

    def work(read: Read) -> object:
        return by_errors(actor, way.question(read), (), frozenset(), way.edits)

    took: list[float] = []
    probed: list[float] = []
    for item in chosen[: max(len(chosen) // 10, 6)]:
        work(item)
    for item in chosen:
        folded = (keys_of(item.serial).folded,)
        began = time.perf_counter()
        probe(folded)
        between = time.perf_counter()
        work(item)
        took.append(time.perf_counter() - between)
        probed.append(between - began)
    return took, probed


def searched(way: Way, asked: Sequence[Read], actor: Actor) -> list[float]:
    """The whole search, timed as the screen calls it."""
    return timed(
        lambda item: search(actor, way.question(item), edits=way.edits, limit=SHOWN), way.chosen(asked)
    )


def in_turns(asked: Sequence[Read], actor: Actor, trgm: Callable[[Read], bool]) -> dict[str, Any]:
    """Floors, ifar and pg_trgm, `AT_A_TIME` questions of each in turn, so that all have the same machine; the percentiles of all of them."""
    seconds: dict[str, list[float]] = defaultdict(list)
    beside: dict[str, list[float]] = defaultdict(list)
    for some in batched(asked, AT_A_TIME, strict=False):
        for name, took in floors(some).items():
            seconds[name] += took
        for way in WAYS:
            took, probed = measured(way, some, actor)
            seconds[way.name] += took
            beside[way.name] += probed
            seconds[f"{way.name}, the whole search"] += searched(way, some, actor)
        seconds[TRIGRAMS] += timed(trgm, some)
    result = {name: percentiles(took) for name, took in seconds.items()}
    for name, probed in beside.items():
        result[name][BESIDE] = percentiles(probed)["p50 ms"]
    return result


def recall(way: Way, asked: Sequence[Read], actor: Actor) -> dict[str, float]:
    """How often the true firearm is a candidate, and how often it is in the answer."""
    chosen = way.chosen(asked)
    candidate = answered = 0
    for item in chosen:
        result = search(actor, way.question(item), edits=way.edits, limit=JUDGED)
        in_answer = any(hit.firearm == f"F{item.firearm:013d}" for hit in result.hits)
        answered += in_answer
        make = item.make if way.make else None
        candidate += in_answer or (
            result.more and _is_candidate(item, patterns.near(item.text, result.edits, make))
        )
    return {
        "candidate recall": round(candidate / len(chosen), 4),
        "in the answer": round(answered / len(chosen), 4),
    }


def _is_candidate(read: Read, plan: patterns.Near) -> bool:
    """Whether the index gives the firearm, where the answer shows the likeliest of many."""
    texts = (*plan.texts, None, None)[:3]
    index = mark_index.current()
    if index and any(ref >> 20 == read.firearm for ref in index.near(plan).refs):
        return True
    asked = (
        list(plan.keys), list(plan.others), *texts, list(plan.swaps), list(plan.twice), plan.edits, plan.unread, read.firearm,
    )  # fmt: skip
    statement = (
        "SELECT FROM registry_marks_near(%s::int4[], %s::int4[], %s, %s, %s, %s::text[], %s::text[], %s, %s, '{}') AS found"
        " WHERE found.firearm_id = %s"
    )
    return bool(_ask(statement)(asked))


def _write(stop: Event, done: Any) -> None:
    """Register firearms through the service, so many a second, until told to stop."""
    connections.close_all()
    actor, rng = cast.actor("alice"), random.Random(9)
    began, number = time.perf_counter(), 0
    while not stop.is_set():
        for _ in range(4):
            event = NewEvent(
                "registered",
                {"state": "held_civilian", "owner": "P0000000000001", "owner_kind": "private"},
                identity={"make": "beretta", "type": "pistol", "calibre": "9x19"},
                marks=({"kind": "serial", "text": f"W{rng.randrange(10**7):07}"},),
            )
            register_firearm(actor=actor, event=event)
            number += 1
        done.value = number / (time.perf_counter() - began)
        time.sleep(max(began + number / WRITES_A_SECOND - time.perf_counter(), 0))


@contextmanager
def writing() -> Iterator[Any]:
    """Somebody else registers firearms meanwhile; the rate that was reached."""
    stop, rate = multiprocessing.Event(), multiprocessing.Value("d", 0.0)
    connections.close_all()
    writer = multiprocessing.Process(target=_write, args=(stop, rate))
    writer.start()
    time.sleep(2)
    try:
        yield rate
    finally:
        stop.set()
        writer.join()


RATIOS: Final[dict[str, tuple[str, float] | None]] = {
    "p50 / probe p50": ("<=", 10),
    "p50 with make / probe p50": ("<=", 10),
    "p99 with make / pg_trgm's": ("<=", 1 / 20),
    "p99 serial only, 8 characters or more / probe p50": ("<=", 40),
    "p50 / p50 of probes alone": None,
    "p50 with make / p50 of probes alone": None,
    "p99 serial only, 8 characters or more / p50 of probes alone": None,
    "the same, two errors always": None,
    "p50 of the whole search / p50 of probes alone": None,
    "p99 of the whole search with make / pg_trgm's": None,
}
"""What is told of each round, with its goal. The goals are of candidates, as the peers give them, and of a probe asked just before each: a loop of probes alone finds
its pages and its own code in the processor's caches, where no search finds them. How many such probes a search takes is told besides."""


def ratios(result: dict[str, dict[str, float]]) -> dict[str, float]:
    """What one round reached, in the order of `RATIOS`."""
    trgm, alone = result[TRIGRAMS]["p99 ms"], result["btree probe"]["p50 ms"]
    asked, long, made, long_twice = (result[WAYS[at].name] for at in (3, 4, 5, 1))
    whole, whole_made = (result[f"{WAYS[at].name}, the whole search"] for at in (3, 5))
    values = (
        asked["p50 ms"] / asked[BESIDE],
        made["p50 ms"] / made[BESIDE],
        made["p99 ms"] / trgm,
        long["p99 ms"] / long[BESIDE],
        asked["p50 ms"] / alone,
        made["p50 ms"] / alone,
        long["p99 ms"] / alone,
        long_twice["p99 ms"] / alone,
        whole["p50 ms"] / alone,
        whole_made["p99 ms"] / trgm,
    )
    return dict(zip(RATIOS, values, strict=True))


def goals(result: dict[str, dict[str, float]]) -> dict[str, dict[str, float | str | bool]]:
    """What was to be reached, and what was: of ratios the median of the rounds."""
    made, busy = result[WAYS[5].name], result[f"{WAYS[5].name}, {WRITES_A_SECOND} writes a second"]
    reached = {
        "candidate recall within two errors": (
            min(result[way.name]["candidate recall"] for way in WAYS[:3]),
            ">=",
            0.999,
        ),
        "p99 with make, ms": (made["p99 ms"], "<=", 10),
        "p99 with make, two errors always, ms": (result[WAYS[2].name]["p99 ms"], "<=", 10),
        "p99 of the whole search with make, ms": (
            result[f"{WAYS[5].name}, the whole search"]["p99 ms"],
            "<=",
            10,
        ),
        "p99 with make, with writes / without": (busy["p99 ms"] / busy["p99 ms just before"], "<", 2),
        **{name: (result["ratios"][name], *goal) for name, goal in RATIOS.items() if goal},
    }
    return {
        name: {
            "reached": round(value, 4),
            "goal": f"{sign} {goal}",
            "met": value >= goal if sign == ">=" else value <= goal,
        }
        for name, (value, sign, goal) in reached.items()
    }


def measure(rows: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Everything that needs no HTTP."""
    asked, actor = reads(rows, QUERIES), cast.actor("dave")
    trgm = trigrams(say)
    gc.freeze()  # as `ifar` does when it has loaded everything
    rounds = []
    for number in range(1, ROUNDS + 1):
        result = in_turns(asked, actor, trgm)
        result["ratios"] = ratios(result)
        rounds.append(result)
        say(f"round {number} of {ROUNDS}: {result[WAYS[3].name]}, with make {result[WAYS[5].name]}")
    result = {
        name: {value: median(item[name][value] for item in rounds) for value in values}
        for name, values in rounds[0].items()
    }
    for way in WAYS:
        result[way.name] |= recall(way, asked, actor)
    twice = [item for item in asked if item.errors == 2]
    result[TRIGRAMS]["recall at 2 errors"] = round(sum(map(trgm, twice)) / len(twice), 4)
    before = [percentiles(measured(way, asked, actor)[0])["p99 ms"] for way in WAYS[3:]]
    with writing() as rate:
        for way, quiet in zip(WAYS[3:], before, strict=True):
            busy = percentiles(measured(way, asked, actor)[0]) | {"p99 ms just before": quiet}
            result[f"{way.name}, {WRITES_A_SECOND} writes a second"] = busy
    result["writes a second meanwhile"] = {"reached": round(rate.value, 1)}
    result["RapidFuzz, brute force"] = percentiles(brute_force(asked[:BRUTE_QUERIES]))
    return result


def over_http(rows: int, say: Callable[[str], None], seconds: float) -> dict[str, Any]:
    """The search page of an officer: twenty requests a second for `seconds`, then more and more until it cannot keep up."""
    paths = [
        f"/search/?{urlencode({'q': item.text} | ({'make': item.make} if at % 2 else {}))}"
        for at, item in enumerate(reads(rows, QUERIES))
    ]
    token = asking.cookie("dave")
    before = _logged()
    with asking.serving() as port:
        asking.open_loop(port, paths, token, rate=10, seconds=5)
        steady = asking.open_loop(port, paths, token, rate=HTTP_RATE, seconds=seconds)
        say(f"over HTTP: {steady}")
        rising = []
        for rate in RISING:
            rising.append(asking.open_loop(port, paths, token, rate=rate, seconds=15))
            say(f"over HTTP: {rising[-1]}")
            if rising[-1]["p95 ms"] > 1000:
                break
    return {
        "seconds": seconds,
        "steady": steady,
        "rising": rising,
        "reads logged": _logged() - before,
        "goals": {
            "p95 at 20 a second, ms": {
                "reached": steady["p95 ms"],
                "goal": "< 50",
                "met": steady["p95 ms"] < 50,
            }
        },
    }


def _logged() -> int:
    return int(_ask("SELECT count(*) FROM accounts_readlog")(None)[0][0])


def main() -> None:
    """Build the register, measure, print the table and the goals, keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="leave the register on the disk")
    parser.add_argument("--kept", action="store_true", help="measure on the register that was left")
    parser.add_argument("--http", action="store_true", help="ask over HTTP as well")
    parser.add_argument(
        "--http-seconds", type=float, default=180, help="how long at twenty requests a second"
    )
    options = parser.parse_args()
    began = time.perf_counter()

    def say(text: str) -> None:
        print(f"[{time.perf_counter() - began:6.0f} s] {text}", flush=True)

    if not KEPT and (why := room(options.rows)):
        raise SystemExit(why)
    built: dict[str, float] = {}
    with running():
        if not KEPT:
            cast.build()
            country = Country(sorted(Make.objects.values_list("code", flat=True)), cast.agency("province").pk)
            built = build(options.rows, country, say)
        keep(options.keep)
        warm(SERVER.cluster(), say)
        outcome = measure(options.rows, say)
        result = {
            "rows": options.rows,
            "built, seconds": {k: round(v) for k, v in built.items()},
            "measured": outcome,
        }
        result["goals"] = goals(outcome)
        if options.http:
            warm(SERVER.cluster(), say)
            result["over HTTP"] = over_http(options.rows, say, options.http_seconds)
    for name, values in outcome.items():
        print(f"{name:75} {values}")
    for name, reached in result["goals"].items():
        print(f"{name:75} {reached}")
    results("search").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
