"""Declarations of national statistics as an actor may see them, beside the books of the makers that they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from django.db.models import Count, QuerySet

from ifar.accounts.models import Agency
from ifar.books import balance, declared, labels, selectors
from ifar.books.declared import Declared, Difference
from ifar.books.models import Declaration, Sheet
from ifar.errors import NotFound
from ifar.reference import selectors as reference
from ifar.rights import Actor, may

_PARTS: Final[Mapping[str, str]] = {"sold": declared.MADE, "exported": declared.EXPORTED}
"""How a firearm left its maker's book -> under which activity a declaration counts it."""


def declarations_for(actor: Actor) -> QuerySet[Declaration]:
    """The declarations of the actor's own office, for the inspectorate all; a trader reads none."""
    declarations = Declaration.objects.filter(compartment__in=sorted(actor.compartments)).select_related(
        "agency"
    )
    if actor.own_book_only or not may(actor, selectors.READ):
        return declarations.none()
    return (
        declarations
        if actor.agency_kind == "inspectorate"
        else declarations.filter(agency_id=actor.agency_id)
    )


def declaration_for(actor: Actor, public_id: str) -> Declaration:
    """One declaration; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    declaration = declarations_for(actor).filter(public_id=public_id).first()
    if declaration is None:
        raise NotFound("books.declaration.not_found", labels.of("books.declaration.not_found"))
    return declaration


def rows_of(declaration: Declaration) -> list[Declared]:
    """The lines of a declaration."""
    sheets = Sheet.objects.filter(declaration=declaration.public_id).order_by("part")
    return [declared.of_plain(row) for rows in sheets.values_list("rows", flat=True) for row in rows]


def compared(actor: Actor, declaration: Declaration) -> list[tuple[Agency, list[Difference]]]:
    """The makers of the register that a declaration names, by their identifier or name, each with where its book differs. Two statements a maker."""
    rows = rows_of(declaration)
    values: dict[str, list[Declared]] = defaultdict(list)
    for row in rows:
        values[row.licensee.casefold()].append(row)
        if row.key:
            values[row.key.casefold()].append(row)
    types, wider = {item.type for item in rows}, reference.wider_types()
    results = []
    for maker in selectors.books_for(actor).filter(kind="maker").order_by("name", "id"):
        own = values.get(maker.public_id.casefold()) or values.get(maker.name.casefold())
        if own:
            results.append(
                (maker, declared.differences(own, _left(actor, maker, declaration.year, types, wider)))
            )
    return results


def _left(
    actor: Actor, maker: Agency, year: int, types: set[str], wider: Mapping[str, str]
) -> dict[tuple[str, str], int]:
    """How many of a maker's own firearms left its book in a year, by type as declared and activity."""
    left = balance.made_in(actor, maker).filter(part__in=sorted(_PARTS), ended_on__year=year).order_by()
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for kind, part, n in left.values_list("type", "part").annotate(n=Count("*")):
        counts[declared.as_declared(kind, wider, types), _PARTS[part]] += n
    return counts
