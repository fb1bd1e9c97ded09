"""Computed indicators of oversight, read from the integrity report that two people released of a year: what the report keeps back, no indicator tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ifar.errors import NotFound
from ifar.oversight import report
from ifar.oversight.models import Integrity
from ifar.oversight.selectors.report import released_of
from ifar.programme import indicators
from ifar.programme.computed.records import NUMBER, PERCENT, Source, SourceCount, provide
from ifar.rights import Actor

OF: Final = "oversight"

Count = Callable[[Integrity], tuple[int | None, int | None]]
"""A report -> a number and None, or the two counts of a share; None where one is kept back."""


def _counted(count: Count, share: bool) -> Callable[[Actor, dt.date, dt.date], SourceCount | None]:
    def compute(_actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
        if (since, until) != (dt.date(since.year, 1, 1), dt.date(since.year, 12, 31)):
            return None
        try:
            record = released_of(since.year)
        except NotFound:
            return None
        top, bottom = count(record)
        if top is None or (share and not bottom):
            return None
        address = f"/integrity/{since.year}/"
        if not share:
            return SourceCount(Decimal(top), counted=top, address=address)
        above, below = Decimal(top), Decimal(bottom or 0)
        return SourceCount(indicators.ratio(above, below), above, below, counted=bottom or 0, address=address)

    return compute


def _whole(name: str) -> Count:
    return lambda record: (report.value(record.tables, name), None)


def _followed(record: Integrity) -> tuple[int | None, int | None]:
    return report.value(record.tables, "requests", column="yes"), report.value(record.tables, "requests")


def _complete(record: Integrity) -> tuple[int | None, int | None]:
    figures = dict(map(tuple, record.figures))
    return figures["values_answered"], figures["values_asked"]


WORDS: Final[dict[str, tuple[Any, str, Count, bool]]] = {
    "rules_breached": (_("Breaches of rules that the register found"), "down", _whole("breaches"), False),
    "inspections_opened": (_("Inspection cases opened"), "up", _whole("opened"), False),
    "inspections_closed": (_("Inspection cases closed"), "up", _whole("closed"), False),
    "inspection_requests_done": (
        _("What closed inspection cases asked of offices and was done, of all that they asked"),
        "up",
        _followed,
        True,
    ),
    "records_complete": (_("Fields of firearm records that are filled in"), "up", _complete, True),
}
"""Code -> what it counts in words, which way is better, how it is read, and whether it is a share."""
for _code, (_said, _better, _count, _share) in WORDS.items():
    provide(
        Source(
            _code,
            _said,
            PERCENT if _share else NUMBER,
            "percentage" if _share else "unit",
            "pooled_ratio" if _share else "sum",
            _better,
            _counted(_count, _share),
            OF,
            "",
            "",
        )
    )
