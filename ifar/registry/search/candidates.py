"""Which firearms a question about marks may mean: the candidates, fetched by the keys of `marks/reading.py`, before anybody judges them.

Settled marks are looked up in the files of `search/index.py`, which say how far they are from the question; the newest by the statement
itself, which leaves out what was altered since the files were made. Seldom more than one statement: marks within one error and, where that
is not enough, within two, in one; and where a make was known and nothing was found, the same without it. What the actor may not see takes no
part, in counts neither. Whoever asks has asked for the permission: `registry/search/finding.py` does so first.

The statements keep to what was measured: the candidates come from functions without a limit (with one the planner reads the
whole table), each firearm is then fetched by its own number, and only the best are taken along.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence, Set
from functools import lru_cache
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from ifar.errors import Invalid
from ifar.registry.marks import patterns
from ifar.registry.search import index as mark_index
from ifar.registry.search.compacted import EDITS, GROWING, ID, REF, Row, Settled, integers
from ifar.registry.search.fact_statements import (
    COLUMN,
    EDIT_EVIDENCE,
    agreed,
    agrees,
    fact_evidence,
    fact_params,
    likely_sql,
)
from ifar.registry.search.fetching import PATIENCE, PLANNED_ANEW, fetch, in_time, limited, too_wide
from ifar.registry.search.former_marks import LAST, TODAY
from ifar.registry.search.matching import FIELDS, FieldName, Question
from ifar.registry.search.ranking import EQUAL, LIKELY, are_more, together
from ifar.registry.selectors.firearms import VISIBLE_SQL, search_params, visible_to
from ifar.rights import Actor

JUDGED: Final = 100
"""Candidates that are laid side by side with the question; the rest are counted as "more"."""

NEAREST: Final = 50
"""The same of those that were found by their errors: the most alike come first, so that the right one is seldom among the rest."""

OF_MAKE: Final = 2 * mark_index.ALL_JUDGED
"""The same where the make is all that is known beside the mark: those of that make come first."""

SIFTED: Final = 3_000
"""Visible candidates that are sorted for it; beyond them the question is far too wide for any order to help. Where nothing is known beside the
mark, or the make alone, they are found in the order of their likelihood, and as many as are judged will do."""

ENOUGH: Final = 20
"""Candidates within one error, of which none contradicts a fact, after which nobody looks for two; one that fits exactly is enough as well."""

_TWO: Final = 4
"""The lane (`mark_index.Met`) in which the second tier begins: two errors."""

_ONE_TIER: Final = 6
"""The same where there is only one."""


class _Room(NamedTuple):
    """How many visible candidates are sorted, and how many of them are judged."""

    sifted: int
    judged: int


RAW: Final[tuple[FieldName, ...]] = ("make", "model", "calibre", "type", "country")
PUBLIC_ID, FORMER, FACTS = range(REF + 1, REF + 4)
_ENOUGH, _NEAR_ONES, _CROWDED = range(-4, -1)
"""Columns of a candidate, behind those of `compacted.py`; `FORMER` is what its facts said before. From `FACTS` on: the facts that were asked, in the order of `FIELDS`, and where words are compared with it,
what an older register wrote, in the order of `RAW`. The last is about how likely it is; before it come, as the statement gives them, what `_Answer` says of all."""


class _Answer(NamedTuple):
    """What a statement gave, whether those within one error are enough, and where they are not and a further page is asked, of which firearms those are that settled
    and contradict nothing; and whether what was seen has to be put in another order: it holds more new marks than are judged unseen, several marks of a firearm, or
    more of a lane than was looked at."""

    rows: list[Row]
    enough: bool
    near: Collection[int] | None
    crowded: bool


class Candidates(NamedTuple):
    """The likeliest, how many errors were allowed for, and whether there are more of them."""

    rows: list[Row]
    edits: int
    more: bool


def by_errors(
    actor: Actor,
    question: Question,
    kinds: Collection[str],
    only: Set[FieldName],
    edits: int | None,
    patience: float = PATIENCE,
) -> Candidates:
    """Candidates within one error; within two where that is asked or one was not enough; of any make where none was found."""
    make = _make(question)

    def plan(edits: int, make: str | None) -> patterns.Near:
        plan = patterns.near(question.serial, edits, make)
        if not plan.keys:
            raise Invalid("registry.search.too_short", field="serial")
        return plan

    asking, settled = _Asking(actor, question, kinds, only, time.monotonic() + patience), Settled(kinds)
    most = patterns.MOST_EDITS if edits is None else edits
    short = patterns.is_narrowed_by_make(question.serial)
    # Of a short mark whose make is not known, and of a number of few digits, thousands are near; those within two errors are looked up
    # only where one was not enough, which it mostly is.
    first = plan(
        1 if edits is None and short and (not make or patterns.is_dense(question.serial)) else most, make
    )
    if edits is None and first.unread:
        first = plan(1, make)
    room = _room(asking.asked)
    if edits is None and not first.unread:
        rows, enough = _ask_near(settled, first, asking, room, _TWO)
        if first.edits < most and not (rows and enough):
            first = plan(most, make)
            rows, enough = _ask_near(settled, first, asking, room, _TWO)
        tried = 1 if enough else first.edits
    else:
        rows, _enough = _ask_near(settled, first, asking, room)
        tried = first.edits
    if not rows and make and short:
        second = plan(most, None)
        rows, _enough = _ask_near(settled, second, asking, _Room(SIFTED, NEAREST))
        tried = second.edits
    return Candidates(rows[: room.judged], tried, are_more(rows, room.judged))


class _Asking(NamedTuple):
    """Who asks what, of which kinds of marks, which facts may not differ, and until when (of the monotonic clock)."""

    actor: Actor
    question: Question
    kinds: Collection[str]
    only: Collection[FieldName]
    until: float

    @property
    def asked(self) -> tuple[FieldName, ...]:
        """The facts that are known beside the mark."""
        return known_facts(self.question)

    @property
    def shape(self) -> tuple[str, tuple[FieldName, ...], tuple[FieldName, ...], str]:
        """What the text of a statement depends on: its columns, the facts that are known, those that may not differ, what the actor may see."""
        only = tuple(name for name in self.asked if name in self.only)
        visible = visible_to(self.actor)
        return _fact_columns(self.question), self.asked, only, visible

    def params(self) -> dict[str, object]:
        """What every statement names."""
        kinds = list(self.kinds) or "{}"
        return {**fact_params(self.question), "kinds": kinds, **search_params(self.actor)}


def _make(question: Question) -> str | None:
    """The make that goes inside the keys: the one that was asked, or the one of the model that was."""
    if question.make is None and question.model is not None:
        return question.model.partition("/")[0]
    return question.make


def known_facts(question: Question) -> tuple[FieldName, ...]:
    """The facts that are known beside the mark."""
    return tuple(name for name in FIELDS if getattr(question, name) is not None)


def by_pattern(
    actor: Actor,
    question: Question,
    kinds: Collection[str],
    only: Collection[FieldName],
    edits: int | None,
    patience: float = PATIENCE,
) -> Candidates:
    """Candidates that fit the pattern; where there is none, those that fit but for one error in one of its pieces."""
    plans = patterns.patterns(question.serial)
    if not plans:
        raise Invalid("registry.search.too_short", field="serial")
    asking = _Asking(actor, question, kinds, only, time.monotonic() + patience)
    rows, tried = _ask_patterns(plans, 0, asking), 0
    if not rows and edits != 0 and (plans := patterns.mistaken(question.serial)):
        rows, tried = _ask_patterns(plans, 1, asking), 1
    return Candidates(rows[:JUDGED], tried, are_more(rows, JUDGED))


def by_facts(actor: Actor, question: Question, kinds: Collection[str]) -> Candidates:
    """Candidates by make and other facts alone, all of which must then agree: those that do today, and after them those that did before."""
    if question.make is None:
        raise Invalid(
            "registry.search.too_broad", _("Without a mark, choose at least the make."), field="serial"
        )
    asked = known_facts(question)
    today = " AND ".join(map(agrees, asked))
    each = " AND ".join(f"({agrees(name)} OR {agreed(name)})" for name in asked)
    any_formerly = " OR ".join(map(agreed, asked))
    formerly = f"({any_formerly}) AND {each} AND ({today}) IS NOT TRUE"
    params = fact_params(question) | {"kinds": list(kinds)} | search_params(actor)
    columns = _fact_columns(question)
    parts = [
        _BY_FACTS.format(
            facts=columns,
            late=late,
            kinds=_KINDS,
            today=TODAY,
            where=where,
            visible=VISIBLE_SQL,
            limit=JUDGED + 1,
        )
        for late, where in enumerate((today, formerly))
    ]
    last = FACTS + len(asked) + (len(RAW) if question.names else 0) + 1
    statement = f"({parts[0]}) UNION ALL ({parts[1]}) ORDER BY {last}, 1 LIMIT {JUDGED + 1}"
    rows = fetch(statement, params)
    return Candidates(rows[:JUDGED], 0, len(rows) > JUDGED)


# The statements ----------------------------------------------------------------------------------------------------

_KINDS: Final = "(%(kinds)s::text[] = '{}' OR k.kind = ANY(%(kinds)s::text[]))"
_FACT_COLUMNS: Final = ", ".join(f"f.{COLUMN[name]}" for name in FIELDS)
_RAW_COLUMNS: Final = ", ".join(f"f.{COLUMN[name]}_raw" for name in RAW)
_REGISTER_SIZE: Final = "(SELECT reltuples FROM pg_class WHERE oid = 'registry_firearm'::regclass)"

# What was found in the files; what was altered since is left out with what the actor may not see.
_SETTLED: Final = f"""
    SELECT s.firearm_id, s.n, '' AS plain, {{edits}} AS edits, s.ref, {{lane}} AS lane, s.at + {LAST} AS at, false AS further
    FROM registry_compacted(%(told)s::text, %(refs{{part}})s::bigint[], %(lanes{{part}})s::int2[]) AS s"""

_UNALTERED: Final = "coalesce((SELECT false FROM registry_markaltered a WHERE a.ref = near.ref), true)"

_PATTERN: Final = """
    SELECT k.firearm_id, k.n, k.plain, {edits} AS edits, NULL::bigint AS ref, 0 AS lane, 0::bigint AS at, false AS further FROM registry_markkey k
    WHERE {narrow} AND k.folded LIKE ANY(%(likes{part})s::text[]) AND {kinds}"""

# What else one firearm bears that fits comes after the others.
_FITTING: Final = f"""
    SELECT firearm_id, n, plain, edits, ref, lane, {LAST} AS at, row_number() OVER (PARTITION BY firearm_id ORDER BY n) > 1 AS further
    FROM ({{}}) AS near WHERE {_UNALTERED}"""

# Nobody laid new marks beside the question to say how alike they are: where they are few they come first in their lane.
_FRESH: Final = f"""
    SELECT firearm_id, n, plain, edits, NULL::bigint AS ref, 2 * edits AS lane, {LAST} AS at, false AS further
    FROM registry_marks_near(%(keys)s::int4[], %(others)s::int4[], %(text0)s::text, %(text1)s::text, %(text2)s::text,
        %(swaps)s::text[], %(twice)s::text[], %(edits)s::int4, %(unread)s::int4, %(kinds)s::text[])"""

_NEAR: Final = f"{_FRESH} UNION ALL {_SETTLED.format(edits='s.edits / 2', lane='s.edits', part='')}"

# The same in the order that many new marks, several of one firearm, or a full lane ask for: the likeliest of a lane first. Of the new ones that the actor
# may see as many come first as are judged unseen, and the rest after the settled ones; of a firearm the nearest mark that was not altered since, and what
# else it bears after all others: an officer who gives it fifty marks hides none by it. Nor does a firearm that an earlier page counted stand for two.
_CROWD: Final = f"""
    SELECT firearm_id, n, plain, edits, ref, lane, {LAST} + CASE WHEN ref IS NOT NULL THEN place WHEN place <= {mark_index.ALL_JUDGED} THEN 0 ELSE 1::bigint << 40 END AS at, further FROM (
        SELECT *, row_number() OVER (PARTITION BY lane, ref IS NULL ORDER BY further, likely DESC, at, firearm_id, n) AS place FROM (
            SELECT near.firearm_id, near.n, near.plain, near.edits, near.ref, near.at, ({{likely}}) AS likely, CASE WHEN {{other}} THEN near.lane | 1 ELSE near.lane END AS lane,
                row_number() OVER (PARTITION BY near.firearm_id ORDER BY near.lane, near.at, near.n, near.plain) > 1 OR near.firearm_id = ANY(%(counted)s::bigint[]) AS further
            FROM ({_NEAR}) AS near JOIN registry_firearm f ON f.id = near.firearm_id WHERE {_UNALTERED} AND {{visible}}{{only}}) AS seen) AS placed"""

# One lane after the other, the nearest first, and of each no more than may be judged, so that no lane takes the room of another: what the actor may
# see decides, not what the files hold, which hold closed compartments as well. PostgreSQL reads no further where a count that only grows is beyond
# its limit: at the first mark of the second tier where the first is enough, and where as many as are sifted could not be likelier. What is read
# of a firearm here stands in the index `registry_firearm_sought`, so that none of the wide rows is fetched. The planner takes it where it
# expects more than one: what it cannot guess counts as every second row (`coalesce`), and as one in two hundred where it asks
# `IS NULL`. What equals the question is judged, even where dozens that agree in all the rest are one error away.
_CANDIDATES: Final = f"""
WITH met AS MATERIALIZED ({{met}}), seen AS MATERIALIZED (
    SELECT * FROM (
        SELECT *, count(CASE WHEN lane >= %(tier)s::int4 AND (exact > 0 OR near >= {ENOUGH}) OR fitting > {{sifted}} THEN 1 END) OVER so_far AS beyond FROM (
            SELECT *, %(had)s::int4 + count(CASE WHEN edits = 0 AND NOT further AND {TODAY}{{agrees}} THEN 1 END) OVER so_far AS exact,
                %(near)s::int4 + count(CASE WHEN edits < 2 AND NOT further AND {TODAY}{{agrees}} THEN 1 END) OVER so_far AS near,
                count(CASE WHEN NOT further AND (lane & 1) = 0 AND likely >= best THEN 1 END) OVER so_far AS fitting FROM (
                SELECT here.*, lanes.* FROM (SELECT * FROM (VALUES {{lanes}}) AS v (lane, room, best) ORDER BY lane OFFSET 0) AS lanes CROSS JOIN LATERAL (
                    SELECT near.firearm_id, near.n, near.plain, near.edits, near.ref, f.public_id{{facts}}, near.at, near.further, ({{likely}}) AS likely
                    FROM (SELECT * FROM met WHERE coalesce(met.lane = lanes.lane, false) ORDER BY further, at, firearm_id, n OFFSET 0) AS near
                    JOIN registry_firearm f ON f.id = near.firearm_id WHERE {_UNALTERED} AND {{visible}}{{only}}
                    ORDER BY near.further, near.at, near.firearm_id, near.n LIMIT lanes.room) AS here) AS visible
            WINDOW so_far AS (ORDER BY lane ROWS UNBOUNDED PRECEDING)) AS counted
        WINDOW so_far AS (ORDER BY lane ROWS UNBOUNDED PRECEDING)) AS stopped WHERE beyond <= 0)
