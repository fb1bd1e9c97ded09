"""The same as `test_hidden_further.py` in the numbers that a register has: what one import or one closed compartment can hold near a question."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from ifar.errors import Invalid
from ifar.registry.marks.reading import KEYS_VERSION, keys_of
from ifar.registry.search import candidates, fetching
from ifar.registry.search.candidates import NEAREST, SIFTED
from ifar.registry.search.compacted import AT_ONCE
from ifar.registry.search.deletion_keys import stored_keys
from ifar.registry.search.index import ALL_JUDGED
from tests.registry.test_hidden import MARK, ask, filling, firearms, once, settle, twice
from tests.registry.test_search import Filling

__all__ = ["filling"]
KNOWN = {"make": "beretta", "calibre": "9x19", "type": "pistol", "country": "ITA"}
CONTRADICTS = {"make": "beretta", "calibre": "45acp", "type": "rifle", "country": "AUT"}
CLOSED = {"compartment": "defence", "state": "in_stock_state"}
FIRST = 1_000


def imported(filling: Filling, text: str, number: int, first: int = FIRST, **facts: object) -> None:
    """So many firearms, each with this mark, after all that are written one by one."""
    filling.firearm(**facts)
    [form] = keys_of(text).forms
    filling.connection.execute(
        """INSERT INTO registry_firearm SELECT (jsonb_populate_record(f, jsonb_build_object('id', i, 'public_id', 'F' || lpad(i::text, 13, '0')) || %s::jsonb)).*
        FROM registry_firearm f, generate_series(%s::int, %s::int) AS i WHERE f.id = (SELECT min(id) FROM registry_firearm)""",
        [json.dumps(facts), first, first + number - 1],
    )
    filling.connection.execute(
        """INSERT INTO registry_markkey (firearm_id, n, form, kind, plain, folded, keys, version)
        SELECT i, 1, 0, 'serial', %s, %s, %s, %s FROM generate_series(%s::int, %s::int) AS i""",
        [
            form.plain,
            form.folded,
            stored_keys(form.folded, facts.get("make")),
            KEYS_VERSION,
            first,
            first + number - 1,
        ],
    )


@pytest.mark.parametrize("number", [100, SIFTED + 100])
def test_an_import_that_contradicts_hides_none_that_agrees_in_all(filling, number):
    """They equal the question, and so does the one that agrees in every fact that is known; it was entered after them."""
    imported(filling, MARK, number, **CONTRADICTS)
    last = FIRST + number
    imported(filling, MARK, 1, last, **KNOWN)
    settle()
    assert f"F{last:013d}" in firearms(ask(**KNOWN))


@pytest.mark.parametrize("closed", [100, AT_ONCE + 100])
def test_closed_marks_and_second_marks_of_firearms_hide_none_that_is_seen(filling, closed):
    """An inscription stands twice on each of the few that are seen before the closed ones."""
    for _ in range(NEAREST // 2 + 1):
        filling.firearm(MARK, MARK)
    imported(filling, MARK, closed, **CLOSED)
    imported(filling, MARK, 1, FIRST + closed)
    settle()
    assert f"F{FIRST + closed:013d}" in firearms(ask())


@pytest.mark.parametrize("closed", [0, AT_ONCE])
def test_closed_marks_do_not_say_whether_one_error_is_enough(filling, closed):
    for text in once(22):
        filling.firearm(text)
    filling.firearm(twice(1)[0])
    if closed:
        imported(filling, MARK, closed - 10, **CLOSED)
    settle()
    result = ask()
    assert (result.total, result.edits) == (22, 1)


def test_new_marks_of_one_import_are_asked_for_no_longer_than_the_patience(filling, monkeypatch):
    """A statement of a hundred thousand new marks takes a second or more; where the first page is the only one, two of each plan are begun in any case."""
    clock = [0.0]
    monkeypatch.setattr(fetching, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(candidates, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    for _ in range(ALL_JUDGED + 1):
        filling.firearm("AB71236", type="rifle")
        filling.firearm("AB71255", type="rifle")
    fetch = candidates.fetch

    def slow(statement, params):
        clock[0] += 1.4 if "registry_marks_near" in statement else 0.0
        return fetch(statement, params)

    monkeypatch.setattr(candidates, "fetch", slow)
    try:
        ask("AB71234", {"patience": fetching.PATIENCE}, type="pistol")
    except Invalid as error:
        assert error.code == fetching.TOO_WIDE  # noqa: PT017
    assert clock[0] < fetching.PATIENCE + 1.4  # no statement is begun that would not end in time
