"""What is said of hotspots, act by act: the forms of the pages and the bodies of the API. Pure.

Lists of hotspots are asked for by the names of `listed.py`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from ifar.acts.inputs import Amount, Day, Input, Prompt, RecordInput, Whole
from ifar.hotspots import record
from ifar.hotspots.input_fields import Code, Identifier, Line, Measures, Remark, Said, Text, Why


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Seed = Annotated[Whole, Field(ge=1, le=2**31)]
_Number = Annotated[Whole, Field(ge=0, le=1_000_000_000)]
_Weight = Annotated[Whole, Field(ge=0, le=100)]
_Tlp = Annotated[
    Literal["red", "amber_strict", "amber", "green", "clear"],
    Prompt(_("Handling (TLP)"), way="choice", among="hotspots.tlp"),
]
_Level = Literal["none", "watch", "response", "urgent"]


# Runs and alerts --------------------------------------------------------------------------------------------------------


class AskRun(Input):
    """What a run looks at, and how."""

    layer: Annotated[
        Literal["area", "cell4", "cell5", "cell6"],
        Prompt(_("Places"), way="choice", among="hotspots.layers"),
    ] = "area"
    unit: Annotated[
        Literal["day", "week", "month"], Prompt(_("Unit of time"), way="choice", among="hotspots.units")
    ] = "week"
    first: Annotated[Day, Prompt(_("From"), way="day")]
    last: Annotated[Day, Prompt(_("Until"), way="day")]
    signals: Annotated[
        list[Code], Field(max_length=20), Prompt(_("Signals"), way="checks", among="hotspots.signals")
    ]
    sources: Annotated[
        list[Identifier],
        Field(max_length=40),
        Prompt(_("Sources"), _("Nothing ticked: all of them."), way="checks", among=()),
    ] = []
    alpha: Annotated[
        Amount,
        Field(ge=0, le=1),
        Prompt(
            _("Level of significance"),
            _("What is kept could come about by chance in at most this share of tries."),
            way="amount",
        ),
    ] = Decimal("0.05")
    least: Annotated[
        Whole,
        Field(ge=2, le=1000),
        Prompt(_("Cases that a finding needs at least"), way="number"),
    ] = 5
    seed: Annotated[
        _Seed, Prompt(_("Seed"), _("The same seed and data give the same result."), way="number")
    ] = 1
    ahead: Annotated[
        Whole, Field(ge=1, le=6), Prompt(_("Periods that the forecast looks ahead"), way="number")
    ] = 1
    mean: Annotated[
        Literal["geometric", "arithmetic"],
        Prompt(
            _("How the risk index combines its parts"),
            way="choice",
            among=(
                ("geometric", _("Geometric mean: a low part does not make up for a high one")),
                ("arithmetic", _("Arithmetic mean: it does")),
            ),
        ),
    ] = "geometric"
    weights: Annotated[
        dict[Code, _Weight] | None,
        Field(
            max_length=20,
            description="Of the parts of the index of risk; the usual ones where nothing is said",
        ),
        Prompt(way="each", each="number"),
    ] = None

    def asked(self) -> dict[str, Any]:
        """What the service takes: the parameters of the methods are one mapping."""
        values = self.model_dump(exclude={"alpha", "least", "seed", "signals"})
        parameters = {"alpha": float(self.alpha), "least": self.least, "seed": self.seed}
        return {**values, "wanted": self.signals, "parameters": parameters}


class WatchAlert(RecordInput):
    """Until when an alert is watched."""

    again_on: Annotated[Day, Prompt(_("Look again on"), way="day")]
    note: Remark = ""


class DismissAlert(RecordInput):
    """Why nothing follows from an alert."""

    reason: Annotated[
        Literal["enforcement", "data_error", "known_event", "chance", "duplicate", "seasonal", "other"],
        Prompt(_("Reason for dismissal"), way="choice", among="hotspots.dismissals"),
    ]
    note: Annotated[Text, Prompt(_("In your own words"))] = ""


class ReopenAlert(Input):
    """Why an alert is taken up again."""

    note: Why


# Hotspots ---------------------------------------------------------------------------------------------------------------


class _Content(Input):
    """What an analyst says of a hotspot."""

    title: Annotated[str, Field(min_length=1, max_length=record.LONGEST_TITLE), Prompt(_("Name"))]
    first: Annotated[Day | None, Prompt(_("Since"), way="day")] = None
    last: Annotated[Day | None, Prompt(_("Until, if it is over"), way="day")] = None
    drivers: Annotated[
        list[Code], Field(max_length=6), Prompt(_("Drivers"), way="checks", among="hotspots.drivers")
    ]
    threats: Annotated[
        list[Code],
        Field(max_length=20),
        Prompt(_("Connected with"), way="checks", among="interconnected_threat"),
    ] = []
    confidence: Annotated[
        Literal["", "low", "moderate", "high"],
        Prompt(_("Confidence"), way="choice", among="hotspots.confidences"),
    ] = ""
    tlp: _Tlp = "amber"
    level: Annotated[
        Literal["", "none", "watch", "response", "urgent"],
        Prompt(_("Trigger level"), way="choice", among="hotspots.levels"),
    ] = ""
    basis: Annotated[Said, Prompt(_("Evidence"), way="text", rows=3)]
    assessment: Annotated[Text, Prompt(_("Assessment"), way="text", rows=3)] = ""
    level_reason: Annotated[
        Text,
        Prompt(
            _("Why this level, where only our own recoveries and traces say so"),
            _(
                "They rise where we look: without a second source, a level above watch needs a person's reason."
            ),
        ),
    ] = ""


class ConfirmHotspot(_Content):
    """What an analyst says of a new hotspot."""

    another: Annotated[
        bool,
        Prompt(
            _("It is another problem"),
            _("Not that of the hotspot that is open at this place."),
            way="check",
        ),
    ] = False


class OpenHotspot(ConfirmHotspot):
    """Of which alerts a hotspot is, and what an analyst says of it."""

    alerts: Annotated[list[Identifier], Field(min_length=1, max_length=20), Prompt(way="page")]


class ReviseHotspot(_Content):
    """What an analyst says of a hotspot from now on."""


class SetLevel(Input):
    """Which level a person sets, and why."""

    level: Annotated[_Level, Prompt(_("Trigger level"), way="choice", among="hotspots.levels")]
    reason: Why


class CloseHotspot(Input):
    """Why a hotspot is closed."""

    reason: Why


class ReopenHotspot(Input):
    """Why a hotspot is open again."""

    reason: Why


class JoinAlert(Input):
    """To which hotspot an alert belongs."""

    hotspot: Annotated[Identifier, Prompt(way="page")]


class IssueReport(Input):
    """Whom a situation report may be told."""

    tlp: _Tlp


class PrintReport(Input):
    """In which language a situation report is taken."""

    language: Annotated[str, Field(max_length=2), Prompt(way="page")] = ""


class MeasureEffect(Input):
    """Since when a measure could work, and which weeks are looked at."""

    since: Annotated[
        Day | None,
        Prompt(
            _("From which day it could work"),
            _("The day it began, if you leave this empty."),
            way="day",
        ),
    ] = None
    first: Day | None = None
    last: Day | None = None


class MeasureEffectOf(MeasureEffect):
    """The effect of what is measured."""

    about: Annotated[Identifier, Prompt(_("Effect of"), way="choice", among=())]


# Plans ------------------------------------------------------------------------------------------------------------------


class Milestone(Input):
    """What is to be reached by a day."""

    words: Annotated[str, Field(max_length=400), Prompt(_("What is to be reached"))] = ""
    due: Annotated[Day | None, Prompt(_("Until"), way="day")] = None


class Indicator(Input):
    """What is counted, from where to where it is to come, by a day."""

    name: Annotated[Line, Prompt(_("What is counted"))] = ""
    unit: Annotated[Line, Prompt(_("Unit"))] = ""
    baseline: Annotated[_Number | None, Prompt(_("Baseline"), way="number")] = None
    target: Annotated[_Number | None, Prompt(_("Target"), way="number")] = None
    direction: Annotated[
        Literal["down", "up"],
        Prompt(
            _("Direction"),
            way="choice",
            among=(("down", _("Target: decrease")), ("up", _("is to rise"))),
        ),
    ] = "down"
    due: Annotated[Day | None, Prompt(_("Until"), way="day")] = None


class Criterion(Input):
    """When a plan may end."""

    words: Annotated[str, Field(max_length=400), Prompt(_("When the plan may end"))]


class DraftPlan(Input):
    """A long-term plan: outcomes, measures, milestones, indicators, and criteria in words for its end."""

    title: Annotated[Line, Field(min_length=1), Prompt(_("Name"))]
    outcomes: Annotated[
        list[Code],
        Field(max_length=10),
        Prompt(_("Outcomes of the strategy"), way="checks", among="hotspots.outcomes"),
    ]
    measures: Measures
    milestones: Annotated[list[Milestone], Field(max_length=40), Prompt(way="rows", rows=3)]
    indicators: Annotated[list[Indicator], Field(max_length=20), Prompt(way="rows", rows=2)]
    criteria: Annotated[list[Criterion], Field(max_length=20), Prompt(way="rows", rows=2)]


class AmendPlan(DraftPlan, RecordInput):
    """A draft as it is to be."""


class BeginPlan(Input):
    """That a plan starts."""


class ReachMilestone(Input):
    """Which milestone is reached today."""

    milestone: Annotated[Identifier, Prompt(_("Milestone"), way="choice", among=())]


class ReportIndicator(Input):
    """What an indicator counts today."""

    indicator: Annotated[Identifier, Prompt(_("Indicator"), way="choice", among=())]
    value: Annotated[_Number, Prompt(_("New value"), way="number")]


class JudgeCriterion(Input):
    """Whether a criterion is met, and why."""

    criterion: Annotated[Identifier, Prompt(_("Exit criterion"), way="choice", among=())]
    note: Remark = ""
    state: Annotated[
        Literal["met", "not_met"],
        Prompt(way="buttons", among=(("met", _("It is met")), ("not_met", _("It is not met")))),
    ]


class EndPlan(Input):
    """Why a plan ends though a criterion is not met."""

    reason: Remark = ""
