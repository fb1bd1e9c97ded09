"""Invented States: their keys are always the same, and the directory of the demonstration names them."""

from __future__ import annotations

import csv

import ifar.settings
from ifar.demonstration import abroad
from ifar.demonstration.loading import FOLDER
from ifar.ledger.checkpoint import VerifierKey


def test_the_directory_names_the_keys_of_the_invented_states():
    with (FOLDER / "trace_desk.csv").open() as file:
        named = {row["country"]: row["key"] for row in csv.DictReader(file)}
    assert {state.code: state.log.verifier for state in abroad.STATES} == {
        country: VerifierKey.parse(text) for country, text in named.items()
    }


def test_the_invented_hub_is_the_one_that_the_demonstration_knows():
    text = abroad.key(abroad.HUB).verifier.encode()
    with open(ifar.settings.__file__) as file:
        assert f'"{text}"' in file.read()
