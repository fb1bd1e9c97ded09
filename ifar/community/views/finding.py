"""Searching what one may see."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ifar.community import labels, marks, ngrams, rendering
from ifar.community.knowledge.views import shelf
from ifar.community.selectors import members, rooms
from ifar.community.selectors import search as selectors
from ifar.community.selectors.visible import Reader
from ifar.community.views.door import page
from ifar.errors import Invalid
from ifar.rights import Actor
from ifar.typed import BIGINT, whole_number


@require_GET
@page
def search(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """What says what was asked, in all spaces or in one: things of the shelves, then posts, the newest first."""
    asked = request.GET.get("q", "").strip()[: selectors.LONGEST]
    spaces = list(rooms.spaces_for(reader))
    chosen = next((space for space in spaces if space.public_id == request.GET.get("space", "")), None)
    before = request.GET.get("before", "")
    problem, results = "", []
    things: list[selectors.OnShelf] = []
    more_of: frozenset[str] = frozenset()
    if asked:
        try:
            if not request.GET.get("before"):
                things, more_of = selectors.on_shelves(reader, asked, space=chosen.pk if chosen else 0)
            results = selectors.found(
                reader,
                asked,
                space=chosen.pk if chosen else 0,
                before=whole_number(before, most=BIGINT, otherwise=0),
            )
        except Invalid as error:
            problem = str(error.message)
    more, results = len(results) > selectors.SIZE, results[: selectors.SIZE]
    people = members.shown(reader, ids={item.author for item in results})
    pieces, rest = ngrams.parse_question(asked)
    terms = [asked, *rest.split(), *pieces]
    names = {space.pk: space.name for space in spaces}
    rows = [
        {
            "one": item,
            "excerpt": rendering.excerpt(item.text, terms),
            "tlp": marks.NAMES[item.tlp],
            "code": marks.CODES[item.tlp],
            "by": people.get(item.author),
            "space": names.get(item.space, ""),
            "language": labels.LANGUAGES.get(item.language, ""),
        }
        for item in results
    ]
    context = {
        "rows": rows,
        "things": [
            {
                "one": on_shelf,
                "kind": labels.OBJECT_TYPES[on_shelf.object_type],
                "url": shelf.address(on_shelf.object_type, on_shelf.public_id),
                "tlp": marks.NAMES[on_shelf.tlp],
                "code": marks.CODES[on_shelf.tlp],
                "space": names.get(on_shelf.space, ""),
                "language": labels.LANGUAGES.get(on_shelf.language, ""),
            }
            for on_shelf in things
        ],
        "more_of": [
            {
                "kind": labels.OBJECT_TYPES[object_type],
                "url": f"{reverse(shelf.LISTS[object_type])}?{urlencode({'q': asked})}",
            }
            for object_type in selectors.SHELVES
            if object_type in more_of
        ],
        "asked": asked,
        "problem": problem,
        "spaces": spaces,
        "chosen": chosen,
        "more": results[-1].post if more else 0,
    }
    return render(request, "community/search.html", context, status=422 if problem else 200)
