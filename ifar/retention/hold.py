"""A legal hold: somebody with authority orders that the register keep what it knows of a firearm or a party, for a case.

It objects to every erasure while it stands, whatever the ground, and extends nothing else: no window of access, no licence, no
possession (domestic law under Protocol art. 12; Directive (EU) 2016/680 art. 16(3)). Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from ifar.errors import Invalid, Reason
from ifar.reference.retention import years_after
from ifar.typed import is_case_number

GROUNDS: Final = (
    "criminal_proceedings",
    "civil_proceedings",
    "inspection",
    "trace_request",
    "subject_request",
)
"""Why it is kept; `subject_request` is a person who needs it for a claim of their own (2016/680 art. 16(3))."""

UNSAID: Final = frozenset({"criminal_proceedings", "trace_request"})
"""Grounds that the file for the person leaves out: to say them could warn somebody (2016/680 art. 15(1))."""

ENDINGS: Final = ("proceedings_ended", "order_revoked", "placed_by_mistake")
"""Why it is lifted."""

MOST_YEARS: Final = 50
_CASE: Final = re.compile(r"[^\W_][\w ./()-]{0,59}")


def check(ground: str, case: str, until: dt.date | None, today: dt.date) -> None:
    """Refuse what cannot be a hold.

    Raises:
        Invalid: with one reason for each field that is wrong.
    """
    reasons = list(_wrong(ground, case, until, today))
    if reasons:
        raise Invalid("retention.hold.invalid", reasons=reasons)


def _wrong(ground: str, case: str, until: dt.date | None, today: dt.date) -> Iterator[Reason]:
    if ground not in GROUNDS:
        yield Reason("retention.hold.ground", field="ground")
    # A number, not a story: the log keeps it for ever, so that nobody may be named in it.
    if _CASE.fullmatch(case) is None or not is_case_number(case):
        yield Reason("retention.hold.case", field="case")
    if until is not None and not today <= until <= years_after(today, MOST_YEARS):
        yield Reason("retention.hold.until", field="until")
