"""From a file to a measured effect, as four people do it in a browser: no barriers, nothing cut off, in the looks that lie widest apart.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from ifar.hotspots import response, tasks
from ifar.hotspots.models import Alert, Plan, Response, Run
from ifar.outbox import services as outbox
from tests import cast
from tests.browser.conftest import follow
from tests.browser.looking import look_through
from tests.hotspots.flowing import HOT, an_adviser, an_approver, provinces, rows
from tests.hotspots.making import a_source, table


def _in(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def _proposed(page: Page) -> None:
    """A response with a need, a measure and a task."""
    page.get_by_label("Name", exact=True).fill("Safes for the march")
    page.get_by_label("Which stocks lie within a day's reach").select_option("partly")
    page.locator("#id_assessment-stock_security").fill("Three armouries were not counted this year.")
    page.get_by_label("Give out safes and locks, check how arms are kept").check()
    page.locator("#id_tasks-0-words").fill("Give out forty safes")
    page.locator("#id_tasks-0-measure").select_option("safe_storage")
    page.locator("#id_tasks-0-owner").fill("Harbour post")
    page.locator("#id_tasks-0-due").fill(_in(20))


def _planned(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Law and safes")
    page.get_by_label("Outcome 2: practitioners with the expertise that they need").check()
    page.get_by_label("Give out safes and locks, check how arms are kept").check()
    for name, text in {
        "milestones-0-words": "The order is in force", "milestones-0-due": _in(200), "indicators-0-name": "Shootings", "indicators-0-unit": "a month", "indicators-0-baseline": "20",
        "indicators-0-target": "10", "indicators-0-due": _in(300), "criteria-0-words": "Fewer than ten a month for a year",
    }.items():  # fmt: skip
        page.locator(f"#id_{name}").fill(text)


def test_from_a_file_to_a_measured_effect(visitor, tmp_path):
    provinces()
    source = a_source("Harbour reports")
    an_approver()
    an_adviser()
    file = tmp_path / "reports.csv"
    file.write_bytes(table(rows()))
    quentin, rosa, sybil = visitor("quentin"), visitor("rosa"), visitor(cast.user("sybil"))

    # import
    page = quentin.open(f"/hotspots/sources/{source}/")
    page.locator("#file").set_input_files(file)
    follow(page.get_by_role("button", name="Check the file"))
    accept = page.locator("input[name=accept], input[name=accepts]")
    if accept.count():
        accept.first.check()
    follow(page.get_by_role("button", name="Load it"))

    # scan
    quentin.open("/hotspots/runs/new/")
    page.locator("#id_first").fill(_in(-7 * 60))
    follow(page.get_by_role("button", name="Start the run"))
    expect(page.get_by_text("The run goes on")).to_be_visible()
    outbox.deliver()
    tasks.carry_out(Run.objects.get().public_id)
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    run = Run.objects.get()

    # alert and triage, by keyboard
    quentin.open("/hotspots/alerts/")
    alert = Alert.objects.filter(signal="scan_permutation", places__overlap=list(HOT))[0]
    quentin.open(f"/hotspots/alerts/{alert.public_id}/")
    expect(page.locator(".map-spot")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("c")
    page.get_by_label("Name", exact=True).fill("The western march")
    page.get_by_label("New technology").check()
    follow(page.get_by_role("button", name="Confirm as a hotspot"))
    hotspot = page.url.replace(quentin.site, "")
    follow(page.get_by_role("button", name="Issue a situation report"))

    # on the map
    quentin.open("/hotspots/map/")
    expect(page.locator("#map-now .map-hotspot")).to_have_count(1)

    # response
    at = rosa.open(hotspot)
    follow(at.get_by_role("link", name="Propose a response"))
    _proposed(at)
    follow(at.get_by_role("button", name="Propose it"))
    answered = at.url.replace(rosa.site, "")
    adviser = visitor(cast.user("adila")).open(answered)
    for name in response.RIGHTS:
        adviser.locator(f"#checked-answers-{name}").select_option("yes")
    follow(adviser.get_by_role("button", name="Answer the human-rights check"))
    head = sybil.open(answered)
    follow(head.get_by_role("button", name="Approve the response"))
    rosa.open(answered)
    follow(at.get_by_role("button", name="Begin with the response"))
    at.locator("#logged-entry").fill("The first twelve safes were given out.")
    follow(at.get_by_role("button", name="Write into the daily log"))
    at.get_by_text("More", exact=True).click()
    at.get_by_role("link", name="Settle a task").click()
    follow(at.get_by_role("button", name="It is done"))
    for name in response.REVIEW:
        at.locator(f"#closed-{name}").fill("As it should be.")
    follow(at.get_by_role("button", name="Close the response with an after-action review"))
    assert Response.objects.get().state == "closed"

    # plan and effect
    rosa.open(hotspot)
    follow(at.get_by_role("link", name="Draft a long-term plan"))
    _planned(at)
    follow(at.get_by_role("button", name="Keep the draft"))
    planned = at.url.replace(rosa.site, "")
    follow(at.get_by_role("button", name="Start the plan"))
    at.get_by_label("New value").fill("15")
    follow(at.get_by_role("button", name="Report a value"))
    rosa.open(hotspot)
    at.locator("#effect-since").fill(_in(-60))
    follow(at.get_by_role("button", name="Measure the effect"))
    expect(at.get_by_role("heading", name="Cases a week, before and after")).to_be_visible()
    assert Plan.objects.get().state == "running"
    assert not quentin.complaints + rosa.complaints + sybil.complaints

    waiting = Alert.objects.filter(state="raised").first()
    paths = {
        "hotspots": "/hotspots/",
        "alerts": "/hotspots/alerts/?show=all",
        "alert": f"/hotspots/alerts/{(waiting or alert).public_id}/",
        "confirm": f"/hotspots/confirm/?alert={waiting.public_id}" if waiting else "/hotspots/alerts/",
        "runs": "/hotspots/runs/",
        "run": f"/hotspots/runs/{run.public_id}/",
        "run-new": "/hotspots/runs/new/",
        "hotspot": hotspot,
        "responses": "/hotspots/responses/?show=all",
        "response": answered,
        "plan": planned,
    }
    forms = {"response-new": f"{hotspot}response/", "plan-new": f"{hotspot}plan/"}
    look_through(visitor, {"quentin": paths, "rosa": forms}, "flow")
