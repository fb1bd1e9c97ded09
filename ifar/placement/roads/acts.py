"""What is done with a crate: packed and sealed, taken off again, what of it was received, taken in again or reported as missing. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Filled, Record, stays, to
from ifar.acts.guards import Guard

CRATE: Final = 1_000
"""How many firearms go into one crate: one entry of the log says all of it."""
LONGEST: Final = 90
"""In so many days whatever is sent is to arrive, counted from the day on which it is ordered or offered: the house's own limit, as no instrument names one."""
_PLAIN: Final = "nobody, because the page of {of} shows it"


def crate_record(name: str, letter: str, parent: str) -> Record:
    """The type of record that a crate is in an app."""
    return Record(name, letter, parent=parent, stamps={"packed_by": "actor"})


def crate_acts(name: str, *, number: str, article: str, of: str, own: Guard | None = None) -> tuple[Act, ...]:
    """What was packed under which seals is never changed once it is on the road, only what became of it.

    Args:
        own: who takes a crate off again, where its own columns say it.
        number: the code of the refusal of a crate without a number.
        of: of what it is a crate, as a sentence says it.
    """
    hears = _PLAIN.format(of=of)
    numbered = Filled(code=number, column="number", field="number")
    kinds = {
        "packed": (to("packed", ""), ("number", "seals", "firearms"), (numbered,)),
        "unpacked": (to("unpacked", "packed"), (), (own,) if own else ()),
        "received": (stays("packed"), ("received", "missing"), ()),
        "taken_back": (stays("packed"), ("back", "missing"), ()),
        "reported": (stays("packed"), ("missing", "lost"), ()),
    }
    return tuple(
        Act(name, kind, transitions, columns, guards=guards, article=article, hears=hears)
        for kind, (transitions, columns, guards) in kinds.items()
    )
