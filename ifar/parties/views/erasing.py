"""Proposing a lawful erasure, and saying to the second person what it would take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.acts.forms import form_of
from ifar.errors import IfarError, Reason, Refused
from ifar.form_errors import actor_of, at_fields
from ifar.parties import erasing, labels, selectors, services
from ifar.parties.inputs import EraseValues
from ifar.parties.models import Event
from ifar.parties.services import readings
from ifar.parties.services.naming import names_of
from ifar.parties.views.finding import name_of
from ifar.parties.views.person import party_to_change
from ifar.rights import Actor, require


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose to erase personal values: what, on which ground, why; what the law says against it is shown first."""
    actor = actor_of(request)
    require(actor, "parties:personal:erase")
    opened = request.method == "GET"
    party = readings.open_party(actor, public_id) if opened else party_to_change(actor, public_id)
    there = selectors.erasable(public_id)
    choices = [(name, words) for name, words in labels.ERASABLE.items() if name in there]
    form = form_of(EraseValues, request, among={"fields": choices})
    if form.is_valid():
        try:
            asked = services.propose_erasure(actor=actor, public_id=public_id, **form.given.arguments())
        except Refused:
            opened = True
        except IfarError as error:
            at_fields(form, error)
        else:
            text = _("Submitted as %(id)s. Nothing is erased yet: a second person has to approve.")
            messages.success(request, text % {"id": identifiers.shown(asked.public_id)})
            return redirect("parties:party", public_id)
    against = objections_of(actor, public_id)
    context = {
        "party": party,
        "name": name_of(party),
        "form": form,
        "there": there,
        "objections": against,
        "impossible": all(len(row["grounds"]) == len(erasing.GROUNDS) for row in against) and bool(against),
    }
    return render(
        request,
        "parties/erase.html",
        context,
        status=409 if form.is_bound and against else 422 if form.is_bound else 200,
    )


def objections_of(actor: Actor, public_id: str) -> list[dict[str, Any]]:
    """What the law says against an erasure, each once, with the grounds that it stands against."""
    result: dict[str, tuple[Reason, list[Any]]] = {}
    for ground in erasing.GROUNDS:
        for reason in erasing.objections(actor, public_id, ground):
            result.setdefault(reason.code, (reason, []))[1].append(labels.GROUNDS[ground][0])
    return [
        {"words": reason.message, "article": reason.article, "grounds": grounds}
        for reason, grounds in result.values()
    ]


def describe(actor: Actor, proposal: Any) -> Sequence[Line]:
    """What an erasure would take away, of whom, for those who decide about it."""
    named = [str(value["field"]) for value in proposal.payload.get("erased", ())]
    # What stands elsewhere in somebody's words is a note of theirs.
    fields = sorted({name if name in labels.ERASABLE else "note" for name in named})
    ground = str(proposal.payload.get("ground", ""))
    seen = selectors.parties_for(actor).filter(public_id=proposal.object).exists()
    names = names_of(actor, {proposal.object}, act="accounts.proposal.read", object=proposal.public_id)
    lines = [
        Line(
            _("Whose"),
            names.get(proposal.object) or identifiers.shown(proposal.object),
            reverse("parties:party", args=(proposal.object,)) if seen else "",
        ),
        Line(_("What is erased"), _(", ").join(str(labels.ERASABLE[name]) for name in fields)),
        Line(_("Texts of other records that go with it"), intcomma(_elsewhere(proposal))),
        Line(_("Ground"), labels.GROUNDS[ground][0] if ground in labels.GROUNDS else ground),
    ]
    against = (
        [str(reason.message) for reason in erasing.objections(actor, proposal.object, ground)] if seen else []
    )
    return [*lines, *(Line(_("Against it"), reason) for reason in against)]


def _elsewhere(proposal: Any) -> int:
    """How many values stand in no act on the party itself."""
    own = {str(entry) for entry in Event.objects.filter(subject=proposal.object).values_list("id", flat=True)}
    return sum(str(value["entry"]) not in own for value in proposal.payload.get("erased", ()))
