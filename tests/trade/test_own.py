"""Exporters in their own accounts: they apply, hand papers in, pack and prove; they see their own, and nothing that the office wrote for itself."""

from __future__ import annotations

import difflib
import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from ifar import identifiers
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.registry.models import Firearm
from ifar.templatetags.days import day_words
from ifar.trade.consignments.inputs import PackFirearms
from ifar.trade.consignments.services import consignments as offices
from ifar.trade.consignments.services import packing
from ifar.trade.deliveries.services import deliveries
from ifar.trade.models import Authorisation, Consignment, Crate, Delivery, Item, Journey, Paper, Party
from ifar.trade.own import applications, consignments, journeys, selectors
from ifar.trade.own.views import pages as own_pages
from ifar.trade.services import abroad, authorisations, deciding, papers
from ifar.trade.services.writing import today
from tests import cast
from tests.conftest import sign_in
from tests.databases import told_once
from tests.factories import a_licence, a_picture
from tests.trade import making
from tests.trade.carrying import a_consignment, a_stock, goods
from tests.trade.exporting import Exporter, act, granted_to
from tests.trade.making import DAY

pytestmark = pytest.mark.django_db
NOTES = ("SECRET-ADVICE", "SECRET-RISK", "SECRET-SUSPENDED", "SECRET-GRANT")
"""What the office wrote for itself."""


def two_exporters():
    """Two of them, and an authorisation that the first asked for, with papers that they handed in."""
    alice = cast.actor("alice")
    first, second = Exporter(alice, "Kestrel Trading", 1), Exporter(alice, "Another Trading", 11)
    return first, second, granted_to(first, alice, cast.actor("bob"))


told = told_once(two_exporters)


@pytest.fixture
def exporter(told, peopled_db):
    return told.made[0]


@pytest.fixture
def other(told, peopled_db):
    return told.made[1]


@pytest.fixture
def granted(told, peopled_db):
    return told.made[2]


def test_an_exporter_applies_packs_and_proves(alice, bob, heidi, exporter, granted):
    authorisation = Authorisation.objects.get(public_id=granted)
    assert (authorisation.state, authorisation.applicant, authorisation.agency.public_id) == (
        "in_force",
        exporter.party,
        alice.agency,
    )
    made = consignments.open_consignment(actor=exporter.actor, authorisation=granted)
    crate = consignments.add_crate(actor=exporter.actor, consignment_id=made, number="1", seals=["S-1"])
    packed = consignments.pack(
        actor=exporter.actor,
        consignment_id=made,
        crate=crate,
        things=f"EX00001\n{exporter.guns[1]}\nEX00003\nNOBODY-1",
    )
    # The line allows two: the third is refused by name, and what is nobody's of theirs is not there.
    assert [[reason.code for reason in line.reasons] for line in packed] == [
        [],
        [],
        ["trade.line_full"],
        ["trade.firearm.unseen"],
    ]
    item = Item.objects.get(consignment__public_id=made, firearm=exporter.guns[1])
    act(consignments.ITEM, "unpacked", exporter, item.public_id)
    assert Firearm.objects.get(public_id=exporter.guns[1]).legal != "export_licensed"
    act(consignments.CONSIGNMENT, "closed", exporter, made)
    with pytest.raises(Forbidden):
        deliveries.require(exporter.actor, "trade:delivery:confirm")
    offices.release(actor=heidi, consignment_id=made, declaration="DE-1", left_on=today())
    delivery = Delivery.objects.get(consignment=made)
    file = consignments.keep_proof(
        actor=exporter.actor, delivery_id=delivery.public_id, name="p.png", content=a_picture("white")
    )
    act(consignments.DELIVERY, "proved", exporter, delivery.public_id, proof="import_document", file=file)
    # It is entered by them, and confirmed by nobody but the authority: they have no such act.
    assert set(consignments.DELIVERY.all) == {"proved"}
    delivery.refresh_from_db()
    assert delivery.state == "awaited"
    deliveries.confirm(actor=alice, delivery_id=delivery.public_id, received_on=today())
    delivery.refresh_from_db()
    assert delivery.state == "confirmed"


