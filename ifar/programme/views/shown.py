"""Numbers and amounts as pages show them, in the reader's language, with Latin digits as everywhere in ifar."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import get_language

TONES: Final = {"met": "good", "on_track": "info", "behind": "warn", "away": "bad", "none": "quiet"}
"""How an indicator stands -> the tone of its badge."""


def _language() -> str:
    return (get_language() or "en").replace("-", "_")


def short(amount: Decimal) -> str:
    """An amount in few characters: `2.4M`; a dash for nothing."""
    if not amount:
        return "–"
    return format_compact_decimal(amount, format_type="short", fraction_digits=1 if abs(amount) >= 1000 else 0, locale=_language(), numbering_system="latn")  # fmt: skip


def money(amount: Decimal) -> str:
    """An amount to the cent."""
    return format_decimal(amount, format="#,##0.00", locale=_language(), numbering_system="latn")


def number(value: Any) -> str:
    """A number with as many places as it has, at most two; a dash where there is none."""
    if value in (None, ""):
        return "–"
    return format_decimal(Decimal(str(value)), format="#,##0.##", locale=_language(), numbering_system="latn")
