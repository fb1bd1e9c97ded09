"""What is said of the plan, act by act: names of the framework, projects, results, indicators, reporting periods and their values. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Seen, Whole, amount_of, identifier
from ifar.languages import Language
from ifar.programme.indicators import Part, ReportedValue


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_LOGGED: Final = _("It stays in the log for ever, so name nobody in it.")
_Headline = Annotated[str, Field(min_length=1, max_length=400)]
_Line = Annotated[str, Field(max_length=400)]
_Words = Annotated[str, Field(max_length=4000)]
_Name = Annotated[str, Field(min_length=1, max_length=20)]
_Codes = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=30)]
_Responsible = Annotated[_Line, Prompt(_("Responsible"))]


def _number(value: Any) -> Any:
    """A number as text, with a sign before it or without; no binary fraction stands between what was said and what is kept."""
    typed = value.strip().replace("−", "-") if isinstance(value, str) else value
    if isinstance(typed, str) and typed.startswith("-"):
        return -_positive(typed[1:])
    return _positive(typed)


def _positive(value: Any) -> Decimal:
    number: Decimal = amount_of(value)
    if number >= Decimal(10) ** 14 or number != number.quantize(Decimal("0.000001")):
        raise PydanticCustomError("amount", "not a number that is kept")
    return number


Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    WithJsonSchema({"type": "string", "pattern": "^-?[0-9]{1,13}([.][0-9]{1,6})?$"}),
]
"""A number of an indicator; over HTTP it is text."""


class NameTheme(Input):
    """The name of a theme by language, and whether it is ours and not the strategy's own."""

    names: Annotated[
        dict[Language, _Line],
        Prompt(way="each", each="line"),
    ] = {}
    inferred: Annotated[bool, Prompt(_("The name is ours, not the strategy’s own"), way="check")] = False


class _Project(Input):
    """A project: where it stands in the strategy, where and when it works, its gender markers."""

    title: Annotated[_Headline, Prompt(_("Title"))]
    words: Annotated[_Words, Prompt(_("Description"), way="text", rows=3)] = ""
    outcomes: Annotated[_Codes, Field(min_length=1), Prompt(_("Outcomes"), way="checks")]
    cells: Annotated[_Codes, Prompt(_("Priority areas and catalysts"), way="several")] = []
    benchmarks: Annotated[_Codes, Prompt(_("Benchmarks for action"), way="checks")] = []
    countries: Annotated[
        list[Annotated[str, Field(pattern="^[A-Z]{2}$")]],
        Field(max_length=250),
        Prompt(
            _("Countries"), _("Names or two-letter codes of countries, with commas between."), way="countries"
        ),
    ] = []
    starts_on: Annotated[Day | None, Prompt(_("Begins on"), way="day")] = None
    ends_on: Annotated[Day | None, Prompt(_("Ends on"), way="day")] = None
    responsible: _Responsible = ""
    gem: Annotated[
        Annotated[Whole, Field(ge=0, le=3)] | None,
        Prompt(
            _("United Nations gender equality marker"),
            way="choice",
            among=(("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")),
            empty="–",
        ),
    ] = None
    dac_gender: Annotated[
        Annotated[Whole, Field(ge=0, le=2)] | None,
        Prompt(
            _("DAC gender policy marker"), way="choice", among=(("0", "0"), ("1", "1"), ("2", "2")), empty="–"
        ),
    ] = None
    hotspot: Annotated[str, Field(max_length=20), Prompt(_("Hotspot"), way="choice", empty="–")] = ""


class OpenProject(_Project):
    """A project that is opened, under its reference."""

    reference: Annotated[str, Field(min_length=1, max_length=60), Prompt(_("Reference"), way="code")]
    security_forces: Annotated[
        bool,
        Prompt(
            _("It supports security forces"),
            _("Then it begins after human-rights due diligence alone."),
            way="check",
        ),
    ] = False


