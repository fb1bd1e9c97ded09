"""Whoever alters a line or an answer of a batch is named by the verifier; an honest batch is clean."""

from __future__ import annotations

import pytest

from ifar.bulk import digests
from tests.altered import Register, filled_once, without_triggers
from tests.bulk.making import a_maker, produced

ALTERED = {
    "UPDATE bulk_line SET given = 'W9' WHERE n = 2": "lines of batch",
    "UPDATE bulk_line SET reasons = '[{}]' WHERE n = 2": "lines of batch",
    "DELETE FROM bulk_line WHERE n = 3": "lines of batch",
    "UPDATE bulk_line SET notes = '[{}]' WHERE n = 2": "lines of batch",
    "UPDATE bulk_line SET rest = 'S-2' WHERE n = 2": "lines of batch",
    "UPDATE bulk_answer SET notes = '[{}]' WHERE n = 2": "answers 1 to 3 of batch",
    "UPDATE bulk_answer SET thing = 'F' WHERE n = 2": "answers 1 to 3 of batch",
    "UPDATE bulk_answer SET entry = NULL WHERE n = 2": "answers 1 to 3 of batch",
    "DELETE FROM bulk_answer WHERE n = 2": "answers 1 to 3 of batch",
    "INSERT INTO bulk_answer (batch, n, thing, reasons, notes) SELECT public_id, 7, '', '[]', '[]' FROM bulk_batch": "answer 7 of batch",
    "INSERT INTO bulk_line (batch, n, given, rest, thing, reasons, notes) VALUES ('I0', 1, 'W1', '', '', '[]', '[]')": "line 1 of batch I0",
}
FORGED = {
    "another act on it": "SELECT entry FROM ledger_entry WHERE act = 'registry.production_planned' AND object = bulk_answer.thing",
    "another arm": "SELECT entry FROM ledger_entry WHERE act = 'registry.production_completed' AND object <> bulk_answer.thing LIMIT 1",
    "no entry at all": "SELECT gen_random_uuid()",
}
DIGEST = digests.ANSWERS.replace("%s", "{}").format("bulk_event.subject", 1, 3)
OFF = without_triggers("bulk_line", "bulk_answer", "bulk_batch", "bulk_event")


def _fill() -> None:
    """A range that was recorded, and what refused a part of another."""
    maker = a_maker()
    produced(maker, "W0001-W0003")


country = filled_once(_fill)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says() == []


@pytest.mark.parametrize(("alteration", "named"), ALTERED.items())
def test_an_altered_report_is_named(country: Register, alteration: str, named: str) -> None:
    said = country.says(*OFF, alteration, of=("bulk",))
    assert any(named in one for one in said), said


@pytest.mark.parametrize("entry", FORGED.values(), ids=FORGED)
def test_an_answer_that_shows_another_entry_is_named_even_with_its_digest_forged(
    country: Register, entry: str
) -> None:
    said = country.says(
        *OFF,
        f"UPDATE bulk_answer SET entry = ({entry}) WHERE n = 2",
        f"UPDATE bulk_event SET details = jsonb_set(details, '{{digest}}', to_jsonb(({DIGEST}))) WHERE kind = 'written'",
        of=("bulk rows",),
    )
    assert said[0].startswith("state_differs answer 2 of batch")
    assert [one.partition(" ")[0] for one in said[1:]] == ["state_stray"], (
        "the act that no answer shows any more"
    )


def test_an_act_under_a_batch_that_no_answer_shows_is_named(country: Register) -> None:
    said = country.says(
        *OFF,
        "DELETE FROM bulk_answer WHERE n = 2",
        f"UPDATE bulk_event SET details = jsonb_set(details, '{{digest}}', to_jsonb(({DIGEST}))) WHERE kind = 'written'",
        of=("bulk rows",),
    )
    assert len(said) == 1
    assert said[0].startswith("state_stray entry ")
    assert "under batch" in said[0]


def test_each_arm_of_a_batch_verifies_by_itself(country: Register) -> None:
    with country.altered() as cursor:
        cursor.execute("SELECT entry, thing, batch FROM bulk_answer ORDER BY n")
        answers = cursor.fetchall()
        cursor.execute(
            "SELECT entry, object, convert_from(canonical, 'UTF8')::jsonb -> 'payload' ->> 'proposal' FROM ledger_entry WHERE act = 'registry.production_completed' ORDER BY id"
        )
        assert cursor.fetchall() == answers
