"""What a trader's assistant scans: the firearm of the own book that it names, and the pending sales of the book. Whatever is said here is the trader's own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils import timezone

from ifar import scanned
from ifar.books import labels, sale, selectors
from ifar.errors import NotFound, Reason
from ifar.licensing.models import Offer
from ifar.licensing.selectors import records
from ifar.registry.kinds import KINDS
from ifar.registry.lifecycle.states import State
from ifar.registry.models import BookLine, Event, Firearm
from ifar.registry.selectors.consents import consented
from ifar.rights import Actor

OPEN: Final = ("offered", "confirmed")


def stock_for(actor: Actor, text: str) -> Firearm:
    """The firearm of the actor's own book that a code, an identifier or a serial number names, and that may be sold as it stands.

    Raises:
        Refused: none of the book; several that bear the number; it left the book, and how; it is blocked, another's, or in a state in which nothing is sold.
    """
    thing = there_for(actor, text)
    is_own = sells(actor, thing, consented([thing.public_id], actor.agency))
    if wrong := sale.saleable(thing.state, thing.legal, thing.item, is_own=is_own):
        raise labels.refused(wrong)
    return thing


def sells(actor: Actor, thing: Firearm, let: Collection[str]) -> bool:
    """Whether something in the book is the trader's own to sell, or among what its owner lets it sell (`consented`)."""
    return thing.public_id in let if thing.state == State.CONSIGNED else thing.owner == actor.agency


def there_for(actor: Actor, text: str) -> Firearm:
    """The firearm that stands in the actor's own book and that a code, an identifier or a serial number names.

    Raises:
        Refused: none of the book; several that bear the number; it left the book, and how.
    """
    book = selectors.book_for(actor, actor.agency)
    value = scanned.read(text)
    lines = selectors.lines_for(actor, book).filter(firearm__merged_into="")
    if value.identifier[:1] in ("F", "K"):
        lines = lines.filter(firearm__public_id=value.identifier)
    else:
        lines = lines.filter(firearm__in=selectors.bearing(actor, book, value.serial or value.text))
    book_lines = list(lines.order_by("-entered")[: selectors.CANDIDATES])
    there = {book_line.firearm_id: book_line for book_line in book_lines if book_line.until is None}
    if not book_lines:
        raise labels.refused(Reason("books.sale.not_in_book", field="firearm"))
    if not there:
        raise labels.refused(_left(book_lines[0]))
    if len(there) > 1:
        raise labels.refused(Reason("books.sale.several", field="firearm"))
    return next(iter(there.values())).firearm


def _left(line: BookLine) -> Reason:
    """That a line is closed: since when and how, as the book itself says."""
    kind = Event.objects.filter(pk__in=[line.left_by]).values_list("kind", flat=True).first() or ""
    how = str(KINDS[kind].sentence) if kind in KINDS else kind
    return Reason(
        "books.sale.left",
        field="firearm",
        params={"day": line.left_on.isoformat() if line.left_on else "", "how": how},
    )


def repairs_for(actor: Actor) -> QuerySet[BookLine]:
    """The lines of the actor's own book of what is with it for repair and is another's; `back_on`: the day on which it is to be returned, as text, or empty."""
    book = selectors.book_for(actor, actor.agency)
    handed = Event.objects.filter(firearm=OuterRef("firearm"), kind="repair_handed_over").order_by("-n")
    return (
        selectors.lines_for(actor, book)
        .filter(
            until=None,
            firearm__merged_into="",
            firearm__state=State.IN_REPAIR,
            firearm__custodian=actor.agency,
        )
        .exclude(firearm__owner=actor.agency)
        .annotate(
            back_on=Coalesce(
                Subquery(
                    handed.values(day=KeyTextTransform("return_date", "details"))[:1],
                    output_field=TextField(),
                ),
                Value(""),
                output_field=TextField(),
            )
        )
    )


def proofing_for(actor: Actor, state: str) -> QuerySet[BookLine]:
    """The lines of the actor's own book of what stands in a state on its way to the proof house and back; `result`: of its last proof, empty where there was none. Failures first."""
    book = selectors.book_for(actor, actor.agency)
    last = Event.objects.filter(firearm=OuterRef("firearm"), kind="proof_returned").order_by("-n")
    subquery = Subquery(last.values(said=KeyTextTransform("result", "details"))[:1], output_field=TextField())
    lines = selectors.lines_for(actor, book).filter(until=None, firearm__merged_into="", firearm__state=state)
    coalesce = Coalesce(subquery, Value(""), output_field=TextField())
    return lines.annotate(result=coalesce).order_by("-result", "entered")


def sales_for(actor: Actor) -> QuerySet[Offer]:
    """The pending sales of the actor's own book that are still good: nothing was recorded of the firearm since."""
    unmoved = Firearm.objects.filter(public_id=OuterRef("firearm"), n=OuterRef("stood"))
    return _own(actor).filter(Exists(unmoved), state__in=OPEN, good_until__gte=timezone.localdate())


def ready_for(actor: Actor) -> QuerySet[Offer]:
    """Those that the buyer confirmed and whose day has come."""
    return sales_for(actor).filter(state="confirmed", hand_over_from__lte=timezone.localdate())


def sale_for(actor: Actor, public_id: str) -> Offer:
    """One sale of the actor's own book, as it stands; unknown and another's answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    offer = _own(actor).filter(public_id=public_id).first()
    if offer is None:
        raise NotFound("books.sale.not_found")
    return offer


def _own(actor: Actor) -> QuerySet[Offer]:
    return records.offers_for(actor).filter(seller=actor.agency, agency=actor.agency_id, transfer=sale.SALE)