SELECT firearm_id, n, plain, edits, ref, public_id{{columns}}, (SELECT max(exact) > 0 OR max(near) >= {ENOUGH} FROM seen) AS enough,
    CASE WHEN %(paged)s::bool THEN (SELECT array_agg(DISTINCT firearm_id) FROM seen WHERE ref IS NOT NULL AND edits < 2 AND NOT further AND {TODAY}{{agrees}} HAVING count(DISTINCT firearm_id) < {ENOUGH}) END AS near_ones,
    EXISTS (SELECT FROM seen GROUP BY {TODAY} HAVING count(*) FILTER (WHERE ref IS NULL) > {mark_index.ALL_JUDGED} OR count(*) > {mark_index.ALL_JUDGED} AND count(*) > count(DISTINCT firearm_id))
        OR EXISTS (SELECT FROM seen GROUP BY lane, room, best HAVING count(*) >= room AND min(likely) FILTER (WHERE ref IS NOT NULL AND {TODAY}) < best) AS crowded, likely
FROM (SELECT *, row_number() OVER (PARTITION BY edits = 0 AND NOT further AND {TODAY} ORDER BY likely DESC, at, firearm_id, n) AS place FROM seen) AS placed
ORDER BY edits = 0 AND NOT further AND {TODAY} AND place <= {EQUAL} DESC, further, likely DESC, at, firearm_id, n LIMIT {{judged}}"""

_BY_FACTS: Final = """
SELECT f.id, coalesce(m.n, 0), coalesce(m.plain, ''), 0, NULL::bigint, f.public_id{facts}, {late}
FROM registry_firearm f LEFT JOIN LATERAL (
    SELECT k.n, k.plain FROM registry_markkey k
    WHERE k.firearm_id = f.id AND k.form = 0 AND k.{today} AND {kinds} ORDER BY k.kind <> 'serial', k.n LIMIT 1) AS m ON true
