"""What a maker says of many firearms at once: what they are, and what is marked on them. Pure."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from ifar.acts.inputs import Asked, Input, Moment, Whole, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_KNOWN: Final = Field(min_length=1, max_length=200)
_Licence = Annotated[
    str,
    identifier("L", optional=True),
    Asked(_("Manufacturing licence"), way="identifier", among="L"),
]
_Lot = Annotated[str, Field(max_length=60), Asked(_("Production lot"), way="code")]
_At = Annotated[Moment | None, Asked(_("When, if not now"), way="moment")]


class RecordProduction(Input):
    """What the firearms of a range of serial numbers are: all of one make and model."""

    make: Annotated[str, _KNOWN, Asked(_("Make"), way="known", among="make")]
    model: Annotated[str, _KNOWN, Asked(_("Model"), way="known", among="model")]
    type: Annotated[str, _KNOWN, Asked(_("Type"), way="known", among="firearm_type")]
    calibre: Annotated[str, _KNOWN, Asked(_("Calibre"), way="known", among="calibre")]
    country_made: Annotated[
        str, Field(max_length=200), Asked(_("Country of manufacture"), way="known", among="country")
    ] = ""
    year: Annotated[Whole | None, Field(ge=1500, le=9999), Asked(_("Year of manufacture"), way="number")] = (
        None
    )
    lot: _Lot = ""
    licence: _Licence = ""
    at: _At = None


class MarkProduction(Input):
    """What is marked on each beside its serial number (Protocol art. 8(1)(a))."""

    maker: Annotated[str, Field(min_length=1, max_length=200), Asked(_("Mark of the maker"), way="code")]
    country: Annotated[
        str,
        Field(min_length=1, max_length=200),
        Asked(_("Mark of the country or place of manufacture"), way="code"),
    ]
    place: Annotated[
        str,
        Field(max_length=80),
        Asked(_("Where the marks are"), way="choice", among="mark_place", empty=_("Not recorded")),
    ] = ""
    method: Annotated[
        str,
        Field(max_length=80),
        Asked(_("Method of marking"), way="choice", among="mark_method", empty=_("Not recorded")),
    ] = ""
    licence: _Licence = ""
    at: _At = None
