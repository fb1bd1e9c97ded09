"""What is said of traces, act by act: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Whole, identifier
from ifar.languages import Language
from ifar.tracing.assistance import LONGEST
from ifar.tracing.steps import Answer


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_UNSAID: Final = _("not said")
_APART: Final = _("It is kept apart from the log.")
_Identifier = Annotated[str, Field(max_length=20)]
_Country = Annotated[str, Field(max_length=2)]
_Code = Annotated[str, Field(max_length=80)]
_Number = Annotated[str, Field(max_length=120)]
_Line = Annotated[str, Field(max_length=200)]
_Words = Annotated[str, Field(max_length=4000)]
_Text = Annotated[str | None, Field(max_length=200)]
_Language = Annotated[
    Language,
    Prompt(_("Language of the paper"), way="choice", among="languages"),
]


def _list(label: str, name: str, empty: str = "", hint: str = "") -> Prompt:
    return Prompt(label, hint, way="choice", among=name, empty=empty)


# Requests ---------------------------------------------------------------------------------------------------------------


class TracedMark(Input):
    """A mark as it was read; without a text its status says why."""

    kind: _Code
    text: _Text = None
    text_status: Literal["known", "unknown", "none", "not_asked"] = "known"


class _SayRequest(RecordInput):
    """What a request says (ITI 14-23). A draft may be incomplete."""

    number: Annotated[
        _Number,
        Prompt(
            _("Number of the request at your office"),
            _("It stays in the log for ever, so name nobody in it."),
        ),
    ] = ""
    country: Annotated[
        _Country, Prompt(_("Other State"), way="choice", among="trace_other", empty=_UNSAID)
    ] = ""
    desk: Annotated[
        _Code, Prompt(_("Desk that answers"), way="choice", among="trace_desk", empty=_UNSAID)
    ] = ""
    office: Annotated[_Identifier, Prompt(_("Office that answers"), way="choice", among="trace_office")] = ""
    channel: Annotated[
        Literal["file", "iarms", "etrace", "letter", "node", "office"],
        _list(_("How it goes"), "trace_channel"),
    ] = "file"
    parent: _Identifier = ""
    thing: Annotated[Literal["firearm", "ammunition"], _list(_("What it is about"), "trace_thing")] = (
        "firearm"
    )
    make: _Text = None
    model: _Text = None
    calibre: _Text = None
    type: _Text = None
    country_made: _Text = None
    year: Annotated[Whole | None, Field(ge=1000, le=9999)] = None
    marks: Annotated[list[TracedMark], Field(max_length=20)] = []
    lot: Annotated[
        dict[Literal["headstamp", "lot", "calibre", "packaging"], _Line],
        Field(max_length=4),
        Prompt(way="each", each="code"),
    ] = {}
    illicit: Annotated[
        list[Code],
        Field(max_length=5),
        Prompt(_("Why it is thought to be illicit"), way="checks", among="trace_illicit"),
    ] = []
    justification: Annotated[
        _Words, Prompt(_("Legal justification"), _("As far as possible."), way="text")
    ] = ""
    recovered_on: Annotated[Day | None, Prompt(_("Found on"), way="day")] = None
    recovered_in: Annotated[_Country, _list(_("Found in"), "trace_state", _UNSAID)] = ""
    place: Annotated[_Line, Prompt(_("Where"))] = ""
    circumstances: Annotated[
        _Words,
        Prompt(
            _("Circumstances of the find"),
            _("Kept apart from the log, like everything that may name somebody."),
            way="text",
            rows=4,
        ),
    ] = ""
    use: Annotated[
        Literal["", "investigation", "prosecution", "embargo_monitoring", "return_to_owner"],
        _list(_("What the answer is for"), "trace_use", _UNSAID),
    ] = ""
    urgency: Annotated[Literal["routine", "urgent", "immediate"], _list(_("Urgency"), "trace_urgency")] = (
        "routine"
    )
    handling: Annotated[
        Literal["ordinary", "restricted", "secret"],
        _list(_("How it is to be treated"), "trace_handling"),
    ] = "ordinary"


class AmendRequest(_SayRequest):
    """A draft as it is to be."""

    agreement: Annotated[
        Literal["none", "iti", "protocol", "bilateral", "mla"],
        _list(
            _("What stands between the two States"), "trace_agreement", hint=_("It decides what may leave.")
        ),
    ] = "iti"


class DraftRequest(AmendRequest):
    """A new draft: to another State, or to an office of this State."""

    direction: Literal["outgoing", "domestic"] = "outgoing"


class ReceiveRequest(_SayRequest):
    """A request of another State, as it came, and the number under which they know it; `then`: whether it is acknowledged and searched with that."""

    reference: Annotated[_Number, Prompt(_("Number under which they know it"))]
    then: Annotated[
        Literal["searched", "entered"],
        Prompt(
            way="buttons",
            among=(("searched", _("Enter, acknowledge and search")), ("entered", _("Enter the request"))),
        ),
    ] = "entered"


class TraceExhibit(Input):
    """From an exhibit: which way, and whom; `own` = nobody else, one's own desk traces it."""

    direction: Annotated[Literal["outgoing", "domestic", "own"], Prompt(way="page")] = "outgoing"
    country: _Country = ""
    office: Annotated[_Identifier, Prompt(way="page")] = ""


