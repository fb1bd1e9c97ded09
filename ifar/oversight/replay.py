"""What the verifier asks of cases and audits besides their records: of an audit, that its files are all that were drawn from all decisions, that nobody near them audits
them, and that a fault led to what it must; of a case, that an inspectorate opened each, that nobody was named whom it concerns, that its own people asked what it asks, that nobody answered whom it concerns, and that nobody let it close while something was owed.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

# What a request does to whose case: the case that its first act names.
_CASES: Final = """
SELECT r.subject, r.n, r.kind, l.id AS entry, l.actor, a.changes ->> 'inspection' AS inspection, a.changes ->> 'kind' AS asks
FROM public.oversight_event r JOIN public.ledger_entry l ON l.entry = r.id
JOIN public.oversight_event a ON a.record_type = 'request' AND a.subject = r.subject AND a.n = 1
WHERE r.record_type = 'request'
"""
_NOT_OF_CASE: Final = f"""
SELECT q.subject, q.n FROM ({_CASES}) q WHERE q.kind IN ('asked', 'settled') AND (%(all)s OR q.subject = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM public.oversight_event i JOIN public.ledger_entry k ON k.entry = i.id
    WHERE i.record_type = 'inspection' AND i.subject = q.inspection AND k.id < q.entry
      AND (i.changes ->> 'lead' = q.actor OR i.changes -> 'members' ? q.actor))
ORDER BY q.entry
"""
_OF_THEMSELVES: Final = f"""
SELECT q.subject, q.n FROM ({_CASES}) q WHERE q.kind = 'answered' AND (%(all)s OR q.subject = ANY(%(objects)s)) AND EXISTS (
    SELECT FROM public.oversight_event i JOIN public.ledger_entry k ON k.entry = i.id
    WHERE i.record_type = 'inspection' AND i.subject = q.inspection AND k.id < q.entry
      AND (i.changes ->> 'who' = q.actor OR i.changes -> 'barred' ? q.actor))
ORDER BY q.entry
"""
_OWED: Final = f"""
SELECT c.subject, c.n FROM public.oversight_event c JOIN public.ledger_entry l ON l.entry = c.id
WHERE c.record_type = 'inspection' AND c.kind = 'closed' AND (%(all)s OR c.subject = ANY(%(objects)s)) AND EXISTS (
    SELECT FROM ({_CASES}) q WHERE q.inspection = c.subject AND q.kind = 'asked' AND q.asks <> 'recommendation' AND q.entry < l.id
      AND NOT EXISTS (SELECT FROM ({_CASES}) s WHERE s.subject = q.subject AND s.entry < l.id
          AND (s.kind = 'settled' OR s.kind = 'answered' AND q.asks = 'explanation')))
ORDER BY l.id
"""
# The inspectorates, what is above them and what is under them: into these alone a court looks.
_OPENED: Final = """
WITH RECURSIVE up AS (SELECT a.id, a.parent_id, a.public_id FROM public.accounts_agency a WHERE a.kind = 'inspectorate'
    UNION SELECT a.id, a.parent_id, a.public_id FROM up JOIN public.accounts_agency a ON a.id = up.parent_id),
down AS (SELECT a.id, a.public_id FROM public.accounts_agency a WHERE a.kind = 'inspectorate'
    UNION SELECT a.id, a.public_id FROM down JOIN public.accounts_agency a ON a.parent_id = down.id),
near AS (SELECT id, public_id FROM up UNION SELECT id, public_id FROM down)
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'inspection' AND e.kind = 'opened' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM public.accounts_agency a WHERE a.public_id = l.agency AND (a.kind = 'inspectorate' OR a.kind = 'court' AND (
    left(e.changes ->> 'who', 1) NOT IN ('A', 'U') AND EXISTS (SELECT FROM near n WHERE e.changes -> 'offices' ? n.public_id)
    OR EXISTS (SELECT FROM near n WHERE n.public_id = e.changes ->> 'who')
    OR EXISTS (SELECT FROM public.accounts_user u LEFT JOIN public.accounts_grant g ON g.user_id = u.id
        JOIN near n ON n.id IN (u.home_id, g.agency_id) WHERE u.public_id = e.changes ->> 'who' OR e.changes -> 'barred' ? u.public_id))))
