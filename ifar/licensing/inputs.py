"""What is said of licences, act by act: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from ifar.acts.inputs import Code, Day, Input, Moment, Prompt, RecordInput, Whole, identifier
from ifar.languages import Language
from ifar.licensing import draw, eligibility


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Said = Annotated[str, Field(min_length=1, max_length=2000)]
_Text = Annotated[str, Field(max_length=2000)]
_Reason = Annotated[_Said, Prompt(_("Reason"), way="text")]
_Remark = Annotated[_Text, Prompt(_("Remark"), way="text")]
_Number = Annotated[Whole, Field(ge=1, le=100_000)]
_Category = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
_Categories = Annotated[
    list[_Category] | None, Field(max_length=20), Prompt(_("Categories"), way="checks", among=())
]
_Quota = Annotated[_Number | None, Prompt(_("Number of firearms"), way="number")]
_Line = Annotated[str, Field(min_length=1, max_length=200)]
_LINES: Final = _("One a line. They stand in the log: name no person.")
FAILURES: Final = (
    ("bounced", _("It bounced")),
    ("refused", _("It was refused")),
    ("faulty", _("It could not be written or addressed: what is on record cannot be used")),
    ("unknown_address", _("No address or number that works is on record")),
    ("unavailable", _("The provider did not take it")),
    ("returned", _("The letter came back")),
)
"""Why a reminder did not arrive."""
INSPECTED: Final = (
    ("good", _("In order")),
    ("fault", _("At fault")),
    ("not_there", _("Nothing of it is there")),
)
"""What is found at a storage."""
_Identifier = Annotated[str, Field(max_length=20)]
_Ground = Annotated[Code, Prompt(_("Ground"), way="choice", among="eligibility_ground")]


class Remarked(RecordInput):
    """The same, with a remark where there is something to say."""

    note: _Remark = ""


class Explained(Input):
    """Why."""

    reason: _Reason


# Applications -----------------------------------------------------------------------------------------------------------


class DraftApplication(Input):
    """Who asks for which licence; as much as the kind allows where nothing is said."""

    applicant: Annotated[
        str,
        identifier("P"),
        Prompt(
            _("Applicant"),
            _("A part of the name, or the identifier of the record. That you ask for a name is logged."),
            way="identifier",
            among="P",
        ),
    ]
    kind: Annotated[Code, Prompt(_("Kind of licence"), way="choice", among="licence_kind")]
    categories: Annotated[
        list[Annotated[_Category, StringConstraints(to_upper=True)]],
        Field(max_length=20),
        Prompt(
            _("Categories"), _("Separated by spaces; empty for all that this kind may cover."), way="words"
        ),
    ] = []
    quota: Annotated[
        _Number | None,
        Prompt(_("Number of firearms"), _("Empty for as many as this kind allows."), way="number"),
    ] = None
    months: _Number | None = None
    book: Annotated[
        str,
        identifier("A", optional=True),
        Prompt(
            _("Dealer’s register"),
            _("For a licence of a trade: the agency whose book it covers."),
            way="identifier",
            among="A",
        ),
    ] = ""
    note: Annotated[_Text, Prompt(_("What the applicant says"), way="text")] = ""
    kept: Annotated[
        Literal["submitted", "draft"],
        Prompt(way="buttons", among=(("submitted", _("Submit")), ("draft", _("Save draft")))),
    ] = "draft"

    def arguments(self) -> dict[str, Any]:
        """Whether it is submitted at once is a yes or no of the service."""
        values = dict(self)
        return {"submitted": values.pop("kept") == "submitted", **values}


class RenewLicence(RecordInput):
    """What the holder says who asks for the renewal of a licence."""

    note: _Text = ""


class AmendApplication(RecordInput):
    """Other categories, another number of firearms or months; what is left out stays."""

    categories: _Categories = None
    quota: _Quota = None
    months: Annotated[_Number | None, Prompt(_("Validity in months"), way="number")] = None
    note: Annotated[_Text, Prompt(_("What the applicant says"), way="text")] = ""


class SubmitApplication(RecordInput):
    """That an application is handed in."""

    note: _Text = ""


class AnswerCheck(Input):
    """Whether a check is passed, and the paper that was seen."""

    answer: Annotated[
        Literal["passed", "failed"],
        Prompt(
            _("Result"),
            way="radio",
            among=(("passed", _("Passed")), ("failed", _("Not passed"))),
            needed=_("(one answer at least)"),
        ),
    ]
    paper: Annotated[str, Field(max_length=120), Prompt(_("Document reference"))] = ""


class AnswerChecks(RecordInput):
    """Check of the list -> its answer; a check of which nothing is said stays as it is."""

    answers: Annotated[
        dict[Code, AnswerCheck],
        Field(min_length=1, max_length=40, validate_default=True),
        Prompt(way="each"),
    ] = {}
    note: _Text = ""


class PauseApplication(RecordInput):
    """What is asked of the applicant."""

    note: Annotated[_Said, Prompt(_("What is asked"), way="text")]


class ResumeApplication(Remarked):
    """That the applicant has answered."""


class AdviseApplication(RecordInput):
    """What is advised, and why."""

    note: _Reason
    advice: Annotated[
        Literal["grant", "refuse"],
        Prompt(
            way="buttons",
            among=(("grant", _("Recommend approval")), ("refuse", _("Recommend refusal"))),
        ),
    ]


class WithdrawApplication(RecordInput):
    """Why the applicant takes an application back."""

    note: _Reason


class AppealApplication(RecordInput):
    """What the applicant says against a refusal."""

    note: Annotated[_Said, Prompt(_("What the applicant says"), way="text")]


class GrantApplication(Explained):
    """What is proposed to be granted; what was asked for where nothing is said."""

    categories: Annotated[list[_Category] | None, Field(max_length=20)] = None
    quota: _Number | None = None
    months: _Number | None = None
    conditions: Annotated[
        list[_Line], Field(max_length=20), Prompt(_("Conditions"), _LINES, way="lines")
    ] = []
    bars: Annotated[
        list[_Identifier],
        Field(max_length=20, description="Bars of people like the applicant that do not mean the applicant."),
        Prompt(_("These prohibitions do not concern the applicant"), way="checks", among=()),
    ] = []


class RefuseApplication(Input):
    """On which grounds of the list `refusal_ground` it is proposed to be refused, and why."""

    grounds: Annotated[
        list[Code],
        Field(min_length=1, max_length=20),
        Prompt(_("Grounds"), way="checks", among="refusal_ground"),
    ]
    reason: _Reason


class DoToSeveral(Input):
    """What is done to some applications of a queue, and why; `confirmed` once the list was looked through."""

    act: Annotated[Literal["submit", "pass", "grant"], Prompt(way="page")]
    picked: Annotated[list[_Identifier], Field(max_length=50), Prompt(way="page")] = []
    confirmed: Annotated[bool, Prompt(way="page")] = False
    note: Annotated[_Text, Prompt(_("Reason"), way="text")] = ""


class DismissAppeal(Explained):
    """Why it is proposed to dismiss an appeal."""


# Licences ---------------------------------------------------------------------------------------------------------------


class SuspendLicence(RecordInput):
    """On which ground of the list `eligibility_ground` a licence is suspended, and why."""

    ground: _Ground
    reason: _Reason


class SurrenderLicence(Remarked):
    """That a licence is given back."""


class RevokeLicence(RecordInput):
    """On which ground of the list `eligibility_ground` it is proposed to revoke a licence, and why."""

    ground: _Ground
    reason: _Reason


class ReinstateLicence(Explained):
    """Why it is proposed to reinstate a licence."""


class EndLicence(RecordInput):
    """On which ground of the list `eligibility_ground` it is proposed that a licence ends, and why."""

    ground: _Ground
    reason: _Reason


class ChangeLicence(Input):
    """Other categories, another number, other conditions; what is left out stays."""

    categories: _Categories = None
    quota: _Quota = None
    conditions: Annotated[
        list[_Line] | None, Field(max_length=20), Prompt(_("Conditions"), _LINES, way="lines")
    ] = None
    reason: _Reason


class IssueLicencePaper(Input):
    """Which paper, in which language, and in whose place; it ends when the licence does."""

    kind: Literal["licence_card", "licence_certificate"]
    language: Language
    replaces: _Identifier = ""


# Eligibility notices ----------------------------------------------------------------------------------------------------


class TakeNotice(Input):
    """Whom it means, what is reported, by whose number. Only an identity number leaves no doubt."""

    ground: Annotated[
        Literal["death", "conviction", "protection_order", "medical"],
        Prompt(_("What is reported"), way="choice", among="notice_ground"),
    ]
    source: Annotated[
        str,
        Field(min_length=1, max_length=100),
        Prompt(_("Who reports it"), _("The court, the civil registry, the police station, the hospital.")),
    ]
    reference: Annotated[str, Field(min_length=1, max_length=100), Prompt(_("Their number for it"))]
    effective_on: Annotated[Day | None, Prompt(_("Since when"), way="day")] = None
    name: Annotated[str, Field(max_length=300), Prompt(_("Name"), _("In any script."))] = ""
    born: Annotated[Day | None, Prompt(_("Date of birth"), way="day")] = None
    number_kind: Code = "national_id"
    number: Annotated[
        str,
        Field(max_length=60),
        Prompt(
            _("Identity number"),
            _("Only a number leaves no doubt; without one a person decides whom the notice means."),
            way="code",
        ),
    ] = ""


class MatchNotice(RecordInput):
    """Whom a notice means."""

    party: Annotated[_Identifier, Prompt(way="page")]


class DismissNotice(RecordInput):
    """Why a notice means nobody on record."""

    why: Annotated[
        Literal["nobody", "somebody_else", "wrong"],
        Prompt(
            _("Why"),
            way="choice",
            among=(
                ("nobody", _("Nobody on record is meant")),
                ("somebody_else", _("Somebody else is meant")),
                ("wrong", _("The notice was wrong")),
            ),
        ),
    ]
    note: _Reason


class SettleNotice(Input):
    """Why a notice is to stand no longer."""

    reason: Annotated[
        _Said, Prompt(_("Reason"), _("It stays in the log for ever: name no person in it."), way="text")
    ]


# Removals and offers ----------------------------------------------------------------------------------------------------


class ExtendTime(RecordInput):
    """How many days more, and why."""

    days: Annotated[Whole, Field(ge=1, le=90), Prompt(_("How many days"), way="number", initial=7)]
    note: _Reason


class ClearRemoval(RecordInput):
    """In which way the firearms left, and what proves it: events (`F…/4`) and papers (`V…`); nothing where nothing was held."""

    way: Annotated[Code, Prompt(_("How they left"), way="choice", among="removal_way")]
    proofs: Annotated[
        list[Annotated[str, Field(max_length=30)]],
        Field(max_length=eligibility.MOST_PROOFS),
        Prompt(_("Events that prove it"), way="checks"),
    ] = []
    papers: Annotated[
        list[_Identifier],
        Field(max_length=20),
        Prompt(
            _("Papers that prove it"),
            _(
                "Numbers of papers of this register, such as a receipt, with blanks between. Nothing to name where nothing was held."
            ),
            way="words",
        ),
    ] = []
    note: _Text = ""


class AnswerOffer(RecordInput):
    """The buyer's side's word."""

    confirmed: bool
    note: _Text = ""


class HowConfirmed(Input):
    """How a buyer confirmed to an office that answers for them."""

    reason: Annotated[_Text, Prompt(_("How the buyer confirmed, and the document seen"), way="text")] = ""


class OpenRound(Input):
    """Over which licences of your office, how many are drawn, when they are visited, where the seed comes from (empty: the log)."""

    kinds: Annotated[
        list[Code],
        Field(min_length=1, max_length=40),
        Prompt(_("Kinds of licences"), way="checks", among="licence_kind"),
    ]
    area: Annotated[
        str,
        Field(pattern=r"^[A-Z0-9-]{0,20}$"),
        Prompt(_("Only in the area"), way="choice", among="own_areas", empty=_("all of your office")),
    ] = ""
    number: Annotated[
        Whole,
        Field(ge=1, le=draw.MOST_DRAWN),
        Prompt(_("How many are drawn"), way="number", initial=20),
    ]
    period_from: Annotated[Day, Prompt(_("Visits from"), way="day")]
    period_to: Annotated[Day, Prompt(_("Visits until"), way="day")]
    beacon: Annotated[
        str,
        Field(max_length=200),
        Prompt(
            _("Public beacon"),
            _(
                "Empty: the log's next witnessed checkpoint gives the seed. Else the public source whose value at a moment still to come "
                "gives it, such as a randomness beacon or a state lottery."
            ),
        ),
    ] = ""
    seed_after: Annotated[Moment | None, Prompt(_("Moment of the beacon's value"), way="moment")] = None


class DrawRound(RecordInput):
    """What the public beacon said, where the round named one."""

    value: Annotated[
        str,
        Field(max_length=200),
        Prompt(_("What the beacon said"), way="code", needed=_("(needed: the round named one)")),
    ] = ""


class CloseRound(RecordInput):
    """That a round is over."""


class RecordVisit(RecordInput):
    """Item of the list -> what was found."""

    answers: Annotated[
        dict[Code, Literal["good", "fault", "not_there"]],
        Field(max_length=60),
        Prompt(
            way="each",
            among=INSPECTED,
        ),
    ]
    note: _Remark = ""


class MissVisit(Remarked):
    """That nobody was there."""


class ReplaceVisit(RecordInput):
    """Why the next of its stratum takes its place: a reason of the list `replacement_reason`."""

    reason: Annotated[Code, Prompt(_("Why"), way="choice", among="replacement_reason")]
    note: _Reason


# Moves and reminders ----------------------------------------------------------------------------------------------------


class TakeMove(RecordInput):
    """That the file of a holder who moved is taken."""

    note: _Text = ""


class SendMoveBack(RecordInput):
    """Why the file of a holder who moved is sent back."""

    note: _Reason


class FailReminder(RecordInput):
    """Why a reminder did not arrive."""

    failure: Annotated[
        Literal["bounced", "refused", "unknown_address", "unavailable", "returned", "faulty"],
        Prompt(
            _("Why"),
            way="choice",
            among=FAILURES,
        ),
    ]


class ReachHolder(RecordInput):
    """How a person reached the holder: a way of the list `reached_how`."""

    how: Annotated[Code, Prompt(_("How"), way="choice", among="reached_how")]
    note: Annotated[_Said, Prompt(_("Note"), way="text")]
