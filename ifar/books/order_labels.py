"""The words of production orders, balances and declarations: states, how far their numbers are, refusals. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "order": {
        "open": pgettext_lazy("a production order", "Open"),
        "closed": pgettext_lazy("a production order", "Closed"),
        "cancelled": pgettext_lazy("a production order", "Cancelled"),
    },
    "declaration": {
        "loaded": pgettext_lazy("a declaration", "Loaded"),
        "withdrawn": pgettext_lazy("a declaration", "Withdrawn"),
    },
    "sheet": {"added": pgettext_lazy("a declaration", "Loaded")},
}
TONES: Final[Mapping[str, str]] = {"open": "info", "closed": "good", "cancelled": ""}
PARTS: Final[Mapping[str, Any]] = {
    "made": _("Produced"),
    "explained": _("Gaps explained"),
    "left": _("Reserved, not produced"),
}
"""What became of reserved numbers."""
ACTIVITIES: Final[Mapping[str, Any]] = {
    "manufactured": _("Entered commerce"),
    "exported": pgettext_lazy("firearms of a maker", "Exported"),
}
"""What a declaration counts."""
CAUSES: Final[Mapping[str, Any]] = {
    "books.declared": _("What the maker declared differs from its book."),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "books.declaration.not_found": _("There is no such declaration here. Check its number."),
    "books.declaration.other_office": _("Another office loaded this declaration."),
    "books.declaration.title": _("Enter whose statistics they are."),
    "books.declaration.source": _("Enter where they are published."),
    "books.declaration.table": _(
        "This is no table of declarations. Its first row names the columns year, licensee, type, activity and quantity."
    ),
    "books.declaration.line": _("Line %(line)s: a column is empty or too long."),
    "books.declaration.year": _("Line %(line)s: “%(value)s” is no year."),
    "books.declaration.quantity": _("Line %(line)s: “%(value)s” is no quantity."),
    "books.declaration.activity": _("Line %(line)s: “%(value)s” is neither manufactured nor exported."),
    "books.declaration.before": _(
        "A declaration of %(year)s with this title is loaded. Withdraw it first, or choose another title."
    ),
    "books.order.not_found": _("There is no such production order here. Check its number."),
    "books.order.other_office": _("Another maker declared this order."),
    "books.order.maker": _("Only a maker declares production orders. Choose the maker as your office first."),
    "books.order.number": _("Enter the number of the order."),
    "books.order.nothing": _("This line says no serial number that can be compared: %(line)s"),
    "books.order.form": _("The two numbers of this range have different forms: %(line)s"),
    "books.order.many": _("An order takes at most %(most)s numbers. Declare the others in a second one."),
    "books.order.lines": _("An order takes at most %(most)s ranges."),
    "books.order.twice": _("These numbers stand in the order twice: %(numbers)s"),
    "books.order.reserved": _("Order %(order)s of this model family has reserved these numbers: %(numbers)s"),
    "books.order.taken": _("Firearms of this model family bear these numbers already: %(numbers)s"),
    "books.order.taken_elsewhere": _(
        "Firearms of this model family that others entered bear some of these numbers already. Choose other numbers, or ask your authority which ones are free."
    ),
    "books.order.meanwhile": _(
        "Another order reserved one of these numbers meanwhile. Preview the order again."
    ),
    "books.order.outside": _("These numbers are not reserved by this order: %(numbers)s"),
    "books.order.made": _("These numbers are produced: %(numbers)s. A number that is produced is no gap."),
    "books.order.explained_before": _("These numbers are explained already: %(numbers)s"),
    "books.order.ground": _("Choose why these numbers are not produced."),
    "books.order.left": _(
        "%(many)s numbers are neither produced nor explained, from %(numbers)s. Explain the gaps first."
    ),
    "books.order.begun": _(
        "Firearms of this order are produced: %(numbers)s. Explain the gaps and close it instead."
    ),
}
PRODUCED: Final = pgettext_lazy("firearms of a maker", "Produced")
BALANCE: Final[Mapping[str, Any]] = {
    "stock": _("In stock"),
    "road": pgettext_lazy("a despatch", "In transit"),
    "sold": pgettext_lazy("firearms of a maker", "Sold"),
    "exported": pgettext_lazy("firearms of a maker", "Exported"),
    "scrapped": pgettext_lazy("firearms of a maker", "Scrapped"),
    "missing": pgettext_lazy("firearms of a maker", "Missing"),
    "other": _("Difference"),
}
"""The parts of a maker's balance."""
