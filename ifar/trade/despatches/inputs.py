"""What is said of a despatch, act by act: the forms of its pages and the bodies of its API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Whole, identifier
from ifar.placement.roads.inputs import PackIn, ReceiptIn
from ifar.trade.despatches.acts import MOST
from ifar.trade.inputs import Reason


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class OfferDespatch(Input):
    """To whom it goes, with which carrier, on which terms, how many firearms, by when they should be there."""

    receiver: Annotated[str, identifier("A"), Prompt(_("Receiver"), way="identifier", among="A")]
    carrier: Annotated[str, identifier("A"), Prompt(_("Carrier"), way="choice", among=(), empty="–")]
    terms: Annotated[Code, Prompt(_("Terms"), way="radio", among="trade_despatch_terms")]
    quantity: Annotated[Whole, Field(ge=1, le=MOST), Prompt(_("Firearms"), way="number")]
    due_on: Annotated[Day, Prompt(_("Arrival due"), way="day")]


class AcceptDespatch(RecordInput):
    """As whose stock the receiver takes it in."""

    owner_kind: Annotated[Code, Prompt(_("Into the stock of"), way="choice", among="trade_despatch_owners")]


class DeclineDespatch(RecordInput):
    """Why it is not wanted."""

    reason: Reason


class CancelDespatch(RecordInput):
    """Why nothing is sent."""

    reason: Reason


class PackCrate(PackIn):
    """The number of a crate, its seals, and the firearms that go into it."""


class UnpackCrate(RecordInput):
    """That a crate is taken off again."""


class BringBack(RecordInput):
    """That the carrier handed over at the sender's what was turned back."""


class SendDespatch(RecordInput):
    """That everything is packed, sealed and handed to the carrier."""


class TurnBack(RecordInput):
    """Why the receiver cannot take it."""

    reason: Reason


class ReceiveDespatch(ReceiptIn):
    """What was scanned of a despatch, of one crate or of all; the seals as they were read."""


class ReportMissing(RecordInput):
    """That what the receiver looked for in vain is searched for from now on."""
