"""The inspector's list: whom the register itself asks about, why, and what explains it innocently."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.form_errors import actor_of
from ifar.matters.found import things_of
from ifar.oversight import labels, words
from ifar.oversight.models import Signal
from ifar.oversight.selectors import signals
from ifar.rights import require


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The list of the week, as long as the desk can look at."""
    actor = actor_of(request)
    require(actor, signals.READ)
    rows, more = signals.rows_for(actor)
    evidence = {item["thing"] for row in rows for signal in row.signals for item in signal.evidence}
    things = things_of(actor, evidence - {""})
    shown = [{"row": row, "signals": [_told(signal, things) for signal in row.signals]} for row in rows]
    return render(request, "oversight/signals.html", {"rows": shown, "more": more})


def _told(signal: Signal, things: Any) -> dict[str, Any]:
    """A signal in words, with its evidence as far as the reader may open it."""
    said = words.RULES[signal.rule]
    evidence = [
        {
            **item,
            "words": labels.act_words(item["act"]),
            "at": things.get(item["thing"]),
            "day": dt.date.fromisoformat(item["on"]),
        }
        for item in signal.evidence
    ]
    return {
        "one": signal,
        "said": said,
        "figures": signal.figures,
        "evidence": evidence,
    }
