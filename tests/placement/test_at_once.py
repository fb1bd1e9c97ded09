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
        results = arms(frank, ARMS)
    came: list[tuple[int, int]] = []
    wrong: list[BaseException] = []

    def client(seed: int) -> None:
        chance, actor = random.Random(seed), (frank, grace)[seed % 2]
        moved = refused = 0
        try:
            for _move in range(MOVES):
                chosen = chance.sample(results, 20)
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
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sum(moved for moved, _refused in came) == Event.objects.filter(kind="placed").count()
    last = {
        event.subject: event.changes["place"]
        for event in Event.objects.filter(record_type="placement").order_by("subject", "n")
    }
    assert last == dict(Placement.objects.values_list("public_id", "place"))
    with peopled_db.connect() as superuser, superuser.cursor() as cursor:
        differences = [
            difference
            for replay in all_replays()
            if replay.name.startswith("placement")
            for difference in replay.check(cursor, None)
        ]
    assert differences == []


def test_of_two_at_once_the_second_is_told_who_was_first(peopled_db, monkeypatch):
    frank, grace = cast.actor("frank"), cast.actor("grace")
    text, other = a_place(frank), a_place(frank, "Shelf 2")
    (arm,) = arms(frank)
    values = crossing(
        monkeypatch,
        lambda: place_many(actor=frank, placements=[Placing(arm, text, 0)]),
        lambda: place_many(actor=grace, placements=[Placing(arm, other, 0)]),
        committing=True,
    )
    assert values == ["done", "Conflict"]
    assert Placement.objects.get().place == text


def test_nothing_is_put_into_a_place_that_is_being_closed(peopled_db, monkeypatch):
    frank, grace = cast.actor("frank"), cast.actor("grace")
    text = a_place(frank)
    (arm,) = arms(frank)
    values = crossing(
        monkeypatch,
        lambda: place_many(actor=frank, placements=[Placing(arm, text)]),
        lambda: places.close_place(actor=grace, place_id=text),
        committing=True,
    )
    assert values == ["done", "Refused"]
    assert Place.objects.get(public_id=text).state == "open"
