"""Tracing over HTTP as JSON: requests, the links of their chains, and the questions to a trader's own book."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.answers import actor_of
from ifar.cursors import LARGEST, SIZE, page
from ifar.registry.occurred import moment
from ifar.rights import Actor, require
from ifar.tracing import disclosure, selectors, shared
from ifar.tracing.content import Content
from ifar.tracing.models import Request, Step
from ifar.tracing.services import answering, chains, requests
from ifar.tracing.services.chains import Answer

router = Router(tags=["tracing"])

Identifier = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=80)]
Line = Annotated[str, Field(max_length=200)]
Words = Annotated[str, Field(max_length=4000)]
Text = Annotated[str | None, Field(max_length=200)]
Expected = Annotated[int | None, Field(ge=1, le=1_000_000)]
Ground = Literal["investigation", "confidentiality_law", "no_assurance", "national_security"]
Role = Literal["maker", "importer", "wholesaler", "dealer", "holder"]
Direction = Literal["outgoing", "domestic"]
Agreement = Literal["none", "iti", "protocol", "bilateral", "mla"]


class MarkIn(Schema):
    """A mark as it was read; without a text its status says why."""

    kind: Code
    text: Text = None
    text_status: Literal["known", "unknown", "none", "not_asked"] = "known"


class ContentIn(Schema):
    """What a request says (ITI 14-23). A draft may be incomplete."""

    number: Annotated[str, Field(max_length=120)] = ""
    country: Annotated[str, Field(max_length=2)] = ""
    desk: Code = ""
    office: Identifier = ""
    channel: Literal["file", "iarms", "etrace", "letter", "node", "office"] = "file"
    parent: Identifier = ""
    thing: Literal["firearm", "ammunition"] = "firearm"
    make: Text = None
    model: Text = None
    calibre: Text = None
    type: Text = None
    country_made: Text = None
    year: Annotated[int | None, Field(ge=1000, le=9999)] = None
    marks: Annotated[list[MarkIn], Field(max_length=20)] = []
    lot: Annotated[dict[Literal["headstamp", "lot", "calibre", "packaging"], Line], Field(max_length=4)] = {}
    illicit: Annotated[list[Code], Field(max_length=5)] = []
    recovered_on: dt.date | None = None
    recovered_in: Annotated[str, Field(max_length=2)] = ""
    place: Line = ""
    use: Literal["", "investigation", "prosecution", "embargo_monitoring", "return_to_owner"] = ""
    urgency: Literal["routine", "urgent", "immediate"] = "routine"
    handling: Literal["ordinary", "restricted", "secret"] = "ordinary"
    circumstances: Words = ""
    justification: Words = ""

    def content(self) -> Content:
        """The request as the service wants it."""
        given = self.dict(exclude={"direction", "reference", "expected_n"})
        names = ("make", "model", "calibre", "type", "country_made", "year")
        identity = {name: value for name in names if (value := given.pop(name)) not in (None, "")}
        return Content(identity=identity, **given)


class DraftIn(ContentIn):
    """A new draft: to another State, or to an office of ours."""

    direction: Direction = "outgoing"
    agreement: Agreement = "iti"


class AmendIn(ContentIn):
    """A draft as it is to be."""

    agreement: Agreement = "iti"
    expected_n: Expected = None


class ReceivedIn(ContentIn):
    """A request of another State, as it came, and the number under which they know it."""

    reference: Annotated[str, Field(max_length=120)]


class FromItemIn(Schema):
    """From an exhibit: which way, and whom."""

    direction: Direction = "outgoing"
    country: Annotated[str, Field(max_length=2)] = ""
    office: Identifier = ""


class ActIn(Schema):
    """An act without more; `expected_n` is how many acts the caller saw."""

    expected_n: Expected = None


class AcknowledgeIn(ActIn):
    """The number under which the other side knows it."""

    reference: Annotated[str, Field(max_length=120)] = ""


class NoteIn(ActIn):
    """An act with words, which are kept apart from the log."""

    note: Words = ""


class GroundIn(ActIn):
    """A ground of the ITI, and its reason in words."""

    ground: Ground
    note: Annotated[str, Field(min_length=1, max_length=4000)]


class IdentifyIn(ActIn):
    """The firearm of the register that it is; nothing: none of them. Why, where the search did not propose it."""

    firearm: Identifier = ""
    note: Words = ""


class OutcomeIn(ActIn):
    """The outcome of tracing, a code of `trace_outcome`."""

    outcome: Code
    on: dt.date | None = None


class MessageIn(Schema):
    """What was written, by us or by them."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    way: Literal["in", "out"] = "out"


