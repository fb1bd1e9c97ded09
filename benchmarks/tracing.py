"""Tracing at the size of a country: 100,000 requests of ten years. How long the queue, the funnel, a search, a lot and a request take.

Some dozen requests of every kind are made by the services, with chains, questions to dealers, delays, answers, refusals and lots, so that
their histories stand in the log. The rest are copies of these rows with other numbers, days and States, made in the server with the
triggers off; what the figures are counted from is then computed by the database's own function, as with each act. Answers stand in the log
too, because the log of what left is on the page of figures. Pages are asked over HTTP, of an officer of the largest desk who is signed in
under a purpose, and their queries are counted. Goal: 150 ms at the 95th percentile.

`--requests` takes another size; `--keep` leaves the register on the disk and `--kept` measures on it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import psycopg
from django.db import connections
from django.test import Client
from stage import KEPT, asking, keep, results, running
from stage.bulk import bare

from ifar.tracing.content import Content
from ifar.tracing.models import Request, Step
from ifar.tracing.services import answering, chains, requests
from ifar.tracing.steps import Answer
from tests import cast
from tests.factories import a_firearm

GOAL_MS: Final = 150
RATE: Final = 8
SECONDS: Final = 20
YEARS: Final = 10
PATTERNS: Final = 30
"""Requests that the services make; every other one is a copy of one of these."""
_FIRST: Final = 10_000_000
"""Keys of the rows in bulk begin above those of the services."""
TABLES: Final = (
    "tracing_request", "tracing_step", "tracing_delay", "tracing_scope", "tracing_measure", "tracing_alike", "tracing_event", "ledger_entry",
)  # fmt: skip
STATES: Final = (
    "BE", "IT", "FR", "DE", "ES", "PT", "GH", "NG", "KE", "UG", "SL", "ML", "NE", "BF", "SN", "US", "BR", "AR", "CZ", "AT", "CH", "RS",
    "HR", "TR", "EG", "JO", "KR", "ZA", "MX", "CL",
)  # fmt: skip
_COPIES: Final = """
CREATE TEMPORARY TABLE pattern AS SELECT row_number() OVER (ORDER BY id) - 1 AS k, * FROM tracing_request WHERE id < {first};
CREATE TEMPORARY TABLE copied AS SELECT i, p.k, p.id AS from_id, i * {days} / {requests} * interval '1 day' AS ago,
    CASE WHEN p.direction = 'domestic' THEN p.country ELSE ({states})[1 + i % {count}] END AS country,
    CASE WHEN p.due_at IS NULL OR i * 40 < {requests} THEN p.state WHEN p.direction = 'outgoing' THEN 'answered' ELSE 'not_found' END AS state
    FROM generate_series(1, {requests}) AS i JOIN pattern p ON p.k = i % {patterns};
INSERT INTO tracing_request SELECT r.* FROM copied c JOIN pattern p USING (k),
    LATERAL jsonb_populate_record(NULL::tracing_request, to_jsonb(p) || jsonb_build_object(
    'id', {first} + c.i, 'public_id', 'O' || lpad(c.i::text, 13, '0'), 'country', c.country, 'state', c.state,
    'number', CASE WHEN p.number <> '' THEN 'T-' || c.i || '/' || c.i % 10 END, 'reference', CASE WHEN p.reference <> '' THEN 'R-' || c.i ELSE '' END,
    'opened_at', p.opened_at - c.ago, 'sent_at', p.sent_at - c.ago, 'acknowledged_at', p.acknowledged_at - c.ago + c.i % 7 * interval '1 day',
    'ended_at', CASE WHEN c.state IN ('answered', 'not_found', 'restricted', 'refused', 'withdrawn') THEN coalesce(p.ended_at, p.sent_at) - c.ago + c.i % 60 * interval '1 day' END,
    'due_at', CASE WHEN c.state = p.state THEN p.due_at END, 'ground', CASE WHEN c.state = p.state THEN p.ground ELSE '' END,
    'recovered_on', p.recovered_on - c.i % 3000, 'item', '', 'firearm', CASE WHEN p.firearm <> '' THEN 'F' || lpad(c.i::text, 13, '0') ELSE '' END,
    'lot', CASE WHEN p.thing = 'ammunition' THEN jsonb_build_object('headstamp', 'KW ' || c.i % 400, 'lot', 'L-' || c.i / 5, 'calibre', '7.62x39') ELSE '{{}}' END,
    'searches', '[]'::jsonb, 'parent', '')) AS r;
