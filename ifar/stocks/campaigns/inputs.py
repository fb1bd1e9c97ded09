"""What is said of marking campaigns: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Whole, identifier
from ifar.registry.manufacture_inputs import Method, Place


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Number = Annotated[Whole, Field(ge=1, lt=10**9)]


class OrderCampaign(Input):
    """What is marked where, by which machine, with which numbers, between which days, and who answers for it."""

    order: Annotated[str, Field(min_length=1, max_length=60), Prompt(_("Order number"), way="code")]
    stores: Annotated[
        list[Annotated[str, identifier("Z")]],
        Field(min_length=1, max_length=50),
        Prompt(_("Armouries"), way="several", among=()),
    ]
    machine: Annotated[str, Field(min_length=1, max_length=60), Prompt(_("Machine number"), way="code")]
    mark: Annotated[Code, Prompt(_("Mark applied"), way="choice", among="stocks_marks", initial="code")] = (
        "code"
    )
    symbol: Annotated[
        str,
        Field(max_length=60),
        Prompt(_("Geometric symbol"), _("Where a code is struck beside it."), way="code"),
    ] = ""
    prefix: Annotated[
        str,
        Field(max_length=12),
        Prompt(_("Before each number"), _("Letters of the country and the force, for example."), way="code"),
    ] = ""
    first: Annotated[_Number, Prompt(_("First number"), way="number")]
    last: Annotated[
        _Number,
        Prompt(
            _("Last number"), _("Each number is struck with as many digits as this one has."), way="number"
        ),
    ]
    place: Place = ""
    method: Method = ""
    begins_on: Annotated[Day, Prompt(_("First day"), way="day")]
    ends_on: Annotated[Day, Prompt(_("Last day"), way="day")]
    responsible: Annotated[str, identifier("U"), Prompt(_("Person responsible"), way="choice", among=())]


class HandInSheet(Input):
    """What a sheet of the machine says, an arm a line: its identifier or serial number, and what was struck on it or why nothing was."""

    rows: Annotated[
        str,
        Field(max_length=60_000),
        Prompt(
            _("Rows of the sheet"),
            _(
                "Scan the code of each row that was struck. Else an arm, a space, and its number; or one of the words: unreadable, cannot, not_there."
            ),
            way="scanned",
        ),
    ] = ""


class FinishCampaign(RecordInput):
    """That all is marked, and what became of each number that no arm bears."""

    gaps: Annotated[
        str,
        Field(max_length=20_000),
        Prompt(
            _("Unused numbers"),
            _("One run a line, and behind it why: spoiled, tried or passed_over. 121-125 spoiled."),
            way="text",
            rows=4,
        ),
    ] = ""


class CloseCampaign(RecordInput):
    """That what was done was looked at, and the campaign is over."""


class SendCampaignBack(RecordInput):
    """That something is still to be done."""


class GiveCampaignUp(RecordInput):
    """That nothing more is marked by it."""