class AskIn(Schema):
    """The maker or dealer who is asked, and as what."""

    trader: Identifier
    role: Literal["maker", "importer", "wholesaler", "dealer"] = "dealer"


class AnswerIn(Schema):
    """What a link says: where the arm went, or how it left the licit circuit. A name is kept apart from the log."""

    result: Literal["passed_on", "kept", "diverted"]
    on: dt.date | None = None
    to_role: Literal["", "maker", "importer", "wholesaler", "dealer", "holder"] = ""
    to_whom: Identifier = ""
    to_country: Annotated[str, Field(max_length=2)] = ""
    diversion: Literal[
        "", "theft", "loss", "unlawful_sale", "false_papers", "diverted_in_transit", "state_stock", "other"
    ] = ""
    source: Line = ""
    name: Line = ""

    def answer(self) -> Answer:
        """The answer as the service wants it."""
        given = self.dict(include={"result", "on", "to_role", "to_whom", "to_country", "diversion", "source"})
        return Answer(**given, described={"name": self.name})


class LinkIn(AnswerIn):
    """A link that the register or another State knows."""

    role: Role
    country: Annotated[str, Field(max_length=2)] = ""


class NoTraceIn(Schema):
    """Why a book does not tell."""

    failure: Literal["no_record", "out_of_business", "too_old", "illegible", "abroad", "no_answer"]
    source: Line = ""


class RequestOut(Schema):
    """A request as it stands, without what is personal; times in UTC."""

    id: str
    direction: str
    state: str
    number: str
    reference: str
    country: str
    desk: str
    channel: str
    office: str
    parent: str
    item: str
    thing: str
    identity: dict[str, Any]
    marks: list[dict[str, Any]]
    lot: dict[str, str]
    illicit: list[str]
    recovered_on: dt.date | None
    recovered_in: str
    use: str
    urgency: str
    handling: str
    agreement: str
    ground: str
    outcome: str
    outcome_on: dt.date | None
    due_at: str | None
    sent_at: str | None
    acknowledged_at: str | None
    ended_at: str | None
    agency: str
    acts: int


class LinkOut(Schema):
    """A link of a chain, without who anybody is."""

    id: str
    line: int
    role: str
    state: str
    asked: str
    country: str
    due_at: str | None
    result: str
    on: dt.date | None
    to_role: str
    diversion: str
    failure: str


class RequestWholeOut(RequestOut):
    """A request with its chain, how far it reached, and the first retail sale that it names."""

    links: list[LinkOut]
    reached: str
    sold_on: dt.date | None
    suggested: str


class RequestsOut(Schema):
    """A page of requests."""

    items: list[RequestOut]
    after: str | None


class ProposalOut(Schema):
    """A firearm of the register that it may be, and how likely, in percent."""

    firearm: str
    percent: int
    state: str


class SearchedOut(Schema):
    """What the caller may see of the register that it may be; the question stays open."""

    proposals: list[ProposalOut]


class VerdictOut(Schema):
    """Whether a datum that is known leaves, and why it does not."""

    datum: str
    leaves: bool
    why: str


class PreviewOut(Schema):
    """What would leave."""

    data: list[VerdictOut]


class LeftOut(Schema):
    """What left, by datum."""

    left: dict[str, Any]


class MadeOut(Schema):
    """The identifier of what was made."""

    id: str


class MarkAsked(Schema):
    """A mark to look for: what it is and what was read, nothing of where and how well."""

    kind: str
    text: str | None
    text_status: str


class QuestionOut(Schema):
    """What a trader's own book is asked: what to look for, and until when."""

    id: str
    role: str
    state: str
    identity: dict[str, Any]
    marks: list[MarkAsked]
    lot: dict[str, str]
    due_at: str | None


class QuestionsOut(Schema):
    """A page of questions."""

    items: list[QuestionOut]
    after: str | None


