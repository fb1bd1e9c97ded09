"""Files of the standard: what we write is valid and comes back as it was; what is not valid is refused with its element named."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.programme.iati import checking, export, judging, model, reading, writing
from ifar.programme.offline import iati_check
from tests.programme.iati_files import activities, organisation

TODAY = dt.date(2026, 11, 27)
ACTIVITY = "iati-activities/iati-activity"


@pytest.mark.parametrize("root", [activities(), organisation()], ids=["activities", "organisation"])
def test_what_we_write_has_the_form_and_comes_back(root):
    content = writing.write(root)
    node, left_out = reading.read(content)
    assert checking.check(node) == []
    assert left_out == []
    assert node.values() == model.ordered(root).values()
    assert writing.write(node) == content


def _text() -> str:
    return writing.write(activities()).decode()


BROKEN = [
    # what is replaced, by what, the fault, the element that it names
    ('<activity-status code="2"/>', "", "missing", f"{ACTIVITY}/activity-status"),
    ('<activity-status code="2"/>', '<activity-status code="2"/><activity-status code="2"/>', "twice", f"{ACTIVITY}/activity-status"),
    ('<activity-status code="2"/>', "<activity-status/>", "attribute_missing", f"{ACTIVITY}/activity-status/@code"),
    ('<activity-status code="2"/>', '<activity-status code="2" colour="red"/>', "attribute_unknown", f"{ACTIVITY}/activity-status/@colour"),
    ('<activity-status code="2"/>', '<activity-status code="2">under way</activity-status>', "text", f"{ACTIVITY}/activity-status"),
    ('<activity-status code="2"/>', '<activity-state code="2"/>', "unknown", f"{ACTIVITY}/activity-state"),
    ("<iati-identifier>XX-TEST-1-P-01</iati-identifier>", "", "missing", f"{ACTIVITY}/iati-identifier"),
    ('iso-date="2024-02-01"', 'iso-date="2024-02-30"', "type", f"{ACTIVITY}/activity-date/@iso-date"),
    ('iso-date="2024-02-01"', 'iso-date="yesterday"', "type", f"{ACTIVITY}/activity-date/@iso-date"),
    ('iso-date="2024-02-01"', "", "attribute_missing", f"{ACTIVITY}/activity-date/@iso-date"),
    ('type="1" iso-date="2024-01-01"', 'iso-date="2024-01-01"', "attribute_missing", f"{ACTIVITY}/activity-date/@type"),
    (">150000.50</value>", ">much</value>", "type", f"{ACTIVITY}/transaction/value"),
    (">150000.50</value>", "></value>", "type", f"{ACTIVITY}/transaction/value"),
    (">150000.50</value>", ">150.000,50</value>", "type", f"{ACTIVITY}/transaction/value"),
    ('<transaction-type code="1"/>', "", "missing", f"{ACTIVITY}/transaction/transaction-type"),
    ('<transaction-date iso-date="2024-02-01"/>', "", "missing", f"{ACTIVITY}/transaction/transaction-date"),
    ('<period-end iso-date="2024-12-31"/>', "", "missing", f"{ACTIVITY}/budget/period-end"),
    ('hierarchy="1"', 'hierarchy="one"', "type", f"{ACTIVITY}/@hierarchy"),
    ('percentage="33.34"', 'percentage="a third"', "type", f"{ACTIVITY}/recipient-country/@percentage"),
    ('measure="2"', "", "attribute_missing", f"{ACTIVITY}/result/indicator/@measure"),
    ('aggregation-status="false"', 'aggregation-status="no"', "type", f"{ACTIVITY}/result/@aggregation-status"),
    ('<result type="1"', "<result", "attribute_missing", f"{ACTIVITY}/result/@type"),
    ('year="2023"', 'year="long ago"', "type", f"{ACTIVITY}/result/indicator/baseline/@year"),
    ('version="2.03"', "", "attribute_missing", "iati-activities/@version"),
    ('generated-datetime="2026-11-27T09:00:00Z"', 'generated-datetime="27.11.2026"', "type", "iati-activities/@generated-datetime"),
    ('ref="XX-TEST-1" type="40">', 'ref="XX-TEST-1">', "attribute_missing", f"{ACTIVITY}/reporting-org/@type"),
    ('role="1"', "", "attribute_missing", f"{ACTIVITY}/participating-org/@role"),
    ("<narrative>Marking at the coast &amp; lakes</narrative>", "", "missing", f"{ACTIVITY}/title/narrative"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "element"), BROKEN, ids=[f"{row[2]} {row[3]}" for row in BROKEN]
)
def test_what_is_broken_is_refused_by_its_element(old, new, code, element):
    text = _text()
    assert old in text
    verdict = judging.judge(text.replace(old, new, 1).encode(), None, TODAY)
    assert not verdict.valid
    assert (code, element) in model.codes(verdict.faults)
    named = next(fault for fault in verdict.faults if (fault.code, fault.element) == (code, element))
    assert named.line > 0
    assert element in str(named)


def test_elements_out_of_order_are_named():
    root = activities()
    content = writing.write(root).decode()
    title = content[content.index("<title>") : content.index("</title>") + len("</title>")]
    moved = content.replace(title, "", 1).replace("<activity-status", f"{title}<activity-status", 1)
    verdict = judging.judge(moved.encode(), None, TODAY)
    assert ("order", f"{ACTIVITY}/title") in model.codes(verdict.faults)


HOSTILE = [
    ("no XML at all", b"hello", "syntax"),
    ("nothing", b"", "syntax"),
    ("cut off", _text()[:-40].encode(), "syntax"),
    ("two elements crossed", _text().replace("</title>", "</tilte>", 1).encode(), "syntax"),
    ("an entity", b'<!DOCTYPE a [<!ENTITY b "c">]><iati-activities version="2.03">&b;</iati-activities>', "doctype"),
    ("a file of the server", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><iati-activities version="2.03">&b;</iati-activities>', "doctype"),
    ("laughs", b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><iati-activities version="2.03"/>', "doctype"),
    ("a type of its own", b'<!DOCTYPE iati-activities SYSTEM "http://example.org/a.dtd"><iati-activities version="2.03"/>', "doctype"),
    ("another root", b"<html/>", "root"),
    ("a root of another namespace", b'<iati-activities xmlns="http://example.org/"/>', "root"),
    ("a character that no XML holds", b"<iati-activities version='2.03'>\x00</iati-activities>", "syntax"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_what_is_no_file_of_the_standard(content, code):
    verdict = judging.judge(content, None, TODAY)
    assert verdict.root is None
    assert [fault.code for fault in verdict.faults] == [code]
    assert verdict.faults[0].element


def test_a_file_that_breaks_says_behind_which_element():
    content = _text().replace("</description>", "</discription>", 1)
    verdict = judging.judge(content.encode(), None, TODAY)
    assert verdict.faults[0].element in ("description", "discription", "narrative")
    assert verdict.faults[0].line > 1


def test_nesting_is_bounded():
    deep = b"<iati-activities version='2.03'>" + b"<a>" * 40 + b"</a>" * 40 + b"</iati-activities>"
    assert judging.judge(deep, None, TODAY).faults[0].code == "size"


def test_what_is_of_another_namespace_is_left_out_and_said():
    content = _text().replace("<title>", '<title xmlns:x="http://example.org/" x:a="b"><x:more/>', 1)
    verdict = judging.judge(content.encode(), None, TODAY)
    assert verdict.valid
    assert [fault.element.rpartition("}")[2] for fault in verdict.left_out] == ["a", "more"]
    assert verdict.root.values() == model.ordered(activities()).values()


def test_without_the_published_files_the_answer_says_so(tmp_path):
    verdict = judging.judge(writing.write(activities()), tmp_path, TODAY)
    assert verdict.valid
    assert not verdict.by_schema
    assert not verdict.by_ruleset


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 11, 19])
def test_shares_of_countries_add_up(count):
    from decimal import Decimal

    assert sum(map(Decimal, export.shares(count))) == 100


def test_what_no_file_can_hold_is_not_written():
    root = activities()
    title = next(child for child in root.children[0].children if child.name == "title")
    title.children[0].text = "Marking\x01 of\x1b arms\x00"
    again, _left_out = reading.read(writing.write(root))
    assert "Marking of arms" in " ".join(" ".join(item.text or "" for item in _all(again)).split())


def _all(node):
    yield node
    for child in node.children:
        yield from _all(child)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "1E+99999999", "Infinity", "9" * 400])
def test_what_is_no_number_is_none_for_the_ruleset(number):
    assert judging._numbers([number, "12.5", " -3 "]) == [judging.Decimal("12.5"), judging.Decimal("-3")]


def test_thousands_of_different_values_are_a_fault_and_not_an_hour():
    from lxml import etree

    element = etree.fromstring("<a>" + "".join(f'<b v="{n}"/>' for n in range(3000)) + "</a>")
    case = {"foreach": "b/@v", "do": {"atleast_one": {"cases": [{"paths": ["b[@v='$1']"], "ruleInfo": {}}]}}}
    results = []
    judging._judge(element, {"loop": {"cases": [case]}}, TODAY, results)
    assert [item.code for item in results] == ["size"]


def _case(number: str, severity: str = "error", **case):
    return {**case, "ruleInfo": {"id": number, "severity": severity, "message": number}}


RULES = {
    "/iati-activities/iati-activity": {
        "one_or_all": {
            "cases": [
                _case("4.1.1", one="@xml:lang", all="lang"),
                _case("6.7.2", one="sector", all="sector"),
                _case("7.8.1", one="@default-currency", all="currency"),
            ]
        },
        "strict_sum": {"cases": [_case("3.1.2", paths=["recipient-country/@percentage"], sum=100)]},
        "regex_matches": {"cases": [_case("1.14.13", "warning", regex=r"^[^\/\&\|\?]+$", paths=["reporting-org/@ref"])]},
        "startswith": {"cases": [_case("1.1.21", "warning", prefix=["reporting-org/@ref"], separator="-", paths=["iati-identifier"])]},
        "date_now": {"cases": [_case("11.1.1", date="@last-updated-datetime")]},
    },
    "/iati-activities/iati-activity/budget": {
        "time_limit": {"cases": [_case("7.5.3", start="period-start/@iso-date", end="period-end/@iso-date")]}
    },
    "/iati-activities/iati-activity[title]": {
        "if_then": {
            "cases": [
                {
                    "if": "not(recipient-country)",
                    "then": "transaction[recipient-country]",
                    "ruleInfo": {"id": "3.7.1", "severity": "error", "message": "either the activity or all transactions"},
                },
                {
                    "if": "recipient-country",
                    "then": "not(transaction/recipient-country)",
                    "ruleInfo": {"id": "3.6.2", "severity": "error", "message": "not both"},
                },
            ]
        }
    },
    "/iati-activities/iati-activity/transaction/provider-org": {
        "regex_matches": {"cases": [_case("1.20.13", regex=r"^[^\/\&\|\?]+$", paths=["@ref"])]}
    },
}  # fmt: skip
"""A few rules of the standard, as its ruleset writes them."""


def _broken(
    inside: str, attributes: str = 'default-currency="USD" xml:lang="en"', today: dt.date = TODAY
) -> set[str]:
    content = f'<iati-activities version="2.03"><iati-activity {attributes}>{inside}</iati-activity></iati-activities>'
    return {fault.code for fault in judging.by_rules(reading.tree_of(content.encode()), RULES, today)}


@pytest.mark.parametrize(
    ("inside", "wrong"),
    [
        ('<fss extraction-date="2026-01-01"><forecast year="2026">5</forecast></fss>', True),
        ('<fss extraction-date="2026-01-01"><forecast year="2026" currency="USD">5</forecast></fss>', False),
        ('<crs-add><loan-status year="2026" value-date="2026-01-01"/></crs-add>', True),
        ('<crs-add><loan-status year="2026" currency="EUR" value-date="2026-01-01"/></crs-add>', False),
        ('<budget><value value-date="2026-01-01">5</value></budget>', True),
        ('<planned-disbursement><value currency="EUR" value-date="2026-01-01">5</value></planned-disbursement>', False),
        ('<transaction><value value-date="2026-01-01">5</value><sector code="1"/></transaction>', True),
    ],
)  # fmt: skip
def test_w31_everything_that_has_a_currency_says_it_where_the_activity_has_none(inside, wrong):
    assert ("7.8.1" in _broken(inside, 'xml:lang="en"')) is wrong
    assert "7.8.1" not in _broken(inside)


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [("2024-01-01", "2024-12-31", False), ("2024-01-01", "2025-01-01", True), ("2025-01-01", "2026-01-01", False), ("2025-01-01", "2026-01-02", True), ("2025-05-01", "2025-05-01", False)],
)  # fmt: skip
def test_w31_a_budget_has_365_days_at_most(first, last, wrong):
    inside = f'<budget><period-start iso-date="{first}"/><period-end iso-date="{last}"/></budget>'
    assert ("7.5.3" in _broken(inside)) is wrong


@pytest.mark.parametrize("ref", ["", "XX-1"])
def test_w31_an_empty_reference_is_allowed(ref):
    assert "1.20.13" not in _broken(
        f'<transaction><provider-org ref="{ref}"/><sector code="1"/></transaction>'
    )
    assert "1.14.13" not in _broken(f'<reporting-org ref="{ref}"/>')
    assert "1.20.13" in _broken('<transaction><provider-org ref="X/1"/></transaction>')


def test_w31_sums_sectors_identifiers_and_moments_as_the_standards_validator_has_them():
    thirds = "".join(
        f'<recipient-country code="{code}" percentage="33.33333"/>' for code in ("KE", "TZ", "UG")
    )
    assert "3.1.2" not in _broken(thirds)
    assert "3.1.2" in _broken(thirds.replace("33.33333", "33.33", 1))
    assert "6.7.2" in _broken("<transaction/>")
    assert "6.7.2" not in _broken('<sector code="1"/><transaction/>')
    assert "1.1.21" in _broken("<iati-identifier>XX-1-2</iati-identifier>")
    now = dt.datetime.now(dt.UTC)
    later = (now + dt.timedelta(minutes=5)).isoformat()
    assert "11.1.1" in _broken("", f'last-updated-datetime="{later}" xml:lang="en"', now.date())
    assert "11.1.1" not in _broken("", f'last-updated-datetime="{now.isoformat()}" xml:lang="en"', now.date())


def test_w31_the_command_says_nothing_of_a_schema_that_no_unreadable_file_was_asked_by(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.delenv("IFAR_IATI_FOLDER", raising=False)
    (tmp_path / "empty.xml").write_bytes(b"")
    (tmp_path / "whole.xml").write_bytes(writing.write(activities()))
    for name, result in (("empty.xml", False), ("whole.xml", True)):
        assert iati_check([str(tmp_path / name)]) == int(not result)
        assert ("is not at hand" in capsys.readouterr().out) is result


def test_w31_what_the_standards_validator_never_refuses_is_a_warning():
    """A condition that asks for elements and not for true or false: it takes none of them for some."""

    def severities(inside):
        content = f"<iati-activities><iati-activity><title/>{inside}</iati-activity></iati-activities>"
        faults = judging.by_rules(reading.tree_of(content.encode()), RULES, TODAY)
        return {fault.code: fault.severity for fault in faults}

    assert severities("")["3.7.1"] == "warning"
    assert (
        severities("<recipient-country/><transaction><recipient-country/></transaction>")["3.6.2"] == "error"
    )
    assert "3.7.1" not in severities("<transaction><recipient-country/></transaction>")


@pytest.mark.parametrize(("version", "valid"), [("2.03", True), ("2.01", True), ("2.04", False), ("", False), ("two", False), ("2.3", False), ("1.05", False)])  # fmt: skip
def test_w31_a_version_is_one_of_the_standard(version, valid):
    for root in (activities(), organisation()):
        content = writing.write(root).replace(b'version="2.03"', f'version="{version}"'.encode(), 1)
        verdict = judging.judge(content, None, TODAY)
        assert verdict.valid is valid
        assert valid or ("version", f"{root.name}/@version") in model.codes(verdict.faults)
