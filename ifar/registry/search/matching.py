"""How well a record fits what somebody read: the evidence of the mark and of the facts, the reasons, the probability.

Candidates come from the search; this module only judges them. Evidence is the natural logarithm of a likelihood ratio
(Fellegi and Sunter): positive speaks for the record, negative against it, nothing is said by what nobody could read or
nobody asked. It adds up, and together with all candidates and the chance that the firearm is not on the register it
becomes a probability that never reaches 1.

Reasons are codes with parameters; the words belong to the edge. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, inf, lgamma, log, log1p
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple

from rapidfuzz import fuzz

from ifar.registry.marks.alignment import Alignment, Fit, align, evidence_of
from ifar.registry.marks.confusions import MEASURED, Habits
from ifar.registry.marks.reading import keys_of
from ifar.registry.search.former_marks import is_former, values_of

Outcome = Literal["agrees", "near", "differs", "unknown"]
FieldName = Literal["make", "model", "calibre", "type", "country", "year"]
FIELDS: Final[tuple[FieldName, ...]] = ("make", "model", "calibre", "type", "country", "year")


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

LESS_EXACT: Final = 1.5
"""How much oftener a type and one of its kinds meet among unrelated records than two equal types do; own estimate."""

NOT_ON_REGISTER: Final = 0.1
"""The chance before any reading that the firearm in hand is not on this register; own estimate."""

FORMERLY: Final = log(4)
"""How much less a record is meant by what its mark said before it was corrected than by what it says today; own estimate."""

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


_NOTHING_WRITTEN: Final[Mapping[FieldName, str]] = {}


class Held(NamedTuple):
    """A record's mark in one of its forms, with what the register knows of the firearm.

    `key` names the firearm and breaks ties, `n` says which of its marks this is. A fact that the register does not know
    is None; `raw` gives what a legacy register wrote for it. `times` = how many firearms are told together here, because
    nothing that was asked tells them apart. `former` = what its facts said before they were changed (`former_marks.said`).
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
    times: int = 1
    raw: Mapping[FieldName, str] = _NOTHING_WRITTEN
    former: Collection[str] | None = None


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
    "serial.read_equal",
    "serial.look_alike",
    "serial.wrong",
    "serial.missing",
    "serial.extra",
    "serial.swapped",
    "serial.unread",
    "serial.former",
    *(
        f"{name}.{outcome}"
        for name in FIELDS
        for outcome in ("agrees", "near", "former", "differs", "unknown")
    ),
    "type.narrower",
    "type.wider",
)
"""Every code that a reason may have, for the edge to have words for."""


# The mark ---------------------------------------------------------------------------------------------------------


def serial_reasons(alignment: Alignment, habits: Habits = MEASURED) -> list[Reason]:
    """Return what agrees and what differs between two marks, from left to right; `at` counts the record's characters from 1."""
    reasons: list[Reason] = []
    at = 0
    columns = alignment.columns
    if all(column.label == "agree" for column in columns):
        return [Reason("serial.equal", alignment.evidence, {"length": len(columns)})]
    unread = sum(column.label == "unread" for column in columns)
    if all(column.label in ("agree", "unread") for column in columns):
        reasons.append(Reason("serial.read_equal", alignment.evidence, {"length": len(columns) - unread}))
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
            reasons.append(Reason("serial.swapped", log(habits.swapped), params))
        elif label not in ("agree", "unread"):
            value = next(evidence_of((columns[here],), habits))
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


def compare_type(
    asked: str | None,
    held: str | None,
    wider: Mapping[str, str],
    *,
    share: float | None = None,
) -> Reason | None:
    """Compare two types as `compare_code` does; a type and one of its kinds agree, less exactly (a pistol is seldom read as more).

    Args:
        wider: type -> the type of which it is a kind.
    """
    plain = compare_code("type", asked, held, share=share)
    if asked is None or held is None or asked == held:
        return plain
    code = (
        "type.narrower"
        if asked in _above(held, wider)
        else "type.wider"
        if held in _above(asked, wider)
        else ""
    )
    if not code:
        return plain
    same, chance, _ = ODDS["type"]
    chance = share if share is not None else chance
    evidence = log(same / min(max(chance * LESS_EXACT, 1e-6), 0.9))
    return Reason(code, evidence, {"asked": asked, "held": held})


def akin(code: str, wider: Mapping[str, str]) -> set[str]:
    """The types that do not contradict one that was asked: itself, those of which it is a kind, and the kinds of it."""
    return {code, *_above(code, wider), *(text for text in wider if code in _above(text, wider))}


