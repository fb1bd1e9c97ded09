"""What is said of law and human rights: answers to the Firearms Protocol, the risks of support to security forces. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Input, Prompt, Seen, Whole, identifier
from ifar.programme import assessment, diligence
from ifar.programme.assessment import Answer
from ifar.programme.diligence import Risk


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Said = Annotated[str, Field(max_length=assessment.LONGEST)]
_BEFORE: Final = _("(needed before you submit it)")


class ChooseYear(Input):
    """Of which State the law is assessed, and in which year."""

    place: Annotated[
        str, Field(pattern="^[A-Za-z]{2}$"), Prompt(_("Country"), _("Two-letter code."), way="code")
    ]
    year: Annotated[Whole, Prompt(_("Year"), way="number")]


class GiveAnswer(Input):
    """What the law says about one provision; what nobody answered is not assessed."""

    standing: Annotated[
        Literal["in_force", "partial", "absent", ""],
        Prompt(
            _("The law is"),
            way="radio",
            among="programme.standings",
            needed=_("(needed where anything is said of it)"),
        ),
    ] = ""
    law: Annotated[
        _Said, Prompt(_("Law or regulation"), needed=_("(needed where it is in force, whole or in part)"))
    ] = ""
    article: Annotated[_Said, Prompt(_("Its article"))] = ""
    link: Annotated[_Said, Prompt(_("Where it can be read"), way="code")] = ""
    gap: Annotated[
        _Said, Prompt(_("What is missing"), way="text", needed=_("(needed unless it is wholly in force)"))
    ] = ""
    wanted: Annotated[_Said, Prompt(_("Assistance wanted"), way="text")] = ""


class _Answers(Input):
    """The answers to what one article asks, provision by provision."""

    answers: Annotated[
        dict[Annotated[str, Field(max_length=40)], GiveAnswer], Field(max_length=60), Prompt(way="each")
    ] = {}

    @property
    def said(self) -> dict[str, Answer]:
        """As the service takes it."""
        return {key: Answer(**dict(answer)) for key, answer in self.answers.items()}


class StateAssessment(_Answers):
    """The answers, to be approved by another person, or a draft of them."""

    kept: Annotated[
        Literal["submitted", "draft"],
        Prompt(
            way="buttons",
            among=(("submitted", _("Submit for approval")), ("draft", _("Keep as a draft"))),
        ),
    ] = "submitted"

    def arguments(self) -> dict[str, Any]:
        """The answers are taken as one."""
        return {"answers": self.said, "submit": self.kept == "submitted"}


class ChangeAssessment(_Answers):
    """The answers as they are to stand."""

    expected_n: Seen = None

    def arguments(self) -> dict[str, Any]:
        """The answers are taken as one."""
        return {"answers": self.said, "expected_n": self.expected_n}


_Grounds = Annotated[str, Field(max_length=2000)]


class GradeRisk(Input):
    """How likely and grave one kind of violation is, before and after what is done about it, on which grounds."""

    before: Annotated[
        str,
        Field(max_length=20),
        Prompt(_("As it is"), way="choice", among="programme.risk_grades", empty="–", needed=_BEFORE),
    ] = ""
    grounds: Annotated[
        _Grounds, Prompt(_("Grounds"), way="text", needed=_("(needed for more than a low risk)"))
    ] = ""
    measures: Annotated[
        _Grounds,
        Prompt(_("What is done about it"), way="text", needed=_("(needed for more than a low risk)")),
    ] = ""
    after: Annotated[
        str,
        Field(max_length=20),
        Prompt(
            _("After that"),
            way="choice",
            among="programme.risk_grades",
            empty="–",
            needed=_("(needed for more than a low risk)"),
        ),
    ] = ""


class _Support(Input):
    """Who would receive which support, and each risk before and after what is done about it; a draft may leave out what is not known yet."""

    recipients: Annotated[
        list[Annotated[str, Field(max_length=400)]],
        Field(max_length=100),
        Prompt(
            _("Who would receive it"),
            _("One unit or office a line. Never names of persons."),
            way="lines",
            needed=_BEFORE,
        ),
    ] = []
    forces: Annotated[
        list[Code],
        Field(max_length=20),
        Prompt(_("Of which forces"), way="checks", among="programme.forces", needed=_BEFORE),
    ] = []
    support: Annotated[
        list[Code],
        Field(max_length=20),
        Prompt(_("What they would receive"), way="checks", among="programme.support", needed=_BEFORE),
    ] = []
    words: Annotated[str, Field(max_length=diligence.LONGEST), Prompt(_("In words"), way="text", rows=3)] = ""
    risks: Annotated[
        dict[Annotated[str, Field(max_length=40)], GradeRisk], Field(max_length=40), Prompt(way="each")
    ] = {}

    def assessed(self) -> dict[str, Any]:
        """As the service takes it. A low risk stays low where nothing else is said."""
        risks = [
            Risk(
                risk,
                grade_risk.before,
                grade_risk.after or ("low" if grade_risk.before == "low" else ""),
                grade_risk.grounds,
                grade_risk.measures,
            )
            for risk, grade_risk in self.risks.items()
        ]
        return {
            **{name: getattr(self, name) for name in ("recipients", "forces", "support", "words")},
            "risks": risks,
        }


class AssessSupport(_Support):
    """Support of a project or of one of its activities; then another person decides. Or a draft of it."""

    activity: Annotated[
        str, identifier("R", optional=True), Prompt(_("About"), way="choice", empty=_("the whole project"))
    ] = ""
    kept: Annotated[
        Literal["submitted", "draft"],
        Prompt(
            way="buttons",
            among=(("submitted", _("Submit for decision")), ("draft", _("Keep as a draft"))),
        ),
    ] = "submitted"


class ChangeSupport(_Support):
    """The assessment as it is to stand, or its risks looked through again while a release stands."""

    expected_n: Seen = None

    def arguments(self) -> dict[str, Any]:
        """What is assessed is taken as one."""
        return {**self.assessed(), "expected_n": self.expected_n}
