"""A firearm that cannot change hands as it stands is offered to nobody, on the page, in the form and by a program."""

from __future__ import annotations

from ifar.licensing.models import Offer
from ifar.registry.services.events import NewEvent, record_event
from tests.factories import a_firearm, a_person


def test_what_is_lost_is_not_offered_to_a_buyer(signed_in, alice):
    thing = a_firearm(alice, owner=a_person(alice, "Old Owner"), owner_kind="private").firearm
    browser = signed_in("alice")
    page = f"/firearms/{thing}/"
    assert f'href="{page}offer/"' in browser.get(page).content.decode()
    form = browser.get(f"{page}offer/").content.decode()
    assert '<option value="privately_transferred"' in form
    assert '<option value="wholesale_transferred"' not in form, "a private person sells nothing wholesale"
    record_event(actor=alice, firearm=thing, event=NewEvent("lost", {"ground": "loss"}))
    assert f'href="{page}offer/"' not in browser.get(page).content.decode()
    value = browser.get(f"{page}offer/").content.decode()
    assert "The register says: “Lost”." in value
    buyer = a_person(alice, "New Owner")
    sent = {"transfer": "privately_transferred", "buyer": buyer}
    assert browser.post(f"{page}offer/", sent).status_code == 422
    result = browser.post(f"/api/firearms/{thing}/offers", sent, content_type="application/json")
    assert (result.status_code, result.json()["error"]["code"]) == (409, "registry.transition.impossible")
    assert not Offer.objects.exists()
