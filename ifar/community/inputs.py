"""What is said in the community, act by act: the forms of its pages and the bodies of its API. Pure.

Lists of the community are asked for by the names of `listed.py`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from ifar import identifiers
from ifar.acts.inputs import Day, Input, Prompt, Whole, identifier
from ifar.community import marks, spaces
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
from ifar.community.rendering import LONGEST


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


def _account(value: Any) -> Any:
    """An account by its e-mail address or number; what is neither is nobody's."""
    typed = value.strip() if isinstance(value, str) else ""
    return typed if "@" in typed else identifiers.parse(typed, "U") or ""


_AUTHOR: Final = _("The author reads it.")
_FOR_ANOTHER: Final = _("For the second person who decides. Name nobody whom it does not concern.")
_OfSpace = Annotated[
    Tlp, Prompt(_("Mark with which things begin here"), way="choice", among="community.tlp_of_space")
]


# What is written in spaces ----------------------------------------------------------------------------------------------


class Mark(Input):
    """A handling mark, and whom it names."""

    tlp: OfMark = marks.GREEN
    recipients: Recipients = []
    pap: Pap = marks.PAP_UNSAID


class ChangeMark(Mark):
    """Another handling mark."""

    tlp: OfMark


class WritePost(Mark):
    """What I write, in which language, under which mark."""

    text: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST),
        Prompt(
            _("Your words"),
            _(
                "Markdown: **strong**, lists with -, quotes with >. Name a member with @ and their number, which you find in their profile."
            ),
            way="text",
            rows=8,
        ),
    ]
    language: Language
    chatham: Chatham = False


class OpenTopic(WritePost):
    """A new topic: its title and what I write first."""

    title: Title


class EditPost(Input):
    """Other words for a post of mine."""

    text: Annotated[
        str, Field(min_length=1, max_length=LONGEST), Prompt(_("Your words"), way="text", rows=10)
    ]
    language: Language


class TranslatePost(Input):
    """A post in another language."""

    language: Annotated[
        str, Field(max_length=8), Prompt(_("Language into which you put it"), way="choice", among=())
    ]
    text: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST),
        Prompt(_("The words in that language"), way="text", rows=10),
    ]


class WithdrawTranslation(Input):
    """Into which language a translation is taken away."""

    language: Annotated[str, Field(max_length=8), Prompt(way="page")]


class TakeOut(Input):
    """An earlier wording of a post, or one of its pictures, that is taken out for good."""

    wording: Annotated[Whole, Prompt(way="page")] = 0
    picture: Annotated[str, Field(max_length=20), Prompt(way="page")] = ""


class EndMembership(Input):
    """Which membership one ends."""

    sure: Annotated[str, Field(max_length=20), Prompt(way="page")] = ""


class ReportThing(Input):
    """What is wrong with what somebody wrote."""

    ground: Annotated[Code, Prompt(_("What is wrong with it"), way="choice", among="community.reports")]
    note: Annotated[Note, Prompt(_("Note for the moderators"))] = ""


class HideThing(Input):
    """Why somebody who moderates hides what was written."""

    ground: Annotated[Code, Prompt(_("What is wrong with it"), way="choice", among="community.reports")]
    note: Annotated[Note, Field(min_length=1), Prompt(_("Reason for hiding it"), _AUTHOR)]


class LetGo(Input):
    """That others may read what was held."""


class LockTopic(Input):
    """That a topic is closed for answers."""


class UnlockTopic(Input):
    """That a topic is open for answers again."""


class MarkSolution(Input):
    """That an answer solves its topic."""


class TakeSolutionBack(Input):
    """That an answer does not solve its topic after all."""


class DismissReport(Input):
    """Why nothing is wrong."""

    note: Annotated[Note, Prompt(_("Why nothing is wrong"))] = ""


class WarnAuthor(Input):
    """Why an author is warned."""

    note: Annotated[Note, Field(min_length=1), Prompt(_("Reason for the warning"), _AUTHOR)]


class HideReported(Input):
    """Why what was reported is hidden."""

    note: Annotated[Note, Field(min_length=1), Prompt(_("Reason for hiding it"), _AUTHOR)]


class FreezeAuthor(Input):
    """For how many days an author does not write here, and why."""

    days: Annotated[
        Whole, Field(ge=1, le=30), Prompt(_("Days without writing here"), way="number", initial=7)
    ]
    note: Annotated[Note, Field(min_length=1), Prompt(_("Reason for the freeze"), _AUTHOR)]


class UpholdDecision(Input):
    """Why a decision stands on appeal."""

    note: Annotated[Note, Field(min_length=1), Prompt(_("Why the decision stands"), _AUTHOR)]


class OverturnDecision(Input):
    """Why a decision falls on appeal."""

    note: Annotated[Note, Field(min_length=1), Prompt(_("Why the decision falls"), _AUTHOR)]


class AppealDecision(Input):
    """Why an author appeals."""

    note: Annotated[Note, Prompt(_("Why"))] = ""


# Spaces -----------------------------------------------------------------------------------------------------------------


_SpaceName = Annotated[str, Field(min_length=1, max_length=120), Prompt(_("Name"))]
_SpaceWords = Annotated[Note, Prompt(_("What it is for"), way="text", rows=3)]
_Countries = Annotated[
    Codes, Prompt(_("Countries of the region"), way="several", among="community.countries")
]
_SpaceChatham = Annotated[bool, Prompt(_("Everything here is under the Chatham House Rule"), way="check")]


