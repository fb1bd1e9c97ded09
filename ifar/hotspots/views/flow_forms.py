"""The forms from a signal to an effect. What was typed stays in them when a service refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.fields import mark_needed
from ifar.hotspots import detection_run, flow_labels, record, response
from ifar.hotspots.models import Hotspot, Source
from ifar.hotspots.services import responses
from ifar.hotspots.services.hotspots import THREATS, Content
from ifar.reference import selectors as reference
from ifar.rights import Actor

TASKS: Final = 3
OFFICES: Final = (
    "police",
    "customs",
    "licensing_authority",
    "military",
    "forensic_laboratory",
    "court",
    "inspectorate",
)


def text_field(label: Any, *, most: int = 200, required: bool = False, hint: Any = "") -> forms.CharField:
    """A line of text."""
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def long_field(label: Any, *, required: bool = False, hint: Any = "", rows: int = 3) -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=2000, required=required, help_text=hint, widget=widget)


def day_field(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget)


def several_field(label: Any, *, hint: Any = "", required: bool = False) -> forms.MultipleChoiceField:
    """Several of a list."""
    return forms.MultipleChoiceField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )


def _shared(group: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, flow_labels.coded(group, code)) for code in codes]


class ActForm(forms.Form):
    """A form of one of a page's acts; `slug` tells its fields from those of the others on the page."""

    slug = ""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{self.slug}-%s", label_suffix="", **kwargs)


