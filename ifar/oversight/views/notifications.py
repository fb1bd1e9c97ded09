"""What notifications say about cases, requests and files to audit."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ifar.accounts.notices import Words
from ifar.rights import Actor

_TOLD: Final = {
    "oversight.assigned": _("You have been assigned to lead an inspection case"),
    "oversight.file_assigned": _("You have been assigned to audit a file"),
    "oversight.admitted": _("You are a member of an inspection case"),
    "oversight.closed": _("A case that you led is closed"),
    "oversight.asked": _("Your office is asked something in an inspection"),
    "oversight.answered": _("An office answered a request of your case"),
    "oversight.settled": _("An inspection request to your office is settled"),
}
_OF_OFFICE: Final = ("oversight.asked", "oversight.settled")


def describe(_actor: Actor, notice: Any) -> Words:
    """What somebody is told of a case or file, or an office of a request."""
    of_file = "oversight:file" if notice.kind == "oversight.file_assigned" else "oversight:case"
    route = "oversight:request" if notice.kind in _OF_OFFICE else of_file
    return Words(title=_TOLD[notice.kind], url=reverse(route, args=(notice.object,)), icon="scale")
