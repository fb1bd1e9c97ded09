"""What is said of exhibits in custody, act by act: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Base64Bytes, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ifar.acts.inputs import Code, Day, Input, Moment, Prompt, RecordInput, Whole, identifier
from ifar.languages import Language
from ifar.recoveries.custody.counting import ExhibitReading as SeenThing
from ifar.recoveries.custody.destruction import Reading


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Identifier = Annotated[str, Field(max_length=20)]
_Line = Annotated[str, Field(max_length=200)]
_Text = Annotated[str, Field(max_length=2000)]
_Said = Annotated[str, Field(min_length=1, max_length=2000)]
_Note = Annotated[_Text, Prompt(_("Note"))]
_Happened = Annotated[_Said, Prompt(_("What happened"))]
_Reason = Annotated[_Said, Prompt(_("Reason"))]
_Seal = Annotated[str, Field(max_length=60)]
_SealSent = Annotated[
    _Seal,
    Prompt(
        _("Number of the seal, as you read it"),
        way="code",
        needed=_("(needed on the way to a laboratory)"),
    ),
]
_Room = Annotated[
    _Identifier, Prompt(_("Evidence room"), way="choice", among=(), empty=_("No room, another place"))
]
_At = Annotated[Moment | None, Prompt(_("When, if not now"), way="moment")]


class Reasoned(RecordInput):
    """Why."""

    note: _Reason


# Chains -----------------------------------------------------------------------------------------------------------------


class _Where(Input):
    """Where an exhibit lies: a room of the office, or a place in words; the seal as it was read; when, if not now."""

    room: _Room = ""
    place: Annotated[
        _Line, Prompt(_("Place, where it is no room"), needed=_("(needed where it is no room)"))
    ] = ""
    seal: Annotated[_Seal, Prompt(_("Number of the seal, as you read it"), way="code")] = ""
    broken: Annotated[bool, Prompt(_("The seal is broken"), way="check")] = False
    at: _At = None


class TakeIn(_Where):
    """Where an exhibit is that is taken in, and under which seal."""

    note: _Note = ""


class ReceiveExhibit(_Where, RecordInput):
    """Where an exhibit lies that was received, and under which seal."""

    note: _Note = ""


class FindExhibit(_Where, RecordInput):
    """Where an exhibit lies that a count missed, and what happened."""

    note: _Happened


class MoveExhibit(_Where, RecordInput):
    """Where an exhibit lies now; it was taken from where it lay on record."""

    note: _Note = ""


class HandExhibit(RecordInput):
    """To which office, and for what; where it was taken from, if that is not what the record says."""

    to: Annotated[_Identifier, Prompt(_("To which office"), way="choice", among="custody_office")]
    purpose: Annotated[Code, Prompt(_("For what"), way="choice", among="custody_purpose")]
    seal: _SealSent = ""
    broken: Annotated[bool, Prompt(_("The seal is broken"), way="check")] = False
    at: _At = None
    note: _Note = ""
    room: Annotated[
        _Identifier,
        Prompt(_("Room from which it was taken, if not as on record"), way="choice", among=(), empty="–"),
    ] = ""
    place: Annotated[_Line, Prompt(_("Place from which it was taken, if not as on record"))] = ""


class DeclineExhibit(Reasoned):
    """Why an exhibit is not received."""


class TakeBackExhibit(RecordInput):
    """That a hand-over is taken back."""


class SealExhibit(RecordInput):
    """A new seal, and why the old one is gone; without a reason it is a gap."""

    seal: Annotated[str, Field(min_length=1, max_length=60), Prompt(_("Number of the new seal"), way="code")]
    reason: Annotated[
        str,
        Field(pattern=r"^[a-z_]{0,40}$"),
        Prompt(
            _("Why the old one is gone"),
            way="choice",
            among="custody_seal_reason",
            empty=_("Nobody knows: this is a gap"),
        ),
    ] = ""
    at: _At = None
    note: Annotated[
        _Text,
        Prompt(
            _("Note"),
            _("Where another reason was chosen: which."),
            needed=_("(needed for another reason)"),
        ),
    ] = ""


class ExplainGap(RecordInput):
    """What happened, at the gap of this key."""

    gap: Annotated[str, Field(max_length=80), Prompt(_("Gap"), way="choice", among=())]
    note: _Happened


# Rooms and counts -------------------------------------------------------------------------------------------------------


class EnterCount(RecordInput):
    """What is there: lines as they were typed or scanned, or a list. `strangers` says that labels which nobody here knows are what stands on
    the things, and no mistake."""

    seen: Annotated[
        Annotated[str, Field(max_length=400_000)] | Annotated[list[SeenThing], Field(max_length=5000)],
        Prompt(
            _("What is there"),
            _(
                "One exhibit on each line: its identifier, exhibit number or serial number, then the number of its seal; a dash where it bears none, nothing where you did not read it. A scanner may write it."
            ),
            way="scanned",
        ),
    ]
    strangers: Annotated[bool, Prompt(_("What nobody here knows stands on the labels so"), way="check")] = (
        False
    )


class SettleDifference(RecordInput):
    """What happened, at the difference of this key."""

    key: Annotated[str, Field(max_length=80), Prompt(_("Difference"), way="choice", among=())]
    note: _Happened


class GiveUpCount(Reasoned):
    """Why nobody finishes the count."""


# Laboratories -----------------------------------------------------------------------------------------------------------


class AskLaboratory(Input):
    """What a laboratory is asked."""

    laboratory: Annotated[_Identifier, Prompt(_("Laboratory"), way="choice", among="custody_laboratory")]
    questions: Annotated[
        list[Code],
        Field(min_length=1, max_length=10),
        Prompt(_("What is to be found out"), way="checks", among="custody_question"),
    ]
    due_on: Annotated[Day | None, Prompt(_("Answer by"), way="day")] = None
    note: _Note = ""


class SendToLaboratory(AskLaboratory):
    """What a laboratory is asked about many exhibits, and whether they are handed over to it with that, each under the seal that was read."""

    hand: Annotated[
        bool,
        Prompt(
            _("Hand them over to the laboratory now"),
            _(
                "Each under its seal, as you read it. The laboratory has an exhibit once somebody there has received it."
            ),
            way="check",
        ),
    ] = False
    seal: _SealSent = ""


class AskAboutExhibit(AskLaboratory):
    """What a laboratory is asked, about which exhibit."""

    exhibit: _Identifier


class AcceptRequest(RecordInput):
    """That a request is accepted."""


class Result(Input):
    """An answer of a laboratory; `restored` is a serial number that it made readable."""

    answer: Annotated[str, Field(min_length=1, max_length=500), Prompt(_("What was found"))]
    reference: Annotated[str, Field(min_length=1, max_length=120), Prompt(_("Number of the report"))]
    restored: Annotated[_Seal, Prompt(_("Serial number that was restored, if any"), way="mark")] = ""


class AnswerRequest(RecordInput):
    """Question -> its answer: all that were asked."""

    results: Annotated[dict[Code, Result], Field(min_length=1, max_length=10), Prompt(way="each")]
    note: _Text = ""


class WithdrawRequest(Reasoned):
    """Why a request is taken back."""


# Destruction ------------------------------------------------------------------------------------------------------------


class OpenBatch(Input):
    """A destruction batch: its order, way, and list."""

    name: Annotated[str, Field(min_length=1, max_length=80), Prompt(_("Name of the batch"))]
    order: Annotated[str, Field(min_length=1, max_length=120), Prompt(_("Order"))]
    method: Annotated[
        Literal["cutting", "crushing", "shredding", "smelting", "burning", "other"],
        Prompt(_("Way of destruction"), way="choice", among="custody_method"),
    ]
    place: Annotated[_Line, Prompt(_("Place"))] = ""
    planned_on: Annotated[Day | None, Prompt(_("Planned for"), way="day")] = None
    exhibits: Annotated[
        list[_Identifier],
        Field(max_length=2000),
        Prompt(_("What waits for destruction"), way="checks", among=()),
    ] = []
    scanned: Annotated[
        str,
        Field(max_length=100_000),
        Prompt(
            _("Or scan the labels"),
            _("One exhibit, or one firearm that was written off, on each line."),
            way="scanned",
        ),
    ] = ""
    seal_reason: Annotated[
        str,
        Field(max_length=2000),
        Prompt(
            _("Reason, to seal the list at once"),
            _("A second person decides. Leave it empty to go on with the list first."),
            way="text",
        ),
    ] = ""


class ProposeSeal(RecordInput):
    """Why a list is sealed."""

    reason: _Reason


class ReadItems(RecordInput):
    """Items as they were read on the day: lines as they were typed or scanned, or a list; `rest` says that all others were looked for and are
    not there; `drop` names those whose reading was a mistake."""

    readings: Annotated[
        Annotated[str, Field(max_length=200_000)] | Annotated[list[Reading], Field(max_length=2000)],
        Prompt(
            _("Items that were read, one on each line"),
            _(
                "The serial number alone; or the identifier or exhibit number, then the serial number as you read it, a dash where the item bears none."
            ),
            way="scanned",
        ),
    ] = ""
    rest: Annotated[
        bool, Prompt(_("All others on the list were looked for and are not there"), way="check")
    ] = False
    drop: Annotated[list[_Identifier], Field(max_length=2000), Prompt(way="page")] = []


class WitnessBatch(RecordInput):
    """That they were destroyed before one's eyes."""


