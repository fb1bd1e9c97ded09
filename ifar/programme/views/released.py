"""What everybody is told of the steering committee: the words that were released of its decisions, and nothing else of them."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ifar.accounts import attempts
from ifar.programme import labels
from ifar.programme.selectors import released
from ifar.typed import BIGINT, whole_number

LOOKS: Final = "60/m/key"
"""Pages and files of decisions that one address may ask for."""
MOST: Final = 2000
"""So many decisions stand in the file, the latest first."""


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Decisions with words for the public, the latest first."""
    attempts.count(request, "decisions", LOOKS)
    asked = request.GET.get("before", "")
    before = whole_number(asked, most=BIGINT, otherwise=0)
    releases = released.decisions(before)
    shown = releases[: released.PER_PAGE]
    context = {
        "rows": [{"one": item, "state": labels.DECISIONS["adopted" if item.state == "done" else item.state], "done": item.state == "done"} for item in shown],
        "older": shown[-1].number if len(releases) > released.PER_PAGE else None,
        "later": bool(before),
    }  # fmt: skip
    return render(request, "programme/released.html", context)


@login_not_required
@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """The same as a file, which may be kept for some minutes."""
    attempts.count(request, "decisions", LOOKS)
    rows = [
        {
            "id": decision.id,
            "meeting_on": decision.on.isoformat(),
            "state": decision.state,
            "words": decision.words,
        }
        for decision in released.decisions(limit=MOST)
    ]
    content = json.dumps({"decisions": rows}, ensure_ascii=False, indent=1).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="application/json; charset=utf-8")
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=300"
    return response