def test_what_was_missing_is_supplied_and_the_desk_hears_of_it(alice, bob, exporter):
    buyer = exporter.buyer()
    made = exporter.draft(buyer)
    act(applications.AUTHORISATION, "applied", exporter, made)
    assert "Hand a document in" in sign_in(exporter.user.username).get("/mine/").content.decode()
    authorisations.find_incomplete(actor=alice, authorisation_id=made, missing="The end-use certificate.")
    page = sign_in(exporter.user.username).get(f"/mine/transfers/authorisations/{made}/")
    assert "The end-use certificate." in page.content.decode()
    act(applications.AUTHORISATION, "supplied", exporter, made)
    assert "waits" in sign_in("alice").get("/trade/").content.decode()
    # Whether it is complete the office says: no act of theirs lets the clock run.
    assert set(applications.AUTHORISATION.all) == {"changed", "applied", "supplied", "requested", "withdrawn"}
    authorisations.complete(actor=alice, authorisation_id=made)
    authorisation = Authorisation.objects.get(public_id=made)
    assert (authorisation.state, authorisation.supplied_on) == ("examination", None)
    act(applications.AUTHORISATION, "withdrawn", exporter, made, reason="No longer needed.")


def test_a_change_is_requested_and_the_office_decides(alice, bob, exporter, granted):
    ask = {"request": "extension", "wish": "Until the end of next year."}
    act(applications.AUTHORISATION, "requested", exporter, granted, **ask)
    assert ask["wish"] in sign_in("alice").get(f"/trade/authorisations/{granted}/").content.decode()
    deciding.decline(actor=alice, authorisation_id=granted, reply="The import authorisation ends before.")
    page = sign_in(exporter.user.username).get(f"/mine/transfers/authorisations/{granted}/").content.decode()
    assert "The import authorisation ends before." in page
    with pytest.raises(Refused):
        deciding.decline(actor=alice, authorisation_id=granted, reply="Twice.")


def test_they_name_whom_they_know_and_nobody_else(alice, exporter, other, granted):
    of_office, of_other = making.a_party(alice, name="Somebody's buyer"), other.buyer("Other's buyer")
    for party in (of_office, of_other, "T0000000000000"):
        with pytest.raises(Invalid):
            exporter.draft(party)
    made = exporter.draft(exporter.buyer())
    assert {record.public_id for record in selectors.parties_of(exporter.actor, alice.agency_id)} == {
        Authorisation.objects.get(public_id=item).consignee for item in (granted, made)
    }
    for party in (of_office, of_other, "T0000000000000"):
        with pytest.raises(Invalid):
            exporter.hands_in(made, party, "import_authorisation", "SE")
    with pytest.raises(NotFound):
        applications.apply(
            actor=exporter.actor,
            of=other.party,
            kind="export",
            from_state="XX",
            into_state="SE",
            purpose="sale",
        )


def test_a_photograph_of_somebody_else_is_no_paper_of_theirs(alice, exporter, other):
    buyer = exporter.buyer()
    made = exporter.draft(buyer)
    stranger = applications.keep_file(actor=other.actor, name="p.png", content=a_picture("black"))
    with pytest.raises(Invalid):
        applications.enter_paper(
            actor=exporter.actor,
            authorisation_id=made,
            kind="import_authorisation",
            country="SE",
            consignee=buyer,
            number="1",
            issuer="M",
            issued_on=today(),
            expires_on=today(),
            goods=list(goods(1)),
            file=stranger,
        )


def test_what_the_office_of_a_book_packs_is_left_alone_from_the_account(alice, bob, ivan, exporter, granted):
    """Also past the page, which does not offer it: neither the list, nor its crates, nor what is in them."""
    a_licence(alice, bob, exporter.party, "dealer", book=ivan.agency)
    made, (crate,) = a_consignment(ivan, granted)
    packing.pack(ivan, PackFirearms(crate=crate), a_stock(ivan, 1))
    item = Item.objects.get(consignment__public_id=made)
    for offers, kind, subject, values in (
        (consignments.ITEM, "unpacked", item.public_id, {}),
        (consignments.CRATE, "changed", crate, {"number": "9", "seals": ["X"]}),
        (consignments.CRATE, "removed", crate, {}),
        (consignments.CONSIGNMENT, "closed", made, {}),
        (consignments.CONSIGNMENT, "cancelled", made, {"reason": "x"}),
    ):
        with pytest.raises(Refused) as raised:
            act(offers, kind, exporter, subject, **values)
        assert raised.value.code == "trade.pack.other", kind
    assert Consignment.objects.get(public_id=made).state == "packing"


