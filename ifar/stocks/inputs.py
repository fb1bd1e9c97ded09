"""What is said of armouries and officers: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Base64Bytes, Field, model_validator
from pydantic_core import PydanticCustomError

from ifar.acts.inputs import Code, Day, Input, Moment, Prompt, RecordInput, Seen, Whole, identifier
from ifar.stocks.issuing import ROUNDS


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Charge = Annotated[str, identifier("U"), Prompt(_("Officer in charge"), way="choice", among=())]
_Since = Annotated[
    Day,
    Prompt(
        _("Since"),
        _(
            "Everything in the armoury is counted within the term that the State sets, 30 days where it sets none."
        ),
        way="day",
    ),
]
_Order = Annotated[
    str,
    Field(max_length=60),
    Prompt(
        _("Standing order"),
        _(
            "The number of the order under which arms are issued for a shift, so that no issue needs one of its own."
        ),
        way="code",
    ),
]


class TakeOver(Input):
    """Which store is an armoury, who is in charge of it, and since when."""

    place: Annotated[str, identifier("Z"), Prompt(_("Store"), way="choice", among=())]
    charge: _Charge
    since: _Since
    standing_order: _Order = ""


class ChangeCharge(Input):
    """Who is in charge of an armoury from now on."""

    charge: _Charge
    since: _Since
    standing_order: _Order = ""
    expected_n: Seen = None


_Name = Annotated[str, Field(min_length=1, max_length=200), Prompt(_("Name"))]
_Number = Annotated[
    str,
    Field(min_length=1, max_length=40),
    Prompt(_("Service number"), _("A scanner reads it on the officer's card."), way="code"),
]
_Account = Annotated[
    str,
    identifier("U", optional=True),
    Prompt(
        _("User account"),
        _(
            "Where the officer has one, they confirm what they receive under it. Nobody hands out to themselves."
        ),
        way="choice",
        among=(),
        empty="–",
    ),
]
_Trained = Annotated[Day | None, Prompt(_("Training valid until"), way="day")]
_Medical = Annotated[Day | None, Prompt(_("Medical check valid until"), way="day")]


class Enrol(Input):
    """An officer of the unit: name, service number, and until when they may carry."""

    name: _Name
    number: _Number
    trained_until: _Trained = None
    medical_until: _Medical = None
    account: _Account = ""


class CorrectOfficer(Input):
    """What the officer is called, and by which number and account they go."""

    name: _Name
    number: _Number
    account: _Account = ""
    expected_n: Seen = None


class NoteChecks(Input):
    """Until when training and medical check are valid."""

    trained_until: _Trained = None
    medical_until: _Medical = None
    expected_n: Seen = None


class SuspendOfficer(Input):
    """Why an officer carries nothing, and until when."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="stocks_suspensions")]
    suspended_until: Annotated[Day, Prompt(_("Until"), way="day")]
    expected_n: Seen = None


class ReinstateOfficer(RecordInput):
    """That an officer may carry again."""


class OfficerLeft(Input):
    """Why an officer is none of this unit any more."""

    ground: Annotated[Code, Prompt(_("Ground"), way="choice", among="stocks_leavings")]
    expected_n: Seen = None


class AskErasure(RecordInput):
    """That nothing keeps the personal values of an officer who left any more."""


class EraseOfficer(RecordInput):
    """That they go: name, number, checks, suspensions."""


class RefuseErasure(RecordInput):
    """That they stay for now."""


_Pin = Annotated[str, Field(max_length=20), Prompt(_("PIN of the officer"), way="secret")]


class SetPin(Input):
    """The PIN that the officer types on this device."""

    pin: _Pin
    expected_n: Seen = None


class ConfirmIssue(RecordInput):
    """That one received what the issue names."""


class ConfirmLoan(RecordInput):
    """That one's unit received what another one lent to it."""


class CountersignIssue(Input):
    """The number of the paper that the officer signed."""

    sheet: Annotated[
        str, Field(min_length=1, max_length=60), Prompt(_("Number of the signed sheet"), way="code")
    ]
    expected_n: Seen = None


