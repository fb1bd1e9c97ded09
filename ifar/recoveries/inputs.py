"""What is said of cases, their items and people, and of the market, act by act: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from ifar import identifiers
from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Whole, amount_of, identifier
from ifar.errors import Invalid
from ifar.registry.occurred import UNKNOWN, Occurred, parse


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


MILLION = 1_000_000
_Identifier = Annotated[str, Field(max_length=20)]
_Line = Annotated[str, Field(max_length=200)]
_Said = Annotated[str, Field(min_length=1, max_length=500)]
_Reason = Annotated[_Said, Prompt(_("Reason"))]
_Chosen = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,80}$")]
_UNSAID = _("not said")


def _scaled(scale: int) -> BeforeValidator:
    """Reads a whole number as it is stored, or the text of a number with a fraction, which is that much greater."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        plain = value.strip().replace("\u2212", "-")
        return int(amount_of(plain.removeprefix("-")) * scale) * (-1 if plain.startswith("-") else 1)

    return BeforeValidator(read)


_Micro = Annotated[
    Whole | None,
    Field(
        ge=-180 * MILLION,
        le=180 * MILLION,
        description="Millionths of a degree; as text in degrees: 36.8065",
    ),
    _scaled(MILLION),
]
_Price = Annotated[
    Whole | None,
    Field(ge=1, lt=10**15, description="In the smallest unit of the currency; as text in its unit: 250.00"),
    _scaled(100),
]
_Currency = Annotated[
    str, StringConstraints(to_upper=True, max_length=3), Prompt(_("Currency"), _("Three letters."))
]
_PriceKind = Annotated[
    Literal["", "asked", "paid"],
    Prompt(_("Asked or paid"), way="choice", among="recoveries_price", empty=_UNSAID),
]
_Area = Annotated[_Chosen, Prompt(_("Province or district"), way="area")]


def _occurred(value: Any) -> Any:
    """When something happened, as a client writes it."""
    if not isinstance(value, str):
        return value
    try:
        return parse(value)
    except Invalid:
        raise PydanticCustomError(
            "occurred",
            "The time cannot be read. Enter a date such as 2024-03-01, or only the year or the month.",
        ) from None


_When = Annotated[
    Occurred,
    BeforeValidator(_occurred),
    Field(json_schema_extra={"type": "string", "description": "As in events: `2026-05-03`, `2026-05` …"}),
    Prompt(_("When"), way="occurred"),
]


def _list(label: str, name: str) -> Prompt:
    return Prompt(label, way="choice", among=name, empty=_UNSAID)


# Cases ------------------------------------------------------------------------------------------------------------------


class KeptThing(Input):
    """Another thing that was seized, by reference."""

    kind: Annotated[str, Field(max_length=80)]
    reference: Annotated[str, Field(max_length=120)] = ""


def _kept(value: Any) -> Any:
    """A thing in a line: kind, then its reference."""
    if not isinstance(value, str):
        return value
    kind, _blank, text = value.partition(" ")
    return {"kind": kind.strip().rstrip(":").lower(), "reference": text.strip()[:120]}


def _countries(value: Any) -> Any:
    """Codes of countries, also where commas stand between them."""
    if not isinstance(value, list | tuple):
        return value
    return [part for item in value for part in str(item).replace(",", " ").split()]


_Number = Annotated[
    str,
    Field(min_length=1, max_length=200),
    Prompt(_("Number of the case"), _("It stays in the log for ever, so name nobody in it.")),
]


