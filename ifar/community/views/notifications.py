"""What notices of the community say: that something happened and where it stands; never what was said, nor the name of a closed space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ifar.accounts.notices import Words
from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """A notice: its title, what to do, the address that it leads to (with the object's identifier where `of` it), its icon."""

    title: Any
    text: Any
    place: str
    of: bool = True
    icon: str = "users-group"
    after: str = ""


_DECIDED: Final = _("Read in the community what was decided, and why. You can appeal.")
_SEE: Final = _("Open it to see where it stands.")
SAID: Final[Mapping[str, NoticeWords]] = {
    "community.decided": NoticeWords(
        _("A moderator decided about something that you wrote"), _DECIDED, "community:me", False, "gavel", "#decided"
    ),
    "community.heard": NoticeWords(
        _("Your appeal was heard"), _("Read in the community what was decided, and why."), "community:me", False, "gavel", "#decided"
    ),
    "community.member_nominated": NoticeWords(
        _("You were nominated to the Community of Practitioners"),
        _("Read the code of conduct and accept it, or leave the nomination."),
        "community:code", False, "user-plus",
    ),
    "community.second": NoticeWords(
        _("A nomination of a colleague needs a second member"), _("Second it if you know the person."), "community:second", False, "user-plus"
    ),
    "community.invited": NoticeWords(
        _("A person whom you invited accepted the invitation"), _("Nominate them."), "community:nominate", False, "user-plus", "?person={object}"
    ),
    "community.member_code_accepted": NoticeWords(
        _("A person whom you nominated accepted the code of conduct"), _("The secretariat checks and decides."), "community:home", False, "user-plus"
    ),
    "community.member_admitted": NoticeWords(
        _("You are a member of the Community of Practitioners"), _("Say in your profile what others see of you."), "community:home", False
    ),
    "community.member_refused": NoticeWords(_("Your nomination to the Community was refused"), _SEE, "community:home", False),
    "community.member_renewed": NoticeWords(_("Your membership of the Community was renewed"), _SEE, "community:me", False),
    "community.member_suspended": NoticeWords(
        _("Your membership of the Community is suspended"), _("Two people of the secretariat can lift it."), "community:home", False, "hand-stop"
    ),
    "community.member_reinstated": NoticeWords(_("The suspension of your membership is lifted"), _SEE, "community:home", False),
    "community.member_left": NoticeWords(_("Your membership or nomination has ended"), _SEE, "community:home", False),
    "community.seat_seated": NoticeWords(_("You were added to a space"), _("Open the space."), "community:space"),
    "community.seat_role_given": NoticeWords(_("Your role in a space was changed"), _("Open the space."), "community:space"),
    "community.seat_left": NoticeWords(_("Your seat in a space has ended"), _("Ask who moderates it if you need one."), "community:home", False),
    "community.space_end_moved": NoticeWords(_("The last day of a space that you moderate was moved"), _("Open the space."), "community:space", True, "clock"),
    "community.report_made": NoticeWords(_("Something was reported in a space that you moderate"), _("Look at it and decide."), "community:report", True, "flag"),
    "community.report_appealed": NoticeWords(_("An author appeals against a decision"), _("Another moderator decides about it."), "community:report", True, "gavel"),
    "community.appraisal_submitted": NoticeWords(
        _("A good practice waits for your check"), _("Check whether anybody can be identified."), "community:practice", True, "eye-check"
    ),
    "community.appraisal_returned": NoticeWords(_("Your good practice was given back"), _("Change it, and it is checked anew."), "community:practice"),
    "community.appraisal_cleared": NoticeWords(_("Your good practice was checked"), _("Others read it now."), "community:practice"),
    "community.appraisal_graded": NoticeWords(_("Your good practice was graded"), _("Read the reasons."), "community:practice"),
    "community.review_reviewed": NoticeWords(_("Your guide was reviewed"), _SEE, "community:guide", True, "books"),
    "community.review_withdrawn": NoticeWords(_("The review of your guide was withdrawn"), _("Read the ground, and bring a new edition."), "community:guide", True, "books"),
    "community.progress_taken_up": NoticeWords(_("A member works on the gap that you told"), _SEE, "community:gap", True, "puzzle-off"),
    "community.progress_closed": NoticeWords(_("A gap was closed"), _("Reopen it if it is not."), "community:gap", True, "puzzle-off"),
    "community.progress_reopened": NoticeWords(_("A gap was reopened"), _SEE, "community:gap", True, "puzzle-off"),
    "community.agreement_proposed": NoticeWords(
        _("An agreement on assistance is proposed to you"), _("Accept or decline it."), "community:assistance", True, "hand-grab"
    ),
    "community.agreement_declined": NoticeWords(_("An agreement on assistance was declined"), _SEE, "community:assistance", True, "hand-grab"),
    "community.agreement_agreed": NoticeWords(_("An agreement on assistance was accepted"), _SEE, "community:assistance", True, "hand-grab"),
    "community.agreement_broken_off": NoticeWords(_("An agreement on assistance was broken off"), _SEE, "community:assistance", True, "hand-grab"),
    "community.agreement_delivered": NoticeWords(
        _("Assistance was delivered to you"), _("Say what came of it."), "community:assistance", True, "hand-grab"
    ),
    "community.agreement_assessed": NoticeWords(_("Your assistance was assessed"), _SEE, "community:assistance", True, "hand-grab"),
    "community.training_enrolled": NoticeWords(_("A member enrolled in your course"), _SEE, "community:course", True, "certificate"),
    "community.training_withdrew": NoticeWords(_("A member withdrew from your course"), _SEE, "community:course", True, "certificate"),
    "community.training_followed_up": NoticeWords(_("A participant told whether they use your course"), _SEE, "community:course", True, "certificate"),
    "community.training_attended": NoticeWords(_("Your attendance at a course was noted"), _SEE, "community:course", True, "certificate"),
    "community.training_missed": NoticeWords(_("Your absence from a course was noted"), _SEE, "community:course", True, "certificate"),
    "community.training_certified": NoticeWords(_("Your certificate of a course was issued"), _SEE, "community:course", True, "certificate"),
}  # fmt: skip


def describe(_actor: Actor, notice: Any) -> Words:
    """A notice in words."""
    value = SAID["community.second" if notice.object == "second" else notice.kind]
    place = reverse(value.place, args=(notice.object,) if value.of else ()) + value.after.format(
        object=notice.object
    )
    return Words(value.title, value.text, place, value.icon)
