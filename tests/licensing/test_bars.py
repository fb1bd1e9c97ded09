"""Must-have 22 through licensing: whoever was refused here, or lost a licence here, is flagged and refused at the other office."""

from __future__ import annotations

import json

import pytest

from ifar.accounts.models import Proposal, ReadLog
from ifar.accounts.services import proposals
from ifar.errors import Refused
from ifar.licensing import barring
from ifar.licensing.models import Application, Licence
from ifar.licensing.services import applications, licences
from ifar.parties.models import Bar
from ifar.parties.services import NewBar, enter_bar, propose_lifting
from ifar.rights import Actor
from tests.factories import a_licence, a_person, an_application

pytestmark = pytest.mark.django_db
NAME, BORN = "Amina Diallo", "1984-03-02"
NUMBER = [{"kind": "national_id", "number": "ID-1984-7731", "country": "XX"}]


def refuse(actor: Actor, second: Actor, applicant: str, ground: str = "danger") -> str:
    text = an_application(actor, applicant)
    asked = applications.propose_refusal(actor=actor, application_id=text, reason="x", grounds=[ground])
    proposals.decide(actor=second, proposal=asked.public_id, verdict="approve")
    assert Application.objects.get(public_id=text).state == "refused"
    return text


def lift(actor: Actor, second: Actor, bar: Bar) -> None:
    asked = propose_lifting(actor=actor, bar_id=bar.public_id, reason="set aside")
    proposals.decide(actor=second, proposal=asked.public_id, verdict="approve")


def test_refused_here_flagged_at_the_other_office(alice, bob, nina, signed_in):
    """The other office has a record of its own, with the same number; it is told, and grants nothing until the bar is lifted."""
    text = refuse(alice, bob, a_person(alice, NAME, born=BORN, identity_numbers=NUMBER))
    bar = Bar.objects.get()
    assert (bar.kind, bar.ground, bar.issuer, bar.country) == (
        "refused",
        "security",
        "Provincial Licensing Office",
        "XX",
    )
    assert bar.paper.replace("-", "") == text
    there = an_application(nina, a_person(nina, NAME, born=BORN, identity_numbers=NUMBER))
    asked_before = ReadLog.objects.filter(act="parties.bar.check", actor=nina.id).count()
    page = signed_in("nina").get(f"/licensing/applications/{there}/").content.decode()
    assert ReadLog.objects.filter(act="parties.bar.check", actor=nina.id).count() > asked_before
    assert "Somebody like this is barred from firearms" in page
    assert "Provincial Licensing Office" in page
    assert "Submit for approval" not in page
    with pytest.raises(Refused) as refused:
        applications.propose_grant(actor=nina, application_id=there, reason="x", bars=[bar.public_id])
    assert [(reason.code, reason.article) for reason in refused.value.reasons] == [
        ("licensing.barred", barring.ARTICLE)
    ]
    assert bar.public_id in str(refused.value.message)
    lift(bob, nina, bar)
    assert applications.propose_grant(actor=nina, application_id=there, reason="x")


def test_a_bar_that_comes_between_proposal_and_decision_refuses_the_grant(alice, bob, nina):
    amina = a_person(alice, NAME, born=BORN, identity_numbers=NUMBER)
    text = an_application(alice, amina)
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    refuse(nina, bob, a_person(nina, NAME, born=BORN, identity_numbers=NUMBER))
    with pytest.raises(Refused) as refused:
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "licensing.barred"
    assert not Licence.objects.exists()


def test_a_likely_bar_is_named_by_the_proposer_and_shown_to_the_second_person(alice, bob, nina, signed_in):
    new = NewBar(
        kind="prohibited",
        ground="court_decision",
        valid_from="2020-01-01",
        issuer="Court",
        country="XX",
        paper="C-1",
        described={"name": NAME, "born": BORN},
    )
    bar = enter_bar(actor=nina, new=new)
    text = an_application(alice, a_person(alice, NAME, born=BORN))
    with pytest.raises(Refused) as refused:
        applications.propose_grant(actor=alice, application_id=text, reason="x")
    assert [reason.code for reason in refused.value.reasons] == ["licensing.bar.unsaid"]
    other = enter_bar(actor=nina, new=NewBar(**{**vars_of(new), "described": {"name": "Zoran Petrov"}}))
    browser = signed_in("alice")
    page = browser.get(f"/licensing/applications/{text}/").content.decode()
    assert f'name="bars" value="{bar}"' in page
    act, values = (
        f"/licensing/applications/{text}/acts/granted/",
        {"reason": "a namesake", "bars": [bar, other]},
    )
    assert browser.post(act, values).status_code == 422
    values = json.dumps(values)
    browser.post(f"/api/applications/{text}/granted", values, content_type="application/json")
    asked = Proposal.objects.get()
    assert asked.payload["details"]["bars"] == [bar], "what the desk was not told of is not in the proposal"
    shown = signed_in("bob").get(f"/proposals/{asked.public_id}/").content.decode()
    assert "Somebody alike is barred" in shown
    assert "Southern Licensing Office" in shown
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Licence.objects.get().state == "in_force"


def vars_of(new: NewBar) -> dict[str, object]:
    return {name: getattr(new, name) for name in new.__slots__}


def test_a_revoked_licence_bars_and_a_formal_refusal_does_not(alice, bob, nina):
    amina = a_person(alice, NAME, born=BORN, identity_numbers=NUMBER)
    refuse(alice, bob, amina, "incomplete")
    assert not Bar.objects.exists()
    text = a_licence(alice, bob, amina)
    asked = licences.propose_revocation(actor=alice, licence_id=text, ground="conditions", reason="again")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    bar = Bar.objects.get()
    assert (bar.kind, bar.ground, bar.paper.replace("-", "")) == ("revoked", "breach_of_conditions", text)
    there = an_application(nina, a_person(nina, NAME, born=BORN, identity_numbers=NUMBER))
    with pytest.raises(Refused):
        applications.propose_grant(actor=nina, application_id=there, reason="x")


def test_a_granted_appeal_needs_the_bar_of_the_refusal_lifted(alice, bob, nina):
    amina = a_person(alice, NAME, born=BORN, identity_numbers=NUMBER)
    text = refuse(alice, bob, amina)
    applications.appeal(actor=alice, application_id=text, note="the court heard it")
    with pytest.raises(Refused):
        applications.propose_grant(actor=alice, application_id=text, reason="x")
    lift(bob, nina, Bar.objects.get())
    asked = applications.propose_grant(actor=alice, application_id=text, reason="the court said so")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Licence.objects.get().state == "in_force"


def test_every_ground_of_the_lists_has_a_ground_of_a_bar():
    """What the shipped lists say, and what a State's own list may say that the rule does not know."""
    from ifar.licensing.selectors.kinds import grounds
    from ifar.reference import selectors as reference

    known = reference.words("bar_ground")
    refusals = {
        choice.code: barring.ground_of_refusal([choice.code], known)
        for choice in reference.choices("refusal_ground")
    }
    assert {code for code, ground in refusals.items() if not ground} == barring.FORMAL
    ends = {code: barring.ground_of_revocation(code, known) for code in grounds()}
    assert {code for code, ground in ends.items() if not ground} == barring.UNBARRED
    assert "other" not in {*refusals.values(), *ends.values()}
    assert barring.ground_of_refusal(["xland_7"], known) == "other"
    assert barring.ground_of_refusal(["incomplete", "age"], known) == "age"