class RunForm(forms.Form):
    """What a run looks at, and how."""

    layer = forms.ChoiceField(label=_("Places"), choices=list(flow_labels.LAYERS.items()))
    unit = forms.ChoiceField(label=_("Unit of time"), choices=list(flow_labels.UNITS.items()))
    first = day_field(_("From"), required=True)
    last = day_field(_("Until"), required=True)
    wanted = several_field(_("Signals"), required=True)
    sources = several_field(_("Sources"), hint=_("Nothing ticked: all of them."))
    alpha = forms.DecimalField(
        label=_("Level of significance"), min_value=0, max_value=1, decimal_places=3, initial="0.05",
        help_text=_("What is kept could come about by chance in at most this share of tries."),
    )  # fmt: skip
    least = forms.IntegerField(
        label=_("Cases that a finding needs at least"), min_value=2, max_value=1000, initial=5
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=1,
        max_value=2**31,
        initial=1,
        help_text=_("The same seed and data give the same result."),
    )
    ahead = forms.IntegerField(
        label=_("Periods that the forecast looks ahead"), min_value=1, max_value=6, initial=1
    )
    mean = forms.ChoiceField(
        label=_("How the index of risk puts its parts together"),
        choices=[
            ("geometric", _("Geometric mean: a low part does not make up for a high one")),
            ("arithmetic", _("Arithmetic mean: it does")),
        ],
    )

    def __init__(self, *args: Any, found: Iterable[Source] = (), **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        signals: Any = self.fields["wanted"]
        signals.choices = [(name, flow_labels.SIGNALS[name]) for name in detection_run.ALL]
        sources: Any = self.fields["sources"]
        sources.choices = [(one.public_id, one.name) for one in found]
        for name, said in flow_labels.INDICATORS.items():
            label = _("Weight: %(what)s")
            self.fields[f"weight_{name}"] = forms.IntegerField(
                label=str(label) % {"what": said},
                min_value=0,
                max_value=100,
                initial={"rate": 2}.get(name, 1),
            )

    def first_asked(self) -> list[forms.BoundField]:
        """What everybody chooses."""
        return [self[name] for name in ("layer", "unit", "first", "last", "wanted", "sources")]

    def finer(self) -> list[forms.BoundField]:
        """What is good as it is for most runs."""
        plain = {one.name for one in self.first_asked()}
        return [one for one in self if one.name not in plain]

    def is_finer_wrong(self) -> bool:
        """Whether something that is folded away has to be looked at."""
        return any(one.errors for one in self.finer())

    def asked(self) -> dict[str, Any]:
        """What `services.runs.ask_run` takes."""
        said = self.cleaned_data
        return {
            "layer": said["layer"], "unit": said["unit"], "first": said["first"], "last": said["last"], "wanted": said["wanted"],
            "sources": said["sources"], "parameters": {"alpha": float(said["alpha"]), "least": said["least"], "seed": said["seed"]},
            "weights": {name: said[f"weight_{name}"] for name in flow_labels.INDICATORS}, "mean": said["mean"], "ahead": said["ahead"],
        }  # fmt: skip


class WatchForm(ActForm):
    """Watch until a day."""

    slug = "wa"
    again_on = day_field(_("Look again on"), required=True)
    note = text_field(_("Why"), most=2000)


class DismissForm(ActForm):
    """Nothing follows from it, and why."""

    slug = "di"
    reason = forms.ChoiceField(
        label=_("Why nothing follows"), choices=[("", "–"), *flow_labels.DISMISSALS.items()]
    )
    note = text_field(_("In your own words"), most=2000)


class NoteForm(ActForm):
    """A reason in words."""

    slug = "no"
    note = text_field(_("Why"), most=2000, required=True)


class HotspotForm(forms.Form):
    """What an analyst says of a hotspot."""

    title = text_field(_("Name"), most=record.LONGEST_TITLE, required=True)
    first = day_field(_("Since"))
    last = day_field(_("Until, if it is over"))
    drivers = several_field(_("Drivers"), required=True)
    threats = several_field(_("Connected with"))
    confidence = forms.ChoiceField(label=_("Confidence"))
    tlp = forms.ChoiceField(label=_("Who may be told"))
    level = forms.ChoiceField(label=_("Trigger level"))
    basis = long_field(_("What this stands on"), required=True)
    assessment = long_field(_("What it means"))
    level_reason = text_field(
        _("Why this level, where only our own recoveries and traces say so"), most=2000,
        hint=_("They rise where we look: without a second source, a level above watch needs a person's reason."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        choices: dict[str, list[tuple[str, str]]] = {
            "drivers": _shared("driver", record.DRIVERS),
            "threats": list(reference.words(THREATS).items()),
            "confidence": _shared("confidence", record.CONFIDENCES),
            "tlp": _shared("tlp", record.TLP),
            "level": _shared("level", ("none", "watch", "response", "urgent")),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def content(self) -> Content:
        """What the services take."""
        return Content(**self.cleaned_data)

    @staticmethod
    def of(found: Hotspot) -> dict[str, Any]:
        """What a hotspot says now."""
        said = {
            name: getattr(found, name)
            for name in ("first", "last", "drivers", "threats", "confidence", "tlp", "level")
        }
        return {**said, **(found.words or {})}


class LevelForm(ActForm):
    """The level that a person sets."""

    slug = "le"
    level = forms.ChoiceField(label=_("Trigger level"))
    reason = text_field(_("Why"), most=2000, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = _shared("level", ("none", "watch", "response", "urgent"))  # type: ignore[attr-defined]


class ReportForm(ActForm):
    """Whom a situation report may be told."""

    slug = "re"
    tlp = forms.ChoiceField(label=_("Who may be told"))

    def __init__(self, *args: Any, most: str = "clear", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tlp"].choices = _shared("tlp", record.TLP[: record.TLP.index(most) + 1])  # type: ignore[attr-defined]


def offices(actor: Actor) -> list[tuple[str, str]]:
    """Offices that may lead, the actor's own first."""
    found = Agency.objects.filter(kind__in=OFFICES).order_by("name").values_list("public_id", "name")
    return sorted(found, key=lambda one: one[0] != actor.agency)


class ResponseForm(forms.Form):
    """A response: needs, measures, tasks, who leads, what it costs."""

    title = text_field(_("Name"), required=True)
    owner = forms.ChoiceField(label=_("Office that leads"))
    partners = text_field(_("Partners"), most=400)
    measures = several_field(_("Measures of the catalogue"), required=True)
    budget = forms.CharField(
        label=_("Budget, in whole units"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    currency = forms.CharField(
        label=_("Currency"), required=False, max_length=3, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    budget_line = text_field(_("Budget line"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["owner"].choices = offices(actor)  # type: ignore[attr-defined]
        spoken = reference.words(responses.MEASURES)
        self.fields["measures"].choices = list(spoken.items())  # type: ignore[attr-defined]
        questions, needs = (
            reference.words(responses.QUESTIONS),
            reference.mappings(responses.QUESTIONS, "need"),
        )
        answers = [("", "–"), *flow_labels.ANSWERS.items()]
        self.questions = {
            need: [code for code in questions if need in needs.get(code, ())] for need in response.NEEDS
        }
        for need, codes in self.questions.items():
            for code in codes:
                self.fields[f"q_{code}"] = forms.ChoiceField(
                    label=questions[code], choices=answers, required=False
                )
                mark_needed(self, f"q_{code}", _("(one answer at least)"))
            self.fields[f"assessment_{need}"] = long_field(_("What was found"), rows=2)
        for n in range(TASKS):
            self.fields[f"t{n}_words"] = text_field(_("What is to be done"), most=400)
            self.fields[f"t{n}_measure"] = forms.ChoiceField(
                label=_("For which measure"), choices=[("", "–"), *spoken.items()], required=False
            )
            self.fields[f"t{n}_owner"] = text_field(_("Who does it"))
            self.fields[f"t{n}_due"] = day_field(_("Until"))
            for name in ("words", "measure", "owner", "due"):
                mark_needed(self, f"t{n}_{name}", _("(needed for a task)"))
        mark_needed(self, "currency", _("(needed with a budget)"))

    def clean(self) -> dict[str, Any]:
        """What is wrong with a task stands at that task."""
        said = super().clean() or {}
        for n in self._told():
            task = {name: said.get(f"t{n}_{name}") for name in ("words", "measure", "owner", "due")}
            for wrong in response.task_wrongs(task, measures=said.get("measures", ()), today=today_plus(0)):
                if not self.has_error(f"t{n}_{wrong.field}"):
                    self.add_error(f"t{n}_{wrong.field}", flow_labels.REASONS[wrong.code])
        return said

    def _told(self) -> list[int]:
        """The tasks of which anything is said; a day alone, with which the page begins, is not yet a task."""
        said = self.cleaned_data
        return [
            n for n in range(TASKS) if any(said.get(f"t{n}_{name}") for name in ("words", "measure", "owner"))
        ]

    def needs(self) -> list[dict[str, Any]]:
        """The fields of each template, for the page."""
        return [
            {"name": flow_labels.NEEDS[need], "code": need, "open": any(self[f"q_{code}"].value() for code in codes),
             "fields": [self[f"q_{code}"] for code in codes], "text": self[f"assessment_{need}"]}
            for need, codes in self.questions.items()
        ]  # fmt: skip

    def tasks(self) -> list[list[Any]]:
        """The fields of each task, for the page."""
        return [[self[f"t{n}_{name}"] for name in ("words", "measure", "owner", "due")] for n in range(TASKS)]

    def general(self) -> list[Any]:
        """The other fields, for the page."""
        return [
            self[name]
            for name in ("title", "owner", "partners", "measures", "budget", "currency", "budget_line")
        ]

    def proposal(self) -> responses.Proposal:
        """What the services take."""
        said = self.cleaned_data
        needs = {
            need: {code: said[f"q_{code}"] for code in codes if said.get(f"q_{code}")}
            for need, codes in self.questions.items()
        }
        assessment = {
            need: said[f"assessment_{need}"] for need in response.NEEDS if said.get(f"assessment_{need}")
        }
        tasks = [
            responses.NewTask(
                said[f"t{n}_words"], said[f"t{n}_measure"], said[f"t{n}_owner"], said[f"t{n}_due"]
            )
            for n in self._told()
        ]
        return responses.Proposal(
            said["title"], said["owner"], said["measures"], {n: a for n, a in needs.items() if a or n in assessment}, assessment,
            said["partners"], said["budget_line"], said["budget"], said["currency"], tasks,
        )  # fmt: skip

    @staticmethod
    def of(found: Any) -> dict[str, Any]:
        """What a response says now."""
        texts: Mapping[str, str] = found.words or {}
        said = {
            "title": texts.get("title", ""), "owner": found.owner, "partners": texts.get("partners", ""), "measures": found.measures,
            "budget": found.budget, "currency": found.currency, "budget_line": texts.get("budget_line", ""),
        }  # fmt: skip
        for need, answers in found.needs.items():
            said |= {f"q_{code}": answer for code, answer in answers.items()}
            said[f"assessment_{need}"] = texts.get(f"assessment:{need}", "")
        for n, task in enumerate(found.tasks[:TASKS]):
            said |= {
                f"t{n}_words": texts.get(f"task:{task['id']}", ""), f"t{n}_owner": texts.get(f"owner:{task['id']}", ""),
                f"t{n}_measure": task["measure"], f"t{n}_due": task["due"],
            }  # fmt: skip
        return said


class RightsForm(ActForm):
    """The human-rights check: each question with its answer, and what is done about what is not as it should be."""

    slug = "ri"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [("", "–"), *flow_labels.ANSWERS.items()]
        for name, question in flow_labels.RIGHTS.items():
            unanswered = {"required": flow_labels.REASONS[response.UNANSWERED]}
            self.fields[name] = forms.ChoiceField(label=question, choices=answers, error_messages=unanswered)
            wanted, stops = response.RIGHTS[name]
            if not stops:
                self.fields[f"{name}_done"] = text_field(_("If not: what is done about it"), most=2000)
                mark_needed(
                    self,
                    f"{name}_done",
                    _("(needed unless the answer is “%s”)") % flow_labels.ANSWERS[wanted],
                )

    def answers(self) -> tuple[dict[str, str], dict[str, str]]:
        """Answers and mitigations."""
        said = self.cleaned_data
        return (
            {name: said[name] for name in response.RIGHTS},
            {name: said.get(f"{name}_done", "") for name in response.RIGHTS},
        )


class TaskForm(ActForm):
    """A task more."""

    slug = "ta"
    words = text_field(_("What is to be done"), most=400, required=True)
    measure = forms.ChoiceField(label=_("For which measure"))
    owner = text_field(_("Who does it"), required=True)
    due = day_field(_("Until"), required=True)

    def __init__(self, *args: Any, measures: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = reference.words(responses.MEASURES)
        self.fields["measure"].choices = [(code, spoken.get(code, code)) for code in measures]  # type: ignore[attr-defined]

    def task(self) -> responses.NewTask:
        """What the services take."""
        return responses.NewTask(**self.cleaned_data)


class LogForm(ActForm):
    """A line of the daily log."""

    slug = "lo"
    entry = long_field(_("What happened today"), required=True, rows=2)


class ReviewForm(ActForm):
    """The after-action review."""

    slug = "rv"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in flow_labels.REVIEW.items():
            self.fields[name] = long_field(question, rows=2, required=name in response.REVIEW)


class EffectForm(ActForm):
    """From which day it could work."""

    slug = "ef"
    about = forms.ChoiceField(label=_("Effect of"))
    since = day_field(_("From which day it could work"), hint=_("The day it began, if you leave this empty."))

    def __init__(self, *args: Any, about: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = list(about)  # type: ignore[attr-defined]


def today_plus(days: int) -> dt.date:
    """A day some days from now, to begin a form with."""
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)
