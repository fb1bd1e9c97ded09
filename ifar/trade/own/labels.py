"""The words of applicants' own pages about what goes across the border."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REQUESTS: Final[Mapping[str, Any]] = {
    "extension": _("Longer validity"),
    "amendment": _("Other goods or another route"),
}
NAMED: Final[Mapping[str, Any]] = {
    "consignee": _("Consignee"),
    "further": _("Further consignees"),
    "end_user": _("End user"),
    "broker": _("Broker"),
    "carrier": _("Carrier"),
}
DELIVERIES: Final[Mapping[str, Any]] = {
    "awaited": _("Proof of receipt awaited"),
    "proved": _("Proof submitted; the authority confirms it"),
    "confirmed": _("Receipt confirmed"),
    "unverified": _("Receipt not confirmed"),
}
"""How a delivery stands for who exported: whom the office asks about it is not told."""
TONES: Final[Mapping[str, str]] = {
    "awaited": "warn",
    "proved": "info",
    "confirmed": "good",
    "unverified": "bad",
}
PAPERS: Final[Mapping[str, Any]] = {
    "entered": pgettext_lazy("a paper", "Handed in"),
    "verified": pgettext_lazy("a paper", "Verified"),
    "rejected": pgettext_lazy("a paper", "Not accepted"),
    "withdrawn": pgettext_lazy("a paper", "Withdrawn"),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "trade.request": _("Choose what is asked for."),
    "trade.unpaid": _("The fee of %(amount)s is not paid. Take it at the counter first, or have it waived."),
    "trade.fee_paid": _(
        "Its fee is paid or waived, so neither its kind nor its applicant changes. Withdraw it and apply anew, or have the fee paid back first."
    ),
    "trade.unpaid.meanwhile": _(
        "A fee is not paid, or was paid back meanwhile. Look at the fee, then repeat."
    ),
    "trade.pack.several": _(
        "Several firearms of yours bear this number. Scan the label of the one that is packed."
    ),
    "trade.pack.many": _("At most %(most)s firearms are packed at once. Pack the rest in another list."),
    "trade.pack.none": _("Enter the serial numbers of the firearms, scan their labels, or choose a file."),
    "trade.proof.office": _("The office entered a proof already. Bring yours to its counter."),
}
