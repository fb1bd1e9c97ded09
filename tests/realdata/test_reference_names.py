"""How much of other people's spellings of calibres, makes and models the reference data resolve."""

import json

import polars as pl
import pytest

from tests.reference.conftest import own_facts, resolver, sheets

__all__ = ["own_facts", "resolver", "sheets"]

CALIBRES = "firearms_reference/gunsnprices_calibers.json"
MODELS = "firearms_reference/gunsnprices_models.json"


@pytest.fixture(scope="module")
def calibres(real_data):
    return json.loads((real_data / CALIBRES).read_text("utf-8"))["calibers"]


@pytest.fixture(scope="module")
def brands(real_data):
    return json.loads((real_data / MODELS).read_text("utf-8"))["dicts"]


def test_every_alias_of_a_calibre_leads_where_its_name_leads(resolver, calibres):
    aliases = [(row["name"], alias) for row in calibres for alias in row["aliases"]]
    wrong = {
        (name, alias)
        for name, alias in aliases
        if resolver.resolve_calibre(alias).code != resolver.resolve_calibre(name).code
    }
    assert len(calibres) == 293
    assert len(aliases) == 326
    # The source's own alias of "4.5mm Steel BB" is the plain bore, which here is the pellet of that bore.
    assert wrong <= {("4.5mm Steel BB", "4.5mm")}
    assert all(resolver.resolve_calibre(row["name"]).code for row in calibres)


def test_models_of_the_catalogue_are_known(resolver, brands):
    number = total = 0
    for brand in brands:
        make = resolver.resolve_make(brand["brand"]).code
        assert make, brand["brand"]
        names = (
            brand["models"]
            if isinstance(brand["models"], dict)
            else [model["name"] for model in brand["models"]]
        )
        total += len(names)
        number += sum(resolver.resolve_model(make, name).code is not None for name in names)
    assert total == 1306
    assert number >= 1300


def test_most_of_what_us_licensees_made_has_a_known_maker(resolver, real_data):
    files = ("atf_afmer_2000_2012_by_manufacturer.csv", "atf_afmer_2020_2023_by_manufacturer.csv")
    made = (
        pl.concat(
            [pl.read_csv(real_data / "trace_and_trade" / name, infer_schema_length=0) for name in files]
        )
        .filter((pl.col("activity") == "manufactured") & ~pl.col("licensee").str.starts_with("["))
        .with_columns(pl.col("quantity").str.replace_all(",", "").cast(pl.Int64))
        .group_by("licensee")
        .agg(pl.col("quantity").sum())
    )
    known = sum(quantity for name, quantity in made.iter_rows() if resolver.resolve_make(name).code)
    assert known / made["quantity"].sum() > 0.93
