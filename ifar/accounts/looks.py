"""What somebody read, in words: apps say it of their own acts of the log of reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

_SAID: dict[str, Any] = {
    "registry.mark.search": _("Marks were searched for"),
    "registry.search.blind": _("Closed compartments were asked about a mark"),
    "registry.list.export": _("A list of firearms was taken out"),
    "registry.import.report": _("The report of an import was taken out"),
    "recoveries.list.export": _("A list of cases was taken out"),
    "licensing.letters.export": _("Letters to holders were taken out"),
    "ledger.log.export": _("The whole log was taken out"),
    "recoveries.persons": _("The people of a case were shown"),
    "counter.identity.read": _("The identity register was asked"),
    "programme.feedback.read": _("A complaint or a word of feedback was opened"),
    "programme.focal_point.read": _("A partner's focal point was shown"),
    "programme.sighting.read": _("A report of a partner was opened"),
}


def register(said: Mapping[str, Any]) -> None:
    """Say of acts of the log of reads what they are, in `AppConfig.ready`."""
    _SAID.update(said)


def spoken() -> Mapping[str, Any]:
    """Act of the log of reads -> its words."""
    return _SAID
