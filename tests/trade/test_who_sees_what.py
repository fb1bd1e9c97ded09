"""Who sees what of an exporter's transfer: every operation of trade, asked by the exporter, customs on the way, licensing and another exporter.

The operations are read from the addresses and the description of the API, and what each answers is written down in `who_sees_what.txt`: an operation
that is new, or answers otherwise, fails here until somebody wrote its answer down (`WRITE_DOWN=1`) and read what differs.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from ifar.api import api
from ifar.trade.consignments.services import observing
from ifar.trade.models import Match, Party
from ifar.trade.own import consignments
from ifar.trade.refusals import services as denials
from tests import cast
from tests.conftest import sign_in
from tests.trade import making
from tests.trade.exporting import Exporter, act, granted_to
from tests.trade.test_own import AN_ACT, own_addresses, records_of

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).parent / "who_sees_what.txt"
_PLACE = re.compile(r"[(<{][^)>}]*[)>}]")
ASKING = ("exporter", "customs", "licensing", "another exporter")


def office_addresses() -> list[tuple[str, str]]:
    """Every page and every operation of the offices' part."""
    (pages,) = (one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "trade")
    return [
        *(("get", f"/trade/{one.pattern}") for one in pages.url_patterns),
        *_operations(re.compile(r"/api/trade/")),
    ]


def _operations(of: re.Pattern[str]) -> list[tuple[str, str]]:
    tree = api.get_openapi_schema()["paths"]
    return [(method, path) for path, methods in tree.items() for method in methods if of.match(path)]


def _acts() -> dict[str, str]:
    """Type of record -> one act on it, for the page on which an act was chosen."""
    told: dict[str, str] = {}
    for _method, path in _operations(re.compile(r"/api/trade/[^/]+/\{[^}]*\}/[a-z_]+$")):
        kept, _place, kind = path.split("/")[3:]
        told.setdefault(kept, kind)
    return told


def _filled(address: str, found: dict[str, str], acts: dict[str, str]) -> str:
    parts, said = [one for one in address.split("/") if one], list[str]()
    for number, part in enumerate(parts):
        if not _PLACE.search(part):
            said.append(part)
        elif parts[number - 1] == "acts":
            said.append(acts[parts[number - 3]])
        else:
            said.append(found[parts[number - 1]])
    return "/" + "/".join(said) + ("/" if address.endswith("/") else "")


def _all_records(alice, heidi, exporter, granted) -> dict[str, str]:
    """A record of each type, of the exporter's transfer or about it: by the word that stands before its place in addresses."""
    found = records_of(exporter, alice, granted)
    act(consignments.CONSIGNMENT, "closed", exporter, found["consignments"])
    seen = observing.record(
        actor=heidi, consignment_id=found["consignments"], leg="check", degree="seal_intact"
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
        **found,
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

    said = b"reference,name,kind,state\nQ1,Anatoly Gavrilovich Ostrevsky,individual,SE\n"
    made = making.a_list(said)
    making.a_party(alice, name="OSTREVSKI, Anatoli")
    return made.public_id


def _shown(method: str, address: str) -> str:
    return f"{method.upper()} {_PLACE.sub('{}', address)}"


def test_who_sees_what_is_written_down_for_every_operation(alice, bob, heidi):
    exporter, other = Exporter(alice, "Kestrel Trading", 1), Exporter(alice, "Another Trading", 11)
    found, acts = _all_records(alice, heidi, exporter, granted_to(exporter, alice, bob)), _acts()
    browsers = [sign_in(one) for one in (exporter.user, "heidi", "alice", other.user)]
    told: dict[str, tuple[int, ...]] = {}
    for method, address in [*office_addresses(), *own_addresses()]:
        where = _filled(address, found, AN_ACT if "/mine/" in address else acts)
        kind = {} if method == "get" else {"data": "{}", "content_type": "application/json"}
        answers = []
        for browser in browsers:
            with cast.undone():
                answers.append(getattr(browser, method)(where, **kind).status_code)
        told[_shown(method, address)] = tuple(answers)
    # What is the office's does not exist for an exporter, whoever's it is; what is one exporter's does not exist for another.
    placed = {_shown(*one) for one in own_addresses() if _PLACE.search(one[1])}
    for operation, (mine, customs, desk, another) in told.items():
        if "/mine/" not in operation:
            assert (mine, another) == (404, 404), operation
        else:
            assert {customs, desk} <= {403, 405, 422}, operation
            if operation in placed:
                assert another in (404, 405, 422), operation
    lines = [
        f"{operation}  " + "  ".join(f"{who} {code}" for who, code in zip(ASKING, codes, strict=True))
        for operation, codes in sorted(told.items())
    ]
    if os.environ.get("WRITE_DOWN"):
        WRITTEN.write_text("\n".join(lines) + "\n", "utf-8")
    assert lines == WRITTEN.read_text("utf-8").splitlines()
