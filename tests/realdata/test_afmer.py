"""ATF's AFMER loaded as declarations: totals per year and type as in the files, and no firearm is made of them (issue 27, must-show 1)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from ifar.books import declarations, declared
from ifar.books.services import declaring
from ifar.errors import Invalid
from ifar.registry.models import Firearm

TYPES = ("pistol", "revolver", "rifle", "shotgun", "misc")
PUBLISHED = {
    2000: (962901, 318960, 1583042, 898442, 30196),
    2001: (626836, 320143, 1284554, 679813, 21309),
    2002: (741514, 347070, 1515286, 741325, 21700),
    2003: (811660, 309364, 1430324, 726078, 30978),
    2004: (728511, 294099, 1325138, 731769, 19508),
    2005: (803425, 274205, 1431372, 709313, 23179),
    2006: (1021260, 385069, 1496505, 714618, 35872),
    2007: (1219664, 391334, 1610923, 645231, 55461),
    2008: (1609381, 431753, 1734536, 630710, 92564),
    2009: (1868258, 547195, 2248851, 752699, 138815),
    2010: (2258450, 558927, 1830556, 743378, 67929),
    2011: (2598133, 572857, 2318088, 862401, 190407),
    2012: (3487883, 667357, 3168206, 949010, 306154),
}
"""Year -> what entered commerce, by type: Exhibit 1 of ATF's *Firearms Commerce in the United States*, edition of 15 March 2016."""
APART = {
    (2001, "pistol"): -3766,
    (2006, "revolver"): -3000,
    (2008, "pistol"): -222252,
    (2008, "rifle"): 11603,
    (2008, "misc"): 9760,
}
"""Where the lines of ATF's own file say more or less than its exhibit: they are loaded as they stand, and nothing is made to fit."""
SUMS = {
    2000: (3793541, 172627),
    2012: (8578610, 287554),
    2020: (11064078, 529138),
    2021: (13804919, 458684),
    2022: (13520427, 639902),
    2023: (9491014, 478816),
}
"""Year -> what entered commerce and what was exported in all."""


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
        for kind, told in zip(TYPES, PUBLISHED.get(declaration.year, ()), strict=False):
            apart = APART.get((declaration.year, kind), 0)
            assert totals[kind]["manufactured"] == told + apart, (declaration.year, kind)
        sums = tuple(
            sum(row[activity] for row in totals.values()) for activity in ("manufactured", "exported")
        )
        assert sums == SUMS.get(declaration.year, sums)
        assert declaration.total == sum(sums)
    assert not Firearm.objects.exists()
    # A table in which one line cannot be read is held back whole, and each such line is named with what is wrong.
    with pytest.raises(Invalid) as invalid:
        declaring.load(
            actor=bob, title="AFMER again", source="ATF", table=f"{text}2023,1,WORKS,,,rifle,lost,1\n"
        )
    assert [(reason.code, reason.params["line"]) for reason in invalid.value.reasons] == [
        ("books.declaration.activity", lines + 2)
    ]
    with pytest.raises(Invalid) as before:
        declaring.load(actor=bob, title="AFMER", source="ATF, public domain", table=text)
    assert before.value.code == "books.declaration.before"
