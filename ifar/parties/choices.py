"""What can be chosen in the forms of parties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.conf import settings

from ifar.acts.forms import Choices
from ifar.parties import labels
from ifar.reference import selectors as reference

CHOICES: Final[Mapping[str, Choices]] = {
    "country_by_name": lambda _name: reference.countries(),
    "party_sex": lambda _name: labels.SEXES.items(),
    "party_status": lambda _name: labels.STATUSES.items(),
    "bar_kind": lambda _name: labels.BAR_KINDS.items(),
    "erasure_ground": lambda _name: [(name, words) for name, (_short, words) in labels.GROUNDS.items()],
    "interface_languages": lambda _name: settings.LANGUAGES,
}
"""Name of a list that is no code list -> what can be chosen of it."""
