"""The bound book of a trader: what it acquired and from whom, what it disposed of and to whom; and the list of books for those who inspect them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ifar.accounts.models import Agency
from ifar.books import filtering, labels, line_acts, selectors, stock
from ifar.books.filtering import BookFilter
from ifar.books.line_acts import Offered, There
from ifar.books.lines import Line
from ifar.books.presenters import in_words
from ifar.books.selectors import READ
from ifar.books.services.closing import CLOSE
from ifar.books.services.reading import log_names
from ifar.books.services.sales import SELL
from ifar.bulk import many
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.licensing import holding
from ifar.registry.labels import DEADLINES
from ifar.registry.lifecycle import Facts
from ifar.registry.lifecycle.states import State
from ifar.registry.models import BookLine
from ifar.registry.selectors.consents import consented
from ifar.registry.selectors.duties import overdue_in_book, overdue_in_books
from ifar.rights import Actor, may, require

MOST_OWED: Final = 50
"""So many overdue duties stand above a book; who owes more begins with these."""


MOST_COUNTED: Final = 10_000
"""So many lines that a filter finds are counted; of more it is said that there are more."""


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The actor's own book."""
    actor = actor_of(request)
    require(actor, READ)
    if not actor.own_book_only:
        return redirect("books:list")
    return _shown(request, actor, selectors.book_for(actor, actor.agency))


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The traders whose books I may read."""
    actor = actor_of(request)
    require(actor, READ)
    result = page(
        selectors.books_for(actor),
        order=("name", "id"),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    today = timezone.localdate()
    owed = overdue_in_books(actor, [agency.public_id for agency in result.items], today, MOST_OWED)
    closed = selectors.closed_among([agency.public_id for agency in result.items])
    rows = [
        {
            "one": agency,
            "owed": owed.get(agency.public_id, 0),
            "closed": agency.closed or agency.public_id in closed,
        }
        for agency in result.items
    ]
    return render(
        request,
        "books/list.html",
        {
            "found": result,
            "rows": rows,
            "most": MOST_OWED,
            "may_declarations": not actor.own_book_only,
        },
    )


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """The book of one trader."""
    actor = actor_of(request)
    require(actor, READ)
    return _shown(request, actor, selectors.book_for(actor, public_id))


def book_filter(request: HttpRequest) -> BookFilter:
    """What narrows the book."""
    return filtering.read(lambda name: request.GET.get(name, ""))


def show_of(request: HttpRequest) -> str:
    """How corrections are shown."""
    show = request.GET.get("show", "")
    return show if show in labels.SHOWS else "both"


def _shown(request: HttpRequest, actor: Actor, book: Agency) -> HttpResponse:
    asked = book_filter(request)
    lines, people = selectors.narrowed(actor, book, selectors.lines_for(actor, book), asked)
    result = selectors.page_of(
        lines, after=request.GET.get("after", "")[:500], before=request.GET.get("before", "")[:500]
    )
    results = [line for _key, line in selectors.composed(actor, book, result.items)]
    rows, named = in_words(actor, results)
    log_names(actor, book, asked, [*people, *named])
    is_own = book.public_id == actor.agency
    owed = overdue_in_book(actor, book.public_id, timezone.localdate(), MOST_OWED)
    things = holding.things(actor, {due.firearm for due in owed})
    context: dict[str, Any] = {
        "book": book,
        "owed": [
            {"one": due, "words": DEADLINES.get(due.name, due.name), "thing": things.get(due.firearm)}
            for due in owed
        ],
        "is_own": is_own,
        "found": result,
        "rows": [
            *zip(rows, _acts(actor, result.items, results) if is_own else [[]] * len(rows), strict=True)
        ],
        "count": selectors.counted(lines, MOST_COUNTED) if asked.is_anything else None,
        "most_counted": MOST_COUNTED,
        "asked": asked,
        "show": show_of(request),
        "shows": labels.SHOWS.items(),
        "closing": (closing := selectors.closings_for(actor).filter(public_id=book.public_id).first()),
        "may_close": not is_own
        and closing is None
        and may(actor, CLOSE)
        and selectors.authority_of(book.pk) == actor.agency,
        "nameless": actor.purpose is None,
        "may_record": is_own and may(actor, "registry:event:record"),
        "may_sell": is_own and may(actor, SELL),
        "many": many.possible(actor) if is_own else [],
    }
    return render(request, "books/book.html", context)


def _acts(actor: Actor, lines: Sequence[BookLine], results: Sequence[Line]) -> list[list[Offered]]:
    """What can be done with each line of the actor's own book."""
    sells = may(actor, SELL)
    kept = [
        line.firearm.public_id
        for line in lines
        if line.until is None and line.firearm.state == State.CONSIGNED
    ]
    let = consented(kept, actor.agency)
    offeredses = []
    for book_line, line in zip(lines, results, strict=True):
        thing = book_line.firearm
        is_here = thing.custodian == actor.agency
        if book_line.until is None:
            facts = Facts.of(thing.ownership, thing.custody, thing.legal, thing.physical)
            there = There(
                thing.state, thing.legal, thing.item, facts, stock.sells(actor, thing, let), is_here
            )
            offeredses.append(line_acts.of_standing(there, actor.agency_kind, sells=sells))
        else:
            kind = line.disposal.event.kind if line.disposal else ""
            offeredses.append(line_acts.of_closed(kind, is_back=is_here, sells=sells))
    return offeredses
