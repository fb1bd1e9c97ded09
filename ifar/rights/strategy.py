"""Roles of those who work under the strategy, keep its Fund, judge it, give to it or report to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.rights.duties import CARRYING, OF_THE_STRATEGY, PARTNER, PEOPLE, STRATEGY
from ifar.rights.role import Role

OF_STRATEGY: Final[Mapping[str, Role]] = {
    # Who works under the strategy: plans projects, reports what was reached. Another person approves.
    "programme_officer": Role(
        STRATEGY
        | PEOPLE
        | {
            "programme:fund:read",
            "programme:project:write",
            "programme:value:report",
            "programme:protocol:write",
            "programme:diligence:write",
            "programme:report:write",
            "programme:evaluation:answer",
            "programme:others:take",
        },
        OF_THE_STRATEGY,
    ),
    "programme_manager": Role(
        STRATEGY
        | PEOPLE
        | {
            "programme:fund:read",
            "programme:fund:approve",
            "programme:framework:write",
            "programme:project:write",
            "programme:value:report",
            "programme:value:approve",
            "programme:committee:keep",
            "programme:protocol:write",
            "programme:protocol:approve",
            "programme:diligence:write",
            "programme:report:write",
            "programme:report:approve",
            "programme:evaluation:commission",
            "programme:evaluation:answer",
            "programme:others:take",
        },
        OF_THE_STRATEGY,
    ),
    # Releases or holds support to security forces and answers the human-rights check of responses to hotspots, and plans none of it.
    "rights_adviser": Role(
        STRATEGY | {"programme:diligence:decide", "hotspots:response:check"},
        OF_THE_STRATEGY,
        excludes=frozenset({"programme_officer", "programme_manager", "fund_officer", "evaluator"}),
    ),
    # Evaluates projects in which they had no part (UNEG norms: independence).
    "evaluator": Role(
        STRATEGY | {"programme:evaluation:carry_out"},
        OF_THE_STRATEGY,
        excludes=frozenset({"programme_officer", "programme_manager", "fund_officer", "rights_adviser"}),
    ),
    # Keeps the books of the Fund, and neither plans nor approves what its money goes to.
    "fund_officer": Role(
        STRATEGY | {"programme:fund:read", "programme:fund:post", "programme:fund:approve"},
        OF_THE_STRATEGY,
        excludes=frozenset({"programme_officer", "programme_manager"}),
    ),
    # A committee member's eye: sees the strategy and what its committee reads, no donor's statement, and changes nothing.
    "strategy_reader": Role(STRATEGY, OF_THE_STRATEGY),
    # Somebody at a donor: sees the strategy, and of the Fund what became of what their own office gave.
    "donor": Role(
        frozenset({"programme:strategy:read", "programme:fund:own", "reference:list:read"}),
        frozenset({"donor"}),
    ),
    # A carrier of firearms between traders: what it has in hand, and what it is asked.
    "carrier": Role(CARRYING | {"reference:list:read"}, frozenset({"partner"})),
    # A carrier, a marketplace or another private partner: reports suspicious parcels and listings.
    "partner": Role(PARTNER | {"reference:list:read"}, frozenset({"partner"})),
}
