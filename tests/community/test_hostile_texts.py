"""Texts that are made to take long: whoever may write must not be able to stop the server with twenty thousand characters."""

from __future__ import annotations

import time

import pytest

from ifar.community import enquiries, practices, rendering, safety

REPEATED = (
    "\n", " ", "\t", "1", "A", "a", "_", "٠", "1-", "-1", "A-", "a.a.", "a@", "](", "(", "how to ", "step 1 drill ", "N1 ", "G1 X1", "v 1.0 1.0 1.0 ",
    "case ", "case-", "plate ", "M ", "file.", "union(", "facet normal ", "https://a/", "|", "`", "@S", "é\u0301",
)  # fmt: skip
MOST_SECONDS = 0.25
"""Of the processor. Before repetitions had an end it was up to thirteen seconds; a thousandth of a second is usual."""


@pytest.mark.parametrize("repeated", REPEATED, ids=repr)
@pytest.mark.parametrize(
    "read",
    [
        safety.judge,
        practices.signs,
        enquiries.personal_in,
        enquiries.form_of,
        rendering.excerpt,
        rendering.plain,
    ],
    ids=lambda one: one.__name__,
)
def test_no_text_takes_long(read, repeated):
    text = "a" + (repeated * rendering.LONGEST)[: rendering.LONGEST - 2] + "b"
    began = time.process_time()
    read(text)
    assert time.process_time() - began < MOST_SECONDS


PROGRAM = "N10 G1 X10.5 Y20 F300\nN20 G1 X11 Y20.5\nG0 X0 Y0 Z5\n"
MESH = "v 1.0 2.0 3.0\n" * 8
INSTRUCTION = "First you drill the barrel"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (PROGRAM, "refused"),
        (f"See:\n\n   {MESH}", "refused"),
        ("facet normal 0 0 1", "refused"),
        (INSTRUCTION, "held"),
        ("First you dr\u200bill the bar\u00adrel", "held"),
        ("Ｆｉｒｓｔ　ｙｏｕ ｄｒｉｌｌ the ｂａｒｒｅｌ", "held"),
        ("First you drіll the bаrrel", "held"),  # Cyrillic і and а
        ("G1 is a class of licence; X1 and Y2 are streets.\nG2 too.\nG3 as well.", "fine"),
        ("Мы видели ствол без номера, кто узнаёт клеймо?", "fine"),
    ],
)
def test_a_text_is_judged_as_it_is_read(text, verdict):
    assert safety.judge(text) == verdict


def test_signs_of_a_person_are_found_still():
    text = "Mrs Adeyemi, born 1980, a.b-c@police.example, passport no. A1234567, case #KR-2024/00123, +1 202 555 01234, 2024-05-06, AB-12345C"
    assert set(practices.signs(text)) == {
        "email",
        "phone",
        "born",
        "person",
        "document",
        "case",
        "day",
        "serial",
    }
