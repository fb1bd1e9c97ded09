"""Exchanges of experience: what other States told and were told of traders, methods, routes and groups; a new one; one of them."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.cursors import page
from ifar.errors import IfarError, Invalid
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.tracing import labels, notices, selectors
from ifar.tracing.services import experience
from ifar.tracing.services.requests import ANSWER, agreement_with
from ifar.tracing.views import presenters
from ifar.tracing.views.forms import countries

LONGEST: Final = 60_000


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The exchanges that went out and came in, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = page(
        selectors.notices_for(actor),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    spoken = presenters.spoken_now()
    rows = [_row(one, spoken) for one in found.items]
    context = {"rows": rows, "found": found, "may_send": may(actor, ANSWER)}
    return render(request, "tracing/notices.html", context)


def _row(one: Any, spoken: presenters.Spoken) -> dict[str, Any]:
    sent = one.state == "sent"
    return {
        "one": one,
        "form": labels.FORMS[one.form],
        "way": _("sent") if sent else _("came in"),
        "other": presenters.country_words(one.recipient if sent else one.sender, spoken),
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, form: str) -> HttpResponse:
    """Tell another State: what may leave for it stands there before anything is sent."""
    actor = actor_of(request)
    require(actor, ANSWER)
    if form not in notices.FORMS:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    country = given.get("country", "")[:2]
    agreement = agreement_with(country) if country else ""
    typed = {name: given.get(name, "")[:LONGEST] for name in notices.FORMS[form]}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        said, wrong = _said(typed)
        try:
            if not wrong:
                made = experience.send_notice(actor=actor, country=country, form=form, said=said)
                messages.success(
                    request,
                    _("Sent. Take the signed file out and give it to them; what left stands in the log."),
                )
                return redirect("tracing:notice", made)
        except Invalid as error:
            wrong = {str(one.field or "country"): str(one.message) for one in error.reasons}
        except IfarError as error:
            messages.error(request, str(message_of(error)))
    leaves = notices.may_leave(form, agreement) if agreement else {}
    context = {
        "form": form,
        "title": labels.FORMS[form],
        "article": labels.ARTICLES[form],
        "country": country,
        "countries": countries(),
        "agreement": labels.AGREEMENTS.get(agreement, ""),
        "problem": wrong.get("country", ""),
        "any_leaves": any(leaves.values()),
        "fields": [
            {
                "name": name,
                "label": labels.DATA[name],
                "hint": labels.NOTICE_HINTS[name],
                "value": typed[name],
                "leaves": leaves.get(name, False),
                "problem": wrong.get(name, ""),
            }
            for name in typed
        ],
    }
    return render(request, "tracing/new_notice.html", context, status=422 if wrong else 200)


def _said(typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed as the schema wants it, and what of it cannot be read."""
    said: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, text in typed.items():
        if name == "authorised":
            said[name], bad = notices.traders(
                text, {role: str(word) for role, word in labels.TRADERS.items()}
            )
            if bad:
                line = ", ".join(str(n) for n in bad[:5])
                wrong[name] = str(labels.of("tracing.notice.line", {"line": line}))
        else:
            said[name] = notices.routes(text) if name == "routes" else notices.lines(text)
    return said, wrong


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One exchange with what it says, under a stated purpose; the read is logged."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = selectors.notice_for(actor, public_id)
    if actor.purpose is not None:
        experience.read_notice(actor, public_id)
    spoken = presenters.spoken_now()
    said = (found.said or {}) if actor.purpose is not None else {}
    context = {
        **_row(found, spoken),
        "article": labels.ARTICLES[found.form],
        "named": actor.purpose is not None,
        "erased": found.said is None,
        "own": found.sender == settings.IFAR_COUNTRY,
        "parts": [
            {
                "name": name,
                "label": labels.DATA[name],
                "traders": [{**each, "role": labels.TRADERS.get(each.get("role", ""), "")} for each in rows]
                if name == "authorised"
                else [],
                "lines": [] if name == "authorised" else [_line(each, spoken) for each in rows],
            }
            for name, rows in said.items()
            if name in labels.DATA
        ],
    }
    return render(request, "tracing/notice.html", context)


def _line(said: dict[str, Any], spoken: presenters.Spoken) -> dict[str, Any]:
    way = [said.get("from", ""), *said.get("via", ()), said.get("to", "")]
    concealment = reference.words("concealment").get(said.get("code", ""), "") if said.get("code") else ""
    return {
        "text": said["text"],
        "way": [presenters.country_words(one, spoken) for one in way if one],
        "code": concealment,
    }