class AmendCase(RecordInput):
    """What is said anew of a case; over HTTP what is not sent stays as it is."""

    number: _Number = ""
    occurred: _When = UNKNOWN
    place: Annotated[_Line, Prompt(_("Where"))] = ""
    location: Annotated[_Chosen, _list(_("Kind of place"), "recovery_location")] = ""
    ground: Annotated[_Chosen, _list(_("Legal ground of the seizure"), "seizure_ground")] = ""
    offences: Annotated[
        list[Code],
        Field(max_length=20),
        Prompt(_("Suspected offences"), way="checks", among="suspected_offence"),
    ] = []
    area: _Area = ""
    latitude: Annotated[_Micro, Prompt(_("Latitude"), way="amount")] = None
    longitude: Annotated[_Micro, Prompt(_("Longitude"), way="amount")] = None
    place_precision: Annotated[
        Literal["exact", "street", "town", "district", "area", "unknown"],
        Prompt(_("How exactly the place is known"), way="choice", among="recoveries_place"),
    ] = "unknown"
    threats: Annotated[
        list[Code],
        Field(max_length=20),
        Prompt(_("Connected with"), way="checks", among="interconnected_threat"),
    ] = []
    concealment: Annotated[_Chosen, _list(_("How it was concealed"), "concealment")] = ""
    conveyance: Annotated[_Chosen, _list(_("How it was carried"), "conveyance")] = ""
    route: Annotated[
        list[Annotated[str, StringConstraints(to_upper=True, max_length=80)]],
        BeforeValidator(_countries),
        Field(max_length=30),
        Prompt(_("Route"), _("Codes of countries in their order, for example LY TN IT."), way="words"),
    ] = []
    report: Annotated[str, Field(max_length=60), Prompt(_("Number of the report"))] = ""
    kept: Annotated[
        list[Annotated[KeptThing, BeforeValidator(_kept)]],
        Field(max_length=100),
        Prompt(
            _("Other things that were seized"),
            _(
                "One to a line: kind, then its reference. Kinds: phone, computer, parcel, money, vehicle, drugs, document."
            ),
            way="lines",
        ),
    ] = []
    price: Annotated[_Price, Prompt(_("Price, where known"), way="amount")] = None
    currency: _Currency = ""
    price_kind: _PriceKind = ""
    narrative: Annotated[
        str,
        Field(max_length=4000),
        Prompt(
            _("Circumstances"),
            _("Kept apart from the log, like everything that may name somebody."),
            way="text",
        ),
    ] = ""


class OpenCase(AmendCase):
    """A case that is opened; everything but kind and number may be missing. Kind, and whether it is anonymous, are settled by it."""

    number: _Number
    kind: Annotated[
        Literal["seized", "found", "surrendered", "shooting"],
        Prompt(_("Type of recovery"), way="choice", among="recoveries_case"),
    ]
    anonymous: Annotated[bool, Prompt(_("Handed in or reported anonymously"), way="check")] = False


class ShareCase(RecordInput):
    """Another office that is to see the case, and why."""

    office: Annotated[
        _Identifier,
        Prompt(
            _("Office"),
            _("A laboratory, a court, another station."),
            way="choice",
            among="custody_office",
        ),
    ]
    reason: _Reason


class ConcludeCase(RecordInput):
    """Why; and whether the rows of tables that were not taken in stay out for that reason."""

    reason: _Reason
    leave_rows: Annotated[
        bool,
        Prompt(
            _("Rows that were not taken in stay out, for this reason"),
            way="check",
        ),
    ] = False


class ReopenCase(RecordInput):
    """Why a case is open again."""

    reason: _Reason


class HandOverCase(Input):
    """For whom a case is taken out."""

    to: Annotated[str, Field(min_length=1, max_length=200), Prompt(_("For whom"))]


# People -----------------------------------------------------------------------------------------------------------------

_Stage = Annotated[
    Literal["noted", "suspected", "arrested", "prosecuted", "convicted", "acquitted", "dropped"],
    Prompt(_("Proceedings"), way="choice", among="recoveries_stage"),
]
_OFFENCES = Prompt(_("For which offences"), way="checks", among="suspected_offence")


def _party(value: Any) -> Any:
    """A record's identifier without separators; what is none is a name or a number to look for."""
    return identifiers.parse(value, "P") or value if isinstance(value, str) else value


class NamePerson(Input):
    """Somebody of a case: role, sex, age group; who it is only where it is known. A name is kept apart from the log."""

    role: Annotated[Code, Prompt(_("Role"), way="choice", among="involved_role")]
    sex: Annotated[
        Literal["male", "female", "unknown"], Prompt(_("Sex"), way="choice", among="recoveries_sex")
    ] = "unknown"
    age: Annotated[
        Literal["under_15", "15_17", "18_24", "25_34", "35_59", "60_over", "unknown"],
        Prompt(_("Age group"), way="choice", among="recoveries_age"),
    ] = "unknown"
    stage: _Stage = "noted"
    stage_on: Day | None = None
    offences: Annotated[list[Code], Field(max_length=20), _OFFENCES] = []
    party: Annotated[
        str,
        BeforeValidator(_party),
        Field(max_length=80),
        Prompt(
            _("Record in the register"),
            _("A name or a number: the records that fit are then offered to choose from."),
        ),
    ] = ""
    name: Annotated[_Line, Prompt(_("Name, where there is no record"), _("Kept apart from the log."))] = ""
    group: Annotated[_Line, Prompt(_("Group"))] = ""


