"""Armouries, officers and issues as matters name them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ifar.accounts.notices import Words
from ifar.matters.found import Thing
from ifar.rights import Actor
from ifar.stocks import labels, selectors
from ifar.stocks.campaigns.selectors import campaigns_for
from ifar.stocks.handovers.selectors import handovers_for
from ifar.stocks.handovers.services import RELIEVED, TO_RECEIVE
from ifar.stocks.movements import labels as of_movements
from ifar.stocks.movements.selectors import movements_for
from ifar.stocks.services import reading


def in_matters(actor: Actor, results: Collection[str]) -> Mapping[str, Thing]:
    """Those that matters are about, as far as an actor may see them."""
    known = list(
        selectors.armouries_for(actor).filter(public_id__in=results).values_list("public_id", flat=True)
    )
    names = selectors.names_of(known)
    result = {text: Thing(names[text], reverse("stocks:armoury", args=(text,))) for text in known}
    people = [text for text in results if text.startswith("P")]
    called = reading.names_of(actor, people)
    for officer in selectors.roster_for(actor).filter(public_id__in=people):
        text = called.get(officer.public_id) or officer.public_id
        result[officer.public_id] = Thing(text, reverse("stocks:officer", args=(officer.public_id,)))
    for count in selectors.counts_for(actor).filter(public_id__in=results):
        result[count.public_id] = Thing(
            _("Count of an armoury"), reverse("stocks:count", args=(count.public_id,))
        )
    for issue in selectors.issues_for(actor).filter(public_id__in=results):
        result[issue.public_id] = Thing(
            labels.KINDS[issue.kind], reverse("stocks:issue", args=(issue.public_id,))
        )
    for campaign in campaigns_for(actor).filter(public_id__in=results):
        result[campaign.public_id] = Thing(
            f"{_('Marking campaign')} {campaign.order}",
            reverse("stocks:campaign", args=(campaign.public_id,)),
        )
    for handover in handovers_for(actor).filter(public_id__in=results):
        result[handover.public_id] = Thing(
            _("Handover of an armoury"), reverse("stocks:handover", args=(handover.public_id,))
        )
    for movement in movements_for(actor).filter(public_id__in=results):
        result[movement.public_id] = Thing(
            f"{pgettext('a movement', 'Movement')} {movement.order}",
            reverse("stocks:movement", args=(movement.public_id,)),
        )
    for observation in selectors.observations_for(actor).filter(public_id__in=results):
        result[observation.public_id] = Thing(
            labels.DONE[observation.did], reverse("stocks:observation", args=(observation.public_id,))
        )
    return result


def notice(actor: Actor, notice: Any) -> Words:
    """A notice that an issue waits for the word of its officer, or an armoury for whoever arrives; that somebody is relieved; or one to a side of a movement."""
    if notice.kind == TO_RECEIVE:
        return Words(
            title=_("Receive an armoury"),
            text=_("It is handed over to you. Count what is there, and confirm it."),
            url=reverse("stocks:handover", args=(notice.object,)),
            icon="building-fortress",
        )
    if notice.kind == RELIEVED:
        is_seen = handovers_for(actor).filter(public_id=notice.object).exists()
        return Words(
            title=_("You are relieved of the armoury"),
            text=_("The office above your unit ordered that another armourer receives it."),
            url=reverse("stocks:handover", args=(notice.object,)) if is_seen else "",
            icon="building-fortress",
        )
    if notice.kind in of_movements.NOTICES:
        title, icon = of_movements.NOTICES[notice.kind]
        movement = movements_for(actor).filter(public_id=notice.object).first()
        url = reverse("stocks:movement", args=(notice.object,)) if movement else ""
        return Words(title=title, text=movement.order if movement else "", url=url, icon=icon)
    issue = selectors.received_by(actor).filter(public_id=notice.object).first()
    return Words(
        title=_("Confirm what was issued to you"),
        text=str(labels.KINDS[issue.kind]) if issue else "",
        url=reverse("stocks:issue", args=(notice.object,)) if issue else "",
        icon="user-shield",
    )
