"""Customs declarations: the list with the file of customs, and one of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.forms import ActForm, form_of
from ifar.acts.inputs import Input
from ifar.cursors import page_of
from ifar.errors import IfarError
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.matters import found as named
from ifar.messages import message_of
from ifar.rights import may, require
from ifar.trade import labels
from ifar.trade import selectors as of_trade
from ifar.trade.declarations import labels as words
from ifar.trade.declarations import selectors, services
from ifar.trade.declarations.models import Declaration
from ifar.trade.declarations.selectors import SEND


class FileForm(ActForm):
    """The file of customs."""

    file = forms.FileField(
        label=gettext_lazy("File of customs (CSV)"),
        help_text=gettext_lazy(
            "The first row names the columns: declaration, way (exit or entry), authorisation, consignment, day (as 2026-12-31), office, quantity, serials (spaces between them)."
        ),
    )


class SendFile(Input):
    """Nothing beside the file."""


def _row(declaration: Declaration) -> dict[str, Any]:
    results = [
        words.CAUSES.get(f"trade.declared_{text}") or labels.CAUSES.get(f"trade.{text}", text)
        for text in declaration.differs
    ]
    return {"one": declaration, "way": words.WAYS[declaration.way], "differs": results}


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The declarations, the newest first; and for customs the form that takes a file."""
    actor = actor_of(request)
    require(actor, SEND if request.method == "POST" or may(actor, SEND) else of_trade.READ)
    form = form_of(SendFile, request, kind=FileForm)
    if request.method == "POST":
        try:
            _name, content = arrived(request, "file")
            taken = services.take(actor=actor, declared=services.read(content.path.read_bytes()))
        except IfarError as error:
            form.errors.pop("file", None)
            form.add_error("file", message_of(error))
        else:
            counted = Counter(item.result for item in taken)
            differ = sum(bool(item.differs) for item in taken)
            message = _(
                "Recorded: %(recorded)s. Corrected: %(corrected)s. Known already, nothing changed: %(known)s."
            )
            message %= {name: counted[name] for name in ("recorded", "corrected", "known")}
            messages.success(request, message)
            if differ:
                text = _("Declarations that do not match: %(count)s. Each is a matter.") % {"count": differ}
                messages.warning(request, text)
            return redirect("trade:declarations")
    result = page_of(
        request.GET,
        selectors.declarations_for(actor),
        order=("-id",),
        sorts={"declared_on": None, "quantity": None},
    )
    context = {
        "rows": [_row(declaration) for declaration in result.items],
        "found": result,
        "form": form if may(actor, SEND) else None,
    }
    return render(request, "trade/declarations.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A declaration: what was declared, what it is about, and what does not match."""
    actor = actor_of(request)
    require(actor, SEND if may(actor, SEND) else of_trade.READ)
    declaration = selectors.declaration_for(actor, public_id)
    things = named.things_of(actor, {declaration.under, declaration.matched} - {""})
    context = {
        **_row(declaration),
        "under": things.get(declaration.under),
        "matched": things.get(declaration.matched),
    }
    return render(request, "trade/declaration.html", context)
