"""Whoever alters a line or an answer of a batch is named by the verifier; an honest batch is clean."""

from __future__ import annotations

import pytest

from ifar.bulk import digests
from ifar.bulk.services import batches, proposing
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.bulk.making import a_maker, produced
from tests.factories import a_firearm

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
    "INSERT INTO bulk_line (batch, n, given, rest, thing, reasons, notes, asked) VALUES ('I0', 1, 'W1', '', '', '[]', '[]', '{}')": "line 1 of batch I0",
}
LIST = "(SELECT public_id FROM bulk_batch WHERE proposal <> '')"
TWO_PEOPLE = {
    f"UPDATE bulk_line SET asked = jsonb_set(asked, '{{details,method}}', '\"sale\"') WHERE n = 1 AND batch = {LIST}": "approval_missing entry",
    f"UPDATE bulk_line SET asked = '{{}}' WHERE n = 1 AND batch = {LIST}": "approval_missing entry",
    "UPDATE bulk_batch SET struck = '[1, 3]' WHERE proposal <> ''": "approval_missing entry",
    "UPDATE bulk_batch SET struck = '[]' WHERE proposal <> ''": "batch",
    "UPDATE bulk_batch SET begun_by = person WHERE proposal <> ''": "approval_missing batch",
    "UPDATE bulk_batch SET proposal = 'Q0' WHERE proposal <> ''": "approval_missing batch",
    "UPDATE accounts_proposal SET payload = jsonb_set(payload, '{listed}', '\"0\"') WHERE payload ? 'batch'": "approval_missing entry",
    "UPDATE accounts_decision SET verdict = 'refuse' WHERE proposal_id = (SELECT proposal FROM bulk_batch WHERE proposal <> '')": "approval_missing entry",
    "DELETE FROM accounts_decision WHERE proposal_id = (SELECT proposal FROM bulk_batch WHERE proposal <> '')": "approval_missing entry",
    f"DELETE FROM bulk_answer WHERE n = 2 AND batch = {LIST}": "approval_missing entry",
    "DELETE FROM accounts_execution WHERE proposal_id = (SELECT proposal FROM bulk_batch WHERE proposal <> '')": "execution of proposal",
}
FORGED = {
    "another act on it": "SELECT entry FROM ledger_entry WHERE act = 'registry.production_planned' AND object = bulk_answer.thing",
    "another arm": "SELECT entry FROM ledger_entry WHERE act = 'registry.production_completed' AND object <> bulk_answer.thing LIMIT 1",
    "no entry at all": "SELECT gen_random_uuid()",
}
DIGEST = digests.ANSWERS.replace("%s", "{}").format("bulk_event.subject", 1, 3)
OFF = without_triggers(
    "bulk_line",
    "bulk_answer",
    "bulk_batch",
    "bulk_event",
    "accounts_proposal",
    "accounts_decision",
    "accounts_execution",
)


def _fill() -> None:
    """A range that was recorded, and a list of three that two people decided, of which one line was struck out."""
    maker = a_maker()
    produced(maker, "W0001-W0003")
    dave, erin = cast.actor("dave"), cast.actor("erin")
    results = [a_firearm(dave, f"QW7123{n}", state="confiscated").firearm for n in range(3)]
    values = {"order": "C 12/2026", "method": "destruction", "reason": "The court has ordered it."}
    made = batches.preview(actor=dave, act="registry.disposal_decided", said=values, things=results)
    proposing.propose(actor=dave, batch_id=made)
    proposing.decide(actor=erin, batch_id=made, verdict="approve", strike_out=[3])


country = filled_once(_fill)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says() == []


@pytest.mark.parametrize(("alteration", "named"), ALTERED.items())
def test_an_altered_report_is_named(country: Register, alteration: str, named: str) -> None:
    says = country.says(*OFF, alteration, of=("bulk",))
    assert any(named in text for text in says), says


@pytest.mark.parametrize(("alteration", "named"), TWO_PEOPLE.items())
def test_a_list_that_two_people_decided_is_not_altered_unnoticed(
    country: Register, alteration: str, named: str
) -> None:
    says = country.says(*OFF, alteration, of=("bulk", "accounts_decision", "accounts_execution"))
    assert any(named in text for text in says), says


@pytest.mark.parametrize("entry", FORGED.values(), ids=FORGED)
def test_an_answer_that_shows_another_entry_is_named_even_with_its_digest_forged(
    country: Register, entry: str
) -> None:
    says = country.says(
        *OFF,
        f"UPDATE bulk_answer SET entry = ({entry}) WHERE n = 2 AND batch <> {LIST}",
        f"UPDATE bulk_event SET details = jsonb_set(details, '{{digest}}', to_jsonb(({DIGEST}))) WHERE kind = 'written' AND subject <> {LIST}",
        of=("bulk rows",),
    )
    assert says[0].startswith("state_differs answer 2 of batch")
    assert [text.partition(" ")[0] for text in says[1:]] == ["state_stray"], (
        "the act that no answer shows any more"
    )


def test_an_act_under_a_batch_that_no_answer_shows_is_named(country: Register) -> None:
    says = country.says(
        *OFF,
        f"DELETE FROM bulk_answer WHERE n = 2 AND batch <> {LIST}",
        f"UPDATE bulk_event SET details = jsonb_set(details, '{{digest}}', to_jsonb(({DIGEST}))) WHERE kind = 'written' AND subject <> {LIST}",
        of=("bulk rows",),
    )
    assert len(says) == 1
    assert says[0].startswith("state_stray entry ")
    assert "under batch" in says[0]


def test_each_arm_of_a_batch_verifies_by_itself(country: Register) -> None:
    with country.altered() as cursor:
        cursor.execute(
            f"SELECT entry, thing, batch FROM bulk_answer WHERE batch <> {LIST} ORDER BY n".encode()
        )
        answers = cursor.fetchall()
        cursor.execute(
            "SELECT entry, object, convert_from(canonical, 'UTF8')::jsonb -> 'payload' ->> 'proposal' FROM ledger_entry WHERE act = 'registry.production_completed' ORDER BY id"
        )
        assert cursor.fetchall() == answers