class TraceOnceMore(TraceExhibit):
    """The same from a page, which tells of a request that there is: `again` = once more all the same."""

    again: Annotated[bool, Prompt(way="page")] = False


class AcknowledgeRequest(RecordInput):
    """The number under which the other side knows it."""

    reference: Annotated[_Number, Prompt(_("Number under which they know it"))] = ""


class IdentifyFirearm(RecordInput):
    """The firearm of the register that it is; empty: none of them. Why, where the search did not propose it."""

    firearm: Annotated[str, identifier("F", optional=True), Prompt(way="page")]
    note: _Words = ""


class NoteAnswer(RecordInput):
    """Words that go with an answer, or what another State told."""

    note: Annotated[_Words, Prompt(_("Remark"), _APART, way="text", rows=4)] = ""


class FindNothing(RecordInput):
    """That nothing was found."""

    note: Annotated[_Words, Prompt(_("Remark"), _APART)] = ""


class StateGround(RecordInput):
    """A ground of the International Tracing Instrument, and the reason in words."""

    ground: Annotated[
        Literal["investigation", "confidentiality_law", "no_assurance", "national_security"],
        _list(_("Ground"), "trace_ground"),
    ]
    note: Annotated[
        str,
        Field(min_length=1, max_length=4000),
        Prompt(
            _("The reason, in words"),
            _("Whoever asked is told it. It is kept apart from the log."),
            way="text",
            rows=3,
        ),
    ]


class AnswerInPart(StateGround):
    """On which ground a part is held back, and the reason in words."""

    ground: Annotated[
        Literal["investigation", "confidentiality_law", "no_assurance", "national_security"],
        Prompt(way="page"),
    ]


class WithdrawTrace(RecordInput):
    """Why it is taken back."""

    note: Annotated[str, Field(min_length=1, max_length=4000), Prompt(_("Reason"))]


class WriteMessage(Input):
    """What was written, by us or by them."""

    text: Annotated[str, Field(min_length=1, max_length=4000), Prompt(_("Message"), way="text", rows=3)]
    way: Annotated[
        Literal["in", "out"],
        Prompt(
            _("Who wrote it"),
            way="radio",
            among=(("out", _("We wrote this")), ("in", _("They wrote this"))),
        ),
    ] = "out"


class LetOfficesIn(RecordInput):
    """The offices that know of a request beside those whose it is; who is not named is shut out."""

    offices: Annotated[
        list[_Identifier],
        Field(max_length=40),
        Prompt(
            _("Offices that are let in"),
            _("Who is not chosen is shut out. Each change stands in the log."),
            way="several",
            among=(),
        ),
    ] = []


