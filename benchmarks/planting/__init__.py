"""The other hand of oversight: a country's year with schemes hidden in it, made by somebody who knew what domain.md 9.5 says of schemes and not what the rules look for.

`country` are offices, people and days, `year` what they ordinarily do, `trading` what goes through the books, `innocent` what only looks like a scheme,
`schemes` what is one, with who did it and by which acts. No module of ifar imports it (the contract stands in pyproject.toml): a rule that knew it would prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.planting import innocent, schemes, trading, year
from benchmarks.planting.country import Country
from benchmarks.planting.schemes import Scheme
from ifar.oversight.facts import Fact, Standing

YEAR: Final = 100_000
"""How many facts a whole year has."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A year, what is hidden in it, and who in it only looks as if."""

    facts: list[Fact]
    standing: Standing
    schemes: list[Scheme]
    alike: dict[str, str]
    country: Country


def plant(seed: int, number: int = YEAR) -> Planted:
    """A year of so many facts. The same seed makes the same year."""
    country = Country(seed, number / YEAR)
    trading.traded(country)
    year.ordinary(country)
    innocent.lookalikes(country)
    hidden = schemes.hidden(country)
    trading.days_closed(country)
    year.filled(country, number)
    facts = sorted(country.facts, key=lambda fact: (fact.at, fact.id))
    return Planted(facts, country.standing(), hidden, country.alike, country)
