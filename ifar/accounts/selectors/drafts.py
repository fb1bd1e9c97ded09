"""What is kept of the forms that somebody has not sent yet: theirs alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from ifar.accounts.models import Draft
from ifar.rights import Actor


class Kept(NamedTuple):
    """What a form held when it was left: the values of each field, and when."""

    data: Mapping[str, list[str]]
    at: dt.datetime


def draft_of(actor: Actor, path: str) -> Kept | None:
    """What is kept of one form for this actor, or None."""
    if actor.kind != "person":
        return None
    found = Draft.objects.filter(user__public_id=actor.id, path=path).values_list("data", "at").first()
    return Kept(*found) if found else None
