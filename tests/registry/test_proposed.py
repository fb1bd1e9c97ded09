"""The person who is asked to agree to an event reads, in words, exactly what it would do."""

from __future__ import annotations

import datetime as dt
import re

from django.urls import reverse

from ifar.accounts.services.proposals import decide
from ifar.registry.occurred import day
from ifar.registry.services import proposals
from ifar.registry.services.events import NewEvent
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_firearm


def text_of(answer) -> str:
    whole = re.sub(r'<span class="mark-differs">(.)</span>', r"\1", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", whole))


def test_a_correction_is_read_in_words(alice):
    pistol = a_firearm(alice, "AB71234").firearm
    event = NewEvent(
        "corrected",
        {"fields": ["calibre"], "reason": "misread"},
        occurred=day(dt.date(2026, 5, 4)),
        identity={"calibre": "9x19"},
    )
    asked = proposals.propose_event(actor=alice, firearm=pistol, event=event, reason="misread at intake")
    page = text_of(sign_in("bob").get(reverse("accounts:proposal", args=(asked.public_id,))))
    for words in (
        "AB71234",
        "Calibre",
        "9×19 mm Parabellum",
        "4 May 2026",
        "misread at intake",
        "Approve and carry out",
    ):
        assert words in page, words
    for raw in ("registry.corrected", "calibre_status", "{&#x27;"):
        assert raw not in page, raw


def test_what_is_corrected_stands_beside_what_the_register_says_now(alice):
    pistol = a_firearm(alice, "AB71234", identity={"calibre": "9x17"}).firearm
    event = NewEvent(
        "corrected",
        {"fields": ["calibre"], "reason": "misread"},
        occurred=day(dt.date(2026, 5, 4)),
        identity={"calibre": "9x19"},
        marks=({"n": 1, "text": "AB71284"},),
    )
    asked = proposals.propose_event(actor=alice, firearm=pistol, event=event, reason="misread at intake")
    answer = sign_in("bob").get(reverse("accounts:proposal", args=(asked.public_id,)))
    for differs in ("3", "8"):
        assert (
            f'<bdi class="mark" dir="ltr" translate="no">AB712<span class="mark-differs">{differs}</span>4</bdi>'
            in answer.content.decode()
        ), "what differs is seen"
    page = text_of(answer)
    assert re.search(r"now: 9×17 mm .{0,60}then: 9×19 mm Parabellum", page), page
    assert re.search(r"now: Serial number AB71234 .{0,20}then: Serial number AB71284", page), page


def test_what_a_correction_corrected_can_be_read_afterwards(alice, bob):
    pistol = a_firearm(alice, "AB71234", identity={"make": "taurus"}).firearm
    event = NewEvent(
        "corrected",
        {"fields": ["make"], "reason": "misread"},
        occurred=day(dt.date(2026, 5, 4)),
        identity={"make": "beretta"},
        marks=({"n": 1, "text": "AB71284"},),
    )
    asked = proposals.propose_event(actor=alice, firearm=pistol, event=event, reason="misread at intake")
    reader = sign_in("bob")
    page = reverse("accounts:proposal", args=(asked.public_id,))
    assert "What is going to happen" in text_of(reader.get(page))
    decide(actor=bob, proposal=asked.public_id, verdict="approve")
    text = text_of(reader.get(page))
    assert "What happened" in text
    assert "What is going to happen" not in text
    event_page = reverse("registry:event", args=(pistol, 2))
    arabic = reader.get(event_page, headers={"Accept-Language": "ar"}).content.decode()
    assert '<bdi class="mark" dir="ltr" translate="no">AB712' in arabic, "no sign of a mark changes its place"
    for message in (text, text_of(reader.get(event_page))):
        assert re.search(r"before: Taurus Armas .{0,20}then: \S+ \S+ Pietro Beretta", message), message
        assert "What is corrected make" not in message, message
        assert re.search(r"before: Serial number AB71234 .{0,20}then: Serial number AB71284", message), (
            message
        )


def test_a_refused_correction_stands_beside_what_was_there_when_it_was_asked_for(alice, bob):
    pistol = a_firearm(alice, "AB71234", identity={"make": "taurus"}).firearm

    def corrected(make):
        event = NewEvent(
            "corrected",
            {"fields": ["make"], "reason": "x"},
            occurred=day(dt.date(2026, 5, 4)),
            identity={"make": make},
        )
        return proposals.propose_event(actor=alice, firearm=pistol, event=event, reason="misread").public_id

    refused = corrected("glock")
    decide(actor=bob, proposal=refused, verdict="refuse", reason="it is none")
    decide(actor=bob, proposal=corrected("beretta"), verdict="approve")
    text = text_of(sign_in("bob").get(reverse("accounts:proposal", args=(refused,))))
    assert "What would have happened" in text
    assert re.search(r"before: Taurus Armas .{0,20}then: Glock", text), text


def test_what_waits_is_named_in_the_list_and_on_the_firearms_page(alice):
    pistol = a_firearm(alice, "AB71234").firearm
    event = NewEvent(
        "corrected",
        {"fields": ["year"], "reason": "misread"},
        occurred=day(dt.date(2026, 5, 4)),
        identity={"year": 1999},
    )
    asked = proposals.propose_event(actor=alice, firearm=pistol, event=event, reason="misread").public_id
    address, page = reverse("accounts:proposal", args=(asked,)), reverse("registry:firearm", args=(pistol,))
    reader = sign_in("bob")
    assert "Pietro Beretta AB71234" in text_of(reader.get(reverse("accounts:proposals")))
    wsgiresponse = reader.get(page)
    assert "it waits for a second person: Correct a record" in text_of(wsgiresponse)
    assert address in wsgiresponse.content.decode()
    other = sign_in("dave").get(page)
    assert other.status_code == 200
    assert address not in other.content.decode(), "who may not see the proposal does not hear of it"
    decide(actor=cast.actor("bob"), proposal=asked, verdict="approve")
    assert address not in reader.get(page).content.decode()


def test_two_names_are_parted_as_the_language_parts_them_and_crumbs_once(alice):
    pistol = a_firearm(alice, "AB71234").firearm
    event = NewEvent(
        "corrected",
        {"fields": ["year"], "reason": "x"},
        occurred=day(dt.date(2026, 5, 4)),
        identity={"year": 1999},
    )
    asked = proposals.propose_event(actor=alice, firearm=pistol, event=event, reason="misread").public_id
    reader = sign_in("bob")
    for path in (reverse("accounts:proposals"), reverse("accounts:proposal", args=(asked,))):
        assert "</bdi>، <bdi>" in reader.get(path, headers={"Accept-Language": "ar"}).content.decode()
    page = (
        sign_in("alice").get(reverse("registry:record", args=(pistol,)) + "?kind=corrected").content.decode()
    )
    assert "chevron-right" not in page.partition('class="crumbs"')[2].partition("</ol>")[0]
