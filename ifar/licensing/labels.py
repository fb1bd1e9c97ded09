"""The words of licensing: states, acts, refusals. Codes are stable, words are translated; kinds and grounds are reference data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Reason
from ifar.licensing import inputs
from ifar.reference import selectors as reference

CAUSES: Final[Mapping[str, Any]] = {
    "licensing.finding": _("A fault was not mended in time"),
    "licensing.removal": _("Firearms have not left a holder in time"),
}
"""What programs find of holders (`matters.found`)."""
APPLICATION: Final[Mapping[str, Any]] = {
    "draft": _("Draft"),
    "submitted": _("Submitted"),
    "examination": _("Under examination"),
    "waiting": _("Waits for the applicant"),
    "advised": _("Advice given, awaiting decision"),
    "granted": pgettext_lazy("an application", "Granted"),
    "refused": pgettext_lazy("an application", "Refused"),
    "withdrawn": pgettext_lazy("an application", "Withdrawn"),
    "appealed": _("Under appeal"),
    "closed": _("Appeal dismissed"),
}
LICENCE: Final[Mapping[str, Any]] = {
    "in_force": _("In force"),
    "suspended": pgettext_lazy("a licence", "Suspended"),
    "revoked": _("Revoked"),
    "surrendered": pgettext_lazy("a licence", "Given back"),
    "lapsed": _("Lapsed"),
    "expired": pgettext_lazy("a licence", "Expired"),
    "not_yet": _("Not in force yet"),
}
NOTICE: Final[Mapping[str, Any]] = {
    "waiting": _("Waits for somebody to say whom it means"),
    "applied": _("Acted upon"),
    "dismissed": _("Means nobody on record"),
    "settled": _("Stands no longer"),
}
REMOVAL: Final[Mapping[str, Any]] = {
    "open": _("Firearms still have to leave the holder"),
    "cleared": _("Nothing is left with the holder"),
    "lifted": _("The licence is in force again"),
}
OFFER: Final[Mapping[str, Any]] = {
    "offered": _("Waits for the buyer's side"),
    "confirmed": _("Confirmed by the buyer's side"),
    "declined": _("Declined by the buyer's side"),
    "taken_back": _("Withdrawn by the seller's side"),
    "ended": _("Ended: the trader has closed"),
    "recorded": _("Recorded: it has changed hands"),
    "void": _("No longer good"),
}
ROUND: Final[Mapping[str, Any]] = {
    "frozen": _("Frame frozen, not drawn yet"),
    "drawn": _("Drawn, being visited"),
    "closed": pgettext_lazy("an inspection round", "Closed"),
}
VISIT: Final[Mapping[str, Any]] = {
    "planned": pgettext_lazy("a visit", "Planned"),
    "visited": _("Visited"),
    "replaced": pgettext_lazy("a visit", "Replaced by another one"),
}
FINDING: Final[Mapping[str, Any]] = {
    "open": _("Corrective action required"),
    "remedied": _("Mended, as another visit found"),
}
MOVE: Final[Mapping[str, Any]] = {
    "noted": _("Noted"),
    "waiting": _("Waits for the new authority"),
    "taken": _("Taken by the new authority"),
    "sent_back": pgettext_lazy("a move", "Sent back"),
}
REMINDER: Final[Mapping[str, Any]] = {
    "queued": _("Waits to be sent"),
    "printed": _("Printed, to be posted"),
    "sent": pgettext_lazy("a reminder", "Sent"),
    "failed": _("Did not arrive"),
    "unreached": _("Could not be reached"),
    "reached": pgettext_lazy("a reminder", "Reached by a person"),
    "dropped": _("Not needed any more"),
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "round": ROUND,
    "visit": VISIT,
    "finding": FINDING,
    "move": MOVE,
    "reminder": REMINDER,
    "application": APPLICATION,
    "licence": LICENCE,
    "notice": NOTICE,
    "removal": REMOVAL,
    "offer": OFFER,
}
TONES: Final[Mapping[str, str]] = {
    "in_force": "good",
    "granted": "good",
    "cleared": "good",
    "confirmed": "good",
    "recorded": "good",
    "applied": "good",
    "suspended": "bad",
    "revoked": "bad",
    "refused": "bad",
    "open": "bad",
    "declined": "bad",
    "lapsed": "bad",
    "expired": "warn",
    "waiting": "warn",
    "appealed": "warn",
    "advised": "info",
    "examination": "info",
    "submitted": "info",
    "offered": "info",
    "settled": "good",
    "frozen": "info",
    "drawn": "warn",
    "planned": "info",
    "visited": "good",
    "remedied": "good",
    "taken": "good",
    "sent_back": "warn",
    "queued": "info",
    "printed": "info",
    "sent": "good",
    "reached": "good",
    "failed": "bad",
    "unreached": "bad",
    "late": "bad",
    "passed": "good",
}
ACTS: Final[Mapping[str, tuple[Any, str]]] = {
    "application.drafted": (_("Application received"), "plus"),
    "application.amended": (_("Application changed"), "edit"),
    "application.submitted": (_("Application submitted"), "license"),
    "application.checked": (_("Check answered"), "check"),
    "application.paused": (_("Something asked of the applicant"), "player-pause"),
    "application.resumed": (_("The applicant has answered"), "refresh"),
    "application.advised": (_("Advice given"), "message-check"),
    "application.granted": (pgettext_lazy("an application", "Granted"), "certificate"),
    "application.refused": (pgettext_lazy("an application", "Refused"), "ban"),
    "application.withdrawn": (pgettext_lazy("an application", "Withdrawn"), "arrow-back-up"),
    "application.appealed": (_("Appeal"), "scale"),
    "application.dismissed": (_("Appeal dismissed"), "gavel"),
    "licence.granted": (_("Licence granted"), "certificate"),
    "licence.renewed": (_("Licence renewed"), "refresh"),
    "licence.suspended": (_("Licence suspended"), "lock"),
    "licence.reinstated": (_("Licence reinstated"), "lock-open"),
    "licence.revoked": (_("Licence revoked"), "ban"),
    "licence.lapsed": (_("Licence lapsed"), "hourglass"),
    "licence.surrendered": (_("Licence given back"), "arrow-back-up"),
    "licence.changed": (_("Licence changed"), "edit"),
    "removal.opened": (_("The holder has to surrender firearms"), "alert-triangle"),
    "removal.extended": (_("More time given"), "hourglass"),
    "removal.cleared": (_("Nothing is left with the holder"), "circle-check"),
    "removal.lifted": (_("Lifted: the licence is in force again"), "lock-open"),
    "notice.taken": (_("Notice taken in"), "bell"),
    "notice.matched": (_("It means this person"), "user-check"),
    "notice.dismissed": (_("It means nobody on record"), "x"),
    "offer.made": (_("Offered"), "arrows-exchange"),
    "offer.confirmed": (pgettext_lazy("an offered transfer", "Confirmed"), "circle-check"),
    "offer.declined": (pgettext_lazy("an offered transfer", "Declined"), "ban"),
    "offer.taken_back": (pgettext_lazy("an offered transfer", "Withdrawn"), "arrow-back-up"),
    "offer.ended": (_("The trader has closed"), "ban"),
    "notice.settled": (_("Stands no longer"), "circle-check"),
    "licence.handed": (_("Handed over to another authority"), "arrows-exchange"),
    "removal.handed": (_("Handed over to another authority"), "arrows-exchange"),
    "round.opened": (_("Round opened, frame frozen"), "lock"),
    "round.drawn": (_("Drawn"), "list-search"),
    "round.closed": (_("Round closed"), "circle-check"),
    "visit.planned": (_("Visit planned"), "plus"),
    "visit.missed": (_("Nobody was there"), "x"),
    "visit.visited": (_("Storage visited"), "check"),
    "visit.replaced": (pgettext_lazy("a visit", "Replaced by another one"), "refresh"),
    "finding.found": (_("Fault found"), "alert-triangle"),
    "finding.extended": (_("More time given"), "hourglass"),
    "finding.remedied": (_("Found mended"), "circle-check"),
    "move.noted": (_("New address noted"), "building"),
    "move.sent": (_("File offered to the new authority"), "arrows-exchange"),
    "move.taken": (_("File taken"), "circle-check"),
    "move.sent_back": (_("File sent back"), "arrow-back-up"),
    "reminder.queued": (_("Reminder planned"), "bell"),
    "reminder.sent": (_("Reminder sent"), "check"),
    "reminder.printed": (_("Letter printed"), "license"),
    "reminder.failed": (_("Did not arrive"), "x"),
    "reminder.turned": (_("Another channel is tried"), "refresh"),
    "reminder.given_up": (_("No channel is left"), "alert-triangle"),
    "reminder.reached": (pgettext_lazy("a reminder", "Reached by a person"), "user-check"),
    "reminder.dropped": (_("Not needed any more"), "ban"),
}
"""Act -> its words and its icon."""
PURPOSES: Final[Mapping[str, Any]] = {"new": _("New licence"), "renewal": _("Renewal")}
ANSWERS: Final[Mapping[str, Any]] = {"passed": _("Passed"), "failed": _("Not passed")}
ADVICE: Final[Mapping[str, Any]] = {"grant": _("Grant it"), "refuse": _("Refuse it")}
TRANSFERS: Final[Mapping[str, Any]] = {
    "privately_transferred": _("Private transfer"),
    "retail_sold": _("Sale by a dealer"),
    "wholesale_transferred": _("Sale between traders"),
    "acquired": _("Acquisition"),
}
COUNTS: Final[Mapping[str, Any]] = {
    "held": _("as many may be held at once"),
    "spent": _("as many may be acquired in all"),
    "none": _("nobody counts"),
}
WHY: Final[Mapping[str, Any]] = {
    "drawn": _("Drawn by lot"),
    "replacement": _("In another's place"),
    "finding": _("To see whether a fault was mended"),
    "moved": _("After a move"),
}
INSPECTED: Final[Mapping[str, Any]] = {code: _(text) for code, text in inputs.INSPECTED}
RESULT: Final[Mapping[str, Any]] = {"passed": _("All in order"), "failed": _("A fault was found")}
RISK: Final[Mapping[str, Any]] = {
    "high": _("higher risk"),
    "middle": _("middle risk"),
    "low": _("lower risk"),
}
CHANNEL: Final[Mapping[str, Any]] = {
    "mail": _("E-mail"),
    "sms": _("Short message"),
    "letter": _("Letter"),
    "": _("no channel"),
}
FAILURE: Final[Mapping[str, Any]] = {code: _(text) for code, text in inputs.FAILURES}
REPORTED_BY: Final[Mapping[str, Any]] = {
    "holder": _("The person reported it"),
    "officer": _("An office found it out"),
}
REMINDED: Final[Mapping[str, Any]] = {
    "licence_ends": _("A licence ends"),
    "removal_due": _("Firearms have to leave"),
    "finding_due": _("A deficiency has to be corrected"),
}
BY_ITSELF: Final = _("The register itself")
"""Who did what a job did by the clock."""
REFUSALS: Final[Mapping[str, Any]] = {
    "licensing.unpaid": _(
        "The fee of %(amount)s is not paid. Take it at the counter first, or have it waived."
    ),
    "licensing.not_found": _("Not found. Check the number."),
    "licensing.kind.not_found": _("There is no such kind of licence."),
    "licensing.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "licensing.impossible": _("This cannot be done now: it is %(state)s."),
    "licensing.details": _("Something of what was given has not the right form."),
    "licensing.examined_by_you": _(
        "You examined this application or advised on it; another person has to decide."
    ),
    "licensing.note": _("Say why, in your own words."),
    "licensing.nothing": _("Nothing was changed."),
    "licensing.ground": _("Choose the ground."),
    "licensing.grounds": _("Choose at least one ground of the refusal."),
    "licensing.advice": _("Choose what you recommend."),
    "licensing.check.none": _("This kind of licence does not ask for this check."),
    "licensing.check.desk": _(
        "This check is answered by: %(offices)s. The application stands in their list of checks; ask them."
    ),
    "licensing.named": _(
        "This names somebody. Conditions stand in the log, from which nothing is erased: say what is to be kept to, and write names into the remark."
    ),
    "licensing.check.answer": _("Choose whether the check was passed."),
    "licensing.check.open": _("This check is not answered yet: %(item)s."),
    "licensing.check.failed": _("This check was not passed: %(item)s."),
    "licensing.check.old": _("This check is too old, it was good until %(until)s: %(item)s."),
    "licensing.applicant.gone": _("The applicant died or was dissolved; nobody else may hold the licence."),
    "licensing.applicant.stopped": _("Another licence of the applicant is suspended."),
    "licensing.applicant.notice": _("A notice about the applicant still stands."),
    "licensing.barred": _(
        "The applicant is barred (%(bar)s). Ask the office that entered the prohibition; nothing is granted before it is lifted."
    ),
    "licensing.bar.unsaid": _(
        "Somebody like the applicant is barred (%(bar)s). Look at it, and say that it does not mean the applicant."
    ),
    "licensing.paper.ground": _(
        "This licence gives no ground for such a paper: it is not in force, or it has no end."
    ),
    "licensing.paper.holder": _(
        "The name of the holder is not there any more, or may not be seen by your office."
    ),
    "licensing.holder.kind": _("This kind of licence is not for such an applicant."),
    "licensing.categories.none": _("Choose at least one category."),
    "licensing.categories.beyond": _("This kind of licence does not cover: %(beyond)s."),
    "licensing.quota.none": _("This kind of licence has no number of firearms."),
    "licensing.quota.beyond": _("Give the number of firearms, at most %(most)s."),
    "licensing.months.beyond": _("Give the number of months, at most %(most)s."),
    "licensing.renewal.window": _("It may be renewed from %(days)s days before it ends on."),
    "licensing.appeal.late": _("The time to appeal was over on %(until)s."),
    "licensing.removal.days": _("Give between 1 and 90 days."),
    "licensing.removal.way": _("Choose in which way the firearms left."),
    "licensing.removal.proof": _(
        "Name what proves it: events of the holder's firearms that fit the way in which they left, or papers about them."
    ),
    "licensing.removal.each": _(
        "Name a proof for each firearm that lay with the holder when this was opened. None is named yet for: %(firearms)s."
    ),
    "licensing.removal.moved": _(
        "Firearms of this holder moved since: say in which way they left, and name the events."
    ),
    "licensing.notice.stops": _(
        "A licence is suspended because of this notice. Its reinstatement settles the notice too."
    ),
    "licensing.round.kinds": _("Choose at least one kind of licence."),
    "licensing.round.number": _("Give how many are drawn, between 1 and %(most)s."),
    "licensing.round.period": _("Give a time that is not over and no longer than thirteen months."),
    "licensing.round.beacon": _("A beacon's value must lie in the future: give its moment."),
    "licensing.round.empty": _("Your office has no such licence in force there."),
    "licensing.offer.how": _(
        "Say how the buyer confirmed: in person or in writing, and under which document."
    ),
    "licensing.offer.own_account": _(
        "The buyer has an account and confirms there. If its telephone or password was lost, end the account first."
    ),
    "licensing.round.empty_area": _(
        "Nobody who lives in this area has such a licence in force at your office."
    ),
    "licensing.round.area": _("Choose the area from the list."),
    "licensing.round.large": _("These are more than %(most)s licences: choose fewer kinds, or an area."),
    "licensing.round.twice": _(
        "There is a round of some of these licences in that time already. A second one would be a second draw."
    ),
    "licensing.round.early": _("The moment of the beacon has not come yet."),
    "licensing.round.value": _("Enter the beacon's value exactly as it was published."),
    "licensing.round.unwitnessed": _(
        "There is no witnessed checkpoint after the frame yet. Try again in some minutes."
    ),
    "licensing.round.waits": _("A visit of this round still waits."),
    "licensing.visit.granted_by_you": _(
        "You granted this licence or proposed it; another person inspects the storage."
    ),
    "licensing.visit.answers": _("Answer each item of the list."),
    "licensing.visit.reason": _(
        "Choose the reason. For absence, record first that nobody was there %(calls)s times."
    ),
    "licensing.visit.called": _(
        "A call was recorded here less than %(hours)s hours ago. Only a call at another time counts as another one."
    ),
    "licensing.visit.own": _("No round drew this visit, so that nobody takes its place."),
    "licensing.move.other": _("Another authority answers for the new address."),
    "licensing.reminder.failure": _("Choose why it did not arrive."),
    "licensing.reminder.how": _("Choose how the holder was reached."),
    "licensing.reminder.none": _("No letter waits."),
    "licensing.removal.keeps": _(
        "The register still says that the holder keeps a firearm, or owns one that comes back: lent, in repair or abroad. "
        "Record where it went first."
    ),
    "licensing.notice.reference": _("Give who reports it, and under which number."),
    "licensing.notice.nobody": _("Say whom it means: a name, or an identity number."),
    "licensing.notice.future": _("A notice is about a day that has come."),
    "licensing.offer.transfer": _("Choose the kind of transfer."),
    "licensing.offer.nobody": _(
        "Nobody is on record under the number of this buyer. The seller offers it anew."
    ),
    "licensing.offer.recorded": _("The firearm has changed hands already: the transfer is recorded."),
    "licensing.offer.waits": _("This firearm is offered to somebody already. Take that offer back first."),
    "licensing.offer.seller_licence": _(
        "The seller's licence is not in force. Nothing may be sold until it is."
    ),
    "licensing.offer.buyer_licence": _(
        "The buyer's licence of trade is not in force. Nothing may be handed over until it is."
    ),
    "licensing.offer.buyer_permit_covers_category": _(
        "The buyer's licence does not allow this: it is suspended, expired or another's, or it does not cover the category. "
        "Give the number of one that does, or have the buyer ask the licensing authority."
    ),
    "licensing.offer.category_known": _(
        "The legal category of this firearm is not on record, and the licence is for certain categories. "
        "Ask the licensing authority to enter it as a correction; then repeat this."
    ),
    "licensing.offer.quota_left": _(
        "The number of firearms of the buyer's licence is used up. The buyer must apply for more."
    ),
    "licensing.offer.background_check": _(
        "The buyer's background check does not stand while the licence is not in force. The licensing authority decides what follows."
    ),
    "licensing.offer.ask_desk": _(
        "The buyer's licence does not allow this transfer. Why, only the licensing authority may say: the buyer asks there."
    ),
    "licensing.sale.ask_desk": _(
        "It cannot be sold to this licence. Ask the licensing office. The buyer may ask there too."
    ),
    "licensing.offer.other_side": _(
        "The buyer's side answers this: another person than the one who offered."
    ),
}


PROPOSED: Final = _("Submitted. Nothing is decided yet: a second person has to approve.")
"""What is told of every proposal of licensing."""


def of(code: str, params: Mapping[str, Any] | None = None) -> Any:
    """The sentence of a refusal."""
    sentence = REFUSALS.get(code, code)
    return str(sentence) % dict(params) if params else sentence


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons that rules gave, each with its sentence."""
    return [replace(reason, message=of(reason.code, _spoken(reason.params))) for reason in reasons]


def _spoken(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same as a sentence says it: a check in the words of its list; the refusal itself keeps the code."""
    item = params.get("item")
    return {**params, "item": reference.words("check_item").get(item, item)} if item else params


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a licence", "new")
