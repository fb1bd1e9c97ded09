"""Find firearms by any mark, half read: candidates by the keys of `marks.py`, judged by `matching.py`.

At most three statements: marks within one error and, where that is not enough, within two; where a make was known and nothing was
found without it, and, of many candidates, the details of what is shown. What the actor may not see takes no part in any of them, in counts neither.

The statements keep to what was measured: the candidates come from a function without a limit (with one the planner reads the
whole table), each firearm is then fetched by its own number, and only the best are taken along.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any, Final

import psycopg
from django.db import connection
from django.utils.translation import gettext_lazy as _

from ifar.errors import Invalid
from ifar.reference import selectors as reference
from ifar.registry import patterns
from ifar.registry.marks import keys_of
from ifar.registry.matching import (
    FIELDS,
    ODDS,
    FieldName,
    Held,
    Match,
    Question,
    Weighed,
    explain,
    narrowing,
    weigh,
)
from ifar.registry.selectors.firearms import VISIBLE_SQL, visible_params
from ifar.rights import Actor, require

JUDGED: Final = 400
"""Candidates that are laid side by side with the question; the rest are counted as "more"."""

SIFTED: Final = 3_000
"""Visible candidates that are sorted for it; beyond them the question is far too wide for any order to help. Where the make is all that
is known and stands inside the keys, nearly all candidates agree in it, and twice as many as are judged will do."""

AT_ONCE: Final = 25
"""Candidates of which what a page shows is read in the same statement: they are all shown, in whatever order."""

ENOUGH: Final = 20
"""Firearms within one error after which nobody looks for two; one that fits exactly and contradicts no fact is enough as well."""

SMALLEST_REGISTER: Final = 1_000

_COLUMN: Final[Mapping[FieldName, str]] = {
    "make": "make",
    "model": "model",
    "calibre": "calibre",
    "type": "type",
    "country": "country_made",
    "year": "year",
}
_RAW: Final[tuple[FieldName, ...]] = ("make", "model", "calibre", "type", "country")
_EDIT_EVIDENCE: Final = -6.0
"""About what one error costs beside an agreement; only decides which candidates are judged at all."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A firearm that may be the one, with the mark that led to it, as read, and the judgement."""

    match: Match
    facts: Mapping[FieldName, str | int | None]
    firearm: str
    item: str
    part_kind: str
    state: str
    merged_into: str
    agency_id: int
    mark_n: int
    mark_kind: str
    mark_text: str
    mark_place: str
    mark_on_part: str
    retired: bool
    raw: Mapping[FieldName, str]
    """What a legacy register wrote for the facts."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: the best hits, how many firearms fit, and how to narrow it.

    `more` = there are more than `total`. `edits` = errors that were allowed for; a caller may ask again with more.
    """

    hits: tuple[Hit, ...]
    total: int
    more: bool
    edits: int
    narrow_by: tuple[FieldName, ...]


def search(
    actor: Actor,
    question: Question,
    *,
    kinds: Collection[str] = (),
    only: Collection[FieldName] = (),
    edits: int | None = None,
    limit: int = 50,
) -> Found:
    """Find the firearms and parts that `question` may mean, the likeliest first.

    Args:
        actor: sees only what `visible` allows.
        question: the mark as read (with `?` and `*`) and the known facts, any of them missing.
        kinds: kinds of marks to look at; all where empty.
        only: facts that may not differ; firearms for which the register does not know them stay in. All other facts
            weigh as evidence.
        edits: wrong, missing, extra or swapped characters to allow for (0-2); as many as needed where None.
        limit: hits that are returned at most.

    Raises:
        Forbidden: the actor may not search by marks.
        Invalid: too little is known to look for (`registry.search.too_short`, `registry.search.too_broad`).
    """
    require(actor, "registry:mark:search")
    if not keys_of(question.serial).folded.strip("*?"):
        rows, tried = _by_facts(actor, question, kinds), 0
    elif patterns.is_pattern(question.serial):
        rows, tried = _by_pattern(actor, question, kinds, only, edits)
    else:
        rows, tried = _by_errors(actor, question, kinds, frozenset(only), edits)
    candidates = rows[:JUDGED]
    wider = reference.wider_types() if question.type and candidates else None
    weighed = weigh(question, map(_reader_of(question), candidates), wider=wider)
    total = len({row[_ID] for row in candidates})
    return Found(
        hits=_hits(question, candidates, weighed, limit),
        total=total,
        more=len(rows) > JUDGED,
        edits=tried,
        narrow_by=narrowing(question) if total > 1 else (),
    )


