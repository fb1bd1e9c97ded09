"""The words of books: what stands above their columns, and how a thing came and went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.books import order_labels
from ifar.errors import Reason, Refused, Sentences
from ifar.registry.labels import facts
from ifar.templatetags.days import day_words

READS: Final[Mapping[str, Any]] = {
    "books.book.read": _("A page of a bound book was read"),
    "books.book.export": _("A bound book was taken out"),
    "books.own.export": _("A trader took out its own bound book"),
    "books.balance.export": _("The stock reconciliation of a maker was taken out"),
    "books.sale.asked": _("A trader asked whether it may sell to a licence"),
    "books.taking_in.asked": _("A trader asked whether it may take a firearm in from a licence"),
    "books.repair.asked": _("A trader asked whether it may repair a firearm of a licence, or return it"),
    "books.opening.asked": _("A trader asked whether serial numbers of its opening stock are on record"),
}
"""What somebody read, as the log of reads says it."""

HEADER: Final = (
    _("Acquired on"),
    _("Entered on"),
    _("From whom"),
    _("Address of the supplier"),
    _("Licence or document of the supplier"),
    _("How it was acquired"),
    _("Manufacturer"),
    _("Model"),
    _("Serial number"),
    _("Type"),
    _("Calibre"),
    _("Disposed of on"),
    _("Disposal entered on"),
    _("To whom"),
    _("Address of the recipient"),
    _("Licence or document of the recipient"),
    _("How it left"),
    _("Remarks"),
    _("Identifier"),
)
"""The columns of a book as a workbook (domain.md 9.2)."""
PRINTED: Final = (
    _("Acquired"),
    _("From whom"),
    _("Manufacturer and model"),
    _("Serial number"),
    _("Type and calibre"),
    _("Disposed of"),
    _("To whom"),
    _("Remarks"),
)
"""The same on paper, where what belongs together stands in one cell."""
STOCK_OF: Final = ("retailer", "wholesaler", "importer", "maker")
"""Whose stock a trader declares."""
OPENING: Final = _("Opening stock")
"""A first event that declares as stock what a trader has already."""
ACQUISITION_ANNULLED: Final = _("Acquisition annulled")
DISPOSAL_ANNULLED: Final = _("Disposal annulled")
FAILED_AT_PROOF: Final = _("Failed at proof")
KEPT_ON_CONSIGNMENT: Final = _("Kept on consignment: it belongs to whom it came from")
AS_ENTERED: Final = pgettext_lazy("a book", "As entered")
SHOWS: Final[Mapping[str, Any]] = {
    "both": _("Original and corrected"),
    "original": pgettext_lazy("entries of a book", "Original"),
    "corrected": pgettext_lazy("entries of a book", "Corrected"),
}
"""How a book shows what was corrected."""
CLOSED_FOR: Final[Mapping[str, Any]] = {
    "ceased": _("The trader ceased trading"),
    "death": _("The trader died"),
    "insolvency": _("The trader is insolvent"),
    "revocation": _("The licence was revoked"),
}
"""Why a book is closed."""
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "closing": {"closed": pgettext_lazy("a bound book", "Closed")},
    "count": {
        "counting": _("Being counted"),
        "agreed": _("Agrees with the book"),
        "differs": _("Differs from the book"),
        "abandoned": pgettext_lazy("a count", "Discarded"),
        "ended": pgettext_lazy("a count", "Ended with the book"),
    },
    "day": {"closed": pgettext_lazy("a day", "Closed")},
}
"""States of records of books, in words."""
DIFFERENCES: Final[Mapping[str, Any]] = {
    "missing": _("Not found"),
    "surplus": _("Found here, not in stock by the book"),
    "unknown": _("Found here, not in your book"),
    "doubled": _("Read more than once"),
}
"""Kinds of differences of a count."""
CAUSES: Final[Mapping[str, Any]] = {
    "books.count_missing": _("In the count of the shop it was not there."),
    "books.count_surplus": _("In the count of the shop it was there, and by the book it is not in stock."),
    "books.count_unknown": _("In the count of the shop something was there that the book does not know."),
    "books.count_doubled": _("In the count of the shop it was read more than once."),
}
"""What a count found, as a matter says it."""
TONES: Final[Mapping[str, str]] = {"counting": "info", "agreed": "good", "differs": "bad"}
REFUSALS: Final[Mapping[str, Any]] = {
    "books.not_found": _("There is no such book. Check the identifier."),
    "books.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "books.count.not_found": _("There is no such count. Check the identifier."),
    "books.count.other_office": _("Only the trader itself counts its shop and closes its day."),
    "books.count.named": _("A count names whoever began it."),
    "books.count.running": _("A count is under way. Add to it, or close it first."),
    "books.count.over": _("This count is over."),
    "books.count.nothing": _("Nothing was read yet. Read what is there first."),
    "books.count.lines": _("Send at least one line, and at most %(most)s at once."),
    "books.count.several": _("Several bear the number %(text)s. Scan the label, or type the identifier."),
    "books.count.long": _("“%(text)s” is longer than a number or an identifier. It counts as it stands."),
    "books.day.closed": _("This day is closed already."),
    "books.impossible": _("This cannot be done now: it is %(state)s."),
    "books.details": _("A value has the wrong format."),
    "books.closing.ground": _("Choose why the book is closed."),
    "books.closing.closed": _("This book is closed already."),
    "books.closing.nothing": _(
        "Nothing that the trader still has in hand can be put into deposit as it stands. The list below says how each firearm stands."
    ),
    "books.closing.office": _("Only the licensing authority over the trader closes its book."),
    "books.closing.depositary": _("Choose an office that takes the stock into deposit."),
    "books.closing.future": _(
        "The day lies in the future. Name the day from which the trader no longer trades."
    ),
    "books.sale.not_in_book": _(
        "It is not in your book. Scan its label again; what came in is entered in the book before it is sold."
    ),
    "books.sale.several": _("Several in your book bear this number. Type the identifier on the label."),
    "books.sale.left": _("It left your book on %(day)s: %(how)s"),
    "books.sale.blocked": _(
        "It is blocked. It cannot be sold until the authority that blocked it lifts the block."
    ),
    "books.sale.state": _("The register says of it: “%(state)s”. As it stands it cannot be sold."),
    "books.sale.not_own": _("It lies with you and belongs to somebody else. Only its owner may sell it."),
    "books.taking_in.refused": _(
        "Do not take it in. Keep it apart and call %(office)s, telephone %(telephone)s."
    ),
    "books.repair.due": _("This day has passed. Name the day on which it is to be returned."),
    "books.repair.licence": _(
        "Your licence does not allow repairs, or is not in force. Ask the licensing office."
    ),
    "books.repair.lines": _("Send at least one firearm, and at most %(most)s at once."),
    "books.repair.not_here": _("It is not with you for repair. The register says of it: “%(state)s”."),
    "books.repair.blocked": _("It is blocked. Keep it until the authority that blocked it lifts the block."),
    "books.repair.not_theirs": _(
        "Do not hand it out on this licence. It goes back to its owner and to nobody else, under a licence in force. Scan it again, or call %(office)s, telephone %(telephone)s."
    ),
    "books.sale.void": _(
        "Something was recorded of this firearm since, or the sale is no longer good. Enter the sale anew."
    ),
    "books.sale.waits": _("The waiting period is not over: it may be handed over from %(day)s."),
    "books.sale.unconfirmed": _(
        "The buyer has not confirmed yet: in their own account, or at the licensing office."
    ),
}
"""Code of a refusal -> the sentence."""


_SENTENCES: Final = Sentences({**REFUSALS, **order_labels.REFUSALS})
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state of a record of books in words."""
    result = {**STATES, **order_labels.STATES}
    return result[record_type].get(state, state) if state else pgettext_lazy("a bound book", "Open")


