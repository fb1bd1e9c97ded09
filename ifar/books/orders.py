"""Production orders as an actor may see them: a maker's own, and those of the makers whose books somebody reads; and what became of their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from ifar.books import labels, reserved, selectors
from ifar.books.models import Order
from ifar.books.reserved import Span
from ifar.errors import NotFound
from ifar.reference import selectors as reference
from ifar.registry.marks.reading import keys_of
from ifar.registry.selectors.serials import plain_of
from ifar.rights import Actor

# Numbers of an order that a firearm bears which the maker opened in its own book.
_MADE: Final = """
SELECT DISTINCT a.plain FROM unnest(%(plain)s::text[], %(folded)s::text[]) AS a (plain, folded)
JOIN registry_markkey k ON k.folded = a.folded AND k.plain = a.plain AND k.kind = 'serial' AND k.form = 0
JOIN registry_mark r ON r.firearm_id = k.firearm_id AND r.n = k.n AND NOT r.retired
JOIN registry_bookline b ON b.firearm_id = k.firearm_id AND b.holder = %(maker)s AND b.since = 1
JOIN registry_firearm f ON f.id = k.firearm_id
WHERE f.item = 'firearm' AND f.merged_into = '' AND coalesce(f.make, nullif(lower(f.make_raw), '')) = lower(%(make)s)
  AND coalesce(f.model, nullif(lower(f.model_raw), '')) = ANY(%(models)s)"""


def orders_for(actor: Actor) -> QuerySet[Order]:
    """The orders of the makers whose books the actor reads."""
    makers = selectors.books_for(actor).filter(kind="maker")
    seen = Order.objects.filter(agency__in=makers, compartment__in=sorted(actor.compartments))
    return seen.select_related("agency")


def order_for(actor: Actor, public_id: str) -> Order:
    """One order; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    found = orders_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("books.order.not_found", labels.of("books.order.not_found"))
    return found


def alike(actor: Actor, make: str, family: str) -> list[Order]:
    """The orders of the actor's own office whose numbers must differ."""
    found = Order.objects.filter(agency_id=actor.agency_id, make=make, family=family)
    return list(found.exclude(state="cancelled").order_by("id"))


def family_of(model: str) -> str:
    """The family of a model as the list says it, with its make before it; a model that the list does not know is one of its own."""
    found = reference.rows_of("model").filter(code=model).values_list("make_id", "family", "name").first()
    return f"{found[0]}/{found[1] or found[2]}" if found else model


def models_of(family: str) -> list[str]:
    """The models of a family, as the register compares them."""
    make, _, name = family.partition("/")
    of_make = reference.rows_of("model").filter(make=make)
    found = of_make.filter(Q(family=name) | Q(family="", name=name)).values_list("code", flat=True)
    return list(found) or [family.lower()]


def stored(spans: Iterable[Span]) -> list[list[str]]:
    """Spans as an order keeps them: numbers of sixty digits are text."""
    return [[one.form, str(one.low), str(one.high)] for one in spans]


def spans_in(found: Order) -> list[Span]:
    """The numbers that an order reserves."""
    return [Span(form, int(low), int(high)) for form, low, high in found.spans]


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of the numbers of an order, or of one of its ranges."""

    made: tuple[Span, ...]
    explained: tuple[Span, ...]
    left: tuple[Span, ...]

    def counts(self) -> dict[str, int]:
        """How many numbers each part has."""
        return {name: sum(map(len, getattr(self, name))) for name in ("made", "explained", "left")}


def gaps_in(found: Order) -> list[tuple[str, list[Span]]]:
    """The gaps that were explained: ground, and its numbers."""
    return [
        (gap["ground"], [span for line in gap["numbers"] for span in reserved.spans_of(line, plain_of)])
        for gap in found.gaps
    ]


def progress(actor: Actor, found: Order) -> Progress:
    """What became of the numbers of an order, by the book of its maker. One statement."""
    return parts(spans_in(found), _made(found), gaps_in(found))


def parts(
    spans: Sequence[Span], made: Sequence[Span], gaps: Sequence[tuple[str, Sequence[Span]]]
) -> Progress:
    """The part of some numbers that is made, explained, and left."""
    explained = [one for _ground, some in gaps for one in some]
    own = reserved.merged(reserved.shared(spans, made))
    told = reserved.merged(reserved.shared(spans, explained))
    return Progress(tuple(own), tuple(told), tuple(reserved.minus(reserved.minus(spans, own), told)))


def made_of(found: Order) -> list[Span]:
    """The numbers of an order that are made."""
    return _made(found)


def _made(found: Order) -> list[Span]:
    numbers = [one for span in spans_in(found) for one in span.numbers()]
    asked: dict[str, Any] = {
        "plain": numbers,
        "folded": [keys_of(one).forms[0].folded for one in numbers],
        "maker": found.agency.public_id,
        "make": found.make,
        "models": models_of(found.family),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MADE, asked)
        return reserved.merged(reserved.of_number(plain) for (plain,) in cursor.fetchall())
