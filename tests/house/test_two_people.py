"""Acceptance line 4 of licensing, for the whole product: whatever takes two or three people, the same person again is refused.

`CASES` is held against the one table of such acts (`accounts.eyes`): a new act without a case fails here. For each act the same person is
refused by the service, and, with the service passed by, by the database, which these tests ask as the runtime role with rows of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Final, NamedTuple

import pytest
from django.db import transaction

from ifar.accounts import descriptions, dual_control
from ifar.accounts.services import acts, proposals
from ifar.errors import Forbidden
from ifar.rights import Actor
from tests import cast
from tests.accounts.test_database_dual_control import decide, entry, propose, refused
from tests.community.making import give_roles
from tests.oversight.casework import inspector_and_judge

pytestmark = pytest.mark.django_db


class Case(NamedTuple):
    """Who asks, who else may answer, and the letter of what it is about."""

    asks: str
    answers: str
    about: str


_RIGHTS: Final = (
    "accounts.absence",
    "accounts.agency",
    "accounts.client",
    "accounts.factor_reset",
    "accounts.grant",
    "accounts.revoke",
)
_CASHIER: Final = ("card_spoiled", "payment_reduced", "payment_refunded", "payment_waived", "till_closed")
_LICENCES: Final = ("changed", "lapsed", "reinstated", "revoked")
_FIREARMS: Final = (
    "annulled", "corrected", "destroyed", "disposal_decided", "late", "re_marked", "returned_to_owner", "sold_from_disposal",
    "sold_to_civilians", "written_off",
)  # fmt: skip
CASES: Final[Mapping[str, Case]] = {
    **dict.fromkeys(_RIGHTS, Case("ken", "laura", "U")),
    "books.closing_closed": Case("bob", "nina", "A"),
    **{f"ammunition.movement_{kind}": Case("frank", "grace", "B") for kind in ("demilitarised", "destroyed", "lost_by_two", "undone_by_two")},
    **{f"cashier.{kind}": Case("bob", "nina", "J") for kind in _CASHIER},
    **{f"community.member_{kind}": Case("bob", "nina", "S") for kind in ("admitted", "refused", "reinstated", "renewed")},
    "custody.batch_sealed": Case("dave", "erin", "Z"),
    "ledger.key_rotated": Case("ken", "laura", "I"),
    **{f"licensing.application_{kind}": Case("bob", "nina", "G") for kind in ("granted", "refused", "dismissed")},
    **{f"licensing.licence_{kind}": Case("bob", "nina", "L") for kind in _LICENCES},
    "licensing.notice_settled": Case("bob", "nina", "Y"),
    "lists.taken": Case("bob", "nina", "U"),
    "parties.bar_lifted": Case("bob", "nina", "R"),
    "parties.erased": Case("bob", "nina", "P"),
    **{
        f"oversight.{kind}": Case("judy", "nina", "M")
        for kind in ("integrity_released", "key_lost", "key_published", "parameter_changed", "plan_adopted")
    },
    "registry.import": Case("carol", "bob", "I"),
    **{f"registry.{kind}": Case("bob", "nina", "F") for kind in _FIREARMS},
    "retention.hold_lifted": Case("bob", "nina", "H"),
    "returns.frozen": Case("bob", "nina", "I"),
    "returns.published": Case("bob", "nina", "I"),
    "sender.confirmed": Case("erin", "nina", "O"),
    **{
        f"trade.authorisation_{kind}": Case("bob", "nina", "T")
        for kind in ("amended", "extended", "granted", "refused", "resumed", "revoked")
    },
    "trade.journey_extended": Case("bob", "nina", "T"),
    **{f"trade.watchlist_{kind}": Case("carol", "bob", "T") for kind in ("ended", "loaded")},
    "words.erased": Case("erin", "nina", "O"),
}  # fmt: skip


def test_every_act_that_takes_several_people_has_a_case():
    assert set(CASES) == set(dual_control.rules())


ABOUT_SOMEBODY: Final = ("cashier.payment_", "licensing.", "parties.", "registry.", "retention.")
NOT_ABOUT_SOMEBODY: Final = {"registry.import"}


def test_w11_every_description_says_whether_it_is_about_somebody():
    """Where it is, nobody decides about whom they were not shown; of the others is written down here that they are not."""
    about = {act for act in CASES if descriptions.names_parties(SimpleNamespace(act=act))}
    assert about == {act for act in CASES if act.startswith(ABOUT_SOMEBODY)} - NOT_ABOUT_SOMEBODY
    assert set(descriptions._parties) == set(descriptions._describers)


NEWLY: Final = ("community.", "oversight.")
"""Areas whose acts are asked for and decided by roles that nobody of the cast was founded with."""


@pytest.fixture(autouse=True)
def roles(request: pytest.FixtureRequest) -> None:
    """The cast has no secretaries of the community; Bob and Nina become such where its acts are decided, Judy and Nina inspector and judge for oversight's."""
    act = str(getattr(request.node, "callspec", None) and request.node.callspec.params.get("act", ""))
    if act.startswith(NEWLY):
        request.getfixturevalue("db")
        give_roles() if act.startswith("community.") else inspector_and_judge()


