"""The crates of what is sent and what is in them, as their records hold them; and what a receipt shows that differs, and whose it is to say what became of it.

A crate is `{"id", "number", "seals", "firearms", "received", "back", "missing", "lost"}`: what was packed, what of it was received or taken in again by its sender, what the receiver looked for in vain, what was
reported as missing. Pieces are compared with what was read as those of consignments are (`placement/roads/reconciling.py`). Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Literal

from ifar.placement.roads.reconciling import Box, Piece, Whole

Answers = Literal["carrier", "sender"]
_BROKEN: Final = frozenset({"seal"})
LESS: Final = frozenset({"missing", "short", "substituted"})
"""Findings by which something did not arrive."""
_LISTS: Final = ("firearms", "received", "back", "missing", "lost")
type Crate = Mapping[str, Any]


def packed(crates: Iterable[Crate]) -> list[str]:
    """Everything that was packed, in the order of its crates."""
    return [firearm for box in crates for firearm in box["firearms"]]


def on_the_road(crates: Iterable[Crate]) -> list[str]:
    """What was neither received, taken in again nor reported as missing."""
    return [text for box in crates for text in _open(box)]


def _open(box: Crate) -> list[str]:
    settled = {*box["received"], *box["back"], *box["lost"]}
    return [firearm for firearm in box["firearms"] if firearm not in settled]


def looked_for(crates: Iterable[Crate]) -> list[str]:
    """What the receiver looked for in vain and nobody has reported as missing yet."""
    return [item for box in crates for item in box["missing"]]


def counts(crates: Iterable[Crate]) -> dict[str, int]:
    """How many are packed, received, taken in again, looked for in vain, reported as missing, and on the road."""
    boxes = list(crates)
    result = {name: sum(len(box[name]) for box in boxes) for name in _LISTS}
    return {**result, "road": result["firearms"] - result["received"] - result["back"] - result["lost"]}


def whole(crates: Iterable[Crate], serials: Mapping[str, str]) -> Whole:
    """What is still on the road, as it is compared with what is read of it.

    Args:
        serials: firearm -> its serial number.
    """
    boxes = list(crates)
    return Whole(
        [Piece(text, box["number"], serials.get(text, ""), text, 1) for box in boxes for text in _open(box)],
        {box["number"]: Box(box["number"], tuple(box["seals"])) for box in boxes},
    )


def after_receipt(
    crates: Iterable[Crate], received: Collection[str], missing: Collection[str], into: str = "received"
) -> list[dict[str, Any]]:
    """The crates after a receipt; what is received is looked for no more.

    Args:
        into: `back` where the sender takes in again what was turned back.
    """
    rows = []
    for box in crates:
        came = [firearm for firearm in box["firearms"] if firearm in received and firearm not in box[into]]
        gone = [
            firearm
            for firearm in box["firearms"]
            if (firearm in missing or firearm in box["missing"])
            and firearm not in {*received, *box["received"], *box["back"], *box["lost"]}
        ]
        rows.append({**box, into: [*box[into], *came], "missing": gone})
    return rows


def after_report(crates: Iterable[Crate], lost: Collection[str]) -> list[dict[str, Any]]:
    """The crates after what is missing was reported."""
    return [
        {
            **box,
            "missing": [item for item in box["missing"] if item not in lost],
            "lost": [
                *box["lost"],
                *(firearm for firearm in box["firearms"] if firearm in lost and firearm not in box["lost"]),
            ],
        }
        for box in crates
    ]


def answers_for(code: str, *, intact: bool) -> Answers:
    """Who must say what became of a difference: the carrier for broken seals and for what is not there, unless the receiver read the seals and found them as
    they were packed; the sender for that, and for whatever was not packed.

    Args:
        code: of the finding.
        intact: whether the numbers of the seals were read, are those of the packing list, and none is said to be broken or missing.
    """
    if code in _BROKEN or (code in LESS and not intact):
        return "carrier"
    return "sender"
