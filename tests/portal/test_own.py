"""A holder sees their own and nothing else: every address and operation answers for another's things as for what is not there."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from ifar import http, identifiers
from ifar.accounts.models import ReadLog
from ifar.licensing.models import Licence
from ifar.licensing.services import licences, notices
from ifar.licensing.services.notices import NewNotice
from ifar.licensing.services.papers import issue_about_licence
from ifar.parties.services import NewBar, enter_bar
from ifar.portal import selectors
from ifar.portal.services import applications, offers
from tests.conftest import sign_in
from tests.factories import a_person, an_account, as_holder
from tests.house.remembered import Remembered
from tests.house.test_public_routes import ROUTES
from tests.portal.conftest import NUMBER

pytestmark = pytest.mark.django_db
PAGES = ("/mine/", "/mine/papers/", "/mine/applications/", "/mine/offers/", "/mine/moved/", "/mine/data/")
ABSENT = {letter: identifiers.new(letter, lambda size: b"\x07" * size) for letter in "FPLGVT"}


@pytest.fixture
def things(alice, hana, hugo):
    """Something of Hugo's of each kind."""
    application = applications.apply(actor=hugo.actor, kind="hunting")
    paper = issue_about_licence(
        actor=alice, licence_id=hugo.licence, kind="licence_certificate", language="en"
    ).public_id
    elsewhere = a_person(alice, "Third Person")
    offer = offers.offer(actor=hugo.actor, firearm=hugo.gun, buyer=elsewhere)
    return {"F": hugo.gun, "L": hugo.licence, "G": application, "V": paper, "T": offer, "P": hugo.party}


ATTACKS = (
    ("get", "/mine/papers/{V}/", None),
    ("get", "/mine/papers/{V}/pdf/", None),
    ("get", "/mine/applications/{G}/", None),
    ("post", "/mine/applications/{G}/documents/", {"item": "identity"}),
    ("post", "/mine/applications/{G}/acts/submitted/", {}),
    ("post", "/mine/applications/{G}/acts/withdrawn/", {"note": "x"}),
    ("post", "/mine/applications/{G}/acts/resumed/", {}),
    ("post", "/mine/applications/{G}/acts/appealed/", {"note": "x"}),
    ("get", "/mine/applications/{G}/acts/withdrawn/", None),
    ("get", "/mine/firearms/{F}/gone/", None),
    ("post", "/mine/firearms/{F}/gone/", {"how": "crime"}),
    ("get", "/mine/firearms/{F}/gone/receipt/", None),
    ("get", "/mine/firearms/{F}/offer/", None),
    ("post", "/mine/firearms/{F}/offer/", {"buyer": "x"}),
    ("get", "/mine/offers/{T}/acts/confirmed/", None),
    ("post", "/mine/offers/{T}/acts/confirmed/", {}),
    ("post", "/mine/offers/{T}/acts/declined/", {}),
    ("post", "/mine/offers/{T}/acts/taken_back/", {}),
    ("post", "/mine/licences/{L}/renewal/", {}),
    ("get", "/firearms/{F}/", None),
    ("get", "/parties/{P}/", None),
    ("get", "/parties/{P}/file/", None),
    ("get", "/licensing/licences/{L}/", None),
    ("get", "/licensing/applications/{G}/", None),
    ("get", "/documents/{V}/", None),
    ("get", "/portal/accounts/new/{P}/", None),
    ("get", "/api/mine/applications/{G}", None),
    ("post", "/api/mine/applications/{G}/submitted", {}),
    ("post", "/api/mine/applications/{G}/withdrawn", {"note": "x"}),
    ("post", "/api/mine/applications/{G}/resumed", {"note": "x"}),
    ("post", "/api/mine/firearms/{F}/loss", {"how": "crime"}),
    ("post", "/api/mine/firearms/{F}/offers", {"buyer": ABSENT["P"], "sure": True}),
    ("post", "/api/mine/offers/{T}/confirmed", {}),
    ("post", "/api/mine/offers/{T}/taken_back", {}),
    ("post", "/api/mine/moves", {"of": "{P}", "country": "XX", "lines": ["1, New Street"]}),
    ("post", "/api/mine/corrections", {"of": "{P}", "what": "name", "text": "x"}),
    ("post", "/api/mine/applications", {"of": "{P}", "kind": "sport"}),
    ("get", "/api/firearms/{F}", None),
    ("get", "/api/parties/{P}", None),
    ("post", "/api/parties/{P}/accounts", {"relation": "self", "seen": "national_id", "sure": True}),
)


def _plain(answer, ids):
    """The body without what differs by itself: the request's number, tokens, and the identifier that was asked for."""
    text = answer.content.decode(errors="replace")
    for item in ids.values():
        text = text.replace(item, "ID").replace(identifiers.shown(item), "ID")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]*"', "TOKEN", text)
    number = answer.headers.get("X-Request-Id") or answer.headers.get("Request-Id") or ""
    text = text.replace(number, "N") if number else text
    return re.sub(
        r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9a-f]{16,32}|\d\d:\d\d",
        "N",
        text,
    )


