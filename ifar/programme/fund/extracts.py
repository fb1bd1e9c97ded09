"""Extracts of the organisation's own accounts: how their rows are read, which movement of the Fund a row is, what differs. Pure.

For the contributions, movements and days of an extract the organisation's accounts are the master. A row is first the movement that an
earlier extract found for its voucher, then the one that was booked under its voucher, then one without a voucher that says the same within
a few days; what is none of these is booked. Nothing is corrected by itself: what differs waits for a person. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, cast

from ifar.errors import Invalid, Reason
from ifar.hotspots.feeds import values
from ifar.hotspots.feeds.reading import Unreadable
from ifar.programme.fund.money import LEAST_RATE, MOST, says
from ifar.programme.indicators import written

FIELDS: Final = ("reference", "line", "day", "move", "contribution", "project", "amount", "currency", "rate")
"""What a column may say: the voucher and its line, the day, what moved, whose money, for which project, how much of what at which rate."""
FIXED: Final = ("move", "contribution", "project", "currency")
"""What may hold for all rows, where no column says it."""
MOVES: Final = (
    "receipt", "refund", "allocation", "release", "obligation", "cancellation", "expenditure", "recovery", "support_payment",
)  # fmt: skip
"""Movements that accounts tell of; pledges, agreements and what goes from project to project are decided here."""
INVERSE: Final[Mapping[str, str]] = {
    "receipt": "refund",
    "refund": "receipt",
    "allocation": "release",
    "release": "allocation",
    "obligation": "cancellation",
    "cancellation": "obligation",
    "expenditure": "recovery",
    "recovery": "expenditure",
}
"""Movement -> the one that takes it back: what an amount below zero means, and how a movement is corrected."""
OF_A_PROJECT: Final = frozenset(MOVES) - {"receipt", "refund", "support_payment"}
OUTCOMES: Final = ("matched", "booked", "known", "differing", "quarantined")
DIFFERENCES: Final = ("figures", "absent")
VERDICTS: Final = ("corrected", "accepted")
DECIMALS: Final = ("point", "comma")
COMPARED: Final = ("amount", "currency", "day", "project")
"""What a row and its movement must agree in."""
DAYS: Final = 5
"""A movement may be booked so many days from the day of its voucher."""
MOST_ROWS: Final = 20_000
MOST_BOOKED: Final = 1_000
"""More than this is not booked at once: a quarter or a year at a time."""
LONGEST: Final = 200
_POINT: Final = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_COMMA: Final = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the columns of a feed are read, settled by a person and kept.

    Attributes:
        columns: field -> heading.
        fixed: field -> what holds for all rows.
        words: word of the column of movements (lower case) -> movement.
        order: how dates with two small numbers are read.
        decimal: which mark stands before the decimals.
    """

    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    order: values.Order = "ymd"
    decimal: str = "point"

    def missing(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Columns that the mapping names and the headings do not have."""
        return tuple(heading for heading in self.columns.values() if heading not in headings)

    def moves(self) -> tuple[str, ...]:
        """The movements that rows of this feed can be; an amount below zero turns one round."""
        named = set(self.words.values()) if "move" in self.columns else {self.fixed.get("move", "")}
        return tuple(item for item in MOVES if item in named or INVERSE.get(item) in named)

    def as_json(self) -> dict[str, Any]:
        """The form in which it is kept, with sorted keys."""
        return {
            "columns": dict(sorted(self.columns.items())),
            "fixed": dict(sorted(self.fixed.items())),
            "words": dict(sorted(self.words.items())),
            "order": self.order,
            "decimal": self.decimal,
        }


def mapping(details: Mapping[str, Any]) -> Reading:
    """Read a mapping that is kept, or that a person just filled in.

    Raises:
        Invalid: with a reason for each thing that is missing or unknown.
    """
    columns = {str(k): str(v)[:LONGEST] for k, v in dict(details.get("columns") or {}).items() if v}
    fixed = {str(k): str(v).strip()[:LONGEST] for k, v in dict(details.get("fixed") or {}).items() if v}
    words = {str(k).strip().lower(): str(v) for k, v in dict(details.get("words") or {}).items() if v}
    wrong = [Reason("programme.extract.column", field=name) for name in columns if name not in FIELDS]
    wrong += [Reason("programme.extract.column", field=name) for name in fixed if name not in FIXED]
    for name in ("reference", "day", "amount", "move", "contribution", "currency"):
        if name not in columns and name not in fixed:
            wrong.append(Reason("programme.extract.needed", field=name))
    if "move" in columns and not words:
        wrong.append(Reason("programme.extract.words", field="move"))
    if any(word not in MOVES for word in (*words.values(), *filter(None, [fixed.get("move")]))):
        wrong.append(Reason("programme.fund.move", field="move"))
    order, decimal = str(details.get("order") or "ymd"), str(details.get("decimal") or "point")
    if order not in values.ORDERS:
        wrong.append(Reason("programme.choice", field="order"))
    if decimal not in DECIMALS:
        wrong.append(Reason("programme.choice", field="decimal"))
    if wrong:
        # The words of the reasons are the service's matter: rules know codes.
        raise Invalid(wrong[0].code, field=wrong[0].field, reasons=wrong)
    return Reading(columns, fixed, words, cast(values.Order, order), decimal)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that could be read. `contribution` and `project` by public identifier."""

    line: int
    reference: str
    part: str
    day: dt.date
    move: str
    contribution: str
    project: str
    amount: Decimal
    currency: str
    rate: Decimal | None

    @property
    def key(self) -> str:
        """Which line of which voucher it is; where the extract numbers no lines, the project tells them apart."""
        return "|".join((self.reference, self.part or self.project, self.move, self.contribution))

    @property
    def figures(self) -> dict[str, str]:
        """What it says, as it is kept and compared with later extracts."""
        return {
            "reference": self.reference,
            "day": self.day.isoformat(),
            "move": self.move,
            "contribution": self.contribution,
            "project": self.project,
            "amount": written(self.amount) or "",
            "currency": self.currency,
            "rate": written(self.rate) or "",
        }


def amount_of(text: str, decimal: str) -> Decimal:
    """An amount as accounts write it: with marks between the thousands, below zero by a minus before or behind, or in brackets.

    Raises:
        Unreadable: it is none, or nothing.
    """
    plain = (
        values.western(text.strip()).replace("\u202f", "").replace(" ", "").replace("'", "").replace("’", "")
    )
    plain = plain.replace("\u2212", "-")
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    elif plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    if not plain:
        raise Unreadable("amount.missing", field="amount")
    if decimal == "comma" and _COMMA.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif decimal == "point" and _POINT.fullmatch(plain):
        plain = plain.replace(",", "")
    else:
        raise Unreadable("amount.form", field="amount")
    if len(plain) > 30 or abs(amount := Decimal(plain)) >= MOST:
        raise Unreadable("amount.form", field="amount")
    near = amount.quantize(Decimal("0.001"))
    # Workbooks keep binary numbers: 0.1 + 0.2 comes as 0.30000000000000004.
    amount = near if abs(amount - near) < Decimal("0.0000001") else amount
    if not amount:
        raise Unreadable("amount.zero", field="amount")
    return amount


def read(
    of: Reading,
    line: int,
    cells: Mapping[str, str],
    *,
    contributions: Mapping[str, str],
    projects: Mapping[str, str],
    today: dt.date,
) -> Row:
    """One row by a mapping.

    Args:
        cells: heading -> what stands there.
        contributions, projects: reference (lower case) -> public identifier.

    Raises:
        Unreadable: why it goes to quarantine, and for which field.
    """

    def told(name: str) -> str:
        return values.cell(cells, of.columns[name]) if name in of.columns else of.fixed.get(name, "")

    reference = told("reference")[:LONGEST]
    if not reference:
        raise Unreadable("reference.missing", field="reference")
    day = values.day(told("day"), of.order, today, field="day")
    word = told("move")
    move = of.words.get(word.lower(), "") if "move" in of.columns else word
    if not move:
        raise Unreadable("move.unknown", field="move", value=word[:60])
    amount = amount_of(told("amount"), of.decimal)
    if amount < 0:
        if move not in INVERSE:
            raise Unreadable("amount.negative", field="amount")
        move, amount = INVERSE[move], -amount
    contribution = contributions.get(told("contribution").lower())
    if contribution is None:
        raise Unreadable("contribution.unknown", field="contribution", value=told("contribution")[:60])
    project = ""
    if move in OF_A_PROJECT:
        project = projects.get(told("project").lower(), "")
        if not project:
            raise Unreadable("project.unknown", field="project", value=told("project")[:60])
    currency = told("currency").upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Unreadable("currency.unknown", field="currency", value=currency[:20])
    if not says(amount, currency):
        raise Unreadable("amount.currency", field="amount")
    return Row(
        line, reference, told("line")[:60], day, move, contribution, project, amount, currency, _rate(told("rate"), of)
    )  # fmt: skip


def _rate(text: str, of: Reading) -> Decimal | None:
    if not text.strip():
        return None
    try:
        rate = amount_of(text, of.decimal)
    except Unreadable:
        raise Unreadable("rate.form", field="rate") from None
    if rate < LEAST_RATE:
        raise Unreadable("rate.form", field="rate")
    return rate.quantize(LEAST_RATE)


@dataclass(frozen=True, slots=True)
class Booked:
    """A movement of the Fund as it is compared."""

    journal: str
    move: str
    contribution: str
    project: str
    day: dt.date
    currency: str
    amount: Decimal
    voucher: str

    def told(self) -> dict[str, str]:
        """What it says, in the words of a row's figures."""
        return {
            "amount": written(self.amount) or "",
            "currency": self.currency,
            "day": self.day.isoformat(),
            "project": self.project,
            "voucher": self.voucher,
        }


@dataclass(frozen=True, slots=True)
class ExtractMatch:
    """What a row is: the movement and what differs; None where there is no movement yet. `linked`: an earlier extract found it."""

    row: Row
    booked: Booked | None
    differs: tuple[str, ...] = ()
    linked: bool = False


def differs(row: Row, booked: Booked) -> tuple[str, ...]:
    """In what a row and a movement do not agree; a few days are no difference."""
    results = []
    if row.amount != booked.amount:
        results.append("amount")
    if row.currency != booked.currency:
        results.append("currency")
    if abs((row.day - booked.day).days) > DAYS:
        results.append("day")
    if row.project != booked.project:
        results.append("project")
    return tuple(results)


def assign(
    rows: Sequence[Row], booked: Iterable[Booked], links: Mapping[str, str]
) -> tuple[list[ExtractMatch], list[Booked]]:
    """Which movement each row is, and which movements no row is.

    Args:
        links: key of a row -> the movement that an earlier extract of this feed found for it.
    """
    every = {value.journal: value for value in booked}
    made: dict[int, tuple[Booked, bool]] = {}
    taken: set[str] = set()
    for row in rows:
        item = every.get(links.get(row.key, ""))
        if item and item.journal not in taken:
            made[row.line] = (item, True)
            taken.add(item.journal)
    held = set(links.values())
    free = [value for value in every.values() if value.journal not in taken and value.journal not in held]
    named: dict[tuple[str, str, str], list[Booked]] = defaultdict(list)
    bare: dict[tuple[str, str, str, str, Decimal], list[Booked]] = defaultdict(list)
    for item in free:
        if item.voucher:
            named[item.voucher.lower(), item.move, item.contribution].append(item)
        else:
            bare[item.move, item.contribution, item.project, item.currency, item.amount].append(item)
    for exact in (True, False):
        for row in rows:
            if row.line in made:
                continue
            there = [
                value
                for value in named[row.reference.lower(), row.move, row.contribution]
                if value.journal not in taken and (not exact or not differs(row, value))
            ]
            # By its voucher alone only where it can be no other.
            if there and (exact or len(there) == 1):
                made[row.line] = (there[0], False)
                taken.add(there[0].journal)
    for row in sorted(rows, key=lambda value: (value.day, value.line)):
        if row.line in made:
            continue
        alike = [
            value
            for value in bare[row.move, row.contribution, row.project, row.currency, row.amount]
            if value.journal not in taken and abs((value.day - row.day).days) <= DAYS
        ]
        if alike:
            nearest = min(alike, key=lambda value: (abs((value.day - row.day).days), value.day))
            made[row.line] = (nearest, False)
            taken.add(nearest.journal)
    results = [
        ExtractMatch(row, item := made[row.line][0], differs(row, item), made[row.line][1])
        if row.line in made
        else ExtractMatch(row, None)
        for row in rows
    ]
    return results, [value for value in every.values() if value.journal not in taken]


@dataclass(frozen=True, slots=True)
class Correction:
    """A movement that corrects one: which, how much, for which project, on which day; in `currency` at `rate` (None: the movement's own)."""

    move: str
    amount: Decimal
    project: str
    day: dt.date
    currency: str
    rate: Decimal | None = None


def corrections(
    booked: Booked, figures: Mapping[str, str] | None, today: dt.date
) -> tuple[Correction, ...] | None:
    """What makes the books say what an extract says: the rest of the amount, or the movement taken back and booked anew.

    Args:
        figures: of the row; None where the extract does not know the movement, which is taken back.

    Returns:
        None where the movement cannot be taken back by another.
    """
    if figures is None:
        turned = INVERSE.get(booked.move)
        return (
            (Correction(turned, booked.amount, booked.project, today, booked.currency),) if turned else None
        )
    amount, day = Decimal(figures["amount"]), dt.date.fromisoformat(figures["day"])
    rate = Decimal(figures["rate"]) if figures["rate"] else None
    if (figures["currency"], figures["project"]) == (booked.currency, booked.project):
        more = amount - booked.amount
        if more > 0:
            return (Correction(booked.move, more, booked.project, day, booked.currency, rate),)
        turned = INVERSE.get(booked.move)
        if more == 0:
            return ()
        return (Correction(turned, -more, booked.project, day, booked.currency, rate),) if turned else None
    turned = INVERSE.get(booked.move)
    if turned is None:
        return None
    return (
        Correction(turned, booked.amount, booked.project, day, booked.currency),
        Correction(booked.move, amount, figures["project"], day, figures["currency"], rate),
    )


_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": ("voucher", "document", "reference", "journal", "pièce", "écriture", "مرجع", "مستند"),
    "line": ("line", "item", "ligne", "سطر"),
    "day": ("date", "day", "posted", "jour", "تاريخ", "يوم"),
    "move": ("type", "movement", "kind", "nature", "mouvement", "نوع", "حركة"),
    "contribution": ("grant", "agreement", "contribution", "donor", "accord", "subvention", "منحة", "اتفاق"),
    "project": ("project", "wbs", "projet", "مشروع"),
    "amount": ("amount", "value", "montant", "مبلغ"),
    "currency": ("currency", "ccy", "devise", "monnaie", "عملة"),
    "rate": ("rate", "exchange", "taux", "cours", "سعر"),
}
"""Words that headings of such columns hold, in order of trust."""


def suggested(headings: Sequence[str]) -> dict[str, str]:
    """A first guess which column is which; a person settles it."""
    result: dict[str, str] = {}
    for name in ("currency", "rate", "reference", "contribution", "project", "day", "move", "amount", "line"):
        for word in _SYNONYMS[name]:
            there = [
                heading
                for heading in headings
                if heading and word in heading.lower() and heading not in result.values()
            ]
            if there:
                result[name] = min(there, key=len)
                break
    return result
