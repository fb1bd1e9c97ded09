"""A holder is told what a trader took in from them, and confirms or objects; an objection is answered by an officer, and the trader explains it (issue 27)."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ifar.books.services import repairs, taking_in
from ifar.errors import NotFound, Refused
from ifar.ledger import services as ledger
from ifar.matters.models import Matter
from ifar.portal.models import Report
from ifar.portal.services import taken_in
from ifar.registry.models import Firearm
from ifar.registry.occurred import instant
from ifar.registry.services import preview
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.conftest import sign_in

pytestmark = pytest.mark.django_db


def test_a_holder_confirms_what_a_trader_took_in_or_objects_and_hears_of_the_answer(hana, hugo, signed_in):
    ivan, alice = cast.actor("ivan"), cast.actor("alice")
    taking_in.take_in(actor=ivan, firearm=hana.gun, seller=hana.licence)
    due = timezone.localdate() + dt.timedelta(days=3)
    [line] = repairs.take_in(actor=ivan, firearms=hana.other, owner=hana.licence, back_on=due)
    assert line.firearm == hana.other
    browser = sign_in(hana.user)
    page = browser.get("/mine/").content.decode()
    assert page.count("Ivan&#x27;s Arms took in a firearm from you") == 2
    assert "It is the trader&#x27;s own from then on." in page
    assert "It is with the trader for repair and stays yours." in page
    gun, other = (
        f"/mine/taken-in/{item}/{Firearm.objects.get(public_id=item).n}/" for item in (hana.gun, hana.other)
    )
    assert f'href="{gun}"' in page
    assert sign_in(hugo.user).get(gun).status_code == 404, "it is nobody else's"
    with pytest.raises(NotFound):
        taken_in.answer(actor=hugo.actor, firearm=hana.gun, n=1, said="handed_over")
    assert "It is confirmed." in browser.post(other, {"said": "handed_over"}, follow=True).content.decode()
    assert browser.post(gun, {"said": "objected"}).status_code == 422, "an objection says what happened"
    done = browser.post(gun, {"said": "objected", "text": "I never was there."}, follow=True).content.decode()
    assert "Your objection is with the office." in done
    assert "took in a firearm from you" not in done
    for words in ("You objected", "I never was there.", "Waits for an officer"):
        assert words in browser.get("/mine/").content.decode(), words
    assert browser.post(gun, {"said": "handed_over"}).status_code == 422, "once"
    [matter] = Matter.objects.all()
    assert (matter.kind, matter.about, matter.explainer) == ("conflict", hana.gun, ivan.agency)
    assert (matter.agency.public_id, matter.state) == (alice.agency, "asked")
    asked = signed_in("ivan").get(f"/matters/{matter.public_id}/").content.decode()
    assert "Explain how it came to you." in asked
    assert "I never was there" not in asked
    sold = (
        signed_in("ivan").post("/book/sales/", {"firearm": hana.gun, "buyer": hugo.licence}).content.decode()
    )
    assert "Its former holder objects to how it came here." in sold
    thing = preview.snapshot(ivan, hana.gun)
    with pytest.raises(Refused) as raised:
        preview.preview(
            ivan,
            thing,
            NewEvent(
                "wholesale_transferred", {"owner_kind": "retailer", "owner": cast.agency("works").public_id}
            ),
        )
    assert "registry.precondition.not_disputed" in {reason.code for reason in raised.value.reasons}
    holds = {"proof_not_failed": True, "not_disputed": True}
    passed = {"owner_kind": "retailer", "owner": cast.agency("works").public_id}
    event = NewEvent("wholesale_transferred", passed, instant(ledger.now()))
    with (
        mock.patch("ifar.registry.facts.standing", return_value=holds),
        pytest.raises(IntegrityError, match="objects"),
        transaction.atomic(),
    ):
        record_event(actor=ivan, firearm=hana.gun, event=event)
    desk = signed_in("alice")
    listed = desk.get("/portal/reports/").content.decode()
    assert "Objection to what a trader took in" in listed
    assert "A firearm handed over" not in listed, "nobody answers that something is right"
    report = Report.objects.get(kind="objected")
    page = desk.get(f"/portal/reports/{report.entry}/").content.decode()
    assert "I never was there." in page
    assert "The objection is right" in page
    desk.post(f"/portal/reports/{report.entry}/", {"verdict": "done", "note": "We ask the dealer."})
    assert "We ask the dealer." in browser.get(gun).content.decode()
