"""What the verifier asks of acts from a signal to an effect beyond their table: two people, the check before approval, the feedback guard.

Whoever can alter rows could switch the triggers off first: so the same rules are asked again here, of the events and who entered them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from psycopg import Cursor

from ifar.accounts.stand_ins import PEOPLE
from ifar.hotspots import caution, looking
from ifar.hotspots import response as rules
from ifar.ledger.sources import Difference, Replay

_EVENTS: Final = f"""
SELECT e.subject, e.noun, e.kind, e.changes, l.actor,
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{{}}') FROM ledger_personal p WHERE p.entry = e.id),
       EXISTS (SELECT FROM ledger_erasure x WHERE x.entry = e.id), {PEOPLE}
FROM hotspots_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.noun IN ('run', 'alert', 'hotspot', 'report', 'response') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n
"""
Row = tuple[str, str, Mapping[str, Any], str, Mapping[str, Any], bool, Sequence[str]]


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
    for n, (noun, kind, changes, actor, personal, gone, people) in enumerate(events, 1):
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


REPLAYS: Final = (Replay(name="hotspots_flow", check=_check),)
