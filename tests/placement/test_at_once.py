"""Eight clients move two hundred arms at random: each arm is in one place, the one that its last act says, and nobody was overruled unseen."""

from __future__ import annotations

import random
import threading

from django.db import connection, transaction

from ifar.errors import Conflict
from ifar.ledger.sources import all_replays
from ifar.placement.models import Event, Place, Placement
from ifar.placement.services import places
from ifar.placement.services.placing import Placing, place_many
from tests import cast
from tests.crossing import crossing
from tests.placement.making import a_place, arms

ARMS, CLIENTS, MOVES = 200, 8, 6


def test_one_open_placement_per_arm(peopled_db):
    frank, grace = cast.actor("frank"), cast.actor("grace")
    shelves = [a_place(frank, f"Shelf {n}") for n in range(10)]
    with transaction.atomic():
        found = arms(frank, ARMS)
    came: list[tuple[int, int]] = []
    wrong: list[BaseException] = []

    def client(seed: int) -> None:
        chance, actor = random.Random(seed), (frank, grace)[seed % 2]
        moved = refused = 0
        try:
            for _move in range(MOVES):
                chosen = chance.sample(found, 20)
                seen = dict(Placement.objects.filter(public_id__in=chosen).values_list("public_id", "n"))
                to = chance.choice(shelves)
                try:
                    moved += len(
                        place_many(
                            actor=actor,
                            placements=[Placing(arm, to, seen.get(arm, 0)) for arm in chosen],
                        )
                    )
                except Conflict:
                    refused += 1
            came.append((moved, refused))
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
    assert sum(moved for moved, _refused in came) == Event.objects.filter(kind="placed").count()
    last = {
        one.subject: one.changes["place"]
        for one in Event.objects.filter(record_type="placement").order_by("subject", "n")
    }
    assert last == dict(Placement.objects.values_list("public_id", "place"))
    with peopled_db.connect() as superuser, superuser.cursor() as cursor:
        said = [
            one
            for replay in all_replays()
            if replay.name.startswith("placement")
            for one in replay.check(cursor, None)
        ]
    assert said == []


def test_of_two_at_once_the_second_is_told_who_was_first(peopled_db, monkeypatch):
    frank, grace = cast.actor("frank"), cast.actor("grace")
    one, other = a_place(frank), a_place(frank, "Shelf 2")
    (arm,) = arms(frank)
    said = crossing(
        monkeypatch,
        lambda: place_many(actor=frank, placements=[Placing(arm, one, 0)]),
        lambda: place_many(actor=grace, placements=[Placing(arm, other, 0)]),
        committing=True,
    )
    assert said == ["done", "Conflict"]
    assert Placement.objects.get().place == one


def test_nothing_is_put_into_a_place_that_is_being_closed(peopled_db, monkeypatch):
    frank, grace = cast.actor("frank"), cast.actor("grace")
    one = a_place(frank)
    (arm,) = arms(frank)
    said = crossing(
        monkeypatch,
        lambda: place_many(actor=frank, placements=[Placing(arm, one)]),
        lambda: places.close_place(actor=grace, place_id=one),
        committing=True,
    )
    assert said == ["done", "Refused"]
    assert Place.objects.get(public_id=one).state == "open"
