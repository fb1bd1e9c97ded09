"""Find firearms by any mark, half read: candidates by the keys of `marks/reading.py`, judged by `matching.py`.

Which firearms may be meant, `candidates.py` fetches; here they are judged, and what a page shows of the best is read with one statement more
where there are many. What the actor may not see takes no part, in counts neither.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ifar.reference import selectors as reference
from ifar.registry.marks import patterns
from ifar.registry.marks.confusions import TRUST
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Mark
from ifar.registry.search.candidates import (
    DETAILS,
    FACTS,
    FORMER,
    PUBLIC_ID,
    RAW,
    by_errors,
    by_facts,
    by_pattern,
    details_of,
    known_facts,
)
from ifar.registry.search.compacted import ID, PLAIN, N, Row
from ifar.registry.search.fact_statements import COLUMN
from ifar.registry.search.fetching import PATIENCE
from ifar.registry.search.former_marks import AsRead, is_former
from ifar.registry.search.matching import (
    FIELDS,
    FORMERLY,
    FieldName,
    Held,
    Match,
    Question,
    Reason,
    Weighed,
    explain,
    fact_reasons,
    narrowing,
    weigh,
)
from ifar.registry.selectors import books
from ifar.registry.selectors.books import TOLD, BookSnapshot
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor, require

SMALLEST_REGISTER: Final = 1_000


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
    mark_today: str
    """What the mark says since it was corrected, where the hit is by a former reading of it."""
    raw: Mapping[FieldName, str]
    """What a legacy register wrote for the facts."""

    @property
    def as_read(self) -> AsRead:
        """The mark as a page shows it: what it says today, and where it is met by a former reading what it said then."""
        formerly = is_former(self.mark_n)
        return AsRead(self.mark_text, self.mark_today, formerly, self.retired and not formerly)


@dataclass(frozen=True, slots=True)
class SearchResult:
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
    patience: float = PATIENCE,
) -> SearchResult:
    """Find the firearms and parts that `question` may mean, the likeliest first.

    Args:
        actor: sees only what `visible` allows.
        question: the mark as read (with `?` and `*`) and the known facts, any of them missing.
        kinds: kinds of marks to look at; all where empty.
        only: facts that may not differ; firearms for which the register does not know them stay in. All other facts
            weigh as evidence.
        edits: wrong, missing, extra or swapped characters to allow for (0-2); as many as needed where None.
        limit: hits that are returned at most.
        patience: seconds that it may take.

    Raises:
        Forbidden: the actor may not search by marks.
        Invalid: too little is known to look for (`registry.search.too_short`, `registry.search.too_broad`), or so much is near that it would
            take longer (`registry.search.too_wide`).
        Unavailable: the index of marks is being made.
    """
    require(actor, "registry:mark:search")
    if not keys_of(question.serial).folded.strip("*?"):
        facts = by_facts(actor, question, kinds)
    elif patterns.is_pattern(question.serial):
        facts = by_pattern(actor, question, kinds, only, edits, patience)
    else:
        facts = by_errors(actor, question, kinds, frozenset(only), edits, patience)
    candidates = facts.rows
    left = books.left(actor, {row[ID] for row in candidates}) if actor.own_book_only else {}
    if left:
        candidates = _as_in_book(left, candidates, question)
    wider = reference.wider_types() if question.type and candidates else None
    if left and not question.serial:
        candidates = [row for row in candidates if _agrees(question, _reader_of(question)(row), wider)]
    weighed = weigh(question, map(_reader_of(question), candidates), wider=wider)
    total = len({row[ID] for row in candidates})
    return SearchResult(
        hits=_hits(actor, question, candidates, weighed, limit, left),
        total=total,
        more=facts.more,
        edits=facts.edits,
        narrow_by=narrowing(question) if total > 1 else (),
    )


def going_on(actor: Actor, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits whose records go on, the likeliest first: what was met by a record that was joined to another is the other, formerly recorded so.

    Each firearm once, with its likeliest mark. One query more where any was met by a record that was joined.
    """
    joined = {hit.merged_into for hit in hits if hit.merged_into}
    rows = firearms_for(actor).filter(public_id__in=joined, merged_into="") if joined else ()
    other = {record.public_id: record for record in rows}
    on: dict[str, Hit] = {}
    for hit in hits:
        if not hit.merged_into:
            on.setdefault(hit.firearm, hit)
        elif firearm := other.get(hit.merged_into):
            formerly = Reason("serial.former", -FORMERLY, {"held": hit.match.held.plain})
            held = hit.match.held._replace(key=firearm.public_id)
            reasons = (*(reason for reason in hit.match.reasons if reason.code != formerly.code), formerly)
            match = replace(hit.match, held=held, reasons=reasons)
            on.setdefault(
                firearm.public_id,
                replace(
                    hit,
                    match=match,
                    firearm=firearm.public_id,
                    state=firearm.state,
                    merged_into="",
                    agency_id=firearm.agency_id,
                ),
            )
    return tuple(on.values())


