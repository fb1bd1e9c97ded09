"""What applicants say of their own transfers, where the office's own inputs ask for more. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Code, Input, Prompt, RecordInput, Seen, identifier
from ifar.portal.inputs import AboutOwn
from ifar.trade.consignments.inputs import ConsigneeOf, PackFirearms
from ifar.trade.inputs import KindOfTransfer, Transfer
from ifar.trade.journeys.inputs import JourneyAhead
from ifar.trade.journeys.travelling import MOST


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class OpenOwnConsignment(Input):
    """To which consignee it goes, where the authorisation names several."""

    consignee: ConsigneeOf = ""


class ApplyForTransfer(Transfer, KindOfTransfer, AboutOwn):
    """For which transfer one applies; it is kept as a draft until it is handed in."""


class ChangeOwnTransfer(Transfer, KindOfTransfer):
    """What is asked for from now on."""

    expected_n: Seen = None


class SayItIsSupplied(RecordInput):
    """That what the office found missing is there now."""


class AnnounceOwnJourney(JourneyAhead, AboutOwn):
    """Which firearms of one's own card leave this State for a time, where to, what for, and when they are back."""

    arms: Annotated[
        list[Annotated[str, identifier("F")]],
        Field(min_length=1, max_length=MOST),
        Prompt(_("Firearms"), way="checks", among=()),
    ]
    authorisation: Annotated[
        str,
        Field(max_length=20),
        identifier("T", optional=True),
        Prompt(
            _("Authorisation of this State"),
            _("Where the law asks for one for this journey."),
            way="choice",
            among=(),
            empty="–",
        ),
    ] = ""


class RequestChange(RecordInput):
    """What is asked for once it is granted, and why; the office decides about it."""

    request: Annotated[Code, Prompt(_("What is asked for"), way="radio", among="trade_requests")]
    wish: Annotated[
        str,
        Field(min_length=1, max_length=4000),
        Prompt(_("Until when, or which goods and which route, and why"), way="text", rows=4),
    ]


class PackOwnFirearms(PackFirearms):
    """Which firearms of one's own go into which crate: serial numbers or scanned labels, one to a line."""

    things: Annotated[
        str,
        Field(max_length=64_000),
        Prompt(
            _("Firearms"),
            _(
                "Scan the labels one after the other, or type serial numbers or ranges such as AB0001-AB0100, one to a line."
            ),
            way="scanned",
            rows=6,
        ),
    ] = ""
