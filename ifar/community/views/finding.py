"""Searching what one may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.community import marks, ngrams, rendering, words
from ifar.community.selectors import members, rooms
from ifar.community.selectors import search as selectors
from ifar.community.selectors.visible import Reader
from ifar.community.views.door import page
from ifar.errors import Invalid
from ifar.rights import Actor


@require_GET
@page
def search(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Posts that say what was asked, the newest first, in all spaces or in one."""
    asked = request.GET.get("q", "").strip()[: selectors.LONGEST]
    spaces = list(rooms.spaces_for(reader))
    chosen = next((one for one in spaces if one.public_id == request.GET.get("space", "")), None)
    before = request.GET.get("before", "")
    problem, found = "", []
    if asked:
        try:
            found = selectors.found(
                reader,
                asked,
                space=chosen.pk if chosen else 0,
                before=int(before) if before.isdecimal() and len(before) < 19 else 0,
            )
        except Invalid as error:
            problem = str(error.message)
    more, found = len(found) > selectors.SIZE, found[: selectors.SIZE]
    people = members.shown(reader, ids={one.author for one in found})
    pieces, rest = ngrams.asked(asked)
    terms = [asked, *rest.split(), *pieces]
    names = {one.pk: one.name for one in spaces}
    rows = [
        {
            "one": one,
            "excerpt": rendering.excerpt(one.text, terms),
            "tlp": marks.NAMES[one.tlp],
            "code": marks.CODES[one.tlp],
            "by": people.get(one.author),
            "space": names.get(one.space, ""),
            "language": words.LANGUAGES.get(one.language, ""),
        }
        for one in found
    ]
    context = {
        "rows": rows,
        "asked": asked,
        "problem": problem,
        "spaces": spaces,
        "chosen": chosen,
        "more": found[-1].post if more else 0,
    }
    return render(request, "community/search.html", context, status=422 if problem else 200)
