"""Nobody who is barred from firearms is granted an authorisation; and without a row of a regime no time limit is extended."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection, transaction

from ifar.accounts.services import proposals
from ifar.errors import Refused
from ifar.parties.services import NewBar, bars, enter_bar
from ifar.trade import gate, selectors
from ifar.trade.barred_replay import BARRED
from ifar.trade.models import Authorisation
from ifar.trade.services import authorisations, barred, deciding
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import filled_once, without_triggers
from tests.conftest import sign_in
from tests.factories import a_person
from tests.trade.making import DAY, PISTOLS, ROUTE, an_application, granted, ready

pytestmark = pytest.mark.django_db
NAME, BORN = "Zoran Petrovic", "1970-05-06"
NUMBER = [{"kind": "national_id", "number": "ID-70-1"}]


def a_bar(actor, **said):
    known = {
        "kind": "foreign_refusal",
        "ground": "security",
        "valid_from": "2026-01-01",
        "issuer": "Police of Denmark",
        "country": "DK",
        "paper": "DK 1",
    }
    return enter_bar(actor=actor, new=NewBar(**{**known, **said}))


def ask(actor, made, **said):
    return deciding.propose_grant(
        actor=actor, authorisation_id=made, valid_from=today(), valid_to=today() + DAY, reason="x", **said
    )


def test_a_barred_applicant_is_refused_whenever_the_bar_comes(alice, bob, nina):
    applicant = a_person(alice, NAME, born=BORN, identity_numbers=NUMBER)
    made, _consignee, _papers = ready(alice, bob, applicant=applicant)
    asked = ask(alice, made)
    a_bar(nina, party=a_person(nina, NAME, born=BORN, identity_numbers=NUMBER))
    with pytest.raises(Refused) as refused:
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "trade.barred"
    page = sign_in("alice").get(f"/trade/authorisations/{made}/").content.decode()
    assert "Police of Denmark" in page
    assert 'name="valid_to"' not in page
    assert Authorisation.objects.get(public_id=made).state == "examination"


def test_of_whom_nobody_can_ask_nothing_is_granted(alice, bob):
    made, _consignee, _papers = ready(alice, bob, applicant=a_person(alice, NAME, born=BORN))
    blind = replace(alice, permissions=alice.permissions - {"parties:party:read"})
    with pytest.raises(Refused) as refused:
        ask(blind, made)
    assert refused.value.code == "trade.applicant"


def test_a_likely_bar_is_named_by_who_proposes_and_shown_to_who_decides(alice, bob, nina):
    bar = a_bar(nina, described={"name": NAME, "born": BORN})
    other = a_bar(nina, described={"name": "Somebody Else", "born": "1950-01-01"})
    made, _consignee, _papers = ready(alice, bob, applicant=a_person(alice, NAME, born=BORN))
    with pytest.raises(Refused) as refused:
        ask(alice, made)
    assert [reason.code for reason in refused.value.reasons] == ["trade.bar.unsaid"]
    assert (
        f'name="bars" value="{bar}"'
        in sign_in("alice").get(f"/trade/authorisations/{made}/").content.decode()
    )
    asked = ask(alice, made, bars=[bar, other])
    assert asked.payload["details"]["bars"] == [bar], "what was not told is not in the proposal"
    assert "Somebody alike is barred" in sign_in("bob").get(f"/proposals/{asked.public_id}/").content.decode()
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Authorisation.objects.get(public_id=made).state == "in_force"


def test_a_body_has_no_bars_and_nobody_has_none(alice, bob):
    made, _consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)


def test_without_a_row_no_term_is_extended(alice, bob):
    made = an_application(alice)
    with pytest.raises(Refused) as refused:
        authorisations.prolong(actor=alice, authorisation_id=made, reason="x")
    assert refused.value.code == "trade.term"
    assert (
        "Extend the time limit" not in sign_in("alice").get(f"/trade/authorisations/{made}/").content.decode()
    )


def test_terms_of_the_union_are_extended_as_its_regulations_say(db):
    row = {**selectors.row_of(Authorisation(kind="export", from_state="FR", into_state="BR", purpose="sale"))}
    rules = selectors.regimes()
    assert gate.longest(row, rules, dt.date(2027, 1, 1), "FR") == 90
    assert gate.longest(row, rules, dt.date(2029, 2, 12), "FR") == 110
    assert gate.longest(row, rules, dt.date(2027, 1, 1), "BR") == 0


def test_the_database_grants_nothing_to_whom_a_bar_names_and_verification_names_it(
    alice, bob, nina, monkeypatch
):
    """Past the service, by a bar of the applicant's own record; and where the database's own hand was taken away too, by what the log said."""
    applicant = a_person(alice, NAME, born=BORN, identity_numbers=NUMBER)
    made, _consignee, _papers = ready(alice, bob, applicant=applicant)
    bar = a_bar(bob, party=applicant)
    monkeypatch.setattr(barred, "bars_of", lambda _actor, _record: {})
    with pytest.raises(Refused) as refused, transaction.atomic():
        granted(alice, bob, made)
    assert refused.value.code == "trade.changed_meanwhile"
    asked = bars.propose_lifting(actor=bob, bar_id=bar, reason="It ended.")
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    granted(alice, bob, made)
    with connection.cursor() as cursor:
        assert list(BARRED.check(cursor.cursor, None)) == []


AFTERWARDS = {
    "resumed": lambda alice, made, **value: deciding.propose_resumption(
        actor=alice, authorisation_id=made, reason="x", **value
    ),
    "amended": lambda alice, made, **value: deciding.propose_amendment(
        actor=alice, authorisation_id=made, goods=PISTOLS, through=ROUTE, reason="x", **value
    ),
    "extended": lambda alice, made, **value: deciding.propose_extension(
        actor=alice, authorisation_id=made, valid_to=today() + 200 * DAY, reason="x", **value
    ),
}
"""What is decided of an authorisation once it is granted; somebody else suspends it before it is resumed."""


def _in_force(alice, bob, nina, kind):
    applicant = a_person(alice, NAME, born=BORN, identity_numbers=NUMBER)
    made, _consignee, _papers = ready(alice, bob, applicant=applicant)
    granted(alice, bob, made)
    if kind == "resumed":
        deciding.suspend(actor=alice, authorisation_id=made, reason="Looked into.")
    return applicant, made


@pytest.mark.parametrize("kind", AFTERWARDS)
def test_a_bar_that_comes_later_is_asked_by_service_and_database(alice, bob, nina, monkeypatch, kind):
    """Whatever is decided anew of an authorisation asks what its grant asked."""
    applicant, made = _in_force(alice, bob, nina, kind)
    asked = AFTERWARDS[kind](alice, made)
    bar = a_bar(nina, party=a_person(nina, NAME, born=BORN, identity_numbers=NUMBER))
    with pytest.raises(Refused) as refused, transaction.atomic():
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "trade.barred"
    with pytest.raises(Refused) as refused:
        AFTERWARDS[kind](bob, made)
    assert refused.value.code == "trade.barred"
    lifts = bars.propose_lifting(actor=nina, bar_id=bar, reason="It ended.")
    proposals.decide(actor=bob, proposal=lifts.public_id, verdict="approve")
    own = a_bar(bob, party=applicant)
    with monkeypatch.context() as patch:
        patch.setattr(barred, "bars_of", lambda _actor, _record: {})
        with pytest.raises(Refused) as refused, transaction.atomic():
            proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert refused.value.code == "trade.changed_meanwhile"
    lifts = bars.propose_lifting(actor=bob, bar_id=own, reason="It ended.")
    proposals.decide(actor=nina, proposal=lifts.public_id, verdict="approve")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Authorisation.objects.get(public_id=made).state == "in_force"


def test_whoever_is_merely_alike_is_named_when_it_is_extended(alice, bob, nina):
    _applicant, made = _in_force(alice, bob, nina, "extended")
    bar = a_bar(nina, described={"name": NAME, "born": BORN})
    with pytest.raises(Refused) as refused:
        AFTERWARDS["extended"](alice, made)
    assert [reason.code for reason in refused.value.reasons] == ["trade.bar.unsaid"]
    page = sign_in("alice").get(f"/trade/authorisations/{made}/acts/extended/").content.decode()
    assert f'name="bars" value="{bar}"' in page
    asked = AFTERWARDS["extended"](alice, made, bars=[bar])
    assert asked.payload["details"]["bars"] == [bar]
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")


def _granted_once_it_was_lifted():
    alice, bob = cast.actor("alice"), cast.actor("bob")
    applicant = a_person(alice, NAME, born=BORN, identity_numbers=NUMBER)
    bar = a_bar(bob, party=applicant)
    asked = bars.propose_lifting(actor=bob, bar_id=bar, reason="It ended.")
    proposals.decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve")
    made = ready(alice, bob, applicant=applicant)[0]
    granted(alice, bob, made)
    for kind in ("extended", "amended"):
        asked = AFTERWARDS[kind](alice, made)
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    deciding.suspend(actor=alice, authorisation_id=made, reason="Looked into.")
    asked = AFTERWARDS["resumed"](alice, made)
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")


register = filled_once(_granted_once_it_was_lifted)


def test_a_grant_to_whom_a_bar_names_is_named_by_verification(register):
    assert register.says(of=("trade_barred",)) == []
    lifted = "DELETE FROM parties_event WHERE record_type = 'bar' AND kind = 'lifted'"
    says = register.says(
        "SET LOCAL session_replication_role = replica",
        *without_triggers("parties_event"),
        lifted,
        of=("trade_barred",),
    )
    assert len(says) == 4, "granted, extended, amended, resumed"