def test_firearms_of_others_answer_as_none(alice, exporter, other, granted):
    made = consignments.open_consignment(actor=exporter.actor, authorisation=granted)
    crate = consignments.add_crate(actor=exporter.actor, consignment_id=made, number="1", seals=["S-1"])
    absent = identifiers.new("F", lambda size: b"\x07" * size)
    pieces = consignments.pack(
        actor=exporter.actor,
        consignment_id=made,
        crate=crate,
        things=[other.guns[0], absent, "EX00011", "NONE-7"],
    )
    values = [re.sub(r"F[-\w ]+|EX00011|NONE-7", "X", str(packed.reasons[0].message)) for packed in pieces]
    assert len(set(values)) == 1
    assert not Item.objects.exists()


# --- travellers --------------------------------------------------------------------------------------------------------


def a_journey(exporter, arms, **said):
    known = {"country": "SE", "purpose": "sport", "crosses_on": today(), "return_by": today() + 3 * DAY}
    return journeys.announce(actor=exporter.actor, arms=arms, **{**known, **said})


def test_a_traveller_announces_with_firearms_of_their_own_and_sees_the_day_of_return(
    alice, bob, heidi, exporter, other
):
    browser = sign_in(exporter.user.username)
    page = browser.get("/mine/transfers/journeys/new/").content.decode()
    assert [gun in page for gun in (*exporter.guns, *other.guns)] == [True] * 3 + [False] * 3
    absent = identifiers.new("F", lambda size: b"\x07" * size)
    for stranger in (other.guns[0], absent):
        with pytest.raises(Invalid) as refused:
            a_journey(exporter, [exporter.guns[0], stranger])
        assert [reason.code for reason in refused.value.reasons] == ["trade.journey.not_theirs"]
    with pytest.raises(NotFound):
        a_journey(exporter, exporter.guns[:1], of=other.party)
    made = a_journey(exporter, exporter.guns[:2])
    journey = Journey.objects.get(public_id=made)
    assert (journey.holder, journey.agency.public_id) == (exporter.party, alice.agency)
    page = browser.get(f"/mine/transfers/journeys/{made}/").content.decode()
    assert day_words(journey.return_by) in page
    assert sign_in(other.user.username).get(f"/mine/transfers/journeys/{made}/").status_code == 404
    # Customs find it like any other; only the traveller, or the office, calls it off.
    assert sign_in("heidi").get(f"/trade/journeys/{made}/").status_code == 200
    act(journeys.JOURNEY, "withdrawn", exporter, made, reason="Ill.")
    assert Journey.objects.get(public_id=made).state == "withdrawn"
    assert set(journeys.JOURNEY.all) == {"withdrawn"}


def test_a_traveller_names_an_authorisation_of_their_own(alice, exporter, other, granted):
    absent = identifiers.new("T", lambda size: b"\x07" * size)
    for stranger in (granted, absent):
        with pytest.raises(Invalid):
            a_journey(other, other.guns[:1], authorisation=stranger)
    assert a_journey(exporter, exporter.guns[:1], authorisation=granted)


# --- what they see, generated over every address and operation ---------------------------------------------------------

_PLACE = re.compile(r"[(<{][^)>}]*[)>}]")


AN_ACT = {
    "authorisations": "withdrawn", "papers": "corrected", "consignments": "closed", "crates": "changed", "packed": "unpacked", "journeys": "withdrawn",
}  # fmt: skip


def own_addresses():
    """Every page and every operation of applicants' own transfers, with the type of record of its place."""
    pages = [
        f"/mine/transfers/{url_pattern.pattern}"
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "namespace", "") == "own_trade"
        for url_pattern in resolver.url_patterns
    ]
    from ifar.api import api

    tree = api.get_openapi_schema()["paths"]
    operations = [
        (method, path)
        for path, methods in tree.items()
        for method in methods
        if re.match(r"/api/mine/(transfer|consignment|crate|packed|deliver|parties-abroad|journey)", path)
    ]
    return [*(("get", page) for page in pages), *(("post", page) for page in pages), *operations]


def records_of(exporter, alice, granted):
    """What of an exporter stands in each place of an address."""
    made = consignments.open_consignment(actor=exporter.actor, authorisation=granted)
    crate = consignments.add_crate(actor=exporter.actor, consignment_id=made, number="1", seals=["S-1"])
    consignments.pack(actor=exporter.actor, consignment_id=made, crate=crate, things=exporter.guns[:1])
    delivery = making.a_delivery(alice, granted, days_ago=1)
    journey = a_journey(exporter, exporter.guns[2:])
    return {
        "journeys": journey,
        "authorisations": granted, "transfers": granted, "consignments": made, "crates": crate,
        "packed": Item.objects.get(consignment__public_id=made).public_id, "deliveries": delivery,
        "papers": Paper.objects.filter(authorisation__public_id=granted).first().public_id,
        "transfer-papers": Paper.objects.filter(authorisation__public_id=granted).first().public_id,
    }  # fmt: skip


