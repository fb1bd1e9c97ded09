"""How long an exhibit may be on its way is a setting and a rule: each act is verified by the rule and the setting of then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from ifar.acts import Rule
from ifar.errors import Reason, Refused
from ifar.ledger import services as ledger
from ifar.matters.models import Matter
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.acts import ACTS
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import overdue
from ifar.recoveries.models import Chain
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.factories import a_case, an_item

RECEIVED = ("chain", "received")
OFF = without_triggers("recoveries_chain", "recoveries_custodyevent")
FORGED = "UPDATE recoveries_custodyevent SET {} WHERE subject = %s AND kind = 'received'"


def handed(hours: int) -> str:
    """An exhibit that was handed over so long ago."""
    dave, erin = cast.actor("dave"), cast.actor("erin")
    item = an_item(dave, a_case(dave), f"AB71{hours}")
    left = ledger.now() - dt.timedelta(hours=hours)
    before = {"place": "car", "seal": "S-1", "at": left - dt.timedelta(hours=1)}
    custody.take_in(actor=dave, exhibit=item, **before)
    where = {**before, "at": left}
    custody.hand_over(actor=dave, chain_id=item, to=erin.agency, purpose="storage", **where)
    return item


def received(hours: int, allowed: int) -> str:
    """The same, received now under a setting."""
    item = handed(hours)
    with override_settings(IFAR_CUSTODY_HOURS=allowed):
        custody.receive(actor=cast.actor("erin"), chain_id=item, place="safe", seal="S-1")
    return item


def _fill() -> None:
    received(20, allowed=12)
    received(30, allowed=48)
    handed(2)


country = filled_once(_fill)


def _never(
    was: Mapping[str, Any] | None, is_now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterator[Reason]:
    yield Reason("custody.gap.untold")


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second version of the rule, by which nobody receives anything."""
    act = ACTS[RECEIVED]
    assert act.rule
    rule = Rule({**act.rule.versions, 2: _never}, seen=act.rule.seen)
    monkeypatch.setitem(ACTS.acts, RECEIVED, replace(act, rule=rule))


def test_a_setting_says_how_long_an_exhibit_may_be_on_its_way(country: Register) -> None:
    late, fine = Chain.objects.filter(state="kept").order_by("pk")
    assert settings.IFAR_CUSTODY_HOURS == 24
    assert [(gap["key"], gap["expected"], gap["found"]) for gap in late.gaps] == [("3:time", "12", "20")]
    assert fine.gaps == []


def test_a_hand_over_that_nobody_received_becomes_a_matter_when_the_setting_says(db: None) -> None:
    item, erin = handed(20), cast.actor("erin")
    assert overdue.raise_overdue() == 0
    with override_settings(IFAR_CUSTODY_HOURS=12):
        assert item in {gap.public_id for gap in kept.with_gaps(cast.actor("dave"))}
        assert (overdue.raise_overdue(), overdue.raise_overdue()) == (1, 0), "once a hand-over"
    matter = Matter.objects.get(kind="overdue_transit", about=item)
    assert matter.explainer == erin.agency
    with override_settings(IFAR_CUSTODY_HOURS=48):
        assert item not in {gap.public_id for gap in kept.with_gaps(cast.actor("dave"))}


@pytest.mark.usefixtures("second")
def test_an_old_act_verifies_by_the_rule_and_the_setting_of_then(country: Register) -> None:
    with override_settings(IFAR_CUSTODY_HOURS=1):
        assert country.says() == []


@pytest.mark.usefixtures("second")
def test_an_act_of_today_is_judged_by_the_newest_version(country: Register) -> None:
    item = Chain.objects.get(state="handed").public_id
    with pytest.raises(Refused) as refused:
        custody.receive(actor=cast.actor("erin"), chain_id=item, place="safe", seal="S-1")
    assert refused.value.code == "custody.gap.untold"


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize(
    ("which", "forged"),
    [
        (0, "changes = jsonb_set(changes, '{gaps}', '[]')"),
        (0, "details = jsonb_set(details, '{seen,gap_hours}', '48')"),
        (1, "details = jsonb_set(details, '{seen,gap_hours}', '24')"),
        (1, "details = details #- '{seen,gap_hours}'"),
        (1, "details = details - 'seen'"),
        (1, "details = details - 'rule'"),
        (1, "details = jsonb_set(details, '{rule}', '2')"),
        (1, "details = jsonb_set(details, '{rule}', '3')"),
        (1, "changes = jsonb_set(changes, '{since}', '\"yesterday\"')"),
    ],
)
def test_a_forged_act_of_either_version_is_named(country: Register, which: int, forged: str) -> None:
    chain = Chain.objects.filter(state="kept").order_by("pk")[which].public_id
    says = country.says(*OFF, FORGED.format(forged), values=(chain,), of=("custody",))
    assert f"not_allowed chain {chain}, act 3" in says
