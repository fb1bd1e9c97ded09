"""Amounts of money: decimals with as many places as their currency has (ISO 4217), never floats. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final

from babel.numbers import format_currency, get_currency_precision

MOST: Final = Decimal("999999999")
"""The largest amount that one line may say."""
_WRITTEN_AS: Final = {"ar": "fr"}
"""Numbers in Arabic stand with a space between thousands and a comma before the fraction, as `ifar.formats.ar` has them."""
_SEPARATORS: Final = str.maketrans({"٫": ".", ",": ".", "\u00a0": "", " ": "", "\u202f": ""})


def quantum(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 of most, 1 of the yen, 0.001 of the dinar."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def read(text: str, currency: str) -> Decimal | None:
    """The amount that somebody typed, in digits of any script; None where it is none that the currency can say.

    A comma, a point or an Arabic decimal separator may stand before the fraction; thousands are not separated by them.
    """
    plain = text.strip().translate(_SEPARATORS)
    if not plain or not all(character.isdecimal() or character == "." for character in plain):
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if fits(amount, currency) else None


def fits(amount: Decimal, currency: str) -> bool:
    """Whether an amount is one that the currency can say: not below zero, not above `MOST`, with no smaller places than it has."""
    return 0 <= amount <= MOST and amount == amount.quantize(quantum(currency))


def written(amount: Decimal, currency: str) -> str:
    """An amount as entries of the log write it: all its places, no separators of thousands, no exponent.

    Raises:
        ValueError: the currency has no such amount.
    """
    exact = amount.quantize(quantum(currency))
    if exact != amount:
        raise ValueError(f"{currency} has no {amount}")
    return f"{exact:f}"


def shown(amount: Decimal, currency: str, language: str) -> str:
    """An amount for people, with the code of its currency: no sign that two currencies share."""
    return format_currency(
        amount,
        currency,
        format="#,##0.00\u00a0¤¤",
        locale=_WRITTEN_AS.get(language, language),
        numbering_system="latn",
    )


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    return sum(amounts, Decimal(0))
