"""UCDP's Iraq, Syria and Central African Republic, Philadelphia and New York load with every row accounted for."""

import csv
from pathlib import Path

import pytest

from ifar.hotspots.feeding import settled
from ifar.hotspots.feeds.faults import Box, Centre, FileContext, faults, piles
from ifar.hotspots.feeds.iafq import Iafq
from ifar.hotspots.feeds.incident import LOCAL, PROVINCIAL
from ifar.hotspots.feeds.likeness import candidates
from ifar.hotspots.feeds.reading import Row, read
from ifar.hotspots.feeds.revisions import Stand, compare, differing
from tests.realdata.incidents import FILES, TODAY, reading, rows


@pytest.mark.parametrize(
    ("name", "row_count", "everything", "local", "why"),
    [
        ("Iraq", 7473, {"loaded": 7473}, {"loaded": 6218, "too_imprecise": 1255}, {"imprecise.place": 1172, "imprecise.time": 83}),
        ("Syria", 16566, {"loaded": 16566}, {"loaded": 14726, "too_imprecise": 1840}, {"imprecise.place": 1770, "imprecise.time": 70}),
        ("Central African Republic", 1848, {"loaded": 1848}, {"loaded": 1440, "too_imprecise": 408}, {"imprecise.place": 260, "imprecise.time": 148}),
        ("World", 1000, {"loaded": 1000}, {"loaded": 689, "too_imprecise": 311}, {"imprecise.place": 293, "imprecise.time": 18}),
        ("Philadelphia", 13690, {"loaded": 13669, "invalid": 21}, {"loaded": 13669, "invalid": 21}, {"place.missing": 21}),
        ("New York", 23568, {"loaded": 23568}, {"loaded": 23568}, {}),
    ],
)  # fmt: skip
def test_every_row_is_accounted_for(real_data: Path, name, row_count, everything, local, why) -> None:
    kept, used = reading(real_data, name), reading(real_data, name, LOCAL)
    assert kept.rows == used.rows == row_count
    assert kept.adds_up
    assert used.adds_up
    assert {outcome: number for outcome, number in kept.outcomes.items() if number} == everything
    assert {outcome: number for outcome, number in used.outcomes.items() if number} == local
    counted: dict[str, int] = {}
    for reason in used.reasons:
        counted[reason.code] = counted.get(reason.code, 0) + len(reason.rows)
    assert counted == why
    coded = [row.cells for row in rows(real_data, name) if "where_prec" in row.cells]
    assert counted.get("imprecise.place", 0) == sum(cells["where_prec"] not in ("1", "2") for cells in coded)
    assert counted.get("imprecise.time", 0) == sum(
        cells["where_prec"] in ("1", "2") and cells["date_prec"] in ("4", "5") for cells in coded
    )
    assert sorted([*(row for i in used.incidents for row in i.rows), *(row for r in used.reasons for row in r.rows)]) == list(range(2, row_count + 2))  # fmt: skip


def test_victims_of_new_york_are_its_incidents(real_data: Path) -> None:
    result = reading(real_data, "New York")
    table = rows(real_data, "New York")
    assert len(result.incidents) == len({row.cells["INCIDENT_KEY"] for row in table}) == 18562
    assert sum(i.counts["victims"] for i in result.incidents) == len(table)
    assert sum(i.counts["killed"] for i in result.incidents) == sum(
        row.cells["STATISTICAL_MURDER_FLAG"] == "True" for row in table
    )
    assert {reason.code: len(reason.rows) for reason in result.remarks}.keys() <= {
        "together.time",
        "together.place",
    }


def test_two_files_of_one_edition_repeat_nothing_and_a_second_delivery_is_all_duplicates(
    real_data: Path,
) -> None:
    feed, _ = FILES["Iraq"]
    table = rows(real_data, "Iraq")
    twice = read(feed, [*table, *(Row(row.number + len(table), row.cells) for row in table)], today=TODAY)
    assert twice.outcomes == {"loaded": 7473, "duplicate": 7473, "too_imprecise": 0, "invalid": 0}
    assert {reason.code for reason in twice.reasons} == {"duplicate.same"}


def test_a_revised_edition_is_compared_with_the_earlier_one(real_data: Path) -> None:
    """The sample of the world (a later edition) holds events of Syria's own file: revisions, some to another place; a part withdraws nothing."""
    earlier = {i.source_id: Stand(i.fingerprint) for i in reading(real_data, "Syria").incidents}
    sample = reading(real_data, "World").incidents
    changes = compare(earlier, sample, whole=False)
    both = [i for i in sample if i.source_id in earlier]
    assert len(both) == 42
    assert (len(changes.same), len(changes.revised)) == (0, 42), (
        "the later edition spells provinces another way"
    )
    before = {i.source_id: i for i in reading(real_data, "Syria").incidents}
    assert sum("longitude" in differing(before[i.source_id], i) for i in both) == 4
    assert len(changes.new) == len(sample) - len(both)
    assert changes.withdrawn == ()