class OpenSpace(Input):
    """What a new space is for, who reads it, and when a case room ends."""

    kind: Annotated[Code, Prompt(_("Kind of space"), way="radio", among=())]
    name: _SpaceName
    description: _SpaceWords = ""
    moderator: Annotated[
        str,
        identifier("S", optional=True),
        Prompt(
            _("Who moderates it first"),
            _("The number of a member. A case room is moderated by whoever opens it."),
            way="code",
        ),
    ] = ""
    countries: _Countries = []
    tlp: _OfSpace = marks.GREEN
    chatham: _SpaceChatham = False
    ends_on: Annotated[Day | None, Prompt(_("Last day of a case room"), way="day")] = None
    at_end: Annotated[
        Code, Prompt(_("What becomes of a case room then"), way="choice", among="community.endings")
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
        Prompt(
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
        Prompt(_("Number of the member"), _("It stands in their profile and begins with S."), way="code"),
    ]
    role: Annotated[Code, Prompt(_("Seat"), way="choice", among="community.roles")] = "writer"


class GiveSeatRole(Input):
    """What a seat is for from now on."""

    role: Annotated[Code, Prompt(_("Seat"), way="choice", among="community.roles")]


class TakeSeat(Input):
    """That somebody has no seat any more."""


class ArchiveSpace(Input):
    """That a space ends."""


class MoveEnd(Input):
    """Which day is the last of a case room that is to be destroyed."""

    day: Annotated[Literal["tomorrow", "agreed"], Prompt(_("Last day"), way="choice", among=())]


# Members ----------------------------------------------------------------------------------------------------------------


class Nominate(Input):
    """Somebody whom one nominates."""

    user: Annotated[
        str,
        Field(max_length=254),
        BeforeValidator(_account),
        Prompt(
            _("E-mail address"),
            _(
                "Of the person’s account, or its number. Whoever has no account in your reach is sent an invitation."
            ),
            way="code",
        ),
    ]
    expertise: Annotated[Codes, Prompt(_("What the person knows"), way="checks", among="community.expertise")]
    languages: Annotated[
        Codes, Prompt(_("Languages that the person reads"), way="checks", among="community.languages")
    ]
    note: Annotated[Note, Prompt(_("Why"), way="text", rows=3)] = ""


class CheckMember(Input):
    """How identity and employer were checked, and whether it is proposed with that to admit whom they are of."""

    identity: Annotated[Code, Prompt(_("How it was seen who it is"), way="radio", among="community.identity")]
    employer: Annotated[
        Code, Prompt(_("How it was seen for whom they work"), way="radio", among="community.employer")
    ]
    note: Annotated[Note, Prompt(_("Note"), way="text")] = ""
    reason: Annotated[
        Note,
        Prompt(
            _("Reason to propose admission with that"),
            _("A second person decides. Leave it empty to record the check alone."),
        ),
    ] = ""


class SecondNomination(Input):
    """That I know somebody and second their nomination."""

    note: Annotated[Note, Prompt(_("Note"))] = ""


class ProposeMembership(Input):
    """Why it is proposed to admit somebody, to renew their term or to lift their suspension."""

    reason: Annotated[Note, Field(min_length=1), Prompt(_("Reason"), _FOR_ANOTHER)]


class ProposeRefusal(Input):
    """On which ground it is proposed to refuse somebody, and why."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="community.refusals")]
    reason: Annotated[Note, Field(min_length=1), Prompt(_("Reason"), _FOR_ANOTHER)]


class SuspendMember(Input):
    """On which ground somebody is suspended."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="community.suspensions")]
    note: Annotated[Note, Prompt(_("Note"))] = ""


class SayLeft(Input):
    """Why a nomination or a membership ends."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="community.leavings")]


class SetPrograms(Input):
    """Which programs of my organisation read in my name."""

    program: Annotated[list[Identifier], Field(max_length=50), Prompt(way="page")] = []


class SetProfile(Input):
    """What a member says of themselves, and to whom each field is shown."""

    name: Annotated[str, Field(max_length=120), Prompt(_("Name under which I write"))] = ""
    post: Annotated[str, Field(max_length=120), Prompt(_("Post"))] = ""
    about: Annotated[Note, Prompt(_("About me"), way="text", rows=3)] = ""
    contact: Annotated[Note, Prompt(_("How to reach me"), way="text")] = ""
    expertise: Annotated[Codes, Prompt(_("What I know"), way="checks", among="community.expertise")]
    languages: Annotated[Codes, Prompt(_("Languages that I read"), way="checks", among="community.languages")]
    digest: Annotated[
        Code,
        Prompt(
            _("News by e-mail"),
            _("What is marked above GREEN, and what is said in closed spaces, is only announced there."),
            way="choice",
            among="community.frequencies",
        ),
    ]
    circle_name: Annotated[Code, Prompt(_("Who sees my name"), way="choice", among="community.circles")]
    circle_post: Annotated[Code, Prompt(_("Who sees my post"), way="choice", among="community.circles")]
    circle_about: Annotated[
        Code, Prompt(_("Who sees what I say about me"), way="choice", among="community.circles")
    ]
    circle_contact: Annotated[
        Code, Prompt(_("Who sees how to reach me"), way="choice", among="community.circles")
    ]
    circle_organisation: Annotated[
        Code, Prompt(_("Who sees my organisation"), way="choice", among="community.circles")
    ]
    circle_country: Annotated[Code, Prompt(_("Who sees my country"), way="choice", among="community.circles")]
    circle_expertise: Annotated[
        Code, Prompt(_("Who sees what I know"), way="choice", among="community.circles")
    ]
    circle_languages: Annotated[
        Code, Prompt(_("Who sees my languages"), way="choice", among="community.circles")
    ]

    def circles(self) -> dict[str, str]:
        """Field -> to whom it is shown."""
        values = dict(self)
        return {name.removeprefix("circle_"): values[name] for name in values if name.startswith("circle_")}
