"""Production orders as an actor may see them: a maker's own, and those of the makers whose books somebody reads; and what became of their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    found = orders_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("books.order.not_found", labels.of("books.order.not_found"))
    return found


def alike(actor: Actor, family: str) -> list[Order]:
    """The orders of the actor's own office whose numbers must differ."""
    found = Order.objects.filter(agency_id=actor.agency_id, family=family)
    return list(found.exclude(state="cancelled").order_by("id"))


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
        (gap["ground"], [span for line in gap["numbers"] for span in reserved.spans_of(line, compared)])
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
    family = families.family_of(found.make, found.model)
    return reserved.merged(map(reserved.of_number, families.made(found.agency.public_id, family, numbers)))


def against(actor: Actor, family: Family, lot: str, numbers: Collection[str]) -> dict[str, Reason]:
    """The numbers that are not made although an order reserved them, because it is closed or explains them, and those that the order which is named as production lot has not reserved."""
    own = list(Order.objects.filter(agency_id=actor.agency_id).exclude(state="cancelled").order_by("id"))
    alike = [one for one in own if one.family == family.name]
    ended = [(one.number, _by_form(_ended(one))) for one in alike]
    named = _by_form(span for one in alike if one.number == lot for span in spans_in(one))
    is_named = any(one.number == lot for one in own)
    found = {}
    for number in numbers:
        one = reserved.of_number(compared(number))
        if order := next((name for name, spans in ended if _has(spans, one)), ""):
            found[number] = _against("ended", order)
        elif is_named and not _has(named, one):
            found[number] = _against("outside", lot)
    return found


def _ended(found: Order) -> Iterable[Span]:
    """The numbers of an order that are made no more."""
    if found.state == "closed":
        return spans_in(found)
    return (span for _ground, some in gaps_in(found) for span in some)


def _by_form(spans: Iterable[Span]) -> dict[str, list[Span]]:
    told: dict[str, list[Span]] = {}
    for one in reserved.merged(spans):
        told.setdefault(one.form, []).append(one)
    return told


def _has(spans: Mapping[str, Sequence[Span]], one: Span) -> bool:
    return any(some.low <= one.low <= some.high for some in spans.get(one.form, ()))


def _against(code: str, order: str) -> Reason:
    return Reason(f"registry.reserved.{code}", article="Protocol art. 8(1)(a)", params={"order": order})
