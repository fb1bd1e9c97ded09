"""International transfers at their largest: a consignment of 5,000 arms, alerts, a race for a line, 100,000 consignments in the register.

- `steps`: 5,000 arms of one authorisation are packed, closed, released, checked in a transit State with every serial number read, compared and received,
  each step through the services; then every arm's own proof of inclusion is taken of the log and proved. Goal: 60 s a step. Beside it, bare COPY of
  the entries and events that were written.
- `alerts`: firearms of it are reported as missing in transit. From the commit until the roadside check stops the firearm, over HTTP, and until the case in
  which one like it was seized has its alert, through the outbox's own process. Goal: 1 s at the 95th percentile. Beside it, bare NOTIFY.
- `race`: 40 clients pack one pistol each onto a line of nine, in rounds (`--rounds`, 5 otherwise). Never ten.
- `pages`: some consignments in every state are made by the services, so that their histories stand in the log; the others are copies of these rows, of the
  crates, pieces and observations, with an authorisation with its papers for every four, a delivery of each that left, and as many journeys of travellers;
  made in the server with the triggers off, so that entries of the log and firearms of the register lack. Asked over HTTP, their queries counted.
  Goal: 150 ms at the 95th percentile.

`--only` takes one part; the results of the others stay as they are in the file. `--keep` leaves the register on the disk, `--kept` asks pages of it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from stage import KEPT, ROOT, asking, keep, results, running
from stage.bulk import bare, copied

from ifar.bulk.models import Batch
from ifar.bulk.services import batches
from ifar.bulk.services import running as carrying
from ifar.ledger import proof, selectors, sequencer, sessions
from ifar.ledger.keys import Keyring
from ifar.ledger.models import Entry
from ifar.outbox.services import CHANNEL, deliver
from ifar.placement.roads.reconciling import standings
from ifar.recoveries.models import Hit
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.services import consignments, observing
from ifar.trade.consignments.services.packing import PACKED
from ifar.trade.deliveries.services import deliveries
from ifar.trade.models import Authorisation, Consignment, Delivery, Journey
from ifar.trade.services.writing import today
from tests import cast
from tests.bulk.making import given
from tests.factories import a_case, an_item
from tests.trade import carrying as making
from tests.trade.making import a_visit, proved

MOST_SECONDS: Final = 60
MOST_MS: Final = 1_000
GOAL_MS: Final = 150
A_CRATE: Final = 500
RATE: Final = 8
PATTERNS: Final = 16
"""Consignments that the services make; every other one is a copy of one of these."""
_FIRST: Final = 10_000_000
"""Keys of the rows in bulk begin above those of the services."""
TABLES: Final = (
    "trade_authorisation", "trade_paper", "trade_consignment", "trade_crate", "trade_item", "trade_observation", "trade_delivery", "trade_journey",
)  # fmt: skip
_COPIES: Final = """
CREATE TEMPORARY TABLE pattern AS SELECT row_number() OVER (ORDER BY id) - 1 AS k, * FROM (
    SELECT * FROM trade_consignment WHERE id < {first} ORDER BY id DESC LIMIT {patterns}) AS newest;
CREATE TEMPORARY TABLE travelled AS SELECT row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS many, * FROM trade_journey WHERE id < {first};
CREATE TEMPORARY TABLE copied AS SELECT i, p.k, p.id AS from_id, p.public_id AS from_public, (i - 1) / 4 + 1 AS j, ({number} - i) * 3650 / {number} AS ago
    FROM generate_series(1, {number}) AS i JOIN pattern p ON p.k = i % {patterns};
INSERT INTO trade_authorisation SELECT r.* FROM generate_series(1, {number}, 4) AS i JOIN pattern p ON p.k = i % {patterns}
JOIN trade_authorisation a ON a.id = p.authorisation_id, LATERAL jsonb_populate_record(NULL::trade_authorisation, to_jsonb(a) || jsonb_build_object(
    'id', {first} + (i - 1) / 4 + 1, 'public_id', 'T1' || lpad(((i - 1) / 4 + 1)::text, 12, '0'), 'applied_on', a.applied_on - ({number} - i) * 3650 / {number},
    'applicant', CASE WHEN i % 64 = 1 THEN a.applicant ELSE 'P' || lpad((i % 9000)::text, 13, '0') END,
    'valid_from', a.valid_from - ({number} - i) * 3650 / {number}, 'valid_to', a.valid_to - ({number} - i) * 3650 / {number})) AS r;
