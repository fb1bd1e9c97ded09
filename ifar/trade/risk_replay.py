"""What the verifier asks of the risk assessment of each grant, resumption, change and extension, by what the log and the list said then.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.trade import risk
from ifar.trade.acts import GATED

_EVENTS: Final = """
SELECT e.subject, e.n, e.kind, e.changes::text, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), l.id,
       (SELECT o.country FROM public.accounts_agency o WHERE o.public_id = l.agency)
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'authorisation' AND (e.kind IN ('drafted', 'changed', 'assessed') OR e.kind = ANY(%(gated)s)) AND (%(all)s OR e.subject = ANY(%(objects)s))
ORDER BY l.id
"""
_ROWS: Final = """
SELECT coalesce(l.id, 0), r.code, r.content::text FROM public.reference_revision r
JOIN public.reference_listversion v ON v.list_id = r.list_id AND v.version = r.version
LEFT JOIN public.ledger_entry l ON l.entry = v.entry
WHERE r.list_id = 'risk_criterion' ORDER BY r.version, r.code
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_ROWS)
    revisions = [(place, code, json.loads(content)) for place, code, content in cursor.fetchall()]
    cursor.execute(
        _EVENTS,
        {
            "all": objects is None,
            "objects": sorted(objects or ()),
            "gated": list(GATED),
            "zone": settings.TIME_ZONE,
        },
    )
    records: dict[str, dict[str, Any]] = {}
    for subject, n, kind, changes, day, place, home in cursor.fetchall():
        now = records[subject] = {**records.get(subject, {}), **json.loads(changes)}
        if kind not in GATED:
            continue
        rows = {code: {**content, "code": code} for at, code, content in revisions if at <= place}
        for text in _against(now, home, list(rows.values()), day):
            yield Difference(
                "not_allowed",
                f"authorisation {subject}, act {n}",
                f"{kind}: {text}",
                "an assessed risk (ATT art. 6-7)",
            )


def _against(now: dict[str, Any], home: str, rows: list[dict[str, Any]], day: str) -> list[str]:
    try:
        reasons = risk.against(
            now["kind"], home, now["risk"], now.get("answers") or [], rows, dt.date.fromisoformat(day)
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return ["it says what cannot be read"]
    return [f"{reason.code} {reason.params['criterion']}" for reason in reasons]


RISK: Final = Replay(name="trade_risk", check=_check)
