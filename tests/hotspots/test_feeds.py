"""Adapters of sources: what a row becomes, scales of place and time, rows that belong together, revisions, pairs between sources."""

import datetime as dt

import pytest

from ifar.errors import Invalid
from ifar.hotspots.feeds import acled, geojson, iafq, labels, recognising, ucdp
from ifar.hotspots.feeds.custom_table import Mapped, mapped
from ifar.hotspots.feeds.incident import ANY, LOCAL, PROVINCIAL, Incident, Use
from ifar.hotspots.feeds.likeness import candidates, likeness
from ifar.hotspots.feeds.reading import Row, Unreadable, read
from ifar.hotspots.feeds.recognising import source_of, suggested
from ifar.hotspots.feeds.revisions import Stand, compare, differing
from ifar.hotspots.feeds.values import count, day, number, point

TODAY = dt.date(2026, 11, 27)
UCDP = {
    "id": "1", "type_of_violence": "1", "where_prec": "1", "latitude": "33.34", "longitude": "44.40", "date_prec": "1",
    "date_start": "2014-06-10", "date_end": "2014-06-10", "best": "3", "low": "2", "high": "9", "deaths_civilians": "1",
    "country": "Iraq", "adm_1": "Baghdad province", "adm_2": "", "where_coordinates": "Baghdad city", "side_a": "Government of Iraq",
    "side_b": "IS", "conflict_name": "Iraq: Government", "ged_version": "23.1",
}  # fmt: skip
ACLED = {
    "event_id_cnty": "IRQ1", "event_date": "10 June 2014", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "IS", "actor2": "Military Forces of Iraq", "country": "Iraq", "admin1": "Baghdad",
    "admin2": "", "location": "Baghdad", "latitude": "33.34", "longitude": "44.39", "geo_precision": "1", "fatalities": "4",
    "notes": "Somebody was named here", "timestamp": "1700000000",
}  # fmt: skip


def rows(*cells, first=2):
    return [Row(first + at, cell) for at, cell in enumerate(cells)]


def outcome(act):
    """What an act gives, or the code with which it refuses."""
    try:
        return act()
    except Unreadable as error:
        return error.code


def an_incident(**changed):
    values = {
        "source": "a", "source_id": "1", "first": dt.date(2020, 5, 4), "last": dt.date(2020, 5, 4), "longitude": 44.4,
        "latitude": 33.3, "place": "exact", "kind": "battle", "rows": (2,),
    }  # fmt: skip
    return Incident(**(values | changed))


@pytest.mark.parametrize(
    ("precision", "place"),
    [
        ("1", "exact"),
        ("2", "near"),
        ("3", "district"),
        ("4", "province"),
        ("5", "province"),
        ("6", "country"),
        ("7", "unknown"),
    ],
)
def test_places_of_ucdp_are_as_exact_as_where_prec_says(precision, place):
    assert ucdp.Ucdp().incident(Row(2, UCDP | {"where_prec": precision}), TODAY).place == place


def test_a_row_of_ucdp_is_an_incident():
    incident = ucdp.Ucdp().incident(Row(7, UCDP), TODAY)
    assert (incident.source, incident.source_id, incident.rows, incident.edition) == (
        "ucdp.ged",
        "1",
        (7,),
        "23.1",
    )
    assert (incident.first, incident.days, incident.span) == (dt.date(2014, 6, 10), 1, "day")
    assert (incident.longitude, incident.latitude) == (44.4, 33.34)
    assert incident.counts == {"killed": 3, "killed_low": 2, "killed_high": 9, "killed_civilians": 1}
    assert incident.texts["parties"] == "Government of Iraq – IS"
    assert incident.said()["longitude"] == 44_400_000


@pytest.mark.parametrize(
    ("precision", "start", "end", "first", "last", "span"),
    [
        ("2", "2014-06-10", "2014-06-12", "2014-06-10", "2014-06-12", "week"),
        ("3", "2014-06-10", "2014-06-10", "2014-06-07", "2014-06-13", "week"),
        ("4", "2014-06-10", "2014-06-10", "2014-06-01", "2014-06-30", "month"),
        ("5", "2014-06-10T00:00:00", "2014-06-10T00:00:00", "2014-01-01", "2014-12-31", "year"),
        ("5", "2014-02-01", "2014-10-31", "2014-02-01", "2014-10-31", "year"),
    ],
)
def test_a_time_is_never_more_exact_than_date_prec(precision, start, end, first, last, span):
    incident = ucdp.Ucdp().incident(
        Row(2, UCDP | {"date_prec": precision, "date_start": start, "date_end": end}), TODAY
    )
    assert (incident.first.isoformat(), incident.last.isoformat(), incident.span) == (first, last, span)


