"""What tracing takes and tells over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from ifar.cursors import LARGEST, SIZE
from ifar.recoveries.services.searching import Proposal
from ifar.registry.occurred import moment
from ifar.rights import Actor
from ifar.tracing import counterpart_view, disclosure, selectors
from ifar.tracing.models import Request, Step
from ifar.tracing.services.firearm_events import suggested_for

Identifier = Annotated[str, Field(max_length=20)]


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


class RequestFilter(Schema):
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


def request_of(request: Request) -> RequestOut:
    """A request as it stands."""
    return RequestOut(
        id=request.public_id,
        **{name: getattr(request, name) for name in _SAME},
        due_at=moment(request.due_at),
        sent_at=moment(request.sent_at),
        acknowledged_at=moment(request.acknowledged_at),
        ended_at=moment(request.ended_at),
        agency=request.agency.public_id,
        acts=request.n,
    )


def whole(actor: Actor, request: Request) -> RequestWholeOut:
    """A request with its chain, as far as the actor sees it."""
    links = counterpart_view.links_for(actor, request)
    chain = selectors.chain_of(links)
    link_outs = [
        LinkOut(
            id=link.public_id, due_at=moment(link.due_at), **{name: getattr(link, name) for name in _LINK}
        )
        for link in links
    ]
    return RequestWholeOut(
        **request_of(request).dict(),
        links=link_outs,
        reached=chain.reached,
        sold_on=chain.sold_on,
        suggested=suggested_for(request, chain),
    )


def searched_of(proposals: list[Proposal]) -> SearchedOut:
    """What a search met, the likeliest first."""
    return SearchedOut(
        proposals=[
            ProposalOut(
                firearm=proposal.found.firearm,
                percent=min(99, int(proposal.chance * 100)),
                state=proposal.found.state,
            )
            for proposal in proposals
        ]
    )


def question_of(step: Step) -> QuestionOut:
    """What `disclosure.TO_A_DEALER` lets a trader know."""
    request = step.request
    shown = "identification" in disclosure.TO_A_DEALER
    return QuestionOut(
        id=step.public_id,
        role=step.role,
        state=step.state,
        identity=request.identity if shown else {},
        marks=[
            MarkAsked(kind=mark["kind"], text=mark.get("text"), text_status=mark.get("text_status", "known"))
            for mark in (request.marks if shown else [])
        ],
        lot=request.lot if shown else {},
        due_at=moment(step.due_at),
    )
