"""Places at the size of a State's armouries: a million placements. How long the list of stores, a store, a shelf and the page of an arm take.

One arm is placed by the service; its rows are copied by the owner with the triggers off, because what is measured is reading. An office has
40 stores with 50 shelves each; every shelf takes the same number. Pages are asked over HTTP of the armourer, and their queries are counted.
Goal: 150 ms at the 95th percentile. And how many arms a second `place_many` puts onto shelves in one act.

`--placements` takes another size; ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from typing import Any, Final

import psycopg
from django.db import connections, transaction
from django.test import Client
from stage import asking, results, running
from stage.bulk import bare

from ifar.placement.models import Place, Placement
from ifar.placement.services import places
from ifar.placement.services.placing import Placing, place_many
from tests import cast
from tests.placement.making import arms

GOAL_MS: Final = 150
STORES: Final = 40
SHELVES: Final = 50
AT_ONCE: Final = 500
_COLUMNS: Final = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_name = %s AND column_name <> ALL (%s)
"""
_FIREARMS: Final = """
INSERT INTO registry_firearm (public_id, {columns}) SELECT 'F' || lpad(i::text, 13, '0'), {columns}
FROM registry_firearm, generate_series(1, %(number)s) AS s (i) WHERE public_id = %(arm)s
"""
_OF_FIREARMS: Final = """
INSERT INTO {table} ({own}, firearm_id, {columns}) SELECT {makes}, n.id, {selected}
FROM {table} o JOIN registry_firearm f ON f.id = o.firearm_id AND f.public_id = %(arm)s
JOIN registry_firearm n ON n.id <> f.id
"""
_PLACEMENTS: Final = """
INSERT INTO placement_placement (public_id, place, {columns})
SELECT 'F' || lpad(i::text, 13, '0'), (%(shelves)s::text[])[1 + i %% cardinality(%(shelves)s::text[])], {columns}
FROM placement_placement, generate_series(1, %(number)s) AS s (i) WHERE public_id = %(arm)s
"""
_COPIED: Final = {
    "registry_firearm": (_FIREARMS, ("id", "public_id")),
    "registry_event": (_OF_FIREARMS, ("id", "firearm_id")),
    "registry_mark": (_OF_FIREARMS, ("text", "firearm_id")),
    "placement_placement": (_PLACEMENTS, ("id", "public_id", "place")),
}
"""Table -> how an arm's rows of it are copied, and the columns that each copy has of its own."""


def fill(number: int) -> None:
    """As many placements as are wanted, each of an arm of its own, over the shelves."""
    frank = cast.actor("frank")
    with transaction.atomic():
        for store in range(STORES):
            made = places.open_place(actor=frank, kind="store", name=f"Store {store:02}")
            for shelf in range(SHELVES):
                places.open_place(actor=frank, kind="shelf", name=f"Shelf {shelf:02}", inside=made)
        (arm,) = arms(frank)
    shelves = list(Place.objects.filter(kind="shelf").order_by("id").values_list("public_id", flat=True))
    place_many(actor=frank, placements=[Placing(arm, shelves[0])])
    connections.close_all()
    value = {"number": number, "arm": arm, "shelves": shelves}
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for table, (copies, own) in _COPIED.items():
            with bare(owner, [table]):
                (columns,) = owner.execute(_COLUMNS, (table, list(own))).fetchone() or ("",)
                makes = "gen_random_uuid()" if table == "registry_event" else "'Q' || n.id"
                selected = ", ".join(f"o.{part.strip()}" for part in columns.split(","))
                words = {"own": own[0], "makes": makes, "selected": selected}
                owner.execute(copies.format(table=table, columns=columns, **words).encode(), value)
            owner.execute(f"VACUUM ANALYZE {table}".encode())


def measured(seconds: int) -> dict[str, dict[str, Any]]:
    """Each page over HTTP, by an open loop."""
    stores = list(Place.objects.filter(kind="store").values_list("public_id", flat=True))
    shelves = list(Place.objects.filter(kind="shelf").values_list("public_id", flat=True))
    some = list(Placement.objects.order_by("-id").values_list("public_id", flat=True)[:200])
    pages = {
        "list of stores": ["/places/"],
        "store": [f"/places/{store}/" for store in stores],
        "shelf": [f"/places/{shelve}/" for shelve in shelves[:200]],
        "page of an arm": [f"/firearms/{item}/" for item in some],
    }
    token = asking.cookie("frank")
    browser = Client(HTTP_COOKIE=token)
    result: dict[str, dict[str, Any]] = {
        name: {"queries": asking.counted(browser, paths)} for name, paths in pages.items()
    }
    connections.close_all()
    with asking.serving() as port:
        for name, paths in pages.items():
            asking.open_loop(port, paths, token, rate=4, seconds=3)
            loop = asking.open_loop(port, paths, token, rate=4, seconds=seconds)
            result[name] |= {**loop, "goal": f"p95 <= {GOAL_MS} ms", "met": loop["p95 ms"] <= GOAL_MS}
            print(name, result[name], flush=True)
    return result


def placed() -> dict[str, float]:
    """Arms a second that are put onto a shelf in one act of the service."""
    frank = cast.actor("frank")
    with transaction.atomic():
        result = arms(frank, AT_ONCE, 500_000)
    shelf = Place.objects.filter(kind="shelf").first()
    began = time.perf_counter()
    place_many(actor=frank, placements=[Placing(item, shelf.public_id if shelf else "") for item in result])
    took = time.perf_counter() - began
    return {"arms": AT_ONCE, "seconds": round(took, 2), "a second": round(AT_ONCE / took)}


def main() -> None:
    """Fill, ask, place; print and keep what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--placements", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=15)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with running():
        cast.build()
        fill(options.placements)
        result: dict[str, Any] = {
            "placements": options.placements,
            "load of the machine before": round(load, 1),
            "placed in one act": placed(),
        }
        print(result, flush=True)
        result |= measured(options.seconds)
    print(json.dumps(result, indent=1))
    results("places").write_text(json.dumps(result, indent=1) + "\n")
    raise SystemExit(any(isinstance(item, dict) and item.get("met") is False for item in result.values()))


if __name__ == "__main__":
    main()