INSERT INTO trade_paper SELECT r.* FROM generate_series(1, {number}, 4) AS i JOIN pattern p ON p.k = i % {patterns}
JOIN trade_paper t ON t.authorisation_id = p.authorisation_id, LATERAL jsonb_populate_record(NULL::trade_paper, to_jsonb(t) || jsonb_build_object(
    'id', {first} + i * 4 + t.id % 4, 'public_id', 'T2' || lpad((i * 4 + t.id % 4)::text, 12, '0'), 'authorisation_id', {first} + (i - 1) / 4 + 1,
    'number', 'N-' || i || '/' || t.id)) AS r;
INSERT INTO trade_consignment SELECT r.* FROM copied c JOIN pattern p USING (k),
    LATERAL jsonb_populate_record(NULL::trade_consignment, to_jsonb(p) || jsonb_build_object(
    'id', {first} + c.i, 'public_id', 'T3' || lpad(c.i::text, 12, '0'), 'authorisation_id', {first} + c.j, 'left_on', p.left_on - c.ago::integer,
    'exporter', CASE WHEN c.j % 16 = 1 THEN p.exporter ELSE '' END)) AS r;
INSERT INTO trade_crate SELECT r.* FROM copied c JOIN trade_crate b ON b.consignment_id = c.from_id,
    LATERAL jsonb_populate_record(NULL::trade_crate, to_jsonb(b) || jsonb_build_object(
    'id', {first} + c.i * 2 + b.id % 2, 'public_id', 'T4' || lpad((c.i * 2 + b.id % 2)::text, 12, '0'), 'consignment_id', {first} + c.i)) AS r;
INSERT INTO trade_item SELECT r.* FROM copied c JOIN trade_item t ON t.consignment_id = c.from_id JOIN trade_crate b ON b.public_id = t.crate,
    LATERAL jsonb_populate_record(NULL::trade_item, to_jsonb(t) || jsonb_build_object(
    'id', {first} + c.i * 8 + t.id % 8, 'public_id', 'T5' || lpad((c.i * 8 + t.id % 8)::text, 12, '0'), 'consignment_id', {first} + c.i,
    'crate', 'T4' || lpad((c.i * 2 + b.id % 2)::text, 12, '0'), 'firearm', 'F' || lpad((c.i * 8 + t.id % 8)::text, 13, '0'))) AS r;
INSERT INTO trade_observation SELECT r.* FROM copied c JOIN trade_observation o ON o.consignment_id = c.from_id LEFT JOIN trade_crate b ON b.public_id = o.crate,
    LATERAL jsonb_populate_record(NULL::trade_observation, to_jsonb(o) || jsonb_build_object(
    'id', {first} + c.i * 4 + o.id % 4, 'public_id', 'T6' || lpad((c.i * 4 + o.id % 4)::text, 12, '0'), 'consignment_id', {first} + c.i,
    'at', o.at - c.ago * interval '1 day', 'crate', coalesce('T4' || lpad((c.i * 2 + b.id % 2)::text, 12, '0'), ''))) AS r;
INSERT INTO trade_delivery SELECT r.* FROM copied c JOIN trade_delivery d ON d.consignment = c.from_public,
    LATERAL jsonb_populate_record(NULL::trade_delivery, to_jsonb(d) || jsonb_build_object(
    'id', {first} + c.i, 'public_id', 'T7' || lpad(c.i::text, 12, '0'), 'authorisation_id', {first} + c.j, 'consignment', 'T3' || lpad(c.i::text, 12, '0'),
    'left_on', d.left_on - c.ago::integer, 'due_on', d.due_on - c.ago::integer, 'chase_on', d.chase_on - c.ago::integer,
    'state', CASE WHEN c.i % 20 = 0 THEN 'awaited' ELSE 'confirmed' END)) AS r;
INSERT INTO trade_journey SELECT r.* FROM generate_series(1, {number}) AS i JOIN travelled t ON t.k = i % t.many,
    LATERAL jsonb_populate_record(NULL::trade_journey, to_jsonb(t) || jsonb_build_object(
    'id', {first} + i, 'public_id', 'T8' || lpad(i::text, 12, '0'), 'state', CASE WHEN i % 100 = 0 THEN t.state ELSE 'completed' END,
    'arms', jsonb_build_array(t.arms -> 0 || jsonb_build_object('plain', 'VT' || i, 'serial', 'VT ' || i)))) AS r
