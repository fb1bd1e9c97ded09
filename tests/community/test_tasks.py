"""What waits for a member, on their first page: only what they are asked themselves."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.community.knowledge.services import assistance, library, skills
from ifar.community.models import Review, Space
from ifar.community.selectors.tasks import waiting_for
from tests import cast
from tests.community.making import reader
from tests.community.shelves import DAY, TODAY, a_guide, a_practice, at, told
from tests.conftest import sign_in


def waits(name: str, today: dt.date = TODAY) -> list[tuple[str, str]]:
    return [(item.kind, item.title) for item in waiting_for(reader(name), today)]


def test_an_agreement_waits_for_the_other_side_at_each_step(commons: Space) -> None:
    need, offer = told("heidi", "need", commons), told("frank", "offer", commons)
    made = assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=offer.public_id)
    assert waits("heidi") == []
    assert waits("frank") == [("answer", "A offer about marks")]
    words = "Somebody proposed an agreement to you"
    assert words in sign_in("frank").get("/community/").content.decode()
    assert words not in sign_in("alice").get("/community/").content.decode()
    assistance.agree(actor=cast.actor("frank"), agreement_id=made)
    assert waits("frank") == []
    assert waits("frank", TODAY + 91 * DAY) == [("deliver", "A offer about marks")]
    assistance.deliver(actor=cast.actor("frank"), agreement_id=made, on=TODAY)
    assert waits("frank", TODAY + 91 * DAY) == []
    assert waits("heidi") == [("assess", "A need about marks")]


def test_a_practice_waits_for_a_moderator_who_did_not_write_it(commons: Space) -> None:
    made = a_practice("heidi", commons, cleared=False)
    assert waits("dave") == [("check", made.title)]
    assert waits("heidi") == waits("erin") == []
    a_practice("dave", commons, cleared=False, title="Of the moderator")
    assert waits("dave") == [("check", made.title)]


def test_a_guide_waits_before_its_day_for_who_brought_and_who_looked(commons: Space) -> None:
    guide = a_guide("heidi", commons)
    library.review(
        actor=cast.actor("erin"), review_id=guide.public_id, edition=1, expires_on=TODAY + 90 * DAY
    )
    for name in ("heidi", "erin"):
        assert waits(name) == []
        assert waits(name, TODAY + 30 * DAY) == [("renew", guide.title)]
        assert waits(name, TODAY + 200 * DAY) == [("renew", guide.title)]
    assert waits("frank", TODAY + 200 * DAY) == []
    assert Review.objects.count() == 1


def test_a_course_asks_after_half_a_year(commons: Space) -> None:
    course = skills.announce(
        actor=cast.actor("dave"),
        at=at(commons, "Marks in two days"),
        said=skills.Announced("Reading marks.", "in_person", TODAY, TODAY + DAY, 12, "Harbour", ["marking"]),
    )
    skills.enrol(actor=cast.actor("heidi"), course=course.public_id)
    from ifar.community.models import Training

    training = Training.objects.get()
    skills.note_attendance(actor=cast.actor("dave"), training_id=training.public_id)
    assert waits("heidi") == []
    assert waits("heidi", TODAY + 181 * DAY) == [("follow_up", "Marks in two days")]
    assert waits("dave", TODAY + 181 * DAY) == []


def test_it_is_one_query_and_nothing_for_whoever_is_no_member(commons: Space) -> None:
    a_practice("heidi", commons, cleared=False)
    who = reader("dave")
    with CaptureQueriesContext(connection) as asked:
        assert len(waiting_for(who, TODAY)) == 1
    assert len(asked) == 1
    assert waiting_for(None, TODAY) == []
