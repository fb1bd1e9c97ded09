"""Any list as a file, and saved as a view. As a file: the rows that its pages show this reader, with these filters, in this order, and nothing else.

A list is written once, as its page. Its file is read from that page (`?export=xlsx` on the list's own address), so that both say the same, to
the same people, with the same cells kept back; no second set of columns and rights stands beside it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from lxml import etree

from ifar import cursors
from ifar.accounts.services import saved_views
from ifar.accounts.services.exports import Leaving, under_purpose
from ifar.accounts.views import exports
from ifar.errors import Invalid, NotFound
from ifar.form_errors import actor_of
from ifar.http import API, answered
from ifar.identifiers import shown

MOST: Final = 2_000
"""Rows of a list that are read from its pages: less than two seconds of work, so that nobody waits without a sign. Searches and books have files of their own."""
PAGES: Final = ("after", "before", "export")
"""Parts of a list's address that say which page of it, and not what stands in it."""
SAVE: Final = "save_view"
_TYPED: Final = "//main//input[not(@type) or @type='text' or @type='search']/@name | //main//textarea/@name"
_FOOT: Final = "(//main//*[contains(@class, 'queue-foot')])[1]"
_TABLE: Final = f"{_FOOT}/preceding::table[@data-queue][1]"
"""The list under which the file is offered; a page may show others beside it."""
_UNSEEN: Final = "script|style|svg|template|button|input|select|textarea|noscript"
_HIDDEN: Final = {"visually-hidden", "pick"}
_LINES: Final = frozenset({"br", "div", "p", "li", "dt", "dd", "td", "th"})
"""Elements that end a line: what follows is no part of the word before."""


class ListFileMiddleware:
    """Answers `?export=` of a list's address with the list as a file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The file, or the page before it; the list again where it was saved as a view; None for whatever is neither."""
        form, saves = request.GET.get("export"), request.method == "POST" and SAVE in request.GET
        if (form is None and not saves) or request.path.startswith(API):
            return None

        def shown(page: HttpRequest) -> HttpResponseBase:
            response: HttpResponseBase = view(page, *args, **kwargs)
            return response

        try:
            return _exported(request, form, shown) if form is not None else _saved(request, shown)
        except Exception as error:
            if (response := answered(request, error)) is None:
                raise
            return response


