"""What holders of licences keep, as higher apps know it: the register of firearms stands above licensing and answers here.

These answers are for rules and not for people: they say whether and how many, never what, and no actor's view limits them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Keeping = Callable[[Collection[str]], frozenset[str]]
"""Public identifiers of parties and agencies -> those of them that keep a firearm now, or own one that is lent, in repair or abroad for a time."""
Using = Callable[[Sequence[str]], Mapping[str, tuple[int, int]]]
"""Licences -> how many firearms are held under each now, and how many were ever acquired."""

Categorising = Callable[[str], str]
"""A firearm -> its legal category; empty where none is on record."""


@dataclass(frozen=True, slots=True)
class Left:
    """An event of a firearm that somebody owned or kept: which one, its number and kind, when it was recorded, its page."""

    firearm: str
    n: int
    kind: str
    words: Any
    title: str
    recorded_at: dt.datetime


Leaving = Callable[[Collection[str]], Sequence[Left]]
"""Public identifiers of one party -> the latest events of firearms that were theirs, the latest first."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A firearm as a list shows it: its make and model, and the mark by which people call it."""

    title: str
    mark: str


Following = Callable[[Collection[tuple[str, int]]], Mapping[tuple[str, int], str]]
"""Firearms, each with the number of an event -> the kind of the event after it; nothing where there was none."""
Showing = Callable[[Any, Collection[str]], Mapping[str, Thing]]
"""An actor and firearms -> those that the actor may see, in words."""
Answering = Callable[[Collection[str]], frozenset[str]]
"""Parties -> those that answer from an account of their own."""

_following: list[Following] = []
_showing: list[Showing] = []
_answering: list[Answering] = []


def provide_offered(following: Following, showing: Showing) -> None:
    """Have the register say what became of offered firearms, and what they are."""
    _following[:] = [following]
    _showing[:] = [showing]


def provide_accounts(answering: Answering) -> None:
    """Have those who keep holders' accounts say who has one."""
    _answering[:] = [answering]


def followed_by(offered: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    """Firearm and number of an event -> the kind of the event after it, for offers that name both. One query."""
    return _following[0](offered) if _following and offered else {}


def things(actor: Any, firearms: Collection[str]) -> Mapping[str, Thing]:
    """These firearms in words, as far as the actor may see them."""
    return _showing[0](actor, firearms) if _showing and firearms else {}


def with_account(parties: Collection[str]) -> frozenset[str]:
    """Those of these parties that have an account of their own, and therefore answer for themselves."""
    return frozenset().union(*(item(parties) for item in _answering)) if parties else frozenset()


_leaving: list[Leaving] = []
_keeping: list[Keeping] = []
_using: list[Using] = []
_categorising: list[Categorising] = []


def provide(keeping: Keeping, using: Using, categorising: Categorising, leaving: Leaving) -> None:
    """Have the register answer; called in `extensions.py`."""
    _keeping[:] = [keeping]
    _using[:] = [using]
    _categorising[:] = [categorising]
    _leaving[:] = [leaving]


def left_by(public_ids: Collection[str]) -> Sequence[Left]:
    """What happened to the firearms of a party under any of its records, the latest first."""
    return _leaving[0](public_ids) if _leaving else ()


def keepers(public_ids: Collection[str]) -> frozenset[str]:
    """Those of these parties that keep a firearm now, or own one that comes back to them."""
    return frozenset().union(*(item(public_ids) for item in _keeping))


def uses(licences: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """How many firearms are held under each licence now, and how many were ever acquired under it."""
    return dict(_using[0](licences)) if _using else {}


def category(firearm: str) -> str:
    """The legal category of a firearm; empty where none is on record."""
    return _categorising[0](firearm) if _categorising else ""
