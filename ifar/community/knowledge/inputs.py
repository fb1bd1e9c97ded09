"""What is said of the knowledge that the community shares, act by act: guides, practices, gaps, assistance, courses, enquiries. Pure."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ifar.acts.inputs import Day, Input, Prompt, Whole
from ifar.community import marks
from ifar.community.input_fields import (
    Chatham,
    Code,
    Codes,
    Identifier,
    Language,
    Note,
    OfMark,
    Pap,
    Recipients,
    Title,
    Tlp,
)
from ifar.community.knowledge import gaps, library, practices, skills
from ifar.community.rendering import LONGEST


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Topics = Annotated[Codes, Prompt(_("Subjects"), way="checks", among="community.expertise")]
_Articles = Annotated[
    Codes, Prompt(_("Articles of the Firearms Protocol"), way="checks", among="community.articles")
]


class Placed(Input):
    """What every thing of the shelves has: title, language, space, mark."""

    title: Title
    language: Language
    space: Annotated[Identifier, Prompt(_("Space in which it stands"), way="choice", among=())]
    tlp: OfMark = marks.GREEN
    recipients: Recipients = []
    pap: Pap = marks.PAP_UNSAID
    chatham: Chatham = False


class _Edition(Input):
    """One version of a guide; its document comes as a file."""

    version: Annotated[str, Field(min_length=1, max_length=40), Prompt(_("Version"))]
    edition_language: Annotated[
        str,
        Field(max_length=8),
        Prompt(_("Language of the document"), way="choice", among="community.languages"),
    ]
    link: Annotated[
        str, Field(max_length=500), Prompt(_("Or the address where its publisher keeps it"), way="code")
    ] = ""
    news: Annotated[str, Field(max_length=1000), Prompt(_("What is new in it"), way="text")] = ""


class BringEdition(_Edition):
    """Another version or language of a guide."""


class BringGuide(Placed, _Edition):
    """A guide with its first edition."""

    kind: Annotated[Code, Prompt(_("What it is"), way="choice", among="community.guides")]
    summary: Annotated[
        str,
        Field(min_length=1, max_length=library.LONGEST_SUMMARY),
        Prompt(_("What it is for"), way="text", rows=4),
    ]
    country: Annotated[
        Code,
        Prompt(
            _("Country"),
            _("Of legislation: whose law it is."),
            way="choice",
            among="community.countries",
            empty=_("Of no one country"),
        ),
    ] = ""
    articles: _Articles = []
    topics: _Topics = []
    licence: Annotated[Code, Prompt(_("Licence of the text"), way="choice", among="community.licences")] = (
        "official"
    )


class ReviewGuide(Input):
    """Which edition one looked through, and how long it is fresh."""

    edition: Annotated[Whole, Field(ge=1, lt=2**31), Prompt(_("Edition"), way="choice", among=())]
    expires_on: Annotated[Day, Prompt(_("Fresh until"), way="day")]


class BeginCollection(Placed):
    """A collection of guides."""

    description: Annotated[
        str, Field(max_length=library.LONGEST_SUMMARY), Prompt(_("What it is for"), way="text", rows=4)
    ] = ""


_Part = Annotated[str, Field(max_length=practices.LONGEST)]
_NeededPart = Annotated[_Part, Field(min_length=1)]


class _Practice(Input):
    """What a case taught, part by part."""

    context: Annotated[
        _NeededPart,
        Prompt(_("Context"), _("In which kind of place and service, without naming it."), way="text", rows=4),
    ]
    problem: Annotated[
        _NeededPart,
        Prompt(_("Problem"), _("What did not work, or what happened."), way="text", rows=4),
    ]
    done: Annotated[
        _NeededPart,
        Prompt(
            _("What was done"),
            _("Step by step, so that another office can do the same."),
            way="text",
            rows=4,
        ),
    ]
    result: Annotated[
        _NeededPart, Prompt(_("Result"), _("What was different afterwards."), way="text", rows=4)
    ]
    evidence: Annotated[
        _Part,
        Prompt(
            _("Evidence"),
            _("What shows it: numbers, a report, a judgment, an evaluation."),
            way="text",
            rows=4,
        ),
    ] = ""
    transferability: Annotated[
        _Part,
        Prompt(
            _("Where else it can work"),
            _("What another office needs for it, and where it would not work."),
            way="text",
            rows=4,
        ),
    ] = ""
    topics: _Topics = []

    def parts(self) -> dict[str, str]:
        """The parts by name."""
        return {name: getattr(self, name) for name in practices.PARTS}


class SubmitPractice(_Practice, Placed):
    """A practice that I submit; a second member checks it before others read it."""


class RewordPractice(_Practice):
    """Other words for my own practice; it is checked anew."""

    title: Title


class TellGap(Placed):
    """A gap that I tell."""

    kind: Annotated[Code, Prompt(_("Kind of gap"), way="radio", among="community.gaps")]
    words: Annotated[
        str,
        Field(min_length=1, max_length=gaps.LONGEST),
        Prompt(_("What is missing"), way="text", rows=5),
    ]
    evidence: Annotated[
        str, Field(max_length=gaps.LONGEST), Prompt(_("What shows it"), way="text", rows=3)
    ] = ""
    countries: Annotated[
        Codes, Prompt(_("Countries in which it was seen"), way="several", among="community.countries")
    ] = []
    articles: _Articles = []
    priority: Annotated[
        Whole,
        Field(ge=1, le=4),
        Prompt(_("How urgent it is"), way="choice", among="community.priorities"),
    ] = 2


class TellAssistance(Placed):
    """A need or an offer of technical assistance that I tell."""

    side: Annotated[Code, Prompt(_("Is it a need or an offer?"), way="radio", among="community.sides")]
    words: Annotated[
        str, Field(min_length=1, max_length=4000), Prompt(_("In your words"), way="text", rows=4)
    ]
    articles: _Articles
    forms: Annotated[Codes, Prompt(_("Forms of help"), way="checks", among="community.forms_of_help")]
    topics: _Topics = []
    languages: Annotated[
        Codes, Prompt(_("Languages in which it can be"), way="checks", among="community.languages")
    ]
    countries: Annotated[
        Codes,
        Prompt(
            _("Countries"),
            _("Of an offer that can be anywhere: none."),
            way="several",
            among="community.countries",
        ),
    ] = []
    regions: Annotated[
        Codes, Prompt(_("Whole regions of an offer"), way="several", among="community.regions")
    ] = []
    starts: Annotated[Day, Prompt(_("From"), way="day")]
    ends: Annotated[Day, Prompt(_("Until"), way="day")]
    priority: Annotated[
        Whole,
        Field(ge=1, le=3),
        Prompt(_("How urgent it is"), way="choice", among="community.priorities_of_help"),
    ] = 2


class AnnounceCourse(Placed):
    """A course that I give."""

    words: Annotated[
        str, Field(min_length=1, max_length=4000), Prompt(_("What is learnt"), way="text", rows=4)
    ]
    form: Annotated[Code, Prompt(_("Mode of delivery"), way="radio", among="community.course_forms")]
    starts: Annotated[Day, Prompt(_("First day"), way="day")]
    ends: Annotated[Day, Prompt(_("Last day"), way="day")]
    hours: Annotated[Whole, Field(ge=1, le=skills.MOST_HOURS), Prompt(_("Hours"), way="number")]
    place: Annotated[str, Field(max_length=200), Prompt(_("Where"))] = ""
    topics: _Topics = []


class AskEnquiry(Input):
    """A question about what is seen on an arm, and nothing of anybody; what is seen stands beside it."""

    title: Title
    text: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST),
        Prompt(
            _("What you want to know"),
            _("Name nobody: no person, no case, no day or place of the find, no number of the arm."),
            way="text",
            rows=4,
        ),
    ]
    language: Language
    space: Annotated[Identifier, Prompt(_("Space in which it stands"), way="choice", among=())]
    tlp: Annotated[Tlp, Prompt(_("Handling (TLP/PAP)"), way="radio", among="community.tlp_of_space")] = (
        marks.GREEN
    )


class TieRecords(Input):
    """To which other record something is tied."""

    other: Annotated[
        Identifier,
        Prompt(
            _("Number of the other record"),
            _("It stands under the title of its page: a case, a practice, a gap or a tool."),
            way="code",
        ),
    ]


class TakeUpGap(Input):
    """That I work on a gap."""


class PutDownGap(Input):
    """That I work on a gap no longer."""


class ReopenGap(Input):
    """That a gap is not closed after all."""


class CloseGap(Input):
    """What closed a gap."""

    by: Annotated[Identifier, Prompt(_("Practice or tool"), way="choice", among=())]


class ClearPractice(Input):
    """That nobody can be known by a practice."""


class GiveUpPractice(Input):
    """That my organisation does this no longer."""


class ReturnPractice(Input):
    """By what somebody or something can be known."""

    grounds: Annotated[Codes, Prompt(_("Why"), way="checks", among="community.returns")]
    note: Annotated[Note, Prompt(_("Note for the author"))] = ""


class GradePractice(Input):
    """How well a practice is supported, criterion by criterion."""

    evidence: Annotated[Code, Prompt(_("What supports it"), way="choice", among="community.answers_evidence")]
    result: Annotated[Code, Prompt(_("What came of it"), way="choice", among="community.answers_result")]
    transfer: Annotated[Code, Prompt(_("Where it worked"), way="choice", among="community.answers_transfer")]
    note: Annotated[Note, Prompt(_("Note"))] = ""

    def arguments(self) -> dict[str, Any]:
        """The answers by criterion, and the note."""
        return {"answers": self.model_dump(include={*practices.CRITERIA}), "note": self.note}


class WithdrawReview(Input):
    """Why a guide is not to be relied on any more."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="community.withdrawals")]


