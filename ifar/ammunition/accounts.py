"""Double entry of ammunition: which lines a movement makes, and what no movement brings below zero.

What lies somewhere is an account: *held* at a place of an office, on the *road* of a movement that nobody received yet. Where ammunition comes from and
where it ends are accounts too (made, imported, found, seized, opening; spent, lost, destroyed, demilitarised, difference), so that every movement adds up
to zero. Pieces and grams are whole numbers. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

HELD: Final = "held"
ROAD: Final = "road"
DIFFERENCE: Final = "difference"
INSIDE: Final = (HELD, ROAD)
"""Accounts of what is there: none of them goes below zero."""
FLOWS: Final[Mapping[str, tuple[str, str]]] = {
    "manufactured": ("made", HELD),
    "imported": ("imported", HELD),
    "found": ("found", HELD),
    "seized": ("seized", HELD),
    "opened": ("opening", HELD),
    "moved": (HELD, HELD),
    "repacked": (HELD, HELD),
    "sent": (HELD, ROAD),
    "received": (ROAD, HELD),
    "lost": (HELD, "lost"),
    "lost_by_two": (HELD, "lost"),
    "destroyed": (HELD, "destroyed"),
    "demilitarised": (HELD, "demilitarised"),
    "spent": (HELD, "spent"),
    "sold": (HELD, "sold"),
}
"""Movement -> the account from which it takes, and the one to which it gives."""
ACCOUNTS: Final = tuple(sorted({DIFFERENCE, *(text for flow in FLOWS.values() for text in flow)}))
COMES_IN: Final = ("manufactured", "imported", "found", "seized", "opened")
"""Movements by which an office takes ammunition in that was in no account; only of lots that it keeps."""
STOPPED: Final = ("manufactured", "imported", "moved", "repacked", "sent", "spent", "sold")
"""What cannot be done with a suspended lot. What is on the road is received, what lies there may be found, seized, counted in, reported lost, destroyed."""
KNOWN: Final = ("manufactured", "imported", "sent", "received", "sold")
"""What is done with lots of which somebody knows who made them, never with a mixed one."""
LOST_BY_TWO: Final = "lost_by_two"
TWO: Final = ("destroyed", "demilitarised", LOST_BY_TWO)
"""Movements of two people: whoever holds it proposes, another person decides. What is suspended or was seized two people lose; the undoing of an entry of it they decide too."""
ANSWERED_FOR: Final = (*COMES_IN, "sold")
"""Movements whose undoing the authority over the office hears of: what came in is there no more, or a holder is said to have bought nothing."""
LOSING: Final = ("lost", LOST_BY_TWO)
"""Losses."""
ATTESTED: Final = ("spent", "destroyed", "demilitarised")
"""Movements for which a second person stands, so that no program records them."""
UNDONE: Final = "undone"
UNDONE_BY_TWO: Final = "undone_by_two"
RECEIPT_UNDONE: Final = "receipt_undone"
UNDOES: Final = (UNDONE, UNDONE_BY_TWO, RECEIPT_UNDONE)
"""Counter-entries: acts on the movement that was wrong, with the same lots and quantities. What two decided, two undo; a receipt the office undoes that counted it."""
ELSEWHERE: Final = ("received", "sold", LOST_BY_TWO)
"""Movements that have a page of their own, or follow from what is said on that of another."""
MOST: Final = 200
"""Lines of one movement."""
LARGEST: Final = 1_000_000_000
"""The largest quantity of one line."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A line: so much more (or less) of a lot in an account. `holder` is a place, the movement on whose road it is, or empty outside; `source` the lot
    from which it came, where that is another."""

    account: str
    agency: str
    holder: str
    lot: str
    amount: int
    source: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Which balance it changes."""
        return self.account, self.holder, self.lot


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement as its act says it; `office` records it, `sent` is what is on its road, by lot, where it is received."""

    kind: str
    public_id: str
    office: str
    place: str
    to_place: str
    lines: Sequence[Mapping[str, Any]]
    sent: Mapping[str, int]
    sender: str = ""


def postings(of: Movement) -> list[Posting]:
    """The lines of a movement, in their order; `ammunition_lines` of the database makes the same."""
    if of.kind == "received":
        return [posting for line in of.lines for posting in _received(of, line["lot"], line["quantity"])]
    taken, given = FLOWS[of.kind]
    made = []
    for line in of.lines:
        into = line.get("into") or line["lot"]
        made.append(
            Posting(taken, of.office, of.place if taken == HELD else "", line["lot"], -line["quantity"])
        )
        holder = (of.to_place if of.kind == "moved" else of.place) if given == HELD else ""
        made.append(
            Posting(
                given,
                of.office,
                of.public_id if given == ROAD else holder,
                into,
                line["quantity"],
                line["lot"] if into != line["lot"] else "",
            )
        )
    return made


def counter(made: Iterable[Posting]) -> list[Posting]:
    """The lines that undo others, in their order."""
    return [replace(posting, amount=-posting.amount) for posting in made]


def undone_n(kind: str, n: int) -> int:
    """The number of the act that a counter-entry undoes: a receipt is the last one, everything else the first."""
    return n - 1 if kind == RECEIPT_UNDONE else 1


def _received(of: Movement, lot: str, counted: int) -> Iterable[Posting]:
    """What was sent leaves the road, what was counted lies there, and what differs stands in an account of its own."""
    sent = of.sent.get(lot, 0)
    row = (
        Posting(ROAD, of.sender, of.public_id, lot, -sent),
        Posting(HELD, of.office, of.to_place, lot, counted),
        Posting(DIFFERENCE, of.office, "", lot, sent - counted),
    )
    return (posting for posting in row if posting.amount)


class Balances:
    """What lies in each account, movement after movement."""

    def __init__(self) -> None:
        self.of: dict[tuple[str, str, str], int] = defaultdict(int)
        self.agency: dict[tuple[str, str, str], str] = {}

    def post(self, made: Iterable[Posting]) -> list[str]:
        """Post lines; the lots of which a movement takes more than is there."""
        below = set()
        # All of a movement together: within it a lot may go out of a place and come back.
        lines = [item for item in made if item.account in INSIDE]
        for posting in lines:
            self.of[posting.key] += posting.amount
            self.agency[posting.key] = posting.agency
        for posting in lines:
            if self.of[posting.key] < 0:
                below.add(posting.lot)
        return sorted(below)


class Origins:
    """From which other lots the rounds of a lot came, movement after movement: what was repacked goes on under another number."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def post(self, made: Iterable[Posting]) -> None:
        """Post lines."""
        for posting in made:
            if posting.source:
                self.of[posting.lot][posting.source] += posting.amount

    def sources(self, lots: Iterable[str]) -> set[str]:
        """Some lots and all those from which rounds came into them; `ammunition_sources` of the database says the same."""
        known, left = set[str](), list(lots)
        while left:
            lot = left.pop()
            if lot not in known:
                known.add(lot)
                left += [source for source, amount in self.of.get(lot, {}).items() if amount > 0]
        return known


def unlike(lines: object, kind: str) -> bool:
    """Whether what an act says is no list of lines: each of another lot, with a whole number above zero (what was counted on arrival may be none)."""
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST:
        return True
    least_names = {"lot", "quantity", "into"} if kind == "repacked" else {"lot", "quantity"}
    names = least_names | ({"into"} if kind == "moved" else set())
    least = 0 if kind == "received" else 1
    for line in lines:
        if (
            not isinstance(line, dict)
            or not least_names <= set(line) <= names
            or line["lot"] == line.get("into")
        ):
            return True
        if type(line["quantity"]) is not int or not least <= line["quantity"] <= LARGEST:
            return True
    return len({(item["lot"], item.get("into")) for item in lines}) < len(lines)


def lots_of(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """The lots that lines name, each once, in the order of their identifiers."""
    return sorted({str(line[name]) for line in lines for name in ("lot", "into") if line.get(name)})
