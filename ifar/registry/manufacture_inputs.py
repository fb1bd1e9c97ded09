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


def _of(label: str, among: str) -> Asked:
    return Asked(label, way="choice", among=among, empty=_("Not recorded"))


_Place = Annotated[str, Field(max_length=80), _of(_("Where the marks are"), "mark_place")]
_Method = Annotated[str, Field(max_length=80), _of(_("Method of marking"), "mark_method")]
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
    place: _Place = ""
    method: _Method = ""
    licence: _Licence = ""
    at: _At = None


class MarkImports(Input):
    """What is marked on each that came in (Protocol art. 8(1)(b)): the country of import and, where possible, the year."""

    mark: Annotated[
        str, Field(min_length=1, max_length=200), Asked(_("Mark of the country of import"), way="code")
    ]
    year: Annotated[Whole | None, Field(ge=1800, le=2999), Asked(_("Year of import"), way="number")] = None
    maker: Annotated[
        str,
        Field(max_length=200),
        Asked(
            _("Mark of the maker"),
            _(
                "As it stands on each, where their records do not say it. A firearm without a unique mark gets one first."
            ),
            way="code",
        ),
    ] = ""
    country: Annotated[
        str, Field(max_length=200), Asked(_("Mark of the country or place of manufacture"), way="code")
    ] = ""
    place: _Place = ""
    method: _Method = ""
    at: _At = None
