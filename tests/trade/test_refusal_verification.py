"""What verification says of earlier refusals: nothing of one that was answered, and each grant past one that was not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ifar.trade.models import Authorisation, Match
from ifar.trade.screening.services import screening
from ifar.trade.services import authorisations, deciding
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.factories import a_person
from tests.trade.making import PISTOLS, a_party, granted, ready
from tests.trade.test_refusals import a_denial, answered
from tests.trade.test_screened import loaded

OPEN = "CREATE OR REPLACE FUNCTION trade_refusals(a jsonb, on_day date) RETURNS SETOF text LANGUAGE sql STABLE AS 'SELECT NULL::text WHERE false'"


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """An authorisation whose earlier refusal was answered; and one that was granted past a refusal of another record of its consignee."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
        pytest.MonkeyPatch.context() as patch,
    ):
        alice, bob = cast.actor("alice"), cast.actor("bob")
        known = {
            "kind": "export",
            "from_state": "XX",
            "into_state": "SE",
            "purpose": "sale",
            "goods": PISTOLS,
        }
        loaded()
        applicant, held = a_person(alice), a_party(alice, name="Nordvast Handels AB", number="SE-1")
        authorisations.draft(actor=alice, consignee=held, applicant=applicant, **known)
        screening.decide(
            actor=alice, match_id=Match.objects.get().public_id, verdict="another", reason="Another company."
        )
        granted(alice, bob, ready(alice, bob, applicant=applicant)[0])
        made, consignee, _papers = ready(alice, bob)
        answered(alice, made, a_denial(bob, consignee))
        granted(alice, bob, made)
        with database.connect() as owner:
            owner.execute(OPEN)
            owner.commit()
        patch.setattr(deciding.refusals, "against", lambda _found: [])
        forced, _consignee, _papers = ready(alice, bob)
        a_denial(bob, a_party(alice, name="NORRLAND VAPEN AB ", number=""), number="DK-9")
        granted(alice, bob, forced)
        yield register


def test_an_answer_to_what_nobody_verified_is_named(desk: Register, db) -> None:
    answered_on = Authorisation.objects.order_by("id").values_list("public_id", flat=True)[2]
    says = desk.says(
        "SET LOCAL session_replication_role = replica",
        *without_triggers("trade_event"),
        "DELETE FROM trade_event WHERE record_type = 'denial' AND kind = 'verified'",
        of=("trade_refusals",),
    )
    assert any(item.startswith(f"not_allowed authorisation {answered_on}") for item in says), says


def test_a_grant_past_a_refusal_is_named_and_nothing_else(desk: Register, db) -> None:
    forced = Authorisation.objects.order_by("id").values_list("public_id", flat=True)[3]
    says = desk.says(of=("trade", "acts"))
    assert {text.partition(", act")[0] for text in says} == {f"not_allowed authorisation {forced}"}
    assert len(says) == 2  # what was refused to its consignee by the first record, and by the other one


@pytest.mark.parametrize(
    "forged",
    [
        "DELETE FROM trade_event WHERE record_type = 'match' AND kind = 'decided'",
        """UPDATE trade_event SET changes = changes || '{"verdict": "same"}' WHERE record_type = 'match' AND kind = 'decided'""",
    ],
    ids=["never decided", "the same person"],
)
def test_a_grant_with_another_name_in_the_place_of_who_might_be_listed_is_named(desk, db, forged) -> None:
    anew = Authorisation.objects.order_by("id").values_list("public_id", flat=True)[1]
    says = desk.says(
        "SET LOCAL session_replication_role = replica",
        *without_triggers("trade_event"),
        forged,
        of=("trade_refusals",),
    )
    assert any(item.startswith(f"not_allowed authorisation {anew}") for item in says), says