@pytest.mark.parametrize(("method", "address", "body"), ATTACKS, ids=[f"{m} {a}" for m, a, _ in ATTACKS])
def test_anothers_things_answer_as_what_is_not_there(hana, things, method, address, body):
    browser = sign_in(hana.user)
    got = []
    for ids in (things, ABSENT):
        values = {
            name: str(value).format(**ids) if isinstance(value, str) else value
            for name, value in (body or {}).items()
        }
        more = (
            {"data": values, "content_type": "application/json"}
            if address.startswith("/api/") and method == "post"
            else {"data": values}
        )
        answer = getattr(browser, method)(address.format(**ids), **(more if method == "post" else {}))
        place = answer.headers.get("Location", "")
        got.append((answer.status_code, place, _plain(answer, ids)))
    assert got[0] == got[1]
    assert got[0][0] in (404, 302), "nothing was shown"
    if got[0][0] == 302:
        assert address == "/mine/licences/{L}/renewal/"


def test_nothing_of_the_others_was_done(hana, hugo, things):
    browser = sign_in(hana.user)
    for method, address, body in ATTACKS:
        if method == "post":
            browser.post(
                address.format(**things),
                body or {},
                **({"content_type": "application/json"} if address.startswith("/api/") else {}),
            )
    states = {
        "G": selectors.application_for(selectors.own(hugo.actor), things["G"]).state,
        "T": selectors.offers_of(selectors.own(hugo.actor)).get().state,
        "F": selectors.firearms_of(selectors.own(hugo.actor)).get().state,
    }
    assert states == {"G": "draft", "T": "offered", "F": "held_civilian"}


def _filled(route: str) -> str:
    samples = {
        "uuid": str(uuid.uuid4()),
        "int": "1",
        "str": "A0000000000000",
        "slug": "alphabet",
        "path": "a/b",
    }
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: samples[match.group(1) or "str"], route)


def test_no_route_of_an_office_answers_a_holder(hana, monkeypatch):
    """Walk every route of the program: but for their own rooms and the door, all answer 404."""
    # Eighteen hundred answers are looked at for their status alone: the page of an error is not set for each.
    monkeypatch.setattr(
        http, "render", lambda request, template, context, status: HttpResponse(status=status)
    )
    browser = sign_in(hana.user)
    Remembered.of([browser.cookies]).instead(monkeypatch)
    assert get_resolver()
    shared = (
        "mine:",
        "own_trade:",
        "account_",
        "mfa_",
        "usersessions_",
        "set_language",
        "home",
        "documents:verify",
        "api:openapi",
        "api:verify_paper",
    )
    open_ones = []
    for name, route in ROUTES:
        own_api = route.startswith("api/mine")
        if name.startswith(shared) or own_api:
            continue
        for method in ("get", "post"):
            answer = getattr(browser, method)(
                _filled(route), **({"content_type": "application/json"} if method == "post" else {})
            )
            if answer.status_code not in (404, 405):
                open_ones.append((method, name, answer.status_code))
    assert open_ones == []


def test_officers_have_no_rooms_here(signed_in):
    for name in ("alice", "dave", "judy", "mallory"):
        assert signed_in(name).get("/mine/").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_page_comes_over_a_bad_line(hana, hugo, page):
    """At most 60 kB with its sheet, no script, no font, no frame of officers."""
    offers.offer(actor=hugo.actor, firearm=hugo.gun, buyer=hana.party)
    browser = sign_in(hana.user)
    answer = browser.get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    sheet = b"".join(browser.get("/static/ifar/css/holder.css").streaming_content)
    assert len(answer.content) + len(sheet) <= 60_000
    assert "<script" not in text
    assert 'id="areas"' not in text
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', text) == ["/static/ifar/css/holder.css"]


QUERIES = {
    "/mine/": 22,
    "/mine/papers/": 16,
    "/mine/applications/": 10,
    "/mine/offers/": 15,
    "/mine/moved/": 13,
    "/mine/data/": 34,
}


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_what_one_holds(alice, hana, hugo, page):
    from tests.factories import a_firearm

    browser = sign_in(hana.user)
    applications.apply(actor=hana.actor, kind="hunting")
    for item, other in ((hana, hugo), (hugo, hana)):
        offers.offer(actor=item.actor, firearm=item.gun, buyer=other.party)
    browser.get(page)
    with CaptureQueriesContext(connection) as few:
        browser.get(page)
    for number in range(6):
        a_firearm(alice, f"MORE{number}", owner=hana.party)
        applications.apply(actor=hana.actor, kind="hunting")
        offers.offer(
            actor=hana.actor,
            firearm=a_firearm(alice, f"SELL{number}", owner=hana.party).firearm,
            buyer=hugo.party,
        )
    with CaptureQueriesContext(connection) as many:
        browser.get(page)
    assert len(many) <= len(few) + 1, [row["sql"][:120] for row in many]
    assert len(many) <= QUERIES[page]


