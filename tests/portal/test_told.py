"""What holders and the desk are asked and told in words: into which area somebody moved, what is missing, whose name it is, who read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import escape

import ifar
from ifar.accounts.models import Agency, ReadLog
from ifar.errors import Conflict, Invalid, Refused
from ifar.licensing.models import Application, Move, Offer
from ifar.licensing.services import moves
from ifar.licensing.services import offers as desk
from ifar.outbox import services as outbox
from ifar.parties import joining
from ifar.parties.labels import READS, read_words
from ifar.parties.models import Address, Party
from ifar.parties.services import merge_parties, move_party
from ifar.portal import selectors
from ifar.portal.models import Binding
from ifar.portal.services import accounts, applications, offers, reports
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from tests.conftest import sign_in
from tests.factories import a_firearm, a_person, an_account

pytestmark = pytest.mark.django_db
OLD_HOME = {"country": "FR", "area": "FR-13", "lines": ["1, quai Vieux"], "valid_from": "2020-01-01"}
HOME = {"country": "FR", "area": "", "lines": ["9, quai Neuf"], "valid_from": None}


def page(browser, address: str) -> str:
    return browser.get(address).content.decode().partition("<main")[2]


# A move, and where the file goes ----------------------------------------------------------------------------------------


@pytest.fixture
def country(settings, monkeypatch, alice, nina):
    """A country whose provinces have authorities: alice's office answers for one, nina's for another."""
    settings.IFAR_COUNTRY = "FR"
    by_area = {"FR-13": alice.agency, "FR-06": nina.agency}

    def authority(area, held):
        agency = Agency.objects.filter(public_id=by_area.get(area, "")).first()
        return agency if agency and any(item.agency_id != agency.pk for item in held) else None

    monkeypatch.setattr(moves, "_authority", authority)


def test_a_holder_says_into_which_area_and_the_file_goes_there(alice, hana, nina, signed_in, country):
    move_party(actor=alice, public_id=hana.party, address=OLD_HOME)
    browser = sign_in(hana.user)
    form = page(browser, "/mine/moved/")
    assert '<option value="FR-06">Alpes-Maritimes</option>' in form
    values = {"country": "FR", "lines": "9, quai Neuf", "valid_from": "2026-01-05"}
    refused = browser.post("/mine/moved/", values)
    assert (refused.status_code, "Choose the province" in refused.content.decode()) == (422, True)
    assert "9, quai Neuf" in refused.content.decode(), "what was typed is still there"
    assert browser.post("/mine/moved/", {**values, "area": "FR-06"}).status_code == 302
    assert "Alpes-Maritimes, France" in page(browser, "/mine/moved/")
    report = selectors.reports_of(selectors.own(hana.actor)).get()
    clerk = signed_in("alice")
    text = page(clerk, f"/portal/reports/{report.entry}/")
    assert '<option value="FR-06" selected>Alpes-Maritimes</option>' in text
    clerk.post(f"/portal/reports/{report.entry}/", {"verdict": "done", "area": "FR-06"})
    while outbox.deliver():
        pass
    move = Move.objects.get()
    assert (move.state, move.to_agency) == ("waiting", nina.agency)


def test_the_clerk_completes_what_the_holder_left_open(alice, hana, country):
    made = reports.report_move(actor=hana.actor, address=HOME)
    with pytest.raises(Invalid) as refused:
        reports.answer(actor=alice, entry=made.entry, verdict="done")
    assert (refused.value.code, refused.value.field) == ("portal.area", "area")
    with pytest.raises(Invalid, match="does not lie"):
        reports.answer(actor=alice, entry=made.entry, verdict="done", area="DE-BE")
    reports.answer(actor=alice, entry=made.entry, verdict="done", area="FR-06")
    assert Address.objects.get(party__public_id=hana.party).area == "FR-06"


def test_the_api_takes_the_area_and_no_other_countrys(hana, country):
    browser = sign_in(hana.user)
    values = {"country": "FR", "area": "DE-BE", "lines": ["9, quai Neuf"]}
    refused = browser.post("/api/mine/moves", values, content_type="application/json")
    assert refused.status_code == 422
    made = browser.post("/api/mine/moves", {**values, "area": "FR-06"}, content_type="application/json")
    assert (made.status_code, made.json()["details"]["area"]) == (201, "FR-06")


def test_whoever_leaves_the_country_names_no_province(hana, country):
    browser = sign_in(hana.user)
    values = {"country": "DE", "area": "", "lines": "Am Markt 1", "valid_from": "2026-01-05"}
    assert browser.post("/mine/moved/", values).status_code == 302


def test_an_address_says_the_name_of_its_area(alice, hana, signed_in):
    move_party(actor=alice, public_id=hana.party, address=OLD_HOME)
    for browser, address in (
        (signed_in("alice"), f"/parties/{hana.party}/"),
        (sign_in(hana.user), "/mine/data/"),
    ):
        text = page(browser, address)
        assert "Bouches-du-Rhône, France" in text
        assert "FR-13" not in text


def test_countries_stand_by_their_names_in_the_readers_language(hana, country):
    browser = sign_in(hana.user)
    browser.post(reverse("set_language"), {"language": "fr"})
    text = page(browser, "/mine/moved/")
    names = re.findall(r'<option value="[A-Z]{2}"[^>]*>([^<]+)<', text)
    america = next(name for name in names if name.startswith("États-Unis"))
    assert names.index("Espagne") < names.index(america) < names.index("Finlande")


# Names instead of identifiers --------------------------------------------------------------------------------------------


def test_a_dealer_who_offers_is_named(ivan, hana):
    gun = a_firearm(ivan, "DL1000", state="in_stock_retail").firearm
    number = Firearm.objects.get(public_id=gun).n
    made = desk.make(
        actor=ivan, firearm=gun, firearm_n=number, buyer=hana.party, seller=ivan.agency, transfer="retail_sold", blind=True
    )  # fmt: skip
    assert Offer.objects.get().public_id == made
    text = page(sign_in(hana.user), "/mine/offers/")
    assert escape(Agency.objects.get(public_id=ivan.agency).name) in text
    assert ivan.agency not in text.replace("-", "")


def test_the_desk_reads_make_and_mark_and_confirms_for_nobody_with_an_account(alice, hana, hugo, signed_in):
    made = offers.offer(actor=hugo.actor, firearm=hugo.gun, buyer=hana.party)
    clerk = signed_in("alice")
    text = page(clerk, "/licensing/offers/")
    assert "HG1000" in text
    assert "confirms from their own account" in text
    assert f"/licensing/offers/{made}/confirm/" not in text
    with pytest.raises(Refused, match="has an account"):
        desk.answer(actor=alice, offer_id=made, confirmed=True, note="in person")
    offers.confirm(actor=hana.actor, offer_id=made)
    assert "Confirmed by the buyer" in page(clerk, "/licensing/offers/")
    sale = NewEvent(
        "privately_transferred", {"owner_kind": "private", "owner": hana.party, "licence": hana.licence}
    )
    record_event(actor=alice, firearm=hugo.gun, event=sale)
    for browser, address in ((clerk, "/licensing/offers/"), (sign_in(hana.user), "/mine/offers/")):
        message = page(browser, address)
        assert "it has changed hands" in message, address
        assert "Confirmed by" not in message, address


def test_the_desk_confirms_for_who_has_no_account_and_reads_what_is_good_no_longer(
    alice, bob, hugo, signed_in
):
    from tests.factories import a_licence

    buyer = a_person(alice, "Wei Zhang")
    a_licence(alice, bob, buyer)
    made = offers.offer(actor=hugo.actor, firearm=hugo.gun, buyer=buyer)
    clerk = signed_in("alice")
    assert f"/licensing/offers/{made}/confirm/" in page(clerk, "/licensing/offers/")
    record_event(actor=alice, firearm=hugo.gun, event=NewEvent("surrendered", {}))
    text = page(clerk, "/licensing/offers/")
    assert "No longer good" in text
    assert f"/licensing/offers/{made}/confirm/" not in text


# Who read it -------------------------------------------------------------------------------------------------------------


def test_own_reads_are_one_line_and_offices_stand_first(alice, hana, signed_in):
    signed_in("alice").get(f"/parties/{hana.party}/")
    browser = sign_in(hana.user)
    for _ in range(3):
        browser.get("/mine/")
    text = page(browser, "/mine/data/")
    own = ReadLog.objects.filter(actor=hana.user.public_id, object=hana.party).count()
    assert text.count(f"You yourself: {own} times") == 1
    assert "You</" not in text
    assert text.index("Provincial Licensing Office</bdi> · ") < text.index("You yourself")
    value = browser.get("/api/mine/data").json()[0]
    assert value["own_reads"] > own
    assert all(row["office"] for row in value["reads"])
    assert {row["what"] for row in value["reads"]} >= {"The record was opened"}


NOBODY = {
    "registry.search.restricted", "registry.mark.search", "registry.list.export", "cashier.identity.read",
    "programme.focal_point.read", "programme.feedback.read", "programme.sighting.read",
    "stocks.officer.read", "stocks.roster.extract", "stocks.roster.named", "stocks.roster.list",
    "oversight.file.read", "oversight.look.read",
}  # fmt: skip
"""Reads that name no party of the register: of what people say of the programme, of whom partners name, of a decision that is audited, of an access that is looked into, and of officers of a unit, who are told on their own page."""
UNSAID = {"recoveries.persons", "licensing.paper.holder"}
"""A case; and a supplier's own key, which is no read."""


