"""A party abroad is entered, changed and closed by its own office, and seen by nobody else."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.models import ReadLog
from ifar.accounts.services import proposals
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.trade import selectors
from ifar.trade.models import Event, Party
from ifar.trade.services import abroad, deciding, papers
from ifar.trade.services.writing import RECORDER
from tests.acting import without_guards
from tests.trade.making import a_party, granted, ready


def test_a_party_abroad_is_entered_changed_and_closed(peopled_db, alice, bob):
    made = a_party(alice)
    party = selectors.party_for(bob, made)
    assert (party.name, party.country, party.deals) == ("Norrland Vapen AB", "SE", ["buyer", "consignee"])
    abroad.change_party(
        actor=bob, party_id=made, name="Norrland AB", country="SE", deals=["broker"], expected_n=1
    )
    abroad.close_party(actor=alice, party_id=made, reason="It ceased business.")
    party = selectors.party_for(bob, made)
    assert (party.name, party.who["address"], party.number, party.state, party.n) == (
        "Norrland AB",
        "",
        "",
        "closed",
        3,
    )
    with pytest.raises(Refused):
        abroad.change_party(actor=bob, party_id=made, name="Again", country="SE", deals=["broker"])


@pytest.mark.parametrize(
    ("said", "field"),
    [({"country": "XX"}, "country"), ({"country": "QQ"}, "country"), ({"deals": ["spy"]}, "deals")],
)
def test_a_party_of_no_other_state_or_of_no_known_role_is_refused(peopled_db, alice, said, field):
    with pytest.raises(Invalid) as refused:
        a_party(alice, **said)
    assert refused.value.field == field
    assert not Party.objects.exists()


def test_another_office_neither_sees_nor_changes_it(peopled_db, alice, nina):
    made = a_party(alice)
    with pytest.raises(NotFound):
        selectors.party_for(nina, made)
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match=r"trade\.other_office"),
    ):
        RECORDER.record(nina, "party", "closed", Party.objects.get(), note="x")


def test_who_only_reads_enters_nothing(peopled_db, judy):
    with pytest.raises(Forbidden):
        a_party(judy)


def test_whom_an_authorisation_names_stays_who_it_is(peopled_db, alice, bob, monkeypatch):
    made, consignee, on_file = ready(alice, bob)
    stands = {"name": "Norrland Vapen AB", "country": "SE", "deals": ["consignee"], "number": "SE-4711"}

    def change(**said):
        abroad.change_party(actor=alice, party_id=consignee, **{**stands, **said})

    def refused():
        for values in ({"name": "X"}, {"country": "NO"}, {"number": "1"}, {"address": "Elsewhere"}):
            with pytest.raises(Refused) as why, transaction.atomic():
                change(**values)
            assert why.value.code == "trade.party.named", values

    # Papers that are verified hold it, and past the service the database does; whom one calls may change.
    refused()
    change(contact="+46 1")
    granted(alice, bob, made)
    for paper in on_file.values():
        papers.withdraw_paper(actor=alice, paper_id=paper, reason="Withdrawn.")
    refused()
    with monkeypatch.context() as patch:
        patch.setattr(selectors, "is_named", lambda _one: False)
        refused()
    asked = deciding.propose_revocation(actor=alice, authorisation_id=made, ground="diversion", reason="So.")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    change(name="Norrland AB")


def test_nothing_is_granted_to_a_consignee_whose_record_is_closed(peopled_db, alice, bob, monkeypatch):
    made, consignee, _papers = ready(alice, bob)
    abroad.close_party(actor=alice, party_id=consignee, reason="It ceased business.")
    for _past in range(2):
        with pytest.raises(Refused) as refused, transaction.atomic():
            granted(alice, bob, made)
        monkeypatch.setattr(deciding, "against", lambda *_asked: [])
        assert refused.value.code == "trade.gate.closed"


def test_its_pages_and_its_api(peopled_db, signed_in, alice):
    made = a_party(alice)
    client = signed_in("alice")
    read = ReadLog.objects.filter(object=made, actor=alice.id)
    listed = client.get("/trade/parties/").content.decode()
    assert read.get().act == "trade.party.list"
    assert "Norrland Vapen AB" in listed
    page = client.get(f"/trade/parties/{made}/").content.decode()
    assert "SE-4711" in page
    assert read.filter(act="trade.party.read").count() == 1
    # The number may be a person's own: it is kept apart from the log.
    assert "SE-4711" not in str(Event.objects.get(subject=made).changes)
    assert "Consignee" in page
    posted = {
        "name": "Ada Gun Works",
        "country": "TR",
        "deals": ["maker"],
        "number": "",
        "address": "",
        "contact": "",
    }
    assert client.post("/trade/parties/new/", posted).status_code == 302
    assert client.post("/trade/parties/new/", {**posted, "name": ""}).status_code == 422
    names = {item["name"] for item in client.get("/api/trade/parties").json()["items"]}
    assert names == {"Norrland Vapen AB", "Ada Gun Works"}
