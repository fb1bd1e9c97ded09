"""An authorisation is asked for, completed while a clock runs, assessed by one and decided by another."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse

from ifar.accounts.services import proposals
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.trade import api, selectors
from ifar.trade.inputs import GoodsLine
from ifar.trade.models import Authorisation
from ifar.trade.services import authorisations, deciding, papers
from ifar.trade.services.writing import RECORDER, today
from ifar.trade.views import authorisations as of_pages
from tests import cast
from tests.trade.making import DAY, PISTOLS, a_paper, a_party, an_application, assessed, granted, ready

WHY = "It is so."


def test_an_authorisation_through_its_whole_life(peopled_db, alice, bob, nina, heidi):
    made, _consignee, on_file = ready(alice, bob)
    assert not selectors.authorisations_for(heidi).exists()
    granted(alice, bob, made)
    authorisation = selectors.authorisation_for(alice, made)
    assert (authorisation.state, authorisation.valid_to, authorisation.decided_on) == (
        "in_force",
        today() + 200 * DAY,
        today(),
    )
    assert authorisation.through == [{"country": "DK", "way": "road"}, {"country": "DE", "way": "rail"}]
    # Customs see what may leave, another licensing office nothing; neither changes it.
    assert selectors.authorisation_for(heidi, made) == authorisation
    assert selectors.paper_for(heidi, on_file["import_authorisation", "SE"]).state == "verified"
    for stranger, error in ((heidi, Forbidden), (nina, NotFound)):
        with pytest.raises(error):
            deciding.suspend(actor=stranger, authorisation_id=made, reason=WHY)
    with pytest.raises(NotFound):
        selectors.paper_for(nina, on_file["import_authorisation", "SE"])
    # No longer than its papers, no more than they cover.
    for ask in (
        lambda: deciding.propose_extension(
            actor=alice, authorisation_id=made, valid_to=today() + 301 * DAY, reason=WHY
        ),
        lambda: deciding.propose_amendment(
            actor=alice,
            authorisation_id=made,
            goods=[*PISTOLS, GoodsLine(type="rifle", quantity=1)],
            reason=WHY,
        ),
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert {reason.article for reason in refused.value.reasons} <= {
            "Protocol art. 10(2)(a)",
            "Protocol art. 10(2)(b)",
        }
    asked = deciding.propose_extension(
        actor=alice, authorisation_id=made, valid_to=today() + 300 * DAY, reason=WHY
    )
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    # One suspends; two let goods leave again, and not while a paper on which it rests is gone.
    deciding.suspend(actor=alice, authorisation_id=made, reason=WHY)
    papers.withdraw_paper(actor=alice, paper_id=on_file["transit_no_objection", "DK"], reason="Withdrawn.")
    with pytest.raises(Refused) as refused:
        deciding.propose_resumption(actor=alice, authorisation_id=made, reason=WHY)
    assert [reason.code for reason in refused.value.reasons] == ["trade.gate.missing"]
    assert "Denmark" in str(refused.value.reasons[0].message)
    asked = deciding.propose_revocation(actor=alice, authorisation_id=made, ground="diversion", reason=WHY)
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert selectors.authorisation_for(heidi, made).state == "revoked"


def test_the_clock_stands_while_the_application_is_incomplete(peopled_db, alice, monkeypatch):
    monday = dt.date(2027, 3, 1)
    monkeypatch.setattr(authorisations, "today", lambda: monday)
    made = an_application(alice)
    assert Authorisation.objects.get().due_on == monday + 84 * DAY  # 60 working days
    monkeypatch.setattr(authorisations, "today", lambda: monday + 14 * DAY)
    authorisations.find_incomplete(actor=alice, authorisation_id=made, missing="The end-use certificate.")
    authorisation = Authorisation.objects.get()
    assert (authorisation.spent, authorisation.due_on, authorisation.missing) == (
        10,
        None,
        "The end-use certificate.",
    )
    monkeypatch.setattr(authorisations, "today", lambda: monday + 100 * DAY)
    authorisations.complete(actor=alice, authorisation_id=made)
    authorisation = Authorisation.objects.get()
    assert authorisations.working_days(monday + 100 * DAY, authorisation.due_on) == 50


def test_an_office_that_is_asked_sees_it_and_answers_before_it_is_granted(
    peopled_db, alice, bob, erin, heidi
):
    made, _consignee, _papers = ready(alice, bob)
    with pytest.raises(NotFound):
        selectors.authorisation_for(erin, made)
    authorisations.consult(
        actor=alice, authorisation_id=made, office=erin.agency, question="Is the buyer known?"
    )
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    assert refused.value.code == "trade.consultation_open"
    with pytest.raises(Forbidden):
        authorisations.advise(actor=bob, authorisation_id=made, advice="No.")
    authorisations.advise(actor=erin, authorisation_id=made, advice="Nothing is known.")
    with pytest.raises(NotFound):
        selectors.authorisation_for(erin, made)
    granted(alice, bob, made)
    # Whose advice was not waited for sees nothing of it either.
    other = an_application(alice)
    authorisations.consult(actor=alice, authorisation_id=other, office=erin.agency, question="Known?")
    with transaction.atomic():
        authorisations.withdraw(actor=alice, authorisation_id=other, reason=WHY)
        with pytest.raises(NotFound):
            selectors.authorisation_for(erin, other)
        transaction.set_rollback(True)
    asked = deciding.propose_refusal(actor=alice, authorisation_id=other, ground="embargo", reason=WHY)
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    with pytest.raises(NotFound):
        selectors.authorisation_for(erin, other)


def test_whoever_assessed_does_not_decide_and_an_overriding_risk_is_refused(peopled_db, alice, bob):
    made, _consignee, _papers = ready(alice, bob)
    assessed(bob, made)
    with pytest.raises(Forbidden):
        granted(alice, bob, made)
    assert Authorisation.objects.get().state == "examination"
    assessed(alice, made, risk="overriding")
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    assert refused.value.code == "trade.risk"


def test_whoever_assessed_decides_nothing_later_either(peopled_db, alice, bob):
    made, _consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    authorisation = selectors.authorisation_for(alice, made)
    for kind, names in {"amended": ("goods", "through"), "extended": ("valid_to",), "resumed": ()}.items():
        values = {name: getattr(authorisation, name) for name in names}
        if kind == "resumed":
            deciding.suspend(actor=bob, authorisation_id=made, reason=WHY)
            authorisation.refresh_from_db()
        with pytest.raises(Forbidden) as refused:
            RECORDER.compose(alice, "authorisation", kind, authorisation, changes=values, details=values)
        assert refused.value.code == "trade.assessed_by_you", kind


def test_an_authorisation_whose_last_day_is_over_says_so(peopled_db, signed_in, alice, bob, monkeypatch):
    made, _consignee, _papers = ready(alice, bob)
    granted(alice, bob, made, days=1)
    client = signed_in("alice")
    for days, word in ((1, "Granted"), (2, "Expired")):
        day = today() + days * DAY
        monkeypatch.setattr(of_pages, "today", lambda day=day: day)
        monkeypatch.setattr(api, "today", lambda day=day: day)
        for place in ("/trade/", f"/trade/authorisations/{made}/"):
            tone = "bad" if word == "Expired" else "good"
            assert f'badge-{tone}">{word}<' in client.get(place).content.decode(), place
        over = word == "Expired"
        assert client.get("/api/trade/authorisations").json()["items"][0]["expired"] is over
        assert client.get(f"/api/trade/authorisations/{made}").json()["expired"] is over


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"from_state": "SE", "into_state": "DK"}, "from_state"),
        ({"into_state": "XX"}, "into_state"),
        ({"kind": "brokering"}, "kind"),
        ({"into_state": "QQ"}, "into_state"),
        ({"purpose": "fun"}, "purpose"),
        ({"consignee": "T0000000000000"}, "consignee"),
        ({"applicant": "P0000000000000"}, "applicant"),
        ({"goods": [GoodsLine(type="spaceship", quantity=1)]}, "goods-0-type"),
        ({"kind": "gift"}, "kind"),
    ],
)
def test_what_is_on_no_list_is_refused(peopled_db, alice, said, field):
    with pytest.raises(Invalid) as refused:
        an_application(alice, **{"consignee": "" if "consignee" in said else a_party(alice), **said})
    assert refused.value.field == field


def test_a_paper_is_entered_once_at_all_offices(peopled_db, alice, bob, nina):
    on_file = ready(alice, bob)[2]
    first = selectors.paper_for(alice, on_file["import_authorisation", "SE"])
    elsewhere = a_party(nina)
    other = an_application(nina, consignee=elsewhere)
    again = f"{first.number[:3].lower()}-{first.number[3:]}"
    with pytest.raises(Invalid) as refused:
        a_paper(nina, other, elsewhere, "import_authorisation", "SE", number=again)
    assert refused.value.code == "trade.paper.twice"
    # What says that no licence is required, under the same number, is the same paper; digits of other scripts are digits.
    with pytest.raises(Invalid):
        a_paper(nina, other, elsewhere, "no_import_licence", "SE", number=again)
    papers.withdraw_paper(actor=alice, paper_id=first.public_id, reason="Needed for another authorisation.")
    made = a_paper(nina, other, elsewhere, "import_authorisation", "SE", number=again)
    papers.reject_paper(actor=nina, paper_id=made, reason="It is not theirs.")
    assert (
        selectors.paper_for(
            nina, a_paper(nina, other, elsewhere, "end_use_certificate", "SE", number="٤٧a")
        ).number
        == "47A"
    )


def test_a_paper_on_which_was_granted_serves_no_other_authorisation(peopled_db, alice, bob, monkeypatch):
    made, consignee, on_file = ready(alice, bob)
    granted(alice, bob, made)
    spent = selectors.paper_for(alice, on_file["import_authorisation", "SE"])
    papers.withdraw_paper(actor=alice, paper_id=spent.public_id, reason="It counts no more.")
    other = an_application(alice, consignee=consignee)
    for kind in ("import_authorisation", "no_import_licence"):
        with pytest.raises(Invalid) as refused:
            a_paper(alice, other, consignee, kind, "SE", number=spent.number.lower())
        assert refused.value.code == "trade.paper.twice"
        # Past the service, the database refuses it by its own hand.
        with monkeypatch.context() as patch:
            patch.setattr(selectors, "is_on_file", lambda *_asked, **_said: False)
            again = a_paper(alice, other, consignee, kind, "SE", number=spent.number.lower())
            with pytest.raises(Refused) as raised:
                papers.verify_paper(actor=bob, paper_id=again, verified_by="issuer")
            assert raised.value.code == "trade.paper.twice"
            patch.setattr(selectors, "is_spent", lambda *_asked: False)
            with pytest.raises(Refused) as past, transaction.atomic():
                papers.verify_paper(actor=bob, paper_id=again, verified_by="issuer")
        assert past.value.code == "trade.paper.twice"
        papers.reject_paper(actor=bob, paper_id=again, reason="It served another one.")
    a_paper(alice, made, consignee, "import_authorisation", "SE", number=spent.number)


def test_what_was_done_since_it_was_proposed_asks_for_another_proposal(peopled_db, alice, bob):
    made, _consignee, _papers = ready(alice, bob)
    asked = deciding.propose_grant(
        actor=alice, authorisation_id=made, valid_from=today(), valid_to=today() + DAY, reason=WHY
    )
    assessed(alice, made)
    with pytest.raises(Conflict), transaction.atomic():
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert selectors.authorisation_for(alice, made).state == "examination"


def test_what_is_proposed_is_told_to_whoever_decides(peopled_db, signed_in, alice, bob):
    made, _consignee, _papers = ready(alice, bob)
    asked = deciding.propose_grant(
        actor=alice, authorisation_id=made, valid_from=today(), valid_to=today() + DAY, reason=WHY
    )
    page = signed_in("bob").get(reverse("accounts:proposal", args=[asked.public_id])).content.decode()
    assert "Grant an authorisation" in page
    assert "Norrland Vapen AB" in page
    assert "100 ×" in page
    assert "Denmark · " in page
    assert "Sale" in page
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    fewer = [PISTOLS[0].model_copy(update={"quantity": 7})]
    asked = deciding.propose_amendment(actor=alice, authorisation_id=made, goods=fewer, reason=WHY)
    page = signed_in("bob").get(reverse("accounts:proposal", args=[asked.public_id])).content.decode()
    now, then = page.index("<h3>Now</h3>"), page.index("<h3>From then on</h3>")
    assert now < page.index("Denmark · ") < page.index("100 ×") < then < page.index("7 ×")
    assert "none" in page[then : page.index("7 ×")]
    assert cast.actor("bob").agency == alice.agency
