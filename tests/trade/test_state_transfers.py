"""Transfers from State to State (Protocol art. 4): two people of the defence authorise them without the gate, and nobody else sees them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.errors import IfarError, Invalid, NotFound, Refused
from ifar.trade import selectors
from ifar.trade.acts import COMMERCIAL
from ifar.trade.models import Authorisation
from ifar.trade.services import abroad, authorisations, deciding
from ifar.trade.services.writing import RECORDER
from tests import cast
from tests.acting import without_guards
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.factories import a_person
from tests.trade.making import a_party, an_application, assessed, granted


def _between(frank, **said):
    known = {"kind": "state", "purpose": "state_use", "through": (), "consignee": a_party(frank)}
    return an_application(frank, **{**known, **said})


def test_two_people_of_the_defence_authorise_it_and_no_paper_is_wanted(peopled_db, frank, grace, bob):
    made = _between(frank)
    assessed(frank, made)
    authorisation = Authorisation.objects.get()
    assert (authorisation.compartment, authorisation.kind) == ("defence", "state")
    asked = deciding.propose_grant(
        actor=frank,
        authorisation_id=made,
        valid_from=deciding.today(),
        valid_to=deciding.today(),
        reason="Agreed between the ministries.",
    )
    for actor in (frank, bob):  # nobody by themselves, and no head of another compartment
        with pytest.raises(IfarError):
            proposals.decide(actor=actor, proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=grace, proposal=asked.public_id, verdict="approve")
    assert Authorisation.objects.get().state == "in_force"
    assert Proposal.objects.get().compartment == "defence"


def test_nobody_else_sees_it(peopled_db, frank, grace, alice, bob, heidi, erin, judy):
    made = _between(frank)
    assessed(frank, made)
    granted(frank, grace, made)
    for actor in (alice, bob, heidi, erin):
        assert not selectors.authorisations_for(actor).exists()
        with pytest.raises(NotFound):
            selectors.authorisation_for(actor, made)
        with pytest.raises(NotFound):
            abroad.open_party(actor, Authorisation.objects.get().consignee)
    assert selectors.authorisations_for(grace).exists()
    assert selectors.authorisations_for(judy).exists()  # the inspectorate sees every compartment
    assert not Authorisation.objects.filter(kind__in=COMMERCIAL).exists()


def test_each_compartment_authorises_its_own_kinds(peopled_db, frank, alice):
    for actor, kinds in ((alice, ["state"]), (frank, COMMERCIAL)):
        for kind in kinds:
            with pytest.raises(Invalid) as raised:
                an_application(actor, kind=kind, consignee=a_party(actor), through=())
            assert raised.value.code == "trade.compartment"
    for values in ({"from_state": "NO"}, {"into_state": "XX"}, {"applicant": a_person(alice)}):
        with pytest.raises(Invalid):
            _between(frank, **values)
    open_ = an_application(alice)
    sets = {"kind": "state", "from_state": "XX", "into_state": "SE", "purpose": "sale"}
    with without_guards(RECORDER), pytest.raises((IntegrityError, Refused)), transaction.atomic():
        RECORDER.record(alice, "authorisation", "drafted", changes=sets)
    with without_guards(RECORDER), pytest.raises((IntegrityError, Refused)), transaction.atomic():
        RECORDER.record(frank, "authorisation", "drafted", changes={**sets, "kind": "export"})
    with without_guards(RECORDER), pytest.raises((IntegrityError, Refused)), transaction.atomic():
        RECORDER.record(frank, "authorisation", "drafted", changes={**sets, "from_state": "NO"})
    with without_guards(RECORDER), pytest.raises((IntegrityError, Refused)), transaction.atomic():
        RECORDER.record(frank, "authorisation", "drafted", changes={**sets, "applicant": a_person(alice)})
    assert Authorisation.objects.get().public_id == open_


def test_advice_is_asked_within_the_defence(peopled_db, frank, grace, alice):
    made = _between(frank)
    with pytest.raises(Invalid):
        authorisations.consult(actor=frank, authorisation_id=made, office=alice.agency, question="Anything?")
    authorisations.consult(
        actor=frank, authorisation_id=made, office=cast.actor("peter").agency, question="Anything?"
    )


@pytest.fixture(scope="module")
def ministry(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """One such transfer, granted."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        frank, grace = cast.actor("frank"), cast.actor("grace")
        made = _between(frank)
        assessed(frank, made)
        granted(frank, grace, made)
        yield register


@pytest.mark.parametrize(
    "forged",
    [
        """UPDATE trade_event SET changes = changes || '{"kind": "export"}' WHERE kind = 'drafted'""",
        """UPDATE trade_event SET changes = changes || '{"compartment": "civilian"}' WHERE kind = 'drafted'""",
        """UPDATE trade_event SET changes = changes || '{"from_state": "NO"}' WHERE kind = 'drafted'""",
        """UPDATE trade_event SET changes = changes || '{"applicant": "P0000000000000"}' WHERE kind = 'drafted'""",
        """UPDATE trade_event SET changes = changes || '{"goods": []}' WHERE kind = 'drafted'""",
    ],
    ids=lambda text: text[41:75],
)
def test_verification_names_what_was_forged(ministry: Register, forged: str) -> None:
    off = without_triggers("trade_event")
    assert ministry.says(of=("trade", "acts")) == []
    says = ministry.says("SET LOCAL session_replication_role = replica", *off, forged, of=("trade_gate",))
    assert any(text.startswith("not_allowed authorisation") for text in says), says
