"""From a hotspot's long-term plan to a file of the IATI standard, as the people do it in a browser; no barriers and nothing cut off.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction
from playwright.sync_api import Page, expect

from ifar.hotspots.services import hotspots, plans
from ifar.hotspots.services.hotspots import Content
from ifar.programme.iati import judging
from ifar.programme.models import Decision, Indicator, Project
from ifar.programme.services import committee, planning
from tests import cast
from tests.browser.conftest import follow
from tests.browser.looking import look_through
from tests.hotspots.flowing import a_plan, a_told_alert
from tests.programme.conftest import give, give_roles
from tests.programme.test_acts import a_recipient

TODAY = dt.datetime.now(dt.UTC).date()


def prepared() -> tuple[str, str]:
    """A period, two seats of the committee, a hotspot with two plans that run; the plans."""
    give_roles()
    give("rosa", "programme_officer")
    bob, rosa = cast.actor("bob"), cast.actor("rosa")
    days = {"starts_on": TODAY.replace(month=1, day=1), "ends_on": TODAY.replace(month=12, day=31)}
    planning.open_period(
        actor=bob, name=str(TODAY.year), due_on=days["ends_on"] + dt.timedelta(days=60), **days
    )
    for constituency, organisation in (
        ("donors", "Ministry of a donor"),
        ("states", "Ministry of the Interior"),
    ):
        committee.fill_seat(actor=bob, constituency=constituency, organisation=organisation, starts_on=TODAY)
    quentin = cast.actor("quentin")
    content = Content("The western march", drivers=["technology"], basis="Two signals agree.")
    with transaction.atomic():
        alert = a_told_alert(quentin)
    hotspot = hotspots.open_hotspot(actor=quentin, alerts=[alert], content=content)
    made = [plans.draft(actor=rosa, hotspot=hotspot, said=a_plan()) for _ in range(2)]
    for text in made:
        plans.begin(actor=rosa, plan_id=text)
    return made[0], made[1]


def decided(page: Page, about: str) -> None:
    """The committee meets on a paper, decides, and notes what came of it."""
    page.locator("#id_title").fill("Fourth meeting")
    page.locator("#id_held_on").fill(TODAY.isoformat())
    follow(page.get_by_role("button", name="Plan it"))
    expect(page.get_by_role("link", name=f"Shootings: 15, {TODAY.year}")).to_be_visible()
    for name in ("Ministry of a donor", "Ministry of the Interior"):
        page.get_by_label(name).check()
    follow(page.get_by_role("button", name="Open the meeting"))
    follow(page.get_by_role("link", name="Table a decision"))
    page.locator("#id_title").fill("Go on with the safes")
    page.locator("#id_rule").select_option("majority")
    page.locator("#id_about").fill(about)
    page.locator("#id_owner").fill("National Police")
    page.locator("#id_due_on").fill((TODAY + dt.timedelta(days=90)).isoformat())
    follow(page.get_by_role("button", name="Table it"))
    page.get_by_role("link", name="Count the votes").click()
    expect(page.locator("select[name^=votes-]")).to_have_count(2)
    for vote in page.locator("select[name^=votes-]").all():
        vote.select_option("yes")
    follow(page.get_by_role("button", name="Count the votes"))
    page.get_by_role("link", name="Note that it was carried out").click()
    page.get_by_label("How it was carried out").fill("Sixty more safes were ordered.")
    follow(page.get_by_role("button", name="Note that it was carried out"))
    expect(page.get_by_text("Sixty more safes were ordered.")).to_be_visible()


def test_from_a_plan_to_a_file_of_the_standard(visitor: Any) -> None:
    plan, other = prepared()
    rosa = visitor("rosa")
    page = rosa.open(f"/hotspots/plans/{plan}/")
    follow(page.get_by_role("link", name="Open a project from this plan"))
    expect(page.locator("#id_title")).to_have_value("Law and safes")
    page.locator("#id_reference").fill("GF-7")
    follow(page.get_by_role("button", name="Open the project"))
    project = page.url.removeprefix(rosa.site)
    expect(page.get_by_role("link", name="The western march")).to_be_visible()
    a_recipient(Project.objects.get().public_id)
    follow(page.get_by_role("button", name="Start the project"))
    expect(page.get_by_text("The project is under way.")).to_be_visible()
    rosa.open(f"/hotspots/plans/{plan}/")
    page.get_by_label("New value").fill("15")
    follow(page.get_by_role("button", name="Report a value"))
    rosa.open(project)
    follow(page.get_by_role("link", name="Shootings"))
    follow(page.get_by_role("button", name="Take over now"))
    expect(page.locator(".page-state")).to_contain_text("15")
    value = page.url.removeprefix(rosa.site)

    bob = visitor("bob")
    at = bob.open(value)
    follow(at.get_by_role("button", name="Approve"))
    expect(at.locator(".page-state")).to_contain_text("Approved")
    follow(at.get_by_role("link", name="Put it before the committee"))
    decided(at, f"{Project.objects.get().public_id} {Indicator.objects.get().public_id}")
    meeting = at.url.removeprefix(bob.site)
    assert Decision.objects.get().state == "done"
    bob.open("/programme/fund/")
    with at.expect_download() as taken:
        at.get_by_role("link", name="IATI activities").click()
    content = Path(taken.value.path()).read_bytes()
    verdict = judging.judge(content, None, TODAY)
    assert verdict.valid, verdict.faults[:3]
    for values in (b"GF-7", b"Shootings", b'<actual value="15"', b'<baseline year="'):
        assert values in content, values
    assert rosa.complaints == bob.complaints == []

    paths = {
        "plan": f"/hotspots/plans/{plan}/", "plan-waiting": f"/hotspots/plans/{other}/", "new-project": "/programme/projects/new/",
        "new-from-plan": f"/programme/projects/new/?plan={other}", "project": project, "meeting": meeting,
    }  # fmt: skip
    look_through(visitor, {"rosa": paths}, "plans")
