"""Bulk acts in the browser: a list that is typed is counted, previewed and carried out, in each language and width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from ifar.bulk.models import Batch
from ifar.bulk.services import batches, proposing
from ifar.recoveries.custody.services import chains
from tests import cast
from tests.browser.conftest import EVERY_LANGUAGE, Visitor, follow
from tests.browser.looking import look_through, picture
from tests.factories import a_case, a_firearm, an_item

HANDED = "custody.chain_handed"
DISPOSAL = "registry.disposal_decided"
PRESSED_TWICE = """() => {
    const preview = [...document.querySelectorAll("form button")].find((button) => button.textContent === "Preview");
    setTimeout(() => preview.click());
    setTimeout(() => { preview.click(); sessionStorage.setItem("said", document.querySelector("main").innerText); }, 2500);
}"""


@pytest.fixture
def exhibits(peopled_db) -> list[str]:
    """Three exhibits in the custody of the harbour's station."""
    dave = cast.actor("dave")
    case = a_case(dave)
    results = [an_item(dave, case, f"QW7123{n}") for n in range(3)]
    for n, exhibit in enumerate(results):
        chains.take_in(actor=dave, exhibit=exhibit, place="Evidence store", seal=f"S-{n}")
    return results


@pytest.fixture
def previewed(exhibits: list[str]) -> str:
    """Two of them, and what is none, about to go to the court."""
    values = {"to": cast.agency("court").public_id, "purpose": "court"}
    things = [*exhibits[:2], "X-0000", exhibits[0]]
    return batches.preview(actor=cast.actor("dave"), act=HANDED, said=values, things=things)


def test_picked_exhibits_are_handed_over_in_one_act(
    exhibits: list[str], visitor: Callable[..., Visitor]
) -> None:
    page = visitor("dave").open("/custody/?list=kept")
    page.get_by_label("Pick all").check()
    follow(page.get_by_role("button", name="Hand exhibits over"))
    # A scanner ends with Enter: it leads from seal to seal, and sends nothing.
    page.locator(f'[name="each-{exhibits[2]}"]').focus()
    for seal in ("S-2", "S-1", "S-0"):
        page.keyboard.type(seal)
        page.keyboard.press("Enter")
    page.get_by_label("To which office").select_option(cast.agency("court").public_id)
    page.get_by_label("For what").select_option("court")
    follow(page.get_by_role("button", name="Carry it out at once"))
    assert "Completed" in page.locator("main").inner_text()
    assert Batch.objects.get().written == 3


def test_a_long_preview_shows_that_it_goes_on_and_is_sent_once(
    exhibits: list[str], visitor: Callable[..., Visitor]
) -> None:
    page = visitor("dave").open("/custody/?list=kept")
    page.get_by_label("Pick all").check()
    follow(page.get_by_role("button", name="Hand exhibits over"))
    page.get_by_label("To which office").select_option(cast.agency("court").public_id)
    page.get_by_label("For what").select_option("court")
    held: list[Route] = []
    page.route("**/batches/new/**", lambda route: held.append(route))  # noqa: PLW0108 - it takes functions of Python alone
    page.evaluate(PRESSED_TWICE)
    page.wait_for_timeout(4000)
    (sent,) = held
    with page.expect_navigation():
        sent.continue_()
    assert Batch.objects.get().state == "previewed"
    assert "The items are being looked through." in page.evaluate("() => sessionStorage.getItem('said')")


@pytest.fixture
def proposed(peopled_db) -> str:
    """Three confiscated pistols whose disposal the harbour's station proposed in one list."""
    dave = cast.actor("dave")
    things = [a_firearm(dave, f"QW7123{n}", state="confiscated").firearm for n in range(3)]
    values = {"order": "C 12/2026", "method": "destruction", "reason": "The court has ordered it."}
    preview = batches.preview(actor=dave, act=DISPOSAL, said=values, things=things)
    proposing.propose(actor=dave, batch_id=preview)
    return preview


def test_the_second_person_strikes_out_and_agrees(proposed: str, visitor: Callable[..., Visitor]) -> None:
    asked = Batch.objects.get().proposal

    def wait(name: str, page: Page) -> None:
        if name == "decide":
            page.locator(".note-info").wait_for()

    pages = {
        "erin": {"asked": f"/proposals/{asked}/", "decide": f"/batches/{proposed}/"},
        "dave": {"given": f"/batches/{proposed}/", "form": f"/batches/new/?act={DISPOSAL}"},
    }
    look_through(visitor, pages, "bulk", looks=EVERY_LANGUAGE, first=wait)
    result = visitor("erin")
    page = result.open(f"/batches/{proposed}/")
    page.locator("input[name=strike_out][value='2']").check()
    follow(page.locator("button[name=verdict][value=approve]"))
    batch = Batch.objects.get()
    assert (batch.state, batch.written, batch.struck) == ("ended", 2, [2])
    picture(result, "bulk-decided-en-1280")


def test_pages_are_sound(previewed: str, exhibits: list[str], visitor: Callable[..., Visitor]) -> None:
    pages = {
        "list": "/batches/",
        "preview": f"/batches/{previewed}/",
        "new": f"/batches/new/?act={HANDED}&picked={exhibits[2]}",
        "desk": "/custody/?list=kept",
    }
    look_through(visitor, {"dave": pages}, "bulk", looks=EVERY_LANGUAGE)
