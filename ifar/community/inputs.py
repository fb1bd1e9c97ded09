"""What is said in the community, act by act: the forms of its pages and the bodies of its API. Pure.

Lists of the community are asked for by the names of `listed.py`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from ifar import identifiers
from ifar.acts.inputs import Asked, Day, Input, Whole, identifier
from ifar.community import marks, spaces
from ifar.community.knowledge import gaps, library, practices, skills
from ifar.community.rendering import LONGEST


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


def named(value: Any) -> Any:
    """A member or an organisation as people type it: with dashes, an @ before."""
    return value.replace("-", "").strip().lstrip("@").upper() if isinstance(value, str) else value


def _account(value: Any) -> Any:
    """An account by its e-mail address or number; what is neither is nobody's."""
    typed = value.strip() if isinstance(value, str) else ""
    return typed if "@" in typed else identifiers.parse(typed, "U") or ""


_Code = Annotated[str, Field(max_length=40)]
_Codes = Annotated[list[_Code], Field(max_length=40)]
_Note = Annotated[str, Field(max_length=2000)]
_Identifier = Annotated[str, Field(max_length=20), BeforeValidator(named)]
_AUTHOR: Final = _("The author reads it.")
_FOR_EVER: Final = _("For the second person and for the log: it stays there for ever, so name nobody in it.")
_Title = Annotated[str, Field(min_length=1, max_length=library.MOST_TITLE), Asked(_("Title"))]
_Language = Annotated[
    str,
    Field(max_length=8),
    Asked(_("Language in which you write"), way="choice", among="community.languages"),
]
_Topics = Annotated[_Codes, Asked(_("Subjects"), way="checks", among="community.expertise")]
_Articles = Annotated[
    _Codes, Asked(_("Articles of the Firearms Protocol"), way="checks", among="community.articles")
]
_TLP = Annotated[
    Whole,
    Field(ge=0, le=4, description="0 CLEAR, 1 GREEN, 2 AMBER, 3 AMBER+STRICT, 4 RED, which names recipients"),
]
_OfMark = Annotated[_TLP, Asked(_("Whom it is for"), way="radio", among="community.tlp")]
_OfSpace = Annotated[
    _TLP, Asked(_("Mark with which things begin here"), way="choice", among="community.tlp_of_space")
]
_PAP = Annotated[
    Whole,
    Field(ge=0, le=3, description="0 CLEAR, 1 GREEN, 2 AMBER, 3 RED"),
    Asked(_("What may be done with it"), way="choice", among="community.pap"),
]
_Recipients = Annotated[
    list[_Identifier],
    Field(max_length=marks.MOST_RECIPIENTS),
    Asked(
        _("Recipients"),
        _(
            "The numbers of members or organisations, separated by spaces. TLP:RED names members, one at least. With "
            "TLP:AMBER and TLP:AMBER+STRICT, nobody named means all who read the space."
        ),
        way="words",
    ),
]
_Chatham = Annotated[
    bool,
    Asked(_("Chatham House Rule: what I say may be used outside, who said it may not"), way="check"),
]


# What is written in spaces ----------------------------------------------------------------------------------------------


class Mark(Input):
    """A handling mark, and whom it names."""

    tlp: _OfMark = marks.GREEN
    recipients: _Recipients = []
    pap: _PAP = marks.PAP_UNSAID


class ChangeMark(Mark):
    """Another handling mark."""

    tlp: _OfMark


class WritePost(Mark):
    """What I write, in which language, under which mark."""

    text: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST),
        Asked(
            _("Your words"),
            _(
                "Markdown: **strong**, lists with -, quotes with >. Name a member with @ and their number, which you find in their profile."
            ),
            way="text",
            rows=8,
        ),
    ]
    language: _Language
    chatham: _Chatham = False


class OpenTopic(WritePost):
    """A new topic: its title and what I write first."""

    title: _Title


