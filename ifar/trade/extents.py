"""The words of what an authorisation is of, how far it reaches, and who else uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

EXTENTS: Final[Mapping[str, Any]] = {
    "single": _("Individual: one consignment"),
    "open": _("Open: several consignments, up to the quantities of its lines"),
    "general": _("General: several consignments of any goods of the types named"),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "trade.kind": _("Choose what is to be authorised."),
    "trade.extent": _("Choose how far the authorisation reaches."),
    "trade.extent.class": _(
        "A general authorisation names types of goods. Leave calibre, make and model empty, or choose another extent."
    ),
    "trade.extent.single": _(
        "It allows one consignment, and there is one. Cancel that one, or ask for an open authorisation."
    ),
    "trade.further.several": _(
        "Only an open or a general authorisation names further consignees, and a consignee before them."
    ),
    "trade.further.twice": _("This consignee is named already. Name each once."),
    "trade.further.state": _(
        "Only an export authorisation names consignees in several States. Choose another State than the one that the goods leave."
    ),
    "trade.through.into": _(
        "Goods do not go to this State. Choose a State in which a consignee receives them."
    ),
    "trade.consignment.consignee": _(
        "The authorisation names several consignees. Choose the one to whom this consignment goes."
    ),
    "trade.travelled": _("Travellers crossed the border under this authorisation. Pack under another one."),
}
