"""Single texts of a row to what they mean: dates, years, names. One text in, one reading out; reasons are short codes."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final, NamedTuple

from ifar.missingness import KNOWN, NOT_ASKED, Status
from ifar.reference.naming import answer_status
from ifar.registry.describing import EARLIEST_YEAR
from ifar.registry.intake.mapping import Order
from ifar.registry.marks.placeholders import meaning_of, plain_word

_NUMBERS: Final = re.compile(r"(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{1,4})(?:[ T]\d.*)?")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[./-](\d{4})")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[./-](\d{1,2})")
_WORDED: Final = re.compile(r"(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]+)\.?,?\s+(?:de\s+)?(\d{4})")
_DIGIT: Final = re.compile("[0-9]")
_YEAR: Final = re.compile(r"\D{0,6}(\d{4})\D{0,3}")

MONTHS: Final[tuple[str, ...]] = (
    "january jan janvier janv enero ene januar gennaio gen stycznia leden siječanj января янв січня يناير جانفي janeiro januari ocak",
    "february feb février fevr febrero februar febbraio lutego únor veljača февраля фев лютого فبراير فيفري fevereiro februari şubat",
    "march mar mars marzo märz maerz marca březen ožujak марта мар березня مارس março maart mart",
    "april apr avril avr abril abr aprile kwietnia duben travanj апреля апр квітня أبريل أفريل nisan",
    "may mai mayo mag maggio maja květen svibanj мая май травня مايو ماي maio mei mayıs",
    "june jun juin junio juni giugno giu czerwca červen lipanj июня июн червня يونيو جوان junho haziran",
    "july jul juillet juil julio juli luglio lug lipca červenec srpanj июля июл липня يوليو جويلية julho temmuz",
    "august aug août aout agosto ago sierpnia srpen kolovoz августа авг серпня أغسطس أوت augustus ağustos",
    "september sep sept septembre septiembre settembre września září rujan сентября сен вересня سبتمبر setembro eylül",
    "october oct octobre octubre oktober ottobre ott października říjen listopad октября окт жовтня أكتوبر outubro ekim",
    "november nov novembre noviembre listopada studeni ноября ноя листопада نوفمبر novembro kasım",
    "december dec décembre diciembre dic dezember dez dicembre grudnia prosinec prosinac декабря дек грудня ديسمبر dezembro aralık",
)
_MONTH: Final = {plain_word(word): number for number, line in enumerate(MONTHS, 1) for word in line.split()}


class Dated(NamedTuple):
    """A date at its own precision (`2001-03-12`, `2001-03`, `2001`), or the reason why it is none; empty where nothing was said."""

    text: str = ""
    reason: str = ""


class Yeared(NamedTuple):
    """A year with its status, or the reason why it cannot be."""

    value: int | None = None
    status: Status = NOT_ASKED
    reason: str = ""


def western(text: str) -> str:
    """Digits of any script as 0-9, everything else as it is, outer spaces away."""
    if text.isascii():
        return text.strip()
    return "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text
    ).strip()


def date_of(text: str, order: Order, today: dt.date) -> Dated:
    """Read a date as registers write it; `order` says what two small numbers mean.

    Two-digit years belong to the last hundred years. A date after `today` or before `EARLIEST_YEAR` cannot be.
    """
    plain = western(text)
    if not plain or answer_status(plain) != KNOWN or meaning_of(plain) is not None:
        return Dated()
    try:
        date = _date(plain, order, today)
    except _OrderOpen:
        return Dated(reason="order")
    except ValueError:
        return Dated(reason="impossible")
    if not date:
        return Dated(reason="form")
    if date > today.isoformat()[: len(date)]:
        return Dated(reason="future")
    return Dated(date) if int(date[:4]) >= EARLIEST_YEAR else Dated(reason="impossible")


def _date(plain: str, order: Order, today: dt.date) -> str:
    if match := _NUMBERS.fullmatch(plain):
        return _from_numbers(*map(str, match.groups()), order=order, today=today)
    if match := _WORDED.fullmatch(plain):
        month = _MONTH.get(plain_word(match[2]))
        return dt.date(int(match[3]), month, int(match[1])).isoformat() if month else ""
    if match := _MONTH_YEAR.fullmatch(plain):
        return dt.date(int(match[2]), int(match[1]), 1).isoformat()[:7]
    if match := _YEAR_MONTH.fullmatch(plain):
        return dt.date(int(match[1]), int(match[2]), 1).isoformat()[:7]
    match = _YEAR.fullmatch(plain)
    return match[1] if match else ""


class _OrderOpen(Exception):
    """Nothing says which of two numbers is the day and which the month."""


def _from_numbers(first: str, second: str, third: str, *, order: Order, today: dt.date) -> str:
    if order == "ymd" and len(first) <= 2 and len(third) == 4:
        order = _order_beside_year(int(first), int(second))
    if len(first) > 2 or order == "ymd":
        year, month, day = first, second, third
    elif order == "mdy":
        year, month, day = third, first, second
    else:
        year, month, day = third, second, first
    return dt.date(_full_year(year, today), int(month), int(day)).isoformat()


def _order_beside_year(first: int, second: int) -> Order:
    """How a date ends that was to begin with its year and ends with it: only a number above 12 tells the day."""
    if first <= 12 and second <= 12 and first != second:
        raise _OrderOpen
    return "mdy" if second > 12 else "dmy"


def _full_year(year: str, today: dt.date) -> int:
    if len(year) == 3:
        raise ValueError(year)
    number = int(year)
    if len(year) > 2:
        return number
    return number + (2000 if number <= today.year % 100 else 1900)


def year_of(text: str, today: dt.date) -> Yeared:
    """Read a year of manufacture: `1943`, `ca. 1943`, `1943?`; words for unknown and none keep their status."""
    plain = western(text)
    if not plain:
        return Yeared()
    status = answer_status(plain)
    row = meaning_of(plain)
    if status != KNOWN or row is not None:
        return Yeared(status=status if row is None else row[0])
    match = _YEAR.fullmatch(plain)
    if match is None:
        dated = _NUMBERS.fullmatch(plain)
        year = next((part for part in dated.groups() if len(part) == 4), None) if dated else None
    else:
        year = match[1]
    if year is None:
        return Yeared(reason="form")
    if not EARLIEST_YEAR <= int(year) <= today.year:
        return Yeared(reason="impossible")
    return Yeared(int(year), KNOWN)


def said_number(text: str) -> str:
    """An identity number as it is kept, with Western digits; words that mean that there is none, or nobody knows, are nothing."""
    plain = western(text)
    if _DIGIT.search(plain):  # no such word has a digit
        return plain
    if not plain or answer_status(plain) != KNOWN or meaning_of(plain) is not None:
        return ""
    return plain