WHERE {where} AND {visible}
ORDER BY f.id LIMIT {limit}"""

_SHOWN: Final = (
    "f.public_id, f.item, f.part_kind, f.state, f.merged_into, f.agency_id, coalesce(m.n, 0), coalesce(m.kind, ''), coalesce(m.text, ''),"
    " coalesce(m.place, ''), coalesce(m.on_part, ''), coalesce(m.retired, false),"
    " coalesce((SELECT t.text FROM registry_mark t WHERE m.former_of <> 0 AND t.firearm_id = m.firearm_id AND t.n = m.former_of), ''),"
    f" {_REGISTER_SIZE}, {_FACT_COLUMNS}, {_RAW_COLUMNS}"
)
"""What a page shows of a hit: of the firearm, of the mark that led to it, and what the register knows or an older one wrote."""

DETAILS: Final = (
    *("public_id", "item", "part_kind", "state", "merged_into", "agency_id"),
    *("mark_n", "mark_kind", "mark_text", "mark_place", "mark_on_part", "mark_retired", "mark_today", "size"),
    *(COLUMN[name] for name in FIELDS),
    *(f"{COLUMN[name]}_raw" for name in RAW),
)
"""The names of these: of columns of a firearm where they are its own."""

# The arrays are read out of themselves so that their length tells the planner nothing: it would plan anew for each.
_DETAILS: Final = f"""
SELECT {_SHOWN} FROM unnest(ARRAY(SELECT unnest(%(ids)s::bigint[])), ARRAY(SELECT unnest(%(marks)s::smallint[]))) AS wanted (id, n)
JOIN registry_firearm f ON f.id = wanted.id
LEFT JOIN registry_mark m ON m.firearm_id = wanted.id AND m.n = wanted.n
WHERE {{visible}}"""


def details_of(actor: Actor, wanted: Sequence[tuple[int, int]]) -> dict[str, Row]:
    """What a page shows of these firearms, each with one of its marks, by public identifier; without what was closed to the actor meanwhile."""
    params = {"ids": integers(key for key, _n in wanted), "marks": integers(n for _key, n in wanted)}
    statement = _DETAILS.format(visible=visible_to(actor))
    return {row[0]: row for row in fetch(statement, params | search_params(actor))}


def near_params(plan: patterns.Near) -> dict[str, object]:
    """What `registry_marks_near` is told of a plan."""
    texts = (*plan.texts, None, None)[:3]
    return {
        "keys": integers(plan.keys),
        "others": integers(plan.others),
        "edits": plan.edits,
        "unread": plan.unread,
        "swaps": _texts(plan.swaps),
        "twice": _texts(plan.twice),
        **{f"text{at}": text for at, text in enumerate(texts)},
    }


def _texts(texts: Collection[str]) -> str:
    """The same of look-alike keys, in which no quotation mark and no backslash is left."""
    return '{"' + '","'.join(texts) + '"}' if texts else "{}"


def _ask_near(
    settled: Settled, plan: patterns.Near, asking: _Asking, room: _Room, tier: int = _ONE_TIER
) -> tuple[list[Row], bool]:
    """Fetch the likeliest candidates among those that the actor may see, one more than are judged if there are more.

    Those from the lane `tier` on only where the nearer ones are not enough; says whether they are. What the files hold besides is looked at a page after
    the other, until as many firearms are found as are judged, none of which anything that is left can surpass. New marks are asked for with each page: what
    was altered since the one before is among them.
    """
    rows: list[Row] = []
    enough, near, params = False, set[int](), near_params(plan) | {"tier": tier}
    for page in in_time(settled.near(plan), asking.until, GROWING):
        nearest, farthest = page.lanes
        if enough and nearest >= tier:
            break
        result = {"had": int(enough), "near": len(near), "counted": integers(near), "paged": not page.last}
        named = params | page.params | result
        answer = _Answer([], False, None, True) if near else _ask(_NEAR, named, settled, asking, room)
        if answer.crowded:
            answer = _ask(_CROWD, named, settled, asking, room)
        rows, enough = together(rows, answer.rows), enough or answer.enough
        near.update(answer.near or ())
        best = max(_best(asking.asked, lane) for lane in range(farthest, _ONE_TIER))
        if len({row[ID] for row in rows if row[LIKELY] >= best}) > room.judged:
            break
    if enough and tier == _TWO:
        rows = [row for row in rows if row[EDITS] < 2]
    return rows, enough


def _best(asked: tuple[FieldName, ...], lane: int) -> float:
    """How likely a candidate of a lane is at most: about, and a little less. Those of the odd ones are of another make than was asked."""
    results = [fact_evidence(name)[lane % 2 if name == "make" else 0] for name in asked]
    return EDIT_EVIDENCE * (lane // 2) + sum(results) - 0.001


def _ask_patterns(plans: Sequence[patterns.Pattern], edits: int, asking: _Asking) -> list[Row]:
    """The same of those that fit any of the plans."""
    settled = Settled(asking.kinds)
    params: dict[str, object] = {"tier": _ONE_TIER, "had": 0, "near": 0, "paged": False}
    parts = []
    for part, plan in enumerate(plans):
        params |= {
            f"likes{part}": list(plan.likes),
            f"head{part}": f"{plan.head}%",
            f"tail{part}": f"{plan.tail}%",
            f"runs{part}": list(plan.runs),
        }
        if plan.runs:
            narrow = "k.keys @> %(runs{part})s::int4[] AND NOT k.settled"
            parts.append(_SETTLED.format(edits=edits, lane=0, part=part))
        else:
            narrow = "k.folded LIKE %(head{part})s" if plan.head else "reverse(k.folded) LIKE %(tail{part})s"
        parts.append(_PATTERN.format(narrow=narrow.format(part=part), part=part, kinds=_KINDS, edits=edits))
    sifted = SIFTED if asking.asked else JUDGED + 1
    room = _Room(sifted, JUDGED)
    met = _FITTING.format(" UNION ".join(parts))
    narrowed = settled.fitting({part: plan for part, plan in enumerate(plans) if plan.runs})
    pages = in_time(narrowed, asking.until, GROWING)
    rows = _ask(met, params | next(pages).params, settled, asking, room).rows
    while len({row[ID] for row in rows}) <= room.judged and (page := next(pages, None)) is not None:
        rows = together(rows, _ask(met, params | page.params, settled, asking, room).rows)
    return rows


def _ask(met: str, params: Mapping[str, object], settled: Settled, asking: _Asking, room: _Room) -> _Answer:
    statement = _candidates(met, *asking.shape, room)
    if met is _CROWD and time.monotonic() > asking.until:
        raise too_wide()
    if PLANNED_ANEW in statement or met is _CROWD:
        statement = limited(statement, asking.until)
    rows = fetch(statement, {**params, **asking.params()})
    results = rows[0][_ENOUGH:LIKELY] if rows else (False, None, False)
    return _Answer(settled.read([(*row[:_ENOUGH], row[LIKELY]) for row in rows]), *results)


def _room(asked: tuple[FieldName, ...]) -> _Room:
    """How many candidates are looked at and how many judged."""
    if asked == ("make",):
        return _Room(OF_MAKE + 1, OF_MAKE)
    return _Room(SIFTED if asked else NEAREST + 1, NEAREST)


@lru_cache(maxsize=256)
def _candidates(
    met: str,
    facts: str,
    asked: tuple[FieldName, ...],
    only: tuple[FieldName, ...],
    visible: str,
    room: _Room,
) -> str:
    """The statement for candidates; `asked` of their facts are known, and `only` may not differ."""
    all_agree = "".join(f" AND coalesce({agrees(name, '')}, true)" for name in asked if name != "year")
    # In the lanes of no make or of that which was asked are the few new marks as well, whose make nobody knew when they were put there.
    seats = room.sifted + mark_index.ALL_JUDGED, room.sifted
    parts: dict[str, object] = {
        "facts": facts,
        "columns": facts.replace(" f.", " "),
        "agrees": all_agree,
        "visible": visible,
        "only": "".join(
            f" AND ({agrees(name)} OR f.{COLUMN[name]} IS NULL OR {agreed(name)})" for name in only
        ),
        "likely": likely_sql(asked),
        "sifted": room.sifted,
        "other": f"near.ref IS NULL AND NOT {agrees('make')}" if "make" in asked else "false",
        "lanes": ", ".join(
            f"({lane}, {seats[lane % 2]}, '{_best(asked, lane):.3f}'::float8)"
            for lane in (range(6) if asked else (0, 2, 4))
        ),
        "judged": room.judged + 1,
    }
    for name in ("visible", "only", "likely", "other"):  # of a crowd
        met = met.replace(f"{{{name}}}", str(parts[name]))
    return _CANDIDATES.format(met=met, **parts)


def _fact_columns(question: Question) -> str:
    """What the judgement reads of a firearm: the facts that were asked, and what an older register wrote where words are compared with it."""
    facts = ", f.former" + "".join(f", f.{COLUMN[name]}" for name in known_facts(question))
    return f"{facts}, {_RAW_COLUMNS}" if question.names else facts
