"""Bound books at the size of a State's trade: a million lines. How long a page of a dealer's book takes, the next ones, and each way to search it.

One arm of a dealer, one that it sold to a person and one that it bought from the maker are recorded by the services; their rows are copied by the owner with
the triggers off, because what is measured is reading. A tenth of the lines stand in Ivan's book, the others in the maker's. Pages are asked over HTTP and
their queries are counted. Goal: 150 ms at the 95th percentile; of a day's workbook and print, which are files, two seconds. Floor: the rows of one
page by their index; peer: the page that counts and skips (`count(*)`, `OFFSET`), as most lists do. And how long 3,000 lines take as a workbook and as a print.

`--lines` takes another size; `--shared` notes that other work ran on the machine; `--keep` leaves the register on the disk, `--fill` makes it and
ends there, `--kept` asks pages of it; ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import psycopg
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from stage import KEPT, asking, keep, results, running
from stage.bulk import bare

from ifar import identifiers
from ifar.accounts.views import exports as taking
from ifar.books import presenters, selectors
from ifar.books.views import export
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import BookLine
from tests import cast
from tests.books.story import recorded, stocked
from tests.bulk.making import a_maker
from tests.factories import a_person

GOAL_MS: Final = 150
FILE_MS: Final = 2_000
"""A day's workbook or print: a file is made in a process of its own, and is wanted in seconds."""
PRINTED: Final = 3_000
OWN: Final = 10
"""One of so many lines stands in the book that is read."""
PEOPLE: Final = 2_000

_COLUMNS: Final = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_name = %s AND column_name <> ALL (%s)
"""
# Each copy has its own arm, number by number; events keep the order in which they were recorded.
_FIREARMS: Final = """
INSERT INTO registry_firearm (id, public_id, {columns}) SELECT %(first)s + i, 'F' || lpad((%(first)s + i)::text, 13, '0'), {columns}
FROM registry_firearm, generate_series(1, %(number)s) AS s (i) WHERE public_id = %(arm)s
"""
_EVENTS: Final = """
INSERT INTO registry_event (id, firearm_id, changes, {columns})
SELECT overlay(overlay(e.id::text PLACING lpad(to_hex(i / 65536), 4, '0') FROM 20) PLACING lpad(to_hex(i %% 65536), 4, '0') FROM 25)::uuid, %(first)s + i,
    regexp_replace(e.changes::text, '"BQ(KEPT|SOLD|MADE)"', '"BQ' || (%(first)s + i) || '"')::jsonb, {columns}
FROM registry_event e, generate_series(1, %(number)s) AS s (i) WHERE e.firearm_id = (SELECT id FROM registry_firearm WHERE public_id = %(arm)s)
"""
_MARKS: Final = """
INSERT INTO registry_mark (firearm_id, text, {columns})
SELECT %(first)s + i, CASE WHEN m.kind = 'serial' THEN 'BQ' || (%(first)s + i) ELSE m.text END, {columns}
FROM registry_mark m, generate_series(1, %(number)s) AS s (i) WHERE m.kind = 'serial' AND m.firearm_id = (SELECT id FROM registry_firearm WHERE public_id = %(arm)s)
"""
_KEYS: Final = """
INSERT INTO registry_markkey (firearm_id, plain, folded, {columns})
SELECT %(first)s + i, 'BQ' || (%(first)s + i), %(folded)s || (%(first)s + i), {columns}
FROM registry_markkey k, generate_series(1, %(number)s) AS s (i)
WHERE k.kind = 'serial' AND k.firearm_id = (SELECT id FROM registry_firearm WHERE public_id = %(arm)s)
"""
_LINES: Final = """
INSERT INTO registry_bookline (firearm_id, holder, since, until, entered, came_on, came_from, left_by, left_on, went_to)
SELECT %(first)s + i, b.holder, b.since, b.until,
    overlay(overlay(b.entered::text PLACING lpad(to_hex(i / 65536), 4, '0') FROM 20) PLACING lpad(to_hex(i %% 65536), 4, '0') FROM 25)::uuid,
    b.came_on + i %% 3650, b.came_from,
    overlay(overlay(b.left_by::text PLACING lpad(to_hex(i / 65536), 4, '0') FROM 20) PLACING lpad(to_hex(i %% 65536), 4, '0') FROM 25)::uuid,
    b.left_on + i %% 3650, CASE WHEN b.went_to LIKE 'P%%' THEN (%(people)s::text[])[1 + i %% cardinality(%(people)s::text[])] ELSE b.went_to END
