"""Acceptance line 6: the schema and its mapping are documented, each message has an example that validates, NIEM's names are those of 6.0."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import fastjsonschema
import jsonschema_rs
import pytest

from ifar.documents import checking
from ifar.documents.checking import Trusted
from ifar.tracing import envelope, niem, states
from ifar.tracing.services import exchange, handover_sheet
from tests.tracing.test_exchange import LOG

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLES = sorted((DOCS / "examples").glob("trace-*.json"))
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def _model() -> list[dict[str, str]]:
    with (Path(__file__).parent / "niem_6_0.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


MODEL = _model()
PARTS = {
    kind: {row["property"]: row for row in MODEL if row["type"] == kind}
    for kind in {row["type"] for row in MODEL}
}
ELEMENTS = {row["property"]: row for row in MODEL if not row["type"]}
"""What NIEM 6.0 has: properties by type, and elements that stand for an abstract one; each with the file where it was read."""


def _belongs(name: str, *types: str) -> bool:
    """Whether a concrete element may stand in one of these types, by itself or in the place of an abstract one."""
    if name in ELEMENTS:
        return any(ELEMENTS[name]["stands_for"] in PARTS[kind] for kind in types)
    return any(name in PARTS[kind] and PARTS[kind][name]["abstract"] == "no" for kind in types)


@pytest.mark.parametrize("name", [*niem.PROPERTIES.values(), niem.SERIAL, niem.OTHER])
def test_each_name_is_an_element_of_niem_6_0_where_we_put_it(name):
    """`j:FirearmType` extends `nc:ItemType`. Ours stands only in the place of the one abstract element that NIEM has no text for."""
    if name.startswith("ifar:"):
        assert name == "ifar:FirearmMakeText"
        assert PARTS["j:FirearmType"]["j:FirearmMakeAbstract"]["abstract"] == "yes"
        assert not any(row["stands_for"] == "j:FirearmMakeAbstract" for row in ELEMENTS.values())
    else:
        assert _belongs(name, "j:FirearmType", "nc:ItemType"), name


def test_what_we_say_of_an_arm_holds_no_other_name():
    """Of everything: the element of the arm, its properties, and those of an identification."""
    marks = [{"kind": "serial", "text": "A1"}, {"kind": "import", "text": "DE 98"}]
    identity = dict.fromkeys(niem.PROPERTIES, "x")
    values = niem.firearm_in_niem(identity, marks, {})
    assert set(values) == {"model", "j:Firearm"}
    assert values["model"] == "NIEM 6.0"
    assert "j:Firearm" in ELEMENTS
    for name, value in values["j:Firearm"].items():
        assert name.startswith("ifar:") or _belongs(name, "j:FirearmType", "nc:ItemType")
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                assert all(_belongs(item, "nc:IdentificationType") for item in part), part


def test_the_table_of_the_model_says_where_each_name_was_read():
    assert all(row["source"].startswith("niemopen/niem-model ") for row in MODEL)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_is_taken_in(path):
    """By the schema, as two libraries read it; by its signature; as the register of whoever it is for would judge it."""
    document = json.loads(path.read_text(encoding="utf-8"))
    notice = document["payload"]["form"] in states.NOTICES
    schema = json.loads((envelope.NOTICE_SCHEMA if notice else envelope.SCHEMA).read_text(encoding="utf-8"))
    fastjsonschema.validate(schema, document)
    jsonschema_rs.validator_for(schema).validate(document)
    judged = envelope.read(path.read_bytes(), country="XX", keys={"BE": [LOG.verifier]}, now=NOW)
    assert judged.reason == ""
    checked = checking.check(path.read_bytes(), Trusted([LOG.verifier]), NOW.date())
    assert (checked.verdict, checked.form) == ("genuine", "document")


def test_there_is_an_example_of_each_message():
    """A request about an arm and one about ammunition, and every word that an answer can say."""
    values = [json.loads(path.read_text(encoding="utf-8"))["payload"] for path in EXAMPLES]
    assert {item["content"]["thing"] for item in values if item["form"] == "request"} == {
        "firearm",
        "ammunition",
    }
    assert {item["answer"]["state"] for item in values if item["form"] == "answer"} == set(exchange.ANSWERED)
    numbers = [item["message"] for item in values]
    assert len(numbers) == len(set(numbers))


def test_the_example_of_a_hand_over_validates():
    data = (DOCS / "examples" / "hand-over.json").read_bytes()
    schema = json.loads(handover_sheet.SCHEMA.read_text(encoding="utf-8"))
    fastjsonschema.validate(schema, json.loads(data))
    jsonschema_rs.validator_for(schema).validate(json.loads(data))
    checked = checking.check(data, Trusted([LOG.verifier]), NOW.date())
    assert (checked.verdict, checked.kind) == ("genuine", "hand_over")


@pytest.mark.parametrize(
    "name", [*(path.name for path in EXAMPLES), "hand-over.json", "trace-file.1.json", "hand-over.1.json"]
)
def test_each_file_is_named_in_the_documentation(name):
    assert name in (DOCS / "tracing.md").read_text(encoding="utf-8")


def test_the_head_and_each_part_of_a_file_are_said_in_the_documentation():
    """Every member of the payload's head, of what is asked and of what is answered has a line."""
    text = (DOCS / "tracing.md").read_text(encoding="utf-8")
    payload = json.loads(envelope.SCHEMA.read_text(encoding="utf-8"))["properties"]["payload"]
    content = payload["properties"]["content"]["properties"]
    answer = payload["properties"]["answer"]["properties"]
    for name in (*payload["properties"], *content, *answer, *answer["data"]["properties"]):
        assert f"`{name}`" in text, name