def _saved(request: HttpRequest, view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """Keep this address of a list as a view: what is chosen in it, and not what was typed, which may be a name."""
    address = request.GET.copy()
    for name in (*PAGES, SAVE):
        address.pop(name, None)
    response = view(_asking(request, address))
    if response.status_code != 200:
        return response
    page = etree.fromstring(getattr(response, "content", b"") or b"<p/>", etree.HTMLParser(encoding="utf-8"))
    if not page.xpath("//main//*[@id='saved-views']"):
        raise NotFound
    for name in page.xpath(_TYPED):
        address.pop(name, None)
    query = address.urlencode()
    saved_views.save(
        actor=actor_of(request),
        path=request.path,
        query=query,
        name=request.POST.get("view_name", ""),
        office=bool(request.POST.get("view_office")),
    )
    messages.success(request, _("The view is saved."))
    return redirect(f"{request.path}?{query}" if query else request.path)


def _exported(
    request: HttpRequest, form: str, view: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    if form not in exports.FORMS:
        raise Invalid("lists.form", _("A list is exported as CSV, XLSX or JSON."), field="export")
    match = request.resolver_match
    question = {name: request.GET.getlist(name) for name in request.GET if name not in PAGES}
    leaving = Leaving("lists.page.export", "", form, 0, request.get_full_path())
    actor = under_purpose(actor_of(request), leaving)
    pages = _pages(request, view)
    first = next(pages)
    if isinstance(first, HttpResponseBase):
        return first
    title, header, rows = _title(first), _header(first), _rows(first)
    one = match.kwargs.get("public_id") if match else None
    title = f"{title} {shown(one)}" if one else title
    filters = _(", ").join(_filters(first, question))
    asked = _("%(label)s: %(words)s") % {"label": title, "words": filters} if filters else title
    for page in pages:
        if isinstance(page, HttpResponseBase):
            return page
        rows += _rows(page)
    if len(rows) > MOST:
        words = _("The list has more than %(most)d rows. Filter it, then export.") % {"most": MOST}
        raise Invalid("lists.long", words)
    kept = [at for at, name in enumerate(header) if name or any(row[at : at + 1] != [""] for row in rows)]
    header = [header[at] for at in kept]
    rows = [[row[at] if at < len(row) else "" for at in kept] for row in rows]
    name = match.view_name if match else ""
    leaving = replace(
        leaving, asked=asked, count=len(rows), question={"page": request.path, "asked": question}
    )
    if (before := exports.before(request, leaving, header)) is not None:
        return before
    return exports.sent(actor, leaving, name.replace(":", "-"), header, rows)


def _pages(
    request: HttpRequest, view: Callable[[HttpRequest], HttpResponseBase]
) -> Iterator[etree._Element | HttpResponseBase]:
    """The list's pages one after the other, as this reader sees them; an answer that is no page of a list ends them."""
    address, read = request.GET.copy(), 0
    for name in PAGES:
        address.pop(name, None)
    while read <= MOST:
        with cursors.largest():
            response = view(_asking(request, address))
        if response.status_code != 200 or not (content := getattr(response, "content", b"")):
            yield response
            return
        page = etree.fromstring(content, etree.HTMLParser(encoding="utf-8"))
        if not page.xpath(_TABLE):
            raise Invalid("lists.none", _("Nothing to export: this list is empty, or this page has no list."))
        yield page
        read += len(_rows(page))
        further = page.xpath(f"{_FOOT}//a[@rel='next']/@href")
        if not further:
            return
        address = QueryDict(further[0].partition("?")[2], mutable=True)


def _asking(request: HttpRequest, address: QueryDict) -> HttpRequest:
    """The request for a page of the list by whoever asks for the file."""
    asking = copy.copy(request)
    asking.method = "GET"
    asking.META = {**request.META, "REQUEST_METHOD": "GET", "QUERY_STRING": address.urlencode()}
    asking.GET = QueryDict(address.urlencode())
    asking.POST = QueryDict()
    return asking


def _words(element: etree._Element) -> str:
    """What stands in an element for a reader's eyes, lines and blanks as one blank."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: etree._Element) -> Iterator[str]:
    hidden = _HIDDEN & set((element.get("class") or "").split())
    if isinstance(element.tag, str) and element.tag not in _UNSEEN.split("|") and not hidden:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
        if element.tag in _LINES:
            yield " "


def _table(page: etree._Element) -> etree._Element:
    return page.xpath(_TABLE)[0]


def _title(page: etree._Element) -> str:
    return " ".join(_words(heading) for heading in page.xpath("//main//h1")[:1])


def _header(page: etree._Element) -> list[str]:
    return [_words(cell) for cell in _table(page).xpath("./thead/tr[last()]/*")]


def _rows(page: etree._Element) -> list[list[str]]:
    return [[_words(cell) for cell in row.xpath("./td|./th")] for row in _table(page).xpath("./tbody/tr")]


def _filters(page: etree._Element, question: dict[str, list[str]]) -> Iterator[str]:
    """What narrows the list, as the page words it: the tab that is open, each filter that is set; then the heading that sorts it."""
    for tab in page.xpath("//main//nav[contains(@class, 'tabs')]//a[@aria-current]"):
        yield " ".join((tab.text or "").split())
    for name, values in question.items():
        for field in page.xpath("//main//form//*[@name=$name]", name=name)[:1]:
            labels = page.xpath("//main//label[@for=$id]", id=field.get("id") or "") or field.xpath(
                "./ancestor::label"
            )
            chosen = field.xpath(".//option[@selected]") if field.tag == "select" else []
            words = _(", ").join(_words(option) for option in chosen) or _(", ").join(filter(None, values))
            if labels and words:
                yield _("%(label)s: %(words)s") % {"label": _words(labels[0]), "words": words}
    for cell in _table(page).xpath("./thead//*[@aria-sort]"):
        is_turned = cell.get("aria-sort") == "descending"
        words = _("sorted by %(column)s, descending") if is_turned else _("sorted by %(column)s")
        yield words % {"column": _words(cell)}
