"""A paper of another State beside its photograph, and entering one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.errors import IfarError
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.reference import selectors as reference
from ifar.rights import require
from ifar.trade import inputs, labels, selectors
from ifar.trade.models import Authorisation
from ifar.trade.services import abroad, authorisations, named, papers
from ifar.trade.services.papers import PAPER
from ifar.trade.services.writing import WRITE
from ifar.trade.views.authorisations import goods_rows
from ifar.trade.views.states import state_name


class PaperForm(ActForm):
    """What stands on a paper, and its photograph."""

    photograph = forms.FileField(label=gettext_lazy("Photograph of the document"))


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A paper: what stands on it, its photograph, who entered and who verified it."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    paper = selectors.paper_for(actor, public_id)
    history = selectors.history_of("paper", public_id)
    people = people_names({who for _kind, _reason, who, _at in history})
    context = {
        "one": paper,
        "of": paper.authorisation,
        "kind": reference.words("transfer_paper").get(paper.kind, paper.kind),
        "country": state_name(paper.country) if paper.country else "",
        "consignee": abroad.names_for(actor, paper.authorisation).get(paper.consignee, ""),
        "goods": goods_rows(paper.goods),
        "state": labels.state_words("paper", paper.state),
        "tone": labels.TONES.get(paper.state, ""),
        "verified_by": labels.VERIFIED_BY.get(paper.verified_by, ""),
        "history": [
            {
                "label": labels.DONE[kind],
                "reason": reason,
                "by": people.get(who, ""),
                "at": at,
            }
            for kind, reason, who, at in history
        ],
        "offered": offered(actor, PAPER, paper),
    }
    return render(request, "trade/paper.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter a paper on which an authorisation rests."""
    actor = actor_of(request)
    require(actor, WRITE)
    of = selectors.authorisation_for(actor, public_id)
    file, problem = "", ""
    if request.method == "POST":
        try:
            name, content = arrived(request, "photograph")
            file = papers.keep_file(actor=actor, name=name, content=content)
        except IfarError as error:
            problem = message_of(error)
    form = _form(request, of, named.parties_to_choose(actor), file)
    if problem and "photograph" not in form.errors:
        form.add_error("photograph", problem)
    made = submitted(
        form, lambda given: papers.enter_paper(actor=actor, authorisation_id=public_id, **dict(given))
    )
    if made:
        messages.success(request, _("The document is entered. Another person verifies it."))
        return redirect("trade:authorisation", public_id)
    context = {"form": form, "of": of}
    return render(request, "trade/new_paper.html", context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, of: Authorisation, parties: Any, file: str) -> ActForm:
    if file:
        query = request.POST.copy()
        query["file"] = file
        request.POST = query  # type: ignore[assignment]
    return form_of(
        inputs.EnterTransferPaper,
        request,
        among={"consignee": parties},
        kind=PaperForm,
        **begun(request, of),
    )


def begun(request: HttpRequest, of: Authorisation) -> dict[str, Any]:
    """With what the form of a document begins: the application's goods and consignee, and the document that was asked for."""
    rows = authorisations.rows_of(of)
    goods = {name: value for name, value in rows["initial"].items() if name.startswith("goods-")}
    asked = {name: request.GET.get(name, "")[:60] for name in ("kind", "country")}
    return {
        "initial": {**goods, "consignee": of.consignee, **asked},
        "rows": {"goods": rows["rows"]["goods"]},
    }
