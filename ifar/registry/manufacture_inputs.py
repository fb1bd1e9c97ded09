"""What a maker says of many firearms at once: what they are, and what is marked on them. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, WithJsonSchema

from ifar.acts.inputs import Input, Moment, Prompt, Whole, amount_of, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_KNOWN: Final = Field(min_length=1, max_length=200)
_Licence = Annotated[
    str,
    identifier("L", optional=True),
    Prompt(_("Manufacturing licence"), way="identifier", among="L"),
]
_Lot = Annotated[str, Field(max_length=60), Prompt(_("Production lot"), way="code")]


def _of(label: str, among: str) -> Prompt:
    return Prompt(label, way="choice", among=among, empty=_("Not recorded"))


Place = Annotated[str, Field(max_length=80), _of(_("Position of the marks"), "mark_place")]
Method = Annotated[str, Field(max_length=80), _of(_("Marking method"), "mark_method")]
_Symbol = Annotated[
    str,
    Field(max_length=60),
    Prompt(
        _("Geometric symbol"),
        _("With a code, in the place of maker, country and serial number (Firearms Protocol, article 8)."),
        way="code",
    ),
]
_Code = Annotated[str, Field(max_length=60), Prompt(_("Code beside the symbol"), way="code")]
_Security = Annotated[
    str,
    Field(max_length=200),
    Prompt(
        _("Second mark"), _("A security mark that is hard to reach, where the law asks for one."), way="code"
    ),
]
_Millimetres = WithJsonSchema(
    {"type": "string", "pattern": "^[0-9]{1,2}([.][0-9]{1,6})?$", "description": "Millimetres: 1.6"}
)
_Height = Annotated[
    Annotated[Decimal, BeforeValidator(amount_of), Field(gt=0, lt=100, decimal_places=3), _Millimetres]
    | None,
    Prompt(_("Height of the marks (mm)"), way="code"),
]
_Depth = Annotated[
    Annotated[Decimal, BeforeValidator(amount_of), Field(gt=0, lt=100, decimal_places=6), _Millimetres]
    | None,
    Prompt(_("Depth of the marks (mm)"), way="code"),
]
_At = Annotated[Moment | None, Prompt(_("When, if not now"), way="moment")]


class RecordProduction(Input):
    """What the firearms of a range of serial numbers are: all of one make and model."""

    make: Annotated[str, _KNOWN, Prompt(_("Make"), way="known", among="make")]
    model: Annotated[str, _KNOWN, Prompt(_("Model"), way="known", among="model")]
    type: Annotated[str, _KNOWN, Prompt(_("Type"), way="known", among="firearm_type")]
    calibre: Annotated[str, _KNOWN, Prompt(_("Calibre"), way="known", among="calibre")]
    country_made: Annotated[
        str, Field(max_length=200), Prompt(_("Country of manufacture"), way="known", among="country")
    ] = ""
    year: Annotated[Whole | None, Field(ge=1500, le=9999), Prompt(_("Year of manufacture"), way="number")] = (
        None
    )
    lot: _Lot = ""
    licence: _Licence = ""
    at: _At = None


class MarkProduction(Input):
    """What is marked on each beside its serial number (Protocol art. 8(1)(a))."""

    maker: Annotated[str, Field(max_length=200), Prompt(_("Mark of the maker"), way="code")] = ""
    country: Annotated[
        str, Field(max_length=200), Prompt(_("Mark of the country or place of manufacture"), way="code")
    ] = ""
    symbol: _Symbol = ""
    code: _Code = ""
    year: Annotated[
        Whole | None, Field(ge=1500, le=9999), Prompt(_("Year as it is marked"), way="number")
    ] = None
    security: _Security = ""
    height_mm: _Height = None
    depth_mm: _Depth = None
    place: Place = ""
    method: Method = ""
    licence: _Licence = ""
    at: _At = None


class MarkImports(Input):
    """What is marked on each that came in (Protocol art. 8(1)(b)): the country of import and, where possible, the year."""

    mark: Annotated[
        str, Field(min_length=1, max_length=200), Prompt(_("Mark of the country of import"), way="code")
    ]
    year: Annotated[Whole | None, Field(ge=1800, le=2999), Prompt(_("Year of import"), way="number")] = None
    maker: Annotated[
        str,
        Field(max_length=200),
        Prompt(
            _("Mark of the maker"),
            _(
                "As it stands on each, where their records do not say it. A firearm without a unique mark gets one first."
            ),
            way="code",
        ),
    ] = ""
    country: Annotated[
        str, Field(max_length=200), Prompt(_("Mark of the country or place of manufacture"), way="code")
    ] = ""
    security: _Security = ""
    height_mm: _Height = None
    depth_mm: _Depth = None
    place: Place = ""
    method: Method = ""
    at: _At = None
