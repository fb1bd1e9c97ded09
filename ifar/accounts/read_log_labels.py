"""What somebody read, in words: apps say it of their own acts of the log of reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

_SAID: dict[str, Any] = {
    "registry.mark.search": _("Marks were searched for"),
    "registry.search.restricted": _("Closed compartments were asked about a mark"),
    "registry.list.export": _("A list of firearms was taken out"),
    "registry.import.report": _("The report of an import was taken out"),
    "recoveries.list.export": _("A list of cases was taken out"),
    "licensing.letters.export": _("Letters to holders were taken out"),
    "ledger.log.export": _("The whole log was taken out"),
    "recoveries.persons": _("The people of a case were shown"),
    "cashier.identity.read": _("The identity register was asked"),
    "programme.feedback.read": _("A complaint or a word of feedback was opened"),
    "programme.focal_point.read": _("A partner's focal point was shown"),
    "programme.sighting.read": _("A report of a partner was opened"),
}


FURTHER: Final = frozenset(
    [
        "applications",
        "bars",
        "custody",
        "duplicates",
        "eligibility",
        "findings",
        "firearms",
        "holds",
        "incidents",
        "lapsed",
        "market",
        "moves",
        "offers",
        "parties",
        "recoveries",
        "reminders",
        "removals",
        "reports",
        "searches",
        "trace-questions",
        "tracing",
        "visits",
    ]
)
"""Lists of the API of persons, of the register and of places (the first word of the address), whose further pages add up like a file."""
_SAID |= dict.fromkeys(
    (f"api.{name}" for name in FURTHER), _("Further pages of a list were read by a program")
)


def provide(said: Mapping[str, Any]) -> None:
    """Say of acts of the log of reads what they are, when the programs start."""
    _SAID.update(said)


def spoken() -> Mapping[str, Any]:
    """Act of the log of reads -> its words."""
    return _SAID
