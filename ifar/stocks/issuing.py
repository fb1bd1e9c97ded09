"""What an issue comes to: what went out, what came back, what is out still.

An issue names its arms, so many accessories of each kind and so many rounds of each lot. Rounds are settled when they came back or were spent. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

KINDS: Final = ("shift", "long", "personal", "exercise", "loan")
"""For a shift, for longer, for as long as the officer serves there, for an exercise, to another unit."""
ACCESSORIES: Final = ("magazine", "optic")
"""What goes with an arm and is counted."""
SIGNED: Final = ("pin", "account", "paper", "passkey", "glass", "unit")
"""How the receiving side confirmed: by a PIN on the armourer's device, which is no signature; under their own account; on a paper that they signed; without a line also by
their own passkey, which the register proves when it arrives, or by a signature on the device's glass, which is a picture; for a loan under an account of the unit that borrows."""
SPENT_ON: Final = ("exercise", "operation")
"""On what rounds are spent that were issued for an exercise or operation."""
MOST: Final = 200
"""Arms of one issue."""
ROUNDS: Final = 100_000
"""Rounds of one lot in one issue."""

LONGEST: Final = {"shift": 3, "exercise": 90, "long": 366, "personal": 366, "loan": 366}
"""Days after which at the latest what is issued so is due back; a personal issue is shown and issued anew each year, which is its muster."""
MANY: Final = 9999
"""Accessories of one kind in one issue."""
VOUCHED: Final = (("enrolled", "corrected"), ("enrolled", "checked"), ("pinned",), ("reinstated",))
"""Acts on the roster whose latest entry makes an officer who they are, and lets them carry: whoever wrote one of those stands on no side of an issue to them."""

type Line = Mapping[str, Any]


def quantities(lines: Iterable[Line]) -> dict[str, int]:
    """Lot -> rounds."""
    return {str(line["lot"]): int(line["quantity"]) for line in lines}


def vouching(acts: Iterable[tuple[str, str]]) -> set[str]:
    """Who answers for what the roster says of an officer now, of the kind and actor of each act on them in order."""
    latest = {kinds: actor for kind, actor in acts for kinds in VOUCHED if kind in kinds}
    return set(latest.values())


def lines_of(rounds: Mapping[str, int]) -> list[dict[str, Any]]:
    """The same as an act says it: without what is none, by lot."""
    return [{"lot": lot, "quantity": rounds[lot]} for lot in sorted(rounds) if rounds[lot]]


def left_of(rounds: Sequence[Line], settled: Sequence[Line]) -> dict[str, int]:
    """Rounds that are out still, by lot."""
    done = quantities(settled)
    return {
        lot: many - done.get(lot, 0) for lot, many in quantities(rounds).items() if many > done.get(lot, 0)
    }


def lacking(out: Mapping[str, int], back: Mapping[str, int]) -> dict[str, int]:
    """Accessories that are out still, by kind."""
    return {key: many - back.get(key, 0) for key, many in out.items() if many > back.get(key, 0)}


def is_complete(
    arms: Sequence[str],
    back: Sequence[str],
    accessories: Mapping[str, int],
    accessories_back: Mapping[str, int],
    rounds: Sequence[Line],
    settled: Sequence[Line],
) -> bool:
    """Whether nothing of an issue is out any more."""
    return (
        set(arms) == set(back) and not lacking(accessories, accessories_back) and not left_of(rounds, settled)
    )


def beyond(issue: Mapping[str, Any], at: dt.datetime) -> Iterator[str]:
    """What no issue may say, whatever the register knows: too much, nothing, or that it is due back later than its kind is for."""
    arms, due = issue["arms"], issue["due_at"]
    if due is None or dt.datetime.fromisoformat(due) > at + dt.timedelta(
        days=LONGEST[issue["kind"]], minutes=1
    ):
        yield "due back too late"
    if len(arms) > MOST or len({*arms}) < len(arms) or not (arms or issue["rounds"]):
        yield "nothing that can be issued"
    if any(key not in ACCESSORIES or not 1 <= many <= MANY for key, many in issue["accessories"].items()):
        yield "accessories that nobody has"
