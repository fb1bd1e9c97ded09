"""Marks settle, and are altered, while somebody asks: what is near is found at every moment."""

import random
import threading
import time
from collections import Counter

import psycopg
from django.db import connections
from django.test import override_settings

from ifar.errors import Unavailable
from ifar.registry.marks.reading import KEYS_VERSION, keys_of
from ifar.registry.search import index_compaction
from ifar.registry.search.deletion_keys import stored_keys
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from tests.registry.test_search import OFFICER, own_register

SECONDS = 3
GRACE = 0.3


def test_what_is_near_is_found_at_every_moment(databases, template, django_db_blocker, tmp_path):
    """Whoever is altered is always within one error of what is asked."""
    rng = random.Random(5)
    with (
        own_register(databases, template, django_db_blocker) as filling,
        override_settings(IFAR_HOME=tmp_path),
    ):
        altering = filling.connection
        for trigger in ("altered", "removed"):
            altering.execute(f"ALTER TABLE registry_markkey ENABLE ALWAYS TRIGGER {trigger}")
        stays = [filling.firearm(f"AB7123{n}") for n in range(5)]
        moves = [filling.firearm(f"AB7124{n}") for n in range(5)]
        for _ in range(30):
            filling.firearm("AB71230", compartment="defence")
        until = time.monotonic() + SECONDS
        done, lost = Counter(), []

        def settle():
            index_compaction.settle(grace=GRACE)

        def alter():
            at = rng.randrange(5)
            form = keys_of(rng.choice((f"AB7124{at}", f"AB7124{at}X"))).forms[0]
            keys, key = stored_keys(form.folded), int(moves[at][1:])
            with altering.transaction():
                if rng.random() < 0.5:
                    altering.execute("DELETE FROM registry_markkey WHERE firearm_id = %s", [key])
                    altering.execute(
                        "INSERT INTO registry_markkey (firearm_id, n, form, kind, plain, folded, keys, version)"
                        " VALUES (%s, 1, 0, 'serial', %s, %s, %s, %s)",
                        [key, form.plain, form.folded, keys, KEYS_VERSION],
                    )
                else:
                    altering.execute(
                        "UPDATE registry_markkey SET plain = %s, folded = %s, keys = %s, settled = false WHERE firearm_id = %s",
                        [form.plain, form.folded, keys, key],
                    )
                time.sleep(rng.choice((0, 0.01, 0.3)))
                if rng.random() < 0.2:
                    raise psycopg.Rollback

        def ask():
            at = rng.randrange(5)
            for key, serial in ((stays[at], f"AB7123{at}"), (moves[at], f"AB7124{at}")):
                try:
                    hits = search(OFFICER, Question(serial), edits=rng.choice((1, 2))).hits
                except Unavailable:
                    continue
                if key not in {hit.firearm for hit in hits}:
                    lost.append((serial, key))

        def again_and_again(act):
            try:
                while time.monotonic() < until or (done["settle"] < 3 and time.monotonic() < until + 30):
                    act()
                    done[act.__name__] += 1
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=again_and_again, args=(item,)) for item in (settle, alter, ask, ask)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert min(done[name] for name in ("settle", "alter", "ask")) > 1, done
        assert not lost
