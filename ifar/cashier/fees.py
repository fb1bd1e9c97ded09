"""What an act costs on a day: the rule that speaks most exactly of the kind of licence or authorisation and of the applicant. Pure.

Fees stand in domestic law; the table of rules (`fee_rule`) is a country's own, each with its legal ground. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

PURPOSES: Final = {"new": "application", "renewal": "renewal"}
"""What an application is for -> the act whose fee is due with it."""
TRANSFER: Final = "transfer"
"""The act whose fee is due with an application for an authorisation of an international transfer."""
ONCE: Final = frozenset({*PURPOSES.values(), TRANSFER})
"""Acts that are paid once for one thing; a card may be asked for again and again."""
REQUESTS: Final = {"amendment": "transfer_amendment", "extension": "transfer_extension"}
"""What an applicant asks for of an authorisation in force -> the act whose fee is due with it, each time it is asked for."""
OF_RECORDS: Final = ONCE | frozenset(REQUESTS.values())
"""Acts of which the record says when they are due: nobody asks for them at the counter."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the table.

    Attributes:
        kinds, holders: kinds of licence or authorisation and of applicant that it is about; empty for all.
        amount: in whole smallest units of `currency` (ISO 4217); zero where nothing is due.
        stops: what waits until it is paid (`reference.columns.STOPS`).
        valid_from, valid_to: its first and its last day; None without one.
        version: of the list when it was read.
    """

    code: str
    act: str
    kinds: frozenset[str]
    holders: frozenset[str]
    amount: Decimal
    currency: str
    stops: str
    article: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    version: int = 1

    def speaks(self, act: str, kind: str, holder: str, day: dt.date) -> bool:
        """Whether it is about this act, for this kind of licence or authorisation and of applicant, on this day."""
        return (
            self.act == act
            and (not self.kinds or kind in self.kinds)
            and (not self.holders or holder in self.holders)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


def _exactness(rule: Rule) -> tuple[bool, bool, dt.date, str]:
    return bool(rule.kinds), bool(rule.holders), rule.valid_from or dt.date.min, rule.code


def due(rules: Iterable[Rule], act: str, kind: str, holder: str, day: dt.date) -> Rule | None:
    """The rule of what is due for an act on a day; None where nothing is.

    A rule for this kind of licence goes before one for all, then one for this kind of applicant, then the youngest.
    """
    speaking = [rule for rule in rules if rule.speaks(act, kind, holder, day)]
    result = max(speaking, key=_exactness, default=None)
    return result if result is not None and result.amount > 0 else None
