"""When personal values of a party may be erased, and who may object.

A register keeps what the law makes it keep: nobody is erased who still owns or keeps a firearm, or whose retention runs
(Protocol art. 7; ITI para. 12; EU 2021/555 art. 4(5)). Higher apps register their objections here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from typing import Final

from ifar.errors import Reason
from ifar.rights import Actor

GROUNDS: Final = ("retention_ended", "court_order", "entered_by_mistake")
"""Lawful grounds; a court's order goes before every objection but that of current possession."""

Holding = Callable[[str], list[tuple[str, str]]]
_holdings: list[Holding] = []


def provide_values(holding: Holding) -> None:
    """Have `holding(public identifier)` say which personal values of a party a higher app keeps: pairs of entry and field.

    An erasure takes them along, so that nothing about the party outlives it elsewhere.
    """
    if holding not in _holdings:
        _holdings.append(holding)


def values_elsewhere(public_id: str) -> list[tuple[str, str]]:
    """Entry and field of every personal value of a party that higher apps keep."""
    return [row for holding in _holdings for row in holding(public_id)]


Objection = Callable[[Actor, str, str], Reason | None]
_objections: list[Objection] = []


def provide_objection(objection: Objection) -> None:
    """Have `objection(actor, public identifier of the party, ground)` asked before every erasure.

    It objects whatever the actor sees, but tells the fact behind it only to an actor who may see that fact.
    """
    if objection not in _objections:
        _objections.append(objection)


Values = Callable[[str], list[tuple[str, str]]]
"""Public identifier of a party -> entry and field of every personal value that an app above keeps of it."""
Follower = Callable[[uuid.UUID, Collection[str]], None]
_values: list[tuple[frozenset[str], Values]] = []
_followers: list[Follower] = []


def provide_fields(fields: Collection[str], values: Values) -> None:
    """Have an erasure take along what an app above keeps of a party, under names of its own (`photo`)."""
    if (frozenset(fields), values) not in _values:
        _values.append((frozenset(fields), values))


def further_fields() -> frozenset[str]:
    """The names under which apps above keep personal values of parties."""
    return frozenset().union(*(fields for fields, _ in _values))


def further_values(public_id: str) -> list[tuple[str, str]]:
    """Entry and field of every personal value of a party that apps above keep."""
    return [row for _, values in _values for row in values(public_id)]


def provide_follower(follower: Follower) -> None:
    """Have `follower(entry of the erasure, entries whose values go)` called in its transaction, before they are gone."""
    if follower not in _followers:
        _followers.append(follower)


def follow(erasure: uuid.UUID, entries: Collection[str]) -> None:
    """Let the apps above take away what hangs on values that are being erased."""
    for follower in _followers:
        follower(erasure, entries)


def objections(actor: Actor, public_id: str, ground: str) -> list[Reason]:
    """Every objection against erasing personal values of this party on this ground, in words for `actor`."""
    return [
        reason for objection in _objections if (reason := objection(actor, public_id, ground)) is not None
    ]