def test_pile_ups_of_provinces_and_countries_are_known_by_their_codes(real_data: Path) -> None:
    """Where the codes are kept, no pile-up is left that is a province's or the country's middle; dropped, it shows at once."""
    iraq = reading(real_data, "Iraq")
    middle = FileContext(centres=(Centre(44.0, 33.0, "country", "Iraq"),))
    assert all(pile.why == "many" for pile in piles(iraq.incidents, middle.centres))
    blind = [Row(row.number, row.cells | {"where_prec": "1"}) for row in rows(real_data, "Iraq")]
    result = {r.code: r for r in faults(read(FILES["Iraq"][0], blind, today=TODAY), middle)}
    at_the_middle = [
        r.number for r in blind if (float(r.cells["longitude"]), float(r.cells["latitude"])) == (44.0, 33.0)
    ]
    assert len(at_the_middle) > 100
    assert result["pile.centre"].rows == tuple(at_the_middle)


@pytest.mark.parametrize(
    ("name", "place", "number"),
    [
        ("Iraq", (44.366, 33.315), 1000),
        ("Syria", (39.01, 35.95), 500),
        ("Central African Republic", (18.55, 4.36), 150),
    ],
)
def test_w30_the_hottest_places_of_a_source_that_states_precision_stay(
    real_data: Path, name, place, number
) -> None:
    """Whatever stands for a middle nearby: nobody but a person takes a known place for an area. And the benchmarks go this way too."""
    feed, result = FILES[name][0], reading(real_data, name)
    near = [
        Centre(place[0] + east, place[1] + north, kind, name)
        for east, north in ((0, 0), (0.02, 0.02), (0.05, -0.03))
        for kind in ("province", "country")
    ]
    incidents, _ = settled(result, feed, FileContext(centres=near), {})
    assert incidents == result.incidents
    around = [
        incident for incident in incidents
        if incident.place in ("exact", "near") and abs(incident.longitude - place[0]) < 0.1 and abs(incident.latitude - place[1]) < 0.1
    ]  # fmt: skip
    assert len(around) > number


def test_swapped_axes_and_swapped_days_of_a_real_file_are_told(real_data: Path) -> None:
    table = rows(real_data, "Central African Republic")
    turned = [
        Row(row.number, row.cells | {"longitude": row.cells["latitude"], "latitude": row.cells["longitude"]})
        if row.number % 50 == 0 else row
        for row in table
    ]  # fmt: skip
    result = read(FILES["Iraq"][0], turned, today=TODAY)
    boxed = FileContext(countries={"Central African Republic": Box(13.9, 1.7, 28.0, 11.6)})
    wrong = {row.number for row in table if row.number % 50 == 0}
    assert set(next(r for r in faults(result, boxed) if r.code == "place.swapped").rows) == wrong
    assert set(next(r for r in faults(result) if r.code == "place.swapped").rows) <= wrong
    turned = [Row(row.number, row.cells | {"date_start": turn(row.cells["date_start"])}) for row in table]
    result = read(FILES["Iraq"][0], turned, today=TODAY)
    assert sum(len(r.rows) for r in result.reasons if r.code == "date.swapped") == sum(
        int(row.cells["date_start"][8:10]) > 12 for row in table
    )


def turn(day: str) -> str:
    """A day with its month and day exchanged."""
    year, month, number = day.split("-")
    return f"{year}-{number}-{month}"


def test_the_same_events_from_two_sources_are_proposed_as_pairs(real_data: Path) -> None:
    """Syria's events against themselves under another name: each finds itself first."""
    import dataclasses

    some = [i for i in reading(real_data, "Syria", LOCAL).incidents if i.first.year == 2019][:300]
    others = [dataclasses.replace(i, source="other") for i in some]
    pairs = candidates(some, others)
    best: dict[str, float] = {}
    for pair in pairs:
        best.setdefault(pair.one.source_id, pair.score)
        if pair.one.source_id == pair.other.source_id:
            assert pair.score == best[pair.one.source_id]
    itself = {pair.one.source_id for pair in pairs if pair.one.source_id == pair.other.source_id}
    assert itself == {i.source_id for i in some}


def test_a_province_by_month_takes_more_than_a_cell_by_week(real_data: Path) -> None:
    for name in ("Iraq", "Syria", "Central African Republic"):
        assert (
            reading(real_data, name, PROVINCIAL).outcomes["loaded"]
            > reading(real_data, name, LOCAL).outcomes["loaded"]
        )


def test_philadelphias_table_is_of_victims_without_a_key_for_incidents(real_data: Path) -> None:
    with (real_data / "incidents" / FILES["Philadelphia"][1][0]).open(encoding="utf-8") as stream:
        table = list(csv.DictReader(stream))
    assert len({row["id"] for row in table}) == len(table)
    result = reading(real_data, "Philadelphia")
    assert sum(i.counts["killed"] for i in result.incidents) == sum(
        row["fatal"] == "1" for row in table if row["latitude"]
    )


def test_every_row_of_the_questionnaires_edition_is_accounted_for(real_data: Path) -> None:
    file = real_data / "un_statistics" / "data_iafq_firearms_trafficking_2022-06-17.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        table = [Row(n, cells) for n, cells in enumerate(csv.DictReader(stream), 2)]
    result = read(Iafq(), table, today=TODAY)
    assert result.adds_up
    assert result.outcomes == {"loaded": 669, "duplicate": 9480, "too_imprecise": 0, "invalid": 883}
    assert {reason.code: len(reason.rows) for reason in result.reasons} == {
        "iafq.part": 9480,
        "iafq.indicator": 883,
    }
    assert sum(
        incident.counts["firearms"] for incident in result.incidents if incident.kind == "seizure"
    ) == sum(
        int(row.cells["VALUE"])
        for row in table
        if (row.cells["Indicator"], row.cells["Dimension"]) == ("Arms seized", "Total")
    )