FROM registry_bookline b, generate_series(1, %(number)s) AS s (i) WHERE b.firearm_id = (SELECT id FROM registry_firearm WHERE public_id = %(arm)s)
"""
_COPIED: Final = {
    "registry_firearm": (_FIREARMS, ("id", "public_id")),
    "registry_event": (_EVENTS, ("id", "firearm_id", "changes")),
    "registry_mark": (_MARKS, ("firearm_id", "text")),
    "registry_markkey": (_KEYS, ("firearm_id", "plain", "folded")),
    "registry_bookline": (_LINES, ()),
}
"""Table -> how an arm's rows of it are copied, and the columns that each copy has of its own."""


def fill(lines: int) -> None:
    """As many lines as are wanted: of the dealer's, two of three left the book again."""
    ivan, alice, maker = cast.actor("ivan"), cast.actor("alice"), a_maker()
    with transaction.atomic():
        people = [a_person(alice, f"Buyer{n:04} Diallo") for n in range(PEOPLE)]
        kept, sold = stocked(ivan, "BQKEPT"), stocked(ivan, "BQSOLD")
        recorded(ivan, sold, "retail_sold", owner_kind="private", owner=people[0])
        made = stocked(maker, "BQMADE", kind="maker")
    connections.close_all()
    own = lines // OWN
    parts = ((kept, own // 3), (sold, own - own // 3), (made, lines - own))
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        first = 1_000_000
        for arm, number in parts:
            value = {
                "first": first,
                "number": number,
                "arm": arm,
                "people": people,
                "folded": keys_of("BQ").forms[0].folded,
            }
            for table, (copies, apart) in _COPIED.items():
                with bare(owner, [table]):
                    (columns,) = owner.execute(_COLUMNS, (table, list(apart))).fetchone() or ("",)
                    owner.execute(copies.format(columns=columns).encode(), value)
            first += number
        for table in (*_COPIED, "parties_party", "parties_namekey"):
            owner.execute(f"VACUUM ANALYZE {table}".encode())


def counted(browser: Client, paths: Sequence[str]) -> int:
    """The most queries that one of some pages asks, after a first look that fills what is remembered."""
    most = 0
    browser.get(paths[0])
    for path in paths[:5]:
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(path)
        is_page = answer["Content-Type"].startswith("text/html")
        lacks = is_page and "NOSUCH" not in path and b"queue-foot" not in answer.content
        if answer.status_code != 200 or lacks:
            raise SystemExit(f"{path} answers {answer.status_code} without a line")
        most = max(most, len(asked))
    return most


def _later(pages: int) -> list[str]:
    """Addresses of pages deep in the book."""
    ivan = cast.actor("ivan")
    book = selectors.book_for(ivan, ivan.agency)
    lines, after, result = selectors.lines_for(ivan, book), "", list[str]()
    left = lines.filter(until__isnull=False).order_by("-entered").values_list("entered", flat=True)
    for at in range(0, left.count(), max(1, left.count() // pages)):
        after = selectors.cursor(selectors.CLOSED, left[at])
        result.append(f"/book/?after={after}")
    return result


def _licences(lines: Sequence[BookLine]) -> list[str]:
    """Numbers of licences under which some of what left went out: the uses are written by hand, as the arms were copied by hand."""
    numbers = [identifiers.new("L", secrets.token_bytes) for _line in lines[:50]]
    rows = [(line.firearm_id, line.left_by, number) for line, number in zip(lines, numbers, strict=False)]
    with (
        psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner,
        bare(owner, ["registry_licenceuse"]),
    ):
        owner.cursor().executemany(
            "INSERT INTO registry_licenceuse (firearm_id, event, licence, holder, void) VALUES (%s, %s, %s, '', false) "
            "ON CONFLICT (event) DO UPDATE SET licence = excluded.licence",
            rows,
        )
    return numbers


def beside() -> dict[str, Any]:
    """Floor and peer on the same rows: 50 lines by their index, and the page that counts all and skips to the middle."""
    holder = cast.agency("ivans").public_id
    page = "SELECT * FROM registry_bookline WHERE holder = %s AND until IS NOT NULL ORDER BY entered DESC LIMIT 50"
    whole = "SELECT count(*) FROM registry_bookline WHERE holder = %s AND until IS NOT NULL"
    result: dict[str, Any] = {}
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for name, times in (("floor: 50 lines by index", 200), ("peer: count and OFFSET", 40)):
            taken = []
            for _n in range(times):
                began = time.perf_counter()
                if name.startswith("peer"):
                    (number,) = owner.execute(whole, (holder,)).fetchone() or (0,)
                    owner.execute(f"{page} OFFSET {number // 2}".encode(), (holder,)).fetchall()
                else:
                    owner.execute(page, (holder,)).fetchall()
                taken.append(1000 * (time.perf_counter() - began))
            taken.sort()
            result[name] = {
                "p50 ms": round(taken[times // 2], 2),
                "p95 ms": round(taken[int(times * 0.95)], 2),
            }
    return result


def pages() -> dict[str, list[str]]:
    """Name -> addresses; those of the authority's are asked by the inspectorate, the others by the dealer."""
    holder = cast.agency("ivans").public_id
    some = BookLine.objects.filter(holder=holder, firearm_id__gt=1_000_000)
    numbers = list(some.order_by("entered").values_list("firearm_id", flat=True)[:2000:10])
    days = sorted({item for item in some.values_list("left_on", flat=True)[:3000] if item})[:200]
    licences = _licences(some.filter(until__isnull=False).order_by("-entered")[:200])
    return {
        "a book": ["/book/"],
        "deep in it": _later(50),
        "by serial number": [f"/book/?q=BQ{number}" for number in numbers],
        "by day": [f"/book/?since={day}&until={day}" for day in days],
        "its authority's, by licence": [f"/books/{holder}/?q={licence}" for licence in licences],
        "by nothing that is there": [f"/book/?q=NOSUCH{n}" for n in range(50)],
        "a day as a workbook": [f"/books/{holder}/book.xlsx?since={day}&until={day}" for day in days],
        "a day on paper": [f"/books/{holder}/book.pdf?since={day}&until={day}" for day in days],
        "by name": [f"/book/?q=Buyer{n:04}" for n in range(0, PEOPLE, 20)],
        "its authority's": [f"/books/{holder}/"],
    }


def measured(wanted: Mapping[str, Sequence[str]], seconds: int) -> dict[str, dict[str, Any]]:
    """Each page over HTTP, by an open loop."""
    token, judy = asking.cookie("ivan"), asking.cookie("judy")
    browsers = {name: judy if name.startswith("its") else token for name in wanted}
    result: dict[str, dict[str, Any]] = {
        name: {"queries": counted(Client(HTTP_COOKIE=browsers[name]), paths)}
        for name, paths in wanted.items()
    }
    connections.close_all()
    with asking.serving() as port:
        for name, paths in wanted.items():
            asking.open_loop(port, paths, browsers[name], rate=4, seconds=3)
            loop = asking.open_loop(port, paths, browsers[name], rate=4, seconds=seconds)
            goal = FILE_MS if name.startswith("a day ") else GOAL_MS
            result[name] |= {**loop, "goal": f"p95 <= {goal} ms", "met": loop["p95 ms"] <= goal}
            print(name, result[name], flush=True)
    return result


def printed() -> dict[str, float]:
    """Seconds in which 3,000 lines become a workbook and a print."""
    ivan = cast.actor("ivan")
    book = selectors.book_for(ivan, ivan.agency)
    began = time.perf_counter()
    rows, _people = export._all(ivan, book, selectors.lines_for(ivan, book).order_by("entered")[:PRINTED])
    read = time.perf_counter()
    taking.workbook({"Bound book": (["Bound book"], export._sheet(rows, "both"))}).close()
    written, used = time.perf_counter(), os.times()
    size = len(export._print(book, "Bound book", rows, "both"))
    ended, after = time.perf_counter(), os.times()
    return {
        "lines": len(rows),
        "columns": len(presenters.of_workbook(rows[0], "both")),
        "read s": round(read - began, 2),
        "workbook s": round(written - read, 2),
        "print s": round(ended - written, 2),
        "print CPU s": round(after.children_user - used.children_user + after.user - used.user, 2),
        "print MB": round(size / 1e6, 1),
    }


def main() -> None:
    """Fill, ask, print; keep what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--shared", action="store_true", help="other work runs on this machine")
    parser.add_argument("--keep", action="store_true", help="leave the register on the disk")
    parser.add_argument(
        "--fill", action="store_true", help="make the register, leave it on the disk and measure nothing"
    )
    parser.add_argument("--kept", action="store_true", help="ask pages of the register that was left")
    options = parser.parse_args()
    with running():
        if not KEPT:
            cast.build()
            fill(options.lines)
        keep(options.keep or options.fill)
        if options.fill:
            return
        result: dict[str, Any] = {"lines": options.lines, "machine shared with other work": options.shared}
        result |= {"as files": printed(), "beside": beside()}
        print(result, flush=True)
        result |= measured(pages(), options.seconds)
    print(json.dumps(result, indent=1))
    results("books").write_text(json.dumps(result, indent=1) + "\n")
    raise SystemExit(any(isinstance(item, dict) and item.get("met") is False for item in result.values()))


if __name__ == "__main__":
    main()
