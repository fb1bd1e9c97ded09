"""What the database refuses by its own hand: each function says why, nobody else says so, and the page lists exactly these (decision 0028)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ifar.acts import refusals
from ifar.acts.refusals import Function

PAGE = Path(__file__).resolve().parents[2] / "docs/acts/database.md"
SAYS = "-- By its own hand:"
SENTENCE = re.compile(r"(?:RETURN|THEN|:=)\s+'[a-z]+ [a-z ]+'")
"""Words that a function answers with."""


def refusing() -> list[Function]:
    return [function for function in refusals.functions() if function.refuses]


def test_every_function_that_refuses_says_why_once_and_as_the_last_line_above_it():
    assert [
        function.name
        for function in refusing()
        if len(function.reason.split()) < 5 or function.text.count(SAYS) != 1
    ] == []


def test_none_that_refuses_nothing_says_so():
    assert [
        function.name for function in refusals.functions() if SAYS in function.text and not function.refuses
    ] == []


def test_a_function_that_answers_with_words_bears_the_name_of_one_that_refuses():
    """Else it would refuse, say no reason, and stand on no page."""
    unseen = [
        function.name
        for function in refusals.functions()
        if function.answers and SENTENCE.search(function.code) and not function.refuses
    ]
    assert unseen == []


def test_each_answers_for_itself():
    """A reason that fits two functions says nothing of either."""
    reasons = [function.reason for function in refusing()]
    assert len(set(reasons)) == len(reasons)


def test_the_page_lists_exactly_these_with_what_they_refuse():
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [(name, reason) for name, _, reason in rows] == [
        (function.name, function.reason) for function in refusing()
    ]
    assert all(refused.strip() for _, refused, _ in rows)


@pytest.mark.parametrize(
    ("text", "refuses", "reason"),
    [
        ("RETURNS trigger AS $$ RAISE EXCEPTION 'ifar: no' $$", True, ""),
        (
            f"{SAYS} it stays.\nCREATE OR REPLACE FUNCTION a_check() RETURNS text AS $$ SELECT 'no' $$",
            True,
            "it stays",
        ),
        (f"{SAYS} it stays.\n-- More.\nCREATE OR REPLACE FUNCTION a_check() RETURNS\n text", True, ""),
        ("RETURNS boolean AS $$ -- RAISE EXCEPTION\n $$", False, ""),
    ],
)
def test_what_a_file_says_is_read_as_it_stands(text, refuses, reason):
    function = Function("a_check", "a", text)
    assert (function.refuses, function.reason) == (refuses, reason)
