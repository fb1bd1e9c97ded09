"""Misread serials of three registers: ifar is never behind plain Levenshtein, and near the best that Bayes allows.

A small version of `benchmarks/misread.py`; of so few readings the shares waver by some points, so the bounds are wide.
"""

import json
import random

import pytest

from ifar.registry.marks.confusions import MEASURED
from ifar.registry.search.listed import Entry, SerialList
from tests.realdata.misreads import (
    Errors,
    by_levenshtein,
    by_values,
    evidence_in,
    halves,
    register,
    shares,
    tried,
)
from tests.realdata.test_confusions import TABLE


@pytest.mark.parametrize(
    ("kind", "errors", "behind"),
    [("dense", 1, 6), ("dense", 2, 8), ("mixed", 1, 5), ("mixed", 2, 7), ("sparse", 2, 2)],
)
def test_true_serials_come_first(real_data, kind, errors, behind):
    errors_of_the_other_half = Errors(halves(real_data / TABLE, 1)[1])
    result = shares(tried(kind, errors, errors_of_the_other_half, MEASURED, rows=2000, reads=120, seed=1))
    for at in (0, 1):
        ifar, alone, levenshtein, best = (
            result[way][at] for way in ("together", "alone", "levenshtein", "bayes")
        )
        assert ifar >= levenshtein
        assert alone >= levenshtein - 1
        assert ifar >= best - behind
    assert result["together"][0] - 25 < result["score"][0] < result["together"][0] + 3, (
        "a score claims no more than comes true"
    )


def read_by_others(
    serial: str, errors: int, likenesses: dict[str, list[str]], rng: random.Random, unsure: float
) -> str:
    """A reading whose errors are another program's look-alikes (nlpaug's list for OCR), lost and doubled characters; some are left as `?`."""
    characters = list(serial)
    for _ in range(errors):
        at, lot = rng.randrange(len(characters)), rng.random()
        if lot < 0.75:
            pool = likenesses.get(characters[at]) if rng.random() < 0.8 else None
            characters[at] = rng.choice(pool or "0123456789ABCDEFGHJKLMNPRSTUVWXYZ")
        elif lot < 0.87 and len(characters) > 4:
            characters.pop(at)
        else:
            characters.insert(at, rng.choice("0123456789"))
    return "".join("?" if rng.random() < unsure else character for character in characters)


@pytest.mark.parametrize("kind", ["dense", "mixed"])
@pytest.mark.parametrize("unsure", [0.0, 0.06])
def test_w32_scores_of_readings_that_our_weights_did_not_make_claim_no_more_than_comes_true(
    real_data, kind, unsure
):
    """Of one file, and of each reading alone; and a file is not ranked worse than each reading alone, nor worse than by Levenshtein."""
    listing = json.loads((real_data / "noise" / "nlpaug_ocr_en.json").read_text())
    likenesses = {
        key.upper(): sorted(
            {other.upper() for other in some if len(other) == 1 and other.isalnum()} - {key.upper()}
        )
        for key, some in listing.items()
    }
    rng = random.Random(f"{kind} {unsure}")
    serials = register(kind, 4000, rng)
    true = rng.sample(serials, 300)
    read = [
        read_by_others(text, rng.choices((0, 1, 2, 3), (35, 35, 20, 10))[0], likenesses, rng, unsure)
        for text in true
    ]
    listed, asked = SerialList(map(Entry, serials)), [Entry(text) for text in read]
    first, claimed = {}, {}
    for name, habits in (("file", listed.learnt(asked)), ("alone", MEASURED)):
        answers = list(listed.answers(asked, limit=30, habits=habits))
        first[name] = sum(
            by_values(evidence_in(answer), held).first for answer, held in zip(answers, true, strict=True)
        )
        claimed[name] = sum(answer.matches[0].probability for answer in answers if answer.matches)
        assert claimed[name] <= first[name] + 0.02 * len(true)
    levenshtein = sum(
        by_levenshtein(text, held, serials).first for text, held in zip(read, true, strict=True)
    )
    assert first["file"] >= first["alone"] - 0.02 * len(true)
    assert first["alone"] >= levenshtein - 0.02 * len(true)
