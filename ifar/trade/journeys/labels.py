"""The words of travellers' journeys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WAYS: Final[Mapping[str, Any]] = {"out": _("Leaves the country"), "in": _("Visits the country")}
STATES: Final[Mapping[str, Any]] = {
    "announced": pgettext_lazy("a journey", "Announced"),
    "under_way": pgettext_lazy("a journey", "Under way"),
    "completed": pgettext_lazy("a journey", "Everything is back"),
    "withdrawn": pgettext_lazy("a journey", "Called off"),
}
TONES: Final[Mapping[str, str]] = {"announced": "info", "under_way": "warn", "completed": "good"}
DONE: Final[Mapping[str, Any]] = {
    "announced": pgettext_lazy("a journey", "Announced"),
    "crossed": _("Crossed the border"),
    "extended": pgettext_lazy("a journey", "Extended"),
    "returned": _("Some are back"),
    "completed": _("Everything is back"),
    "withdrawn": pgettext_lazy("a journey", "Called off"),
    "observed": _("Something else was found"),
    "diverted": _("Seizure or theft reported"),
}
CAUSES: Final[Mapping[str, Any]] = {
    "trade.journey_observed": _("Something that was not announced was found on a traveller."),
    "trade.journey_let_pass": _("A firearm like one that is searched for was let pass as another one."),
    "trade.journey_back": _("A firearm came back over the border whose record says something else."),
}
READS: Final[Mapping[str, Any]] = {"trade.journey.read": _("A journey with firearms was read")}
PROPOSED: Final[Mapping[str, Any]] = {"trade.journey_extended": _("Extend a journey with firearms")}
REFUSALS: Final[Mapping[str, Any]] = {
    "trade.journey.until": _("Enter until which day the firearms may stay."),
    "trade.journey.sooner": _("The firearms may stay until then already. Choose a later day."),
    "trade.journey.beyond": _("The authorisation of this journey ends before that day. Extend it first."),
    "trade.journey.way": _("Choose whether the firearms leave the country or visit it."),
    "trade.journey.country": _("Choose the other State from the list."),
    "trade.journey.home": _("Choose another State than our own."),
    "trade.journey.days": _("It cannot be back before it crosses the border."),
    "trade.journey.passed": _("Choose a day that has not passed."),
    "trade.journey.holder": _("There is no such traveller that you may see. Register the person first."),
    "trade.journey.not_theirs": _("This firearm is not on record as the traveller’s. Scan the right one."),
    "trade.journey.twice": _("This firearm stands in another line. Name each once."),
    "trade.journey.arms": _("It names firearms that are not of this journey. Open it again."),
    "trade.journey.none": _("No firearm is ticked. Tick each firearm that you see."),
    "trade.journey.late": _("It is announced too late for this day. The earliest day is %(day)s."),
    "trade.journey.early": _(
        "It was announced too late to cross the border today. Its page says from which day it may."
    ),
    "trade.journey.over": _("The day by which it should be back has passed. Announce another journey."),
    "trade.journey.authorisation": _(
        "An authorisation of this State is wanted that is in force for this purpose and covers these firearms. Apply for it at the licensing office."
    ),
    "trade.journey.paper": _("%(paper)s was not shown. Announce the journey with it."),
    "trade.journey.owner": _(
        "A firearm is on record as somebody else’s. Do not let it pass; ask the licensing office."
    ),
    "trade.journey.licence": _(
        "The licence of a firearm is not in force. Do not let it pass; ask the licensing office."
    ),
    "trade.journey.wanted": _(
        "The register searches for a firearm like this. Do not let it pass; seize it, or compare both."
    ),
    "trade.journey.stands": _(
        "A firearm cannot leave as its record stands: %(state)s. Do not let it pass; ask the licensing office."
    ),
    "trade.journey.lacks": _("Something that the law asks for is not there. Scan again and look what it is."),
    "trade.journey.observed": _("Enter what was found."),
}