def refused(reason: Reason) -> Refused:
    """A refusal of the book, in words."""
    values = {name: _spoken(name, param) for name, param in reason.params.items()}
    words = str(REFUSALS[reason.code]) % values if values else str(REFUSALS[reason.code])
    worded = replace(reason, message=words)
    return Refused(reason.code, words, article=reason.article, field=reason.field, reasons=[worded])


def _spoken(name: str, value: str) -> str:
    """A value of a refusal in the reader's language."""
    if name == "state":
        return str(facts.STATES.get(value, value))
    return day_words(dt.date.fromisoformat(value)) if name == "day" and value else value or "–"


MESSAGES: Final[Mapping[str, Any]] = {
    "books.opening.table": _(
        "This is no table of firearms. Its first row names the columns serial, make, model, type and calibre."
    ),
    "books.opening.many": _("A table has at most %(most)s firearms. Declare the others in a second one."),
    "books.opening.office": _("Only a trader has a book. Choose the trader as your office first."),
    "books.opening.future": _("The day lies in the future. Name the day on which the trader joined."),
    "books.opening.empty": _("The column %(column)s is empty. Fill it in."),
    "books.opening.serial": _("This is no serial number that can be compared. Write it as it stands."),
    "books.opening.year": _("The year is no number. Mend it, or leave it empty."),
    "books.opening.taken": _(
        "A firearm of this make and model with this serial number is on record already. Look at the number again; if it is right, ask the licensing office."
    ),
    "books.opening.twice": _("Line %(line)s has the same make, model and serial number. Mend one of them."),
}
"""What a refusal says."""


def of(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence of a refusal."""
    words = MESSAGES.get(code) or REFUSALS.get(code) or order_labels.REFUSALS[code]
    return str(words) % params if params else str(words)