def test_w33_codes_that_pandas_wrote_as_decimals_are_the_same_codes():
    decimals = {
        name: f"{UCDP[name]}.0"
        for name in ("id", "type_of_violence", "where_prec", "date_prec", "best", "low", "high")
    }
    incident = ucdp.Ucdp().incident(Row(2, UCDP | decimals), TODAY)
    assert incident.fingerprint == ucdp.Ucdp().incident(Row(2, UCDP), TODAY).fingerprint
    of_acled = ACLED | {
        name: f"{ACLED[name]}.0" for name in ("geo_precision", "time_precision", "fatalities")
    }
    assert (
        acled.Acled().incident(Row(2, of_acled), TODAY).fingerprint
        == acled.Acled().incident(Row(2, ACLED), TODAY).fingerprint
    )


@pytest.mark.parametrize("nothing", ["NA", "N/A", "<NA>", "NaN", "NULL", "None"])
def test_w33_what_programs_write_for_nothing_is_an_empty_cell(nothing):
    emptied = {"low": nothing, "adm_2": nothing, "latitude": nothing, "longitude": nothing}
    as_empty = UCDP | dict.fromkeys(emptied, "")
    result, wanted = (
        outcome(lambda row=row: ucdp.Ucdp().incident(Row(2, row), TODAY))
        for row in (UCDP | emptied, as_empty)
    )
    assert result == wanted
    incident = ucdp.Ucdp().incident(Row(2, UCDP | {"low": nothing, "adm_2": nothing}), TODAY)
    assert "killed_low" not in incident.counts
    assert "district" not in incident.texts
    assert outcome(lambda: ucdp.Ucdp().incident(Row(2, UCDP | {"id": nothing}), TODAY)) == "id.missing"


def test_w33_in_a_mapped_table_a_word_for_nothing_may_be_a_country_or_have_a_meaning():
    values = {"code": "own", "columns": {"id": "no", "date": "day", "longitude": "x", "latitude": "y", "place_precision": "prec",
            "text.country": "iso", "text.district": "in"}, "places": {"NA": "district"}, "kind": "battle"}  # fmt: skip
    row = {"no": "007", "day": "2014-06-10", "x": "44.4", "y": "33.3", "prec": "NA", "iso": "NA", "in": "NA"}
    incident = mapped(values).incident(Row(2, row), TODAY)
    assert (incident.source_id, incident.place, dict(incident.texts)) == (
        "007",
        "district",
        {"country": "NA"},
    )


@pytest.mark.parametrize(
    ("written", "meant"), [("1.", "1"), ("01", "1"), ("١", "1"), ("۱", "1"), ("1.00", "1"), ("1,0", "1")]
)
def test_w33_a_code_of_precision_is_read_as_programs_write_it(written, meant):
    incident = ucdp.Ucdp().incident(Row(2, UCDP | {"where_prec": written, "date_prec": written}), TODAY)
    assert (
        incident.fingerprint
        == ucdp.Ucdp().incident(Row(2, UCDP | {"where_prec": meant, "date_prec": meant}), TODAY).fingerprint
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1e+05", "100000"),
        ("1.2E+05", "120000"),
        ("100000.", "100000"),
        ("1e5", "1e5"),
        ("1.5e+00", "1.5e+00"),
    ],
)
def test_w33_round_identifiers_that_r_shortened_are_the_same(written, meant):
    assert ucdp.Ucdp().incident(Row(2, UCDP | {"id": written}), TODAY).source_id == meant


def test_w33_a_code_of_precision_that_a_codebook_does_not_have_gets_a_meaning():
    for feed, row, name in ((ucdp.Ucdp, UCDP, "where_prec"), (acled.Acled, ACLED, "geo_precision")):
        with pytest.raises(Unreadable) as refused:
            feed().incident(Row(2, row | {name: "9.0"}), TODAY)
        assert refused.value.params == {"field": name, "word": "9"}
        assert feed(places={"9": "district"}).incident(Row(2, row | {name: "9.0"}), TODAY).place == "district"
        assert feed(places={"1": "country"}).incident(Row(2, row | {name: "1"}), TODAY).place == "exact"


