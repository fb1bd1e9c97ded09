"""What is said of consignments, act by act: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Moment, Prompt, RecordInput, Whole, identifier
from ifar.placement.roads.inputs import CrateIn
from ifar.trade.inputs import FOR_EVER, Reason


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Crate = Annotated[str, identifier("T"), Prompt(_("Crate"), way="choice", among=())]


ConsigneeOf = Annotated[
    str,
    Field(max_length=20),
    identifier("T", optional=True),
    Prompt(
        _("Consignee"),
        way="choice",
        among=(),
        empty="–",
        needed=_("(needed where the authorisation names several)"),
    ),
]


class OpenConsignment(Input):
    """Under which authorisation it is packed."""

    authorisation: Annotated[
        str, identifier("T"), Prompt(_("Authorisation"), way="choice", among=(), empty="–")
    ]
    consignee: ConsigneeOf = ""


class AddCrate(CrateIn):
    """The number on a crate, and those of its seals."""


class ChangeCrate(AddCrate, RecordInput):
    """What stands on a crate from now on."""


class PackFirearms(Input):
    """Into which crate they go."""

    crate: _Crate
    marks: Annotated[
        str,
        Field(max_length=120),
        Prompt(
            _("Document on their marks"),
            _(
                "Needed for a firearm whose marks the register does not know to be complete: the document that you have seen, by its kind and number."
            ),
        ),
    ] = ""


class UnpackFirearms(Input):
    """Why they do not go."""

    remark: Annotated[str, Field(max_length=2000), Prompt(_("Remark"), way="text")] = ""


class PackGoods(Input):
    """So many of one line of the authorisation, that stand in no record of this register."""

    crate: _Crate
    line: Annotated[str, Field(pattern="^[0-9]{1,3}$"), Prompt(_("Line of goods"), way="choice", among=())]
    quantity: Annotated[Whole, Field(ge=1, le=10_000_000), Prompt(_("Quantity"), way="number")]
    serials: Annotated[
        str,
        Field(max_length=200_000),
        Prompt(
            _("Serial numbers"),
            _("Of firearms that come in, one to a line or as a range; as many as the quantity says."),
            way="scanned",
            rows=4,
        ),
    ] = ""


class UnpackGoods(RecordInput):
    """That it does not go."""


class CloseList(RecordInput):
    """That everything is packed and sealed."""


class ReopenList(RecordInput):
    """Why something is packed or unpacked again."""

    reason: Reason


class CancelConsignment(RecordInput):
    """Why nothing goes."""

    reason: Reason


class ReleaseAtExit(RecordInput):
    """The customs declaration under which it left, where and when."""

    declaration: Annotated[
        str, Field(min_length=1, max_length=60), Prompt(_("Number of the customs declaration"), way="code")
    ]
    exit_point: Annotated[str, Field(max_length=120), Prompt(_("Place of exit"), FOR_EVER)] = ""
    left_on: Annotated[Day, Prompt(_("Left on"), way="day")]


class RecordObservation(Input):
    """Where it was seen, whose report it is, how closely it was looked at, and what was read. It is recorded whatever it shows."""

    leg: Annotated[Code, Prompt(_("Where it was seen"), way="choice", among="trade_legs")]
    country: Annotated[
        str,
        Field(pattern="^([A-Z]{2})?$"),
        Prompt(_("In which State"), way="choice", among="trade_states", empty="–"),
    ] = ""
    crate: Annotated[
        str,
        Field(max_length=20),
        identifier("T", optional=True),
        Prompt(_("Crate"), way="choice", among=(), empty=_("All crates")),
    ] = ""
    degree: Annotated[Code, Prompt(_("Degree of verification"), way="radio", among="trade_degrees")]
    seals: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]],
        Field(max_length=100),
        Prompt(_("Seals as they were read"), _("One a line."), way="lines"),
    ] = []
    counted: Annotated[
        Whole | None, Field(ge=0, le=10_000_000), Prompt(_("Pieces counted"), way="number")
    ] = None
    serials: Annotated[
        str,
        Field(max_length=200_000),
        Prompt(
            _("Serial numbers as they were read"),
            _(
                "Scan the labels, or type the numbers, one to a line or as ranges. A number that stands on no list is recorded too."
            ),
            way="scanned",
            rows=5,
        ),
    ] = ""
    other_recipient: Annotated[
        bool, Prompt(_("Somebody else than the consignee received it"), way="check")
    ] = False
    by: Annotated[Code, Prompt(_("Reported by"), way="choice", among="trade_by")] = "own"
    at: Annotated[Moment | None, Prompt(_("When, if not now"), way="moment")] = None
    remark: Annotated[str, Field(max_length=2000), Prompt(_("Remark"), way="text")] = ""


class WithdrawObservation(RecordInput):
    """Why it was a mistake."""

    reason: Reason


class RegisterArrivals(RecordInput):
    """Whose the firearms are that came in, and what they are where the line of goods does not say it."""

    owner_kind: Annotated[
        Literal["", "importer", "wholesaler", "retailer", "private", "company", "museum", "state"],
        Prompt(_("Owner"), way="choice", among="trade_importers"),
    ] = ""
    make: Annotated[
        str,
        Field(max_length=200),
        Prompt(_("Make"), _("Only where the line of goods names none."), way="known", among="make"),
    ] = ""
    model: Annotated[str, Field(max_length=200), Prompt(_("Model"), way="known", among="model")] = ""


_CaseNumber = Annotated[
    str,
    Field(max_length=60),
    Prompt(
        _("Number of the case or report"),
        _("Needed for what is detained or seized. It stays in the log for ever, so name nobody in it."),
        way="code",
    ),
]
_Ground = Annotated[
    str,
    Field(max_length=80),
    Prompt(_("Legal ground of the seizure"), way="choice", among="seizure_ground", empty=_("not said")),
]
_Where = Annotated[
    str,
    Field(pattern="^([A-Z]{2})?$"),
    Prompt(_("In which State"), way="choice", among="trade_states", empty="–"),
]
_Remark = Annotated[str, Field(max_length=2000), Prompt(_("Remark"), way="text")]


class TellFate(RecordInput):
    """What became of pieces of a consignment, of which, and under which number."""

    what: Annotated[
        Literal["refused", "returned", "detained", "seized", "stolen"],
        Prompt(_("What happened"), way="radio", among="trade_fates"),
    ]
    crate: Annotated[
        str,
        Field(max_length=20),
        identifier("T", optional=True),
        Prompt(_("Crate"), way="choice", among=(), empty="–"),
    ] = ""
    items: Annotated[
        list[Annotated[str, identifier("T")]],
        Field(max_length=5_000),
        Prompt(_("Pieces"), _("All of them where none is named."), way="checks", among=()),
    ] = []
    serials: Annotated[
        str,
        Field(max_length=200_000),
        Prompt(
            _("Serial numbers"),
            _(
                "Of more pieces, and of what was found in their place. What was read and stands on no list is here already."
            ),
            way="scanned",
            rows=4,
        ),
    ] = ""
    country: _Where = ""
    number: _CaseNumber = ""
    ground: _Ground = ""
    reason: _Remark = ""


class TellFateOfArms(RecordInput):
    """What became of firearms of a traveller, and under which number."""

    what: Annotated[
        Literal["detained", "seized", "stolen"],
        Prompt(_("What happened"), way="radio", among="trade_fates_of_arms"),
    ]
    arms: Annotated[
        list[Whole],
        Field(max_length=50),
        Prompt(_("Firearms"), _("All of them where none is named."), way="checks", among=()),
    ] = []
    serials: Annotated[
        str,
        Field(max_length=4_000),
        Prompt(_("Serial numbers of other firearms that were found"), way="scanned", rows=2),
    ] = ""
    country: _Where = ""
    number: _CaseNumber = ""
    ground: _Ground = ""
    reason: _Remark = ""
