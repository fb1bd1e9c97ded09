"""What a holder reports and an officer answers: a move, a wish that something be corrected, an objection to what a trader took in; by when, in which form. Pure.

The duty to report a move and its days are national law (default below; domain.md, change-of-address duty); a wish to correct is
answered within a month (Regulation (EU) 2016/679 art. 12(3), 16; Directive (EU) 2016/680 art. 16). Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal

from ifar.errors import Invalid, Reason

Kind = Literal["moved", "rectification", "handed_over", "objected"]
KINDS: Final[tuple[Kind, ...]] = ("moved", "rectification", "handed_over", "objected")
WAITING: Final[tuple[Kind, ...]] = ("moved", "rectification", "objected")
"""Those that an officer answers: that something is right, nobody does."""
DUTY: Final = dt.timedelta(days=14)
"""Within how long a move is to be reported."""
ANSWERED_WITHIN: Final[Mapping[str, dt.timedelta]] = {
    "moved": dt.timedelta(days=14),
    "rectification": dt.timedelta(days=30),
    "handed_over": dt.timedelta(0),
    "objected": dt.timedelta(days=14),
}
FIELDS: Final = (
    "name",
    "born",
    "identity_numbers",
    "address",
    "contact",
    "firearm",
    "licence",
    "reads",
    "other",
)
"""What somebody may ask to be corrected."""
VERDICTS: Final = ("done", "refused")
LONGEST: Final = 2000


def duty_until(moved_on: dt.date) -> dt.date:
    """The last day on which the law still takes the report of a move."""
    return moved_on + DUTY


def due(kind: str, reported: dt.date) -> dt.date:
    """The day by which an officer answers."""
    return reported + ANSWERED_WITHIN[kind]


def check_wish(what: str, text: str) -> None:
    """Refuse what cannot be a wish to correct something.

    Raises:
        Invalid: with one reason for each field that is wrong.
    """
    reasons = []
    if what not in FIELDS:
        reasons.append(Reason("portal.wish.what", field="what"))
    if not 0 < len(text.strip()) <= LONGEST:
        reasons.append(Reason("portal.wish.text", field="text"))
    if reasons:
        raise Invalid("portal.wish.invalid", reasons=reasons)