class NotDestroyed(Input):
    """Why an item on the list was not destroyed, and what happened."""

    why: Annotated[
        Literal["held_back", "not_there", "swapped", "not_destroyed"],
        Prompt(_("Why it was not destroyed"), way="choice", among="custody_exception", empty="–"),
    ]
    note: Annotated[str, Field(min_length=1, max_length=500), Prompt(_("What happened"))]


class RecordDestruction(RecordInput):
    """How it was done: weight, pieces counted afterwards, photographs that were deposited; exhibit -> why it was not destroyed."""

    weight_grams: Annotated[Whole, Field(ge=1, le=10**12), Prompt(_("Weight in grams"), way="number")]
    counted: Annotated[Whole, Field(ge=0, le=2000), Prompt(_("Pieces counted afterwards"), way="number")]
    photos: Annotated[
        list[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]],
        Field(min_length=1, max_length=100),
        Prompt(_("Photographs"), way="page"),
    ]
    language: Annotated[
        Language,
        Prompt(_("Language of the certificate"), way="choice", among="languages"),
    ] = "en"
    exceptions: Annotated[dict[_Identifier, NotDestroyed], Field(max_length=2000), Prompt(way="each")] = {}
    note: _Text = ""


class AbandonBatch(Reasoned):
    """Why a batch is given up."""


