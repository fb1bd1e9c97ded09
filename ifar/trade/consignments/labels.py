"""The words of what came in on consignments, and of what became of what did not arrive as it left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.registry.labels import OWNERSHIP

IMPORTERS: Final[Mapping[str, Any]] = {
    code: OWNERSHIP[code]
    for code in ("importer", "wholesaler", "retailer", "private", "company", "museum", "state")
}
"""Whose firearms are that came in."""
FATES: Final[Mapping[str, Any]] = {
    "refused": pgettext_lazy("goods", "Refused at entry"),
    "returned": pgettext_lazy("goods", "Returned"),
    "detained": pgettext_lazy("goods", "Detained"),
    "seized": pgettext_lazy("goods", "Seized"),
    "stolen": pgettext_lazy("goods", "Stolen under way"),
}
"""What became of pieces that did not go on as they were authorised."""
IMPORTED: Final[Mapping[str, Any]] = {
    "expected": pgettext_lazy("an import", "Expected"),
    "declared": pgettext_lazy("an import", "Arrival declared only"),
    "entered": pgettext_lazy("an import", "Entered"),
    "received": pgettext_lazy("an import", "Received"),
}
"""How an import stands whose list is closed, the least that is known first."""
IMPORTED_TONES: Final[Mapping[str, str]] = {
    "expected": "info",
    "declared": "warn",
    "entered": "good",
    "received": "good",
}
LISTED: Final = pgettext_lazy("an import", "List being entered")
CAUSES: Final[Mapping[str, Any]] = {
    "trade.on_record": _(
        "Serial numbers of what came in stand on record already. They were not registered again."
    ),
    "trade.receipt_doubted": _(
        "Somebody tried to withdraw a receipt that confirms the delivery of firearms."
    ),
    "trade.fate_refused": _("Goods were refused at entry."),
    "trade.fate_returned": _("Goods came back instead of arriving."),
    "trade.fate_detained": _("Goods were detained on their way."),
    "trade.fate_seized": _("Goods were seized on their way."),
    "trade.fate_stolen": _("Goods were stolen on their way."),
}
DONE: Final[Mapping[str, Any]] = {
    "registered": _("What came in was registered"),
    "diverted": _("Refusal, return, seizure or theft reported"),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "trade.register.none": _(
        "No serial number that was read at entry is left to register. Record an observation with the numbers first."
    ),
    "trade.register.owner": _("Say whose the firearms are."),
    "trade.field.capture": _("Something else arrived under the same key. Enter it again."),
    "trade.receipt_stands": _(
        "The delivery of firearms is confirmed by what was read here. It is a matter for the licensing office now; record what was read instead."
    ),
    "trade.fate.office": _("Customs or the police take it in. Have them report it here."),
    "trade.fate.number": _("Enter the number of the case at your office."),
    "trade.fate.ground": _("Choose the legal ground from the list."),
    "trade.fate.items": _("A piece is not of this consignment. Choose from the list."),
    "trade.fate.many": _("More than %(most)s pieces are too many for one report. Report the rest by itself."),
    "trade.registered": _("It is registered already. Look at its record."),
}
STANDING_ICONS: Final[Mapping[str, str]] = {
    "missing": "alert-octagon",
    "substituted": "replace",
    "declared": "circle-dashed",
    "seal_intact": "lock",
    "counted": "checklist",
    "serial_read": "circle-check",
    "packed": "packages",
}
"""The sign of what is known of a piece (`labels.STANDINGS`), so that colour alone tells nothing."""
