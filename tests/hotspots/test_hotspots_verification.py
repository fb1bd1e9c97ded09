"""What verification says of incidents, areas and their sources: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from ifar.hotspots.models import Candidate, Delivery, Layer, Source
from ifar.hotspots.services import deliveries, duplicates, layers, sources, tips
from ifar.ledger.sources import Replay, all_replays, all_sources
from tests import cast
from tests.databases import Database, Databases, ground
from tests.hotspots.making import ROWS, a_layer, a_source, loaded


@pytest.fixture(scope="module")
def country(
    databases: Databases, peopled_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """The register, filled once: whoever alters it takes it back."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        _fill()
        yield database


def _fill() -> None:
    """Two sources with deliveries, one undone; a pair that was judged; areas, figures; a tip; a source that was closed and opened again."""
    quentin = cast.actor("quentin")
    a_layer()
    figures = b"area,year,value\nP1,2025,1000\n"
    layers.load_figures(actor=quentin, name="People", what="population", origin="Census", content=[figures])
    source, other = a_source(), a_source("Observatory", place="near")
    loaded(source, [*ROWS, ROWS[0]])
    undone = loaded(source, ROWS[:4], whole=True)
    deliveries.withdraw(actor=quentin, delivery_id=undone, reason="wrong file")
    loaded(other, [("o1", ROWS[0][1], 9.2, 11.3, 0, "Medina")])
    duplicates.judge(actor=quentin, candidate=Candidate.objects.get().pk, verdict="one")
    sources.close_source(actor=quentin, source_id=other, reason="ended")
    sources.reopen_source(actor=quentin, source_id=other, reason="renewed")
    tips.note(
        actor=cast.actor("dave"),
        day=dt.date(2026, 1, 5),
        longitude=None,
        latitude=None,
        area="P1",
        told="Rifles in the old mill.",
    )


def differences(connection: Any, replays: Iterable[Replay]) -> list[str]:
    with connection.cursor() as cursor:
        results = [
            f"{difference.kind} {difference.place}"
            for replay in replays
            for difference in replay.check(cursor, None)
        ]
        for source in all_sources():
            if source.name == "hotspots_event":
                cursor.execute(source.strays.encode())
                results += [str(row) for row in cursor.fetchall()]
                cursor.execute(source.ties.encode(), {"all": True, "objects": []})
                results += [str(row) for row in cursor.fetchall()]
        return results


def test_an_honest_register_says_nothing(country: Database) -> None:
    with country.connect("verifier") as connection:
        assert differences(connection, all_replays()) == []


ALTERATIONS = [
    (
        "UPDATE hotspots_incident SET longitude = longitude + 1 WHERE external = 'r5'",
        "rows of delivery {d}",
    ),
    ("UPDATE hotspots_incident SET cell = cell + 1 WHERE external = 'r5'", "rows of delivery {d}"),
    ("UPDATE hotspots_incident SET kind = 'find' WHERE external = 'r5'", "rows of delivery {d}"),
    ("UPDATE hotspots_incident SET counts = '{}' WHERE external = 'r5'", "rows of delivery {d}"),
    ("UPDATE hotspots_incident SET standing = 3 WHERE external = 'r5'", "incident r5 of {s}, standing"),
    (
        "UPDATE hotspots_incident SET source_id = (SELECT max(id) FROM hotspots_source WHERE kind = 'table') WHERE external = 'r5'",
        "not_allowed rows of delivery {d}",
    ),
    ("DELETE FROM hotspots_incident WHERE external = 'r5'", "rows of delivery {d}"),
    ("DELETE FROM hotspots_row", "rows of delivery {d}"),
    ("UPDATE hotspots_row SET code = 'duplicate.same2'", "rows of delivery {d}"),
    ("UPDATE hotspots_delivery SET digest = repeat('0', 64)", "delivery {d}, digest"),
    ("UPDATE hotspots_delivery SET state = 'loaded'", "state"),
    ("UPDATE hotspots_delivery SET words = 'other' WHERE words IS NOT NULL", "words"),
    ("UPDATE hotspots_source SET reliability = 'A'", "source {s}, reliability"),
    ("UPDATE hotspots_source SET redistribution = true", "source {s}, redistribution"),
    ("UPDATE hotspots_source SET compartment = 'civilian'", "source {s}, compartment"),
    ("DELETE FROM hotspots_pair", "state_missing pair"),
    ("UPDATE hotspots_area SET shape = '[]' WHERE code = 'P1'", "rows of layer {l}"),
    ("UPDATE hotspots_denominator SET value = 1", "rows of layer"),
    ("UPDATE hotspots_layer SET year = 1990 WHERE kind = 'areas'", "layer {l}, year"),
    (
        "UPDATE acts_act SET columns = columns || ARRAY['state2'] WHERE prefix = 'hotspots' AND kind = 'amended'",
        "acts_act hotspots source amended",
    ),
]


def test_each_alteration_is_named(country: Database) -> None:
    source = Source.objects.order_by("id").first()
    names = {
        "s": source.public_id,
        "d": Delivery.objects.filter(source=source.public_id).order_by("id").first().public_id,
        "l": Layer.objects.get(kind="areas").public_id,
    }
    missed = []
    ours = [replay for replay in all_replays() if replay.name.startswith(("hotspots", "acts_"))]
    assert ours
    with country.connect() as connection, connection.transaction(force_rollback=True):
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'hotspots\\_%' AND relkind = 'r'"
        ).fetchall()
        for (table,) in [*tables, ("acts_act",)]:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
        for alteration, named in ALTERATIONS:
            with connection.transaction(force_rollback=True):
                connection.execute(alteration.encode())
                values = differences(connection, ours)
            if not any(named.format(**names) in text for text in values):
                missed.append((alteration, values))
    assert missed == []
