"""Plain tables as people write them: columns by their headings, dates, persons by year; every fault named with its row."""

from datetime import date

import numpy as np
import pytest

from ifar.errors import Invalid
from ifar.hotspots.casefile import ReadingOptions, read
from ifar.hotspots.statistics.study_period import (
    When,
    intervals,
    longest_window,
    parsed,
    person_time,
    stepped,
)

CASES = "area,x,y,date,count\na,0,0,2019,3\nb,1,0,2019,1\nb,1,0,2020,2\nc,5,5,2020,0\n"
PEOPLE = "area,population\na,100\nb,200\nc,700\n"


@pytest.fixture
def files(tmp_path):
    def written(cases=CASES, people=PEOPLE):
        item, two = tmp_path / "cases.csv", tmp_path / "people.csv"
        item.write_text(cases, "utf-8")
        two.write_text(people, "utf-8")
        return item, two

    return written


def said(files, cases=CASES, people=PEOPLE, **asked):
    item, two = files(cases, people)
    with pytest.raises(Invalid) as caught:
        read(item, two if people else None, ReadingOptions(**asked), today=date(2026, 1, 1))
    return str(caught.value)


def test_cases_and_people_become_a_study(files):
    result = read(*files(), ReadingOptions())
    assert result.study.areas == ["a", "b", "c"]
    assert result.study.counts.tolist() == [[3, 0], [1, 2], [0, 0]]
    assert result.bounds == (date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 1))
    assert result.longest == 1
    days = np.array([365, 366])
    shared = np.outer([100, 200, 700], days) / 1000 / 731 * 6
    assert result.study.expected == pytest.approx(shared)
    assert result.notes == ()


def test_columns_come_in_any_order_under_many_names_with_any_delimiter(files):
    cases = "Cases;Date of event;Latitude;Location-ID;Longitude;remark\n3;2019;0;a;0;x\n1;2019;0;b;1;\n"
    result = read(*files(cases, "pop\tRegion\n100\ta\n200\tb\n"), ReadingOptions())
    assert result.study.areas == ["a", "b"]
    assert result.study.x.tolist() == [0, 1]
    assert result.study.lonlat, "headings say longitude and latitude"
    assert not read(*files(cases, PEOPLE), ReadingOptions(lonlat=False)).study.lonlat


def test_a_table_without_headings_is_read_in_the_order_that_is_documented(files):
    result = read(*files(CASES.split("\n", 1)[1], PEOPLE.split("\n", 1)[1]), ReadingOptions())
    assert result.study.counts.sum() == 6


def test_without_dates_the_study_is_purely_spatial_and_without_counts_each_row_is_a_case(files):
    result = read(*files("area,x,y\na,0,0\na,0,0\nb,1,0\n"), ReadingOptions())
    assert result.bounds is None
    assert result.study.counts.tolist() == [[2], [1], [0]]
    assert read(*files(), ReadingOptions(spatial=True)).study.counts.tolist() == [[3], [3], [0]]


def test_places_may_stand_with_the_people_and_an_area_without_one_is_told(files):
    result = read(
        *files("area,count\na,2\nb,1\n", "area,x,y,population\na,0,0,10\nb,1,1,10\nc,,,80\n"),
        ReadingOptions(),
    )
    assert result.study.expected[:, 0] == pytest.approx([0.3, 0.3, 2.4])
    assert np.isnan(result.study.x[2])
    assert "c" in result.notes[0]
    assert "without a place" in result.notes[0]


def test_people_between_two_known_years_change_in_a_straight_line(files):
    people = "area,year,population\na,2019,100\na,2021,300\nb,2019,100\nb,2021,100\nc,2019,1\nc,2021,1\n"
    result = read(*files(people=people), ReadingOptions(unit="year"))
    ratio = result.study.expected[0] / result.study.expected[1]
    # 2019: 100 until 1 July, then rising to 100 + 200 * 184/731 at the end of the year
    first = (181 * 100 + 184 * (100 + 100 * 184 / 731)) / 365 / 100
    second = (100 + 200 * (184 + 183) / 731) / 100
    assert ratio == pytest.approx([first, second])


