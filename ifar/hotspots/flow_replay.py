"""What the verifier asks of acts from a signal to an effect beyond their declaration: the check before the approval, the feedback guard, digests, and that
an analysis of the past raises nothing.

Whoever can alter rows could switch the triggers off first: so the same rules are asked again here, of the events.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor

from ifar.hotspots import detection_run
from ifar.hotspots import response as rules
from ifar.hotspots.alert import is_live
from ifar.hotspots.statistics import surveillance_bias
from ifar.ledger.sources import Difference, Replay

_EVENTS: Final = """
SELECT e.subject, e.record_type, e.kind, e.changes,
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{}') FROM public.ledger_personal p WHERE p.entry = e.id),
       EXISTS (SELECT FROM public.ledger_erasure x WHERE x.entry = e.id),
       (SELECT jsonb_build_object('last', r.changes ->> 'last', 'asked', to_char(a.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'))
        FROM public.hotspots_event r JOIN public.ledger_entry a ON a.entry = r.id
        WHERE r.record_type = 'run' AND r.kind = 'asked' AND r.subject = e.changes ->> 'run' AND e.record_type = 'alert' LIMIT 1)
FROM public.hotspots_event e
WHERE e.record_type IN ('run', 'alert', 'hotspot', 'report', 'response', 'plan') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n
"""
Run = Mapping[str, Any]
"""The last day of a run, and the day on which it was asked for."""
Row = tuple[str, str, Mapping[str, Any], Mapping[str, Any], bool, Run | None]


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_EVENTS, {"all": objects is None, "objects": sorted(objects or ())})
    result: dict[str, list[Row]] = defaultdict(list)
    for subject, *rest in cursor.fetchall():
        result[subject].append(tuple(rest))
    for subject in sorted(result):
        place = f"{result[subject][0][0]} {subject}"
        for act, wrong, should in _wrongs(result[subject]):
            yield Difference("not_allowed", f"{place}, act {act}", wrong, should)


def _wrongs(events: list[Row]) -> Iterator[tuple[int, str, str]]:
    stood: dict[str, Any] = {}
    words: dict[str, Any] = {}
    erased = False
    for n, (record_type, kind, changes, personal, gone, run) in enumerate(events, 1):
        now = {**stood, **changes}
        erased = erased or gone
        words = dict(personal.get("words") or words)
        match record_type, kind:
            case "run", "done":
                if detection_run.digest(now["findings"], now["forecast"], now["risk"]) != now["result"]:
                    yield n, "another result", "what its digest says"
            case "report", "issued":
                if detection_run.digest(now["content"]) != now["digest"]:
                    yield n, "another content", "what its digest says"
            case "alert", "raised" | "seen":
                if run is not None and not _looks_now(run):
                    yield n, "raised by a run over the past", "an analysis, which raises nothing"
                if surveillance_bias.capped(now["level"], now["kinds"])[1]:
                    yield n, "a level on own recoveries alone", "watch"
            case "hotspot", "opened" | "revised" | "levelled":
                reason = "erased" if erased else str(words.get("level_reason", ""))
                if surveillance_bias.capped(now["level"], now["kinds"], reason=reason)[1]:
                    yield n, "a level on own recoveries alone", "a person's reason"
            case "response", "amended" | "returned":
                now["rights"] = {}
            case "response", "approved":
                mitigated = {
                    q: "erased" if erased else str(words.get(f"mitigation:{q}", "")) for q in rules.RIGHTS
                }
                if rules.checked(stood.get("rights") or {}, mitigated):
                    yield n, "approved without the human-rights check", "the check before it"
            case "response", "closed":
                if any(task["state"] == "open" for task in stood.get("tasks") or ()):
                    yield n, "closed with an open task", "none"
            case "plan", "ended":
                if any(criterion["state"] == "open" for criterion in stood.get("criteria") or ()):
                    yield n, "ended with a criterion that was not judged", "a judgement of each"
        stood = now


def _looks_now(run: Run) -> bool:
    """Whether a run looked at the time in which it was asked for; what is no day says nothing of it."""
    try:
        return is_live(dt.date.fromisoformat(run["last"]), dt.date.fromisoformat(run["asked"]))
    except (TypeError, ValueError):
        return False


FLOW: Final = Replay(name="hotspots_flow", check=_check)
