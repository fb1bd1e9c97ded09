"""Whether an actor may still see what a paper tells of: a paper is never open for longer than its firearm or its party.

What a paper is about, and whose personal values it carries, lives in a higher app, which knows whose book it stands in and when an
office's window closes. That app registers here what an actor sees of its kind of identifier. Where nobody does, the paper's
compartment alone decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from ifar.rights import Actor

Supplier = Callable[[Actor], QuerySet[Any]]
"""The things that an actor may see; rows with a `public_id`."""
_suppliers: Final[defaultdict[str, list[Supplier]]] = defaultdict(list)
TOLD_OF: Final = ("about", "holder")
"""Columns of a paper with the identifiers of what it tells of."""


def provide(kind: str, supplier: Supplier) -> None:
    """Have `supplier` say which things with an identifier of this kind letter (`F`, `P` …) an actor may see; of several, any."""
    _suppliers[kind].append(supplier)


def is_open(actor: Actor, about: str = "") -> Q:
    """The papers that tell of nothing which `actor` may not see; part of the same query, however many papers it lists.

    Where all are about one thing, nobody is asked what they see of things of other kinds.
    """
    result = Q()
    for kind, suppliers in _suppliers.items():
        for column in TOLD_OF:
            if column == "about" and about and not about.startswith(kind):
                continue
            open_ones = ~Q(**{f"{column}__startswith": kind})
            for supplier in suppliers:
                open_ones |= Q(Exists(supplier(actor).filter(public_id=OuterRef(column))))
            result &= open_ones
    return result
