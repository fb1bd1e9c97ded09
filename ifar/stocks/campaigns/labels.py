"""The words of marking campaigns. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MARKS: Final[Mapping[str, Any]] = {
    "code": _("A code beside a geometric symbol"),
    "unique": _("Unique mark given by an authority"),
    "acceptance": _("Government or military acceptance mark"),
    "property": _("Property mark"),
    "inventory": _("Inventory number"),
}
EXCEPTIONS: Final[Mapping[str, Any]] = {
    "unreadable": pgettext_lazy("an arm", "Serial number unreadable"),
    "cannot": pgettext_lazy("an arm", "Cannot be marked"),
    "not_there": pgettext_lazy("an arm", "Not found"),
}
UNUSED: Final[Mapping[str, Any]] = {
    "spoiled": pgettext_lazy("a number", "Spoiled"),
    "tried": pgettext_lazy("a number", "Trial"),
    "passed_over": pgettext_lazy("a number", "Passed over"),
}
STATES: Final[Mapping[str, Any]] = {
    "running": pgettext_lazy("a campaign", "In progress"),
    "finished": pgettext_lazy("a campaign", "Carried out, to be closed"),
    "closed": pgettext_lazy("a campaign", "Closed"),
    "abandoned": pgettext_lazy("a campaign", "Discontinued"),
}
TONES: Final[Mapping[str, str]] = {"running": "info", "finished": "warn", "closed": "good", "abandoned": ""}
CAUSES: Final[Mapping[str, Any]] = {
    "stocks.campaign_missing": _("An arm was not there when it was to be marked."),
    "stocks.campaign_late": _("A marking campaign is not finished in time."),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "stocks.campaign.stores": _("Choose armouries of your unit."),
    "stocks.campaign.order": _("Enter the number of the order: letters, digits and signs, without words."),
    "stocks.campaign.machine": _("Enter the number of the machine: letters and digits."),
    "stocks.campaign.responsible": _("Choose a person of your office who answers for it."),
    "stocks.campaign.mark": _("Choose the mark that is struck."),
    "stocks.campaign.symbol": _("A code stands beside a symbol, and no other mark does."),
    "stocks.campaign.prefix": _("The prefix has at most 12 Latin letters, digits and hyphens."),
    "stocks.campaign.range": _(
        "The last number is not below the first, and a campaign has at most %(most)s."
    ),
    "stocks.campaign.range_taken": _("Numbers of this range are those of another campaign."),
    "stocks.campaign.days": _("The last day is not before the first."),
    "stocks.campaign.lines": _("Read at least one line, and at most %(most)s at once."),
    "stocks.campaign.result": _("Say behind each arm what was struck on it, or why nothing was: %(given)s."),
    "stocks.campaign.arm": _("%(given)s is none that this campaign has still to mark."),
    "stocks.campaign.outside_order": _("Enter the number of the order, or choose the marking campaign."),
    "stocks.campaign.outside_why": _("Choose the reason for re-marking, or the marking campaign."),
    "stocks.campaign.outside_mark": _("Choose the mark that was applied, or the marking campaign."),
    "stocks.campaign.outside_number": _("Enter what was struck on each arm behind it, or once for all."),
    "stocks.campaign.number": _("This is no number of the campaign."),
    "stocks.campaign.number_borne": _("Another arm bears this number."),
    "stocks.campaign.number_twice": _(
        "The sheet says %(given)s of several arms. Look which of them bears it."
    ),
    "stocks.campaign.not_running": _("This campaign is not being carried out."),
    "stocks.campaign.counting": _(
        "An armoury of the campaign is being counted. Until that is over nothing is told of what lies in it."
    ),
    "stocks.campaign.left": _("Arms are left to mark: %(many)s. Mark each, or say why it is not marked."),
    "stocks.campaign.gaps": _("Say of each of these numbers why no arm bears it, one run a line: %(gaps)s."),
    "stocks.campaign.executed": _("You carried it out. Another person closes it."),
}