_Scanned = Annotated[str, Field(max_length=20_000)]
_Rounds = Annotated[Whole | None, Field(ge=0, le=ROUNDS)]
_Many = Annotated[Whole | None, Field(ge=0, le=1000)]
_Armoury = Annotated[str, identifier("Z"), Prompt(_("Armoury"), way="choice", among=())]


class IssueByScan(Input):
    """What is handed out: the officer's card first, then the arms and the label of the lot; how many rounds and accessories, for how long."""

    armoury: _Armoury
    scanned: Annotated[
        _Scanned,
        Prompt(
            _("Scan"),
            _(
                "The officer's card first, then each arm, then the label of the lot. For a loan to a unit, the arms alone."
            ),
            way="scanned",
        ),
    ]
    rounds: Annotated[_Rounds, Prompt(_("Rounds"), _("Of the lot that is scanned."), way="number")] = None
    kind: Annotated[Code, Prompt(_("For"), way="choice", among="stocks_kinds")] = "shift"
    due_at: Annotated[
        Moment | None, Prompt(_("Return due"), way="moment", needed=_("(needed unless it is personal issue)"))
    ] = None
    magazines: Annotated[_Many, Prompt(_("Magazines"), way="number")] = None
    optics: Annotated[_Many, Prompt(_("Optics"), way="number")] = None
    unit: Annotated[
        str,
        identifier("A", optional=True),
        Prompt(_("Unit"), way="identifier", among="A", needed=_("(needed for a loan)")),
    ] = ""
    order: Annotated[
        str,
        Field(max_length=60),
        Prompt(_("Order number"), _("Empty: the standing order of the armoury."), way="code"),
    ] = ""
    exercise: Annotated[
        str,
        Field(max_length=60),
        Prompt(
            _("Exercise or operation"),
            _(
                "One word with a number, such as FALCON 26. Scan each officer's card before what they receive; a lot before the first card is for each of them."
            ),
            way="code",
            needed=_("(needed for an exercise or operation)"),
        ),
    ] = ""
    pin: Annotated[
        _Pin,
        Prompt(_("PIN of the officer"), _("Typed by the officer. Empty: they confirm later."), way="secret"),
    ] = ""


class ReturnByScan(Input):
    """What is brought back: the arms, how many rounds and accessories; on what the missing rounds were spent."""

    scanned: Annotated[
        _Scanned,
        Prompt(
            _("Scan"),
            _(
                "Each arm; the officer's card where rounds alone come back; a shelf first, where they go elsewhere than before."
            ),
            way="scanned",
        ),
    ]
    rounds: Annotated[_Rounds, Prompt(_("Rounds returned"), way="number")] = None
    magazines: Annotated[_Many, Prompt(_("Magazines returned"), way="number")] = None
    optics: Annotated[_Many, Prompt(_("Optics returned"), way="number")] = None
    occasion: Annotated[
        str,
        Field(max_length=60),
        Prompt(_("What became of the missing rounds"), way="choice", among="stocks_missing", empty="–"),
    ] = ""
    witness: Annotated[
        str, identifier("U", optional=True), Prompt(_("Who saw it"), way="choice", among=(), empty="–")
    ] = ""
    reference: Annotated[
        str,
        Field(max_length=60),
        Prompt(_("Number of the firing report, or of the report of the loss"), way="code"),
    ] = ""
    pin: Annotated[_Pin, Prompt(_("PIN of the officer"), _("Typed by the officer."), way="secret")] = ""


class BeginCount(Input):
    """Which armoury is counted, and how."""

    armoury: _Armoury
    kind: Annotated[
        Code, Prompt(_("Counting method"), way="radio", among="stocks_counts", initial="serial")
    ] = "serial"


class NoteSeen(Input):
    """What was read in an armoury, an arm a line."""

    seen: Annotated[
        str,
        Field(min_length=1, max_length=60_000),
        Prompt(_("What is there"), _("Scan each arm, or type its serial number: one a line."), way="scanned"),
    ]


class CloseByNumber(Input):
    """How many arms are there, counted by number alone."""

    number: Annotated[Whole, Field(ge=0, le=1_000_000), Prompt(_("Arms counted"), way="number")]


