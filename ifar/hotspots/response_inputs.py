"""What is said of responses to hotspots, act by act: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ifar.acts.inputs import Day, Input, Prompt, RecordInput
from ifar.hotspots.input_fields import Code, Identifier, Line, Measures, Remark, Said, Text, Why


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_TaskWords = Annotated[str, Field(max_length=400)]
_Answer = Literal["yes", "partly", "no", "unknown"]


class Task(Input):
    """What is to be done, for which measure, by whom, until when."""

    words: Annotated[_TaskWords, Prompt(_("What is to be done"), needed=_("(needed for a task)"))] = ""
    measure: Annotated[
        Code,
        Prompt(
            _("For which measure"), way="choice", among="response_measure", needed=_("(needed for a task)")
        ),
    ] = ""
    owner: Annotated[Line, Prompt(_("Who does it"), needed=_("(needed for a task)"))] = ""
    due: Annotated[Day | None, Prompt(_("Until"), way="day", needed=_("(needed for a task)"))] = None


class AddTask(Input):
    """A task more: what is to be done, for which measure, by whom, until when."""

    words: Annotated[_TaskWords, Field(min_length=1), Prompt(_("What is to be done"))]
    measure: Annotated[Code, Prompt(_("For which measure"), way="choice", among="response_measure")]
    owner: Annotated[Line, Field(min_length=1), Prompt(_("Who does it"))]
    due: Annotated[Day, Prompt(_("Until"), way="day")]


class ProposeResponse(Input):
    """What a response proposes: needs, measures, tasks, who leads, what it costs."""

    title: Annotated[Line, Field(min_length=1), Prompt(_("Name"))]
    owner: Annotated[Identifier, Prompt(_("Office that leads"), way="choice", among=())]
    partners: Annotated[str, Field(max_length=400), Prompt(_("Partners"))] = ""
    measures: Measures
    needs: Annotated[
        dict[Code, dict[Code, _Answer]],
        Field(max_length=5),
        Prompt(way="each", each="choice", among="hotspots.answers", needed=_("(one answer at least)")),
    ] = {}
    assessment: Annotated[dict[Code, Text], Field(max_length=5), Prompt(way="each", each="text")] = {}
    budget: Annotated[str, Field(max_length=12), Prompt(_("Budget, in whole units"), way="number")] = ""
    currency: Annotated[
        str, Field(max_length=3), Prompt(_("Currency"), way="code", needed=_("(needed with a budget)"))
    ] = ""
    budget_line: Annotated[Line, Prompt(_("Budget line"))] = ""
    tasks: Annotated[list[Task], Field(max_length=60), Prompt(way="rows", rows=3)] = []


class CheckRights(RecordInput):
    """The human-rights check: each question with its answer, and what is done about what is not as it should be."""

    answers: Annotated[
        dict[Code, _Answer],
        Field(max_length=20),
        Prompt(way="each", each="choice", among="hotspots.answers"),
    ]
    mitigations: Annotated[
        dict[Code, Text],
        Field(max_length=20),
        Prompt(way="each", each="line", needed=_("(needed unless the answer is “Yes”)")),
    ] = {}


class ApproveResponse(RecordInput):
    """What is said with an approval."""

    note: Remark = ""


class SendResponseBack(Input):
    """What is to be changed."""

    note: Why


class WithdrawResponse(Input):
    """Why a response is given up."""

    note: Why


class BeginResponse(Input):
    """That an approved response begins."""


class SettleTask(Input):
    """What became of a task."""

    task: Annotated[Identifier, Prompt(_("Task"), way="choice", among=())]
    note: Annotated[Text, Prompt(_("Note"), needed=_("(needed to drop it)"))] = ""
    state: Annotated[
        Literal["done", "dropped"],
        Prompt(way="buttons", among=(("done", _("It is done")), ("dropped", _("Drop it")))),
    ]


class LogResponse(Input):
    """A line of the daily log."""

    entry: Annotated[Said, Prompt(_("What happened today"), way="text")]


class CloseResponse(Input):
    """The after-action review."""

    intended: Annotated[Said, Prompt(_("What was intended?"), way="text")]
    happened: Annotated[Said, Prompt(_("What happened?"), way="text")]
    worked: Annotated[Said, Prompt(_("What worked?"), way="text")]
    better: Annotated[Said, Prompt(_("What should be done better?"), way="text")]
    harm: Annotated[Said, Prompt(_("Was anybody harmed, and what was done about it?"), way="text")]
    lessons: Annotated[Said, Prompt(_("What can others learn from it?"), way="text")]
