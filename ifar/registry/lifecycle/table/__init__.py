"""The one table of the life cycle: every kind of event, in the order in which a life meets them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.registry.lifecycle.rule import Rule
from ifar.registry.lifecycle.table import altering, holding, making, taking

CHAPTERS: Final[Mapping[str, tuple[Rule, ...]]] = {
    "production": making.PRODUCTION,
    "borders": making.BORDERS,
    "trade": holding.TRADE,
    "possession": holding.POSSESSION,
    "state_stocks": holding.STATE_STOCKS,
    "losses": taking.LOSSES,
    "takings": taking.TAKINGS,
    "custody": taking.CUSTODY,
    "disposal": taking.DISPOSAL,
    "work": altering.WORK,
    "parts": altering.PARTS,
    "records": altering.RECORDS,
}

RULES: Final[Mapping[str, Rule]] = {rule.kind: rule for rules in CHAPTERS.values() for rule in rules}

DUAL_CONTROL: Final[Mapping[str, int]] = {
    f"registry.{rule.kind}": rule.people for rule in RULES.values() if rule.people > 1
}
"""Act -> how many people it takes, for every event that always takes more than one (beside `ifar.rights.DUAL_CONTROL`)."""
