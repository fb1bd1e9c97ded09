"""What a form marks as optional may stay empty: the mark and the refusal come from one source, on every form of the product."""

from __future__ import annotations

import datetime as dt
import html
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

import ifar
from ifar.acts.forms import ActForm, form_of
from ifar.acts.inputs import Input, entries
from ifar.hotspots import response
from ifar.hotspots.response_inputs import CloseResponse, ProposeResponse
from ifar.placement.services import places
from ifar.programme import indicators
from ifar.programme.plan_inputs import ReportValue
from ifar.programme.views.values import form_about
from ifar.recoveries.custody import inputs as custody_inputs
from ifar.recoveries.custody.services.chains import placed, taken_from
from ifar.registry import kinds
from ifar.registry.lifecycle import Refusal, decide
from ifar.registry.lifecycle.table import RULES
from ifar.registry.views.details import DetailsForm
from ifar.rights import PERMISSIONS
from tests.factories import a_firearm
from tests.registry.lifecycle_cases import example, knowing, typical_for

pytestmark = pytest.mark.django_db


# Every form ---------------------------------------------------------------------------------------------------------------


def all_forms() -> list[type[forms.BaseForm]]:
    """Every form of the product's pages."""
    names = [walk_package.name for walk_package in pkgutil.walk_packages(ifar.__path__, "ifar.")]
    pages = [
        importlib.import_module(name)
        for name in names
        if ".views" in name or name.endswith((".asking", ".forms"))
    ]
    results = [
        var
        for page in pages
        for var in vars(page).values()
        if inspect.isclass(var)
        and issubclass(var, forms.BaseForm)
        and var.__module__ == page.__name__
        # What an input's form adds to it is made with the input: see below.
        and not issubclass(var, ActForm)
    ]
    return sorted(results, key=lambda kind: (kind.__module__, kind.__name__))


UNBUILT = {
    "AbsenceForm",
    "DetailsForm",
}
"""Forms about something that stands on record: their own tests fill them in; the details of events are walked below."""


def arguments(form: type[forms.BaseForm], actor: Any) -> dict[str, Any]:
    """What a form is made with, by the names of its parameters."""
    given: dict[str, Any] = {
        "actor": actor, "spaces": [], "mine": [], "all_kinds": True, "described": True, "asks_area": True, "areas": {}, "number": "8",
        "of": SimpleNamespace(measure="percentage", aggregation="sum"), "headings": [], "told": [], "by": [], "there": ["name"],
        "found": None, "columns": frozenset({"make"}), "in_emergencies": True, "transfers": ["privately_transferred"], "grounds": "waiver_ground",
        "kind": "person",
    }  # fmt: skip
    wanted = [
        parameter
        for each in form.__mro__
        if "__init__" in vars(each)
        for parameter in inspect.signature(each.__init__).parameters.values()
    ]
    return {
        parameter.name: given[parameter.name]
        for parameter in wanted
        if parameter.default is parameter.empty and parameter.name in given
    }


def plausible(field: forms.Field) -> Any:
    """Something that the field takes, if a value can be guessed."""
    choices = [code for code, _ in getattr(field, "choices", ()) if code not in ("", None)]
    if isinstance(field, forms.MultipleChoiceField | forms.TypedMultipleChoiceField):
        return choices[:1]
    if isinstance(field, forms.ChoiceField):
        return choices[0] if choices else ""
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.DateField):
        return "2026-01-14"
    if isinstance(field, forms.EmailField):
        return "desk@example.org"
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return str(max(field.min_value or 1, 1))
    return "12"


def broken(form: forms.BaseForm) -> Iterator[str]:
    """The fields that are marked as optional, were left empty, and are refused."""
    for name in form.errors:
        field = form.fields.get(name)
        if field is None or field.required or getattr(field, "needed", ""):
            continue
        if form[name].value() in (None, "", [], False):
            yield f"{type(form).__module__}.{type(form).__name__}.{name}: {form.errors[name][0]}"


