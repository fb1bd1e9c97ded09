"""Whose personal data no law keeps any longer: the queue, and proposing to erase some of them, looked at once more before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ifar.acts.forms import form_of, submitted
from ifar.errors import Invalid
from ifar.form_errors import actor_of
from ifar.parties.labels import ERASABLE
from ifar.parties.selectors import erasable
from ifar.retention import labels, selectors, services
from ifar.retention.inputs import EraseLapsed
from ifar.retention.selectors import Lapsed
from ifar.rights import may, require
from ifar.typed import BIGINT, whole_number


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Those of the next parties who have lapsed. It names nobody: identifiers and reasons are enough to decide."""
    actor = actor_of(request)
    require(actor, "retention:lapsed:read")
    step = selectors.lapsed_after(actor, _place(request.GET.get("after", "")))
    context = {
        "rows": [_row(lapsed) for lapsed in step.found],
        "looked": step.looked,
        "after": step.after,
        "begun": "after" in request.GET,
        "may_erase": may(actor, "parties:personal:erase"),
    }
    return render(request, "retention/lapsed.html", context)


def _place(text: str) -> int:
    if not text:
        return 0
    if (place := whole_number(text, most=BIGINT)) is None:
        raise Invalid(
            "cursor", _("This page of the list does not exist. Begin again at the first page."), field="after"
        )
    return place


def _row(lapsed: Lapsed) -> dict[str, Any]:
    return {
        "public_id": lapsed.public_id,
        "others": len(lapsed.records) - 1,
        "reasons": labels.lapse(lapsed.outlook),
        "until": lapsed.outlook.kept.until,
    }


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the erasure of those that were chosen would take away; sent with a reason, it is proposed."""
    actor = actor_of(request)
    require(actor, "parties:personal:erase")
    require(actor, "retention:lapsed:read")
    form = form_of(EraseLapsed, request)
    chosen = list(dict.fromkeys(form["chosen"].value() or ()))[: services.MOST_AT_ONCE]
    if "reason" not in form.data:  # they were chosen just now: what would be erased is shown first
        form = form_of(EraseLapsed)
    asked = submitted(
        form,
        lambda given: services.propose_erasures(actor=actor, public_ids=given.chosen, reason=given.reason),
    )
    if asked:
        text = ngettext(
            "%(count)d erasure is submitted. Nothing is erased yet: a second person has to approve.",
            "%(count)d erasures are submitted. Nothing is erased yet: a second person has to approve.",
            len(asked),
        )
        messages.success(request, text % {"count": len(asked)})
        return redirect("retention:lapsed")
    lapses = selectors.lapsed_among(actor, chosen)
    if not lapses and not form.is_bound:
        messages.error(request, _("Choose at least one of them."))
        return redirect("retention:lapsed")
    rows = [{**_row(lapsed), "values": _values(lapsed)} for lapsed in lapses]
    context = {"rows": rows, "form": form}
    return render(request, "retention/preview.html", context, status=422 if form.is_bound else 200)


def _values(lapsed: Lapsed) -> list[Any]:
    there = {name for record in lapsed.records for name in erasable(record)}
    return [value for name, value in ERASABLE.items() if name in there]
