"""Consignments and authorisations as the offline extract of a border post has them: what is packed where under which seals, and what is in force. It names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from ifar.reference import selectors as reference
from ifar.rights import Actor, may
from ifar.templatetags.days import day_words
from ifar.trade import labels, selectors
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.named import may_cross
from ifar.trade.consignments.status import status_of
from ifar.trade.models import Authorisation, Crate, Item
from ifar.trade.services.writing import today

CONSIGNMENTS: Final = 300
PIECES: Final = 20_000
"""Consignments of the extract, and pieces of them all: what a phone holds; the newest first."""


def _states(of: Authorisation, into: Sequence[str], names: dict[str, str]) -> str:
    way = (names.get(of.from_state, of.from_state), ", ".join(names.get(state, state) for state in into))
    return f"{labels.KINDS[of.kind]} · {' → '.join(way)}"


def consignments(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The consignments that may leave or are under way, each with its crates, their seals and the serial numbers in them."""
    if not may(actor, kept.CHECK):
        return []
    records = list(may_cross(actor, today()).order_by("-id")[: min(most, CONSIGNMENTS)])
    names, status = dict(reference.words("country")), status_of(records)
    crates: dict[int, list[Crate]] = {}
    for crate in Crate.objects.filter(consignment__in=records, state="open").order_by("id"):
        crates.setdefault(crate.consignment_id, []).append(crate)
    items = Item.objects.filter(consignment__in=records, state="packed").order_by("-consignment_id", "id")
    packed: dict[str, list[tuple[str, str, int]]] = {}
    for crate_id, serial, firearm, quantity in items.values_list("crate", "serial", "firearm", "quantity")[
        :PIECES
    ]:
        packed.setdefault(crate_id, []).append((serial, firearm, quantity))
    return [
        {
            "id": consignment.public_id,
            "what": _states(consignment.authorisation, [consignment.into_state], names),
            "mark": consignment.declaration,
            "said": str(status[consignment.pk][0]),
            "crates": [
                {
                    "id": crate.public_id,
                    "number": crate.number,
                    "seals": crate.seals,
                    "pieces": sum(quantity for _s, _f, quantity in packed.get(crate.public_id, ())),
                    "serials": [serial for serial, _f, _q in packed.get(crate.public_id, ()) if serial],
                    "firearms": [firearm for _s, firearm, _q in packed.get(crate.public_id, ()) if firearm],
                }
                for crate in crates.get(consignment.pk, ())
            ],
        }
        for consignment in records
    ]


def authorisations(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The authorisations that are in force, and those that were suspended or revoked: what stands on a paper is compared with them."""
    if not may(actor, kept.CHECK):
        return []
    day, names = today(), dict(reference.words("country"))
    records = selectors.authorisations_for(actor).filter(
        Q(state="in_force", valid_from__lte=day, valid_to__gte=day) | Q(state__in=("suspended", "revoked"))
    )
    return [
        {
            "id": authorisation.public_id,
            "what": _states(authorisation, authorisation.states, names),
            "mark": "",
            "said": _("In force until %(day)s") % {"day": day_words(authorisation.valid_to)}
            if authorisation.state == "in_force" and authorisation.valid_to
            else str(labels.state_words("authorisation", authorisation.state)),
            "stands": authorisation.state == "in_force",
        }
        for authorisation in records.order_by("-id")[:most]
    ]