# Which candidates ---------------------------------------------------------------------------------------------------

Row = tuple[Any, ...]
_ID, _N, _PLAIN, _EDITS, _PUBLIC_ID, _FACTS = range(6)
_TIER: Final = -2
"""Columns of a candidate. From `_FACTS` on: the facts that were asked, in the order of `FIELDS`, and where words are compared with it,
what an older register wrote, in the order of `_RAW`. The last one: the details that a page shows, where there are few candidates."""


def _by_errors(
    actor: Actor, question: Question, kinds: Collection[str], only: Set[FieldName], edits: int | None
) -> tuple[list[Row], int]:
    """Candidates within one error; within two where that is asked or one was not enough; of any make where none was found."""
    make = _make(question)

    def plan(edits: int, make: str | None) -> patterns.Near:
        plan = patterns.near(question.serial, edits, make)
        if not plan.keys:
            raise Invalid("registry.search.too_short", field="serial")
        return plan

    most = patterns.MOST_EDITS if edits is None else edits
    first = plan(1 if edits is None else most, make)
    if edits is None and not first.unread:
        rows = _ask_twice(first, plan(most, make), actor, question, kinds, only)
        tried = rows[0][_TIER] if rows else most
    else:
        sifted = _sifted(question, _asked(question))
        rows, tried = _ask(_NEAR, _near_params(first), actor, question, kinds, only, sifted), first.edits
    if (
        not rows
        and make
        and only.isdisjoint({"make", "model"})
        and patterns.is_narrowed_by_make(question.serial)
    ):
        second = plan(most, None)
        rows, tried = _ask(_NEAR, _near_params(second), actor, question, kinds, only), second.edits
    return rows, tried


def _make(question: Question) -> str | None:
    """The make that goes inside the keys: the one that was asked, or the one of the model that was."""
    if question.make is None and question.model is not None:
        return question.model.partition("/")[0]
    return question.make


def _asked(question: Question) -> tuple[FieldName, ...]:
    """The facts that are known beside the mark."""
    return tuple(name for name in FIELDS if getattr(question, name) is not None)


def _by_pattern(
    actor: Actor, question: Question, kinds: Collection[str], only: Collection[FieldName], edits: int | None
) -> tuple[list[Row], int]:
    """Candidates that fit the pattern; where there is none, those that fit but for one error in one of its pieces."""
    plans = patterns.patterns(question.serial)
    if not plans:
        raise Invalid("registry.search.too_short", field="serial")
    rows = _ask(*_patterns(plans, 0), actor, question, kinds, only)
    if rows or edits == 0 or not (plans := patterns.mistaken(question.serial)):
        return rows, 0
    return _ask(*_patterns(plans, 1), actor, question, kinds, only), 1


def _patterns(plans: Sequence[patterns.Pattern], edits: int) -> tuple[str, dict[str, object]]:
    """The statement for marks that fit any of the plans, with its parameters."""
    params: dict[str, object] = {}
    parts = []
    for at, plan in enumerate(plans):
        params |= {
            f"likes{at}": list(plan.likes),
            f"head{at}": f"{plan.head}%",
            f"tail{at}": f"{plan.tail}%",
            f"runs{at}": list(plan.runs),
        }
        narrow = "k.keys @> %(runs{at})s::int4[]" if plan.runs else "reverse(k.folded) LIKE %(tail{at})s"
        narrow = "k.folded LIKE %(head{at})s" if plan.head else narrow
        parts.append(_PATTERN.format(narrow=narrow.format(at=at), at=at, kinds=_KINDS, edits=edits))
    return f"({' UNION '.join(parts)}) AS found", params


def _by_facts(actor: Actor, question: Question, kinds: Collection[str]) -> list[Row]:
    """Candidates by make and other facts alone, all of which must then agree."""
    if question.make is None:
        raise Invalid(
            "registry.search.too_broad", _("Without a mark, choose at least the make."), field="serial"
        )
    asked = _asked(question)
    statement = _BY_FACTS.format(
        facts=_fact_columns(question),
        kinds=_KINDS,
        where=" AND ".join(map(_agrees, asked)),
        visible=VISIBLE_SQL,
        limit=JUDGED + 1,
    )
    return _fetch(statement, _fact_params(question) | {"kinds": list(kinds)} | visible_params(actor))


# The statements ----------------------------------------------------------------------------------------------------

