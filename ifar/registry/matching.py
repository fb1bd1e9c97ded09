"""How well a record fits what somebody read: the comparison character by character, the evidence, the reasons.

Candidates come from the search; this module only judges them. Evidence is the natural logarithm of a likelihood ratio
(Fellegi and Sunter): positive speaks for the record, negative against it, nothing is said by what nobody could read or
nobody asked. It adds up, and together with all candidates and the chance that the firearm is not on the register it
becomes a probability that never reaches 1.

Reasons are codes with parameters; the words belong to the edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import Any, Final, Literal, NamedTuple

from rapidfuzz import fuzz

from ifar.registry.confusions import EXTRA, MISSING, SWAPPED, alike, evidence
from ifar.registry.marks import UNREAD, UNREAD_SEVERAL, fold, keys_of, shape

Label = Literal["agree", "look_alike", "wrong", "missing", "extra", "swapped", "unread"]
Outcome = Literal["agrees", "near", "differs", "unknown"]
FieldName = Literal["make", "model", "calibre", "type", "country", "year"]
FIELDS: Final[tuple[FieldName, ...]] = ("make", "model", "calibre", "type", "country", "year")


class Column(NamedTuple):
    """One place of two marks laid side by side: the character read, the character on the register, what that means.

    `missing` = the register holds a character that was not read; `extra` = a character was read that it does not hold.
    """

    read: str | None
    held: str | None
    label: Label


class Alignment(NamedTuple):
    """Two marks side by side; `edits` counts wrong, missing, extra and swapped characters, look-alikes of one fold not."""

    columns: tuple[Column, ...]
    evidence: float
    edits: int


class Odds(NamedTuple):
    """How often a fact agrees between what was read and the right record (`same`), and between unrelated ones (`chance`)."""

    same: float
    chance: float
    near: float


# Own estimates, from the design's account of what registers hold wrongly: makes are mostly right, models and years often
# are not. `near` = evidence of a similar name or a neighbouring year.
ODDS: Final[Mapping[FieldName, Odds]] = {
    "make": Odds(0.97, 0.05, 1.5),
    "model": Odds(0.85, 0.02, 1.5),
    "calibre": Odds(0.93, 0.15, 0.0),
    "type": Odds(0.95, 0.30, 0.0),
    "country": Odds(0.90, 0.15, 0.0),
    "year": Odds(0.80, 0.05, 0.7),
}

CEILING: Final = 0.99
"""One in a hundred: marks are cut twice, cloned and copied wrongly, however well they agree."""

NOT_ON_REGISTER: Final = 0.1
"""The chance before any reading that the firearm in hand is not on this register; own estimate."""

_NEAR_NAME: Final = 85.0


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody read and knows; everything may be missing. Codes are those of the reference data.

    `serial` may hold `?` and `*`. `names` gives the words behind a code (or words that have no code) to compare with what
    a legacy register wrote: `{"make": ("Beretta", "P. Beretta")}`. Years are calendar years, both ends included.
    """

    serial: str = ""
    make: str | None = None
    model: str | None = None
    calibre: str | None = None
    type: str | None = None
    country: str | None = None
    year: tuple[int, int] | None = None
    names: Mapping[FieldName, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A record's mark in one of its forms, with what the register knows of the firearm.

    `key` names the firearm and breaks ties, `n` says which of its marks this is. A fact that the register does not know
    is None; `raw` gives what a legacy register wrote for it.
    """

    key: str
    plain: str
    n: int = 0
    make: str | None = None
    model: str | None = None
    calibre: str | None = None
    type: str | None = None
    country: str | None = None
    year: int | None = None
    raw: Mapping[FieldName, str] = field(default_factory=dict)


class Reason(NamedTuple):
    """One reason: `serial.wrong` or `make.agrees`, with its evidence and the parameters that the words need."""

    code: str
    evidence: float
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """A record judged: alignment (None where no mark was asked for), total evidence, probability below 1, reasons."""

    held: Held
    alignment: Alignment | None
    evidence: float
    probability: float
    reasons: tuple[Reason, ...]


REASONS: Final[tuple[str, ...]] = (
    "serial.equal",
    "serial.look_alike",
    "serial.wrong",
    "serial.missing",
    "serial.extra",
    "serial.swapped",
    "serial.unread",
    *(f"{name}.{outcome}" for name in FIELDS for outcome in ("agrees", "near", "differs", "unknown")),
)
"""Every code that a reason may have, for the edge to have words for."""


# The mark ---------------------------------------------------------------------------------------------------------


def align(read: str, held: str) -> Alignment:
    """Lay two trimmed marks side by side so that the evidence is greatest; ties are broken the same way every time.

    Both may hold `?` (one character nobody read) and `*` (several or none).
    """
    head = _common_head(read, held)
    tail = _common_tail(read[head:], held[head:])
    middle = _best_path(read[head : len(read) - tail], held[head : len(held) - tail])
    columns = (
        *map(_pair, read[:head], held[:head]),
        *middle,
        *map(_pair, read[len(read) - tail :], held[len(held) - tail :]),
    )
    return Alignment(columns, sum(_evidence_of(columns)), _edits(columns))


def _common_head(read: str, held: str) -> int:
    length = 0
    for a, b in zip(read, held, strict=False):
        if a != b or a in (UNREAD, UNREAD_SEVERAL):
            break
        length += 1
    return length


def _common_tail(read: str, held: str) -> int:
    return _common_head(read[::-1], held[::-1])


def _pair(read: str, held: str) -> Column:
    return Column(read, held, _label(read, held))


def _label(read: str, held: str) -> Label:
    if read == UNREAD or held == UNREAD:
        return "unread"
    if read == held or (
        shape(read) == shape(held) and shape(read).isdigit() and read.isdigit() and held.isdigit()
    ):
        return "agree"
    return "look_alike" if alike(read, held) else "wrong"


# Moves of the path, in the order in which ties are broken.
_PAIR, _SWAP, _MISSING, _EXTRA, _READ_STAR, _HELD_STAR = range(6)


def _best_path(read: str, held: str) -> list[Column]:
    """Dynamic programming over both texts (optimal string alignment with evidence instead of counts)."""
    if not read or not held:
        return [_lonely(c, None) for c in read] + [_lonely(None, c) for c in held]
    if len(read) == 1 == len(held) and read != UNREAD_SEVERAL != held:
        return [_pair(read, held)]
    rows, columns = len(read) + 1, len(held) + 1
    best = [[0.0] * columns for _ in range(rows)]
    move = [[_PAIR] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if i or j:
                best[i][j], move[i][j] = _best_move(read, held, i, j, best)
    return _walk_back(read, held, move)


def _best_move(read: str, held: str, i: int, j: int, best: list[list[float]]) -> tuple[float, int]:
    """Return the greatest evidence of the first `i` and `j` characters, and the last move that gives it."""
    a, b = read[i - 1] if i else "", held[j - 1] if j else ""
    value, chosen = float("-inf"), _PAIR
    if a and b and a != UNREAD_SEVERAL and b != UNREAD_SEVERAL:
        value = best[i - 1][j - 1] + _pair_evidence(a, b)
        if i > 1 and j > 1 and a == held[j - 2] and b == read[i - 2] and a != b:
            swapped = best[i - 2][j - 2] + SWAPPED + _pair_evidence(a, a) + _pair_evidence(b, b)
            if swapped > value:
                value, chosen = swapped, _SWAP
    if b:
        free = a == UNREAD_SEVERAL or b == UNREAD_SEVERAL
        missing = best[i][j - 1] + (0.0 if free else MISSING)
        if missing > value:
            value, chosen = missing, (_READ_STAR if a == UNREAD_SEVERAL and b != UNREAD_SEVERAL else _MISSING)
    if a:
        free = a == UNREAD_SEVERAL or b == UNREAD_SEVERAL
        extra = best[i - 1][j] + (0.0 if free else EXTRA)
        if extra > value:
            value, chosen = extra, (_HELD_STAR if b == UNREAD_SEVERAL and a != UNREAD_SEVERAL else _EXTRA)
    return value, chosen


def _walk_back(read: str, held: str, move: list[list[int]]) -> list[Column]:
    columns: list[Column] = []
    i, j = len(read), len(held)
    while i or j:
        chosen = move[i][j]
        if chosen == _PAIR:
            columns.append(_pair(read[i - 1], held[j - 1]))
            i, j = i - 1, j - 1
        elif chosen == _SWAP:
            columns.append(Column(read[i - 1], held[j - 1], "swapped"))
            columns.append(Column(read[i - 2], held[j - 2], "swapped"))
            i, j = i - 2, j - 2
        elif chosen in (_MISSING, _READ_STAR):
            columns.append(_lonely(UNREAD_SEVERAL if chosen == _READ_STAR else None, held[j - 1]))
            j -= 1
        else:
            columns.append(_lonely(read[i - 1], UNREAD_SEVERAL if chosen == _HELD_STAR else None))
            i -= 1
    return _without_empty_stars(columns[::-1])


def _lonely(read: str | None, held: str | None) -> Column:
    """A character that stands alone, or beside a `*`."""
    if UNREAD_SEVERAL in (read, held):
        return Column(read, held, "unread")
    return Column(read, held, "extra" if held is None else "missing")


def _without_empty_stars(columns: list[Column]) -> list[Column]:
    """Drop the column of a `*` by itself where its neighbours already show what it stands for."""
    kept = []
    for at, column in enumerate(columns):
        alone = column in (Column(UNREAD_SEVERAL, None, "unread"), Column(None, UNREAD_SEVERAL, "unread"))
        around = (columns[at - 1] if at else None, columns[at + 1] if at + 1 < len(columns) else None)
        shown = any(
            c is not None and c.read is not None and c.held is not None and _same_star(column, c)
            for c in around
        )
        if not (alone and shown):
            kept.append(column)
    return kept


def _same_star(star: Column, neighbour: Column) -> bool:
    return (neighbour.read if star.read is not None else neighbour.held) == UNREAD_SEVERAL


def _pair_evidence(read: str, held: str) -> float:
    return 0.0 if read == UNREAD or held == UNREAD else evidence(read, held)


def _evidence_of(columns: Sequence[Column]) -> Iterable[float]:
    first_of_swap = False
    for read, held, label in columns:
        first_of_swap = label == "swapped" and not first_of_swap
        if label == "unread":
            continue
        if label == "missing":
            yield MISSING
        elif label == "extra":
            yield EXTRA
        elif label == "swapped":
            yield _pair_evidence(read or "", read or "") + (SWAPPED if first_of_swap else 0.0)
        else:
            yield _pair_evidence(read or "", held or "")


def _edits(columns: Sequence[Column]) -> int:
    swapped = sum(column.label == "swapped" for column in columns) // 2
    alone = sum(column.label in ("missing", "extra", "wrong") for column in columns)
    near = sum(c.label == "look_alike" and fold(c.read or "") != fold(c.held or "") for c in columns)
    return swapped + alone + near


def serial_reasons(alignment: Alignment) -> list[Reason]:
    """Return what agrees and what differs between two marks, from left to right; `at` counts the record's characters from 1."""
    reasons = []
    at = 0
    columns = alignment.columns
    if all(column.label == "agree" for column in columns):
        return [Reason("serial.equal", alignment.evidence, {"length": len(columns)})]
    unread = sum(column.label == "unread" for column in columns)
    if unread:
        reasons.append(Reason("serial.unread", 0.0, {"count": unread}))
    skip = False
    for here, (read, held, label) in enumerate(columns):
        at += held is not None
        if skip:
            skip = False
        elif label == "swapped":
            skip = True
            after = columns[here + 1]
            params = {"at": at, "read": f"{read}{after.read}", "held": f"{held}{after.held}"}
            reasons.append(Reason("serial.swapped", SWAPPED, params))
        elif label not in ("agree", "unread"):
            value = next(iter(_evidence_of((columns[here],))))
            reasons.append(Reason(f"serial.{label}", value, {"at": at, "read": read, "held": held}))
    return reasons


# The facts beside the mark -----------------------------------------------------------------------------------------


def compare_code(
    name: FieldName, asked: str | None, held: str | None, *, share: float | None = None
) -> Reason | None:
    """Compare two codes; None where nobody asked. `share` = how common the asked value is on this register (0 to 1)."""
    if asked is None:
        return None
    if held is None:
        return Reason(f"{name}.unknown", 0.0, {"asked": asked})
    same, chance, _ = ODDS[name]
    chance = min(max(share, 1e-6), 0.9) if share is not None else chance
    if asked == held:
        return Reason(f"{name}.agrees", log(same / chance), {"held": held})
    return Reason(f"{name}.differs", log((1 - same) / (1 - chance)), {"asked": asked, "held": held})


def compare_name(name: FieldName, asked: Sequence[str], raw: str | None) -> Reason | None:
    """Compare words with what a legacy register wrote, by alias and misspelling; None where they are not alike."""
    if raw is None:
        return None
    written = keys_of(raw).latin
    for word in asked:
        asked_word = keys_of(word).latin
        if asked_word and fuzz.ratio(asked_word, written) >= _NEAR_NAME:
            return Reason(f"{name}.near", ODDS[name].near, {"asked": word, "held": raw})
    return None


def compare_year(asked: tuple[int, int] | None, held: int | None) -> Reason | None:
    """Compare a year with a span of years; one year beside the span is near."""
    if asked is None:
        return None
    first, last = asked
    span = {"first": first, "last": last}
    if held is None:
        return Reason("year.unknown", 0.0, span)
    same, chance, near = ODDS["year"]
    if first <= held <= last:
        return Reason(
            "year.agrees", log(same / min(0.9, chance * (last - first + 1))), {"held": held, **span}
        )
    if first - 1 <= held <= last + 1:
        return Reason("year.near", near, {"held": held, **span})
    return Reason("year.differs", log((1 - same) / (1 - chance)), {"held": held, **span})


def fact_reasons(
    question: Question, held: Held, shares: Mapping[FieldName, Mapping[str, float]] | None = None
) -> list[Reason]:
    """Return the reasons of all facts that were asked, in the order of `FIELDS`."""
    reasons: list[Reason | None] = []
    for name in FIELDS[:-1]:
        asked, known = getattr(question, name), getattr(held, name)
        reason = compare_code(name, asked, known, share=(shares or {}).get(name, {}).get(asked or ""))
        if known is None and name in question.names:
            reason = compare_name(name, question.names[name], held.raw.get(name)) or reason
        reasons.append(reason)
    reasons.append(compare_year(question.year, held.year))
    return [reason for reason in reasons if reason is not None]


# Together ---------------------------------------------------------------------------------------------------------


def judge(
    question: Question,
    candidates: Iterable[Held],
    *,
    register_size: int,
    shares: Mapping[FieldName, Mapping[str, float]] | None = None,
) -> list[Match]:
    """Judge all candidates together, best first; equal evidence goes by the candidate's key.

    Of several marks or forms of one firearm (one `key`) the best counts.
    `register_size` = firearms on the register that could have been meant. The probabilities of all matches and of "not on
    this register" add up to at most `CEILING` and 1, so two records that fit equally well share what there is.
    """
    read = tuple(form.plain for form in keys_of(question.serial).forms)
    judged = _best_of_each(_weigh(question, read, held, shares) for held in candidates)
    chances = _probabilities([match.evidence for match in judged], register_size)
    return [
        Match(match.held, match.alignment, match.evidence, chance, match.reasons)
        for match, chance in zip(judged, chances, strict=True)
    ]


def best_alignment(read: Iterable[str], held: str) -> Alignment:
    """Return the alignment of the form of the question that fits a record's mark best; `read` must not be empty."""
    return max((align(form, held) for form in read), key=lambda alignment: alignment.evidence)


def narrowing(question: Question) -> tuple[FieldName, ...]:
    """Return the facts that were not asked and would narrow the answer, the most telling first."""
    open_fields = [name for name in FIELDS if getattr(question, name) is None]
    return tuple(sorted(open_fields, key=lambda name: (ODDS[name].chance, FIELDS.index(name))))


def pair_probability(total: float, register_size: int) -> float:
    """Return the probability that two records are one firearm, from the evidence of comparing them."""
    return _probabilities([total], register_size)[0]


def _best_of_each(matches: Iterable[Match]) -> list[Match]:
    best: dict[str, Match] = {}
    for match in sorted(matches, key=lambda m: (-m.evidence, m.held.key, m.held.n, m.held.plain)):
        best.setdefault(match.held.key, match)
    return list(best.values())


def _weigh(
    question: Question,
    read: tuple[str, ...],
    held: Held,
    shares: Mapping[FieldName, Mapping[str, float]] | None,
) -> Match:
    alignment = best_alignment(read, held.plain) if read else None
    reasons = serial_reasons(alignment) if alignment else []
    reasons_of_facts = fact_reasons(question, held, shares)
    total = (alignment.evidence if alignment else 0.0) + sum(reason.evidence for reason in reasons_of_facts)
    return Match(held, alignment, total, 0.0, (*reasons, *reasons_of_facts))


def _probabilities(totals: Sequence[float], register_size: int) -> list[float]:
    prior = log((1 - NOT_ON_REGISTER) / max(register_size, 1))
    weights = [total + prior for total in totals]
    highest = max([log(NOT_ON_REGISTER), *weights])
    whole = exp(log(NOT_ON_REGISTER) - highest) + sum(exp(weight - highest) for weight in weights)
    return [CEILING * exp(weight - highest) / whole for weight in weights]
