"""Articles of the Firearms Protocol by which the community sorts its library, its gaps and its assistance, and which of them lie near each other. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

ARTICLES: Final = ("5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15")
"""Articles 5 (criminalization) to 15 (brokers): what States do under the Protocol."""
NEAR: Final[Mapping[str, frozenset[str]]] = {
    "5": frozenset({"15"}),
    "6": frozenset({"9", "11"}),
    "7": frozenset({"8", "12"}),
    "8": frozenset({"7", "12"}),
    "9": frozenset({"6"}),
    "10": frozenset({"11", "15"}),
    "11": frozenset({"6", "10"}),
    "12": frozenset({"7", "8", "13"}),
    "13": frozenset({"12", "14"}),
    "14": frozenset({"13"}),
    "15": frozenset({"5", "10"}),
}
"""Article -> articles whose experts are often the same people: records, marking and tracing; seizure and deactivation; licensing and brokers."""


def known(codes: Collection[str]) -> bool:
    """Whether all of some codes are articles."""
    return set(codes) <= set(ARTICLES)


def in_order(codes: Collection[str]) -> list[str]:
    """Some articles in the Protocol's order."""
    return [one for one in ARTICLES if one in codes]
