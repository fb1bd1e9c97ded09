"""Exchanges of experience: what other States told and were told of traders, methods, routes and groups; a new one; one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.forms import form_of, submitted
from ifar.acts.inputs import Input
from ifar.cursors import page_of
from ifar.errors import Reason
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.tracing import labels, notices, selectors
from ifar.tracing.choices import countries
from ifar.tracing.inputs import TellAuthorised, TellMethods
from ifar.tracing.selectors import ANSWER
from ifar.tracing.services import experience
from ifar.tracing.services.requests import agreement_with
from ifar.tracing.services.writing import RECORDER
from ifar.tracing.views import presenters

INPUTS: Final[Mapping[str, type[Input]]] = {"authorised": TellAuthorised, "methods": TellMethods}
"""Form of an exchange -> what is asked for it."""


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The exchanges that went out and came in, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page_of(
        request.GET,
        selectors.notices_for(actor),
        order=("-id",),
        sorts={"at": None, "form": labels.FORMS},
    )
    spoken = presenters.spoken_now()
    rows = [_row(exchange, spoken) for exchange in result.items]
    context = {"rows": rows, "found": result, "may_send": may(actor, ANSWER)}
    return render(request, "tracing/notices.html", context)


def _row(item: Any, spoken: presenters.Spoken) -> dict[str, Any]:
    sent = item.state == "sent"
    return {
        "one": item,
        "form": labels.FORMS[item.form],
        "way": _("sent") if sent else _("came in"),
        "other": presenters.country_words(item.recipient if sent else item.sender, spoken),
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, form: str) -> HttpResponse:
    """Tell another State: what may leave for it stands there before anything is sent."""
    actor = actor_of(request)
    require(actor, ANSWER)
    if form not in notices.FORMS:
        raise Http404
    country = (request.POST or request.GET).get("country", "")[:2]
    agreement = agreement_with(country) if country else ""
    leaves = notices.may_leave(form, agreement) if agreement else {}
    act_form = form_of(INPUTS[form], request, initial={"country": country}, alone=True)
    for name in notices.FORMS[form]:
        # What may not leave is shown with its reason, and nobody can write it.
        field: Any = act_form.fields[name]
        field.disabled = not leaves.get(name, False)
        field.needed = _("not covered by the agreement") if field.disabled else _("may leave")
    made = submitted(act_form, lambda given: _send(actor, form, given))
    if made:
        messages.success(
            request, _("Sent. Take the signed file out and give it to them; what left stands in the log.")
        )
        return redirect("tracing:notice", made)
    context = {
        "form": act_form,
        "title": labels.FORMS[form],
        "article": labels.ARTICLES[form],
        "country": country,
        "countries": [("", _("not said")), *countries()],
        "agreement": labels.AGREEMENTS.get(agreement, ""),
        "any_leaves": any(leaves.values()),
    }
    return render(request, "tracing/new_notice.html", context, status=422 if act_form.is_bound else 200)


def _send(actor: Actor, form: str, given: Any) -> str:
    """Send what was typed, as the schema wants it; which of its lines cannot be read is said at them."""
    values: dict[str, Any] = {}
    for name in notices.FORMS[form]:
        text = getattr(given, name)
        if name == "authorised":
            spoken = {role: str(word) for role, word in labels.TRADERS.items()}
            values[name], wrong = notices.traders(text, spoken)
            if wrong:
                line = ", ".join(str(n) for n in wrong[:5])
                raise RECORDER.invalid(Reason("tracing.notice.line", field=name, params={"line": line}))
        else:
            values[name] = notices.routes(text) if name == "routes" else notices.lines(text)
    return experience.send_notice(actor=actor, country=given.country, form=form, said=values)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One exchange with what it says, under a stated purpose; the read is logged."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    exchange = selectors.notice_for(actor, public_id)
    if actor.purpose is not None:
        experience.read_notice(actor, public_id)
    spoken = presenters.spoken_now()
    value = (exchange.said or {}) if actor.purpose is not None else {}
    context = {
        **_row(exchange, spoken),
        "article": labels.ARTICLES[exchange.form],
        "named": actor.purpose is not None,
        "erased": exchange.said is None,
        "own": exchange.sender == settings.IFAR_COUNTRY,
        "parts": [
            {
                "name": name,
                "label": labels.DATA[name],
                "traders": [{**each, "role": labels.TRADERS.get(each.get("role", ""), "")} for each in rows]
                if name == "authorised"
                else [],
                "lines": [] if name == "authorised" else [_line(each, spoken) for each in rows],
            }
            for name, rows in value.items()
            if name in labels.DATA
        ],
    }
    return render(request, "tracing/notice.html", context)


def _line(values: dict[str, Any], spoken: presenters.Spoken) -> dict[str, Any]:
    way = [values.get("from", ""), *values.get("via", ()), values.get("to", "")]
    concealment = reference.words("concealment").get(values.get("code", ""), "") if values.get("code") else ""
    return {
        "text": values["text"],
        "way": [presenters.country_words(item, spoken) for item in way if item],
        "code": concealment,
    }
