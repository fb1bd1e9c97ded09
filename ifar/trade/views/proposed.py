"""What a proposed act of trade would do, in words: for the person who is asked to agree to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.errors import NotFound
from ifar.licensing.views.proposed import bars_told
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.templatetags.days import day_words
from ifar.trade import extents, labels, selectors
from ifar.trade.views.authorisations import goods_rows
from ifar.trade.views.states import destinations_of, state_name
from ifar.trade.views.summaries import isolated


def title(proposal: Any) -> Any:
    """The act in words."""
    return labels.TITLES.get(proposal.act, proposal.act)


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """What it is about, and everything that would be decided; where goods and route would change, what stands now apart from it."""
    return [*_about(actor, proposal), *_decided(proposal.payload["details"])]


def _about(actor: Actor, proposal: Any) -> Iterator[Line]:
    public_id, amends = proposal.object, "goods" in proposal.payload["details"]
    number = identifiers.shown(public_id)
    try:
        authorisation = selectors.authorisation_for(actor, public_id)
    except NotFound:
        yield Line(_("About"), number)
        return
    kind, names = str(labels.KINDS[authorisation.kind]), selectors.names_of(authorisation)
    yield Line(_("Authorisation"), f"{kind}, {number}", reverse("trade:authorisation", args=(public_id,)))
    yield Line(_("Exporting State"), state_name(authorisation.from_state))
    yield Line(_("State of destination"), destinations_of(authorisation))
    yield Line(
        _("Purpose"), reference.words("transfer_purpose").get(authorisation.purpose, authorisation.purpose)
    )
    yield Line(_("Extent"), str(extents.EXTENTS[authorisation.extent]))
    yield Line(_("Consignee"), names.get(authorisation.consignee, ""))
    for party in authorisation.further:
        name, state = names.get(party, ""), state_name(authorisation.state_of(party))
        yield Line(_("Further consignee"), f"{name} ({state})" if name else state)
    yield Line(_("End user"), names.get(authorisation.end_user, "–"))
    # Once something was done to it, what stands is no longer what the proposal would change.
    if not amends or authorisation.n + 1 == proposal.payload["n"]:
        yield from _moved(authorisation.goods, authorisation.through, _("Now") if amends else "")


def _moved(goods: list[dict[str, Any]], through: list[dict[str, str]], group: str) -> Iterator[Line]:
    ways = reference.words("transit_way")
    for leg in through:
        way = ways.get(leg["way"], leg["way"])
        yield Line(_("Transit State"), f"{state_name(leg['country'])} · {way}", group=group)
    if not through:
        yield Line(_("Transit States"), _("none"), group=group)
    for goods_row in goods_rows(goods):
        words = " ".join(
            isolated(part)
            for part in (goods_row["make"], goods_row["model"], goods_row["type"], goods_row["calibre"])
            if part
        )
        worth = f" · {intcomma(goods_row['value'])} {goods_row['currency']}" if goods_row.get("value") else ""
        yield Line(_("Goods"), f"{goods_row['quantity']} × {words}{worth}", group=group)


def _decided(details: dict[str, Any]) -> Iterator[Line]:
    if "valid_from" in details:
        yield Line(_("Valid from"), day_words(dt.date.fromisoformat(details["valid_from"])))
    if "valid_to" in details:
        yield Line(_("Valid until"), day_words(dt.date.fromisoformat(details["valid_to"])))
    if "ground" in details:
        words = reference.words("transfer_ground")
        yield Line(_("Ground"), words.get(details["ground"], details["ground"]))
    yield from bars_told(details.get("bars", ()))
    if "goods" in details:
        yield from _moved(details["goods"], details["through"], _("From then on"))
