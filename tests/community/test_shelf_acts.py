"""Acts on the shelves are offered beside their services: on the page of the thing, on a page of their own, over HTTP; to nobody who may not do them."""

from __future__ import annotations

import re

import pytest

from ifar.community.knowledge.services import assistance, library, practices, skills
from ifar.community.models import (
    Adoption,
    Agreement,
    Appraisal,
    Gap,
    Place,
    Practice,
    Progress,
    Review,
    Space,
    Training,
)
from tests import cast
from tests.community.conftest import a_topic, member
from tests.community.shelves import ANSWERS, DAY, PARTS, TODAY, a_gap, a_guide, a_practice, at, told
from tests.community.test_paths import ABSENT, _told
from tests.conftest import sign_in
from tests.counting import Journey


def offers(name: str, page: str) -> set[str]:
    """The acts that a page leads somebody to."""
    shown = sign_in(name).get(page).content.decode()
    parts = shown.split("/acts/")[1:]
    return {part.partition("/")[0] for part in parts}


def test_from_a_case_to_the_tool_that_closes_its_gap(commons: Space) -> None:
    """Each is told from the page of the one before, and linked to it: case, good practice, gap, tool."""
    topic = a_topic("heidi", commons, title="Marks that come back misread")
    browser, journey = sign_in("heidi"), Journey()
    page = journey.open(browser, f"/community/topics/{topic.public_id}/")
    page = journey.open(browser, f"/community/practices/new/?from={topic.public_id}", page)
    page = journey.fill(
        browser, page, **{name: PARTS[name] for name in ("context", "problem", "done", "result")}
    )
    practice = Practice.objects.get().public_id
    page = journey.open(browser, f"/community/gaps/new/?from={practice}", page)
    what = {"title": "Nobody reads the marks", "words": "No station has anybody who reads them."}
    page = journey.fill(browser, page, kind=_kind(page), **what)
    gap = Gap.objects.get().public_id
    page = journey.open(browser, f"/community/library/new/?from={gap}", page)
    what = {
        "title": "Manual of marks",
        "summary": "Two officers read each mark.",
        "link": "https://example.org/marks.pdf",
    }
    page = journey.fill(browser, page, kind=_kind(page), version="1", **what)
    # The path of the tool leads back to the case.
    assert [one for one in (gap, practice, topic.public_id) if one not in page] == []
    journey.within(7, 13)


def _kind(page: str) -> str:
    """The first kind that a form offers."""
    found = re.search(r'name="kind"(?: value=|.*?<option value=)"([a-z_]+)"', page, re.DOTALL)
    assert found
    return found[1]


