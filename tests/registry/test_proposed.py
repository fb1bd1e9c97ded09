"""The person who is asked to agree to an event reads, in words, exactly what it would do."""

from __future__ import annotations

import datetime as dt
import re

from django.urls import reverse

from ifar.accounts.services.proposals import decide
from ifar.registry.occurred import day
from ifar.registry.services import proposals
from ifar.registry.services.events import NewEvent
from tests.conftest import sign_in
from tests.factories import a_firearm


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


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
        "Agree and carry it out",
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
    page = text_of(sign_in("bob").get(reverse("accounts:proposal", args=(asked.public_id,))))
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
    said = text_of(reader.get(page))
    assert "What happened" in said
    assert "What is going to happen" not in said
    for told in (said, text_of(reader.get(reverse("registry:event", args=(pistol, 2))))):
        assert re.search(r"before: Taurus Armas .{0,20}then: \S+ \S+ Pietro Beretta", told), told
        assert "What is corrected make" not in told, told
        assert re.search(r"before: Serial number AB71234 .{0,20}then: Serial number AB71284", told), told


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
    said = text_of(sign_in("bob").get(reverse("accounts:proposal", args=(refused,))))
    assert "What would have happened" in said
    assert re.search(r"before: Taurus Armas .{0,20}then: Glock", said), said
