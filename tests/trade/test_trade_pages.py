"""Golden case G7 in the browser: an application is begun, its papers are photographed and verified, a second person grants it."""

from __future__ import annotations

import html

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from ifar.accounts.models import Proposal
from ifar.registry.models import Firearm
from ifar.templatetags.days import day_words
from ifar.trade.models import Authorisation, Crate, Paper
from ifar.trade.services.writing import today
from ifar.trade.views.states import home_first, state_name
from tests.factories import a_picture
from tests.trade.carrying import a_stock, an_authorisation, an_exporter
from tests.trade.making import DAY, a_party, weighed


def _asked(consignee):
    return {
        "kind": "export",
        "from_state": "XX",
        "into_state": "SE",
        "purpose": "sale",
        "consignee": consignee,
        "through-0-country": "Denmark",
        "through-0-way": "road",
        "goods-0-type": "pistol",
        "goods-0-quantity": "100",
        "goods-0-calibre": "9 mm Luger",
    }


def _paper(consignee, kind, country, number):
    return {
        "kind": kind,
        "country": country,
        "number": number,
        "issuer": "Ministry",
        "issued_on": (today() - DAY).isoformat(),
        "expires_on": (today() + 90 * DAY).isoformat(),
        "consignee": consignee,
        "goods-0-type": "pistol",
        "goods-0-quantity": "100",
        "photograph": SimpleUploadedFile("paper.png", a_picture()[0], "image/png"),
    }


def test_our_own_state_bears_its_name_in_the_language_of_the_reader(db, settings):
    settings.IFAR_COUNTRY_NAME, settings.IFAR_COUNTRY_NAMES = "Kestria", {"fr": "Kestrie"}
    for language, name in (("en", "Kestria"), ("fr", "Kestrie"), ("ar", "Kestria")):
        with translation.override(language):
            assert state_name(settings.IFAR_COUNTRY) == home_first()[0][1] == name


def test_an_export_is_applied_for_papered_and_granted_in_the_browser(peopled_db, signed_in, alice):
    consignee = a_party(alice)
    clerk, head = signed_in("alice"), signed_in("bob")
    wrong = clerk.post("/trade/new/", {**_asked(consignee), "through-0-country": "Atlantis"})
    assert wrong.status_code == 422
    assert "There is no such State on the list" in wrong.content.decode()
    assert clerk.post("/trade/new/", _asked(consignee)).status_code == 302
    made = Authorisation.objects.get()
    assert made.through == [{"country": "DK", "way": "road"}]
    at = f"/trade/authorisations/{made.public_id}/"
    for kind in ("applied", "completed"):
        assert clerk.post(f"{at}acts/{kind}/", {}).status_code == 302
    page = html.unescape(clerk.get(at).content.decode())
    assert page.count("missing") >= 2
    grant = {
        "valid_from": today().isoformat(),
        "valid_to": (today() + 60 * DAY).isoformat(),
        "reason": "Complete.",
    }
    values = {"risk": "acceptable", "assessment": "No embargo, the end use is plausible."}
    for code in weighed(made.public_id):
        values |= {f"criteria-{code}-answer": "no", f"criteria-{code}-reason": "None known."}
    assert clerk.post(f"{at}acts/assessed/", values).status_code == 302
    refused = clerk.post(f"{at}acts/granted/", grant)
    assert refused.status_code == 422
    unescape = html.unescape(refused.content.decode())
    assert "Import authorisation of the importing State (Sweden) is not there" in unescape
    assert "Written no-objection of a transit State (Denmark) is not there" in unescape
    without = {**_paper(consignee, "import_authorisation", "SE", "1"), "photograph": ""}
    assert clerk.post(f"{at}papers/new/", without).status_code == 422
    for kind, country in (("import_authorisation", "SE"), ("transit_no_objection", "DK")):
        assert clerk.post(f"{at}papers/new/", _paper(consignee, kind, country, country)).status_code == 302
    for paper in Paper.objects.all():
        own = f"/trade/papers/{paper.public_id}/"
        unescape = clerk.get(own).content.decode()
        assert "Verify document" not in unescape
        assert "Correct the document" in unescape
        values = {**_paper(consignee, paper.kind, paper.country, f"{paper.number}7")}
        values.pop("photograph")
        assert clerk.post(f"{own}acts/corrected/", values).status_code == 302
        corrected = Paper.objects.get(pk=paper.pk)
        assert (corrected.number, corrected.file) == (f"{paper.number}7", paper.file)
        assert clerk.get(reverse("files:picture", args=[paper.file])).status_code == 200
        assert head.post(f"{own}acts/verified/", {"verified_by": "issuer"}).status_code == 302
    assert clerk.post(f"{at}acts/granted/", grant).status_code == 302
    proposed = html.unescape(head.get(f"/proposals/{Proposal.objects.get().public_id}/").content.decode())
    assert day_words(today() + 60 * DAY) in proposed
    decided = head.post(
        f"/api/proposals/{Proposal.objects.get().public_id}/decision",
        {"verdict": "approve"},
        content_type="application/json",
    )
    assert decided.status_code in (200, 201), decided.content
    assert Authorisation.objects.get().state == "in_force"
    page = html.unescape(clerk.get(at).content.decode())
    assert "Norrland Vapen AB" in page
    assert "Granted" in page


def test_a_consignment_is_packed_and_released_in_the_browser(peopled_db, signed_in, alice, bob, ivan, heidi):
    authorisation = an_authorisation(alice, bob, an_exporter(alice, bob, ivan), 3)
    a_stock(ivan, 3)
    exporter, customs = signed_in("ivan"), signed_in("heidi")
    opened = exporter.post("/trade/consignments/new/", {"authorisation": authorisation})
    assert opened.status_code == 302
    at = opened.url
    assert exporter.post(f"{at}crates/new/", {"number": "1", "seals": ""}).status_code == 302
    crate = Crate.objects.get().public_id
    form = exporter.get(f"{reverse('bulk:new')}?act=trade.item_packed&crate={crate}").content.decode()
    assert f'value="{crate}" selected' in form
    given = {"crate": crate, "things": "BX00001-BX00003", "at_once": "1"}
    packed = exporter.post(f"{reverse('bulk:new')}?act=trade.item_packed", given)
    assert packed.status_code == 302
    report = html.unescape(exporter.get(packed.url, follow=True).content.decode())
    assert "Refused: 0" in report or "Recorded: 3" in report
    page = html.unescape(exporter.get(at).content.decode())
    assert "BX00002" in page
    assert "Packed here: 3. Authorised: 3. Left: 0." in page
    result = exporter.post(f"{at}acts/closed/", {})
    assert result.status_code == 422
    assert "These crates bear no seal: 1" in html.unescape(result.content.decode())
    sealed = exporter.post(f"/trade/crates/{crate}/acts/changed/", {"number": "1", "seals": "S-1\nS-2"})
    assert sealed.status_code == 302
    assert Crate.objects.get().seals == ["S-1", "S-2"]
    assert exporter.post(f"{at}acts/closed/", {}).status_code == 302
    assert "Release at exit" not in exporter.get(at).content.decode()
    assert "Release at exit" in customs.get(at).content.decode()
    exit_ = {"declaration": "MRN-1", "exit_point": "North", "left_on": today().isoformat()}
    assert customs.post(f"{at}acts/left/", exit_).status_code == 302
    assert Firearm.objects.filter(state="exported").count() == 3
    listed = html.unescape(exporter.get("/trade/consignments/").content.decode())
    assert "Under way" in listed
