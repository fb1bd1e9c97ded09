"""What is done to a marking campaign: ordered by one, carried out by others, and closed by none of those who carried it out (ITI para. 8(d)). Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, Listed, NotBefore, OfOffice, Record, stays, to
from ifar.stocks.campaigns.numbers import NUMBERED

_LAW: Final = "ITI para. 8(d)"
_OWN: Final = OfOffice(code="stocks.other_office", column="agency", article=_LAW)
_ANOTHER: Final = Another(
    code="stocks.campaign.executed", than_whoever=("excepted", "finished"), article=_LAW
)
_READ: Final = "the unit, on the page of the campaign"
_MANAGE: Final = "stocks:armoury:manage"

RECORD: Final = Record("campaign", "Z")
CAMPAIGN: Final = (
    Act(
        "campaign",
        "ordered",
        to("running", ""),
        (
            "order",
            "stores",
            "machine",
            "mark",
            "symbol",
            "prefix",
            "first",
            "last",
            "place",
            "method",
            "begins_on",
            "ends_on",
            "responsible",
        ),
        guards=(
            _OWN,
            Filled(code="stocks.campaign.order", column="order", field="order"),
            Filled(code="stocks.campaign.machine", column="machine", field="machine"),
            Filled(code="stocks.campaign.responsible", column="responsible", field="responsible"),
            Listed(code="stocks.campaign.mark", column="mark", values=NUMBERED, field="mark"),
            NotBefore(code="stocks.campaign.days", column="ends_on", than="begins_on", field="ends_on"),
        ),
        article=_LAW,
        hears="the unit, by a matter where it is not finished in time",
    ),
    Act(
        "campaign",
        "excepted",
        stays("running"),
        ("exceptions",),
        guards=(_OWN,),
        article=_LAW,
        hears="the unit, by a matter for each arm that is not there, which nobody closes who said so",
    ),
    Act(
        "campaign",
        "finished",
        to("finished", "running"),
        ("gaps",),
        guards=(_OWN,),
        article=_LAW,
        hears=_READ,
    ),
    Act(
        "campaign",
        "sent_back",
        to("running", "finished"),
        clears=("gaps",),
        guards=(_OWN, _ANOTHER),
        permission=_MANAGE,
        article=_LAW,
        hears=_READ,
    ),
    Act(
        "campaign",
        "closed",
        to("closed", "finished"),
        guards=(_OWN, _ANOTHER),
        permission=_MANAGE,
        article=_LAW,
        hears=_READ,
    ),
    Act(
        "campaign",
        "abandoned",
        to("abandoned", "running"),
        guards=(_OWN, _ANOTHER),
        permission=_MANAGE,
        article=_LAW,
        hears=_READ,
    ),
)
