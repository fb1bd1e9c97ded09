"""Files of an exchange with States that have no line to ours: taken in, taken out, and their log; the directory of whom to ask."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.services import reads
from ifar.cursors import page_of
from ifar.errors import IfarError
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.tracing import envelope, labels, selectors, states
from ifar.tracing.models import Exchange
from ifar.tracing.selectors import ANSWER
from ifar.tracing.services import exchange, originals, senders
from ifar.tracing.views import presenters


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The files that went out and came in, the newest first, with why one was refused; and a form for one that came."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    if request.method == "POST":
        return _take_in(request)
    result = page_of(
        request.GET,
        selectors.exchanges_for(actor),
        order=("-id",),
        sorts={"at": None, "state": labels.STATES["exchange"]},
    )
    spoken = presenters.spoken_now()
    waited = [record.hash for record in result.items if record.reason == "unknown_sender"]
    taken = set(
        selectors.exchanges_for(actor)
        .filter(hash__in=waited, state="accepted")
        .values_list("hash", flat=True)
    )
    confirmed = senders.confirmed_keys() if waited else {}
    rows = [
        {
            "one": record,
            "notice": record.form in states.NOTICES and record.state != "refused",
            "state": labels.STATES["exchange"][record.state],
            "tone": labels.TONES.get(record.state, ""),
            "form": labels.FORMS.get(record.form, ""),
            "reason": labels.FILE_REASONS.get(record.reason, ""),
            **(_waited(record, taken, confirmed) if record.reason == "unknown_sender" else {}),
            "other": presenters.country_words(
                record.recipient if record.state == "sent" else record.sender, spoken
            ),
        }
        for record in result.items
    ]
    context = {"rows": rows, "found": result, "may_take_in": may(actor, ANSWER)}
    return render(request, "tracing/files.html", context)


def _waited(record: Exchange, taken: Container[str], confirmed: Container[str]) -> dict[str, Any]:
    """How a file stands that came when nobody knew its State's key: taken in since, ready to be, or still kept unread."""
    if record.hash in taken:
        row = (
            labels.STATES["exchange"]["accepted"],
            labels.TONES.get("accepted", ""),
            _("It was taken in since."),
        )
        return dict(zip(("state", "tone", "reason"), row, strict=True))
    if record.sender not in confirmed:
        return {"held": True}
    why = _("Two people have confirmed the key of this State.")
    return {"held": True, "confirmed": True, "state": _("key known"), "tone": "good", "reason": why}


def _take_in(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require(actor, ANSWER)
    try:
        _name, arrived = uploads.arrived(request, "file")
        with arrived.path.open("rb") as content:
            taken_in = exchange.take_in(actor=actor, data=content.read(envelope.LARGEST + 1))
    except IfarError as error:
        messages.error(request, str(message_of(error)))
        return redirect("tracing:files")
    if taken_in.reason == "unknown_sender":
        messages.warning(request, labels.FILE_REASONS[taken_in.reason])
        return redirect("tracing:held", taken_in.exchange)
    if taken_in.reason:
        messages.error(
            request, _("The file was refused: %(why)s") % {"why": labels.FILE_REASONS[taken_in.reason]}
        )
        return redirect("tracing:files")
    messages.success(request, _("The file was taken in."))
    if not taken_in.request:
        return redirect("tracing:notice", taken_in.exchange)
    return redirect("tracing:request", taken_in.request)


@require_POST
def take_out(request: HttpRequest, public_id: str) -> HttpResponse:
    """The signed file of a request or of its answer."""
    actor = actor_of(request)
    try:
        made = exchange.take_out(actor=actor, request=public_id)
    except IfarError as error:
        if error.status in (401, 403, 404):
            raise
        messages.error(request, str(message_of(error)))
        return redirect("tracing:request", public_id)
    response = HttpResponse(made.document, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def original(request: HttpRequest, public_id: str) -> HttpResponse:
    """A file as it went out or came in (GET); its signature looked at once more (POST). What it says may name people: the read is logged."""
    actor = actor_of(request)
    if request.method == "POST":
        check_again = originals.check_again(actor, public_id)
        if check_again.there and check_again.signed:
            messages.success(
                request,
                _("It is whole, and signed by a key that %(log)s vouched for.")
                % {"log": check_again.log.partition("+")[0]},
            )
        elif check_again.there and not check_again.log:
            messages.warning(
                request,
                _("It is whole. Which log vouched for its signer was not noted yet when it was kept."),
            )
        else:
            messages.error(request, _("It is not there any more, or it is not what was signed."))
        back = request.POST.get("back", "")
        return redirect("tracing:notice", public_id) if back == "notice" else redirect("tracing:files")
    record, place = originals.original_of(actor, public_id)
    reads.require_purpose(actor)
    reads.log(actor, "tracing.file.read", record.request or record.public_id, 0)
    response = HttpResponse(place.read_bytes(), content_type="application/json; charset=utf-8")
    name = f"trace-{record.form}-{record.sender}-{record.recipient}-{record.hash[:8]}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Whom to ask: points of contact with their source, and what this register's own past requests say of them."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    known: Mapping[str, Any] = {experience.country: experience for experience in selectors.experience(actor)}
    spoken = presenters.spoken_now()
    rows = [
        {
            "one": item,
            "name": spoken["trace_desk"].get(item.code, item.code),
            "country": presenters.country_words(item.country_id, spoken),
            "agreement": labels.AGREEMENTS.get(item.agreement, ""),
            "past": known.get(item.country_id),
            "opening": presenters.opening_of(item),
        }
        for item in reference.rows_of("trace_desk").filter(valid_to__isnull=True)
    ]
    rows.sort(key=lambda row: (str(row["country"]), str(row["name"])))
    version = reference.versions().get("trace_desk", 0)
    return render(request, "tracing/desks.html", {"rows": rows, "version": version})
