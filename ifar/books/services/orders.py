"""Production orders of a maker: serial numbers are reserved before anything is marked, and every one is produced or explained at the end.

A number that stands twice in an order, in another order of the model family or on a firearm of it is named before anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.books import inputs, orders, reserved
from ifar.books.models import Order
from ifar.books.reserved import Span
from ifar.books.services.writing import MANAGE, RECORDER
from ifar.errors import Reason
from ifar.ranges import may_be_range
from ifar.reference import selectors as reference
from ifar.registry.search.naming import identity_of
from ifar.registry.selectors import families
from ifar.registry.selectors.families import Family
from ifar.registry.selectors.serials import compared
from ifar.rights import Actor, require

ORDER: Final = Offers(RECORDER, "order", orders.order_for, page="books:order")
_NAMED: Final = 5
"""So many ranges a refusal names; the others are more of the same."""


@dataclass(frozen=True, slots=True)
class Looked:
    """An order as it would be declared: its columns, and every reason why it cannot be."""

    sets: Mapping[str, Any]
    reasons: tuple[Reason, ...]

    @property
    def total(self) -> int:
        """How many numbers it reserves."""
        return int(self.sets["total"])


def look(
    *,
    actor: Actor,
    number: str,
    make: str,
    model: str,
    type: str,
    calibre: str,
    planned_on: dt.date,
    ranges: str,
) -> Looked:
    """What would become of an order; nothing is written.

    Raises:
        Forbidden: the actor declares no orders.
        Refused: its office is no maker.
    """
    require(actor, MANAGE)
    return _looked(actor, number, make, model, type, calibre, planned_on, ranges)


@transaction.atomic
def declare(
    *,
    actor: Actor,
    number: str,
    make: str,
    model: str,
    type: str,
    calibre: str,
    planned_on: dt.date,
    ranges: str,
) -> str:
    """Declare an order; returns its public identifier.

    Raises:
        Forbidden, Refused: as `look`.
        Invalid: with every reason why its numbers cannot be reserved.
    """
    require(actor, MANAGE)
    looked = _looked(actor, number, make, model, type, calibre, planned_on, ranges)
    if looked.reasons:
        raise RECORDER.invalid(*looked.reasons)
    return RECORDER.record(actor, "order", "declared", changes=dict(looked.sets)).subject


def _looked(
    actor: Actor,
    number: str,
    make: str,
    model: str,
    type: str,
    calibre: str,
    planned_on: dt.date,
    ranges: str,
) -> Looked:
    if actor.agency_kind != "maker":
        raise RECORDER.refused(Reason("books.order.maker"))
    given = {"make": make, "model": model, "type": type, "calibre": calibre}
    identity = identity_of(given, reference.resolver())
    known = {name: str(identity.get(name) or identity.get(f"{name}_raw") or "") for name in given}
    lines = [line for line in map(str.strip, ranges.splitlines()) if line]
    spans, reasons = _read(lines)
    family = families.family_of(known["make"], known["model"])
    if not reasons:
        reasons = _used(actor, family, lines, spans)
    sets = {
        "number": number,
        **known,
        "family": family.name,
        "planned_on": planned_on,
        "ranges": lines,
        "spans": orders.stored(spans),
        "total": sum(map(len, spans)),
    }
    return Looked(sets, tuple(RECORDER.invalid(*reasons).reasons) if reasons else ())


def _read(lines: Sequence[str]) -> tuple[list[Span], list[Reason]]:
    """The numbers of an order, and what is wrong with its lines."""
    if len(lines) > reserved.LINES:
        return [], [_reason("books.order.lines", most=reserved.LINES)]
    spans: list[Span] = []
    reasons = []
    for line in lines:
        wrong = "many" if reserved.too_long(line) else "form" if may_be_range(line) else ""
        results = [] if wrong else reserved.spans_of(line, compared)
        if not results:
            code = f"books.order.{wrong or 'nothing'}"
            reasons.append(_reason(code, line=line[:60], most=reserved.MOST))
        spans += results
    if sum(map(len, spans)) > reserved.MOST:
        return [], [_reason("books.order.many", most=reserved.MOST)]
    if both := reserved.twice(spans):
        reasons.append(_reason("books.order.twice", numbers=numbers_in_words(lines, both)))
    return spans, reasons


def _used(actor: Actor, family: Family, lines: Sequence[str], spans: Sequence[Span]) -> list[Reason]:
    """Who else has numbers of an order: other orders of the maker, and firearms on record."""
    reasons = [
        _reason("books.order.reserved", order=other.number, numbers=numbers_in_words(lines, both))
        for other in orders.alike(actor, family.name)
        if (both := reserved.shared(spans, orders.spans_in(other)))
    ]
    borne = families.borne(actor, family, reserved.typed(lines))
    if own := [number for number, is_own in borne.items() if is_own]:
        reasons.append(_reason("books.order.taken", numbers=numbers_in_words(lines, _merged(own))))
    if len(own) < len(borne):
        reasons.append(_reason("books.order.taken_elsewhere"))
    return reasons


def _merged(numbers: Iterable[str]) -> list[Span]:
    return reserved.merged(reserved.of_number(compared(number)) for number in numbers)


def numbers_in_words(lines: Sequence[str], spans: Sequence[Span]) -> str:
    """Numbers of some lines in words, as they were typed: the first few, and that there are more."""
    return shown(reserved.as_reserved(lines, spans, compared))


def shown(lines: Iterable[str]) -> str:
    """The first few of some lines, and that there are more."""
    fromkeys = list(dict.fromkeys(lines))
    return ", ".join([*fromkeys[:_NAMED], "…"] if len(fromkeys) > _NAMED else fromkeys)


def _reason(code: str, *, field: str = "ranges", **params: object) -> Reason:
    return Reason(code, article="Protocol art. 8(1)(a)", field=field, params=params)


# What becomes of its numbers ----------------------------------------------------------------------------------------


def _mine(actor: Actor, order_id: str, expected_n: int | None) -> Order:
    require(actor, MANAGE)
    order = orders.order_for(actor, order_id)
    RECORDER.check_expected(order, expected_n)
    return order


@ORDER.act("explained", inputs.ExplainNumbers, _("Explain a gap"), permission=MANAGE)
@transaction.atomic
def explain(*, actor: Actor, order_id: str, numbers: str, ground: str, expected_n: int | None = None) -> None:
    """Say why reserved numbers are never made.

    Raises:
        NotFound: there is no such order for this actor.
        Invalid: no numbers of this order, numbers that are produced, or no such ground.
    """
    require(actor, MANAGE)
    order = _mine(actor, order_id, expected_n)
    lines = [line for line in map(str.strip, numbers.splitlines()) if line]
    spans, reasons = _read(lines)
    if ground not in {choice.code for choice in reference.choices("gap_ground")}:
        reasons.append(_reason("books.order.ground", field="ground"))
    if not reasons:
        state = orders.progress(actor, order)
        outside = reserved.minus(spans, orders.spans_in(order))
        reasons += [
            _reason(f"books.order.{code}", field="numbers", numbers=numbers_in_words(lines, some))
            for code, some in (
                ("outside", outside),
                ("made", reserved.shared(spans, state.made)),
                ("explained_before", reserved.shared(spans, state.explained)),
            )
            if some
        ]
    if reasons:
        raise RECORDER.invalid(*_at(reasons, "numbers"))
    gaps = [*order.gaps, {"numbers": lines, "ground": ground}]
    RECORDER.record(actor, "order", "explained", order, changes={"gaps": gaps})


def _at(reasons: Iterable[Reason], field: str) -> list[Reason]:
    return [
        reason
        if reason.field != "ranges"
        else Reason(reason.code, article=reason.article, field=field, params=reason.params)
        for reason in reasons
    ]


@ORDER.act("closed", inputs.EndOrder, _("Close the order"), permission=MANAGE)
@transaction.atomic
def close(*, actor: Actor, order_id: str, expected_n: int | None = None) -> None:
    """Close an order of which every number is produced or explained.

    Raises:
        NotFound: there is no such order for this actor.
        Refused: numbers are left.
    """
    require(actor, MANAGE)
    order = _mine(actor, order_id, expected_n)
    left = orders.progress(actor, order).left
    if left:
        first = reserved.as_reserved(order.ranges, left[:1], compared)[0]
        raise RECORDER.refused(
            Reason("books.order.left", params={"many": sum(map(len, left)), "numbers": first})
        )
    RECORDER.record(actor, "order", "closed", order)


@ORDER.act("cancelled", inputs.EndOrder, _("Cancel the order"), permission=MANAGE, danger=True)
@transaction.atomic
def cancel(*, actor: Actor, order_id: str, expected_n: int | None = None) -> None:
    """Cancel an order of which nothing was made; its numbers may be reserved again.

    Raises:
        NotFound: there is no such order for this actor.
        Refused: something is produced.
    """
    require(actor, MANAGE)
    order = _mine(actor, order_id, expected_n)
    if made := orders.progress(actor, order).made:
        raise RECORDER.refused(
            Reason("books.order.begun", params={"numbers": numbers_in_words(order.ranges, made)})
        )
    RECORDER.record(actor, "order", "cancelled", order)