class EditPost(Input):
    """Other words for a post of mine."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST), Asked(_("Your words"), way="text", rows=10)]
    language: _Language


class TranslatePost(Input):
    """A post in another language."""

    language: Annotated[
        str, Field(max_length=8), Asked(_("Language into which you put it"), way="choice", among=())
    ]
    text: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST),
        Asked(_("The words in that language"), way="text", rows=10),
    ]


class WithdrawTranslation(Input):
    """Into which language a translation is taken away."""

    language: Annotated[str, Field(max_length=8), Asked(way="page")]


class ReportThing(Input):
    """What is wrong with what somebody wrote."""

    ground: Annotated[_Code, Asked(_("What is wrong with it"), way="choice", among="community.reports")]
    note: Annotated[_Note, Asked(_("Note for the moderators"))] = ""


class HideThing(Input):
    """Why somebody who moderates hides what was written."""

    ground: Annotated[_Code, Asked(_("What is wrong with it"), way="choice", among="community.reports")]
    note: Annotated[_Note, Field(min_length=1), Asked(_("Reason for hiding it"), _AUTHOR)]


class DismissReport(Input):
    """Why nothing is wrong."""

    note: Annotated[_Note, Asked(_("Why nothing is wrong"))] = ""


class WarnAuthor(Input):
    """Why an author is warned."""

    note: Annotated[_Note, Field(min_length=1), Asked(_("Reason for the warning"), _AUTHOR)]


class HideReported(Input):
    """Why what was reported is hidden."""

    note: Annotated[_Note, Field(min_length=1), Asked(_("Reason for hiding it"), _AUTHOR)]


class FreezeAuthor(Input):
    """For how many days an author does not write here, and why."""

    days: Annotated[Whole, Field(ge=1, le=30), Asked(_("Days without writing here"), way="number", initial=7)]
    note: Annotated[_Note, Field(min_length=1), Asked(_("Reason for the freeze"), _AUTHOR)]


class UpholdDecision(Input):
    """Why a decision stands on appeal."""

    note: Annotated[_Note, Field(min_length=1), Asked(_("Why the decision stands"), _AUTHOR)]


class OverturnDecision(Input):
    """Why a decision falls on appeal."""

    note: Annotated[_Note, Field(min_length=1), Asked(_("Why the decision falls"), _AUTHOR)]


class AppealDecision(Input):
    """Why an author appeals."""

    note: Annotated[_Note, Asked(_("Why"))] = ""


# Spaces -----------------------------------------------------------------------------------------------------------------


_SpaceName = Annotated[str, Field(min_length=1, max_length=120), Asked(_("Name"))]
_SpaceWords = Annotated[_Note, Asked(_("What it is for"), way="text", rows=3)]
_Countries = Annotated[
    _Codes, Asked(_("Countries of the region"), way="several", among="community.countries")
]
_SpaceChatham = Annotated[bool, Asked(_("Everything here is under the Chatham House Rule"), way="check")]


class OpenSpace(Input):
    """What a new space is for, who reads it, and when a case room ends."""

    kind: Annotated[_Code, Asked(_("Kind of space"), way="radio", among=())]
    name: _SpaceName
    description: _SpaceWords = ""
    moderator: Annotated[
        str,
        identifier("S", optional=True),
        Asked(
            _("Who moderates it first"),
            _("The number of a member. A case room is moderated by whoever opens it."),
            way="code",
        ),
    ] = ""
    countries: _Countries = []
    tlp: _OfSpace = marks.GREEN
    chatham: _SpaceChatham = False
    ends_on: Annotated[Day | None, Asked(_("Last day of a case room"), way="day")] = None
    at_end: Annotated[
        _Code, Asked(_("What becomes of a case room then"), way="choice", among="community.endings")
    ] = ""


class ChangeSpace(Input):
    """What a space is to be from now on."""

    name: _SpaceName
    description: _SpaceWords = ""
    countries: _Countries = []
    tlp: _OfSpace
    chatham: _SpaceChatham = False
    keeps_days: Annotated[
        Whole,
        Field(ge=0, le=spaces.LONGEST_KEPT),
        Asked(
            _("Days for which a topic is kept after its last word"),
            _("0 keeps everything. Otherwise 30 days at least; what is older is deleted every night."),
            way="number",
        ),
    ]


class GiveSeat(Input):
    """To whom a seat is given, and what for."""

    member: Annotated[
        str,
        identifier("S"),
        Asked(_("Number of the member"), _("It stands in their profile and begins with S."), way="code"),
    ]
    role: Annotated[_Code, Asked(_("Seat"), way="choice", among="community.roles")] = "writer"


class TakeSeat(Input):
    """Whose seat is taken."""

    member: Annotated[str, identifier("S"), Asked(way="page")]


# Members ----------------------------------------------------------------------------------------------------------------


class Nominate(Input):
    """Somebody whom one nominates."""

    user: Annotated[
        str,
        Field(max_length=254),
        BeforeValidator(_account),
        Asked(
            _("E-mail address"),
            _(
                "Of the person’s account, or its number. Whoever has no account in your reach is sent an invitation."
            ),
            way="code",
        ),
    ]
    expertise: Annotated[_Codes, Asked(_("What the person knows"), way="checks", among="community.expertise")]
    languages: Annotated[
        _Codes, Asked(_("Languages that the person reads"), way="checks", among="community.languages")
    ]
    note: Annotated[_Note, Asked(_("Why"), way="text", rows=3)] = ""


class CheckMember(Input):
    """How identity and employer were checked."""

    identity: Annotated[_Code, Asked(_("How it was seen who it is"), way="radio", among="community.identity")]
    employer: Annotated[
        _Code, Asked(_("How it was seen for whom they work"), way="radio", among="community.employer")
    ]
    note: Annotated[_Note, Asked(_("Note"), way="text")] = ""


class SecondNomination(Input):
    """Whose nomination is seconded."""

    member: Annotated[_Identifier, Asked(way="page")]
    note: Annotated[_Note, Asked(_("Note"))] = ""


class ProposeMembership(Input):
    """Why it is proposed to admit somebody, to renew their term or to lift their suspension."""

    reason: Annotated[_Note, Field(min_length=1), Asked(_("Reason"), _FOR_EVER)]


class ProposeRefusal(Input):
    """On which ground it is proposed to refuse somebody, and why."""

    ground: Annotated[_Code, Asked(_("Ground"), way="choice", among="community.refusals")]
    reason: Annotated[_Note, Field(min_length=1), Asked(_("Reason"), _FOR_EVER)]


class SuspendMember(Input):
    """On which ground somebody is suspended."""

    ground: Annotated[_Code, Asked(_("Ground"), way="choice", among="community.suspensions")]
    note: Annotated[_Note, Asked(_("Note"))] = ""


class SayLeft(Input):
    """Why a nomination or a membership ends."""

    ground: Annotated[_Code, Asked(_("Ground"), way="choice", among="community.leavings")]


class SetPrograms(Input):
    """Which programs of my organisation read in my name."""

    program: Annotated[list[_Identifier], Field(max_length=50), Asked(way="page")] = []


class SetProfile(Input):
    """What a member says of themselves, and to whom each field is shown."""

    name: Annotated[str, Field(max_length=120), Asked(_("Name under which I write"))] = ""
    post: Annotated[str, Field(max_length=120), Asked(_("Post"))] = ""
    about: Annotated[_Note, Asked(_("About me"), way="text", rows=3)] = ""
    contact: Annotated[_Note, Asked(_("How to reach me"), way="text")] = ""
    expertise: Annotated[_Codes, Asked(_("What I know"), way="checks", among="community.expertise")]
    languages: Annotated[_Codes, Asked(_("Languages that I read"), way="checks", among="community.languages")]
    digest: Annotated[
        _Code,
        Asked(
            _("News by e-mail"),
            _("What is marked above GREEN, and what is said in closed spaces, is only announced there."),
            way="choice",
            among="community.frequencies",
        ),
    ]
    circle_name: Annotated[_Code, Asked(_("Who sees my name"), way="choice", among="community.circles")]
    circle_post: Annotated[_Code, Asked(_("Who sees my post"), way="choice", among="community.circles")]
    circle_about: Annotated[
        _Code, Asked(_("Who sees what I say about me"), way="choice", among="community.circles")
    ]
    circle_contact: Annotated[
        _Code, Asked(_("Who sees how to reach me"), way="choice", among="community.circles")
    ]
    circle_organisation: Annotated[
        _Code, Asked(_("Who sees my organisation"), way="choice", among="community.circles")
    ]
    circle_country: Annotated[_Code, Asked(_("Who sees my country"), way="choice", among="community.circles")]
    circle_expertise: Annotated[
        _Code, Asked(_("Who sees what I know"), way="choice", among="community.circles")
    ]
    circle_languages: Annotated[
        _Code, Asked(_("Who sees my languages"), way="choice", among="community.circles")
    ]

    def circles(self) -> dict[str, str]:
        """Field -> to whom it is shown."""
        said = dict(self)
        return {name.removeprefix("circle_"): said[name] for name in said if name.startswith("circle_")}


# Shelves ----------------------------------------------------------------------------------------------------------------


class Placed(Input):
    """What every thing of the shelves has: title, language, space, mark."""

    title: _Title
    language: _Language
    space: Annotated[_Identifier, Asked(_("Space in which it stands"), way="choice", among=())]
    tlp: _OfMark = marks.GREEN
    recipients: _Recipients = []
    pap: _PAP = marks.PAP_UNSAID
    chatham: _Chatham = False


class _Edition(Input):
    """One version of a guide; its document comes as a file."""

    version: Annotated[str, Field(min_length=1, max_length=40), Asked(_("Version"))]
    edition_language: Annotated[
        str,
        Field(max_length=8),
        Asked(_("Language of the document"), way="choice", among="community.languages"),
    ]
    link: Annotated[
        str, Field(max_length=500), Asked(_("Or the address where its publisher keeps it"), way="code")
    ] = ""
    news: Annotated[str, Field(max_length=1000), Asked(_("What is new in it"), way="text")] = ""


class BringEdition(_Edition):
    """Another version or language of a guide."""


class BringGuide(Placed, _Edition):
    """A guide with its first edition."""

    kind: Annotated[_Code, Asked(_("What it is"), way="choice", among="community.guides")]
    summary: Annotated[
        str,
        Field(min_length=1, max_length=library.LONGEST_SUMMARY),
        Asked(_("What it is for"), way="text", rows=4),
    ]
    country: Annotated[
        _Code,
        Asked(
            _("Country"),
            _("Of legislation: whose law it is."),
            way="choice",
            among="community.countries",
            empty=_("Of no one country"),
        ),
    ] = ""
    articles: _Articles = []
    topics: _Topics = []
    licence: Annotated[_Code, Asked(_("Licence"), way="choice", among="community.licences")] = "official"


class ReviewGuide(Input):
    """Which edition one looked through, and how long it is fresh."""

    edition: Annotated[Whole, Field(ge=1, lt=2**31), Asked(_("Edition"), way="choice", among=())]
    expires_on: Annotated[Day, Asked(_("Fresh until"), way="day")]


class BeginCollection(Placed):
    """A collection of guides."""

    description: Annotated[
        str, Field(max_length=library.LONGEST_SUMMARY), Asked(_("What it is for"), way="text", rows=4)
    ] = ""


_Part = Annotated[str, Field(max_length=practices.LONGEST)]
_NeededPart = Annotated[_Part, Field(min_length=1)]


class _Practice(Input):
    """What a case taught, part by part."""

    context: Annotated[
        _NeededPart,
        Asked(_("Context"), _("In which kind of place and service, without naming it."), way="text", rows=4),
    ]
    problem: Annotated[
        _NeededPart,
        Asked(_("Problem"), _("What did not work, or what happened."), way="text", rows=4),
    ]
    done: Annotated[
        _NeededPart,
        Asked(
            _("What was done"),
            _("Step by step, so that another office can do the same."),
            way="text",
            rows=4,
        ),
    ]
    result: Annotated[
        _NeededPart, Asked(_("Result"), _("What was different afterwards."), way="text", rows=4)
    ]
    evidence: Annotated[
        _Part,
        Asked(
            _("Evidence"),
            _("What shows it: numbers, a report, a judgment, an evaluation."),
            way="text",
            rows=4,
        ),
    ] = ""
    transferability: Annotated[
        _Part,
        Asked(
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

    title: _Title


class TellGap(Placed):
    """A gap that I tell."""

    kind: Annotated[_Code, Asked(_("Kind of gap"), way="radio", among="community.gaps")]
    words: Annotated[
        str,
        Field(min_length=1, max_length=gaps.LONGEST),
        Asked(_("What is missing"), way="text", rows=5),
    ]
    evidence: Annotated[
        str, Field(max_length=gaps.LONGEST), Asked(_("What shows it"), way="text", rows=3)
    ] = ""
    countries: Annotated[
        _Codes, Asked(_("Countries in which it was seen"), way="several", among="community.countries")
    ] = []
    articles: _Articles = []
    priority: Annotated[
        Whole,
        Field(ge=1, le=4),
        Asked(_("How urgent it is"), way="choice", among="community.priorities"),
    ] = 2


class TellAssistance(Placed):
    """A need or an offer of technical assistance that I tell."""

    side: Annotated[_Code, Asked(_("Is it a need or an offer?"), way="radio", among="community.sides")]
    words: Annotated[str, Field(min_length=1, max_length=4000), Asked(_("In your words"), way="text", rows=4)]
    articles: _Articles
    forms: Annotated[_Codes, Asked(_("Forms of help"), way="checks", among="community.forms_of_help")]
    topics: _Topics = []
    languages: Annotated[
        _Codes, Asked(_("Languages in which it can be"), way="checks", among="community.languages")
    ]
    countries: Annotated[
        _Codes,
        Asked(
            _("Countries"),
            _("Of an offer that can be anywhere: none."),
            way="several",
            among="community.countries",
        ),
    ] = []
    regions: Annotated[
        _Codes, Asked(_("Whole regions of an offer"), way="several", among="community.regions")
    ] = []
    starts: Annotated[Day, Asked(_("From"), way="day")]
    ends: Annotated[Day, Asked(_("Until"), way="day")]
    priority: Annotated[
        Whole,
        Field(ge=1, le=3),
        Asked(_("How urgent it is"), way="choice", among="community.priorities_of_help"),
    ] = 2


class AnnounceCourse(Placed):
    """A course that I give."""

    words: Annotated[
        str, Field(min_length=1, max_length=4000), Asked(_("What is learnt"), way="text", rows=4)
    ]
    form: Annotated[_Code, Asked(_("Form"), way="radio", among="community.course_forms")]
    starts: Annotated[Day, Asked(_("First day"), way="day")]
    ends: Annotated[Day, Asked(_("Last day"), way="day")]
    hours: Annotated[Whole, Field(ge=1, le=skills.MOST_HOURS), Asked(_("Hours"), way="number")]
    place: Annotated[str, Field(max_length=200), Asked(_("Where"))] = ""
    topics: _Topics = []


class AskEnquiry(Input):
    """A question about what is seen on an arm, and nothing of anybody; what is seen stands beside it."""

    title: _Title
    text: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST),
        Asked(
            _("What you want to know"),
            _("Name nobody: no person, no case, no day or place of the find, no number of the arm."),
            way="text",
            rows=4,
        ),
    ]
    language: _Language
    space: Annotated[_Identifier, Asked(_("Space in which it stands"), way="choice", among=())]
    tlp: Annotated[_TLP, Asked(_("Whom it is for"), way="radio", among="community.tlp_of_space")] = (
        marks.GREEN
    )


# What becomes of things of the shelves ----------------------------------------------------------------------------------


class TieRecords(Input):
    """To which other record something is tied."""

    other: Annotated[
        _Identifier,
        Asked(
            _("Number of the other record"),
            _("It stands under the title of its page: a case, a practice, a gap or a tool."),
            way="code",
        ),
    ]


class CloseGap(Input):
    """What closed a gap."""

    by: Annotated[_Identifier, Asked(_("Practice or tool"), way="choice", among=())]


class ReturnPractice(Input):
    """By what somebody or something can be known."""

    grounds: Annotated[_Codes, Asked(_("Why"), way="checks", among="community.returns")]
    note: Annotated[_Note, Asked(_("Note for the author"))] = ""


class GradePractice(Input):
    """How well a practice is supported, criterion by criterion."""

    evidence: Annotated[_Code, Asked(_("What supports it"), way="choice", among="community.answers_evidence")]
    result: Annotated[_Code, Asked(_("What came of it"), way="choice", among="community.answers_result")]
    transfer: Annotated[_Code, Asked(_("Where it worked"), way="choice", among="community.answers_transfer")]
    note: Annotated[_Note, Asked(_("Note"))] = ""


class WithdrawReview(Input):
    """Why a guide is not to be relied on any more."""

    ground: Annotated[_Code, Asked(_("Ground"), way="choice", among="community.withdrawals")]


class RateGuide(Input):
    """For what a guide was used, and whether it helped."""

    used_for: Annotated[_Code, Asked(_("For what"), way="choice", among="community.uses")]
    helped: Annotated[
        Whole, Field(ge=0, le=2), Asked(_("Did it help?"), way="choice", among="community.helped")
    ]


class CollectGuide(Input):
    """Into which collection a guide is put, or out of which it is taken."""

    collection: Annotated[_Identifier, Asked(_("Collection"), way="choice", among=())]


class ProposeAgreement(Input):
    """With which need or offer another is brought together."""

    other: Annotated[_Identifier, Asked(way="page")]


class DeliverHelp(Input):
    """On which day help was delivered."""

    on: Annotated[Day, Asked(_("Delivered on"), way="day")]


class AssessHelp(Input):
    """What came of help."""

    met: Annotated[_Code, Asked(_("What came of it"), way="choice", among="community.met")]
    note: Annotated[_Note, Asked(_("Note"))] = ""


class NoteAttendance(Input):
    """Whether somebody was at a course, and the results of their tests."""

    training: Annotated[_Identifier, Asked(way="page")]
    was_there: Annotated[
        Literal["yes", "no"],
        Asked(_("Was there"), way="choice", among=(("yes", _("yes")), ("no", _("no")))),
    ]
    before: Annotated[
        Whole | None, Field(ge=0, le=skills.MOST_SCORE), Asked(_("Test before, %"), way="number")
    ] = None
    after: Annotated[
        Whole | None, Field(ge=0, le=skills.MOST_SCORE), Asked(_("Test after, %"), way="number")
    ] = None


class CertifyTraining(Input):
    """Under which name and in which language a certificate is given."""

    training: Annotated[_Identifier, Asked(way="page")]
    name: Annotated[str, Field(min_length=1, max_length=120), Asked(_("Name on the certificate"))]
    language: Annotated[str, Field(max_length=2), Asked(_("Language"), way="choice", among="languages")]


class SayUsed(Input):
    """Whether one uses what one learnt."""

    used: Annotated[
        _Code,
        Asked(_("Do you use on the job what you learnt?"), way="choice", among="community.used"),
    ]


class DraftTrace(Input):
    """Which State a formal request goes to, and which make it may be."""

    country: Annotated[str, Field(max_length=4), Asked(way="page")]
    make: Annotated[str, Field(max_length=80), Asked(way="page")] = ""
