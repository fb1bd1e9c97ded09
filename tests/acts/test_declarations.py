"""Every declared act says what it must: words for its refusals, a schema for its entry, and who hears of it."""

from __future__ import annotations

import pytest

from ifar.acts import Act, Acts, declared
from ifar.acts.database import defaults_of, model_of
from ifar.acts.declaration import STAMPS
from ifar.ledger import sources

EVERY = [pytest.param(acts, act, id=acts.name(act)) for acts in declared() for act in acts.acts.values()]


@pytest.mark.parametrize(("acts", "act"), EVERY)
def test_an_act_is_whole(acts: Acts, act: Act) -> None:
    assert acts.schema(act) in acts.schemas, "what its entry may say besides"
    assert act.hears, "who hears of it, or why nobody does"
    assert act.people == 1 or act.decided_by or act.article, "the law that asks for the second person"
    columns = {
        concrete_field.name
        for concrete_field in model_of(acts, acts.records[act.record_type])._meta.concrete_fields
    }
    assert {*act.columns, *act.opening, *act.stamps, *act.clears, *act.computed} - columns <= {"agency"}
    assert {text.lstrip("+") for text in act.personal.values()} <= columns
    assert {what.rstrip("?") for what in act.stamps.values()} <= {*STAMPS}
    for guard in act.guards:
        assert str(acts.words.of(guard.code)) != guard.code, "a refusal says what to do"


@pytest.mark.parametrize("acts", declared(), ids=lambda acts: acts.prefix)
def test_records_lead_from_nothing_to_states_that_acts_know(acts: Acts) -> None:
    for record in acts.records.values():
        mine = [act for act in acts.acts.values() if act.record_type == record.name]
        assert any(act.opens for act in mine), record.name
        reached = {after for act in mine for after in act.transitions.values()}
        assert {before for act in mine for before in act.transitions} - {""} <= reached, record.name
        assert "state" in defaults_of(acts, record.name)
    named = {name.partition("/")[0] for name in acts.schemas}
    assert {f"{act.record_type}.{act.kind}" for act in acts.acts.values()} <= named


@pytest.mark.parametrize("acts", declared(), ids=lambda acts: acts.prefix)
def test_every_act_on_a_record_has_a_row_in_its_own_table(acts: Acts) -> None:
    """Also one that nobody declared: its entry would have no row, and is named for it."""
    for kind in {act.kind for act in acts.acts.values()} | {"forged"}:
        for name in acts.records:
            source = sources.source_of(f"{acts.prefix}.{name}_{kind}")
            assert source is not None
            assert source.name == acts.table
