"""What the verifier asks of marking campaigns besides their records: that each number that an arm bears by one is that of its event, and was one of a campaign that ran; that
what was said to be carried out was; that nobody closed what they carried out.

Worked out anew from the acts in the order of the log. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.stocks.campaigns.numbers import EXCEPTIONS, LARGEST, explains, number_of
from ifar.stocks.counts_replay import INSIDE, minute_before
from ifar.stocks.lying import THERE

_ACTS: Final = """
SELECT e.subject, e.kind, e.changes, e.details, e.id, l.actor, l.agency FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'campaign' ORDER BY l.id
"""
_STRUCK: Final = """
SELECT e.paper, l.object, e.id, l.agency, coalesce(e.details ->> 'order', ''), e.changes -> 'marks', coalesce(p.proposer, l.actor)
FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id LEFT JOIN public.accounts_proposal p ON p.public_id = e.proposal AND e.proposal <> ''
WHERE e.kind = 're_marked' AND e.paper ~ '^Z[0-9A-Z]{13}$' ORDER BY l.id
"""
_LIVE: Final = "SELECT s.event, s.campaign, s.firearm, s.mark, s.text, s.number FROM public.stocks_struck s"
# Which of some arms bore a mark of a kind by the events of their lives until an entry, by the last word of each mark; or were no whole firearms of a stock of the State.
_BEARING: Final = """
SELECT DISTINCT f.public_id FROM public.registry_firearm f CROSS JOIN LATERAL (
    SELECT DISTINCT ON (m ->> 'n') m FROM public.registry_event e, jsonb_array_elements(coalesce(e.changes -> 'marks', '[]')) m
    WHERE e.firearm_id = f.id AND e.id <= %(until)s ORDER BY m ->> 'n', e.n DESC) w
WHERE f.public_id = ANY(%(arms)s) AND w.m ->> 'kind' = %(mark)s AND coalesce(w.m ->> 'text_status', 'known') = 'known'
  AND NOT coalesce((w.m ->> 'retired')::boolean, false)
UNION SELECT f.public_id FROM public.registry_firearm f
CROSS JOIN LATERAL (SELECT jsonb_object_agg(c.key, c.value ORDER BY e.n) AS facts FROM public.registry_event e, jsonb_each(e.changes - 'marks') AS c
    WHERE e.firearm_id = f.id AND e.id <= %(until)s) w
