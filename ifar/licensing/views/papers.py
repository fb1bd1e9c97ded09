"""Issuing the card and the certificate of a licence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.accounts.services import reads
from ifar.acts.forms import ActForm, submitted
from ifar.documents.listing import rows_about
from ifar.documents.request_form import paper_form
from ifar.form_errors import actor_of
from ifar.licensing.models import Licence
from ifar.licensing.selectors import records
from ifar.licensing.services.papers import issue_about_licence, possible_papers
from ifar.parties.selectors import language_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require


def may_issue(actor: Actor) -> bool:
    """Whether an actor issues papers about licences."""
    return may(actor, "documents:paper:issue") and may(actor, "licensing:decision:propose")


def first_card(request: HttpRequest, licence: Licence) -> ActForm | None:
    """The form that issues the card of a licence, as long as no paper about it was issued and this actor issues some."""
    actor = actor_of(request)
    issued, possible = rows_about(actor, licence.public_id), possible_papers(licence)
    if issued or not possible or not may_issue(actor) or not may(actor, "documents:paper:read"):
        return None
    return _form(request, actor, licence, possible, issued) if actor.purpose else None


def _form(
    request: HttpRequest,
    actor: Actor,
    licence: Licence,
    kinds: Sequence[str],
    issued: Sequence[Mapping[str, Any]],
) -> ActForm:
    form = paper_form(request, kinds, issued, language_of(actor, licence.holder), without=("valid_to",))
    form.initial["kind"] = next(iter(kinds), "")
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue a paper about a licence; it ends when the licence does."""
    actor = actor_of(request)
    require(actor, "documents:paper:issue")
    require(actor, "licensing:decision:propose")
    reads.require_purpose(actor)
    licence = records.licence_for(actor, public_id)
    kinds = possible_papers(licence)
    form = _form(request, actor, licence, kinds, rows_about(actor, licence.public_id))
    paper = submitted(
        form,
        lambda given: issue_about_licence(
            actor=actor, licence_id=licence.public_id, **given.model_dump(exclude={"valid_to"})
        ),
    )
    if paper:
        text = _("The paper is issued. It can be printed as soon as the log has taken it in.")
        messages.success(request, text)
        return redirect("documents:paper", paper.public_id)
    kind = reference.words("licence_kind").get(licence.kind, licence.kind)
    context = {"one": licence, "kind": kind, "form": form, "possible": kinds}
    return render(request, "licensing/paper_issue.html", context)
