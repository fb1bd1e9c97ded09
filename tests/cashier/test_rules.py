"""The rules of the counter: what is due on which day, amounts to the last place, numbers of cards. No database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.cashier import fees, identity, money, numbers
from ifar.cashier.fees import Rule

DAY = dt.date(2026, 6, 1)


def a_rule(code: str = "all", **said) -> Rule:
    given = {
        "act": "application",
        "kinds": frozenset(),
        "holders": frozenset(),
        "amount": Decimal("25.00"),
        "currency": "EUR",
        "stops": "decision",
        "article": "Fees Act art. 3",
    }
    return Rule(code, **{**given, **said})


def due(*rules: Rule, kind: str = "sport", holder: str = "person", day: dt.date = DAY) -> str:
    rule = fees.due(rules, "application", kind, holder, day)
    return rule.code if rule else ""


def test_the_most_exact_rule_says_what_is_due():
    every, sport = a_rule(), a_rule("sport", kinds=frozenset({"sport"}))
    clubs = a_rule("clubs", holders=frozenset({"entity"}))
    assert due(every, sport, clubs) == "sport"
    assert due(every, sport, clubs, kind="hunting") == "all"
    assert due(every, clubs, holder="entity") == "clubs"
    assert due(every, sport, clubs, holder="entity") == "sport"
    assert due(a_rule(act="renewal")) == ""
    assert due() == ""


def test_a_fee_is_due_on_both_sides_of_its_days_only_within_them():
    old = a_rule("old", valid_to=dt.date(2026, 5, 31))
    new = a_rule("new", valid_from=dt.date(2026, 6, 1), amount=Decimal("30.00"))
    for day, code in ((dt.date(2026, 5, 31), "old"), (DAY, "new"), (dt.date(2020, 1, 1), "old")):
        assert due(old, new, day=day) == code
    assert due(old, day=DAY) == ""
    # Where both speak, the younger one does.
    assert due(a_rule("first"), new) == "new"


def test_nothing_is_due_where_the_rule_asks_for_nothing():
    assert due(a_rule(), a_rule("free", kinds=frozenset({"sport"}), amount=Decimal(0))) == ""


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("25", "EUR", "25"),
        ("25,50", "EUR", "25.50"),
        ("٢٥٫٥٠", "EUR", "25.50"),
        ("1 000.05", "EUR", "1000.05"),
        ("0.125", "TND", "0.125"),
        ("500", "JPY", "500"),
        ("0.005", "EUR", None),
        ("0.5", "JPY", None),
        ("1e3", "EUR", None),
        ("-5", "EUR", None),
        ("", "EUR", None),
        ("1.2.3", "EUR", None),
        ("NaN", "EUR", None),
        ("9999999999", "EUR", None),
    ],
)
def test_an_amount_is_what_its_currency_can_say(text, currency, amount):
    assert money.read(text, currency) == (None if amount is None else Decimal(amount))


def test_an_amount_is_written_with_all_its_places():
    assert money.written(Decimal("7.2"), "EUR") == "7.20"
    assert money.written(Decimal("1E+3"), "JPY") == "1000"
    assert money.written(Decimal("-0.5"), "TND") == "-0.500"
    with pytest.raises(ValueError, match="EUR"):
        money.written(Decimal("0.001"), "EUR")


@given(st.lists(st.integers(-(10**9), 10**9), max_size=300))
def test_totals_equal_the_sum_of_their_lines_to_the_cent(cents):
    """The sum of lines in decimals is the sum in whole cents, whatever their number and order."""
    lines = [Decimal(cent).scaleb(-2) for cent in cents]
    assert money.total(lines) * 100 == sum(cents)
    assert money.total(reversed(lines)) == money.total(lines)


def test_no_float_stands_in_the_rules_of_money():
    import ast
    from pathlib import Path

    for module in (fees, money, numbers):
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        results = [
            node
            for node in ast.walk(tree)
            if (isinstance(node, ast.Name) and node.id == "float")
            or (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or isinstance(node, ast.Div)
        ]
        assert not results, module.__name__


ranges = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 9)).map(lambda r: (r[0], r[0] + r[1])), max_size=12
)


def as_set(some) -> set[int]:
    return {n for first, last in some for n in range(first, last + 1)}


@given(ranges, ranges)
def test_ranges_are_reckoned_as_sets_of_numbers_are(one, other):
    assert as_set(numbers.without(one, other)) == as_set(one) - as_set(other)
    assert as_set(numbers.joined([*one, *other])) == as_set(one) | as_set(other)
    assert numbers.count(one) == len(as_set(one))
    twice = [n for n in as_set(one) if sum(first <= n <= last for first, last in one) > 1]
    assert as_set(numbers.doubles(one)) == set(twice)
    if one:
        whole = range(min(as_set(one)), max(as_set(one)) + 1)
        assert as_set(numbers.gaps(one)) == set(whole) - as_set(one)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100-149 160", [(100, 149), (160, 160)]),
        ("KX-000100 – KX-000149, KX-000160", [(100, 149), (160, 160)]),
        ("١٠٠-١٤٩", [(100, 149)]),
        ("", []),
        ("149-100", None),
        ("twelve", None),
        ("1--2", None),
    ],
)
def test_numbers_are_read_as_people_type_them(text, found):
    assert numbers.parse(text, "KX-") == found


def test_an_answer_of_the_identity_register_has_the_form_that_is_agreed():
    person = identity.person_of({"person": {"name": "Amina Diallo", "born": "1984-03-02", "sex": ""}})
    assert person == {"name": "Amina Diallo", "born": "1984-03-02"}
    for wrong in (
        None,
        {"person": {}},
        {"person": {"name": "X", "income": "1"}},
        {"person": {"name": "X", "born": "2 March"}},
        {"person": {"name": "X", "sex": "f"}},
        {"person": {"name": "X\n"}},
        {"person": {"name": "X", "country": "FRA"}},
    ):
        with pytest.raises(identity.Unreachable):
            identity.person_of(wrong)


def test_what_differs_is_said_and_what_was_left_empty_differs_from_nothing():
    values = {"name": "Amina  DIALLO", "born": "1984-03-02", "sex": "female"}
    typed = {"name": "amina diallo", "born": "1984-02-03", "sex": "not_asked", "country": ""}
    differences = identity.differences(typed, values)
    assert [(difference.name, difference.typed, difference.said) for difference in differences] == [
        ("born", "1984-02-03", "1984-03-02")
    ]
