"""A book, or a period of it, as a workbook and on paper (printable at once when an authority demands it)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.services import exports, reads
from ifar.accounts.services.exports import Leaving
from ifar.accounts.views import exports as taking
from ifar.books import labels, presenters, selectors
from ifar.books.filtering import BookFilter
from ifar.books.presenters import LineInWords
from ifar.books.selectors import READ
from ifar.books.services.reading import READ_AS, log_names
from ifar.books.views.book import book_filter, show_of
from ifar.documents import dossiers
from ifar.documents.dossiers import Dossier, Section
from ifar.errors import NotFound
from ifar.files.confinement import Limits
from ifar.form_errors import actor_of
from ifar.identifiers import shown
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words

FORMS: Final = ("xlsx", "pdf")
OWN: Final = "books.own.export"
LONG: Final = Limits(seconds=300, memory=3 * 1024**3, output=64 * 1024**2)
"""What setting thousands of lines may take, on a machine that has other things to do."""
AT_ONCE: Final = 500
"""So many lines are put into words together."""


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """The book of a trader as a file. The trader's own leaves at once, under its purpose; anybody else's as every list does."""
    actor = actor_of(request)
    require(actor, READ)
    book = selectors.book_for(actor, public_id)
    if form not in FORMS:
        raise NotFound
    asked, show = book_filter(request), show_of(request)
    lines, results = selectors.narrowed(actor, book, selectors.lines_for(actor, book), asked)
    lines = lines.order_by("entered")
    if book.public_id == actor.agency:
        actor = exports.under_purpose(
            actor, leaving := replace(_leaving(request, book, asked, form, 0), kind=OWN)
        )
    else:
        log_names(actor, book, asked, results)
        leaving = _leaving(request, book, asked, form, lines.count())
        if (before := taking.before(request, leaving, labels.HEADER)) is not None:
            return before
    rows, people = _all(actor, book, lines)
    # What left was counted as it was taken, and is not counted again.
    reads.log(actor, OWN if leaving.kind == OWN else READ_AS, book.public_id, len(rows), people=people)
    label = _label(actor, book, asked, len(rows))
    if form == "xlsx":
        response: HttpResponseBase = FileResponse(
            taking.workbook({str(_("Bound book")): ([label], _sheet(rows, show))}), content_type=taking.XLSX
        )
    else:
        response = HttpResponse(_print(book, label, rows, show), content_type="application/pdf")
    name = taking.file_name(actor, f"book-{shown(book.public_id)}", form)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _leaving(request: HttpRequest, book: Agency, asked: BookFilter, form: str, count: int) -> Leaving:
    text = " ".join(filter(None, (shown(book.public_id), asked.text, _period(asked))))
    question = {"book": book.public_id, **asked.said}
    return Leaving("books.book.export", text, form, count, request.get_full_path(), question=question)


def _all(actor: Actor, book: Agency, lines: Any) -> tuple[list[LineInWords], list[str]]:
    """All lines in words, and whom they name; some hundred at a time."""
    words, rows, people = presenters.Words(), list[LineInWords](), set[str]()
    for some in itertools.batched(lines, AT_ONCE, strict=False):
        composed = [line for _key, line in selectors.composed(actor, book, some)]
        line_in_wordses, named = presenters.in_words(actor, composed, words)
        rows += line_in_wordses
        people |= set(named)
    return rows, sorted(people)


def _label(actor: Actor, book: Agency, asked: BookFilter, count: int) -> str:
    """Whose book it is, of which period, and who took it out when."""
    return _(
        "Bound book of %(trader)s (%(id)s), %(period)s. Taken out by %(who)s on %(at)s. Lines: %(count)d."
    ) % {
        "trader": book.called,
        "id": shown(book.public_id),
        "period": _period(asked),
        "who": actor.name,
        "at": day_words(timezone.localtime(), "instant"),
        "count": count,
    }


def _period(asked: BookFilter) -> str:
    """What the book is narrowed to, in words; a book that is not narrowed is the whole book."""
    results = [
        _days(asked.since, asked.until),
        _named(_("Entered"), _days(asked.entered_since, asked.entered_until)),
        _named(_("Disposed of"), _days(asked.left_since, asked.left_until)),
        _named(_("In stock on"), f"{asked.stock_on:%Y-%m-%d}" if asked.stock_on else ""),
        _("entered late") if asked.late else "",
        _("corrected or annulled") if asked.corrected else "",
    ]
    return "; ".join(filter(None, results)) or _("the whole book")


def _named(name: str, text: str) -> str:
    return f"{name} {text}" if text else ""


def _days(since: dt.date | None, until: dt.date | None) -> str:
    if not (since or until):
        return ""
    first = f"{since:%Y-%m-%d}" if since else "…"
    return f"{first} – {until:%Y-%m-%d}" if until else f"{first} –"


def _sheet(rows: list[LineInWords], show: str) -> Iterator[Sequence[Any]]:
    yield [str(name) for name in labels.HEADER]
    yield from (presenters.of_workbook(line_in_words, show) for line_in_words in rows)


def _print(book: Agency, label: str, rows: list[LineInWords], show: str) -> bytes:
    """The print: a part for each month of entry, landscape."""
    by_month = itertools.groupby(rows, key=lambda line_in_words: line_in_words.came.entered_on.replace(day=1))
    sections = [_section(f"{month:%Y-%m}", some, show) for month, some in by_month]
    dossier = Dossier(
        title=_("Bound book (acquisitions and disposals)"),
        number=shown(book.public_id),
        office=book.called,
        lines=[label, str(labels.SHOWS[show])],
        foot=f"{_('Bound book')} {shown(book.public_id)} {timezone.localdate():%Y-%m-%d}",
        sections=sections or [Section(_("No line in this period."), ())],
        page=_("Page %(n)s of %(total)s"),
    )
    return dossiers.set_dossier(dossier, get_language() or "en", LONG)


def _section(heading: str, rows: Iterator[LineInWords], show: str) -> Section:
    results = [presenters.on_paper(line_in_words, show) for line_in_words in rows]
    return Section(heading, results, [str(item) for item in labels.PRINTED], names=(3,))
