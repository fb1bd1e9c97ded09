"""What is said of a movement order, act by act: the forms of its pages and the bodies of its API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Day, Input, Prompt, RecordInput, Whole, identifier
from ifar.placement.roads.inputs import PackIn, ReceiptIn
from ifar.stocks.movements.acts import MOST


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class OrderMovement(Input):
    """Out of which armoury, to which unit, how many arms, by when, under which order."""

    order: Annotated[str, Field(min_length=1, max_length=60), Prompt(_("Order number"), way="code")]
    store: Annotated[str, identifier("Z"), Prompt(_("From the armoury"), way="choice", among=())]
    receiver: Annotated[
        str,
        identifier("A"),
        Prompt(
            _("To the unit"),
            _("A unit of the same force; one's own for another store of it."),
            way="choice",
            among=(),
        ),
    ]
    quantity: Annotated[Whole, Field(ge=1, le=MOST), Prompt(_("How many arms"), way="number")]
    due_on: Annotated[Day, Prompt(_("Arrival due"), way="day")]


class CancelMovementOrder(RecordInput):
    """Why nothing is sent."""

    reason: Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), way="text")]


class PackArms(PackIn):
    """The number of a crate, its seals, and the arms that go into it."""


class UnpackArms(RecordInput):
    """That a crate is taken off again."""


class SendArms(RecordInput):
    """Which officer escorts it: everything is packed, sealed and in their hands."""

    escort: Annotated[
        str,
        identifier("P"),
        Prompt(
            _("Escort"),
            _("An officer of the unit who may carry: everything is in their hands until it is received."),
            way="choice",
            among=(),
        ),
    ]


class TurnMovementBack(RecordInput):
    """Why the receiving unit cannot take it."""

    reason: Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), way="text")]


class ReceiveArms(ReceiptIn):
    """What was scanned of a movement, of one crate or of all; the seals as they were read; where it lies from now on."""

    into: Annotated[str, identifier("Z"), Prompt(_("Into the place"), way="choice", among=())]


class ReportArms(RecordInput):
    """That what the receiver looked for in vain is searched for from now on."""
