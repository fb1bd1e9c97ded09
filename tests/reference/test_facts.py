"""ifar's own tables of facts, and what is said about a folder that is wrong."""

import csv
import io

import pytest

from ifar.languages import LANGUAGES
from ifar.reference.columns import MARKING_ASKS
from ifar.reference.facts import read_folder
from ifar.reference.services import FOLDER, WORDS, problem_sentence
from ifar.registry import kinds
from ifar.rights import AGENCY_COMPARTMENT

NAMED = {"country", "area", "make", "model", "calibre", "retention_rule", "serial_style"}
"""Lists whose rows have names of their own, or speak only through the page."""


def folder(**files):
    return {name: io.StringIO(text) for name, text in files.items()}


def test_ifars_own_tables_are_sound(own_facts):
    assert own_facts.problems == ()


def test_every_list_has_a_title_and_every_row_a_source(own_facts):
    for sheet in own_facts.sheets:
        assert sheet.title, sheet.name
        assert sheet.edition == "2026.1", sheet.name
        assert all(row.source for row in sheet.rows), sheet.name


def test_short_lists_speak_each_language_in_their_own_script(sheets):
    for name, sheet in sheets.items():
        for row in sheet.rows if name not in NAMED else ():
            assert set(LANGUAGES) <= set(row.labels), (name, row.code)
            assert any("\u0600" <= character <= "\u06ff" for character in row.labels["ar"]), (name, row.code)
            assert row.labels["en"].isascii(), (name, row.code)


def test_words_of_one_list_are_told_apart(sheets):
    for name, sheet in sheets.items():
        for language in LANGUAGES if name not in NAMED else ():
            texts = [row.labels[language] for row in sheet.rows]
            assert len(texts) == len(set(texts)), (name, language)


def test_kinds_of_agency_are_those_of_the_rights(sheets):
    assert {row.code for row in sheets["agency_kind"].rows} == set(AGENCY_COMPARTMENT)


def test_types_map_to_the_eight_categories_of_the_iafq(sheets):
    categories = {
        value for row in sheets["firearm_type"].rows for scheme, value in row.mappings if scheme == "iafq"
    }
    assert categories == {
        "pistol",
        "revolver",
        "rifle (Inlcuding Carbine)",
        "shotgun (Including Short Carbine)",
        "submachine gun",
        "machine gun",
        "other weapons",
        "Unknown status on type",
    }
    for row in sheets["firearm_type"].rows:
        if row.fields["is_firearm"]:
            assert "iafq" in dict(row.mappings), row.code


def test_models_have_a_type_and_the_world_is_there(sheets):
    makes = {row.code: row for row in sheets["make"].rows}
    models = sheets["model"].rows
    assert sum(row.fields["type"] != "" for row in models) > 0.99 * len(models)
    assert {str(row.fields["country"]) for row in makes.values()} >= {
        "AT",
        "BE",
        "BR",
        "CN",
        "CZ",
        "EG",
        "FR",
        "IL",
        "IT",
        "PK",
        "RO",
        "RS",
        "RU",
        "TR",
        "US",
        "ZA",
    }
    assert any("\u0400" <= c <= "\u04ff" for c in "".join(makes["kalashnikov"].aliases))
    assert any("\u0600" <= c <= "\u06ff" for c in "".join(makes["kalashnikov"].aliases))