class Asked(Schema):
    """Which requests, page by page."""

    list: Literal["waiting", "asked", "late", "ended", "all"] = "waiting"
    direction: Literal["", "outgoing", "incoming", "domestic"] = ""
    country: Annotated[str, Field(max_length=2)] = ""
    q: Annotated[str, Field(max_length=120)] = ""
    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class PageAsked(Schema):
    """How a list is read: page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class PreviewAsked(Schema):
    """The ground on which the answer would be in part; in full where empty."""

    ground: Literal["", "investigation", "confidentiality_law", "no_assurance", "national_security"] = ""


_SAME = (
    "direction", "state", "number", "reference", "country", "desk", "channel", "office", "parent", "item", "thing", "identity", "marks",
    "lot", "illicit", "recovered_on", "recovered_in", "use", "urgency", "handling", "agreement", "ground", "outcome", "outcome_on",
)  # fmt: skip
_LINK = (
    "line", "role", "state", "asked", "country", "result", "on", "to_role", "diversion", "failure",
)  # fmt: skip


def _request(one: Request) -> RequestOut:
    return RequestOut(
        id=one.public_id,
        **{name: getattr(one, name) for name in _SAME},
        due_at=moment(one.due_at),
        sent_at=moment(one.sent_at),
        acknowledged_at=moment(one.acknowledged_at),
        ended_at=moment(one.ended_at),
        agency=one.agency.public_id,
        acts=one.n,
    )


def _whole(actor: Actor, one: Request) -> RequestWholeOut:
    links = shared.links_for(actor, one)
    chain = selectors.chain_of(links)
    told = [
        LinkOut(
            id=link.public_id, due_at=moment(link.due_at), **{name: getattr(link, name) for name in _LINK}
        )
        for link in links
    ]
    return RequestWholeOut(
        **_request(one).dict(),
        links=told,
        reached=chain.reached,
        sold_on=chain.sold_on,
        suggested=chains.suggested_for(one, chain),
    )


def _question(one: Step) -> QuestionOut:
    """What `disclosure.TO_A_DEALER` lets a trader know."""
    found = one.request
    shown = "identification" in disclosure.TO_A_DEALER
    return QuestionOut(
        id=one.public_id,
        role=one.role,
        state=one.state,
        identity=found.identity if shown else {},
        marks=[
            MarkAsked(kind=mark["kind"], text=mark.get("text"), text_status=mark.get("text_status", "known"))
            for mark in (found.marks if shown else [])
        ],
        lot=found.lot if shown else {},
        due_at=moment(one.due_at),
    )


def _now(request: HttpRequest, public_id: str) -> RequestWholeOut:
    actor = actor_of(request)
    return _whole(actor, selectors.request_for(actor, public_id))


@router.get("/tracing", response=RequestsOut, operation_id="list_trace_requests")
def list_requests(request: HttpRequest, asked: Query[Asked]) -> RequestsOut:
    """The trace requests that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    listed = selectors.listed(
        actor, asked.list, text=asked.q, direction=asked.direction, country=asked.country
    )
    found = page(listed, order=("-id",), after=asked.after, size=asked.size)
    return RequestsOut(items=[_request(one) for one in found.items], after=found.after)


@router.post("/tracing", response={201: MadeOut}, operation_id="draft_trace_request")
def draft(request: HttpRequest, data: DraftIn) -> Status[MadeOut]:
    """Draft a trace request; nobody hears of it yet."""
    made = requests.draft_request(actor=actor_of(request), said=data.content(), direction=data.direction)
    return Status(201, MadeOut(id=made))


@router.post("/tracing/received", response={201: MadeOut}, operation_id="enter_received_trace_request")
def receive(request: HttpRequest, data: ReceivedIn) -> Status[MadeOut]:
    """Enter a trace request of another State that came by another way than a file."""
    made = requests.receive_request(
        actor=actor_of(request), said=data.content(), reference_number=data.reference
    )
    return Status(201, MadeOut(id=made))


@router.post("/exhibits/{item_id}/tracing", response={201: MadeOut}, operation_id="trace_exhibit")
def from_item(request: HttpRequest, item_id: Identifier, data: FromItemIn) -> Status[MadeOut]:
    """Draft a trace request from an exhibit, with all that is known of it."""
    made = requests.open_from_item(actor=actor_of(request), item=item_id, **data.dict())
    return Status(201, MadeOut(id=made))


