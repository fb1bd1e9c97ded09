"""The words of serviceability. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: Final[Mapping[str, Any]] = {
    "serviceable": pgettext_lazy("an arm", "Serviceable"),
    "awaiting_inspection": pgettext_lazy("an arm", "Awaiting inspection"),
    "repairable": pgettext_lazy("an arm", "Repairable"),
    "in_repair": pgettext_lazy("an arm", "In repair"),
    "unserviceable": pgettext_lazy("an arm", "Unserviceable"),
}
WITHOUT: Final[Mapping[str, Any]] = {
    "never_inspected": pgettext_lazy("an arm", "Never inspected"),
    "inspection_overdue": pgettext_lazy("an arm", "Inspection overdue"),
}
"""What is listed besides the states: of what nothing is on record, and what was inspected too long ago to be issued."""
TONES: Final[Mapping[str, str]] = {
    "serviceable": "good",
    "awaiting_inspection": "info",
    "repairable": "warn",
    "in_repair": "warn",
    "unserviceable": "bad",
}
ACTS: Final[Mapping[str, Any]] = {
    "passed": pgettext_lazy("an arm", "Inspected: serviceable"),
    "found_repairable": pgettext_lazy("an arm", "Inspected: repairable"),
    "condemned": pgettext_lazy("an arm", "Inspected: unserviceable"),
    "set_aside": pgettext_lazy("an arm", "Set aside for inspection"),
    "repair_begun": pgettext_lazy("an arm", "Sent for repair"),
    "repaired": pgettext_lazy("an arm", "Repaired, awaiting inspection"),
}
FAULTS: Final[Mapping[str, Any]] = {
    "barrel": pgettext_lazy("a fault", "Barrel"),
    "action": pgettext_lazy("a fault", "Action or bolt"),
    "trigger": pgettext_lazy("a fault", "Trigger"),
    "safety": pgettext_lazy("a fault", "Safety"),
    "magazine": pgettext_lazy("a fault", "Magazine"),
    "sights": pgettext_lazy("a fault", "Sights"),
    "stock": pgettext_lazy("a fault", "Stock or frame"),
    "corrosion": pgettext_lazy("a fault", "Corrosion"),
    "other": pgettext_lazy("a fault", "Other defect"),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "stocks.serviceability.day": _(
        "Enter the day of the inspection: today or earlier, and within the last year."
    ),
    "stocks.serviceability.mark": _("Enter the inspection mark that the arms bear now."),
    "stocks.serviceability.fault": _("Choose the defect."),
    "stocks.serviceability.workshop": _("Choose the workshop: an open place of your unit."),
    "stocks.serviceability.own_repair": _("You repaired it. Another person inspects it."),
    "stocks.serviceability.not_held": _("Not in the stock of your unit: %(given)s."),
    "stocks.serviceability.several": _(
        "Several arms bear this number: %(given)s. Type the identifier on the label."
    ),
    "stocks.serviceability.stopped": _("%(given)s: %(why)s"),
    "stocks.serviceability.many": _("At most %(most)s arms at once. Record the others afterwards."),
    "stocks.not_inspected": _(
        "It was never inspected, or too long ago: %(given)s. Take another one, or have it inspected."
    ),
    "stocks.not_serviceable": _("It is not serviceable: %(given)s. Take another one, or have it inspected."),
}
