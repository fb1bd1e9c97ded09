"""The inspector's list: whom the register itself asks about, why, and what explains it innocently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of
from ifar.matters.found import things_of
from ifar.oversight import labels, words
from ifar.oversight.inputs import JudgeInnocent
from ifar.oversight.models import Signal
from ifar.oversight.selectors import cases, signals
from ifar.oversight.services import verdicts
from ifar.rights import may, require


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The list of the week, as long as the desk can look at."""
    actor = actor_of(request)
    require(actor, signals.READ)
    rows, more = signals.rows_for(actor)
    evidence = {item["thing"] for row in rows for signal in row.signals for item in signal.evidence}
    things = things_of(actor, evidence - {""})
    right = cases.precision()
    under = cases.open_about(actor, [row.who for row in rows])
    shown = [
        {
            "row": row,
            "case": under.get(row.who),
            "signals": [_told(signal, things, right) for signal in row.signals],
        }
        for row in rows
    ]
    context = {
        "rows": shown,
        "more": more,
        "may_work": may(actor, cases.WORK),
        "may_set": may(actor, cases.DESK),
    }
    return render(request, "oversight/signals.html", context)


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, finding: str) -> HttpResponse:
    """Say what explains a signal innocently, and let it rest."""
    actor = actor_of(request)
    require(actor, cases.WORK)
    signal = next((each for each in signals.signals_for(actor).filter(finding=finding)), None)
    if signal is None:
        raise Http404
    initial = {"until": timezone.localdate() + dt.timedelta(days=verdicts.RESTS)}
    form = form_of(JudgeInnocent, request, initial=initial)
    if submitted(
        form, lambda given: verdicts.judge_innocent(actor=actor, finding=finding, **given.model_dump())
    ):
        messages.success(
            request, _("The signal is suppressed. This counts against its rule and changes no threshold.")
        )
        return redirect("oversight:signals")
    context = {"form": form, "signal": _told(signal, {}, cases.precision())}
    return render(request, "oversight/judge.html", context, status=422 if form.is_bound else 200)


def _told(signal: Signal, things: Any, right: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
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
        "right": right.get(signal.rule),
    }
