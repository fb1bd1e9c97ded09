"""A firearm whose owner's record was joined to another: the page names and opens the record that stands."""

from __future__ import annotations

from ifar.parties.services import merge_parties
from tests import cast
from tests.factories import a_firearm, a_person


def test_the_page_names_the_record_that_stands_for_the_owner(signed_in, alice):
    joined, stands = a_person(alice, "J. Okelo"), a_person(alice, "Joseph Okello")
    pistol = a_firearm(alice, "AB71234", owner=joined, owner_kind="private").firearm
    merge_parties(actor=cast.actor("bob"), public_id=joined, into=stands, reason="the same card")
    page = signed_in("alice").get(f"/firearms/{pistol}/")
    ownership = page.context["facts"][0]
    assert ownership["value"] == "Joseph Okello"
    assert ownership["value_url"] == f"/parties/{stands}/"
    assert "J. Okelo" not in page.content.decode()
