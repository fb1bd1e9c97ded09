"""Numbers for people, as their language writes them: `1,234.5`, `1 234,5`. Pure but for the language."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, override


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
