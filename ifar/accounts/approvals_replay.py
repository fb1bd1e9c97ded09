"""What the verifier needs to know about acts of several people: that each was asked for by one and agreed to by others.

The rules come from the code, never from the database's copy of them. The SQL stands here in full and calls no function of the
database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from psycopg import Cursor

from ifar import rights
from ifar.accounts import dual_control
from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Program, Replay

_RULES: Final = """
rules AS (SELECT act, people, deciders, emergency FROM jsonb_to_recordset(%(rules)s::jsonb)
          AS r(act text, people smallint, deciders text[], emergency boolean))"""
_HOLDS: Final = """(EXISTS (
    SELECT FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id WHERE u.public_id = d.decider AND g.role = ANY (r.deciders)
    AND g.valid_from <= d.at AND (g.valid_to IS NULL OR g.valid_to > d.at)
    AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry AND e.at < d.at)
) OR EXISTS (
    SELECT FROM accounts_absence a JOIN accounts_user u ON u.id = a.stand_in_id WHERE u.public_id = d.decider
    AND a.role = ANY (r.deciders) AND a.valid_from <= d.at AND a.valid_to > d.at
    AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = a.entry AND e.at < d.at)))"""
"""Whether the decider held a role that decides, at the time of the decision."""

_DECISIONS: Final = f"""
WITH {_RULES}
SELECT d.entry::text, CASE
    WHEN d.verdict = 'withdraw' AND d.decider = q.proposer THEN ''
    WHEN d.verdict = 'withdraw' THEN 'withdrawn by somebody else than the proposer'
    WHEN d.decider = q.proposer OR d.standing_in_for = q.proposer OR q.proposer = ANY ({PEOPLE}) THEN 'decided by the proposer'
    WHEN d.decider = q.object THEN 'decided by the person concerned'
    WHEN NOT {_HOLDS} THEN 'decided by somebody who held no role that decides'
    WHEN NOT q.emergency AND d.at > q.expires_at THEN 'decided after it had expired'
    ELSE '' END AS wrong
FROM accounts_decision d JOIN accounts_proposal q ON q.public_id = d.proposal_id JOIN rules r ON r.act = q.act
LEFT JOIN ledger_entry l ON l.entry = d.entry AND l.actor = d.decider
"""
_PROPOSALS: Final = f"""
WITH {_RULES}
SELECT q.public_id, CASE
    WHEN r.act IS NULL THEN 'of an act that takes one person'
    WHEN q.people <> r.people THEN 'for another number of people'
    WHEN q.emergency AND NOT r.emergency THEN 'for an emergency that the act does not know'
    WHEN NOT EXISTS (SELECT FROM accounts_user u WHERE u.public_id = q.proposer)
     AND NOT EXISTS (SELECT FROM accounts_client c WHERE c.public_id = q.proposer) THEN 'made by nobody who is known'
    ELSE '' END AS wrong
FROM accounts_proposal q LEFT JOIN rules r ON r.act = q.act
"""
_DERIVED: Final = ("ownership", "owner", "custody", "custodian", "legal", "physical", "state", "agency")
"""What an event of the registry changes by the table of the life cycle: it is decided when the event is recorded, from the firearm
as it stands then, as is what nobody could answer for. Everything else is carried out as it was proposed."""
_ACTS: Final = f"""
WITH {_RULES}, closed AS (
    SELECT coalesce(min(l.id), 9223372036854775807) AS at FROM ledger_entry l WHERE l.act = 'accounts.ceremony'
), said AS (
    SELECT l.id, l.entry, l.act, l.object, l.recorded_at, r.people, convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' AS payload
    FROM ledger_entry l JOIN rules r ON r.act = l.act WHERE %(all)s OR l.object = ANY(%(objects)s)
)
SELECT s.entry::text, s.act, s.object, CASE
    WHEN s.payload ->> 'proposal' = 'ceremony' AND s.act LIKE 'accounts.%%' AND s.id < closed.at THEN ''
    WHEN s.payload ->> 'proposal' = 'ceremony' THEN 'done as if it were the founding'
    WHEN q.public_id IS NULL THEN 'done without a proposal'
    WHEN EXISTS (SELECT FROM unnest(%(decided)s::text[], %(released)s::text[]) AS c (by, act) WHERE c.by = q.act AND c.act = s.act)
     AND EXISTS (SELECT FROM ledger_entry o WHERE o.act = q.act AND o.object = q.object AND o.id < s.id
                 AND convert_from(o.canonical, 'UTF8')::jsonb -> 'payload' ->> 'proposal' = q.public_id) THEN ''
    WHEN q.act <> s.act OR a.asked IS NULL THEN 'done under a proposal of something else'
    WHEN a.struck THEN 'done although it was struck out'
    WHEN EXISTS (SELECT FROM jsonb_each(a.asked) AS p WHERE s.payload -> p.key IS DISTINCT FROM p.value
                 AND NOT (s.act LIKE 'registry.%%' AND (p.key = 'changes' OR p.key = 'checks' AND coalesce(s.payload -> p.key @> p.value, false))))
      OR (s.act LIKE 'registry.%%' AND s.act <> 'registry.annulled'
          AND coalesce(s.payload -> 'changes', '{{}}') - %(derived)s::text[] IS DISTINCT FROM coalesce(a.asked -> 'changes', '{{}}'))
      OR (s.act LIKE 'accounts.%%' AND s.payload - 'proposal' - 'at' IS DISTINCT FROM a.asked) THEN 'done otherwise than proposed'
    WHEN EXISTS (SELECT FROM accounts_decision d WHERE d.proposal_id = q.public_id AND d.verdict <> 'approve'
                 AND d.at <= s.recorded_at) THEN 'done although it was refused or withdrawn'
    WHEN NOT q.emergency AND s.people - 1 > (SELECT count(DISTINCT d.decider) FROM accounts_decision d
        WHERE d.proposal_id = q.public_id AND d.verdict = 'approve' AND d.decider <> q.proposer AND d.at <= s.recorded_at)
        THEN 'done before enough people had agreed'
    ELSE '' END AS wrong
