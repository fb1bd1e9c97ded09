"""Library, practices and gaps of the community over HTTP: the same condition, the same marks, for members' own programs. A program reads; only a person writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.community import labels, marks
from ifar.community.api import Cursor, Identifier, MadeOut, MarkOut, StandsOut, stands
from ifar.community.knowledge.inputs import SubmitPractice, TellGap
from ifar.community.knowledge.selectors import library, shelf
from ifar.community.knowledge.selectors import practices as practice_selectors
from ifar.community.knowledge.services import gaps as gap_services
from ifar.community.knowledge.services import practices as practice_services
from ifar.community.knowledge.services.library import GUIDE
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.models import (
    Appraisal,
    Gap,
    Guide,
    MarkedObject,
    Practice,
    Progress,
    Review,
    Thing,
)
from ifar.community.selectors.chain import path_from
from ifar.community.selectors.members import MemberProfile
from ifar.community.selectors.visible import READ, Reader, reader_of
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["community"])
Asked = Annotated[str, Field(max_length=200)]
Short = Annotated[str, Field(max_length=40)]


class ThingOut(Schema):
    """What every thing of the shelves has in common; the author as they show themselves to me."""

    id: str
    title: str
    language: str
    author: str
    author_name: str
    mark: MarkOut
    at: dt.datetime


class EditionOut(Schema):
    """One version of a guide in one language: a document of so many pages, or an address."""

    id: str
    number: int
    version: str
    language: str
    pages: int
    link: str


class GuideOut(ThingOut):
    """A thing of the library, who looked it through and until when, and what its users say."""

    kind: str
    summary: str
    country: str
    articles: list[str]
    topics: list[str]
    licence: str
    reviewed: bool
    expires_on: dt.date | None
    used: int
    helped: int
    editions: list[EditionOut]


class PracticeOut(ThingOut):
    """A good practice: its parts, how far it is, its grade, how many organisations do it."""

    context: str
    problem: str
    done: str
    result: str
    evidence: str
    transferability: str
    topics: list[str]
    state: str
    grade: str
    adopted: int


class GapOut(ThingOut):
    """A gap: how far it is, who works on it, and what closed it, as far as I may see that."""

    kind: str
    words: str
    evidence: str
    countries: list[str]
    articles: list[str]
    priority: int
    state: str
    workers: int
    closed_by: str | None


class GuidesOut(Schema):
    """A page of the library, the newest first."""

    items: list[GuideOut]
    after: str | None


class PracticesOut(Schema):
    """A page of good practices, the newest first."""

    items: list[PracticeOut]
    after: str | None


class GapsOut(Schema):
    """A page of gaps, the most urgent first."""

    items: list[GapOut]
    after: str | None


class NodeOut(Schema):
    """A record on the path from a case to a tool."""

    object_type: str
    id: str
    title: str
    tlp: str
    closed: bool


class PathOut(Schema):
    """The records that hang together with one, and the ties between them: pairs of identifiers."""

    records: list[NodeOut]
    ties: list[list[str]]


def asker(request: HttpRequest) -> Reader | None:
    """Who asks."""
    actor = actor_of(request)
    require(actor, READ)
    return reader_of(actor)


def _mark(item: MarkedObject) -> MarkOut:
    return MarkOut(
        tlp=marks.NAMES[item.tlp],
        pap=marks.PAP_NAMES[item.pap],
        may_tell=str(labels.MAY_TELL[item.tlp]),
        chatham_house=item.chatham,
    )


def named(reader: Reader | None, item: MarkedObject, people: Mapping[int, MemberProfile]) -> bool:
    """Whether an author is named: what a program takes out of the space under the Chatham House Rule names nobody."""
    leaves = reader is not None and reader.program
    return item.author_id in people and (not leaves or marks.author_leaves(item.chatham))


def things(reader: Reader | None, results: list[Any]) -> list[dict[str, Any]]:
    """What some things have in common. One query."""
    people = shelf.authors(reader, results)
    return [
        {
            "id": item.public_id,
            "title": item.title,
            "language": item.language,
            "author": people[item.author_id].public_id if named(reader, item, people) else "",
            "author_name": people[item.author_id].name if named(reader, item, people) else "",
            "mark": _mark(item),
            "at": item.at,
        }
        for item in results
    ]


def page_of_things[M: Thing](
    reader: Reader | None, model: type[M], q: str, after: str, order: tuple[str, ...], narrow: Q | None = None
) -> tuple[list[M], str | None]:
    """A page of things, and what leads on."""
    results = shelf.things_for(reader, model, q)
    part = page(
        results.filter(narrow) if narrow is not None else results,
        order=order,
        after=after,
        before="",
        size=25,
    )
    return list(part.items), part.after or None


def _guides(reader: Reader | None, guides: list[Guide]) -> list[GuideOut]:
    reviews = shelf.standing(Review, [record.public_id for record in guides])
    used, editions = library.used(guides), library.editions_of(guides)
    made = []
    for guide, common in zip(guides, things(reader, guides), strict=True):
        review, use = reviews.get(guide.public_id), used.get(guide.pk)
        good = review is not None and review.state == "reviewed"
        made.append(
            GuideOut(
                **common,
                kind=guide.kind,
                summary=guide.summary,
                country=guide.country,
                articles=guide.articles,
                topics=guide.topics,
                licence=guide.licence,
                reviewed=good,
                expires_on=review.expires_on if review and good else None,
                used=use.times if use else 0,
                helped=use.helped if use else 0,
                editions=[
                    EditionOut(
                        id=each.public_id,
                        number=each.number,
                        version=each.version,
                        language=each.language,
                        pages=each.pages,
                        link=each.link,
                    )
                    for each in editions.get(guide.pk, [])
                ],
            )
        )
    return made


@router.get("/community/guides", response=GuidesOut, operation_id="list_community_guides")
def list_guides(
    request: HttpRequest,
    q: Asked = "",
    kind: Short = "",
    article: Short = "",
    country: Short = "",
    after: Cursor = "",
) -> GuidesOut:
    """The library: by words, kind, article of the Firearms Protocol, country."""
    reader = asker(request)
    narrow = Q()
    if kind:
        narrow &= Q(kind=kind)
    if article:
        narrow &= Q(articles__contains=[article])
    if country:
        narrow &= Q(country=country)
    guides, more = page_of_things(reader, Guide, q, after, ("-id",), narrow)
    return GuidesOut(items=_guides(reader, guides), after=more)


@router.get("/community/guides/{thing_id}", response=GuideOut, operation_id="get_community_guide")
def get_guide(request: HttpRequest, thing_id: Identifier) -> GuideOut:
    """One thing of the library."""
    reader = asker(request)
    return _guides(reader, [shelf.thing_for(reader, Guide, thing_id)])[0]


def _practices(reader: Reader | None, practices: list[Practice]) -> list[PracticeOut]:
    keys = [practice.public_id for practice in practices]
    states, adopted = shelf.standing(Appraisal, keys), practice_selectors.adopted(keys)
    return [
        PracticeOut(
            **common,
            context=practice.context,
            problem=practice.problem,
            done=practice.done,
            result=practice.result,
            evidence=practice.evidence,
            transferability=practice.transferability,
            topics=practice.topics,
            state=states[practice.public_id].state,
            grade=states[practice.public_id].grade,
            adopted=adopted.get(practice.public_id, 0),
        )
        for practice, common in zip(practices, things(reader, practices), strict=True)
    ]


@router.get("/community/practices", response=PracticesOut, operation_id="list_community_practices")
def list_practices(request: HttpRequest, q: Asked = "", after: Cursor = "") -> PracticesOut:
    """Good practices that I may read."""
    reader = asker(request)
    practices, more = page_of_things(reader, Practice, q, after, ("-id",))
    return PracticesOut(items=_practices(reader, practices), after=more)


@router.get("/community/practices/{thing_id}", response=PracticeOut, operation_id="get_community_practice")
def get_practice(request: HttpRequest, thing_id: Identifier) -> PracticeOut:
    """One good practice."""
    reader = asker(request)
    return _practices(reader, [shelf.thing_for(reader, Practice, thing_id)])[0]


@router.post("/community/practices", response={201: MadeOut}, operation_id="submit_community_practice")
def submit_practice(request: HttpRequest, data: SubmitPractice) -> Status[MadeOut]:
    """Submit a good practice. For people only."""
    at = part_of(data, Placed)
    made = practice_services.submit(actor=actor_of(request), at=at, said=data.parts(), topics=data.topics)
    return Status(201, MadeOut(id=made.public_id))


def _gaps(reader: Reader | None, gaps: list[Gap]) -> list[GapOut]:
    states = shelf.standing(Progress, [gap.public_id for gap in gaps])
    closers = [state.closed_by for state in states.values() if state.closed_by]
    seen = {
        key
        for model in (Practice, Guide)
        for key in shelf.things_for(reader, model)
        .filter(public_id__in=closers)
        .values_list("public_id", flat=True)
    }
    return [
        GapOut(
            **common,
            kind=gap.kind,
            words=gap.words,
            evidence=gap.evidence,
            countries=gap.countries,
            articles=gap.articles,
            priority=gap.priority,
            state=states[gap.public_id].state,
            workers=len(states[gap.public_id].workers),
            closed_by=states[gap.public_id].closed_by if states[gap.public_id].closed_by in seen else None,
        )
        for gap, common in zip(gaps, things(reader, gaps), strict=True)
    ]


@router.get("/community/gaps", response=GapsOut, operation_id="list_community_gaps")
def list_gaps(
    request: HttpRequest, q: Asked = "", state: Short = "", article: Short = "", after: Cursor = ""
) -> GapsOut:
    """The gap register, the most urgent first."""
    reader = asker(request)
    narrow = Q()
    if state:
        narrow &= Q(public_id__in=Progress.objects.filter(state=state).values("public_id"))
    if article:
        narrow &= Q(articles__contains=[article])
    gaps, more = page_of_things(reader, Gap, q, after, ("-priority", "-id"), narrow)
    return GapsOut(items=_gaps(reader, gaps), after=more)


@router.get("/community/gaps/{thing_id}", response=GapOut, operation_id="get_community_gap")
def get_gap(request: HttpRequest, thing_id: Identifier) -> GapOut:
    """One gap."""
    reader = asker(request)
    return _gaps(reader, [shelf.thing_for(reader, Gap, thing_id)])[0]


@router.get("/community/gaps/{thing_id}/path", response=PathOut, operation_id="get_community_gap_path")
def get_path(request: HttpRequest, thing_id: Identifier) -> PathOut:
    """Case → practice → gap → tool, as far as I may see each."""
    reader = asker(request)
    path = path_from(reader, "gap", shelf.thing_for(reader, Gap, thing_id))
    records = [
        NodeOut(
            object_type=node.object_type,
            id=key,
            title=str(getattr(node.one, "title", "")),
            tlp=marks.NAMES[node.one.tlp],
            closed=node.closed,
        )
        for key, node in path.nodes.items()
    ]
    return PathOut(records=records, ties=[list(tie) for tie in path.ties])


@router.post("/community/gaps", response={201: MadeOut}, operation_id="open_community_gap")
def open_gap(request: HttpRequest, data: TellGap) -> Status[MadeOut]:
    """Tell a gap. For people only."""
    part = part_of(data, gap_services.GapDescription)
    made = gap_services.open_gap(actor=actor_of(request), at=part_of(data, Placed), said=part)
    return Status(201, MadeOut(id=made.public_id))


operations(router, GUIDE, StandsOut, stands, "/community/guides/{guide}")
operations(router, practice_services.PRACTICE, StandsOut, stands, "/community/practices/{practice}")
operations(router, practice_services.ADOPTION, StandsOut, stands, "/community/adoptions/{adoption}")
operations(router, gap_services.GAP, StandsOut, stands, "/community/gaps/{gap}")
