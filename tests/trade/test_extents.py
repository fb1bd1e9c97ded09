"""How far an authorisation reaches: one consignment, several, or several of whatever belongs to the classes of its lines."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from ifar.errors import Invalid, Refused
from ifar.trade.consignments.services import consignments
from ifar.trade.inputs import GoodsLine
from ifar.trade.models import Authorisation, Consignment
from ifar.trade.services import authorisations, deciding, issued, writing
from tests import cast
from tests.conftest import sign_in
from tests.crossing import crossing
from tests.trade.carrying import (
    a_consignment,
    a_stock,
    an_authorisation,
    an_exporter,
    goods,
    packed,
)
from tests.trade.making import a_party, an_application

CLASS = (GoodsLine(type="pistol", quantity=3),)


@pytest.mark.django_db
def test_an_individual_one_allows_one_consignment_and_an_open_one_several(alice, bob, ivan, monkeypatch):
    company = an_exporter(alice, bob, ivan)
    single = an_authorisation(alice, bob, company, 4, extent="single")
    first, _boxes = a_consignment(ivan, single)
    with pytest.raises(Refused) as refused:
        a_consignment(ivan, single)
    assert refused.value.code == "trade.extent.single"
    consignments.cancel(actor=ivan, consignment_id=first, reason="Packed anew.")
    a_consignment(ivan, single)
    # Past the service the database refuses.
    monkeypatch.setattr(Authorisation, "consignments", Consignment.objects.none())
    with pytest.raises(Refused) as past, transaction.atomic():
        a_consignment(ivan, single)
    assert past.value.code == "trade.extent.single"
    several = an_authorisation(alice, bob, company, 4)
    for _n in range(2):
        a_consignment(ivan, several)
    browser = sign_in("alice")
    pages = [browser.get(f"/trade/authorisations/{item}/").content.decode() for item in (single, several)]
    assert ["Individual: one consignment" in page for page in pages] == [True, False]
    assert browser.get(f"/api/trade/authorisations/{single}").json()["extent"] == "single"
    content = issued.content_of(alice, Authorisation.objects.get(public_id=single), "fr")
    assert content["extent"] == "Individuelle : un seul envoi"


@pytest.mark.django_db
def test_a_general_one_names_classes_and_takes_any_of_them(alice, bob, ivan, monkeypatch):
    company = an_exporter(alice, bob, ivan)
    asked = {"kind": "export", "from_state": "XX", "into_state": "SE", "purpose": "sale"}
    with pytest.raises(Invalid) as named:
        authorisations.draft(actor=alice, extent="general", goods=goods(3), **asked)
    assert named.value.code == "trade.extent.class"
    with pytest.raises(Invalid):
        authorisations.draft(actor=alice, extent="whatever", goods=CLASS, **asked)
    made = an_authorisation(alice, bob, company, 3, lines=CLASS, extent="general")
    (one, other), guns = (a_consignment(ivan, made)[1][0] for _n in range(2)), a_stock(ivan, 4)
    assert not any(
        answer.reasons for answer in [*packed(ivan, one, guns[:2]), *packed(ivan, other, guns[2:3])]
    )
    assert packed(ivan, other, guns[3:])[0].reasons[0].code == "trade.line_full"
    with pytest.raises(Invalid):
        deciding.propose_amendment(actor=alice, authorisation_id=made, goods=goods(9), reason="More.")
    plain = writing.goods_of
    monkeypatch.setattr(authorisations, "goods_of", lambda some, _extent: plain(some))
    with pytest.raises(Refused) as past, transaction.atomic():
        an_application(alice, consignee=a_party(alice, number="SE-2"), extent="general", goods=goods(3))
    assert past.value.code == "trade.extent.class"


@pytest.mark.usefixtures("peopled_db")
def test_of_two_who_open_a_consignment_at_once_one_does(monkeypatch):
    alice, bob, ivan = (cast.actor(name) for name in ("alice", "bob", "ivan"))
    single = an_authorisation(alice, bob, an_exporter(alice, bob, ivan), 4, extent="single")
    opened = partial(consignments.open_consignment, actor=ivan, authorisation=single)
    assert crossing(monkeypatch, opened, opened, committing=True)[0] == "done"
    assert Consignment.objects.count() == 1