def filled(address, result):
    """An address with the record of its place; None where it has none. An act stands for every act."""
    parts = [item for item in address.replace("//", "/").split("/") if item]
    values: list[str] = []
    for number, part in enumerate(parts):
        if not _PLACE.search(part):
            values.append(part)
        elif parts[number - 1] == "acts":
            values.append(
                AN_ACT[parts[number - 2 - 1] if _PLACE.search(parts[number - 2]) else parts[number - 2]]
            )
        else:
            values.append(result.get(parts[number - 1], "T0000000000000"))
    return "/" + "/".join(values) + ("/" if address.endswith("/") else "")


def test_another_exporter_sees_nothing_of_it_at_any_address(alice, bob, exporter, other, granted):
    records = records_of(exporter, alice, granted)
    absent = dict.fromkeys(records, identifiers.new("T", lambda size: b"\x07" * size))
    addresses = own_addresses()
    placed = [item for item in addresses if _PLACE.search(item[1])]
    assert len(placed) > 25
    browser = sign_in(other.user.username)
    for method, address in placed:
        answers = []
        for ids in (records, absent):
            where = filled(address, ids)
            kind = {} if method == "get" else {"data": "{}", "content_type": "application/json"}
            answer = getattr(browser, method)(where, **kind)
            body = re.sub(r'[A-Za-z0-9]{64}|[0-9a-f]{32}|nonce="[^"]*"', "", answer.content.decode())
            body = re.sub(r"\bT[0-9A-Z]{13}\b|T-[-0-9A-Z]+", "T", body)
            answers.append((answer.status_code, body))
        assert answers[0] == answers[1], (
            method,
            address,
            *difflib.unified_diff(*(row[1].split() for row in answers), n=0),
        )
        assert answers[0][0] in (404, 422, 405), (method, address, answers[0][0])
    lists = "".join(
        browser.get(item).content.decode()
        for item in (
            "/mine/transfers/",
            "/api/mine/transfers",
            "/api/mine/consignments",
            "/mine/transfers/new/",
        )
    )
    assert not [item for item in records.values() if item in lists]
    assert "Norrland" not in lists


def test_the_exporter_sees_what_is_theirs_and_no_note_of_the_office(alice, bob, heidi, exporter, granted):
    records = records_of(exporter, alice, granted)
    making.a_party(alice, name="Hidden Party")
    act(applications.AUTHORISATION, "requested", exporter, granted, request="extension", wish="x")
    deciding.suspend(actor=alice, authorisation_id=granted, reason="SECRET-SUSPENDED")
    browser = sign_in(exporter.user.username)
    seen = ""
    for method, address in own_addresses():
        if method != "get":
            continue
        answer = browser.get(filled(address, records))
        assert answer.status_code in (200, 302, 404, 405), address
        seen += answer.content.decode()
    for hidden in (
        *NOTES,
        "Hidden Party",
        "No embargo; the end use is plausible.",
        "Complete.",
        "None known.",
    ):
        assert hidden not in seen, hidden
    assert "Suspended" in seen
    for word in ("risk", "screen", "advice"):
        assert word not in seen.casefold(), word
    # And every room of the office is closed to them, for their own things too.
    for closed in (
        f"/trade/authorisations/{granted}/",
        f"/api/trade/authorisations/{granted}",
        "/trade/",
        "/api/trade/matches",
    ):
        assert browser.get(closed).status_code == 404


def test_pages_pack_from_a_file_and_hand_papers_in(alice, exporter, granted):
    browser = sign_in(exporter.user.username)
    answer = browser.post(f"/mine/transfers/authorisations/{granted}/consignments/new/")
    made = Consignment.objects.get().public_id
    assert answer.url == f"/mine/transfers/consignments/{made}/"
    browser.post(f"/mine/transfers/consignments/{made}/crates/new/", {"number": "7", "seals": "S-7"})
    crate = Crate.objects.get()
    assert crate.seals == ["S-7"]
    rows = io.BytesIO(b"serial\nEX00001\nEX00002\nEX00011\n")
    upload = SimpleUploadedFile("list.csv", rows.getvalue(), "text/csv")
    answer = browser.post(
        f"/mine/transfers/consignments/{made}/firearms/", {"crate": crate.public_id, "file": upload}
    )
    assert answer.status_code == 200
    assert "EX00011" in answer.content.decode()
    assert sorted(Item.objects.values_list("serial", flat=True)) == ["EX00001", "EX00002"]
    values = {
        "kind": "end_use_certificate",
        "number": "E-1",
        "issuer": "M",
        "issued_on": today(),
        "expires_on": today() + DAY,
        "consignee": Party.objects.get().public_id,
        "goods-0-type": "pistol",
        "goods-0-quantity": "2",
        "photograph": SimpleUploadedFile("p.png", a_picture("white")[0], "image/png"),
    }
    lacks = {name: value for name, value in values.items() if not name.startswith(("goods", "photograph"))}
    answer = browser.post(f"/mine/transfers/authorisations/{granted}/papers/new/", lacks)
    assert "Fill in at least one line." in answer.content.decode()
    answer = browser.post(f"/mine/transfers/authorisations/{granted}/papers/new/", values)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Paper.objects.filter(number="E-1", state="entered", entered_by=exporter.user.public_id).exists()


