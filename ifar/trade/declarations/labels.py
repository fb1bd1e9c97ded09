"""The words of customs declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WAYS: Final[Mapping[str, Any]] = {
    "exit": pgettext_lazy("of goods", "Exit"),
    "entry": pgettext_lazy("of goods", "Entry"),
}
STATES: Final[Mapping[str, Any]] = {"received": pgettext_lazy("a declaration", "Received")}
CAUSES: Final[Mapping[str, Any]] = {
    "trade.declared_authorisation": _("Customs declared goods under an authorisation that is not on record."),
    "trade.declared_consignment": _("Customs declared goods of which no consignment is on record."),
    "trade.declared_other": _("Customs declared a consignment under another authorisation than its own."),
    "trade.declared_not_in_force": _(
        "Customs declared goods under an authorisation that was not in force that day."
    ),
    "trade.declared_over_authorised": _("Customs declared more goods than were authorised."),
    "trade.declared_ahead": _("Customs declared goods for a day that lies ahead."),
}
"""What of a declaration does not match: each is a matter."""
DONE: Final[Mapping[str, Any]] = {"corrected": _("Declaration corrected by customs")}
REFUSALS: Final[Mapping[str, Any]] = {
    "trade.declaration.way": _("Choose whether the goods leave or enter."),
    "trade.declaration.file": _(
        "The file cannot be read as CSV with the columns declaration, way, authorisation, consignment, day, office, quantity, serials. Save it so, and send it again."
    ),
    "trade.declaration.row": _(
        "Row %(row)s: %(field)s cannot be read. Nothing of the file was recorded. Correct it and send it again."
    ),
    "trade.declaration.many": _("The file has more than %(most)s declarations. Send it in parts."),
    "trade.declaration.twice": _(
        "Declaration %(number)s stands in the file twice and says different things. Send what holds."
    ),
}
