"""What is said of lots of ammunition and of what becomes of them: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Whole, identifier, named
from ifar.ammunition import accounts


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


Recorded = Literal[
    "manufactured",
    "imported",
    "found",
    "seized",
    "opened",
    "moved",
    "repacked",
    "sent",
    "lost",
    "destroyed",
    "demilitarised",
    "spent",
]
"""What an office records of its own accord; `received` answers what another one sent."""
_LINE: Final = _("(needed in each line)")
_Mark = Annotated[str, Field(max_length=80), Prompt(_("Mark on the smallest package"), way="code")]
_Expires = Annotated[Day | None, Prompt(_("Use before"), way="day")]
_Survey = Annotated[Day | None, Prompt(_("Next surveillance"), way="day")]
_Some = Annotated[Whole | None, Field(ge=1, le=1_000_000)]
_Place = Annotated[str, identifier("Z"), Prompt(_("Place"), way="choice", among=())]
Packed = Literal["single", "package", "case"]
"""What is counted: single pieces (or grams), smallest packages, cases."""
_Packed = Annotated[
    Packed,
    Prompt(_("Counted in"), way="choice", among="ammunition_packings"),
]
_Quantity = Annotated[
    Whole, Field(ge=1, le=accounts.LARGEST), Prompt(_("How many, or grams"), way="number", needed=_LINE)
]


class RegisterLot(Input):
    """A lot as its maker marked it."""

    kind: Annotated[Code, Prompt(_("What it is"), way="choice", among="ammunition_kinds")]
    maker: Annotated[str, Field(min_length=1, max_length=80), Prompt(_("Maker"))]
    number: Annotated[
        str,
        Field(min_length=1, max_length=60),
        Prompt(_("Number of the lot"), _("As it is marked."), way="code"),
    ]
    calibre: Annotated[
        str,
        Field(max_length=80),
        Prompt(_("Calibre"), way="known", among="calibre", needed=_("(not for primers and powder)")),
    ] = ""
    year: Annotated[Whole | None, Field(ge=1800, le=2200), Prompt(_("Year of manufacture"), way="number")] = (
        None
    )
    pieces: Annotated[_Some, Prompt(_("Pieces in the smallest package"), way="number")] = None
    packages: Annotated[_Some, Prompt(_("Packages in a case"), way="number")] = None
    mark: _Mark = ""
    hazard: Annotated[
        str,
        Field(pattern=r"^(|1\.[1-6][A-HJ-LNS])$"),
        Prompt(_("Hazard class"), _("Division and compatibility group, as they are marked."), way="code"),
    ] = ""
    expires_on: _Expires = None
    survey_on: _Survey = None


class OpenMixedLot(Input):
    """A mixed lot: the loose rounds of one calibre at one place, so that nobody invents a maker and a number for them."""

    place: _Place
    calibre: Annotated[
        str, Field(min_length=1, max_length=80), Prompt(_("Calibre"), way="known", among="calibre")
    ]


class CorrectLot(RecordInput):
    """What is on the smallest package, and until when the lot may be used."""

    mark: _Mark = ""
    expires_on: _Expires = None
    survey_on: _Survey = None


class SuspendLot(RecordInput):
    """Why nobody uses, moves or sends any of it from now on."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="ammunition_grounds")]


class ResumeLot(RecordInput):
    """That it may be used again."""


class LineIn(Input):
    """So much of a lot: by its identifier, the code on its package, or its number where one lot that lies there bears it; `into` another lot where it is repacked.

    `packed` says whether single pieces (or grams) are counted, smallest packages or cases.
    """

    lot: Annotated[
        str, named("B"), Field(min_length=1, max_length=60), Prompt(_("Lot"), way="code", needed=_LINE)
    ]
    quantity: _Quantity
    packed: _Packed = "single"
    into: Annotated[
        str,
        named("B"),
        Field(max_length=60),
        Prompt(_("Into the lot"), _("Empty: into the mixed lot of the place, for loose rounds."), way="code"),
    ] = ""


