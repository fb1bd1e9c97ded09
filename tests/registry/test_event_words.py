"""Everything that has a code has words: details of events, reasons of matches, chapters, differences of a verification."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from ifar import identifiers
from ifar.fields import read_identifier
from ifar.ledger.verification.report import KINDS as DIFFERENCES
from ifar.ledger.views import DIFFERENCES as DIFFERENCE_WORDS
from ifar.registry import detail_labels, kinds, labels
from ifar.registry.lifecycle import CHAPTERS
from ifar.registry.search import labels as match_labels
from ifar.registry.search.matching import REASONS
from ifar.registry.views.details import UNASKED, DetailsForm
from ifar.registry.views.lifeline import TONES
from ifar.registry.views.recording import CHAPTER_WORDS
from tests.factories import a_firearm
from tests.registry.lifecycle_cases import typical_for


def properties():
    for schema in kinds.SCHEMAS.values():
        yield from schema["properties"].items()


def test_every_detail_has_a_question_and_no_question_is_left_over():
    assert {name for name, _rule in properties()} == set(detail_labels.FIELDS)


def test_every_code_of_a_detail_has_words_and_no_words_are_left_over():
    used = set()
    for name, rule in properties():
        codes = rule.get("enum", []) or (rule.get("items") or {}).get("enum", [])
        if name == "state":
            assert set(codes) <= set(labels.STATES)
        else:
            used |= set(codes)
    assert used == set(detail_labels.CODES)
    assert {name for name, _code in detail_labels.SPECIAL} <= set(detail_labels.FIELDS)


def test_every_reason_of_a_match_is_a_sentence_with_its_own_parameters():
    assert set(match_labels.REASONS) == set(REASONS)
    params = {
        "at": 2,
        "read": "B",
        "held": "8",
        "asked": "x",
        "first": 1990,
        "last": 1991,
        "count": 1,
        "length": 7,
    }
    for code in REASONS:
        assert "%(" not in match_labels.reason_words(code, params, {})
    assert "another script" in match_labels.reason_words(
        "serial.look_alike", {"at": 1, "read": "A", "held": "А"}, {}
    )


def test_chapters_tones_and_differences_have_words():
    assert set(CHAPTER_WORDS) == set(CHAPTERS)
    assert set(TONES) <= set(kinds.KINDS)
    assert set(DIFFERENCE_WORDS) == set(DIFFERENCES)


def form_of(name):
    """The form of a kind of event, from the first state in which it can happen, or where there is no record yet."""
    rule = kinds.KINDS[name].rule
    facts = None if rule.creates or not rule.states else typical_for(name, min(rule.states))
    thing = "firearm" if "firearm" in rule.things else "part"
    return DetailsForm(kinds.KINDS[name], SimpleNamespace(facts=facts, item=thing), min(rule.recorders))


@pytest.mark.parametrize("name", sorted(kinds.KINDS))
def test_every_kind_of_event_has_a_form_that_asks_what_its_schema_requires(name, db):
    kind = kinds.KINDS[name]
    document = kinds.SCHEMAS[kind.schema]
    form = form_of(name)
    assert set(form.fields) == set(document["properties"]) - UNASKED
    required = set(document.get("required", ())) | (kind.demanded & set(document["properties"]))
    asked = {each for each, field in form.fields.items() if field.required}
    assert asked >= required - UNASKED
    assert asked - required <= {
        "owner_kind", "kept_by", "order", "part", "successor", "ground", "result", "state", "marking", "by",
    }, "what the rule refuses without from where the thing stands"  # fmt: skip


def test_a_form_demands_the_new_owner_and_the_borrower(db):
    asked = {name: form_of(name).fields for name in ("privately_transferred", "loaned", "lost")}
    assert asked["privately_transferred"]["owner"].required
    assert asked["loaned"]["borrower"].required
    assert not any(field.required for name, field in asked["lost"].items() if name != "ground")


def test_an_identifier_is_read_alone_or_from_a_suggestion_and_only_of_the_right_kind():
    party = identifiers.new("P", lambda n: b"\x5a" * n)
    for text in (party, identifiers.shown(party), f"Amina (Mina) Haddad ({identifiers.shown(party)})"):
        assert read_identifier(text, "AP") == party
    for text in (
        "Amina Haddad",
        identifiers.shown(identifiers.new("F", lambda n: b"\x5a" * n)),
        f"{party[:-1]}*",
    ):
        with pytest.raises(ValidationError):
            read_identifier(text, "AP")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["stolen", "lost"])
def test_a_report_of_a_loss_asks_whose_it_was_only_where_no_record_says_it(signed_in, alice, kind):
    firearm = a_firearm(alice).firearm
    browser = signed_in("alice")
    on_record = browser.get(f"/firearms/{firearm}/record/?kind={kind}").content.decode()
    unheard = browser.get(f"/firearms/new/?kind={kind}").content.decode()
    assert 'name="last_seen"' in on_record
    assert 'name="owner_kind"' not in on_record
    assert 'name="owner_kind"' in unheard
