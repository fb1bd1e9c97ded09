"""What is said of the handover of an armoury: the forms of its pages and the bodies of its API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Input, Prompt, RecordInput, Whole, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class BeginHandover(Input):
    """Which armoury is handed over, and to whom."""

    armoury: Annotated[str, identifier("Z"), Prompt(_("Armoury"), way="choice", among=())]
    arriving: Annotated[
        str,
        identifier("U"),
        Prompt(
            _("Incoming armourer"),
            _("They count and confirm under their own account."),
            way="choice",
            among=(),
        ),
    ]


class OrderHandover(Input):
    """Who receives an armoury while whoever is on duty is absent, and why."""

    arriving: Annotated[
        str,
        identifier("U"),
        Prompt(
            _("Incoming armourer"),
            _("They count and confirm under their own account."),
            way="choice",
            among=(),
        ),
    ]
    reason: Annotated[
        str,
        Field(min_length=1, max_length=2000),
        Prompt(_("Reason"), _("Why the armourer on duty cannot hand over."), way="text"),
    ]


class ReceiveHandover(Input):
    """What is there, said before it is shown."""

    number: Annotated[
        Whole, Field(ge=0, le=1_000_000), Prompt(_("Arms counted"), _("In all rooms."), way="number")
    ]
    scanned: Annotated[
        str,
        Field(max_length=20_000),
        Prompt(
            _("Rounds counted"),
            _("Scan the label of each lot and write behind it how many there are: one lot a line."),
            way="scanned",
        ),
    ] = ""


class WithdrawHandover(RecordInput):
    """That it is not handed over so: to somebody else, or later."""
