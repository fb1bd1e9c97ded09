"""What is said of international transfers, act by act: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Seen, Whole, identifier
from ifar.languages import Language


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


FOR_EVER: Final = _("It stays in the log for ever, so name nobody in it.")
Reason = Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), way="text")]
State = Annotated[str, Field(pattern="^[A-Z]{2}$")]
"""A State by ISO 3166-1 alpha-2."""


class EnterParty(Input):
    """Who it is, where, and which kinds of deals it does."""

    name: Annotated[str, Field(min_length=1, max_length=200), Prompt(_("Name"))]
    country: Annotated[State, Prompt(_("In which State"), way="choice", among="trade_countries")]
    deals: Annotated[
        list[Code],
        Field(min_length=1, max_length=20),
        Prompt(_("Role in deals"), way="checks", among="deal_kind"),
    ]
    number: Annotated[
        str,
        Field(max_length=60),
        Prompt(_("Number in its own State"), _("Of its licence or its entry in a register."), way="code"),
    ] = ""
    address: Annotated[str, Field(max_length=400), Prompt(_("Address"), way="text")] = ""
    contact: Annotated[str, Field(max_length=200), Prompt(_("Telephone or e-mail"))] = ""


class ChangeParty(EnterParty):
    """What is on record of it from now on."""

    expected_n: Seen = None


class CloseParty(Input):
    """Why nothing is dealt with it any more."""

    reason: Reason
    expected_n: Seen = None


_Text = Annotated[str, Field(min_length=1, max_length=4000)]
_Known = Field(max_length=200)
_Why = Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason for the approver"), way="text")]
_AnyState = Annotated[str, Field(pattern="^([A-Z]{2})?$")]
_Abroad = Annotated[str, Field(max_length=20), identifier("T", optional=True)]


class Through(Input):
    """A State through which the goods pass, and how; a State by its name or ISO 3166-1 alpha-2."""

    country: Annotated[str, _Known, Prompt(_("Transit State"), way="known", among="country")]
    way: Annotated[
        Code, Prompt(_("How they pass"), way="choice", among="transit_way", needed=_("(needed with a State)"))
    ]
    into: Annotated[
        _AnyState,
        Prompt(_("Only for goods to"), way="choice", among="trade_states", empty="–"),
    ] = ""


_LINE: Final = _("(needed in a line of goods)")


class GoodsLine(Input):
    """So many of one kind; a calibre by its name or code."""

    type: Annotated[Code, Prompt(_("Type"), way="choice", among="trade_goods", needed=_LINE)]
    quantity: Annotated[Whole, Field(ge=1, le=10_000_000), Prompt(_("Quantity"), way="number", needed=_LINE)]
    calibre: Annotated[str, _Known, Prompt(_("Calibre"), way="known", among="calibre")] = ""
    make: Annotated[str, Field(max_length=80), Prompt(_("Make"))] = ""
    model: Annotated[str, Field(max_length=80), Prompt(_("Model"))] = ""


class ValuedLine(GoodsLine):
    """The same with what it is worth, for official figures."""

    value: Annotated[Whole | None, Field(ge=1, le=10**12), Prompt(_("Value of the line"), way="number")] = (
        None
    )
    currency: Annotated[
        str,
        Field(pattern="^([A-Z]{3})?$"),
        Prompt(
            _("Currency (ISO 4217)"),
            _("Three letters, such as EUR."),
            way="code",
            needed=_("(needed with a value)"),
        ),
    ] = ""


_Goods = Annotated[list[ValuedLine], Field(max_length=200), Prompt(_("Goods"), way="rows", rows=3)]


class FurtherConsignee(Input):
    """One more to whom goods may go; `country` where it receives them in another State."""

    consignee: Annotated[_Abroad, Prompt(_("Further consignee"), way="choice", among=(), empty="–")] = ""
    country: Annotated[
        _AnyState,
        Prompt(_("State of destination, if another"), way="choice", among="trade_states", empty="–"),
    ] = ""


class KindOfTransfer(Input):
    """What may be authorised."""

    kind: Annotated[Code, Prompt(_("Authorisation of"), way="choice", among="trade_kinds")]


class _Applicant(Input):
    applicant: Annotated[
        str,
        Field(max_length=20),
        identifier("P", optional=True),
        Prompt(
            _("Applicant"), _("The person or the legal entity in the register."), way="identifier", among="P"
        ),
    ] = ""


class Transfer(Input):
    """Which goods go from where to where, through which States, to whom, for what."""

    from_state: Annotated[State, Prompt(_("Exporting State"), way="choice", among="trade_states")]
    into_state: Annotated[State, Prompt(_("State of destination"), way="choice", among="trade_states")]
    purpose: Annotated[Code, Prompt(_("Purpose"), way="choice", among="transfer_purpose")]
    extent: Annotated[
        Code,
        Prompt(
            _("Extent"),
            _("In a general one each line of goods names a type alone, without calibre, make and model."),
            way="radio",
            among="trade_extents",
        ),
    ] = "open"
    consignee: Annotated[
        _Abroad,
        Prompt(
            _("Consignee"),
            _("Final recipient."),
            way="choice",
            among=(),
            empty="–",
            needed=_("(needed before it is decided)"),
        ),
    ] = ""
    end_user: Annotated[_Abroad, Prompt(_("End user"), way="choice", among=(), empty="–")] = ""
    further: Annotated[
        list[FurtherConsignee],
        Field(max_length=50),
        Prompt(
            _("Further consignees"),
            _("Of an open or a general one. Each consignment then names the one to whom it goes."),
            way="rows",
            rows=3,
        ),
    ] = []
    broker: Annotated[_Abroad, Prompt(_("Broker"), way="choice", among=(), empty="–")] = ""
    carrier: Annotated[_Abroad, Prompt(_("Carrier"), way="choice", among=(), empty="–")] = ""
    through: Annotated[
        list[Through], Field(max_length=40), Prompt(_("Transit States"), way="rows", rows=3)
    ] = []
    goods: _Goods = []


class DraftAuthorisation(Transfer, _Applicant, KindOfTransfer):
    """What is asked for: which goods go from where to where, through which States, to whom, for what."""


class ChangeAuthorisation(DraftAuthorisation):
    """What is asked for from now on; what was assessed is assessed again."""

    expected_n: Seen = None


class HandInTransfer(RecordInput):
    """That the application was handed in."""


class CompleteTransfer(RecordInput):
    """That the application is complete: the clock runs."""


class ProlongTransfer(RecordInput):
    """Why the time limit is extended once, as far as the law lets it be."""

    reason: Reason


class FindTransferIncomplete(RecordInput):
    """What is missing; the clock stands until it is there."""

    missing: Annotated[_Text, Prompt(_("What is missing"), way="text")]


class ConsultOnTransfer(RecordInput):
    """Which office is asked for advice, and what."""

    office: Annotated[str, identifier("A"), Prompt(_("Office"), way="identifier", among="A")]
    question: Annotated[_Text, Prompt(_("Question"), way="text")]


class AdviseOnTransfer(RecordInput):
    """The advice of the office that was asked."""

    advice: Annotated[_Text, Prompt(_("Advice"), way="text", rows=4)]


class WeighCriterion(Input):
    """Whether a prohibition applies or a risk is found, why, and which measure is taken against it."""

    answer: Annotated[
        Literal["no", "yes", "not_known"],
        Prompt(_("Answer"), way="radio", among="trade_weighed", needed=_("(needed)")),
    ]
    reason: Annotated[
        str,
        Field(max_length=2000, description="Needed unless the answer is no."),
        Prompt(_("Reason"), way="text", rows=1, needed=_("(needed)")),
    ] = ""
    mitigation: Annotated[
        str, Field(max_length=2000), Prompt(_("Mitigation measure"), way="text", rows=1)
    ] = ""


class AssessTransfer(RecordInput):
    """Each row that is asked -> its answer; how the assessment concludes, and why."""

    criteria: Annotated[dict[Code, WeighCriterion], Field(max_length=200), Prompt(way="each")] = {}

    risk: Annotated[Code, Prompt(_("Conclusion"), way="radio", among="trade_risks")]
    assessment: Annotated[
        str,
        Field(min_length=20, max_length=8000),
        Prompt(
            _("Reasons"),
            _(
                "Embargoes, diversion, use against humanitarian law or human rights, gender-based violence; and which measures are taken."
            ),
            way="text",
            rows=6,
        ),
    ]


_Bars = Annotated[
    list[Annotated[str, identifier("R")]],
    Field(max_length=20, description="Bars of people like the applicant that do not mean the applicant."),
    Prompt(_("These prohibitions do not concern the applicant"), way="checks", among=()),
]


class GrantTransfer(Input):
    """The first and the last day."""

    valid_from: Annotated[Day, Prompt(_("Valid from"), way="day")]
    valid_to: Annotated[Day, Prompt(_("Valid until"), way="day")]
    bars: _Bars = []
    reason: _Why


class RefuseTransfer(Input):
    """The ground, by the list of grounds of refusals."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="transfer_ground")]
    reason: _Why


