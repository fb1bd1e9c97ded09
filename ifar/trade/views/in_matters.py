"""Records of trade that matters are about, as far as a reader sees them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.matters.found import Thing
from ifar.rights import Actor
from ifar.trade import selectors
from ifar.trade.consignments import selectors as kept
from ifar.trade.declarations.selectors import declarations_for
from ifar.trade.deliveries import selectors as delivery_selectors
from ifar.trade.despatches.selectors import despatches_for
from ifar.trade.journeys import selectors as journey_selectors

_MISSING = frozenset({"missing"})


def records(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some records that the actor may see."""
    kinds: tuple[Any, ...] = (
        (kept.consignments_for(actor), "consignment", _("Consignment %(number)s")),
        (selectors.authorisations_for(actor), "authorisation", _("Authorisation %(number)s")),
        (delivery_selectors.deliveries_for(actor), "delivery", _("Delivery %(number)s")),
        (delivery_selectors.enquiries_for(actor), "enquiry", _("Enquiry of another State, %(number)s")),
        (journey_selectors.journeys_for(actor), "journey", _("Journey %(number)s")),
        (despatches_for(actor), "despatch", _("Despatch %(number)s")),
        (declarations_for(actor), "declaration", _("Customs declaration %(number)s")),
    )
    return {
        item: Thing(
            title % {"number": identifiers.shown(item)},
            reverse(f"trade:{page}", args=(item,)),
            _MISSING if page in ("consignment", "despatch") else frozenset(),
        )
        for rows, page, title in kinds
        for item in rows.filter(public_id__in=public_ids).values_list("public_id", flat=True)
    }
