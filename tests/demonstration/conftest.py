"""The demonstration country's pure parts, drawn small."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.demonstration.lives import Life, Model, lives
from ifar.demonstration.market import KnownModel, market
from ifar.demonstration.persons import Holder, holders
from ifar.reference import iso
from ifar.reference.facts import read_folder
from ifar.reference.services import FOLDER as BASE

TODAY = dt.date(2026, 6, 1)
FOLDER = BASE.parents[1] / "demonstration" / "facts"


def _lines(folder):
    return {path.stem: path.read_text("utf-8").splitlines(keepends=True) for path in folder.glob("*.csv")}


@pytest.fixture(scope="session")
def models() -> list[Model]:
    base = read_folder(_lines(BASE), iso.codes(), partial=iso.GROUNDS).sheets
    codes = {sheet.name: {row.code for row in sheet.rows} for sheet in base}
    own = read_folder(_lines(FOLDER), {**codes, "country": codes["country"] | iso.codes()["country"]})
    assert own.problems == ()
    makes = {}
    rows = []
    for sheet in (*base, *own.sheets):
        if sheet.name == "make":
            makes |= {row.code: str(row.fields["country"] or "") for row in sheet.rows}
        if sheet.name == "model":
            for row in sheet.rows:
                make = row.code.partition("/")[0]
                kind, calibre = (str(row.fields[name] or "") for name in ("type", "calibre"))
                rows.append(KnownModel(row.code, make, kind, calibre, makes[make]))
    return list(market(rows))


@pytest.fixture(scope="session")
def people() -> list[Holder]:
    return list(holders(1, 900, 30, TODAY))


@pytest.fixture(scope="session")
def drawn(models, people) -> list[Life]:
    return list(lives(1, 4000, models, people, TODAY))
