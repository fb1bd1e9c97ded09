"""Acts that take several people: how many, who may be the other one, and whether they may be done first in an emergency.

The table of `rights` is the start; higher apps add the kinds of their own tables in their `AppConfig.ready`. `ifar migrate`
copies the whole into the database, which checks every ledger entry against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ifar import rights

NEVER_FIRST: Final[frozenset[str]] = frozenset({"registry.import"})
"""Acts of areas that know emergencies for which there is none: a register is not imported in a hurry."""
FIRST_IN: Final[frozenset[str]] = frozenset({"registry"})
"""Areas whose acts may be done first in an emergency. Rights, keys and erasures never are: they cannot be undone in time."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one act takes."""

    people: int
    deciders: frozenset[str]
    emergency: bool


_more: dict[str, Rule] = {}


def area_of(act: str) -> str:
    """The area that an act belongs to: what stands before the first dot."""
    return act.partition(".")[0]


def _rule(act: str, people: int, emergency: bool | None) -> Rule:
    area = area_of(act)
    first = area in FIRST_IN and act not in NEVER_FIRST if emergency is None else emergency
    return Rule(people, rights.DECIDES[area], first)


def register(people: Mapping[str, int], *, emergency: bool | None = None) -> None:
    """Add acts of another table: act -> how many people. `emergency` overrules what the area allows."""
    for act, number in people.items():
        if number > 1:
            _more[act] = _rule(act, number, emergency)


def rules() -> Mapping[str, Rule]:
    """Every act that takes several people."""
    return {act: _rule(act, people, None) for act, people in rights.EYES.items()} | _more


def rule_of(act: str) -> Rule | None:
    """What `act` takes, or None where one person is enough."""
    return rules().get(act)
