"""What is said of papers: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ifar import identifiers
from ifar.acts.inputs import Day, Input, Prompt, Whole, named
from ifar.languages import Language


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class IssuePaper(Input):
    """Which paper, in which language, until when (none: without end), and in the place of which earlier one, if any."""

    kind: Annotated[str, Field(max_length=40), Prompt(_("Kind of paper"), way="choice", among=())]
    language: Annotated[
        Language,
        Prompt(_("Language of the paper"), way="choice", among="languages"),
    ]
    valid_to: Annotated[
        Day | None,
        Prompt(_("Valid until"), _("Leave it empty for a paper without end."), way="day"),
    ] = None
    replaces: Annotated[
        str,
        Field(max_length=20),
        Prompt(
            _("In the place of"),
            _("The earlier paper is withdrawn in the same act."),
            way="choice",
            among=(),
            empty=_("no earlier paper"),
        ),
    ] = ""


class WithdrawPaper(Input):
    """Why a paper is withdrawn."""

    reason: Annotated[str, Field(min_length=1, max_length=500), Prompt(_("Reason"), way="text")]


_ANY: Final = "".join(identifiers.KINDS)


class PrintLabels(Input):
    """What gets a label, on which sheet, from which label on."""

    named: Annotated[
        list[Annotated[str, Field(max_length=130), named(_ANY)]],
        Field(min_length=1, max_length=1000),
        Prompt(
            _("Firearms, exhibits, places or cards"),
            _("One identifier or serial number on each line, or a range such as AB0001-AB0100."),
            way="lines",
        ),
    ]
    sheet: Annotated[
        Literal["3x8", "3x7", "2x7", "4x10", "5x13"],
        Prompt(
            _("Sheet of A4"),
            way="choice",
            among=(
                ("3x8", _("24 labels, 70 × 37 mm")),
                ("3x7", _("21 labels, 63.5 × 38.1 mm")),
                ("2x7", _("14 labels, 99.1 × 38.1 mm")),
                ("4x10", _("40 labels, 48.5 × 25.4 mm")),
                ("5x13", _("65 labels, 38.1 × 21.2 mm")),
            ),
            initial="3x8",
        ),
    ] = "3x8"
    first: Annotated[
        Whole,
        Field(ge=1, le=65),
        Prompt(
            _("First label that is still on the sheet"),
            _("Count along the rows from the upper left corner."),
            way="number",
        ),
    ] = 1
