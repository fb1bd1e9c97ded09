"""Stocks of a State at their size: a million arms in 2,000 stores of fifty units, ten million postings of ammunition. How long each page takes.

What a unit does is recorded by the services once: an armoury with a rack, arms, an officer, an issue, a count, an order to move, a lot and what became of it. Its rows are
copied by the owner with the triggers off, unit by unit, because what is measured is reading; entries of the log lack of the copies. Pages are asked over HTTP: by the armourer of
one unit, who sees its forty stores, and by the officer in charge at the headquarters above all of them; their queries are counted, and the processor's time is told
beside the clock's. Goal: 150 ms at the 95th percentile.

`--arms` and `--postings` take another size; `--keep` leaves the register on the disk, `--kept` asks pages of it; ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import psycopg
from django.db import connections, transaction
from django.test import Client
from stage import KEPT, asking, keep, results, running
from stage.bulk import bare

from ifar.accounts.models import Agency
from ifar.ammunition.models import Lot, Movement
from ifar.placement.models import Place, Placement
from ifar.registry.models import Firearm
from ifar.stocks.models import Armoury, Count, Issue, Officer
from ifar.stocks.movements.models import Movement as Order
from ifar.stocks.services import counts
from tests import cast
from tests.ammunition.making import a_lot, move
from tests.placement.making import a_place
from tests.stocks.making import issued
from tests.stocks.moving import a_force, ordered

GOAL_MS: Final = 150
UNITS: Final = 50
STORES: Final = 2_000
OFFICERS: Final = 20_000
LOTS: Final = 5_000
ISSUES: Final = 200_000
COUNTS: Final = 10_000
ORDERS: Final = 5_000
OUT: Final = 50
"""One of so many issues is not back yet."""
LINES: Final = 2
"""Of a movement of ammunition, each two postings."""
_COLUMNS: Final = """
SELECT string_agg('"' || column_name || '"', ', ' ORDER BY ordinal_position), string_agg('o."' || column_name || '"', ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_name = %s AND column_name <> ALL (%s) AND is_generated = 'NEVER'
"""
_OF_UNIT: Final = "(%(keys)s::bigint[])[1 + i %% 50]"
_UNIT: Final = "(%(units)s::text[])[1 + i %% 50]"
_NEW: Final = "left(o.public_id, 1) || lpad(i::text, 13, '0')"
_STORE: Final = "left(%(store)s, 1) || lpad((1 + i %% 2000)::text, 13, '0')"
_RACK: Final = "left(%(store)s, 1) || lpad((500001 + i %% 2000)::text, 13, '0')"
_ARM: Final = "left(%(arm)s, 1) || lpad(i::text, 13, '0')"
_OFFICER: Final = "left(%(officer)s, 1) || lpad((1 + i %% 20000)::text, 13, '0')"
_LOT: Final = "left(%(lot)s, 1) || lpad((1 + i %% 50 * 100 + (i / 50 + 7 * (o.n / 2)) %% 100)::text, 13, '0')"
"""A unit has a hundred lots, which no other unit ever had: of theirs it is asked too."""
_EVENT: Final = "overlay(o.{column}::text PLACING lpad(to_hex(i), 12, '0') FROM 25)::uuid"


def _copies(arms: int, postings: int) -> list[tuple[str, str, int, Mapping[str, str]]]:
    """Table, which of its rows is copied, how often, and what each copy has of its own, `i` being its number."""
    moves = postings // (2 * LINES)
    of_unit = {"public_id": _NEW, "agency_id": _OF_UNIT}
    of_arm = "o.firearm_id = (SELECT id FROM registry_firearm WHERE public_id = %(arm)s)"
    events = {"id": _EVENT.format(column="id"), "subject": "left(o.subject, 1) || lpad(i::text, 13, '0')"}
    return [
        ("placement_place", "o.public_id = %(store)s", STORES, {"public_id": "left(o.public_id, 1) || lpad((1 + i %% 2000)::text, 13, '0')", "agency_id": _OF_UNIT, "name": "'Store ' || i"}),
        ("placement_place", "o.public_id = %(rack)s", STORES, {"public_id": _RACK, "agency_id": _OF_UNIT, "name": "'Rack ' || i", "code": "'R' || i", "inside": _STORE}),
        ("stocks_armoury", "o.public_id = %(store)s", STORES, {"public_id": _STORE, "agency_id": _OF_UNIT}),
        ("registry_firearm", "o.public_id = %(arm)s", arms, {"id": "1000000 + i", **of_unit, "owner": _UNIT, "custodian": _UNIT}),
        ("registry_event", of_arm, arms, {"id": "overlay(o.id::text PLACING lpad(to_hex(i), 12, '0') FROM 25)::uuid", "firearm_id": "1000000 + i"}),
        ("registry_mark", of_arm, arms, {"firearm_id": "1000000 + i", "text": "'BQ' || i"}),
        ("placement_placement", "o.public_id = %(arm)s", arms, {**of_unit, "place": _RACK}),
        ("stocks_officer", "o.public_id = %(officer)s", OFFICERS, {**of_unit, "name": "'Officer ' || i", "number": "'S-' || i"}),
        ("stocks_issue", "o.public_id = %(issue)s", ISSUES, {**of_unit, "armoury": _STORE, "officer": _OFFICER, "arms": f"jsonb_build_array({_ARM})", "rounds": "'[]'", "state": f"CASE WHEN i %% {OUT} < 25 AND i %% 1000 < 50 THEN 'out' ELSE 'returned' END"}),
        ("stocks_count", "o.public_id = %(count)s", COUNTS, {**of_unit, "armoury": _STORE, "office": _UNIT}),
        ("stocks_movement", "o.public_id = %(order)s", ORDERS, {**of_unit, "store": _STORE, "sender": _UNIT}),
        ("ammunition_lot", "o.public_id = %(lot)s", LOTS, {**of_unit, "agency_id": "(%(keys)s::bigint[])[1 + (i - 1) / 100]", "number": "'L-' || i"}),
        ("ammunition_balance", "o.lot = %(lot)s AND o.holder = %(rack)s", LOTS * 4, {"lot": "left(%(lot)s, 1) || lpad((1 + i %% 5000)::text, 13, '0')", "agency": "(%(units)s::text[])[1 + i %% 5000 / 100]", "holder": "left(%(store)s, 1) || lpad((500001 + i %% 5000 / 100 + 50 * (i / 5000))::text, 13, '0')", "quantity": "1000 + i"}),
        ("ammunition_movement", "o.public_id = %(move)s", moves, {**of_unit, "place": _RACK, "last_event": _EVENT.format(column="last_event")}),
        ("ammunition_posting", "o.movement = %(move)s", moves, {"event": _EVENT.format(column="event"), "movement": "left(o.movement, 1) || lpad(i::text, 13, '0')", "agency": f"CASE WHEN o.agency = '' THEN '' ELSE {_UNIT} END", "holder": f"CASE WHEN o.holder = '' THEN '' ELSE {_RACK} END", "lot": _LOT}),
        ("stocks_event", "o.subject = %(officer)s", OFFICERS, events),
        ("stocks_event", "o.subject = %(issue)s", ISSUES, events),
        ("stocks_event", "o.subject = %(count)s", COUNTS, events),
        ("stocks_event", "o.subject = %(order)s", ORDERS, events),
        ("ammunition_event", "o.subject = %(lot)s", LOTS, events),
        ("ammunition_event", "o.subject = %(move)s", moves, events),
    ]  # fmt: skip


def _recorded() -> dict[str, str]:
    """What one unit did, by the services; the identifiers of what is copied."""
    with transaction.atomic():
        force = a_force(8)
        at = force.at
        place = Placement.objects.get(public_id=at.arms[0]).place
        other = a_place(at.armourer, "Rack 2", inside=at.armoury, code="R2")
        issue = issued(at, at.arms[:1], rounds={})
        order = ordered(force)
        count = counts.begin(actor=at.armourer, armoury=at.armoury, kind="serial")
        counts.note(actor=at.armourer, count_id=count, seen="\n".join(f"HB{n:05}" for n in range(2, 9)))
        counts.close(actor=at.armourer, count_id=count)
        lots = [at.lot, *(a_lot(at.armourer, f"PP-25-{n}") for n in range(2, LINES + 1))]
        move(at.armourer, "opened", place, *((lot, 100) for lot in lots[1:]))
        move(at.armourer, "moved", place, *((lot, 1) for lot in lots), to_place=other)
    return {
        "arm": at.arms[7],
        "store": at.armoury,
        "rack": place,
        "officer": at.officer,
        "issue": issue,
        "order": order,
        "count": count,
        "lot": at.lot,
        "move": Movement.objects.filter(move="moved").latest("id").public_id,
    }


def fill(arms: int, postings: int) -> None:
    """Fifty units, each with what a unit has."""
    value: dict[str, Any] = _recorded()
    connections.close_all()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        harbour = Agency.objects.get(public_id=cast.agency("harbour").public_id)
        own = {"public_id": "left(o.public_id, 1) || lpad(i::text, 13, '0')", "name": "'Unit ' || i"}
        _copy(owner, "accounts_agency", f"o.id = {harbour.pk}", UNITS - 1, own, value)
        units = Agency.objects.filter(public_id__contains="0000000000").order_by("id")
        value["keys"] = [harbour.pk, *units.values_list("id", flat=True)]
        value["units"] = [harbour.public_id, *units.values_list("public_id", flat=True)]
        assert len(value["keys"]) == UNITS
        for table, which, number, sets in _copies(arms, postings):
            began = time.perf_counter()
            _copy(owner, table, which, number, sets, value)
            print(f"{table}: {time.perf_counter() - began:.0f} s", flush=True)
        owner.execute("VACUUM ANALYZE")


def _copy(
    owner: Any, table: str, which: str, number: int, own: Mapping[str, str], value: Mapping[str, Any]
) -> None:
    with bare(owner, [table]):
        into, of = owner.execute(_COLUMNS, (table, ["id", *own])).fetchone() or ("", "")
        owner.execute(
            f"INSERT INTO {table} ({', '.join(own)}, {into}) SELECT {', '.join(own.values())}, {of} "
            f"FROM {table} o, generate_series(1, %(number)s) AS s (i) WHERE {which}".encode(),
            {**value, "number": number},
        )  # fmt: skip
    owner.execute(f"ANALYZE {table}".encode())


def _some(model: Any, number: int = 200, **wanted: Any) -> Sequence[str]:
    """The identifiers of some records of one unit, or of all."""
    return list(model.objects.filter(**wanted).order_by("-id").values_list("public_id", flat=True)[:number])


def paths_of() -> dict[tuple[str, str], list[str]]:
    """Who asks for which page -> its addresses."""
    harbour = {"agency__public_id": cast.agency("harbour").public_id}
    lists = {
        "armouries": ["/stocks/"],
        "issue list": ["/stocks/issues/", "/stocks/issues/?list=overdue", "/stocks/issues/?list=unsigned"],
        "counts": ["/stocks/counts/"],
        "roster": ["/stocks/roster/", "/stocks/roster/?q=Officer+12", "/stocks/roster/?q=S-101"],
        "orders to move": ["/stocks/movements/"],
        "ammunition": ["/ammunition/"],
        "ammunition, by a number": ["/ammunition/?q=L-12"],
    }
    pages: dict[tuple[str, str], list[str]] = {}
    for who, of in (("mallory", harbour), ("quentin", {})):
        pages |= {(who, name): paths for name, paths in lists.items()}
        pages |= {
            (who, "armoury"): [f"/stocks/armouries/{item}/" for item in _some(Armoury, **of)],
            (who, "never inspected"): [f"/stocks/armouries/{item}/serviceability/?state=never_inspected" for item in _some(Armoury, **of)],
            (who, "issue"): [f"/stocks/issues/{item}/" for item in _some(Issue, **of)],
            (who, "count"): [f"/stocks/counts/{item}/" for item in _some(Count, **of)],
            (who, "officer"): [f"/stocks/roster/{item}/" for item in _some(Officer, **of)],
            (who, "order to move"): [f"/stocks/movements/{item}/" for item in _some(Order, **of)],
            (who, "lot"): [f"/ammunition/lots/{item}/" for item in _some(Lot, **of)],
            (who, "movement of ammunition"): [f"/ammunition/movements/{item}/" for item in _some(Movement, **of)],
        }  # fmt: skip
    pages["mallory", "store"] = [f"/places/{item}/" for item in _some(Place, kind="store", **harbour)]
    pages["mallory", "rack"] = [f"/places/{item}/" for item in _some(Place, name__startswith="Rack", **harbour)]  # fmt: skip
    pages["mallory", "list of stores"] = ["/places/"]
    pages["mallory", "page of an arm"] = [f"/firearms/{item}/" for item in _some(Firearm, **harbour)]
    return pages


def measured(seconds: int) -> dict[str, dict[str, Any]]:
    """Each page over HTTP, by an open loop."""
    pages = paths_of()
    tokens = {who: asking.cookie(who) for who, _name in pages}
    result: dict[str, dict[str, Any]] = {}
    for (who, name), paths in pages.items():
        result[f"{name}, {who}"] = {"queries": asking.counted(Client(HTTP_COOKIE=tokens[who]), paths)}
    connections.close_all()
    with asking.serving() as port:
        for (who, name), paths in pages.items():
            asking.open_loop(port, paths, tokens[who], rate=4, seconds=2)
            loop = asking.open_loop(port, paths, tokens[who], rate=4, seconds=seconds)
            result[f"{name}, {who}"] |= {**loop, "met": loop["p95 ms"] <= GOAL_MS}
            print(f"{name}, {who}", result[f"{name}, {who}"], flush=True)
    return result


def main() -> None:
    """Fill, ask; print and keep what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arms", type=int, default=1_000_000)
    parser.add_argument("--postings", type=int, default=10_000_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--keep", action="store_true", help="leave the register on the disk")
    parser.add_argument("--kept", action="store_true", help="ask pages of the register that was left")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with running():
        if not KEPT:
            cast.build()
            fill(options.arms, options.postings)
        keep(options.keep)
        result: dict[str, Any] = {
            "arms": options.arms,
            "stores": STORES,
            "postings": options.postings,
            "goal": f"p95 <= {GOAL_MS} ms",
            "load of the machine before": round(load, 1),
            **measured(options.seconds),
        }
    print(json.dumps(result, indent=1))
    results("stocks").write_text(json.dumps(result, indent=1) + "\n")
    raise SystemExit(any(isinstance(item, dict) and item.get("met") is False for item in result.values()))


if __name__ == "__main__":
    main()
