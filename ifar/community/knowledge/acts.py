"""The acts on the library, practices, gaps, assistance and courses. `review`, `appraisal` and `progress` bear the identifier of their object. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Condition, Filled, Listed, Referenced, stays, to
from ifar.community import audiences
from ifar.community.knowledge import assistance, gaps, practices, skills

_READABLE: Final = practices.READABLE
_UNGRADED: Final = "community.practice.answers"

SHELF: Final = (
    Act(
        "review",
        "reviewed",
        to("reviewed", "", "reviewed", "withdrawn"),
        ("reviewer", "edition", "expires_on"),
        hears=audiences.AUTHOR_OF_GUIDE,
    ),
    Act("review", "withdrawn", to("withdrawn", "reviewed"), hears=audiences.AUTHOR_OF_GUIDE),
    Act(
        "appraisal",
        "submitted",
        to("submitted", "", "submitted", "returned", "anonymous", "graded"),
        clears=("checked_by", "grade", "graded_by"),
        hears=audiences.CHECKERS,
    ),
    Act(
        "appraisal",
        "returned",
        to("returned", "submitted"),
        ("checked_by",),
        hears=audiences.AUTHOR_OF_PRACTICE,
    ),
    Act(
        "appraisal",
        "cleared",
        to("anonymous", "submitted"),
        ("checked_by",),
        hears=audiences.AUTHOR_OF_PRACTICE,
    ),
    Act(
        "appraisal",
        "graded",
        to("graded", "anonymous", "graded"),
        ("grade", "graded_by"),
        # The answers are the reasons of the grade.
        guards=(
            Listed(code=_UNGRADED, column="grade", values=practices.GRADES),
            *(Filled(code=_UNGRADED, column=f"details.{name}", field=name) for name in practices.CRITERIA),
        ),
        hears=audiences.AUTHOR_OF_PRACTICE,
    ),
    Act(
        "adoption",
        "adopted",
        to("adopted", "", "given_up"),
        ("member", "country"),
        opening=("practice", "organisation"),
        guards=(
            Referenced(
                code="community.impossible", column="practice", record_type="appraisal", states=_READABLE
            ),
        ),
        hears=audiences.ON_OBJECT,
    ),
    Act(
        "adoption",
        "given_up",
        to("given_up", "adopted"),
        guards=(
            Referenced(
                code="community.impossible", column="practice", record_type="appraisal", states=_READABLE
            ),
        ),
        hears=audiences.ON_OBJECT,
    ),
    Act("progress", "opened", to("open", ""), hears=audiences.ON_OBJECT),
    Act("progress", "taken_up", to("in_work", "open", "in_work"), ("workers",), hears=audiences.GAP),
    Act("progress", "put_down", {"in_work": "open"}, clears=("workers",), hears=audiences.ON_OBJECT),
    Act("progress", "handed_on", stays("in_work"), ("workers",), hears=audiences.ON_OBJECT),
    Act(
        "progress",
        "closed",
        to("closed", "open", "in_work"),
        ("closed_by", "closed_with"),
        guards=(
            Listed(code="community.gap.closed_by", column="closed_with", values=gaps.CLOSES, field="by"),
            Referenced(
                code="community.gap.unchecked",
                column="closed_by",
                record_type="appraisal",
                states=_READABLE,
                field="by",
                when=(Condition("closed_with", ("practice",)),),
            ),
            Referenced(
                code="community.gap.unchecked",
                column="closed_by",
                record_type="review",
                states=("reviewed",),
                field="by",
                when=(Condition("closed_with", ("guide",)),),
            ),
        ),
        hears=audiences.GAP,
    ),
    Act(
        "progress",
        "reopened",
        to("open", "closed"),
        clears=("workers", "closed_by", "closed_with"),
        hears=audiences.GAP,
    ),
    Act(
        "agreement",
        "proposed",
        to("proposed", "", "declined", "broken_off"),
        ("proposed_by",),
        opening=("need", "offer"),
        clears=("answered_by", "met"),
        hears=audiences.SIDES,
    ),
    Act("agreement", "declined", to("declined", "proposed"), ("answered_by",), hears=audiences.SIDES),
    Act("agreement", "agreed", to("agreed", "proposed"), ("answered_by",), hears=audiences.SIDES),
    Act("agreement", "broken_off", to("broken_off", "agreed"), hears=audiences.SIDES),
    Act("agreement", "delivered", to("delivered", "agreed"), hears=audiences.SIDES),
    Act(
        "agreement",
        "assessed",
        to("assessed", "delivered"),
        ("met",),
        guards=(Listed(code="community.assistance.met", column="met", values=assistance.MET, field="met"),),
        hears=audiences.SIDES,
    ),
    Act(
        "training",
        "enrolled",
        to("enrolled", "", "withdrew"),
        opening=("course", "member"),
        hears=audiences.GIVER,
    ),
    Act("training", "withdrew", to("withdrew", "enrolled"), hears=audiences.GIVER),
    Act("training", "attended", to("attended", "enrolled", "absent"), hears=audiences.PUPIL),
    Act("training", "missed", to("absent", "enrolled", "attended"), hears=audiences.PUPIL),
    Act("training", "certified", to("certified", "attended"), ("paper",), hears=audiences.PUPIL),
    Act(
        "training",
        "followed_up",
        stays("attended", "certified"),
        ("used",),
        guards=(Listed(code="community.course.used", column="used", values=skills.USED, field="used"),),
        hears=audiences.GIVER,
    ),
)
"""What begins anew keeps nothing of what was answered before; which need and offer, which course and whose, does not change."""
