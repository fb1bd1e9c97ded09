"""A maker's year (issue 27, must-show 2): 500 pistols by range, 485 by carrier to three dealers who receive by scan, 12 scrapped as the law wants, 3 lost on the way."""

from __future__ import annotations

import pytest

from ifar.books.selectors import book_for, composed, lines_for
from ifar.errors import Invalid, Refused
from ifar.matters.models import Matter
from ifar.matters.services import matters
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from ifar.trade.despatches import selectors
from ifar.trade.despatches.services import receiving
from tests import cast
from tests.books import year

pytestmark = pytest.mark.django_db


def test_every_arm_of_a_makers_year_is_somewhere_and_each_book_says_so(signed_in):
    result = year.declared(500)
    parts = result.arms[:200], result.arms[200:385], result.arms[385:485]
    for dealer, arms in zip(result.dealers, parts, strict=True):
        made = year.sent(result, dealer, arms)
        assert [despatch.public_id for despatch in selectors.open_for(result.carrier)] == [made]
        lost = arms[-3:] if dealer is result.dealers[2] else []
        came = year.received(
            result, dealer, made, [arm for arm in arms if arm not in lost], broken=bool(lost)
        )
        assert came.received == len(arms) - len(lost)
        result.lost += lost
    assert year.balance(result)["road"] == 3
    raised = Matter.objects.filter(about=result.despatches[2])
    assert {(matter.cause.split()[0], matter.explainer) for matter in raised} == {
        ("trade.despatch_missing", result.carrier.agency),
        ("trade.despatch_seal", result.carrier.agency),
    }, "what is lost is the carrier's to explain, and not nobody's"
    assert all(matter.state == "asked" and matter.answer_by and matter.due_on for matter in raised)
    matters.explain(actor=result.carrier, matter_id=raised[0].public_id, explanation="The van was opened.")
    receiving.report(actor=cast.actor("bob"), despatch_id=result.despatches[2])
    # A missing arm stops at the roadside.
    stopped = (
        signed_in("dave")
        .post("/roadside/", {"q": year.serials_of(result, result.lost)[0]})
        .context["results"][0]
    )
    assert (stopped["id"], stopped["stops"]) == (result.lost[0], True)

    new_event = NewEvent("found", {"location": "national_territory"})
    with cast.undone():
        assert record_event(actor=cast.actor("dave"), firearm=result.lost[1], event=new_event).alarms == (
            "hit",
        )

    rest = result.arms[485:]
    laura, ken = cast.user("laura").public_id, cast.user("ken").public_id
    for order, witnesses in (
        ("none", [laura, ken]),
        ("SCRAP-1", [laura]),
        ("SCRAP-1", [laura, result.maker.id]),
    ):
        without = NewEvent("destroyed", {"order": order, "method": "smelting", "witnesses": witnesses})
        with pytest.raises((Refused, Invalid)):
            propose_event(actor=result.maker, firearm=rest[0], event=without, reason="Failed at proof.")
    alone = NewEvent("destroyed", {"order": "SCRAP-1", "method": "smelting", "witnesses": [laura, ken]})
    with pytest.raises(Refused):
        record_event(actor=result.maker, firearm=rest[0], event=alone)
    year.scrapped(result, rest[:12])
    assert year.balance(result) == {
        "produced": 500,
        "stock": 3,
        "sold": 482,
        "road": 0,
        "missing": 3,
        "scrapped": 12,
    }
    assert year.lines_of(result.maker) == (3, 497)
    assert [year.lines_of(actor) for actor in result.dealers] == [(200, 0), (185, 0), (97, 0)]
    alice = cast.actor("alice")
    book = book_for(alice, result.maker.agency)
    left = [
        line.disposal for _key, line in composed(alice, book, list(lines_for(alice, book))) if line.disposal
    ]
    assert {side.whom for side in left} == {*(actor.agency for actor in result.dealers), ""}
    assert len(left) == 497
    for dealer, arms in zip(result.dealers, parts, strict=True):
        mine = book_for(dealer, dealer.agency)
        came = composed(dealer, mine, list(lines_for(dealer, mine)))
        assert {line.acquisition.whom for _key, line in came} == {result.maker.agency}
        assert len(came) == len([arm for arm in arms if arm not in result.lost])
