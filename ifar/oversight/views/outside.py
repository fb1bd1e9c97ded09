"""Reports from outside at the inspectorate's desk: the list, one of them, opening it with an inspector's key file, and the keys.

What an opened report says goes into one answer of the server, which no browser keeps.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.descriptions import Line
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.errors import IfarError
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.oversight import envelopes, labels
from ifar.oversight.inputs import ProposeKey, SayKeyLost
from ifar.oversight.models import Key, Report
from ifar.oversight.outside.labels import CATEGORIES
from ifar.oversight.selectors import cases, outside
from ifar.oversight.services import outside_keys
from ifar.oversight.services.outside import REPORT, Opened, open_report, private_key
from ifar.rights import Actor, require

MOST_KEY: Final = 4096
"""Bytes of the longest key file."""


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The reports of the inspectorate, by the day by which each is to be answered; or those that are closed."""
    actor = actor_of(request)
    require(actor, cases.DESK)
    closed = request.GET.get("list") == "closed"
    rows = outside.reports_for(actor)
    result = page_of(
        request.GET,
        rows.filter(state="closed") if closed else rows.exclude(state="closed"),
        order=("answer_by", "id"),
        sorts={"received_on": None, "state": labels.STATES["report"]},
    )
    context = {
        "rows": [_report(report) for report in result.items],
        "found": result,
        "closed": closed,
        "no_key": outside.key_in_force() is None,
    }
    return render(request, "oversight/outside_reports.html", context)


def _report(report: Report) -> dict[str, Any]:
    due = {"received": report.acknowledge_by, "acknowledged": report.answer_by}.get(report.state)
    return {
        "report": report,
        "state": labels.STATES["report"][report.state],
        "tone": labels.TONES[report.state],
        "due": due,
        "left": (due - timezone.localdate()).days if due else None,
    }


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A report: its days, its letters as far as they can be told sealed, and the form that opens them."""
    actor = actor_of(request)
    require(actor, cases.DESK)
    report = outside.report_for(actor, public_id)
    return render(request, "oversight/outside_report.html", _page(actor, report))


def _page(actor: Actor, report: Report) -> dict[str, Any]:
    lost = set(Key.objects.filter(state="lost").values_list("public", flat=True))
    letters = [
        {
            "message": message,
            "lost": message.state == "kept" and message.key in lost,
            "key": envelopes.fingerprint(message.key),
        }
        for message in report.messages.order_by("id")
    ]
    return {
        **_report(report),
        "letters": letters,
        "lost": any(letter["lost"] for letter in letters),
        "kept": report.messages.filter(state="kept").exists(),
        "offered": offered(actor, REPORT, report),
    }


@require_POST
@never_cache
def open_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open a report's letters with a key file and its passphrase, for this one answer."""
    actor = actor_of(request)
    require(actor, cases.DESK)
    report = outside.report_for(actor, public_id)
    try:
        opened = open_report(actor=actor, report_id=report.public_id, key=_key_of(request))
    except IfarError as error:
        messages.error(request, message_of(error))
        return redirect("oversight:outside_report", public_id)
    report = outside.report_for(actor, public_id)
    context = {**_page(actor, report), "opened": [_opened(item) for item in opened]}
    return render(request, "oversight/outside_report.html", context)


def _key_of(request: HttpRequest) -> X25519PrivateKey:
    _name, arrived = uploads.arrived(request, "key")
    with arrived.path.open("rb") as file:
        content = file.read(MOST_KEY)
    return private_key(content, request.POST.get("passphrase", "")[:1000])


def _opened(item: Opened) -> dict[str, Any]:
    letter = item.letter
    files = letter.files if letter else ()
    return {
        "message": item.message,
        "letter": letter,
        "category": CATEGORIES.get(letter.category, "") if letter else "",
        "files": [
            {
                "name": file.name,
                "shown": file.media_type == "image/jpeg",
                "url": f"data:{file.media_type};base64,{base64.b64encode(file.content).decode()}",
            }
            for file in files
            if file.media_type in ("image/jpeg", "application/pdf")
        ],
    }


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The inspectorate's public keys, and the form that proposes another one."""
    actor = actor_of(request)
    require(actor, cases.DESK)
    form = form_of(ProposeKey, request)
    if submitted(form, lambda given: outside_keys.propose_key(actor=actor, **given.model_dump())):
        messages.success(request, _("The key awaits a judge. Reports are sealed to it from the decision on."))
        return redirect("oversight:report_keys")
    newest = outside.key_in_force()
    sealed = outside.letters_of(actor)
    context = {
        "rows": [
            {
                "key": key,
                "fingerprint": envelopes.fingerprint(key.public),
                "in_force": key == newest,
                "state": pgettext("a key", "In force") if key == newest else labels.STATES["key"][key.state],
                "letters": sealed.filter(key=key.public).count(),
            }
            for key in Key.objects.order_by("-id")
        ],
        "form": form,
        "newest": newest,
    }
    return render(request, "oversight/report_keys.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def lost(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose to say that a key is lost; the page tells how many letters nobody can read then."""
    actor = actor_of(request)
    require(actor, cases.DESK)
    form = form_of(SayKeyLost, request)
    said = submitted(
        form, lambda given: outside_keys.propose_lost(actor=actor, key_id=public_id, **given.model_dump())
    )
    if said:
        messages.success(request, _("This awaits a judge."))
        return redirect("oversight:report_keys")
    key = Key.objects.filter(public_id=public_id, state="published").first()
    context = {
        "form": form,
        "fingerprint": envelopes.fingerprint(key.public) if key else "",
        "letters": outside.letters_of(actor).filter(key=key.public).count() if key else 0,
    }
    return render(request, "oversight/report_key_lost.html", context, status=422 if form.is_bound else 200)


@require_POST
def reseal(request: HttpRequest) -> HttpResponse:
    """Seal all letters of an older key to the one in force, with the older one's file."""
    actor = actor_of(request)
    require(actor, cases.DESK)
    try:
        count = outside_keys.reseal(actor=actor, key=_key_of(request))
    except IfarError as error:
        messages.error(request, message_of(error))
        return redirect("oversight:report_keys")
    said = ngettext("%(n)s letter was sealed again.", "%(n)s letters were sealed again.", count)
    messages.success(request, said % {"n": count})
    return redirect("oversight:report_keys")


def describe(_actor: Actor, proposal: Any) -> Sequence[Line]:
    """Which key would be published or called lost, for those who decide about it."""
    public = proposal.payload["details"]["public"]
    return [Line(_("Public key"), public), Line(_("Fingerprint"), envelopes.fingerprint(public))]
