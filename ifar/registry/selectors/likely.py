"""How likely the hits of a saved search are the one, by what the register holds now: one way for its page and for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from ifar.errors import Invalid, Unavailable
from ifar.registry.alerts import saved_search
from ifar.registry.models import SavedSearch, SavedSearchHit
from ifar.registry.search.finding import search
from ifar.rights import Actor, may

MOST: Final = 50
"""Records of which the register says how likely they are now: as many as the search page shows."""


def likely_of(
    actor: Actor, record: SavedSearch, hits: Sequence[SavedSearchHit]
) -> dict[uuid.UUID, int | None]:
    """How likely each hit is the one, in whole percent: what the search page says of the same question to the same person now.

    None where that cannot be said: the register cannot be searched now, or so many others fit better that it does not show this one. What was noted
    when the hit came is no such number: it judges each record alone (`saved_search.chance_of`).
    """
    if not hits or not may(actor, "registry:mark:search"):
        return {hit.entry: None for hit in hits}
    question, kinds = saved_search.question_of(record.question), record.question.get("kinds", ())
    try:
        there = search(actor, question, kinds=kinds, limit=MOST).hits
    except (Invalid, Unavailable):
        return {hit.entry: None for hit in hits}
    chances = {hit.firearm: hit.match.probability for hit in there}
    return {hit.entry: _percent(chances.get(hit.firearm_id)) for hit in hits}


def _percent(chance: float | None) -> int | None:
    """As the search page writes it; 0 is said as "under 1 %"."""
    if chance is None:
        return None
    return 0 if chance < 0.01 else min(round(chance * 100), 99)
