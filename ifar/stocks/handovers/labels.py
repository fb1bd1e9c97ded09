"""The words of handovers. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("a handover", "Awaiting the incoming armourer"),
    "agreed": pgettext_lazy("a handover", "Agrees"),
    "differs": pgettext_lazy("a handover", "Differs"),
    "withdrawn": pgettext_lazy("a handover", "Withdrawn"),
}
TONES: Final[Mapping[str, str]] = {"open": "info", "agreed": "good", "differs": "bad", "withdrawn": ""}
CAUSES: Final[Mapping[str, Any]] = {
    "stocks.handover_differs": _(
        "An armoury was handed over, and what the arriving armourer counted is not what should be there."
    ),
    "stocks.handover_late": _("An armoury was left, and whoever arrives has not confirmed what is there."),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "stocks.handover.whom": _("Choose another person of your office who works in an armoury."),
    "stocks.handover.leaving": _("Whoever leaves hands over themselves."),
    "stocks.handover.arriving": _("It is handed over to somebody else, who confirms it."),
    "stocks.handover.both_sides": _("You hand it over. Another person receives it."),
    "stocks.handover.running": _("This armoury is being handed over. Receive it, or withdraw that."),
    "stocks.handover.lots": _(
        "Scan here labels of lots alone, each with how many rounds there are behind it."
    ),
}
