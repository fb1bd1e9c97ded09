"""Reading the community's shelves: lists, one thing, their authors. Everything through the one condition of `visible.py`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db import models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ifar.acts.models import Projected
from ifar.community.models import MarkedObject, Thing
from ifar.community.selectors import members
from ifar.community.selectors.members import MemberProfile
from ifar.community.selectors.search import question
from ifar.community.selectors.visible import Reader, seen, visible

SIZE: Final = 25


def things_for[M: Thing](reader: Reader | None, model: type[M], asked: str = "") -> QuerySet[M]:
    """The things of one kind that a reader may see, those that say what was asked.

    Raises:
        Invalid: too little was asked.
    """
    manager: Any = model._default_manager
    results: QuerySet[M] = manager.filter(visible(reader, model))
    if asked.strip():
        query, values = question(asked)
        table = model._meta.db_table
        results = results.filter(
            RawSQL(f"{table}.search @@ ({query})", values, output_field=models.BooleanField())  # noqa: S611 - our own words; values apart
        )
    return results.select_related("space")


def thing_for[M: MarkedObject](reader: Reader | None, model: type[M], public_id: str) -> M:
    """One thing; unknown and hidden answer alike.

    Raises:
        NotFound: there is none for this reader.
    """
    return seen(reader, model, public_id)


def authors(reader: Reader | None, things: Collection[MarkedObject]) -> dict[int, MemberProfile]:
    """Authors and named recipients, as they show themselves to the reader. One query."""
    keys = {item.author_id for item in things} | {key for item in things for key in item.recipients}
    return members.shown(reader, ids=sorted(keys), limit=1000)


def standing[S: Projected](model: type[S], public_ids: Collection[str]) -> dict[str, S]:
    """What was projected of some things that the reader sees, by identifier. One query."""
    manager: Any = model._default_manager
    return {item.public_id: item for item in manager.filter(public_id__in=list(public_ids))}


def people(reader: Reader | None, public_ids: Collection[str]) -> dict[str, MemberProfile]:
    """Members by identifier, as they show themselves to the reader. One query."""
    result = members.shown(
        reader, where="m.public_id = ANY(%s)", values=[sorted(set(public_ids))], limit=1000
    )
    return {item.public_id: item for item in result.values()}
