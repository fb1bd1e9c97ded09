"""What marks a firearm must bear, and what is still missing, by the rules of marking that are in force (Protocol art. 8; ITI 8). Pure.

A mark *says* something: the maker, a country, a serial number, by the codes of the list `mark_kind`. What is asked is rows of the list
`marking_rule`, so this module names no profile and no limit. Heights and depths are in nanometres, as whole numbers, because the limits are exact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from ifar.missingness import KNOWN, Status
from ifar.registry.marks.reading import script_of

MANUFACTURE: Final = "manufacture"
IMPORT: Final = "import"
TRANSFER: Final = "transfer"

Why = Literal["missing", "low", "shallow", "script", "not_measured"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one article asks of marks, at some occasions (`at`).

    `asks` are alternatives, each of kinds of marks that go together; or each mark that can be read is so high, so deep (nanometres) and written in one of
    the `scripts`. `placed_after`: only of what was first placed on the market after that day. `advised`: asked where possible.
    """

    code: str
    article: str
    at: frozenset[str]
    asks: tuple[frozenset[str], ...] = ()
    height_nm: int | None = None
    depth_nm: int | None = None
    scripts: frozenset[str] = frozenset()
    placed_after: dt.date | None = None
    advised: bool = False


@dataclass(frozen=True, slots=True)
class Inscription:
    """One mark on one firearm: what it says, its script, and how high and deep it is (nanometres) where somebody measured."""

    says: frozenset[str]
    script: str = "Zyyy"
    status: Status = KNOWN
    height_nm: int | None = None
    depth_nm: int | None = None
    retired: bool = False

    @property
    def speaks(self) -> bool:
        """Say whether the mark is there to be read; one that is unknown, none or retired says nothing."""
        return self.status == KNOWN and not self.retired


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule finds: its code and article, why, and what was measured of the lowest or shallowest mark (nanometres)."""

    rule: str
    article: str
    why: Why = "missing"
    measured_nm: int | None = None


@dataclass(frozen=True, slots=True)
class Marking:
    """The outcome of a check: `missing` must be made good, `advised` is asked where possible, was not measured, or depends on a day that nobody knows."""

    missing: tuple[Finding, ...] = ()
    advised: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        """Say whether nothing that the law requires is missing."""
        return not self.missing


def asked_by(text: str) -> tuple[frozenset[str], ...]:
    """Read what a row asks: `|` between alternatives, `+` between kinds of marks that go together."""
    return tuple(frozenset(part.split("+")) for part in text.split("|") if part)


def inscribed(says: Collection[str], text: str, status: Status = KNOWN) -> Inscription:
    """A mark by what it says and as it is read."""
    return Inscription(frozenset(says), script_of(text), status)


def check(
    rules: Sequence[Rule], marks: Iterable[Inscription], *, at: str, first_placed: dt.date | None = None
) -> Marking:
    """Check marks against the rules of an occasion; of height, depth and script those marks alone that some rule of it asks for.

    Args:
        rules: those that bind, in the order in which they are told.
        at: `manufacture`, `import` (to stay; nothing is asked of what comes for a time, Protocol art. 8(1)(b)) or `transfer`.
        first_placed: the day on which the firearm was first placed on the market; None where nobody knows, and then rules that depend on it only advise.
    """
    return _check(tuple(rules), tuple(mark for mark in marks if mark.speaks), at, first_placed)


@lru_cache(maxsize=4096)
def _check(
    rules: tuple[Rule, ...], marks: tuple[Inscription, ...], at: str, first_placed: dt.date | None
) -> Marking:
    values = frozenset(text for mark in marks for text in mark.says)
    asked = {kind for rule in rules if at in rule.at for row in rule.asks for kind in row}
    counted = [mark for mark in marks if not asked or mark.says & asked]
    missing: list[Finding] = []
    advised: list[Finding] = []
    for rule in rules:
        if at not in rule.at:
            continue
        if rule.placed_after and first_placed and first_placed <= rule.placed_after:
            continue
        unsure = rule.advised or (rule.placed_after is not None and first_placed is None)
        for finding in _found(rule, counted, values):
            (advised if unsure or finding.why == "not_measured" else missing).append(finding)
    return Marking(tuple(missing), tuple(advised))


def _found(rule: Rule, marks: Sequence[Inscription], values: frozenset[str]) -> list[Finding]:
    findings = []
    if rule.asks and not any(row <= values for row in rule.asks):
        findings.append(Finding(rule.code, rule.article))
    for least, why, sizes in (
        (rule.height_nm, "low", [mark.height_nm for mark in marks]),
        (rule.depth_nm, "shallow", [mark.depth_nm for mark in marks]),
    ):
        if least is None:
            continue
        small = [size for size in sizes if size is not None and size < least]
        if small:
            findings.append(
                Finding(rule.code, rule.article, "low" if why == "low" else "shallow", min(small))
            )
        elif None in sizes:
            findings.append(Finding(rule.code, rule.article, "not_measured"))
    if rule.scripts and not all(mark.script in rule.scripts for mark in marks):
        findings.append(Finding(rule.code, rule.article, "script"))
    return findings