class RateGuide(Input):
    """For what a guide was used, and whether it helped."""

    used_for: Annotated[Code, Prompt(_("For what"), way="choice", among="community.uses")]
    helped: Annotated[
        Whole, Field(ge=0, le=2), Prompt(_("Did it help?"), way="choice", among="community.helped")
    ]


class CollectGuide(Input):
    """Into which collection a guide is put, or out of which it is taken."""

    collection: Annotated[Identifier, Prompt(_("Collection"), way="choice", among=())]


class ProposeAgreement(Input):
    """With which need or offer another is brought together."""

    other: Annotated[Identifier, Prompt(way="page")]


class AgreeHelp(Input):
    """That I agree to what the other side proposed."""


class DeclineHelp(Input):
    """That I decline what the other side proposed."""


class BreakOffHelp(Input):
    """That an agreement ends before anything was delivered."""


class DeliverHelp(Input):
    """On which day help was delivered."""

    on: Annotated[Day, Prompt(_("Delivered on"), way="day")]


class AssessHelp(Input):
    """What came of help."""

    met: Annotated[Code, Prompt(_("What came of it"), way="choice", among="community.met")]
    note: Annotated[Note, Prompt(_("Note"))] = ""


class Withdraw(Input):
    """That I do not take part."""


class NoteAbsence(Input):
    """That somebody was not at a course."""


class NoteAttendance(Input):
    """That somebody was at a course, and the results of their tests, as far as they are known."""

    before: Annotated[
        Whole | None, Field(ge=0, le=skills.MOST_SCORE), Prompt(_("Test before, %"), way="number")
    ] = None
    after: Annotated[
        Whole | None, Field(ge=0, le=skills.MOST_SCORE), Prompt(_("Test after, %"), way="number")
    ] = None


class NoteScores(NoteAttendance):
    """The results of somebody's tests."""


class CertifyTraining(Input):
    """Under which name and in which language a certificate is given."""

    name: Annotated[str, Field(min_length=1, max_length=120), Prompt(_("Name on the certificate"))]
    language: Annotated[str, Field(max_length=2), Prompt(_("Language"), way="choice", among="languages")]


class SayUsed(Input):
    """Whether one uses what one learnt."""

    used: Annotated[
        Code,
        Prompt(_("Do you use on the job what you learnt?"), way="choice", among="community.used"),
    ]


class DraftTrace(Input):
    """Which State a formal request goes to, and which make it may be."""

    country: Annotated[str, Field(max_length=4), Prompt(way="page")]
    make: Annotated[str, Field(max_length=80), Prompt(way="page")] = ""
