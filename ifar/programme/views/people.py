"""Pages of initiatives with communities: the list, one with whom it reached, and the forms that plan, count and say what changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of
from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.programme import people_inputs as inputs
from ifar.programme import people_labels
from ifar.programme.selectors import feedback as said
from ifar.programme.selectors import people as selectors
from ifar.programme.selectors import planning
from ifar.programme.selectors.strategy import READ
from ifar.programme.services import people as services
from ifar.programme.services.people import NewInitiative
from ifar.programme.views.asking import form_page
from ifar.programme.views.reached import TONES, line_of, reached_words
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.typed import whole_number


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Initiatives, narrowed by kind, by whom they work with, and by state."""
    actor = actor_of(request)
    require(actor, READ)
    words = reference.words_of([services.KIND, services.AUDIENCE])
    chosen = {name: request.GET.get(name, "") for name in ("kind", "audience", "state")}
    known = {"kind": words[services.KIND], "audience": words[services.AUDIENCE], "state": people_labels.INITIATIVES}  # fmt: skip
    chosen = {name: value if value in known[name] else "" for name, value in chosen.items()}
    number = request.GET.get("page", "1")
    page = whole_number(number, least=1, most=999, otherwise=1)
    result = selectors.listed(actor, **chosen, page=page)
    labels = {"kind": _("Kind"), "audience": _("With whom"), "state": _("State")}
    context = {
        "rows": [line_of(line, words[services.KIND]) for line in result.lines],
        "count": result.count,
        "reached": reached_words(result.reached),
        "filters": [(name, labels[name], chosen[name], list(known[name].items())) for name in labels],
        "query": "&".join(f"{name}={value}" for name, value in chosen.items() if value),
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page * selectors.PER_PAGE < result.count else None,
        "may_write": may(actor, services.WRITE),
        "may_answer": may(actor, said.ANSWER),
    }
    return render(request, "programme/initiatives.html", context)


@require_GET
def initiative(request: HttpRequest, public_id: str) -> HttpResponse:
    """One initiative: what it is, whom it reached, what changed, its project's markers, and the door for what people say of it."""
    actor = actor_of(request)
    result = selectors.initiative(actor, public_id)
    words = reference.words_of([services.KIND, services.AUDIENCE])
    record, project = result.one, result.project
    heard = said.listed(actor, "open", timezone.now().date(), initiative=public_id) if may(actor, said.ANSWER) else None  # fmt: skip
    context = {
        "one": record,
        "project": project,
        "state": people_labels.INITIATIVES[record.state],
        "tone": TONES[record.state],
        "kind": words[services.KIND].get(record.kind, record.kind),
        "audiences": [words[services.AUDIENCE].get(code, code) for code in record.audiences],
        "reached": reached_words(result.reached),
        "figures": [
            (each, offered(actor, services.PARTICIPATION, each)["acts"].values()) for each in result.figures
        ],
        "gem": people_labels.GEM.get(project.gem) if project and project.gem is not None else None,
        "dac": people_labels.DAC.get(project.dac_gender)
        if project and project.dac_gender is not None
        else None,
        "heard": heard,
        "may_count": may(actor, services.WRITE) and record.state in ("running", "ended"),
        "offered": offered(actor, services.INITIATIVE, record),
    }
    return render(request, "programme/initiative.html", context)


@require_http_methods(["GET", "POST"])
def new_initiative(request: HttpRequest) -> HttpResponse:
    """Open an initiative."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    form = form_of(
        inputs.PlanInitiative,
        request,
        initial={"project": request.GET.get("project", "")[:14]},
        among={"project": planning.projects(actor)},
    )

    def do(given: inputs.PlanInitiative) -> str:
        made = services.open_initiative(actor=actor, new=part_of(given, NewInitiative))
        return reverse("programme:initiative", args=(made.public_id,))

    return form_page(
        request,
        form,
        do,
        title=_("Open an initiative"),
        button=_("Open the initiative"),
        back=reverse("programme:initiatives"),
    )


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note how many took part on a day, by sex and age."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    of = selectors.initiative_for(actor, public_id)
    form = form_of(inputs.NoteParticipation, request)

    def do(given: inputs.NoteParticipation) -> None:
        services.note_participation(actor=actor, initiative_id=public_id, **dict(given))

    return form_page(
        request,
        form,
        do,
        title=_("Note who took part"),
        said=of.title,
        button=_("Note it"),
        back=reverse("programme:initiative", args=(public_id,)),
        done=_("The figure is noted."),
    )