"""
"""Copies of what the services wrote; a new column comes along without a word here."""


def quantile(took: Sequence[float], part: float) -> float:
    """The value below which that part of some seconds lies, in milliseconds."""
    return round(sorted(took)[min(len(took) - 1, int(len(took) * part))] * 1000, 1)


# A large consignment --------------------------------------------------------------------------------------------------


def sequenced() -> None:
    """Take everything into the log's tree."""
    item = sequencer.Sequencer(
        sessions.connect("sequencer"),
        origin=settings.IFAR_LEDGER_NAME,
        keyring=Keyring.at(Path(settings.IFAR_HOME)),
    )
    if not item.alone():
        raise SystemExit("another sequencer runs")
    while item.step():
        pass


def all_proved(guns: Sequence[str]) -> int:
    """Take the proof of each arm's exit out of the log and prove it by the log's published key; how many there are."""
    key, judy = Keyring.published(Path(settings.IFAR_HOME)), cast.actor("judy")
    assert key is not None
    proofs = set()
    for entry in Entry.objects.filter(act="registry.exported", object__in=guns):
        document = selectors.proof_of(actor=judy, entry=entry.entry).encode()
        value = proof.prove(proof.Proof.parse(document), logs=[key]).entry
        assert (value["act"], value["object"]) == ("registry.exported", entry.object)
        proofs.add(entry.object)
    return len(proofs)


