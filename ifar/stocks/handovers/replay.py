"""What the verifier asks of handovers: that whoever was on duty hands over, or the office above orders it; that what they say stood in the armoury is what placements,
issues and postings come to, and that their differences are those.

Acts are numbered when they begin and seen when they end: what was recorded within a minute before may have been seen or not, so either is right.
The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.stocks.counts_replay import INSIDE, minute_before
from ifar.stocks.handovers.standing import differing
from ifar.stocks.lying import THERE

_OPENS: Final = ("begun", "ordered")
_ACTS: Final = """
SELECT e.id, e.subject, e.n, e.kind, b.changes ->> 'armoury', b.changes ->> 'agency', e.changes FROM public.stocks_event e
JOIN public.stocks_event b ON b.record_type = 'handover' AND b.subject = e.subject AND b.kind IN ('begun', 'ordered')
WHERE e.record_type = 'handover' AND e.kind IN ('begun', 'ordered', 'agreed', 'differed') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n
"""
# What each issue of an armoury came to by the acts until an entry: how many arms are out, and whether anybody confirmed it.
_ISSUES: Final = """
SELECT e.subject, jsonb_array_length(e.changes -> 'arms') - jsonb_array_length(coalesce(w.facts -> 'back', '[]')), coalesce(w.facts ->> 'signed', '')
FROM public.stocks_event e CROSS JOIN LATERAL (SELECT jsonb_object_agg(c.key, c.value ORDER BY a.n) AS facts, bool_or(a.kind = 'returned') AS is_over
    FROM public.stocks_event a, jsonb_each(a.changes) c WHERE a.record_type = 'issue' AND a.subject = e.subject AND a.id <= %(at)s) w
WHERE e.record_type = 'issue' AND e.kind = 'issued' AND e.changes ->> 'armoury' = %(armoury)s AND e.id <= %(at)s AND NOT w.is_over ORDER BY e.subject
"""
# Handovers of an armoury by somebody else than whoever was on duty: who received it last before, by the log, or its officer in charge where nobody had.
_ON_DUTY: Final = """
SELECT e.subject, e.n, coalesce(e.changes ->> 'leaving', ''), coalesce(
    (SELECT b.changes ->> 'arriving' FROM public.stocks_event r JOIN public.ledger_entry k ON k.entry = r.id
     JOIN public.stocks_event b ON b.record_type = 'handover' AND b.subject = r.subject AND b.kind IN ('begun', 'ordered')
     WHERE r.record_type = 'handover' AND r.kind IN ('agreed', 'differed') AND k.id < l.id AND b.changes ->> 'armoury' = e.changes ->> 'armoury' ORDER BY k.id DESC LIMIT 1),
    (SELECT t.changes ->> 'charge' FROM public.stocks_event t JOIN public.ledger_entry k ON k.entry = t.id
     WHERE t.record_type = 'armoury' AND t.kind = 'taken_over' AND t.subject = e.changes ->> 'armoury' AND k.id < l.id ORDER BY k.id DESC LIMIT 1), '')
FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'handover' AND e.kind IN ('begun', 'ordered') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n
"""
# Handovers that an office ordered which never stood above the unit, nor was the unit while none stood above it.
_ORDERED: Final = """
WITH RECURSIVE above AS (
    SELECT DISTINCT e.changes ->> 'agency' AS unit, p.changes ->> 'parent' AS office FROM public.stocks_event e
    JOIN public.accounts_agencyact p ON p.agency = e.changes ->> 'agency' WHERE e.record_type = 'handover' AND e.kind = 'ordered' AND p.changes ->> 'parent' <> ''
    UNION SELECT a.unit, p.changes ->> 'parent' FROM above a JOIN public.accounts_agencyact p ON p.agency = a.office WHERE p.changes ->> 'parent' <> ''
)
SELECT e.subject, e.n FROM public.stocks_event e WHERE e.record_type = 'handover' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND CASE e.kind WHEN 'begun' THEN e.changes ->> 'office' IS DISTINCT FROM e.changes ->> 'agency'
      WHEN 'ordered' THEN NOT EXISTS (SELECT FROM above a WHERE a.unit = e.changes ->> 'agency' AND a.office = e.changes ->> 'office')
          AND (e.changes ->> 'office' IS DISTINCT FROM e.changes ->> 'agency' OR EXISTS (SELECT FROM above a WHERE a.unit = e.changes ->> 'agency')) END
