"""The words of holders' accounts: relations, endings, reports, what is told of a stop, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Invalid, Sentences
from ifar.portal import disclosure
from ifar.reference import selectors as reference
from ifar.registry.detail_labels import CODES

RELATIONS: Final[Mapping[str, Any]] = {
    "self": _("The person themselves"),
    "acts_for": _("Somebody who acts for it"),
}
ENDINGS: Final[Mapping[str, Any]] = {
    "asked": _("The holder asked for it"),
    "stolen": _("The telephone or the password was lost or stolen"),
    "misused": _("Somebody else used it"),
    "left": _("They no longer act for this party"),
    "died": _("The holder died"),
    "mistake": _("It was opened by mistake"),
}
REPORTS: Final[Mapping[str, Any]] = {
    "moved": _("A move"),
    "rectification": _("A wish to have something corrected"),
    "handed_over": _("A firearm handed over to a trader"),
    "objected": _("Objection to what a trader took in"),
}
TAKEN_IN: Final[Mapping[str, Any]] = {
    "acquired": _("It is the trader's own from then on."),
    "repair_handed_over": _("It is with the trader for repair and stays yours."),
}
ANSWERS: Final[Mapping[str, Any]] = {
    "handed_over": _("Yes, I handed it over"),
    "objected": _("No, I object"),
}
CAUSES: Final[Mapping[str, Any]] = {
    "portal.taken_in": _("The holder objects to what a trader's book says that it took in from them."),
}
"""What a holder says, as a matter says it."""
FIELDS: Final[Mapping[str, Any]] = {
    "name": _("My name"),
    "born": _("My date of birth"),
    "identity_numbers": _("A number of a document"),
    "address": _("My address"),
    "contact": _("How I am reached"),
    "firearm": _("A firearm"),
    "licence": _("A licence"),
    "reads": _("Somebody read my record without need"),
    "other": _("Something else"),
}
VERDICTS: Final[Mapping[str, Any]] = {
    "moved.done": _("Confirmed: the address is recorded"),
    "moved.refused": _("Not confirmed"),
    "rectification.done": pgettext_lazy("a record", "Corrected"),
    "rectification.refused": _("Not corrected"),
    "objected.done": _("The objection was right"),
    "objected.refused": _("The objection was not right"),
}
HOW: Final[Mapping[str, Any]] = {
    "crime": _("It was stolen, or taken by a crime"),
    "loss": _("I lost it"),
    "force_majeure": _("Fire, flood, or another force took it"),
}
"""The three reasons of the law for a firearm that is gone."""
CHOICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "portal.relations": RELATIONS,
    "portal.endings": ENDINGS,
    "portal.fields": FIELDS,
    "portal.how": HOW,
    "portal.taken_in": ANSWERS,
    "portal.taken_from": {
        code: CODES[code] for code in ("dwelling", "vehicle", "person", "transport", "shop", "other")
    },
}
"""What can be chosen in the forms, by the name of its list."""
TOLD: Final[Mapping[str, Any]] = {
    "fitness": _("Whether you are fit to hold firearms has to be examined anew"),
    "authority": _("A court or an authority decided it"),
    "unsaid": _(
        "The ground may not be told now. You may ask the supervisory authority to look at it for you."
    ),
}
"""What is told of a ground that is not named."""
BARS: Final[Mapping[str, Any]] = {
    "refused": _("A licence was refused to you; until this prohibition ends, no other is granted."),
    "revoked": _("A licence of yours was revoked; until this prohibition ends, no other is granted."),
    "prohibited": _("A court or an authority decided that you may not acquire or hold firearms."),
    "protection_order": _("A court or an authority decided that you may not acquire or hold firearms."),
}
REASONS: Final[Mapping[str, Any]] = {
    "portal.not_found": _("There is nothing like that here."),
    "portal.wish.what": _("Choose what is wrong."),
    "portal.wish.text": _(
        "Say in your own words what is wrong and how it should be, in at most 2000 characters."
    ),
    "portal.wish.invalid": _("This cannot be sent like this; each reason names its field."),
    "portal.relation": _("A company or an office has no account of its own: somebody acts for it."),
    "portal.seen": _("Choose the document by which you know who it is."),
    "portal.party": _("An account is opened for a living person or body whose record stands for itself."),
    "portal.self.there": _(
        "This person has an account already. End that one first, if the telephone or the password was lost."
    ),
    "portal.self.two": _(
        "Each of these two records has an account of its own. End one of the accounts first, then join the records."
    ),
    "portal.self.other": _(
        "This account is another person's own. Open one for this person, or say for whom they act."
    ),
    "portal.name": _("Give the name of the person who acts for it."),
    "portal.account.none": _("No holder's account that stands has this name."),
    "portal.bound": _("This account stands for this party already."),
    "portal.ended": _("This account was ended already."),
    "portal.accepted": _(
        "The person has chosen a password already. If it was lost, end the account and open a new one."
    ),
    "portal.ending": _("Choose why the account ends."),
    "portal.invitation": _(
        "This link does not work: it was used, is too old, or too many wrong codes were given. Ask at the counter for a new one."
    ),
    "portal.code": _("This is not the code. Look at the paper from the counter again."),
    "portal.how": _("Choose how it was lost."),
    "portal.days": _("This day lies before the first one."),
    "portal.gone": _("It is reported as lost or stolen already. Nothing more is needed."),
    "portal.kind": _("This kind of licence is asked for at the counter."),
    "portal.missing": _(
        "Not sent yet: %(missing)s. Send it first, or choose to bring it to the counter; the time limit runs meanwhile."
    ),
    "portal.item": _("This application does not ask for this document."),
    "portal.document.state": _(
        "Documents are taken while the application is a draft or waits for your answer."
    ),
    "portal.document.many": _(
        "At most %(most)s documents come with an application. Bring the rest to the counter."
    ),
    "portal.offer.state": _("Only a firearm that you own and have at home can be offered."),
    "portal.offer.number": _("This is no such number. Ask the buyer to read it again."),
    "portal.offer.self": _("Offer it to somebody else."),
    "portal.area": _("Choose the province or district: the file goes to the authority that answers for it."),
    "portal.area.other": _("This province or district does not lie in that country."),
    "portal.note": _("Say why: the holder reads it."),
    "portal.answered": _("This was answered already."),
    "portal.taken_in.answered": _("You have answered this."),
    "portal.reported": _("A move for this party waits already; an officer answers it first."),
}


_SENTENCES: Final = Sentences(REASONS)
words_of = _SENTENCES.of
explained = _SENTENCES.explained


def in_words(error: Invalid) -> Invalid:
    """An error of a rule with a sentence for each of its reasons."""
    return Invalid(error.code, words_of(error.code), reasons=explained(error.reasons))


def invalid(code: str, field: str) -> Invalid:
    """Input that cannot be, at its field."""
    return Invalid(code, words_of(code), field=field)


def ground_words(code: str) -> str:
    """What a holder is told of the ground of a stop; empty where there is none."""
    if not code:
        return ""
    ground = disclosure.ground(code)
    if ground == "named":
        return reference.words("eligibility_ground").get(code, code)
    return str(TOLD[ground])


def refusal_words(code: str) -> str:
    """What an applicant is told of a ground of a refusal."""
    refusal = disclosure.refusal(code)
    return reference.words("refusal_ground").get(code, code) if refusal == "named" else str(TOLD[refusal])


def to_do(ways: Iterable[str]) -> str:
    """How firearms may leave, in one sentence."""
    known = reference.words("removal_way")
    return _now(", ").join(known.get(way, way) for way in ways)