WHERE f.public_id = ANY(%(arms)s) AND (f.item <> 'firearm' OR (w.facts ->> 'ownership', w.facts ->> 'custody') <> ('state', 'store'))
"""
_OPEN: Final = frozenset({"ordered", "excepted", "sent_back"})
_OVER: Final = frozenset({"closed", "sent_back", "abandoned"})


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    acts: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for subject, *act in cursor.execute(_ACTS).fetchall():
        acts[subject].append(tuple(act))
    struck: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for paper, *event in cursor.execute(_STRUCK).fetchall():
        struck[paper].append(tuple(event))
    live = {event: tuple(row) for event, *row in cursor.execute(_LIVE).fetchall()}
    borne: dict[tuple[str, str], uuid.UUID] = {}
    for campaign in sorted(acts.keys() | struck.keys()):
        results = list(_campaign(cursor, campaign, acts[campaign], struck[campaign], live, borne))
        if objects is None or campaign in objects:
            yield from results
    for event, row in sorted(live.items()):
        yield Difference(
            "state_stray", f"campaign {row[0]}, number {row[3]}", f"event {event}", "no row: no event says so"
        )


def _campaign(
    cursor: Cursor[Any],
    campaign: str,
    acts: list[tuple[Any, ...]],
    struck: list[tuple[Any, ...]],
    live: dict[uuid.UUID, tuple[Any, ...]],
    borne: dict[tuple[str, str], uuid.UUID],
) -> Iterator[Difference]:
    """What does not hold of one campaign; takes its rows out of `live`."""
    ordered: dict[str, Any] = acts[0][1] if acts and acts[0][0] == "ordered" else {}
    used: dict[uuid.UUID, int] = {}
    for arm, event, agency, order, marks, _proposer in struck:
        texts = [mark.get("text", "") for mark in marks or () if mark.get("kind") == ordered.get("mark")]
        number = (
            number_of(texts[0], ordered["prefix"], ordered["last"]) if len(texts) == 1 and ordered else None
        )
        place = f"campaign {campaign}, firearm {arm}"
        running = [kind for kind, _changes, _details, at, *_who in acts if at <= event][-1:]
        fits = (
            number is not None
            and ordered["first"] <= number <= ordered["last"]
            and (agency, order) == (ordered["agency"], ordered["order"])
            and bool(_OPEN.intersection(running))
        )
        if not fits or borne.setdefault((ordered["mark"], texts[0]), event) != event:
            yield Difference(
                "not_allowed", place, f"{texts}", "a number of a campaign that runs, which no other arm bears"
            )
        if number is not None:
            used[event] = number
            row = (campaign, arm, ordered["mark"], texts[0], number)
            found = live.pop(event, None)
            if found != row:
                yield Difference("state_differs", place, repr(found), repr(row))
    yield from _acts(cursor, campaign, ordered, acts, struck, used)


def _acts(
    cursor: Cursor[Any],
    campaign: str,
    ordered: dict[str, Any],
    acts: list[tuple[Any, ...]],
    struck: list[tuple[Any, ...]],
    used: dict[uuid.UUID, int],
) -> Iterator[Difference]:
    executors: set[str] = set()
    exceptions: list[list[str]] = []
    for n, (kind, changes, details, at, actor, _agency) in enumerate(acts, 1):
        place = f"campaign {campaign}, act {n}"
        if kind == "ordered" and not 0 <= changes["last"] - changes["first"] < LARGEST:
            yield Difference(
                "not_allowed", place, f"{changes['first']}-{changes['last']}", "a range that can be struck"
            )
        if kind == "excepted":
            exceptions += details["rows"]
            arms = [arm for arm, _ground in exceptions]
            wrong = [ground for _arm, ground in details["rows"] if ground not in EXCEPTIONS]
            if changes["exceptions"] != exceptions or wrong or len(set(arms)) < len(arms):
                yield Difference("not_allowed", place, f"{changes['exceptions']}", f"{exceptions}")
        if kind == "finished":
            numbers = [number for event, number in used.items() if event <= at]
            if not explains(changes.get("gaps", []), ordered.get("first", 1), numbers):
                yield Difference(
                    "not_allowed", place, f"{changes.get('gaps')}", f"the gaps of {sorted(numbers)}"
                )
            if left := _left(cursor, ordered, at, {arm for arm, _ground in exceptions}):
                yield Difference(
                    "not_allowed", place, f"carried out, {left} left", "every arm marked, or said why not"
                )
        if kind in _OVER:
            handed = {proposer for _arm, event, *_rest, proposer in struck if event <= at}
            if actor in executors | handed:
                yield Difference(
                    "not_allowed", place, f"{kind} by {actor}, who carried it out", "another person"
                )
        if kind in ("excepted", "finished"):
            executors.add(actor)


def _left(cursor: Cursor[Any], ordered: dict[str, Any], at: uuid.UUID, excepted: set[str]) -> list[str]:
    """Arms that lay in the armouries at an entry, bore no mark and are no exception."""
    places = sorted(
        {
            place
            for store in ordered.get("stores", ())
            for (place,) in cursor.execute(INSIDE, {"at": at, "armoury": store}).fetchall()
        }
    )
    asked = {"places": places, "holder": ordered.get("agency", ""), "until": at, "sure": minute_before(at)}
    there = {
        arm for arm, is_there, is_open in cursor.execute(THERE, asked).fetchall() if is_there and not is_open
    }
    bare = {"arms": sorted(there - excepted), "until": at, "mark": ordered.get("mark", "")}
    return sorted(there - excepted - {arm for (arm,) in cursor.execute(_BEARING, bare).fetchall()})


CAMPAIGNS: Final = (Replay(name="stocks_campaigns", check=_check),)
