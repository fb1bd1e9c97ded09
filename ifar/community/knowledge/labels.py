"""The words of the community's shelves: library, practices, gaps, assistance, tracing help, courses, figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.reference import protocol_labels

Words = Mapping[Any, Any]

ARTICLES: Final[Words] = protocol_labels.ARTICLES
GUIDES: Final[Words] = {
    "guide": _("Guide"),
    "model_law": _("Model law"),
    "legislation": _("Legislation"),
    "marking_guide": _("Guide to marks"),
    "training": _("Training material"),
    "tool": _("Tool"),
}
LICENCES: Final[Words] = {
    "public_domain": _("Public domain"),
    "cc_by": "CC BY",
    "cc_by_nc": "CC BY-NC",
    "official": _("Official text"),
    "permission": _("With permission of its owner"),
    "internal": _("For members only"),
}
FRESHNESS: Final[Words] = {
    "unreviewed": _("Not peer-reviewed"),
    "fresh": _("Looked through"),
    "ending": _("To be looked through soon"),
    "expired": _("Past its day"),
}
FRESHNESS_TONES: Final = {"unreviewed": "", "fresh": "good", "ending": "warn", "expired": "bad"}
USES: Final[Words] = {
    "case": _("In a case"),
    "training": _("In training"),
    "drafting": _("To draft law or rules"),
    "court": _("In court"),
    "planning": _("To plan"),
}
HELPED: Final[Words] = {2: _("It helped"), 1: _("It helped in part"), 0: _("It did not help")}
WITHDRAWALS: Final[Words] = {
    "outdated": _("Outdated"),
    "wrong": _("Wrong"),
    "withdrawn": _("Withdrawn by its publisher"),
}
PARTS: Final[Words] = {
    "context": _("Context"),
    "problem": _("Problem"),
    "done": _("What was done"),
    "result": _("Result"),
    "evidence": _("Evidence"),
    "transferability": _("Where else it can work"),
}
PART_HINTS: Final[Words] = {
    "context": _("In which kind of place and service, without naming it."),
    "problem": _("What did not work, or what happened."),
    "done": _("Step by step, so that another office can do the same."),
    "result": _("What was different afterwards."),
    "evidence": _("What shows it: numbers, a report, a judgment, an evaluation."),
    "transferability": _("What another office needs for it, and where it would not work."),
}
RETURNS: Final[Words] = {
    "person": _("A person can be known"),
    "case": _("A case can be known"),
    "place": _("A place can be known"),
    "office": _("An office can be known that does not want to be"),
    "making": _("It helps to make, convert or obtain arms"),
}
SIGNS: Final[Words] = {
    "email": _("An e-mail address"),
    "phone": _("A telephone number"),
    "born": _("A date or place of birth"),
    "person": _("A person’s name"),
    "document": _("The number of a document"),
    "plate": _("The number of a vehicle’s plate"),
    "case": _("A case, by its number or name"),
    "day": _("A day"),
    "place": _("A place"),
    "serial": _("A serial number"),
    "name": _("A name, of somebody or of a place"),
}
PRACTICE_STATES: Final[Words] = {
    "submitted": _("Awaiting the anonymisation check"),
    "returned": _("Given back to its author"),
    "anonymous": _("Anonymised, checked"),
    "graded": _("Checked and graded"),
}
GRADES: Final[Words] = {
    "proven": _("Proven"),
    "good": pgettext_lazy("a practice", "Good"),
    "promising": _("Promising"),
    "idea": _("Idea"),
}
GRADE_TONES: Final = {"proven": "good", "good": "good", "promising": "info", "idea": "", "": ""}
CRITERIA: Final[Words] = {
    "evidence": _("What supports it"),
    "result": _("What came of it"),
    "transfer": _("Where it worked"),
}
ANSWERS: Final[Words] = {
    "told": _("It is told by who did it"),
    "documented": _("A document shows it"),
    "evaluated": _("Somebody else evaluated it"),
    "expected": _("A result is expected"),
    "seen": _("A result was seen"),
    "measured": _("A result was measured"),
    "here": _("In the one case"),
    "elsewhere": _("In another office too"),
    "several_states": _("In several States"),
}
GAPS: Final[Words] = {
    "legal": _("Legal"),
    "technical": _("Technical"),
    "operational": _("Operational"),
    "cooperation": pgettext_lazy("kind of gap", "Cooperation"),
}
PRIORITIES: Final[Words] = {
    4: _("Urgent"),
    3: pgettext_lazy("priority", "High"),
    2: pgettext_lazy("priority", "Middle"),
    1: pgettext_lazy("priority", "Low"),
}
GAP_STATES: Final[Words] = {
    "open": pgettext_lazy("a gap", "Open"),
    "in_work": _("In work"),
    "closed": pgettext_lazy("a gap", "Closed"),
}
GAP_TONES: Final = {"open": "warn", "in_work": "info", "closed": "good"}
OBJECT_TYPES: Final[Words] = {
    "topic": pgettext_lazy("a column of the path", "Cases and questions"),
    "practice": _("Good practices"),
    "gap": pgettext_lazy("a column of the path", "Gaps"),
    "guide": _("Tools and guides"),
}
SIDES: Final[Words] = {"need": _("Need"), "offer": pgettext_lazy("technical assistance", "Offer")}
FORMS: Final[Words] = {
    "training": pgettext_lazy("form of help", "A course"),
    "mentoring": _("A mentor"),
    "drafting": _("Help with drafting law"),
    "equipment": _("Equipment"),
    "software": _("Software"),
    "expert": _("A visit by an expert"),
    "laboratory": _("Work of a laboratory"),
    "exchange": _("Exchange of staff"),
}
AGREEMENTS: Final[Words] = {
    "proposed": pgettext_lazy("an agreement on help", "Proposed"),
    "declined": pgettext_lazy("an agreement on help", "Declined"),
    "agreed": pgettext_lazy("an agreement on help", "Agreed"),
    "delivered": pgettext_lazy("an agreement on help", "Delivered"),
    "assessed": _("Delivered and assessed"),
    "broken_off": _("Broken off"),
}
AGREEMENT_TONES: Final = {
    "proposed": "info",
    "declined": "",
    "agreed": "info",
    "delivered": "good",
    "assessed": "good",
    "broken_off": "warn",
}
MET: Final[Words] = {
    "met": _("The need was met"),
    "partly": _("The need was met in part"),
    "not_met": _("The need was not met"),
}
REASONS: Final[Words] = {
    "articles.same": _("Both name: %(names)s."),
    "articles.near": _("It names a neighbouring article: %(names)s."),
    "articles.other": _("It is for other articles: %(names)s."),
    "forms.same": _("The form of help agrees: %(names)s."),
    "forms.other": _("The form of help is another: %(names)s."),
    "topics.same": _("The subject agrees: %(names)s."),
    "topics.other": _("The subject is another: %(names)s."),
    "languages.same": _("A language agrees: %(names)s."),
    "languages.other": _("No language agrees; it is in %(names)s."),
    "place.country": _("It names the country: %(names)s."),
    "place.region": _("It is for the region."),
    "place.anywhere": _("It can be anywhere."),
    "place.other": _("It is for other countries."),
    "period.whole": _("It covers the whole period."),
    "period.part": _("It covers part of the period: %(names)s days."),
    "period.apart": _("The periods do not meet."),
}
"""Why something fits or does not (`matching.Reason`)."""
COURSE_FORMS: Final[Words] = {
    "in_person": pgettext_lazy("a course", "In person"),
    "online": _("Online"),
    "mixed": _("In person and online"),
}
TRAINING_STATES: Final[Words] = {
    "enrolled": _("Enrolled"),
    "attended": _("Attended"),
    "absent": _("Absent"),
    "withdrew": _("Withdrew"),
    "certified": _("Has a certificate"),
}
USED: Final[Words] = {
    "yes": _("I use it on the job"),
    "partly": _("I use part of it"),
    "no": _("I do not use it"),
}
FIGURES: Final[Words] = {
    "practitioners_trained": _("Practitioners trained"),
    "training_used": _("Training used on the job after half a year"),
    "practitioners_active": _("Practitioners active"),
    "practices_shared": _("Good practices shared"),
    "practices_adopted": _("Good practices adopted by organisations"),
    "gaps_closed": _("Gaps closed"),
    "assistance_met": _("Needs of assistance met"),
}
DESKS: Final[Words] = {
    "proof_house": _("Proof house"),
    "national_commission": _("National commission"),
    "national_focal_point": _("National focal point"),
    "national_tracing_centre": _("National tracing centre"),
}
_REGIONS: Final[Words] = {
    "015": _("Northern Africa"),
    "011": _("Western Africa"),
    "014": _("Eastern Africa"),
    "017": _("Middle Africa"),
    "018": _("Southern Africa"),
    "021": _("Northern America"),
    "029": _("Caribbean"),
    "013": _("Central America"),
    "005": _("South America"),
    "143": _("Central Asia"),
    "030": _("Eastern Asia"),
    "035": _("South-eastern Asia"),
    "034": _("Southern Asia"),
    "145": _("Western Asia"),
    "151": _("Eastern Europe"),
    "154": _("Northern Europe"),
    "039": _("Southern Europe"),
    "155": _("Western Europe"),
    "053": _("Australia and New Zealand"),
    "054": _("Melanesia"),
    "057": _("Micronesia"),
    "061": _("Polynesia"),
}
REGIONS: Final[Words] = _REGIONS
"""Regions of the list of countries (UN M49)."""

WAITING: Final[Mapping[str, Any]] = {
    "answer": _("Somebody proposed an agreement to you: agree or decline"),
    "deliver": _("The time of the help that you offered is over: was it given?"),
    "assess": _("The help was given: say what came of it"),
    "check": _("A practice awaits an anonymisation check"),
    "renew": _("Its day comes or is past: bring a new edition, or look it through anew"),
    "follow_up": _("Half a year ago you took part: do you use it?"),
}
"""What waits for a member."""
MESSAGES: Final[Mapping[str, Any]] = {
    "community.shelf.case_room": _("A case room ends, and with it what stands in it. Choose another space."),
    "community.shelf.short": _("Write some more, so that others understand it."),
    "community.shelf.long": _("This is too long. Shorten it, or put it into a document of the library."),
    "community.shelf.topics": _("Choose at most six subjects, from the list."),
    "community.shelf.articles": _("Choose articles of the Protocol, from the list."),
    "community.shelf.countries": _("Choose countries from the list."),
    "community.shelf.moderator": _("Another member who moderates the space decides this."),
    "community.shelf.check": _("A practice is read by others once it was checked."),
    "community.guide.kind": _("Choose what it is."),
    "community.guide.licence": _("Choose under which licence it may be used."),
    "community.guide.country": _("Choose the country; legislation is always of one."),
    "community.guide.version": _("Name the version, in at most 40 characters."),
    "community.guide.document": _("Choose a PDF, or give an address that begins with https://."),
    "community.guide.edition": _("There is no such edition."),
    "community.guide.own": _("Another member than who brought it looks it through and says whether it helped."),
    "community.guide.expires_on": _("Choose a day within five years from now."),
    "community.guide.not_yours": _("Only its reviewer or a moderator of the space can do this."),
    "community.guide.ground": _("Choose the ground."),
    "community.guide.use": _("Choose for what you used it, and whether it helped."),
    "community.practice.own": _("Nobody checks or grades what they wrote."),
    "community.practice.moderator": _("A member who moderates the space checks it."),
    "community.practice.grounds": _("Choose by what somebody or something can be known."),
    "community.practice.answers": _("Answer all three questions: the grade follows from them."),
    "community.gap.kind": _("Choose the kind of gap."),
    "community.gap.priority": _("Choose how urgent it is."),
    "community.gap.yours": _("You work on it already."),
    "community.gap.not_yours": _("Only who told it, works on it or moderates the space can do this."),
    "community.gap.closed_by": _("Choose a practice or a tool of the library that closed it."),
    "community.gap.unchecked": _("Nobody else has looked this through, or its review is over. Ask for a review first."),
    "community.gap.own": _("You brought this yourself. Another member says whether it closes the gap."),
    "community.tie.there": _("There is no such record."),
    "community.tie.none": _("Such records do not lead to each other: a case leads to a practice or a gap, a practice to a gap, a gap or a practice to a tool."),
    "community.tie.not_yours": _("Only who wrote one of the two, or moderates its space, can tie them."),
    "community.assistance.side": _("Say whether it is a need or an offer."),
    "community.assistance.forms": _("Choose at least one form of help."),
    "community.assistance.period": _("The period ends after it begins, is not over, and lasts at most five years."),
    "community.assistance.pair": _("Bring a need and an offer together."),
    "community.assistance.not_yours": _("One of the two has to be yours, and the other another member’s."),
    "community.assistance.other_side": _("The other side answers what you proposed."),
    "community.assistance.who_offers": _("Who offered the help says that it was delivered."),
    "community.assistance.who_needs": _("Who needed the help says what came of it."),
    "community.assistance.day": _("Choose a day that is not to come."),
    "community.assistance.met": _("Say whether the need was met."),
    "community.enquiry.nothing": _("Say what is seen: type, calibre, a mark, or the form of the number."),
    "community.enquiry.document": _("A question takes photographs, no documents: what is written in them is not read."),
    "community.enquiry.personal.email": _("There is an e-mail address in it. Take it out: a question here holds nothing of anybody."),
    "community.enquiry.personal.phone": _("There is a telephone number in it. Take it out: a question here holds nothing of anybody."),
    "community.enquiry.personal.born": _("It says when or where somebody was born. Take it out: a question here holds nothing of anybody."),
    "community.enquiry.personal.person": _("Somebody is named in it. Take the name out: a question here holds nothing of anybody."),
    "community.enquiry.personal.document": _("The number of a document is in it. Take it out: a question here holds nothing of anybody."),
    "community.enquiry.personal.plate": _("The number of a vehicle’s plate is in it. Take it out: a question here holds nothing of anybody."),
    "community.enquiry.personal.case": _("A case is named in it. Take it out: it goes into the formal request."),
    "community.enquiry.personal.day": _("A day or a month is in it. Take it out: when it was found goes into the formal request."),
    "community.enquiry.personal.place": _("A place is in it. Take it out: where it was found goes into the formal request."),
    "community.enquiry.personal.serial": _("A serial number is in it. Take it out: the number goes into the formal request."),
    "community.enquiry.personal.name": _("A name is in it, of somebody or of a place. Take it out: a question here holds nothing of anybody."),
    "community.enquiry.no_desk": _("Your office writes no trace requests here. Ask the point of contact of your country."),
    "community.enquiry.country": _("Choose another State than your own."),
    "community.course.form": _("Choose the form of the course."),
    "community.course.days": _("A course ends after it begins and lasts at most a year."),
    "community.course.hours": _("Say how many hours it has, from 1 to 1,000."),
    "community.course.own": _("Nobody takes part in, or notes anything of themselves in, a course that they give."),
    "community.course.gives": _("Only who gives the course can do this."),
    "community.course.not_begun": _("The course has not begun yet."),
    "community.course.score": _("Give the result of a test in per cent, from 0 to 100."),
    "community.course.not_passed": _("A certificate is given after the course, to who passed its test."),
    "community.course.not_there": _("You were not at this course."),
    "community.course.too_early": _("This is asked half a year after the course."),
    "community.course.used": _("Say whether you use it."),
}  # fmt: skip
