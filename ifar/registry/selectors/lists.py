"""Lists that leave the register as a file: what was asked for, of what the actor may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from ifar.reference import selectors as reference
from ifar.registry.models import Firearm
from ifar.registry.search.finding import search
from ifar.registry.search.former_marks import as_kept
from ifar.registry.search.matching import Question, akin
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor, require

MOST_HITS: Final = 1000
"""Candidates of a search by marks that a file holds at most; a list by make, model, calibre and type holds all that fit."""
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Export:
    """A list that leaves the register: how many records it holds, and the records, read as they are written out."""

    count: int
    firearms: Iterator[Firearm]


def list_of(actor: Actor, question: Question) -> Export:
    """The records that a question fits, for a file. Whoever gives it asks `accounts.services.exports` before anything is read of it.

    Args:
        question: with a mark its likeliest candidates, without one every record with this make, model, calibre and type, today or formerly.

    Raises:
        Forbidden: the actor may not take lists out.
        Invalid: with a mark, too little is known to look for.
    """
    require(actor, "registry:list:export")
    rows = firearms_for(actor).select_related("agency").prefetch_related("marks")
    if question.serial:
        ids = [hit.firearm for hit in search(actor, question, limit=MOST_HITS).hits]
        by_id = {firearm.public_id: firearm for firearm in rows.filter(public_id__in=ids)}
        records: Sequence[Firearm] = [
            by_id[public_id] for public_id in dict.fromkeys(ids) if public_id in by_id
        ]
        count, firearms = len(records), iter(records)
    else:
        named = {name: getattr(question, name) for name in ("make", "model", "calibre", "type")}
        wider = reference.wider_types()
        for name, value in named.items():
            codes = akin(value, wider) if value and name == "type" else {value}
            if value:
                formerly = Q(former__overlap=[as_kept(name, code) for code in codes])
                rows = rows.filter(Q(**{f"{name}__in": codes}) | formerly)
        rows = rows.filter(merged_into="").order_by("id")
        count, firearms = rows.count(), rows.iterator(chunk_size=_CHUNK)
    return Export(count, firearms)