def test_w33_a_mapping_means_the_same_codes_with_and_without_decimals():
    values = {"code": "own", "columns": {"id": "no", "date": "day", "longitude": "x", "latitude": "y", "place_precision": "prec", "kind": "what"},
            "places": {"1.0": "exact", "2": "near"}, "kinds": {"7": "battle"}}  # fmt: skip
    feed = mapped(values)
    row = {"no": "12.0", "day": "2014-06-10", "x": "44.4", "y": "33.3", "prec": "1", "what": "7.0"}
    incident = feed.incident(Row(2, row), TODAY)
    other = feed.incident(Row(2, row | {"no": "12", "prec": "1.0", "what": "7"}), TODAY)
    assert (incident.source_id, incident.place, incident.kind) == ("12", "exact", "battle")
    assert other.fingerprint == incident.fingerprint
    assert outcome(lambda: feed.incident(Row(2, row | {"prec": "1.5"}), TODAY)) == "precision.unknown"


def test_the_api_of_ucdp_gives_the_rows_of_its_csv():
    answer = {
        "TotalCount": 1, "TotalPages": 1, "NextPageUrl": "",
        "Result": [UCDP | {"id": 1, "where_prec": 1, "latitude": 33.34, "longitude": 44.4, "date_prec": 1, "type_of_violence": 1,
                           "date_start": "2014-06-10T00:00:00", "date_end": "2014-06-10T00:00:00", "best": 3, "low": 2, "high": 9,
                           "deaths_civilians": 1, "adm_2": None}],
    }  # fmt: skip
    incident = read(ucdp.Ucdp(), ucdp.rows_of(answer), today=TODAY).incidents[0]
    assert incident.fingerprint == read(ucdp.Ucdp(), rows(UCDP), today=TODAY).incidents[0].fingerprint
    with pytest.raises(Unreadable, match=r"answer\.form"):
        ucdp.rows_of({"detail": "no"})


def test_a_row_of_acled_is_an_incident_without_its_notes():
    incident = acled.Acled().incident(Row(2, ACLED), TODAY)
    assert (incident.kind, incident.place, incident.first.isoformat()) == ("battle", "exact", "2014-06-10")
    assert incident.counts == {"killed": 4}
    assert "named" not in str(incident.said())
    assert acled.Acled().incident(
        Row(2, {name.upper(): value for name, value in ACLED.items()}), TODAY
    ) == incident  # fmt: skip


@pytest.mark.parametrize(
    ("geo", "time", "place", "first", "last"),
    [
        ("2", "2", "district", "2014-06-07", "2014-06-13"),
        ("3", "3", "province", "2014-06-01", "2014-06-30"),
    ],
)
def test_precision_codes_of_acled_are_respected(geo, time, place, first, last):
    incident = acled.Acled().incident(Row(2, ACLED | {"geo_precision": geo, "time_precision": time}), TODAY)
    assert (incident.place, incident.first.isoformat(), incident.last.isoformat()) == (place, first, last)


def test_the_api_of_acled_gives_rows_deletions_and_refusals():
    answer = {
        "status": 200, "success": True, "count": 1, "data": [ACLED | {"fatalities": 4, "event_date": "2014-06-10"}],
    }  # fmt: skip
    again = acled.Acled().incident(acled.rows_of(answer)[0], TODAY)
    assert again.fingerprint == acled.Acled().incident(Row(2, ACLED), TODAY).fingerprint
    assert acled.withdrawn_in({"data": [{"event_id_cnty": "IRQ9", "deleted_timestamp": 1}]}) == {"IRQ9"}
    with pytest.raises(Unreadable, match=r"answer\.failed"):
        acled.rows_of({"success": False, "error": [{"status": 403}]})
    assert acled.Acled().missing(["event_id_cnty"])[0] == "event_date"


def test_every_row_is_accounted_for_and_says_why():
    some = rows(
        UCDP,
        UCDP,
        UCDP | {"best": "4"},
        UCDP | {"id": "2", "where_prec": "6"},
        UCDP | {"id": "3", "date_prec": "5"},
        UCDP | {"id": "4", "date_start": "2014-06-12"},
        UCDP | {"id": "5", "best": "many"},
        UCDP | {"id": ""},
        UCDP | {"id": "6", "where_prec": "9"},
    )
    reading = read(ucdp.Ucdp(), some, today=TODAY, use=LOCAL)
    assert reading.outcomes == {"loaded": 1, "duplicate": 2, "too_imprecise": 2, "invalid": 4}
    assert reading.adds_up
    assert {(reason.code, reason.rows) for reason in reading.reasons} == {
        ("duplicate.same", (3,)), ("duplicate.differs", (4,)), ("imprecise.place", (5,)), ("imprecise.time", (6,)),
        ("date.reversed", (7,)), ("count.form", (8,)), ("id.missing", (9,)), ("precision.unknown", (10,)),
    }  # fmt: skip
    assert read(ucdp.Ucdp(), some, today=TODAY).outcomes["too_imprecise"] == 0


