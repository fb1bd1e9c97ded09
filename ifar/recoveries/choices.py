"""What can be chosen in the forms of recoveries and of custody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ifar.accounts.models import Agency
from ifar.acts.forms import Choices
from ifar.recoveries import labels
from ifar.recoveries.custody import labels as custody_labels
from ifar.recoveries.services.cases import EXCHANGES
from ifar.recoveries.services.market import OTHERS
from ifar.reference import selectors as reference


def _offices(*kinds: str) -> Choices:
    """Offices of some kinds that are not closed, by name."""

    def choices(_name: str) -> Iterable[tuple[str, Any]]:
        agencies = Agency.objects.filter(kind__in=kinds, closed=False).order_by("name")
        return [(agency.public_id, agency.called) for agency in agencies]

    return choices


def _of(listed: Mapping[str, Any]) -> Choices:
    return lambda _name: listed.items()


def _things(_name: str) -> Iterable[tuple[str, Any]]:
    """What is observed on the market: types of firearms, and other things."""
    types = [(choice.code, choice.words) for choice in reference.choices("firearm_type")]
    return [*types, *((code, labels.ITEMS[code]) for code in OTHERS)]


CHOICES: Final[Mapping[str, Choices]] = {
    "custody_office": _offices(*EXCHANGES),
    "custody_laboratory": _offices("forensic_laboratory"),
    "custody_purpose": _of(custody_labels.PURPOSES),
    "custody_seal_reason": _of(custody_labels.SEAL_REASONS),
    "custody_question": _of(custody_labels.QUESTIONS),
    "custody_method": _of(custody_labels.METHODS),
    "custody_exception": _of(custody_labels.EXCEPTIONS),
    "recoveries_case": _of(labels.CASES),
    "recoveries_place": _of(labels.PLACES),
    "recoveries_price": _of(labels.PRICES),
    "recoveries_item": _of(labels.ITEMS),
    "recoveries_sex": _of(labels.SEXES),
    "recoveries_age": _of(labels.AGES),
    "recoveries_stage": _of(labels.STAGES),
    "recoveries_thing": _things,
}
"""Name of a list that is no code list -> what can be chosen of it."""