def lies(fresh: forms.BaseForm, posted: forms.BaseForm) -> Iterator[str]:
    """Where what the empty form shows of a field, on its page, and what became of it when nothing was filled in are not the same."""
    for bound in fresh:
        text = drawn(bound)
        may_stay_empty = 'class="optional"' in text or bound.is_hidden or bound.field.widget.is_hidden
        where = f"{type(fresh).__module__}.{type(fresh).__name__}.{bound.name}"
        if "(optional)" in text and (bound.name in posted.errors or re.search(r"<[^>]* required\b", text)):
            yield f"{where} is marked as optional and must be filled in"
        elif not may_stay_empty and bound.name not in posted.errors and not is_a_tick(bound):
            yield f"{where} has no mark and may stay empty"


def is_a_tick(bound: forms.BoundField) -> bool:
    """A box that is left empty answers no."""
    return getattr(bound.field.widget, "input_type", "") == "checkbox" and not getattr(
        bound.field.widget, "use_fieldset", False
    )


def filled(form: forms.BaseForm, names: list[str]) -> dict[str, Any]:
    return {form.add_prefix(name): plausible(form.fields[name]) for name in names}


def test_w08_what_is_marked_as_optional_may_stay_empty(alice):
    """Empty; with what is required; and with each other field beside that, one at a time."""
    wrong = set()
    for form in all_forms():
        if form.__name__ in UNBUILT:
            continue
        given = arguments(form, replace(alice, permissions=frozenset(PERMISSIONS)))
        fresh = form(**given)
        required = [name for name, field in fresh.fields.items() if field.required]
        others = [name for name in fresh.fields if name not in required]
        for names in ([], required, *([*required, other] for other in others)):
            wrong |= set(broken(form(data=filled(fresh, names), **given)))
        wrong |= set(lies(fresh, form(data={}, **given)))
    assert not wrong


def all_inputs() -> list[type[Input]]:
    """What is said of every act that is declared with its input."""
    names = [
        walk_package.name
        for walk_package in pkgutil.walk_packages(ifar.__path__, "ifar.")
        if walk_package.name.endswith("inputs")
    ]
    results = [var for name in names for var in vars(importlib.import_module(name)).values()]
    own = {
        item for item in results if inspect.isclass(item) and issubclass(item, Input) and item is not Input
    }
    return sorted(own, key=lambda kind: (kind.__module__, kind.__name__))


def test_what_an_input_marks_as_optional_may_stay_empty():
    """As above, of the forms that are made from inputs."""
    wrong = set()
    for model in all_inputs():
        keys = {name: [] for name, entry in entries(model).items() if entry.asked.way == "each"}
        fresh = form_of(model, among=keys)
        required = [name for name, field in fresh.fields.items() if field.required]
        others = [name for name in fresh.fields if name not in required]
        for names in ([], required, *([*required, other] for other in others)):
            posted = RequestFactory().post("/", filled(fresh, names))
            wrong |= {
                f"{model.__module__}.{model.__name__}: {text}"
                for text in broken(form_of(model, posted, among=keys))
            }
        empty = form_of(model, RequestFactory().post("/"), among=keys)
        wrong |= {f"{model.__module__}.{model.__name__}: {text}" for text in lies(fresh, empty)}
    assert not wrong


