"""What was typed into one line, and how it stands in a field."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from ifar.registry.marks.reading import keys_of
from ifar.typed import BIGINT, INTEGER, bare, in_order, pieces, plain, version_seen, whole_number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("53304?", [("53304?", True)]),
        ("Fabarm 53304?", [("Fabarm 53304?", True)]),
        ("فابارم 53304?", [("فابارم", False), ("53304?", True)]),
        ("فابارم AB 533 04?", [("فابارم", False), ("AB 533 04?", True)]),
        ("?3304 سميث ويسون", [("?3304", True), ("سميث ويسون", False)]),
        ("فابارم ٥٣٣٠٤؟", [("فابارم", False), ("٥٣٣٠٤؟", True)]),
        ("ب?1234", [("ب?1234", False)]),
        ("", []),
    ],
)
def test_a_mark_is_shown_left_to_right_apart_from_the_maker_beside_it(text, said):
    assert pieces(text) == said


def test_in_a_field_signs_keep_the_question_mark_behind_the_mark():
    assert in_order("فابارم 53304?") == "فابارم \u200e53304?\u200e"
    assert in_order(in_order("فابارم 53304?")) == in_order("فابارم 53304?")
    assert in_order("Fabarm 53304?") == "Fabarm 53304?"


@given(st.text(max_size=60))
def test_the_signs_are_no_part_of_what_was_typed(text):
    assert plain(in_order(text)) == plain(text)
    assert keys_of(in_order(text)) == keys_of(plain(text))


NO_NUMBERS = (
    "",
    " ",
    "²",
    "①",
    "1²",
    "-1",
    "+1",
    "1_000",
    "1.0",
    "1e3",
    "0x1",
    "9" * 5000,
    "٩" * 5000,
    None,
    "１２\0",
)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_w49_what_is_no_whole_number_is_none_instead_of_an_error(text):
    assert whole_number(text) is None
    assert whole_number(text, otherwise=7) == 7
    assert version_seen(text) == (-1 if str(text or "").strip() else None)


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), (" 12 ", 12), ("٣٤", 34), ("007", 7), (str(INTEGER), INTEGER), (5, 5)]
)
def test_w49_a_whole_number_is_read_in_the_digits_of_any_script(text, number):
    assert whole_number(text) == number


@given(st.text(max_size=30) | st.integers().map(str))
def test_w49_no_text_is_an_error_and_no_number_leaves_its_limits(text):
    for most in (9, INTEGER, BIGINT):
        number = whole_number(text, least=1, most=most)
        assert number is None or 1 <= number <= most


def names_in(nodes):
    return {name.id for node in nodes for name in ast.walk(node) if isinstance(name, ast.Name)}


def guarded(node):
    """Names of which something is asked whether it is of digits, anywhere in a function or statement."""
    return names_in(
        item.value
        for item in ast.walk(node)
        if isinstance(item, ast.Attribute) and item.attr in ("isdigit", "isdecimal", "isnumeric")
    )


def read(node):
    """Names of which something is read by `int`, anywhere in a function or statement."""
    return names_in(
        call.args[0]
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "int" and call.args
    )


@pytest.mark.parametrize(
    "body",
    [
        "return int(text) if text.isdigit() else None",
        "if not text.isdecimal():\n        return None\n    return int(text)",
        "good = text.strip().isdigit()\n    return int(text.strip()) if good else None",
        "if not (text.isdecimal() and int(text) in KNOWN):\n        return None",
    ],
)
def test_w49_the_check_finds_a_guard_in_one_statement_and_the_reading_in_another(body):
    function = ast.parse(f"def f(text):\n    {body}\n").body[0]
    assert guarded(function) & read(function) == {"text"}


def test_w49_no_number_is_read_behind_isdigit():
    """`"²".isdigit()` holds and `int("²")` does not; and five thousand digits are an error of `int` by themselves."""
    root = Path(__file__).parents[1] / "ifar"
    results = []
    for path in root.rglob("*.py"):
        text = path.read_text("utf-8")
        if "isdigit" not in text and "isdecimal" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.IfExp | ast.BoolOp | ast.If
            ):
                results += [path.name for _one in guarded(node) & read(node)]
    known = {
        "cells.py",
        "cluster.py",
        "numbers.py",
        "typed.py",
    }  # four ASCII digits; names below /proc; one decimal digit; whole_number itself
    assert set(results) <= known, "ifar.typed.whole_number reads numbers"


WRITTEN = [
    *[
        "ab-12 34",
        "AB1234",
        "ａｂ１２３４",
        "AB-١٢٣٤",
        "ab/۱۲۳۴",
        "Weiß & Söhne",
        "Nº 7",
        "½",
        "²",
        "",
        " –",
        "İzmir",
        "ΟΔΟΣ ς",
        "ب-१२३",
        "0OI1",
        "é e\u0301",
    ],
    *filter(str.isdecimal, map(chr, range(0x110000))),
]


def test_two_numbers_are_compared_by_letters_and_digits_here_and_by_the_database(db):
    assert {bare(text) for text in WRITTEN[:5]} == {"AB1234"}
    assert bare("0OI1") == "0OI1"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trade_plain(one) FROM unnest(%s::text[]) WITH ORDINALITY AS a (one, n) ORDER BY n",
            [WRITTEN],
        )
        assert [(text, value) for text, (value,) in zip(WRITTEN, cursor.fetchall(), strict=True)] == [
            (text, bare(text)) for text in WRITTEN
        ]
