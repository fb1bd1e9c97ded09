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
    told = year.declared(500)
    parts = told.arms[:200], told.arms[200:385], told.arms[385:485]
    for dealer, arms in zip(told.dealers, parts, strict=True):
        made = year.sent(told, dealer, arms)
        assert [one.public_id for one in selectors.open_for(told.carrier)] == [made]
        lost = arms[-3:] if dealer is told.dealers[2] else []
        came = year.received(told, dealer, made, [one for one in arms if one not in lost], broken=bool(lost))
        assert came.received == len(arms) - len(lost)
        told.lost += lost
    assert year.balance(told)["road"] == 3
    raised = Matter.objects.filter(about=told.despatches[2])
    assert {(one.cause.split()[0], one.explainer) for one in raised} == {
        ("trade.despatch_missing", told.carrier.agency),
        ("trade.despatch_seal", told.carrier.agency),
    }, "what is lost is the carrier's to explain, and not nobody's"
    assert all(one.state == "asked" and one.answer_by and one.due_on for one in raised)
    matters.explain(actor=told.carrier, matter_id=raised[0].public_id, explanation="The van was opened.")
    receiving.report(actor=cast.actor("bob"), despatch_id=told.despatches[2])
    # A missing arm stops at the roadside.
    stopped = (
        signed_in("dave").post("/roadside/", {"q": year.serials_of(told, told.lost)[0]}).context["results"][0]
    )
    assert (stopped["id"], stopped["stops"]) == (told.lost[0], True)

    found = NewEvent("found", {"location": "national_territory"})
    with cast.undone():
        assert record_event(actor=cast.actor("dave"), firearm=told.lost[1], event=found).alarms == ("hit",)

    rest = told.arms[485:]
    laura, ken = cast.user("laura").public_id, cast.user("ken").public_id
    for order, witnesses in (
        ("none", [laura, ken]),
        ("SCRAP-1", [laura]),
        ("SCRAP-1", [laura, told.maker.id]),
    ):
        without = NewEvent("destroyed", {"order": order, "method": "smelting", "witnesses": witnesses})
        with pytest.raises((Refused, Invalid)):
            propose_event(actor=told.maker, firearm=rest[0], event=without, reason="Failed at proof.")
    alone = NewEvent("destroyed", {"order": "SCRAP-1", "method": "smelting", "witnesses": [laura, ken]})
    with pytest.raises(Refused):
        record_event(actor=told.maker, firearm=rest[0], event=alone)
    year.scrapped(told, rest[:12])
    assert year.balance(told) == {
        "produced": 500,
        "stock": 3,
        "sold": 482,
        "road": 0,
        "missing": 3,
        "scrapped": 12,
    }
    assert year.lines_of(told.maker) == (3, 497)
    assert [year.lines_of(one) for one in told.dealers] == [(200, 0), (185, 0), (97, 0)]
    alice = cast.actor("alice")
    book = book_for(alice, told.maker.agency)
    left = [
        line.disposal for _key, line in composed(alice, book, list(lines_for(alice, book))) if line.disposal
    ]
    assert {one.whom for one in left} == {*(one.agency for one in told.dealers), ""}
    assert len(left) == 497
    for dealer, arms in zip(told.dealers, parts, strict=True):
        mine = book_for(dealer, dealer.agency)
        came = composed(dealer, mine, list(lines_for(dealer, mine)))
        assert {line.acquisition.whom for _key, line in came} == {told.maker.agency}
        assert len(came) == len([one for one in arms if one not in told.lost])