FROM said s CROSS JOIN closed LEFT JOIN accounts_proposal q ON q.public_id = s.payload ->> 'proposal'
LEFT JOIN LATERAL (
    SELECT q.payload AS asked, false AS struck WHERE q.payload ->> 'batch' IS DISTINCT FROM q.object AND q.object = s.object
    UNION ALL
    SELECT i.asked, b.struck @> to_jsonb(i.n) FROM public.bulk_batch b JOIN public.bulk_line i ON i.batch = b.public_id
    WHERE q.payload ->> 'batch' = q.object AND b.public_id = q.object AND b.listed = q.payload ->> 'listed'
      AND i.thing = s.object AND i.reasons = '[]' AND i.asked <> '{{}}'
) a ON true
"""
_TIMES: Final = """
SELECT x.proposal_id, x.at, l.recorded_at FROM accounts_execution x JOIN ledger_entry l ON l.entry = x.entry
WHERE x.at NOT BETWEEN l.recorded_at - interval '10 minutes' AND l.recorded_at + interval '10 minutes'
"""


def rules() -> str:
    """The code's table of acts that take several people, as the JSON that the statements here read."""
    return json.dumps(
        [
            {
                "act": act,
                "people": rule.people,
                "deciders": sorted(rule.deciders),
                "emergency": rule.emergency,
            }
            for act, rule in sorted(dual_control.rules().items())
        ]
    )


def _approvals(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    pairs = dual_control.covered()
    values = {
        "rules": rules(),
        "all": objects is None,
        "objects": sorted(objects or ()),
        "decided": [text for text, _ in pairs],
        "released": [other for _, other in pairs],
        "derived": list(_DERIVED),
    }
    cursor.execute(f"SELECT * FROM ({_ACTS}) AS found WHERE wrong <> ''".encode(), values)
    for entry, act, object_, wrong in cursor:
        place = f"entry {entry} ({act} {object_})"
        yield Difference(
            "approval_missing", place, wrong, "a proposal, and the agreement of others before it"
        )
    cursor.execute(f"SELECT * FROM ({_PROPOSALS}) AS found WHERE wrong <> ''".encode(), values)
    for proposal, wrong in cursor:
        yield Difference(
            "approval_missing", f"proposal {proposal}", wrong, "a proposal as the rules ask for it"
        )
    cursor.execute(f"SELECT * FROM ({_DECISIONS}) AS found WHERE wrong <> ''".encode(), values)
    for entry, wrong in cursor:
        yield Difference(
            "approval_missing", f"accounts_decision {entry}", wrong, "the decision of another person"
        )


def _times(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_TIMES)
    for proposal, live, value in cursor:
        yield Difference(
            "state_differs", f"execution of proposal {proposal}, at", str(live), f"about {value}"
        )


def _exclusions() -> list[dict[str, str]]:
    pairs = rights.conflicts(frozenset(rights.ROLES))
    return [
        {"role": role, "other": other} for text, two in pairs for role, other in ((text, two), (two, text))
    ]


DUAL_CONTROL: Final = Program(
    "accounts_dualcontrol",
    ("act",),
    ("act", "people", "deciders", "emergency", "proposers", "permission"),
    lambda: [
        {
            "act": act,
            "people": rule.people,
            "deciders": sorted(rule.deciders),
            "emergency": rule.emergency,
            "proposers": sorted(rule.proposers),
            "permission": rule.permission,
        }
        for act, rule in dual_control.rules().items()
    ],
)
EXCLUSIONS: Final = Program("accounts_exclusion", ("role", "other"), ("role", "other"), _exclusions)
ZONE: Final = Program("accounts_zone", ("zone",), ("zone",), lambda: [{"zone": settings.TIME_ZONE}])
REPLAYS: Final = (
    DUAL_CONTROL,
    EXCLUSIONS,
    ZONE,
    Replay(name="accounts_decision", check=_approvals),
    Replay(name="accounts_execution times", check=_times),
)
