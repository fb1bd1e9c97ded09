"""The life cycle of firearms and essential parts: one table of events, states, conditions and resulting four facts.

Pure: no Django, no database, no clock. `states` names the legal combinations of the four facts, `table` holds the rules,
`conditions` the named conditions with their articles, `changes` what an event does to the facts, `decision` decides, and
`publication` writes the table out for people. Pure.
"""

from ifar.registry.lifecycle.acts import Deadline, KnownFacts, Outcome, Proposed, Refusal, Thing
from ifar.registry.lifecycle.conditions import CONDITIONS, Condition
from ifar.registry.lifecycle.decision import decide, possible
from ifar.registry.lifecycle.rule import HOLDER, Rule
from ifar.registry.lifecycle.states import (
    ENDS,
    PART_KINDS,
    Custody,
    Facts,
    Legal,
    Ownership,
    Physical,
    State,
    combinations,
    is_legal,
    meaning,
    state_of,
    typical,
)
from ifar.registry.lifecycle.table import CHAPTERS, DUAL_CONTROL, RULES

__all__ = [
    "CHAPTERS",
    "CONDITIONS",
    "DUAL_CONTROL",
    "ENDS",
    "HOLDER",
    "PART_KINDS",
    "RULES",
    "Condition",
    "Custody",
    "Deadline",
    "Facts",
    "KnownFacts",
    "Legal",
    "Outcome",
    "Ownership",
    "Physical",
    "Proposed",
    "Refusal",
    "Rule",
    "State",
    "Thing",
    "combinations",
    "decide",
    "is_legal",
    "meaning",
    "possible",
    "state_of",
    "typical",
]
