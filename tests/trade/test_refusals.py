"""A refusal seen elsewhere, another State's or another office's here, is shown at the check and answered before anything is granted."""

from __future__ import annotations

import pytest
from django.db import transaction

from ifar.accounts.models import ReadLog
from ifar.accounts.services import proposals
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.trade.inputs import GoodsLine, Through
from ifar.trade.models import Authorisation, Denial, Match
from ifar.trade.refusals import services
from ifar.trade.refusals.asked import open_on
from ifar.trade.screening.services import screening
from ifar.trade.services import authorisations, deciding
from ifar.trade.services.writing import today
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_person
from tests.trade.making import DAY, PISTOLS, a_party, an_application, granted, ready
from tests.trade.test_screened import loaded

pytestmark = pytest.mark.django_db
WHY = "The end user there was another one; Denmark was asked and agrees."


def entered(actor, party, **said):
    """A refusal of Denmark that nobody has verified."""
    known = {
        "country": "DK",
        "issuer": "Police of Denmark",
        "number": "DK-77",
        "refused_on": today() - 30 * DAY,
        "ground": "diversion",
    }
    return services.notify(actor=actor, party=party, **{**known, **said})


def a_denial(actor, party, **said):
    """One that another person verified."""
    made = entered(actor, party, **said)
    another = cast.actor("alice" if actor.id == cast.actor("bob").id else "bob")
    services.verify(actor=another, denial_id=made)
    return made


def refused_at(head, officer, **said):
    """An application that the office of two people refused."""
    made = an_application(officer, **said)
    asked = deciding.propose_refusal(
        actor=officer, authorisation_id=made, ground="diversion", reason="SECRET-OF-THE-OTHER"
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
    return made


def is_shut(alice, bob, made):
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    return [reason.code for reason in refused.value.reasons]


def answered(actor, made, refusal):
    services.answer(actor=actor, authorisation_id=made, refusal=refusal, reason=WHY)


def test_another_states_refusal_holds_until_it_is_answered_by_one_and_decided_by_another(alice, bob):
    made, consignee, _papers = ready(alice, bob)
    page = sign_in("alice").get(f"/trade/authorisations/{made}/").content.decode()
    assert "Earlier refusals" not in page
    denial = a_denial(alice, consignee)
    page = sign_in("alice").get(f"/trade/authorisations/{made}/").content.decode()
    assert "Police of Denmark" in page
    assert is_shut(alice, bob, made) == ["trade.refusal.open"]
    for strange in ("T0000000000000", made):
        with pytest.raises(Invalid):
            answered(alice, made, strange)
    answered(bob, made, denial)
    with pytest.raises(Invalid):
        answered(alice, made, denial)
    with pytest.raises(Forbidden):
        granted(alice, bob, made)
    assert Authorisation.objects.get(public_id=made).state == "examination"


def test_what_nobody_verified_holds_the_gate_and_cannot_be_answered(alice, bob, nina):
    """A notice is entered by one and verified or rejected by another; the database holds both by itself."""
    made, consignee, _papers = ready(alice, bob)
    denial, wrong = entered(alice, consignee), entered(bob, consignee, number="DK-78")
    assert is_shut(alice, bob, made) == ["trade.refusal.unverified"]
    page = sign_in("alice").get(f"/trade/authorisations/{made}/").content.decode()
    assert "To be verified" in page
    with pytest.raises(Refused) as early:
        answered(bob, made, denial)
    assert early.value.code == "trade.refusal.unverified"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "answerable", lambda _found: [denial])
        with pytest.raises(Refused) as past, transaction.atomic():
            answered(bob, made, denial)
    assert past.value.code == "trade.refusal.unverified"
    for act, who, said in ((services.verify, alice, {}), (services.reject, alice, {"reason": "x"})):
        with pytest.raises(Forbidden):
            act(actor=who, denial_id=denial, **said)
        with pytest.raises(NotFound):
            act(actor=nina, denial_id=denial, **said)
    browser = sign_in("bob")
    page = browser.get(f"/trade/refusals/{denial}/").content.decode()
    assert page.count(f"/trade/refusals/{denial}/acts/verified/") == 1
    assert browser.post(f"/api/trade/refusals/{denial}/verified", {}, "application/json").status_code == 200
    services.reject(actor=alice, denial_id=wrong, reason="It is about another buyer.")
    assert is_shut(alice, bob, made) == ["trade.refusal.open"]
    answered(alice, made, denial)
    granted(alice, bob, made)


