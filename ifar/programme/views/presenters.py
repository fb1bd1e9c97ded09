"""Numbers and amounts as pages show them, in the reader's language, with Latin digits as everywhere in ifar."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_compact_decimal
from django.utils.translation import get_language, override

from ifar.numbers import number_words, rounded
from ifar.programme.computed import records as sources

TONES: Final = {"met": "good", "on_track": "info", "behind": "warn", "away": "bad", "none": "quiet"}
"""How an indicator stands -> the tone of its badge."""


def _language() -> str:
    """As Babel knows it; in Arabic a comma stands before the fraction here, as everywhere else."""
    return {"ar": "ar_DZ"}.get(get_language() or "en", (get_language() or "en").replace("-", "_"))


def short(amount: Decimal) -> str:
    """An amount in few characters: `2.4M`; a dash for nothing."""
    if not amount:
        return "–"
    return format_compact_decimal(amount, format_type="short", fraction_digits=1 if abs(amount) >= 1000 else 0, locale=_language(), numbering_system="latn")  # fmt: skip


def money(amount: Decimal) -> str:
    """An amount to the cent."""
    return number_words(amount, 2)


def number(value: Any) -> str:
    """A number with as many places as it has, at most two; a dash where there is none."""
    if value in (None, ""):
        return "–"
    return number_words(rounded(Decimal(str(value)), 2))


def unit(text: str) -> str:
    """A unit in the reader's language, where it is one that a computed indicator counts in; any other as it was typed."""
    with override("en"):
        known = next((source.unit for source in sources.SOURCES.values() if str(source.unit) == text), text)
    return str(known)
