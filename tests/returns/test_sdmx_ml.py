"""Observations as SDMX: times as SDMX writes them, rows and messages that say the same, text that is text."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import etree

from ifar.returns import sdmx, sdmx_ml
from ifar.returns.sdmx import Observation, Structure

OURS = Structure(
    "IFAR", "DF_TEST", "1.0", ("FREQ", "REF_AREA"), ("OBS_STATUS", "TITLE"), "Test", {"FREQ": "Frequency"}
)
NOW = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("since", "until", "time", "frequency"),
    [
        ((2025, 1, 1), (2025, 12, 31), "2025", "A"), ((2025, 7, 1), (2025, 12, 31), "2025-S2", "S"), ((2025, 1, 1), (2025, 6, 30), "2025-S1", "S"),
        ((2025, 10, 1), (2025, 12, 31), "2025-Q4", "Q"), ((2024, 2, 1), (2024, 2, 29), "2024-02", "M"), ((2025, 4, 1), (2026, 3, 31), "2025-04-01/P365D", "_O"),
        ((2025, 1, 5), (2025, 1, 14), "2025-01-05/P10D", "_O"),
    ],
)  # fmt: skip
def test_times(since, until, time, frequency):
    assert sdmx.time_of(dt.date(*since), dt.date(*until)) == (time, frequency)


def test_rows_and_messages_say_the_same():
    observations = [
        Observation(
            {"FREQ": "A", "REF_AREA": "KE"}, "2025", "4.5", {"OBS_STATUS": "A", "TITLE": "x <y> & z\x00"}
        ),
        Observation({"FREQ": "A", "REF_AREA": "KE"}, "2024", "4", {}),
        Observation({"FREQ": "A"}, "2025", "9", {}),
    ]
    rows = sdmx.csv_rows(OURS, observations)
    assert rows[0] == ("dataflow", "IFAR:DF_TEST(1.0)", "I", "A", "KE", "2025", "4.5", "A", "x <y> & z\x00")
    message = etree.fromstring(sdmx_ml.data(OURS, observations, "register.example.org", NOW))
    generic = {"g": sdmx_ml.GENERIC}
    results = [
        (*series.xpath("g:SeriesKey/g:Value/@value", namespaces=generic), *item.xpath("g:ObsDimension/@value | g:ObsValue/@value", namespaces=generic))
        for series in message.iter(f"{{{sdmx_ml.GENERIC}}}Series")
        for item in series.iter(f"{{{sdmx_ml.GENERIC}}}Obs")
    ]  # fmt: skip
    assert sorted(results) == sorted(row[3:7] for row in rows)
    assert "x <y> & z" in message.xpath("//g:Attributes/g:Value/@value", namespaces=generic)
    observations = etree.fromstring(sdmx_ml.structure(OURS, "register.example.org", NOW))
    assert [item.get("id") for item in observations.iter(f"{{{sdmx_ml.STRUCTURE}}}Dimension")] == [
        "FREQ",
        "REF_AREA",
    ]
