"""Marking campaigns as an actor may see them, and what the records say is still to be marked: as armouries, those of the own unit and of the units below it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from ifar.accounts.models import Proposal
from ifar.errors import NotFound
from ifar.ledger.models import Entry
from ifar.placement import selectors as placement
from ifar.placement.models import Placement
from ifar.registry.models import Event as LifeEvent
from ifar.registry.models import Firearm, Mark
from ifar.rights import Actor
from ifar.stocks import labels
from ifar.stocks.campaigns.models import Campaign, Struck
from ifar.stocks.models import Event
from ifar.stocks.selectors import seen_by

ELSEWHERE: Final = ""
"""Stands for the store of an arm that lies in none of the campaign any more."""


def campaigns_for(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns of the actor's unit and of those below it."""
    return Campaign.objects.filter(seen_by(actor)).select_related("agency")


def campaign_for(actor: Actor, public_id: str) -> Campaign:
    """One campaign; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    result = campaigns_for(actor).filter(public_id=public_id).first()
    if result is None:
        raise NotFound("stocks.not_found", labels.of("stocks.not_found"))
    return result


def own_running(actor: Actor) -> QuerySet[Campaign]:
    """Those of the actor's own unit that are being carried out."""
    return campaigns_for(actor).filter(agency_id=actor.agency_id, state="running").order_by("-id")


def late(day: dt.date) -> QuerySet[Campaign]:
    """Those that should have been finished before a day."""
    running = Campaign.objects.filter(state="running", ends_on__lt=day)
    return running.select_related("agency").order_by("id")


def stores_of(campaign: Campaign) -> dict[str, str]:
    """Each place in the armouries of a campaign -> its armoury."""
    return {place: store for store in campaign.stores for place in placement.with_all_inside([store])}


def lying_in(campaign: Campaign) -> dict[str, str]:
    """The arms that lie in the armouries of a campaign, by the record of their custody -> their armoury."""
    places = stores_of(campaign)
    there = Placement.objects.filter(place__in=places, state="placed")
    rows = {text: (place, under) for text, place, under in there.values_list("public_id", "place", "under")}
    return {text: places[rows[text][0]] for text, event in _own(campaign, rows) if rows[text][1] == event}


def lacking(campaign: Campaign, arms: Collection[str]) -> list[str]:
    """Those of some arms that lack the mark of a campaign, in the order of the register."""
    bears = Mark.objects.filter(
        firearm_id=OuterRef("pk"), kind=campaign.mark, text_status="known", retired=False
    )
    rows = Firearm.objects.filter(~Exists(bears), public_id__in=list(arms)).order_by("id")
    return list(rows.values_list("public_id", flat=True))


def to_mark(campaign: Campaign, arms: Collection[str]) -> list[str]:
    """Those of some arms that a campaign has still to mark."""
    places = stores_of(campaign)
    there = Placement.objects.filter(public_id__in=list(arms), place__in=places, state="placed")
    under = dict(there.values_list("public_id", "under"))
    excepted = {arm for arm, _ground in campaign.exceptions}
    arms_ = _own(campaign, [arm for arm in under if arm not in excepted])
    return lacking(campaign, [text for text, event in arms_ if under[text] == event])


def _own(campaign: Campaign, arms: Collection[str]) -> list[tuple[str, uuid.UUID]]:
    """Those of some arms that are in the stock of a campaign's unit, with the event by which it keeps each."""
    rows = Firearm.objects.filter(
        public_id__in=list(arms),
        custodian=campaign.agency.public_id,
        state="in_stock_state",
        item="firearm",
        merged_into="",
    )
    return list(rows.order_by("id").values_list("public_id", "custody_event"))


def struck_of(campaign: Campaign) -> QuerySet[Struck]:
    """The numbers that arms bear by a campaign."""
    return Struck.objects.filter(campaign=campaign.public_id).order_by("number")


def executors_of(campaign: Campaign) -> set[str]:
    """Whoever carried a campaign out: handed in what was struck, said why an arm was not marked, or finished it."""
    acts = Event.objects.filter(
        record_type="campaign", subject=campaign.public_id, kind__in=("excepted", "finished")
    )
    lives = LifeEvent.objects.filter(pk__in=struck_of(campaign).values("event"))
    asked = Proposal.objects.filter(public_id__in=lives.exclude(proposal="").values("proposal"))
    return set(Entry.objects.filter(entry__in=acts.values("pk")).values_list("actor", flat=True)) | set(
        asked.values_list("proposer", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign has come: arms that are left in their order, those that are marked, and those that are not, each by armoury."""

    left: list[str]
    excepted: Mapping[str, str]
    marked: Counter[str]
    exceptions: Counter[str]
    to_do: Counter[str]

    @property
    def total(self) -> int:
        """All arms that it concerns."""
        return self.marked.total() + self.exceptions.total() + self.to_do.total()


def progress_of(campaign: Campaign) -> Progress:
    """How far a campaign has come, by the records as they are now. Eight queries."""
    lying = lying_in(campaign)
    unmarked = lacking(campaign, lying)
    bare = set(unmarked)
    struck = set(struck_of(campaign).values_list("firearm", flat=True)) - bare
    excepted = {arm: ground for arm, ground in campaign.exceptions if arm not in struck}
    left = [arm for arm in unmarked if arm not in excepted]
    return Progress(
        left,
        excepted,
        Counter(lying.get(arm, ELSEWHERE) for arm in struck),
        Counter(lying.get(arm, ELSEWHERE) for arm in excepted),
        Counter(lying[arm] for arm in left),
    )
