"""What is said of refusals: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, identifier
from ifar.trade.inputs import FOR_EVER, Reason, State


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class NotifyDenial(Input):
    """Which State refused whom, by which decision, on which ground, and until when it is asked about."""

    country: Annotated[State, Prompt(_("State that refused"), way="choice", among="trade_countries")]
    issuer: Annotated[str, Field(min_length=1, max_length=200), Prompt(_("Authority"), FOR_EVER)]
    number: Annotated[
        str, Field(min_length=1, max_length=80), Prompt(_("Number of the decision or notice"), way="code")
    ]
    refused_on: Annotated[Day, Prompt(_("Refused on"), way="day")]
    valid_until: Annotated[
        Day | None, Prompt(_("Valid until"), _("Empty where the notice names no day."), way="day")
    ] = None
    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="transfer_ground")]
    party: Annotated[
        str,
        Field(max_length=20),
        identifier("PT"),
        Prompt(
            _("Whom it concerns"),
            _("The identifier of the party abroad, or of the person or legal entity in the register."),
            way="code",
        ),
    ]


class NotifyDenials(Input):
    """A table of refusals: CSV with a row of names, one refusal a line."""

    table: Annotated[
        str,
        Field(min_length=1, max_length=1_000_000),
        Prompt(
            _("Table (CSV)"),
            _(
                "The first row names the columns: country (as SE), issuer, number, refused_on (as 2026-12-31), ground (its code), party; and if known party_state, valid_until. Whom it concerns is an identifier, or the number or name of a party abroad."
            ),
            way="text",
            rows=10,
        ),
    ]


class VerifyDenial(RecordInput):
    """That the notice of the other State says what was entered, of whom it was entered."""


class RejectDenial(RecordInput):
    """Why it does not count."""

    reason: Reason


class LiftDenial(RecordInput):
    """How it is known that the other State no longer refuses."""

    reason: Reason


class AnswerRefusal(RecordInput):
    """Which earlier refusal is answered, and why the transfer is, or is not, another case."""

    refusal: Annotated[str, identifier("T"), Prompt(_("Earlier refusal"), way="choice", among=())]
    reason: Annotated[
        str,
        Field(min_length=20, max_length=4000),
        Prompt(
            _("Answer"),
            _(
                "What is the same, what differs, and what the office or the State that refused said when it was asked."
            ),
            way="text",
            rows=4,
        ),
    ]
