"""What fees may be owed for: anything with an identifier, of which an app says who pays, for what, and since when.

Apps whose records cost something answer here; the table of fees says how much. What the database asks of the same records stands in `cashier_charged`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Owed:
    """What may be owed for a thing, before the table of fees is asked.

    Attributes:
        about, payer, compartment, agency: the thing, who pays, and the public identifier of the office that keeps it.
        act: a code of the list `fee_act`.
        kind, holder: the kind of licence or authorisation, and of who pays.
        on: by the rules of which day; None: of today.
        once: whether it is paid once; else as often as it is asked for.
        since: the place in the log before which no payment counts for it; 0: every payment does.
        is_open: whether it can still be paid.
    """

    about: str
    payer: str
    compartment: str
    agency: str
    act: str
    kind: str
    holder: str
    on: dt.date | None = None
    once: bool = True
    since: int = 0
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Thing:
    """Records that may cost something.

    Attributes:
        owed: what may be owed for one of them that an actor sees; raises NotFound where there is none for this actor.
        waiting: what may be owed at an actor's desk for those that wait for it, the newest first.
        page: the route of the page of one.
        kinds: what their kinds are called, by code, in the reader's language.
    """

    owed: Callable[[Actor, str], Sequence[Owed]]
    waiting: Callable[[Actor], Sequence[Owed]]
    page: str
    kinds: Callable[[], Any]


_things: Final[dict[str, Thing]] = {}


def provide(letter: str, thing: Thing) -> None:
    """Have fees charged for records whose identifiers begin with a letter (`G`, `T` …); in `extensions.py`."""
    _things[letter] = thing


def thing_of(about: str) -> Thing | None:
    """The records of which one identifier is, where fees are charged for them."""
    return _things.get(about[:1])


def things() -> list[Thing]:
    """All records that may cost something."""
    return list(_things.values())
