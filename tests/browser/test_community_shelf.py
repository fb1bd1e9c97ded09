"""The shelves of the community in a browser: from a solution to a good practice that closes a gap, by keyboard alone; no barriers in any look.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from ifar.community.knowledge.services import assistance, enquiries, gaps, library, practices, skills
from ifar.community.models import Gap, Practice, Progress
from ifar.community.services import ruling
from ifar.programme.models import Value
from ifar.programme.services import planning, values
from ifar.programme.services.planning import NewIndicator
from tests import cast
from tests.browser.looking import look_through
from tests.browser.test_community import press, tab_to, typed
from tests.community.conftest import a_post, a_space, a_topic, admitted, give_roles, member, said
from tests.community.shelves import (
    ANSWERS,
    DAY,
    PARTS,
    SEEN,
    TODAY,
    a_gap,
    a_guide,
    a_pdf,
    a_practice,
    arrived,
    at,
    told,
)
from tests.programme.conftest import give


def test_from_a_solution_to_a_practice_that_closes_a_gap_by_keyboard(visitor: Any) -> None:
    give_roles()
    for name in ("dave", "heidi", "alice"):
        admitted(name)
    space = a_space("global", "Commons")
    topic = a_topic("heidi", space, title="Marks that come back misread")
    answer = a_post("dave", topic, "Let two read, then compare.")
    ruling.mark_solution(actor=cast.actor("heidi"), ruling_id=answer.public_id)

    heidi = visitor("heidi")
    page = heidi.open(f"/community/topics/{topic.public_id}/")
    press(page, page.get_by_role("link", name="Tell it as a good practice"))
    for label, text in (
        ("Context", PARTS["context"]),
        ("Problem", PARTS["problem"]),
        ("What was done", PARTS["done"]),
        ("Result", PARTS["result"]),
    ):
        typed(page, page.get_by_label(label, exact=True), text)
    assert heidi.barriers() == []
    press(page, page.get_by_role("button", name="Submit it"))
    expect(page.get_by_text("Awaiting the anonymisation check").first).to_be_visible()
    practice = Practice.objects.get()

    dave = visitor("dave")  # who moderates: the second member
    page = dave.open(f"/community/practices/{practice.public_id}/")
    assert dave.barriers() == []
    press(page, page.get_by_role("button", name="Let others read the practice"))
    expect(page.get_by_role("button", name="Grade the practice")).to_be_visible()

    alice = visitor("alice", language="ar")
    page = alice.open("/community/gaps/new/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    typed(page, page.locator("[name=title]"), "لا أحد يقرأ هذه الأرقام")
    tab_to(page, page.locator("[name=kind]").first)
    page.keyboard.press("Space")
    typed(page, page.locator("[name=words]"), "لا يوجد في المحطات من يقرأ هذه الأرقام فيعود كثير من الطلبات.")
    assert alice.barriers() == []
    press(page, page.locator("main form .button-main"))
    gap = Gap.objects.get()
    page = alice.open(f"/community/gaps/{gap.public_id}/acts/closed/")
    tab_to(page, page.locator("#closed-by"))
    page.keyboard.press("ArrowDown")
    assert page.locator("#closed-by").input_value() == practice.public_id
    press(page, page.locator("form:has(#closed-by) .button-main"))
    expect(page.locator(".path-node")).to_have_count(3)
    assert alice.barriers() == []
    assert not alice.is_cut_off()
    assert Progress.objects.get(public_id=gap.public_id).state == "closed"
    # The path is walked by its links: to the practice, and from there to the case.
    press(page, page.locator(f".path-node[href*='{practice.public_id}']"))
    press(page, page.locator(f".path-node[href*='{topic.public_id}']"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marks that come back misread")
    page = alice.open("/community/results/")
    assert page.locator("tbody tr").nth(5).locator("td").last.inner_text() == "1"
    # Another counts it for the strategy, a third approves; whoever may see the gap walks from the figure back to it.
    alice.open(f"/programme/indicators/{counted()}/")
    assert alice.barriers() == []
    page = alice.open("/programme/")
    assert alice.barriers() == []
    assert not alice.is_cut_off()
    value = page.locator(".counted-number")
    expect(value).to_have_text("1")
    press(page, value)
    expect(page.locator(f"main a[href*='{practice.public_id}']")).to_be_visible()
    press(page, page.locator(f"main a[href*='{gap.public_id}']"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(gap.title)
    for item in (heidi, dave, alice):
        assert item.complaints == []


def counted() -> str:
    """The indicator of closed gaps: Judy defines it, the clock counts it, Bob approves the number, and Alice may read the strategy."""
    for name, role in (
        ("judy", "programme_officer"),
        ("bob", "programme_manager"),
        ("alice", "strategy_reader"),
    ):
        give(name, role)
    days = {"starts_on": TODAY.replace(month=1, day=1), "ends_on": TODAY.replace(month=12, day=31)}
    planning.open_period(
        actor=cast.actor("bob"), name=str(TODAY.year), due_on=days["ends_on"] + 60 * DAY, **days
    )
    judy = cast.actor("judy")
    result = planning.state_result(actor=judy, level="outcome", title="Practitioners learn", outcome="O2")
    made = planning.define_indicator(
        actor=judy, result=result.public_id, new=NewIndicator("Gaps closed", source="gaps_closed")
    )
    assert values.compute_all(actor=values.JOB, period=str(TODAY.year)) == 1
    values.approve(actor=cast.actor("bob"), value_id=Value.objects.get().public_id, expected_n=1)
    return made.public_id


def a_full_shelf() -> dict[str, str]:
    """One of everything, with what belongs to it."""
    give_roles()
    for name in ("dave", "erin", "heidi", "alice", "oscar", "frank"):
        admitted(name)
    space = a_space("global", "Commons")
    topic = a_topic("frank", space, title="Marks that come back misread")
    practice, gap = a_practice("heidi", space), a_gap("alice", space)
    waiting = a_practice("heidi", space, cleared=False, title="Written by Mr Smith on 12.03.2026")
    practices.grade(
        actor=cast.actor("alice"), appraisal_id=practice.public_id, answers=ANSWERS, note="Two offices do it."
    )
    described = library.GuideDescription(
        "guide", "How to read marks by **two** people.", "KE", ["8", "12"], ["marking"], "cc_by"
    )
    edition = library.EditionFile(
        "1.0",
        "en",
        arrived(a_pdf("Reading marks by two", "Second page")),
        "marks.pdf",
        words="The first one.",
    )
    guide = library.bring_guide(
        actor=cast.actor("heidi"), at=at(space, "How to read marks"), said=described, edition=edition
    )
    library.review(
        actor=cast.actor("frank"), review_id=guide.public_id, edition=1, expires_on=TODAY + 300 * DAY
    )
    library.rate(actor=cast.actor("frank"), guide=guide.public_id, used_for="case", helped=2)
    tool = a_guide("oscar", space)
    box = library.begin_collection(
        actor=cast.actor("dave"), at=at(space, "For the first week"), description="In this order."
    )
    library.collect(actor=cast.actor("dave"), collection=box.public_id, guide=guide.public_id)
    gaps.tie(actor=cast.actor("frank"), one=topic.public_id, other=practice.public_id)
    gaps.tie(actor=cast.actor("alice"), one=gap.public_id, other=tool.public_id)
    gaps.take_up(actor=cast.actor("erin"), progress_id=gap.public_id)
    gaps.close(actor=cast.actor("erin"), progress_id=gap.public_id, by=practice.public_id)
    a_gap("dave", space, title="فجوة في القانون", language="ar")
    need, offer = told("dave", "need", space), told("heidi", "offer", space)
    told("frank", "offer", space, countries=[], articles=["12"], languages=["fr"])
    proposed = assistance.propose(actor=cast.actor("dave"), one=need.public_id, other=offer.public_id)
    assistance.agree(actor=cast.actor("heidi"), agreement_id=proposed)
    question = enquiries.ask(
        actor=cast.actor("dave"),
        space=space.public_id,
        title="Which maker is it?",
        said=said("A pistol without a name."),
        seen=SEEN,
    )
    course = skills.announce(
        actor=cast.actor("dave"),
        at=at(space, "Reading marks, a first course"),
        said=skills.Announced(
            "Two days in the laboratory.", "mixed", TODAY - DAY, TODAY, 12, "Harbour school", ["marking"]
        ),
    )
    for name in ("erin", "frank", "heidi"):
        skills.enrol(actor=cast.actor(name), course=course.public_id)
    assert member("dave")
    made = {
        "guide": guide,
        "collection": box,
        "practice": practice,
        "waiting": waiting,
        "gap": gap,
        "need": need,
        "enquiry": question,
        "course": course,
    }
    return {name: value.public_id for name, value in made.items()} | {
        "edition": guide.editions.get().public_id
    }


def test_the_shelves_in_every_language_and_width(visitor: Any) -> None:
    made = a_full_shelf()
    pages = {
        "guides": "library/",
        "guide": f"library/{made['guide']}/",
        "read": f"library/editions/{made['edition']}/",
        "new-guide": "library/new/",
        "collections": "library/collections/",
        "collection": f"library/collections/{made['collection']}/",
        "practices": "practices/",
        "practice": f"practices/{made['practice']}/",
        "check": f"practices/{made['waiting']}/",
        "new-practice": "practices/new/",
        "gaps": "gaps/",
        "gap": f"gaps/{made['gap']}/",
        "new-gap": "gaps/new/",
        "needs": "assistance/",
        "need": f"assistance/{made['need']}/",
        "new-need": "assistance/new/",
        "enquiries": "tracing-help/",
        "enquiry": f"tracing-help/{made['enquiry']}/",
        "new-enquiry": "tracing-help/new/",
        "contacts": "tracing-help/contacts/",
        "courses": "courses/",
        "course": f"courses/{made['course']}/",
        "new-course": "courses/new/",
        "results": "results/",
        "mark": f"things/course/{made['course']}/mark/",
    }
    own = {name: f"/community/{path}" for name, path in pages.items()}
    look_through(visitor, {"dave": own}, "shelf")
