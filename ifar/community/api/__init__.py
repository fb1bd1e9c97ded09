"""The community over HTTP, for members' own programs: the same condition, the same marks. A program reads; only a person writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.acts.models import Projected
from ifar.community import inputs, labels, marks, rendering
from ifar.community.models import Member, Post, Space, Topic
from ifar.community.selectors import members, rooms, search, talk
from ifar.community.selectors.visible import READ, Reader, reader_of
from ifar.community.services import exports, moderation
from ifar.community.services import talk as writing
from ifar.community.services.members import MEMBER, NOMINATION
from ifar.community.services.rooms import SEAT, SPACE
from ifar.community.services.ruling import RULING
from ifar.community.services.talk import Draft
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import Actor, require

router = Router(tags=["community"])
Identifier = Annotated[str, Field(pattern=r"^S[0-9A-Z]{13}$")]
Cursor = Annotated[str, Field(max_length=500)]


class MarkOut(Schema):
    """A handling mark, and whom the recipient may tell."""

    tlp: str
    pap: str
    may_tell: str
    chatham_house: bool


class SpaceOut(Schema):
    """A space that I may read; `unread` counts up to a hundred."""

    id: str
    kind: str
    name: str
    state: str
    writes: bool
    unread: int
    ends_on: dt.date | None


class SpacesOut(Schema):
    """The spaces that I may read."""

    items: list[SpaceOut]


class TopicOut(Schema):
    """A topic; what is counted of it is what I may see of it."""

    id: str
    space: str
    title: str
    language: str
    mark: MarkOut
    posts: int
    unread: int
    last_at: dt.datetime | None
    solved: bool
    locked: bool


class TopicsOut(Schema):
    """A page of topics, the one last written in first."""

    items: list[TopicOut]
    after: str | None


class PostOut(Schema):
    """A post as it was written; the author as they show themselves to me, and empty for a program under the Chatham House Rule."""

    id: str
    topic: str
    number: int
    author: str
    author_name: str
    text: str
    language: str
    mark: MarkOut
    at: dt.datetime
    edited_at: dt.datetime | None
    helped: int
    solution: bool
    pictures: list[str]
    documents: list[str]


class PostsOut(Schema):
    """Posts of a topic in their order; `after` leads on."""

    items: list[PostOut]
    after: int | None


class FoundOut(Schema):
    """A post that was found."""

    id: str
    topic: str
    title: str
    number: int
    text: str
    language: str
    tlp: str
    at: dt.datetime


class ThingFoundOut(Schema):
    """A thing of the shelves that was found; `kind` is guide, practice, gap, assistance, course or collection."""

    id: str
    kind: str
    title: str
    language: str
    tlp: str
    at: dt.datetime


class FoundPageOut(Schema):
    """What was found, the newest first; `before` leads on. `things` are the newest of each kind, on the first page alone."""

    items: list[FoundOut]
    things: list[ThingFoundOut]
    before: int | None


class MadeOut(Schema):
    """What was made."""

    id: str


class MentionsOut(Schema):
    """Posts that name me."""

    items: list[str]


class ProfileOut(Schema):
    """A member as they show themselves to me; what they do not show is empty."""

    id: str
    name: str
    post: str
    about: str
    organisation: str
    country: str
    expertise: list[str]
    languages: list[str]


def _who(request: HttpRequest) -> tuple[Actor, Reader | None]:
    actor = actor_of(request)
    require(actor, READ)
    return actor, reader_of(actor)


def _mark(item: Any) -> MarkOut:
    return MarkOut(
        tlp=marks.NAMES[item.tlp],
        pap=marks.PAP_NAMES[item.pap],
        may_tell=str(labels.MAY_TELL[item.tlp]),
        chatham_house=item.chatham,
    )


@router.get("/community/spaces", response=SpacesOut, operation_id="list_community_spaces")
def list_spaces(request: HttpRequest) -> SpacesOut:
    """The spaces that I may read."""
    _actor, reader = _who(request)
    counted = rooms.counted(reader)
    items = [
        SpaceOut(
            id=space.public_id,
            kind=space.kind,
            name=space.name,
            state=space.state,
            writes=bool(reader and reader.spaces[space.pk].writes and not reader.program),
            unread=counted[space.pk].unread,
            ends_on=space.ends_on,
        )
        for space in rooms.spaces_for(reader)
    ]
    return SpacesOut(items=items)


def _topics(reader: Reader | None, topics: list[Topic], spaces: dict[int, str]) -> list[TopicOut]:
    return [
        TopicOut(
            id=line.topic.public_id,
            space=spaces[line.topic.space_id],
            title=line.topic.title,
            language=line.topic.language,
            mark=_mark(line.topic),
            posts=line.posts,
            unread=line.unread,
            last_at=line.last_at,
            solved=line.solved,
            locked=line.topic.locked,
        )
        for line in talk.lines(reader, topics)
    ]


@router.get("/community/spaces/{space_id}/topics", response=TopicsOut, operation_id="list_community_topics")
def list_topics(request: HttpRequest, space_id: Identifier, after: Cursor = "") -> TopicsOut:
    """The topics of a space that I may see."""
    _actor, reader = _who(request)
    space = rooms.space_for(reader, space_id)
    result = page(talk.topics_for(reader).filter(space=space), order=("-last_at", "-id"), after=after)
    return TopicsOut(items=_topics(reader, result.items, {space.pk: space.public_id}), after=result.after)


@router.post(
    "/community/spaces/{space_id}/topics", response={201: MadeOut}, operation_id="open_community_topic"
)
def open_topic(request: HttpRequest, space_id: Identifier, data: inputs.OpenTopic) -> Status[MadeOut]:
    """Begin a topic. For people only."""
    entry = part_of(data, Draft)
    made = writing.open_topic(actor=actor_of(request), space=space_id, title=data.title, said=entry)
    return Status(201, MadeOut(id=made.public_id))


@router.get("/community/topics/{topic_id}", response=TopicOut, operation_id="get_community_topic")
def get_topic(request: HttpRequest, topic_id: Identifier) -> TopicOut:
    """One topic."""
    _actor, reader = _who(request)
    topic = talk.topic_for(reader, topic_id)
    space = Space.objects.get(pk=topic.space_id)
    return _topics(reader, [topic], {space.pk: space.public_id})[0]


def _named(reader: Reader | None, topic: Topic, post: Post) -> bool:
    """Whether the author is named: what a program takes out of the space under the Chatham House Rule names nobody."""
    return not (reader and reader.program) or marks.author_leaves(topic.chatham or post.chatham)


def _text(topic: Topic, post: Post, silent: Collection[str]) -> str:
    """The words of a post as a program takes them out: under the Chatham House Rule they name no member either."""
    kept = marks.author_leaves(topic.chatham or post.chatham)
    return rendering.unnamed(post.text, _("a member"), silent if kept else None)


@router.get("/community/topics/{topic_id}/posts", response=PostsOut, operation_id="list_community_posts")
def list_posts(
    request: HttpRequest, topic_id: Identifier, after: Annotated[int, Field(ge=0, lt=2**62)] = 0
) -> PostsOut:
    """The posts of a topic that I may see."""
    _actor, reader = _who(request)
    topic = talk.topic_for(reader, topic_id)
    posts, more = talk.posts_of(reader, topic, after=after)
    people, _names = talk.people_in(reader, posts)
    place = talk.place_in(reader, topic, after)
    leaves = bool(reader and reader.program)
    silent = talk.under_chatham(reader, topic) if leaves else set()
    files = talk.attachments_of(posts)
    items = [
        PostOut(
            id=post.public_id,
            topic=topic.public_id,
            number=number,
            author=people[post.author_id].public_id if _named(reader, topic, post) else "",
            author_name=people[post.author_id].name if _named(reader, topic, post) else "",
            text=_text(topic, post, silent) if leaves else post.text,
            language=post.language,
            mark=_mark(post),
            at=post.at,
            edited_at=post.edited_at,
            helped=post.helped,
            solution=topic.solution_id == post.pk,
            pictures=[file.public_id for file in files.get(post.pk, []) if not file.pages],
            documents=[file.public_id for file in files.get(post.pk, []) if file.pages],
        )
        for number, post in enumerate(posts, place + 1)
    ]
    return PostsOut(items=items, after=posts[-1].pk if more else None)


@router.post(
    "/community/topics/{topic_id}/posts", response={201: MadeOut}, operation_id="write_community_post"
)
def write_post(request: HttpRequest, topic_id: Identifier, data: inputs.WritePost) -> Status[MadeOut]:
    """Answer in a topic. For people only."""
    made = writing.write_post(actor=actor_of(request), topic=topic_id, said=part_of(data, Draft))
    return Status(201, MadeOut(id=made.public_id))


@router.post(
    "/community/posts/{post_id}/reports", response={201: MadeOut}, operation_id="report_community_post"
)
def report_post(request: HttpRequest, post_id: Identifier, data: inputs.ReportThing) -> Status[MadeOut]:
    """Report a post to those who moderate its space."""
    made = moderation.report_post(actor=actor_of(request), post=post_id, **data.model_dump())
    return Status(201, MadeOut(id=made.public_id))


@router.get("/community/search", response=FoundPageOut, operation_id="search_community")
def search_posts(
    request: HttpRequest,
    q: Annotated[str, Field(min_length=1, max_length=200)],
    before: Annotated[int, Field(ge=0, lt=2**62)] = 0,
) -> FoundPageOut:
    """Posts and things of the shelves that say something, as far as I may see them."""
    _actor, reader = _who(request)
    results = search.found(reader, q, before=before)
    shelved = [] if before else search.on_shelves(reader, q)[0]
    more, results = len(results) > search.SIZE, results[: search.SIZE]
    items = [
        FoundOut(
            id=item.public_id,
            topic=item.topic,
            title=item.title,
            number=item.number,
            text=rendering.unnamed(item.text, _("a member")) if reader and reader.program else item.text,
            language=item.language,
            tlp=marks.NAMES[item.tlp],
            at=item.at,
        )
        for item in results
    ]
    things = [
        ThingFoundOut(
            id=on_shelf.public_id,
            kind=on_shelf.object_type,
            title=on_shelf.title,
            language=on_shelf.language,
            tlp=marks.NAMES[on_shelf.tlp],
            at=on_shelf.at,
        )
        for on_shelf in shelved
    ]
    return FoundPageOut(items=items, things=things, before=results[-1].post if more else None)


@router.get("/community/mentions", response=MentionsOut, operation_id="list_community_mentions")
def list_mentions(request: HttpRequest) -> MentionsOut:
    """Posts that name me and that I have not read."""
    _actor, reader = _who(request)
    return MentionsOut(
        items=[mention.post.public_id for mention in talk.mentions_for(reader, unread=True)[:100]]
    )


@router.get("/community/members/{member_id}", response=ProfileOut, operation_id="get_community_member")
def get_member(request: HttpRequest, member_id: Identifier) -> ProfileOut:
    """A member, as far as they show themselves to me."""
    _actor, reader = _who(request)
    profile = members.profile_for(reader, member_id)
    return ProfileOut(
        id=profile.public_id,
        name=profile.name,
        post=profile.post,
        about=profile.about,
        organisation=profile.organisation,
        country=profile.country,
        expertise=list(profile.expertise),
        languages=list(profile.languages),
    )


@router.get("/community/me/data", response=dict[str, Any], operation_id="get_own_community_data")
def get_own_data(request: HttpRequest) -> dict[str, Any]:
    """Everything that the community keeps of me."""
    return exports.own_data(actor=actor_of(request))


class CandidateOut(Schema):
    """How a nomination or a membership stands, for those who vet."""

    id: str
    state: str
    valid_until: dt.datetime | None


def _candidate(member: Member) -> dict[str, Any]:
    return {"id": member.public_id, "state": member.state, "valid_until": member.valid_until}


operations(router, MEMBER, CandidateOut, _candidate, "/community/candidates/{member}")


class StandsOut(Schema):
    """How something stands to which an act was done."""

    id: str
    state: str


def stands(projected: Projected) -> dict[str, Any]:
    """How a record stands, as `StandsOut` tells it."""
    return {"id": projected.public_id, "state": projected.state}


operations(router, moderation.REPORT, StandsOut, stands, "/community/reports/{report}")
operations(router, moderation.DECISION, StandsOut, stands, "/community/decisions/{decision}")
operations(
    router,
    NOMINATION,
    StandsOut,
    stands,
    "/community/nominations/{nomination}",
    # It waits for nobody any more, and so the member who seconded it finds it no longer.
    gives={"seconded": (StandsOut, stands)},
)
operations(router, SPACE, StandsOut, stands, "/community/spaces/{space}")
operations(router, SEAT, StandsOut, stands, "/community/seats/{seat}")
operations(router, RULING, StandsOut, stands, "/community/written/{written}")
