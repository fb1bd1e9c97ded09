"""What each office keeps that a question may mean: however many firearms of a number one office enters, they hide none of another's.

The search (`search/finding.py`) lays so many of the likeliest beside the question and counts the rest, whosever they are. That is right for a page, and
wrong where every office that keeps such a firearm must hear of it. So a statement takes the nearest of each office here, and only these are judged:
what that costs grows with the offices, not with what one of them holds. Of settled marks every page is read, since behind those of one office may be
another's; where that would not end in time what was found until then is given, and that it is not all.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.db import transaction

from ifar.errors import Invalid
from ifar.reference import selectors as reference
from ifar.registry.marks import patterns
from ifar.registry.marks.reading import keys_of
from ifar.registry.search.candidates import known_facts, near_params
from ifar.registry.search.compacted import GROWING, ID, PLAIN, N, Page, Row, Settled
from ifar.registry.search.deletion_keys import run_keys
from ifar.registry.search.fact_statements import fact_params, likely_sql
from ifar.registry.search.fetching import PATIENCE, fetch, in_time, is_too_wide, limited
from ifar.registry.search.matching import FIELDS, FieldName, Held, Match, Question, judge
from ifar.registry.selectors.firearms import search_params, visible_to
from ifar.rights import Actor, require

EACH: Final = 20
"""Firearms of one office that are laid beside the question."""


class Candidate(NamedTuple):
    """A firearm that may be meant, with the mark that led to it and the judgement."""

    firearm_id: int
    firearm: str
    compartment: str
    match: Match


class Best(NamedTuple):
    """The likeliest of each office, together the likeliest first; whether it was `wide`: not all could be looked at in time."""

    kept: tuple[Candidate, ...]
    wide: bool


def best_of_each(
    actor: Actor,
    question: Question,
    *,
    register_size: int,
    kinds: Collection[str] = (),
    edits: int = patterns.MOST_EDITS,
    since: uuid.UUID | None = None,
    patience: float = PATIENCE,
) -> Best:
    """The firearms and parts that `question` may mean, so many of each office (`EACH`). In a transaction.

    Args:
        actor: sees only what `visible` allows.
        question: the mark as read; with `*` or many `?` it must hold a run of three characters, as of searches that stay open.
        register_size: about how many firearms are on the register.
        kinds: kinds of marks to look at; all where empty.
        edits: wrong, missing, extra or swapped characters to allow for (0-2); of a pattern none.
        since: only marks of events later than this one, whose identifiers tell when they were written; all where None.
        patience: seconds that it may take.

    Raises:
        Forbidden: the actor may not search by marks.
        Unavailable: the index of marks is being made.
    """
    require(actor, "registry:mark:search")
    until = time.monotonic() + patience
    settled = Settled(kinds)
    met, params, pages = _met(question, settled, edits)
    statement = _BEST.format(
        met=met,
        visible=visible_to(actor),
        since=_SINCE if since else "",
        likely=likely_sql(known_facts(question)),
    )
    params |= fact_params(question) | search_params(actor) | {"kinds": list(kinds) or "{}", "since": since}
    rows: dict[tuple[int, int, str], Row] = {}
    wide = False
    try:
        for page in in_time(pages, until, GROWING):
            with transaction.atomic():
                results = fetch(limited(statement, until), params | page.params)
            rows |= {(row[ID], row[N], row[PLAIN]): row for row in settled.read(results)}
    except Invalid as error:
        if not is_too_wide(error):
            raise
        wide = True
    return Best(_judged(question, list(rows.values()), register_size), wide)


def _judged(question: Question, rows: list[Row], register_size: int) -> tuple[Candidate, ...]:
    helds = [Held(row[_PUBLIC_ID], row[PLAIN], row[N], **_known(row)) for row in rows]
    by_name = {row[_PUBLIC_ID]: row for row in rows}
    wider = reference.wider_types() if question.type and helds else None
    kept = []
    of_office: Counter[int] = Counter()
    for match in judge(question, helds, register_size=register_size, wider=wider):
        row = by_name[match.held.key]
        of_office[row[_OFFICE]] += 1
        if of_office[row[_OFFICE]] <= EACH:  # each page brought so many
            kept.append(Candidate(row[ID], row[_PUBLIC_ID], row[_COMPARTMENT], match))
    return tuple(kept)


def _known(row: Row) -> dict[str, Any]:
    facts, (*raws, former) = row[_FACTS : _FACTS + len(FIELDS)], row[_FACTS + len(FIELDS) :]
    raw = {name: text for name, text in zip(FIELDS[:-1], raws, strict=True) if text}
    return {**dict(zip(FIELDS, facts, strict=True)), "raw": raw, "former": former}


# The statements ----------------------------------------------------------------------------------------------------

_PUBLIC_ID, _COMPARTMENT, _OFFICE, _FACTS = range(5, 9)
_COLUMN: Final[Mapping[FieldName, str]] = {name: name for name in FIELDS} | {"country": "country_made"}
_SHOWN: Final = ", ".join(
    [
        "f.public_id",
        "f.compartment",
        "f.agency_id",
        *(f"f.{_COLUMN[name]}" for name in FIELDS),
        *(f"f.{_COLUMN[name]}_raw" for name in FIELDS[:-1]),
        "f.former",
    ]
)
# A lane (`mark_index.Met`) is twice the errors, and one more of another make: here that is a contradiction like others.
_NEAR: Final = """
    SELECT firearm_id, n, plain, edits, NULL::bigint AS ref
    FROM registry_marks_near(%(keys)s::int4[], %(others)s::int4[], %(text0)s::text, %(text1)s::text, %(text2)s::text,
        %(swaps)s::text[], %(twice)s::text[], %(edits)s::int4, %(unread)s::int4, %(kinds)s::text[])
    UNION ALL SELECT s.firearm_id, s.n, '', s.edits / 2, s.ref
    FROM registry_compacted(%(told)s::text, %(refs)s::bigint[], %(lanes)s::int2[]) AS s"""
_FITTING: Final = """
    SELECT k.firearm_id, k.n, k.plain, 0 AS edits, NULL::bigint AS ref FROM registry_markkey k
    WHERE k.keys @> %(runs{part})s::int4[] AND NOT k.settled AND k.folded LIKE ANY(%(likes{part})s::text[])
        AND (%(kinds)s::text[] = '{{}}' OR k.kind = ANY(%(kinds)s::text[]))
    UNION ALL SELECT s.firearm_id, s.n, '', 0, s.ref
    FROM registry_compacted(%(told)s::text, %(refs{part})s::bigint[], %(lanes{part})s::int2[]) AS s"""
_SINCE: Final = """
    AND EXISTS (SELECT FROM registry_mark m WHERE m.firearm_id = near.firearm_id AND m.n = near.n AND m.event > %(since)s::uuid)"""

# The likeliest comes first, as it is judged: a score of equal numbers of which nothing is known may each be too little to count, and hid the one that does,
# which agrees in all the rest and is one error away. The further marks of one firearm come after all other firearms of its office. What was altered since it settled is
# among the new ones, which every page asks for anew: else it would be on none where it is altered between two. Whether a firearm is seen and what
# contradicts it stands in the index `registry_firearm_sought`, its office on its row: these are read of what is seen alone (`OFFSET 0`).
_BEST: Final = f"""
SELECT firearm_id, ranked.n, plain, edits, ref, {_SHOWN} FROM (
    SELECT marks.*, row_number() OVER (PARTITION BY agency_id ORDER BY of_firearm > 1, likely DESC, firearm_id, n) AS nth FROM (
        SELECT seen.*, o.agency_id, row_number() OVER (PARTITION BY firearm_id ORDER BY likely DESC, seen.n) AS of_firearm FROM (
            SELECT near.*, {{likely}} AS likely FROM ({{met}}) AS near JOIN registry_firearm f ON f.id = near.firearm_id
            WHERE coalesce((SELECT false FROM registry_markaltered a WHERE a.ref = near.ref), true) AND {{visible}}{{since}}
            OFFSET 0) AS seen
        JOIN registry_firearm o ON o.id = seen.firearm_id) AS marks) AS ranked
JOIN registry_firearm f ON f.id = ranked.firearm_id
WHERE nth <= {EACH}"""


def _met(question: Question, settled: Settled, edits: int) -> tuple[str, dict[str, object], Iterator[Page]]:
    """What finds the marks that a question meets: the text of the statement, its parameters, and what the files say, page by page."""
    if not patterns.is_pattern(question.serial):
        plan = patterns.near(question.serial, edits)
        return _NEAR, near_params(plan) | {"others": "{}"}, settled.near(plan)
    plans = {
        part: patterns.Pattern((patterns.like(folded),), runs=tuple(runs))
        for part, folded in enumerate(form.folded for form in keys_of(question.serial).forms)
        if (runs := run_keys(folded))
    }
    params: dict[str, object] = {}
    for part, narrowed in plans.items():
        params |= {f"likes{part}": list(narrowed.likes), f"runs{part}": list(narrowed.runs)}
    return " UNION ALL ".join(_FITTING.format(part=part) for part in plans), params, settled.fitting(plans)