class RecordStage(RecordInput):
    """How far proceedings against somebody came, when, for which offences; what is left out stays."""

    person: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$"), Prompt(_("Person"), way="choice", among=())]
    stage: _Stage
    on: Annotated[Day | None, Prompt(_("Day"), way="day")] = None
    offences: Annotated[list[Code] | None, Field(max_length=20), _OFFENCES] = None


# Items ------------------------------------------------------------------------------------------------------------------


class MarkRead(Input):
    """A mark as it was read; without a text its status says why."""

    kind: Annotated[str, Field(max_length=80)]
    text: Annotated[str | None, Field(max_length=200)] = None
    text_status: Literal["known", "unknown", "none", "not_asked"] = "known"
    place: Annotated[str, Field(max_length=80)] = ""
    condition: Annotated[str, Field(max_length=80)] = "intact"


_ELSE = _("“unknown” if nobody can tell it, “none” if there is none.")
_ITEM = _("(of a firearm at least one fact or mark)")
_Known = Annotated[str | None, Field(max_length=200)]


def _known(label: str, name: str) -> Prompt:
    return Prompt(label, _ELSE, way="known", among=name, needed=_ITEM)


class SayItem(RecordInput):
    """An item: what it is, what is known of it (codes of the reference data, or words as they were read), and its marks."""

    type: Annotated[_Known, _known(_("Type"), "firearm_type")] = None
    make: Annotated[_Known, _known(_("Make"), "make")] = None
    serial: Annotated[
        _Line,
        Prompt(
            _("Serial number, as you read it"),
            _(
                "? for a character that nobody can read. “none” if there is none, “illegible” if nobody can read it."
            ),
            way="mark",
            needed=_ITEM,
        ),
    ] = ""
    kind: Annotated[
        Literal["firearm", "part", "ammunition", "cartridge_case", "bullet", "unrecovered"],
        Prompt(_("What it is"), way="choice", among="recoveries_item"),
    ] = "firearm"
    quantity: Annotated[Whole, Field(ge=1, le=10_000_000), Prompt(_("Pieces"), way="number")] = 1
    model: Annotated[_Known, _known(_("Model"), "model")] = None
    calibre: Annotated[_Known, _known(_("Calibre"), "calibre")] = None
    country_made: Annotated[_Known, _known(_("Country of manufacture"), "country")] = None
    year: Annotated[Whole | None, Field(ge=1000, le=9999), Prompt(_("Year of manufacture"), way="number")] = (
        None
    )
    other_kind: Annotated[
        _Chosen,
        Prompt(
            _("Another mark"),
            way="choice",
            among="mark_kind",
            empty=_UNSAID,
            needed=_("(both or neither)"),
        ),
    ] = ""
    other_text: Annotated[
        _Line,
        Field(validate_default=True),
        Prompt(_("What it says"), way="mark", needed=_("(both or neither)")),
    ] = ""
    marks: Annotated[list[MarkRead], Field(max_length=20)] = []
    marking: Annotated[_Chosen, _list(_("Marking"), "marking")] = ""
    condition: Annotated[_Chosen, _list(_("How it was made"), "condition")] = ""
    origin: Annotated[_Chosen, _list(_("If it is craft-made"), "made_how")] = ""
    exhibit: Annotated[str, Field(max_length=60), Prompt(_("Number of the exhibit"))] = ""
    features: Annotated[
        dict[Code, Annotated[str, Field(max_length=400)]],
        Field(max_length=20),
        Prompt(way="each", each="line"),
    ] = {}

    @field_validator("other_text")
    @classmethod
    def _both(cls, text: str, said: ValidationInfo) -> str:
        """A mark needs both what it says and its kind."""
        if bool(text) != bool(said.data.get("other_kind")):
            raise PydanticCustomError("half", "both or neither")
        return text