ORDER BY l.id
"""
# Who was named to a case though a right at one of the very offices that it concerns was theirs by then, or though the case speaks of them.
_NAMED: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.oversight_event o ON o.record_type = 'inspection' AND o.subject = e.subject AND o.n = 1
CROSS JOIN LATERAL (
    SELECT e.changes ->> 'lead' AS person WHERE e.kind = 'assigned'
    UNION SELECT m FROM jsonb_array_elements_text(e.changes -> 'members') m WHERE e.kind = 'admitted') p
WHERE e.record_type = 'inspection' AND e.kind IN ('assigned', 'admitted') AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND (o.changes -> 'barred' ? p.person OR o.changes ->> 'who' = p.person OR EXISTS (
    SELECT FROM public.accounts_grant g JOIN public.accounts_user u ON u.id = g.user_id JOIN public.accounts_agency a ON a.id = g.agency_id
    JOIN public.ledger_entry k ON k.entry = g.entry
    WHERE u.public_id = p.person AND o.changes -> 'offices' ? a.public_id AND k.id < l.id))
ORDER BY l.id
"""
# Letters that were erased though their report was not closed for a year by then, or was opened again since.
_ERASED: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.oversight_event a ON a.record_type = 'message' AND a.subject = e.subject AND a.n = 1
WHERE e.record_type = 'message' AND e.kind = 'erased' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM public.oversight_event c JOIN public.ledger_entry k ON k.entry = c.id
    WHERE c.record_type = 'report' AND c.subject = a.changes ->> 'report' AND c.kind = 'closed' AND k.recorded_at < l.recorded_at - interval '364 days'
      AND NOT EXISTS (SELECT FROM public.oversight_event o JOIN public.ledger_entry y ON y.entry = o.id
          WHERE o.record_type = 'report' AND o.subject = c.subject AND o.kind = 'continued' AND y.id > k.id AND y.id < l.id))
ORDER BY l.id
"""
# Reports that somebody put to a case on which nobody else worked then: whoever lets a case change names lead and members as they are from there on.
_ALONE: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'report' AND e.kind = 'attached' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM (
        (SELECT i.changes ->> 'lead' FROM public.oversight_event i JOIN public.ledger_entry k ON k.entry = i.id
         WHERE i.record_type = 'inspection' AND i.subject = e.changes ->> 'inspection' AND i.changes ? 'lead' AND k.id < l.id ORDER BY k.id DESC LIMIT 1)
        UNION (SELECT jsonb_array_elements_text(m.members) FROM (
            SELECT i.changes -> 'members' FROM public.oversight_event i JOIN public.ledger_entry k ON k.entry = i.id
            WHERE i.record_type = 'inspection' AND i.subject = e.changes ->> 'inspection' AND i.changes ? 'members' AND k.id < l.id
            ORDER BY k.id DESC LIMIT 1) m(members))) AS p(person)
    WHERE p.person NOT IN ('', l.actor))
ORDER BY l.id
"""
# Cases that an office opened, and signals that it judged, of somebody who had a right there by then.
_OWN: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = '{0}' AND e.kind = '{1}' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND EXISTS (
    SELECT FROM public.accounts_grant g JOIN public.accounts_user u ON u.id = g.user_id JOIN public.accounts_agency a ON a.id = g.agency_id
    JOIN public.ledger_entry k ON k.entry = g.entry WHERE u.public_id = e.changes ->> 'who' AND a.public_id = l.agency AND k.id < l.id)
