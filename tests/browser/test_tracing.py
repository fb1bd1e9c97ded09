"""The pages of tracing in a browser: no barriers in three languages, nothing cut off, pictures to look at.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import Route, expect

from ifar.tracing.services import answering, chains, from_exhibit, requests
from ifar.tracing.steps import Answer
from tests import cast
from tests.browser.looking import look_through
from tests.factories import a_firearm
from tests.tracing.conftest import WORDS, a_request, an_exhibit, came_in, searching


def a_country() -> dict[str, str]:
    """A request from an exhibit with its chain, one that another State sent, one that is delayed, questions to a dealer."""
    dave, erin, ivan = (cast.actor(name) for name in ("dave", "erin", "ivan"))
    arm = a_firearm(cast.actor("alice"), "AB71234", identity={"model": "beretta/92fs"}).firearm
    item = an_exhibit(erin)
    text = from_exhibit.open_from_item(actor=erin, item=item, direction="domestic")
    requests.send_request(actor=erin, request_id=text)
    answering.acknowledge(actor=erin, request_id=text)
    answering.search_register(actor=erin, request_id=text)
    answering.identify(actor=erin, request_id=text, firearm=arm)
    made = Answer("passed_on", dt.date(2020, 1, 2), "importer", source="Delivery note 17")
    chains.note_link(actor=erin, request_id=text, role="maker", country="IT", said=made)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    sold = Answer(
        "passed_on", dt.date(2021, 2, 28), "holder", source="Book 3, page 17", described={"name": "Wei Zhang"}
    )
    chains.answer_question(actor=ivan, step_id=asked, said=sold)
    stolen = Answer("diverted", dt.date(2023, 5, 1), diversion="theft", source="Theft report 4/23")
    chains.note_link(actor=erin, request_id=text, role="holder", said=stolen)
    requests.message(actor=erin, request_id=text, text="Was the theft reported at the time?")
    incoming = searching(erin, agreement="protocol", number="")
    question = chains.ask_trader(actor=erin, request_id=incoming, trader=ivan.agency)
    delayed = came_in(erin, urgency="immediate")
    answering.delay(actor=erin, request_id=delayed, ground="investigation", note=WORDS)
    draft = a_request(dave, sent=False, use="")
    sent = a_request(dave, country="IT", urgency="urgent")
    return {
        "sent": sent,
        "item": item,
        "found": text,
        "incoming": incoming,
        "question": question,
        "draft": draft,
        "delayed": delayed,
    }


def test_tracing_in_every_language_and_width(visitor):
    made = a_country()
    erin = {
        "list": "/tracing/?show=all", "new": "/tracing/new/", "request": f"/tracing/{made['found']}/", "incoming": f"/tracing/{made['incoming']}/",
        "answer": f"/tracing/{made['incoming']}/answer/?ground=investigation", "draft": f"/tracing/{made['draft']}/", "delayed": f"/tracing/{made['delayed']}/",
        "link": f"/tracing/{made['found']}/link/", "exhibit": f"/recoveries/items/{made['item']}/", "sent": f"/tracing/{made['sent']}/",
        "sheet": f"/tracing/{made['sent']}/sheet/etrace/", "hand-over": f"/tracing/{made['found']}/hand-over/", "files": "/tracing/files/",
        "desks": "/tracing/desks/", "figures": "/tracing/figures/", "left": "/tracing/left/",
    }  # fmt: skip
    ivan = {"questions": "/tracing/questions/", "question": f"/tracing/questions/{made['question']}/"}
    look_through(visitor, {"erin": erin, "ivan": ivan}, "tracing")


def test_a_desk_is_chosen_only_of_the_list_that_stands(visitor):
    """While the desks of the State that was chosen are on their way none can be chosen; one of that State that was chosen before stays."""
    page = visitor("erin").open("/tracing/new/")
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    page.route(re.compile(r"/tracing/new/.*country="), wait)
    desk = page.locator("#id_desk")
    desk.select_option("gh-commission")
    for country, chosen in (("GH", "gh-commission"), ("BE", "")):
        page.select_option("#id_country", country)
        expect(desk).to_be_disabled()
        while not waiting:
            page.wait_for_timeout(10)
        waiting.pop().continue_()
        expect(desk).to_be_enabled()
        expect(desk).to_have_value(chosen)
    expect(desk).to_contain_text("Choose again")
