"""What the verifier needs to know about saved searches and restricted hits: payloads from live rows, and state from acts.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.entry import timestamp
from ifar.ledger.sources import Difference, Replay, Source, ties
from ifar.registry.alerts import saved_search
from ifar.registry.marks.reading import KEYS_VERSION

SAVED_SEARCH_SOURCE: Final = Source(
    name="registry_savedsearchact",
    acts=tuple(f"registry.search_{kind}" for kind in saved_search.ACTS),
    rows="""SELECT a.entry, jsonb_build_object('search', a.search, 'n', a.n, 'kind', a.kind, 'details', a.details)
            FROM registry_savedsearchact a WHERE a.entry = ANY(%s)""",
    ties=ties(
        "registry_savedsearchact",
        {"object": "r.search", "previous": "b.entry"},
        joins="LEFT JOIN registry_savedsearchact b ON b.search = r.search AND b.n = r.n - 1",
    ),
    strays="""SELECT a.entry, 'saved search ' || a.search || ' ' || a.kind FROM registry_savedsearchact a
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = a.entry)""",
)
RESTRICTED_SOURCE: Final = Source(
    name="registry_restrictedhit",
    acts=("registry.restricted_hit",),
    rows="""SELECT b.entry, jsonb_build_object('firearm', f.public_id, 'asker', b.asker, 'agency', b.agency, 'search', b.search,
                'purpose', b.purpose, 'case', b."case", 'question', b.question, 'desk', b.desk, 'day', b.day)
            FROM registry_restrictedhit b JOIN registry_firearm f ON f.id = b.firearm_id WHERE b.entry = ANY(%s)""",
    strays="""SELECT b.entry, 'restricted hit ' || b.public_id FROM registry_restrictedhit b
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = b.entry)""",
    ties=ties("registry_restrictedhit", {"object": "r.public_id"}),
)

_ACTS: Final = """
SELECT a.search, a.entry::text, a.kind, a.details, l.actor, l.agency, l.recorded_at FROM registry_savedsearchact a
JOIN ledger_entry l ON l.entry = a.entry WHERE %(all)s OR a.search = ANY(%(objects)s) ORDER BY a.search, a.n
"""
_LIVE: Final = """
SELECT s.public_id, s.n, to_char(s.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), s.closed, s.asked, s.kind,
       s.reference, s.reason, s.question, s.owner, a.public_id, s.purpose, s."case", s.answers_restricted, s.opened_at, s.last_entry::text,
       (SELECT coalesce(jsonb_object_agg(h.entry, jsonb_build_object('firearm', f.public_id, 'mark', h.mark_n, 'plain', h.plain,
            'percent', h.percent, 'reasons', h.reasons, 'at', to_char(h.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'verdict', h.verdict, 'by', h.judged_by, 'note', h.note)), '{}')
        FROM registry_savedsearchhit h JOIN registry_firearm f ON f.id = h.firearm_id WHERE h.search_id = s.id)
FROM registry_savedsearch s JOIN accounts_agency a ON a.id = s.agency_id WHERE %(all)s OR s.public_id = ANY(%(objects)s)
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    acts: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_ACTS, params)
    for search, *rest in cursor.fetchall():
        acts[search].append(tuple(rest))
    cursor.execute(_LIVE, params)
    live = {row[0]: row[1:] for row in cursor.fetchall()}
    yield from _terms(acts)
    for search in sorted(acts.keys() | live.keys()):
        place = f"saved search {search}"
        if search not in live:
            yield Difference("state_missing", place, "no row", "a row that its acts made")
        elif search not in acts:
            yield Difference("state_stray", place, "a row", "no row: no act made it")
        elif (said := _said(acts[search])) != (found := tuple(live[search])):
            differing = [name for name, one, other in zip(_NAMES, found, said, strict=True) if one != other]
            yield Difference(
                "state_differs", f"{place}, {', '.join(differing)}", "another value", "what its acts set"
            )


def _terms(acts: Mapping[str, list[tuple[Any, ...]]]) -> Iterator[Difference]:
    """Acts by which a search would end before anybody could look for anything with it, as one that is "renewed" into the past."""
    for search, some in sorted(acts.items()):
        for _entry, kind, details, _actor, _agency, recorded_at in some:
            if kind in ("opened", "renewed") and not saved_search.is_a_term(details, recorded_at):
                place = f"saved search {search}, {kind}"
                yield Difference("state_differs", place, "an end within a day", "a day at least")


_NAMES: Final = (
    "n", "expires_at", "closed", "asked", "kind", "reference", "reason", "question", "owner", "agency", "purpose", "case",
    "answers_restricted", "opened_at", "last_entry", "hits",
)  # fmt: skip


def _said(acts: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """What the columns of a search and its hits must say, in the order of `_NAMES`."""
    first = acts[0][2]
    stands = saved_search.folded([(entry, kind, details) for entry, kind, details, *_ in acts])
    hits: dict[str, dict[str, Any]] = {}
    for entry, kind, details, actor, _agency, recorded_at in acts:
        if kind == "hit":
            hits[entry] = {**details, "at": timestamp(recorded_at), "verdict": "", "by": "", "note": ""}
        elif kind == "judged":
            hits[details["hit"]] |= {"verdict": details["verdict"], "by": actor, "note": details["note"]}
    return (
        stands.n,
        stands.expires_at,
        stands.closed,
        list(stands.asked),
        *(first[name] for name in ("kind", "reference", "reason", "question")),
        acts[0][3],
        acts[0][4],
        first["purpose"],
        first["case"],
        first["answers_restricted"],
        acts[0][5],
        acts[-1][0],
        hits,
    )


_KEYS: Final = """
SELECT s.public_id, s.question, k.keys, k.version FROM registry_savedsearch s LEFT JOIN registry_savedsearchkey k ON k.search_id = s.id
WHERE s.closed = '' AND (%(all)s OR s.public_id = ANY(%(objects)s)) ORDER BY s.id
"""


def _check_keys(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """An open search without its keys meets nothing that comes in later. Those of older rules are made anew before the next mark is compared with them."""
    cursor.execute(_KEYS, {"all": objects is None, "objects": sorted(objects or ())})
    for search, question, keys, version in cursor:
        place, should = f"keys of open search {search}", "those that its question gives"
        if keys is None:
            yield Difference("state_missing", place, "no keys", should)
        elif version > KEYS_VERSION or (
            version == KEYS_VERSION and keys != saved_search.keys_of_payload(question)
        ):
            yield Difference("state_differs", place, "other keys", should)


SEARCHES: Final = Replay(name="registry_savedsearch", check=_check)
MET_BY: Final = Replay(name="registry_savedsearchkey", check=_check_keys)
