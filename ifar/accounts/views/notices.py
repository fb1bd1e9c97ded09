"""Notices: what a person and their desk were told, and what of it is still to be looked into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ifar.accounts import display_numbers, notices
from ifar.accounts.selectors import notices as selectors
from ifar.accounts.selectors import people
from ifar.accounts.services import notices as services
from ifar.cursors import page
from ifar.errors import Invalid
from ifar.form_errors import actor_of
from ifar.rights import Actor

TABS: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("notices", "Open"),
    "done": pgettext_lazy("notices", "Resolved"),
}


class Part(NamedTuple):
    """One of several notices about the same thing; `title` where it says something else than the newest."""

    notice: Any
    title: Any


class Row(NamedTuple):
    """A notice as the list shows it, with the earlier ones about the same thing."""

    notice: Any
    words: notices.Words
    done_by: str = ""
    number: int = 1
    unread: int = 0
    parts: Sequence[Part] = ()

    @property
    def not_shown(self) -> int:
        """How many still earlier ones there are, beyond the parts."""
        return self.number - 1 - len(self.parts)


class Undo(NamedTuple):
    """What was done just now and can be taken back: what, when, and to how many notices."""

    what: str
    at: str
    number: int


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Notices for me and my desk, by tab; open ones about the same thing in one line."""
    actor, tab = actor_of(request), request.GET.get("show", "open")
    if tab not in TABS:
        raise Invalid("accounts.notices.list")
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    if tab == "open":
        result = page(selectors.newest_for(actor), order=("-newest",), after=after, before=before)
        rows = _together(actor, result.items)
    else:
        result = page(selectors.notices_for(actor, done=True), order=("-id",), after=after, before=before)
        names = people.names_of({notice.done_by for notice in result.items})
        display_numbers.name_in(actor, result.items)
        rows = [
            Row(notice, notices.describe(actor, notice), names.get(notice.done_by, notice.done_by))
            for notice in result.items
        ]
    context = {
        "rows": rows,
        "found": result,
        "tab": tab,
        "tabs": TABS.items(),
        "counted": selectors.counted(actor),
        "undo": _undo(actor, request.GET),
    }
    return render(request, "accounts/notices.html", context)


def _together(actor: Actor, newest: Sequence[Any]) -> list[Row]:
    earlier = selectors.earlier_for(actor, newest)
    display_numbers.name_in(actor, [*newest, *(part for parts in earlier.values() for part in parts)])
    rows = []
    for item in newest:
        words = notices.describe(actor, item)
        text = str(words.title)
        titled = [
            (part, notices.describe(actor, part).title) for part in earlier.get(selectors.alike(item), ())
        ]
        parts = [Part(part, title if str(title) != text else "") for part, title in titled]
        rows.append(Row(item, words, number=item.number, unread=item.unread, parts=parts))
    return rows


def _moment(typed: str) -> dt.datetime | None:
    """A moment as an address names it; None where that is none."""
    try:
        moment = dt.datetime.fromisoformat(typed[:40])
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _undo(actor: Actor, asked: QueryDict) -> Undo | None:
    """What can be taken back of what was done just now, and nothing where it was taken back already."""
    if moment := _moment(asked.get("read", "")):
        number = selectors.read_at(actor, moment)
        return Undo("read", moment.isoformat(), number) if number else None
    if moment := _moment(asked.get("done", "")):
        number = selectors.finished_at(actor, moment).count()
        return Undo("done", moment.isoformat(), number) if number else None
    return None


def _list(**more: str) -> HttpResponse:
    asked = f"?{urlencode(more)}" if more else ""
    return redirect(f"{reverse('accounts:notices')}{asked}")


@require_POST
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open what a notice is about; it and the earlier ones about the same thing count as read from then on."""
    actor = actor_of(request)
    notice = services.note_read(actor=actor, notice=public_id, with_earlier=True)
    return redirect(notices.describe(actor, notice).url or "accounts:notices")


@require_POST
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a notice is dealt with, or a whole line of notices about the same thing."""
    notice = services.finish(actor=actor_of(request), notice=public_id, with_earlier="line" in request.POST)
    return _list(done=notice.done_at.isoformat() if notice.done_at else "")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Say that everything in the list is read, up to the newest one that the page showed."""
    at = services.read_all(actor=actor_of(request), newest=request.POST.get("newest", ""))
    return _list(read=at.isoformat()) if at else _list()


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was said of notices just now."""
    actor, moment = actor_of(request), _moment(request.POST.get("at", ""))
    if moment is None:
        raise Invalid("accounts.notices.undo")
    if request.POST.get("what") == "read":
        services.unread_again(actor=actor, at=moment)
    else:
        services.open_again(actor=actor, at=moment)
    messages.success(request, _("Taken back: the list is as it was."))
    return _list()