def _as_in_book(values: Mapping[int, BookSnapshot], rows: Sequence[Row], question: Question) -> list[Row]:
    """What of these a trader's own book says: a firearm that left it has the marks and the facts that it had then."""
    marks = Mark.objects.filter(firearm__in=values).values_list("firearm_id", "n", "former_of", "text")
    borne = {(key, n): values[key].bore(former_of or n, text or "") for key, n, former_of, text in marks}
    asked = [COLUMN[name] for name in known_facts(question)]
    asked += [f"{COLUMN[name]}_raw" for name in RAW] if question.names else []
    kept = []
    for row in rows:
        if (left := values.get(row[ID])) is None:
            kept.append(row)
        elif (n := borne.get((row[ID], row[N]), row[N])) is not None:
            facts = map(left.value, asked)
            kept.append((row[ID], n, *row[N + 1 : FORMER], left.former, *facts, *row[FACTS + len(asked) :]))
    return kept


def _details_in_book(value: BookSnapshot, details: Row) -> Row:
    """What a page shows of a firearm that left a trader's book, as it was then."""
    shown = dict(zip(DETAILS, details, strict=True))
    shown |= {name: value.value(name) for name in shown if name in TOLD}
    if mark := value.marks.get(shown["mark_n"]):
        today = str(value.marks[mark["former_of"]].get("text") or "") if mark.get("former_of") else ""
        shown |= {
            "mark_kind": mark["kind"],
            "mark_text": mark.get("text") or "",
            "mark_place": mark.get("place", ""),
        }
        shown |= {
            "mark_on_part": mark.get("on_part", ""),
            "mark_retired": mark.get("retired", False),
            "mark_today": today,
        }
    return tuple(shown.values())


def _agrees(question: Question, held: Held, wider: Mapping[str, str] | None) -> bool:
    """Whether nothing that was asked beside a mark contradicts what a book says."""
    return all(reason.evidence > 0 for reason in fact_reasons(question, held, wider=wider))


# From rows to hits --------------------------------------------------------------------------------------------------


def _reader_of(question: Question) -> Callable[[Row], Held]:
    """What makes a candidate of a row: with the facts that the judgement looks at."""
    names = known_facts(question)
    raws = FACTS + len(names)
    if not question.names:
        return lambda row: Held(
            row[PUBLIC_ID],
            row[PLAIN],
            row[N],
            **dict(zip(names, row[FACTS:raws], strict=True)),
            former=row[FORMER],
        )

    def held(row: Row) -> Held:
        raw = {name: text for name, text in zip(RAW, row[raws:], strict=False) if text}
        facts = dict(zip(names, row[FACTS:raws], strict=True))
        return Held(row[PUBLIC_ID], row[PLAIN], row[N], **facts, raw=raw, former=row[FORMER])

    return held


def _size(estimate: float) -> int:
    """The size of the register as a power of ten: the probability needs no more, and more would tell hidden counts."""
    size = SMALLEST_REGISTER
    while size < estimate:
        size *= 10
    return size


def _hits(
    actor: Actor,
    question: Question,
    candidates: Sequence[Row],
    weighed: Sequence[Weighed],
    limit: int,
    values: Mapping[int, BookSnapshot],
) -> tuple[Hit, ...]:
    """The best of them with their reasons and what the page shows of each."""
    best = weighed[:limit]
    if not best:
        return ()
    ids = {row[PUBLIC_ID]: row[ID] for row in candidates}
    details = details_of(actor, [(ids[row.held.key], row.held.n) for row in best])
    if not details:
        return ()
    details |= {
        key: _details_in_book(values[ids[key]], row) for key, row in details.items() if ids[key] in values
    }
    size = _size(next(iter(details.values()))[_SIZE])
    matches = explain(question, weighed, register_size=size, best=limit, trust=TRUST)
    return tuple(_hit(match, details[match.held.key]) for match in matches if match.held.key in details)


_SIZE: Final = 13
"""Place of the register's size in the details; the facts follow, and what an older register wrote for them."""


def _hit(match: Match, details: Row) -> Hit:
    facts = dict(zip(FIELDS, details[_SIZE + 1 :], strict=False))
    raw = {name: text for name, text in zip(RAW, details[-len(RAW) :], strict=True) if text}
    return Hit(*(match, facts, *details[:_SIZE], raw))
