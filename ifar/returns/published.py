"""What the UN published for SDG 16.4.2 beside what the returns give: a verdict for each value, never an invented reason.

The published series (UNSD, `VC_ARM_SZTRACE`) names its source and, in a footnote, the years of a mean. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ifar.returns.indicator import Value

TOLERANCE: Final = Fraction(2, 100)
"""Points of per cent within which a value counts as reproduced: both were rounded to two places."""

REPRODUCED: Final = "reproduced"
YEAR_MISSING: Final = "year missing"
OTHER_SOURCE: Final = "other source"
DIFFERS: Final = "differs: cause unknown"
VERDICTS: Final = (REPRODUCED, YEAR_MISSING, OTHER_SOURCE, DIFFERS)
_YEARS: Final = re.compile(r"\b((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d) average")


@dataclass(frozen=True, slots=True)
class Published:
    """One published value: country, year, per cent, source, footnote."""

    iso3: str
    year: int
    value: Decimal
    source: str = ""
    footnote: str = ""

    def years(self) -> tuple[int, ...]:
        """The years that it stands on, by its footnote: y alone, or y and the next (some footnotes repeat one year)."""
        return (self.year, self.year + 1) if _YEARS.search(self.footnote) else (self.year,)


def verdict(published: Published, computed: Value | None, years: Iterable[int]) -> str:
    """How the published value stands to the one computed from returns.

    Args:
        computed: the value of that country and year, None where there is none.
        years: the years for which the returns give that country a share.
    """
    if computed is not None and abs(Fraction(published.value) - computed.value) <= TOLERANCE:
        return REPRODUCED
    if "IAFQ" not in published.source.upper():
        return OTHER_SOURCE
    if not set(published.years()) <= set(years):
        return YEAR_MISSING
    return DIFFERS


def verdicts(
    published: Iterable[Published], values: Iterable[Value]
) -> list[tuple[Published, Value | None, str]]:
    """Every published value with the computed one beside it, where there is one, and the verdict."""
    at: Mapping[tuple[str, int], Value] = {(value.area, value.year): value for value in values}
    years: dict[str, set[int]] = {}
    for area, year in at:
        years.setdefault(area, set()).add(year)
    return [
        (item, result := at.get((item.iso3, item.year)), verdict(item, result, years.get(item.iso3, ())))
        for item in published
    ]
