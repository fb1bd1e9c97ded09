"""The page on which labels are printed."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar import identifiers
from ifar.accounts.services import exports
from ifar.accounts.services.exports import Leaving
from ifar.accounts.views.exports import before as before_file
from ifar.acts.forms import form_of, submitted
from ifar.documents import label_sheets
from ifar.documents.api import as_file
from ifar.documents.inputs import PrintLabels
from ifar.form_errors import actor_of
from ifar.rights import Actor, require

LONGEST: Final = 20_000


@require_http_methods(["GET", "POST"])
def labels(request: HttpRequest) -> HttpResponse:
    """Choose what gets a label, and take the sheet; things that another page names stand in the list already."""
    actor = actor_of(request)
    require(actor, "accounts:agency:read")
    asked = request.GET.get("named", "")[:LONGEST].split()
    results = [code for text in asked if (code := identifiers.parse(text))]
    form = form_of(
        PrintLabels,
        request,
        initial={"named": [identifiers.shown(text) for text in results]},
        required=("sheet", "first"),
    )
    language = (get_language() or "en")[:2]
    chosen = submitted(form, lambda given: _leaving(actor, given))
    for leaving in chosen or ():
        if exports.waits(actor, leaving):
            columns = (_("Identifier"), _("What it is"), _("Marks"))
            if (before := before_file(request, leaving, columns, ("named", "sheet", "first"))) is not None:
                return before
    made: bytes | None = None
    if chosen is not None:
        made = submitted(
            form,
            lambda given: label_sheets.print_labels(
                actor=actor, **given.model_dump(), title=_("Labels"), language=language
            ),
        )
    if made:
        return as_file("labels", made)
    return render(request, "documents/labels.html", {"form": form}, status=422 if form.is_bound else 200)


def _leaving(actor: Actor, given: PrintLabels) -> list[Leaving]:
    """What leaves with the labels, where they are of arms."""
    results = label_sheets.labelled(actor, given.named, given.sheet, given.first)
    leaving = label_sheets.leaving_of(given.named, results)
    return [leaving] if leaving else []
