"""A small community: members of two police offices, of customs, the laboratory and the court, and spaces of every kind.

Ken and Laura give the roles that the cast lacks: Bob is a secretary, Nina another one, Judy of the inspectorate the national focal point,
Oscar a practitioner. Dave and Erin of the harbour police, Heidi of the customs, Alice of the provincial office, Oscar of the authority above
that office, and Frank of the armoury are members. Nobody else is.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from ifar.accounts.services import grants
from ifar.accounts.services.proposals import decide
from ifar.community import marks
from ifar.community.models import Member, Post, Profile, Space, Topic
from ifar.community.selectors import visible
from ifar.community.services import marking, members, rooms, talk
from ifar.community.services.talk import Draft, Picture
from ifar.community.services.writing import RECORDER, new_id, now
from ifar.files import store
from tests import cast

ROLES = (
    ("bob", "community_secretary"),
    ("nina", "community_secretary"),
    ("judy", "community_focal_point"),
    ("oscar", "practitioner"),
)
MEMBERS = ("dave", "erin", "heidi", "alice", "oscar", "frank")


def give_roles() -> None:
    """Bob and Nina become secretaries, Judy the focal point, Oscar a practitioner."""
    for name, role in ROLES:
        person = cast.user(name)
        asked = grants.propose_grant(
            actor=cast.actor("ken"),
            user=person.public_id,
            role=role,
            agency=person.home.public_id,
            reason="for the community",
        )
        assert decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve").executed


def nominated(name: str) -> Member:
    """Somebody whom the focal point nominated and who accepted the code."""
    made = members.nominate(
        actor=cast.actor("judy"),
        user=cast.user(name).public_id,
        expertise=["tracing"],
        languages=["en", "ar"],
    )
    members.accept_code(actor=cast.actor(name))
    return made


def admitted(name: str) -> Member:
    """A member in force."""
    made = nominated(name)
    members.check(
        actor=cast.actor("bob"), member_id=made.public_id, identity="in_person", employer="official_letter"
    )
    decided(made, "admitted")
    Profile.objects.update_or_create(
        member=made, defaults={"name": name.capitalize(), "shown": {"name": "members"}}
    )
    return Member.objects.get(pk=made.pk)


def decided(record: Member, kind: str, **said: Any) -> None:
    """What Bob proposes and Nina approves."""
    asked = members.propose(
        actor=cast.actor("bob"), member=record.public_id, kind=kind, reason="as it should be", **said
    )
    outcome = decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve")
    assert outcome.executed


def member(name: str) -> Member:
    """The membership of a cast member."""
    return Member.objects.get(user=cast.user(name).public_id)


def a_space(kind: str = "global", name: str = "", moderator: str = "dave", **said: Any) -> Space:
    """A space that Bob opened, or, a case room, whoever moderates it."""
    actor = cast.actor(moderator if kind == "case_room" else "bob")
    return rooms.open_space(
        actor=actor, kind=kind, name=name or f"A {kind} space", moderator=member(moderator).public_id, **said
    )


def said(
    text: str = "A question about a mark.",
    tlp: int = marks.GREEN,
    *recipients: str,
    language: str = "en",
    **more: Any,
) -> Draft:
    """What somebody writes; recipients by name in the cast, offices as `of:harbour`."""
    return Draft(text, language, tlp, recipients=[named(name) for name in recipients], **more)


def named(name: str) -> str:
    """How a mark names a member, or an office as `of:harbour`."""
    return cast.agency(name[3:]).public_id if name.startswith("of:") else member(name).public_id


def a_topic(
    name: str,
    space: Space,
    text: str = "A question about a mark.",
    tlp: int = marks.GREEN,
    *recipients: str,
    title: str = "Which maker is it?",
    **more: Any,
) -> Topic:
    """A topic that a member opened."""
    return talk.open_topic(
        actor=cast.actor(name), space=space.public_id, title=title, said=said(text, tlp, *recipients, **more)
    )


def a_post(
    name: str,
    topic: Topic,
    text: str = "It is of the Harbour works.",
    tlp: int = marks.GREEN,
    *recipients: str,
    **more: Any,
) -> Post:
    """An answer."""
    return talk.write_post(
        actor=cast.actor(name), topic=topic.public_id, said=said(text, tlp, *recipients, **more)
    )


def quick_posts(name: str, topic: Topic, texts: Iterable[str]) -> None:
    """Answers of one author, past the safety line and the pace of the service."""
    item, who = reader(name), cast.actor(name)
    number = Post.objects.filter(topic=topic).count()
    for text in texts:
        number += 1
        marking.put(
            who, item, Post, space=topic.space, topic=topic, author_id=item.member, number=number, text=text, language="en", state="shown",
            tlp=topic.tlp, pap=topic.pap, chatham=False, recipients=topic.recipients, organisations=topic.organisations,
        )  # fmt: skip


def a_picture(name: str = "IMG_2041.jpg", **said: Any) -> Picture:
    """A photograph with a place and a device in its metadata."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Secret Maker", "Secret Model"
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "JPEG", exif=exif)
    return Picture(name, store.receive([content.getvalue()], settings.IFAR_UPLOAD_LIMIT), **said)


def reader(name: str) -> Any:
    """A cast member as they read now."""
    from ifar.community.selectors.visible import reader_of

    return reader_of(cast.actor(name))


def found_community() -> None:
    """Roles, members, a global space."""
    give_roles()
    for name in MEMBERS:
        admitted(name)
    a_space("global", "Commons")


@contextmanager
def an_ended_room(at_end: str = "destroy") -> Iterator[Space]:
    """A case room of Dave's whose last day was yesterday; within, it is read and written as if it were not over. No service makes one."""
    room = new_id()
    yesterday = (now().date() - dt.timedelta(days=1)).isoformat()
    changes = {
        "kind": "case_room", "countries": [], "language": "", "tlp": 1, "chatham": False, "ends_on": yesterday, "at_end": at_end,
        "keeps_days": 365,
    }  # fmt: skip
    dave = cast.actor("dave")
    RECORDER.record(dave, "space", "opened", room, changes=changes, personal={"name": "Operation Lark"})
    seat = {"space": room, "member": member("dave").public_id, "role": "moderator"}
    RECORDER.record(dave, "seat", "seated", new_id(), changes=seat, details={"by": "opened"})
    never = visible._ARRAYS.replace("s.ends_on >= statement_timestamp()::date", "true")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visible, "_ARRAYS", never)
        yield Space.objects.get(public_id=room)
