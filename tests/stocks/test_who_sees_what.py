"""Who sees what of the State's stocks: the unit and its headquarters; not a neighbouring unit, another force, or whoever licenses civilians."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from ifar.stocks import inputs
from ifar.stocks.handovers import services as handovers
from ifar.stocks.models import Crate
from ifar.stocks.movements.services import ordering
from ifar.stocks.offline import Entry
from ifar.stocks.services import counts, field
from tests import cast
from tests.conftest import sign_in
from tests.placement.making import a_place
from tests.stocks.making import a_counter, an_armoury, in_days, issued, works_at
from tests.stocks.marking import a_campaign
from tests.trade.despatching import an_office
from tests.who_sees import asked, check_written, filled, operations_of, pages_of

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).parent / "who_sees_what.txt"
ASKING = ("armourer", "in_charge", "headquarters", "neighbour", "army", "officer", "clerk", "inspector")
WHO = ("mallory", "rosa", "quentin", "heidi", "frank", "dave", "alice", "judy")
SECRETS = ("Main armoury", "Sami Haddad", "N-100", "SO-1", "PP-25-1", "MO-7", "KST-", "MV-7")


def _observed(at) -> str:
    """What a device sent of an arm that is not there."""
    lines = inputs.ReturnByScan(scanned=f"{at.officer}\nHB00009")
    return field.take(actor=at.armourer, entry=Entry(uuid.uuid4(), timezone.now(), lines)).record


def _bodies(at, other: str) -> dict[str, dict[str, Any]]:
    """What each operation is told that asks for something: all of it as whoever may would say it."""
    until, day, moment = in_days(30).isoformat(), in_days(0).isoformat(), timezone.now()
    officer = {"name": "Nadia Osman", "number": "N-200"}
    back = {"arms": at.arms[:1], "rounds": [{"lot": at.lot, "quantity": 60}]}
    result = {
        "armouries": {
            "place": a_place(at.armourer, "Gate house", "store"), "charge": at.chief.id, "since": day,
        },
        "armouries/{}/taken_over": {"charge": at.chief.id, "since": day},
        "armouries/{}/handovers": {"arriving": at.armourer.id, "reason": "Ill."},
        "campaigns": {
            "order": "MO-8", "stores": [at.armoury], "machine": "LM-2", "symbol": "*", "prefix": "KSU-", "first": 1, "last": 9,
            "place": "receiver", "method": "laser", "begins_on": day, "ends_on": until, "responsible": at.chief.id,
        },
        "campaigns/{}/sheets": {"rows": f"{at.arms[1]} unreadable"},
        "counts": {"armoury": other, "kind": "number"},
        "counts/{}/noted": {"seen": "HB00001"},
        "counts/{}/taken_back": {"text": "HB00001"},
        "counts/{}/number": {"number": 1},
        "field/entries": {
            "capture": str(uuid.uuid4()), "taken": moment.isoformat(), "back": {"scanned": f"{at.officer}\nHB00009"},
        },
        "handovers": {"armoury": other, "arriving": at.armourer.id},
        "handovers/{}/received": {"number": 1},
        "issues": {
            "armoury": at.armoury, "officer": at.officer, "arms": at.arms[1:2], "due_at": (moment + dt.timedelta(hours=9)).isoformat(),
        },
        "issues/{}/countersigned": {"sheet": "S-1"},
        "issues/{}/returns": back,
        "movements": {
            "order": "MV-8", "store": at.armoury, "receiver": at.chief.agency, "quantity": 1, "due_on": until,
        },
        "movements/{}/cancelled": {"reason": "Not needed."},
        "movements/{}/turned_back": {"reason": "It is full."},
        "movements/{}/crates": {"number": "2", "things": "HB00002"},
        "movements/{}/receipts": {"things": "HB00002", "into": other},
        "movements/{}/sent": {"escort": at.officer},
        "officers": officer,
        "serviceability": {"kind": "set_aside", "things": "HB00002"},
        "officers/{}/corrected": officer,
        "officers/{}/checked": {"trained_until": until, "medical_until": until},
        "officers/{}/left": {"ground": "retired"},
        "officers/{}/pinned": {"pin": "4711"},
        "officers/{}/suspended": {"ground": "inquiry", "suspended_until": until},
    }  # fmt: skip
    return {f"POST /api/stocks/{operation}": body for operation, body in result.items()}


def test_must_have_28_nothing_of_a_store_is_told_outside_its_force_and_unit():
    at = a_counter()
    rosa = at.chief
    works_at("quentin", "officer_in_charge", cast.agency("police"))
    works_at("heidi", "armourer", an_office("police", "River Police Station", above="police"))
    armoury, officer, made = at.armoury, at.officer, issued(at)
    other = an_armoury(at.armourer, rosa, "Cellar")
    count = counts.begin(actor=rosa, armoury=armoury, kind="serial")
    campaign = a_campaign(at)
    handover = handovers.begin(actor=rosa, armoury=armoury, arriving=at.armourer.id)
    movement = ordering.order_movement(
        actor=rosa, order="MV-7", store=armoury, receiver=rosa.agency, quantity=1, due_on=in_days(1)
    )
    ordering.pack(actor=at.armourer, movement_id=movement, number="1", things="HB00002")
    result = {
        "movements": movement,
        "movement": movement,
        "movement-crates": Crate.objects.get().public_id,
        "crate": Crate.objects.get().public_id,
        "campaigns": campaign,
        "campaign": campaign,
        "handovers": handover,
        "handover": handover,
        "counts": count,
        "count": count,
        "armouries": armoury,
        "roster": officer,
        "issues": made,
        "armoury": armoury,
        "officer": officer,
        "issue": made,
        "observations": _observed(at),
    }
    browsers = {who: sign_in(who) for who in WHO}

    def where(address: str) -> str:
        return filled(
            address,
            result,
            {
                "armouries": "taken_over",
                "roster": "suspended",
                "issues": "countersigned",
                "counts": "abandoned",
                "campaigns": "abandoned",
                "handovers": "withdrawn",
                "movements": "cancelled",
                "movement-crates": "unpacked",
            },
        )

    addresses = [*pages_of("stocks", "/stocks/"), *operations_of("/api/stocks/")]
    report = asked(list(browsers.values()), addresses, where, _bodies(at, other))
    # Who may not is refused for that, and not for what they said.
    assert not [line for line, codes in report.items() if set(codes) == {422}]
    lists = (
        "/stocks/",
        "/stocks/roster/",
        "/stocks/campaigns/",
        "/stocks/handovers/",
        "/api/stocks/handovers",
        "/api/stocks/campaigns",
        "/stocks/movements/?list=all",
        "/api/stocks/movements",
        "/api/stocks/armouries",
        "/api/stocks/officers",
        "/stocks/roster/?q=Sami",
    )
    for who in ("heidi", "frank", "dave", "alice"):
        for address in lists:
            text = browsers[who].get(address).content.decode()
            assert not [
                secret for secret in (*SECRETS, armoury, officer, made, count, campaign) if secret in text
            ], (
                who,
                address,
            )
    for who in ("mallory", "quentin"):
        assert "Sami Haddad" in browsers[who].get("/stocks/roster/").content.decode()
    assert "Main armoury" in browsers["judy"].get("/stocks/").content.decode()
    check_written(report, ASKING, WRITTEN)
