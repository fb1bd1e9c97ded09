"""What is said of places and of what is put into them: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from ifar.acts.inputs import Code, Input, Moment, Prompt, RecordInput, Seen, Whole, identifier

MOST: Final = 10_000
"""Things in one act."""


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Name = Annotated[
    str,
    Field(max_length=80),
    Prompt(_("Name"), _("It stays in the log for ever, so name nobody in it.")),
]
_Label = Annotated[
    str,
    Field(max_length=40),
    Prompt(_("Label code"), _("What a scanner reads on a label of your own, if there is one."), way="code"),
]
_Capacity = Annotated[
    Whole | None,
    Field(ge=1, le=1_000_000),
    Prompt(_("Capacity"), _("How many firearms it takes."), way="number"),
]
_Thing = Annotated[str, identifier("FKX"), Field(max_length=20)]
_Place = Annotated[str, Field(max_length=40), Prompt(_("Place"), way="choice", among=())]


class OpenPlace(Input):
    """What kind of place it is, how it is called, and in which other place it is."""

    kind: Annotated[Code, Prompt(_("Kind of place"), way="choice", among="place_kinds")]
    name: _Name = ""
    person: Annotated[
        str,
        identifier("U", optional=True),
        Prompt(
            _("Person"),
            way="choice",
            among=(),
            empty="–",
            needed=_("(needed where it is with a person)"),
        ),
    ] = ""
    inside: Annotated[
        str, identifier("Z", optional=True), Prompt(_("Inside"), way="choice", among=(), empty="–")
    ] = ""
    code: _Label = ""
    capacity: _Capacity = None


class ChangePlace(Input):
    """How the place is called and labelled from now on."""

    name: _Name = ""
    code: _Label = ""
    capacity: _Capacity = None
    expected_n: Seen = None


class MovePlace(Input):
    """In which other place it is from now on; empty where it stands by itself."""

    inside: Annotated[
        str, identifier("Z", optional=True), Prompt(_("Inside"), way="choice", among=(), empty="–")
    ] = ""
    expected_n: Seen = None


class ClosePlace(RecordInput):
    """That nothing is put there any more."""


class PlaceByScan(Input):
    """What a scanner read: the label of a place, then what was put there; then the next place."""

    scanned: Annotated[
        str,
        Field(min_length=1, max_length=400_000),
        Prompt(
            _("Scanned labels"),
            _("The label of the place first, then the firearms, one a line; then the next place."),
            way="scanned",
        ),
    ]


class MoveHere(Input):
    """What a scanner read that was put into this place."""

    scanned: Annotated[
        str,
        Field(min_length=1, max_length=400_000),
        Prompt(_("Scanned labels"), _("The firearms that were put here, one a line."), way="scanned"),
    ]


class MoveChosen(Input):
    """What goes from this place to another one: what was chosen, or everything; `all_of` = how many things the page showed here."""

    to: _Place
    things: Annotated[list[_Thing], Field(max_length=MOST), Prompt(way="page")] = []
    all_of: Annotated[Whole | None, Field(ge=1), Prompt(way="page")] = None


class PlaceThing(Input):
    """Where a thing is put; `expected_n` = how often it had been placed when the page was shown."""

    to: _Place
    expected_n: Annotated[Whole, Field(ge=0, lt=2**31), Prompt(way="page")]


class PlacementIn(Input):
    """Where a thing is put; `expected_n` = how often it had been placed when you looked (0: never): 409 where it was placed since."""

    thing: _Thing
    place: Annotated[str, Field(max_length=40)]
    expected_n: Annotated[Whole | None, Field(ge=0, lt=2**31)] = None
    at: Moment | None = None


class PlaceThings(Input):
    """Where things are put: all of them, or none. With `sent`, what the sender's clock shows now, each `at` is corrected by as much as that is off."""

    placements: Annotated[list[PlacementIn], Field(min_length=1, max_length=MOST)]
    sent: Moment | None = None
