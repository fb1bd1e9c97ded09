"""What the verifier asks of earlier refusals besides their records: whether each that the log knew when something was granted was answered by then, and so
each match that stood then of somebody who had been named before.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too. Records of the
register that were joined are one party only for who asks now: the verifier holds the same record.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.trade.acts import GATED
from ifar.trade.deliveries.replay import is_same_party

ABROAD: Final = ("consignee", "end_user", "broker", "carrier")
_EVENTS: Final = """
SELECT e.record_type, e.subject, e.n, e.kind, e.changes::text, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'),
       (SELECT pg_catalog.jsonb_object_agg(p.field, p.value)::text FROM public.ledger_personal p
        WHERE e.record_type = 'party' AND p.entry = l.entry AND p.field IN ('who', 'number'))
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type IN ('party', 'authorisation', 'denial', 'match') ORDER BY l.id
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    if objects is not None and not any(code.startswith("T") for code in objects):
        return
    cursor.execute(_EVENTS, {"zone": settings.TIME_ZONE})
    records: dict[str, dict[str, Any]] = {}
    refused: list[str] = []
    named = _Matches()
    for record_type, subject, n, kind, changes, day, personal in cursor.fetchall():
        was = records.get(subject, {})
        now = {**was, **json.loads(changes), **json.loads(personal or "{}")}
        records[subject] = now
        named.hear(record_type, subject, kind, now)
        if kind in ("notified", "refused") and record_type != "party":
            refused.append(subject)
        if record_type != "authorisation" or (objects is not None and subject not in objects):
            continue
        if kind == "refusal_weighed":
            for text in set(now["refusals_answered"]) - set(was.get("refusals_answered") or ()):
                if records.get(text, {}).get("state") == "entered":
                    yield Difference(
                        "not_allowed",
                        f"authorisation {subject}, act {n}",
                        f"refusal {text} is answered, and nobody has verified it",
                        "an answer to what another person verified",
                    )
        if kind not in GATED:
            continue
        answered = now.get("refusals_answered") or []
        for text in named.holding(records, subject):
            if text not in answered:
                yield Difference(
                    "not_allowed",
                    f"authorisation {subject}, act {n}",
                    f"{kind}: match {text} of somebody who was named before is not answered",
                    "an answer before it",
                )
        for text in refused:
            if text != subject and text not in answered and _concerns(records, records[text], now, day):
                yield Difference(
                    "not_allowed",
                    f"authorisation {subject}, act {n}",
                    f"{kind}: refusal {text} is not answered",
                    "an answer before it",
                )


class _Matches:
    """Whom applications named, and the matches that stand."""

    def __init__(self) -> None:
        self._naming: dict[str, set[str]] = {}
        self._held: set[str] = set()

    def hear(self, record_type: str, subject: str, kind: str, now: dict[str, Any]) -> None:
        """Take an act in."""
        if record_type == "authorisation" and kind in ("drafted", "changed"):
            for party in _abroad(now):
                self._naming.setdefault(party, set()).add(subject)
        elif record_type == "match" and (
            kind == "found" or (kind == "decided" and now.get("verdict") == "same")
        ):
            self._held.add(subject)
        elif record_type == "match":
            self._held.discard(subject)

    def holding(self, records: dict[str, dict[str, Any]], subject: str) -> Iterator[str]:
        """The matches that stand of somebody who was named before in the stead of whom an application names."""
        now = records[subject]
        kinds = _kinds(now)
        for match in sorted(self._held):
            party = str(records[match].get("party"))
            if records[match].get("agency") != now.get("agency") or party in _abroad(now):
                continue
            for text in self._naming.get(party, ()):
                other = records[text]
                is_anew = (
                    other.get("applicant")
                    and other["applicant"] == now.get("applicant")
                    and (other.get("agency"), other.get("valid_from")) == (now.get("agency"), None)
                    and other.get("state") != "refused"
                    and kinds & _kinds(other)
                )
                if text == subject or is_anew:
                    yield match
                    break


def _abroad(authorisation: dict[str, Any]) -> set[str]:
    """The parties abroad that an authorisation names."""
    named = {str(authorisation.get(name) or "") for name in ABROAD}
    return (named | set(authorisation.get("further") or ())) - {""}


def _kinds(authorisation: dict[str, Any]) -> set[str]:
    return {str(line.get("type")) for line in authorisation.get("goods") or ()}


def _concerns(
    records: dict[str, dict[str, Any]], refusal: dict[str, Any], now: dict[str, Any], day: str
) -> bool:
    if refusal.get("compartment") != now.get("compartment"):
        return False
    if "party" in refusal:
        stands = refusal.get("state") in ("entered", "standing") and day <= str(
            refusal.get("valid_until") or "9999"
        )
        whom = [refusal["party"]]
    else:
        stands = str(refusal.get("decided_on")) > _years_before(day)
        whom = _meant(refusal)
    asked = _meant(now)
    return stands and any(
        item
        and other
        and (item == other or is_same_party(records.get(str(item), {}), records.get(str(other), {})))
        for item in whom
        for other in asked
    )


def _meant(authorisation: dict[str, Any]) -> list[Any]:
    named = [authorisation.get(name) for name in ("applicant", "consignee", "end_user")]
    return named + list(authorisation.get("further") or ())


def _years_before(day: str) -> str:
    """The day three years before, as the database counts it."""
    fromisoformat = dt.date.fromisoformat(day)
    try:
        return fromisoformat.replace(year=fromisoformat.year - 3).isoformat()
    except ValueError:
        return fromisoformat.replace(year=fromisoformat.year - 3, day=28).isoformat()


REFUSALS: Final = Replay(name="trade_refusals", check=_check)
