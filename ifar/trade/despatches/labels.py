"""The words of despatches from one trader to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.registry.labels import OWNERSHIP
from ifar.trade.despatches.acts import OWNER_KINDS

TERMS: Final[Mapping[str, Any]] = {
    "sale": pgettext_lazy("terms of a despatch", "Sale"),
    "consignment": pgettext_lazy("terms of a despatch", "On consignment"),
    "commission": pgettext_lazy("terms of a despatch", "On consignment, may be sold"),
    "return": pgettext_lazy("terms of a despatch", "Return"),
}
"""On which terms something is sent from one trader to another."""
TERMS_SAID: Final[Mapping[str, Any]] = {
    "sale": _("It is the receiver's when it is received."),
    "consignment": _("The receiver keeps it; it stays its owner's."),
    "commission": _("The receiver keeps it and may sell it; until then it stays its owner's."),
    "return": _("It goes back to whose it is, or was."),
}
OWNERS: Final[Mapping[str, Any]] = {code: OWNERSHIP[code] for code in OWNER_KINDS}
STATES: Final[Mapping[str, Any]] = {
    "offered": pgettext_lazy("a despatch", "Offered"),
    "accepted": pgettext_lazy("a despatch", "Accepted, being packed"),
    "declined": pgettext_lazy("a despatch", "Declined"),
    "cancelled": pgettext_lazy("a despatch", "Cancelled"),
    "sent": pgettext_lazy("a despatch", "In transit"),
    "returning": pgettext_lazy("a despatch", "Turned back"),
    "completed": pgettext_lazy("a despatch", "Completed"),
}
BOX_STATES: Final[Mapping[str, Any]] = {
    "packed": pgettext_lazy("a crate", "Packed"),
    "unpacked": pgettext_lazy("a crate", "Taken off"),
}
RECORDS: Final = {"despatch": STATES, "box": BOX_STATES}
LISTS: Final[Mapping[str, Any]] = {
    "road": _("Despatched and not received"),
    "open": _("Offered and being packed"),
    "all": _("All despatches"),
}
TONES: Final[Mapping[str, str]] = {
    "offered": "info",
    "accepted": "info",
    "declined": "bad",
    "cancelled": "",
    "sent": "warn",
    "returning": "warn",
    "completed": "good",
}
CAUSES: Final[Mapping[str, Any]] = {
    "trade.despatch_missing": _("Firearms of a despatch were looked for at its receipt and not there."),
    "trade.despatch_substituted": _("Other serial numbers are in the place of those of a despatch."),
    "trade.despatch_unknown": _("A serial number was read in a despatch in which it was not packed."),
    "trade.despatch_late": _(
        "The day passed by which a despatch should have arrived; something of it is on the road."
    ),
    "trade.despatch_seal": _(
        "Seals of a despatch were broken or missing, or are others than those that were put on."
    ),
    "trade.despatch_refused": _(
        "Firearms of a despatch came and could not be received: a licence, a block or their record stands against it."
    ),
}
"""What programs find of despatches (`matters.found`)."""
QUESTIONS: Final[Mapping[str, Any]] = {
    "trade.despatch_missing": _("Firearms that you had in hand did not arrive. What became of them?"),
    "trade.despatch_substituted": _(
        "Other firearms arrived than were packed. What became of those that were packed?"
    ),
    "trade.despatch_unknown": _("Firearms arrived that were not packed. Where do they come from?"),
    "trade.despatch_late": _("Firearms that you have in hand should have arrived. Where are they?"),
    "trade.despatch_seal": _("Seals were broken or replaced on the road. What happened?"),
}
"""What whoever must explain is asked."""
DONE: Final[Mapping[str, Any]] = {
    "offered": pgettext_lazy("a despatch", "Offered"),
    "accepted": pgettext_lazy("a despatch", "Accepted"),
    "declined": pgettext_lazy("a despatch", "Declined"),
    "cancelled": pgettext_lazy("a despatch", "Cancelled"),
    "sent": _("Handed to the carrier"),
    "received": _("Receipt recorded"),
    "turned_back": pgettext_lazy("a despatch", "Turned back"),
    "brought_back": _("Handed over by the carrier"),
    "taken_back": _("Taken in again by the sender"),
    "reported": _("Missing firearms reported"),
    "completed": pgettext_lazy("a despatch", "Completed"),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "trade.despatch.receiver_alone": _("Only the receiver does this. Ask the trader to whom it goes."),
    "trade.despatch.both_sides": _(
        "You did the other side of this despatch: one person does not offer, pack or hand over what they receive. Ask somebody else at your office."
    ),
    "trade.despatch.own_return": _(
        "You packed this despatch, handed it over or turned it back: another person takes it in again. Ask somebody else at your office, or let the carrier confirm that it handed it over to you."
    ),
    "trade.despatch.carrier_alone": _("Only the carrier does this. Ask the carrier who has it in hand."),
    "trade.despatch.brought_already": _("The carrier confirmed already that it was handed over."),
    "trade.despatch.trader": _("Only a maker or a dealer sends and receives despatches."),
    "trade.despatch.receiver": _("Choose another maker or dealer as receiver."),
    "trade.despatch.carrier": _("Choose a carrier of the list."),
    "trade.despatch.terms": _("Choose the terms."),
    "trade.despatch.due_on": _("Enter the day by which it should arrive: today or later."),
    "trade.despatch.due_far": _("It is to arrive within %(days)s days. Choose an earlier day."),
    "trade.despatch.owner_kind": _("Choose as whose stock you take it in."),
    "trade.despatch.crate": _("There is no such crate in this despatch. Choose one of the list."),
    "trade.despatch.crate_many": _(
        "A crate takes at most %(most)s firearms. Pack the others into a second one."
    ),
    "trade.despatch.crate_twice": _("A crate of this number is packed already. Take it off first."),
    "trade.despatch.nothing": _("Nothing is given. Scan the firearms first."),
    "trade.despatch.many": _(
        "More firearms than were offered: %(most)s. Pack less, or offer another despatch."
    ),
    "trade.despatch.not_held": _("Your office has no firearm in hand that bears this number: %(given)s."),
    "trade.despatch.not_owned": _(
        "It belongs to somebody else, so your office neither sells nor consigns it: %(given)s. Return it to its owner."
    ),
    "trade.despatch.not_owners": _(
        "It is neither yours nor the receiver's, so it is not returned there: %(given)s. Return it to its owner."
    ),
    "trade.despatch.closed": _(
        "The book of this trader is closed: nothing goes to it or comes from it. Ask the authority over it."
    ),
    "trade.despatch.several": _(
        "Several in your book bear this number: %(given)s. Type the identifier on the label."
    ),
    "trade.despatch.twice": _("It is packed in this despatch already: %(given)s."),
    "trade.despatch.no_seal": _("These crates bear no seal: %(crates)s. Pack them again with their seals."),
    "trade.despatch.stopped": _("%(given)s: %(why)s"),
    "trade.despatch.came_already": _("It was received already: %(given)s."),
    "trade.despatch.not_on_road": _(
        "Its record does not say that it is on the road of this despatch. The licensing office looks into it; keep it apart."
    ),
    "trade.despatch.none_missing": _("Nothing is missing that is not reported already."),
}
