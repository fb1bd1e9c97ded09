"""The stock reconciliation of a maker: on a page, as a workbook, and the firearms behind each number."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.services.exports import Leaving
from ifar.accounts.views import exports as taking
from ifar.books import balance, order_labels, presenters, selectors
from ifar.books.balance import OTHER, PARTS, BalanceFilter, Row
from ifar.books.selectors import READ
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.identifiers import shown
from ifar.reference import selectors as reference
from ifar.registry.kinds import KINDS
from ifar.rights import Actor, require
from ifar.typed import whole_number


def _words() -> Any:
    return reference.words_of(("firearm_type", "calibre", "make", "model"))


@require_GET
def shown_balance(request: HttpRequest, public_id: str) -> HttpResponse:
    """Produced, in stock, sold, exported, scrapped and missing; each number leads to its firearms."""
    actor = actor_of(request)
    require(actor, READ)
    book = balance.maker_for(actor, public_id)
    rows, words = balance.balance(actor, book), _words()
    difference = balance.sums(rows)[OTHER]
    years = list(dict.fromkeys(row.year for row in rows))
    asked = request.GET.get("year", "")[:6]
    only, values = _narrowed(asked, years)
    rows = [row for row in rows if row.year in only]
    context = {
        "book": book,
        "years": years,
        "asked": asked if asked == "all" or len(only) == 1 else "",
        "shown": balance.YEARS,
        "left_out": balance.left_out(actor, book),
        "is_own": book.public_id == actor.agency,
        "heads": [order_labels.BALANCE[part] for part in (*PARTS, OTHER)],
        "rows": [
            {
                "type": words["firearm_type"].get(row.type, row.type) or "–",
                "calibre": words["calibre"].get(row.calibre, row.calibre) or "–",
                "year": row.year or "",
                "cells": _cells(book, row),
            }
            for row in rows
        ],
        "sums": _sums(book, rows, values),
        "difference": difference,
        "differing": f"{reverse('books:balance_rows', args=[book.public_id])}?{urlencode({'part': OTHER})}",
    }
    return render(request, "books/balance.html", context)


def _narrowed(asked: str, years: list[int]) -> tuple[list[int], dict[str, Any]]:
    """The years that are shown, and how the firearms behind their sums are asked for."""
    number = whole_number(asked) if asked else None
    if number in years:
        return [number], {"year": number}
    newest = years[: balance.YEARS]
    return (newest, {"since": newest[-1]}) if asked != "all" and len(newest) < len(years) else (years, {})


def _cells(book: Agency, row: Row) -> list[dict[str, Any]]:
    values = {"type": row.type, "calibre": row.calibre, "year": row.year}
    return _linked(
        book, values, {"": row.produced, **{part: row.counts.get(part, 0) for part in (*PARTS, OTHER)}}
    )


def _sums(book: Agency, rows: list[Row], values: dict[str, Any]) -> list[dict[str, Any]]:
    sums = balance.sums(rows)
    return _linked(book, values, {"": sum(sums.values()), **sums})


def _linked(book: Agency, values: dict[str, Any], counts: dict[str, int]) -> list[dict[str, Any]]:
    address = reverse("books:balance_rows", args=[book.public_id])
    return [
        {
            "n": n,
            "part": part,
            "label": order_labels.BALANCE[part] if part else order_labels.PRODUCED,
            "href": f"{address}?{urlencode({**values, 'part': part})}" if n else "",
        }
        for part, n in counts.items()
    ]


def _filter_of(request: HttpRequest) -> BalanceFilter:
    immutable_query_dict = request.GET
    year, since = (immutable_query_dict.get(name, "")[:6] for name in ("year", "since"))
    return BalanceFilter(
        immutable_query_dict["type"][:200] if "type" in immutable_query_dict else None,
        immutable_query_dict["calibre"][:200] if "calibre" in immutable_query_dict else None,
        whole_number(year) if year else None,
        immutable_query_dict.get("part", "")[:20],
        whole_number(since) if since else None,
    )


@require_GET
def behind(request: HttpRequest, public_id: str) -> HttpResponse:
    """The firearms behind a number of the balance."""
    actor = actor_of(request)
    require(actor, READ)
    book, asked = balance.maker_for(actor, public_id), _filter_of(request)
    after, before = (request.GET.get(name, "")[:500] for name in ("after", "before"))
    result = page(balance.behind(actor, book, asked), order=("-entered",), after=after, before=before)
    words = _words()
    context = {
        "book": book,
        "found": result,
        "part": order_labels.BALANCE.get(asked.part, order_labels.PRODUCED),
        "about": [
            text
            for text in (
                words["firearm_type"].get(asked.type or "", asked.type or ""),
                words["calibre"].get(asked.calibre or "", asked.calibre or ""),
                str(asked.year or ""),
            )
            if text
        ],
        "rows": _rows(actor, book, result.items, words),
    }
    return render(request, "books/balance_rows.html", context)


def _rows(actor: Actor, book: Agency, lines: Any, words: Any) -> list[dict[str, Any]]:
    """Lines as a list shows them: firearm, serial number, the part of the balance and where it is of what is not simply in stock, how it left."""
    composed = dict(selectors.composed(actor, book, lines))
    rows = []
    for line in lines:
        entered = composed[line.firearm_id]
        described = entered.corrected
        stands = presenters.stands(entered) if line.part == "stock" and line.until is None else ""
        name = [
            words[column].get(described.columns[column], described.columns[column]) or described.raw[column]
            for column in ("make", "model")
        ]
        rows.append(
            {
                "firearm": line.firearm.public_id,
                "name": " ".join(filter(None, name)),
                "serial": described.serial,
                "part": f"{order_labels.BALANCE[line.part]} · {stands}"
                if stands
                else order_labels.BALANCE[line.part],
                "bad": line.part == OTHER,
                "how": str(KINDS[line.how].sentence) if line.how in KINDS else "",
            }
        )
    return rows


@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The balance as a workbook, with a sheet of every firearm behind it."""
    actor = actor_of(request)
    require(actor, READ)
    book = balance.maker_for(actor, public_id)
    rows, words = balance.balance(actor, book), _words()
    head = [_("Type"), _("Calibre"), _("Year"), order_labels.PRODUCED]
    head += [order_labels.BALANCE[part] for part in (*PARTS, OTHER)]
    number = sum(row.produced for row in rows)
    leaving = Leaving("books.balance.export", shown(book.public_id), "xlsx", number, request.get_full_path())
    if (before := taking.before(request, leaving, [str(reversible) for reversible in head])) is not None:
        return before
    table = [
        [
            words["firearm_type"].get(row.type, row.type),
            words["calibre"].get(row.calibre, row.calibre),
            row.year,
            row.produced,
            *(row.counts.get(part, 0) for part in (*PARTS, OTHER)),
        ]
        for row in rows
    ]
    firearms = [[_("Identifier"), _("Firearm"), _("Serial number"), _("Status"), _("How it left")]]
    for some in itertools.batched(balance.made_in(actor, book).order_by("entered"), 500, strict=False):
        results = _rows(actor, book, some, words)
        firearms += [
            [row["firearm"], row["name"], row["serial"], str(row["part"]), row["how"]] for row in results
        ]
    sheets = {
        _("Stock reconciliation"): ([str(reversible) for reversible in head], table),
        _("Firearms"): (firearms[0], firearms[1:]),
    }
    response = FileResponse(taking.workbook(sheets), content_type=taking.XLSX)
    name = taking.file_name(actor, f"balance-{shown(book.public_id)}", "xlsx")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
