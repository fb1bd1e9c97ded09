"""What a holder is told: the whole table, and that what the register's own lists know is decided about."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ifar.accounts.purposes import OWN_ACCESS, PURPOSES, TOLD
from ifar.parties.bars import KINDS as BAR_KINDS
from ifar.portal import disclosure

FACTS = Path(disclosure.__file__).parents[1] / "reference" / "facts"


def codes(name: str) -> set[str]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8") as file:
        return {row["code"] for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("death", "named"),
        ("conviction", "named"),
        ("protection_order", "authority"),
        ("medical", "fitness"),
        ("storage", "named"),
        ("conditions", "named"),
        ("false_statement", "named"),
        ("inquiry", "unsaid"),
        ("expired", "named"),
        ("surrendered", "named"),
        ("a_country's_own", "unsaid"),
    ],
)
def test_grounds_of_a_stop(code, told):
    assert disclosure.ground(code) == told


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("refused", "named"),
        ("revoked", "named"),
        ("prohibited", "authority"),
        ("protection_order", "authority"),
        ("foreign_refusal", "hidden"),
        ("another", "hidden"),
    ],
)
def test_bars(kind, told):
    assert disclosure.bar(kind) == told


def test_every_code_of_the_register_is_decided_about():
    assert disclosure.GROUNDS.keys() == codes("eligibility_ground")
    assert disclosure.REFUSALS.keys() == codes("refusal_ground")
    assert disclosure.BARS.keys() == set(BAR_KINDS)
    withheld = {"investigation", "tracing", "court"}
    assert {*PURPOSES, OWN_ACCESS, "job"} - withheld == TOLD


def test_what_is_advised_is_not_shown_before_it_is_decided():
    assert disclosure.application("advised") == "examination"
    assert disclosure.application("waiting") == "waiting"
