"""What stands in an armoury when it is handed over, and how what somebody counted differs from it. Pure.

A standing says how many arms lie there, how many are out by how many issues, which of those nobody confirmed, and how many rounds of each lot lie there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

HOURS: Final = 4
"""Within which the arriving armourer confirms; a handover that waits longer is overdue."""
ARMS: Final = "arms"
"""Stands for the number of arms where a difference names what differs; otherwise it is a lot."""


def differing(stands: Mapping[str, Any], counted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was counted otherwise than it stands: the arms first, then lots by their identifiers."""
    should = {str(line["lot"]): int(line["quantity"]) for line in stands["rounds"]}
    were = {str(line["lot"]): int(line["quantity"]) for line in counted["rounds"]}
    pairs = [(ARMS, int(stands["in"]), int(counted["in"]))]
    pairs += [(lot, should.get(lot, 0), were.get(lot, 0)) for lot in sorted(should.keys() | were.keys())]
    return [{"of": of, "should": many, "was": was} for of, many, was in pairs if many != was]
