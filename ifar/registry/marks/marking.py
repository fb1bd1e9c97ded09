"""What marks a firearm must bear, and what is still missing (Protocol art. 8; ITI 8; EU profile).

A mark *says* something: the maker, a country, a serial. Which kind of mark says what is reference data; this module only
needs the answer. One mark may say several things ("ITA 19": country of import and year). Heights and depths are in
micrometres, as Decimal, because the limits are exact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from ifar.errors import Reason
from ifar.missingness import KNOWN, Status
from ifar.registry.marks.reading import script_of

Says = Literal[
    "maker",
    "country",
    "place",
    "serial",
    "symbol",
    "code",
    "model",
    "calibre",
    "year",
    "import_country",
    "import_year",
    "unique",
    "transfer_country",
]
SAYS: Final[tuple[Says, ...]] = (
    "maker",
    "country",
    "place",
    "serial",
    "symbol",
    "code",
    "model",
    "calibre",
    "year",
    "import_country",
    "import_year",
    "unique",
    "transfer_country",
)

SMALLEST_HEIGHT_UM: Final = Decimal(1600)
"""Implementing Directive (EU) 2019/68: letters of at least 1.6 mm."""

SMALLEST_DEPTH_UM: Final = Decimal("76.2")
"""Implementing Directive (EU) 2024/325: a depth of at least 0.0762 mm."""

DEPTH_SINCE: Final = dt.date(2025, 7, 22)
"""Eighteen months after the publication of 2024/325; the depth is asked of what is first placed on the market after it."""

EU_SCRIPTS: Final = frozenset({"Latn", "Cyrl", "Grek", "Zyyy"})
"""Scripts that 2019/68 allows for letters; `Zyyy` = digits and symbols alone."""


@dataclass(frozen=True, slots=True)
class Inscription:
    """One mark on one firearm: what it says, as read, and how large and deep it is where somebody measured."""

    says: frozenset[Says]
    text: str = ""
    status: Status = KNOWN
    height_um: Decimal | None = None
    depth_um: Decimal | None = None
    retired: bool = False

    @property
    def speaks(self) -> bool:
        """Say whether the mark is there to be read; one that is unknown, none or retired says nothing."""
        return self.status == KNOWN and not self.retired


@dataclass(frozen=True, slots=True)
class Marking:
    """The outcome of a check: `missing` must be made good, `advised` is asked "where possible" or was not measured."""

    missing: tuple[Reason, ...]
    advised: tuple[Reason, ...] = ()

    @property
    def complete(self) -> bool:
        """Say whether nothing that the law requires is missing."""
        return not self.missing


def said_by(marks: Iterable[Inscription]) -> frozenset[Says]:
    """Return everything that the readable marks say together."""
    return frozenset(said for mark in marks if mark.speaks for said in mark.says)


def at_manufacture(marks: Iterable[Inscription]) -> Marking:
    """Check the marks of manufacture, Protocol art. 8(1)(a).

    Maker's name, country *or* place of manufacture and serial number; instead of all three a unique mark of simple
    geometric symbols with a numeric or alphanumeric code that lets every State identify the country.
    """
    return _at_manufacture(said_by(marks))


@cache
def _at_manufacture(said: frozenset[Says]) -> Marking:
    if {"symbol", "code"} <= said:
        return Marking(())
    article = "Protocol art. 8(1)(a)"
    missing = []
    if "maker" not in said:
        missing.append(_due("maker", article))
    if not said & {"country", "place"}:
        missing.append(_due("country", article))
    if "serial" not in said:
        missing.append(_due("serial", article))
    if said & {"symbol", "code"}:
        missing.append(_due("code" if "symbol" in said else "symbol", article, alternative=True))
    return Marking(tuple(missing))


def at_import(marks: Iterable[Inscription], *, temporary: bool) -> Marking:
    """Check the marks of import, Protocol art. 8(1)(b).

    A simple mark of the country of import and, where possible, the year; a unique mark too if the firearm bears none.
    Nothing is asked of a temporary import for a verifiable lawful purpose.
    """
    return Marking(()) if temporary else _at_import(said_by(marks))


@cache
def _at_import(said: frozenset[Says]) -> Marking:
    article = "Protocol art. 8(1)(b)"
    missing = [] if "import_country" in said else [_due("import_country", article)]
    if not _uniquely_marked(said):
        missing.append(_due("unique", article))
    advised = () if "import_year" in said else (_due("import_year", article),)
    return Marking(tuple(missing), advised)


def at_transfer_to_civilians(marks: Iterable[Inscription]) -> Marking:
    """Check the marks of a transfer from government stocks to permanent civilian use, Protocol art. 8(1)(c).

    A unique mark by which every Party can identify the transferring country.
    """
    return _at_transfer_to_civilians(said_by(marks))


@cache
def _at_transfer_to_civilians(said: frozenset[Says]) -> Marking:
    article = "Protocol art. 8(1)(c)"
    missing = [] if "transfer_country" in said else [_due("transfer_country", article)]
    if not _uniquely_marked(said):
        missing.append(_due("unique", article))
    return Marking(tuple(missing))


def due_at_import(stock: Collection[Collection[Inscription]], *, temporary: bool) -> int:
    """Return how many firearms of a consignment still lack a mark of import."""
    return sum(not at_import(marks, temporary=temporary).complete for marks in stock)


def under_eu_profile(marks: Iterable[Inscription], *, first_placed: dt.date | None) -> Marking:
    """Check size, depth and script of the marks against 2019/68 and 2024/325.

    `first_placed` = the day on which the firearm was first placed on the market of the Union, None if nobody knows; the
    depth is asked only of what came after `DEPTH_SINCE`. What was not measured is advised, not missing.
    """
    missing: list[Reason] = []
    advised: list[Reason] = []
    for at, mark in enumerate(marks):
        if not mark.speaks:
            continue
        _measure(mark.height_um, SMALLEST_HEIGHT_UM, "height", "(EU) 2019/68", at, missing, advised)
        if first_placed is None or first_placed > DEPTH_SINCE:
            unsure = advised if first_placed is None else missing
            _measure(mark.depth_um, SMALLEST_DEPTH_UM, "depth", "(EU) 2024/325", at, unsure, advised)
        script = script_of(mark.text)
        if script not in EU_SCRIPTS:
            missing.append(
                Reason("marking.script.other", article="(EU) 2019/68", params={"mark": at, "script": script})
            )
    return Marking(tuple(missing), tuple(advised))


def _measure(
    value: Decimal | None,
    least: Decimal,
    what: str,
    article: str,
    at: int,
    too_small: list[Reason],
    not_measured: list[Reason],
) -> None:
    if value is None:
        not_measured.append(
            Reason(f"marking.{what}.not_measured", article=article, params={"mark": at, "least_um": least})
        )
    elif value < least:
        params = {"mark": at, "least_um": least, "measured_um": value}
        too_small.append(Reason(f"marking.{what}.too_small", article=article, params=params))


def _uniquely_marked(said: frozenset[Says]) -> bool:
    """A firearm bears a unique mark if it has one of its own kind, the three of manufacture, or symbols with a code."""
    if "unique" in said or {"symbol", "code"} <= said:
        return True
    return {"maker", "serial"} <= said and bool(said & {"country", "place"})


def _due(what: Says, article: str, *, alternative: bool = False) -> Reason:
    return Reason(f"marking.{what}.missing", article=article, field=what, params={"alternative": alternative})
