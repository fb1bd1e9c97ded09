"""Numbers for people, as their language writes them: `1,234.5`, `1 234,5`. Pure but for the language."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from django.utils.formats import get_format, number_format
from django.utils.translation import get_language, override

_GROUPING: Final = " \u00a0\u202f'’٬"
"""What stands between thousands in every language that has it."""


def ungrouped(text: str) -> str:
    """A number as somebody typed it, without what the reader's language puts between thousands; any other text stays as it is.

    A comma or a point counts only where the language groups with it: `1,800` is 1800 in English, and no whole number in French.
    """
    plain, sign = text.strip(), re.escape(_GROUPING + str(get_format("THOUSAND_SEPARATOR")))
    if re.fullmatch(rf"\d{{1,3}}([{sign}])\d{{3}}(?:\1\d{{3}})*(?:(?!\1)[.,٫]\d+)?", plain):
        return re.sub(rf"[{sign}](?=\d{{3}}(?!\d))", "", plain)
    return text


def number_words(value: Decimal | float | str, places: int | None = None, language: str = "") -> str:
    """A number with the separators of a language.

    Args:
        value: the number; text has a point before its fraction.
        places: how many places after the comma, rounded, a half upwards; None for as many as it has.
        language: the language of the page where there is none.

    Raises:
        decimal.InvalidOperation: the text is no number.
    """
    exact = Decimal(str(value))
    if places is None:
        exact = exact.normalize()
        places = max(0, -int(exact.as_tuple().exponent))
    # Django cuts what is beyond the places.
    with override(language or get_language() or "en"):
        return str(number_format(rounded(exact, places), places, force_grouping=True))


def as_written(text: str, language: str = "") -> str:
    """A number that stands as text, with all its places; nothing where there is none."""
    return number_words(text, len(text.partition(".")[2]), language) if text else ""


def rounded(exact: Decimal, places: int) -> Decimal:
    """A number with at most so many places, a half rounded upwards."""
    _sign, digits, exponent = exact.as_tuple()
    if not isinstance(exponent, int) or -exponent <= places:
        return exact
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=len(digits) + 1))
