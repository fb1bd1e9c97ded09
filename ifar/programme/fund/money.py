"""Money of the Fund: exact decimals, conversion at the rate of a day, the part that supports the programme, grades of earmarking. Pure."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from ifar.cashier.money import fits, quantum
from ifar.typed import whole_number

FUND_CURRENCY: Final = "USD"
"""The currency in which the Fund keeps its books."""
CENT: Final = Decimal("0.01")
MOST: Final = Decimal(10) ** 16
"""No amount comes to this, in any currency: the books keep twenty digits."""
GRADES: Final = ("unearmarked", "soft", "project", "output")
"""How tightly a donor binds its money: not at all; to a theme of the strategy or a region; to a project; to an output of a project."""
LEAST_RATE: Final = Decimal("0.00000001")
STANDARD_SUPPORT: Final = Decimal("13.00")
"""The usual programme support cost in per cent of what is spent on work (United Nations trust funds); an agreement may say another."""
MOST_SUPPORT: Final = Decimal("13.00")


def cents(amount: Decimal) -> Decimal:
    """To the cent, halves up: how the Fund's books round, once, when money is converted or divided."""
    with localcontext() as context:
        context.prec = 50
        return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def converted(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount of another currency in the Fund's own.

    Args:
        amount: in the other currency.
        rate: how many units of the other currency one of the Fund's own is worth, as the United Nations publish their rates.

    Raises:
        ValueError: the rate is none.
    """
    if rate < LEAST_RATE:
        raise ValueError("a rate is above zero")
    with localcontext() as context:
        context.prec = 50
        return cents(amount / rate)


def says(amount: Decimal, currency: str) -> bool:
    """Whether this is an amount above zero and below `MOST` that the currency can say (ISO 4217: no cents of the yen)."""
    return 0 < amount < MOST and fits(amount, currency) and amount == amount.quantize(quantum(currency))


def support_of(amount: Decimal, percent: Decimal) -> Decimal:
    """The programme support cost in an amount received: `percent` is reckoned on what remains for work, so that both add up to `amount`."""
    with localcontext() as context:
        context.prec = 50
        return cents(amount * percent / (100 + percent))


def binds(grade: str, earmark: str) -> bool:
    """Whether an earmark is one that its grade can have: nothing, a theme, a project's reference, or `project/output`."""
    if grade == "unearmarked":
        return earmark == ""
    if grade == "soft":
        return (
            earmark[:1] in "AORC" and earmark.isascii() and whole_number(earmark[1:]) is not None
            if earmark
            else False
        )
    return bool(earmark) and ("/" in earmark) == (grade == "output")


def may_fund(
    grade: str,
    earmark: str,
    *,
    project: str,
    outcomes: Collection[str],
    cells: Collection[str],
    regions: Collection[str] = (),
    outputs: Collection[str] = (),
) -> bool:
    """Whether money that is bound so may be given to a project.

    Args:
        project: its public identifier.
        outcomes, cells, regions: where the project stands in the framework.
        outputs: public identifiers of its outputs.
    """
    if grade == "unearmarked":
        return True
    if grade == "project":
        return earmark == project
    if grade == "output":
        of, _, output = earmark.partition("/")
        return of == project and output in outputs
    kind = earmark[:1]
    if kind == "O":
        return earmark in outcomes
    if kind == "R":
        return earmark in regions
    if kind == "A":
        return any(cell.partition("C")[0] == earmark for cell in cells)
    return kind == "C" and any(cell.endswith(earmark) for cell in cells)
