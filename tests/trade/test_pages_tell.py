"""What the pages of trade tell without being asked: who asks for which goods, what a check should find, what is assessed, what waits for whom."""

from __future__ import annotations

import functools
import html
import re

import pytest
from django.utils import translation

from ifar import cursors, numbers
from ifar.documents.models import Paper as IssuedPaper
from ifar.trade.consignments.services import consignments as offices
from ifar.trade.consignments.services import observing
from ifar.trade.models import Authorisation, Crate, Delivery
from ifar.trade.own import api as own_api
from ifar.trade.services import deciding
from ifar.trade.services.issued import issue_about_authorisation
from ifar.trade.services.writing import today
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_licence, a_person
from tests.trade.carrying import a_stock, an_import, packed_consignment, seen
from tests.trade.exporting import Exporter, a_closed_list, granted_to
from tests.trade.making import DAY, a_party, an_application, ready, weighed


def _page(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def company(peopled_db, alice) -> str:
    return a_person(alice, "Kestrel Trading Ltd")


def test_lists_of_authorisations_and_approvals_name_applicant_and_goods(company, alice, bob):
    made, _consignee, _papers = ready(alice, bob, applicant=company)
    page = _page(sign_in("alice").get("/trade/"))
    assert "Kestrel Trading Ltd" in page
    assert "\u2068100\u2069 × Pistol" in page
    assert "Beretta 92FS" in page
    deciding.propose_grant(
        actor=alice, authorisation_id=made, valid_from=today(), valid_to=today() + DAY, reason="x"
    )
    waiting = _page(sign_in("bob").get("/proposals/"))
    for item in ("Export", "Kestrel Trading Ltd", "Beretta 92FS", "Sweden"):
        assert item in waiting, item
    # Whose office does not see the authorisation is told nothing of it, and without a purpose nobody is named.
    assert "Kestrel Trading Ltd" not in _page(sign_in("nina").get("/trade/"))


def test_what_is_assessed_stands_before_the_questions(company, alice, bob):
    made, _consignee, _papers = ready(alice, bob, applicant=company)
    at = f"/trade/authorisations/{made}/"
    clerk = sign_in("alice")
    page = _page(clerk.get(f"{at}risk/"))
    first = page.index('name="criteria-')
    for item in ("Kestrel Trading Ltd", "Norrland Vapen AB", "Denmark", "Beretta 92FS", "Sanctions lists"):
        assert page.index(item) < first, item
    assert page.index("Prohibitions") < first < page.index("Conclusion")
    values = {"risk": "mitigated", "assessment": "No embargo, the end use is plausible."}
    values |= {f"criteria-{code}-answer": "no" for code in weighed(made)}
    doubt = values | {
        "criteria-att_diversion-answer": "yes",
        "criteria-att_diversion-mitigation": "Delivery is verified.",
    }
    refused = clerk.post(f"{at}risk/", doubt)
    assert refused.status_code == 422
    assert "Enter the reason why a risk is found or is not known." in _page(refused)
    assert (
        clerk.post(f"{at}risk/", doubt | {"criteria-att_diversion-reason": "An earlier case."}).status_code
        == 302
    )
    authorisation = Authorisation.objects.get(public_id=made)
    assert (authorisation.risk, authorisation.weighed["att_diversion"]["reason"]) == (
        "mitigated",
        "An earlier case.",
    )
    # The record's page has a link to it and no form of thirty fields.
    assert 'name="criteria-' not in _page(clerk.get(at))


def test_a_document_begins_with_the_goods_of_the_application(company, alice):
    consignee = a_party(alice)
    made = an_application(alice, consignee=consignee)
    at, clerk = f"/trade/authorisations/{made}/", sign_in("alice")
    link = re.search(
        r'href="([^"]*papers/new/\?kind=import_authorisation[^"]*)"', clerk.get(at).content.decode()
    )
    assert link
    form = _page(clerk.get(html.unescape(link[1])))
    assert re.search(r'name="goods-0-quantity"[^>]*value="100"', form)
    assert re.search(r'name="goods-0-make"[^>]*value="Beretta"', form)
    for chosen in (consignee, "SE", "import_authorisation"):
        assert re.search(rf'<option value="{chosen}" selected', form), chosen


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [("export", "from_state", "into_state"), ("import", "into_state", "from_state")],
)
def test_where_only_our_own_state_makes_sense_it_stands_there(company, kind, ours, theirs):
    form = sign_in("alice").get(f"/trade/new/?kind={kind}").content.decode()
    choices = {
        name: re.findall(
            r'<option value="([^"]*)"', re.search(rf'<select name="{name}".*?</select>', form, re.DOTALL)[0]
        )
        for name in ("kind", ours, theirs)
    }
    assert choices["kind"] == [kind]
    assert choices[ours] == ["XX"]
    assert len(choices[theirs]) > 100


