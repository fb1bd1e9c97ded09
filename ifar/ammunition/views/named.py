"""Lots and movements as labels, matters and proposals name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.accounts.notices import Words
from ifar.ammunition import accounts, labels, selectors
from ifar.ammunition.models import Lot
from ifar.documents.things import Thing
from ifar.matters.found import Thing as Matter
from ifar.numbers import number_words
from ifar.placement import selectors as placement
from ifar.reference import selectors as reference
from ifar.rights import Actor


def called(lot: Lot) -> str:
    """A lot in one line: who made it, of what calibre; its number stands beside it."""
    calibre = reference.words("calibre").get(lot.calibre, lot.calibre)
    what = labels.MIXED if lot.place else labels.KINDS[lot.kind]
    # Figures and signs of a calibre keep their order among words of another direction.
    return " ".join(
        text for text in (str(what), f"\u2066{calibre}\u2069" if calibre else "", lot.maker) if text
    )


def amount(lot: Lot, quantity: int) -> str:
    """A quantity with what it is counted in."""
    return f"{number_words(quantity)} {labels.UNITS[lot.unit]}"


def lots(actor: Actor, results: Collection[str]) -> Iterable[Thing]:
    """The lots that an actor may see, by what they are and their number."""
    for lot in selectors.lots_for(actor).filter(public_id__in=results):
        yield Thing(lot.public_id, called(lot), lot.number, reverse("ammunition:lot", args=(lot.public_id,)))


def in_matters(actor: Actor, results: Collection[str]) -> Mapping[str, Matter]:
    """The lots and movements that matters are about, as far as an actor may see them."""
    return {
        lot.public_id: Matter(
            " ".join(filter(None, (called(lot), lot.number))),
            reverse("ammunition:lot", args=(lot.public_id,)),
        )
        for lot in selectors.lots_for(actor).filter(public_id__in=results)
    } | {
        movement.public_id: Matter(
            labels.MOVES[movement.move], reverse("ammunition:movement", args=(movement.public_id,))
        )
        for movement in selectors.movements_for(actor).filter(public_id__in=results)
    }


def notice(actor: Actor, notice: Any) -> Words:
    """A notice that a lot stops, or goes on."""
    lot = selectors.lots_for(actor).filter(public_id=notice.object).first()
    return Words(
        title=str(labels.NOTICES[notice.kind]),
        text=", ".join(filter(None, (called(lot), lot.number))) if lot else "",
        url=reverse("ammunition:lot", args=(notice.object,)) if lot else "",
        icon="ban" if notice.kind == "ammunition.suspended" else "circle-check",
        grave=notice.kind == "ammunition.suspended",
    )


def title(proposal: Any) -> Any:
    """The act in words."""
    return labels.TITLES.get(proposal.act, proposal.act)


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """Everything that would be decided: what of which lots, and where it lies."""
    details = proposal.payload["details"]
    if proposal.act.endswith(accounts.UNDONE_BY_TWO):
        first = selectors.movement_for(actor, proposal.object)
        about = Line(
            _("Movement"),
            str(labels.MOVES[first.move]),
            reverse("ammunition:movement", args=(first.public_id,)),
        )
        why = Line(_("What was wrong"), str(labels.MISTAKES[details["ground"]]))
        return [about, why, *_lots(details["lines"])]
    return list(_lines(actor, details))


def _lines(actor: Actor, details: Mapping[str, Any]) -> Iterator[Line]:
    names = placement.names_of(actor, {details["place"]})
    yield Line(_("Place"), names.get(details["place"]) or identifiers.shown(details["place"]))
    yield from _lots(details["lines"])
    if details.get("ground"):
        yield Line(_("How it was lost"), str(labels.LOSSES[details["ground"]]))
    if details["reference"]:
        yield Line(_("Number of the paper"), details["reference"])


def _lots(lines: Collection[Mapping[str, Any]]) -> Iterator[Line]:
    known = {
        record.public_id: record for record in Lot.objects.filter(public_id__in=[row["lot"] for row in lines])
    }
    for line in lines:
        lot = known[line["lot"]]
        url = reverse("ammunition:lot", args=(lot.public_id,))
        yield Line(", ".join(filter(None, (called(lot), lot.number))), amount(lot, line["quantity"]), url)
