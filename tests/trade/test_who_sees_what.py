"""Who sees what of an exporter's transfer: every operation of trade, asked by the exporter, customs on the way, licensing and another exporter.

What each answers is written down in `who_sees_what.txt` (`tests/who_sees.py`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ifar.trade.consignments.services import observing
from ifar.trade.models import Match, Party
from ifar.trade.own import consignments
from ifar.trade.refusals import services as denials
from tests.conftest import sign_in
from tests.trade import making
from tests.trade.exporting import Exporter, act, granted_to
from tests.trade.test_own import AN_ACT, own_addresses, records_of
from tests.who_sees import PLACE, Address, asked, check_written, filled, operations_of, pages_of, shown

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).parent / "who_sees_what.txt"
ASKING = ("exporter", "customs", "licensing", "another exporter")


def office_addresses() -> list[Address]:
    """Every page and every operation of the offices' part; who sees despatches between traders is written down in `despatches_who_sees_what.txt`."""
    rows = [*pages_of("trade", "/trade/"), *operations_of("/api/trade/")]
    return [row for row in rows if "/trade/despatch" not in row[1]]


def _acts() -> dict[str, str]:
    """Type of record -> one act on it, for the page on which an act was chosen."""
    result: dict[str, str] = {}
    for _method, path in operations_of(r"/api/trade/[^/]+/\{[^}]*\}/[a-z_]+$"):
        kept, _place, kind = path.split("/")[3:]
        result.setdefault(kept, kind)
    return result


def _all_records(alice, heidi, exporter, granted) -> dict[str, str]:
    """A record of each type, of the exporter's transfer or about it: by the word that stands before its place in addresses."""
    records = records_of(exporter, alice, granted)
    act(consignments.CONSIGNMENT, "closed", exporter, records["consignments"])
    seen = observing.record(
        actor=heidi, consignment_id=records["consignments"], leg="check", degree="seal_intact"
    )
    watched = _a_list(alice)
    party = Party.objects.get(public_id=Match.objects.get().party)
    denied = denials.notify(
        actor=alice,
        country="DK",
        issuer="Police",
        number="1",
        refused_on=making.today(),
        ground="diversion",
        party=party.public_id,
    )
    return {
        **records,
        "parties": party.public_id,
        "observations": seen,
        "enquiries": making.an_enquiry(alice),
        "refusals": denied,
        "declarations": making.a_declaration(heidi),
        "lists": watched,
        "matches": Match.objects.get().public_id,
        "files": "0" * 64,
    }


def _a_list(alice) -> str:
    """A list with one entry, and a party abroad that is called like it."""

    content = b"reference,name,kind,state\nQ1,Anatoly Gavrilovich Ostrevsky,individual,SE\n"
    made = making.a_list(content)
    making.a_party(alice, name="OSTREVSKI, Anatoli")
    return made.public_id


def test_who_sees_what_is_written_down_for_every_operation(alice, bob, heidi):
    exporter, other = Exporter(alice, "Kestrel Trading", 1), Exporter(alice, "Another Trading", 11)
    result, acts = _all_records(alice, heidi, exporter, granted_to(exporter, alice, bob)), _acts()
    browsers = [sign_in(user) for user in (exporter.user, "heidi", "alice", other.user)]
    addresses = [*office_addresses(), *own_addresses()]
    report = asked(
        browsers, addresses, lambda text: filled(text, result, AN_ACT if "/mine/" in text else acts)
    )
    # What is the office's does not exist for an exporter, whoever's it is; what is one exporter's does not exist for another.
    placed = {shown(*own_address) for own_address in own_addresses() if PLACE.search(own_address[1])}
    for operation, (mine, customs, desk, another) in report.items():
        if "/mine/" not in operation:
            assert (mine, another) == (404, 404), operation
        else:
            assert {customs, desk} <= {403, 405, 422}, operation
            if operation in placed:
                assert another in (404, 405, 422), operation
    check_written(report, ASKING, WRITTEN)