ORDER BY e.subject, e.n
"""
_ROUNDS: Final = """
SELECT p.lot, sum(p.amount)::bigint FROM public.ammunition_posting p WHERE p.account = 'held' AND p.holder = ANY(%(places)s) AND p.event <= %(at)s
GROUP BY p.lot HAVING sum(p.amount) <> 0 ORDER BY p.lot
"""


def _standing(cursor: Cursor[Any], armoury: str, unit: str, at: uuid.UUID) -> tuple[dict[str, Any], int]:
    """What stood in an armoury at an entry, and how many arms moved within the minute before."""
    places = [place for (place,) in cursor.execute(INSIDE, {"at": at, "armoury": armoury}).fetchall()]
    asked = {"places": places, "holder": unit, "until": at, "sure": minute_before(at)}
    lay = cursor.execute(THERE, asked).fetchall()
    issued = cursor.execute(_ISSUES, {"armoury": armoury, "at": at}).fetchall()
    rounds = cursor.execute(_ROUNDS, {"places": places, "at": at}).fetchall()
    stands = {
        "in": sum(is_there for _arm, is_there, _open in lay),
        "out": sum(arms for _issue, arms, _signed in issued),
        "issues": len(issued),
        "unsigned": [issue for issue, _arms, signed in issued if not signed],
        "rounds": [{"lot": lot, "quantity": many} for lot, many in rounds],
    }
    return stands, sum(is_open for _arm, _there, is_open in lay)


def _parts(stands: dict[str, Any]) -> dict[str, Counter[str]]:
    """A standing by what can have moved apart from the rest: issues by who confirmed them, rounds by lot."""
    return {
        "issues": Counter({"out": stands["out"], "issues": stands["issues"]}),
        "unsigned": Counter(stands["unsigned"]),
        "rounds": Counter({str(line["lot"]): int(line["quantity"]) for line in stands["rounds"]}),
    }


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_ACTS, {"all": objects is None, "objects": sorted(objects or ())})
    for at, subject, n, kind, armoury, unit, changes in cursor.fetchall():
        place = f"handover {subject}, act {n}"
        said = changes["left"] if kind in _OPENS else changes["stands"]
        stands, open_arms = _standing(cursor, armoury, unit, at)
        before, _open = _standing(cursor, armoury, unit, minute_before(at))
        ours, earlier, theirs = _parts(stands), _parts(before), _parts(said)
        still = [name for name, part in ours.items() if part == earlier[name] and part != theirs[name]]
        if still or abs(stands["in"] - said["in"]) > open_arms:
            yield Difference("not_allowed", place, str(said), str(stands))
        if kind not in _OPENS:
            differences = differing(said, changes["counted"])
            if changes.get("differences", []) != differences or (kind == "agreed") == bool(differences):
                yield Difference(
                    "not_allowed", place, f"{kind}, {changes.get('differences')}", str(differences)
                )


def _check_duty(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each was begun by whoever was on duty, or ordered by the office above while they were."""
    asked = {"all": objects is None, "objects": sorted(objects or ())}
    for subject, n, leaving, on_duty in cursor.execute(_ON_DUTY, asked).fetchall():
        if leaving != on_duty:
            yield Difference("not_allowed", f"handover {subject}, act {n}", leaving, on_duty)
    for subject, n in cursor.execute(_ORDERED, asked).fetchall():
        place = f"handover {subject}, act {n}"
        yield Difference("not_allowed", place, "ordered by another office", "the unit or the office above it")


HANDOVERS: Final = (
    Replay(name="stocks_handovers", check=_check),
    Replay(name="stocks_on_duty", check=_check_duty),
)
