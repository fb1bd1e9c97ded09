"""The risk assessment: what is assessed beside the questions, each answered by yes, no or not known, and one conclusion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import ActForm, form_of, submitted
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.rights import require
from ifar.trade import inputs, selectors
from ifar.trade.models import Authorisation
from ifar.trade.services import authorisations
from ifar.trade.services.writing import WRITE
from ifar.trade.views.authorisations import about


def _groups(form: ActForm, found: Authorisation) -> list[dict[str, Any]]:
    """The questions by what an answer means: a prohibition that applies refuses the grant, a risk asks for a measure."""
    words, asked = reference.words("risk_criterion"), authorisations.asked_of(found)
    rows: dict[str, list[dict[str, Any]]] = {"prohibition": [], "criterion": []}
    for one, (_words, fields) in zip(asked, form.groups, strict=True):
        answer, reason, mitigation = fields
        rows[str(one["rank"])].append(
            {
                "words": words.get(str(one["code"]), one["code"]),
                "article": one["article"],
                "answer": answer,
                "reason": reason,
                "mitigation": mitigation,
            }
        )
    told = {
        "prohibition": (
            pgettext("a risk assessment", "Prohibitions"),
            _("Where one applies, or it is not known, nothing is granted."),
        ),
        "criterion": (
            pgettext("a risk assessment", "Criteria"),
            _("Where a risk is found, or it is not known, name the measure that is taken against it."),
        ),
    }
    return [
        {"title": told[rank][0], "hint": told[rank][1], "rows": several}
        for rank, several in rows.items()
        if several
    ]


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, public_id: str) -> HttpResponse:
    """Assess the risk of a transfer, with everything that is known of it in view."""
    actor = actor_of(request)
    require(actor, WRITE)
    found = selectors.authorisation_for(actor, public_id)
    told = dict(authorisations.weighs(actor, found))
    told["initial"] = {**told["initial"], "expected_n": found.n}
    form = form_of(inputs.AssessTransfer, request, **told)
    said = submitted(
        form,
        lambda given: (
            authorisations.assess(actor=actor, authorisation_id=public_id, **given.arguments()) or True
        ),
    )
    if said:
        messages.success(request, _("Recorded."))
        return redirect("trade:authorisation", public_id)
    context = {**about(actor, found), "form": form, "groups": _groups(form, found)}
    return render(request, "trade/assess.html", context, status=422 if form.is_bound else 200)
