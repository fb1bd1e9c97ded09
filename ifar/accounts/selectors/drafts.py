"""What is kept of the forms that somebody has not sent yet: theirs alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from ifar.accounts.models import Draft
from ifar.rights import Actor


class SavedDraft(NamedTuple):
    """What a form held when it was left: the values of each field, and when."""

    data: Mapping[str, list[str]]
    at: dt.datetime


def draft_of(actor: Actor, path: str) -> SavedDraft | None:
    """What is kept of one form for this actor, or None."""
    if actor.kind != "person":
        return None
    row = Draft.objects.filter(user__public_id=actor.id, path=path).values_list("data", "at").first()
    return SavedDraft(*row) if row else None
