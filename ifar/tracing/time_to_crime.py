"""Time-to-crime: from the first retail sale to the recovery (ATF eTrace; G13). Pure.

Not computed where a day is not known: missing is not zero. ATF looked at up to three years as an indicator of trafficking, by the
calendar and not by a count of days. ATF's own caution holds here too: traced firearms are not a random sample of firearms. Pure.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ifar.errors import Invalid

SHORT: Final = 36
"""Months within which ATF saw an indicator of trafficking."""
BANDS: Final = (
    ("under_3_months", 3),
    ("to_1_year", 12),
    ("to_2_years", 24),
    ("to_3_years", 36),
    ("to_5_years", 60),
    ("to_10_years", 120),
)
"""Name, and the months within which a recovery falls into the band, the narrowest first; `over_10_years` takes the rest."""
LAST_BAND: Final = "over_10_years"
BAND_NAMES: Final = (*(name for name, _months in BANDS), LAST_BAND)
_YEAR: Final = Decimal("365.25")


@dataclass(frozen=True, slots=True)
class Span:
    """A time-to-crime: days, years to two decimals, whether it is within ATF's three years, and its band."""

    days: int
    years: Decimal
    short: bool
    band: str


def span(sold: dt.date | None, recovered: dt.date | None) -> Span | None:
    """The time from the first retail sale to the recovery; None where one of the days is not known.

    Raises:
        Invalid: it was recovered before it was sold; one of the days is wrong, or it is another firearm.
    """
    if sold is None or recovered is None:
        return None
    if recovered < sold:
        raise Invalid(
            "tracing.time_to_crime.before", "It was recovered before it was sold.", field="recovered_on"
        )
    days = (recovered - sold).days
    years = (Decimal(days) / _YEAR).quantize(Decimal("0.01"))
    return Span(days, years, recovered <= later(sold, SHORT), band_of(sold, recovered))


def band_of(sold: dt.date, recovered: dt.date) -> str:
    """The band of `BAND_NAMES` into which a recovery falls that was not before the sale."""
    return next((name for name, months in BANDS if recovered <= later(sold, months)), LAST_BAND)


def later(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
