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


def _groups(form: ActForm, authorisation: Authorisation) -> list[dict[str, Any]]:
    """The questions by what an answer means: a prohibition that applies refuses the grant, a risk asks for a measure."""
    words, asked = reference.words("risk_criterion"), authorisations.criteria_of(authorisation)
    rows: dict[str, list[dict[str, Any]]] = {"prohibition": [], "criterion": []}
    for row, (_words, fields) in zip(asked, form.groups, strict=True):
        answer, reason, mitigation = fields
        rows[str(row["rank"])].append(
            {
                "words": words.get(str(row["code"]), row["code"]),
                "article": row["article"],
                "answer": answer,
                "reason": reason,
                "mitigation": mitigation,
            }
        )
    result = {
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
        {"title": result[rank][0], "hint": result[rank][1], "rows": several}
        for rank, several in rows.items()
        if several
    ]


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, public_id: str) -> HttpResponse:
    """Assess the risk of a transfer, with everything that is known of it in view."""
    actor = actor_of(request)
    require(actor, WRITE)
    authorisation = selectors.authorisation_for(actor, public_id)
    weighs = dict(authorisations.weighs(actor, authorisation))
    weighs["initial"] = {**weighs["initial"], "expected_n": authorisation.n}
    form = form_of(inputs.AssessTransfer, request, **weighs)
    values = submitted(
        form,
        lambda given: (
            authorisations.assess(actor=actor, authorisation_id=public_id, **given.arguments()) or True
        ),
    )
    if values:
        messages.success(request, _("Recorded."))
        return redirect("trade:authorisation", public_id)
    context = {**about(actor, authorisation), "form": form, "groups": _groups(form, authorisation)}
    return render(request, "trade/assess.html", context, status=422 if form.is_bound else 200)
