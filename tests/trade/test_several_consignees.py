"""One open authorisation for several consignees: each with its papers, each consignment to one of them, and no more to any than its own papers say."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.errors import Invalid, Refused
from ifar.trade import figures
from ifar.trade.consignments import selectors as consigned
from ifar.trade.consignments.services import consignments
from ifar.trade.deliveries import selectors as deliveries
from ifar.trade.inputs import FurtherConsignee
from ifar.trade.models import Authorisation, Consignment
from ifar.trade.services import authorisations, deciding, issued
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.conftest import sign_in
from tests.databases import ground
from tests.trade.carrying import a_stock, an_exporter, goods, packed
from tests.trade.making import DAY, PAPERS, a_file, a_paper, a_party, an_application, assessed, granted


def an_open_one(alice, bob, ivan, shares=(3, 2)):
    """An application for five pistols to two consignees, with papers for so many to each: identifier and consignees."""
    first, second = (a_party(alice, name=name, number=name) for name in ("Norrland Vapen", "Skåne Jakt"))
    made = an_application(
        alice,
        applicant=an_exporter(alice, bob, ivan),
        consignee=first,
        further=[FurtherConsignee(consignee=second)],
        goods=goods(5),
    )
    for whom, share in zip((first, second), shares, strict=True):
        its_papers(alice, bob, made, whom, share)
    assessed(alice, made)
    return made, first, second


def its_papers(alice, bob, made, whom, share):
    """What the importing State and each transit State say of one of the consignees."""
    file = a_file(alice)
    for kind, country in PAPERS if share else ():
        a_paper(alice, made, whom, kind, country, verifier=bob, file=file, goods=goods(share))


def a_packed_one(ivan, made, whom, guns, number):
    """A consignment to one of them, packed and closed."""
    consignment = consignments.open_consignment(actor=ivan, authorisation=made, consignee=whom)
    crate = consignments.add_crate(
        actor=ivan, consignment_id=consignment, number=number, seals=[f"S-{number}"]
    )
    assert not any(answer.reasons for answer in packed(ivan, crate, guns))
    consignments.close(actor=ivan, consignment_id=consignment)
    return consignment


def released(heidi, consignment):
    """Customs let it go."""
    consignments.release(
        actor=heidi, consignment_id=consignment, declaration=f"D-{consignment}", left_on=today()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("shares", "code"), [((5, 0), "consignee"), ((3, 1), "goods")])
def test_each_consignee_has_its_papers_and_together_they_cover_the_goods(alice, bob, ivan, shares, code):
    made, _first, second = an_open_one(alice, bob, ivan, shares)
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    assert {reason.code for reason in refused.value.reasons} == {f"trade.gate.{code}"}
    with (
        mock.patch.object(deciding, "stopping", return_value=[]),
        pytest.raises(Refused) as by_database,
        transaction.atomic(),
    ):
        granted(alice, bob, made)
    assert by_database.value.code == "trade.gate"
    if code == "goods":
        return
    its_papers(alice, bob, made, second, 2)
    granted(alice, bob, made)
    content = issued.content_of(alice, Authorisation.objects.get(), "en")
    for name in ("Norrland Vapen", "Skåne Jakt"):
        assert name in content["final_recipient"]


@pytest.mark.django_db
def test_an_individual_one_names_one_and_nobody_is_named_twice(alice):
    first, second = a_party(alice), a_party(alice, number="SE-2")
    row, twice = FurtherConsignee(consignee=second), FurtherConsignee(consignee=first)
    for code, said in (
        ("several", {"extent": "single", "further": [row]}),
        ("twice", {"further": [row, row]}),
        ("twice", {"further": [twice]}),
    ):
        with pytest.raises(Invalid) as invalid:
            an_application(alice, consignee=first, **said)
        assert invalid.value.code == f"trade.further.{code}"
        with (
            mock.patch.object(
                authorisations, "further_of", lambda _actor, said: [r.consignee for r in said["further"]]
            ),
            pytest.raises(Refused),
            transaction.atomic(),
        ):
            an_application(alice, consignee=first, **said)


@pytest.fixture(scope="module")
def two(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """Three pistols left for the first consignee and one for the second, under one authorisation."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        alice, bob, ivan, heidi = (cast.actor(name) for name in ("alice", "bob", "ivan", "heidi"))
        made, first, second = an_open_one(alice, bob, ivan)
        granted(alice, bob, made)
        guns = a_stock(ivan, 5)
        released(heidi, a_packed_one(ivan, made, first, guns[:3], "1"))
        released(heidi, a_packed_one(ivan, made, second, guns[3:4], "2"))
        yield register


