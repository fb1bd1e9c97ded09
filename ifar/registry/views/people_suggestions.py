"""People, companies and agencies offered to a field that names one: each line matches what was typed and tells who is meant."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from ifar import identifiers, scanned
from ifar.accounts.selectors.agencies import agencies_for, called
from ifar.parties.selectors import parties_for
from ifar.parties.services import readings
from ifar.reference import selectors as reference
from ifar.registry.search.query_parsing import may_be_a_name
from ifar.rights import Actor, may
from ifar.templatetags.days import day_words

MOST: Final = 8
SHORTEST: Final = 2
SHORTEST_IN_THE_BOX: Final = 3


class Offered(NamedTuple):
    """Somebody whom a field may name: their identifier, and who they are in words, empty where these may not be seen."""

    public_id: str
    words: str

    @property
    def number(self) -> str:
        """The identifier as it is printed."""
        return identifiers.shown(self.public_id)

    @property
    def line(self) -> str:
        """The words with the printed identifier in brackets, by which a form knows whom they mean."""
        return f"{self.words} ({self.number})" if self.words else self.number


def lines(actor: Actor, text: str, letters: str, *, in_the_box: bool) -> list[str]:
    """What a field offers for what was typed in it.

    A browser shows only those suggestions that contain what was typed; where a name is written otherwise, in another script too, what was
    typed stands before it.
    """
    text = text.strip()
    if scanned.identifier_in(text):
        return []  # a line that was chosen: whoever is meant is known
    if begun := identifiers.begun(text, letters):
        return [offered.line for offered in _numbered(actor, begun)]
    if len(text) < (SHORTEST_IN_THE_BOX if in_the_box else SHORTEST):
        return []
    if in_the_box and not may_be_a_name(text):
        return []
    return [
        _matching(text, agency.line)
        for agency in (*_agencies(actor, text, letters), *people(actor, text, letters))
    ]


def people(actor: Actor, text: str, letters: str) -> list[Offered]:
    """People and companies whose name is like `text`, the likeliest first; nobody without a stated purpose. The look is logged."""
    if "P" not in letters or not may(actor, "parties:party:read") or actor.purpose is None:
        return []
    parties = readings.search_by_name(actor, text, limit=MOST)
    prefetch_related_objects(parties, "addresses")
    areas = reference.words("area") if any(party.addresses.all() for party in parties) else {}
    return [Offered(party.public_id, _who(party, _area(party, areas))) for party in parties]


def _numbered(actor: Actor, begun: str) -> list[Offered]:
    if not may(actor, "parties:party:read"):
        return []
    parties = parties_for(actor).filter(public_id__startswith=begun, merged_into="").order_by("public_id")
    return [Offered(text, "") for text in parties.values_list("public_id", flat=True)[:MOST]]


def _agencies(actor: Actor, text: str, letters: str) -> list[Offered]:
    if "A" not in letters:
        return []
    result = Q(name__icontains=text) | Q(said__icontains=text)
    results = agencies_for(actor).alias(said=called()).filter(result, closed=False).order_by("name")[:MOST]
    return [Offered(*item) for item in results.values_list("public_id", called())]


def _matching(text: str, line: str) -> str:
    if text.casefold() in line.casefold():
        return line
    return _("%(typed)s: %(said)s") % {"typed": text, "said": line}


def _apart(parts: list[str]) -> list[str]:
    """The parts of a line; where they are not all written in one direction, no sign of one stands within another."""
    leftward = any(unicodedata.bidirectional(text) in ("R", "AL") for part in parts for text in part)
    return [f"\u2068{part}\u2069" for part in parts] if leftward or get_language_bidi() else parts


def _who(result: Any, area: str) -> str:
    """Name, day of birth and province of the present address: what tells people of one name apart."""
    born = day_words(result.born) if result.born else ""
    return _(", ").join(_apart([part for part in (result.name or "", born, area) if part]))


def _area(result: Any, areas: Mapping[str, str]) -> str:
    present = [item for item in result.addresses.all() if item.valid_to is None]
    latest = max(present, key=lambda item: item.valid_from or dt.date.min, default=None)
    return areas.get(latest.area, latest.area) if latest else ""


def may_be_meant(text: str, letters: str) -> bool:
    """Whether what was typed where an identifier is asked may be a name: no number, no chosen line, and long enough."""
    return len(text) >= SHORTEST and not identifiers.begun(text, letters) and "(" not in text


def choice(actor: Actor, text: str, letters: str) -> Sequence[Offered]:
    """Whom somebody may have meant who typed a name where an identifier is asked; nobody where that is no name, or too short."""
    text = text.strip()
    if not may_be_meant(text, letters):
        return ()
    return (*_agencies(actor, text, letters), *people(actor, text, letters))