_KINDS: Final = "(%(kinds)s::text[] = '{}' OR k.kind = ANY(%(kinds)s::text[]))"
_FACT_COLUMNS: Final = ", ".join(f"f.{_COLUMN[name]}" for name in FIELDS)
_RAW_COLUMNS: Final = ", ".join(f"f.{_COLUMN[name]}_raw" for name in _RAW)
_REGISTER_SIZE: Final = "(SELECT reltuples FROM pg_class WHERE oid = 'registry_firearm'::regclass)"

_PATTERN: Final = """
    SELECT k.firearm_id, k.n, k.plain, {edits} AS edits FROM registry_markkey k
    WHERE {narrow} AND k.folded LIKE ANY(%(likes{at})s::text[]) AND {kinds}"""

_NEAR: Final = """registry_marks_near(%(keys)s::int4[], %(text0)s::text, %(text1)s::text, %(text2)s::text, %(swaps)s::text[],
        %(twice)s::text[], %(edits)s::int4, %(unread)s::int4, %(kinds)s::text[]) AS found"""
_NEAR_ONE: Final = """registry_marks_near(%(keys1)s::int4[], %(text0)s::text, %(text1)s::text, %(text2)s::text, %(swaps)s::text[],
        '{}', 1, 0, %(kinds)s::text[]) AS found"""

# The nearest first, so that where there are too many to sift the farthest are left out. What is read of a firearm here stands in the
# index `registry_firearm_sought`, so that none of the wide rows is fetched for a candidate that is not shown.
_SEEN: Final = """(
    SELECT near.firearm_id, near.n, near.plain, near.edits, f.*, ({likely}) AS likely
    FROM (SELECT * FROM {near} ORDER BY edits, firearm_id, n OFFSET 0) AS near CROSS JOIN LATERAL (
        SELECT f.public_id{facts} FROM registry_firearm f
        WHERE f.id = near.firearm_id AND {visible}{only} OFFSET 0) AS f
    LIMIT {sifted})"""

_SHOW: Final = """
SELECT l.*, d.details FROM likeliest l LEFT JOIN LATERAL (
    SELECT jsonb_build_array({details}) AS details FROM registry_firearm f
    LEFT JOIN registry_mark m ON m.firearm_id = l.firearm_id AND m.n = l.n
    WHERE f.id = l.firearm_id AND (SELECT count(*) <= {at_once} FROM likeliest)) AS d ON true"""

_CANDIDATES: Final = f"""
WITH likeliest AS MATERIALIZED (
    SELECT * FROM {_SEEN} AS seen ORDER BY likely DESC, firearm_id, n LIMIT {{judged}}){_SHOW}"""

# Within one error, and where that is not enough, which is the condition of the second question, within two.
_TIERS: Final = """
WITH one AS MATERIALIZED {one},
told AS MATERIALIZED (SELECT count(DISTINCT firearm_id) >= {enough} OR coalesce(bool_or(edits = 0{agrees}), false) AS enough FROM one),
likeliest AS MATERIALIZED (
    SELECT * FROM (
        SELECT *, 1 AS tier FROM one WHERE (SELECT enough FROM told) UNION ALL SELECT *, 2 FROM {two} AS two) AS seen
    ORDER BY likely DESC, firearm_id, n LIMIT {judged})"""

_BY_FACTS: Final = """
SELECT f.id, coalesce(m.n, 0), coalesce(m.plain, ''), 0, f.public_id{facts}, NULL
FROM registry_firearm f LEFT JOIN LATERAL (
    SELECT k.n, k.plain FROM registry_markkey k
    WHERE k.firearm_id = f.id AND k.form = 0 AND {kinds} ORDER BY k.kind <> 'serial', k.n LIMIT 1) AS m ON true
WHERE {where} AND {visible}
ORDER BY f.id LIMIT {limit}"""

_SHOWN: Final = (
    "f.public_id, f.item, f.part_kind, f.state, f.merged_into, f.agency_id, coalesce(m.n, 0), coalesce(m.kind, ''), coalesce(m.text, ''),"
    " coalesce(m.place, ''), coalesce(m.on_part, ''), coalesce(m.retired, false),"
    f" {_REGISTER_SIZE}, {_FACT_COLUMNS}, {_RAW_COLUMNS}"
)
"""What a page shows of a hit: of the firearm, of the mark that led to it, and what the register knows or an older one wrote."""

# The arrays are read out of themselves so that their length tells the planner nothing: it would plan anew for each.
_DETAILS: Final = f"""
SELECT {_SHOWN} FROM unnest(ARRAY(SELECT unnest(%(ids)s::bigint[])), ARRAY(SELECT unnest(%(marks)s::smallint[]))) AS wanted (id, n)
JOIN registry_firearm f ON f.id = wanted.id
LEFT JOIN registry_mark m ON m.firearm_id = wanted.id AND m.n = wanted.n"""


