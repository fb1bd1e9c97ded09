"""Spaces of the community: what kinds there are, and who reads, writes, moderates, invites and opens each. The one place for these rules.

Read: `members` are all vetted members, `region` those whose country the space names, `seated` those who have a seat in it.
Write: `members` whoever may read it, `seated` whoever has a seat, `moderators` those who moderate it.
Invite: who may give somebody a seat. Open: who may open such a space (`secretary`: the secretariat; `member`: any member, who then
moderates it). A case room has a last day, after which it is archived (read by its seats, written by nobody) or destroyed, as was agreed
when it was opened. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ifar.community import marks

Readers = Literal["members", "region", "seated"]
Writers = Literal["members", "seated", "moderators"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What goes in a kind of space.

    Attributes:
        read, write: see the module.
        invite: `moderators`, or `seated` where everybody in it may bring somebody.
        opens: `secretary` or `member`.
        ends: whether it has a last day and what becomes of it then.
        tlp: the mark with which an object begins there.
        keeps_days: after how many days without a word a topic is deleted, where the space says nothing else; 0: never.
    """

    read: Readers
    write: Writers
    invite: Literal["moderators", "seated"]
    opens: Literal["secretary", "member"]
    ends: bool
    tlp: int
    keeps_days: int

    @property
    def closed(self) -> bool:
        """Whether only those with a seat know that it is there."""
        return self.read == "seated"


KINDS: Final[Mapping[str, Rules]] = {
    "global": Rules("members", "members", "moderators", "secretary", False, marks.GREEN, 0),
    "regional": Rules("region", "members", "moderators", "secretary", False, marks.GREEN, 0),
    "thematic": Rules("members", "members", "moderators", "secretary", False, marks.GREEN, 0),
    "working_group": Rules("seated", "seated", "moderators", "secretary", False, marks.GREEN, 1825),
    "case_room": Rules("seated", "seated", "moderators", "member", True, marks.GREEN, 365),
    "announcements": Rules("members", "moderators", "moderators", "secretary", False, marks.GREEN, 0),
}
ROLES: Final = ("reader", "writer", "moderator")
"""What a seat is for: read only, read and write, moderate."""
SEAT_STATES: Final = ("seated", "frozen", "left")
ENDINGS: Final = ("archive", "destroy")
LONGEST_ROOM: Final = dt.timedelta(days=730)
STATES: Final = ("open", "archived", "destroyed")


LONGEST_KEPT: Final = 3650
SHORTEST_KEPT: Final = 30


def keeps_wrong(days: int) -> bool:
    """Whether no space keeps a topic for so many days after its last word; 0 is for ever."""
    return days != 0 and not SHORTEST_KEPT <= days <= LONGEST_KEPT


def open_to_all() -> tuple[str, ...]:
    """Kinds of space that every member reads."""
    return tuple(kind for kind, rules in KINDS.items() if rules.read == "members")


def open_to_region() -> tuple[str, ...]:
    """Kinds of space that members of the countries named read."""
    return tuple(kind for kind, rules in KINDS.items() if rules.read == "region")


def may_write(kind: str, state: str, role: str, frozen: bool) -> bool:
    """Whether somebody who reads a space may write there; `role` is the role of their seat, empty where they have none."""
    rules = KINDS[kind]
    if state != "open" or frozen:
        return False
    if rules.write == "members":
        return role != "reader"
    return role in (("moderator",) if rules.write == "moderators" else ("writer", "moderator"))


def may_moderate(role: str, frozen: bool = False) -> bool:
    """Whether a seat moderates: whoever is kept from writing does not."""
    return role == "moderator" and not frozen


def may_invite(kind: str, state: str, role: str, frozen: bool = False) -> bool:
    """Whether somebody with such a seat may give another member one."""
    wanted = ("moderator",) if KINDS[kind].invite == "moderators" else ("writer", "moderator")
    return state == "open" and role in wanted and not frozen


def reads_unseated(kind: str, country: str, countries: Collection[str]) -> bool:
    """Whether a member of a country reads a space without a seat in it; `countries` are those that a region names."""
    read = KINDS[kind].read
    return read == "members" or (read == "region" and country in countries)


def is_frozen(state: str, until: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a seat is kept from writing now; it ends by the clock, whatever the state still says."""
    return state == "frozen" and until is not None and until > now


def last_day_wrong(ends_on: dt.date, today: dt.date) -> bool:
    """Whether a room that is opened today cannot end on a day."""
    return not today < ends_on <= today + LONGEST_ROOM
