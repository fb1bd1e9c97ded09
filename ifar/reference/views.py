"""The pages of the reference data: which lists there are, what they hold, where a row comes from and what it said before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.reference import selectors
from ifar.rights import require


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """All lists with their version and who keeps them."""
    require(request.actor, "reference:list:read")  # type: ignore[attr-defined]
    return render(request, "reference/lists.html", {"lists": selectors.lists()})


@require_GET
def listing(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of one list."""
    require(request.actor, "reference:list:read")  # type: ignore[attr-defined]
    code_list = selectors.list_of(name)
    asked = request.GET.get("q", "")[:100]
    page = selectors.page_of(
        name, asked, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    spoken = selectors.words(name)
    context = {
        "list": code_list,
        "rows": [(row, spoken.get(row.code, row.code)) for row in page.items],
        "page": page,
        "q": asked,
        "history": selectors.history(name)[:10],
    }
    return render(request, "reference/list.html", context)


@require_GET
def row(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One row: its words, spellings, codes in other schemes, and what its authors wrote."""
    require(request.actor, "reference:list:read")  # type: ignore[attr-defined]
    detail = selectors.detail(name, code)
    values = {
        key: value
        for key, value in detail.content.items()
        if key not in ("labels", "aliases", "mappings") and value not in ("", None)
    }
    spoken = selectors.words(name).get(code, code)
    return render(
        request,
        "reference/row.html",
        {"row": detail, "said": values, "words": spoken, "list": selectors.list_of(name)},
    )
