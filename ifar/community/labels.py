"""The words of the community: marks, kinds of space, grounds, states, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.community import marks
from ifar.community.knowledge import labels as shelf_labels
from ifar.errors import Invalid, Reason, Refused, Sentences
from ifar.languages import NAMES

TLP: Final[Mapping[int, Any]] = marks.NAMES
MAY_TELL: Final[Mapping[int, Any]] = {
    marks.CLEAR: _("You may tell anybody."),
    marks.GREEN: _("You may tell members of the community and colleagues in your field, but not the public."),
    marks.AMBER: _(
        "You may tell people of your organisation and of its clients who need to know, nobody else."
    ),
    marks.STRICT: _("You may tell people of your own organisation who need to know, nobody else."),
    marks.RED: _("You may tell nobody but the people whom it names."),
}
"""Whom the recipient may tell, in one sentence beside every mark (TLP 2.0)."""
TLP_CHOICES: Final[Mapping[int, Any]] = {
    marks.CLEAR: _("TLP:CLEAR – no limit"),
    marks.GREEN: _("TLP:GREEN – the community"),
    marks.AMBER: _("TLP:AMBER – the recipients, their organisations and clients"),
    marks.STRICT: _("TLP:AMBER+STRICT – the recipients and their own organisations"),
    marks.RED: _("TLP:RED – the members named, nobody else"),
}
PAP: Final[Mapping[int, Any]] = {
    0: _("PAP:CLEAR – no restrictions in using it"),
    1: _("PAP:GREEN – active actions allowed"),
    2: _("PAP:AMBER – passive cross-checks only, such as look-ups with third parties"),
    3: _("PAP:RED – non-detectable actions only: own records, nothing on the network"),
}
"""What may be done with it, as MISP's taxonomy of the Permissible Actions Protocol defines it."""
KINDS: Final[Mapping[str, Any]] = {
    "global": _("Whole community"),
    "regional": _("Region"),
    "thematic": _("Theme"),
    "working_group": _("Working group"),
    "case_room": _("Case room"),
    "announcements": _("Announcements"),
}
KIND_WORDS: Final[Mapping[str, Any]] = {
    "global": _("Every member reads and writes."),
    "regional": _("Members of the countries named read and write."),
    "thematic": _("Every member reads and writes about one theme."),
    "working_group": _("Only its members know of it, read and write."),
    "case_room": _(
        "Only its members know of it. It ends on an agreed day, and is then archived or destroyed."
    ),
    "announcements": _("Every member reads, those who moderate write."),
}
ROLES: Final[Mapping[str, Any]] = {
    "reader": _("reads"),
    "writer": _("reads and writes"),
    "moderator": _("moderates"),
}
ENDINGS: Final[Mapping[str, Any]] = {
    "archive": _("Archive it: its members can still read it"),
    "destroy": _("Destroy it: nothing of what was said is kept"),
}
LAST_DAYS: Final[Mapping[str, Any]] = {
    "tomorrow": _("Tomorrow"),
    "agreed": _("The day that was agreed when it was opened"),
}
STATES: Final[Mapping[str, Any]] = {
    "nominated": pgettext_lazy("a candidate", "Nominated"),
    "checked": _("Checked, waits for two people"),
    "active": _("Member"),
    "suspended": pgettext_lazy("a candidate", "Suspended"),
    "refused": pgettext_lazy("a candidate", "Refused"),
    "left": pgettext_lazy("a candidate", "Left"),
    "expired": _("The term is over"),
}
GROUNDS: Final[Mapping[str, Any]] = {
    "focal_point": _("The national focal point"),
    "members": _("Two members"),
}
IDENTITY: Final[Mapping[str, Any]] = {
    "official_card": _("An official card was seen"),
    "video_call": _("By a video call"),
    "in_person": _("In person"),
    "agency_directory": _("In the directory of the agency"),
}
EMPLOYER: Final[Mapping[str, Any]] = {
    "official_letter": _("A letter of the agency"),
    "official_mail": _("An official address answered"),
    "focal_point": _("The focal point confirmed it"),
    "call_back": _("The agency was called back on a known number"),
}
SUSPENSIONS: Final[Mapping[str, Any]] = {
    "left_post": _("Left the post"),
    "lost_device": _("A device was lost, or a sign-in is in other hands"),
    "broke_code": _("Broke the code of conduct"),
    "under_inquiry": _("An inquiry is under way"),
    "at_own_wish": _("At their own wish"),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "not_verified": _("Identity or employer could not be verified"),
    "not_eligible": _("Is not a practitioner whom the community is for"),
    "no_need": _("Has no need of it"),
}
LEAVINGS: Final[Mapping[str, Any]] = {
    "own_wish": _("Own wish"),
    "left_post": _("Left the post"),
    "died": _("Died"),
}
EXPERTISE: Final[Mapping[str, Any]] = {
    "tracing": _("Tracing"),
    "ballistics": _("Ballistics"),
    "marking": _("Marks and their restoration"),
    "conversion": _("Recognising converted arms"),
    "home_made": _("Recognising home-made arms"),
    "parcels": _("Parcels and post"),
    "online_markets": _("Online markets"),
    "licensing": _("Licensing"),
    "customs": _("Customs"),
    "prosecution": _("Prosecution"),
    "stockpiles": _("Stockpiles of the State"),
    "intelligence": _("Intelligence"),
    "legislation": _("Legislation"),
    "training": _("Training"),
}
LANGUAGES: Final[Mapping[str, Any]] = {
    **NAMES,
    "pt": "Português",
    "sr": "Srpski",
    "tr": "Türkçe",
}
"""Languages of posts, each under its own name."""
CIRCLES: Final[Mapping[str, Any]] = {
    "nobody": _("Nobody"),
    "organisation": _("Members of my organisation"),
    "spaces": _("Members with whom I share a closed space"),
    "members": _("All members"),
}
FREQUENCIES: Final[Mapping[str, Any]] = {
    "never": _("Never"),
    "daily": _("Every day"),
    "weekly": _("Every week"),
}
REPORTS: Final[Mapping[str, Any]] = {
    "making": _("Helps to make, convert or obtain arms"),
    "personal": _("Names or shows somebody"),
    "mark": _("Breaks a handling mark"),
    "abuse": _("Insults or threatens"),
    "spam": _("Does not belong here"),
}
"""Grounds of a report; the first is the safety line."""
REPORT_STATES: Final[Mapping[str, Any]] = {
    "open": _("Waits for a moderator"),
    "dismissed": _("Nothing wrong was found"),
    "hidden": _("It was hidden"),
    "warned": _("The author was warned"),
    "frozen": _("The author may not write for a while"),
    "appealed": _("The author appealed"),
    "upheld": _("Upheld on appeal"),
    "overturned": _("Overturned on appeal"),
    "decided": _("Somebody who moderates the space decided"),
}
AUTHOR_STATES: Final[Mapping[str, Any]] = {
    "hidden": REPORT_STATES["hidden"],
    "warned": _("You were warned"),
    "frozen": _("It was hidden, and you may not write there for a while"),
    "appealed": _("You appealed; it waits to be heard"),
    "upheld": REPORT_STATES["upheld"],
    "overturned": REPORT_STATES["overturned"],
}
"""A decision, as its author is told of it."""
OBJECT_TYPES: Final[Mapping[str, Any]] = {
    "post": _("Post of a member"),
    "guide": _("Library"),
    "collection": _("Collection of guides"),
    "practice": _("Good practice"),
    "gap": _("Gap"),
    "assistance": _("Technical assistance"),
    "course": _("Course"),
}
"""What was reported, found or is held."""
_MESSAGES: Final[Mapping[str, Any]] = {
    "community.not_found": _("There is no such thing in the community, or it is not for you."),
    "community.changed_meanwhile": _("Somebody else did something with it meanwhile. Look again."),
    "community.impossible": _("It stands where this cannot be done."),
    "community.member.person": _("There is no such person at an office of your country."),
    "community.member.there": _("This person is nominated already, or is a member."),
    "community.member.self": _("Nobody nominates, checks or decides about themselves."),
    "community.member.expertise": _("Choose what the person knows, from the list."),
    "community.member.languages": _("Choose the languages that the person reads, from the list."),
    "community.member.second": _("A second member has not seconded the nomination yet."),
    "community.member.code": _("The person has not accepted the code of conduct yet."),
    "community.member.unchecked": _("Identity and employer have not been checked yet."),
    "community.member.check": _("Say how identity and employer were checked."),
    "community.member.ground": _("Choose the ground."),
    "community.member.term": _("The term ends within three years from now."),
    "community.member.not_yet": _("A term is renewed in its last sixty days."),
    "community.member.own": _("Members say this of themselves; nobody says it for another."),
    "community.details": _("A value has the wrong format."),
    "community.member.seconding": _("Another member than the one who nominated seconds, once."),
    "community.invitation.email": _("This is no e-mail address. Write it as in desk@example.org."),
    "community.invitation.over": _("This invitation is over. Ask for a new one."),
    "community.invitation.there": _("You are nominated already, or a member."),
    "community.member.program": _("There is no such API client at your organisation."),
    "community.member.claimed": _("This API client reads in another member's name already."),
    "community.member.suspended": _("The secretariat ends a membership that is suspended."),
    "community.space.kind": _("Choose the kind of space."),
    "community.space.name": _("Give the space a name of at most 120 characters."),
    "community.space.not_yours": _("Such a space is opened by the secretariat."),
    "community.space.countries": _("Name the countries of the region."),
    "community.space.no_end": _("Only case rooms have an end."),
    "community.space.ends_on": _("A case room ends on a day within two years."),
    "community.space.at_end": _("Say what becomes of the room at its end."),
    "community.space.tlp": _("Choose the mark with which things begin here."),
    "community.space.keeps": _("A space keeps its topics for 30 to 3,650 days after the last word, or for ever (0)."),
    "community.space.same": _("Nothing has changed."),
    "community.space.ends_soon": _("The room ends by tomorrow already."),
    "community.space.last_moderator": _("Somebody has to moderate the space: give that to another member first."),
    "community.seat.member": _("There is no such member."),
    "community.seat.there": _("This person is a member here already."),
    "community.seat.not_yours": _("Only those who moderate the space can do this."),
    "community.write.not_here": _("You cannot write in this space now."),
    "community.write.locked": _("This topic is closed for answers."),
    "community.write.title": _("Give it a title of 5 to 200 characters."),
    "community.write.text": _("Write something, of at most 20,000 characters."),
    "community.write.language": _("Choose the language in which you write."),
    "community.write.tlp": _("Choose a handling mark."),
    "community.write.wider": _("What stands in something marked cannot be for more people than that."),
    "community.write.recipients": _("Name members or organisations who can read this, at most 50. TLP:RED names one member at least."),
    "community.write.red": _("TLP:RED names members, not organisations."),
    "community.write.unnamed": _("TLP:CLEAR and TLP:GREEN name no recipients. Choose a stricter mark, or name nobody."),
    "community.details.warned": _(
        "It may be known by this who somebody is, or which find or arm it is: %(details)s. Take it out, or send it again as it is."
    ),
    "community.write.look": _("Look below who will read it, then send it again."),
    "community.write.mentions": _("Mention at most ten members in one post."),
    "community.write.too_many": _("You have written very often within the last minutes. Wait a little."),
    "community.write.author": _("Only the author can do this."),
    "community.translate.language": _("Choose another language than that of the post."),
    "community.translate.there": _("Another member put it into this language. They, the author and those who moderate can change that."),
    "community.mark.lower": _("Only the author can lower a mark."),
    "community.mark.same": _("It bears this mark already."),
    "community.safety.file": _("Plans, print files and files for machines are not taken, whatever they are for. Show a photograph instead."),
    "community.safety.kind": _("Only photographs (JPEG, PNG, WebP, HEIC) and PDF documents are taken here."),
    "community.safety.text": _("This reads like a plan or a file for a machine. Such things are not published here, whatever they are for."),
    "community.safety.many": _("At most six files to a post."),
    "community.report.ground": _("Choose what is wrong with it."),
    "community.report.there": _("You have reported this already; a moderator will look at it."),
    "community.report.own": _("You cannot decide about what you wrote or decided yourself."),
    "community.report.reporter": _("You cannot decide about what you reported yourself."),
    "community.report.many": _("You have reported very often within the last hour. Those who moderate look at it first."),
    "community.report.reason": _("Say why: the author reads the reason."),
    "community.freeze.days": _("Somebody may be kept from writing for one to thirty days."),
    "community.profile": _("Use at most 2,000 characters in each field."),
    "community.profile.name": _("Choose another name: this one is an office's, a number, or has signs that names do not have."),
    "community.profile.circle": _("Choose to whom each field is shown."),
    "community.search.short": _("Write at least two characters."),
    **shelf_labels.MESSAGES,
}  # fmt: skip


_SENTENCES: Final = Sentences(_MESSAGES)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(_record_type: str, state: str) -> str:
    """A state as a refusal may name it; those of the community name none."""
    return state


def invalid(code: str, field: str | None = None) -> Invalid:
    """Input that cannot be, with its sentence at its field."""
    return Invalid(code, of(code), field=field, reasons=[Reason(code, of(code), field=field)])


def refused(*codes: str) -> Refused:
    """A refusal with every reason in words."""
    reasons = [Reason(code, of(code)) for code in codes]
    return Refused(reasons[0].code, reasons[0].message, reasons=reasons)
