"""The acts of the counter: payments, tills, deliveries of blank cards, cards, counts of them, and likenesses of holders. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ifar.acts import Act, Acts, Another, Condition, Filled, Record, Same, to

WAYS: Final = ("cash", "card", "transfer")
"""How money is handed over; all but cash name a reference of the card terminal or of the bank."""
WHAT: Final = ("photo", "signature")
"""What is taken of a holder."""

_CHARGED: Final = ("about", "act", "rule", "rule_version", "payer", "amount", "currency", "paid_on")
_TAKE: Final = "cashier:payment:take"
_MONEY: Final = "UNCAC art. 9, 10"

ACTS: Final = Acts(
    "cashier",
    words="ifar.cashier.labels",
    records=[
        Record("payment", "J"),
        Record("till", "J"),
        Record("delivery", "J"),
        Record("card", "J"),
        Record("count", "J"),
        Record("likeness", "J"),
    ],
    acts=[
        Act(
            "payment",
            "paid",
            to("paid", ""),
            (*_CHARGED, "way", "reference", "till", "line", "receipt"),
            permission=_TAKE,
            article=_MONEY,
            hears="whoever pays, with the receipt",
        ),
        Act(
            "payment",
            "waived",
            to("waived", ""),
            (*_CHARGED, "ground"),
            people=2,
            computed=("paid_on",),
            article=_MONEY,
            hears="nobody but who decided, because the fee is no longer asked for",
        ),
        Act(
            "payment",
            "reduced",
            to("paid", "paid"),
            ("refunded",),
            people=2,
            computed=("refunded",),
            guards=(Another(code="cashier.taken_by_you", than_whoever=("paid",), article=_MONEY),),
            article=_MONEY,
            hears="whoever proposed it, who pays the money out",
        ),
        Act(
            "payment",
            "refunded",
            to("refunded", "paid"),
            ("refunded",),
            people=2,
            computed=("refunded",),
            guards=(Another(code="cashier.taken_by_you", than_whoever=("paid",), article=_MONEY),),
            article=_MONEY,
            hears="whoever proposed it, who pays the money out",
        ),
        Act(
            "till",
            "opened",
            to("open", ""),
            ("person", "day", "currency", "opening"),
            guards=(Same(code="cashier.till.not_yours", as_column="person"),),
            permission=_TAKE,
            article=_MONEY,
            hears="nobody, because everybody opens their own",
        ),
        Act(
            "till",
            "counted",
            to("counted", "open"),
            ("counted", "expected", "difference"),
            guards=(
                Same(code="cashier.till.not_yours", as_column="person"),
                Filled(code="cashier.amount", column="counted", field="counted"),
            ),
            permission=_TAKE,
            article=_MONEY,
            hears="nobody, because the closing is proposed next",
        ),
        Act(
            "till",
            "closed",
            to("closed", "counted"),
            personal={"explanation": "explanation"},
            people=2,
            guards=(
                Another(code="cashier.till.yours", than="person", article=_MONEY),
                Filled(
                    code="cashier.till.explanation",
                    column="explanation",
                    field="explanation",
                    when=(Condition("difference", (Decimal(0),), differs=True),),
                ),
            ),
            article=_MONEY,
            hears="whose till it is, on its page",
        ),
        Act(
            "delivery",
            "received",
            to("received", ""),
            ("prefix", "first", "last", "width", "paper"),
            hears="nobody, because the stock shows it",
        ),
        Act(
            "card",
            "issued",
            to("issued", ""),
            ("prefix", "number", "delivery", "paper"),
            hears="nobody, because the paper shows it",
        ),
        Act(
            "card",
            "spoiled",
            to("spoiled", "", "issued"),
            ("prefix", "number", "delivery", "ground"),
            people=2,
            article=_MONEY,
            hears="nobody but who decided, because the stock shows it",
        ),
        Act(
            "count",
            "taken",
            to("taken", ""),
            ("prefix", "counted", "missing", "extra"),
            hears="whoever counted, at once; the office, in the stock, where cards are missing or too many",
        ),
        Act(
            "likeness",
            "taken",
            to("current", ""),
            ("party", "what"),
            personal={"photo": "file", "signature": "file"},
            hears="nobody, because the person is there",
        ),
        Act(
            "likeness",
            "replaced",
            to("replaced", "current"),
            hears="nobody, because the new one follows at once",
        ),
    ],
    checks=True,
    follows=True,
)
"""Who takes money, or counts it, waives, pays back and closes nothing alone."""
