"""Every act of recoveries, custody, holders and returns has a schema for what its entry says, and nothing else is written."""

from __future__ import annotations

import json

import fastjsonschema
import pytest

from ifar.acts import schemas
from ifar.errors import Invalid
from ifar.ledger import payloads
from ifar.ledger.models import Entry
from ifar.portal import replay as portal_replay
from ifar.recoveries.acts import ACTS
from ifar.recoveries.custody import acts as custody_acts
from ifar.recoveries.services import case_persons, cases
from ifar.recoveries.services.writing import RECORDER
from ifar.returns import replay as returns_replay
from tests.factories import a_case, an_item

RELEASED = [(app, name) for app in ("portal", "returns") for name in sorted(payloads.released(app))]


def test_every_act_has_a_schema_and_every_schema_an_act():
    for acts, beside in ((ACTS, {"market.observed"}), (custody_acts.ACTS, set())):
        declared = {f"{record_type}.{kind}" for record_type, kind in acts.acts} | beside
        # Each act has its first schema; one that says more today has a later one besides.
        assert {name for name in acts.schemas if name.endswith("/1")} == {f"{act}/1" for act in declared}
        assert {name.partition("/")[0] for name in acts.schemas} == declared
    values = {f"{act}/1" for source in portal_replay.SOURCES for act in source.acts}
    assert payloads.released("portal").keys() == values
    of_returns = {f"{act}/1" for source in returns_replay.SOURCES for act in source.acts}
    assert payloads.released("returns").keys() == of_returns | {"returns.frozen/2"}


@pytest.mark.parametrize(("app", "name"), RELEASED)
def test_each_says_what_it_is_and_lets_nothing_else_in(app, name):
    document = payloads.released(app)[name]
    assert document["title"]
    assert document["additionalProperties"] is False
    assert set(document["required"]) <= set(document["properties"])
    fastjsonschema.compile(document)
    for part in ("details", "changes"):
        if part in document["properties"] and "oneOf" not in document["properties"][part]:
            inside = document["properties"][part]
            assert inside["additionalProperties"] is False
            assert all("description" in item for item in inside["properties"].values()), inside
    with pytest.raises(ValueError, match=name.partition("/")[0]):
        payloads.check(app, name, {"more": 1})


@pytest.mark.parametrize("acts", [ACTS, custody_acts.ACTS], ids=lambda acts: acts.prefix)
def test_each_schema_of_recoveries_lets_nothing_else_in(acts):
    for name, document in acts.schemas.items():
        assert document["title"], name
        assert document["additionalProperties"] is False, name
        assert set(document.get("required", ())) <= set(document["properties"]), name
        assert all("description" in item for item in document["properties"].values()), name
        assert schemas.validate(acts, name, {"more": 1}), name


@pytest.mark.django_db
def test_an_act_that_says_something_else_is_not_written(dave):
    case = selected(a_case(dave))
    with pytest.raises(Invalid) as refused:
        RECORDER.record(dave, "case", "amended", case, details={"more": "x"})
    assert refused.value.code == "recoveries.details"
    assert Entry.objects.filter(object=case.public_id).count() == 1


@pytest.mark.django_db
def test_what_stands_in_the_log_is_what_the_schemas_say(dave):
    case = a_case(dave)
    an_item(dave, case)
    case_persons.name_person(
        actor=dave, case=case, who=case_persons.Involved("suspect", described={"name": "X"})
    )
    entries = Entry.objects.filter(act__startswith="recoveries.")
    assert entries.count() == 3
    for entry in entries:
        details = json.loads(bytes(entry.canonical))["payload"]["details"]
        assert schemas.validate(ACTS, entry.schema, details) is None


def selected(public_id):
    return cases.Case.objects.get(public_id=public_id)
