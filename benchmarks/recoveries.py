"""Recoveries at the size of a country: 200,000 cases. How long the list, a case, an item and the pages of figures take.

Some dozen cases of every kind are made by the services, with items, persons and hits against a register, so that their histories stand
in the log. The rest are copies of these rows with other numbers, days and places, made in the server with the triggers off. Pages are asked over HTTP, of an
officer of the largest office who is signed in under a purpose, and their queries are counted. Goal: 150 ms at the 95th percentile.

`--cases` takes another size; `--keep` leaves the register on the disk and `--kept` measures on it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import time
from collections.abc import Callable
from typing import Any, Final

import psycopg
from django.db import connections
from django.test import Client
from stage import KEPT, asking, keep, results, running
from stage.bulk import bare

from ifar.recoveries.models import Case, Hit, Item
from ifar.recoveries.services import cases, links
from ifar.registry.occurred import day
from tests import cast
from tests.factories import a_case, a_firearm, an_item

GOAL_MS: Final = 150
RATE: Final = 8
SECONDS: Final = 20
PATTERNS: Final = 60
"""Cases that the services make; every other one is a copy of one of these."""
_FIRST: Final = 10_000_000
"""Keys of the rows in bulk begin above those of the services."""
TABLES: Final = ("recoveries_case", "recoveries_item", "recoveries_hit", "recoveries_person")
_COPIES: Final = """
CREATE TEMPORARY TABLE pattern AS SELECT row_number() OVER (ORDER BY id) - 1 AS k, * FROM recoveries_case WHERE id < {first};
INSERT INTO recoveries_case SELECT r.* FROM generate_series(1, {cases}) AS i JOIN pattern p ON p.k = i % {patterns},
    LATERAL jsonb_populate_record(NULL::recoveries_case, to_jsonb(p) || jsonb_build_object(
    'id', {first} + i, 'public_id', 'W' || lpad(i::text, 13, '0'), 'number', 'B-' || 2015 + i * 11 / {cases} || '-' || i,
    'occurred_from', p.occurred_from - i % 4000 * interval '1 day', 'occurred_to', p.occurred_to - i % 4000 * interval '1 day',
    'latitude', 30000000 + i::bigint * 7919 % 9000000, 'longitude', 5000000 + i::bigint * 104729 % 9000000, 'place_precision', 'street',
    'state', CASE WHEN i % 20 = 0 THEN p.state ELSE 'concluded' END, 'report', 'R/' || i)) AS r;
INSERT INTO recoveries_item SELECT r.*
FROM generate_series(1, {cases}) AS i JOIN pattern p ON p.k = i % {patterns} JOIN recoveries_item t ON t.case_id = p.id,
    LATERAL jsonb_populate_record(NULL::recoveries_item, to_jsonb(t) || jsonb_build_object(
    'id', {first} + i * 16 + t.line, 'public_id', 'X' || lpad((i * 16 + t.line)::text, 13, '0'), 'case_id', {first} + i,
    'firearm', CASE WHEN i % 20 = 0 THEN '' ELSE 'F' || lpad((i * 16 + t.line)::text, 13, '0') END,
    'recorded', CASE WHEN i % 20 <> 0 THEN gen_random_uuid() END, 'exhibit', '',
    'state', CASE WHEN i % 20 = 0 THEN 'open' ELSE 'linked' END)) AS r;
INSERT INTO recoveries_hit SELECT r.*
FROM generate_series(1, {cases}) AS i JOIN pattern p ON p.k = i % {patterns} JOIN recoveries_item t ON t.case_id = p.id
JOIN recoveries_hit h ON h.item_id = t.id, LATERAL jsonb_populate_record(NULL::recoveries_hit, to_jsonb(h) || jsonb_build_object(
    'entry', gen_random_uuid(), 'item_id', {first} + i * 16 + t.line, 'verdict', CASE WHEN i % 200 = 0 THEN '' ELSE 'rejected' END)) AS r
