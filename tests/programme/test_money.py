"""Line 3: over random sequences no earmark goes below zero, every statement is the sum of its lines, the trial balance is zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.programme.fund import money, postings
from ifar.programme.fund.postings import ZERO, Movement, Short

D = Decimal
CONTRIBUTIONS = ("R1", "R2", "R3")
PROJECTS = ("P1", "P2")

amounts = st.integers(1, 5_000_000).map(lambda cents: D(cents).scaleb(-2))
rates = st.integers(1, 2_000_000).map(lambda number: D(number).scaleb(-4))
steps = st.tuples(
    st.sampled_from(postings.MOVES),
    st.sampled_from(CONTRIBUTIONS),
    st.permutations(PROJECTS),
    amounts,
    rates,
    st.sampled_from([D("13.00"), D("8.00"), D("7.00"), ZERO]),
    st.booleans(),
)


def _movement(step, balances) -> Movement:
    move, contribution, (project, other), amount, rate, percent, part = step
    amount = max(money.converted(amount, rate), D("0.01"))
    owed = balances.get(("receivable", contribution, ""), ZERO)
    promised = balances.get(("pledges", contribution, ""), ZERO)
    if move == "revaluation":
        return Movement(move, amount if part else -amount)
    return Movement(
        move,
        amount,
        contribution,
        project if move in postings.OF_A_PROJECT else "",
        to=other,
        clears=postings.settled(owed, amount * 2 if part else amount, amount)
        if move == "receipt"
        else min(amount, balances.get(("support", contribution, ""), ZERO) * -1)
        if move == "refund"
        else ZERO,
        lapses=min(promised, amount) if move == "agreement" else ZERO,
        percent=percent if move == "receipt" else ZERO,
    )


@settings(max_examples=120, deadline=None)
@given(st.lists(steps, max_size=60))
def test_random_sequences_never_break_the_books(sequence):
    balances, booked = {}, []
    for step in sequence:
        movement = _movement(step, balances)
        made = postings.lines(movement)
        assert sum((line.amount for line in made), ZERO) == 0
        try:
            balances |= postings.after(balances, made)
        except Short:
            continue
        booked += [(movement.move, line) for line in made]
    every = [line for _, line in booked]
    assert balances == {**dict.fromkeys(balances, ZERO), **postings.balances_of(every)}
    assert sum(postings.trial_balance(every).values(), ZERO) == 0
    for (account, contribution, _), amount in balances.items():
        assert not contribution or amount * postings.NORMAL[account] >= 0
        assert amount == amount.quantize(D("0.01"))
    whole = [postings.statement([row for row in booked if row[1].contribution == c]) for c in CONTRIBUTIONS]
    for name, statement in zip(CONTRIBUTIONS, whole, strict=True):
        cash = sum((line.amount for _, line in booked if line.account == "cash" and line.contribution == name), ZERO)  # fmt: skip
        assert statement.left == cash
        assert (
            statement.received
            == statement.left + statement.spent + statement.support_paid + statement.refunded
        )
    for figure in ("received", "spent", "left", "owed", "unallocated"):
        of_all = postings.statement([row for row in booked if row[1].contribution])
        assert sum((getattr(item, figure) for item in whole), ZERO) == getattr(of_all, figure)


@given(amounts, rates)
def test_conversion_is_exact_to_the_cent(amount, rate):
    made = money.converted(amount, rate)
    assert abs(made * rate - amount) <= rate * D("0.005")


@given(amounts, st.sampled_from([D("13.00"), D("8.00"), D("7.00"), ZERO]))
def test_support_and_work_add_up(amount, percent):
    support = money.support_of(amount, percent)
    work = amount - support
    assert support + work == amount
    assert abs(work * percent / 100 - support) <= D("0.01")


@given(st.lists(amounts, min_size=1, max_size=12), rates)
def test_receipts_of_an_agreement_settle_all_that_is_owed(parts, rate):
    outstanding = sum(parts, ZERO)
    owed = money.converted(outstanding, rate)
    for part in parts:
        owed -= postings.settled(owed, outstanding, part)
        outstanding -= part
        assert owed >= 0
    assert owed == 0


@pytest.mark.parametrize(
    ("grade", "earmark", "may"),
    [
        ("unearmarked", "", True),
        ("soft", "A3", True),
        ("soft", "A2", False),
        ("soft", "C4", True),
        ("soft", "C1", False),
        ("soft", "O3", True),
        ("soft", "O1", False),
        ("soft", "R2", True),
        ("soft", "R1", False),
        ("project", "P1", True),
        ("project", "P2", False),
        ("output", "P1/T1", True),
        ("output", "P1/T2", False),
        ("output", "P2/T1", False),
    ],
)
def test_money_goes_where_its_donor_bound_it(grade, earmark, may):
    assert money.binds(grade, earmark)
    where = {"outcomes": ["O3"], "cells": ["A3C4", "A5C5"], "regions": ["R2"], "outputs": ["T1"]}
    assert money.may_fund(grade, earmark, project="P1", **where) is may


@pytest.mark.parametrize(
    ("grade", "earmark"),
    [
        ("unearmarked", "A1"),
        ("soft", ""),
        ("soft", "P1"),
        ("project", ""),
        ("project", "P/T"),
        ("output", "P"),
    ],
)
def test_an_earmark_fits_its_grade(grade, earmark):
    assert not money.binds(grade, earmark)


@pytest.mark.parametrize(
    "movement",
    [
        Movement("gift", D(1), "R1"),
        Movement("receipt", D("0.001"), "R1"),
        Movement("receipt", D(0), "R1"),
        Movement("receipt", D(-1), "R1"),
        Movement("receipt", D(1)),
        Movement("receipt", D(1), "R1", "P1"),
        Movement("allocation", D(1), "R1"),
        Movement("reallocation", D(1), "R1", "P1", "P1"),
        Movement("revaluation", D(1), "R1"),
    ],
)
def test_what_is_no_movement(movement):
    with pytest.raises(ValueError, match=r"."):
        postings.lines(movement)


def test_nothing_is_spent_twice():
    balances = {}
    for movement in (Movement("receipt", D("113.00"), "R1", percent=D(13)), Movement("allocation", D("100.00"), "R1", "P1")):  # fmt: skip
        balances |= postings.after(balances, postings.lines(movement))
    with pytest.raises(Short) as short:
        postings.after(balances, postings.lines(Movement("allocation", D("0.01"), "R1", "P2")))
    assert short.value.key == ("unallocated", "R1", "")
    with pytest.raises(Short):
        postings.after(balances, postings.lines(Movement("expenditure", D("1.00"), "R1", "P1")))


def test_the_yen_has_no_cents():
    assert money.says(D("100"), "JPY")
    assert not money.says(D("100.50"), "JPY")
    assert money.says(D("100.500"), "KWD")
    assert not money.says(D("0"), "USD")