def acts_of_reads() -> Iterator[str]:
    for file in sorted(Path(ifar.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if called in ("names_of", "open_party"):
                given = [keyword.value for keyword in node.keywords if keyword.arg == "act"]
            elif called == "log" and getattr(getattr(node.func, "value", None), "id", "") == "reads":
                given = node.args[1:2]
            else:
                continue
            yield from (str(item.value) for item in given if isinstance(item, ast.Constant))


def test_every_read_of_a_person_has_words():
    results = set(acts_of_reads())
    assert {"documents.paper.issue", "parties.party.search"} <= results
    assert results - NOBODY - UNSAID <= READS.keys()
    for act in UNSAID:
        assert act not in str(read_words(act))


# Handing in --------------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_named_before_the_clock_runs(hana):
    result = applications.apply(actor=hana.actor, kind="sport")
    browser, here = sign_in(hana.user), f"/mine/applications/{result}/"
    with pytest.raises(Refused, match="Identity"):
        applications.hand_in(actor=hana.actor, application_id=result)
    assert "Not sent yet: Identity" in page(browser, here)
    answer = browser.post(f"{here}acts/submitted/", {"expected_n": "1"})
    assert (answer.status_code, "Not sent yet: Identity" in answer.content.decode()) == (422, True)
    assert Application.objects.get(public_id=result).state == "draft"
    refused = browser.post(f"/api{here.rstrip('/')}/submitted", {}, content_type="application/json")
    assert (refused.status_code, "Identity" in refused.json()["error"]["message"]) == (409, True)
    text = page(browser, here)
    assert text.count("asked of: Police") == 1
    # Only what the applicant brings is sent from here.
    assert 'value="criminal_record"' not in text
    picture = SimpleUploadedFile("id.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    browser.post(f"{here}documents/", {"item": "criminal_record", "file": picture})
    assert not selectors.documents_of(result).exists()
    browser.post(f"{here}acts/submitted/", {"expected_n": "1", "incomplete": "on"})
    assert Application.objects.get(public_id=result).state == "submitted"


# Two records, two accounts -----------------------------------------------------------------------------------------------


def test_two_records_with_an_account_each_are_not_joined(bob, alice, hana, monkeypatch):
    other = a_person(alice, "Hana Osey")
    user = an_account(alice, other)
    with pytest.raises(Conflict, match="an account of its own"):
        merge_parties(actor=bob, public_id=other, into=hana.party, reason="one person")
    with monkeypatch.context() as past:
        past.setattr(joining, "_objections", [])
        with pytest.raises(IntegrityError, match="have an account each"), transaction.atomic():
            merge_parties(actor=bob, public_id=other, into=hana.party, reason="one person")
    accounts.end_account(
        actor=alice, binding=Binding.objects.get(user=user.public_id).entry, ground="mistake"
    )
    merge_parties(actor=bob, public_id=other, into=hana.party, reason="one person")
    assert Party.objects.get(public_id=other).merged_into == hana.party
