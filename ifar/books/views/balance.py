"""The stock reconciliation of a maker: on a page, as a workbook, and the firearms behind each number."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.services.exports import Leaving
from ifar.accounts.views import exports as taking
from ifar.books import balance, order_labels, selectors
from ifar.books.balance import OTHER, PARTS, Asked, Row
from ifar.books.selectors import READ
from ifar.books.views.export import XLSX
from ifar.cursors import page
from ifar.files import store
from ifar.files.tables import writing
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
    only, said = _narrowed(asked, years)
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
        "sums": _sums(book, rows, said),
        "difference": difference,
        "differing": f"{reverse('books:balance_rows', args=[book.public_id])}?{urlencode({'part': OTHER})}",
    }
    return render(request, "books/balance.html", context)


def _narrowed(asked: str, years: list[int]) -> tuple[list[int], dict[str, Any]]:
    """The years that are shown, and how the firearms behind their sums are asked for."""
    one = whole_number(asked) if asked else None
    if one in years:
        return [one], {"year": one}
    newest = years[: balance.YEARS]
    return (newest, {"since": newest[-1]}) if asked != "all" and len(newest) < len(years) else (years, {})


def _cells(book: Agency, row: Row) -> list[dict[str, Any]]:
    said = {"type": row.type, "calibre": row.calibre, "year": row.year}
    return _linked(
        book, said, {"": row.produced, **{part: row.counts.get(part, 0) for part in (*PARTS, OTHER)}}
    )


def _sums(book: Agency, rows: list[Row], said: dict[str, Any]) -> list[dict[str, Any]]:
    told = balance.sums(rows)
    return _linked(book, said, {"": sum(told.values()), **told})


def _linked(book: Agency, said: dict[str, Any], counts: dict[str, int]) -> list[dict[str, Any]]:
    address = reverse("books:balance_rows", args=[book.public_id])
    return [
        {
            "n": n,
            "part": part,
            "label": order_labels.BALANCE[part] if part else order_labels.PRODUCED,
            "href": f"{address}?{urlencode({**said, 'part': part})}" if n else "",
        }
        for part, n in counts.items()
    ]


def _asked(request: HttpRequest) -> Asked:
    told = request.GET
    year, since = (told.get(name, "")[:6] for name in ("year", "since"))
    return Asked(
        told["type"][:200] if "type" in told else None,
        told["calibre"][:200] if "calibre" in told else None,
        whole_number(year) if year else None,
        told.get("part", "")[:20],
        whole_number(since) if since else None,
    )


@require_GET
def behind(request: HttpRequest, public_id: str) -> HttpResponse:
    """The firearms behind a number of the balance."""
    actor = actor_of(request)
    require(actor, READ)
    book, asked = balance.maker_for(actor, public_id), _asked(request)
    after, before = (request.GET.get(name, "")[:500] for name in ("after", "before"))
    found = page(balance.behind(actor, book, asked), order=("-entered",), after=after, before=before)
    words = _words()
    context = {
        "book": book,
        "found": found,
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
        "rows": _told(actor, book, found.items, words),
    }
    return render(request, "books/balance_rows.html", context)


def _told(actor: Actor, book: Agency, lines: Any, words: Any) -> list[dict[str, Any]]:
    """Lines as a list shows them: firearm, serial number, the part of the balance, how it left."""
    composed = dict(selectors.composed(actor, book, lines))
    told = []
    for one in lines:
        said = composed[one.firearm_id].corrected
        name = [
            words[column].get(said.columns[column], said.columns[column]) or said.raw[column]
            for column in ("make", "model")
        ]
        told.append(
            {
                "firearm": one.firearm.public_id,
                "name": " ".join(filter(None, name)),
                "serial": said.serial,
                "part": order_labels.BALANCE[one.part],
                "bad": one.part == OTHER,
                "how": str(KINDS[one.how].sentence) if one.how in KINDS else "",
            }
        )
    return told


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
    if (before := taking.before(request, leaving, [str(one) for one in head])) is not None:
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
        told = _told(actor, book, some, words)
        firearms += [
            [one["firearm"], one["name"], one["serial"], str(one["part"]), one["how"]] for one in told
        ]
    sheets = {
        _("Stock reconciliation"): ([str(one) for one in head], table),
        _("Firearms"): (firearms[0], firearms[1:]),
    }
    response = FileResponse(_file(sheets), content_type=XLSX)
    name = taking.file_name(actor, f"balance-{shown(book.public_id)}", "xlsx")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file(sheets: Mapping[str, tuple[Sequence[Any], Sequence[Sequence[Any]]]]) -> BinaryIO:
    """The workbook, in a file that is gone when it was sent."""
    with NamedTemporaryFile(dir=store.incoming(), suffix=".xlsx", delete_on_close=False) as place:
        writing.write_workbook(Path(place.name), sheets, mirrored=get_language_bidi())
        return open(place.name, "rb")
