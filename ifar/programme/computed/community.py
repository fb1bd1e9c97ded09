"""Computed indicators of the Community of Practitioners: who learned and takes part, what is shared and adopted, which gaps are closed.

The programme counts everything whatever its mark, and publishes totals of a year. Its rows are entries of the log, which say nothing to
whoever may not read what they are of; a member finds the record behind a row as far as they may see it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ifar.community.selectors import results
from ifar.community.selectors.evidence import Record, behind
from ifar.community.selectors.visible import READ, reader_of
from ifar.programme.computed.records import NUMBER, Lead, Source, SourceCount, kept, provide
from ifar.rights import Actor, require

OF: Final = "community"
COUNTS: Final = "programme:value:report"
"""Who counts for the programme may count things of all marks."""


def _lead(record: Record, by: Record | None = None) -> Lead:
    address = reverse(f"community:{record.object_type}", args=(record.public_id,))
    return Lead(record.title, address, _lead(by) if by else None)


def leads(actor: Actor, rows: Collection[str]) -> dict[str, Lead]:
    """Row -> the record behind it, and what closed it, of what the actor sees as a member."""
    reader = reader_of(actor)
    if reader is None:
        return {}
    return {row: _lead(value.record, value.closed_by) for row, value in behind(reader, rows).items()}


def _counted(code: str, how: str) -> Callable[[Actor, dt.date, dt.date], SourceCount | None]:
    def count(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
        require(actor, COUNTS)
        if (since, until) != (dt.date(since.year, 1, 1), dt.date(since.year, 12, 31)):
            return None
        figure = next(iter(results.SOURCES[code](since.year)), None)
        if figure is None:
            began = results.began()
            if began is None or since.year < began:
                return None
        entries = figure.entries if figure else ()
        rows = dict.fromkeys(entries, how)
        return SourceCount(Decimal(len(entries)), rows=kept(rows), counted=len(entries), address="/community/results/")  # fmt: skip

    return count


WORDS: Final[dict[str, tuple[Any, str]]] = {
    "practitioners_trained": (_("Practitioners who took part in a course of the community"), "attended"),
    "training_used": (_("Practitioners who use half a year later what they learned"), "in_use"),
    "practitioners_active": (_("Practitioners who take part in the community’s talk"), "wrote"),
    "practices_shared": (_("Good practices that were shared"), "shared"),
    "practices_adopted": (_("Good practices that another office adopted"), "adopted"),
    "gaps_closed": (_("Gaps that a good practice or a tool closed"), "closed"),
    "assistance_met": (_("Needs of assistance that were met"), "met"),
}
"""Code of a figure -> what it counts, in words, and how its rows count."""
for _code, (_said, _how) in WORDS.items():
    provide(Source(_code, _said, NUMBER, "unit", "sum", "up", _counted(_code, _how), OF, READ, "", leads))
