"""Judging candidates: alignment, evidence, probabilities, reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from ifar.registry.marks.alignment import Column, align
from ifar.registry.marks.confusions import ALPHABET, COUNTS, MEASURED, NOTHING, evidence
from ifar.registry.marks.reading import fold
from ifar.registry.search.matching import (
    CEILING,
    FIELDS,
    REASONS,
    Held,
    Question,
    compare_code,
    compare_name,
    compare_type,
    compare_year,
    judge,
    narrowing,
    pair_probability,
)

MARKS = st.text(alphabet="0123456789ABCDOQISZGЖПС▲", max_size=12)
PATTERNS = st.text(alphabet="0123456789ABCDOQISZG?*", max_size=10)


def labels(read: str, held: str) -> str:
    return " ".join(column.label for column in align(read, held).columns)


@pytest.mark.parametrize(
    ("read", "held", "expected"),
    [
        ("AB12", "AB12", "agree agree agree agree"),
        ("A812", "AB12", "agree look_alike agree agree"),
        ("AX12", "AB12", "agree wrong agree agree"),
        ("A12", "AB12", "agree missing agree agree"),
        ("ABX12", "AB12", "agree agree extra agree agree"),
        ("BA12", "AB12", "swapped swapped agree agree"),
        ("AB?2", "AB12", "agree agree unread agree"),
        ("AB12", "AB?2", "agree agree unread agree"),
        ("A*2", "AB12", "agree unread unread agree"),
        ("A*", "A", "agree unread"),
        ("*2", "AB12", "unread unread unread agree"),
        ("С12", "C12", "look_alike agree agree"),
        ("٤٥", "45", "agree agree"),
        ("", "AB", "missing missing"),
        ("AB", "", "extra extra"),
        ("", "", ""),
    ],
)
def test_each_character_has_its_label(read, held, expected):
    assert labels(read, held) == expected


def test_a_column_shows_both_characters():
    assert align("A?2", "AB2").columns == (
        Column("A", "A", "agree"),
        Column("?", "B", "unread"),
        Column("2", "2", "agree"),
    )


@pytest.mark.parametrize(
    ("read", "held", "edits"),
    [
        ("A812", "AB12", 0),
        ("AX12", "AB12", 1),
        ("BA12", "AB12", 1),
        ("A12", "AB12", 1),
        ("BAX1", "AB1", 2),
        ("D12", "012", 1),
    ],
)
def test_edits_count_what_the_folded_keys_do_not_forgive(read, held, edits):
    assert align(read, held).edits == edits


@given(MARKS, MARKS)
def test_an_alignment_holds_every_character_once_and_in_order(read, held):
    columns = align(read, held).columns
    assert "".join(column.read or "" for column in columns) == read
    assert "".join(column.held or "" for column in columns) == held


@given(PATTERNS, MARKS)
def test_a_pattern_is_laid_over_the_whole_mark(read, held):
    columns = align(read, held).columns
    assert "".join(column.held or "" for column in columns) == held
    assert "".join(c.read for c in columns if c.read and c.read != "*") == read.replace("*", "")


@given(MARKS)
def test_nothing_fits_better_than_the_same_mark(mark):
    same = align(mark, mark)
    assert same.edits == 0
    assert all(column.label == "agree" for column in same.columns)


@given(MARKS, MARKS)
def test_the_edits_are_at_least_the_true_distance_and_the_other_way_round_mirrors_the_labels(read, held):
    there, back = align(read, held), align(held, read)
    if len(fold(read)) == len(read) and len(fold(held)) == len(held):
        assert there.edits >= OSA.distance(fold(read), fold(held))
        assert back.edits >= OSA.distance(fold(read), fold(held))
    assert len(there.columns) >= max(len(read), len(held))


@given(st.text(alphabet="A479EПЖ", min_size=2, max_size=12), st.data())
def test_one_wrong_missing_extra_or_swapped_character_is_one_edit(mark, data):
    at = data.draw(st.integers(0, len(mark) - 2))
    assert align(mark[:at] + mark[at + 1 :], mark).edits == 1
    assert align(mark[:at] + "▼" + mark[at:], mark).edits == 1
    assert align(mark[:at] + "▼" + mark[at + 1 :], mark).edits == 1
    if mark[at] != mark[at + 1]:
        assert align(mark[:at] + mark[at + 1] + mark[at] + mark[at + 2 :], mark).edits == 1


def test_look_alikes_cost_less_than_wrong_characters():
    for read, held in [("0", "O"), ("0", "Q"), ("1", "I"), ("5", "S"), ("8", "B"), ("2", "Z"), ("6", "G")]:
        assert evidence(read, held) > evidence("X", held)
        assert evidence(held, held) > evidence(read, held)


def test_probabilities_of_one_character_add_up():
    for held in ALPHABET:
        outcomes = [MEASURED.probabilities[held, read] for read in (NOTHING, *ALPHABET)]
        assert sum(outcomes) == pytest.approx(1.0)
        assert min(outcomes) > 0


def test_the_counts_are_the_half_that_the_page_says():
    assert sum(sum(row.values()) for row in COUNTS.values()) == 2296


def test_the_best_reading_comes_first_and_says_why():
    question = Question("AB?1234", make="beretta", calibre="9x19")
    matches = judge(
        question,
        [
            Held("F3", "A981234", make="walther"),
            Held("F1", "AB91234", make="beretta", calibre="9x19"),
            Held("F2", "AB81234", make="walther", calibre="9x19"),
        ],
        register_size=100_000,
    )
    assert [match.held.key for match in matches] == ["F1", "F2", "F3"]
    assert [reason.code for reason in matches[0].reasons] == [
        "serial.read_equal",
        "serial.unread",
        "make.agrees",
        "calibre.agrees",
    ]
    assert [reason.code for reason in matches[1].reasons] == [
        "serial.read_equal",
        "serial.unread",
        "make.differs",
        "calibre.agrees",
    ]
    assert "calibre.unknown" in [reason.code for reason in matches[2].reasons]
    assert matches[0].probability > matches[1].probability > matches[2].probability


def test_reasons_say_where_and_what():
    match = judge(Question("BA1Z349"), [Held("F1", "AB1234")], register_size=10)[0]
    assert [(reason.code, reason.params) for reason in match.reasons] == [
        ("serial.swapped", {"at": 1, "read": "BA", "held": "AB"}),
        ("serial.look_alike", {"at": 4, "read": "Z", "held": "2"}),
        ("serial.extra", {"at": 6, "read": "9", "held": None}),
    ]


@given(st.lists(MARKS, min_size=1, max_size=6), MARKS, st.integers(1, 10**9))
def test_probabilities_never_reach_one_and_the_order_is_always_the_same(held_marks, read, size):
    candidates = [Held(f"F{at}", mark, make="beretta") for at, mark in enumerate(held_marks)]
    question = Question(read, make="beretta")
    matches = judge(question, candidates, register_size=size)
    assert judge(question, reversed(candidates), register_size=size) == matches
    assert all(0 <= match.probability <= CEILING for match in matches)
    assert sum(match.probability for match in matches) < CEILING + 1e-9
    assert {reason.code for match in matches for reason in match.reasons} <= set(REASONS)


def test_two_records_that_fit_equally_well_share_the_probability():
    matches = judge(
        Question("AB123456"), [Held("F2", "AB123456"), Held("F1", "AB123456")], register_size=1000
    )
    assert [match.held.key for match in matches] == ["F1", "F2"]
    assert matches[0].probability == matches[1].probability < 0.5


def test_a_short_serial_in_a_large_register_is_no_certainty_and_the_make_helps():
    alone = judge(Question("12345"), [Held("F1", "12345", make="rare")], register_size=10**7)[0]
    known = judge(
        Question("12345", make="rare"),
        [Held("F1", "12345", make="rare")],
        register_size=10**7,
        shares={"make": {"rare": 1e-4}},
    )[0]
    assert alone.probability < 0.5 < known.probability


@pytest.mark.parametrize(
    ("asked", "held", "code"),
    [("a", "a", "make.agrees"), ("a", "b", "make.differs"), ("a", None, "make.unknown")],
)
def test_codes(asked, held, code):
    reason = compare_code("make", asked, held)
    assert reason is not None
    assert reason.code == code
    assert (reason.evidence > 0) == (code == "make.agrees")
    assert (reason.evidence < 0) == (code == "make.differs")


WIDER = {"pistol": "handgun", "pistol_semi_automatic": "pistol", "revolver": "handgun", "rifle": "long_gun"}


@pytest.mark.parametrize(
    ("asked", "held", "code"),
    [
        ("pistol", "pistol", "type.agrees"),
        ("pistol", "pistol_semi_automatic", "type.narrower"),
        ("handgun", "pistol_semi_automatic", "type.narrower"),
        ("pistol_semi_automatic", "pistol", "type.wider"),
        ("revolver", "pistol", "type.differs"),
        ("pistol", "rifle", "type.differs"),
        ("pistol", None, "type.unknown"),
        (None, "pistol", None),
    ],
)
def test_a_type_and_one_of_its_kinds_agree_less_exactly(asked, held, code):
    reason = compare_type(asked, held, WIDER)
    assert (reason and reason.code) == code
    equal = compare_type("pistol", "pistol", WIDER).evidence
    if code in ("type.narrower", "type.wider"):
        assert 0 < reason.evidence < equal


def test_a_plain_pistol_does_not_differ_from_a_semi_automatic_one():
    held = Held("F1", "AB71234", type="pistol_semi_automatic")
    question = Question("AB71234", type="pistol")
    [with_kinds] = judge(question, [held], register_size=500, wider=WIDER)
    [without] = judge(question, [held], register_size=500)
    assert "type.narrower" in [reason.code for reason in with_kinds.reasons]
    assert with_kinds.probability > without.probability


def test_a_circle_among_types_ends():
    assert compare_type("a", "b", {"b": "c", "c": "b"}).code == "type.differs"


def test_what_nobody_asked_gives_no_reason():
    assert compare_code("make", None, "a") is None
    assert compare_year(None, 1950) is None
    assert (
        judge(Question("12"), [Held("F1", "12", make="a")], register_size=5)[0].reasons[0].code
        == "serial.equal"
    )


def test_a_misspelt_legacy_name_is_near():
    near = compare_name("make", ("Beretta", "Pietro Beretta"), "BERRETTA")
    assert near is not None
    assert (near.code, near.params) == ("make.near", {"asked": "Beretta", "held": "BERRETTA"})
    assert compare_name("make", ("Beretta",), "Walther") is None
    match = judge(
        Question("12", make="beretta", names={"make": ("Beretta",)}),
        [Held("F1", "12", raw={"make": "Berreta"})],
        register_size=5,
    )[0]
    assert "make.near" in [reason.code for reason in match.reasons]


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (1950, "year.agrees"),
        (1952, "year.agrees"),
        (1953, "year.near"),
        (1949, "year.near"),
        (1960, "year.differs"),
        (None, "year.unknown"),
    ],
)
def test_years(held, code):
    reason = compare_year((1950, 1952), held)
    assert reason is not None
    assert reason.code == code


def test_what_would_narrow_the_answer():
    assert narrowing(Question("12", make="a")) == ("model", "year", "calibre", "country", "type")
    assert set(narrowing(Question("12"))) == set(FIELDS)


def test_without_a_mark_the_facts_alone_are_judged():
    match = judge(Question(make="beretta"), [Held("F1", "12", make="beretta")], register_size=50)[0]
    assert match.alignment is None
    assert [reason.code for reason in match.reasons] == ["make.agrees"]


@given(st.floats(-1000, 1000), st.integers(1, 10**9))
def test_the_probability_of_a_pair_stays_between(total, size):
    assert 0 <= pair_probability(total, size) <= CEILING
