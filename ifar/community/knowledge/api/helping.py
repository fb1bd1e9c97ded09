"""Assistance, courses, tracing help and figures of the community over HTTP, as `shelf`."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.http import HttpRequest
from ninja import Router, Schema, Status

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.community.api import Cursor, Identifier, MadeOut, StandsOut, stands
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.api.shelf import Asked, Short, ThingOut, asker, page_of_things, things
from ifar.community.knowledge.inputs import TellAssistance
from ifar.community.knowledge.reasons import reason_words
from ifar.community.knowledge.selectors import assistance as helping
from ifar.community.knowledge.selectors import enquiries as asking
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.services import assistance as assistance_services
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.services.skills import TRAINING
from ifar.community.models import Assistance, Course
from ifar.community.selectors import results
from ifar.community.selectors.visible import Reader
from ifar.community.services.writing import now
from ifar.form_errors import actor_of
from ifar.registry.api.identification import SeenIn
from ifar.registry.identification import SeenMark, Sighting
from ifar.registry.selectors.identification import desks

router = Router(tags=["community"])


class AssistanceOut(ThingOut):
    """A need or an offer of technical assistance."""

    side: str
    words: str
    articles: list[str]
    forms: list[str]
    topics: list[str]
    languages: list[str]
    countries: list[str]
    regions: list[str]
    starts: dt.date
    ends: dt.date


class CourseOut(ThingOut):
    """A course."""

    words: str
    form: str
    starts: dt.date
    ends: dt.date
    hours: int
    place: str
    topics: list[str]


class AssistancesOut(Schema):
    """A page of needs and offers, the newest first."""

    items: list[AssistanceOut]
    after: str | None


class CoursesOut(Schema):
    """A page of courses, the latest first."""

    items: list[CourseOut]
    after: str | None


class ReasonOut(Schema):
    """Why something fits or does not; `evidence` above nothing speaks for, below against."""

    code: str
    evidence: float
    words: str


class MatchOut(Schema):
    """Something of the other side, with the reasons, the weightiest first."""

    id: str
    title: str
    evidence: float
    reasons: list[ReasonOut]


class MatchesOut(Schema):
    """What fits best, the best first."""

    items: list[MatchOut]


class FigureOut(Schema):
    """A figure of a year, with the ledger entries that it was counted of."""

    code: str
    words: str
    year: int
    value: int
    countries: int
    entries: list[str]


class FiguresOut(Schema):
    """What the community achieved."""

    items: list[FigureOut]


class LikelyOut(Schema):
    """A make or country that an arm may be of."""

    code: str
    probability: float


class ToAskOut(Schema):
    """A State to ask formally, why, and its desks."""

    country: str
    why: str
    desks: list[str]


class IdentifiedOut(Schema):
    """What an arm may be by the tables alone, and whom to ask."""

    makes: list[LikelyOut]
    countries: list[LikelyOut]
    ask: list[ToAskOut]


def _assistance(reader: Reader | None, assistances: list[Assistance]) -> list[AssistanceOut]:
    return [
        AssistanceOut(
            **common,
            side=assistance.side,
            words=assistance.words,
            articles=assistance.articles,
            forms=assistance.forms,
            topics=assistance.topics,
            languages=assistance.languages,
            countries=assistance.countries,
            regions=assistance.regions,
            starts=assistance.starts,
            ends=assistance.ends,
        )
        for assistance, common in zip(assistances, things(reader, assistances), strict=True)
    ]


@router.get("/community/assistance", response=AssistancesOut, operation_id="list_community_assistance")
def list_assistance(
    request: HttpRequest, q: Asked = "", side: Short = "", article: Short = "", after: Cursor = ""
) -> AssistancesOut:
    """Needs and offers of technical assistance that are not over."""
    reader = asker(request)
    narrow = Q(ends__gte=now().date())
    if side:
        narrow &= Q(side=side)
    if article:
        narrow &= Q(articles__contains=[article])
    assistances, more = page_of_things(reader, Assistance, q, after, ("-id",), narrow)
    return AssistancesOut(items=_assistance(reader, assistances), after=more)


@router.get(
    "/community/assistance/{thing_id}", response=AssistanceOut, operation_id="get_community_assistance"
)
def get_assistance(request: HttpRequest, thing_id: Identifier) -> AssistanceOut:
    """One need or offer."""
    reader = asker(request)
    return _assistance(reader, [shelf.thing_for(reader, Assistance, thing_id)])[0]


@router.get(
    "/community/assistance/{thing_id}/matches",
    response=MatchesOut,
    operation_id="match_community_assistance",
)
def match(request: HttpRequest, thing_id: Identifier) -> MatchesOut:
    """What of the other side fits best, and why."""
    reader = asker(request)
    assistance = shelf.thing_for(reader, Assistance, thing_id)
    items = [
        MatchOut(
            id=each.one.public_id,
            title=each.one.title,
            evidence=round(each.match.evidence, 4),
            reasons=[
                ReasonOut(code=reason.code, evidence=round(reason.evidence, 4), words=reason_words(reason))
                for reason in each.match.reasons
            ],
        )
        for each in helping.fitting(reader, assistance, now().date())
    ]
    return MatchesOut(items=items)


@router.post("/community/assistance", response={201: MadeOut}, operation_id="tell_community_assistance")
def tell_assistance(request: HttpRequest, data: TellAssistance) -> Status[MadeOut]:
    """Tell a need or an offer. For people only."""
    part = part_of(data, assistance_services.AssistanceTerms)
    made = assistance_services.tell(actor=actor_of(request), at=part_of(data, Placed), said=part)
    return Status(201, MadeOut(id=made.public_id))


@router.get("/community/courses", response=CoursesOut, operation_id="list_community_courses")
def list_courses(request: HttpRequest, q: Asked = "", after: Cursor = "") -> CoursesOut:
    """Courses, the latest first."""
    reader = asker(request)
    courses, more = page_of_things(reader, Course, q, after, ("-starts", "-id"))
    items = [
        CourseOut(
            **common,
            words=course.words,
            form=course.form,
            starts=course.starts,
            ends=course.ends,
            hours=course.hours,
            place=course.place,
            topics=course.topics,
        )
        for course, common in zip(courses, things(reader, courses), strict=True)
    ]
    return CoursesOut(items=items, after=more)


@router.post(
    "/community/tracing-help",
    response=IdentifiedOut,
    operation_id="help_trace",
    openapi_extra={"x-repeated": "reads"},
)
def help_trace(request: HttpRequest, body: SeenIn) -> IdentifiedOut:
    """What an arm may be by tables of marks and makers alone, and whom to ask: nothing is kept, and no register is asked."""
    if asker(request) is None:
        return IdentifiedOut(makes=[], countries=[], ask=[])
    seen = Sighting(
        body.type or None,
        body.calibre or None,
        body.make or None,
        body.country or None,
        body.year,
        body.serial,
        tuple(SeenMark(mark.text, mark.kind, mark.place, frozenset(mark.symbols)) for mark in body.marks),
    )
    identified, answering = asking.likely(seen), desks()
    return IdentifiedOut(
        makes=[
            LikelyOut(code=make.code, probability=round(make.probability, 6)) for make in identified.makes
        ],
        countries=[
            LikelyOut(code=country.code, probability=round(country.probability, 6))
            for country in identified.countries
        ],
        ask=[
            ToAskOut(country=ask.country, why=ask.why, desks=answering.get(ask.country, []))
            for ask in identified.ask
        ],
    )


@router.get("/community/results", response=FiguresOut, operation_id="list_community_results")
def list_results(request: HttpRequest) -> FiguresOut:
    """What the community achieved, by year: counts, with the entries of the ledger behind them."""
    figures = results.figures_for(asker(request), now().date())
    return FiguresOut(
        items=[
            FigureOut(
                code=figure.code,
                words=str(shelf_labels.FIGURES[figure.code]),
                year=figure.year,
                value=figure.value,
                countries=figure.countries,
                entries=list(figure.entries),
            )
            for by_year in figures.values()
            for figure in by_year.values()
        ]
    )


operations(router, assistance_services.AGREEMENT, StandsOut, stands, "/community/agreements/{agreement}")
operations(router, TRAINING, StandsOut, stands, "/community/trainings/{training}")
