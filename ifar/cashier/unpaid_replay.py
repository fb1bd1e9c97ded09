"""What the verifier asks of fees: that nothing was found complete or granted, and no paper issued, before what had to be paid first was paid or waived, by
what the log said then.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.conf import settings
from psycopg import Cursor

from ifar.cashier import fees
from ifar.ledger.sources import Difference, Replay
from ifar.reference.columns import STOPS

# Every version of every row of the table of fees, with the place in the log of the load that brought it.
_RULES: Final = """
SELECT coalesce(l.id, 0), r.code, r.content::text FROM public.reference_revision r
JOIN public.reference_listversion v ON v.list_id = r.list_id AND v.version = r.version
LEFT JOIN public.ledger_entry l ON l.entry = v.entry
WHERE r.list_id = 'fee_rule' ORDER BY r.version, r.code
"""
# What was decided of applications for licences, with what they said until then.
_LICENSING: Final = """
SELECT 'application', e.subject, e.n, e.kind, l.id, to_char(l.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), (
    SELECT jsonb_object_agg(c.key, c.value ORDER BY b.n) FROM public.licensing_event b, jsonb_each(b.changes) c
    WHERE b.record_type = e.record_type AND b.subject = e.subject AND b.n < e.n
      AND c.key IN ('kind', 'applicant_kind', 'purpose', 'submitted_on'))::text, '', 0::bigint
FROM public.licensing_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'application' AND e.kind = 'granted' AND (%(all)s OR e.subject = ANY(%(objects)s))
"""
# The same of authorisations of transfers: and the request that waited for an answer then, with its place in the log.
_TRADE: Final = """
SELECT 'authorisation', e.subject, e.n, e.kind, l.id, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), ((
    SELECT jsonb_object_agg(c.key, c.value ORDER BY b.n) FROM public.trade_event b, jsonb_each(b.changes) c
    WHERE b.record_type = e.record_type AND b.subject = e.subject AND b.n < e.n AND c.key IN ('kind', 'applicant', 'applied_on')
) || coalesce(r.changes, '{}'))::text, coalesce(p.kind, ''), coalesce(r.place, 0)
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
LEFT JOIN LATERAL (
    SELECT b.kind, b.changes, w.id AS place FROM public.trade_event b JOIN public.ledger_entry w ON w.entry = b.id
    WHERE b.record_type = e.record_type AND b.subject = e.subject AND b.n < e.n AND b.kind IN ('requested', 'amended', 'extended', 'declined')
    ORDER BY b.n DESC LIMIT 1
) r ON r.kind = 'requested'
LEFT JOIN LATERAL (
    SELECT y.kind FROM public.trade_event b JOIN public.parties_party y ON y.public_id = b.changes ->> 'applicant'
    WHERE b.record_type = e.record_type AND b.subject = e.subject AND b.n < e.n AND b.changes ? 'applicant' ORDER BY b.n DESC LIMIT 1
) p ON true
WHERE e.record_type = 'authorisation' AND e.kind IN ('completed', 'granted', 'amended', 'extended')
  AND (%(all)s OR e.subject = ANY(%(objects)s))
"""
# Papers that were issued of what was licensed or authorised, and what they are about: an application, an authorisation.
_PAPERS: Final = """
SELECT e.subject, e.n, l.id, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), e.changes ->> 'about', (
    SELECT b.changes ->> 'application' FROM public.licensing_event b JOIN public.ledger_entry w ON w.entry = b.id
    WHERE b.record_type = 'licence' AND b.subject = e.changes ->> 'about' AND b.changes ? 'application' AND w.id < l.id ORDER BY b.n DESC LIMIT 1)
FROM public.documents_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind = 'issued' AND e.changes ->> 'kind' = ANY(%(kinds)s)
  AND (%(all)s OR ARRAY[e.subject::text, e.changes ->> 'about'] && %(objects)s::text[])