def _above(code: str, wider: Mapping[str, str]) -> set[str]:
    results: set[str] = set()
    while (code := wider.get(code, "")) and code not in results:
        results.add(code)
    return results


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
    question: Question,
    held: Held,
    shares: Mapping[FieldName, Mapping[str, float]] | None = None,
    wider: Mapping[str, str] | None = None,
) -> list[Reason]:
    """Return the reasons of all facts that were asked, in the order of `FIELDS`; `wider` as for `compare_type`."""
    reasons: list[Reason | None] = []
    for name in FIELDS[:-1]:
        asked, known = getattr(question, name), getattr(held, name)
        share = (shares or {}).get(name, {}).get(asked or "")
        reason = (
            compare_type(asked, known, wider or {}, share=share)
            if name == "type"
            else compare_code(name, asked, known, share=share)
        )
        if known is None and name in question.names:
            reason = compare_name(name, question.names[name], held.raw.get(name)) or reason
        reasons.append(reason)
    reasons.append(compare_year(question.year, held.year))
    results = [reason for reason in reasons if reason is not None]
    return [_formerly(reason, question, held, wider or {}) for reason in results] if held.former else results


def _formerly(reason: Reason, question: Question, held: Held, wider: Mapping[str, str]) -> Reason:
    """A fact that does not agree today, where the record said formerly what was asked: it speaks for the record, less than one of today."""
    name, _, outcome = reason.code.partition(".")
    if outcome not in ("differs", "near", "unknown"):
        return reason
    fact = next(item for item in FIELDS if item == name)
    asked = getattr(question, fact)
    years = {str(year) for year in range(asked[0], asked[1] + 1)} if fact == "year" else set[str]()
    codes = years or (akin(asked, wider) if fact == "type" else {asked})
    agreeing = next((text for text in values_of(held.former or (), fact) if text in codes), None)
    if agreeing is None:
        return reason
    evidence = log(ODDS[fact].same / ODDS[fact].chance) - FORMERLY
    return Reason(f"{fact}.former", evidence, {"held": agreeing})


# Together ---------------------------------------------------------------------------------------------------------


def judge(
    question: Question,
    candidates: Iterable[Held],
    *,
    register_size: int,
    shares: Mapping[FieldName, Mapping[str, float]] | None = None,
    best: int | None = None,
    habits: Habits = MEASURED,
    wider: Mapping[str, str] | None = None,
    trust: float = 1.0,
) -> list[Match]:
    """Judge all candidates together, best first; equal evidence goes by the candidate's key.

    Of several marks or forms of one firearm (one `key`) the best counts.
    `register_size` = firearms on the register that could have been meant. The probabilities of all matches and of "not on
    this register" add up to at most `CEILING` and 1, so two records that fit equally well share what there is. `best` =
    how many are returned, with their reasons; the others count in the probabilities. `habits` = how the reader errs.
    `wider` = type -> the type of which it is a kind, so that a pistol does not differ from a semi-automatic pistol. `trust` = how much of
    the evidence counts in the probabilities, 0 to 1; the order stays.
    """
    weighed = weigh(question, candidates, shares=shares, habits=habits, wider=wider)
    return explain(question, weighed, register_size=register_size, best=best, habits=habits, trust=trust)


def explain(
    question: Question,
    weighed: Sequence[Weighed],
    *,
    register_size: int,
    best: int | None = None,
    habits: Habits = MEASURED,
    trust: float = 1.0,
) -> list[Match]:
    """Return the matches with their probabilities and reasons for what was weighed; what `judge` ends with."""
    chances = among([_trusted(row, trust) for row in weighed], register_size)
    reads = [form.plain for form in keys_of(question.serial).forms]
    return [
        _explained(row, chance, reads, habits) for row, chance in zip(weighed[:best], chances, strict=False)
    ]


def _trusted(weighed: Weighed, trust: float) -> float:
    """The evidence as far as it is trusted; how many firearms are told together is counted, and no evidence."""
    several = log(weighed.held.times)
    return trust * (weighed.total - several) + several


class Weighed(NamedTuple):
    """A record with its whole evidence, and the reasons of the facts beside the mark."""

    total: float
    held: Held
    facts: Sequence[Reason]


def weigh(
    question: Question,
    candidates: Iterable[Held],
    *,
    shares: Mapping[FieldName, Mapping[str, float]] | None = None,
    habits: Habits = MEASURED,
    wider: Mapping[str, str] | None = None,
) -> list[Weighed]:
    """Return the evidence of every candidate, the greatest first; what `judge` begins with."""
    fits = [_fit(form.plain, habits) for form in keys_of(question.serial).forms]
    facts = _facts_of(question, shares, wider)
    return _best_of_each(_weigh(fits, facts, held) for held in candidates)


def best_alignment(read: Iterable[str], held: str, habits: Habits = MEASURED) -> Alignment:
    """Return the alignment of the form of the question that fits a record's mark best; `read` must not be empty."""
    return max((align(form, held, habits) for form in read), key=lambda alignment: alignment.evidence)