ORDER BY l.id
"""
# Who was named to a case though they had no right at the office that examines by then.
_STRANGERS: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
CROSS JOIN LATERAL (
    SELECT e.changes ->> 'lead' AS person WHERE e.kind = 'assigned'
    UNION SELECT m FROM jsonb_array_elements_text(e.changes -> 'members') m WHERE e.kind = 'admitted') p
WHERE e.record_type = 'inspection' AND e.kind IN ('assigned', 'admitted') AND (%(all)s OR e.subject = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM public.accounts_grant g JOIN public.accounts_user u ON u.id = g.user_id JOIN public.accounts_agency a ON a.id = g.agency_id
    JOIN public.ledger_entry k ON k.entry = g.entry WHERE u.public_id = p.person AND a.public_id = l.agency AND k.id < l.id)
ORDER BY l.id
"""
_ASKED: Final = (
    (_ALONE, "report", "attached to a case on which nobody else worked", "a case of several people"),
    (_ERASED, "letter", "erased too early", "kept for a year after its report was closed"),
    (_NAMED, "case", "names somebody whom it concerns", "an inspector whom it does not concern"),
    (_OPENED, "case", "opened by no inspectorate", "an inspectorate, or a court where it concerns one"),
    (
        _STRANGERS,
        "case",
        "names somebody without a right at the office that examines",
        "an inspector of that office",
    ),
    (
        _OWN.format("verdict", "given"),
        "verdict",
        "given by the office of whom it speaks",
        "another inspectorate, or a court",
    ),
    (
        _OWN.format("inspection", "opened"),
        "case",
        "opened by the office of whom it speaks",
        "another inspectorate, or a court",
    ),
    (_NOT_OF_CASE, "request", "written by none of the case", "its lead or a member"),
    (_OF_THEMSELVES, "request", "answered by somebody whom its case concerns", "somebody else of the office"),
    (_OWED, "case", "closed while an office owed an answer or a measure stood", "all of it settled before"),
)


def _check(
    asked: Iterable[tuple[str, str, str, str]], cursor: Cursor[Any], objects: frozenset[str] | None
) -> Iterator[Difference]:
    for query, of, says, should in asked:
        cursor.execute(query.encode(), {"all": objects is None, "objects": sorted(objects or ())})
        for subject, n in cursor.fetchall():
            yield Difference("not_allowed", f"{of} {subject}, act {n}", says, should)


CASES: Final = Replay(name="oversight_cases", check=partial(_check, _ASKED))

