"""What is said of official returns: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Input, Prompt, Whole

LONGEST_NOTE: Final = 1000
MOST: Final = 10**12


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_NOTE: Final = _("Note to the figures")
_Reason = Annotated[
    str,
    Field(min_length=1, max_length=2000),
    Prompt(
        _("Reason"),
        _("For the second person who decides. Name nobody whom it does not concern."),
        way="text",
    ),
]
_Part = Annotated[str, Field(min_length=1, max_length=200)]


class FreezeReturn(Input):
    """What the State says of its figures, and why they are frozen now."""

    note: Annotated[
        str,
        Field(max_length=2000),
        Prompt(
            _NOTE,
            _("For whoever reads them: what is not covered, what changed in counting. It stays in the log for ever."),
            way="text",
            rows=3,
        ),
    ] = ""  # fmt: skip
    reason: _Reason


class PublishOpenData(Input):
    """What the State says of its open data, and why they are published now."""

    note: Annotated[
        str,
        Field(max_length=2000),
        Prompt(
            _NOTE,
            _("It is published with them: what is not covered, what changed in counting. Name nobody in it."),
            way="text",
            rows=3,
        ),
    ] = ""
    reason: _Reason


class SayOfFigure(Input):
    """A number where no record answers, and the note that says where it comes from; or that what was said no longer holds."""

    what: Annotated[
        Literal["say", "take_back", "withhold", "withhold_countries"],
        Prompt(
            way="buttons",
            among=(
                ("say", _("Say it")),
                ("take_back", _("Take back what was said")),
                ("withhold", _("Withhold the figure")),
                ("withhold_countries", _("Withhold the countries")),
            ),
        ),
    ] = "say"
    value: Annotated[
        Whole | None,
        Field(ge=0, le=MOST),
        Prompt(
            _("Number"),
            _("Leave it empty to say only a note. Zero says that there was none; empty says nothing."),
            way="number",
        ),
    ] = None
    note: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_NOTE),
        Prompt(
            _("Note"),
            _("Where the number comes from, or what whoever reads the figure should know. It stays in the log for ever, so name nobody in it."),
            way="text",
            rows=3,
        ),
    ]  # fmt: skip


class AnswerFigure(SayOfFigure):
    """The same of a figure that is named here; a page names it by its address."""

    table: _Part
    question: _Part
    category: _Part = "Total"

    def arguments(self) -> dict[str, Any]:
        """The figure is taken as one: its table, question and category."""
        name = (self.table, self.question, self.category)
        return {"name": name, "what": self.what, "value": self.value, "note": self.note}


class SendPackage(Input):
    """To which hub, what it may do with the figures, and on which conditions."""

    hub: Annotated[str, Field(min_length=1, max_length=120), Prompt(_("Hub"), way="choice")]
    consent: Annotated[
        list[Literal["compare", "share", "publish"]],
        Prompt(
            _("What the hub may do with the figures"),
            _("Without any of these the hub keeps the package and says only that the State has reported."),
            way="checks",
            among="return_consents",
        ),
    ] = []
    conditions: Annotated[
        str,
        Field(max_length=2000),
        Prompt(
            _("Conditions"),
            _("What the State asks of whoever uses the figures. It goes with the package and stays in the log for ever."),
            way="text",
            rows=3,
        ),
    ] = ""  # fmt: skip


class WithdrawPackage(Input):
    """Which package no longer holds, and why; the hub reads it."""

    message: Annotated[str, Field(max_length=36), Prompt(way="page")]
    reason: Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), way="text")]
