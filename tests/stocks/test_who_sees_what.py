"""Who sees what of the State's stocks: the unit and its headquarters; not a neighbouring unit, another force, or whoever licenses civilians."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from ifar.stocks import inputs
from ifar.stocks.offline import Entry
from ifar.stocks.services import counts, field
from tests import cast
from tests.conftest import sign_in
from tests.stocks.making import a_counter, issued, works_at
from tests.stocks.marking import a_campaign
from tests.trade.despatching import an_office
from tests.who_sees import asked, check_written, filled, operations_of, pages_of

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).parent / "who_sees_what.txt"
ASKING = ("armourer", "in_charge", "headquarters", "neighbour", "army", "officer", "clerk", "inspector")
WHO = ("mallory", "rosa", "quentin", "heidi", "frank", "dave", "alice", "judy")
SECRETS = ("Main armoury", "Sami Haddad", "N-100", "SO-1", "PP-25-1", "MO-7", "KST-")


def _observed(at) -> str:
    """What a device sent of an arm that is not there."""
    lines = inputs.ReturnByScan(scanned=f"{at.officer}\nHB00009")
    return field.take(actor=at.armourer, entry=Entry(uuid.uuid4(), timezone.now(), lines)).record


def test_must_have_28_nothing_of_a_store_is_told_outside_its_force_and_unit():
    at = a_counter()
    rosa = at.chief
    works_at("quentin", "officer_in_charge", cast.agency("police"))
    works_at("heidi", "armourer", an_office("police", "River Police Station", above="police"))
    armoury, officer, made = at.armoury, at.officer, issued(at)
    count = counts.begin(actor=rosa, armoury=armoury, kind="serial")
    campaign = a_campaign(at)
    result = {
        "campaigns": campaign,
        "campaign": campaign,
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
            },
        )

    addresses = [*pages_of("stocks", "/stocks/"), *operations_of("/api/stocks/")]
    report = asked(list(browsers.values()), addresses, where)
    lists = (
        "/stocks/",
        "/stocks/roster/",
        "/stocks/campaigns/",
        "/api/stocks/campaigns",
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
