"""A file whose key the directory does not know: who says to have signed it, whom to ask, and the confirmation by two people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.acts.forms import form_of, submitted
from ifar.documents.exchange import signer_of
from ifar.errors import Refused
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.tracing import labels, selectors
from ifar.tracing.inputs import ConfirmKey
from ifar.tracing.models import Exchange
from ifar.tracing.services import exchange, senders
from ifar.tracing.views import presenters


@require_http_methods(["GET", "POST"])
def held(request: HttpRequest, public_id: str) -> HttpResponse:
    """What such a file says of its sender, and what to do; a key is proposed here, and the file taken in once it is confirmed."""
    actor = actor_of(request)
    result = senders.held_for(actor, public_id)
    if "take" in request.POST:
        try:
            return _take_in(request, actor, result)
        except Refused as error:
            messages.error(request, str(message_of(error)))
            return redirect("tracing:held", public_id)
    form = form_of(ConfirmKey, request)
    if submitted(
        form, lambda given: senders.confirm_key(actor=actor, exchange=public_id, **given.arguments())
    ):
        messages.success(request, _("Proposed. A second person decides."))
        return redirect("tracing:held", public_id)
    spoken = presenters.spoken_now()
    desks = reference.rows_of("trace_desk").filter(valid_to__isnull=True, country=result.record.sender)
    context = {
        "held": result,
        "one": result.record,
        "state": presenters.country_words(result.record.sender, spoken),
        "what": labels.FORMS.get(result.record.form, ""),
        "desks": [(spoken["trace_desk"].get(desk.code, desk.code), desk) for desk in desks],
        "form": form,
        "proposed": identifiers.shown(result.waiting.public_id) if result.waiting else "",
    }
    return render(request, "tracing/held.html", context, status=422 if form.is_bound else 200)


def _take_in(request: HttpRequest, actor: Actor, result: senders.Held) -> HttpResponse:
    taken = exchange.take_in(actor=actor, data=senders.document_of(result.record))
    if taken.reason:
        messages.error(
            request, _("The file was refused: %(why)s") % {"why": labels.FILE_REASONS[taken.reason]}
        )
        return redirect("tracing:files")
    messages.success(request, _("The file was taken in."))
    if not taken.request:
        return redirect("tracing:notice", taken.exchange)
    return redirect("tracing:request", taken.request)


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """Whose key would be confirmed, for whoever decides: what the file says, and what was told of the key."""
    payload = proposal.payload
    record = Exchange.objects.filter(public_id=proposal.object).first()
    signer = signer_of(senders.document_of(record)) if record and senders.is_held(record) else None
    seen = selectors.exchanges_for(actor).filter(public_id=proposal.object).exists()
    return [
        Line(
            _("File that came"),
            identifiers.shown(proposal.object),
            reverse("tracing:held", args=(proposal.object,)) if seen else "",
        ),
        Line(
            pgettext("a country", "State"),
            str(presenters.country_words(payload["country"], presenters.spoken_now())),
        ),
        Line(_("Key of its register's log, as they told it"), payload["key"]),
        *([Line(_("Fingerprint of the key that signed the file"), signer.fingerprint)] if signer else []),
    ]
