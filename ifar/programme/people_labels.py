"""The words of people and alliances: initiatives, figures by sex and age, feedback, stakeholders, commitments, what is reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SEXES: Final[Mapping[str, Any]] = {
    "female": _("Women and girls"),
    "male": _("Men and boys"),
    "other": _("Another sex or gender"),
    "not_said": _("Not said"),
}
AGES: Final[Mapping[str, Any]] = {
    "under_15": _("Under 15 years"),
    "15_24": _("15 to 24 years"),
    "25_59": _("25 to 59 years"),
    "60_up": _("60 years and over"),
    "not_said": _("Not said"),
}
PARTS: Final[Mapping[str, Mapping[str, Any]]] = {"sex": SEXES, "age": AGES}
DIVISIONS: Final[Mapping[str, Any]] = {
    "sex": _("By sex"),
    "age": _("By age"),
    "region": _("By region"),
    "type": _("By type"),
}
INITIATIVES: Final[Mapping[str, Any]] = {
    "planned": pgettext_lazy("an initiative", "Planned"),
    "running": _("Under way"),
    "ended": pgettext_lazy("an initiative", "Ended"),
    "cancelled": pgettext_lazy("an initiative", "Cancelled"),
}
GEM: Final[Mapping[int, Any]] = {
    0: _("not expected to contribute to gender equality"),
    1: _("contributes to gender equality in a limited way"),
    2: _("gender equality is a significant objective"),
    3: _("gender equality is the principal objective"),
}
DAC: Final[Mapping[int, Any]] = {
    0: _("gender equality is not targeted"),
    1: _("gender equality is a significant objective"),
    2: _("gender equality is the principal objective"),
}
FEEDBACK: Final[Mapping[str, Any]] = {
    "received": pgettext_lazy("feedback", "Received"),
    "looked_into": _("Being looked into"),
    "answered": pgettext_lazy("feedback", "Answered"),
    "closed": pgettext_lazy("feedback", "Closed"),
}
CHANNELS: Final[Mapping[str, Any]] = {
    "in_person": _("In person"),
    "phone": _("By telephone"),
    "letter": _("By letter"),
    "box": _("In a box for comments"),
    "online": _("Online"),
    "meeting": _("At a community meeting"),
    "partner": _("Through a partner"),
}
CLOSINGS: Final[Mapping[str, Any]] = {
    "settled": _("It was answered, and nothing is left to do"),
    "passed_on": _("Another authority has it now"),
    "taken_back": _("Whoever said it took it back"),
    "no_way_to_answer": _("Nobody can be answered: it came without a name or an address"),
    "not_about_us": _("It is about something else"),
}
FEEDBACK_ACTS: Final[Mapping[str, Any]] = {
    "received": pgettext_lazy("feedback", "Received"),
    "looked_into": _("Somebody looks into it"),
    "answered": pgettext_lazy("feedback", "Answered"),
    "closed": pgettext_lazy("feedback", "Closed"),
}
STAKEHOLDERS: Final[Mapping[str, Any]] = {
    "civil_society": _("Civil society"),
    "academia": _("Academia"),
    "carrier": _("Carrier"),
    "marketplace": _("Marketplace"),
    "maker": _("Maker of firearms"),
    "media": _("Media"),
    "state_body": _("State body"),
    "other": _("Other"),
}
STAKEHOLDER_STATES: Final[Mapping[str, Any]] = {
    "listed": _("Works with us"),
    "ended": pgettext_lazy("a stakeholder", "Ended"),
}
STANDINGS: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("a commitment", "Open"),
    "late": _("Late"),
    "kept": pgettext_lazy("a commitment", "Kept"),
    "kept_late": _("Kept, late"),
    "withdrawn": pgettext_lazy("a commitment", "Withdrawn"),
}
STANDING_TONES: Final[Mapping[str, str]] = {
    "open": "info",
    "late": "warn",
    "kept": "good",
    "kept_late": "good",
    "withdrawn": "quiet",
}
COMMITMENT_ACTS: Final[Mapping[str, Any]] = {
    "made": _("Made"),
    "followed_up": _("Followed up"),
    "kept": pgettext_lazy("a commitment", "Kept"),
    "withdrawn": pgettext_lazy("a commitment", "Withdrawn"),
}
WHATS: Final[Mapping[str, Any]] = {
    "parcel": _("A parcel or consignment"),
    "listing": _("A listing or an offer"),
}
GOODS: Final[Mapping[str, Any]] = {
    "firearm": _("A firearm"),
    "parts": _("Parts of a firearm"),
    "ammunition": _("Ammunition"),
    "conversion": _("An arm or kit that can be converted"),
    "other": _("Something else"),
    "not_known": _("Not known"),
}
SIGHTINGS: Final[Mapping[str, Any]] = {
    "sent": _("Waits to be taken on"),
    "taken": pgettext_lazy("a sighting", "Taken on"),
    "passed": pgettext_lazy("a sighting", "A tip was made of it"),
    "closed": pgettext_lazy("a sighting", "Closed without a tip"),
}
SIGHTING_ACTS: Final[Mapping[str, Any]] = {
    "sent": pgettext_lazy("a sighting", "Received"),
    "taken": pgettext_lazy("a sighting", "Taken on"),
    "given_back": pgettext_lazy("a sighting", "Given back"),
    "passed": pgettext_lazy("a sighting", "A tip was made of it"),
    "closed": pgettext_lazy("a sighting", "Closed without a tip"),
}
SHOWN: Final[Mapping[str, Any]] = {
    "received": pgettext_lazy("a sighting", "Received"),
    "looked_into": _("Being looked into"),
    "ended": pgettext_lazy("a sighting", "Resolved"),
}
"""What a reporter is told of a report's state."""
REASONS: Final[Mapping[str, Any]] = {
    "lawful": _("The trade was lawful"),
    "nothing_found": _("Nothing came of it"),
    "twice": _("It was reported already"),
    "too_little": _("It says too little"),
    "passed_on": _("Another office has it now"),
}
DESKS: Final[Mapping[str, Any]] = {"customs": _("Customs"), "police": _("Police")}
MESSAGES: Final[Mapping[str, Any]] = {
    "programme.people.unknown": _("This is no sex or age group of the list."),
    "programme.people.double": _("A part stands there twice."),
    "programme.people.negative": _("A part is below zero."),
    "programme.people.empty": _("Say how many took part."),
    "programme.people.most": _("So many people cannot have come on one day."),
    "programme.people.day": _("This day has not come yet, or lies before the initiative."),
    "programme.people.not_begun": _("Figures are noted once the initiative has begun."),
    "programme.feedback.words": _("Say in words what was said."),
    "programme.feedback.answer": _("Say what was answered."),
    "programme.feedback.own": _("It is about you: another person looks into it, answers it and closes it."),
    "programme.feedback.unanswered": _("Nobody answered it yet: answer it first, or give another reason."),
    "programme.stakeholder.name": _("Say who the focal point is."),
    "programme.stakeholder.office": _("There is no such office of a partner."),
    "programme.stakeholder.once": _("Another stakeholder has this office."),
    "programme.commitment.day": _("It cannot have been kept on that day."),
    "programme.sighting.office": _("Your office is not entered as one of the strategy’s partners; ask its secretariat."),
    "programme.sighting.day": _("Give a day of the last year that has come."),
    "programme.sighting.told": _("Say what was seen, in at least ten characters."),
    "programme.sighting.people": _(
        "Leave out addresses and telephone numbers of people. The authority asks for them by its own powers where it needs them."
    ),
    "programme.sighting.marks": _("At most twenty marks, each of at most sixty characters."),
    "programme.sighting.countries": _("Write countries as two-letter codes."),
    "programme.sighting.other": _("Another office has it in hand."),
    "programme.sighting.own": _("It comes from your own office; another takes it on."),
}  # fmt: skip
