"""The lists from which one chooses in the community, by the names under which its inputs ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.community import labels, marks
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge import practices
from ifar.reference import selectors as reference

_LISTS: Final[Mapping[str, Mapping[Any, Any]]] = {
    "languages": labels.LANGUAGES,
    "expertise": labels.EXPERTISE,
    "articles": shelf_labels.ARTICLES,
    "tlp": labels.TLP_CHOICES,
    "tlp_of_space": {
        code: tlp_choice for code, tlp_choice in labels.TLP_CHOICES.items() if code != marks.RED
    },
    "pap": labels.PAP,
    "endings": labels.ENDINGS,
    "identity": labels.IDENTITY,
    "employer": labels.EMPLOYER,
    "circles": labels.CIRCLES,
    "frequencies": labels.FREQUENCIES,
    "guides": shelf_labels.GUIDES,
    "licences": shelf_labels.LICENCES,
    "gaps": shelf_labels.GAPS,
    "priorities": shelf_labels.PRIORITIES,
    "priorities_of_help": {code: shelf_labels.PRIORITIES[code] for code in (3, 2, 1)},
    "reports": labels.REPORTS,
    "roles": labels.ROLES,
    "refusals": labels.REFUSALS,
    "suspensions": labels.SUSPENSIONS,
    "leavings": labels.LEAVINGS,
    "returns": shelf_labels.RETURNS,
    "withdrawals": shelf_labels.WITHDRAWALS,
    "uses": shelf_labels.USES,
    "helped": shelf_labels.HELPED,
    "met": shelf_labels.MET,
    "used": shelf_labels.USED,
    **{
        f"answers_{name}": {code: shelf_labels.ANSWERS[code] for code in answers}
        for name, answers in practices.CRITERIA.items()
    },
    "sides": shelf_labels.SIDES,
    "forms_of_help": shelf_labels.FORMS,
    "course_forms": shelf_labels.COURSE_FORMS,
}
NAMES: Final = (*(f"community.{name}" for name in _LISTS), "community.countries", "community.regions")


def choices(name: str) -> list[tuple[Any, Any]]:
    """Code and words of each choice of a list."""
    plain = name.removeprefix("community.")
    if plain == "countries":
        return countries()
    return _regions() if plain == "regions" else list(_LISTS[plain].items())


def countries() -> list[tuple[str, str]]:
    """Countries by code, in the reader's words."""
    rows = ((choice.code, str(choice.words)) for choice in reference.choices("country"))
    return sorted(rows, key=lambda pair: pair[1])


def _regions() -> list[tuple[str, Any]]:
    """The regions in which a country lies."""
    rows = reference.rows_of("country").filter(valid_to__isnull=True).exclude(region="")
    known = sorted(set(rows.values_list("region", flat=True)) & set(shelf_labels.REGIONS))
    return [(code, shelf_labels.REGIONS[code]) for code in known]
