"""Retention: day before and day after each limit, the longest adopted rule, access by role, legal hold (golden case G11)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.reference import selectors
from ifar.reference.retention import Hold, Rule, keep_until, may_open, years_after

EU_ACCESS = {"licensing_authority": 10, "customs": 10, "police": 30, "court": 30}
PROTOCOL = Rule("protocol", "protocol", "any", 10, "record", True, "Protocol art. 7")
ITI_MADE = Rule("iti_made", "iti", "manufacture", 30, "record", True, "ITI 12")
ITI_OTHER = Rule("iti_other", "iti", "any", 20, "record", True, "ITI 12")
EU = Rule("eu", "eu", "any", 30, "destruction", True, "2021/555 art. 4(5)", EU_ACCESS)
DESTROYED = dt.date(2030, 6, 1)
MADE = dt.date(2012, 3, 15)


def test_golden_case_of_the_eu_record():
    kept = keep_until([PROTOCOL, EU], record="transfer", made=MADE, destroyed=DESTROYED)
    assert kept.until == dt.date(2060, 6, 1)
    assert kept.because == ("eu",)
    assert not kept.deletable(dt.date(2060, 6, 1))
    assert kept.deletable(dt.date(2060, 6, 2))


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("licensing_authority", dt.date(2040, 6, 1)),
        ("customs", dt.date(2040, 6, 1)),
        ("police", dt.date(2060, 6, 1)),
    ],
)
def test_golden_windows_of_access_close_the_day_after(kind, last):
    def opens(today):
        return may_open(
            [EU], record="transfer", agency_kind=kind, today=today, made=MADE, destroyed=DESTROYED
        )

    assert opens(last)
    assert not opens(last + dt.timedelta(days=1))


def test_golden_case_of_a_state_with_the_protocol_alone():
    assert keep_until([PROTOCOL], record="transfer", made=MADE).until == dt.date(2022, 3, 15)


def test_golden_case_of_the_tracing_instrument():
    rules = [PROTOCOL, ITI_MADE, ITI_OTHER]
    assert keep_until(rules, record="manufacture", made=MADE).until == dt.date(2042, 3, 15)
    assert keep_until(rules, record="transfer", made=MADE).until == dt.date(2032, 3, 15)


def test_nothing_ends_while_the_thing_exists_or_no_rule_was_adopted():
    assert keep_until([PROTOCOL, EU], record="transfer", made=MADE).until is None
    assert keep_until([], record="transfer", made=MADE).because == ("no_rule_adopted",)


def test_a_rule_that_was_not_adopted_does_not_count():
    not_adopted = Rule("eu", "eu", "any", 30, "destruction", False, "", {"police": 1})
    assert keep_until([PROTOCOL, not_adopted], record="transfer", made=MADE).until == dt.date(2022, 3, 15)
    assert may_open(
        [not_adopted],
        record="transfer",
        agency_kind="police",
        today=dt.date(2099, 1, 1),
        made=MADE,
        destroyed=MADE,
    )


def test_a_legal_hold_keeps_a_record_until_it_ends_or_for_good():
    held = keep_until([PROTOCOL], record="transfer", made=MADE, holds=[Hold(MADE, dt.date(2050, 1, 1))])
    assert (held.until, held.because) == (dt.date(2050, 1, 1), ("hold",))
    assert keep_until([PROTOCOL], record="transfer", made=MADE, holds=[Hold(MADE)]).until is None


def test_the_leap_day_never_shortens_a_term():
    assert years_after(dt.date(2028, 2, 29), 10) == dt.date(2038, 3, 1)


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.permutations([PROTOCOL, ITI_MADE, ITI_OTHER, EU])
)
def test_more_rules_never_keep_shorter_and_order_does_not_matter(made, rules):
    for record in ("manufacture", "transfer"):
        until = keep_until(rules, record=record, made=made, destroyed=made).until
        assert until == max(
            end
            for rule in rules
            if (end := keep_until([rule], record=record, made=made, destroyed=made).until) is not None
        )


def test_ifars_own_table_says_what_the_instruments_say(db):
    rules = selectors.retention_rules()
    assert keep_until(rules, record="manufacture", made=MADE).until == dt.date(2042, 3, 15)
    assert keep_until(rules, record="transfer", made=MADE).until == dt.date(2032, 3, 15)
    eu = next(rule for rule in rules if rule.instrument == "eu_2021_555")
    assert not eu.adopted
    assert (eu.access["licensing_authority"], eu.access["police"]) == (10, 30)
