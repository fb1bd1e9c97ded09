"""How unlikely a tally is among peers, and which of many to believe (gamma and Poisson; Marshall 1991; Benjamini & Hochberg 1995). Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from ifar.hotspots.statistics.discovery import adjusted
from ifar.oversight.rule import Given, Rule, Tally

CAP: Final = 6.0
"""No signal weighs more: whoever wants to hide a person's other signals behind one cannot, and no rule shouts down all others."""
LONE: Final = 0.05
"""A rule of which one hit is a question asks it where it is less likely than that."""
FAR: Final = 4.0
"""How many standard deviations above the rest somebody stands who is no measure of what is usual."""
_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Signal:
    """A tally that is worth a question.

    Attributes:
        expected: how many hits peers would have of the same exposure.
        ratio: how many times the rate of the peers theirs is, drawn towards one the less is known of them.
        p: how likely somebody of the peer group has so many hits or more.
        q: the share of false discoveries among all that are at least as unlikely.
    """

    rule: str
    tally: Tally
    expected: float
    ratio: float
    p: float
    q: float

    @property
    def weight(self) -> float:
        """What it counts for in a person's row: minus the logarithm of `p`, never more than `CAP`."""
        return min(CAP, -math.log10(max(self.p, 1e-300)))


def tail(hits: int, mean: float, shape: float) -> float:
    """The probability of so many hits or more, of a mean, with rates that differ as a gamma distribution of that shape does (negative binomial)."""
    if hits <= 0 or mean <= 0:
        return 1.0 if hits <= 0 else 0.0
    share = mean / (mean + shape)
    log = (
        math.lgamma(hits + shape)
        - math.lgamma(shape)
        - math.lgamma(hits + 1)
        + shape * math.log1p(-share)
        + hits * math.log(share)
    )
    term = total = math.exp(log)
    for n in range(hits, hits + _MOST):
        term *= share * (n + shape) / (n + 1)
        total += term
        if term < total * 1e-12:
            break
    return min(1.0, total)


@dataclass(frozen=True, slots=True)
class Peers:
    """The others of a peer group: their hits and exposure, and how much they differ among themselves."""

    mean: float
    shape: float


def peers_of(tallies: Iterable[Tally], given: Given) -> dict[int, Peers]:
    """For each tally (by its place) its peers: without itself, and without the few who stand far out, who are no measure of what is usual.

    The rate of a group is drawn towards that of all groups, and that towards `usual`, each time as if `weight` further acts had been seen.
    """
    rows = list(tallies)
    hits = np.array([row.hits for row in rows], float)
    seen = np.array([row.exposure for row in rows], float)
    groups: dict[str, list[int]] = {}
    for at, tally in enumerate(rows):
        groups.setdefault(tally.peer, []).append(at)
    inside = np.ones(len(rows), bool)
    for members in groups.values():
        inside[_far_out(np.array(members), hits, seen)] = False
    weight = given["weight"]
    total_hits, total_seen = hits[inside].sum(), seen[inside].sum()
    results = {}
    for members in groups.values():
        kept = np.array([at for at in members if inside[at]], int)
        group_hits, group_seen = hits[kept].sum(), seen[kept].sum()
        elsewhere = total_hits - group_hits + given["usual"] * weight
        drawn = elsewhere / (total_seen - group_seen + weight) * weight
        for at in members:
            h, e = group_hits - hits[at] * inside[at], group_seen - seen[at] * inside[at]
            mean = float((h + drawn) / (e + weight))
            others = kept[kept != at]
            known = float(h + max(drawn, given["usual"] * weight))
            results[at] = Peers(mean, _shape(hits[others], mean * seen[others], known))
    return results


def _far_out(members: np.ndarray, hits: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Those of a group whose hits stand far above the rate of the rest: at most one in twenty, and of a small group two."""
    most = min(len(members) - 1, max(2, len(members) // 20))
    out: list[int] = []
    rest = members
    while len(out) < most and seen[rest].sum() > 0:
        mean = hits[rest].sum() / seen[rest].sum() * seen[rest]
        z = (hits[rest] - mean) / np.sqrt(mean + 0.25)
        if z.max() <= FAR:
            break
        out.append(int(rest[z.argmax()]))
        rest = rest[rest != out[-1]]
    return np.array(out, int)


def _shape(hits: np.ndarray, mean: np.ndarray, known: float) -> float:
    """The shape of the gamma distribution by which peers differ (moments of their hits about what is expected of them), never more than the rate is `known`."""
    between = float(((hits - mean) ** 2 - mean).sum())
    if len(hits) < 2 or between <= 0:
        return max(known, 1e-3)
    return max(min(known, float((mean**2).sum()) / between), 1e-3)


def weighed(
    tallies: Mapping[str, Iterable[Tally]],
    rules: Mapping[str, Rule],
    given: Mapping[str, Given],
    share: float = 0.1,
) -> list[Signal]:
    """The signals of a run, the least likely first.

    Args:
        tallies: by rule, all of them: also those without a hit are questions that were asked.
        given: parameters by rule.
        share: of false discoveries that is borne.
    """
    asked: list[tuple[str, Tally, Peers, float]] = []
    for code, found in tallies.items():
        rows = list(found)
        around = peers_of(rows, given[code])
        for at, tally in enumerate(rows):
            if tally.exposure > 0:
                peers = around[at]
                asked.append((code, tally, peers, tail(tally.hits, peers.mean * tally.exposure, peers.shape)))
    if not asked:
        return []
    corrected = adjusted(np.array([p for *_rest, p in asked]))
    results = []
    for (code, tally, peers, p), q in zip(asked, corrected, strict=True):
        lone = rules[code].alone and p < LONE
        if tally.hits >= given[code].get("least", 1) and (q <= share or lone):
            ratio = (peers.shape + tally.hits) / (peers.shape / peers.mean + tally.exposure) / peers.mean
            results.append(Signal(code, tally, peers.mean * tally.exposure, ratio, p, float(q)))
    return sorted(results, key=lambda signal: (signal.p, signal.rule, signal.tally.who))