@router.get("/tracing/{request_id}", response=RequestWholeOut, operation_id="get_trace_request")
def get_request(request: HttpRequest, request_id: Identifier) -> RequestWholeOut:
    """A trace request with the chain that it follows."""
    return _now(request, request_id)


@router.put("/tracing/{request_id}", response=RequestWholeOut, operation_id="amend_trace_request")
def amend(request: HttpRequest, request_id: Identifier, data: AmendIn) -> RequestWholeOut:
    """Change a draft."""
    requests.amend_request(
        actor=actor_of(request), request=request_id, said=data.content(), expected_n=data.expected_n
    )
    return _now(request, request_id)


@router.post("/tracing/{request_id}/sending", response=RequestWholeOut, operation_id="send_trace_request")
def send(request: HttpRequest, request_id: Identifier, data: ActIn) -> RequestWholeOut:
    """Send a draft; its clock runs from now on."""
    requests.send_request(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post(
    "/tracing/{request_id}/acknowledgement",
    response=RequestWholeOut,
    operation_id="acknowledge_trace_request",
)
def acknowledge(request: HttpRequest, request_id: Identifier, data: AcknowledgeIn) -> RequestWholeOut:
    """Acknowledge what came in, or note that it was acknowledged."""
    answering.acknowledge(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post("/tracing/{request_id}/search", response=SearchedOut, operation_id="search_for_trace_request")
def search(request: HttpRequest, request_id: Identifier, data: ActIn) -> SearchedOut:
    """Search the register for what was asked about, and keep the question open."""
    found = answering.search_register(actor=actor_of(request), request=request_id, **data.dict())
    told = [
        ProposalOut(firearm=one.found.firearm, percent=min(99, int(one.chance * 100)), state=one.found.state)
        for one in found
    ]
    return SearchedOut(proposals=told)


@router.post("/tracing/{request_id}/progress", response=RequestWholeOut, operation_id="note_trace_progress")
def progress(request: HttpRequest, request_id: Identifier, data: ActIn) -> RequestWholeOut:
    """Note that the other State searches."""
    answering.note_progress(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post(
    "/tracing/{request_id}/identification",
    response=RequestWholeOut,
    operation_id="identify_for_trace_request",
)
def identify(request: HttpRequest, request_id: Identifier, data: IdentifyIn) -> RequestWholeOut:
    """Say which firearm of the register it is."""
    answering.identify(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.get("/tracing/{request_id}/preview", response=PreviewOut, operation_id="preview_trace_answer")
def preview(request: HttpRequest, request_id: Identifier, asked: Query[PreviewAsked]) -> PreviewOut:
    """What would leave with an answer, and what would be kept back."""
    actor = actor_of(request)
    found = selectors.request_for(actor, request_id)
    told = answering.preview(actor, found, asked.ground)
    return PreviewOut(
        data=[VerdictOut(datum=one.datum, leaves=one.leaves, why=one.why) for one, _value in told]
    )


@router.post("/tracing/{request_id}/answer", response=LeftOut, operation_id="answer_trace_request")
def answer(request: HttpRequest, request_id: Identifier, data: NoteIn) -> LeftOut:
    """Answer with all that may leave, or note what another State answered."""
    return LeftOut(left=answering.answer(actor=actor_of(request), request=request_id, **data.dict()))


@router.post("/tracing/{request_id}/restriction", response=LeftOut, operation_id="restrict_trace_request")
def restrict(request: HttpRequest, request_id: Identifier, data: GroundIn) -> LeftOut:
    """Answer in part, on a ground."""
    return LeftOut(left=answering.restrict(actor=actor_of(request), request=request_id, **data.dict()))


@router.post(
    "/tracing/{request_id}/nothing", response=RequestWholeOut, operation_id="find_nothing_for_trace_request"
)
def nothing(request: HttpRequest, request_id: Identifier, data: NoteIn) -> RequestWholeOut:
    """Say that nothing was found."""
    answering.find_nothing(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post("/tracing/{request_id}/delay", response=RequestWholeOut, operation_id="delay_trace_request")
def delay(request: HttpRequest, request_id: Identifier, data: GroundIn) -> RequestWholeOut:
    """Delay the answer, on a ground."""
    answering.delay(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post("/tracing/{request_id}/refusal", response=RequestWholeOut, operation_id="refuse_trace_request")
def refuse(request: HttpRequest, request_id: Identifier, data: GroundIn) -> RequestWholeOut:
    """Refuse, on a ground."""
    answering.refuse(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post(
    "/tracing/{request_id}/resumption", response=RequestWholeOut, operation_id="resume_trace_request"
)
def resume(request: HttpRequest, request_id: Identifier, data: ActIn) -> RequestWholeOut:
    """Take a request up again."""
    answering.resume(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post(
    "/tracing/{request_id}/withdrawal", response=RequestWholeOut, operation_id="withdraw_trace_request"
)
def withdraw(request: HttpRequest, request_id: Identifier, data: NoteIn) -> RequestWholeOut:
    """Withdraw a request, and say why."""
    requests.withdraw(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post("/tracing/{request_id}/outcome", response=RequestWholeOut, operation_id="settle_trace_request")
def settle(request: HttpRequest, request_id: Identifier, data: OutcomeIn) -> RequestWholeOut:
    """Note the outcome of tracing; the exhibit says the same from then on."""
    chains.settle(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post(
    "/tracing/{request_id}/messages", response=RequestWholeOut, operation_id="write_about_trace_request"
)
def write_message(request: HttpRequest, request_id: Identifier, data: MessageIn) -> RequestWholeOut:
    """Write to the other side, or note what they wrote."""
    requests.message(actor=actor_of(request), request=request_id, **data.dict())
    return _now(request, request_id)


@router.post("/tracing/{request_id}/questions", response={201: MadeOut}, operation_id="ask_trader")
def ask(request: HttpRequest, request_id: Identifier, data: AskIn) -> Status[MadeOut]:
    """Ask a maker or dealer what its own book says; it has 24 hours."""
    return Status(
        201, MadeOut(id=chains.ask_trader(actor=actor_of(request), request=request_id, **data.dict()))
    )


@router.post("/tracing/{request_id}/links", response={201: MadeOut}, operation_id="note_trace_link")
def note_link(request: HttpRequest, request_id: Identifier, data: LinkIn) -> Status[MadeOut]:
    """Note a link of the chain that the register or another State knows."""
    made = chains.note_link(
        actor=actor_of(request), request=request_id, role=data.role, country=data.country, said=data.answer()
    )
    return Status(201, MadeOut(id=made))


@router.post("/trace-links/{link_id}/failure", response=RequestWholeOut, operation_id="give_up_trace_link")
def give_up(request: HttpRequest, link_id: Identifier, data: NoTraceIn) -> RequestWholeOut:
    """Say that a link led nowhere."""
    actor = actor_of(request)
    found = selectors.step_for(actor, link_id)
    chains.give_up(actor=actor, step=link_id, **data.dict())
    return _now(request, found.request.public_id)


@router.get("/trace-questions", response=QuestionsOut, operation_id="list_trace_questions")
def list_questions(request: HttpRequest, asked: Query[PageAsked]) -> QuestionsOut:
    """What my own book is asked."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    found = page(selectors.questions_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return QuestionsOut(items=[_question(one) for one in found.items], after=found.after)


@router.get("/trace-questions/{link_id}", response=QuestionOut, operation_id="get_trace_question")
def get_question(request: HttpRequest, link_id: Identifier) -> QuestionOut:
    """One question to my own book."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    return _question(selectors.question_for(actor, link_id))


@router.post("/trace-questions/{link_id}/answer", response=QuestionOut, operation_id="answer_trace_question")
def answer_question(request: HttpRequest, link_id: Identifier, data: AnswerIn) -> QuestionOut:
    """Say what my own book says."""
    actor = actor_of(request)
    chains.answer_question(actor=actor, step=link_id, said=data.answer())
    return _question(selectors.question_for(actor, link_id))


@router.post("/trace-questions/{link_id}/failure", response=QuestionOut, operation_id="fail_trace_question")
def fail_question(request: HttpRequest, link_id: Identifier, data: NoTraceIn) -> QuestionOut:
    """Say that my own book does not tell, and why."""
    actor = actor_of(request)
    chains.find_nothing_in_book(actor=actor, step=link_id, **data.dict())
    return _question(selectors.question_for(actor, link_id))