class TakeReadingBack(Input):
    """What somebody read by mistake."""

    text: Annotated[
        str,
        Field(min_length=1, max_length=100),
        Prompt(_("What you read by mistake"), way="choice", among=()),
    ]
    expected_n: Seen = None


class LeaveArmouryCount(RecordInput):
    """That a count is given up."""


class RoundsIn(Input):
    """Rounds of a lot."""

    lot: Annotated[str, identifier("B")]
    quantity: Annotated[Whole, Field(ge=0, le=ROUNDS)]


class AccessoriesIn(Input):
    """Accessories by number."""

    magazine: _Many = None
    optic: _Many = None


class IssueIn(Input):
    """What is issued, to which officer, or lent to which unit; `pin` = what the officer typed."""

    armoury: Annotated[str, identifier("Z")]
    kind: Code = "shift"
    officer: Annotated[str, identifier("P", optional=True)] = ""
    unit: Annotated[str, identifier("A", optional=True)] = ""
    arms: Annotated[list[Annotated[str, identifier("FK")]], Field(max_length=200)] = []
    rounds: Annotated[list[RoundsIn], Field(max_length=20)] = []
    accessories: AccessoriesIn = AccessoriesIn()
    due_at: Moment | None = None
    order: Annotated[str, Field(max_length=60)] = ""
    exercise: Annotated[str, Field(max_length=60)] = ""
    pin: Annotated[str, Field(max_length=20)] = ""


class ReturnIn(Input):
    """What comes back of an issue. Of each lot and each kind of accessory that is out it says how many; what is missing of rounds was spent."""

    arms: Annotated[list[Annotated[str, identifier("FK")]], Field(max_length=200)] = []
    rounds: Annotated[list[RoundsIn], Field(max_length=20)] = []
    accessories: AccessoriesIn = AccessoriesIn()
    place: Annotated[str, identifier("Z", optional=True)] = ""
    occasion: Annotated[str, Field(max_length=60)] = ""
    witness: Annotated[str, identifier("U", optional=True)] = ""
    reference: Annotated[str, Field(max_length=60)] = ""
    pin: Annotated[str, Field(max_length=20)] = ""


class ConfirmedThere(Input):
    """How the officer confirmed at the counter without a line: by a PIN that the device sealed for the register (`pin`), by their own passkey (`assertion` is what it
    answered), on paper (`paper` is its number), or by a signature on the device's glass (`drawing` is the picture)."""

    how: Literal["pin", "passkey", "paper", "glass"]
    pin: Annotated[str, Field(max_length=400)] = ""
    paper: Annotated[str, Field(pattern=r"^[\w/. -]{0,40}$")] = ""
    drawing: Annotated[Base64Bytes, Field(max_length=60_000)] = b""
    assertion: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Self:
        """Nothing is called more than it is: each way has what it consists of."""
        has = {"pin": self.pin, "passkey": self.assertion, "paper": self.paper, "glass": self.drawing}
        if not has[self.how]:
            raise PydanticCustomError("missing", "what it was confirmed by")
        return self


_Milliseconds = Annotated[int, Field(ge=-(10**14), le=10**14)]


class ArmouryEntry(Input):
    """An issue or a return that a device took without a line; `capture` is its idempotency key. `sent`, `ahead` and `extract` say what the device's clock shows, by how many
    milliseconds it was ahead at the last contact before the entry, and until when the extract that it showed was valid. A PIN never travels in the open."""

    capture: UUID
    taken: Moment
    issue: IssueByScan | None = None
    back: ReturnByScan | None = None
    confirmed: ConfirmedThere | None = None
    sent: Moment | None = None
    ahead: _Milliseconds | None = None
    extract: Moment | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        """An issue or a return, for an officer; with no PIN but a sealed one."""
        given = self.issue or self.back
        if given is None or (self.issue and self.back) or given.pin:
            raise PydanticCustomError("missing", "an issue or a return")
        if self.issue and (self.issue.kind == "loan" or self.issue.unit):
            raise PydanticCustomError("missing", "an officer")
        return self