def test_a_use_says_what_is_too_imprecise_for_it():
    country = an_incident(place="country")
    year = an_incident(last=dt.date(2021, 5, 1))
    assert (ANY.too_imprecise(country), LOCAL.too_imprecise(country), LOCAL.too_imprecise(year)) == (
        None,
        "place",
        "time",
    )
    assert PROVINCIAL.too_imprecise(an_incident(place="province", last=dt.date(2020, 5, 30))) is None
    assert Use("exact", "day").too_imprecise(an_incident()) is None


VICTIMS = Mapped(
    "city", {"id": "KEY", "date": "DAY", "longitude": "LON", "latitude": "LAT", "killed_flag": "FATAL"}, "mdy", "shooting", "near",
    together="victims",
)  # fmt: skip


def test_rows_of_victims_are_one_incident():
    base = {"KEY": "9", "DAY": "05/17/2019 10:30", "LON": "-73.9", "LAT": "40.7", "FATAL": "false"}
    reading = read(
        VICTIMS,
        rows(base, base | {"FATAL": "True"}, base | {"LAT": "40.8"}, base | {"KEY": "10"}),
        today=TODAY,
    )
    assert [i.source_id for i in reading.incidents] == ["9", "10"]
    assert reading.incidents[0].counts == {"killed": 1, "victims": 3}
    assert reading.incidents[0].rows == (2, 3, 4)
    assert reading.outcomes["loaded"] == 4
    assert [(r.code, r.rows) for r in reading.remarks] == [("together.place", (4,))]


def test_a_saved_mapping_reads_any_table():
    values = {
        "code": "police", "columns": {"date": "day", "longitude": "x", "latitude": "y", "kind": "what", "place_precision": "how",
                                      "count.firearms": "arms", "text.district": "where"},
        "order": "dmy", "kinds": {"Saisie": "seizure"}, "places": {"Village": "exact"}, "unplaced": True,
    }  # fmt: skip
    feed = mapped(values)
    assert mapped(feed.as_json()) == feed
    row = {
        "day": "17.05.2019",
        "x": "2,5",
        "y": "13,1",
        "what": "saisie",
        "how": "village",
        "arms": "1,200",
        "where": "Tera",
        "name": "N. N.",
    }
    reading = read(feed, rows(row, row, row | {"x": "", "y": ""}, row | {"what": "?"}), today=TODAY)
    incident, unplaced = reading.incidents
    assert (incident.kind, incident.longitude, incident.counts, incident.texts) == (
        "seizure",
        2.5,
        {"firearms": 1200},
        {"district": "Tera"},
    )
    assert "N. N." not in str(incident.said())
    assert (unplaced.longitude, unplaced.place) == (None, "unknown")
    assert reading.outcomes == {"loaded": 2, "duplicate": 1, "too_imprecise": 0, "invalid": 1}
    assert feed.missing(["day", "x"]) == ("y", "what", "how", "arms", "where")


def test_a_mapping_that_says_too_little_is_refused_with_all_reasons():
    with pytest.raises(Invalid) as caught:
        mapped({
            "columns": {"longitude": "x", "kind": "what", "name": "n"}, "together": "victims", "order": "ydm",
            "places": {"a": "galaxy"}, "code": " ",
        })  # fmt: skip
    assert {reason.code for reason in caught.value.reasons} == {
        "mapping.date.missing", "mapping.field.unknown", "mapping.place.half", "mapping.victims.id", "mapping.words.missing",
        "mapping.word.unknown", "mapping.choice.unknown", "mapping.code.missing",
    }  # fmt: skip