def test_whatever_is_scanned_at_the_border_leads_to_its_consignment(peopled_db, alice, heidi):
    made, boxes, guns = packed_consignment(2, 1)
    of = Authorisation.objects.get()
    crate = Crate.objects.get()
    paper = issue_about_authorisation(
        actor=alice, authorisation_id=of.public_id, kind="export_authorisation", language="en"
    )
    post = sign_in("heidi")

    def asked(typed: str) -> str:
        return _page(post.post("/trade/border/", {"q": typed}))

    # A seal as it is read, a label, a firearm, its number: the crate, and one tap to its check.
    for scanned in ("s 1", "S-1", boxes[0], guns[0], "bx 00001"):
        text = asked(scanned)
        assert f"/trade/consignments/{made}/observations/new/?crate={crate.public_id}" in text, scanned
        assert re.search(r"Pieces:\s*<bdi>2</bdi>", text), scanned
    assert f"/trade/consignments/{made}/" in asked(made)
    for document in (of.public_id, paper.public_id, of.papers.first().number):
        assert f"/trade/authorisations/{of.public_id}/" in asked(document), document
    offices.release(actor=heidi, consignment_id=made, declaration="26XX-000871", left_on=today())
    assert f"/trade/consignments/{made}/" in asked("26xx 000871")
    assert "No journey is announced with it" in asked("S-99")
    assert 'class="passes"' in asked("bx 00001")
    looked = {"leg": "check", "country": "DK", "degree": "serial_read", "crate": crate.public_id}
    observing.record(actor=heidi, consignment_id=made, serials="BX00001\nZZ 9", **looked)
    # A number that was read in the place of another leads to its crate, which is no longer shown as one that may pass.
    for typed in ("zz9", "bx 00001"):
        text = asked(typed)
        assert f"/trade/consignments/{made}/observations/new/?crate={crate.public_id}" in text, typed
        assert "Other serial numbers are in the place of those of the packing list." in text, typed
        assert "ZZ 9" in text, typed
        assert 'class="passes"' not in text, typed
    assert 'class="passes"' not in asked(made), "nor the whole consignment"
    assert IssuedPaper.objects.count() == 1


def test_a_check_names_what_should_be_in_each_crate(peopled_db):
    made, boxes, _guns = packed_consignment(2, 2)
    page = _page(sign_in("heidi").get(f"/trade/consignments/{made}/observations/new/?crate={boxes[0]}"))
    form = page.index('name="leg"')
    for item in ("S-1", "S-2", "BX00001", "BX00002"):
        assert page.index(item) < form, item


def test_an_import_is_called_by_what_was_seen_of_it(company, alice, bob, heidi):
    made = an_import(alice, bob, company, alice, ["IM 1", "IM 2"])
    customs = sign_in("heidi")

    def told() -> str:
        return _page(customs.get(f"/trade/consignments/{made}/")).split("page-state")[1][:400]

    assert "Expected" in told()
    observing.record(actor=heidi, consignment_id=made, leg="entry", country="XX", degree="declared")
    assert "Arrival declared only" in told()
    seen(heidi, made, ["IM 1", "IM 2"])
    assert "Entered" in told()
    listed = _page(customs.get("/trade/consignments/"))
    assert "Entered" in listed
    assert "Packed and sealed" not in listed