class RecordMovement(Input):
    """What becomes of ammunition: all of its lines, or none."""

    move: Annotated[Recorded, Prompt(way="page")]
    place: _Place
    to_place: Annotated[
        str, identifier("Z", optional=True), Prompt(_("To the place"), way="choice", among=())
    ] = ""
    to_office: Annotated[
        str,
        identifier("A", optional=True),
        Prompt(
            _("To the office"),
            _("Choose it, or type the identifier that a unit of defence gave you."),
            way="identifier",
            among="A",
        ),
    ] = ""
    lines: Annotated[
        list[LineIn], Field(max_length=accounts.MOST), Prompt(_("Lots"), way="rows", rows=4)
    ] = []
    occasion: Annotated[
        str, Field(max_length=40), Prompt(_("On what occasion"), way="choice", among="ammunition_occasions")
    ] = ""
    witness: Annotated[str, identifier("U", optional=True), Prompt(_("Witness"), way="choice", among=())] = ""
    ground: Annotated[
        str,
        Field(max_length=40),
        Prompt(_("How it was lost"), way="choice", among="ammunition_losses", empty="–"),
    ] = ""
    reference: Annotated[
        str,
        Field(max_length=60),
        Prompt(
            _("Number of the paper"),
            _("Of the firing report, the delivery note. It stays in the log for ever, so name nobody in it."),
            way="code",
        ),
    ] = ""
    reason: Annotated[
        str,
        Field(max_length=2000),
        Prompt(
            _("Why, for the second person"),
            _(
                "Needed for what two people decide: what is destroyed or demilitarised, and the loss of what is suspended or was seized."
            ),
            way="text",
        ),
    ] = ""


class SellAmmunition(Input):
    """What is sold, and under which licence of the buyer: their licence or its card, scanned or typed."""

    lot: Annotated[
        str,
        named("B"),
        Field(min_length=1, max_length=400),
        Prompt(_("Lot"), _("Scan its label or the code on its package, or type its number."), way="code"),
    ]
    quantity: Annotated[
        Whole, Field(ge=1, le=accounts.LARGEST), Prompt(_("How many, or grams"), way="number")
    ]
    packed: _Packed = "single"
    place: Annotated[
        str,
        identifier("Z", optional=True),
        Prompt(_("Place"), _("Only where it lies at several places."), way="choice", among=()),
    ] = ""
    buyer: Annotated[
        str,
        identifier("LV"),
        Prompt(_("Buyer's licence or card"), _("Scan the code on it, or type its number."), way="code"),
    ]


class ReceiveMovement(RecordInput):
    """Where what was sent is put, and how much of each lot was counted; of what is not there, none."""

    to_place: _Place
    counted: Annotated[
        dict[str, Annotated[Whole, Field(ge=0, le=accounts.LARGEST)]],
        Field(min_length=1, max_length=accounts.MOST),
        Prompt(_("Counted"), way="each", each="number"),
    ]


class UndoMovement(RecordInput):
    """Why it was wrong."""

    ground: Annotated[Code, Prompt(_("What was wrong"), way="choice", among="ammunition_mistakes")]


class ProposeUndoing(UndoMovement):
    """Why it was wrong, and what the person who decides should know."""

    reason: Annotated[
        str, Field(min_length=1, max_length=2000), Prompt(_("Why, for the second person"), way="text")
    ]


ASKED: Final[dict[str, frozenset[str]]] = {
    "moved": frozenset({"to_place"}),
    "sent": frozenset({"to_office"}),
    "spent": frozenset({"occasion", "witness"}),
    "lost": frozenset({"ground", "reason"}),
    "destroyed": frozenset({"reason"}),
    "demilitarised": frozenset({"reason"}),
}
"""Movement -> what it asks besides the place, the lines and the paper."""
ELSE: Final = frozenset({"to_place", "to_office", "occasion", "witness", "ground", "reason"})
