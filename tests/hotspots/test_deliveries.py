"""What sources deliver: tried before it is loaded, every row accounted for, revised and taken back, undone, and verified."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.hotspots import incident_status
from ifar.hotspots.maps import cells
from ifar.hotspots.models import Candidate, Delivery, Event, Incident, Row, Source, Tally
from ifar.hotspots.selectors import places
from ifar.hotspots.services import deliveries, duplicates, layers, own, sources, tallies, tips
from ifar.hotspots.services.writing import RECORDER
from ifar.recoveries import selectors as recoveries
from ifar.recoveries.services import cases
from ifar.registry.occurred import day
from ifar.tracing.services import requests
from tests import cast
from tests.factories import a_case, an_item
from tests.hotspots.flowing import an_approver
from tests.hotspots.making import MAPPING, ROWS, SAID, a_layer, a_source, loaded, square, table, tried
from tests.tracing.conftest import a_request, an_exhibit

pytestmark = pytest.mark.django_db


def standing_of(source: str) -> dict[str, list[int]]:
    result: dict[str, list[int]] = {}
    rows = (
        Incident.objects.filter(source__public_id=source)
        .order_by("delivery_id")
        .values_list("external", "standing")
    )
    for external, stands in rows:
        result.setdefault(external, []).append(stands)
    return result


def differing() -> list[str]:
    """What the verifier would find of incidents."""
    with connection.cursor() as cursor:
        cursor.execute(incident_status.DIFFERS)
        results = [f"{source} {external}" for source, external in cursor.fetchall()]
        for asked in (incident_status.DIGESTS_DIFFER, incident_status.LAYERS_DIFFER):
            cursor.execute(asked, {"all": True, "objects": []})
            results += [public_id for (public_id,) in cursor.fetchall()]
    return results


def counted() -> list[str]:
    """What the map counts."""
    names = ("source_id", "kind", "resolution", "cell", "area", "months", "counts")
    return sorted(map(str, Tally.objects.values_list(*names)))


def test_every_row_is_accounted_for_and_nothing_is_loaded_before_it_is_said(quentin):
    source = a_source()
    wrong = [
        ("r1", "2026-01-11", 9.21, 11.3, 1, "Medina"),
        ("r98", "2026-02-30", 9.2, 11.3, 0, "Medina"),
        ("r99", "2026-02-03", 912345.0, 4512345.0, 0, "Medina"),
    ]
    trial = tried(source, [*ROWS, *wrong])
    assert trial.state == "tried"
    assert trial.report["outcomes"] == {"loaded": 12, "duplicate": 1, "too_imprecise": 0, "invalid": 2}
    assert {(reason["code"], reason["rows"]) for reason in trial.report["reasons"]} == {
        ("duplicate.differs", "14"), ("date.impossible", "15"), ("place.projected", "16"),
    }  # fmt: skip
    assert not Incident.objects.exists()
    made = deliveries.load(actor=quentin, trial=str(trial.pk))
    delivery = Delivery.objects.get(public_id=made)
    assert (delivery.rows, delivery.loaded, delivery.duplicate, delivery.invalid, delivery.fresh) == (
        15,
        12,
        1,
        2,
        12,
    )
    assert Row.objects.filter(delivery=delivery).count() == 3
    assert Incident.objects.count() == 12
    assert differing() == []


HEAPED = [(f"h{n}", f"2026-01-{1 + n % 28:02}", 9.5, 11.5, 0, "Medina") for n in range(30)]
"""Thirty incidents on the middle of the first square."""


def test_a_file_of_which_something_is_wrong_as_a_whole_is_loaded_only_once_that_was_seen(quentin):
    a_layer()
    trial = tried(a_source(), HEAPED)
    assert [pile["code"] for pile in trial.report["piles"]] == ["pile.held"]
    assert trial.report["piles"][0]["rows"] == "2-31"
    assert trial.report["places"] == {"province": 30}
    with pytest.raises(Refused) as refused:
        deliveries.load(actor=quentin, trial=str(trial.pk))
    assert refused.value.code == "hotspots.trial.faults"
    deliveries.load(actor=quentin, trial=str(trial.pk), accepts=True)
    assert not Tally.objects.filter(resolution__gte=2).exists(), "a province's middle is no place"


def test_points_are_held_against_the_country_and_the_middles_of_its_provinces(quentin):
    a_layer()
    source = a_source()
    swapped = [("s1", "2026-01-05", 11.3, 9.2, 0, ""), ("s2", "2026-01-06", 11.4, 9.3, 0, "")]
    trial = tried(source, [*ROWS, *swapped, *HEAPED])
    result = {item["code"]: item["rows"] for item in (*trial.report["found"], *trial.report["piles"])}
    assert result["place.swapped"] == "14, 15"
    assert result["pile.held"] == "16-45"
    assert trial.report["places"]["province"] == 30


def test_w30_whole_degrees_near_middles_and_towns_are_shown_and_loaded_as_they_are(quentin):
    a_layer()
    heaped = [(f"h{n}", f"2026-01-{1 + n % 28:02}", 10.0, 12.0, 0, "") for n in range(40)]
    near = [(f"n{n}", f"2026-01-{1 + n % 28:02}", 9.55, 11.5, 0, "Medina") for n in range(40)]
    trial = tried(a_source(), [*heaped, *near])
    assert [pile["code"] for pile in trial.report["piles"]] == ["pile.whole_degrees", "pile.many"]
    assert trial.report["places"] == {"exact": 80}
    deliveries.load(actor=quentin, trial=str(trial.pk))


def test_w30_a_decision_for_a_point_is_an_act_and_holds_for_later_files(quentin):
    a_layer()
    source = a_source()
    point = (9_500_000, 11_500_000)
    sources.decide_points(actor=quentin, source=source, decided={point: "as_stated"})
    assert tried(source, HEAPED).report["places"] == {"exact": 30}
    loaded(source, HEAPED)
    acts = (
        Event.objects.filter(subject=source, kind="amended").order_by("n").values_list("changes", flat=True)
    )
    kept = {"longitude": point[0], "latitude": point[1], "place": "as_stated"}
    assert acts[1]["mapping"] == {**acts[0]["mapping"], "points": [kept]}
    sources.map_source(actor=quentin, source=source, mapping=MAPPING)
    sources.decide_points(actor=quentin, source=source, decided={point: "district"})
    later = tried(source, [*HEAPED, ("n1", "2026-01-09", 9.5, 11.5, 0, "Medina")])
    assert (later.report["places"], later.report["revised"], later.report["fresh"]) == (
        {"district": 31},
        30,
        1,
    )
    sources.decide_points(actor=quentin, source=source, decided={point: ""})
    assert tried(source, HEAPED).report["places"] == {"province": 30}
    with pytest.raises(Invalid):
        sources.decide_points(actor=quentin, source=source, decided={point: "exact"})
    with pytest.raises(Forbidden):
        sources.decide_points(actor=cast.actor("frank"), source=source, decided={point: "district"})


def test_a_later_file_revises_takes_back_and_can_be_undone(quentin):
    source = a_source()
    loaded(source, ROWS[:4])
    again = [ROWS[0], ("r1", "2026-02-20", 9.9, 11.9, 1, "Medina")]
    second = loaded(source, again, whole=True)
    delivery = Delivery.objects.get(public_id=second)
    assert (delivery.fresh, delivery.revised, delivery.same, delivery.withdrawn) == (0, 1, 1, 2)
    assert standing_of(source) == {"r0": [0], "r1": [1, 0], "r2": [2], "r3": [2]}
    assert sum(tally.counts[-1] for tally in Tally.objects.filter(resolution=-1)) == 2
    deliveries.withdraw(actor=quentin, delivery_id=second, reason="wrong file")
    assert standing_of(source) == {"r0": [0], "r1": [0, 2], "r2": [0], "r3": [0]}
    assert sum(tally.counts[-1] for tally in Tally.objects.filter(resolution=-1)) == 4
    assert differing() == []
    third = loaded(source, [ROWS[2], ROWS[3]])
    assert Delivery.objects.get(public_id=third).same == 2


def test_only_the_last_delivery_of_a_source_is_undone_and_the_database_holds_to_that(quentin):
    source = a_source()
    first = loaded(source, ROWS[:4])
    loaded(source, ROWS[4:])
    with pytest.raises(Refused) as refused:
        deliveries.withdraw(actor=quentin, delivery_id=first, reason="wrong file")
    assert refused.value.code == "hotspots.delivery.later"


def test_what_a_trial_showed_is_what_is_loaded(quentin):
    source = a_source()
    trial = tried(source, ROWS)
    loaded(source, ROWS[:6])
    with pytest.raises(Conflict) as conflict:
        deliveries.load(actor=quentin, trial=str(trial.pk))
    assert conflict.value.code == "hotspots.trial.changed"
    again = deliveries.try_out(trial)
    assert (again.report["fresh"], again.report["same"]) == (6, 6)
    deliveries.load(actor=quentin, trial=str(trial.pk))


def test_rows_that_could_not_be_read_are_not_taken_for_withdrawn(quentin):
    source = a_source()
    loaded(source, ROWS[:4])
    trial = tried(source, [ROWS[0], ("r1", "yesterday", 9, 11, 0, "")], whole=True)
    assert trial.report["withdrawn"] == 0


def test_a_file_without_the_columns_is_refused_with_their_names(quentin):
    source = a_source()
    trial = deliveries.begin(actor=quentin, source=source, name="x.csv", content=[b"a,b\n1,2\n3,4\n"])
    record = deliveries.try_out(trial)
    assert record.state == "refused"
    assert "day" in str(record.report["refused"])


def test_nothing_comes_from_a_closed_source_and_rows_of_acled_stay_here(quentin):
    source = a_source()
    sources.close_source(actor=quentin, source_id=source, reason="agreement ended")
    with pytest.raises(Refused):
        deliveries.begin(actor=quentin, source=source, name="x.csv", content=[table(ROWS)])
    with pytest.raises(Invalid) as invalid:
        sources.register_source(actor=quentin, kind="acled", said={**SAID, "redistribution": True})
    assert [reason.code for reason in invalid.value.reasons] == ["hotspots.source.acled"]


def test_incidents_stand_in_the_compartment_of_their_office_and_only_analysts_work_on_them(
    quentin, erin, heidi, dave, rosa
):
    source = a_source()
    loaded(source, ROWS)
    assert places.incidents_for(erin).count() == 12
    assert places.incidents_for(rosa).count() == 12
    for other in (dave, heidi, cast.actor("nobody")):
        assert not places.incidents_for(other).exists()
        assert not places.sources_for(other).exists()
        with pytest.raises(NotFound):
            places.source_for(other, source)
    with pytest.raises(Forbidden):
        deliveries.begin(actor=erin, source=source, name="x.csv", content=[table(ROWS)])


def test_cells_and_areas_are_kept_at_write(quentin):
    a_layer()
    source = a_source()
    loaded(source, [*ROWS, ("far", "2026-01-02", 40.0, 40.0, 0, "")])
    areas = dict(Incident.objects.values_list("external", "area"))
    assert areas["r0"] == "P1"
    assert areas["far"] == ""
    incident = Incident.objects.get(external="r0")
    assert incident.cell == cells.cell_at(9_200_000, 11_300_000)
    assert {tally.area: tally.counts[-1] for tally in Tally.objects.filter(resolution=-1)} == {
        "P1": 12,
        "": 1,
    }
    assert sum(tally.counts[-1] for tally in Tally.objects.filter(resolution=7)) == 13


def test_boundaries_that_come_later_find_the_incidents_that_are_there(quentin):
    loaded(a_source(), ROWS)
    assert set(Incident.objects.values_list("area", flat=True)) == {""}
    made = a_layer()
    assert set(Incident.objects.values_list("area", flat=True)) == {"P1"}
    assert {tally.area: tally.counts[-1] for tally in Tally.objects.filter(resolution=-1)} == {"P1": 12}
    layers.withdraw(actor=quentin, layer_id=made, reason="wrong survey")
    assert set(Incident.objects.values_list("area", flat=True)) == {""}
    assert differing() == []


def test_a_saved_answer_of_acled_is_read_and_its_deletions_take_back(quentin):
    source = sources.register_source(actor=quentin, kind="acled", said={**SAID, "name": "ACLED"})
    row = {
        "event_id_cnty": "XXX1", "event_date": "2026-01-05", "time_precision": 1, "event_type": "Battles", "latitude": "11.3",
        "longitude": "9.2", "geo_precision": 1, "fatalities": 2, "location": "Medina", "notes": "Somebody by name",
    }  # fmt: skip
    answer = json.dumps(
        {"status": 200, "success": True, "data": [row, {**row, "event_id_cnty": "XXX2"}]}
    ).encode()
    for content, counts in (
        (answer, (2, 0)),
        (
            json.dumps(
                {"success": True, "data": [{"event_id_cnty": "XXX2", "deleted_timestamp": 1}]}
            ).encode(),
            (0, 1),
        ),
    ):
        trial = deliveries.try_out(
            deliveries.begin(actor=quentin, source=source, name="a.json", content=[content])
        )
        assert trial.state == "tried", trial.report
        assert (trial.report["fresh"], trial.report["withdrawn"]) == counts
        deliveries.load(actor=quentin, trial=str(trial.pk), accepts=True)
    assert standing_of(source) == {"XXX1": [0], "XXX2": [2]}
    assert "Somebody" not in str(Incident.objects.values_list("texts", flat=True))


def test_what_is_counted_where_something_changed_is_what_counting_all_of_it_comes_to(quentin):
    a_layer()
    source, other = a_source(), a_source("Observatory", place="near")
    loaded(source, ROWS)
    loaded(
        source,
        [ROWS[0], ("r1", "2026-07-20", 10.4, 11.9, 1, ""), ("new", "2025-02-20", 30, 11.9, 1, "")],
        whole=True,
    )
    last = loaded(source, [("r2", "2026-02-20", 9.9, 11.9, 1, "")])
    loaded(other, [("o1", ROWS[0][1], 9.2, 11.3, 0, "")])
    duplicates.judge(actor=quentin, candidate=Candidate.objects.get().pk, verdict="one")
    deliveries.withdraw(actor=quentin, delivery_id=last, reason="wrong file")
    before = counted()
    for record in Source.objects.all():
        tallies.renew(record)
    assert counted() == before


def test_pairs_of_two_sources_are_proposed_joined_and_parted(quentin):
    source, other = a_source(), a_source("Observatory", place="near")
    loaded(source, ROWS[:3])
    loaded(other, [("o1", ROWS[0][1], 9.2, 11.3, 0, "Medina"), ("o2", "2026-05-05", 30, 30, 0, "")])
    pair = Candidate.objects.get()
    duplicates.judge(actor=quentin, candidate=pair.pk, verdict="other")
    assert standing_of(other)["o1"] == [3] or standing_of(source)["r0"] == [3]
    assert Incident.objects.filter(standing=0).count() == 4
    assert differing() == []
    joined = places.pairs_for(quentin).get()
    duplicates.part(actor=quentin, pair_id=joined.public_id)
    assert Incident.objects.filter(standing=0).count() == 5
    assert differing() == []


def test_what_was_joined_with_an_incident_of_a_delivery_that_is_undone_counts_again(quentin):
    source, other = a_source(), a_source("Observatory", place="near")
    brought = {source: loaded(source, ROWS[:3])}
    brought[other] = loaded(other, [("o1", ROWS[0][1], 9.2, 11.3, 0, "Medina")])
    pair = Candidate.objects.select_related("one__source", "other__source").get()
    kept, dropped = pair.one.source.public_id, pair.other
    duplicates.judge(actor=quentin, candidate=pair.pk, verdict="one")
    assert standing_of(dropped.source.public_id)[dropped.external] == [3]
    deliveries.withdraw(actor=quentin, delivery_id=brought[kept], reason="wrong file")
    assert standing_of(dropped.source.public_id)[dropped.external] == [0]
    assert differing() == []
    before = counted()
    for record in Source.objects.all():
        tallies.renew(record)
    assert counted() == before


def test_the_registers_own_recoveries_come_without_anything_that_leads_to_them(quentin, erin):
    source = sources.register_source(actor=quentin, kind="recoveries", said={**SAID, "name": "Own"})
    with pytest.raises(Refused) as refused:
        own.renew(actor=quentin, source=source)
    assert refused.value.code == "hotspots.trial.nothing"
    place = {"latitude": 11_345_678, "longitude": 9_234_567, "place_precision": "exact", "place": "Quay 7"}
    case = a_case(erin, occurred=day(dt.date(2026, 1, 5)), **place)
    an_item(erin, case)
    own.renew(actor=quentin, source=source)
    incident = Incident.objects.get()
    assert (incident.longitude, incident.latitude, incident.kind, incident.counts) == (
        9_230_000,
        11_350_000,
        "seizure",
        {"firearms": 1},
    )
    assert case not in str({**incident.__dict__, **incident.texts})
    assert "Quay" not in str(incident.__dict__)
    with pytest.raises(Refused) as refused:
        own.renew(actor=quentin, source=source)
    assert refused.value.code == "hotspots.own.same"


def test_nothing_of_a_secret_request_comes_over(quentin):
    """All who see precise places in the compartment read what comes over: of a secret request nobody is to know."""
    sybil = an_approver()
    an_exhibit(sybil, "AB1")
    plain, secret = (an_exhibit(sybil, serial) for serial in ("AB71234", "AB71235"))
    a_request(sybil, item=plain, sent=True)
    a_request(sybil, item=secret, sent=True, handling="secret")
    source = sources.register_source(actor=quentin, kind="traces", said={**SAID, "name": "Traces"})
    own.renew(actor=quentin, source=source)
    assert Incident.objects.filter(kind="trace").count() == 1


def test_w15_when_the_last_record_is_there_no_more_what_was_told_of_it_is_taken_back(quentin):
    """Else its incidents would stand for ever, and the alerts on them: there would be nothing to renew them with."""
    sybil = an_approver()
    traced = a_request(sybil, item=an_exhibit(sybil, "AB71234"), sent=True)
    source = sources.register_source(actor=quentin, kind="traces", said={**SAID, "name": "Traces"})
    own.renew(actor=quentin, source=source)
    [name] = standing_of(source)
    requests.withdraw(actor=sybil, request_id=traced, note="not needed")
    own.renew(actor=quentin, source=source)
    assert standing_of(source)[name] == [Incident.WITHDRAWN]
    with pytest.raises(Refused) as refused:
        own.renew(actor=quentin, source=source)
    assert refused.value.code == "hotspots.trial.nothing"


def test_what_another_office_shared_is_that_offices_to_count(erin):
    sybil = an_approver()
    shared = a_case(sybil, occurred=day(dt.date(2026, 1, 5)), place="Quay 7")
    cases.share_case(actor=sybil, case_id=shared, office=erin.agency, reason="Found at the harbour.")
    assert recoveries.cases_for(erin).filter(public_id=shared).exists()
    assert not own._cases(erin).filter(public_id=shared).exists()


def test_a_tip_names_nobody_and_its_words_can_be_erased(dave, quentin):
    a_layer()
    made = tips.note(
        actor=dave,
        day=dt.date(2026, 1, 5),
        longitude=Decimal("9.123456"),
        latitude=Decimal("11.654321"),
        area="",
        told="Rifles are kept in the old mill.",
    )
    incident = Incident.objects.get()
    assert (incident.longitude, incident.latitude, incident.kind) == (9_120_000, 11_650_000, "tip")
    delivery = Delivery.objects.get(public_id=made)
    assert delivery.words == "Rifles are kept in the old mill."
    assert "mill" not in str(delivery.__dict__.get("name"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE convert_from(canonical, 'UTF8') LIKE '%mill%'"
        )
        assert cursor.fetchone() == (0,)
    with pytest.raises(Invalid):
        tips.note(
            actor=dave, day=dt.date(2026, 1, 5), longitude=None, latitude=None, area="nowhere", told="short"
        )


def test_figures_are_loaded_whole_or_not_at_all(quentin):
    a_layer()
    wrong = b"area,year,value\nP1,2025,1000\nP1,2025,1001\nP2,never,5\n"
    with pytest.raises(Invalid) as invalid:
        layers.load_figures(actor=quentin, name="People", what="population", origin="Census", content=[wrong])
    assert [(reason.code, dict(reason.params)) for reason in invalid.value.reasons] == [
        ("hotspots.figures.twice", {"row": 3, "other": 2}), ("hotspots.figures.row", {"row": 4}),
    ]  # fmt: skip
    good = b"area,year,value\nP1,2024,900\nP1,2025,1000\nP2,2025,2000\n"
    made = layers.load_figures(
        actor=quentin, name="People", what="population", origin="Census", content=[good]
    )
    assert places.figures_of("population", 2026) == {"P1": (1000, 2025), "P2": (2000, 2025)}
    assert places.figures_of("population", 2024)["P1"] == (900, 2024)
    layers.withdraw(actor=quentin, layer_id=made, reason="wrong census")
    assert places.figures_of("population", 2026) == {}


def test_w49_figures_are_read_to_their_most_and_not_further(quentin):
    a_layer()
    table = b"area,year,value\n" + b"P1,2025,1000\n" * (layers.MOST_FIGURES + 1)
    with pytest.raises(Invalid) as refused:
        layers.load_figures(actor=quentin, name="People", what="population", origin="Census", content=[table])
    assert [reason.code for reason in refused.value.reasons] == ["hotspots.feed.many"]


def test_a_wrong_layer_names_its_features_and_loads_nothing(quentin):
    with pytest.raises(Invalid) as invalid:
        a_layer(square("P1", 9, 11), square("P1", 9, 11), square("P3", 500, 11))
    assert len(invalid.value.reasons) == 2
    assert not places.standing_layers(1)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO hotspots_incident (source_id, delivery_id, external, first, last, precision, area, kind, counts, texts, rows, fingerprint, standing) "
        "SELECT source_id, delivery_id, 'more', first, last, precision, area, kind, counts, texts, rows, fingerprint, 0 FROM hotspots_incident LIMIT 1",
        "UPDATE hotspots_incident SET cell = 1",
        "DELETE FROM hotspots_incident",
        "UPDATE hotspots_delivery SET loaded = loaded + 1, rows = rows + 1",
        "UPDATE hotspots_source SET reliability = 'A'",
        "DELETE FROM hotspots_row",
        "UPDATE hotspots_area SET name = 'x'",
        "INSERT INTO hotspots_area (layer_id, code, name, parent, disputed, shape, west, south, east, north) "
        "SELECT layer_id, 'more', name, parent, disputed, shape, west, south, east, north FROM hotspots_area LIMIT 1",
    ],
)
def test_the_database_refuses_what_no_act_did(quentin, statement):
    a_layer()
    loaded(a_source(), [*ROWS, ROWS[0]])
    with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_delivery_and_no_pair_reaches_what_another_source_told(quentin):
    """Whoever can insert rows cannot revise or take back another source's incidents, nor join them across compartments."""
    loaded(a_source(), ROWS)
    other = a_source("Observatory")

    def delivered(statement: str) -> None:
        made = RECORDER.record(quentin, "delivery", "opened", changes={"source": other}).subject
        with connection.cursor() as cursor:
            cursor.execute(statement, [made])

    for statement in (
        "INSERT INTO hotspots_withdrawal (source_id, delivery_id, external) SELECT i.source_id, d.id, i.external "
        "FROM hotspots_incident i, hotspots_delivery d WHERE i.external = 'r3' AND d.public_id = %s",
        "INSERT INTO hotspots_incident (source_id, delivery_id, external, first, last, precision, area, kind, counts, texts, rows, fingerprint, standing) "
        "SELECT i.source_id, d.id, external, first, last, precision, area, i.kind, counts, texts, i.rows, 'x', 0 "
        "FROM hotspots_incident i, hotspots_delivery d WHERE i.external = 'r3' AND d.public_id = %s",
    ):
        with pytest.raises(DatabaseError, match="its own source"), transaction.atomic():
            delivered(statement)
    heidi = cast.actor("heidi")
    names = {"kept": f"{other} x", "dropped": f"{Source.objects.order_by('id').first().public_id} r3"}
    for actor, values in ((heidi, names), (quentin, {**names, "kept": names["dropped"]})):
        with pytest.raises(DatabaseError, match="two sources"), transaction.atomic():
            RECORDER.record(actor, "pair", "joined", changes=values)


def test_who_changes_where_an_incident_stands_is_found(quentin):
    source = a_source()
    loaded(source, ROWS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hotspots_incident SET standing = 2 WHERE external = 'r3'")
    assert differing() == [f"{source} r3"]


def test_the_mapping_is_kept_with_the_source_and_checked(quentin):
    source = a_source()
    assert Source.objects.get(public_id=source).mapping["columns"] == MAPPING["columns"]
    with pytest.raises(Invalid):
        sources.map_source(actor=quentin, source=source, mapping={"columns": {"id": "id"}})


def test_a_large_geojson_file_is_refused_before_anybody_reads_it(quentin, monkeypatch):
    source = a_source(kind="geojson")
    monkeypatch.setattr(deliveries, "MOST_GEOJSON", 2**10)
    document = {"type": "FeatureCollection", "features": [], "words": "x" * 2**10}
    with pytest.raises(Invalid, match="table"):
        deliveries.begin(
            actor=quentin, source=source, name="a.geojson", content=[json.dumps(document).encode()]
        )
