"""Forms from a signal to an effect with what their inputs do not know: questions of a list, parts that are folded away, a check of each task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ifar.accounts.models import Agency
from ifar.accounts.selectors.agencies import called
from ifar.acts.forms import ActForm, form_of
from ifar.hotspots import detection_run, flow_labels, inputs, response, response_inputs
from ifar.hotspots.models import Response
from ifar.hotspots.selectors import places
from ifar.hotspots.services import responses, runs
from ifar.reference import selectors as reference
from ifar.rights import Actor

OFFICES: Final = (
    "police",
    "customs",
    "licensing_authority",
    "military",
    "forensic_laboratory",
    "court",
    "inspectorate",
)


class RunForm(ActForm):
    """What a run looks at, and how: what is good as it is for most runs is folded away."""

    def first_asked(self) -> list[forms.BoundField]:
        """What everybody chooses."""
        return [self[name] for name in ("layer", "unit", "first", "last", "signals", "sources")]

    def finer(self) -> list[forms.BoundField]:
        """What is good as it is for most runs."""
        plain = {field.name for field in self.first_asked()}
        return [field for field in self if field.name not in plain]

    def is_finer_wrong(self) -> bool:
        """Whether something that is folded away has to be looked at."""
        return any(field.errors for field in self.finer())


def run_form(actor: Actor, request: HttpRequest) -> ActForm:
    """The form of a run."""
    parts = [
        (name, _("Weight: %(what)s") % {"what": indicator})
        for name, indicator in flow_labels.INDICATORS.items()
    ]
    first: dict[str, Any] = {f"weights-{name}": runs.WEIGHTS[name] for name, _words in parts}
    first["signals"] = list(detection_run.BY_CLOCK)
    sources = [(source.public_id, source.name) for source in places.sources_for(actor)]
    return form_of(
        inputs.AskRun,
        request,
        kind=RunForm,
        initial={**runs.defaults(today_plus(0)), **first},
        among={"sources": sources, "weights": parts},
    )


class ResponseForm(ActForm):
    """A response: needs, measures, tasks, who leads, what it costs."""

    questions: Mapping[str, list[str]]

    def clean(self) -> dict[str, Any]:
        """What is wrong with a task stands at that task."""
        values = super().clean()
        if self.given is not None:
            for n, task in zip(self.told["tasks"], self.given.tasks, strict=True):
                for wrong in response.task_wrongs(
                    dict(task), measures=self.given.measures, today=today_plus(0)
                ):
                    if not self.has_error(f"tasks-{n}-{wrong.field}"):
                        self.add_error(f"tasks-{n}-{wrong.field}", flow_labels.REASONS[wrong.code])
        return values

    def needs(self) -> list[dict[str, Any]]:
        """The fields of each template, for the page."""
        rows = []
        for need, codes in self.questions.items():
            fields = [self[f"needs-{need}-{code}"] for code in codes]
            rows.append(
                {
                    "name": flow_labels.NEEDS[need],
                    "code": need,
                    "open": any(field.value() for field in fields),
                    "fields": fields,
                    "text": self[f"assessment-{need}"],
                }
            )
        return rows

    def general(self) -> list[forms.BoundField]:
        """The other fields, for the page."""
        names = ("title", "owner", "partners", "measures", "budget", "currency", "budget_line")
        return [self[name] for name in names]


def response_form(actor: Actor, request: HttpRequest, initial: Mapping[str, Any]) -> Any:
    """The form of a response, with the questions of each need."""
    spoken, needs = reference.words(responses.QUESTIONS), reference.mappings(responses.QUESTIONS, "need")
    questions = {need: [code for code in spoken if need in needs.get(code, ())] for need in response.NEEDS}
    asked = [(f"{need}-{code}", spoken[code]) for need, codes in questions.items() for code in codes]
    form = form_of(
        response_inputs.ProposeResponse,
        request,
        kind=ResponseForm,
        initial=initial,
        among={
            "owner": _offices(actor),
            "needs": asked,
            "assessment": [(need, _("What was found")) for need in response.NEEDS],
        },
    )
    setattr(form, "questions", questions)  # noqa: B010
    return form


def _offices(actor: Actor) -> list[tuple[str, str]]:
    """Offices that may lead, the actor's own first."""
    agencies = Agency.objects.filter(kind__in=OFFICES).order_by("name").values_list("public_id", called())
    return sorted(agencies, key=lambda row: row[0] != actor.agency)


def said_of_response(result: Response) -> dict[str, Any]:
    """What a response says now, as its form has it."""
    texts: Mapping[str, str] = result.words or {}
    values = {
        "title": texts.get("title", ""),
        "owner": result.owner,
        "partners": texts.get("partners", ""),
        "measures": result.measures,
        "budget": result.budget,
        "currency": result.currency,
        "budget_line": texts.get("budget_line", ""),
    }
    for need, answers in result.needs.items():
        values |= {f"needs-{need}-{code}": answer for code, answer in answers.items()}
        values[f"assessment-{need}"] = texts.get(f"assessment:{need}", "")
    for n, task in enumerate(result.tasks):
        values |= {
            f"tasks-{n}-words": texts.get(f"task:{task['id']}", ""),
            f"tasks-{n}-owner": texts.get(f"owner:{task['id']}", ""),
            f"tasks-{n}-measure": task["measure"],
            f"tasks-{n}-due": task["due"],
        }
    return values


def today_plus(days: int) -> dt.date:
    """A day some days from now, to begin a form with."""
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)
