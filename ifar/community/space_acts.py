"""The acts on spaces, seats in them and what is said there: reports, marks, rulings, wordings taken out. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Blank, Condition, Filled, Listed, Referenced, stays, to
from ifar.community import audiences, reports, spaces

MARKED: Final = ("topic", "post", "guide", "collection", "practice", "gap", "assistance", "course")
"""What members write under a mark: `community_<name>` is its table."""

_IN_ROOM: Final = Condition("kind", ("case_room",))
_ELSEWHERE: Final = Condition("kind", ("case_room",), differs=True)
_AT_END: Final = Condition("details.by", ("end",))

SPACE: Final = (
    Act(
        "space",
        "opened",
        to("open", ""),
        ("kind", "countries", "language", "tlp", "chatham", "ends_on", "at_end", "keeps_days"),
        # What a space is called may give a case away.
        personal={"name": "name", "words": "words"},
        guards=(
            Blank(code="community.space.no_end", column="ends_on", field="ends_on", when=(_ELSEWHERE,)),
            Blank(code="community.space.no_end", column="at_end", field="at_end", when=(_ELSEWHERE,)),
            Filled(code="community.space.ends_on", column="ends_on", field="ends_on", when=(_IN_ROOM,)),
            Listed(
                code="community.space.at_end",
                column="at_end",
                values=spaces.ENDINGS,
                field="at_end",
                when=(_IN_ROOM,),
            ),
        ),
        hears=audiences.IN_SPACE,
    ),
    Act(
        "space",
        "changed",
        stays("open"),
        ("countries", "tlp", "chatham", "keeps_days"),
        personal={"name": "name", "words": "words"},
        hears=audiences.IN_SPACE,
    ),
    Act(
        "space",
        "end_moved",
        stays("open"),
        ("ends_on",),
        guards=(Listed(code="community.impossible", column="at_end", values=("destroy",)),),
        hears=audiences.MODERATORS,
    ),
    Act(
        "space",
        "archived",
        to("archived", "open"),
        guards=(
            # What is to be destroyed ends with its last day.
            Listed(code="community.impossible", column="at_end", values=("", "archive")),
            Filled(code="community.impossible", column="at_end", when=(_AT_END,)),
        ),
        hears=audiences.IN_SPACE,
    ),
    Act(
        "space",
        "destroyed",
        to("destroyed", "open", "archived"),
        clears=("name", "words"),
        guards=(
            Listed(code="community.impossible", column="details.by", values=("end",)),
            Listed(code="community.impossible", column="at_end", values=("destroy",)),
        ),
        hears=audiences.BY_CLOCK,
    ),
    Act("space", "lapsed", stays("open", "archived"), hears=audiences.BY_CLOCK),
)
"""A room ends as was agreed when it was opened, by the clock; nobody destroys one at once."""

_SPACE: Final = Referenced(code="community.not_found", column="space", record_type="space")
_NO_MEMBER: Final = "community.seat.member"

SEAT: Final = (
    Act(
        "seat",
        "seated",
        to("seated", "", "left"),
        ("role",),
        opening=("space", "member"),
        guards=(
            _SPACE,
            Referenced(
                code=_NO_MEMBER, column="member", record_type="member", states=("active",), field="member"
            ),
        ),
        hears=audiences.SEATED,
    ),
    Act("seat", "role_given", stays("seated"), ("role",), hears=audiences.SEATED),
    Act(
        "seat",
        "frozen",
        to("frozen", "", "seated", "frozen", "left"),
        ("role", "until"),
        opening=("space", "member"),
        guards=(
            _SPACE,
            Referenced(code=_NO_MEMBER, column="member", record_type="member"),
            Filled(code="community.freeze.days", column="until", field="days"),
        ),
        hears=audiences.WITH_DECISION,
    ),
    Act("seat", "thawed", to("seated", "frozen"), hears=audiences.WITH_DECISION),
    Act(
        "seat",
        "left",
        to("left", "seated", "frozen"),
        guards=(
            Referenced(
                code="community.impossible",
                column="member",
                record_type="member",
                states=("left", "refused"),
                when=(Condition("details.by", ("membership",)),),
            ),
        ),
        hears=audiences.SEATED,
    ),
)
"""Whose seat it is and where does not change."""

REPORT: Final = (
    Act(
        "report",
        "made",
        to("open", ""),
        ("space", "object_type", "about", "author", "ground", "by"),
        guards=(
            Listed(code="community.not_found", column="object_type", values=MARKED[1:]),
            Listed(code="community.report.ground", column="ground", values=reports.GROUNDS, field="ground"),
        ),
        hears=audiences.DESK,
    ),
    Act("report", "dismissed", to("dismissed", "open"), ("decided_by",), hears=audiences.FOUND_RIGHT),
    *(
        Act("report", kind, to(kind, "open"), ("decided_by",), hears=audiences.AUTHOR_OF_REPORTED)
        for kind in ("hidden", "warned", "frozen")
    ),
    Act("report", "appealed", to("appealed", "hidden", "warned", "frozen"), hears=audiences.DESK),
    *(
        Act("report", kind, to(kind, "appealed"), ("appeal_by",), hears=audiences.AUTHOR_OF_REPORTED)
        for kind in ("upheld", "overturned")
    ),
)
"""Topics are reported by their first post."""

_IS_MARKED: Final = Listed(code="community.not_found", column="object_type", values=MARKED)
_IS_TOPIC: Final = Listed(code="community.not_found", column="object_type", values=("topic",))

WRITTEN: Final = (
    # With what mark something was written, without its words, and what its author made wider later.
    Act(
        "downgrade",
        "given",
        to("given", ""),
        ("object_type", "tlp", "pap", "member", "space", "around"),
        guards=(_IS_MARKED,),
        hears=audiences.ON_OBJECT,
    ),
    Act("downgrade", "lowered", to("lowered", "given", "lowered"), ("tlp", "pap"), hears=audiences.ON_OBJECT),
    # What a moderator does without a report. Bears the object's identifier.
    *(
        Act(
            "ruling",
            kind,
            to("ruled", "", "ruled"),
            ("object_type", "space", "member"),
            guards=(_IS_MARKED if kind == "let_go" else _IS_TOPIC,),
            hears=audiences.ON_OBJECT,
        )
        for kind in ("let_go", "locked", "unlocked", "solved", "unsolved")
    ),
    # An earlier wording or a picture that its author or a moderator took out for good; an act of its own, without the words.
    Act(
        "erasure",
        "erased",
        to("erased", ""),
        ("object_type", "about", "space", "member"),
        guards=(Listed(code="community.not_found", column="object_type", values=("wording", "picture")),),
        hears=audiences.ON_OBJECT,
    ),
)
