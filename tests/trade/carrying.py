"""Consignments for tests, through the services: an exporter with a stock, an authorisation of theirs, crates and what is packed in them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection

from ifar.bulk.many import Answer
from ifar.trade.consignments.inputs import PackFirearms, UnpackFirearms
from ifar.trade.consignments.services import consignments, observing, packing
from ifar.trade.inputs import GoodsLine
from ifar.trade.models import Item
from tests import cast
from tests.factories import a_firearm, a_licence, a_person
from tests.trade.making import granted, ready

MARKS = tuple({"kind": kind, "text": text} for kind, text in (("maker", "BERETTA"), ("country", "XX")))


def an_exporter(alice, bob, ivan):
    """Ivan's company, with the licence of his book; its public identifier."""
    company = a_person(alice, "Ivan's Arms Ltd")
    a_licence(alice, bob, company, "dealer", book=ivan.agency)
    return company


def a_stock(ivan, count, first=1, **said):
    """So many pistols in Ivan's book; their identifiers."""
    return [
        a_firearm(ivan, f"BX{number:05}", state="in_stock_retail", marks=MARKS, **said).firearm
        for number in range(first, first + count)
    ]


def goods(quantity, calibre="9x19mm"):
    """A line of pistols, as those of `a_stock` fit."""
    return (GoodsLine(type="pistol", calibre=calibre, quantity=quantity),)


def an_authorisation(alice, bob, company, quantity=12, lines=(), **said):
    """An authorisation in force to export so many pistols of Ivan's company through two States; its identifier."""
    asked = {"applicant": company, "goods": lines or goods(quantity)}
    made, _consignee, _papers = ready(alice, bob, **asked, **said)
    granted(alice, bob, made)
    return made


def a_consignment(ivan, authorisation, crates=1, seals=True):
    """An open consignment with so many crates, sealed; its identifier and those of the crates."""
    made = consignments.open_consignment(actor=ivan, authorisation=authorisation)
    return made, [
        consignments.add_crate(
            actor=ivan,
            consignment_id=made,
            number=str(number),
            seals=[f"S-{number}"] if seals else [],
        )
        for number in range(1, crates + 1)
    ]


def packed(ivan, crate, firearms):
    """Firearms packed into a crate: the answer of each."""
    return packing.pack(ivan, PackFirearms(crate=crate), firearms)


def packed_consignment(count=12, crates=4, first=1):
    """A consignment of Ivan's, packed and closed: its identifier, its crates and its firearms in their order."""
    alice, bob, ivan = (cast.actor(name) for name in ("alice", "bob", "ivan"))
    authorisation = an_authorisation(alice, bob, an_exporter(alice, bob, ivan), count)
    made, boxes = a_consignment(ivan, authorisation, crates)
    guns, each = a_stock(ivan, count, first), count // crates
    for number, crate in enumerate(boxes):
        answers = packed(ivan, crate, guns[number * each : (number + 1) * each])
        assert not [answer.reasons for answer in answers if answer.reasons]
    consignments.close(actor=ivan, consignment_id=made)
    return made, boxes, guns


def an_import(alice, bob, company, packer, serials, quantity=0, **said):
    """An import of pistols of one make, packed by their numbers, or as so many without, and closed; its identifier."""
    quantity = quantity or len(serials)
    lines = (GoodsLine(type="pistol", calibre="9x19mm", make="Beretta", model="92FS", quantity=quantity),)
    said = {"kind": "import", "from_state": "SE", "into_state": "XX", "through": (), "lines": lines, **said}
    made, (box,) = a_consignment(packer, an_authorisation(alice, bob, company, quantity, **said))
    packing.pack_goods(actor=packer, crate=box, line="0", quantity=quantity, serials="\n".join(serials))
    consignments.close(actor=packer, consignment_id=made)
    return made


def seen(heidi, made, serials, leg="entry", **said):
    """Customs read these serial numbers at entry; the identifier of the observation."""
    known = {"leg": leg, "country": "XX", "degree": "serial_read", "serials": list(serials)}
    return observing.record(actor=heidi, consignment_id=made, **{**known, **said})


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Acts that begin at once, each on a connection of its own: what each answers."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results[place] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def raced(rounds: int, clients: int = 40, line: int = 9) -> Iterator[tuple[list[Answer], int]]:
    """So many clients who pack a pistol each onto one line at once, in rounds: their answers, and how many stand on the list. Each round is undone."""
    alice, bob, ivan = (cast.actor(name) for name in ("alice", "bob", "ivan"))
    company, guns = an_exporter(alice, bob, ivan), a_stock(ivan, clients, first=90_001)
    for _ in range(rounds):
        made, (box,) = a_consignment(ivan, an_authorisation(alice, bob, company, line))
        done = together(*(partial(packed, ivan, box, [gun]) for gun in guns))
        on_list = Item.objects.filter(consignment__public_id=made, state="packed")
        standing = list(on_list.values_list("firearm", flat=True))
        yield [answer for answers in done for answer in answers], len(standing)
        packing.UNPACKING.write(ivan, UnpackFirearms(), standing)
        consignments.cancel(actor=ivan, consignment_id=made, reason="The round is over.")