# The draft, the adoption with its frame as far as it was not lawfully erased, and the draw of each plan.
_PLANS: Final = """
SELECT d.subject, d.changes AS plan, x.agency AS drafted_for, a.n AS adopted_n, a.changes AS adopted, p.value AS frame, l.id AS adopted_entry, l.recorded_at AS adopted_at,
       w.n AS drawn_n, w.changes AS draw, w.details AS said, v.id AS drawn_entry, v.recorded_at AS drawn_at
FROM public.oversight_event d JOIN public.ledger_entry x ON x.entry = d.id
LEFT JOIN public.oversight_event a ON a.record_type = 'plan' AND a.subject = d.subject AND a.kind = 'adopted'
LEFT JOIN public.ledger_entry l ON l.entry = a.id LEFT JOIN public.ledger_personal p ON p.entry = a.id AND p.field = 'frame'
LEFT JOIN public.oversight_event w ON w.record_type = 'plan' AND w.subject = d.subject AND w.kind = 'drawn'
LEFT JOIN public.ledger_entry v ON v.entry = w.id
WHERE d.record_type = 'plan' AND d.kind = 'drafted'
"""
_OF_PLANS: Final = "(%(all)s OR q.subject = ANY(%(objects)s))"
_DRAFTED: Final = f"""
SELECT q.subject, 1 FROM ({_PLANS}) q WHERE {_OF_PLANS} AND NOT EXISTS (
    SELECT FROM public.accounts_agency a WHERE a.public_id = q.drafted_for AND a.kind = 'inspectorate') ORDER BY q.subject
"""
# Decisions that a frame may hold; those of its last minutes may have been written by acts that were not over yet.
_DECISIONS: Final = """
SELECT k.agency || '.' || e.kind, k.entry::text, e.subject::text FROM public.ledger_entry k JOIN public.licensing_event e ON e.id = k.entry
WHERE q.plan -> 'offices' ? k.agency::text AND q.plan -> 'decisions' ? e.kind::text
  AND (e.record_type, e.kind) IN (('application', 'granted'), ('application', 'refused'), ('licence', 'suspended'), ('licence', 'revoked'))
  AND (k.recorded_at AT TIME ZONE 'UTC')::date BETWEEN (q.plan ->> 'period_from')::date AND (q.plan ->> 'period_to')::date
  AND k.id < q.adopted_entry
"""
_FRAMED: Final = "SELECT m ->> 0, m ->> 2, m ->> 3 FROM jsonb_array_elements(q.frame) m"
_ELSEWHERE: Final = """
SELECT m ->> 2 FROM public.oversight_event o JOIN public.ledger_entry y ON y.entry = o.id JOIN public.ledger_personal z ON z.entry = o.id AND z.field = 'frame'
CROSS JOIN LATERAL jsonb_array_elements(z.value) m WHERE o.record_type = 'plan' AND o.kind = 'adopted' AND y.id < q.adopted_entry
"""
_FRAMES: Final = f"""
SELECT q.subject, q.adopted_n FROM ({_PLANS}) q WHERE {_OF_PLANS} AND q.frame IS NOT NULL AND (
    EXISTS (({_DECISIONS} AND k.recorded_at < q.adopted_at - interval '10 minutes' AND k.entry::text NOT IN ({_ELSEWHERE})) EXCEPT ({_FRAMED}))
    OR EXISTS (({_FRAMED}) EXCEPT ({_DECISIONS} AND k.entry::text NOT IN ({_ELSEWHERE})))
    OR q.adopted ->> 'frame_hash' <> (
        SELECT encode(sha256(convert_to(string_agg(m.line, '' ORDER BY m.line COLLATE "C"), 'UTF8')), 'hex')
        FROM (SELECT (f ->> 0) || ' ' || (f ->> 1) || E'\\n' AS line FROM jsonb_array_elements(q.frame) f) m))
ORDER BY q.adopted_entry
"""
_DRAWS: Final = f"""
SELECT q.subject, q.drawn_n FROM ({_PLANS}) q WHERE {_OF_PLANS} AND q.draw IS NOT NULL AND (
    q.frame IS NOT NULL AND q.draw -> 'drawn' IS DISTINCT FROM (
        SELECT jsonb_agg(jsonb_build_array(r.stratum, r.token) ORDER BY r.stratum COLLATE "C", r.n)
        FROM (SELECT m ->> 0 AS stratum, m ->> 1 AS token, row_number() OVER (
                  PARTITION BY m ->> 0 ORDER BY encode(sha256(convert_to((q.draw ->> 'seed') || (m ->> 1), 'UTF8')), 'hex') COLLATE "C") AS n
              FROM jsonb_array_elements(q.frame) m) r WHERE r.n <= (q.plan ->> 'number')::integer)
    OR (q.draw ->> 'seed') IS DISTINCT FROM CASE q.plan ->> 'beacon' WHEN '' THEN (
        SELECT encode(c.root, 'hex') FROM public.ledger_leaf f JOIN public.ledger_checkpoint c ON c.size > f.index
        WHERE f.entry_id = q.adopted_entry AND c.signed_at >= (q.plan ->> 'seed_after')::timestamptz
          AND EXISTS (SELECT FROM public.ledger_cosignature s WHERE s.size = c.size AND s.at <= q.drawn_at) ORDER BY c.size LIMIT 1)
        ELSE encode(sha256(convert_to(q.said ->> 'value', 'UTF8')), 'hex') END)
ORDER BY q.drawn_entry
"""
_OPENED_FILES: Final = """
SELECT f.changes ->> 'office' || '.' || (f.changes ->> 'kind'), f.changes ->> 'token' FROM public.oversight_event f
WHERE f.record_type = 'file' AND f.kind = 'drawn' AND f.changes ->> 'plan' = q.subject
"""
_DRAWN: Final = "SELECT t ->> 0, t ->> 1 FROM jsonb_array_elements(q.draw -> 'drawn') t"
_LEFT_OUT: Final = f"""
SELECT q.subject, q.drawn_n FROM ({_PLANS}) q WHERE {_OF_PLANS} AND q.draw IS NOT NULL
  AND (EXISTS (({_DRAWN}) EXCEPT ({_OPENED_FILES})) OR EXISTS (({_OPENED_FILES}) EXCEPT ({_DRAWN}))) ORDER BY q.drawn_entry
"""
_TOOK_PART: Final = f"""
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id JOIN ({_PLANS}) q ON q.subject = e.changes ->> 'plan'
WHERE e.record_type = 'file' AND e.kind = 'drawn' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND (
    q.frame IS NOT NULL AND NOT q.frame @> jsonb_build_array(jsonb_build_array(
        (e.changes ->> 'office') || '.' || (e.changes ->> 'kind'), e.changes ->> 'token', e.changes ->> 'decision', e.changes ->> 'object'))
    OR EXISTS (
    SELECT FROM public.licensing_event o JOIN public.ledger_entry k ON k.entry = o.id
    LEFT JOIN public.accounts_proposal p ON p.public_id = o.proposal AND o.proposal <> ''
    LEFT JOIN public.accounts_decision d ON d.proposal_id = p.public_id AND d.verdict = 'approve'
    CROSS JOIN LATERAL unnest(ARRAY[k.actor::text, p.proposer, d.decider, d.standing_in_for]) AS one
    WHERE k.id < l.id AND one LIKE 'U%%' AND NOT e.changes -> 'barred' ? one AND o.subject IN (
        SELECT e.changes ->> 'object' UNION
        SELECT g.details ->> 'application' FROM public.licensing_event g WHERE g.subject = e.changes ->> 'object' AND g.record_type = 'licence' AND g.details ? 'application')))
ORDER BY l.id
"""
_AUDITORS: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.oversight_event f ON f.record_type = 'file' AND f.subject = e.subject AND f.kind = 'drawn'
CROSS JOIN LATERAL (SELECT e.changes ->> 'auditor' AS person WHERE e.kind = 'assigned' UNION SELECT l.actor) p
WHERE e.record_type = 'file' AND e.kind IN ('assigned', 'audited') AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND (f.changes -> 'barred' ? p.person OR EXISTS (
    SELECT FROM public.accounts_grant g JOIN public.accounts_user u ON u.id = g.user_id JOIN public.accounts_agency a ON a.id = g.agency_id
    JOIN public.ledger_entry k ON k.entry = g.entry
    WHERE u.public_id = p.person AND a.public_id = f.changes ->> 'office' AND k.id < l.id))
