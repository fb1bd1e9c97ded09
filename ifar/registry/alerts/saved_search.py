"""Searches that stay open: which questions may, for how long, by which keys a new mark meets them, what counts as a hit.

Pure. A saved search is put by an office for a recovery, a trace, a report of theft or an enquiry of its own (ITI 14-23;
Protocol art. 12); whatever is registered, corrected or imported afterwards is matched against the open ones. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from rapidfuzz.distance import OSA, Levenshtein

from ifar.errors import Reason
from ifar.registry.marks import patterns
from ifar.registry.marks.confusions import TRUST
from ifar.registry.marks.reading import keys_of
from ifar.registry.search.deletion_keys import RUN, run_keys
from ifar.registry.search.matching import FIELDS, Match, Question, among, pair_probability

KINDS: Final = ("recovery", "trace", "theft_report", "enquiry")
"""For what a search is kept open."""

PLACES: Final = ("closed", "register")
"""What a search that was opened has to look through, as its act `looked` says it: the compartments that are closed to its desk, and the register itself
where that could not be searched at once. What was found there the act does not say, nor whether anything was."""

VERDICTS: Final = ("confirmed", "rejected")
CLOSINGS: Final = ("found", "not_needed", "mistaken")
"""Why a search is closed."""

TERM: Final[Mapping[str, dt.timedelta]] = {
    "recovery": dt.timedelta(days=365),
    "trace": dt.timedelta(days=365),
    "theft_report": dt.timedelta(days=5 * 365),
    "enquiry": dt.timedelta(days=90),
}
"""How long a search stays open without being renewed; nothing is looked for for ever without somebody who still wants it."""

SHORTEST: Final = dt.timedelta(days=1)
"""How long a search is kept open at least. The database asks for it too (`registry_alerts_check`): a search that has ended meets nothing that comes in."""

REMINDED: Final = dt.timedelta(days=7)
"""How long before its end the searcher is reminded."""

FEWEST_READ: Final = 4
"""Characters that must have been read: a saved search with fewer would meet a part of every import."""

WORTH: Final = 0.05
"""Probability, judged by itself, from which a new record is shown."""

MOST_WAITING: Final = 50
"""Hits of one search among the records of one office that wait for a word; beyond them the searcher is told to narrow it, and nothing of that office is
added."""


def read_characters(serial: str) -> int:
    """Count the characters of a mark that were read; labels, separators and wildcards count as none."""
    return sum(character not in "?*" for character in keys_of(serial).folded)


def problems(question: Question) -> tuple[Reason, ...]:
    """Return why a question cannot stay open: too little of a mark was read to recognise it later."""
    if read_characters(question.serial) < FEWEST_READ or not keys_of_question(question):
        return (
            Reason("registry.saved_search.too_little", field="q", params={"least": FEWEST_READ, "run": RUN}),
        )
    return ()


def keys_of_question(question: Question) -> list[int]:
    """Return the keys that a mark which fits the question carries at least one of, sorted.

    Deletions bridge up to two errors; a question with `*` or many `?` meets by a run of three characters that was read.
    """
    folded = [form.folded for form in keys_of(question.serial).forms]
    if patterns.is_pattern(question.serial):
        return sorted(set(chain.from_iterable(map(run_keys, folded))))
    return sorted(patterns.near(question.serial, patterns.MOST_EDITS).keys)


def fitting(question: Question) -> Callable[[str], bool]:
    """Return what says of a mark's look-alike key whether it fits the question: within two errors, or as the pattern says.

    Two marks that share a key may be up to four errors apart, so this is what keeps most of them from being judged. It runs while facts are delivered,
    which whoever writes a search and a mark must not be able to hold up: what the search of `candidates.py` compares with, this does too.
    """
    forms = [form.folded for form in keys_of(question.serial).forms]
    if patterns.is_pattern(question.serial):
        likes = "|".join(patterns.text_pattern(patterns.like(form)) for form in forms)
        pattern = re.compile(likes, re.DOTALL)
        return lambda folded: pattern.fullmatch(folded) is not None
    bounds = [(form, patterns.MOST_EDITS + form.count("?")) for form in forms]
    plan = patterns.near(question.serial, patterns.MOST_EDITS)

    def fits(folded: str) -> bool:
        more = folded.count("?")
        beyond = min(
            (OSA.distance(form, folded, score_cutoff=most + more + 1) - most - more for form, most in bounds),
            default=2,
        )
        if beyond != 1:
            return beyond < 1
        # A swap with one more error at its place is two errors, as in `comparing.py`; the plain distance counts three.
        return folded in plan.twice or (
            bool(plan.twice)
            and any(Levenshtein.distance(swap, folded, score_cutoff=1) <= 1 for swap in plan.swaps)
        )

    return fits


def chance_of(match: Match, register_size: int) -> float:
    """The probability of a record judged by itself: two that fit equally well must not hide each other.

    It decides whether a hit is worth telling, and their order. Nobody is shown it: what is shown are shares (`shares_of`).
    """
    return pair_probability(match.evidence, register_size)


def shares_of(
    result: Mapping[Any, tuple[Any, int, Sequence[Mapping[str, Any]]]], register_size: int
) -> dict[Any, int | None]:
    """How likely each hit of one question is among all hits of it, in whole percent; together at most 99.

    What is noted when a hit comes judges it alone (`chance_of`): nine marks that are each near one that was read are each "98 %". Only one of
    them can be it.

    Args:
        result: by hit, the firearm, the percent that was noted, and the reasons as `reasons_of` writes them. Of a firearm with several
            hits the best counts.

    Returns:
        The share of each; None of one of which no reasons were kept. Never more than was noted, which may have counted more firearms.
    """
    best: dict[Any, float] = {}
    for firearm, _noted, reasons in result.values():
        if reasons:
            evidence = sum(reason["evidence"] for reason in reasons) / 100
            best[firearm] = max(best.get(firearm, evidence), evidence)
    each = dict(zip(best, among([TRUST * item for item in best.values()], register_size), strict=True))
    return {
        hit: min(percent_of(each[firearm]), noted) if reasons else None
        for hit, (firearm, noted, reasons) in result.items()
    }


def percent_of(chance: float) -> int:
    """A probability in whole percent, 0-99: a ledger entry holds no fractions."""
    return min(int(chance * 100), 99)


def reasons_of(match: Match) -> list[dict[str, Any]]:
    """The reasons of a match as JSON without fractions: evidence in hundredths."""
    return [
        {"code": reason.code, "evidence": round(reason.evidence * 100), "params": _plain(reason.params)}
        for reason in match.reasons
    ]


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | str) else str(value) for name, value in params.items()}


def payload_of(question: Question, kinds: Sequence[str] = ()) -> dict[str, Any]:
    """A question as JSON; `kinds` = kinds of marks that are looked at, all where empty."""
    values: dict[str, Any] = {"serial": question.serial}
    values |= {name: value for name in FIELDS[:-1] if (value := getattr(question, name)) is not None}
    if question.year is not None:
        values["year"] = list(question.year)
    if question.names:
        values["names"] = {name: list(words) for name, words in question.names.items()}
    if kinds:
        values["kinds"] = sorted(kinds)
    return values


def question_of(payload: Mapping[str, Any]) -> Question:
    """The question that a payload says."""
    year = payload.get("year")
    return Question(
        serial=payload["serial"],
        year=(year[0], year[1]) if year else None,
        names={name: tuple(words) for name, words in payload.get("names", {}).items()},
        **{name: payload.get(name) for name in FIELDS[:-1]},
    )


def is_a_term(expires_at: str, recorded_at: dt.datetime) -> bool:
    """Whether an act that opens or renews a search keeps it open for a day at least (`SHORTEST`)."""
    return dt.datetime.fromisoformat(expires_at) >= recorded_at + SHORTEST


def keys_of_payload(payload: Any) -> list[int] | None:
    """The keys of a question that a payload says; None where it says none that anybody could put, as only one that was forged does."""
    try:
        return keys_of_question(question_of(payload))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return None
