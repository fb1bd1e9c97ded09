"""What somebody read, in words: apps say it of their own acts of the log of reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

_FURTHER: Final = _("Further pages of a list were read")
"""Of a list that adds up like a file: by a program (`api.firearms`), or by a person on its page (`page.parties`)."""


class _Labels(dict[str, Any]):
    """Act -> its words; the lists that add up share theirs."""

    def get(self, act: str, default: Any = None) -> Any:
        return super().get(act, _FURTHER if act.startswith(("api.", "page.")) else default)


_SAID: Final = _Labels(
    {
        "registry.mark.search": _("Marks were searched for"),
        "registry.search.restricted": _("Closed compartments were asked about a mark"),
        "registry.list.export": _("A list of firearms was taken out"),
        "registry.import.report": _("The report of an import was taken out"),
        "recoveries.list.export": _("A list of cases was taken out"),
        "licensing.letters.export": _("Letters to holders were taken out"),
        "ledger.log.export": _("The whole log was exported"),
        "recoveries.persons": _("The people of a case were shown"),
        "cashier.identity.read": _("The identity register was asked"),
        "programme.feedback.read": _("A complaint or a word of feedback was opened"),
        "programme.focal_point.read": _("A partner's focal point was shown"),
        "programme.sighting.read": _("A report of a partner was opened"),
        "documents.labels.export": _("Labels were printed"),
        "bulk.report.export": _("The report of a bulk act was taken out"),
    }
)

SPARED: Final[Mapping[str, str]] = {
    "agencies": "the offices of the State, which papers name",
    "clients": "the programs of one's own office",
    "community": "what officers write to each other; no record of the register",
    "hotspot-alerts": "areas and counts",
    "hotspot-effects": "areas and counts",
    "hotspot-plans": "areas and what offices mean to do there",
    "hotspot-responses": "areas and what offices did there",
    "hotspot-runs": "areas and counts",
    "hotspots": "areas and counts",
    "notices": "what the register told the reader",
    "programme": "projects, their money and results, and who sits in a meeting",
    "reference": "lists of words that anybody may have",
    "tills": "where an office takes payment",
}
"""Lists of the API (the first word of the address) whose further pages do not add up like a file -> why not; those of all others do."""


def provide(values: Mapping[str, Any]) -> None:
    """Say of acts of the log of reads what they are, when the programs start."""
    _SAID.update(values)


def spoken() -> Mapping[str, Any]:
    """Act of the log of reads -> its words."""
    return _SAID