"""
"""Copies of what the services wrote; a new column comes along without a word here."""


def build(number: int, say: Callable[[str], None]) -> dict[str, float]:
    """Cases by the services, then the rest in bulk; the seconds of each."""
    took: dict[str, float] = {}
    draw, dave, alice = random.Random(3), cast.actor("dave"), cast.actor("alice")
    began = time.perf_counter()
    for at in range(PATTERNS):
        if at % 3 == 0:
            a_firearm(alice, f"KW{4000 + at}1B", state="stolen")
        kind = ("seized", "seized", "found", "surrendered")[at % 4]
        values: dict[str, Any] = {"ground": "illicit_possession"} if kind == "seized" else {}
        on = day(dt.date(2026, 11, 1) - dt.timedelta(days=at % 27), "UTC")
        case = a_case(dave, kind, occurred=on, place=draw.choice(("Market", "Harbour", "Quarry")), **values)
        for line in range(draw.choice((1, 1, 1, 2, 3, 8))):
            an_item(dave, case, f"KW{4000 + at}1B" if line == 0 else f"ZP{at}{line}77")
        if at % 3 == 2:
            for hit in Hit.objects.filter(item__case__public_id=case, verdict="").select_related("item"):
                links.judge_hit(actor=dave, item_id=hit.item.public_id, hit=hit.pk, verdict="rejected")
            cases.conclude_case(actor=dave, case_id=case, reason="done")
    took["by the services"] = time.perf_counter() - began
    began = time.perf_counter()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        with bare(owner, TABLES):
            for statement in _COPIES.format(cases=number, patterns=PATTERNS, first=_FIRST).split(";\n"):
                owner.execute(statement.encode())
                say(" ".join(statement.split()[:4]))
        owner.execute("VACUUM ANALYZE")
    took["in bulk"] = time.perf_counter() - began
    return took


def pages(number: int) -> dict[str, list[str]]:
    """Name -> the addresses that are asked."""
    draw = random.Random(1)
    own = list(Case.objects.filter(pk__lt=_FIRST).values_list("public_id", flat=True))
    copied = [f"W{draw.randint(1, number):013d}" for _ in range(60)]
    things = list(Item.objects.filter(pk__lt=_FIRST).values_list("public_id", flat=True))[:60]
    deep = [f"B-{2015 + item * 11 // number}-{item}" for item in draw.sample(range(1, number), 60)]
    return {
        "list, open": ["/recoveries/"],
        "list, all": ["/recoveries/?show=all"],
        "list, proposals that wait": ["/recoveries/?show=waiting"],
        "list, nothing linked": ["/recoveries/?show=unlinked"],
        "list, one year of finds": ["/recoveries/?show=all&kind=found&since=2019-01-01&until=2019-12-31"],
        "list, an offence": ["/recoveries/?show=all&offence=drug_trafficking"],
        "list, by its number": [f"/recoveries/?show=all&q={item}" for item in deep],
        "map, all": ["/recoveries/map/?show=all"],
        "map, one year of finds": ["/recoveries/map/?show=all&kind=found&since=2019-01-01&until=2019-12-31"],
        "case, with its history": [f"/recoveries/{item}/" for item in own],
        "case, of all": [f"/recoveries/{item}/" for item in copied],
        "item": [f"/recoveries/items/{item}/" for item in things],
    }


def measure(number: int, say: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    """Each page over HTTP, by an open loop, and its queries."""
    token, wanted = asking.cookie("dave"), pages(number)
    browser = Client(HTTP_COOKIE=token)
    result: dict[str, dict[str, Any]] = {
        name: {"queries": asking.counted(browser, paths)} for name, paths in wanted.items()
    }
    connections.close_all()
    with asking.serving() as port:
        for name, paths in wanted.items():
            asking.open_loop(port, paths, token, rate=5, seconds=2)
            loop = asking.open_loop(port, paths, token, rate=RATE, seconds=SECONDS)
            result[name] |= loop | {"goal": f"p95 <= {GOAL_MS} ms", "met": loop["p95 ms"] <= GOAL_MS}
            say(f"{name}: {result[name]}")
    return result


def main() -> None:
    """Build, measure, print, keep the result; ends with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--keep", action="store_true", help="leave the register on the disk")
    parser.add_argument("--kept", action="store_true", help="measure on the register that was left")
    options = parser.parse_args()
    began = time.perf_counter()

    def say(text: str) -> None:
        print(f"[{time.perf_counter() - began:6.0f} s] {text}", flush=True)

    with running():
        built: dict[str, float] = {}
        if not KEPT:
            cast.build()
            built = build(options.cases, say)
        keep(options.keep)
        outcome = measure(options.cases, say)
        items = Item.objects.count()
        connections.close_all()
    result = {
        "cases": options.cases,
        "items": items,
        "built, seconds": {name: round(seconds) for name, seconds in built.items()},
        "pages": outcome,
    }
    print(json.dumps(result, indent=1))
    results("recoveries").write_text(json.dumps(result, indent=1) + "\n")
    if not all(page["met"] for page in outcome.values()):
        raise SystemExit("A goal was missed.")


if __name__ == "__main__":
    main()