# Series -----------------------------------------------------------------------------------------------------------------


class AcceptSeries(RecordInput):
    """Under which name it is one workshop."""

    name: Annotated[str, Field(min_length=1, max_length=80), Prompt(_("Name of the series"))]
    note: _Text = ""


class RejectSeries(Reasoned):
    """Why these arms do not come from one workshop."""


class SplitSeries(RecordInput):
    """Which arms are taken out."""

    out: Annotated[list[_Identifier], Field(min_length=1, max_length=3000), Prompt(way="page")]
    note: _Text = ""


class JoinSeries(RecordInput):
    """Which arm belongs to it as well, and how somebody knows it who recognised it."""

    exhibit: Annotated[str, identifier("X"), Prompt(_("Its identifier, which begins with X"), way="code")]
    note: Annotated[_Text, Prompt(_("How you know it"))] = ""


class PassOver(RecordInput):
    """Which arm is another workshop's, and why."""

    exhibit: Annotated[_Identifier, Prompt(_("Exhibit"), way="choice", among=())]
    note: _Reason


# What becomes of it -----------------------------------------------------------------------------------------------------


class ProposeDisposal(Input):
    """Destruction, unless `authority` officially authorises another way and the arm is marked (Protocol art. 6(2))."""

    order: Annotated[str, Field(min_length=1, max_length=120)]
    reason: _Said
    method: Literal["destruction", "sale", "state_use", "museum", "training", "deactivation", "other"] = (
        "destruction"
    )
    authority: _Line = ""


class ProposeReturn(Input):
    """To whom, and by which paper it is proven."""

    reason: _Said
    ownership: _Line
    owner: _Identifier = ""
    owner_kind: Annotated[str, Field(max_length=40)] = ""
    licence: _Identifier = ""
    order: Annotated[str, Field(max_length=120)] = ""


# The field --------------------------------------------------------------------------------------------------------------


def _micro(value: object) -> object:
    """Millionths of a degree; a device sends an empty text where it knows none."""
    return None if value == "" else value


# The bounds stand at the number: outside the validator they would be asked of None too.
_Latitude = Annotated[
    Annotated[int, Field(ge=-90_000_000, le=90_000_000)] | None,
    BeforeValidator(_micro),
    Field(description="Millionths of a degree."),
]
_Longitude = Annotated[
    Annotated[int, Field(ge=-180_000_000, le=180_000_000)] | None,
    BeforeValidator(_micro),
    Field(description="Millionths of a degree."),
]


class Confirmed(Input):
    """How an entry was confirmed where it was made, and by whom: by the passkey of the person (`assertion` is what it answered), by a one-time
    code of theirs that they typed on this device, by a signature on its glass (`drawing` is the picture), or on paper (`paper` is its number)."""

    how: Literal["passkey", "code", "glass", "paper"]
    by: Annotated[str, Field(max_length=20)] = ""
    code: Annotated[str, Field(max_length=10)] = ""
    paper: Annotated[str, Field(pattern=r"^[\w/. -]{0,40}$")] = ""
    drawing: Annotated[Base64Bytes, Field(max_length=60_000)] = b""
    assertion: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Self:
        """Nothing is called more than it is: each way has what it consists of."""
        lacks = {
            "passkey": not (self.by and self.assertion),
            "code": not (self.by and self.code),
            "glass": not self.drawing,
            "paper": not self.paper,
        }
        if lacks[self.how]:
            raise PydanticCustomError("missing", "what it was confirmed by")
        return self


_Milliseconds = Annotated[int, Field(ge=-(10**14), le=10**14)]


class Capture(Input):
    """An entry of a device; `capture` is its idempotency key: the same one is taken in once. `sent`, `ahead` and `extract` say what the device's
    clock shows, by how many milliseconds it was ahead at the last contact before the entry, and until when the extract that it showed was valid."""

    capture: UUID
    kind: Literal["seized", "found", "surrendered"]
    type: Literal["pistol", "revolver", "rifle", "shotgun", "submachine_gun", "machine_gun", "other"]
    taken: Moment
    serial: Annotated[str, Field(max_length=60)] = ""
    number: Annotated[str, Field(max_length=60)] = ""
    place: _Line = ""
    ground: Annotated[str, Field(max_length=40)] = ""
    latitude: _Latitude = None
    longitude: _Longitude = None
    confirmed: Confirmed | None = None
    sent: Moment | None = None
    ahead: _Milliseconds | None = None
    extract: Moment | None = None
