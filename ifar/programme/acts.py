"""The acts of the programme: on the plan, on the Fund, on people and alliances, on the work of projects. Pure.

What else an act asks for stands in the rules beside, in `programme_check` and in `programme_after`: who has the role for it, and what depends on the
day, on other apps or on more than one record of its own. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ifar.acts import Act, Acts
from ifar.programme import people_acts, plan_acts, work_acts
from ifar.programme.fund import acts as fund_acts

_NOBODY: Final = "nobody, because it stands on the pages of the strategy, which whoever works with it opens"
_RESPONSIBLE: Final = "whoever is newly named as responsible, as a notice"
_PROPOSER: Final = "whoever proposed it, as a notice"
_WAITS: Final = "whoever may decide, on the home page: it waits"
_HEARS: Final[Mapping[tuple[str, str], str]] = {
    **{(record_type, kind): _RESPONSIBLE for record_type, kinds in {
        "project": ("opened", "changed"), "result": ("stated", "changed"), "indicator": ("defined", "changed"), "activity": ("planned", "changed"),
        "risk": ("raised", "changed"), "issue": ("raised", "changed"), "decision": ("adopted",), "recommendation": ("answered",),
        "evaluation": ("commissioned", "changed"),
    }.items() for kind in kinds},
    **dict.fromkeys((("journal", "approved"), ("journal", "refused"), ("limit", "set"), ("limit", "refused")), _PROPOSER),
    **dict.fromkeys((("journal", "proposed"), ("limit", "proposed"), ("value", "reported"), ("value", "submitted"), ("value", "computed"), ("report", "submitted"), ("assessment", "stated"), ("assessment", "submitted"), ("diligence", "assessed"), ("diligence", "submitted"), ("recipient", "named"), ("feedback", "received"), ("sighting", "sent"), ("sighting", "given_back")), _WAITS),
}  # fmt: skip


def _with_subscribers(act: Act) -> Act:
    return replace(act, hears=_HEARS.get((act.record_type, act.kind), _NOBODY))


_PARTS: Final = (plan_acts, fund_acts, people_acts, work_acts)
ACTS: Final = Acts(
    "programme",
    records=[record for part in _PARTS for record in part.RECORDS],
    acts=[_with_subscribers(act) for part in _PARTS for act in part.ACTS],
    words="ifar.programme.labels",
    checks=True,
    follows=True,
    locks=True,
)
STATES: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(dict.fromkeys(state for act in ACTS.acts.values() if act.record_type == name for state in act.transitions.values()))
    for name in ACTS.records
}  # fmt: skip
"""Type of a record -> its states."""