class OpenFromPlan(OpenProject):
    """A project that begins with a hotspot's long-term plan, and what it takes over from it."""

    outputs: Annotated[
        list[_Headline],
        Field(max_length=20),
        Prompt(_("Outputs"), _("One a line. They were the plan’s measures."), way="lines"),
    ] = []
    activities: Annotated[
        list[_Headline],
        Field(max_length=20),
        Prompt(_("Activities"), _("One a line. They were the plan’s milestones."), way="lines"),
    ] = []
    assumptions: Annotated[
        _Words, Prompt(_("Assumptions"), _("They were the plan’s criteria for its end."), way="text", rows=3)
    ] = ""
    indicators: Annotated[
        list[Annotated[str, Field(max_length=60)]],
        Field(max_length=60),
        Prompt(
            _("Indicators that come along"),
            _("Their values are taken over from what the plan reports."),
            way="checks",
        ),
    ] = []


class ChangeProject(_Project):
    """The project as it is to stand."""

    expected_n: Seen = None


class StateResult(Input):
    """A statement of the logframe: an outcome, an output under it, an activity under that."""

    level: Annotated[
        Literal["outcome", "output", "activity"],
        Prompt(
            _("Level"),
            way="choice",
            among=(("outcome", _("Outcome")), ("output", _("Output")), ("activity", _("Activity"))),
        ),
    ]
    title: Annotated[_Headline, Prompt(_("Result"))]
    parent: Annotated[str, identifier("R", optional=True), Prompt(_("Under"), way="choice", empty="–")] = ""
    outcome: Annotated[str, Field(max_length=40), Prompt(_("Outcome of the strategy"), way="choice")]
    assumptions: Annotated[_Words, Prompt(_("Assumptions"), way="text", rows=3)] = ""
    risks: Annotated[_Words, Prompt(_("Risks"), way="text", rows=3)] = ""
    security_forces: Annotated[
        bool,
        Prompt(
            _("This activity supports security forces"),
            _("Then it begins after human-rights due diligence alone."),
            way="check",
        ),
    ] = False
    project: Annotated[str, identifier("R", optional=True)] = ""
    cells: _Codes = []
    responsible: _Line = ""


def _targets(value: Any) -> Any:
    """Targets by period, or lines that say them: the period, then the number."""
    if not isinstance(value, list):
        return value
    result = {}
    for line in value:
        name, _space, number = line.strip().partition(" ") if isinstance(line, str) else ("", "", "")
        if not number:
            raise PydanticCustomError("amount", "no period and number")
        result[name.rstrip(":=")] = number.lstrip(" :=")
    return result


class _Indicator(Input):
    """How progress towards a result is seen; `source` names a computed source, or is empty."""

    title: Annotated[_Headline, Prompt(_("Indicator"))]
    unit: Annotated[str, Field(max_length=80), Prompt(_("Unit"))] = ""
    measure: Annotated[Code, Prompt(_("Measure"), way="choice", among="programme.measures")] = "unit"
    direction: Annotated[
        Literal["up", "down"],
        Prompt(_("Better is"), way="choice", among=(("up", _("more")), ("down", _("less")))),
    ] = "up"
    aggregation: Annotated[
        Code, Prompt(_("Several States together"), way="choice", among="programme.aggregations")
    ] = "sum"
    disaggregation: Annotated[
        list[Code], Field(max_length=10), Prompt(_("Divided"), way="checks", among="programme.divisions")
    ] = []
    baseline: Annotated[Number | None, Prompt(_("Baseline"), way="amount")] = None
    baseline_year: Annotated[
        Annotated[Whole, Field(ge=1900, le=2200)] | None, Prompt(_("Year of the baseline"), way="number")
    ] = None
    targets: Annotated[
        dict[_Name, Number],
        Field(max_length=60),
        BeforeValidator(_targets),
        Prompt(_("Targets"), _("One a line: period, then number."), way="lines"),
    ] = {}
    source: Annotated[
        str,
        Field(max_length=60),
        Prompt(_("Computed from"), way="choice", empty=_("no: it is reported")),
    ] = ""
    means: Annotated[_Line, Prompt(_("Means of verification"))] = ""
    frequency: Annotated[Code, Prompt(_("How often"), way="choice", among="programme.frequencies")] = "year"
    responsible: _Responsible = ""
    assumptions: Annotated[_Words, Prompt(_("Assumptions"), way="text", rows=3)] = ""


