"""What tracing takes and tells over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from ifar.cursors import LARGEST, SIZE
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.registry.occurred import moment
from ifar.registry.search.naming import identity_of
from ifar.rights import Actor
from ifar.tracing import counterpart_view, disclosure, selectors
from ifar.tracing.content import Content
from ifar.tracing.models import Request, Step
from ifar.tracing.services.chains import Answer
from ifar.tracing.services.firearm_events import suggested_for

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
        return Content(identity=identity_of(identity, reference.resolver()), **given)


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
    quantity: Annotated[
        int | None, Field(ge=1, le=10**12, description="Rounds of a lot; ammunition only.")
    ] = None

    def answer(self) -> Answer:
        """The answer as the service wants it."""
        given = self.dict(
            include={"result", "on", "to_role", "to_whom", "to_country", "diversion", "source", "quantity"}
        )
        return Answer(**given, described={"name": self.name})


class LinkIn(AnswerIn):
    """A link that the register or another State knows."""

    role: Role
    country: Annotated[str, Field(max_length=2)] = ""


class OfficesIn(ActIn):
    """The offices that know of a request beside those whose it is; who is not named is shut out."""

    offices: Annotated[list[Identifier], Field(max_length=40)]


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
    quantity: int | None


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


class NotedOut(Schema):
    """How many links were noted."""

    noted: int


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
    "line", "role", "state", "asked", "country", "result", "on", "to_role", "diversion", "failure", "quantity",
)  # fmt: skip


def request_of(one: Request) -> RequestOut:
    """A request as it stands."""
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


def whole(actor: Actor, one: Request) -> RequestWholeOut:
    """A request with its chain, as far as the actor sees it."""
    links = counterpart_view.links_for(actor, one)
    chain = selectors.chain_of(links)
    told = [
        LinkOut(
            id=link.public_id, due_at=moment(link.due_at), **{name: getattr(link, name) for name in _LINK}
        )
        for link in links
    ]
    return RequestWholeOut(
        **request_of(one).dict(),
        links=told,
        reached=chain.reached,
        sold_on=chain.sold_on,
        suggested=suggested_for(one, chain),
    )


def question_of(one: Step) -> QuestionOut:
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


def as_it_stands(request: HttpRequest, public_id: str) -> RequestWholeOut:
    """A request after an act."""
    actor = actor_of(request)
    return whole(actor, selectors.request_for(actor, public_id))
