"""Single cells of a row to what they mean: numbers, days, points. What cannot be is told by its code. Pure."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from ifar.hotspots.feeds.reading import Unreadable

Order = Literal["ymd", "dmy", "mdy"]
ORDERS: Final[tuple[Order, ...]] = ("ymd", "dmy", "mdy")
EARLIEST: Final = 1900
_NUMBERS: Final = re.compile(r"(\d{1,4})[./\-](\d{1,2})[./\-](\d{1,4})(?:[T ,].*)?")
_WORDED: Final = re.compile(r"(\d{1,2})[ \-]([A-Za-z]{3,9})\.?,?[ \-](\d{4})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE: Final = re.compile(r"([0-9]+)(?:\.0*|,0+)?")
_DIGITS: Final = re.compile("[0-9]+")
_POWER: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,2}")
_EMPTY: Final = frozenset({"NA", "N/A", "#N/A", "<NA>", "NaN", "nan", "NULL", "None"})
"""How R, pandas, spreadsheets and databases write a cell in which nothing stands."""
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def written(cells: Mapping[str, str], heading: str) -> str:
    """A cell as it is written, without outer spaces; empty where there is no such column."""
    return (cells.get(heading) or "").strip()


def cell(cells: Mapping[str, str], heading: str) -> str:
    """A cell without outer spaces; empty where there is no such column, or a program wrote that nothing stands there."""
    text = written(cells, heading)
    return "" if text in _EMPTY else text


def _plain(text: str) -> str:
    western_digits = western(text)
    if match := _WHOLE.fullmatch(western_digits):
        return match[1]
    if _POWER.fullmatch(western_digits) and (value := Decimal(western_digits)) == value.to_integral_value():
        return str(int(value))
    return text


def identifier(cells: Mapping[str, str], heading: str) -> str:
    """By what a row is named: `1` where a program wrote `1.0`, `1.` or `١`, `100000` for `1e+05`; any other text as it is.

    Tables with empty cells come out of pandas and R with their whole numbers as decimals, and R shortens round ones.
    """
    return _plain(cell(cells, heading))


def whole(text: str) -> str:
    """A code, as `identifier` reads what names a row; `01` means `1` too."""
    plain = _plain(text)
    return (plain.lstrip("0") or "0") if _DIGITS.fullmatch(plain) else plain


def code(cells: Mapping[str, str], heading: str) -> str:
    """The code in a cell, `whole`; empty where there is no such column."""
    return whole(cell(cells, heading))


def western(text: str) -> str:
    """Digits of any script as 0-9, everything else as it is."""
    if text.isascii():
        return text
    plain = (str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    return "".join(plain).replace("\u00a0", " ").replace("٫", ".")


def day(text: str, order: Order, today: date, *, field: str = "date") -> date:
    """A day as a file writes it; a time behind it does not matter.

    Args:
        text: 2019-05-17, 2019/5/17, 17.05.2019, 17 May 2019.
        order: what comes first where the year does not.
        today: a day after it cannot have been.
        field: which date it is, for the words.

    Raises:
        Unreadable: it is no day, there is none such, or it has not come yet.
    """
    plain = western(text.strip())
    if not plain:
        raise Unreadable("date.missing", field=field)
    year, month, number = _parts(plain, order, field)
    if month > 12 >= number:
        raise Unreadable("date.swapped", field=field)
    try:
        result = date(year, month, number)
    except ValueError as error:
        raise Unreadable("date.impossible", field=field) from error
    if result > today:
        turned = _turned(result, today)
        raise Unreadable("date.future_swapped" if turned else "date.future", field=field)
    if result.year < EARLIEST:
        raise Unreadable("date.early", field=field)
    return result


def _parts(plain: str, order: Order, field: str) -> tuple[int, int, int]:
    """Year, month and day."""
    if match := _WORDED.fullmatch(plain):
        word = match[2][:3].lower()
        if word in _MONTHS:
            return int(match[3]), _MONTHS.index(word) + 1, int(match[1])
    match = _NUMBERS.fullmatch(plain)
    if not match:
        raise Unreadable("date.form", field=field)
    first, second, third = match.groups()
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(first) > 2 or len(third) != 4:
        raise Unreadable("date.form", field=field)
    if order == "mdy":
        return int(third), int(first), int(second)
    return int(third), int(second), int(first)


def _turned(result: date, today: date) -> bool:
    """Whether the other way round the day would have been already."""
    return (
        result.day <= 12
        and result.day != result.month
        and date(result.year, result.day, result.month) <= today
    )


def number(text: str) -> float | None:
    """A number; None where it is none. Thousands may have commas or spaces; a comma alone is a decimal comma."""
    plain = western(text.strip()).replace(" ", "").replace("\u202f", "")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def count(text: str, *, field: str) -> int | None:
    """A whole number from 0 on; None where the cell is empty: not known is not 0.

    Raises:
        Unreadable: it is no such number.
    """
    if not text.strip():
        return None
    value = number(text)
    if value is None or value != int(value) or value < 0:
        raise Unreadable("count.form", field=field)
    return int(value)


def point(longitude: str, latitude: str) -> tuple[float, float] | None:
    """A point on the Earth, in degrees with six digits; None where both cells are empty.

    Raises:
        Unreadable: one is missing, they are no numbers, lie off the Earth (swapped, projected, counted to 360), or at 0, 0.
    """
    if not longitude.strip() and not latitude.strip():
        return None
    x, y = number(longitude), number(latitude)
    if x is None or y is None:
        raise Unreadable("place.form")
    if x == 0 and y == 0:
        raise Unreadable("place.zero")
    if abs(x) <= 180 and abs(y) <= 90:
        return round(x, 6), round(y, 6)
    if abs(x) <= 90 and abs(y) <= 180:
        raise Unreadable("place.swapped")
    if 180 < x <= 360 and abs(y) <= 90:
        raise Unreadable("place.past_180")
    raise Unreadable("place.projected")