def test_covariates_share_each_stratum_out_by_its_own_people(files):
    cases = "area,x,y,sex,count\na,0,0,f,4\nb,1,0,m,2\nb,1,0,f,2\n"
    people = "area,sex,population\na,f,10\na,m,50\nb,f,30\nb,m,50\n"
    result = read(*files(cases, people), ReadingOptions(adjust=("sex",)))
    assert result.study.expected[:, 0] == pytest.approx(
        [6 * 10 / 40 + 2 * 50 / 100, 6 * 30 / 40 + 2 * 50 / 100]
    )


def test_permutation_needs_no_people_and_expects_by_margins(files):
    item, _ = files()
    result = read(item, None, ReadingOptions(model="permutation"))
    assert result.study.expected == pytest.approx(np.outer([3, 3, 0], [4, 2]) / 6)
    assert "not used" in read(*files(), ReadingOptions(model="permutation")).notes[0]


@pytest.mark.parametrize(
    ("cases", "people", "words"),
    [
        ("area,x,y,count\na,0,0,-1\nb,1,0,2\n", PEOPLE, ["cases.csv, row 2", "negative"]),
        ("area,x,y,count\na,0,0,1.5\nb,1,0,2\n", PEOPLE, ["row 2", "whole number"]),
        ("area,x,y,count\na,0,0,1\nb,1,0,\n", PEOPLE, ["row 3", "whole number"]),
        ("area,x,y,count\na,0,0,1\na,0,1,2\n", PEOPLE, ["row 3", "a is at 0, 1, but at 0, 0 in cases.csv, row 2"]),
        ("area,x,y,count\na,east,0,1\n", PEOPLE, ["row 2", "no pair of numbers"]),
        ("area,x,y,count\nz,0,0,1\na,1,0,2\n", PEOPLE, ["row 2", "area z has cases, but has no population in people.csv"]),
        (CASES, "area,population\na,0\nb,200\nc,700\n", ["cases.csv, row 2", "population of 0"]),
        (CASES, PEOPLE + "b,9\n", ["people.csv, row 5", "row 3 already"]),
        (CASES, "area,population\na,-5\nb,200\nc,700\n", ["people.csv, row 2", "negative"]),
        (CASES, "area,population\na,many\nb,200\nc,700\n", ["people.csv, row 2", "no number"]),
        ("area,x,y,date,count\na,0,0,2019-02-30,1\n", PEOPLE, ["row 2", "2019-02-30"]),
        ("area,x,y,date,count\na,0,0,05/06/2019,1\n", PEOPLE, ["row 2", "swapped", "--dates"]),
        ("area,x,y,date,count\na,0,0,,1\nb,1,0,2019,1\n", PEOPLE, ["row 2", "not understood"]),
        ("area,x,y,date,count\na,0,0,2031,1\nb,1,0,2019,1\n", PEOPLE, ["row 2", "future"]),
        ("area,x,y,count\n,0,0,1\n", PEOPLE, ["row 2", "names no area"]),
        ("area,x,y,count\na,0,0\n", PEOPLE, ["row 2", "3 columns"]),
        ("area,x,y,count\na,0,0,0\n", PEOPLE, ["no cases"]),
        ("area,x,count\na,0,1\n", PEOPLE, ["no column is known as y"]),
        ("one\ntwo\n", PEOPLE, ["no table"]),
        ("p,q,r\n1,2,3\n", PEOPLE, ["no heading is known"]),
        (CASES, "", ["--population"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_row(files, cases, people, words):
    result = said(files, cases, people)
    for word in words:
        assert word in result


def test_swapped_axes_and_projected_places_are_told_apart(files):
    swapped = said(files, "area,x,y,count\na,33.3,44.4,1\nb,36.2,120.5,1\n", lonlat=True)
    assert "row 3" in swapped
    assert "swapped" in swapped
    assert "projected" in said(files, "area,x,y,count\na,443000,3687000,1\n", lonlat=True)


def test_many_areas_in_one_place_are_told(files):
    cases = "area,x,y,count\n" + "".join(f"d{i},44,33,1\n" for i in range(400)) + "e,45,33,1\n"
    people = "area,population\n" + "".join(f"d{i},5\n" for i in range(400)) + "e,5\n"
    notes = read(*files(cases, people), ReadingOptions()).notes
    assert "400 areas are all at 44, 33" in notes[0]
    assert "cases.csv, row 2" in notes[0]


def test_only_the_first_twenty_faults_are_listed(files):
    result = said(files, "area,x,y,count\n" + "a,0,0,x\n" * 50)
    assert result.count("row ") == 20
    assert "30 more rows" in result


def test_what_lies_outside_the_study_is_left_out_and_told(files):
    result = read(*files(), ReadingOptions(start=date(2020, 1, 1), end=date(2020, 12, 31)))
    assert result.study.counts.sum() == 2
    assert "2 rows lie outside" in result.notes[0]


def test_time_is_not_cut_finer_than_the_dates_are(files):
    assert "year only" in said(files, unit="day")


@pytest.mark.parametrize(
    ("text", "order", "first", "unit"),
    [
        ("2019", None, date(2019, 1, 1), "year"),
        ("2019-05", None, date(2019, 5, 1), "month"),
        ("2019/5/7", None, date(2019, 5, 7), "day"),
        ("2019-05-07T12:30:00Z", None, date(2019, 5, 7), "day"),
        ("2019-W01", None, date(2018, 12, 31), "week"),
        ("7.5.2019", "dmy", date(2019, 5, 7), "day"),
        ("5/7/2019", "mdy", date(2019, 5, 7), "day"),
    ],
)
def test_dates_as_they_are_written(text, order, first, unit):
    assert parsed(text, order) == When(first, unit)


def test_intervals_are_counted_back_from_the_end():
    assert intervals(date(2020, 1, 1), date(2020, 1, 10), "day", 4) == [
        date(2020, 1, d) for d in (1, 3, 7, 11)
    ]
    assert intervals(date(2020, 1, 1), date(2020, 3, 31), "month") == [date(2020, m, 1) for m in (1, 2, 3, 4)]
    assert intervals(date(2020, 1, 15), date(2020, 3, 14), "month") == [date(2020, m, 15) for m in (1, 2, 3)]
    assert len(intervals(date(2019, 1, 1), date(2019, 12, 31), "week")) == 54
    assert stepped(date(2020, 3, 31), "month", -1) == date(2020, 2, 29)
    assert longest_window(list(range(20)), 1, 0.5) == 9
    assert longest_window([1, 2], 1, 0.5) == 1
    with pytest.raises(Invalid):
        intervals(date(2020, 2, 1), date(2020, 1, 1), "day")


def test_person_time_of_a_known_day_and_of_one_number():
    bounds = [date(2020, 1, 1), date(2020, 1, 11), date(2020, 1, 31)]
    assert person_time(bounds, [When(date(2019, 1, 1), "year")]).ravel().tolist() == [10, 20]
    both = person_time(bounds, [When(date(2020, 1, 1), "day"), When(date(2020, 1, 30), "day")])
    assert both.sum(axis=1).tolist() == [10, 20]
    assert both[0, 0] == pytest.approx(1 + 9 - 81 / 56)


def test_a_long_study_by_days_is_cut_coarser_unless_that_is_asked_for(files):
    cases = "area,x,y,date,count\na,0,0,2019-01-01,3\nb,1,0,2022-06-30,1\n"
    result = read(*files(cases), ReadingOptions())
    assert "aggregated by week" in result.notes[1]
    assert len(result.bounds) - 1 == 183
    asked = read(*files(cases), ReadingOptions(unit="day", most_intervals=7))
    assert len(asked.bounds) - 1 == 1277
    assert asked.longest == 7
