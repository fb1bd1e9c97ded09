"""The words of the counter: states, ways of paying, refusals. Codes are stable, words are translated; fees and grounds are reference data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.documents.wording import words as paper_words
from ifar.errors import Sentences

PAYMENT: Final[Mapping[str, Any]] = {
    "paid": _("Paid"),
    "waived": _("Waived"),
    "refunded": _("Paid back"),
}
TILL: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("a till", "Open"),
    "counted": _("Counted, waits to be closed"),
    "closed": pgettext_lazy("a till", "Closed"),
}
CARD: Final[Mapping[str, Any]] = {"issued": _("Given to a paper"), "spoiled": _("Written off")}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "payment": PAYMENT,
    "till": TILL,
    "card": CARD,
    "delivery": {"received": pgettext_lazy("a delivery of cards", "Received")},
    "count": {"taken": pgettext_lazy("a count of a till", "Counted")},
    "likeness": {"current": _("Stands"), "replaced": _("Replaced by a newer one")},
}
TONES: Final[Mapping[str, str]] = {
    "paid": "good",
    "waived": "info",
    "refunded": "warn",
    "open": "good",
    "counted": "warn",
    "closed": "",
    "issued": "good",
    "spoiled": "bad",
}
WAYS: Final[Mapping[str, Any]] = {
    "cash": _("Cash"),
    "card": _("Card terminal"),
    "transfer": _("Bank transfer"),
}
WHAT: Final[Mapping[str, Any]] = {"photo": _("Photo"), "signature": _("Signature")}
TITLES: Final[Mapping[str, Any]] = {
    "cashier.payment_waived": _("Waive a fee"),
    "cashier.payment_reduced": _("Pay part of a fee back"),
    "cashier.payment_refunded": _("Pay a fee back"),
    "cashier.till_closed": _("Close a till"),
    "cashier.card_spoiled": _("Write off a blank card"),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "cashier.not_found": _("Not found. Check the number."),
    "cashier.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "cashier.impossible": _("This cannot be done now: it is %(state)s."),
    "cashier.details": _("A value has the wrong format."),
    "cashier.act": _("Choose what the fee is for."),
    "cashier.nothing_due": _("No fee is due for this."),
    "cashier.settled": _("This fee is paid or waived already."),
    "cashier.fee.changed": _(
        "The table of fees was loaded anew after this fee was shown. The fee is now %(amount)s; look at it, then take it."
    ),
    "cashier.way": _("Choose how it is paid."),
    "cashier.whole": _("A fee is paid whole: %(amount)s. Take nothing, or all of it."),
    "cashier.reference": _("Type the number that the card terminal or the bank gave, in at most 60 characters."),
    "cashier.reference.none": _("Cash has no reference. Leave it empty, or choose another way of paying."),
    "cashier.ground": _("Choose a ground of the list."),
    "cashier.currency": _("No fee is asked for in this currency."),
    "cashier.amount": _("This is no amount of this currency."),
    "cashier.till.none": _("Your till is not open. Begin your day's till first."),
    "cashier.till.open": _("Your till is open already. Count it before you begin another one."),
    "cashier.till.old": _("Your till is of another day. Count it, then begin today's."),
    "cashier.till.currency": _("Your till holds %(currency)s, and this fee is in another currency."),
    "cashier.till.not_yours": _("Everybody counts their own till; this one is another person's."),
    "cashier.till.yours": _("This is your own till; another person has to close it."),
    "cashier.till.not_counted": _("This till is not waiting to be closed."),
    "cashier.till.explanation": _("Say what explains the difference, and name nobody in it."),
    "cashier.refund.nothing": _("Nothing is left of this payment to pay back."),
    "cashier.refund.more": _("At most %(amount)s is left of this payment."),
    "cashier.refund.changed": _("Something of this payment was paid back meanwhile. Propose it again."),
    "cashier.refund.till": _("The till out of which it was to be paid back is counted. Propose it again out of an open one."),
    "cashier.taken_by_you": _("You took this payment; another person has to approve the refund."),
    "cashier.card.prefix": _("The prefix has capitals, digits, - or /, at most 12, and does not end with a digit; or is empty."),
    "cashier.card.range": _("The last number comes after the first, and a delivery has at most %(most)s cards."),
    "cashier.card.width": _("The number is printed with as many digits as the largest one has, or more with zeros before it; at most 15."),
    "cashier.card.note": _("Type the number of the delivery note, in at most 60 characters."),
    "cashier.card.delivered": _(
        "Some of these numbers were delivered before. Two cards of one number must not exist: keep these apart and report them."
    ),
    "cashier.card.none": _("No card of this number was delivered to your office."),
    "cashier.card.paper": _("This paper is no card, or stands no longer."),
    "cashier.card.used": _("This number was given to a paper or written off already."),
    "cashier.card.has_one": _("This paper has a card already. Write that one off first."),
    "cashier.card.gone": _("This card was written off already."),
    "cashier.card.series": _("No cards of this series were delivered to your office."),
    "cashier.card.counted": _("Type numbers and ranges, such as 100-149 160."),
    "cashier.card.twice": _("You named these numbers twice: %(numbers)s. Look whether two cards carry one number."),
    "cashier.likeness.what": _("Choose whether it is a photo or a signature."),
}  # fmt: skip


_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a paper", "new")


def way_on_paper(way: str, language: str) -> str:
    """A way of paying in the language of a receipt."""
    return paper_words(f"way_{way}", language)
