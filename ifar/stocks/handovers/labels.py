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
        "At a handover the incoming armourer counted something else than the register shows."
    ),
    "stocks.handover_late": _("The incoming armourer has not confirmed a handover in time."),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "stocks.handover.whom": _("Choose another person of your office who works in an armoury."),
    "stocks.handover.leaving": _("Only the outgoing armourer hands over, under their own account."),
    "stocks.handover.on_duty": _(
        "Only the armourer on duty hands over. If they are absent, the office above the unit orders the handover."
    ),
    "stocks.handover.other_office": _("Another office began this handover."),
    "stocks.handover.superior": _("Only the office above the unit orders a handover."),
    "stocks.handover.orders": _("The person who orders a handover is neither of its two armourers."),
    "stocks.handover.reason": _("Say why the armourer on duty cannot hand over."),
    "stocks.handover.arriving": _("It is handed over to another armourer, who confirms it."),
    "stocks.handover.both_sides": _("You hand it over or ordered it. Another person receives it."),
    "stocks.handover.running": _("A handover of this armoury is open. Receive it or withdraw it."),
    "stocks.handover.lots": _(
        "Scan here labels of lots alone, each with how many rounds there are behind it."
    ),
}