def test_own_access_is_logged_as_such(hana):
    sign_in(hana.user).get("/mine/")
    read_log = ReadLog.objects.filter(actor=hana.user.public_id).latest("id")
    assert (read_log.purpose, read_log.object, read_log.act) == ("own_access", hana.party, "portal.own.read")


def test_reads_of_the_police_are_not_told(hana, dave, alice, signed_in):
    signed_in("dave").get(f"/parties/{hana.party}/")
    signed_in("alice").get(f"/parties/{hana.party}/")
    assert ReadLog.objects.filter(object=hana.party, purpose="investigation").exists()
    text = sign_in(hana.user).get("/mine/data/").content.decode()
    assert "Deciding about a licence" in text
    assert "Investigating" not in text
    assert "Harbour" not in text
    assert "the law keeps them back" in text


def test_a_protection_order_is_told_without_its_source(alice, dave, hana):
    """The act, its ground as far as the law lets the holder know, what to do by when and where; never who asked for it."""
    described = {"name": "Hana Osei", "born": "1984-03-02", "identity_numbers": [NUMBER]}
    taken = notices.take(
        actor=dave,
        new=NewNotice("protection_order", "Family Court, petition of B. O.", "FC-2026-77", described),
    )
    assert taken.licences == [hana.licence]
    browser = sign_in(hana.user)
    text = browser.get("/mine/").content.decode() + browser.get("/mine/papers/").content.decode()
    assert "Suspended" in text
    assert "You must surrender your firearms by" in text
    assert "A court or an authority decided it" in text
    assert "Provincial Licensing Office" in text
    words = browser.get("/api/mine").content.decode() + browser.get("/mine/data/").content.decode() + text
    for secret in ("Family Court", "petition", "FC-2026-77", "protection", taken.notice):
        assert secret not in words, secret


def test_an_inquiry_is_not_told(alice, hana):
    licences.suspend(actor=alice, licence_id=hana.licence, ground="inquiry", reason="an informant says so")
    text = sign_in(hana.user).get("/mine/papers/").content.decode()
    assert "The ground may not be told now" in text
    assert "nquiry about" not in text
    assert "informant" not in text
    assert Licence.objects.get(public_id=hana.licence).state == "suspended"


def test_a_bar_of_another_state_is_not_told(alice, hana):
    day = timezone.localdate().isoformat()
    enter_bar(
        actor=alice,
        new=NewBar(
            "foreign_refusal",
            "security",
            party=hana.party,
            valid_from=day,
            issuer="State of Elsewhere",
            country="DZ",
            paper="X-1",
        ),
    )
    text = sign_in(hana.user).get("/mine/").content.decode()
    assert "Elsewhere" not in text
    assert "may not acquire" not in text


def test_who_acts_for_a_body_sees_the_bodys(alice, hana):
    from ifar.parties.services import NewParty, register_party
    from tests.factories import a_firearm

    body = register_party(actor=alice, new=NewParty("entity", {"name": "Gardiennage Moreau"}))
    thing = a_firearm(alice, "GM1", state="held_company", owner=body).firearm
    luc = an_account(alice, body, relation="acts_for", name="Luc Moreau")
    text = sign_in(luc).get("/mine/").content.decode()
    assert "GM1" in text
    assert "HN4711" not in text
    assert {firearm.public_id for firearm in selectors.firearms_of(selectors.own(as_holder(luc)))} == {thing}


def test_a_document_reaches_the_officer_and_nobody_else(alice, hana, hugo, signed_in):
    result = applications.apply(actor=hana.actor, kind="hunting")
    browser = sign_in(hana.user)
    page = f"/mine/applications/{result}/"
    sent = browser.post(
        f"{page}documents/", {"item": "identity", "file": SimpleUploadedFile("passport.pdf", b"%PDF-1.4 x")}
    )
    assert sent.status_code == 302
    assert "identity-1.pdf" in browser.get(page).content.decode()
    officer = signed_in("alice")
    text = officer.get(f"/licensing/applications/{result}/").content.decode()
    address = re.search(r'href="(/portal/documents/[^"]+)"', text)
    assert address, "the officer sees it on the application's page"
    got = officer.get(address[1])
    assert got.status_code == 200
    assert b"".join(got.streaming_content) == b"%PDF-1.4 x"
    assert "attachment" in got["Content-Disposition"]
    assert sign_in(hugo.user).get(address[1]).status_code == 404
    assert signed_in("dave").get(address[1]).status_code == 403
    wrong = browser.post(
        f"{page}documents/",
        {"item": "identity", "file": SimpleUploadedFile("x.exe", b"MZ\x00\x00")},
        follow=True,
    )
    assert "pdf" in wrong.content.decode().lower()
    assert selectors.documents_of(result).count() == 1