def _near_params(plan: patterns.Near) -> dict[str, object]:
    texts = (*plan.texts, None, None)[:3]
    return {
        "keys": _integers(plan.keys),
        "edits": plan.edits,
        "unread": plan.unread,
        "swaps": _texts(plan.swaps),
        "twice": _texts(plan.twice),
        **{f"text{at}": text for at, text in enumerate(texts)},
    }


def _integers(numbers: Iterable[int]) -> str:
    """An array as PostgreSQL reads it; the adaptation of lists takes as long as a look at the index."""
    return f"{{{','.join(map(str, numbers))}}}"


def _texts(texts: Collection[str]) -> str:
    """The same of look-alike keys, in which no quotation mark and no backslash is left."""
    return '{"' + '","'.join(texts) + '"}' if texts else "{}"


def _ask(
    near: str,
    params: Mapping[str, object],
    actor: Actor,
    question: Question,
    kinds: Collection[str],
    only: Collection[FieldName],
    sifted: int = SIFTED,
) -> list[Row]:
    """Fetch the likeliest candidates among those that the actor may see, one more than are judged if there are more."""
    asked = _asked(question)
    only = tuple(name for name in asked if name in only)
    sifted = sifted if asked else JUDGED + 1
    statement = _candidates(near, _fact_columns(question), asked, only, actor.own_book_only, sifted)
    return _fetch(statement, {**params, **_params_of(actor, question, kinds)})


def _ask_twice(
    one: patterns.Near,
    two: patterns.Near,
    actor: Actor,
    question: Question,
    kinds: Collection[str],
    only: Collection[FieldName],
) -> list[Row]:
    """Fetch them within one error and, where that is not enough, within two; `_TIER` of each row says which."""
    asked = _asked(question)
    only = tuple(name for name in asked if name in only)
    statement = _tiers(_fact_columns(question), asked, only, actor.own_book_only, _sifted(question, asked))
    params = _near_params(two) | {"keys1": _integers(one.keys)}
    return _fetch(statement, {**params, **_params_of(actor, question, kinds)})


def _sifted(question: Question, asked: tuple[FieldName, ...]) -> int:
    """How many candidates are looked at: where nothing is known beside the mark, the nearest are the likeliest."""
    if not asked:
        return JUDGED + 1
    inside_keys = asked == ("make",) and patterns.is_narrowed_by_make(question.serial)
    return 2 * JUDGED if inside_keys else SIFTED


def _params_of(actor: Actor, question: Question, kinds: Collection[str]) -> dict[str, object]:
    return {**_fact_params(question), "kinds": list(kinds) or "{}", **visible_params(actor)}


@lru_cache(maxsize=256)
def _candidates(
    near: str,
    facts: str,
    asked: tuple[FieldName, ...],
    only: tuple[FieldName, ...],
    own_book: bool,
    sifted: int,
) -> str:
    """The statement for candidates; `asked` of their facts are known, and `only` may not differ."""
    return _CANDIDATES.format(near=near, **_parts(facts, asked, only, own_book, sifted))


@lru_cache(maxsize=256)
def _tiers(
    facts: str, asked: tuple[FieldName, ...], only: tuple[FieldName, ...], own_book: bool, sifted: int
) -> str:
    """The same within one error, and where that is not enough within two."""
    parts = _parts(facts, asked, only, own_book, sifted)
    one, two = (
        _SEEN.format(near=near, **parts)
        for near in (_NEAR_ONE, f"{_NEAR} WHERE NOT (SELECT enough FROM told)")
    )
    agrees = "".join(f" AND coalesce({_COLUMN[name]} = %({name})s, true)" for name in asked if name != "year")
    tiers = _TIERS.format(one=one, two=two, agrees=agrees, enough=ENOUGH, judged=JUDGED + 1)
    return tiers + _SHOW.format(**parts)


def _parts(
    facts: str, asked: tuple[FieldName, ...], only: tuple[FieldName, ...], own_book: bool, sifted: int
) -> dict[str, object]:
    """What the statements for candidates have in common."""
    return {
        "facts": facts,
        "visible": _visible(own_book),
        "only": "".join(f" AND ({_agrees(name)} OR f.{_COLUMN[name]} IS NULL)" for name in only),
        "likely": " + ".join([f"'{_EDIT_EVIDENCE}'::float8 * near.edits", *map(_likely, asked)]),
        "sifted": sifted,
        "judged": JUDGED + 1,
        "details": _SHOWN,
        "at_once": AT_ONCE,
    }