class DefineIndicator(_Indicator):
    """An indicator of a result."""


class ChangeIndicator(_Indicator):
    """The indicator as it is to stand."""

    expected_n: Seen = None


class OpenPeriod(Input):
    """A reporting period."""

    name: Annotated[_Name, Prompt(_("Name"))]
    starts_on: Annotated[Day, Prompt(_("Begins on"), way="day")]
    ends_on: Annotated[Day, Prompt(_("Ends on"), way="day")]
    due_on: Annotated[Day, Prompt(_("To be reported by"), way="day")]


class LockPeriod(RecordInput):
    """The name of the period, so that no other is locked."""

    named: Annotated[_Name, Prompt(_("Name of the period"))]


_Parts = Annotated[
    dict[Annotated[str, Field(max_length=20)], dict[Annotated[str, Field(max_length=80)], Number]],
    Field(max_length=10),
    Prompt(way="each", each="amount"),
]


class _Value(Input):
    """What is reported. Of a share both counts; of what is not a number the words; `parts`: division -> part -> number."""

    number: Annotated[Number | None, Prompt(_("Value"), way="amount")] = None
    numerator: Annotated[Number | None, Prompt(_("Of a share: how many"), way="amount")] = None
    denominator: Annotated[Number | None, Prompt(_("of how many"), way="amount")] = None
    parts: _Parts = {}
    words: Annotated[_Words, Prompt(_("In words"), way="text", rows=3)] = ""
    evidence: Annotated[
        list[Annotated[str, Field(max_length=500)]],
        Field(max_length=50),
        Prompt(_("Evidence"), _("One document or address a line."), way="lines"),
    ] = []
    note: Annotated[str, Field(max_length=2000), Prompt(_("Comment"), way="text")] = ""

    @property
    def said(self) -> ReportedValue:
        """As the service takes it."""
        parts = [Part(by, name, number) for by, of in self.parts.items() for name, number in of.items()]
        return ReportedValue(
            self.number, self.numerator, self.denominator, self.words, parts, self.evidence, self.note
        )


class ReportValue(_Value):
    """What an indicator reached in a period, in one State or in all; it waits for approval, or is kept as a draft."""

    period: Annotated[_Name, Prompt(_("Period"), way="choice")]
    place: Annotated[
        str,
        Field(pattern="^([A-Za-z]{2})?$"),
        Prompt(_("Place"), _("Code of the State, or nothing for all."), way="code"),
    ] = ""
    kept: Annotated[
        Literal["submitted", "draft"],
        Prompt(
            way="buttons",
            among=(("submitted", _("Submit for approval")), ("draft", _("Keep a draft"))),
        ),
    ] = "submitted"

    def arguments(self) -> dict[str, Any]:
        """What is reported is taken as one."""
        submit = self.kept == "submitted"
        return {"period": self.period, "place": self.place.upper(), "said": self.said, "submit": submit}


class ChangeValue(_Value):
    """What was reported, as it is to stand. Of divisions whose parts have no names of their own, what is not said stays."""

    expected_n: Seen = None

    def arguments(self) -> dict[str, Any]:
        """What is reported is taken as one."""
        return {"said": self.said, "expected_n": self.expected_n}


class CountValue(Input):
    """The period for which an indicator is counted; without one, that which is to be reported now."""

    period: Annotated[str, Field(max_length=20)] = ""
