"""What the verifier asks of acts from a signal to an effect beyond their table: two people, the check before approval, the feedback guard, and that
an analysis of the past raises nothing.

Whoever can alter rows could switch the triggers off first: so the same rules are asked again here, of the events and who entered them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from psycopg import Cursor

from ifar.acts.people import PEOPLE
from ifar.hotspots import caution, looking
from ifar.hotspots import response as rules
from ifar.hotspots.alert import is_live
from ifar.ledger.sources import Difference, Replay

_EVENTS: Final = f"""
SELECT e.subject, e.noun, e.kind, e.changes, l.actor,
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{{}}') FROM ledger_personal p WHERE p.entry = e.id),
       EXISTS (SELECT FROM ledger_erasure x WHERE x.entry = e.id),
       (SELECT jsonb_build_object('last', r.changes ->> 'last', 'agency', r.changes ->> 'agency',
                                  'asked', to_char(a.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'))
        FROM hotspots_event r JOIN ledger_entry a ON a.entry = r.id
        WHERE r.noun = 'run' AND r.kind = 'asked' AND r.subject = e.changes ->> 'run' AND e.noun = 'alert' LIMIT 1), {PEOPLE}
FROM hotspots_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.noun IN ('run', 'alert', 'hotspot', 'report', 'response') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n
"""
Run = Mapping[str, Any]
"""The last day of a run, the day on which it was asked for, and whose it is."""
Row = tuple[str, str, Mapping[str, Any], str, Mapping[str, Any], bool, Run | None, Sequence[str]]


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_EVENTS, {"all": objects is None, "objects": sorted(objects or ())})
    found: dict[str, list[Row]] = defaultdict(list)
    for subject, *rest in cursor.fetchall():
        found[subject].append(tuple(rest))
    for subject in sorted(found):
        place = f"{found[subject][0][0]} {subject}"
        for act, wrong, should in _wrongs(found[subject]):
            yield Difference("not_allowed", f"{place}, act {act}", wrong, should)


def _wrongs(events: list[Row]) -> Iterator[tuple[int, str, str]]:
    stood: dict[str, Any] = {}
    words: dict[str, Any] = {}
    erased = False
    drafted: set[str] = set()
    for n, (noun, kind, changes, actor, personal, gone, run, people) in enumerate(events, 1):
        now = {**stood, **changes}
        erased = erased or gone
        words = dict(personal.get("words") or words)
        match noun, kind:
            case "run", "done":
                if looking.digest(now["findings"], now["forecast"], now["risk"]) != now["result"]:
                    yield n, "another result", "what its digest says"
            case "report", "issued":
                if looking.digest(now["content"]) != now["digest"]:
                    yield n, "another content", "what its digest says"
            case "alert", "raised" | "seen":
                if run is None or run["agency"] != now.get("agency"):
                    yield n, "found by no run of its office", "a run of its office"
                elif not _looks_now(run):
                    yield n, "raised by a run over the past", "an analysis, which raises nothing"
                if caution.capped(now["level"], now["kinds"])[1]:
                    yield n, "a level on own recoveries alone", "watch"
            case "hotspot", "opened" | "revised" | "levelled":
                reason = "erased" if erased else str(words.get("level_reason", ""))
                if caution.capped(now["level"], now["kinds"], reason=reason)[1]:
                    yield n, "a level on own recoveries alone", "a person's reason"
            case "response", "amended" | "returned":
                if now.get("checked_by") or now.get("rights"):
                    yield n, "a check that stands after it was changed or sent back", "none"
            case "response", "checked" if not drafted.isdisjoint(people):
                yield n, "checked by whoever drafted it", "another person"
            case "response", "approved":
                mitigated = {
                    q: "erased" if erased else str(words.get(f"mitigation:{q}", "")) for q in rules.RIGHTS
                }
                if not stood.get("checked_by") or rules.checked(stood.get("rights") or {}, mitigated):
                    yield n, "approved without the human-rights check", "the check before it"
                if not drafted.isdisjoint(people) or now["approved_by"] != actor:
                    yield n, "approved by whoever drafted or checked it", "another person"
            case "response", "closed":
                if any(task["state"] == "open" for task in stood.get("tasks") or ()):
                    yield n, "closed with an open task", "none"
        if noun == "response" and kind in ("proposed", "amended", "checked"):
            drafted.add(actor)
        stood = now


def _looks_now(run: Run) -> bool:
    """Whether a run looked at the time in which it was asked for; what is no day says nothing of it."""
    try:
        return is_live(dt.date.fromisoformat(run["last"]), dt.date.fromisoformat(run["asked"]))
    except (TypeError, ValueError):
        return False


REPLAYS: Final = (Replay(name="hotspots_flow", check=_check),)
