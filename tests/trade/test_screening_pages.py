"""Sanctions lists on their pages and over HTTP: loaded, asked, a match decided side by side, an authorisation flagged."""

from __future__ import annotations

import html

from django.core.files.uploadedfile import SimpleUploadedFile

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.trade.models import Authorisation, Match, Watchlist
from ifar.trade.screening.services import screening
from tests.trade.making import a_party, granted, ready
from tests.trade.test_lists import UN
from tests.trade.test_screened import HEADING, NORDVAST, OSTREV, loaded


def _text(answer):
    return html.unescape(answer.content.decode())


def _file(content, name="list.csv"):
    return SimpleUploadedFile(name, content.encode(), "text/plain")


def test_a_list_is_loaded_and_a_match_decided_in_the_browser(peopled_db, signed_in, alice, bob):
    steward, clerk = signed_in("carol"), signed_in("alice")
    values = {"code": "un-sc", "title": "Security Council", "reason": "New."}
    wrong = steward.post("/trade/lists/load/", values)
    assert wrong.status_code == 422
    broken = steward.post("/trade/lists/load/", {**values, "file": _file(UN[:700], "list.xml")})
    assert "The XML breaks at line" in _text(broken)
    made = steward.post("/trade/lists/load/", {**values, "file": _file(UN, "list.xml")})
    assert not Watchlist.objects.exists()
    asked = Proposal.objects.get()
    page = _text(steward.get(made.url))
    for words in ("Load a sanctions list", "un-sc", "NORDVAST HANDELS (NVH)"):
        assert words in page, words
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    watchlist = Watchlist.objects.get()
    assert (watchlist.form, watchlist.edition, watchlist.entries) == ("un_xml", "2026-11-20", 2)
    again = UN.replace("NORDVAST HANDELS (NVH)", "SOLT RIVER WORKS").replace("XXe.002", "XXe.003")
    steward.post("/trade/lists/load/", {**values, "file": _file(again, "list.xml")})
    asked = Proposal.objects.order_by("at").last()
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    page = _text(steward.get(f"/trade/lists/{watchlist.public_id}/"))
    assert "SOLT RIVER WORKS" in page
    assert "NORDVAST HANDELS (NVH)" in page
    assert 'value="un-sc"' in _text(steward.get("/trade/lists/load/?list=un-sc"))
    # A name is asked by post, so that it stands in no address; that it was asked stands in the log of reads.
    page = _text(
        clerk.post("/trade/lists/", {"name": "Анатолій Островський", "born": "1961", "country": "NO"})
    )
    assert "ANATOLY GAVRILOVICH OSTREVSKY" in page
    assert "Born the same day or year" in page
    assert "No entry of the lists has a similar name" in _text(
        clerk.post("/trade/lists/", {"name": "John Smith"})
    )
    a_party(alice, name="OSTREVSKI, Anatoli", deals=["broker"])
    match = Match.objects.get()
    assert "OSTREVSKI, Anatoli" in _text(clerk.get("/trade/matches/"))
    page = _text(clerk.get(f"/trade/matches/{match.public_id}/"))
    for words in (
        "GAVRILOVICH",
        "another spelling",
        "Анатолий Островский",
        "A State in common",
        "XX 750123",
    ):
        assert words in page, words
    answer = clerk.post(
        f"/trade/matches/{match.public_id}/acts/decided/", {"verdict": "another", "reason": "Passport seen."}
    )
    assert answer.status_code == 302
    page = _text(clerk.get(f"/trade/matches/{match.public_id}/"))
    assert "Passport seen." in page
    assert "Decided: another person" in page
    assert "1 match with" not in _text(clerk.get("/"))


def test_what_is_in_force_is_flagged_and_other_offices_read_no_names(peopled_db, signed_in, alice, bob):
    made, _consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    at = f"/trade/authorisations/{made}/"
    assert "No list is loaded" in _text(signed_in("alice").get(at))
    first = loaded(f"Q9,NORRLAND VAPEN,,entity,,\n{OSTREV}")
    assert "No match with a list" in _text(signed_in("alice").get(at))
    screening.ask_again(first.public_id)
    flag = "Possible sanctions match"
    desk, customs = signed_in("alice"), signed_in("heidi")
    page = _text(desk.get(at))
    assert flag in page
    assert "NORRLAND VAPEN" in page
    assert flag in _text(desk.get("/trade/"))
    assert "1 match with a sanctions list" in _text(desk.get("/"))
    assert "Possible sanctions match" in _text(desk.get("/matters/"))
    page = _text(customs.get(at))
    assert flag in page
    assert "NORRLAND VAPEN" not in page
    assert customs.get("/api/trade/matches").json()["items"] == []
    assert customs.get(f"/api/trade/authorisations/{made}").json()["flagged"]
    assert Authorisation.objects.get().state == "in_force"


def test_lists_are_loaded_and_matches_decided_over_http(peopled_db, signed_in, alice, bob):
    steward, clerk = signed_in("carol"), signed_in("alice")
    values = {"code": "national", "title": "Invented list", "reason": "New."}
    made = steward.post("/api/trade/lists", {**values, "file": _file(HEADING + OSTREV + NORDVAST)})
    assert made.status_code == 202, made.content
    assert clerk.get("/api/trade/lists").json() == []
    proposals.decide(actor=bob, proposal=made.json()["proposal"], verdict="approve")
    result = clerk.get(f"/api/trade/lists/{made.json()['object']}").json()
    assert (result["title"], result["entries"]) == ("Invented list", 2)
    assert steward.post("/api/trade/lists", {**values, "file": _file("nome\nx\n")}).status_code == 422
    asked = {"name": "Nordvast Handels", "country": "SE"}
    (hit,) = clerk.post("/api/trade/asked", asked, content_type="application/json").json()
    assert (hit["entry"]["ref"], hit["watchlist"]) == ("Q2", result["id"])
    a_party(alice, name="Nordvast Handels Aktiebolag")
    (match,) = clerk.get("/api/trade/matches").json()["items"]
    assert {"asked": "Nordvast", "listed": "Nordvast", "way": "same"} in match["words"]
    at = f"/api/trade/matches/{match['id']}"
    values = {"verdict": "same", "reason": "Register seen.", "expected_n": match["n"]}
    assert clerk.post(f"{at}/decided", values, content_type="application/json").json()["verdict"] == "same"
    assert clerk.post(f"{at}/decided", values, content_type="application/json").status_code == 409
