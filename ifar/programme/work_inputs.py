"""What is said of the work of projects, act by act: plans, risks, reports, evaluations; law and human rights before support. Pure."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from ifar.acts.inputs import Code, Day, Degrees, Input, Prompt, RecordInput, Seen, Whole, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_LOGGED: Final = _("It stays in the log for ever, so name nobody in it.")
_Headline = Annotated[str, Field(min_length=1, max_length=400)]
_Line = Annotated[str, Field(max_length=400)]
_Said = Annotated[str, Field(min_length=1, max_length=4000)]
_Words = Annotated[str, Field(max_length=4000)]
_InWords = Annotated[_Words, Prompt(_("In words"), way="text", rows=3)]


class GiveReason(RecordInput):
    """Why."""

    reason: Annotated[_Said, Prompt(_("Reason"), _LOGGED, way="text")]


class CommissionEvaluation(Input):
    """Terms of reference: what is evaluated by which criteria, by whom, from when to when."""

    title: Annotated[_Headline, Prompt(_("Title"))]
    kind: Annotated[Code, Prompt(_("Kind"), way="choice", among="programme.evaluation_kinds")]
    terms: Annotated[
        _Said,
        Prompt(
            _("Terms of reference"),
            _("What is evaluated and why, which questions are asked, how it is to be done."),
            way="text",
            rows=5,
        ),
    ]
    criteria: Annotated[
        list[Code],
        Field(min_length=1, max_length=6),
        Prompt(
            _("Criteria"),
            way="checks",
            among="programme.criteria",
            initial=("relevance", "coherence", "effectiveness", "efficiency", "impact", "sustainability"),
        ),
    ]
    evaluator: Annotated[
        _Headline,
        Prompt(_("Evaluator"), _("An office or organisation that has no part in the project.")),
    ]
    account: Annotated[
        str,
        identifier("U", optional=True),
        Prompt(
            _("Their account"),
            _("Without one, whoever commissions enters what they found."),
            way="choice",
            empty="–",
        ),
    ] = ""
    starts_on: Annotated[Day, Prompt(_("Begins on"), way="day")]
    ends_on: Annotated[Day, Prompt(_("Ends on"), way="day")]


class ChangeTerms(CommissionEvaluation):
    """The terms of reference as they are to stand."""

    expected_n: Seen = None


class DeliverEvaluation(RecordInput):
    """The summary of the evaluation."""

    summary: Annotated[_Said, Prompt(_("Summary"), way="text", rows=4)]


class StateFinding(Input):
    """What was found, under which criterion."""

    criterion: Annotated[Code, Prompt(_("Criterion"), way="choice", among="programme.criteria")]
    title: Annotated[_Headline, Prompt(_("Finding"))]
    told: Annotated[_Words, Prompt(_("In words, with the evidence"), way="text", rows=5)] = ""


class Recommend(Input):
    """What is recommended, to whom, out of which findings."""

    title: Annotated[_Headline, Prompt(_("Recommendation"))]
    told: _InWords = ""
    priority: Annotated[
        Code, Prompt(_("Priority"), way="choice", among="programme.priorities", initial="medium")
    ]
    addressee: Annotated[_Line, Prompt(_("To whom"))] = ""
    findings: Annotated[
        list[Annotated[str, identifier("R")]],
        Field(max_length=200),
        Prompt(_("Out of which findings"), way="checks"),
    ] = []


class AnswerRecommendation(RecordInput):
    """What the management answers, whose it is to carry out, and by when."""

    response: Annotated[Code, Prompt(_("Answer"), way="choice", among="programme.responses")]
    reasons: Annotated[_Words, Prompt(_("Reasons"), way="text", rows=5)]
    owner: Annotated[
        _Line,
        Prompt(_("Whose it is to carry out"), needed=_("(needed unless it is rejected)")),
    ] = ""
    due_on: Annotated[
        Day | None,
        Prompt(_("To be done by"), way="day", needed=_("(needed unless it is rejected)")),
    ] = None


class TellProgress(RecordInput):
    """How far what was promised has come."""

    progress: Annotated[_Said, Prompt(_("How far it has come"), way="text")]


class PlanActivity(Input):
    """An activity of the work plan: the result that it serves, its days, who is responsible, where."""

    title: Annotated[_Headline, Prompt(_("Activity"))]
    result: Annotated[str, identifier("R"), Prompt(_("Which result it serves"), way="choice")]
    starts_on: Annotated[Day, Prompt(_("Begins on"), way="day")]
    ends_on: Annotated[Day, Prompt(_("Ends on"), way="day")]
    responsible: Annotated[_Line, Prompt(_("Responsible"))] = ""
    location: Annotated[str, identifier("R", optional=True), Prompt(_("Place"), way="choice", empty="–")] = ""
    words: Annotated[_Words, Prompt(_("Description"), way="text", rows=3)] = ""


class ChangeActivity(PlanActivity):
    """The activity as it is to stand."""

    expected_n: Seen = None


class SayDay(RecordInput):
    """On which day it was; today where none is given."""

    on: Annotated[Day | None, Prompt(_("Day"), way="day")] = None


class NamePartner(Input):
    """An organisation with a part in the project."""

    name: Annotated[_Headline, Prompt(_("Organisation"))]
    kind: Annotated[
        Code, Prompt(_("What kind of organisation"), way="choice", among="programme.partner_kinds")
    ]
    role: Annotated[Code, Prompt(_("Its part"), way="choice", among="programme.partner_roles")]
    reference: Annotated[
        str,
        Field(max_length=100),
        Prompt(_("Its identifier as an organisation of the IATI standard"), way="code"),
    ] = ""


class NameLocation(Input):
    """A place where the project works; coordinates both or none."""

    name: Annotated[_Headline, Prompt(_("Place"))]
    country: Annotated[
        str, Field(pattern="^([A-Za-z]{2})?$"), Prompt(_("Country"), _("Two letters."), way="code")
    ] = ""
    latitude: Annotated[
        Degrees | None,
        Prompt(_("Latitude"), _("Degrees; south of the equator below zero."), way="amount"),
    ] = None
    longitude: Annotated[
        Degrees | None,
        Prompt(_("Longitude"), _("Degrees; west of Greenwich below zero."), way="amount"),
    ] = None
    reach: Annotated[Code, Prompt(_("What the place says"), way="choice", among="programme.reaches")] = (
        "activity"
    )
    exactness: Annotated[Code, Prompt(_("How exact it is"), way="choice", among="programme.exactness")] = (
        "approximate"
    )


class RaiseRisk(Input):
    """What could go wrong, how likely and how bad it is, and what is done about it."""

    title: Annotated[_Headline, Prompt(_("What could go wrong"))]
    words: Annotated[_Words, Prompt(_("Why, and what would follow"), way="text", rows=3)] = ""
    likelihood: Annotated[
        Whole, Prompt(_("How likely it is"), way="choice", among="programme.likelihoods", initial=3)
    ]
    impact: Annotated[
        Whole, Prompt(_("How bad it would be"), way="choice", among="programme.impacts", initial=3)
    ]
    owner: Annotated[_Headline, Prompt(_("Whose it is to watch"))]
    mitigation: Annotated[_Said, Prompt(_("What is done about it"), way="text", rows=3)]
    review_on: Annotated[Day | None, Prompt(_("To be looked at again on"), way="day")] = None


class AssessRisk(RaiseRisk):
    """The risk as it is to stand."""

    expected_n: Seen = None


class RaiseIssue(Input):
    """What went wrong, how bad it is, whose it is to solve and by when."""

    title: Annotated[_Headline, Prompt(_("What went wrong"))]
    words: _InWords = ""
    severity: Annotated[Code, Prompt(_("How bad it is"), way="choice", among="programme.severities")]
    owner: Annotated[_Headline, Prompt(_("Whose it is to solve"))]
    due_on: Annotated[Day | None, Prompt(_("To be solved by"), way="day")] = None


class ChangeIssue(RaiseIssue):
    """The issue as it is to stand; of a risk that occurred, the issue that it is now."""

    expected_n: Seen = None


class ResolveIssue(SayDay):
    """How it was solved, and on which day."""

    resolution: Annotated[_Said, Prompt(_("How it was solved"), way="text")]


class NoteLesson(Input):
    """What was learned, and what others should do."""

    title: Annotated[_Headline, Prompt(_("Lesson"))]
    words: Annotated[_Said, Prompt(_("What happened, and what was learned of it"), way="text", rows=3)]
    advice: Annotated[_Words, Prompt(_("What others should do"), way="text", rows=3)] = ""


class ChangeLesson(NoteLesson):
    """The lesson as it is to stand."""

    expected_n: Seen = None


class KeepDocument(Input):
    """What a document is; the file is sent beside."""

    title: Annotated[_Headline, Prompt(_("Title"))]
    kind: Annotated[Code, Prompt(_("What it is"), way="choice", among="programme.document_kinds")]


class GiveNote(RecordInput):
    """A comment, where there is one."""

    note: Annotated[str, Field(max_length=2000), Prompt(_("Comment"), way="text")] = ""


class Release(RecordInput):
    """Until which day support is released, and why."""

    until: Annotated[Day, Prompt(_("Released until"), way="day")]
    reason: Annotated[_Said, Prompt(_("Reason"), _LOGGED, way="text")]


class NameRecipient(Input):
    """A unit or office, of which kind, and what it receives."""

    name: Annotated[_Headline, Prompt(_("Unit or office"), _("As it is called. No names of persons."))]
    kind: Annotated[Code, Prompt(_("What it is"), way="choice", among="programme.recipients")]
    support: Annotated[
        list[Code],
        Field(min_length=1, max_length=40),
        Prompt(
            _("What it receives"),
            _("What security forces receive needs human-rights due diligence, unless only the last four."),
            way="checks",
            among="programme.given",
        ),
    ]
    activity: Annotated[
        str,
        identifier("R", optional=True),
        Prompt(_("Through which activity"), way="choice", empty=_("The whole project")),
    ] = ""


class WriteReport(RecordInput):
    """What the records cannot say; a draft may leave it out."""

    summary: Annotated[
        _Words, Prompt(_("Summary"), way="text", rows=6, needed=_("(needed before you submit it)"))
    ] = ""
    achieved: Annotated[_Words, Prompt(_("Results"), way="text", rows=6)] = ""
    difficulties: Annotated[_Words, Prompt(_("Difficulties"), way="text", rows=6)] = ""
    next: Annotated[_Words, Prompt(_("What comes next"), way="text", rows=6)] = ""


class ComposeReport(Input):
    """Of which period, in which language."""

    period: Annotated[str, Field(min_length=1, max_length=20), Prompt(_("Period"), way="choice")]
    language: Annotated[Code, Prompt(_("Language of the report"), way="choice")]