def test_who_answers_does_not_decide_and_then_it_is_granted(alice, bob):
    made, consignee, _papers = ready(alice, bob)
    denial = a_denial(bob, consignee)
    answered(alice, made, denial)
    granted(alice, bob, made)
    authorisation = Authorisation.objects.get(public_id=made)
    assert (authorisation.state, authorisation.refusals_answered) == ("in_force", [denial])
    # One that comes later holds what changes the authorisation.
    a_denial(bob, consignee, number="DK-78")
    with pytest.raises(Refused):
        deciding.propose_extension(
            actor=alice, authorisation_id=made, valid_to=authorisation.valid_to + DAY, reason="Longer."
        )


def test_who_answers_does_not_amend_either(alice, bob):
    made, consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    answered(bob, made, a_denial(alice, consignee))
    authorisation = Authorisation.objects.get(public_id=made)
    asked = deciding.propose_amendment(
        actor=alice,
        authorisation_id=made,
        goods=[
            GoodsLine(**{name: line[name] for name in GoodsLine.model_fields}) for line in authorisation.goods
        ],
        through=[Through(**leg) for leg in authorisation.through],
        reason="As it is.",
    )
    with pytest.raises(Forbidden):
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")


def test_what_is_asked_for_anew_is_answered_anew(alice, bob):
    """An answer is about one deal: whoever asks for another one afterwards does not keep it."""
    made, consignee, _papers = ready(alice, bob)
    denial = a_denial(bob, consignee)
    answered(alice, made, denial)
    authorisations.find_incomplete(actor=alice, authorisation_id=made, missing="The quantity.")
    authorisation = Authorisation.objects.get(public_id=made)
    names = ("kind", "from_state", "into_state", "purpose", "applicant", "consignee")
    authorisations.change(
        actor=alice,
        authorisation_id=made,
        goods=[GoodsLine(type="pistol", quantity=5_000)],
        **{name: getattr(authorisation, name) for name in names},
    )
    authorisation.refresh_from_db()
    assert services.open_on(authorisation) == [denial]


def test_a_refusal_of_another_office_here_is_shown_without_its_file(alice, bob, nina):
    applicant = a_person(alice, "Kestrel Trading")
    theirs = refused_at(bob, alice, applicant=applicant, consignee=a_party(alice))
    # Another record of the same buyer, by its number there; another one with neither number nor name in common.
    same = a_party(nina, name="N. Vapen")
    other = a_party(nina, name="Somebody else", number="SE-1")
    row = an_application(nina, consignee=same), an_application(nina, consignee=other)
    pages = [sign_in("nina").get(f"/trade/authorisations/{item}/").content.decode() for item in row]
    assert ["Earlier refusals" in page for page in pages] == [True, False]
    # Its number leads to its page where the reader sees that, and nowhere where not.
    again = an_application(alice, applicant=applicant, consignee=a_party(alice, name="Fjord Club"))
    assert (
        f"/trade/authorisations/{theirs}/"
        in sign_in("alice").get(f"/trade/authorisations/{again}/").content.decode()
    )
    assert "Provincial Licensing Office" in pages[0]
    assert not [text for text in ("Kestrel", "SECRET", f"/authorisations/{theirs}") if text in pages[0]]
    assert services.open_on(Authorisation.objects.get(public_id=row[0])) == [theirs]


def test_the_applicant_and_the_end_user_are_asked_about_too_and_time_ends_it(alice, bob):
    applicant, end_user = a_person(alice, "Kestrel Trading"), a_party(alice, name="Fjord Club", number="F-1")
    for party in (applicant, end_user):
        made = an_application(alice, applicant=applicant, end_user=end_user)
        authorisation = Authorisation.objects.get(public_id=made)
        over = a_denial(alice, party, number=f"{party}-1", valid_until=today() - DAY)
        denial = a_denial(alice, party, number=f"{party}-2", valid_until=today())
        assert denial in services.open_on(authorisation)
        assert over not in services.open_on(authorisation)
        services.lift(actor=bob, denial_id=denial, reason="Denmark wrote.")
        assert denial not in services.open_on(authorisation)