def _fact_columns(question: Question) -> str:
    """What the judgement reads of a firearm: the facts that were asked, and what an older register wrote where words are compared with it."""
    facts = "".join(f", f.{_COLUMN[name]}" for name in _asked(question))
    return f"{facts}, {_RAW_COLUMNS}" if question.names else facts


def _visible(own_book: bool) -> str:
    """The one condition of who may see what, with whether the own book alone counts written out.

    As a parameter it would make the plan that the session keeps look dearer than a new one for each question.
    """
    return VISIBLE_SQL.replace("%(own_book)s", "true" if own_book else "false")


def _agrees(name: FieldName) -> str:
    if name == "year":
        return "f.year BETWEEN %(year_first)s AND %(year_last)s"
    return f"f.{_COLUMN[name]} = %({name})s"


def _likely(name: FieldName) -> str:
    """The evidence of one fact, as `matching.py` weighs it where nothing special is known."""
    odds = ODDS[name]
    same, other = log(odds.same / odds.chance), log((1 - odds.same) / (1 - odds.chance))
    return f"CASE WHEN f.{_COLUMN[name]} IS NULL THEN '0'::float8 WHEN {_agrees(name)} THEN '{same:.3f}' ELSE '{other:.3f}' END"


def _fact_params(question: Question) -> dict[str, object]:
    first, last = question.year or (None, None)
    codes = {name: getattr(question, name) for name in FIELDS[:-1]}
    return codes | {"year_first": first, "year_last": last}


def _fetch(statement: str, params: Mapping[str, Any]) -> list[Row]:
    """Run a statement that the session keeps prepared: planning it would take as long as running it.

    A pattern is planned each time, because its beginning decides about the index.
    """
    connection.ensure_connection()
    kind = psycopg.ClientCursor if " LIKE " in statement else psycopg.Cursor
    with connection.wrap_database_errors, kind(connection.connection) as cursor:
        cursor.execute(statement.encode(), params)
        return cursor.fetchall()


# From rows to hits --------------------------------------------------------------------------------------------------


def _reader_of(question: Question) -> Callable[[Row], Held]:
    """What makes a candidate of a row: with the facts that the judgement looks at."""
    names = _asked(question)
    raws = _FACTS + len(names)
    if not question.names:
        return lambda row: Held(
            row[_PUBLIC_ID], row[_PLAIN], row[_N], **dict(zip(names, row[_FACTS:raws], strict=True))
        )

    def held(row: Row) -> Held:
        raw = {name: text for name, text in zip(_RAW, row[raws:], strict=False) if text}
        facts = dict(zip(names, row[_FACTS:raws], strict=True))
        return Held(row[_PUBLIC_ID], row[_PLAIN], row[_N], **facts, raw=raw)

    return held


def _size(estimate: float) -> int:
    """The size of the register as a power of ten: the probability needs no more, and more would tell hidden counts."""
    size = SMALLEST_REGISTER
    while size < estimate:
        size *= 10
    return size


def _hits(
    question: Question, candidates: Sequence[Row], weighed: Sequence[Weighed], limit: int
) -> tuple[Hit, ...]:
    """The best of them with their reasons and what the page shows of each."""
    best = weighed[:limit]
    if not best:
        return ()
    details = _details(candidates, best)
    size = _size(next(iter(details.values()))[_SIZE])
    matches = explain(question, weighed, register_size=size, best=limit)
    return tuple(_hit(match, details[match.held.key]) for match in matches)


def _details(candidates: Sequence[Row], best: Sequence[Weighed]) -> dict[str, Row]:
    """What the page shows of each firearm, with the mark that led to it; one statement, unless it came with the candidates."""
    if candidates[0][-1] is not None:
        came = {(row[_PUBLIC_ID], row[_N]): row[-1] for row in candidates}
        return {one.held.key: tuple(json.loads(came[one.held.key, one.held.n])) for one in best}
    ids = {row[_PUBLIC_ID]: row[_ID] for row in candidates}
    params = {
        "ids": _integers(ids[one.held.key] for one in best),
        "marks": _integers(one.held.n for one in best),
    }
    return {row[0]: row for row in _fetch(_DETAILS, params)}


_SIZE: Final = 12
"""Place of the register's size in the details; the facts follow, and what an older register wrote for them."""


def _hit(match: Match, details: Row) -> Hit:
    facts = dict(zip(FIELDS, details[_SIZE + 1 :], strict=False))
    raw = {name: text for name, text in zip(_RAW, details[-len(_RAW) :], strict=True) if text}
    return Hit(*(match, facts, *details[:_SIZE], raw))