class SettleOutcome(RecordInput):
    """The outcome of tracing."""

    outcome: Annotated[
        Code,
        Prompt(
            _("Outcome"),
            _("What follows from the chain is chosen already; you decide."),
            way="choice",
            among="trace_outcome",
        ),
    ]
    on: Day | None = None


# The chain --------------------------------------------------------------------------------------------------------------


class AskTrader(Input):
    """The maker or dealer who is asked, and as what."""

    trader: Annotated[_Identifier, Prompt(_("Who"), way="choice", among="trace_trader")]
    role: Annotated[
        Literal["maker", "importer", "wholesaler", "dealer"], _list(_("Asked as"), "trace_trade")
    ] = "dealer"


_Result = Annotated[Literal["passed_on", "kept", "diverted"], _list(_("What became of it"), "trace_result")]
_On = Annotated[Day | None, Prompt(_("On which day"), way="day")]
_Rounds = Annotated[
    Annotated[Whole, Field(ge=1, le=10**12, description="Rounds of a lot; ammunition only.")] | None,
    Prompt(_("How many rounds"), way="number"),
]
_ToRole = Annotated[
    Literal["", "maker", "importer", "wholesaler", "dealer", "holder"],
    _list(_("Who had it next"), "trace_role", _UNSAID),
]
_ToCountry = Annotated[_Country, _list(_("In which State"), "trace_state", _UNSAID)]
_Diversion = Annotated[
    Literal[
        "", "theft", "loss", "unlawful_sale", "false_papers", "diverted_in_transit", "state_stock", "other"
    ],
    _list(_("How it left the licit circuit"), "trace_diversion", _UNSAID),
]
_Source = Annotated[_Line, Prompt(_("Page of the book, or paper"))]


class _SayLink(RecordInput):
    """Where the arm went, or how it left the licit circuit. A name is kept apart from the log."""

    result: _Result
    on: _On = None
    quantity: _Rounds = None
    to_role: _ToRole = ""
    to_whom: str = ""
    to_country: _ToCountry = ""
    name: str = ""
    diversion: _Diversion = ""
    source: _Source = ""

    @property
    def answer(self) -> Answer:
        """What the link says, as the services take it."""
        names = ("result", "on", "to_role", "to_whom", "to_country", "diversion", "source", "quantity")
        return Answer(**{name: getattr(self, name) for name in names}, described={"name": self.name})


class NoteLink(_SayLink):
    """A link that the register or another State knows."""

    role: Annotated[
        Literal["maker", "importer", "wholesaler", "dealer", "holder"],
        _list(_("Whose link it is"), "trace_role"),
    ]
    country: Annotated[_Country, _list(_("State of that link"), "trace_state", _UNSAID)] = ""
    to_whom: Annotated[
        str,
        identifier("AP", optional=True),
        Prompt(
            _("Office or person in the register"),
            _(
                "A part of the name, or the identifier of the person, the company or the agency. That you ask for a name is logged."
            ),
            way="identifier",
            among="AP",
        ),
    ] = ""
    name: Annotated[_Line, Prompt(_("Name, where the register has no record of them"))] = ""


class AnswerFromBook(_SayLink):
    """What one's own book says: where the arm went, or how it left the licit circuit."""

    to_whom: Annotated[
        str,
        identifier("AP", optional=True),
        Prompt(_("Number of the buyer in the register"), _("It begins with A or P."), way="code"),
    ] = ""
    name: Annotated[_Line, Prompt(_("Name of the buyer, as the book says"))] = ""

    def arguments(self) -> dict[str, Any]:
        """The answer is taken as one."""
        return {"said": self.answer, "expected_n": self.expected_n}


class FailQuestion(RecordInput):
    """Why one's own book does not tell."""

    failure: Annotated[
        Literal["no_record", "out_of_business", "too_old", "illegible", "abroad"],
        _list(_("Why the book does not tell"), "trace_failure"),
    ]
    source: _Source = ""


