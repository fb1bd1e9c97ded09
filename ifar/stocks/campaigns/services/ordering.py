"""Ordering, finishing and closing a marking campaign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.ranges import range_of
from ifar.rights import Actor, require
from ifar.stocks import selectors as stocks
from ifar.stocks.campaigns import inputs, selectors
from ifar.stocks.campaigns.labels import UNUSED
from ifar.stocks.campaigns.models import Campaign
from ifar.stocks.campaigns.numbers import LARGEST, explains, number_of, text_of, unused
from ifar.stocks.services.armouries import people
from ifar.stocks.services.writing import ISSUE, MANAGE, RECORDER
from ifar.typed import is_case_number

ORDERED: Final = Offers(
    RECORDER, "campaign", selectors.campaign_for, page="stocks:campaign", name="stocks_campaign"
)
LATE: Final = "stocks.campaign_late"
_PREFIX: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


@transaction.atomic
def order_campaign(
    *,
    actor: Actor,
    order: str,
    stores: Sequence[str],
    machine: str,
    first: int,
    last: int,
    begins_on: dt.date,
    ends_on: dt.date,
    responsible: str,
    mark: str = "code",
    symbol: str = "",
    prefix: str = "",
    place: str = "",
    method: str = "",
) -> str:
    """Order that what lies in armouries of the unit is marked; returns the campaign's public identifier.

    Raises:
        Invalid: an armoury is not the unit's, the numbers have no form that can be struck, or the person is none of the office.
        Refused: its numbers are those of another campaign.
    """
    require(actor, MANAGE)
    own = stocks.armouries_for(actor).filter(agency_id=actor.agency_id, public_id__in=stores)
    number, machine_, before = (" ".join(text.split()) for text in (order, machine, prefix.upper()))
    wrong = (
        ("stores", own.count() == len(set(stores)) > 0),
        ("order", is_case_number(number)),
        ("machine", is_case_number(machine_)),
        ("responsible", responsible in dict(people(actor))),
        ("symbol", (mark == "code") == bool(symbol)),
        ("prefix", _PREFIX.issuperset(before)),
        ("days", ends_on >= begins_on),
    )
    reasons = [
        Reason(f"stocks.campaign.{name}", field={"days": "ends_on"}.get(name, name))
        for name, fits in wrong
        if not fits
    ]
    if not first <= last < first + LARGEST:
        reasons.append(Reason("stocks.campaign.range", field="last", params={"most": LARGEST}))
    if reasons:
        raise RECORDER.invalid(*reasons)
    sets = {
        "order": number,
        "stores": sorted(set(stores)),
        "machine": machine_,
        "mark": mark,
        "symbol": symbol,
        "prefix": before,
        "first": first,
        "last": last,
        "place": place,
        "method": method,
        "begins_on": begins_on,
        "ends_on": ends_on,
        "responsible": responsible,
    }
    return RECORDER.record(actor, "campaign", "ordered", changes=sets).subject


def is_own(actor: Actor, campaign: Campaign) -> bool:
    """Whether somebody is of the unit whose campaign it is."""
    return campaign.agency_id == actor.agency_id


def may_close(actor: Actor, campaign: Campaign) -> bool:
    """Whether somebody is of the unit, and did not carry the campaign out."""
    return is_own(actor, campaign) and actor.id not in selectors.executors_of(campaign)


def _begins_with(_actor: Actor, campaign: Campaign) -> Mapping[str, Any]:
    """The runs of numbers that want a word."""
    return {"initial": {"gaps": "\n".join(f"{text} " for text in gaps_of(campaign))}}


def gaps_of(campaign: Campaign) -> list[str]:
    """The runs of numbers that no arm bears, from the first of the range to the highest that was struck, as they are written."""
    used = list(selectors.struck_of(campaign).values_list("number", flat=True))
    return [
        "-".join(dict.fromkeys(text_of(campaign.prefix, number, campaign.last) for number in gap))
        for gap in unused(campaign.first, used)
    ]


@ORDERED.act(
    "finished",
    inputs.FinishCampaign,
    _("All is marked"),
    permission=ISSUE,
    hint=_("Every arm is marked, or it is said why not. Another person looks at it and closes the campaign."),
    asks=_begins_with,
    when=is_own,
)
@transaction.atomic
def finish(*, actor: Actor, campaign_id: str, gaps: str = "", expected_n: int | None = None) -> None:
    """Say that a campaign is carried out, and what became of each number that no arm bears.

    Raises:
        NotFound: there is no such campaign for this actor.
        Forbidden: it is another unit's.
        Refused: arms are left.
        Invalid: a number that no arm bears is not explained, or one is that an arm bears.
    """
    require(actor, ISSUE)
    campaign = selectors.campaign_for(actor, campaign_id)
    RECORDER.check_expected(campaign, expected_n)
    if stocks.being_counted(campaign.stores):
        raise RECORDER.refused(Reason("stocks.campaign.counting"))
    if left := selectors.progress_of(campaign).left:
        raise RECORDER.refused(Reason("stocks.campaign.left", params={"many": len(left)}))
    used = list(selectors.struck_of(campaign).values_list("number", flat=True))
    read = _read(campaign, gaps)
    if read is None or not explains(read, campaign.first, used):
        asked = "; ".join(gaps_of(campaign)) or "–"
        raise RECORDER.invalid(Reason("stocks.campaign.gaps", field="gaps", params={"gaps": asked}))
    RECORDER.record(actor, "campaign", "finished", campaign, changes={"gaps": read})


def _read(campaign: Campaign, text: str) -> list[list[Any]] | None:
    """Runs of numbers with what became of them, in order; None where a line says something else."""
    results: list[list[Any]] = []
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        said, _space, word = line.rpartition(" ")
        run = range_of(said)
        ends = (run.first, run.last) if run else (said, said)
        low, high = (number_of(end, campaign.prefix, campaign.last) for end in ends)
        ground = next(
            (code for code, words in UNUSED.items() if word.casefold() in (code, str(words).casefold())), ""
        )
        if low is None or high is None or not ground:
            return None
        results.append([low, high, ground])
    return sorted(results)


@ORDERED.act(
    "closed",
    inputs.CloseCampaign,
    _("Close the campaign"),
    permission=MANAGE,
    hint=_("Look at what was marked, at the exceptions and at the numbers that no arm bears."),
    when=may_close,
)
@transaction.atomic
def close(*, actor: Actor, campaign_id: str, expected_n: int | None = None) -> None:
    """Close a campaign that others carried out.

    Raises:
        NotFound: there is no such campaign for this actor.
        Forbidden: it is another unit's.
        Refused: the actor carried it out.
    """
    require(actor, MANAGE)
    _over(actor, campaign_id, "closed", expected_n)


@ORDERED.act(
    "sent_back",
    inputs.SendCampaignBack,
    _("Send it back"),
    permission=MANAGE,
    hint=_("Something is still to be marked or explained."),
    when=may_close,
)
@transaction.atomic
def send_back(*, actor: Actor, campaign_id: str, expected_n: int | None = None) -> None:
    """Have a campaign carried on that was said to be carried out.

    Raises:
        NotFound: there is no such campaign for this actor.
        Forbidden: it is another unit's.
        Refused: the actor carried it out.
    """
    require(actor, MANAGE)
    _over(actor, campaign_id, "sent_back", expected_n)


@ORDERED.act(
    "abandoned",
    inputs.GiveCampaignUp,
    _("Give the campaign up"),
    permission=MANAGE,
    hint=_("What is marked stays marked; its numbers are nobody else's."),
    danger=True,
    when=may_close,
)
@transaction.atomic
def give_up(*, actor: Actor, campaign_id: str, expected_n: int | None = None) -> None:
    """Give a campaign up.

    Raises:
        NotFound: there is no such campaign for this actor.
        Forbidden: it is another unit's.
        Refused: the actor carried it out.
    """
    require(actor, MANAGE)
    _over(actor, campaign_id, "abandoned", expected_n)


def _over(actor: Actor, campaign_id: str, kind: str, expected_n: int | None) -> None:
    campaign = selectors.campaign_for(actor, campaign_id)
    RECORDER.check_expected(campaign, expected_n)
    if actor.id in selectors.executors_of(campaign):
        raise RECORDER.refused(Reason("stocks.campaign.executed"))
    RECORDER.record(actor, "campaign", kind, campaign)


def raise_late(day: dt.date) -> int:
    """Raise a matter of each campaign that is not finished in time, and again where the last was closed and its day passed. How many it raised."""
    result = 0
    for campaign in selectors.late(day):
        with transaction.atomic():
            cause = matters.next_cause(campaign.public_id, LATE, day)
            result += bool(
                cause
                and matters.open_matter(
                    "breach", campaign.public_id, cause, campaign.agency, compartment=campaign.compartment
                )
            )
    return result


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An arm, and the number that is free for it."""

    arm: str
    number: str


def sheet_of(actor: Actor, campaign: Campaign, most: int) -> list[SheetRow]:
    """The next arms to mark, with the next numbers behind the highest that was struck.

    Raises:
        Refused: it is not being carried out here, or an armoury of it is being counted blind.
    """
    require(actor, ISSUE)
    if campaign.state != "running" or not is_own(actor, campaign):
        raise RECORDER.refused(Reason("stocks.campaign.not_running"))
    if stocks.being_counted(campaign.stores):
        raise RECORDER.refused(Reason("stocks.campaign.counting"))
    highest = selectors.struck_of(campaign).values_list("number", flat=True).last() or campaign.first - 1
    left = selectors.progress_of(campaign).left[: min(most, campaign.last - highest)]
    return [
        SheetRow(arm, text_of(campaign.prefix, number, campaign.last))
        for number, arm in enumerate(left, highest + 1)
    ]
