"""Reading the community's shelves: lists, one thing, their authors. Everything through the one condition of `visible.py`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db import models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ifar.acts.models import Projected
from ifar.community.models import Marked, Thing
from ifar.community.selectors import members
from ifar.community.selectors.members import Shown
from ifar.community.selectors.search import question
from ifar.community.selectors.visible import Reader, seen, visible

SIZE: Final = 25


def things_for[M: Thing](reader: Reader | None, model: type[M], asked: str = "") -> QuerySet[M]:
    """The things of one kind that a reader may see, those that say what was asked.

    Raises:
        Invalid: too little was asked.
    """
    manager: Any = model._default_manager
    found: QuerySet[M] = manager.filter(visible(reader, model))
    if asked.strip():
        query, values = question(asked)
        table = model._meta.db_table
        found = found.filter(
            RawSQL(f"{table}.search @@ ({query})", values, output_field=models.BooleanField())  # noqa: S611 - our own words; values apart
        )
    return found.select_related("space")


def thing_for[M: Marked](reader: Reader | None, model: type[M], public_id: str) -> M:
    """One thing; unknown and hidden answer alike.

    Raises:
        NotFound: there is none for this reader.
    """
    return seen(reader, model, public_id)


def authors(reader: Reader | None, things: Collection[Marked]) -> dict[int, Shown]:
    """Authors and named recipients, as they show themselves to the reader. One query."""
    keys = {one.author_id for one in things} | {key for one in things for key in one.recipients}
    return members.shown(reader, ids=sorted(keys), limit=1000)


def standing[S: Projected](model: type[S], public_ids: Collection[str]) -> dict[str, S]:
    """What was projected of some things that the reader sees, by identifier. One query."""
    manager: Any = model._default_manager
    return {one.public_id: one for one in manager.filter(public_id__in=list(public_ids))}


def people(reader: Reader | None, public_ids: Collection[str]) -> dict[str, Shown]:
    """Members by identifier, as they show themselves to the reader. One query."""
    found = members.shown(reader, where="m.public_id = ANY(%s)", values=[sorted(set(public_ids))], limit=1000)
    return {one.public_id: one for one in found.values()}