def narrowing(question: Question) -> tuple[FieldName, ...]:
    """Return the facts that were not asked and would narrow the answer, the most telling first."""
    open_fields = [name for name in FIELDS if getattr(question, name) is None]
    return tuple(sorted(open_fields, key=lambda name: (ODDS[name].chance, FIELDS.index(name))))


def pair_probability(total: float, register_size: int) -> float:
    """Return the probability that two records are one firearm, from the evidence of comparing them."""
    return among([total], register_size)[0]


def _weigh(
    fits: Sequence[Callable[[str], float]], facts: Callable[[Held], Sequence[Reason]], held: Held
) -> Weighed:
    plain = held.plain
    total = max([fit(plain) for fit in fits]) if fits else 0.0
    if fits and is_former(held.n):
        total -= FORMERLY
    reasons = facts(held)
    for reason in reasons:
        total += reason.evidence
    return Weighed(total + log(held.times) if held.times > 1 else total, held, reasons)


def _fit(read: str, habits: Habits) -> Callable[[str], float]:
    """How well a mark fits this reading, and the number of errors that it takes where that is told of the readings."""
    fit = Fit(read, habits)
    if habits.errors is None:
        return fit

    def weigh_errors(held: str) -> float:
        count, fewest, more = fit.by_errors(held)
        total = fewest + counted_errors(count, held, habits)
        if more == -inf:
            return total
        other = more + counted_errors(count + 1, held, habits)
        return max(total, other) + log1p(exp(-abs(total - other)))

    return weigh_errors


def counted_errors(count: int, held: str, habits: Habits) -> float:
    """Return the evidence of so many errors where the habits tell how many there are, beside that of the errors themselves."""
    errors = habits.errors
    if errors is None:
        return 0.0
    last = len(errors) - 1
    known = log(max(errors[min(count, last)], 1e-9)) - _FURTHER * max(count - last, 0)
    expected = habits.expected_errors(held)
    return known - (count * log(expected) - expected - lgamma(count + 1))


_FURTHER: Final = log(10)
"""Each error beyond those that the habits tell of is ten times rarer; own estimate."""


def _nothing(held: Held) -> None:
    return None


def _facts_of(
    question: Question,
    shares: Mapping[FieldName, Mapping[str, float]] | None,
    wider: Mapping[str, str] | None,
) -> Callable[[Held], Sequence[Reason]]:
    """Return what gives the reasons of the facts that were asked; many records know the same, so it remembers them."""
    asked = [name for name in FIELDS if getattr(question, name) is not None]
    known_of: Callable[[Held], Any] = attrgetter(*asked) if asked else _nothing
    remembered: dict[Any, Sequence[Reason]] = {}

    def facts(held: Held) -> Sequence[Reason]:
        if asked and (held.raw or held.former):
            return fact_reasons(question, held, shares, wider)
        known = known_of(held)
        if known not in remembered:
            remembered[known] = fact_reasons(question, held, shares, wider)
        return remembered[known]

    return facts


def _best_of_each(weighed: Iterable[Weighed]) -> list[Weighed]:
    best: dict[str, Weighed] = {}
    # The record's fields begin with its key: no two that differ come as far as the reasons.
    for row in sorted(
        [(-w.total, w.held.key, w.held.n, w.held.plain, at, w) for at, w in enumerate(weighed)]
    ):
        best.setdefault(row[1], row[-1])
    return list(best.values())


def _explained(weighed: Weighed, chance: float, reads: Sequence[str], habits: Habits) -> Match:
    alignment = best_alignment(reads, weighed.held.plain, habits) if reads else None
    of_mark = serial_reasons(alignment, habits) if alignment else []
    if alignment and is_former(weighed.held.n):
        of_mark.append(Reason("serial.former", -FORMERLY, {"held": weighed.held.plain}))
    return Match(weighed.held, alignment, weighed.total, chance, (*of_mark, *weighed.facts))


def of_reading(totals: Sequence[float], register_size: int) -> float:
    """The logarithm of how probable a reading is, whichever record was read or none; for comparing habits on the same readings."""
    prior = log((1 - NOT_ON_REGISTER) / max(register_size, 1))
    weights = [log(NOT_ON_REGISTER), *(total + prior for total in totals)]
    highest = max(weights)
    return highest + log(sum(exp(weight - highest) for weight in weights))


def among(totals: Sequence[float], register_size: int) -> list[float]:
    """Return the probabilities of records of which at most one is meant, from the evidence of each; together at most `CEILING`."""
    prior = log((1 - NOT_ON_REGISTER) / max(register_size, 1))
    weights = [total + prior for total in totals]
    highest = max([log(NOT_ON_REGISTER), *weights])
    shares = [exp(weight - highest) for weight in weights]
    whole = exp(log(NOT_ON_REGISTER) - highest) + sum(shares)
    return [CEILING * share / whole for share in shares]
