"""The inspector's list: whom the register itself asks about, why, and what explains it innocently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts import read_log_labels
from ifar.accounts.labels import PURPOSES
from ifar.accounts.models import Agency
from ifar.accounts.selectors.people import names_of
from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of
from ifar.matters.found import things_of
from ifar.oversight import labels, words
from ifar.oversight.inputs import JudgeInnocent
from ifar.oversight.models import Signal
from ifar.oversight.selectors import cases, signals
from ifar.oversight.services import verdicts
from ifar.oversight.services.looks import open_look
from ifar.rights import Actor, may, require


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The list of the week, as long as the desk can look at."""
    actor = actor_of(request)
    require(actor, signals.READ)
    rows, more = signals.rows_for(actor)
    under = cases.open_about(actor, [row.who for row in rows])
    told = shown(actor, [signal for row in rows for signal in row.signals])
    shown_rows = [
        {
            "row": row,
            "case": under.get(row.who),
            "signals": [told[signal.finding] for signal in row.signals],
        }
        for row in rows
    ]
    context = {
        "rows": shown_rows,
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
            request, _("The signal is dismissed until this day. The parameters of its rule stay as they are.")
        )
        return redirect("oversight:signals")
    context = {"form": form, "signal": shown(actor, [signal])[finding]}
    return render(request, "oversight/judge.html", context, status=422 if form.is_bound else 200)


@require_GET
def look(request: HttpRequest, finding: str, number: int) -> HttpResponse:
    """A line of the log of reads on which a signal stands: who read whose data, when, for which purpose. That it is opened stands in the same log."""
    actor = actor_of(request)
    require(actor, signals.READ)
    one = open_look(actor, finding, number)
    known = things_of(actor, [one.object])
    names = names_of({one.actor})
    context = {
        "look": one,
        "read": read_log_labels.spoken().get(one.act, one.act),
        "purpose": PURPOSES.get(one.purpose, one.purpose),
        "reader": names.get(one.actor, ""),
        "office": Agency.objects.filter(public_id=one.agency).first(),
        "thing": known.get(one.object),
        "identified": identifiers.parse(one.object) is not None,
        "signal": shown(actor, [cases.signal_for(actor, finding)])[finding],
    }
    return render(request, "oversight/look.html", context)


def shown(actor: Actor, found: Sequence[Signal]) -> dict[str, dict[str, Any]]:
    """Signals in words, each by its finding, with their evidence as far as the reader may open it."""
    things = things_of(actor, {item["thing"] for signal in found for item in signal.evidence} - {""})
    looks = signals.looks_of(found)
    spoken, right = read_log_labels.spoken(), cases.precision()

    def row(item: Mapping[str, Any]) -> dict[str, Any]:
        one = looks.get(item["id"])
        return {
            **item,
            "words": spoken.get(one.act, one.act) if one else labels.act_words(item["act"]),
            "look": one,
            "purpose": PURPOSES.get(one.purpose, one.purpose) if one else "",
            "at": things.get(item["thing"]),
            "day": dt.date.fromisoformat(item["on"]),
        }

    return {
        signal.finding: {
            "one": signal,
            "said": words.RULES[signal.rule],
            "figures": signal.figures,
            "out_of": _out_of(signal.figures),
            "expected": signal.figures["expected"] if signal.figures["expected"] >= 0.1 else "< 0.1",
            "evidence": [row(item) for item in signal.evidence],
            "right": right.get(signal.rule),
        }
        for signal in found
    }


def _out_of(figures: Mapping[str, Any]) -> int | None:
    """Of how many acts the hits are, where the exposure is a number of acts: of purchases beside the first, or of what chance would bring, it is none."""
    exposure = figures["exposure"]
    return exposure if exposure == int(exposure) and exposure >= max(figures["hits"], 2) else None
