"""Production orders as an actor may see them: a maker's own, and those of the makers whose books somebody reads; and what became of their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ifar.books import labels, reserved, selectors
from ifar.books.models import Order
from ifar.books.reserved import Span
from ifar.errors import NotFound, Reason
from ifar.registry.selectors import families
from ifar.registry.selectors.families import Family
from ifar.registry.selectors.serials import compared
from ifar.rights import Actor


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
    order = orders_for(actor).filter(public_id=public_id).first()
    if order is None:
        raise NotFound("books.order.not_found", labels.of("books.order.not_found"))
    return order


def alike(actor: Actor, family: str) -> list[Order]:
    """The orders of the actor's own office whose numbers must differ."""
    orders = Order.objects.filter(agency_id=actor.agency_id, family=family)
    return list(orders.exclude(state="cancelled").order_by("id"))


def stored(spans: Iterable[Span]) -> list[list[str]]:
    """Spans as an order keeps them: numbers of sixty digits are text."""
    return [[span.form, str(span.low), str(span.high)] for span in spans]


def spans_in(order: Order) -> list[Span]:
    """The numbers that an order reserves."""
    return [Span(form, int(low), int(high)) for form, low, high in order.spans]


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of the numbers of an order, or of one of its ranges."""

    made: tuple[Span, ...]
    explained: tuple[Span, ...]
    left: tuple[Span, ...]

    def counts(self) -> dict[str, int]:
        """How many numbers each part has."""
        return {name: sum(map(len, getattr(self, name))) for name in ("made", "explained", "left")}


def gaps_in(order: Order) -> list[tuple[str, list[Span]]]:
    """The gaps that were explained: ground, and its numbers."""
    return [
        (gap["ground"], [span for line in gap["numbers"] for span in reserved.spans_of(line, compared)])
        for gap in order.gaps
    ]


def progress(actor: Actor, order: Order) -> Progress:
    """What became of the numbers of an order, by the book of its maker. One statement."""
    return parts(spans_in(order), _made(order), gaps_in(order))


def parts(
    spans: Sequence[Span], made: Sequence[Span], gaps: Sequence[tuple[str, Sequence[Span]]]
) -> Progress:
    """The part of some numbers that is made, explained, and left."""
    explained = [span for _ground, some in gaps for span in some]
    own = reserved.merged(reserved.shared(spans, made))
    results = reserved.merged(reserved.shared(spans, explained))
    return Progress(tuple(own), tuple(results), tuple(reserved.minus(reserved.minus(spans, own), results)))


def made_of(order: Order) -> list[Span]:
    """The numbers of an order that are made."""
    return _made(order)


def _made(order: Order) -> list[Span]:
    numbers = [number for span in spans_in(order) for number in span.numbers()]
    family = families.family_of(order.make, order.model)
    return reserved.merged(map(reserved.of_number, families.made(order.agency.public_id, family, numbers)))


def against(actor: Actor, family: Family, lot: str, numbers: Collection[str]) -> dict[str, Reason]:
    """The numbers that are not made although an order reserved them, because it is closed or explains them, and those that the order which is named as production lot has not reserved."""
    own = list(Order.objects.filter(agency_id=actor.agency_id).exclude(state="cancelled").order_by("id"))
    alike = [record for record in own if record.family == family.name]
    ended = [(record.number, reserved.by_form(_ended(record))) for record in alike]
    named = reserved.by_form(span for record in alike if record.number == lot for span in spans_in(record))
    is_named = any(record.number == lot for record in own)
    result = {}
    for number in numbers:
        item = reserved.of_number(compared(number))
        if order := next((name for name, spans in ended if reserved.has(spans, item)), ""):
            result[number] = _against("ended", order)
        elif is_named and not reserved.has(named, item):
            result[number] = _against("outside", lot)
    return result


def _ended(order: Order) -> Iterable[Span]:
    """The numbers of an order that are made no more."""
    if order.state == "closed":
        return spans_in(order)
    return (span for _ground, some in gaps_in(order) for span in some)


def _against(code: str, order: str) -> Reason:
    return Reason(f"registry.reserved.{code}", article="Protocol art. 8(1)(a)", params={"order": order})