def test_points_of_geojson_are_rows():
    document = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": 5, "properties": {"day": "2019-05-17", "tags": ["x"]}, "geometry": {"type": "Point", "coordinates": [2.5, 13.1]}},
            {"type": "Feature", "id": 6, "properties": {"day": "2019-05-17"}, "geometry": None},
            {"type": "Feature", "id": 7, "properties": {"day": "2019-05-17"}, "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}},
            {"type": "Feature", "id": 8, "properties": None, "geometry": {"type": "Point", "coordinates": [13.1, 92.5]}},
        ],
    }  # fmt: skip
    feed = Mapped("points", {"id": "id", "date": "day", "longitude": "longitude", "latitude": "latitude"})
    reading = read(feed, geojson.rows_of(document), today=TODAY)
    assert [(i.source_id, i.longitude, i.latitude) for i in reading.incidents] == [("5", 2.5, 13.1)]
    assert {(r.code, r.rows) for r in reading.reasons} == {
        ("place.missing", (2,)), ("place.form", (3,)), ("date.missing", (4,)),
    }  # fmt: skip
    with pytest.raises(Unreadable, match=r"geojson\.crs"):
        geojson.rows_of(
            document | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}}
        )
    with pytest.raises(Unreadable, match=r"geojson\.form"):
        geojson.rows_of({"type": "Feature"})


@pytest.mark.parametrize(
    ("text", "order", "meant"),
    [
        ("2019-05-17", "dmy", "2019-05-17"), ("2019/5/7 10:30", "mdy", "2019-05-07"), ("17.05.2019", "dmy", "2019-05-17"),
        ("05/17/2019", "mdy", "2019-05-17"), ("17 May 2019", "mdy", "2019-05-17"), ("٢٠١٩-٠٥-١٧", "ymd", "2019-05-17"),
        ("17-Sept-2019", "ymd", "2019-09-17"),
        ("2019-17-05", "ymd", "date.swapped"), ("05/17/2019", "dmy", "date.swapped"), ("2019-02-30", "ymd", "date.impossible"),
        ("12.2019", "dmy", "date.form"), ("17.05.19", "dmy", "date.form"), ("soon", "ymd", "date.form"), ("", "ymd", "date.missing"),
        ("2027-01-30", "ymd", "date.future"), ("2026-12-03", "ymd", "date.future_swapped"), ("1066-10-14", "ymd", "date.early"),
    ],
)  # fmt: skip
def test_days_are_read_as_they_are_written(text, order, meant):
    assert outcome(lambda: day(text, order, TODAY).isoformat()) == meant


@pytest.mark.parametrize(
    ("longitude", "latitude", "meant"),
    [
        ("44.3661", "33.3152", (44.3661, 33.3152)), ("44,3661", "33,3152", (44.3661, 33.3152)), ("", " ", None),
        ("33.3", "144.4", "place.swapped"), ("1037451", "193561", "place.projected"), ("283.9", "40.1", "place.past_180"),
        ("0", "0.0", "place.zero"), ("44.4", "", "place.form"), ("44.4 E", "33.3 N", "place.form"),
    ],
)  # fmt: skip
def test_points_lie_on_the_earth_or_say_why_not(longitude, latitude, meant):
    assert outcome(lambda: point(longitude, latitude)) == meant


def test_numbers_are_read_as_people_write_them():
    assert [number(text) for text in ("1,200", "1 200", "2,5", "-3.5", "nan", "x")] == [
        1200,
        1200,
        2.5,
        -3.5,
        None,
        None,
    ]
    assert count("", field="n") is None
    with pytest.raises(Unreadable):
        count("-1", field="n")


def test_an_incident_keeps_what_cannot_be_apart():
    for changed in (
        {"last": dt.date(2020, 5, 3)},
        {"longitude": None},
        {"longitude": None, "latitude": None},
    ):
        with pytest.raises(ValueError, match=r"incident|longitude|place"):
            an_incident(**changed)


def test_two_deliveries_are_compared_by_identifier():
    a, b, c, d, e = (an_incident(source_id=name) for name in "abcde")
    before = {
        "a": Stand(a.fingerprint), "b": Stand("other"), "c": Stand(c.fingerprint, withdrawn=True), "x": Stand("x"), "y": Stand("y"),
        "z": Stand("z", withdrawn=True), "e": Stand(e.fingerprint),
    }  # fmt: skip
    changes = compare(before, [a, b, c, d, e], whole=True, unread={"y"}, deleted={"e"})
    assert [
        [i.source_id for i in some] for some in (changes.new, changes.revised, changes.same, changes.returned)
    ] == [["d"], ["b"], ["a"], ["c"]]
    assert set(changes.withdrawn) == {"x", "e"}
    assert compare(before, [a], whole=False).withdrawn == ()
    moved = an_incident(longitude=44.5, counts={"killed": 2}, texts={"place": "Kut"})
    assert differing(a, moved) == ("longitude", "counts.killed", "texts.place")
    assert an_incident(rows=(9,), edition="2").fingerprint == an_incident().fingerprint