"""
_ISSUED: Final = (
    "licence_card", "licence_certificate",
    "export_authorisation", "import_authorisation", "transit_no_objection", "end_use_certificate",
)  # fmt: skip
# What an application or an authorisation had said when a paper of it was issued; and the request that waited for an answer then.
_OF_PAPERS: Final = """
WITH papers AS (
    SELECT * FROM unnest(%(papers)s::text[], %(n)s::integer[], %(places)s::bigint[], %(days)s::text[], %(things)s::text[]) AS p (paper, n, place, day, thing)
), licensed AS (
    SELECT p.paper, (
        SELECT jsonb_object_agg(c.key, c.value ORDER BY b.n) FROM public.licensing_event b JOIN public.ledger_entry w ON w.entry = b.id, jsonb_each(b.changes) c
        WHERE b.record_type = 'application' AND b.subject = p.thing AND w.id < p.place AND c.key IN ('kind', 'applicant_kind', 'purpose', 'submitted_on')) AS said
    FROM papers p
), authorised AS (
    SELECT p.paper, (
        SELECT jsonb_object_agg(c.key, c.value ORDER BY b.n) FROM public.trade_event b JOIN public.ledger_entry w ON w.entry = b.id, jsonb_each(b.changes) c
        WHERE b.record_type = 'authorisation' AND b.subject = p.thing AND w.id < p.place AND c.key IN ('kind', 'applicant', 'applied_on')) AS said
    FROM papers p
), asked AS (
    SELECT p.paper, r.changes, r.place FROM papers p CROSS JOIN LATERAL (
        SELECT b.kind, b.changes, w.id AS place FROM public.trade_event b JOIN public.ledger_entry w ON w.entry = b.id
        WHERE b.record_type = 'authorisation' AND b.subject = p.thing AND w.id < p.place AND b.kind IN ('requested', 'amended', 'extended', 'declined')
        ORDER BY b.n DESC LIMIT 1
    ) r WHERE r.kind = 'requested'
)
SELECT 'application', p.thing, p.n, 'issued', p.place, p.day, s.said::text, '', 0::bigint, p.paper
FROM papers p JOIN licensed s USING (paper) WHERE s.said IS NOT NULL
UNION ALL
SELECT 'authorisation', p.thing, p.n, 'issued', p.place, p.day, (s.said || w.changes)::text, coalesce(y.kind, ''), w.place, p.paper
FROM papers p JOIN authorised s USING (paper)
CROSS JOIN LATERAL (SELECT '{}'::jsonb AS changes, 0::bigint AS place UNION ALL SELECT a.changes, a.place FROM asked a WHERE a.paper = p.paper) w
LEFT JOIN public.parties_party y ON y.public_id = s.said ->> 'applicant' WHERE s.said IS NOT NULL
"""
# What was paid or waived for some things: where in the log, and where it was paid back whole.
_PAID: Final = """
SELECT e.changes ->> 'about', e.changes ->> 'act', e.changes ->> 'rule', e.changes ->> 'payer', l.id, coalesce((
    SELECT min(w.id) FROM public.cashier_event b JOIN public.ledger_entry w ON w.entry = b.id
    WHERE b.record_type = 'payment' AND b.subject = e.subject AND b.kind = 'refunded'), 9223372036854775807)
