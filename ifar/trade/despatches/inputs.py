"""What is said of a despatch, act by act: the forms of its pages and the bodies of its API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Whole, identifier
from ifar.trade.consignments.inputs import AddCrate
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
    due_on: Annotated[Day, Prompt(_("To arrive by"), way="day")]


class AcceptDespatch(RecordInput):
    """As whose stock the receiver takes it in."""

    owner_kind: Annotated[Code, Prompt(_("Into the stock of"), way="choice", among="trade_despatch_owners")]


class DeclineDespatch(RecordInput):
    """Why it is not wanted."""

    reason: Reason


class CancelDespatch(RecordInput):
    """Why nothing is sent."""

    reason: Reason


_Things = Annotated[
    str,
    Field(max_length=200_000),
    Prompt(
        _("Firearms"),
        _("Scan the labels, or type serial numbers or identifiers: one to a line, or as ranges."),
        way="scanned",
        rows=8,
    ),
]


class PackCrate(AddCrate):
    """The number of a crate, its seals, and the firearms that go into it."""

    things: _Things


class UnpackCrate(RecordInput):
    """That a crate is taken off again."""


class SendDespatch(RecordInput):
    """That everything is packed, sealed and handed to the carrier."""


class TurnBack(RecordInput):
    """Why the receiver cannot take it."""

    reason: Reason


class ReceiveDespatch(Input):
    """What was scanned of a despatch, of one crate or of all; the seals as they were read."""

    crate: Annotated[
        str, Field(max_length=40), Prompt(_("Crate"), way="choice", among=(), empty=_("All crates"))
    ] = ""
    seals: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]],
        Field(max_length=100),
        Prompt(_("Seals as they were read"), _("One a line."), way="lines"),
    ] = []
    seal_broken: Annotated[
        bool,
        Prompt(
            _("A seal was broken or missing"),
            _("The carrier is asked what happened, and what became of whatever is missing."),
            way="check",
        ),
    ] = False
    things: Annotated[
        str,
        Field(max_length=200_000),
        Prompt(
            _("Firearms that came"),
            _("Scan the labels, or type serial numbers or identifiers: one to a line, or as ranges."),
            way="scanned",
            rows=8,
        ),
    ] = ""
    complete: Annotated[
        bool,
        Prompt(
            _("Everything that came is scanned"),
            _(
                "What was packed there and was not scanned is then missing. Where nothing came at all, say so in the remark."
            ),
            way="check",
            initial=True,
        ),
    ] = False
    remark: Annotated[str, Field(max_length=2000), Prompt(_("Remark"), way="text")] = ""


class ReportMissing(RecordInput):
    """That what the receiver looked for in vain is searched for from now on."""
