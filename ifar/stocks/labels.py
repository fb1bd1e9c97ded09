"""The words of the State's stocks. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.ammunition.labels import LOSSES, OCCASIONS
from ifar.errors import Sentences
from ifar.stocks.campaigns import labels as of_campaigns
from ifar.stocks.handovers import labels as of_handovers
from ifar.stocks.movements import labels as of_movements
from ifar.stocks.serviceability import labels as of_serviceability

SUSPENSIONS: Final[Mapping[str, Any]] = {
    "inquiry": _("An inquiry is under way"),
    "health": _("For reasons of health"),
    "conduct": _("For conduct"),
    "weapon_misuse": _("An arm was misused"),
}
LEAVINGS: Final[Mapping[str, Any]] = {
    "moved": _("To another unit"),
    "retired": pgettext_lazy("an officer", "Retired"),
    "dismissed": pgettext_lazy("an officer", "Dismissed"),
    "died": pgettext_lazy("an officer", "Died"),
}
UNFIT: Final[Mapping[str, Any]] = {
    "training": _("Training not valid"),
    "medical": _("Medical check not valid"),
    "suspended": pgettext_lazy("an officer", "Suspended"),
}
KINDS: Final[Mapping[str, Any]] = {
    "shift": pgettext_lazy("an issue", "Shift"),
    "long": pgettext_lazy("an issue", "Long-term"),
    "personal": pgettext_lazy("an issue", "Personal issue"),
    "exercise": pgettext_lazy("an issue", "Exercise or operation"),
    "loan": pgettext_lazy("an issue", "Loan to another unit"),
}
ACCESSORIES: Final[Mapping[str, Any]] = {"magazine": _("Magazines"), "optic": _("Optics")}
SIGNED: Final[Mapping[str, Any]] = {
    "": _("Not confirmed yet"),
    "pin": _("By a PIN on the armourer's device, which is no signature"),
    "account": _("Under the officer's own account"),
    "paper": _("On paper, signed"),
    "passkey": _("By the officer's own passkey, offline"),
    "glass": _("By a signature on the device's screen, which is a picture"),
    "unit": _("By the unit that borrows, under an account of its own"),
}
DONE: Final[Mapping[str, Any]] = {
    "issue": _("Issued offline"),
    "return": _("Returned offline"),
}
COUNTS: Final[Mapping[str, Any]] = {
    "serial": _("By serial number"),
    "number": _("By quantity"),
}
DIFFERENCES: Final[Mapping[str, Any]] = {
    "missing": _("Not found"),
    "surplus": _("There, though the register says elsewhere"),
    "unknown": _("Not in the register"),
    "doubled": _("Read more than once"),
    "number": _("More or fewer than should be there"),
}
TONES: Final[Mapping[str, str]] = {"counting": "info", "agreed": "good", "differs": "bad", "abandoned": ""}
LISTS: Final[Mapping[str, Any]] = {
    "out": pgettext_lazy("issues", "Issued"),
    "overdue": pgettext_lazy("issues", "Overdue"),
    "unsigned": pgettext_lazy("issues", "Not confirmed"),
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "armoury": {"kept": _("In the charge of an officer")},
    "officer": {
        "serving": pgettext_lazy("an officer", "Serving"),
        "left": pgettext_lazy("an officer", "Left the unit"),
        "to_erase": pgettext_lazy("an officer", "To be erased"),
        "erased": pgettext_lazy("an officer", "Erased"),
    },
    "count": {
        "counting": pgettext_lazy("a count", "Being counted"),
        "agreed": pgettext_lazy("a count", "Agrees"),
        "differs": pgettext_lazy("a count", "Differs"),
        "abandoned": pgettext_lazy("a count", "Discarded"),
    },
    "issue": {
        "out": pgettext_lazy("an issue", "Issued"),
        "returned": pgettext_lazy("an issue", "Returned"),
    },
    "campaign": of_campaigns.STATES,
    "handover": of_handovers.STATES,
    "serviceability": of_serviceability.STATES,
    "movement": of_movements.STATES,
    "crate": of_movements.CRATE_STATES,
    "observation": {
        "waiting": pgettext_lazy("an entry", "Awaiting another device"),
        "observed": pgettext_lazy("an entry", "To be decided"),
        "followed": pgettext_lazy("an entry", "Recorded"),
    },
}
CAUSES: Final[Mapping[str, Any]] = {
    "stocks.uncounted": _("The new officer in charge has not counted the armoury in time."),
    "stocks.count_missing": _("An arm of the armoury was not there when it was counted."),
    "stocks.count_surplus": _(
        "An arm was counted in the armoury, and the register says that it is elsewhere."
    ),
    "stocks.count_unknown": _("An arm was counted in the armoury that the register does not know."),
    "stocks.count_doubled": _("An arm was read more than once in a count of the armoury."),
    "stocks.count_number": _("The armoury was counted, and another number was there than should be."),
    "stocks.overdue": _("What was issued is not back in time."),
    "stocks.observed": _(
        "What was done offline at the armoury's counter contradicts the register. Decide which is right."
    ),
    "stocks.unproven": _(
        "How the officer confirmed offline could not be verified: another PIN, or another passkey."
    ),
    "stocks.recall": _("An officer who may carry no more has something that must come back."),
    **of_campaigns.CAUSES,
    **of_handovers.CAUSES,
    **of_movements.CAUSES,
}
MISSING: Final[Mapping[str, Any]] = {**OCCASIONS, **LOSSES}
"""What became of rounds that do not come back: spent on an occasion, or lost."""
READS: Final[Mapping[str, Any]] = {
    "stocks.roster.list": _("The roster of a unit was shown"),
    "stocks.officer.read": _("The record of an officer was opened"),
    "stocks.roster.named": _("Officers were named beside what they have"),
    "stocks.roster.extract": _("The roster of a unit was given to a device"),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "stocks.not_found": _("There is no such armoury or officer here. Check the number."),
    "stocks.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "stocks.impossible": _("This cannot be done now: it is %(state)s."),
    "stocks.details": _("A value has the wrong format."),
    "stocks.other_office": _("Another unit keeps this."),
    "stocks.place": _("Choose an open store of your office that is no armoury yet."),
    "stocks.charge": _("Choose a person of your office who is in charge."),
    "stocks.since": _("Enter the day of the take-over: today or earlier."),
    "stocks.order": _("A number of an order is letters, digits and signs between them, without words."),
    "stocks.count_due": _("The count is due on another day. Open the page again."),
    "stocks.name": _("Enter the officer's name."),
    "stocks.number": _("Enter the service number."),
    "stocks.number_twice": _("Another officer of the unit has this service number."),
    "stocks.account": _("Choose an account of your office."),
    "stocks.account_twice": _("This account is another officer's on the roster."),
    "stocks.too_long": _("No check is valid for so long. Check the year."),
    "stocks.ground": _("Choose a ground of the list."),
    "stocks.until": _("Enter the last day of the suspension: today or later."),
    "stocks.not_suspended": _("The officer is not suspended."),
    "stocks.erasure.kept": _("The law still keeps what is known of this officer."),
    "stocks.erasure.asked": _("You asked for the erasure. Another person decides."),
    "stocks.erasure.out": _("Something is still out with this officer. It comes back first."),
    "stocks.count.other_office": _("Another office counts this armoury."),
    "stocks.count.named": _("Only the person who begins a count does the counting."),
    "stocks.count.kind": _("Choose how it is counted."),
    "stocks.count.running": _("This armoury is being counted. Close that count, or discard it."),
    "stocks.count.over": _("This count is over, or is of another kind."),
    "stocks.count.lines": _("Read at least one arm, and at most %(most)s at once."),
    "stocks.count.not_read": _("You did not read this, or took it back already."),
    "stocks.count.nothing": _("Nothing was read. Read the arms, or discard the count."),
    "stocks.both_sides": _(
        "You are the officer who receives it. Another person hands it out and takes it back."
    ),
    "stocks.vouched": _(
        "You entered this officer on the roster, or their checks or PIN. Another person issues to them and takes back from them."
    ),
    "stocks.kind": _("Choose for what it is issued."),
    "stocks.signed": _("It cannot be confirmed in this way."),
    "stocks.order_needed": _("Enter the number of the order: this armoury has no standing order for it."),
    "stocks.exercise": _(
        "Enter the exercise or operation: one word with a number, such as FALCON 26. It is needed for this kind of issue alone."
    ),
    "stocks.exercise_spent": _(
        "Rounds that were issued for an exercise or operation were spent on it, or lost. Choose one of these."
    ),
    "stocks.one_officer": _("Several officers receive in one act for an exercise or operation alone."),
    "stocks.pins_later": _("Where several officers receive, each confirms later. Leave the PIN empty."),
    "stocks.due": _("Enter by when it is back: a time that is still to come."),
    "stocks.armoury": _("Choose an armoury of your unit."),
    "stocks.officer": _("Scan the card of an officer of your unit first."),
    "stocks.unit": _("Name another unit for a loan, and only then."),
    "stocks.loan_rounds": _("Rounds go to another unit as a movement of ammunition, not as a loan."),
    "stocks.not_borrower": _("It was lent to another unit, which confirms it."),
    "stocks.not_receiver": _("Somebody else received it, and confirms it."),
    "stocks.signed_already": _("It is confirmed already."),
    "stocks.sheet": _("Enter the number of the signed sheet: letters and digits, and no names."),
    "stocks.nothing": _("Scan the officer's card and what is handed over."),
    "stocks.not_here": _("%(given)s does not lie in this armoury."),
    "stocks.not_out": _("%(given)s is not out from your unit."),
    "stocks.unknown_label": _("Nothing here has the label %(given)s."),
    "stocks.several": _("%(given)s fits several arms here. Scan the identifier instead."),
    "stocks.one_issue": _("This is out by several issues. Take back what belongs to one of them at a time."),
    "stocks.too_few_rounds": _("So many rounds of this lot lie in no place of the armoury."),
    "stocks.how_many": _("Say how many rounds: here for one lot, or behind the label of each."),
    "stocks.which_lot": _("Scan the label of the lot that the rounds are from, or leave their number empty."),
    "stocks.rounds_out": _("Rounds that are out: %(out)s. Say how many come back."),
    "stocks.accessories": _("Out: %(out)s. Say how many come back."),
    "stocks.more_back": _("More comes back than is out: %(out)s."),
    "stocks.spent": _(
        "Rounds that are missing: %(fewer)s. Say on what they were spent, or how they were lost."
    ),
    "stocks.occasion": _("Choose on what occasion."),
    "stocks.witness": _("Choose who saw it."),
    "stocks.own_witness": _("Whoever received the rounds does not witness that they were spent."),
    "stocks.too_late": _(
        "For this it is back within %(days)s days. Choose an earlier day, or another kind of issue."
    ),
    "stocks.reference": _("Enter the number of the firing report, or of the report of the loss."),
    "stocks.did": _("It is an issue or a return."),
    "stocks.why": _("It says what stands against it."),
    "stocks.not_enterer": _("Whoever entered it sends it again."),
    "stocks.issue": _("It is an issue of this unit."),
    "stocks.field.capture": _("Another entry was sent under this number."),
    "stocks.field.late": _(
        "The register knows what became of the arm after that. What was before it two people record."
    ),
    "stocks.field.waits": _(
        "By the register the arm is elsewhere at that time. Another device may still have what lies between."
    ),
    "stocks.place_elsewhere": _("This place is not in the armoury from which it was issued."),
    "stocks.pin_form": _("A PIN has %(least)s to %(most)s digits."),
    "stocks.pin": _("This is not the officer's PIN."),
    "stocks.unfit_training": _("The officer's training is not valid."),
    "stocks.unfit_medical": _("The officer's medical check is not valid."),
    "stocks.unfit_suspended": _("The officer is suspended."),
    "stocks.unfit_meanwhile": _("The officer may not carry: somebody entered it meanwhile. Open their page."),
    "stocks.gone_meanwhile": _("Somebody was quicker: an arm is not there any more. Scan again."),
    **of_campaigns.REFUSALS,
    **of_handovers.REFUSALS,
    **of_serviceability.REFUSALS,
    **of_movements.REFUSALS,
}
_WHY: Final[Mapping[str, Any]] = {
    "stocks.not_here": _("An arm does not lie in this armoury by the register."),
    "stocks.not_out": _("An arm is not out from your unit by the register."),
    "stocks.unknown_label": _("A label is none that the register knows."),
    "stocks.several": _("A number fits several arms."),
    "stocks.spent": _("Nothing says on what the missing rounds were spent."),
    "stocks.rounds_out": _("It does not say how many rounds came back."),
    "stocks.accessories": _("It does not say how many accessories came back."),
    "stocks.more_back": _("More came back than was out."),
    "stocks.too_late": _("It is due later than it may be."),
}

_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("of the stocks", "new")


def why(code: str) -> Any:
    """What stands against an entry of a device, in words without its particulars; what is another app's is said in general."""
    return _WHY.get(code) or (
        REFUSALS[code]
        if code in REFUSALS and "%(" not in str(REFUSALS[code])
        else _("The register refuses it.")
    )
