"""Facts made by hand: honest people's acts as a background, and whatever a case puts before it."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any, Final

from ifar.oversight.facts import Fact, Facts, Office, Party, Person, Standing

START: Final = dt.datetime(2026, 1, 5, 10, 0, tzinfo=dt.UTC)
"""A Monday."""
END: Final = dt.date(2026, 12, 31)
CLERKS: Final = [f"U{n:012}" for n in range(1, 13)]
TRADERS: Final = [f"A{n:012}" for n in range(101, 113)]
HOLDERS: Final = [f"P{n:012}" for n in range(1, 41)]
WHO: Final = "U999999999999"
TRADER: Final = "A999999999999"
HOLDER: Final = "P999999999999"
OFFICES: Final = ["A000000000001", "A000000000002"]
PLACE: Final = "W000000000001"

_ids = itertools.count(1)


def fact(act: str, day: float = 0, actor: str = WHO, office: str = OFFICES[0], /, **said: Any) -> Fact:
    """An act recorded so many days after the start; numbers and codes by their names, `happened` days before it was recorded."""
    plain: dict[str, Any] = {
        name: said.pop(name) for name in ("party", "other", "place", "thing", "people") if name in said
    }
    at = START + dt.timedelta(days=day)
    if "behind" in said:
        plain["on"] = (at - dt.timedelta(days=said.pop("behind"))).date()
    numbers = {name: value for name, value in said.items() if not isinstance(value, str)}
    codes = {name: value for name, value in said.items() if isinstance(value, str)}
    number = next(_ids)
    plain.setdefault("thing", f"F{number:012}")
    return Fact(f"{number:08}", act, at, actor, office, numbers=numbers, codes=codes, **plain)


def standing(**more: Any) -> Standing:
    """Two offices of one kind, twelve traders, people with surnames of their own."""
    offices = {office: Office("licensing_authority") for office in OFFICES}
    offices |= {trader: Office("dealer") for trader in [*TRADERS, TRADER]}
    people = {who: Person(OFFICES[0], f"name{who}", f"street {who}") for who in [*CLERKS, WHO]}
    parties = {who: Party("person", f"family{who}", f"road {who}", who) for who in [*HOLDERS, HOLDER]}
    parties |= more.pop("parties", {})
    return Standing(offices=offices, people=people, parties=parties, **more)


def facts(*given: Fact, **more: Any) -> Facts:
    """Facts with what stands beside them, as they are looked at on the last day of the year."""
    return Facts(given, standing(**more), END)


def each(act: str, times: int = 20, **said: Any) -> list[Fact]:
    """What every honest clerk did so many times, by day."""
    return [
        fact(act, 30 + 7 * n, clerk, OFFICES[at % 2], **said)
        for at, clerk in enumerate(CLERKS)
        for n in range(times)
    ]