ORDER BY l.id
"""
_LED: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.oversight_event f ON f.record_type = 'file' AND f.subject = e.subject AND f.kind = 'drawn'
WHERE e.record_type = 'file' AND e.kind = 'audited' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND NOT CASE e.changes ->> 'grade'
    WHEN 'criminal' THEN EXISTS (
        SELECT FROM public.oversight_event i JOIN public.ledger_entry k ON k.entry = i.id
        WHERE i.record_type = 'inspection' AND i.subject = e.changes ->> 'led_to' AND i.kind = 'opened'
          AND i.changes ->> 'origin' = 'audit' AND i.changes -> 'offices' ? (f.changes ->> 'office') AND k.id < l.id)
    WHEN 'none' THEN e.changes ->> 'led_to' = '' WHEN 'observation' THEN e.changes ->> 'led_to' = ''
    ELSE EXISTS (
        SELECT FROM public.matters_event m JOIN public.ledger_entry k ON k.entry = m.id
        WHERE m.record_type = 'matter' AND m.subject = e.changes ->> 'led_to' AND m.kind = 'raised'
          AND m.changes ->> 'cause' = 'oversight.audited ' || e.subject AND k.id < l.id) END
ORDER BY l.id
"""
_AUDITED: Final = (
    (_DRAFTED, "audit plan", "drafted by no inspectorate", "an inspectorate"),
    (_FRAMES, "audit plan", "its frame is not all decisions that it names", "each of them, and no other"),
    (
        _DRAWS,
        "audit plan",
        "drawn otherwise than the rule draws",
        "the first of each stratum by the seed after its frame",
    ),
    (_LEFT_OUT, "audit plan", "files are not the ones that were drawn", "one file for each token"),
    (
        _TOOK_PART,
        "file",
        "names another decision, or not everybody who took part in it",
        "the one that was drawn, and all of them",
    ),
    (_AUDITORS, "file", "audited by somebody whom it concerns", "an inspector whom it does not concern"),
    (_LED, "file", "its finding led to nothing", "a matter, or an inspection case"),
)
AUDITS: Final = Replay(name="oversight_audits", check=partial(_check, _AUDITED))