def test_pairs_between_sources_are_proposed_with_their_reasons():
    incident = ucdp.Ucdp().incident(Row(2, UCDP), TODAY)
    other = acled.Acled().incident(Row(2, ACLED), TODAY)
    far = acled.Acled().incident(Row(3, ACLED | {"event_id_cnty": "IRQ2", "longitude": "45.4"}), TODAY)
    late = acled.Acled().incident(
        Row(4, ACLED | {"event_id_cnty": "IRQ3", "event_date": "2014-06-14"}), TODAY
    )
    protest = acled.Acled().incident(
        Row(5, ACLED | {"event_id_cnty": "IRQ4", "event_type": "Protests"}), TODAY
    )
    region = acled.Acled().incident(Row(6, ACLED | {"event_id_cnty": "IRQ5", "geo_precision": "3"}), TODAY)
    next_day = acled.Acled().incident(
        Row(7, ACLED | {"event_id_cnty": "IRQ6", "event_date": "2014-06-11", "fatalities": "50"}), TODAY
    )
    pairs = candidates([incident], [other, far, late, protest, region, next_day], least=0.5)
    assert [pair.other.source_id for pair in pairs] == ["IRQ1", "IRQ6"]
    assert pairs[0].score > 0.9
    assert pairs[0].reasons["killed"] == 1, "4 lies between UCDP's lowest and highest estimate"
    assert pairs[1].reasons["time"] == 0.6
    assert pairs[0].km == pytest.approx(0.93, abs=0.01)
    assert likeness(incident, far) is None


def test_pairs_are_found_across_the_date_line_and_edges_of_cells():
    west = an_incident(longitude=-179.99, latitude=52.001)
    east = an_incident(source="b", longitude=179.99, latitude=51.999)
    assert len(candidates([west], [east])) == 1


def test_a_table_is_known_by_its_headings_and_columns_are_suggested():
    assert source_of(list(UCDP)).code == "ucdp.ged"
    assert source_of([name.upper() for name in ACLED]).code == "acled"
    assert source_of(["INCIDENT_KEY", "OCCUR_DATE"]) is None
    assert suggested(["INCIDENT_KEY", "OCCUR_DATE", "BORO", "PRECINCT", "X_COORD_CD", "Latitude", "Longitude", "STATISTICAL_MURDER_FLAG"]) == {
        "id": "INCIDENT_KEY", "date": "OCCUR_DATE", "latitude": "Latitude", "longitude": "Longitude", "text.province": "BORO",
        "text.district": "PRECINCT", "killed_flag": "STATISTICAL_MURDER_FLAG",
    }  # fmt: skip
    assert suggested(["event date", "date", "lat"]) == {"date": "date"}


IAFQ = {
    "Iso3_code": "AGO", "Country": "Angola", "Indicator": "Arms seized", "Dimension": "Total", "Category": "Total", "Year": "2018",
    "VALUE": "1204",
}  # fmt: skip


def test_totals_of_a_country_and_a_year_are_taken_over_and_their_parts_are_repeats():
    values = [
        {},
        {"Dimension": "by type", "Category": "pistol", "VALUE": "900"},
        {"Indicator": "Arms found", "Dimension": "by type", "VALUE": "0"},
        {"Indicator": "Arms surrendered", "Dimension": "by type", "VALUE": ""},
        {"Indicator": "Ammunition seized"},
        {"Iso3_code": "", "Country": "Africa"},
        {"Year": "2026"},
        {},
    ]
    rows = [Row(n, IAFQ | row) for n, row in enumerate(values, 2)]
    reading = read(iafq.Iafq(), rows, today=TODAY)
    assert reading.adds_up
    assert [
        (incident.source_id, incident.kind, dict(incident.counts), incident.place, incident.span)
        for incident in reading.incidents
    ] == [
        ("AGO 2018 arms seized", "seizure", {"firearms": 1204}, "country", "year"),
        ("AGO 2018 arms found", "find", {"firearms": 0}, "country", "year"),
    ]
    assert reading.outcomes == {"loaded": 2, "duplicate": 2, "too_imprecise": 0, "invalid": 4}
    assert {reason.code: reason.rows for reason in reading.reasons} == {
        "iafq.part": (3,), "duplicate.same": (9,), "iafq.value": (5,), "iafq.indicator": (6,), "iafq.country": (7,), "date.future": (8,),
    }  # fmt: skip
    assert all(labels.REASONS[reason.code] for reason in reading.reasons)
    assert recognising.source_of(list(IAFQ)) == iafq.Iafq()
