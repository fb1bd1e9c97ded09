"""A donor reads the human-rights due diligence of what its own office's money went to, and no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ifar.errors import NotFound
from ifar.programme.fund.services import contributions, fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.selectors import diligence as selectors
from ifar.programme.services.writing import today
from tests.cast import actor
from tests.conftest import sign_in
from tests.programme.partnering import actor_of, an_office, somebody
from tests.programme.test_acts import DAY, a_project, a_recipient, given
from tests.programme.test_diligence import assess

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
D = Decimal
UNKNOWN = "R0000000000000"


def test_w24_a_donor_reads_the_due_diligence_of_what_it_funds_alone():
    nina = actor("nina")
    own, other = a_project("P-OWN"), a_project("P-OTHER")
    public_id = fund.agree(actor=nina, new=given("1130.00", donor="Ministry of Aldmark")).public_id
    fund.book(actor=nina, new=NewMovement("receipt", D(1130), DAY, public_id))
    fund.book(actor=nina, new=NewMovement("allocation", D(100), DAY, public_id, own.public_id))
    office = an_office("Ministry of Aldmark", "donor")
    name = somebody("henrik", office, "donor")
    seen, hidden = assess(own), assess(other)
    named = a_recipient(other.public_id, "border", ["logistics"], confirmed=False)
    who = actor_of(name)
    assert selectors.sees(who) == frozenset(), "its statement is not open to it"
    contributions.open_to(actor=nina, contribution_id=public_id, agency=office)
    assert selectors.one(who, seen.public_id).one.pk == seen.pk
    assert [waiting.project.public_id for waiting in selectors.waiting(who, today(), everything=True).rows] == [own.public_id]  # fmt: skip
    for unseen in (hidden.public_id, UNKNOWN):
        with pytest.raises(NotFound):
            selectors.one(who, unseen)
        assert selectors.versions(who, unseen) == []
    with pytest.raises(NotFound):
        selectors.recipient_for(who, named.public_id)
    assert selectors.of_project(who, other) == selectors.recipients_of(who, other) == []
    assert selectors.undecided(who) == 1
    browser = sign_in(name)
    assert browser.get(f"/programme/diligence/{seen.public_id}/").status_code == 200
    assert {browser.get(f"/programme/diligence/{at}/").status_code for at in (hidden.public_id, UNKNOWN)} == {
        404
    }
    listed = browser.get("/programme/diligence/", {"show": "all"}).content.decode()
    assert seen.public_id in listed
    assert hidden.public_id not in listed
    page = browser.get(f"/programme/projects/{other.public_id}/")
    assert page.status_code == 200
    assert "A border office" not in page.content.decode()
    assert hidden.public_id not in page.content.decode()
    # Those who work for the strategy read every one.
    for worker in ("alice", "bob", "nina", "dave", "erin"):
        assert selectors.sees(actor(worker)) is None
        assert selectors.one(actor(worker), hidden.public_id)
