"""Issuing papers about a firearm, and the list of them on its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.accounts.services import reads
from ifar.acts.forms import submitted
from ifar.documents.listing import rows_about
from ifar.documents.request_form import paper_form
from ifar.form_errors import actor_of
from ifar.parties.selectors import language_of
from ifar.registry.selectors import firearm_for
from ifar.registry.services.papers import issue_about_firearm, possible_papers
from ifar.registry.views.firearm import serial_of, title_of
from ifar.rights import require


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue a paper about a firearm."""
    actor = actor_of(request)
    require(actor, "documents:paper:issue")
    reads.require_purpose(actor)
    firearm = firearm_for(actor, public_id)
    kinds = possible_papers(firearm)
    issued = rows_about(actor, firearm.public_id)
    form = paper_form(request, kinds, issued, language_of(actor, firearm.owner))
    paper = submitted(
        form, lambda given: issue_about_firearm(actor=actor, firearm=firearm.public_id, **dict(given))
    )
    if paper:
        text = _("The paper is issued. It can be printed as soon as the log has taken it in.")
        messages.success(request, text)
        return redirect("documents:paper", paper.public_id)
    context = {
        "firearm": firearm,
        "title": title_of(firearm),
        "serial": serial_of(firearm),
        "form": form,
        "possible": kinds,
    }
    return render(request, "registry/paper_issue.html", context)
