"""Reads of parties by a person or a programme: each under a stated purpose, each logged before anything is given."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.cursors import Page, page
from ifar.errors import Invalid, NotFound
from ifar.parties import selectors
from ifar.parties.models import Party
from ifar.parties.party import KINDS
from ifar.parties.selectors import Match
from ifar.rights import Actor, require

SHORTEST: Final = 2
LONGEST: Final = 100
MOST: Final = 50
REFUSED: Final = "parties.party.refused"
"""A look at a record that this actor does not see, or that is not there: nothing is shown, and the log of reads keeps it as of nobody."""


def list_parties(
    actor: Actor, *, kind: str = "", after: str = "", before: str = "", size: int = MOST
) -> Page[Party]:
    """Parties that the actor may see, those registered last first.

    Raises:
        Forbidden, NotSignedIn: this actor opens no parties.
        Refused: no purpose was stated.
    """
    _permitted(actor)
    if kind and kind not in KINDS:
        raise Invalid("parties.kind", _("There is no such kind of party."), field="kind")
    result = page(selectors.listed(actor, kind), order=("-id",), after=after, before=before, size=size)
    reads.log(actor, "parties.party.list", "parties", len(result.items), people=_all(result.items))
    return result


def search_parties(actor: Actor, text: str, *, limit: int = MOST) -> list[Party]:
    """Parties by identifier, identity number, registration number or name, the likeliest first.

    Raises:
        Invalid: too little was asked.
        Refused: no purpose was stated.
    """
    _permitted(actor)
    text = text.strip()[:LONGEST]
    if len(text) < SHORTEST:
        raise Invalid(
            "parties.search.too_short", _("Type at least two characters of a name, or a number."), field="q"
        )
    if identifier := identifier_in(text):
        parties = list(selectors.parties_for(actor).filter(public_id=identifier))
        if not parties:
            reads.log(actor, REFUSED, identifier, 0)
            return []
    else:
        parties = selectors.find(actor, text, limit)
    reads.log(actor, "parties.party.search", text, len(parties), people=_all(parties))
    return parties


def _all(parties: Iterable[Party]) -> list[str]:
    return [party.public_id for party in parties]


def search_by_name(actor: Actor, text: str, *, limit: int) -> list[Party]:
    """Parties for a field that names one: by a part of the name alone.

    Raises:
        Forbidden, NotSignedIn: this actor opens no parties.
        Refused: no purpose was stated.
    """
    _permitted(actor)
    parties = selectors.find_by_name(actor, text, limit)
    if parties:
        reads.log(actor, "parties.party.search", text, len(parties), people=_all(parties))
    return parties


def identifier_in(text: str) -> str | None:
    """The identifier of a party that somebody typed, or nothing."""
    return identifiers.parse(text, "P")


def open_party(actor: Actor, public_id: str, *, act: str = "parties.party.read") -> Party:
    """One party with its addresses; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
        Refused: no purpose was stated.
    """
    _permitted(actor)
    try:
        party = selectors.party_for(actor, public_id)
    except NotFound:
        if identifier := identifier_in(public_id):
            reads.log(actor, REFUSED, identifier, 0)
        raise
    reads.log(actor, act, public_id)
    return party


def open_entry(actor: Actor, public_id: str, entry: uuid.UUID) -> None:
    """Note that the proof of one entry about a party is taken: it holds no personal values, but tells that there is a record.

    Raises:
        NotFound: there is no such entry for this actor.
        Refused: no purpose was stated.
    """
    _permitted(actor)
    selectors.event_for(actor, public_id, entry)
    reads.log(actor, "parties.proof.read", public_id)


def match_party(
    actor: Actor, kind: str, values: Mapping[str, Any], *, without: str = "", limit: int = 5
) -> Sequence[Match]:
    """Who on record may be the one described, with reasons.

    Raises:
        Refused: no purpose was stated.
    """
    _permitted(actor)
    matches = selectors.likely_same(actor, kind, values, without=without, limit=limit)
    asked = str(values.get("name") or "")
    shown = [match.party.public_id for match in matches] + [without] * bool(without)
    reads.log(actor, "parties.party.match", asked, len(matches), people=shown)
    return matches


def _permitted(actor: Actor) -> None:
    require(actor, "parties:party:read")
    reads.require_purpose(actor)


def require_reader(actor: Actor) -> None:
    """Raise unless `actor` may open parties and has said why: before a page asks for what names would be shown with.

    Raises:
        Forbidden, NotSignedIn: this actor opens no parties.
        Refused: no purpose was stated.
    """
    _permitted(actor)