class WithdrawTransfer(RecordInput):
    """Why the application is taken back."""

    reason: Reason


class SuspendTransfer(RecordInput):
    """Why nothing may leave on it for now."""

    reason: Reason


class ResumeTransfer(Input):
    """Why goods may leave on it again."""

    bars: _Bars = []
    reason: _Why


class AmendTransfer(Input):
    """The goods and the transit States from now on."""

    goods: _Goods
    through: Annotated[
        list[Through], Field(max_length=40), Prompt(_("Transit States"), way="rows", rows=3)
    ] = []
    bars: _Bars = []
    reason: _Why


class ExtendTransfer(Input):
    """The last day from now on."""

    valid_to: Annotated[Day, Prompt(_("Valid until"), way="day")]
    bars: _Bars = []
    reason: _Why


class DeclineRequest(RecordInput):
    """Why what the applicant asks for is not done; they read it."""

    reply: Annotated[_Text, Prompt(_("To the applicant"), _("The applicant reads it."), way="text")]


class IncludeTransfer(RecordInput):
    """On which day the transfer took place."""

    counts_on: Annotated[Day, Prompt(_("Day of the transfer"), way="day")]


class LeaveTransferOut(RecordInput):
    """Why it is in no official figure any more."""

    reason: Reason


class RevokeTransfer(Input):
    """The ground, by the list of grounds of refusals."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="transfer_ground")]
    reason: _Why


class EnterTransferPaper(Input):
    """What stands on a paper of another State; `file` = the hash that `POST /trade/files` gave of its photograph."""

    kind: Annotated[Code, Prompt(_("Document"), way="choice", among="transfer_paper")]
    country: Annotated[
        str,
        Field(pattern="^([A-Z]{2})?$"),
        Prompt(
            _("Issuing State"),
            way="choice",
            among="trade_countries",
            empty="–",
            needed=_("(needed where a State gives it)"),
        ),
    ] = ""
    number: Annotated[str, Field(min_length=1, max_length=80), Prompt(_("Number"), way="code")]
    issuer: Annotated[str, Field(min_length=1, max_length=200), Prompt(_("Issuing authority"), FOR_EVER)]
    issued_on: Annotated[Day, Prompt(_("Issued on"), way="day")]
    expires_on: Annotated[
        Day,
        Prompt(
            _("Valid until"), _("Where it names no day, ask the authority until when it stands."), way="day"
        ),
    ]
    consignee: Annotated[
        str, identifier("T"), Prompt(_("Consignee"), _("As the document names it."), way="choice", among=())
    ]
    goods: Annotated[
        list[GoodsLine],
        Field(min_length=1, max_length=200),
        Prompt(
            _("Goods"), _("As the document says; of any calibre where it names none."), way="rows", rows=3
        ),
    ]
    file: Annotated[str, Field(pattern="^[0-9a-f]{64}$"), Prompt(way="page")]


class CorrectTransferPaper(EnterTransferPaper):
    """What stands on it, read again; it is not verified yet. Without `file` the photograph stays."""

    file: Annotated[str, Field(pattern="^([0-9a-f]{64})?$"), Prompt(way="page")] = ""

    expected_n: Seen = None


class IssueTransferPaper(Input):
    """Which paper of ours, in which language, and in whose place; it ends when the authorisation does."""

    kind: Literal[
        "export_authorisation", "import_authorisation", "transit_no_objection", "end_use_certificate"
    ]
    language: Language
    replaces: Annotated[str, Field(max_length=20)] = ""


class VerifyTransferPaper(RecordInput):
    """How it was verified that this State gave this paper and that it stands."""

    verified_by: Annotated[Code, Prompt(_("How it was verified"), way="radio", among="trade_verified_by")]


class RejectTransferPaper(RecordInput):
    """Why it does not count."""

    reason: Reason


class WithdrawTransferPaper(RecordInput):
    """Why it counts no more: taken back, found to be false, or needed for another authorisation."""

    reason: Reason
