"""What notices of the programme say to a person."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ifar.accounts.notices import Words
from ifar.programme.selectors.personal import note_of
from ifar.programme.services.notifications import ASSIGNED
from ifar.rights import Actor

YOURS: Final = {
    "project": lazy("You were made responsible for a project"),
    "result": lazy("You were made responsible for a result"),
    "indicator": lazy("You were made responsible for an indicator"),
    "activity": lazy("You were made responsible for an activity"),
    "risk": lazy("A risk is yours to watch"),
    "issue": lazy("An issue is yours to solve"),
    "decision": lazy("A decision of the committee is yours to carry out"),
    "recommendation": lazy("A recommendation of an evaluation is yours to carry out"),
    "evaluation": lazy("An evaluation is yours to carry out"),
}
"""What somebody is made responsible for -> how it is told."""
ANSWERS: Final = {
    ("journal", True): lazy("A movement of money that you proposed is approved and booked"),
    ("journal", False): lazy("A movement of money that you proposed is refused"),
    ("limit", True): lazy("The amount for two people that you proposed is approved"),
    ("limit", False): lazy("The amount for two people that you proposed is refused"),
}
"""(what was proposed, whether it was agreed to) -> how it is told."""


def describe(_actor: Actor, notice: Any) -> Words:
    """A notice in words."""
    params = notice.params
    if notice.kind == ASSIGNED:
        place = (
            reverse(f"programme:{params['page']}", args=(params["at"],))
            if params["at"]
            else reverse("programme:strategy")
        )
        return Words(YOURS[params["record_type"]], params["title"], place, "user-check")
    text = note_of(params["entry"]) or (
        _("It stands in the books now.") if params["record_type"] == "journal" else ""
    )
    return Words(
        ANSWERS[params["record_type"], params["agrees"]], text, reverse("programme:fund"), "building-bank"
    )
