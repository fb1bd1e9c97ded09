"""What an act of a button of the programme did, in words: for the line that the page shows afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as lazy

_WAITS: Final = lazy("It is submitted. Another person approves it.")
_APPROVED: Final = lazy("It is approved.")
_BACK: Final = lazy("It is given back, with the reason.")
_AGAIN: Final = lazy("It is open again.")

DONE: Final[Mapping[str, Mapping[str, Any]]] = {
    "value": {"submit": _WAITS, "approve": _APPROVED, "give_back": _BACK, "reopen": _AGAIN},
    "assessment": {"submit": _WAITS, "approve": _APPROVED, "give_back": _BACK, "reopen": _AGAIN},
    "report": {
        "renew": lazy("The report is composed anew from the records. Your texts stay."),
        "submit": _WAITS,
        "drop": lazy("The draft is withdrawn."),
        "approve": _APPROVED,
        "give_back": _BACK,
        "write": lazy("The texts of the report are written."),
    },
    "diligence": {
        "submit": lazy("The assessment is submitted. Another person decides."),
        "release": lazy("The support is released."),
        "hold": lazy("The support is held back."),
        "withdraw": lazy("The assessment is withdrawn."),
        "mark": lazy("The project is marked: human-rights due diligence comes first."),
        "unmark": lazy("The mark is taken off the project."),
    },
    "recipient": {
        "confirm": lazy("It is confirmed who receives the support."),
        "end": lazy("The recipient is taken off."),
    },
    "movement": {
        "approve": lazy("The movement is approved and booked."),
        "refuse": lazy("The movement is refused; nothing is booked."),
    },
    "limit": {
        "approve": lazy("The amount is approved, and counts from now on."),
        "refuse": lazy("The amount is refused. The former one stands."),
    },
    "evaluation": {
        "begin": lazy("The evaluation is under way."),
        "deliver": lazy("The evaluation is delivered."),
        "closed": lazy("The evaluation is closed."),
        "cancelled": lazy("The evaluation is cancelled."),
        "finding": lazy("The finding is withdrawn."),
        "recommendation": lazy("The recommendation is withdrawn."),
        "progress": lazy("It is noted how far the recommendation has come."),
        "done": lazy("It is noted that the recommendation is carried out."),
    },
    "partner": {
        "follow": lazy("The follow-up of the commitment is noted."),
        "keep": lazy("It is noted that the commitment was kept."),
        "withdraw": lazy("The commitment is withdrawn."),
        "no_contact": lazy("The focal point is removed."),
        "end": lazy("The work together is ended."),
    },
    "work": {
        "begun": lazy("The activity has begun."),
        "finished": lazy("The activity is done."),
        "cancelled": lazy("The activity is cancelled."),
        "ended": lazy("The partner’s part is ended."),
        "removed": lazy("The place is removed."),
        "closed": lazy("The risk is closed."),
        "resolved": lazy("The issue is resolved."),
        "withdrawn": lazy("It is withdrawn."),
    },
    "feedback": {
        "look": lazy("It is noted that somebody looks into it."),
        "answer": lazy("The answer is noted."),
        "close": lazy("The feedback is closed."),
    },
    "initiative": {
        "started": lazy("The initiative is running."),
        "ended": lazy("The initiative is ended."),
        "cancelled": lazy("The initiative is cancelled."),
        "effect": lazy("The initiative’s effect is noted."),
        "withdraw": lazy("The figure is withdrawn."),
    },
    "sighting": {
        "take": lazy("Your office has the report in hand."),
        "back": lazy("The report is back in the queue."),
        "close": lazy("The report is closed without a tip."),
    },
    "extract": {
        "close": lazy("The finance system is closed: no more extracts of it are taken."),
        "settle": lazy("The difference is settled."),
    },
}
"""Type of record -> what its form asked for -> what was done."""


def said(record_type: str, asked: str) -> str:
    """What was done."""
    return str(DONE[record_type].get(asked, lazy("Done.")))
