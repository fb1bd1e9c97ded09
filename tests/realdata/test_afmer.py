"""ATF's AFMER loaded as declarations: totals per year and type as in the files, and no firearm is made of them (issue 27, must-show 1)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from ifar.books import declarations, declared
from ifar.books.services import declaring
from ifar.registry.models import Firearm

PUBLISHED = {
    2000: (3793541, 172627),
    2012: (8578610, 287554),
    2020: (11064078, 529138),
    2023: (9491014, 478816),
}
"""Year -> what entered commerce and what was exported, by the files; the other years are held to a count of the files of its own."""


@pytest.mark.parametrize(("name", "lines"), [("2000_2012", 11_495), ("2020_2023", 25_716)])
def test_afmer_is_loaded_year_by_year_and_comes_to_what_was_published(real_data, bob, name, lines):
    file: Path = real_data / "trace_and_trade" / f"atf_afmer_{name}_by_manufacturer.csv"
    if not file.is_file():
        pytest.skip(f"real data: there is no file {file}")
    text = file.read_text("utf-8")
    made = declaring.load(actor=bob, title="AFMER", source="ATF, public domain", table=text)
    counted: Counter[tuple[int, str, str]] = Counter()
    for row in csv.DictReader(text.splitlines()):
        counted[int(row["year"]), row["firearm_type"], row["activity"]] += int(row["quantity"])
    records = [declarations.declaration_for(bob, code) for code in made]
    assert sum(record.lines for record in records) == lines
    for declaration in records:
        totals = declared.totals(declarations.rows_of(declaration))
        for kind, counts in totals.items():
            assert counts["manufactured"] == counted[declaration.year, kind, "manufactured"]
            assert counts["exported"] == counted[declaration.year, kind, "export"]
        if declaration.year in PUBLISHED:
            sums = tuple(sum(row[name] for row in totals.values()) for name in ("manufactured", "exported"))
            assert sums == PUBLISHED[declaration.year]
    assert not Firearm.objects.exists()
