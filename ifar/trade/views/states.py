"""States as people call them."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from ifar.reference import selectors as reference
from ifar.trade.models import Authorisation


def state_name(code: str) -> str:
    """A State in the reader's language; our own by its own name."""
    if code == settings.IFAR_COUNTRY and settings.IFAR_COUNTRY_NAME:
        return str(settings.IFAR_COUNTRY_NAMES.get(get_language(), settings.IFAR_COUNTRY_NAME))
    return reference.words("country").get(code, code)


def home_first() -> list[tuple[str, str]]:
    """States to choose from: our own, then the others by name."""
    home, names = settings.IFAR_COUNTRY, settings.IFAR_COUNTRY_NAMES
    own = names.get(get_language(), settings.IFAR_COUNTRY_NAME)
    first = (home, own or reference.words("country").get(home, home))
    return [first, *((code, words) for code, words in reference.countries() if code != home)]


def destinations_of(authorisation: Authorisation) -> str:
    """The States to which the goods may go, by name."""
    return ", ".join(state_name(state) for state in authorisation.states)
