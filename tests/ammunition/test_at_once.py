"""Eight clients post thousands of lines at random, with pairs in reversed order: nobody takes what is not there, and every sum is exact."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter

from django.db import connection, transaction
from django.db.models import Sum

from ifar.ammunition.models import Balance, Posting
from ifar.ammunition.services.writing import RECORDER
from ifar.errors import Refused
from ifar.ledger.sources import all_replays
from tests import cast
from tests.ammunition.making import a_lot, move
from tests.placement.making import a_place

CLIENTS, LOTS, START = 8, 40, 60
POSTINGS = int(os.environ.get("POSTINGS", "5000"))
"""By hand a hundred thousand (`make scale`)."""


def test_nothing_goes_below_zero_and_sums_are_exact(peopled_db):
    frank, grace = cast.actor("frank"), cast.actor("grace")
    stores = [a_place(frank, f"Store {n}") for n in range(3)]
    lots = [a_lot(frank, f"L-{n}") for n in range(LOTS)]
    for store in stores:
        move(frank, "opened", store, *((lot, START) for lot in lots))
    begun = Posting.objects.count()
    came: Counter[str] = Counter()
    wrong: list[BaseException] = []

    def client(seed: int) -> None:
        chance, actor = random.Random(seed), (frank, grace)[seed % 2]
        try:
            while Posting.objects.count() - begun < POSTINGS:
                # Half of the clients go one way round, half the other, through the same places and lots.
                text, other = sorted(chance.sample(stores, 2), reverse=seed % 2 == 0)
                chosen = sorted(chance.sample(lots, 20), reverse=seed % 2 == 0)
                lines = [{"lot": lot, "quantity": chance.randint(1, 25)} for lot in chosen]
                kind = chance.choice(("moved", "moved", "moved", "lost"))
                changes = {"move": kind, "place": text, "reference": ""}
                if kind == "moved":
                    changes["to_place"] = other
                else:
                    lines = lines[:2]
                try:
                    with transaction.atomic():
                        RECORDER.record(actor, "movement", kind, changes=changes, details={"lines": lines})
                    came["recorded"] += 1
                except Refused as error:
                    came[error.code] += 1
                    _refill(actor, text, lots)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert set(came) == {"recorded", "ammunition.short_meanwhile"}
    assert not Balance.objects.filter(quantity__lt=0).exists()
    sums = {
        (holder, lot): n
        for holder, lot, n in Posting.objects.filter(account="held")
        .values("holder", "lot")
        .annotate(n=Sum("amount"))
        .values_list("holder", "lot", "n")
    }
    stands = {(balance.holder, balance.lot): balance.quantity for balance in Balance.objects.all()}
    assert stands == sums
    with peopled_db.connect() as superuser, superuser.cursor() as cursor:
        differences = [
            difference
            for replay in all_replays()
            if replay.name.startswith("ammunition")
            for difference in replay.check(cursor, None)
        ]
    assert differences == []


def _refill(actor, place: str, lots: list[str]) -> None:
    """What is short is found again, so that there is something to move."""
    move(actor, "found", place, *((lot, START) for lot in lots))