def test_an_exporters_first_page_names_the_company_and_what_waits_for_whom(peopled_db, alice, bob, heidi):
    exporter, ivan = Exporter(alice, "Kestrel Trading", 1), cast.actor("ivan")
    a_licence(alice, bob, exporter.party, "dealer", book=ivan.agency)
    a_stock(ivan, 2)
    browser = sign_in(exporter.user.username)
    draft = exporter.draft(exporter.buyer("Other buyer"))
    granted = granted_to(exporter, alice, bob)

    def told() -> str:
        return _page(browser.get("/mine/"))

    first = told()
    assert "Kestrel Trading" in first
    assert re.search(r"Firearms in the book.*?2", first, re.DOTALL)
    assert "BX00002" in first
    assert f"/mine/transfers/authorisations/{draft}/" in first
    assert "Submit the application" in first
    assert "Pack a consignment" in first
    made, _crate = a_closed_list(exporter, granted)
    assert f"/mine/transfers/consignments/{made}/" in told()
    assert re.search(r"Release at exit.*?Customs", told(), re.DOTALL)
    offices.release(actor=heidi, consignment_id=made, declaration="DE-1", left_on=today())
    assert "Hand in the proof of receipt" in told()
    assert Delivery.objects.filter(consignment=made).exists()


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "1,800", "1800"),
        ("en", "1,800,000", "1800000"),
        ("en", "1,80", "1,80"),
        ("en", "1,800 000", "1,800 000"),
        ("en", "1,800.50", "1800.50"),
        ("fr", "1 800", "1800"),
        ("fr", "1\u202f800\u202f000", "1800000"),
        ("fr", "1,800", "1,800"),
        ("ar", "١٬٨٠٠", "١٨٠٠"),
        ("ar", "1\u00a0800", "1800"),
        ("en", "1'800", "1800"),
        ("en", "12345", "12345"),
        ("en", "", ""),
    ],
)
def test_thousands_are_read_as_the_readers_language_groups_them(language, typed, read):
    with translation.override(language):
        assert numbers.ungrouped(typed) == read


def test_a_value_is_taken_with_a_separator_or_the_form_is_shown(company, alice):
    clerk = sign_in("alice")
    values = {
        "kind": "export", "from_state": "XX", "into_state": "SE", "purpose": "sale", "goods-0-type": "pistol", "goods-0-quantity": "10",
        "goods-0-value": "1,800", "goods-0-currency": "EUR",
    }  # fmt: skip
    assert clerk.post("/trade/new/", values).status_code == 302
    assert Authorisation.objects.get().goods[0]["value"] == 1800
    refused = clerk.post("/trade/new/", values | {"goods-0-value": "1,80"})
    assert "Type a whole number, such as 1800." in _page(refused)


def test_lists_of_an_applicants_portal_go_on_by_cursor(peopled_db, alice, monkeypatch):
    exporter = Exporter(alice, "Kestrel Trading", 1)
    made = [exporter.draft(exporter.buyer()) for _ in range(3)]
    monkeypatch.setattr(own_api, "page", functools.partial(cursors.page, size=2))
    browser = sign_in(exporter.user.username)
    first = browser.get("/api/mine/transfers").json()
    rest = browser.get("/api/mine/transfers", {"after": first["after"]}).json()
    assert [item["id"] for item in (*first["items"], *rest["items"])] == made[::-1]
    assert rest["after"] is None
    for address in ("/api/mine/consignments", "/api/mine/journeys"):
        assert browser.get(address).json() == {"items": [], "after": None}
