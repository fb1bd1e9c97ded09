"""Taking a holder's photo and signature: from a file, from the camera, with a finger or a pen; and showing them."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.services import reads
from ifar.cashier import labels
from ifar.cashier.acts import WHAT
from ifar.cashier.services import likenesses
from ifar.errors import Forbidden, IfarError, NotFound
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.parties.selectors import parties_for
from ifar.rights import require


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, party: str, what: str) -> HttpResponse:
    """Take one of the two; an earlier one is replaced and stays on record until it is lawfully erased."""
    actor = actor_of(request)
    require(actor, "cashier:likeness:take")
    reads.require_purpose(actor)
    record = parties_for(actor).filter(public_id=party, kind="person", merged_into="").first()
    if record is None or what not in WHAT:
        raise NotFound("parties.party.not_found")
    problem = ""
    if request.method == "POST":
        try:
            name, content = arrived(request, "file")
            likenesses.take_likeness(actor=actor, party=party, what=what, name=name, content=content)
        except (Forbidden, NotFound):
            raise
        except IfarError as error:
            problem = message_of(error)
        else:
            messages.success(request, _("It is on record. Look whether it is the right person's."))
            return redirect("parties:party", party)
    context = {"party": record, "what": what, "label": labels.WHAT[what], "problem": problem}
    return render(request, "cashier/take.html", context, status=422 if problem else 200)


@require_GET
def picture(request: HttpRequest, public_id: str) -> FileResponse:
    """The clean copy; a read of personal data, under the reader's purpose."""
    return as_picture(*likenesses.open_likeness(actor_of(request), public_id))


def as_picture(path: Path, media_type: str) -> FileResponse:
    """A picture as an answer; nobody but the reader sees it, and nothing on the way keeps it."""
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
