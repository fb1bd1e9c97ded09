"""How many of each piece of a consignment came in, and when somebody first saw them: for figures, which count only what was seen. Pure.

A serial number that was looked for and not read did not come in; another one in its place did. Where fewer pieces were counted than are packed, as many
came in as were counted, in the order of the packing list; what is more than packed counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ifar.placement.roads.reconciling import Report, Whole, are_other_seals, read

_IN: Final = ("entry", "receipt")


def entered(whole: Whole, observations: Iterable[Report]) -> dict[str, list[tuple[Any, int]]]:
    """Each piece that came in: when, and how many; in parts where a later look found more.

    Args:
        observations: in the order of their time; those abroad are left out by whoever asks.
    """
    result: dict[str, list[tuple[Any, int]]] = {}
    for seen in observations:
        no_seal = seen.degree == "seal_intact" and (not seen.seals or are_other_seals(whole, seen))
        if seen.leg not in _IN or seen.degree == "declared" or no_seal:
            continue
        for piece, number in _seen_in(whole, seen).items():
            more = number - sum(many for _at, many in result.get(piece, ()))
            if more > 0:
                result.setdefault(piece, []).append((seen.at, more))
    return result


def _seen_in(whole: Whole, seen: Report) -> dict[str, int]:
    """How many of each piece one look saw."""
    compared = read(whole, seen)
    covered = {item.id: item.quantity for item in whole.covered(seen)}
    if seen.degree == "counted" and seen.counted is not None:
        left = seen.counted
        for piece, quantity in covered.items():
            covered[piece] = min(quantity, left)
            left -= covered[piece]
    replaced = set(compared.missing[: len(compared.unknown)])
    gone = set(compared.missing) - replaced
    result = {piece: number for piece, number in covered.items() if piece not in gone}
    return result | dict.fromkeys(compared.found, 1)
