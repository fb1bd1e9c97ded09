"""The community in a browser: from a nomination to a solution by keyboard alone; hostile posts that execute nothing; no barriers.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from ifar.accounts.models import Proposal
from ifar.accounts.services.proposals import decide
from ifar.community import rendering
from ifar.community.marks import AMBER, RED
from ifar.community.models import Attachment, Member, Post, Report, Space, Topic
from ifar.community.services import members, moderation, rooms, ruling, talk, translating
from ifar.community.services.talk import Picture
from tests import cast
from tests.browser.looking import look_through
from tests.community.hostile import TEXTS
from tests.community.making import (
    a_picture,
    a_post,
    a_space,
    a_topic,
    admitted,
    give_roles,
    member,
    nominated,
    quick_posts,
    said,
)
from tests.community.shelves import a_gap, a_guide, a_pdf, arrived

_AHEAD = """(wanted) => {
    const here = document.activeElement;
    if (!window.stopped) {
        window.stopped = { at: null };
        addEventListener("keydown", (event) => {
            if (event.key !== "Tab" || document.activeElement !== window.stopped.at) return;
            event.preventDefault();
            event.stopImmediatePropagation();
        }, true);
    }
    window.stopped.at = here === wanted ? null : wanted;
    if (here === wanted) return 0;
    const places = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
        .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
    const before = places.filter((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING).length;
    const ahead = places.indexOf(wanted) - (places.includes(here) ? places.indexOf(here) : before - 1);
    return ahead > 0 ? ahead : Math.max(1, ahead + places.length);
}"""
"""About how many times the tabulator key must be pressed; pressed once too often, it does not leave what was wanted."""
MOST_TABS, BY_KEYS = 250, 12
_IS_FAR: Final = """(wanted) => document.activeElement === document.body && document.querySelector("#content").contains(wanted)"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Go to a control by the tabulator key alone, as somebody does who uses no mouse."""
    left = MOST_TABS
    if wanted.evaluate(_IS_FAR):  # past the thirty links that stand over each page, by the first of them
        page.keyboard.press("Tab")
        if page.locator(".skip:focus").count():
            page.keyboard.press("Enter")
            expect(page.locator("#content")).to_be_focused()
    while ahead := wanted.evaluate(_AHEAD):
        assert left, f"the keyboard does not reach {wanted}"
        for _ in range(min(ahead, left)):
            page.keyboard.press("Tab")
            left -= 1


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Reach a control by keyboard and press a key there; what it leads to is there afterwards."""
    tab_to(page, wanted)
    if key == "Enter":
        with page.expect_navigation():
            page.keyboard.press(key)
    else:
        page.keyboard.press(key)


def typed(page: Page, wanted: Locator, text: str) -> None:
    """Reach a field by keyboard and type: key by key at first, the rest of a long text at once."""
    tab_to(page, wanted)
    page.keyboard.type(text[:BY_KEYS])
    if rest := text[BY_KEYS:]:
        page.keyboard.insert_text(rest)


def test_from_a_nomination_to_a_solution_by_keyboard(visitor: Any, tmp_path: Path) -> None:
    give_roles()
    for name in ("dave", "heidi"):
        admitted(name)
    space = a_space("global", "Commons")
    photo = tmp_path / "IMG_1.jpg"
    content = io.BytesIO()
    Image.new("RGB", (400, 300), "slategray").save(content, "JPEG")
    photo.write_bytes(content.getvalue())

    judy = visitor("judy")
    page = judy.open("/community/vetting/nominate/")
    typed(page, page.get_by_label("E-mail address"), cast.user("carol").public_id)
    press(page, page.get_by_label("Tracing", exact=True), "Space")
    press(page, page.get_by_label("English", exact=True), "Space")
    press(page, page.get_by_role("button", name="Nominate", exact=True))
    expect(page.get_by_text("Before two people can decide:")).to_be_visible()
    assert judy.barriers() == []

    carol = visitor("carol")
    page = carol.open("/community/")
    assert space.name not in page.content()
    press(page, page.get_by_role("link", name="Read the code of conduct"))
    assert carol.barriers() == []
    press(page, page.get_by_role("button", name="I accept it"))

    bob = visitor("bob")
    page = bob.open("/community/vetting/")
    press(page, page.get_by_role("link", name="Carol Province"))
    press(page, page.get_by_label("An official card was seen"), "Space")
    press(page, page.get_by_label("A letter of the agency"), "Space")
    press(page, page.get_by_role("button", name="Check identity and employer"))
    typed(page, page.locator("#admitted-reason"), "A practitioner of the field.")
    press(page, page.get_by_role("button", name="Propose to admit"))
    assert bob.barriers() == []
    asked = Proposal.objects.get(act="community.member_admitted", object=member("carol").public_id)
    assert decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve").executed

    page = carol.open("/community/")
    press(page, page.get_by_role("link", name="Commons"))
    press(page, page.get_by_role("link", name="Ask, or begin a topic"))
    typed(page, page.get_by_label("Title"), "Whose crown is this?")
    typed(page, page.get_by_label("Your words"), "Beside the barrel mark stands a crown.")
    # Who will read it is shown, and anew with each change of the mark, before anything is sent.
    locator = page.locator("#audience")
    expect(locator).to_contain_text("You may tell members of the community")
    page.get_by_label("TLP:RED").check()
    expect(locator).to_contain_text("TLP:RED names one member at least")
    page.get_by_label("TLP:GREEN").check()
    expect(locator).to_contain_text("all who read this space")
    page.locator("[name=pictures]").set_input_files(photo)
    typed(page, page.get_by_label("What they show"), "A crown beside a mark")
    press(page, page.get_by_role("button", name="Publish it"))
    expect(page.get_by_role("img", name="A crown beside a mark")).to_be_visible()
    expect(page.get_by_text("You may tell members of the community").first).to_be_visible()
    assert carol.barriers() == []

    heidi = visitor("heidi")
    page = heidi.open(f"/community/topics/{Topic.objects.get().public_id}/")
    typed(page, page.get_by_label("Your words"), "It is a **proof mark**, not a maker's.")
    press(page, page.get_by_role("button", name="Publish it"))
    expect(page.locator("strong", has_text="proof mark")).to_be_visible()

    page = carol.open(f"/community/topics/{Topic.objects.get().public_id}/")
    press(page, page.get_by_role("button", name="This is the solution"))
    expect(page.get_by_text("The solution", exact=True)).to_be_visible()
    for at in (judy, carol, bob, heidi):
        assert at.complaints == []

    # Whoever lost access while a page is open sees it go within a minute, and nothing of it by going back in the browser.
    page.clock.install()
    page.reload()
    expect(page.locator("strong", has_text="proof mark")).to_be_visible()
    members.suspend(actor=cast.actor("judy"), member_id=member("carol").public_id, ground="lost_device")
    page.clock.fast_forward(46_000)
    expect(page.locator("strong", has_text="proof mark")).to_have_count(0)
    page.goto(f"{carol.site}/help/")
    page.go_back()
    assert "proof mark" not in page.content()


_LISTEN = """
window.executed = [];
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => window.executed.push(name);
document.addEventListener("securitypolicyviolation", (event) => window.executed.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


def test_hostile_posts_execute_nothing_in_a_browser(visitor: Any) -> None:
    give_roles()
    admitted("dave")
    admitted("heidi")
    space = a_space("global", "Commons")
    topics = [a_topic("dave", space, text, title=f"A hostile title {text[:80]}") for text in TEXTS[:2]]
    texts = [rendering.plain(text)[:3000] or "-" for text in TEXTS]
    for number, topic in enumerate(topics):
        with transaction.atomic():
            quick_posts("dave", topic, texts[number::2])
    at = visitor("heidi")
    at.page.add_init_script(_LISTEN)
    title = at.page.title
    seen = 0
    for topic in topics:
        page = at.open(f"/community/topics/{topic.public_id}/")
        while True:
            seen += page.locator(".post").count()
            page.locator(".post").last.hover()
            assert page.evaluate("window.executed") == []
            assert "xss" not in title()
            later = page.get_by_role("link", name="Later posts")
            if not later.count():
                break
            at.page.goto(at.site + f"/community/topics/{topic.public_id}/" + str(later.get_attribute("href")))
    assert seen == len(TEXTS) + 2
    assert at.complaints == []


def a_community() -> dict[str, str]:
    """Members, spaces of several kinds, a topic in several languages, a report, a nomination."""
    give_roles()
    for name in ("dave", "erin", "heidi", "alice", "oscar", "frank"):
        admitted(name)
    nominated("carol")
    space = a_space("global", "Commons", description="Questions and answers of all kinds.")
    a_space("announcements", "Announcements", moderator="oscar")
    today = dt.datetime.now(dt.UTC).date()
    room = a_space(
        "case_room", "Case of the blue container", ends_on=today + dt.timedelta(days=30), at_end="destroy"
    )
    rooms.invite(actor=cast.actor("dave"), space=room.public_id, member=member("heidi").public_id)
    topic = talk.open_topic(
        actor=cast.actor("heidi"), space=space.public_id, title="Whose crown stands beside the barrel mark?",
        said=said(f"Beside the barrel mark stands a crown. @{member('dave').public_id}, have you seen it?\n\n- no maker's name\n- two digits"),
        pictures=[a_picture(words="A crown beside a mark")],
    )  # fmt: skip
    answer = a_post(
        "dave",
        topic,
        "That looks like a **proof mark**. See [the table](https://table.example/marks).\n\n> two digits\n\nare the year.",
    )
    a_post("alice", topic, "رأيت مثلها في سجلنا: الرقم بجانب التاج هو السنة.", language="ar")
    a_post("erin", topic, "海关也见过同样的标记。", language="zh")
    a_post("heidi", topic, "For Dave alone.", RED, "dave")
    talk.say_it_worked(actor=cast.actor("alice"), post=answer.public_id)
    ruling.mark_solution(actor=cast.actor("heidi"), ruling_id=answer.public_id)
    a_topic("dave", space, "Only for the harbour.", AMBER, "of:harbour", title="Who covers the night shift?")
    a_topic(
        "alice",
        space,
        "كيف تُكتب الأرقام الشرقية على طلب التعقب؟",
        title="كيف تُكتب الأرقام الشرقية؟",
        language="ar",
    )
    wrong = a_post("alice", topic, "Something that does not belong here.")
    moderation.report_post(actor=cast.actor("heidi"), post=wrong.public_id, ground="spam", note="Off topic.")
    scan = talk.write_post(
        actor=cast.actor("erin"),
        topic=topic.public_id,
        said=said("The page of the old table."),
        pictures=[
            Picture(
                "table-of-marks.pdf",
                arrived(a_pdf("A table of marks", "Its second page")),
                "A table of marks by year",
            )
        ],
    )
    translating.translate(
        actor=cast.actor("alice"),
        post=answer.public_id,
        language="ar",
        text="يبدو ذلك **علامة اختبار**. الرقمان هما السنة.",
    )
    talk.watch_space(actor=cast.actor("dave"), space=space.public_id, how="follow")
    guide = a_guide("heidi", space, title="Checklist for a mark")
    gap = a_gap("alice", space)
    moderation.report(actor=cast.actor("heidi"), object_type="gap", public_id=gap.public_id, ground="making")
    return {
        "space": space.public_id,
        "topic": topic.public_id,
        "room": room.public_id,
        "post": answer.public_id,
        "guide": guide.public_id,
        "gap": gap.public_id,
        "document": Attachment.objects.get(post=scan).public_id,
    }


def test_the_community_in_every_language_and_width(visitor: Any) -> None:
    made = a_community()
    report, carol = Report.objects.get(object_type="post").public_id, member("carol").public_id
    of_gap = Report.objects.get(object_type="gap").public_id
    dave = {
        "home": "/community/", "space": f"/community/spaces/{made['space']}/", "topic": f"/community/topics/{made['topic']}/",
        "new-topic": f"/community/spaces/{made['space']}/new/", "room": f"/community/spaces/{made['room']}/",
        "seats": f"/community/spaces/{made['room']}/seats/", "search": "/community/search/?q=mark", "me": "/community/me/",
        "profile": f"/community/members/{member('heidi').public_id}/", "new-space": "/community/spaces/new/",
        "moderation": "/community/moderation/", "report": f"/community/moderation/{report}/", "code": "/community/code/",
        "edit": f"/community/posts/{made['post']}/edit/", "mark": f"/community/posts/{made['post']}/mark/",
        "history": f"/community/posts/{made['post']}/history/",
        "change-space": f"/community/spaces/{made['space']}/acts/changed/", "translate": f"/community/posts/{made['post']}/translate/?language=ar",
        "translated": f"/community/posts/{made['post']}/in/ar/", "document": f"/community/documents/{made['document']}/",
        "hide": f"/community/things/guide/{made['guide']}/hide/", "report-gap": f"/community/moderation/{of_gap}/",
    }  # fmt: skip
    bob = {
        "vetting": "/community/vetting/?show=members",
        "candidate": f"/community/vetting/{carol}/",
        "nominate": "/community/vetting/nominate/",
    }
    assert Space.objects.count() == 3
    assert Member.objects.count() == 7
    look_through(visitor, {"dave": dave, "carol": {"outside": "/community/"}, "bob": bob}, "community")


def test_w23_whom_one_finds_by_name_becomes_a_recipient_and_the_readers_are_shown(visitor: Any) -> None:
    """In a topic, in a change of its mark and on the shelves, one after another, in a window of a telephone too."""
    give_roles()
    for name in ("dave", "erin", "heidi"):
        admitted(name)
    space = a_space("global", "Commons")
    topic = a_topic("dave", space)
    post = Post.objects.get(topic=topic).public_id
    for path, width in (
        (f"/community/spaces/{space.public_id}/new/", 390),
        (f"/community/posts/{post}/mark/", 1280),
        (f"/community/practices/new/?space={space.public_id}", 1280),
    ):
        page = visitor("dave", width=width).open(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.locator("[name=tlp][value='3']").check()
        finder, recipients = page.locator("#find-member"), page.locator("[name=recipients]")
        for count, name in enumerate(("erin", "heidi"), 1):
            finder.press_sequentially(cast.user(name).name[:4])
            number = f"@{member(name).public_id}"
            page.wait_for_selector(f"#known-members option[value='{number}']", state="attached")
            finder.fill(number)  # as a browser does when one is chosen of the list
            expect(finder).to_have_value("")
            expect(page.locator("#audience")).to_contain_text(f"Will read it ({count})")
        expect(recipients).to_have_value(f"@{member('erin').public_id} @{member('heidi').public_id}")
