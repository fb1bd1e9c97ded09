"""The words of oversight. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ifar.registry.kinds import happened

BREACHES: Final[Mapping[str, Any]] = {
    "oversight.counted_and_wrote_off": _(
        "Somebody who had counted the arm or its store took part in writing it off."
    ),
    "oversight.exported_after_expiry": _("The arm left the country after the last day of its licence."),
    "oversight.closed_own_matter": _("Somebody closed a matter that they had explained or were barred from."),
    "oversight.dated_back": _(
        "The act says that it happened long before it was recorded, and no second person agreed."
    ),
    "oversight.both_sides": _("One person did both sides of an act that takes two."),
    "oversight.decided_own_application": _(
        "Somebody who had checked the application or advised on it decided it."
    ),
    "oversight.resurrected": _("An arm that is destroyed by the register has turned up."),
    "oversight.witnessed_own": _("Somebody who had proposed or approved the destruction was its witness."),
    "oversight.not_countersigned": _("An act of emergency was not countersigned by its day."),
}
"""What a breach is, by its cause: the words of its matter."""
_ACTS: Final[Mapping[str, Any]] = {
    "licensing.application": _("A step of an application"),
    "licensing.visit": _("An inspection on site"),
    "cashier.payment": _("A fee"),
    "stocks.count": _("A blind count"),
    "books.count": _("A blind count"),
    "custody.count": _("A blind count"),
    "stocks.issue": _("An issue of arms"),
    "custody": _("A step of an exhibit's custody"),
    "ammunition": _("A movement of ammunition"),
    "trade": _("A step of a transfer or despatch"),
    "accounts": _("A proposal of two people"),
    "matters": _("A step of a matter"),
    "books.day": _("A closed day"),
    "read": _("A look at personal data"),
}
"""What a row of evidence is, by the beginning of its act."""


def act_words(act: str) -> Any:
    """An act in words: what happened to a firearm, or what kind of act it is."""
    area, _dot, name = act.partition(".")
    if area == "registry":
        return happened(name, {})
    return _ACTS.get(f"{area}.{name.partition('_')[0]}") or _ACTS.get(area, act)