class GiveUpLink(RecordInput):
    """Why a link led nowhere."""

    failure: Annotated[Literal["no_answer", "out_of_business"], _list(_("Reason"), "trace_given_up")]
    source: _Line = ""


# Papers and files -------------------------------------------------------------------------------------------------------


class InLanguage(Input):
    """In which language a paper is set."""

    language: _Language = "en"


def _text_prompt(label: str, hint: str = "") -> Prompt:
    return Prompt(label, hint, way="text", rows=4)


class HandOver(Input):
    """What a request for mutual legal assistance says beside the trace (UNTOC art. 18(15)); `language` is that of the paper."""

    country: Annotated[_Country, _list(_("State that is going to be asked"), "trace_other")]
    conducted_by: Annotated[str, Field(max_length=400), Prompt(_("Authority that conducts the proceedings"))]
    functions: Annotated[str, Field(max_length=400), Prompt(_("Its functions"))]
    nature: Annotated[
        Literal["investigation", "prosecution", "judicial_proceeding"],
        _list(_("Nature of the proceedings"), "trace_nature"),
    ]
    offence: Annotated[str, Field(max_length=400), Prompt(_("Offence"), _("With its article."))]
    facts: Annotated[str, Field(max_length=LONGEST), _text_prompt(_("Summary of the relevant facts"))]
    assistance: Annotated[str, Field(max_length=LONGEST), _text_prompt(_("Assistance that is sought"))]
    procedure: Annotated[
        str,
        Field(max_length=LONGEST),
        _text_prompt(_("Particular procedure to be followed"), _("If the courts here need one.")),
    ] = ""
    purpose: Annotated[str, Field(max_length=LONGEST), _text_prompt(_("Purpose for which it is sought"))]
    language: _Language = "en"


class ConfirmKey(Input):
    """The key of another State's log, and how it was confirmed."""

    key: Annotated[
        str,
        Field(min_length=1, max_length=240),
        Prompt(_("Key of its register's log, as they told it"), way="code"),
    ]
    how: Annotated[
        str,
        Field(min_length=1, max_length=400),
        Prompt(_("How and with whom it was confirmed"), way="text", rows=3),
    ]


class EraseWords(Input):
    """Whose words have lapsed, and why they may go."""

    subject: Annotated[str, identifier("O"), Prompt(way="page")]
    reason: Annotated[str, Field(min_length=1, max_length=400), Prompt(_("Reason"))]


# Experience -------------------------------------------------------------------------------------------------------------


def _lines(label: str, hint: str) -> Prompt:
    return Prompt(label, hint, way="text", rows=4)


_Lines = Annotated[str, Field(max_length=60_000)]


class TellAuthorised(Input):
    """To whom it is told which producers, dealers, importers, exporters and carriers are authorised."""

    country: Annotated[_Country, Prompt(way="page")]
    authorised: Annotated[
        _Lines,
        _lines(
            _("Authorised producers, dealers, importers, exporters and carriers"),
            _(
                "One a line: producer, dealer, importer, exporter or carrier; name; place; licence; last day as 2027-12-31. What is not known is left out at the end."
            ),
        ),
    ] = ""


class TellMethods(Input):
    """To whom it is told what was learnt of trafficking."""

    country: Annotated[_Country, Prompt(way="page")]
    modus: Annotated[
        _Lines, _lines(_("How it is done"), _("What was learnt, one a line. Nobody is named."))
    ] = ""
    concealment: Annotated[
        _Lines, _lines(_("How it is concealed"), _("How it was concealed, one a line. Nobody is named."))
    ] = ""
    routes: Annotated[
        _Lines,
        _lines(
            _("Routes"),
            _(
                "One a line: the codes of the States with > between them, a colon, and words: GH > TG > BJ: by lorry at night."
            ),
        ),
    ] = ""
    detection: Annotated[_Lines, _lines(_("How it is found"), _("By what it was found, one a line."))] = ""
    groups: Annotated[
        _Lines,
        _lines(
            _("Groups"),
            _("Organised criminal groups that take part or are suspected of it, one a line."),
        ),
    ] = ""
