"""The flow signal: a route or a source that traces show and that was not there before. Pure.

A link is one step of a trace's chain: from which State or kind of hand to which, on which day it became known. Nobody's name, number
or address enters it. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ifar.hotspots.statistics.counts import at_least
from ifar.hotspots.statistics.findings import Finding

LEAST: Final = 3
"""Links that a new route needs: of fewer, one case is a route."""


@dataclass(frozen=True, slots=True)
class Link:
    """From where to where, and the day it became known."""

    source: str
    target: str
    on: date


def found(
    links: Iterable[Link], *, since: date, until: date, least: int = LEAST, alpha: float = 0.01
) -> list[Finding]:
    """Routes of the latest time that are new, or far more frequent than before.

    Args:
        links: all links, earlier and later.
        since: first day of what is called recent; what is before is compared with.
        until: last day.
        least: links of a route at least.
        alpha: probability of so many or more, given the route's share of all links before.
    """
    before: Counter[tuple[str, str]] = Counter()
    recent: dict[tuple[str, str], list[date]] = {}
    for link in links:
        if not link.source or not link.target or link.on > until:
            continue
        if link.on < since:
            before[link.source, link.target] += 1
        else:
            recent.setdefault((link.source, link.target), []).append(link.on)
    whole, now = sum(before.values()), sum(map(len, recent.values()))
    out = []
    for (source, target), days in sorted(recent.items()):
        number = len(days)
        if number < least:
            continue
        was = before[source, target]
        expected = now * (was + 0.5) / (whole + 1) if whole else None
        chance = at_least(number, expected) if expected is not None else None
        if was and (chance is None or chance > alpha):
            continue
        if not whole:  # nothing to compare with: everything would be new
            continue
        out.append(
            Finding(
                "flow", (target,), min(days), max(days), number, expected, number / expected if expected else None, None, chance,
                kind="more" if was else "new_route", said={"source": source, "target": target, "before": str(was)},
            )
        )  # fmt: skip
    return out