FROM public.cashier_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'payment' AND e.kind IN ('paid', 'waived') AND (%(all)s OR e.changes ->> 'about' = ANY(%(objects)s))
"""
_STEPS: Final = {
    "completed": STOPS[1:2],
    "granted": STOPS[1:3],
    "amended": STOPS[1:3],
    "extended": STOPS[1:3],
    "issued": STOPS[3:],
}
"""Act -> what a fee stops that stops it."""


class _Paid(NamedTuple):
    rule: str
    payer: str
    at: int
    until: int


class _Done(NamedTuple):
    record_type: str
    subject: str
    n: int
    kind: str
    place: int
    day: str
    said: str | None
    holder: str
    asked_at: int
    paper: str = ""

    @property
    def named(self) -> str:
        """What was done, as it is told."""
        return f"paper {self.paper}" if self.paper else f"{self.record_type} {self.subject}"


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_RULES)
    rules = [(place, rule) for place, code, content in cursor.fetchall() if (rule := _rule(code, content))]
    if not rules:
        return
    asked = {
        "all": objects is None,
        "objects": sorted(objects or ()),
        "kinds": list(_ISSUED),
        "zone": settings.TIME_ZONE,
    }
    cursor.execute(_PAPERS, asked)
    rows = [(*row, of or about) for *row, about, of in cursor.fetchall()]
    names = ("papers", "n", "places", "days", "things")
    papers = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    cursor.execute(_PAID, {**asked, "objects": sorted({*(objects or ()), *papers["things"]})})
    paid: dict[tuple[str, str], list[_Paid]] = {}
    for about, act, *payment in cursor.fetchall():
        paid.setdefault((about, act), []).append(_Paid(*payment))
    for query, params in ((_LICENSING, asked), (_TRADE, asked), (_OF_PAPERS, papers)):
        cursor.execute(query, params)
        for done in (_Done(*row) for row in cursor.fetchall()):
            data = json.loads(done.said or "{}")
            act, since, rule = _charged_act(done, data, rules)
            if rule is None or rule.stops not in _STEPS[done.kind]:
                continue
            if not any(
                max(since, 0) < row.at < done.place < row.until
                and row.rule in _of_its_kind(rules, act, data)
                and data.get("applicant", row.payer) == row.payer
                for row in paid.get((done.subject, act), ())
            ):
                yield Difference(
                    "not_allowed",
                    f"{done.named}, act {done.n}",
                    f"{done.kind}: unpaid",
                    f"the fee of the rule {rule.code}, paid or waived before",
                )


def _of_its_kind(rules: list[tuple[int, fees.Rule]], act: str, values: Mapping[str, Any]) -> set[str]:
    """The codes of the rules, as they ever stood, by which a fee of this kind may have been paid."""
    return {
        rule.code
        for _place, rule in rules
        if rule.act == act and values.get("kind") in (rule.kinds or {values.get("kind")})
    }


def _charged_act(
    done: _Done, values: Mapping[str, Any], rules: list[tuple[int, fees.Rule]]
) -> tuple[str, int, fees.Rule | None]:
    """The act whose fee had to be settled, since which place in the log, and the rule that asked for it then."""
    if done.record_type == "application":
        act, on, since = fees.PURPOSES.get(str(values.get("purpose")), ""), values.get("submitted_on"), 0
    elif done.kind in ("completed", "granted") or (done.paper and not done.asked_at):
        act, on, since = fees.TRANSFER, values.get("applied_on"), 0
    else:
        act = fees.REQUESTS.get(str(values.get("request")), "")
        on, since = values.get("requested_on"), done.asked_at
    standing = {rule.code: rule for place, rule in rules if place <= done.place}
    holder = str(values.get("applicant_kind") or done.holder)
    if not act or not holder:
        return act, since, None
    day = dt.date.fromisoformat(str(on or done.day))
    return act, since, fees.due(standing.values(), act, str(values.get("kind")), holder, day)


def _rule(code: str, content: str) -> fees.Rule | None:
    """A row of the table as it was loaded; None where it cannot be read, which the replay of lists names."""
    row = json.loads(content)
    try:
        return fees.Rule(
            code=code,
            act=str(row["act"]),
            kinds=frozenset(part for part in str(row["kinds"] or "").split("|") if part),
            holders=frozenset(part for part in str(row["holders"] or "").split("|") if part),
            amount=Decimal(str(row["amount"])),
            currency=str(row["currency"]),
            stops=str(row["stops"]),
            article=str(row["article"]),
            valid_from=_day(row.get("valid_from")),
            valid_to=_day(row.get("valid_to")),
        )
    except (KeyError, ValueError, ArithmeticError):
        return None


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(value)) if value else None


UNPAID: Final = Replay(name="cashier_unpaid", check=_check)
