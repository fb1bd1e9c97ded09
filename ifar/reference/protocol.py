"""The Firearms Protocol (A/RES/55/255) by article and paragraph: what a State's law has to provide, and which articles lie near each other. Pure.

The community sorts its library, its gaps and its assistance by `ARTICLES`; a State assesses itself by `PROVISIONS`, whose keys are the
Protocol's own numbers, so that any questionnaire that asks by article and paragraph can be filled from the answers. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

SYMBOL: Final = "A/RES/55/255"
ARTICLES: Final = ("5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15")
"""Articles 5 (criminalization) to 15 (brokers): what States do under the Protocol."""
ASSESSED: Final = ("3", *ARTICLES)
"""What a State assesses: the same, after article 3, by whose terms all others are read."""
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


@dataclass(frozen=True, slots=True)
class Provision:
    """One thing that the Protocol asks of a State's law: `key` is article, paragraph and letter; not `binding` where a State need only consider it."""

    key: str
    binding: bool = True

    @property
    def article(self) -> str:
        """The article in which it stands."""
        return self.key.partition(".")[0]

    @property
    def cited(self) -> str:
        """As a lawyer writes it: `8(1)(b)`."""
        article, *rest = self.key.split(".")
        return article + "".join(f"({text})" for text in rest)


PROVISIONS: Final = (
    *map(Provision, ("3.a", "3.b", "3.c", "3.d", "3.e", "3.f")),
    *map(Provision, ("5.1.a", "5.1.b", "5.1.c", "5.2.a", "5.2.b")),
    *map(Provision, ("6.1", "6.2")),
    *map(Provision, ("7", "7.a", "7.b")),
    *map(Provision, ("8.1.a", "8.1.b", "8.1.c", "8.2")),
    *map(Provision, ("9.a", "9.b", "9.c")),
    *map(Provision, ("10.1", "10.2", "10.3", "10.4", "10.5")),
    Provision("10.6", binding=False),
    *map(Provision, ("11.a", "11.b")),
    *map(Provision, ("12.1", "12.2", "12.3", "12.4", "12.5")),
    *map(Provision, ("13.1", "13.2", "13.3")),
    Provision("14"),
    *(Provision(key, binding=False) for key in ("15.1.a", "15.1.b", "15.1.c", "15.2")),
)
"""In the Protocol's order. Article 10(6) says "may", article 15 "shall consider" and "are encouraged": a State that does not is within it."""


def provisions_of(article: str) -> tuple[Provision, ...]:
    """What one article asks."""
    return tuple(provision for provision in PROVISIONS if provision.article == article)


def known(codes: Collection[str]) -> bool:
    """Whether all of some codes are articles."""
    return set(codes) <= set(ARTICLES)


def in_order(codes: Collection[str]) -> list[str]:
    """Some articles in the Protocol's order."""
    return [article for article in ARTICLES if article in codes]
