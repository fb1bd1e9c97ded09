"""All windows of a scan at once: circles times spans of time, the best of them found exactly without looking at each.

Counts only grow with a circle, so the circles of a centre are put into groups between whose ends little is added; a group's most
cases with its fewest expected bound all its windows. Of one length of time only the fullest span matters. What these bounds cannot
rule out is looked at window by window, so the answer is that of looking at every window (`tests/hotspots/test_scan.py` does both). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots.statistics.circles import Circles
from ifar.hotspots.statistics.likelihood import SLACK, least_expected, log_ratio, most_expected

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
_STEP: Final = 0.6
"""How much a group adds at most, in standard deviations of the count of its largest window; smaller bounds are tighter, more are many."""
_BUNDLE: Final = 1.12
"""The longest length of a bundle over its shortest."""
_CELLS: Final = 3_000_000
"""Numbers that one part of the centres may take in memory."""
_SHORT: Final = 32_000
"""Up to so many cases counts fit into 16 bits, which the processor adds several times as fast."""
FEWEST_HIGH: Final = 2
"""Cases at least in a window of high rate (SaTScan's default)."""


class BestWindow(NamedTuple):
    """The best window of a centre: its likelihood ratio, the rank of its last area, its first interval, its length, its side."""

    llr: float
    centre: int
    last: int
    start: int
    length: int
    high: bool


class _Part(NamedTuple):
    """Some centres, and what is known of their groups before any case is placed."""

    first: int
    centres: int
    group_of: Ints  # (centres, areas): where an area's cases go, group by group; the last group: in no circle
    fewest: list[Floats]  # for each length: expected cases of a group's smallest circle in its emptiest span
    most: list[Floats]  # for each length: expected cases of a group's largest circle in its fullest span


class Windows:
    """The windows of a study: circles, lengths of time, expected cases; knows the best window for any cases placed in it."""

    def __init__(
        self, expected: Floats, circles: Circles, longest: int, *, alive: bool, high: bool, low: bool
    ) -> None:
        self.expected = np.asarray(expected, float)
        self.areas, self.times = self.expected.shape
        self.total = round(float(self.expected.sum()))
        self.circles, self.longest, self.alive, self.high, self.low = circles, longest, alive, high, low
        by_area = self.expected.sum(axis=1)
        by_time = self.expected.sum(axis=0) / self.total
        self._even = bool(np.allclose(self.expected, np.outer(by_area, by_time), rtol=1e-10, atol=1e-13))
        self._before = np.concatenate([[0.0], np.cumsum(by_time)])
        self._held = np.cumsum(
            by_area[circles.order], axis=1
        )  # expected cases of each circle over the whole time
        self._grouped()
        self._type: Any = np.int16 if self.total <= _SHORT else np.int32
        self._parts = list(self._parted())
        del self._group_of  # the parts have it
        self._floors: dict[float, list[tuple[list[Ints], list[Ints]]]] = {}

    @property
    def number(self) -> int:
        """How many windows there are."""
        spans = sum(len(self.starts(length)) for length in self.lengths)
        return int(self.circles.ends.sum()) * spans

    @property
    def lengths(self) -> range:
        """Lengths of time, in intervals."""
        return range(1, self.longest + 1)

    def starts(self, length: int) -> range:
        """First intervals of the spans of one length; prospective: only the one that ends with the study."""
        last = self.times - length
        return range(last, last + 1) if self.alive else range(last + 1)

    # groups ---------------------------------------------------------------------------------------------------------

    def _grouped(self) -> None:
        ends, order = self.circles.ends, self.circles.order
        n, width = ends.shape
        rank = np.arange(width)
        upcoming = np.where(ends, rank, width)
        upcoming = np.minimum.accumulate(upcoming[:, ::-1], axis=1)[:, ::-1]
        within = upcoming < width
        widest = max(
            (self._before[s + self.longest] - self._before[s] for s in self.starts(self.longest)), default=1.0
        )
        held = (
            np.take_along_axis(self._held, np.minimum(upcoming, max(width - 1, 0)), axis=1)
            if width
            else self._held
        )
        level = np.floor(2 * np.sqrt(np.maximum(held * widest, 0)) / _STEP)
        fresh = np.zeros(ends.shape, bool)
        fresh[:, 1:] = level[:, 1:] != level[:, :-1]
        group = np.cumsum(fresh, axis=1)
        self.groups = int(group[within].max(initial=-1)) + 1
        group = np.where(within, group, self.groups)
        self._group_of = np.full((n, n), self.groups, np.int16)
        row, col = np.nonzero(within)  # beyond its reach a row is padded
        self._group_of[row, order[row, col]] = group[row, col]
        row, col = np.nonzero(ends)
        key = row * max(self.groups, 1) + group[row, col]
        self._first = np.full((n, self.groups), -1, np.int64)
        self._last = np.full((n, self.groups), -1, np.int64)
        if len(key):
            at, where = np.unique(key, return_index=True)
            self._first.flat[at] = col[where]
            self._last.flat[at] = col[np.concatenate([where[1:], [len(key)]]) - 1]

    def _parted(self) -> Iterator[_Part]:
        each = max(1, _CELLS // max(1, (self.groups + 1) * (self.times + 1)))
        for first in range(0, self.areas, each):
            centres = min(each, self.areas - first)
            rows = slice(first, first + centres)
            fewest, most = self._spans(rows)
            place = (
                self._group_of[rows].astype(np.int32) * np.int32(centres)
                + np.arange(centres, dtype=np.int32)[:, None]
            )
            yield _Part(first, centres, place, fewest, most)

    def _spans(self, rows: slice) -> tuple[list[Floats], list[Floats]]:
        """For each length the least that any circle of a group may expect, and the most; flat over (group, centre)."""
        first, last = self._first[rows], self._last[rows]
        there = (last >= 0).T
        fewest, most = [], []
        if self._even:
            small = np.take_along_axis(self._held[rows], np.maximum(first, 0), axis=1).T
            large = np.take_along_axis(self._held[rows], np.maximum(last, 0), axis=1).T
            for length in self.lengths:
                share = [self._before[s + length] - self._before[s] for s in self.starts(length)]
                fewest.append(np.where(there, small * min(share), np.inf).ravel())
                most.append(np.where(there, large * max(share), -np.inf).ravel())
            return fewest, most
        at_first = np.empty((self.times + 1, *there.shape))
        at_last = np.empty((self.times + 1, *there.shape))
        for i in range(first.shape[0]):
            grown = self._grown(rows.start + i, self.circles.order.shape[1])
            at_first[:, :, i], at_last[:, :, i] = (
                grown[np.maximum(first[i], 0)].T,
                grown[np.maximum(last[i], 0)].T,
            )
        for length in self.lengths:
            small = np.min([at_first[s + length] - at_first[s] for s in self.starts(length)], axis=0)
            large = np.max([at_last[s + length] - at_last[s] for s in self.starts(length)], axis=0)
            fewest.append(np.where(there, small, np.inf).ravel())
            most.append(np.where(there, large, -np.inf).ravel())
        return fewest, most

    def _grown(self, centre: int, stop: int, begin: int = 0) -> Floats:
        """Expected cases of the circles `begin`..`stop` of a centre, before each interval; shape (circles, times + 1)."""
        order = self.circles.order[centre]
        grown = np.zeros((stop - begin, self.times + 1))
        np.cumsum(self.expected[order[begin:stop]], axis=0, out=grown[:, 1:])
        if begin:
            grown[:, 1:] += self.expected[order[:begin]].sum(axis=0)
        return np.cumsum(grown, axis=1)

    def _thresholds(self, floor: float) -> list[tuple[list[Ints], list[Ints]]]:
        """For each part and length: how many cases a group needs (high), or may have at most (low), to hold a window above the floor."""
        if floor not in self._floors:
            below, above = most_expected(self.total, floor), least_expected(self.total, floor)
            below[:FEWEST_HIGH] = 0.0
            below *= 1 + SLACK
            above *= 1 - SLACK
            kept = []
            for part in self._parts:
                needed = (
                    [np.searchsorted(below, e, side="right").astype(self._type) for e in part.fewest]
                    if self.high
                    else []
                )
                allowed = (
                    [(np.searchsorted(above, e, side="left") - 1).astype(self._type) for e in part.most]
                    if self.low
                    else []
                )
                kept.append((needed, allowed))
            if len(self._floors) > 4:
                self._floors.clear()
            self._floors[floor] = kept
        return self._floors[floor]

    # cases ------------------------------------------------------------------------------------------------------------

    def _placed(self, part: _Part, counts: Ints, area: Ints | None, time: Ints | None) -> Ints:
        """Cases of the largest circle of each group before each interval: (times + 1, groups, centres)."""
        width, groups = self.circles.order.shape[1], self.groups
        filled = np.zeros((self.times + 1, groups, part.centres), self._type)
        if area is not None and time is not None and len(area) <= width * self.times:
            place = part.group_of.take(area, axis=1)
            place += (time * ((groups + 1) * part.centres)).astype(np.int32)
            flat = np.bincount(place.ravel(), minlength=self.times * (groups + 1) * part.centres)
            filled[1:] = flat.reshape(self.times, groups + 1, part.centres)[:, :groups]
        else:
            for i in range(part.centres):
                last = self._last[part.first + i]
                last = last[last >= 0]
                if len(last):
                    begin = np.concatenate([[0], last[:-1] + 1])
                    rows = counts[self.circles.order[part.first + i, : last[-1] + 1]]
                    filled[1:, : len(last), i] = np.add.reduceat(rows, begin, axis=0).T
        for group in range(1, groups):
            filled[:, group] += filled[:, group - 1]
        for interval in range(1, self.times):
            filled[interval + 1] += filled[interval]
        return filled

    def best(
        self, counts: Ints, floor: float, *, each: bool, area: Ints | None = None, time: Ints | None = None
    ) -> list[BestWindow]:
        """The best window above `floor`: of all centres together, or of `each` centre.

        Args:
            counts: cases of areas and intervals.
            floor: windows whose log likelihood ratio is not above it are not asked for.
            each: one answer for each centre that has one, instead of one answer.
            area: the areas of single cases, if they are at hand: faster where cases are few.
            time: their intervals.
        """
        answers: dict[int, BestWindow] = {}
        leader = floor
        for part, (needed, allowed) in zip(self._parts, self._thresholds(floor), strict=True):
            filled = self._placed(part, counts, area, time)
            doubts = self._doubts(part, filled, needed, allowed)
            if not len(doubts[0]):
                continue
            where, length, side, bound, sure = doubts
            if not each:
                leader = max(leader, float(sure.max()) - SLACK)
            hopeful = np.flatnonzero(bound > (floor if each else leader))
            for j in hopeful[np.argsort(-bound[hopeful], kind="stable")]:
                centre = part.first + int(where[j]) % part.centres
                standing = answers[centre].llr if each and centre in answers else leader
                if bound[j] <= standing:
                    if each:
                        continue
                    break
                row = self._looked(part, filled, counts, int(where[j]), int(length[j]), bool(side[j]))
                if row and row.llr > standing:
                    if each:
                        answers[centre] = row
                    else:
                        answers = {0: row}
                        leader = row.llr
        return list(answers.values())

    def _doubts(
        self, part: _Part, filled: Ints, needed: list[Ints], allowed: list[Ints]
    ) -> tuple[Ints, Ints, NDArray[np.bool_], Floats, Floats]:
        """Groups and lengths that may hold a window above the floor: where, length, side, upper bound, what is certain."""
        size = part.centres * self.groups
        flat = filled.reshape(self.times + 1, size)
        rows: list[tuple[Ints, int, bool, Floats, Floats]] = []
        if self.high:
            for first, last in self._bundles():
                # a span lies within one of the bundle's longest: where that has too few cases, none of the bundle has enough
                hopeful = np.flatnonzero(self._extreme(flat, last, np.maximum) >= needed[first - 1])
                if not len(hopeful):
                    continue
                some = flat if len(hopeful) * 4 > size else flat[:, hopeful]
                for length in range(first, last + 1):
                    full = self._extreme(some, length, np.maximum)
                    full = full[hopeful] if some is flat else full
                    enough = full >= needed[length - 1][hopeful]
                    hit, c = hopeful[enough], full[enough]
                    if len(hit):
                        e, much = part.fewest[length - 1][hit], part.most[length - 1][hit]
                        sure = np.where((c > much) & (c >= FEWEST_HIGH), log_ratio(c, much, self.total), 0.0)
                        bound = np.where(e <= 0, np.inf, log_ratio(c, np.minimum(e, c), self.total))
                        rows.append((hit, length, True, bound, sure))
        if self.low:
            for length in self.lengths:
                within = np.zeros((self.groups, part.centres), self._type)
                thin = self._extreme(flat, length, np.minimum)
                within[1:] = thin.reshape(self.groups, part.centres)[:-1]  # the circle before holds no more
                hit = np.flatnonzero(within.ravel() <= allowed[length - 1])
                if len(hit):
                    c, e = within.ravel()[hit], part.most[length - 1][hit]
                    bound = np.where(e >= self.total, np.inf, log_ratio(c, np.maximum(e, c), self.total))
                    rows.append((hit, length, False, bound, np.zeros(len(hit))))
        if not rows:
            nothing = np.empty(0)
            return nothing.astype(int), nothing.astype(int), nothing.astype(bool), nothing, nothing
        return (
            np.concatenate([row[0] for row in rows]),
            np.concatenate([np.full(len(row[0]), row[1]) for row in rows]),
            np.concatenate([np.full(len(row[0]), row[2]) for row in rows]),
            np.concatenate([row[3] for row in rows]),
            np.concatenate([row[4] for row in rows]),
        )

    def _bundles(self) -> Iterator[tuple[int, int]]:
        """Lengths of time in bundles whose longest is not much longer than the shortest."""
        first = 1
        while first <= self.longest:
            last = min(self.longest, max(first, int(first * _BUNDLE)))
            yield first, last
            first = last + 1

    def _extreme(self, flat: Ints, length: int, better: np.ufunc) -> Ints:
        """The most (or least) cases in any span of one length, for each column."""
        starts = self.starts(length)
        best: Ints = flat[starts[0] + length] - flat[starts[0]]
        spare = np.empty_like(best)
        for s in starts[1:]:
            np.subtract(flat[s + length], flat[s], out=spare)
            better(best, spare, out=best)
        return best

    def _looked(
        self, part: _Part, filled: Ints, counts: Ints, where: int, length: int, high: bool
    ) -> BestWindow | None:
        """The best window of one group and length, each looked at."""
        group, i = divmod(where, part.centres)
        centre = part.first + i
        last = int(self._last[centre, group])
        begin = int(self._last[centre, group - 1]) + 1 if group else 0
        starts = np.asarray(self.starts(length))
        grown = np.zeros((last + 1 - begin, self.times + 1), np.int64)
        np.cumsum(counts[self.circles.order[centre, begin : last + 1]], axis=0, out=grown[:, 1:])
        np.cumsum(grown, axis=1, out=grown)
        if group:
            grown += filled[:, group - 1, i]
        end = self.circles.ends[centre, begin : last + 1]
        observed = (grown[:, starts + length] - grown[:, starts])[end]
        if self._even:
            share = self._before[starts + length] - self._before[starts]
            expected = self._held[centre, begin : last + 1][end][:, None] * share
        else:
            before = self._grown(centre, last + 1, begin)
            expected = (before[:, starts + length] - before[:, starts])[end]
        ratio = log_ratio(observed, expected, self.total)
        right = (observed > expected) & (observed >= FEWEST_HIGH) if high else observed < expected
        ratio = np.where(right, ratio, 0.0)
        best = int(ratio.argmax())
        circle, span = divmod(best, len(starts))
        if ratio.flat[best] <= SLACK:
            return None
        return BestWindow(
            float(ratio.flat[best]),
            centre,
            begin + int(np.flatnonzero(end)[circle]),
            int(starts[span]),
            length,
            high,
        )
