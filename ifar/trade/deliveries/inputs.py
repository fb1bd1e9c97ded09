"""What is said of deliveries and of what other States ask: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Seen, identifier
from ifar.languages import Language
from ifar.trade.inputs import GoodsLine, Reason, State


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Goods = Annotated[list[GoodsLine], Field(max_length=200), Prompt(_("Goods"), way="rows", rows=3)]


class ExpectDelivery(Input):
    """When goods left, and which; the proof that they arrived is due by the day that the regimes say."""

    left_on: Annotated[Day, Prompt(_("Left on"), way="day")]
    goods: Annotated[
        list[GoodsLine],
        Field(max_length=200),
        Prompt(_("Goods"), _("No goods line: everything that is authorised."), way="rows", rows=1),
    ] = []


class ProveDelivery(RecordInput):
    """What shows that the goods arrived; `file` = the hash that `POST /trade/files` gave of its photograph."""

    proof: Annotated[Code, Prompt(_("What it is"), way="radio", among="trade_proofs")]
    file: Annotated[str, Field(pattern="^[0-9a-f]{64}$"), Prompt(way="page")]


class AskCustoms(RecordInput):
    """Which customs office is asked whether the goods left."""

    office: Annotated[str, identifier("A"), Prompt(_("Customs office"), way="identifier", among="A")]


class AnswerForCustoms(RecordInput):
    """Whether the goods left, by the papers of customs."""

    exit_said: Annotated[Code, Prompt(_("Did the goods leave?"), way="radio", among="trade_exits")]
    remark: Annotated[str, Field(max_length=2000), Prompt(_("What the documents say"), way="text")] = ""


class AskAbroad(RecordInput):
    """By which letter the authority of the importing State is asked."""

    letter: Annotated[str, Field(min_length=1, max_length=80), Prompt(_("Number of the letter"), way="code")]


class ConfirmDelivery(RecordInput):
    """When the goods arrived, and which."""

    received_on: Annotated[Day, Prompt(_("Received on"), way="day")]
    received: Annotated[
        list[GoodsLine],
        Field(max_length=200),
        Prompt(_("What arrived"), _("No goods line: everything that left."), way="rows", rows=1),
    ] = []


class LeaveUnverified(RecordInput):
    """Why nobody waits any longer for a confirmation."""

    reason: Reason


class ReleaseDelivery(RecordInput):
    """Why another authorisation to the same consignee may be granted all the same."""

    reason: Reason


class ReceiveEnquiry(Input):
    """Which State asks, by which letter, about which goods or serial numbers."""

    country: Annotated[State, Prompt(_("State that asks"), way="choice", among="trade_countries")]
    issuer: Annotated[str, Field(min_length=1, max_length=200), Prompt(_("Authority"))]
    number: Annotated[
        str,
        Field(min_length=1, max_length=80),
        Prompt(_("Number of its letter or authorisation"), way="code"),
    ]
    asked_on: Annotated[Day, Prompt(_("Date of the letter"), way="day")]
    authorisation: Annotated[
        str,
        Field(max_length=20),
        identifier("T", optional=True),
        Prompt(_("Our import authorisation"), _("If there is one."), way="code"),
    ] = ""
    serials: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=80)]],
        Field(max_length=2000),
        Prompt(_("Serial numbers"), _("One a line. The register is asked about each of them."), way="lines"),
    ] = []
    goods: _Goods = []


class CorrectEnquiry(ReceiveEnquiry):
    """What stands in the letter, read again."""

    expected_n: Seen = None


class AnswerEnquiry(RecordInput):
    """What is answered: of serial numbers what the register holds; of other goods what the papers of customs say."""

    answer: Annotated[Code, Prompt(_("Answer"), way="radio", among="trade_answers")]
    received: Annotated[
        list[GoodsLine],
        Field(max_length=200),
        Prompt(
            _("What arrived"),
            _("Leave it empty where serial numbers are asked about: the register says it."),
            way="rows",
            rows=1,
        ),
    ] = []
    arrived_on: Annotated[
        Day | None,
        Prompt(_("Arrived on"), _("Empty where serial numbers are asked about."), way="day"),
    ] = None
    remark: Annotated[str, Field(max_length=2000), Prompt(_("What the documents say"), way="text")] = ""


class IssueDeliveryPaper(Input):
    """In which language, and in whose place."""

    language: Language
    replaces: Annotated[str, Field(max_length=20)] = ""