class ScanItems(Input):
    """Items that are read one after the other, by a scanner or by hand, and of which the same is known: a line is the serial number of one."""

    things: Annotated[
        list[Annotated[str, Field(max_length=400)]],
        Field(min_length=1, max_length=500),
        Prompt(
            _("Serial numbers"),
            _("One item to a line: scan the code on the arm, or type its serial number, and Enter."),
            way="lines",
        ),
    ]
    type: Annotated[_Line, Prompt(_("Type"), way="known", among="firearm_type")] = ""
    make: Annotated[_Line, Prompt(_("Make"), way="known", among="make")] = ""
    model: Annotated[_Line, Prompt(_("Model"), way="known", among="model")] = ""
    calibre: Annotated[_Line, Prompt(_("Calibre"), way="known", among="calibre")] = ""


class AlikeItems(Input):
    """The items of a new case that are as its first one: a line is the serial number of one."""

    things: Annotated[
        list[Annotated[str, Field(max_length=400)]],
        Field(max_length=500),
        Prompt(
            _("Serial numbers, if there are several alike"),
            _("One item to a line: scan the code on the arm, or type its serial number, and Enter."),
            way="lines",
        ),
    ] = []


class EnterItems(Input):
    """Items that are entered together: all or none."""

    items: Annotated[list[SayItem], Field(min_length=1, max_length=2000)]


class JudgeProposal(RecordInput):
    """Whether a proposal is the one; that it is links the item."""

    hit: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$"), Prompt(way="page")]
    verdict: Annotated[
        Literal["confirmed", "rejected"],
        Prompt(
            way="buttons",
            among=(("confirmed", _("It is the one: link it")), ("rejected", _("It is another one"))),
        ),
    ]
    note: Annotated[str, Field(max_length=500)] = ""


class LinkItem(RecordInput):
    """The firearm of the register that an item is."""

    firearm: Annotated[str, identifier("F"), Prompt(_("Identifier of the firearm"), way="code")]


class RegisterItem(Input):
    """That an item is not on the register; `none` says that none of the firearms that it may be is it."""

    none: Annotated[bool, Prompt(way="page")] = False


class UnlinkItem(RecordInput):
    """Why a link was a mistake."""

    reason: _Reason


class NoteTracing(RecordInput):
    """The outcome of tracing."""

    outcome: Annotated[Code, Prompt(_("Outcome"), way="choice", among="trace_outcome")]


class CompareItem(RecordInput):
    """Which firearm left it: an item of this or another case. Nothing takes it back."""

    weapon: Annotated[
        str,
        identifier("X", optional=True),
        Prompt(
            _("Item of the firearm"),
            _("Its identifier, which begins with X; of this or another case. Empty takes it back."),
            way="code",
        ),
    ] = ""
    method: Annotated[_Said, Prompt(_("Method and report"))]


class MergeItem(RecordInput):
    """Which item of a firearm that was found it is, and how it is known."""

    into: Annotated[str, identifier("X"), Prompt(_("Item of the firearm that was found"), way="code")]
    reason: Annotated[_Said, Prompt(_("How it is known"))]


# The market -------------------------------------------------------------------------------------------------------------


class Observe(Input):
    """What was on offer, where and when, at which price or how easily."""

    thing: Annotated[Code, Prompt(_("What was on offer"), way="choice", among="recoveries_thing")]
    on: Annotated[Day, Prompt(_("Day"), way="day")]
    calibre: Annotated[str, Field(max_length=80)] = ""
    place: Annotated[_Line, Prompt(_("Where"))] = ""
    area: _Area = ""
    price: Annotated[_Price, Prompt(_("Price"), way="amount")] = None
    currency: _Currency = ""
    price_kind: _PriceKind = ""
    availability: Annotated[_Chosen, _list(_("How easily it can be had"), "market_availability")] = ""
    channel: Annotated[_Chosen, _list(_("Where this comes from"), "market_channel")] = ""
    condition: Annotated[_Chosen, _list(_("How it was made"), "condition")] = ""
    remark: Annotated[
        str,
        Field(max_length=500),
        Prompt(_("Remark")),
    ] = ""