def test_a_consignment_names_one_of_them_and_takes_no_more_than_its_papers_say(two: Register, db):
    alice, ivan, heidi = (cast.actor(name) for name in ("alice", "ivan", "heidi"))
    of = Authorisation.objects.get()
    first, second = of.consignees
    other = a_party(alice, name="Nobody", number="SE-9")
    for whom in ("", other):
        with pytest.raises(Invalid) as invalid:
            consignments.open_consignment(actor=ivan, authorisation=of.public_id, consignee=whom)
        assert invalid.value.code == "trade.consignment.consignee"
    with (
        mock.patch.object(Authorisation, "consignees", (other,)),
        pytest.raises((Refused, IntegrityError)),
        transaction.atomic(),
    ):
        consignments.open_consignment(actor=ivan, authorisation=of.public_id, consignee=other)
    # One is left of the goods, and nothing of what the first may be sent.
    more = a_packed_one(ivan, of.public_id, first, a_stock(ivan, 1, first=9), "3")
    with pytest.raises(Refused) as refused:
        released(heidi, more)
    assert {reason.code for reason in refused.value.reasons} == {"trade.gate.goods"}
    with (
        mock.patch.object(consigned, "as_to_one", return_value={}),
        pytest.raises(Refused) as by_database,
        transaction.atomic(),
    ):
        released(heidi, more)
    assert by_database.value.code == "trade.gate"
    assert deliveries.sent_to(of.deliveries.order_by("id")[1]) == second


def test_figures_count_it_once_and_by_its_destination(two: Register, db):
    bob = cast.actor("bob")
    year = today().year
    exits = [row for row in figures.exits(bob, year) if not row.amount]
    assert [(row.partner, row.number) for row in exits] == [("SE", 3), ("SE", 1)]
    assert [row.number for row in figures.decisions(bob, year) if row.source == "decision"] == [1]


def test_what_one_did_not_confirm_holds_the_other_not(two: Register, db):
    of = Authorisation.objects.get()
    first, second = of.consignees
    arrived = Consignment.objects.get(consignee=second).public_id
    with connection.cursor() as cursor:
        late = today() + 46 * DAY
        for whom in (first, second):
            assert deliveries.is_held(whom, late)
        with mock.patch.object(deliveries, "is_whole", lambda delivery: delivery.consignment == arrived):
            assert [deliveries.is_held(whom, late) for whom in (first, second)] == [True, False]
        for whom in (first, second):
            cursor.execute("SELECT trade_unverified(%s, %s)", [whom, late])
            [result] = cursor.fetchone()
            assert of.deliveries.get(public_id=result).consignment == (
                Consignment.objects.get(consignee=whom).public_id
            )


def test_an_honest_register_is_clean_and_each_forgery_is_named(two: Register, db):
    of = ("trade", "acts", "registry")
    assert two.says(of=of) == []
    first, second = Authorisation.objects.get().consignees
    off = (
        "SET LOCAL session_replication_role = replica",
        *without_triggers("trade_event", "trade_authorisation", "trade_consignment"),
    )
    for forged, named in (
        (f"UPDATE trade_event SET changes = changes || '{{\"consignee\": \"{first}\"}}' WHERE kind = 'opened'", "not_allowed consignment"),
        ("UPDATE trade_event SET changes = changes || '{\"consignee\": \"T0000000000000\"}' WHERE kind = 'opened'", "not_allowed consignment"),
        ("UPDATE trade_event SET changes = changes || '{\"further\": []}' WHERE kind = 'drafted'", "not_allowed consignment"),
        (f"UPDATE trade_event SET changes = changes || '{{\"further\": [\"{second}\", \"{second}\"]}}' WHERE kind = 'drafted'", "not_allowed authorisation"),
        ("UPDATE trade_event SET changes = changes || '{\"further\": [\"T0000000000000\"]}' WHERE kind = 'drafted'", "not_allowed authorisation"),
        ("UPDATE trade_event SET changes = changes || '{\"extent\": \"single\"}' WHERE kind = 'drafted'", "not_allowed authorisation"),
        ("UPDATE trade_authorisation SET further = '[]'", "further"),
        ("UPDATE trade_consignment SET consignee = ''", "consignee"),
    ):  # fmt: skip
        says = two.says(*off, forged, of=of)
        assert any(named in text for text in says), (forged, says)


def test_pages_and_api_ask_to_whom_it_goes(two: Register, db):
    of, browser = Authorisation.objects.get(), sign_in("ivan")
    page = browser.get(f"/trade/consignments/new/?authorisation={of.public_id}").content.decode()
    assert "Norrland Vapen" in page
    assert "Skåne Jakt" in page
    unsaid = browser.post("/trade/consignments/new/", {"authorisation": of.public_id})
    assert (unsaid.status_code, "names several consignees" in unsaid.content.decode()) == (422, True)
    body = {"authorisation": of.public_id, "consignee": of.consignees[1]}
    made = browser.post("/api/trade/consignments", body, content_type="application/json").json()
    assert made["consignee"] == of.consignees[1]
    shown = browser.get(f"/trade/consignments/{made['id']}/").content.decode()
    assert ("Skåne Jakt" in shown, "Norrland Vapen" in shown) == (True, False)
    asked = sign_in("alice").get("/trade/new/?kind=export").content.decode()
    assert ('name="further-2-consignee"' in asked, "Each consignment then names" in asked) == (True, True)
    whole = sign_in("alice").get(f"/trade/authorisations/{of.public_id}/").content.decode()
    assert "Further consignee" in whole
