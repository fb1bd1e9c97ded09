"""Issue 5, line 2 and must-haves 12, 13: a cache of 300 arms from Excel with 12 planted hits; what comes later; what is blind.

One flow over the real services and the real outbox worker, in a database of its own.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command

from ifar.accounts.models import Notice
from ifar.accounts.services.proposals import decide
from ifar.outbox import worker
from ifar.recoveries import selectors
from ifar.recoveries.models import Hit, Item, RefusedRow
from ifar.recoveries.services import links, tables
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.databases import Database
from tests.factories import a_case, a_firearm

PLANTED = 12
LATE = {"theft": "LATE0000TH", "correction": "LATE1111CO", "book": "LATE2222BK", "defence": "MIL7777DEF"}
BOOK = "Make;Model;Calibre;Serial number;Holder;Date of birth\nBeretta;92FS;9x19;{serial};Amina Diallo;1970-12-31\n"


@contextmanager
def delivering() -> Iterator[None]:
    stop = threading.Event()
    loop = threading.Thread(target=worker.run, args=(stop,), daemon=True)
    loop.start()
    try:
        yield
    finally:
        stop.set()
        loop.join()


def until(come: Callable[[], bool], most: float) -> float:
    begun = time.monotonic()
    while not come():
        assert time.monotonic() - begun < most
        time.sleep(0.01)
    return time.monotonic() - begun


def workbook(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Cache")
        heads = ("Exhibit", "Type", "Make", "Model", "Calibre", "Serial number", "Condition")
        for at, row in enumerate([heads, *rows]):
            sheet.write_row(at, 0, row)
    return path


def test_must_haves_12_and_13_a_cache_of_300_from_excel_and_what_comes_later(
    peopled_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob, dave, grace = (cast.actor(name) for name in ("alice", "bob", "dave", "grace"))
    planted = [
        a_firearm(alice, f"HIT{n:05d}XZ", identity={"model": "beretta/92fs"}).firearm for n in range(PLANTED)
    ]
    for firearm in planted[:3]:
        record_event(actor=alice, firearm=firearm, event=NewEvent("stolen", {}))
    stolen_later = a_firearm(alice, LATE["theft"]).firearm
    misread = a_firearm(alice, "QQ99999QQ").firearm
    hidden = a_firearm(grace, LATE["defence"], state="in_stock_state").firearm
    serials = [f"HIT{n:05d}XZ" for n in range(PLANTED)] + list(LATE.values())
    serials += [f"{n * 7919 % 1000003:06d}KQ{n:03d}" for n in range(300 - len(serials))]
    rows = [
        (f"E-{n}", "pistol", "Beretta", "92FS", "9x19", serial, "Industrially manufactured")
        for n, serial in enumerate(serials)
    ]
    bad = [
        ("E-300", "pistol", "Beretta", "", "9x19", "ZZ1", "as new"),
        ("E-301", "pistol", "", "", "", "", "quite new"),
    ]
    file = workbook(tmp_path / "cache.xlsx", rows + bad)
    case = a_case(dave, ground="illicit_trafficking", location="national_territory")
    with delivering():
        begun = time.monotonic()
        taken = tables.enter_table(actor=dave, case=case, name="cache.xlsx", content=file)
        took = time.monotonic() - begun
        assert (len(taken.items), taken.refused) == (300, 2)
        assert took < 10, took
        met = {record.firearm.public_id for record in selectors.hits_for(dave) if record.percent >= 50}
        assert met == {*planted, stolen_later}
        assert all(record.reasons for record in Hit.objects.all())
        assert Notice.objects.filter(kind="recoveries.elsewhere", agency_id=alice.agency_id).count() == 3
        assert {reason["code"] for row in RefusedRow.objects.all() for reason in row.reasons} == {
            "recoveries.row.word"
        }
        # A hit in the defence's compartment: its owner is alerted, the officer learns whom to ask and nothing else.
        until(lambda: Notice.objects.filter(kind="registry.restricted_hit").exists(), 15)
        assert {
            notice.params["firearm"] for notice in Notice.objects.filter(kind="registry.restricted_hit")
        } == {hidden}
        item = Item.objects.get(marks__0__text=LATE["defence"])
        until(lambda: bool(selectors.asked_desks(item.searches)), 5)
        assert list(selectors.asked_desks(item.searches).values()) == [[cast.agency("defence").public_id]]
        assert not selectors.hits_for(dave).filter(item=item).exists()
        until(lambda: not _undelivered(), 60)

        # A theft that is reported afterwards.
        record_event(actor=alice, firearm=stolen_later, event=NewEvent("stolen", {}))
        assert (
            until(lambda: Hit.objects.filter(how="reported", firearm__public_id=stolen_later).exists(), 5) < 1
        )

        # A mark that is corrected.
        corrected = NewEvent(
            kind="corrected", details={"reason": "misread"}, marks=({"n": 1, "text": LATE["correction"]},)
        )
        asked = propose_event(actor=alice, firearm=misread, event=corrected, reason="misread")
        decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert until(lambda: Hit.objects.filter(how="later", firearm__public_id=misread).exists(), 5) < 1

        # A book that is loaded.
        book = tmp_path / "book.csv"
        book.write_text(BOOK.format(serial=LATE["book"]))
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{cast.PASSWORD}\n{cast.PASSWORD}\n"))
        call_command(
            "import_register", str(book), by="carol", released_by="bob", report=tmp_path / "report.json"
        )
        loaded = Firearm.objects.get(marks__text=LATE["book"]).public_id
        assert until(lambda: Hit.objects.filter(how="later", firearm__public_id=loaded).exists(), 5) < 1
    # A person says that it is the one, and the firearm's life goes on.
    hit = Hit.objects.filter(firearm__public_id=planted[0]).latest("percent")
    links.judge_hit(actor=dave, item_id=hit.item.public_id, hit=hit.pk, verdict="confirmed")
    assert Firearm.objects.get(public_id=planted[0]).state == "seized"


def _undelivered() -> bool:
    from ifar.outbox.models import Delivery

    return Delivery.objects.filter(done_at=None).exists()