INSERT INTO tracing_step SELECT r.* FROM copied c JOIN tracing_step s ON s.request_id = c.from_id,
    LATERAL jsonb_populate_record(NULL::tracing_step, to_jsonb(s) || jsonb_build_object(
    'id', {first} + c.i * 16 + s.line, 'public_id', 'Q' || lpad((c.i * 16 + s.line)::text, 13, '0'), 'request_id', {first} + c.i,
    'on', s."on" - c.i % 4000, 'asked_at', s.asked_at - c.ago, 'answered_at', coalesce(s.answered_at, s.asked_at) - c.ago, 'due_at', s.due_at - c.ago,
    'state', CASE WHEN s.state = 'asked' THEN 'failed' ELSE s.state END,
    'failure', CASE WHEN s.state = 'asked' THEN 'no_answer' ELSE s.failure END)) AS r;
INSERT INTO tracing_delay (id, request_id, ground, began_at, ended_at) SELECT gen_random_uuid(), {first} + c.i, d.ground, d.began_at - c.ago, coalesce(d.ended_at, d.began_at) - c.ago + c.i % 50 * interval '1 day'
    FROM copied c JOIN tracing_delay d ON d.request_id = c.from_id;
CREATE TEMPORARY TABLE told AS SELECT c.i, e.id AS from_id, l.recorded_at - c.ago AS at,
    (lpad(to_hex((extract(epoch FROM l.recorded_at - c.ago) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(c.i % 4096), 3, '0') || '8000' || lpad(to_hex(c.i), 12, '0'))::uuid AS id
    FROM copied c JOIN pattern p USING (k) JOIN tracing_event e ON e.subject = p.public_id AND e.kind IN ('answered', 'restricted')
    JOIN ledger_entry l ON l.entry = e.id;
INSERT INTO ledger_entry (entry, schema, act, actor, agency, recorded_at, object, previous, commitments, canonical, leaf)
    SELECT t.id, l.schema, l.act, l.actor, l.agency, t.at, 'O' || lpad(t.i::text, 13, '0'), NULL, l.commitments, l.canonical, l.leaf
    FROM told t JOIN ledger_entry l ON l.entry = t.from_id ORDER BY t.at;
INSERT INTO tracing_event SELECT r.* FROM told t JOIN tracing_event e ON e.id = t.from_id,
    LATERAL jsonb_populate_record(NULL::tracing_event, to_jsonb(e) || jsonb_build_object('id', t.id, 'subject', 'O' || lpad(t.i::text, 13, '0'))) AS r;
ALTER TABLE tracing_late DISABLE TRIGGER projection_only;
SELECT count(tracing_measure_anew(id)) FROM tracing_request WHERE id > {first};
ALTER TABLE tracing_late ENABLE ALWAYS TRIGGER projection_only
"""
"""Copies of what the services wrote; a new column comes along without a word here."""


def build(number: int, say: Callable[[str], None]) -> dict[str, float]:
    """Requests by the services, then the rest in bulk; the seconds of each."""
    took: dict[str, float] = {}
    began = time.perf_counter()
    _by_the_services()
    took["by the services"] = time.perf_counter() - began
    began = time.perf_counter()
    states = "ARRAY[" + ", ".join(f"'{state}'" for state in STATES) + "]"
    value = {
        "requests": number,
        "patterns": PATTERNS,
        "first": _FIRST,
        "days": YEARS * 365,
        "states": states,
        "count": len(STATES),
    }
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        with bare(owner, TABLES):
            for statement in _COPIES.format(**value).split(";\n"):
                owner.execute(statement.encode())
                say(" ".join(statement.split()[:4]))
        owner.execute("VACUUM ANALYZE")
    took["in bulk"] = time.perf_counter() - began
    return took


def _by_the_services() -> None:
    dave, erin, heidi, ivan = (cast.actor(name) for name in ("dave", "erin", "heidi", "ivan"))
    alice = cast.actor("alice")
    whole = Content(
        country="BE", identity={"make": "beretta", "type": "pistol", "calibre": "9x19"}, illicit=("law",), use="investigation",
        recovered_on=dt.date(2026, 3, 1), circumstances="Found in the boot of a car at a checkpoint.",
    )  # fmt: skip
    why = "Proceedings 12/26 are under way and would be compromised."
    for n in range(PATTERNS):
        value = replace(
            whole,
            number=f"T-{n}/26",
            marks=({"kind": "serial", "text": f"KW{5000 + n}1B"},),
            country=STATES[n % 3],
        )
        if n % 10 == 7:
            value = replace(
                value,
                thing="ammunition",
                identity={},
                marks=(),
                lot={"headstamp": f"KW {n}", "lot": f"L-{n}", "calibre": "7.62x39"},
            )
        if n % 3 == 0:
            draft_request = requests.draft_request(actor=dave, said=value)
            requests.send_request(actor=dave, request_id=draft_request)
            if n % 2:
                answering.acknowledge(actor=dave, request_id=draft_request, reference=f"BE-{n}")
                answering.note_progress(actor=dave, request_id=draft_request)
                answering.answer(actor=dave, request_id=draft_request, note="Exported to your State in 2019.")
            continue
        if n % 3 == 1:
            draft_request = requests.receive_request(actor=erin, said=value, reference_number=f"BE-{n}/26")
        else:
            draft_request = requests.draft_request(
                actor=heidi, said=replace(value, office=erin.agency), direction="domestic"
            )
            requests.send_request(actor=heidi, request_id=draft_request)
        if n % 10 == 9:
            answering.refuse(actor=erin, request_id=draft_request, ground="investigation", note=why)
            continue
        answering.acknowledge(actor=erin, request_id=draft_request)
        if n % 10 == 8:
            answering.delay(actor=erin, request_id=draft_request, ground="confidentiality_law", note=why)
            answering.resume(actor=erin, request_id=draft_request)
        answering.search_register(actor=erin, request_id=draft_request)
        if value.thing == "firearm" and n % 4:
            arm = a_firearm(alice, f"KW{5000 + n}1B").firearm
            answering.identify(actor=erin, request_id=draft_request, firearm=arm)
        rounds = 5000 if value.thing == "ammunition" else None
        made = Answer(
            "passed_on",
            dt.date(2019, 5, 2),
            "dealer",
            to_country="XX",
            source="Export list 7",
            quantity=rounds,
        )
        chains.note_link(actor=erin, request_id=draft_request, role="maker", country="BE", said=made)
        asked = chains.ask_trader(actor=erin, request_id=draft_request, trader=ivan.agency)
        if n % 5:
            sold = Answer(
                "passed_on",
                dt.date(2024, 2, 28),
                "holder",
                source="Book 3",
                quantity=rounds,
                described={"name": "Kofi Mensah"},
            )
            chains.answer_question(actor=ivan, step_id=asked, said=sold)
        else:
            chains.find_nothing_in_book(actor=ivan, step_id=asked, failure="no_record")
        if n % 7 == 0:
            chains.note_link(
                actor=erin,
                request_id=draft_request,
                role="holder",
                said=Answer("diverted", dt.date(2025, 5, 1), diversion="theft", source="Report 4/25"),
            )
        if n % 6 == 5:
            answering.find_nothing(actor=erin, request_id=draft_request)
        elif n % 6 != 4 and n % 4 and value.thing == "firearm":
            answering.answer(actor=erin, request_id=draft_request)


def pages(number: int) -> dict[str, list[str]]:
    """Name -> the addresses that are asked."""
    draw = random.Random(1)
    some = draw.sample(range(1, number), 60)
    own = list(Request.objects.filter(pk__lt=_FIRST).values_list("public_id", flat=True))
    today = dt.datetime.now(dt.UTC).date()
    return {
        "queue, to be done here": ["/tracing/"],
        "queue, waiting for others": ["/tracing/?show=asked"],
        "queue, overdue": ["/tracing/?show=late"],
        "queue, ended": ["/tracing/?show=ended"],
        "queue, all": ["/tracing/?show=all"],
        "queue, of one State": ["/tracing/?show=all&country=GH&direction=incoming"],
        "search, by our number": [f"/tracing/?show=all&q=T-{item}/" for item in some],
        "search, by their number": [f"/tracing/?show=all&q=R-{item}" for item in some],
        "search, a number that nobody has": ["/tracing/?show=all&q=ZZ-0815"],
        "lots, by headstamp and lot": [f"/tracing/lots/?headstamp=KW&lot=L{item // 5}" for item in some],
        "figures, of one year": ["/tracing/figures/"],
        "figures, of ten years": [
            f"/tracing/figures/?since={today.year - YEARS}-01-01&until={today:%Y-%m-%d}"
        ],
        "what left, in ten years": [
            f"/tracing/left/?since={today.year - YEARS}-01-01&until={today:%Y-%m-%d}"
        ],
        "request, with its history": [f"/tracing/{item}/" for item in own],
    }


def measure(number: int, say: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    """Each page over HTTP, by an open loop, and its queries."""
    token, wanted = asking.cookie("erin"), pages(number)
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
    parser.add_argument("--requests", type=int, default=100_000)
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
            built = build(options.requests, say)
        keep(options.keep)
        outcome = measure(options.requests, say)
        links = Step.objects.count()
        connections.close_all()
    result = {
        "requests": options.requests,
        "links": links,
        "years": YEARS,
        "built, seconds": {name: round(seconds) for name, seconds in built.items()},
        "pages": outcome,
    }
    print(json.dumps(result, indent=1))
    results("tracing").write_text(json.dumps(result, indent=1) + "\n")
    if not all(page["met"] for page in outcome.values()):
        raise SystemExit("A goal was missed.")


if __name__ == "__main__":
    main()