def test_without_an_account_for_it_nothing_is_done(alice, bob, exporter, granted):
    asked = {"kind": "export", "from_state": "XX", "into_state": "SE", "purpose": "sale"}
    for who in (alice, bob, cast.actor("ivan")):
        with pytest.raises(Forbidden):
            applications.apply(actor=who, **asked)
        with pytest.raises(Forbidden):
            applications.AUTHORISATION.all["withdrawn"].do(actor=who, authorisation_id=granted, reason="x")
    # And the services of the office stay shut for an account of theirs.
    with pytest.raises(Forbidden):
        abroad.enter_party(actor=exporter.actor, name="X", country="SE", deals=["buyer"])


def test_what_others_handed_in_is_told_to_nobody(alice, bob, exporter, other):
    """A number that is on file for somebody else is taken in like any other; whoever verifies it is told."""
    theirs, ours = exporter.draft(exporter.buyer()), other.draft(other.buyer("Another Buyer"))
    buyers = [Authorisation.objects.get(public_id=item).consignee for item in (theirs, ours)]

    def hand_in(who, authorisation, buyer, **said):
        file = applications.keep_file(actor=who.actor, name="p.png", content=a_picture("white"))
        known = {"kind": "import_authorisation", "country": "SE", "issuer": "Ministry", "number": "SE 77"}
        days = {"issued_on": today() - DAY, "expires_on": today() + 300 * DAY}
        return applications.enter_paper(
            actor=who.actor, authorisation_id=authorisation, consignee=buyer,
            goods=list(goods(2)), file=file, **known, **days, **said,
        )  # fmt: skip

    first = hand_in(exporter, theirs, buyers[0])
    second = hand_in(other, ours, buyers[1])
    papers.verify_paper(actor=bob, paper_id=first, verified_by="issuer")
    correct = applications.PAPER.all["corrected"].do
    correct(actor=other.actor, paper_id=second, **said_of(second, issuer="Another ministry"))
    assert Paper.objects.get(public_id=second).issuer == "Another ministry"
    with pytest.raises(Refused) as refused:
        papers.verify_paper(actor=bob, paper_id=second, verified_by="issuer")
    assert refused.value.code == "trade.paper.twice"
    # What is their own they are told.
    with pytest.raises(Invalid) as own:
        hand_in(other, ours, buyers[1])
    assert own.value.code == "trade.paper.twice"


def said_of(paper, **other):
    """What stands on a paper, as its correction says it again."""
    record = Paper.objects.get(public_id=paper)
    names = ("kind", "country", "number", "issuer", "issued_on", "expires_on", "consignee")
    return {**{name: getattr(record, name) for name in names}, "goods": list(goods(2)), **other}


def test_a_list_is_gone_through_to_its_end(monkeypatch, exporter):
    """All lists show their newest few; each of them is paged through by itself."""
    monkeypatch.setattr(own_pages, "FEW", 1)
    monkeypatch.setattr(own_pages, "SIZE", 2)
    buyer = exporter.buyer()
    made = [exporter.draft(buyer) for _ in range(5)]
    browser, seen = sign_in(exporter.user.username), []
    address: str | None = "/mine/transfers/"
    first = browser.get(address).content.decode()
    assert [item for item in made if item in first] == made[-1:]
    address = "?show=authorisations"
    while address:
        page = browser.get(f"/mine/transfers/{html.unescape(address)}").content.decode()
        assert "Journeys with firearms" not in page
        seen += [item for item in reversed(made) if f"authorisations/{item}/" in page]
        match = re.search(r'rel="next"\s+href="([^"]+)"', page)
        address = match and match[1]
    assert seen == made[::-1]
    assert browser.get("/mine/transfers/?show=others").status_code == 200
