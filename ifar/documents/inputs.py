"""What is said of papers: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ifar.acts.inputs import Asked, Day, Input


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class IssuePaper(Input):
    """Which paper, in which language, until when (none: without end), and in the place of which earlier one, if any."""

    kind: Annotated[str, Field(max_length=40), Asked(_("Kind of paper"), way="choice", among=())]
    language: Annotated[
        Literal["en", "ar", "fr", "es", "ru", "zh"],
        Asked(_("Language of the paper"), way="choice", among="languages"),
    ]
    valid_to: Annotated[
        Day | None,
        Asked(_("Valid until"), _("Leave it empty for a paper without end."), way="day"),
    ] = None
    replaces: Annotated[
        str,
        Field(max_length=20),
        Asked(
            _("In the place of"),
            _("The earlier paper is withdrawn in the same act."),
            way="choice",
            among=(),
            empty=_("no earlier paper"),
        ),
    ] = ""


class WithdrawPaper(Input):
    """Why a paper is withdrawn."""

    reason: Annotated[str, Field(min_length=1, max_length=500), Asked(_("Reason"), way="text")]