def test_who_entered_it_does_not_lift_it_and_others_do_not_see_it(alice, bob, nina):
    denial = a_denial(alice, a_party(alice))
    with pytest.raises(Forbidden):
        services.lift(actor=alice, denial_id=denial, reason="x")
    with pytest.raises(NotFound):
        services.lift(actor=nina, denial_id=denial, reason="x")
    for strange in (a_party(nina, number="S-2"), "T0000000000000"):
        with pytest.raises(Invalid):
            a_denial(alice, strange)
    with pytest.raises(Invalid):
        a_denial(alice, a_party(alice, number="S-3"), country="XX")


def test_pages_enter_and_lift_it(alice, bob):
    party, browser = a_party(alice), sign_in("alice")
    assert browser.get("/trade/refusals/").status_code == 200
    other = a_denial(alice, party)
    for address in ("/api/trade/refusals", f"/api/trade/refusals/{other}"):
        before = ReadLog.objects.filter(object=party).count()
        assert party in browser.get(address).content.decode()
        assert ReadLog.objects.filter(object=party).count() == before + 1
    services.lift(actor=bob, denial_id=other, reason="It was another one.")
    values = {
        "country": "DK", "issuer": "Police", "number": "dk 1", "refused_on": today(), "ground": "diversion", "party": party,
    }  # fmt: skip
    answer = browser.post("/trade/refusals/new/", values)
    denial = Denial.objects.get(state="entered")
    assert answer.url == f"/trade/refusals/{denial.public_id}/"
    assert "Norrland" in browser.get(answer.url).content.decode()
    services.verify(actor=bob, denial_id=denial.public_id)
    made = an_application(alice, consignee=party)
    page = browser.get(f"/trade/authorisations/{made}/acts/refusal_weighed/").content.decode()
    assert denial.public_id in page
    answer = browser.post(
        f"/trade/authorisations/{made}/acts/refusal_weighed/",
        {"refusal": denial.public_id, "reason": WHY, "expected_n": 3},
    )
    assert Authorisation.objects.get(public_id=made).refusals_answered == [denial.public_id]


def test_the_database_holds_the_gate_by_itself(alice, bob, monkeypatch):
    made, consignee, _papers = ready(alice, bob)
    a_denial(alice, consignee)
    monkeypatch.setattr(deciding.refusals, "against", lambda _found: [])
    assert is_shut(alice, bob, made) == ["trade.refusal.open"]


def _listed(alice):
    """Somebody whom a list might name."""
    held = a_party(alice, name="Nordvast Handels AB", number="SE-1")
    loaded()
    return held


def test_another_name_in_the_place_of_who_might_be_listed_is_asked_about(alice, bob, monkeypatch):
    """The applicant takes the application back and enters it anew with another buyer: the match stands, and somebody answers."""
    applicant = a_person(alice)
    first = an_application(alice, consignee=_listed(alice), applicant=applicant)
    match = Match.objects.get().public_id
    authorisations.withdraw(actor=alice, authorisation_id=first, reason="The buyer is another one.")
    made, _consignee, _papers = ready(alice, bob, applicant=applicant)
    assert is_shut(alice, bob, made) == ["trade.refusal.named"]
    with monkeypatch.context() as patch:
        patch.setattr(deciding.refusals, "against", lambda _found: [])
        with pytest.raises(Refused) as past, transaction.atomic():
            granted(alice, bob, made)
    assert past.value.code == "trade.refusal.open"
    page = sign_in("alice").get(f"/trade/authorisations/{made}/").content.decode()
    assert "Somebody who was named before for these goods" in page
    answered(alice, made, match)
    granted(alice, bob, made)


def test_whom_an_application_named_before_it_was_changed_is_asked_about(alice, bob):
    """Other applicants, and whoever is another person than the one on the list, hold nothing."""
    known = {"kind": "export", "from_state": "XX", "into_state": "SE", "purpose": "sale", "goods": PISTOLS}
    held = _listed(alice)
    made = authorisations.draft(actor=alice, consignee=held, **known)
    free = authorisations.draft(actor=alice, consignee=a_party(alice), **known)
    authorisations.change(actor=alice, authorisation_id=made, consignee=a_party(alice), **known)
    match = Match.objects.get().public_id
    authorisation, other = (Authorisation.objects.get(public_id=text) for text in (made, free))
    assert open_on(authorisation) == [match]
    assert open_on(other) == []
    screening.decide(actor=bob, match_id=match, verdict="another", reason="Another company.")
    assert open_on(authorisation) == []