# Every kind of event ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(RULES))
def test_w08_the_form_of_an_event_asks_for_what_the_rule_refuses_without(kind):
    """From every state: with what the form marks as required and nothing else, no refusal is about a field that it marks as optional."""
    rule, whole = (
        RULES[kind],
        example(kind, thing="part" if kind in ("part_fitted", "part_removed") else "firearm"),
    )
    for state in [*sorted(rule.states), *([None] if rule.creates else [])]:
        facts = typical_for(kind, state) if state else None
        form, asked = None, set()
        standing = SimpleNamespace(facts=facts, item=whole.thing)
        for _ in range(4):  # what is asked may follow from what was chosen
            values = {name: value for name, value in whole.details.items() if name in asked}
            form = DetailsForm(
                kinds.KINDS[kind],
                standing,
                whole.recorder,
                {k: "on" if v is True else v for k, v in values.items()},
            )
            asked = {name for name, field in form.fields.items() if field.required}
        event = example(
            kind, thing=whole.thing, **{name: None for name in whole.details if name not in asked}
        )
        outcome = decide(facts, event, knowing())
        refused = {reason.field for reason in outcome.reasons} if isinstance(outcome, Refusal) else set()
        optional = {name for name, field in form.fields.items() if not field.required}
        assert not refused & optional - {"licence"}, (state, refused & optional)


def test_w08_the_kind_of_owner_is_required_where_it_is_sold(signed_in, alice):
    gun = a_firearm(alice, state="held_civilian").firearm
    page = signed_in("alice").get(f"/firearms/{gun}/record/?kind=privately_transferred")
    assert page.context["details"].fields["owner_kind"].required


# The page ------------------------------------------------------------------------------------------------------------------


def drawn(bound: forms.BoundField) -> str:
    page = Template("{% load pieces %}{% field bound %}").render(Context({"bound": bound}))
    return re.sub(r"\s+", " ", html.unescape(page))


class Loose(forms.Form):
    """A form whose service knows more than it does."""

    lines = forms.CharField(required=False)
    day = forms.DateField(required=False)


def test_w08_what_was_refused_for_being_empty_is_not_called_optional():
    form = Loose({"lines": "", "day": "2026-01-01"})
    assert form.is_valid()
    form.add_error("lines", "Say it.")
    form.add_error("day", "Too early.")
    assert "(optional)" not in drawn(form["lines"])
    assert "(optional)" in drawn(form["day"])


@pytest.mark.parametrize("room", [False, True])
def test_w08_a_place_is_needed_where_no_room_is(dave, erin, room):
    """A laboratory has no evidence room: there the place is no matter of choice."""
    if room:
        places.open_place(actor=erin, kind="evidence", name="Room 1")
    for model in (
        custody_inputs.ReceiveExhibit,
        custody_inputs.FindExhibit,
        custody_inputs.MoveExhibit,
        custody_inputs.TakeIn,
    ):
        place = form_of(model, **placed(dave)).fields["place"]
        assert place.required is not room
        assert getattr(place, "needed", "")
    hand = form_of(custody_inputs.HandExhibit, **taken_from(dave, None))
    assert not hand.fields["place"].required, "it was taken from where it lay on record"


def test_w08_the_review_asks_for_all_that_closing_asks_for():
    form = form_of(CloseResponse)
    assert {name for name, field in form.fields.items() if field.required} == set(response.REVIEW)
    assert {reason.field for reason in response.closing([], {})} == set(response.REVIEW)


@pytest.mark.parametrize("measure", indicators.MEASURES)
@pytest.mark.parametrize("aggregation", indicators.AGGREGATIONS)
def test_w08_a_value_is_asked_for_as_it_is_refused(measure, aggregation):
    of = SimpleNamespace(measure=measure, aggregation=aggregation, disaggregation=[])
    form = form_about(ReportValue, RequestFactory().get("/"), of)
    wrong = indicators.value_wrong(measure, aggregation, indicators.Reported("", None, None, None), "")
    name = "words" if wrong == "words" else "number"
    assert wrong
    assert form.fields[name].required or form.fields[name].needed


def test_w08_needs_are_marked(alice):
    wrong = {reason.field for reason in response.wrongs({}, measures=[], today=dt.date(2026, 1, 1))}
    assert "needs" in wrong
    form = form_of(ProposeResponse, among={"needs": [("border-a", "?")], "assessment": []})
    asked = [field for name, field in form.fields.items() if name.startswith("needs-")]
    assert asked
    assert all(getattr(field, "needed", "") for field in asked)