def who(name: str, act: str) -> Actor:
    """One of the cast; who they were founded as, but where `roles` has just given them another role."""
    return cast.actor(name) if act.startswith(NEWLY) else cast.as_founded(name)


def both(actor: Actor, rule: dual_control.Rule) -> Actor:
    """Somebody who may ask and, by their roles, answer: that they are one person is all that is left to refuse."""
    more = frozenset({rule.permission, "accounts:proposal:decide"})
    return replace(actor, roles=actor.roles | rule.deciders, permissions=actor.permissions | more)


@pytest.mark.parametrize("act", sorted(CASES))
def test_the_same_person_again_is_refused_by_the_service(act, monkeypatch):
    case, rule = CASES[act], dual_control.rules()[act]
    same = both(who(case.asks, act), rule)
    asked = proposals.propose(
        actor=same, act=act, object=f"{case.about}0000000000000", payload={"details": {"x": "y"}}, reason="x"
    )
    with pytest.raises(Forbidden) as no, transaction.atomic():
        proposals.decide(actor=same, proposal=asked.public_id, verdict="approve")
    assert no.value.code == "accounts.decision.proposer"
    monkeypatch.setattr(proposals.people, "covered_by", lambda actor, roles: same.id)
    # Of an office that sees what it is about: only that they stand in for whoever asked is left to refuse.
    stand_in = replace(
        both(who(case.answers, act), rule),
        agency=same.agency,
        agency_id=same.agency_id,
        agency_kind=same.agency_kind,
    )
    with pytest.raises(Forbidden) as no, transaction.atomic():
        proposals.decide(actor=stand_in, proposal=asked.public_id, verdict="approve")
    assert no.value.code == "accounts.decision.stand_in"


@pytest.mark.parametrize("act", sorted(CASES))
def test_the_same_person_again_is_refused_by_the_database(act):
    case, rule = CASES[act], dual_control.rules()[act]
    same, other = who(case.asks, act), who(case.answers, act)
    about, values = f"{case.about}0000000000000", {"details": {"x": acts.text(acts.now())}}
    asked = propose(same, act, about, values, people=rule.people)

    def carried_out(by: Actor) -> None:
        entry(by, act, about, {**values, "proposal": asked.public_id})

    with refused(f"takes {rule.people} people"):
        carried_out(same)
    with refused("needs another person"):
        decide(same, asked)
    with refused("needs another person"):
        decide(other, asked, standing_in_for=same.id)
    for _more in range(rule.people - 1):
        with refused(f"takes {rule.people} people"):
            carried_out(other)
        decide(other, asked)
    if rule.people > 2:  # the same other person twice is not two others
        with refused(f"takes {rule.people} people"):
            carried_out(other)
        return
    carried_out(other)


@pytest.mark.parametrize("act", sorted(CASES))
def test_nobody_does_it_without_asking(act):
    """No proposal, an invented one, or one that says something else."""
    case = CASES[act]
    about = f"{case.about}0000000000000"
    for values in ({"details": {}}, {"details": {}, "proposal": "Q0000000000000"}):
        with refused("no proposal says the same"):
            entry(who(case.asks, act), act, about, values)


@pytest.mark.parametrize("act", sorted(CASES))
def test_it_says_nothing_that_the_other_did_not_read(act):
    """What was approved is what is done: a key more than the proposal has is one that nobody approved."""
    case, rule = CASES[act], dual_control.rules()[act]
    about, values = f"{case.about}0000000000000", {"details": {"x": acts.text(acts.now())}}
    asked = propose(who(case.asks, act), act, about, values, people=rule.people)
    others = [who(case.answers, act)]
    for other in others:
        decide(other, asked)
    for more in ({"more": "y"}, {"compartment": "police"}, {"personal": {}}):
        with refused("no proposal says the same"):
            entry(who(case.answers, act), act, about, {**values, **more, "proposal": asked.public_id})


@pytest.mark.parametrize("act", sorted(act for act in CASES if act.startswith("registry.")))
def test_nobody_attests_what_the_other_did_not_read(act):
    case = CASES[act]
    about, values = f"{case.about}0000000000000", {"details": {}, "checks": {"attested": {"order": "D-1"}}}
    asked = propose(who(case.asks, act), act, about, values)
    decide(who(case.answers, act), asked)
    more = {"attested": {"order": "D-1", "marks_complete": "D-2"}}
    with refused("no proposal says the same"):
        entry(who(case.answers, act), act, about, {**values, "checks": more, "proposal": asked.public_id})
