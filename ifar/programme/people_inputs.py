"""What is said of people and alliances, act by act: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Seen, Whole, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_LOGGED: Final = _("It stays in the log for ever, so name nobody in it.")
_Reason = Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), _LOGGED, way="text")]
_Comment = Annotated[str, Field(max_length=4000), Prompt(_("Comment"), way="text")]
_Headline = Annotated[str, Field(min_length=1, max_length=400)]
_Line = Annotated[str, Field(max_length=400)]
_Words = Annotated[str, Field(max_length=4000)]
_Project = Annotated[
    str,
    identifier("R", optional=True),
    Prompt(_("Project"), way="choice", empty=_("of the strategy as a whole")),
]


class PlanInitiative(Input):
    """What is planned with a community: what, with whom, where, when."""

    title: Annotated[_Headline, Prompt(_("Title"))]
    kind: Annotated[Code, Prompt(_("Kind"), way="choice", among="initiative_kind")]
    audiences: Annotated[list[Code], Prompt(_("With whom"), way="checks", among="initiative_audience")] = []
    words: Annotated[_Words, Prompt(_("Description"), way="text", rows=3)] = ""
    project: _Project = ""
    place: Annotated[_Line, Prompt(_("Place"))] = ""
    starts_on: Annotated[Day, Prompt(_("Begins on"), way="day")]
    ends_on: Annotated[Day | None, Prompt(_("Ends on"), way="day")] = None


class ChangeInitiative(PlanInitiative):
    """The initiative as it is to stand."""

    expected_n: Seen = None


class CancelInitiative(RecordInput):
    """Why it does not take place."""

    reason: _Reason


class TellEffect(RecordInput):
    """What changed."""

    effect: Annotated[
        str,
        Field(min_length=1, max_length=4000),
        Prompt(
            _("What changed"), _("What is different for people now, and how one knows."), way="text", rows=3
        ),
    ]


class GroupCount(Input):
    """How many of one sex and age group."""

    sex: Literal["female", "male", "other", "not_said"]
    age: Literal["under_15", "15_24", "25_59", "60_up", "not_said"]
    number: Annotated[Whole, Field(ge=0, le=100_000)]


class NoteParticipation(Input):
    """How many took part on a day, by sex and age."""

    held_on: Annotated[Day, Prompt(_("Day"), way="day")]
    cells: Annotated[
        list[GroupCount],
        Field(max_length=20),
        Prompt(
            _("How many took part"),
            _("Numbers alone. Whatever nobody asked goes under “not said”."),
            way="people",
        ),
    ]


class CorrectParticipation(NoteParticipation):
    """The figure as it is to stand, and why."""

    reason: Annotated[
        str, Field(min_length=1, max_length=2000), Prompt(_("Why it is corrected"), _LOGGED, way="text")
    ]
    expected_n: Seen = None


class WithdrawParticipation(RecordInput):
    """Why the figure does not stand."""

    reason: _Reason


class NoteFeedback(Input):
    """What somebody said of the work, and how it reached us."""

    kind: Annotated[Code, Prompt(_("Kind"), way="choice", among="feedback_kind")]
    channel: Annotated[
        Code, Prompt(_("How it reached us"), way="choice", among="programme.feedback_channels")
    ]
    received_on: Annotated[Day, Prompt(_("Received on"), way="day")]
    project: _Project = ""
    about: Annotated[
        str,
        identifier("U", optional=True),
        Prompt(
            _("About somebody of ours"),
            _("Whoever it is about does not see it, and another person answers it."),
            way="choice",
            empty=_("nobody by name"),
        ),
    ] = ""
    said: Annotated[
        str,
        Field(min_length=1, max_length=4000),
        Prompt(
            _("What was said"),
            _("It is kept apart from the log, and each reading of it is noted."),
            way="text",
            rows=4,
        ),
    ]
    reach: Annotated[
        _Line,
        Prompt(
            _("How whoever said it can be reached"),
            _("Only if they want an answer. Nobody has to give a name."),
        ),
    ] = ""


class LookInto(RecordInput):
    """A comment, where there is one."""

    note: _Comment = ""


class Answer(RecordInput):
    """What was answered."""

    told: Annotated[
        str,
        Field(min_length=1, max_length=4000),
        Prompt(_("What was answered"), _("As it was told to whoever said it."), way="text", rows=4),
    ]


class CloseFeedback(RecordInput):
    """Why nothing is left to do."""

    why: Annotated[Code, Prompt(_("Reason"), way="choice", among="programme.feedback_closings")]
    note: _Comment = ""


class EnterStakeholder(Input):
    """Whom the strategy works with."""

    name: Annotated[_Headline, Prompt(_("Name"))]
    kind: Annotated[Code, Prompt(_("Kind"), way="choice", among="programme.stakeholder_kinds")]
    country: Annotated[
        str,
        Field(pattern="^([A-Za-z]{2})?$"),
        Prompt(_("Country"), _("Two-letter code."), way="code"),
    ] = ""
    agency: Annotated[
        str,
        identifier("A", optional=True),
        Prompt(
            _("Office under which it signs in"),
            _(
                "Only where it reports suspicious parcels or listings. An administrator registers the office first."
            ),
            way="choice",
            empty=_("none"),
        ),
    ] = ""
    words: Annotated[_Words, Prompt(_("What it does"), way="text", rows=3)] = ""


class ChangeStakeholder(EnterStakeholder):
    """The stakeholder as it is to stand."""

    expected_n: Seen = None


class NameContact(RecordInput):
    """Who speaks for the stakeholder, and how they are reached; kept apart from the log."""

    name: Annotated[_Headline, Prompt(_("Name"))]
    function: Annotated[_Line, Prompt(_("Function"))] = ""
    email: Annotated[
        str, Field(max_length=400, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$"), Prompt(_("E-mail"), way="code")
    ] = ""
    phone: Annotated[str, Field(max_length=60), Prompt(_("Telephone"), way="code")] = ""


class NoteCommitment(Input):
    """What a stakeholder commits itself to, and by when."""

    title: Annotated[_Headline, Prompt(_("What it commits itself to"))]
    words: Annotated[_Words, Prompt(_("In words"), way="text", rows=3)] = ""
    project: _Project = ""
    made_on: Annotated[Day, Prompt(_("Made on"), way="day")]
    due_on: Annotated[Day, Prompt(_("To be kept by"), way="day")]


class FollowUp(RecordInput):
    """How the commitment stands."""

    note: Annotated[str, Field(min_length=1, max_length=4000), Prompt(_("Status"), way="text")]


class KeepCommitment(RecordInput):
    """On which day it was kept."""

    kept_on: Annotated[Day, Prompt(_("Kept on"), way="day")]
    note: _Comment = ""


class WithdrawCommitment(RecordInput):
    """Why it stands no more."""

    reason: _Reason


class SendSighting(Input):
    """A suspicious parcel or listing: about the thing and never about people; other fields are refused."""

    what: Annotated[
        str,
        Field(max_length=20, description="`parcel` or `listing`."),
        Prompt(_("What it is"), way="choice", among="programme.sighting_whats"),
    ]
    goods: Annotated[
        str,
        Field(
            max_length=20,
            description="`firearm`, `parts`, `ammunition`, `conversion`, `other` or `not_known`.",
        ),
        Prompt(_("What it seems to be"), way="choice", among="programme.sighting_goods"),
    ]
    happened_on: Annotated[Day, Prompt(_("Day"), way="day")]
    where: Annotated[
        str,
        Field(max_length=500),
        Prompt(_("Where"), _("The depot where the parcel is, or the address of the listing.")),
    ] = ""
    countries: Annotated[
        list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]],
        Field(max_length=20, description="Countries of the route."),
        Prompt(
            _("Countries of the route"),
            _("Names or two-letter codes of countries, with commas between."),
            way="countries",
        ),
    ] = []
    marks: Annotated[
        list[Annotated[str, Field(max_length=60)]],
        Field(max_length=20),
        Prompt(
            _("Marks as read"),
            _("One mark a line: makers, models, serial numbers, as they stand there."),
            way="lines",
        ),
    ] = []
    reference: Annotated[
        str, Field(max_length=200, description="The sender's own reference."), Prompt(_("Your reference"))
    ] = ""
    told: Annotated[
        str,
        Field(max_length=4000),
        Prompt(
            _("What was seen, and why it is suspicious"),
            _(
                "About the thing, not about people: no names of senders, recipients or sellers. The authority asks for them by its own powers."
            ),
            way="text",
            rows=5,
        ),
    ]


class MakeTip(RecordInput):
    """Where the tip belongs, and what it says."""

    area: Annotated[
        str, Field(min_length=1, max_length=60), Prompt(_("Area"), way="choice", among="programme.tip_areas")
    ]
    told: Annotated[
        str,
        Field(max_length=4000),
        Prompt(
            _("What the tip says"), _("Leave out whatever would tell who somebody is."), way="text", rows=6
        ),
    ]


class CloseSighting(RecordInput):
    """Why no tip is made of the report; the reporter is not told."""

    why: Annotated[Code, Prompt(_("Reason"), way="choice", among="programme.sighting_reasons")]
    note: _Comment = ""


_Seats = Annotated[list[Annotated[str, identifier("R")]], Field(max_length=200)]
_Vote = Literal["yes", "no", "abstain"]


class FillSeat(Input):
    """A seat of a constituency, and who fills it."""

    constituency: Annotated[Code, Prompt(_("Constituency"), way="choice", among="programme.constituencies")]
    organisation: Annotated[_Headline, Prompt(_("Organisation"))]
    starts_on: Annotated[Day, Prompt(_("Begins on"), way="day")]
    ends_on: Annotated[Day | None, Prompt(_("Ends on"), way="day")] = None


class PlanMeeting(Input):
    """A meeting with its papers."""

    title: Annotated[_Headline, Prompt(_("Title"))]
    held_on: Annotated[Day, Prompt(_("Day"), way="day")]
    place: Annotated[_Line, Prompt(_("Place"))] = ""
    papers: Annotated[
        list[_Line],
        Field(max_length=100),
        Prompt(_("Papers"), _("One document or address a line."), way="lines"),
    ] = []


class OpenMeeting(RecordInput):
    """Which seats are present."""

    present: Annotated[_Seats, Prompt(_("Who is present"), way="checks")]


class TableDecision(Input):
    """What is tabled at a meeting."""

    title: Annotated[_Headline, Prompt(_("Decision"))]
    words: Annotated[_Words, Prompt(_("In words"), way="text", rows=3)] = ""
    rule: Annotated[Code, Prompt(_("Decided by"), way="choice", among="programme.rules")] = "consensus"
    about: Annotated[
        list[Annotated[str, identifier("R")]],
        Field(max_length=200),
        Prompt(_("About"), _("Identifiers of projects and indicators, with spaces between."), way="words"),
    ] = []
    owner: Annotated[_Line, Prompt(_("Whose it is to carry out"))] = ""
    due_on: Annotated[Day | None, Prompt(_("To be done by"), way="day")] = None


class DeclareInterest(RecordInput):
    """Which seats declare an interest: they do not vote on it, and nobody takes it back."""

    seats: Annotated[_Seats, Prompt(_("Who declared an interest"), way="checks")]


class CountVotes(RecordInput):
    """How each seat votes: the decision is adopted, or rejected, by its rule."""

    votes: Annotated[
        dict[Annotated[str, identifier("R")], _Vote],
        Field(max_length=200),
        Prompt(
            _("Votes"),
            way="each",
            each="choice",
            among=(("yes", _("in favour")), ("no", _("against")), ("abstain", _("abstains"))),
            empty="–",
        ),
    ] = {}


class CarryOut(RecordInput):
    """How the decision was carried out."""

    how: Annotated[
        str,
        Field(min_length=1, max_length=4000),
        Prompt(_("How it was carried out"), _LOGGED, way="text"),
    ]


class SumUp(RecordInput):
    """What the public is told of the decision; the public page shows it at once."""

    public_words: Annotated[
        str, Field(min_length=1, max_length=4000), Prompt(_("What the public is told"), way="text")
    ]
