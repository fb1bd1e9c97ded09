"""What is said of deliveries and of what other States ask: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ifar.acts.inputs import Asked, Code, Day, Input, Seen, Told, identifier
from ifar.trade.inputs import GoodsLine, Reason, State


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Goods = Annotated[list[GoodsLine], Field(max_length=200), Asked(_("Goods"), way="rows", rows=3)]


class ExpectDelivery(Input):
    """When goods left, and which; the proof that they arrived is due by the day that the regimes say."""

    left_on: Annotated[Day, Asked(_("Left on"), way="day")]
    goods: Annotated[
        list[GoodsLine],
        Field(max_length=200),
        Asked(_("Goods"), _("Without a line: all that is authorised."), way="rows", rows=1),
    ] = []


class ProveDelivery(Told):
    """What shows that the goods arrived; `file` = the hash that `POST /trade/files` gave of its photograph."""

    proof: Annotated[Code, Asked(_("What it is"), way="radio", among="trade_proofs")]
    file: Annotated[str, Field(pattern="^[0-9a-f]{64}$"), Asked(way="page")]


class AskCustoms(Told):
    """Which customs office is asked whether the goods left."""

    office: Annotated[str, identifier("A"), Asked(_("Customs office"), way="identifier", among="A")]


class AnswerForCustoms(Told):
    """Whether the goods left, by the papers of customs."""

    exit_said: Annotated[Code, Asked(_("Did the goods leave?"), way="radio", among="trade_exits")]
    remark: Annotated[str, Field(max_length=2000), Asked(_("What the documents say"), way="text")] = ""


class AskAbroad(Told):
    """By which letter the authority of the importing State is asked."""

    letter: Annotated[str, Field(min_length=1, max_length=80), Asked(_("Number of the letter"), way="code")]


class ConfirmDelivery(Told):
    """When the goods arrived, and which."""

    received_on: Annotated[Day, Asked(_("Received on"), way="day")]
    received: Annotated[
        list[GoodsLine],
        Field(max_length=200),
        Asked(_("What arrived"), _("Without a line: all that left."), way="rows", rows=1),
    ] = []


class LeaveUnverified(Told):
    """Why nobody waits any longer for a confirmation."""

    reason: Reason


class ReleaseDelivery(Told):
    """Why another authorisation to the same consignee may be granted all the same."""

    reason: Reason


class ReceiveEnquiry(Input):
    """Which State asks, by which letter, about which goods or serial numbers."""

    country: Annotated[State, Asked(_("State that asks"), way="choice", among="trade_countries")]
    issuer: Annotated[str, Field(min_length=1, max_length=200), Asked(_("Authority"))]
    number: Annotated[
        str, Field(min_length=1, max_length=80), Asked(_("Number of its letter or authorisation"), way="code")
    ]
    asked_on: Annotated[Day, Asked(_("Date of the letter"), way="day")]
    authorisation: Annotated[
        str,
        Field(max_length=20),
        identifier("T", optional=True),
        Asked(_("Our import authorisation"), _("If there is one."), way="code"),
    ] = ""
    serials: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=80)]],
        Field(max_length=2000),
        Asked(_("Serial numbers"), _("One a line. The register is asked about each of them."), way="lines"),
    ] = []
    goods: _Goods = []


class CorrectEnquiry(ReceiveEnquiry):
    """What stands in the letter, read again."""

    expected_n: Seen = None


class AnswerEnquiry(Told):
    """What is answered: of serial numbers what the register holds; of other goods what the papers of customs say."""

    answer: Annotated[Code, Asked(_("Answer"), way="radio", among="trade_answers")]
    received: Annotated[
        list[GoodsLine],
        Field(max_length=200),
        Asked(
            _("What arrived"),
            _("Leave it empty where serial numbers are asked about: the register says it."),
            way="rows",
            rows=1,
        ),
    ] = []
    arrived_on: Annotated[
        Day | None,
        Asked(_("Arrived on"), _("Empty where serial numbers are asked about."), way="day"),
    ] = None
    remark: Annotated[str, Field(max_length=2000), Asked(_("What the documents say"), way="text")] = ""


class IssueDeliveryPaper(Input):
    """In which language, and in whose place."""

    language: Literal["en", "ar", "fr", "es", "ru", "zh"]
    replaces: Annotated[str, Field(max_length=20)] = ""