def test_a_gap_is_taken_up_and_closed_from_its_page_and_over_http(commons: Space) -> None:
    gap, tool = a_gap("alice", commons), a_practice("heidi", commons)
    page = f"/community/gaps/{gap.public_id}/"
    assert offers("erin", page) == {"taken_up"}
    assert offers("alice", page) == {"taken_up", "closed"}
    erin = sign_in("erin")
    assert erin.get(f"{page}acts/closed/").status_code == 404
    assert erin.post(f"{page}acts/taken_up/").status_code == 302
    assert offers("erin", page) == {"put_down", "closed"}
    api = f"/api/community/gaps/{gap.public_id}"
    refused = sign_in("heidi").post(f"{api}/closed", {"by": tool.public_id}, "application/json")
    assert refused.status_code == 409
    answer = erin.post(f"{api}/closed", {"by": tool.public_id}, "application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "closed")
    assert Progress.objects.get(public_id=gap.public_id).closed_by == tool.public_id
    assert offers("dave", page) == {"reopened"}


def test_a_practice_is_checked_by_who_moderates_and_graded_by_others(commons: Space) -> None:
    made = a_practice("heidi", commons, cleared=False)
    page = f"/community/practices/{made.public_id}/"
    assert offers("heidi", page) == set()
    assert offers("dave", page) == {"cleared", "returned"}
    dave = sign_in("dave")
    back = dave.post(f"{page}acts/returned/", {"grounds": []})
    assert back.status_code == 422
    assert dave.post(f"{page}acts/cleared/").status_code == 302
    for kind in ("cleared", "graded"):
        assert sign_in("heidi").get(f"{page}acts/{kind}/").status_code == 404
    assert offers("erin", page) == {"graded"}
    assert dave.post(f"{page}acts/graded/", ANSWERS).status_code == 302
    assert Appraisal.objects.get(public_id=made.public_id).grade == "good"
    practices.adopt(actor=cast.actor("erin"), practice=made.public_id)
    kept = Adoption.objects.get().public_id
    assert offers("erin", page) == {"graded", "given_up"}
    assert sign_in("frank").get(f"/community/adoptions/{kept}/acts/given_up/").status_code == 404
    assert sign_in("erin").post(f"/community/adoptions/{kept}/acts/given_up/").status_code == 302
    assert Adoption.objects.get().state == "given_up"


def test_a_guide_is_looked_through_by_others_than_who_brought_it(commons: Space) -> None:
    guide = a_guide("alice", commons)
    page = f"/community/library/{guide.public_id}/"
    assert offers("alice", page) == set()
    assert sign_in("alice").get(f"{page}acts/reviewed/").status_code == 404
    assert offers("erin", page) == {"reviewed"}
    erin = sign_in("erin")
    assert erin.post(f"{page}acts/reviewed/", {"edition": "1", "expires_on": str(TODAY)}).status_code == 422
    values = {"edition": "1", "expires_on": str(TODAY + 90 * DAY)}
    assert erin.post(f"{page}acts/reviewed/", values).status_code == 302
    assert Review.objects.get().reviewer == member("erin").public_id
    assert offers("heidi", page) == {"reviewed"}
    assert sign_in("heidi").get(f"{page}acts/withdrawn/").status_code == 404
    for name in ("erin", "dave"):  # who looked it through, who moderates
        assert offers(name, page) == {"reviewed", "withdrawn"}


def test_a_guide_is_put_into_one_s_own_collection_and_taken_out(commons: Space) -> None:
    guide = a_guide("alice", commons)
    box = library.begin_collection(actor=cast.actor("erin"), at=at(commons, "For the first week"))
    page, values = f"/community/library/{guide.public_id}/", {"collection": box.public_id}
    assert sign_in("erin").post(f"{page}collect/", values).status_code == 302
    assert f"{page}uncollect/" in sign_in("erin").get(page).content.decode()
    shown = sign_in("heidi").get(page).content.decode()
    assert "For the first week" in shown
    assert "uncollect" not in shown
    sign_in("heidi").post(f"{page}uncollect/", values)
    assert Place.objects.count() == 1
    sign_in("erin").post(f"{page}uncollect/", values)
    assert Place.objects.count() == 0


def test_each_side_of_an_agreement_is_offered_what_is_its_own(commons: Space) -> None:
    need, offer = told("heidi", "need", commons), told("frank", "offer", commons)
    key = assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=offer.public_id)
    page, act = f"/community/assistance/{offer.public_id}/", f"/community/agreements/{key}/acts/"
    for who, kinds in (("heidi", set()), ("alice", set()), ("frank", {"agreed", "declined"})):
        assert offers(who, page) == kinds
        for kind in ("agreed", "delivered"):
            assert (sign_in(who).get(f"{act}{kind}/").status_code == 200) is (who == "frank")
    assert sign_in("frank").post(f"{act}agreed/").status_code == 302
    assert offers("heidi", page) == {"broken_off"}
    assert offers("frank", page) == {"broken_off", "delivered"}
    assert sign_in("frank").post(f"{act}delivered/", {"on": str(TODAY)}).status_code == 302
    assert offers("heidi", page) == {"assessed"}
    assert Agreement.objects.get().state == "delivered"


def test_who_takes_part_is_told_to_who_gives_the_course_and_to_nobody_else(commons: Space) -> None:
    course = skills.announce(
        actor=cast.actor("alice"),
        at=at(commons),
        said=skills.Announced("Reading marks.", "mixed", TODAY, TODAY + DAY, 12, "Harbour", ["marking"]),
    )
    skills.enrol(actor=cast.actor("erin"), course=course.public_id)
    public_id = Training.objects.get().public_id
    page, part = f"/community/courses/{course.public_id}/", f"/community/trainings/{public_id}/"
    for who, kinds in (("erin", {"withdrew"}), ("frank", set()), ("alice", {"attended", "missed"})):
        assert offers(who, page) == kinds
    for kind in ("withdrew", "attended"):
        assert sign_in("frank").get(f"{part}acts/{kind}/").status_code == 404
        answer = sign_in("frank").post(f"/api/community/trainings/{public_id}/{kind}", {}, "application/json")
        assert answer.status_code == 404
    assert sign_in("frank").post(f"{part}scores/", {"after": "90"}).status_code == 404
    assert sign_in("erin").get(f"{part}acts/attended/").status_code == 404
    alice = sign_in("alice")
    assert alice.post(f"{part}acts/attended/", {"before": "40"}).status_code == 302
    assert alice.post(f"{part}scores/", {"before": "40", "after": "90"}).status_code == 302
    kept = Training.objects.select_related("score").get()
    assert (kept.state, kept.score.before, kept.score.after) == ("attended", 40, 90)


@pytest.mark.parametrize("who", ["nina", "bob"])
def test_whoever_is_no_member_finds_no_act(commons: Space, who: str) -> None:
    gap = a_gap("alice", commons)
    client = sign_in(who)
    for kind in ("taken_up", "closed"):
        address = f"/community/gaps/{{}}/acts/{kind}/"
        _told(client, address.format(ABSENT))
        first, second = (_told(client, address.format(key)) for key in (gap.public_id, ABSENT))
        assert first[0] == 404
        assert first == second