def steps(arms: int, say: Callable[[str], None]) -> tuple[dict[str, Any], list[str]]:
    """Each step of a consignment of so many arms, in seconds; and its firearms."""
    alice, bob, heidi, ivan = (cast.actor(name) for name in ("alice", "bob", "heidi", "ivan"))
    carrying.AT_ONCE = 0  # type: ignore[misc]
    company = making.an_exporter(alice, bob, ivan)
    began = time.perf_counter()
    guns = making.a_stock(ivan, arms)
    say(f"{arms} arms stand in a book after {time.perf_counter() - began:.0f} s")
    authorisation = making.an_authorisation(alice, bob, company, arms)
    made, boxes = making.a_consignment(ivan, authorisation, -(-arms // A_CRATE))
    took: dict[str, float] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        result = work()
        took[name] = took.get(name, 0) + time.perf_counter() - began
        say(f"{name}: {took[name]:.1f} s")
        return result

    def begun(crate: str, some: Sequence[str]) -> str:
        result = given(ivan, PACKED, {"crate": crate}, "\n".join(some))
        batches.begin(actor=ivan, batch_id=result.public_id)
        return str(result.public_id)

    for number, crate in enumerate(boxes):
        some = guns[number * A_CRATE : (number + 1) * A_CRATE]
        batch = step("preview of packing", lambda crate=crate, some=some: begun(crate, some))
        step("pack", lambda batch=batch: carrying.work(batch, ivan))
        assert Batch.objects.get(public_id=batch).written == len(some)
    step("close", lambda: consignments.close(actor=ivan, consignment_id=made))
    step(
        "exit",
        lambda: consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today()),
    )
    read = [f"BX{number:05}" for number in range(1, arms + 1)]
    seen = {"actor": heidi, "consignment_id": made, "degree": "serial_read", "by": "customs_abroad"}
    step(
        "check, every serial number read but one",
        lambda: observing.record(leg="transit_entry", country="DK", serials=read[1:], **seen),
    )

    def compared() -> list[str]:
        consignment = kept.consignment_for(alice, made)
        result = standings(
            kept.whole_of(consignment), map(kept.seen_of, kept.observed_of(consignment)), consignment.left_on
        )
        return [item.told for item in result.values()]

    assert step("compare", compared).count("serial_read") == arms - 1
    browser = Client(HTTP_COOKIE=asking.cookie("alice"))
    step("page of the consignment", lambda: browser.get(f"/trade/consignments/{made}/"))
    step(
        "receipt, every serial number read",
        lambda: observing.record(leg="receipt", country="SE", serials=read, **seen),
    )
    assert (
        Firearm.objects.filter(public_id__in=guns, events__kind="delivery_confirmed").distinct().count()
        == arms
    )
    step("taken into the log's tree", sequenced)
    assert step("a proof of each arm, taken and proved", lambda: all_proved(guns)) == arms
    seconds, rows = copied("ledger_entry", "registry_event", "trade_event")
    written = 4 * arms
    worst = max(took.values())
    return {
        "arms": arms,
        "seconds": {name: round(value, 1) for name, value in took.items()},
        "entries a second": {
            "pack, two of each arm": round(2 * arms / took["pack"]),
            "exit": round(arms / took["exit"]),
            "receipt": round(arms / took["receipt, every serial number read"]),
            "floor: COPY of the same entries and events": round(rows / seconds),
        },
        "entries of these arms": written,
        "goal": f"each step <= {MOST_SECONDS} s",
        "met": worst <= MOST_SECONDS,
    }, guns


# Alerts ---------------------------------------------------------------------------------------------------------------


@contextmanager
def working() -> Iterator[None]:
    """The worker as `ifar run` starts it."""
    words = (sys.executable, "-m", "ifar.cli", "work")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    worker = subprocess.Popen(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, **quiet)  # type: ignore[call-overload]
    try:
        time.sleep(6)
        yield
    finally:
        worker.terminate()
        worker.wait()


def notified(times: int) -> list[float]:
    """Seconds of bare NOTIFY: from the commit of one connection until another hears it."""
    took = []
    address = os.environ["DATABASE_URL"]
    with (
        psycopg.connect(address, autocommit=True) as says,
        psycopg.connect(address, autocommit=True) as hears,
    ):
        hears.execute("LISTEN bench_floor")
        for _ in range(times):
            began = time.perf_counter()
            says.execute("SELECT pg_notify('bench_floor', '')")
            next(hears.notifies(timeout=5, stop_after=1))
            took.append(time.perf_counter() - began)
    return took


def alerts(number: int, say: Callable[[str], None]) -> dict[str, Any]:
    """From the commit that a firearm is missing in transit until a roadside check stops it, and until the case of one like it has its alert."""
    dave, heidi = cast.actor("dave"), cast.actor("heidi")
    made, _boxes, guns = making.packed_consignment(number, 1, first=80_001)
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-2", left_on=today())
    case = a_case(dave)
    for n in range(number):
        an_item(dave, case, f"BX{80_001 + n:05}")
    token = asking.cookie("dave")
    while deliver():
        pass
    at_roadside: list[float] = []
    in_case: list[float] = []
    with working(), asking.serving() as port:
        line = asking.Line(port, token)
        for n, firearm in enumerate(guns):
            serial = {"q": f"BX{80_001 + n:05}"}
            if stopped(line, serial):
                raise SystemExit(f"{serial} is stopped before it is missing")
            record_event(
                actor=heidi, firearm=firearm, event=NewEvent("missing_in_transit", {"consignment": made})
            )
            began = time.perf_counter()
            waits = threading.Thread(
                target=lambda firearm=firearm, began=began: in_case.append(alerted(firearm) - began)
            )
            waits.start()
            while not stopped(line, serial):
                pass
            at_roadside.append(time.perf_counter() - began)
            waits.join()
        line.close()
    floor = notified(number)
    result = {
        name: {"p50 ms": quantile(took, 0.5), "p95 ms": quantile(took, 0.95), "most ms": quantile(took, 1)}
        for name, took in (
            ("roadside check stops it", at_roadside),
            ("case has its alert", in_case),
            (f"floor: NOTIFY, as on {CHANNEL}", floor),
        )
    }
    say(str(result))
    worst = max(quantile(at_roadside, 0.95), quantile(in_case, 0.95))
    return {"missing": number, **result, "goal": f"p95 <= {MOST_MS} ms", "met": worst <= MOST_MS}


def stopped(line: asking.Line, serial: Mapping[str, str]) -> bool:
    """Whether the roadside check stops the firearm of a serial number; a connection that the server closed meanwhile is opened again."""
    try:
        status = line.ask("/roadside/", serial)
    except ValueError:
        line.close()
        status = line.ask("/roadside/", serial)
    if status != 200:
        raise SystemExit(f"the roadside check answers {status}")
    return b'class="stops"' in line.answer


def alerted(firearm: str) -> float:
    """When the hit of a case says that the firearm is missing; infinity after a minute."""
    try:
        until = time.perf_counter() + 60
        while time.perf_counter() < until:
            if Hit.objects.filter(firearm__public_id=firearm, how="reported").exists():
                return time.perf_counter()
            time.sleep(0.002)
        return float("inf")
    finally:
        connection.close()


def race(rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Clients who pack onto one line at once: never one above it."""
    began, packed, above = time.perf_counter(), 0, 0
    for number, (answers, standing) in enumerate(making.raced(rounds), 1):
        packed += sum(not answer.reasons for answer in answers)
        above += standing != 9
        if number % 10 == 0:
            say(f"{number} rounds, {above} of them with another number than the line's")
    return {
        "rounds": rounds,
        "clients": 40,
        "line": 9,
        "packed": packed,
        "rounds that ended with another number": above,
        "seconds a round": round((time.perf_counter() - began) / rounds, 1),
        "goal": "nine in each round",
        "met": above == 0 and packed == 9 * rounds,
    }


# Pages ----------------------------------------------------------------------------------------------------------------


def build(number: int, say: Callable[[str], None]) -> dict[str, float]:
    """Consignments by the services, then the rest in bulk; the seconds of each."""
    began = time.perf_counter()
    alice, bob, heidi, ivan = (cast.actor(name) for name in ("alice", "bob", "heidi", "ivan"))
    company = making.an_exporter(alice, bob, ivan)
    for n in range(PATTERNS):
        first = 1 + 8 * n
        made, boxes = making.a_consignment(ivan, making.an_authorisation(alice, bob, company, 8), 2)
        guns = making.a_stock(ivan, 8, first=first)
        for half, crate in enumerate(boxes):
            making.packed(ivan, crate, guns[4 * half : 4 * half + 4])
        if n == 0:
            continue
        consignments.close(actor=ivan, consignment_id=made)
        if n == 1:
            continue
        consignments.release(actor=heidi, consignment_id=made, declaration=f"MRN-{n}", left_on=today())
        seen = {"actor": heidi, "consignment_id": made}
        if n % 2:
            observing.record(leg="transit_entry", country="DK", degree="seal_intact", **seen)
        if n % 4 == 3:
            numbers = "\n".join(f"BX{first + item:05}" for item in range(1, 8)) + f"\nZZ{n}"
            observing.record(leg="entry", country="SE", degree="serial_read", serials=numbers, **seen)
        if n % 3 == 0:
            delivery = Delivery.objects.get(consignment=made).public_id
            proved(alice, delivery)
            deliveries.confirm(actor=bob, delivery_id=delivery, received_on=today())
    for n in range(4):
        a_visit(heidi, serials=(f"VX {n}",))
    took = {"by the services": time.perf_counter() - began}
    began = time.perf_counter()
    connections.close_all()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        with bare(owner, TABLES):
            for statement in _COPIES.format(number=number, patterns=PATTERNS, first=_FIRST).split(";\n"):
                owner.execute(statement.encode())
                say(" ".join(statement.split()[:4]))
        owner.execute("VACUUM ANALYZE")
    took["in bulk"] = time.perf_counter() - began
    return took


type _Pages = Mapping[str, tuple[str, Sequence[asking.Asked]]]


def pages(number: int) -> _Pages:
    """Name -> who asks, and for what."""
    step = max(1, number // 60)
    copies = [f"T3{n:012d}" for n in range(1, number, step)]
    # Of the exporter's own: the authorisations of every sixteenth four.
    own = [f"T3{n:012d}" for n in range(1, number, 64)][:: max(1, number // 64 // 60)]
    granted = [f"T1{n:012d}" for n in range(1, number // 4, max(1, number // 240))]
    # Those of the patterns, which are made last: other parts of a run leave a consignment of thousands.
    with_history, first_granted = (
        list(
            model.objects.filter(pk__lt=_FIRST).order_by("-pk").values_list("public_id", flat=True)[:PATTERNS]
        )
        for model in (Consignment, Authorisation)
    )
    at_border = list(Journey.objects.filter(state="announced").order_by("-id")[:60])
    expected = list(
        Delivery.objects.filter(state="awaited").order_by("-id").values_list("public_id", flat=True)[:60]
    )
    return {
        "list of consignments, licensing": ("alice", ["/trade/consignments/"]),
        "list of consignments, customs": ("heidi", ["/trade/consignments/"]),
        "list of consignments, exporter": ("ivan", ["/trade/consignments/"]),
        "list of consignments, inspector": ("judy", ["/trade/consignments/"]),
        "consignment, with its history": ("alice", [f"/trade/consignments/{item}/" for item in with_history]),
        "consignment, licensing": ("alice", [f"/trade/consignments/{copy}/" for copy in copies]),
        "consignment, customs": ("heidi", [f"/trade/consignments/{copy}/" for copy in copies]),
        "consignment, exporter": ("ivan", [f"/trade/consignments/{item}/" for item in own]),
        "form of a check": ("heidi", [f"/trade/consignments/{copy}/observations/new/" for copy in copies]),
        "form of a new consignment": ("ivan", ["/trade/consignments/new/"]),
        "chase list": ("alice", ["/trade/deliveries/"]),
        "chase list, all": ("alice", ["/trade/deliveries/?all=1"]),
        "delivery": ("alice", [f"/trade/deliveries/{item}/" for item in expected]),
        "list of authorisations": ("alice", ["/trade/"]),
        "list of authorisations, customs": ("heidi", ["/trade/"]),
        "authorisation, with its history": ("alice", [f"/trade/authorisations/{item}/" for item in first_granted]),
        "authorisation": ("alice", [f"/trade/authorisations/{item}/" for item in granted]),
        "authorisation, customs": ("heidi", [f"/trade/authorisations/{item}/" for item in granted]),
        "border": ("heidi", ["/trade/border/"]),
        "border, a serial number": ("heidi", [("/trade/border/", {"q": item.arms[0]["serial"]}) for item in at_border]),
        "border, a journey": ("heidi", [("/trade/border/", {"q": item.public_id}) for item in at_border]),
        "list of journeys": ("heidi", ["/trade/journeys/"]),
    }  # fmt: skip


def measure(wanted: _Pages, seconds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Each page over HTTP, by an open loop, and its queries."""
    tokens = {name: asking.cookie(name) for name in ("alice", "heidi", "ivan", "judy")}
    result: dict[str, Any] = {
        name: {"queries": asking.counted(Client(HTTP_COOKIE=tokens[who]), asked)}
        for name, (who, asked) in wanted.items()
    }
    connections.close_all()
    with asking.serving() as port:
        for name, (who, asked) in wanted.items():
            asking.open_loop(port, asked, tokens[who], rate=5, seconds=2)
            loop = asking.open_loop(port, asked, tokens[who], rate=RATE, seconds=seconds)
            result[name] |= loop | {"goal": f"p95 <= {GOAL_MS} ms", "met": loop["p95 ms"] <= GOAL_MS}
            say(f"{name}: {result[name]}")
    return result


PARTS: Final = ("steps", "alerts", "race", "pages")


def main() -> None:
    """Measure, print, keep the results; ends with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arms", type=int, default=5_000)
    parser.add_argument("--alerts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--consignments", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--keep", action="store_true", help="leave the register on the disk")
    parser.add_argument("--kept", action="store_true", help="ask pages of the register that was left")
    options = parser.parse_args()
    parts = ["pages"] if KEPT else options.only or PARTS
    began = time.perf_counter()
    file = results("trade")
    data: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}

    def say(text: str) -> None:
        print(f"[{time.perf_counter() - began:6.0f} s] {text}", flush=True)

    with running():
        if not KEPT:
            cast.build()
        if "race" in parts:
            data["race"] = race(options.rounds, say)
        if "alerts" in parts:
            data["alerts"] = alerts(options.alerts, say)
        if "steps" in parts:
            data["steps"], _guns = steps(options.arms, say)
        if "pages" in parts:
            built = {} if KEPT else build(options.consignments, say)
            keep(options.keep)
            data["pages"] = {
                "consignments": options.consignments,
                "built, seconds": {name: round(seconds) for name, seconds in built.items()},
                **measure(pages(options.consignments), options.seconds, say),
            }
        connections.close_all()
    print(json.dumps(data, indent=1))
    file.write_text(json.dumps(data, indent=1) + "\n")
    every = [item for part in parts for item in (data[part], *data[part].values()) if isinstance(item, dict)]
    if not all(item.get("met", True) for item in every):
        raise SystemExit("A goal was missed.")


if __name__ == "__main__":
    main()
