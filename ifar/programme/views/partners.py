"""Pages of alliances: stakeholders, who speaks for them, what they committed themselves to and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of
from ifar.acts.inputs import entries, part_of
from ifar.form_errors import actor_of
from ifar.programme import commitment as rules
from ifar.programme import people_inputs as inputs
from ifar.programme import people_labels
from ifar.programme.models import Commitment
from ifar.programme.selectors import partners as selectors
from ifar.programme.selectors import planning
from ifar.programme.services import partners as services
from ifar.programme.services.partners import NewCommitment, NewStakeholder
from ifar.programme.views.asking import form_page
from ifar.rights import may, require


def _row(record: Commitment, of: str) -> dict[str, Any]:
    today = timezone.now().date()
    standing = rules.standing(record.state, record.due_on, record.kept_on, today)
    return {
        "one": record,
        "of": of,
        "standing": people_labels.STANDINGS[standing],
        "tone": people_labels.STANDING_TONES[standing],
        "late": rules.late(record.state, record.due_on, today),
    }


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    """Stakeholders and the commitments that wait, the most urgent first."""
    actor = actor_of(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in rules.KINDS else ""
    result = selectors.whole(actor, kind)
    waiting = [_row(record, name) for record, name in result.waiting]
    context = {
        "rows": [
            {
                "one": stakeholder,
                "kind": people_labels.STAKEHOLDERS[stakeholder.kind],
                "open": result.open.get(stakeholder.public_id, 0),
            }
            for stakeholder in result.rows
        ],
        "waiting": waiting,
        "late": sum(1 for row in waiting if row["late"]),
        "kind": kind,
        "kinds": list(people_labels.STAKEHOLDERS.items()),
        "may_keep": may(actor, services.KEEP),
    }
    return render(request, "programme/partners.html", context)


@require_GET
def partner(request: HttpRequest, public_id: str) -> HttpResponse:
    """One stakeholder with its commitments and what became of them; who its focal point is stands behind a button, whose use is noted."""
    actor = actor_of(request)
    stakeholder = selectors.stakeholder(actor, public_id)
    keeps = may(actor, services.KEEP)
    shown = services.contact(actor, public_id) if keeps and request.GET.get("show") == "contact" else {}
    parts = entries(inputs.NameContact)
    context = {
        "one": stakeholder.one,
        "kind": people_labels.STAKEHOLDERS[stakeholder.one.kind],
        "state": people_labels.STAKEHOLDER_STATES[stakeholder.one.state],
        "listed": stakeholder.one.state == "listed",
        "office": dict(services.offices(actor)).get(stakeholder.one.agency, "")
        if keeps and stakeholder.one.agency
        else "",
        "contact": [(_(parts[name].asked.label), value) for name, value in shown.items()],
        "commitments": [
            {
                **_row(each, stakeholder.one.name),
                "project": stakeholder.projects.get(each.project, ""),
                "offered": offered(actor, services.COMMITMENT, each)["acts"].values(),
                "acts": [
                    {
                        "at": done.at,
                        "words": people_labels.COMMITMENT_ACTS[done.kind],
                        "who": done.who,
                        "text": done.said.get("note", "") if keeps or done.kind == "withdrawn" else "",
                    }
                    for done in stakeholder.acts.get(each.public_id, ())
                ],
            }
            for each in stakeholder.commitments
        ],
        "may_keep": keeps,
        "offered": offered(actor, services.STAKEHOLDER, stakeholder.one),
    }
    return render(request, "programme/partner.html", context)


@require_http_methods(["GET", "POST"])
def new_partner(request: HttpRequest) -> HttpResponse:
    """Enter a stakeholder."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    form = form_of(inputs.EnterStakeholder, request, among={"agency": services.offices(actor)})

    def do(given: inputs.EnterStakeholder) -> str:
        made = services.enter(actor=actor, new=part_of(given, NewStakeholder))
        return reverse("programme:partner", args=(made.public_id,))

    return form_page(
        request,
        form,
        do,
        title=_("Enter a stakeholder"),
        button=_("Enter it"),
        back=reverse("programme:partners"),
    )


@require_http_methods(["GET", "POST"])
def commitment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note a commitment of a stakeholder."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    stakeholder = selectors.stakeholder_for(actor, public_id)
    form = form_of(
        inputs.NoteCommitment,
        request,
        initial={"made_on": timezone.now().date()},
        among={"project": planning.projects(actor)},
    )

    def do(given: inputs.NoteCommitment) -> None:
        services.commit(actor=actor, stakeholder=public_id, new=part_of(given, NewCommitment))

    return form_page(
        request,
        form,
        do,
        title=_("Note a commitment"),
        said=stakeholder.name,
        button=_("Note it"),
        back=reverse("programme:partner", args=(public_id,)),
    )
