"""What is said of journeys of travellers: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Whole, identifier
from ifar.trade.inputs import Reason, State
from ifar.trade.journeys.travelling import MOST


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Known = Field(max_length=200)
_NEEDED = _("(needed in a line)")


class OwnFirearm(Input):
    """A registered firearm of the traveller."""

    firearm: Annotated[
        str, identifier("F"), Prompt(_("Firearm"), way="identifier", among="F", needed=_NEEDED)
    ]


class ForeignFirearm(Input):
    """A firearm of a visitor, as it is marked."""

    type: Annotated[Code, Prompt(_("Type"), way="choice", among="trade_goods", needed=_NEEDED)]
    serial: Annotated[
        str, Field(min_length=1, max_length=60), Prompt(_("Serial number"), way="mark", needed=_NEEDED)
    ]
    make: Annotated[str, _Known, Prompt(_("Make"), way="known", among="make")] = ""
    model: Annotated[str, Field(max_length=80), Prompt(_("Model"))] = ""
    calibre: Annotated[str, _Known, Prompt(_("Calibre"), way="known", among="calibre")] = ""


class Rounds(Input):
    """So many rounds of a calibre."""

    calibre: Annotated[str, _Known, Prompt(_("Calibre"), way="known", among="calibre", needed=_NEEDED)]
    quantity: Annotated[Whole, Field(ge=1, le=100_000), Prompt(_("Rounds"), way="number", needed=_NEEDED)]


class ShownPaper(Input):
    """A paper that the traveller showed."""

    kind: Annotated[Code, Prompt(_("Document"), way="choice", among="transfer_paper", needed=_NEEDED)]
    number: Annotated[
        str, Field(min_length=1, max_length=80), Prompt(_("Number"), way="code", needed=_NEEDED)
    ]


class JourneyAhead(Input):
    """Where a traveller goes with firearms, what for, and when they are back."""

    country: Annotated[State, Prompt(_("Other State"), way="choice", among="trade_countries")]
    purpose: Annotated[Code, Prompt(_("Purpose"), way="choice", among="transfer_purpose")]
    crosses_on: Annotated[Day, Prompt(_("Crosses the border on"), way="day")]
    return_by: Annotated[Day, Prompt(_("Return due"), way="day")]
    authorisation: Annotated[
        str,
        Field(max_length=20),
        identifier("T", optional=True),
        Prompt(
            _("Authorisation of this State"),
            _("Where the law asks for one for this journey."),
            way="code",
        ),
    ] = ""
    papers: Annotated[
        list[ShownPaper], Field(max_length=10), Prompt(_("Documents shown"), way="rows", rows=2)
    ] = []
    ammunition: Annotated[
        list[Rounds], Field(max_length=20), Prompt(_("Ammunition"), way="rows", rows=2)
    ] = []

    def arguments(self) -> dict[str, Any]:
        """Each input by its name."""
        return dict(self)


class _Holder(Input):
    holder: Annotated[str, identifier("P"), Prompt(_("Traveller"), way="identifier", among="P")]


class AnnounceLeaving(JourneyAhead, _Holder):
    """Whose firearms leave this State for a time, where to, what for, and when they are back."""

    arms: Annotated[
        list[OwnFirearm], Field(min_length=1, max_length=MOST), Prompt(_("Firearms"), way="rows", rows=3)
    ]


class _Visitor(Input):
    name: Annotated[str, Field(min_length=1, max_length=200), Prompt(_("Name of the traveller"))]
    document: Annotated[
        str,
        Field(min_length=1, max_length=60),
        Prompt(_("Number of the passport or identity card"), way="code"),
    ]


class AnnounceEntering(JourneyAhead, _Visitor):
    """Which visitor brings which firearms into this State for a time, from where, what for, and when they leave again."""

    return_by: Annotated[Day, Prompt(_("Must leave by"), way="day")]
    arms: Annotated[
        list[ForeignFirearm], Field(min_length=1, max_length=MOST), Prompt(_("Firearms"), way="rows", rows=3)
    ]


class ExtendJourney(Input):
    """Until which later day the firearms may stay, here or abroad."""

    return_by: Annotated[Day, Prompt(_("From then on until"), way="day")]
    reason: Annotated[
        str, Field(min_length=1, max_length=2000), Prompt(_("Reason for the approver"), way="text")
    ]


class WithdrawJourney(RecordInput):
    """Why it does not take place."""

    reason: Reason


_Lines = Annotated[list[Whole], Field(max_length=MOST)]


class CrossBorder(RecordInput):
    """Which firearms cross, by their numbers in the list: all where none is named; and why one that the register searches for is another one."""

    arms: Annotated[_Lines, Prompt(_("Firearms that cross"), way="checks", among=())] = []
    other: Annotated[
        str,
        Field(max_length=2000),
        Prompt(
            _("Why it is not the firearm that is searched for"),
            _("Only where you compared both and they differ."),
            way="text",
        ),
    ] = ""


class ReturnArms(RecordInput):
    """Which firearms are back, by their numbers in the list: all where none is named."""

    arms: Annotated[_Lines, Prompt(_("Firearms that are back"), way="checks", among=())] = []


class ObserveJourney(RecordInput):
    """What was found that is not on the list, or differs from it."""

    found: Annotated[
        str,
        Field(min_length=1, max_length=2000),
        Prompt(
            _("What was found"), _("Another serial number, another firearm, more ammunition."), way="text"
        ),
    ]
