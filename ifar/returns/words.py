"""Words about official returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ifar.recoveries import categories
from ifar.returns.official import (
    BY_CONDITION,
    BY_GROUND,
    BY_LOCATION,
    BY_MARKING,
    BY_TYPE,
    FOUND,
    NOT_UNIQUE_TOTAL,
    SEIZED,
    SURRENDERED,
    UNIQUE_TOTAL,
)

MESSAGES: Final[Mapping[str, Any]] = {
    "returns.year": _("Nothing was recovered in that year, so there is no return of it."),
    "returns.cell": _("The return has no such figure."),
    "returns.edition": _("There is no such edition."),
    "returns.same": _(
        "The latest edition says the same figures already. A new one follows when the records say something else."
    ),
    "returns.dashboard": _("There is no such dashboard, or it was not counted yet."),
    "returns.drawing": _("The picture could not be drawn. Take it as SVG, or try again."),
    "returns.open.running": _("The year is not over: its figures would tell of each case as it comes in."),
    "returns.open.nothing": _("Nothing was recovered in that year, and no application was decided."),
    "returns.open.same": _("The latest version says the same already."),
    "returns.open.not_found": _("There is no such file among the open data."),
    "returns.moved": _(
        "The figures changed since this was proposed. Refuse it, look at the return again and propose it anew."
    ),
    "returns.between": _("Another edition of this year was frozen meanwhile. Refuse this one."),
}
KINDS: Final[Mapping[str, Any]] = {
    SEIZED: _("Arms seized"),
    FOUND: _("Arms found"),
    SURRENDERED: _("Arms surrendered"),
}
BLOCKS: Final[Mapping[str, Any]] = {
    BY_TYPE: _("by type"),
    BY_MARKING: _("by marking"),
    BY_CONDITION: _("by condition"),
    BY_GROUND: _("by legal justification of the seizure"),
    BY_LOCATION: _("by place of the seizure"),
    categories.BY_OFFENCE: _("by other suspected offences"),
    categories.BY_TRACING: _("by outcome of tracing"),
}
OTHERS: Final[Mapping[str, Any]] = {
    **KINDS,
    "Parts and components seized": _("Parts and components seized"),
    "Ammunition seized": _("Ammunition seized"),
    "Instances/cases of seizures": _("Cases of seizure"),
}
FORMULAS: Final[Mapping[str, Any]] = {
    "A": _("Formula A: arms whose point of diversion was identified, of all arms seized, found and surrendered (metadata of 2018)."),
    "B": _("Formula B: seized arms whose point of diversion was identified, of the seized arms that are uniquely marked or of unknown marking, without those of a legitimate owner (reproduces the published values)."),
}  # fmt: skip
JUSTICE: Final[Mapping[str, Any]] = {
    "Individuals arrested/suspected for illicit trafficking in weapons": _("Suspected or arrested for illicit trafficking"),
    "Individuals prosecuted for illicit trafficking in weapons": _("Prosecuted for illicit trafficking"),
    "Individuals convicted for illicit trafficking in weapons": _("Convicted of illicit trafficking"),
}  # fmt: skip
TOTALS: Final[Mapping[str, Any]] = {
    UNIQUE_TOTAL: _("Told apart by their marks, together"),
    NOT_UNIQUE_TOTAL: _("Not told apart by their marks, together"),
    "Total": _("Together"),
}
UNKNOWN_TYPE: Final = _("Type not known")
UNKNOWN_CONDITION: Final = _("Condition not known")
SEXES: Final[Mapping[str, Any]] = {"Male": _("Male"), "Female": _("Female"), "Unknown": _("Sex not known"), "Total": _("Together")}  # fmt: skip


def of(code: str) -> Any:
    """The sentence of a refusal."""
    return MESSAGES[code]
