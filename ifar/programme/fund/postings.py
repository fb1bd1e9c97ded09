"""Double entry: which lines a movement of the Fund's money makes, what no movement may bring below zero, and statements that add up.

Debits stand above zero, credits below; the lines of a movement add up to nothing. Every contribution is an envelope of its own: what was
pledged, what is owed, what is in the bank, and, against it, what is free, allocated to a project, obligated, kept for programme support. What
was spent stays in the books as an expense and as work paid for. Amounts are in the Fund's currency, to the cent, `Decimal` only. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

from ifar.programme.fund.money import CENT, cents, support_of

ZERO: Final = Decimal("0.00")
NORMAL: Final[Mapping[str, int]] = {
    "pledges": 1,
    "pledgors": -1,
    "receivable": 1,
    "agreed": -1,
    "cash": 1,
    "unallocated": -1,
    "allocated": -1,
    "obligated": -1,
    "support": -1,
    "expense": 1,
    "spent": -1,
    "exchange": -1,
}
"""Account -> its normal side: 1 a debit, -1 a credit. A balance is shown as above zero where it stands on its normal side."""
MAY_TURN: Final = frozenset({"exchange"})
"""Accounts that may stand on either side: gains and losses of exchange, which are the Fund's own and no donor's. In an envelope nothing
else goes below zero."""
MOVES: Final = (
    "pledge",
    "pledge_lapse",
    "agreement",
    "agreement_cut",
    "receipt",
    "allocation",
    "release",
    "reallocation",
    "obligation",
    "cancellation",
    "expenditure",
    "recovery",
    "refund",
    "support_payment",
    "revaluation",
)
BOOKED: Final = tuple(item for item in MOVES if item not in ("pledge", "agreement"))
"""Movements that are booked by themselves; pledges and agreements come with their contribution."""
OF_A_PROJECT: Final = frozenset(
    {"allocation", "release", "reallocation", "obligation", "cancellation", "expenditure", "recovery"}
)
"""Movements that name a project; the others name a contribution only, a revaluation neither."""

TWO: Final = (
    "agreement_cut",
    "allocation",
    "reallocation",
    "obligation",
    "expenditure",
    "refund",
    "support_payment",
    "revaluation",
)
"""Movements by which money is given, promised, paid or given up: from an amount on they take a second person."""
LIMIT: Final = Decimal("10000.00")
"""The amount, in the Fund's currency, from which they do, until two people set another. Our proposal, no instrument's."""
SPLIT_DAYS: Final = 30
"""Days within which what one person enters alone of the same movement counts as one amount, whatever day it is booked on and whatever it is for,
and so does what several enter alone for one contribution and project: no sum is booked in parts."""
GIVEN_TO: Final[Mapping[str, tuple[str, ...]]] = {
    "allocation": ("planned", "active", "suspended"),
    "reallocation": ("planned", "active", "suspended"),
    "obligation": ("active",),
    "expenditure": ("active", "suspended", "closed", "cancelled"),
}
"""Movement -> the states of the project that it goes to: money is set aside for what is planned, promised for what is under way, and paid
for what was; nothing is promised or paid before a project has started."""
GIVES: Final = ("allocation", "reallocation", "obligation")
"""Movements that give a project something new: its support to security forces is released first. What is owed already is still paid."""

Key = tuple[str, str, str]
"""Account, contribution, project."""


def misnamed(move: str, contribution: str, project: str, to: str) -> dict[str, str]:
    """Field -> the code of what is wrong with it, where a movement does not name what it moves, or names a project and is of none."""
    wrong = {}
    if not contribution and move != "revaluation":
        wrong["contribution"] = "programme.required"
    if not project and move in OF_A_PROJECT:
        wrong["project"] = "programme.required"
    if project and move not in OF_A_PROJECT:
        wrong["project"] = "programme.fund.no_project"
    if move == "reallocation" and not to:
        wrong["to"] = "programme.required"
    elif move == "reallocation" and to == project:
        wrong["to"] = "programme.fund.same"
    return wrong


@dataclass(frozen=True, slots=True)
class Line:
    """One posting."""

    account: str
    contribution: str
    project: str
    amount: Decimal

    @property
    def key(self) -> Key:
        """The balance that it moves."""
        return (self.account, self.contribution, self.project)


@dataclass(frozen=True, slots=True)
class Movement:
    """What somebody wants to book.

    Attributes:
        amount: above zero, in the Fund's currency; of a revaluation above zero for a gain, below for a loss.
        to: the project to which a reallocation goes.
        clears: of a receipt, how much of what was owed it settles.
        lapses: of an agreement, how much of the pledge it takes the place of.
        percent: programme support cost, of a receipt.
    """

    move: str
    amount: Decimal
    contribution: str = ""
    project: str = ""
    to: str = ""
    clears: Decimal = ZERO
    lapses: Decimal = ZERO
    percent: Decimal = ZERO


class Short(Exception):
    """The movement would bring a balance below zero: which, and how much there is."""

    def __init__(self, key: Key, there: Decimal) -> None:
        self.key = key
        self.there = there
        super().__init__(f"{key[0]} has {there}")


def takes_two(move: str, amount: Decimal, alone: Decimal, limit: Decimal) -> bool:
    """Whether a movement takes a second person.

    Args:
        amount: in the Fund's currency.
        alone: what was booked alone of the same movement within `SPLIT_DAYS`, by the same person or for the same contribution and project.
        limit: the amount from which it does.
    """
    return move in TWO and abs(amount) + alone >= limit


def settled(owed: Decimal, outstanding: Decimal, received: Decimal) -> Decimal:
    """How much of what is owed, in the Fund's currency, a receipt settles.

    Args:
        owed: what stands under `receivable`.
        outstanding: the same in the currency of the agreement, before this receipt.
        received: what came, in that currency. The last receipt settles all that is left, so that no cents remain of rates that moved.
    """
    if received >= outstanding or outstanding <= 0:
        return owed
    with localcontext() as context:
        context.prec = 50
        return min(owed, cents(owed * received / outstanding))


def lines(movement: Movement) -> tuple[Line, ...]:
    """The postings of a movement; they add up to zero.

    Raises:
        ValueError: there is no such movement, or it lacks what it must say.
    """
    item, amount = movement, movement.amount
    if item.move not in MOVES or amount != amount.quantize(CENT):
        raise ValueError(f"no movement {item.move} of {amount}")
    if (amount <= 0 and item.move != "revaluation") or amount == 0:
        raise ValueError("an amount is above zero")
    if (item.move in OF_A_PROJECT) != bool(item.project) or (item.move == "revaluation") == bool(
        item.contribution
    ):
        raise ValueError(f"{item.move} names what it does not move, or does not name it")
    made = [
        Line(account, item.contribution, project, sum_) for account, project, sum_ in _pairs(item) if sum_
    ]
    assert sum((line.amount for line in made), ZERO) == 0
    return tuple(made)


def _pairs(movement: Movement) -> Sequence[tuple[str, str, Decimal]]:
    amount, project = movement.amount, movement.project
    match movement.move:
        case "pledge":
            return [("pledges", "", amount), ("pledgors", "", -amount)]
        case "pledge_lapse":
            return [("pledgors", "", amount), ("pledges", "", -amount)]
        case "agreement":
            lapse = [("pledgors", "", movement.lapses), ("pledges", "", -movement.lapses)]
            return [*lapse, ("receivable", "", amount), ("agreed", "", -amount)]
        case "agreement_cut":
            return [("agreed", "", amount), ("receivable", "", -amount)]
        case "receipt":
            support = support_of(amount, movement.percent)
            cleared = [("agreed", "", movement.clears), ("receivable", "", -movement.clears)]
            return [*cleared, ("cash", "", amount), ("support", "", -support), ("unallocated", "", support - amount)]  # fmt: skip
        case "allocation":
            return [("unallocated", "", amount), ("allocated", project, -amount)]
        case "release":
            return [("allocated", project, amount), ("unallocated", "", -amount)]
        case "reallocation":
            if not movement.to or movement.to == project:
                raise ValueError("a reallocation goes to another project")
            return [("allocated", project, amount), ("allocated", movement.to, -amount)]
        case "obligation":
            return [("allocated", project, amount), ("obligated", project, -amount)]
        case "cancellation":
            return [("obligated", project, amount), ("allocated", project, -amount)]
        case "expenditure":
            return [
                ("obligated", project, amount), ("spent", project, -amount), ("expense", project, amount), ("cash", "", -amount),
            ]  # fmt: skip
        case "recovery":
            return [
                ("cash", "", amount), ("expense", project, -amount), ("spent", project, amount), ("allocated", project, -amount),
            ]  # fmt: skip
        case "refund":
            support = movement.clears
            return [("unallocated", "", amount - support), ("support", "", support), ("cash", "", -amount)]
        case "support_payment":
            return [("support", "", amount), ("cash", "", -amount)]
        case _:
            return [("cash", "", amount), ("exchange", "", -amount)]


def after(balances: Mapping[Key, Decimal], made: Iterable[Line]) -> dict[Key, Decimal]:
    """The balances that lines touch, as they stand afterwards (debits above zero).

    Raises:
        Short: one that may not would be below zero on its normal side.
    """
    touched: dict[Key, Decimal] = {}
    for line in made:
        touched[line.key] = touched.get(line.key, balances.get(line.key, ZERO)) + line.amount
    for key, amount in sorted(touched.items()):
        if key[1] and key[0] not in MAY_TURN and amount * NORMAL[key[0]] < 0:
            raise Short(key, balances.get(key, ZERO) * NORMAL[key[0]])
    return touched


def balances_of(made: Iterable[Line]) -> dict[Key, Decimal]:
    """Balance by account, contribution and project (debits above zero)."""
    result: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    for line in made:
        result[line.key] += line.amount
    return dict(result)


def trial_balance(made: Iterable[Line]) -> dict[str, Decimal]:
    """Account -> balance over everything; the whole adds up to zero."""
    fromkeys = dict.fromkeys(NORMAL, ZERO)
    for line in made:
        fromkeys[line.account] += line.amount
    return fromkeys


@dataclass(frozen=True, slots=True)
class Statement:
    """What became of money: `rows` (account, balance on its normal side), with what came, what is left, and what was spent on work.

    `received` = `left` + `spent` + `support_paid` + `refunded`, to the cent.
    """

    pledged: Decimal
    owed: Decimal
    received: Decimal
    support: Decimal
    support_paid: Decimal
    unallocated: Decimal
    allocated: Decimal
    obligated: Decimal
    spent: Decimal
    refunded: Decimal

    @property
    def left(self) -> Decimal:
        """What is still in the bank."""
        return self.support + self.unallocated + self.allocated + self.obligated


def statement(booked: Iterable[tuple[str, Line]]) -> Statement:
    """The statement of some lines, each with its movement: every figure is the sum of its lines."""
    fromkeys = dict.fromkeys(NORMAL, ZERO)
    received = refunded = paid = ZERO
    for move, line in booked:
        fromkeys[line.account] += line.amount * NORMAL[line.account]
        if line.account == "cash":
            received += line.amount if move == "receipt" else ZERO
            refunded -= line.amount if move == "refund" else ZERO
            paid -= line.amount if move == "support_payment" else ZERO
    return Statement(
        pledged=fromkeys["pledges"],
        owed=fromkeys["receivable"],
        received=received,
        support=fromkeys["support"],
        support_paid=paid,
        unallocated=fromkeys["unallocated"],
        allocated=fromkeys["allocated"],
        obligated=fromkeys["obligated"],
        spent=fromkeys["spent"],
        refunded=refunded,
    )
