"""What somebody at a border holds in the hand - a seal, a crate, a document, a firearm - and the consignment or authorisation that it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet, Sum

from ifar import scanned
from ifar.documents.models import Paper as IssuedPaper
from ifar.matters.models import Matter
from ifar.placement.roads.reconciling import findings
from ifar.rights import Actor, may
from ifar.trade import selectors
from ifar.trade.consignments import selectors as kept
from ifar.trade.declarations.selectors import declarations_for
from ifar.trade.models import (
    PLAIN_NUMBER,
    PLAIN_SEALS,
    Authorisation,
    Consignment,
    Crate,
    Item,
    Observation,
    Paper,
    plain,
)
from ifar.typed import bare

LATELY: Final = dt.timedelta(days=120)
"""How long ago what is under way left at most."""
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class ConsignmentReference:
    """A consignment that was named, and the crate of it where that was said."""

    consignment: Consignment
    crate: Crate | None = None


def may_cross(actor: Actor, day: dt.date) -> QuerySet[Consignment]:
    """The consignments that an actor sees and that may come to a border: packed, or under way."""
    under_way = Q(state="left", left_on__gte=day - LATELY)
    return kept.consignments_for(actor).filter(Q(state="closed") | under_way)


def named_by(actor: Actor, text: str, day: dt.date) -> tuple[list[ConsignmentReference], list[Authorisation]]:
    """The consignments that what was scanned or typed names, else the authorisations that it does.

    Args:
        text: an identifier; or the number of a seal, a crate, a customs declaration, a document or a firearm, as it stands on it.
    """
    if not may(actor, kept.CHECK):
        return [], []
    value = scanned.read(scanned.in_short(text))
    if value.identifier:
        return _by_identifier(actor, value.identifier)
    number = bare(value.serial or value.text)
    if not number:
        return [], []
    open_ = may_cross(actor, day)
    ways = (_by_crate, _by_piece, _by_reading)
    crate = next((found for way in ways if (found := way(open_, number))), None)
    crate = crate or _by_declaration(actor, open_, number)
    return crate, [] if crate else _by_paper(actor, number)


def differing(item: ConsignmentReference) -> dict[str, list[str]]:
    """What differed when the crate that was named, or any where none was, was looked at: by the cause of its matter, the serial numbers read beside those packed."""
    whole, result = kept.whole_of(item.consignment), dict[str, list[str]]()
    for observation in kept.observed_of(item.consignment):
        if item.crate is None or observation.crate == item.crate.public_id:
            for finding in findings(whole, kept.seen_of(observation)):
                numbers = result.setdefault(f"trade.{finding.code}", [])
                numbers += [text for text in finding.serials if text not in numbers]
    return result


def pieces_of(results: Sequence[ConsignmentReference]) -> dict[ConsignmentReference, int]:
    """How many pieces are packed in the crate that was named, or in the whole consignment. One query."""
    result: dict[tuple[int, str], int] = {}
    packed = Item.objects.filter(consignment__in=[item.consignment for item in results], state="packed")
    for consignment, crate, pieces in packed.values_list("consignment_id", "crate").annotate(
        all=Sum("quantity")
    ):
        for place in ((consignment, crate), (consignment, "")):
            result[place] = result.get(place, 0) + pieces
    return {
        item: result.get((item.consignment.pk, item.crate.public_id if item.crate else ""), 0)
        for item in results
    }


def _by_identifier(actor: Actor, named: str) -> tuple[list[ConsignmentReference], list[Authorisation]]:
    seen = kept.consignments_for(actor)
    if named[0] == "F":
        packed = Item.objects.filter(
            firearm=named, state="packed", consignment__in=seen.order_by().values("pk")
        )
        return _crates_of(_with_consignment(packed)), []
    if named[0] == "V":
        named = IssuedPaper.objects.filter(public_id=named).values_list("about", flat=True).first() or ""
    if named[:1] != "T":
        return [], []
    if whole := seen.filter(public_id=named).first():
        return [ConsignmentReference(whole)], []
    inside = seen.order_by().values("pk")
    crate = _with_consignment(Crate.objects.filter(public_id=named, consignment__in=inside)).first()
    if crate:
        return [ConsignmentReference(crate.consignment, crate)], []
    packed = Item.objects.filter(public_id=named, consignment__in=inside)
    if crates := _crates_of(_with_consignment(packed)):
        return crates, []
    declared = declarations_for(actor).filter(public_id=named).values_list("matched", "under").first()
    if declared and declared[0]:
        return [ConsignmentReference(consignment) for consignment in seen.filter(public_id=declared[0])], []
    asked = {named, *(declared or ())} - {""}
    return [], list(selectors.authorisations_for(actor).filter(public_id__in=asked))


def _with_consignment[T: (Crate, Item, Observation)](results: QuerySet[T]) -> QuerySet[T]:
    return results.select_related("consignment", "consignment__authorisation")


def _by_crate(open_: QuerySet[Consignment], number: str) -> list[ConsignmentReference]:
    """By what stands on a crate: one of its seals, or its own number."""
    here = _with_consignment(
        Crate.objects.filter(consignment__in=open_.order_by().values("pk"), state="open")
    )
    on_seal, on_crate = Q(("sealed__contains", [number])), Q(plain=number)
    crates: list[Crate] = list(here.alias(sealed=PLAIN_SEALS).filter(on_seal)[:MOST])
    crates = crates or list(here.alias(plain=plain("number")).filter(on_crate)[:MOST])
    return [ConsignmentReference(crate.consignment, crate) for crate in crates]


def _by_piece(open_: QuerySet[Consignment], number: str) -> list[ConsignmentReference]:
    here = Item.objects.filter(consignment__in=open_.order_by().values("pk"), state="packed")
    bearing = here.exclude(serial="").alias(plain=plain("serial")).filter(plain=number)
    return _crates_of(_with_consignment(bearing))


def _by_reading(open_: QuerySet[Consignment], number: str) -> list[ConsignmentReference]:
    """By a serial number that was read in a crate whose list does not have it, while the matter about that is open."""
    about = Matter.objects.filter(state="open", cause__startswith="trade.").order_by().values("about")
    seen = Observation.objects.filter(
        consignment__in=open_.filter(public_id__in=about).order_by().values("pk"), state="recorded"
    )
    bearing = [
        item for item in _with_consignment(seen.exclude(serials=[])) if number in map(bare, item.serials)
    ]
    return _crates_of(bearing[:MOST])


def _crates_of(items: QuerySet[Item] | Sequence[Observation]) -> list[ConsignmentReference]:
    records: list[Item | Observation] = list(items[:MOST])
    crates = {
        crate.public_id: crate
        for crate in Crate.objects.filter(public_id__in={item.crate for item in records})
    }
    once = {(item.consignment_id, item.crate): item for item in records}
    return [ConsignmentReference(item.consignment, crates.get(item.crate)) for item in once.values()]


def _by_declaration(actor: Actor, open_: QuerySet[Consignment], number: str) -> list[ConsignmentReference]:
    matched = declarations_for(actor).alias(plain=PLAIN_NUMBER).filter(plain=number).exclude(matched="")
    # Two short lists, each by its index: one condition on both would have every consignment looked through.
    declared = (
        Consignment.objects.exclude(declaration="").alias(plain=plain("declaration")).filter(plain=number)
    )
    ways = declared.values("pk").union(
        Consignment.objects.filter(
            public_id__in=list(matched.values_list("matched", flat=True)[:MOST])
        ).values("pk")
    )
    return [ConsignmentReference(item) for item in open_.filter(pk__in=ways).order_by("-id")[:MOST]]


def _by_paper(actor: Actor, number: str) -> list[Authorisation]:
    """By the number of a document of another State on which an authorisation rests."""
    asked = Paper.objects.alias(plain=PLAIN_NUMBER).filter(plain=number, state__in=("entered", "verified"))
    authorisations = selectors.authorisations_for(actor).filter(pk__in=asked.values("authorisation"))
    return list(authorisations.order_by("-id")[:MOST])