@pytest.mark.parametrize(
    ("files", "what", "line"),
    [
        ({"make": "code,name\nacme,Acme\n"}, "missing_column", 1),
        ({"make": "code,name,colour,source\nacme,Acme,red,us\n"}, "unknown_column", 1),
        ({"make": "code,name,source\nacme,,us\n"}, "empty", 2),
        ({"make": "code,name,source\nacme,Acme,\n"}, "empty", 2),
        ({"make": "code,name,source\nACME!,Acme,us\n"}, "not_a_code", 2),
        ({"make": "code,name,source\nacme,Acme,us\nacme,Acme,us\n"}, "twice", 3),
        ({"make": "code,name,country,source\nacme,Acme,QQ,us\n"}, "leads_nowhere", 2),
        ({"make": "code,name,source\nacme,Acme\n"}, "wrong_number_of_columns", 2),
        ({"make": "code,name,source\nacme,Acme,us,more\n"}, "wrong_number_of_columns", 2),
        ({"make": "code,name,source,valid_to\nacme,Acme,us,31.12.2026\n"}, "not_a_date", 2),
        (
            {"make": "code,name,source,valid_from,valid_to\nacme,Acme,us,2026-02-01,2026-01-01\n"},
            "ends_before_it_starts",
            2,
        ),
        ({"make": "code,name,source\nacme,%s,us\n" % ("x" * 300)}, "too_long", 2),
        ({"make": 'code,name,source\nacme,"Ac"me,us\n'}, "not_csv", 2),
        ({"model": "code,name,source\nx,Y,us\n"}, "not_a_code", 2),
        ({"model": "code,name,source\nnobody/y,Y,us\n"}, "leads_nowhere", 2),
        ({"firearm_type": "code,is_firearm,source\nx,perhaps,us\n"}, "not_allowed", 2),
        ({"calibre": "code,name,kind,bore_mm,source\nx,X,rifle,wide,us\n"}, "not_allowed", 2),
        ({"alias": "list,alias,code,source\nmake,Ac-Me,acme,us\n"}, "leads_nowhere", 2),
        ({"mark_sign": "code,kind,confidence,source\nx,omen,high,us\n"}, "not_allowed", 2),
        ({"mark_sign": "code,kind,confidence,source\nx,proof,sure,us\n"}, "not_allowed", 2),
        ({"mark_sign": "code,kind,confidence,reads,source\nx,proof,high,[AB,us\n"}, "not_allowed", 2),
        (
            {"mark_sign": "code,kind,confidence,symbols,source\nx,proof,high,crown|unicorn,us\n"},
            "leads_nowhere",
            2,
        ),
        ({"serial_style": "code,shapes,confidence,make,source\nx,##,high,nobody,us\n"}, "leads_nowhere", 2),
        ({"lists": "list,mode\nmake,destroy\n"}, "not_allowed", 2),
        (
            {"fee_rule": "code,act,amount,currency,stops,article,source\nx,card,1.00,EUR,yes,art. 1,us\n"},
            "not_allowed",
            2,
        ),
    ],
)
def test_each_mistake_is_named_with_its_line(files, what, line):
    problems = read_folder(folder(**files)).problems
    assert (what, line) in {(problem.what, problem.line) for problem in problems}
    for problem in problems:
        assert str(problem.line) in problem_sentence(problem) or problem.line == 1
        assert f"{problem.file}.csv" in problem_sentence(problem)


def test_a_fee_speaks_of_kinds_of_transfers_too_and_of_no_others():
    acts = "code,label_en,source\ntransfer,Transfer,us\n"
    rule = (
        "code,act,kinds,amount,currency,stops,article,source\nx,transfer,export|exprt,1.00,EUR,no,art. 1,us\n"
    )
    problems = read_folder(folder(fee_act=acts, fee_rule=rule)).problems
    assert [(problem.file, problem.what, problem.value) for problem in problems] == [
        ("fee_rule", "leads_nowhere", "exprt")
    ]


def test_every_kind_of_mistake_has_its_words():
    assert all("%(file)s" in str(sentence) for sentence in WORDS.values())


def test_all_mistakes_come_at_once():
    text = "code,name,source\n,Acme,us\nb,,us\nc,C,\n"
    assert len(read_folder(folder(make=text)).problems) == 3


def test_tables_are_tidy_files():
    for path in FOLDER.glob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw, path.name
        assert raw.endswith(b"\n"), path.name
        rows = list(csv.reader(raw.decode("utf-8").splitlines(keepends=True)))
        assert {len(row) for row in rows} == {len(rows[0])}, path.name


def details_of(schema, field):
    return set(kinds.SCHEMAS[schema]["properties"][field]["enum"])


@pytest.mark.parametrize(
    ("name", "schema", "field"),
    [
        ("condition", "item.seized/1", "condition"),
        ("marking", "item.seized/1", "marking"),
        ("seizure_ground", "item.seized/1", "ground"),
        ("recovery_location", "item.seized/1", "location"),
        ("loss_ground", "item.lost/1", "ground"),
        ("deposit_ground", "item.deposited/1", "ground"),
        ("disposal_method", "item.disposal_decided/1", "method"),
        ("destruction_method", "item.destroyed/1", "method"),
        ("trace_outcome", "item.trace_answered/1", "outcome"),
        ("owner_kind", "item.registered/1", "owner_kind"),
    ],
)
def test_lists_hold_the_codes_that_events_use(sheets, name, schema, field):
    assert {row.code for row in sheets[name].rows} == details_of(schema, field)


def test_every_rule_of_marking_says_something_and_names_its_profile(sheets):
    for row in sheets["marking_rule"].rows:
        assert any(row.fields[item] for item in MARKING_ASKS), row.code
        assert row.code.startswith(f"{row.fields['profile']}_"), row.code


def test_every_sign_can_be_recognised_and_points_somewhere(sheets):
    makes = {row.code: row.fields["country"] for row in sheets["make"].rows}
    for row in sheets["mark_sign"].rows:
        assert row.fields["symbols"] or row.fields["reads"], row.code
        assert row.fields["country"] or "{country}" in str(row.fields["reads"]), row.code
        since, until = row.fields["since"], row.fields["until"]
        assert since is None or until is None or int(since) <= int(until), row.code
        if make := row.fields["make"]:
            assert makes[make] == row.fields["country"], row.code
