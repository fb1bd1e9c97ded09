"""What the register knows of a traced firearm, datum by datum: the source that `disclosure` decides over.

Read as the actor may see it: what lies in a closed compartment is not known here, and so never leaves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Q

from ifar.accounts.services import reads
from ifar.parties.services.naming import names_of
from ifar.registry.models import Event, Firearm, Mark
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may
from ifar.tracing import chain_of_ownership, selectors
from ifar.tracing.models import Request, Step
from ifar.typed import bare

_CROSSED: Final = ("imported", "exported", "temporarily_exported", "import_marked")
_LOST: Final = ("lost", "stolen")
_STATE_KEPT: Final = frozenset({"store", "unit", "military", "police", "customs"})
RETAIL: Final = ("retail_sold", "sold_to_civilians")


def firearm_of(actor: Actor, request: Request) -> Firearm | None:
    """The firearm of the register that a request is about, where the actor may see it."""
    return firearms_for(actor).filter(public_id=request.firearm).first() if request.firearm else None


def known_of(actor: Actor, request: Request, links: Sequence[Step]) -> dict[str, Any]:
    """Datum of `disclosure.TABLE` -> what is known; what is not known is left out. Four queries."""
    firearm = firearm_of(actor, request)
    chain = selectors.chain_of(links)
    known: dict[str, Any] = {}
    if firearm is not None:
        marks = Mark.objects.filter(firearm=firearm, retired=False).order_by("n")
        known |= {
            "identification": _filled(
                {name: getattr(firearm, name) for name in ("make", "model", "calibre", "type")}
                | {"marks": [{"kind": mark.kind, "text": mark.text} for mark in marks if mark.text]}
            ),
            "manufacture": _filled(
                {"make": firearm.make, "country_made": firearm.country_made, "year": firearm.year}
            ),
            "status": firearm.state,
        }
        kept_by_state = firearm.custody in _STATE_KEPT or firearm.national_security
        if kept_by_state:
            known["state_stock"] = firearm.custody or "state"
            known["identification"] = _filled(
                {"marks": _confirmed(request, known["identification"].get("marks", []))}
            )
        for event in Event.objects.filter(Q(kind__in=_CROSSED) | Q(kind__in=_LOST), firearm=firearm).order_by(
            "n"
        ):
            name = "loss_report" if event.kind in _LOST else "import_export"
            known.setdefault(name, []).append(
                {"kind": event.kind, "on": event.first_day and event.first_day.isoformat()}
            )
    sold = chain.sold_on or (first_sale(firearm) if firearm else None)
    if sold:
        known["first_sale"] = sold.isoformat()
    if trade := _trade(links):
        known["trade_chain"] = trade
    if chain.holder is not None:
        known["holder_kind"] = chain.holder.to_role or chain.holder.role
        if who := _holder(actor, request, links):
            known["last_holder"] = who
    if chain.diversion is not None:
        left = chain.diversion
        known["point_of_diversion"] = _filled(
            {"link": left.role, "how": left.diversion, "on": left.on.isoformat() if left.on else None}
        )
    return known


def _confirmed(request: Request, marks: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Of the marks of an arm only those that were asked about: of what the State keeps nothing else is told with them."""
    asked = {bare(str(mark.get("text") or "")) for mark in request.marks} - {""}
    return [dict(mark) for mark in marks if bare(mark["text"]) in asked]


def first_sale(firearm: Firearm) -> dt.date | None:
    """The day of the first retail sale that the register knows of; None where it knows of none, or not of its day, or where somebody held it before:
    what a dealer sells second-hand was sold first by another, whom nobody knows."""
    every = list(Event.objects.filter(firearm=firearm, kind__in=(*RETAIL, "annulled")).order_by("n"))
    annulled = {str(event.details.get("event")) for event in every if event.kind == "annulled"}
    sale = next((event for event in every if event.kind in RETAIL and str(event.pk) not in annulled), None)
    if sale is None or sale.precision != "day":
        return None
    if any(item.role == "holder" for item in chain_of_ownership.life_of(firearm, before=sale.n)):
        return None
    return chain_of_ownership.day_of(sale)


def _holder(actor: Actor, request: Request, links: Sequence[Step]) -> dict[str, Any]:
    """Who had it last: as the latest link that names them says, or by the name of their record; either is a logged read.

    Whoever may not read of people knows of nobody here, and so nobody leaves.
    """
    if actor.purpose is None or not may(actor, "parties:party:read"):
        return {}
    for link in reversed(links):
        if link.state != "answered" or "holder" not in (link.role, link.to_role):
            continue
        if link.described:
            reads.log(actor, "tracing.request.read", request.public_id, 1)
            return dict(link.described)
        if link.to_whom[:1] == "P":
            names = names_of(actor, {link.to_whom}, act="tracing.request.read", object=request.public_id)
            return {"name": names[link.to_whom]} if link.to_whom in names else {}
    return {}


def _trade(links: Sequence[Step]) -> list[dict[str, Any]]:
    """The traders of a chain by name, and the days on which they passed it on."""
    traders = [link for link in links if link.state == "answered" and link.role != "holder"]
    names = selectors.names_of([trader.asked for trader in traders])
    return [
        _filled(
            {
                "link": trader.role,
                "who": names.get(trader.asked, ""),
                "country": trader.country,
                "on": trader.on.isoformat() if trader.on else None,
                "to": trader.to_role,
            }
        )
        for trader in traders
    ]


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def day_of(text: str) -> dt.date | None:
    """A day as `known_of` writes it; None where there is none."""
    return dt.date.fromisoformat(text) if text else None
