"""What holds a signal back: it is built on what we looked for ourselves, on few cases, or on counting that changed. Pure.

The feedback loop: recoveries rise where patrols go, and patrols go where recoveries rise. So a signal that stands on a State's own
recoveries alone raises no level above *watch*, until a second, independent source says the same or a person signs with a reason. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
OWN: Final = frozenset({"recoveries", "traces", "tips"})
"""Sources that say where somebody looked, or whom somebody asked, as much as where something was."""
LEVELS: Final = ("none", "watch", "response", "urgent")
"""Trigger levels, the lowest first."""
URGING: Final = ("response", "urgent")
"""Levels at which something is due."""
CODES: Final = (
    "recorded", "few", "own_recoveries", "effort_unknown", "effort_explains", "effort_shares", "circle", "many_tests", "no_test",
    "small_places", "precision", "withdrawn", "types", "calibres", "made", "parcels", "time_to_crime", "prices",
)  # fmt: skip
"""Codes of caveats; the shared words have their sentences. `withdrawn` is said of an alert some of whose cases were taken back since."""
FEW: Final = 10
OF_FIREARMS: Final = ("types", "calibres", "made", "parcels", "time_to_crime", "prices")
"""Signals each of which has a caveat of its own."""
_TESTS: Final = frozenset({"ears", "cusum", "farrington"})


@dataclass(frozen=True, slots=True)
class Effort:
    """What effort explains of a rise.

    Attributes:
        cases: how many times as many cases there were as before.
        effort: how many times as much was looked for.
        share: percent of the rise that more looking explains, 0 to 100; None where there was no rise.
    """

    cases: float
    effort: float
    share: int | None


def explained_by_effort(counts: Floats, effort: Floats, first: int, last: int) -> Effort | None:
    """How much of a rise more looking explains: the ratio of effort against the ratio of cases, on a logarithmic scale.

    Args:
        counts: cases in each period.
        effort: patrols, checks or hours in each period; the same length.
        first, last: the periods of the finding; those before are what it is compared with.

    Returns:
        None where nothing was counted before, or no effort is known on either side.
    """
    y, e = np.asarray(counts, float), np.asarray(effort, float)
    if first < 1 or last < first or len(y) != len(e) or np.isnan(e).any():
        return None
    before, now = slice(0, first), slice(first, last + 1)
    least = 0.5 / max(first, 1)
    cases = float(y[now].mean()) / max(float(y[before].mean()), least)
    if float(e[before].mean()) <= 0 or float(e[now].mean()) <= 0:
        return None
    looked = float(e[now].mean()) / float(e[before].mean())
    if cases <= 1:
        return Effort(cases, looked, None)
    share = np.log(max(looked, 1.0)) / np.log(cases)
    return Effort(cases, looked, round(100 * min(max(float(share), 0.0), 1.0)))


def caveats(
    signal: str,
    *,
    observed: int,
    sources: Collection[str],
    effort: Effort | None,
    imprecise: int = 0,
) -> tuple[str, ...]:
    """The caveats that go with a finding, in the order in which they should be read."""
    out = ["recorded"]
    if set(sources) and set(sources) <= OWN:
        out.append("own_recoveries")
    if effort is None:
        out.append("effort_unknown")
    elif effort.share is not None and effort.share >= 80:
        out.append("effort_explains")
    elif effort.share:
        out.append("effort_shares")
    if observed < FEW:
        out.append("few")
    if signal.startswith("scan"):
        out.append("circle")
    if signal in _TESTS:
        out.append("many_tests")
    if signal in ("groups", "flow"):
        out.append("no_test")
    if signal in ("gi", "moran", "emerging"):
        out.append("small_places")
    if imprecise and signal not in OF_FIREARMS:
        out.append("precision")
    if signal in OF_FIREARMS:
        out.append(signal)
    return tuple(out)


def capped(level: str, sources: Collection[str], *, reason: str = "") -> tuple[str, bool]:
    """The level that may stand, and whether it was held back.

    Args:
        level: what the indicators lead to.
        sources: kinds of sources that the signal stands on, and those that say the same independently.
        reason: why a named person holds the level all the same.
    """
    above = LEVELS.index(level) > LEVELS.index("watch")
    if above and not set(sources) - OWN and not reason.strip():
        return "watch", True
    return level, False


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which value of an indicator on a level holds; a country's own table replaces ours (list `response_trigger`)."""

    indicator: str
    at_least: float
    level: str


INDICATORS: Final = ("observed", "risk", "signals", "areas", "sources")
"""What a trigger looks at: cases, how many times the expected, how many kinds of signals agree, areas, independent sources."""


def level_of(values: dict[str, float | None], thresholds: Sequence[Threshold]) -> tuple[str, tuple[str, ...]]:
    """The highest level all of whose thresholds are reached, and the indicators that led there.

    A level with several thresholds needs every one of them; an indicator that is not known reaches none.
    """
    best = "none"
    because: tuple[str, ...] = ()
    for level in LEVELS[1:]:
        asked = [threshold for threshold in thresholds if threshold.level == level]
        if asked and all((values.get(threshold.indicator) or 0) >= threshold.at_least for threshold in asked):
            best, because = level, tuple(threshold.indicator for threshold in asked)
    return best, because
