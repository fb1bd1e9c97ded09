"""The pure rules of tracing: must-have 17 (grounds, content, clock), must-have 19 (outcomes), G13 (time-to-crime), the rule table of
what leaves, the matrix of states and acts."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ifar.reference
from ifar.errors import Invalid
from ifar.reference.working_days import WEEKENDS, where_of
from ifar.tracing import clock, content, disclosure, grounds, outcomes, states, steps
from ifar.tracing.acts import ACTS, goes
from ifar.tracing.content import Content
from ifar.tracing.steps import Step
from ifar.tracing.time_to_crime import later, span

# --- states -------------------------------------------------------------------------------------------------------------------

BOTH, ASKED, ASKING, OUT = (
    ("outgoing", "incoming", "domestic"),
    ("incoming", "domestic"),
    ("outgoing", "domestic"),
    ("outgoing",),
)
MATRIX = {
    "drafted": (ASKING, {"": "draft"}),
    "amended": (ASKING, {"draft": "draft"}),
    "sent": (ASKING, {"draft": "sent"}),
    "received": (("incoming",), {"": "sent"}),
    "acknowledged": (BOTH, {"sent": "acknowledged"}),
    "searched": (ASKED, {"acknowledged": "searching", "searching": "searching", "not_found": "searching"}),
    "progressed": (OUT, {"acknowledged": "searching"}),
    "identified": (BOTH, {"searching": "searching"}),
    "answered": (BOTH, {"searching": "answered"}),
    "not_found": (BOTH, {"searching": "not_found"}),
    "delayed": (BOTH, {"sent": "delayed", "acknowledged": "delayed", "searching": "delayed"}),
    "restricted": (BOTH, {"searching": "restricted"}),
    "refused": (BOTH, dict.fromkeys(("sent", "acknowledged", "searching", "delayed"), "refused")),
    "resumed": (BOTH, dict.fromkeys(("delayed", "not_found", "restricted", "refused", "answered"), "searching")),
    "withdrawn": (BOTH, dict.fromkeys(("draft", "sent", "acknowledged", "searching", "delayed"), "withdrawn")),
    "messaged": (BOTH, {request_state: request_state for request_state in states.REQUEST_STATES if request_state != "draft"}),
    "settled": (ASKING, {request_state: request_state for request_state in states.REQUEST_STATES if request_state != "draft"}),
    "let_in": (BOTH, {request_state: request_state for request_state in states.REQUEST_STATES if request_state != "withdrawn"}),
    "disclosed": (BOTH, {item: item for item in ("searching", "answered", "restricted")}),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(kind for record_type, kind in ACTS.acts if record_type == "request"))
def test_every_state_and_every_act(kind):
    directions, leads = MATRIX[kind]
    for state, direction in product(("", *states.REQUEST_STATES), states.DIRECTIONS):
        wanted = leads.get(state) if direction in directions else None
        act = ACTS["request", kind]
        after = (
            ACTS.after("request", kind, state) if state in act.transitions and goes(act, direction) else None
        )
        assert after == wanted, (state, direction)


def test_nothing_leads_out_of_a_withdrawal_but_words():
    acts = (act for act in ACTS.acts.values() if act.record_type == "request")
    assert {act.kind for act in acts if "withdrawn" in act.transitions} <= {"messaged", "settled"}


def test_only_acts_that_name_a_ground_lead_to_a_state_that_has_one():
    for act in ACTS.acts.values():
        if (
            act.record_type == "request"
            and states.GROUNDED & set(act.transitions.values())
            and act.kind not in ("messaged", "settled", "disclosed", "let_in")
        ):
            assert "ground" in act.columns, act.kind


# --- grounds (ITI) ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ground", ["investigation", "confidentiality_law", "no_assurance", "national_security"]
)
def test_each_ground_of_the_iti_is_one_and_wants_words(ground):
    assert grounds.problems(ground, "Proceedings 12/26 are under way.") == []
    assert [problem.code for problem in grounds.problems(ground, " no ")] == ["tracing.ground.words"]


@pytest.mark.parametrize("ground", ["", "workload", "Investigation"])
def test_nothing_else_is_a_ground(ground):
    assert [problem.code for problem in grounds.problems(ground, "We have no time for this.")] == [
        "tracing.ground"
    ]


# --- what leaves --------------------------------------------------------------------------------------------------------------

# datum: how it stands under (none, iti, protocol, bilateral, mla) where no ground holds it back; then the grounds that hold it back.
CASE, LAW, TRUST, STATE = grounds.GROUNDS
LEAVES = {
    "identification": ("yyyyy", set()),
    "manufacture": ("yyyyy", {STATE}),
    "status": ("nyyyy", {CASE, STATE}),
    "import_export": ("nyyyy", {LAW, STATE}),
    "first_sale": ("nyyyy", {CASE, STATE}),
    "holder_kind": ("nyyyy", {CASE, STATE}),
    "point_of_diversion": ("nyyyy", {CASE, STATE}),
    "trade_chain": ("nnyyy", {CASE, LAW, TRUST, STATE}),
    "loss_report": ("nnyyy", {CASE, LAW, TRUST, STATE}),
    "ballistics": ("nnyyy", {CASE, TRUST, STATE}),
    "last_holder": ("nnnyy", {CASE, LAW, TRUST, STATE}),
    "other_cases": ("nnnyy", {CASE, LAW, TRUST, STATE}),
    "state_stock": ("nnnny", {CASE, LAW, TRUST, STATE}),
    "officials": ("nnnnn", {CASE, LAW, TRUST, STATE}),
    "authorised": ("nnyyy", {LAW, STATE}),
    "modus": ("nnyyy", {CASE, TRUST, STATE}),
    "concealment": ("nnyyy", {CASE, TRUST, STATE}),
    "routes": ("nnyyy", {CASE, TRUST, STATE}),
    "detection": ("nnyyy", {CASE, TRUST, STATE}),
    "groups": ("nnyyy", {CASE, LAW, TRUST, STATE}),
}


def test_the_table_names_every_datum():
    assert set(LEAVES) == set(disclosure.DATA)


@pytest.mark.parametrize("datum", sorted(LEAVES))
def test_for_each_ground_and_agreement_what_leaves(datum):
    under, held = LEAVES[datum]
    for ground, (n, agreement) in product(("", *grounds.GROUNDS), enumerate(disclosure.AGREEMENTS)):
        wanted = under[n] == "y" and ground not in held
        assert disclosure.judged(datum, ground=ground, agreement=agreement).leaves is wanted, (
            ground,
            agreement,
        )
        assert (datum in disclosure.leaves({datum: "x"}, ground=ground, agreement=agreement)) is wanted


def test_what_the_table_does_not_know_is_kept_back():
    assert not disclosure.judged("new_datum", ground="", agreement="mla").leaves
    assert not disclosure.judged("identification", ground="another", agreement="mla").leaves
    assert not disclosure.judged("status", ground="", agreement="friendship").leaves


def test_a_stronger_agreement_never_lets_less_leave_and_a_ground_never_more():
    for datum, ground in product(disclosure.DATA, ("", *grounds.GROUNDS)):
        passed = [
            disclosure.judged(datum, ground=ground, agreement=agreement).leaves
            for agreement in disclosure.AGREEMENTS
        ]
        assert passed == sorted(passed)
        if ground:
            free = [
                disclosure.judged(datum, ground="", agreement=agreement).leaves
                for agreement in disclosure.AGREEMENTS
            ]
            assert all(free[n] or not item for n, item in enumerate(passed))


# --- clock --------------------------------------------------------------------------------------------------------------------

LAGOS, CAIRO, LIMA = (
    where_of("NG", "Africa/Lagos"),
    where_of("EG", "Africa/Cairo"),
    where_of("PE", "America/Lima"),
)


def _utc(text):
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("at", "term", "urgency", "where", "until"),
    [
        # Thursday 2026-03-05; five working days are until Thursday 12 where Saturday and Sunday are off.
        ("2026-03-05T10:00:00+01:00", "acknowledge", "routine", LAGOS, "2026-03-12T23:59:59+01:00"),
        # Where Friday and Saturday are off: Sunday 8 is the first, Thursday 12 the fifth.
        ("2026-03-05T10:00:00+02:00", "acknowledge", "routine", CAIRO, "2026-03-12T23:59:59+02:00"),
        # Asked on a Friday for the next working day: Monday in Lagos, Sunday in Cairo.
        ("2026-03-06T10:00:00+01:00", "acknowledge", "immediate", LAGOS, "2026-03-09T23:59:59+01:00"),
        ("2026-03-06T10:00:00+02:00", "acknowledge", "immediate", CAIRO, "2026-03-08T23:59:59+02:00"),
        # 03:00 on Monday in UTC is Sunday evening in Lima: Monday is the first day that counts.
        ("2026-03-09T03:00:00+00:00", "acknowledge", "immediate", LIMA, "2026-03-09T23:59:59-05:00"),
        # Cairo's summer time begins on 24 April 2026: the last second is counted by the clock on its wall.
        ("2026-04-22T12:00:00+02:00", "acknowledge", "urgent", CAIRO, "2026-04-26T23:59:59+03:00"),
    ],
)
def test_the_clock_counts_where_it_is_answered(at, term, urgency, where, until):
    assert clock.due(_utc(at), term, urgency, where) == _utc(until)


def test_holidays_do_not_count():
    where = where_of("NG", "Africa/Lagos", holidays=[dt.date(2026, 3, 9)])
    assert clock.due(_utc("2026-03-06T10:00:00+01:00"), "acknowledge", "immediate", where) == _utc(
        "2026-03-10T23:59:59+01:00"
    )


def test_a_dealer_has_24_hours_through_a_weekend_and_a_change_of_the_clock():
    assert clock.due_of_dealer(_utc("2026-03-28T12:00:00+01:00")) == _utc("2026-03-29T13:00:00+02:00")


def test_reminders_come_before_on_and_each_week_after():
    until = _utc("2026-03-12T23:59:59+01:00")
    days = clock.reminders(until, LAGOS)
    assert days[:3] == [dt.date(2026, 3, 10), dt.date(2026, 3, 12), dt.date(2026, 3, 19)]
    assert len(days) == clock.MOST_REMINDERS
    assert clock.reminder_on(dt.date(2026, 3, 9), until, LAGOS) is None
    assert clock.reminder_on(dt.date(2026, 3, 11), until, LAGOS) == 0
    assert clock.reminder_on(dt.date(2026, 3, 25), until, LAGOS) == 2
    assert clock.reminder_on(dt.date(2027, 1, 1), until, LAGOS) == clock.MOST_REMINDERS - 1


def test_what_is_left_of_a_clock():
    until = _utc("2026-03-12T12:00:00+00:00")
    assert clock.left(until, until - dt.timedelta(days=5)).tone == "fine"
    assert clock.left(until, until - dt.timedelta(hours=20)).tone == "soon"
    late = clock.left(until, until + dt.timedelta(hours=49))
    assert (late.tone, late.days) == ("late", 2)


@given(st.integers(0, 20 * 365 * 24), st.sampled_from(clock.URGENCIES), st.sampled_from(sorted(WEEKENDS)))
def test_a_deadline_never_ends_on_a_day_off_and_never_before_it_began(hours, urgency, country):
    where = where_of(country, "Asia/Tehran")
    at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
    for term in ("acknowledge", "answer", "resume"):
        until = clock.due(at, term, urgency, where)
        assert until > at
        assert where.works(until.astimezone(ZoneInfo("Asia/Tehran")).date())


# --- time-to-crime (G13) ------------------------------------------------------------------------------------------------------


def test_g13():
    result = span(dt.date(2021, 2, 28), dt.date(2024, 3, 1))
    assert (result.days, result.years, result.short) == (1097, Decimal("3.00"), False)
    assert span(dt.date(2021, 2, 28), dt.date(2024, 2, 28)).short
    with pytest.raises(Invalid):
        span(dt.date(2024, 3, 1), dt.date(2021, 2, 28))
    assert span(None, dt.date(2024, 3, 1)) is None
    assert span(dt.date(2021, 2, 28), None) is None


def test_bands_by_the_calendar():
    sold = dt.date(2020, 2, 29)
    assert later(sold, 12) == dt.date(2021, 2, 28)
    assert later(dt.date(2020, 11, 30), 3) == dt.date(2021, 2, 28)
    bands = [
        span(sold, day).band
        for day in (dt.date(2020, 5, 29), dt.date(2020, 5, 30), dt.date(2021, 2, 28), dt.date(2021, 3, 1))
    ]
    assert bands == ["under_3_months", "to_1_year", "to_1_year", "to_2_years"]
    assert span(sold, sold).band == "under_3_months"
    assert span(sold, dt.date(2030, 3, 1)).band == "over_10_years"


# --- outcomes -----------------------------------------------------------------------------------------------------------------


def test_the_outcomes_are_those_of_the_reference_list():
    path = Path(ifar.reference.__file__).parent / "facts" / "trace_outcome.csv"
    with path.open(encoding="utf-8") as lines:
        assert [row["code"] for row in csv.DictReader(lines)] == list(outcomes.OUTCOMES)
    assert (len(outcomes.UNIQUE), len(outcomes.NOT_UNIQUE), len(outcomes.UNKNOWN)) == (7, 3, 1)


def test_an_outcome_fits_what_the_chain_says():
    assert outcomes.problems("another", state="answered", diversion=False)
    assert outcomes.problems("diversion_otherwise_identified", state="answered", diversion=False)
    assert outcomes.problems("attempted_no_result", state="answered", diversion=True)
    assert outcomes.problems("pending", state="answered", diversion=False)
    assert not outcomes.problems("pending", state="delayed", diversion=False)
    assert not outcomes.problems("diversion_otherwise_identified", state="answered", diversion=True)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"state": "searching"}, "pending"),
        ({"state": "refused"}, "attempted_no_result"),
        ({"holder": True, "lost": True}, "illegitimate_owner_national"),
        ({"holder": True, "lost": True, "direction": "outgoing"}, "illegitimate_owner_foreign"),
        ({"diversion": True}, "diversion_otherwise_identified"),
        ({"holder": True}, "legitimate_owner_national"),
        ({"holder": True, "direction": "outgoing"}, "attempted_no_result"),
        ({}, "attempted_no_result"),
    ],
)
def test_what_is_suggested(said, outcome):
    plain = {"state": "answered", "direction": "domestic", "diversion": False, "holder": False, "lost": False}
    assert outcomes.suggested(**{**plain, **said}) == outcome


# --- content ------------------------------------------------------------------------------------------------------------------

WHOLE = Content(
    number="T-1", country="BE", identity={"type": "pistol", "calibre": "9x19"}, marks=({"kind": "serial", "text": "AB71234"},),
    illicit=("law",), recovered_on=dt.date(2026, 3, 1), use="investigation", circumstances="Found in the boot of a car.",
)  # fmt: skip


def test_a_whole_request_lacks_nothing():
    assert content.missing(WHOLE) == []


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ({"number": ""}, "number"), ({"country": ""}, "country"), ({"illicit": ()}, "illicit"), ({"circumstances": "car"}, "circumstances"),
        ({"recovered_on": None}, "recovered_on"), ({"use": ""}, "use"), ({"identity": {"type": "pistol"}}, "calibre"),
        ({"identity": {"calibre": "9x19"}}, "type"), ({"marks": ()}, "serial"), ({"thing": "ammunition"}, "lot-headstamp"),
    ],
)  # fmt: skip
def test_what_the_iti_asks_for_is_asked_for(without, field):
    assert [reason.field for reason in content.missing(replace(WHOLE, **without))] == [field]


def test_an_unmarked_arm_and_a_lot_may_be_asked_about():
    unmarked = replace(WHOLE, marks=({"kind": "serial", "text_status": "none"},))
    assert content.missing(unmarked) == []
    lot = replace(WHOLE, thing="ammunition", identity={}, marks=(), lot={"headstamp": "FN 21"})
    assert content.missing(lot) == []


def test_what_cannot_be():
    today = dt.date(2026, 3, 2)
    assert content.impossible(WHOLE, today) == []
    wrong = replace(
        WHOLE, urgency="now", illicit=("law", "x"), recovered_on=dt.date(2026, 3, 3), agreement="x", use="x"
    )
    assert {reason.field for reason in content.impossible(wrong, today)} == {
        "urgency",
        "illicit",
        "recovered_on",
        "agreement",
        "use",
    }


# --- steps --------------------------------------------------------------------------------------------------------------------


def _step(n, role, to_role="", result="passed_on", on=None, **said):
    return Step(
        n, role, "answered", result=result, on=on and dt.date.fromisoformat(on), to_role=to_role, **said
    )


def test_a_chain_of_four_steps():
    chain = [
        _step(1, "maker", "importer", on="2020-01-02", country="BE"),
        _step(2, "importer", "dealer", on="2020-06-01"),
        _step(3, "dealer", "holder", on="2021-02-28", to_whom="P1"),
        _step(4, "holder", result="diverted", on="2023-05-01", diversion="theft", who="P1"),
    ]
    result = steps.followed(chain)
    assert (result.reached, result.sold_on, result.holder.n, result.diversion.n) == (
        "holder",
        dt.date(2021, 2, 28),
        4,
        4,
    )
    assert result.doubts == ()


def test_what_does_not_fit_is_named():
    chain = [
        _step(1, "maker", "importer", on="2020-01-02"),
        _step(2, "dealer", "dealer", on="2019-01-01", to_whom="A1"),
        _step(3, "dealer", result="kept", who="A2"),
    ]
    # By their days the dealer passed it on before the maker did; whoever follows the maker is no importer.
    assert steps.followed(chain).doubts == ((2, "backwards"), (3, "hole"))
    again = [
        _step(1, "dealer", "dealer", on="2019-01-01", to_whom="A1"),
        _step(2, "dealer", result="kept", who="A2"),
    ]
    assert steps.followed(again).doubts == ((2, "mismatch"),)


def test_a_chain_stands_in_the_order_of_its_days_whenever_its_links_were_noted():
    typed = [
        _step(1, "holder", result="diverted", diversion="theft"),
        _step(2, "dealer", "holder", on="2021-02-28"),
        _step(3, "maker", "importer", on="2019-01-02"),
        _step(4, "importer", "dealer", on="2020-06-01"),
    ]
    assert [item.n for item in steps.ordered(typed)] == [3, 4, 2, 1]
    assert steps.followed(typed).doubts == ()
    assert steps.followed(typed).holder.n == 1
    assert steps.followed([item for item in typed if item.n != 4]).doubts == ((2, "hole"),)


def test_a_step_that_led_nowhere_reaches_nobody():
    failed = Step(1, "dealer", "failed", failure="out_of_business")
    chain = steps.followed([failed])
    assert (chain.reached, chain.holder, chain.diversion, chain.sold_on) == ("", None, None, None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"role": "king"}, "role"), ({"result": "gone"}, "result"), ({"to_role": ""}, "to_role"), ({"to_role": "maker"}, "to_role"),
        ({"on": None}, "on"), ({"result": "diverted"}, "diversion"), ({"diversion": "theft"}, "diversion"),
        ({"on": dt.date(2026, 3, 3)}, "on"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_answer(said, field):
    whole = {
        "role": "dealer",
        "result": "passed_on",
        "on": dt.date(2026, 3, 1),
        "to_role": "holder",
        "diversion": "",
    }
    assert steps.problems(**whole, today=dt.date(2026, 3, 2)) == []
    assert [problem.field for problem in steps.problems(**{**whole, **said}, today=dt.date(2026, 3, 2))] == [
        field
    ]
