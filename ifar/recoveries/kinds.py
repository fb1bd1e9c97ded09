"""What cases and items are, and the closed lists that the program itself decides by. Pure; other lists are reference data.

Protocol art. 6 (what is seized), 11 (what is found), ITI para. 9 (what is handed in); UNODC's IAFQ counts each of them. Pure.
"""

from __future__ import annotations

from typing import Any, Final

CASE_KINDS: Final = ("seized", "found", "surrendered", "shooting")
"""How it came; a shooting is a case without a gun, of which cartridge cases and bullets are left."""

RECOVERIES: Final = frozenset({"seized", "found", "surrendered"})
"""Kinds of case whose items are taken in: each is also the kind of the event in a firearm's life."""

ITEM_KINDS: Final = ("firearm", "part", "ammunition", "cartridge_case", "bullet", "unrecovered")
"""`unrecovered` is the firearm that somebody fired and nobody has found: it collects what it left behind."""

REGISTRABLE: Final = frozenset({"firearm", "part"})
"""Kinds that have, or get, a record of their own in the register."""

FIRED: Final = frozenset({"cartridge_case", "bullet"})
"""Kinds that a laboratory compares: which firearm left them."""

SEVERAL: Final = frozenset({"ammunition", "cartridge_case", "bullet", "part"})
"""Kinds of which one line may stand for several pieces."""

PLACE_PRECISIONS: Final = ("exact", "street", "town", "district", "area", "unknown")
CELL: Final = 100_000
"""The side of a cell of the map, in millionths of a degree: about eleven kilometres, so that no cell tells of one house."""
_ROWS: Final = 180_000_000 // CELL + 1
"""Cells from pole to pole."""
WEST, SOUTH = 180_000_000, 90_000_000
"""What makes every longitude and latitude positive, in millionths of a degree."""
HITS: Final = ("entry", "later", "reported")
"""When a proposal of a link came up: at once, by what came into the register later, by a later report of theft or loss."""

VERDICTS: Final = ("confirmed", "rejected")
STAGES: Final = ("noted", "suspected", "arrested", "prosecuted", "convicted", "acquitted", "dropped")
"""How far proceedings against a person came; `noted` for those against whom there are none."""

SEXES: Final = ("male", "female", "unknown")
AGES: Final = ("under_15", "15_17", "18_24", "25_34", "35_59", "60_over", "unknown")
PRICE_KINDS: Final = ("asked", "paid")
MOST_ITEMS: Final = 2000
"""Items that are entered in one act."""

LIKELY: Final = 0.5
"""Probability from which a hit alerts others: rather it than not."""

WORTH: Final = 0.05
"""Probability from which a hit is proposed at all, as with saved searches."""

MOST_HITS: Final = 5
"""Proposals for one item that are kept when it is entered."""

LIVE: Final = frozenset({"lost", "stolen", "missing"})
"""States of the register in which somebody looks for the thing."""

ENDED: Final = frozenset({"destroyed", "deactivated", "exported", "disassembled", "replaced"})
"""States in which the thing should not be found: it comes back from the dead."""


def square(longitude: Any, latitude: Any) -> Any:
    """The one number of a cell of the map; of whole millionths of a degree, or of the columns that hold them.

    From the date line and the pole nothing is negative, so that a database's division of whole numbers rounds as this one does.
    """
    return _whole(longitude + WEST) * _ROWS + _whole(latitude + SOUTH)


def _whole(distance: Any) -> Any:
    return distance // CELL if isinstance(distance, int) else distance / CELL


def cell(square: int) -> tuple[int, int]:
    """The cell of a number: how many cells it lies to the east of Greenwich and to the north of the equator.

    >>> cell(square(36_821_900, -1_292_100)), cell(square(-1, -1))
    ((368, -13), (-1, -1))
    """
    x, y = divmod(square, _ROWS)
    return x - WEST // CELL, y - SOUTH // CELL
