"""Notices: what a person and their desk were told, and what of it is still to be looked into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ifar.accounts import notices
from ifar.accounts.selectors import notices as selectors
from ifar.accounts.selectors import people
from ifar.accounts.services import notices as services
from ifar.answers import actor_of, back_to
from ifar.cursors import page
from ifar.errors import Invalid

TABS: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("notices", "Open"),
    "done": pgettext_lazy("notices", "Dealt with"),
}


class Row(NamedTuple):
    """A notice as the list shows it."""

    notice: Any
    words: notices.Words
    done_by: str


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Notices for me and my desk, by tab."""
    actor, tab = actor_of(request), request.GET.get("show", "open")
    if tab not in TABS:
        raise Invalid("accounts.notices.list")
    found = page(
        selectors.notices_for(actor, done=tab == "done"),
        order=("-id",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    names = people.names_of({one.done_by for one in found.items if one.done_by})
    rows = [
        Row(one, notices.describe(actor, one), names.get(one.done_by, one.done_by)) for one in found.items
    ]
    context = {
        "rows": rows,
        "found": found,
        "tab": tab,
        "tabs": TABS.items(),
        "counted": selectors.counted(actor),
    }
    return render(request, "accounts/notices.html", context)


@require_POST
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open what a notice is about; it counts as read from then on."""
    actor = actor_of(request)
    found = services.note_read(actor=actor, notice=public_id)
    return redirect(notices.describe(actor, found).url or "accounts:notices")


@require_POST
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a notice is dealt with."""
    services.finish(actor=actor_of(request), notice=public_id)
    messages.success(request, _("Dealt with; your desk sees it so."))
    return back_to(request, "accounts:notices")
