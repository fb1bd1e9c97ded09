"""Recording the serviceability of arms in dozens, by scan: all of them or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from ifar import identifiers
from ifar.acts.recorder import WrittenAct
from ifar.errors import IfarError, Reason
from ifar.placement import selectors as placement
from ifar.placement.inputs import MOST
from ifar.placement.roads.reading import lines_of, named
from ifar.placement.services.placing import Placing, place_many
from ifar.rights import Actor, require
from ifar.stocks.serviceability import selectors
from ifar.stocks.serviceability.acts import OLDEST
from ifar.stocks.services.writing import ISSUE, RECORDER, today

_TOLD: Final = 20
_SETS: Final = {
    "passed": ("inspected_on", "mark"),
    "found_repairable": ("inspected_on", "fault"),
    "condemned": ("inspected_on", "fault"),
    "repair_begun": ("workshop",),
}
"""What each act says; the others say nothing besides."""


def _worded(name: str, given: str) -> Reason:
    return RECORDER.refused(Reason(f"stocks.serviceability.{name}", params={"given": given[:80]})).reasons[0]


@transaction.atomic
def record(
    *,
    actor: Actor,
    kind: str,
    things: str | Sequence[str],
    inspected_on: dt.date | None = None,
    mark: str = "",
    fault: str = "",
    workshop: str = "",
) -> int:
    """Record what was found of arms of the unit's stock, or done with them; how many they are.

    Args:
        kind: one of `acts.KINDS`.
        things: what was typed or scanned: labels, serial numbers, identifiers, ranges.
        workshop: an open place of the unit into which they go for repair.

    Raises:
        Invalid: nothing or too much is given, an arm that is nothing of the unit's stock, a day, mark, fault or workshop that is missing.
        Forbidden: the actor repaired one of them.
        Refused: it cannot be done from where one of them stands.
    """
    require(actor, ISSUE)
    lines = lines_of(things)
    if not lines:
        raise RECORDER.invalid(Reason("stocks.nothing", field="things"))
    if len(lines) > MOST:
        raise RECORDER.invalid(Reason("stocks.serviceability.many", field="things", params={"most": MOST}))
    if inspected_on is not None and not 0 <= (today() - inspected_on).days <= OLDEST:
        raise RECORDER.invalid(Reason("stocks.serviceability.day", field="inspected_on"))
    if workshop and not placement.own_open(actor).filter(public_id=workshop).exists():
        raise RECORDER.invalid(Reason("stocks.serviceability.workshop", field="workshop"))
    given = {
        "inspected_on": inspected_on,
        "mark": " ".join(mark.split()),
        "fault": fault,
        "workshop": workshop,
    }
    sets = {"agency": actor.agency, **{name: given[name] for name in _SETS.get(kind, ())}}
    arms = _arms(actor, lines)
    written = _composed(actor, kind, arms, sets)
    RECORDER.write_many([(actor, entry) for entry in written])
    if kind == "repair_begun":
        place_many(actor=actor, placements=[Placing(arm, workshop) for arm in arms])
    return len(written)


def _arms(actor: Actor, lines: Sequence[str]) -> list[str]:
    """The arms of the unit's stock that lines name, each once.

    Raises:
        Invalid: a line names none, or several.
    """
    known = named(actor, lines, _worded)
    stock = selectors.stock_of(actor, [value for value in known.values() if isinstance(value, str)])
    wrong = [
        value if isinstance(value, Reason) else _worded("not_held", line)
        for line, value in known.items()
        if isinstance(value, Reason) or value not in stock
    ]
    if wrong:
        raise RECORDER.invalid(
            *(Reason(why.code, field="things", params=why.params) for why in wrong[:_TOLD])
        )
    return list(dict.fromkeys(value for value in known.values() if isinstance(value, str)))


def _composed(actor: Actor, kind: str, arms: Sequence[str], sets: dict[str, Any]) -> list[WrittenAct]:
    """An act on each arm.

    Raises:
        IfarError: that of the first arm that cannot have it, with the reasons of the others.
    """
    before = selectors.standing_of(arms)
    written: list[WrittenAct] = []
    wrong: list[Reason] = []
    for arm in arms:
        try:
            written.append(
                RECORDER.compose(actor, "serviceability", kind, before.get(arm, arm), changes=sets)
            )
        except IfarError as error:
            if len(arms) == 1 or any(reason.field for reason in error.reasons):
                raise
            params = {"given": identifiers.shown(arm), "why": str(error)}
            wrong.append(Reason("stocks.serviceability.stopped", article=error.article, params=params))
    if wrong:
        raise RECORDER.refused(*wrong[:_TOLD])
    return written
