"""For each rule of signals a case on which it must ask, and a near miss on which it must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ifar.oversight.facts import Fact, Facts, Party
from ifar.oversight.ranking import found, joined
from ifar.oversight.rules import BY_CODE
from ifar.oversight.weighing import tail
from tests.oversight.making import (
    CLERKS,
    HOLDER,
    HOLDERS,
    OFFICES,
    PLACE,
    TRADER,
    TRADERS,
    WHO,
    each,
    fact,
    facts,
)

Made = tuple[Facts, Facts, str]
"""Where the rule must ask, where it must not, and of whom."""
CASES: dict[str, Callable[[], Made]] = {}


def case(function: Callable[[], Made]) -> Callable[[], Made]:
    """A case of the rule of the same name."""
    CASES[function.__name__] = function
    return function


def _sale(day: float, buyer: str, seller: str = TRADER, **said: object) -> Fact:
    return fact("registry.retail_sold", day, "Useller", seller, party=buyer, other=seller, **said)


def _sales(times: int = 10) -> list[Fact]:
    """What honest traders sold to holders, one to each."""
    return [
        _sale(20 + 9 * n, HOLDERS[(n * 5 + at) % 40], trader)
        for at, trader in enumerate(TRADERS)
        for n in range(times)
    ]


@case
def repeated_losses() -> Made:
    held = dict.fromkeys([*HOLDERS, HOLDER], 4.0)
    lost = [fact("registry.lost", 40 * n, party=HOLDER) for n in range(1, 5)]
    one_each = [fact("registry.stolen", 40 * n, party=HOLDERS[n]) for n in range(1, 5)]
    return facts(*lost, *one_each, held=held), facts(*one_each, lost[0], held=held), HOLDER


@case
def store_losses() -> Made:
    work = [
        *each("stocks.issue_issued", 40, place=PLACE),
        *(fact("stocks.issue_issued", 5 * n, place=PLACE) for n in range(40)),
    ]
    lost = [fact("registry.lost", 100 + 30 * n, place=PLACE) for n in range(3)]
    shared = [fact("registry.lost", 100 + 30 * n, CLERKS[n], place=PLACE) for n in range(3)]
    return facts(*work, *lost), facts(*work, *shared), WHO


@case
def carrier_losses() -> Made:
    roads = [
        fact("trade.despatch_sent", 20 + 7 * n, other=carrier, quantity=40)
        for carrier in (*TRADERS, TRADER)
        for n in range(10)
    ]
    gone = [fact("registry.missing_in_transit", 100 + n, other=TRADER) for n in range(4)]
    spread = [fact("registry.missing_in_transit", 100 + n, other=TRADERS[n]) for n in range(4)]
    return facts(*roads, *gone), facts(*roads, *spread), TRADER


@case
def losses_before_count() -> Made:
    counts = [fact("stocks.count_agreed", 60 * n, CLERKS[0], place=PLACE) for n in range(1, 6)]
    before = [fact("registry.lost", 60 * n - 3, place=PLACE) for n in range(1, 5)]
    between = [fact("registry.lost", 60 * n - 30, place=PLACE) for n in range(1, 5)]
    return facts(*counts, *before), facts(*counts, *between), WHO


@case
def short_time_to_crime() -> Made:
    sold = _sales(30)
    own = [_sale(10 + n, HOLDERS[n % 40]) for n in range(40)]
    taken = [fact("registry.seized", 200 + n, thing=own[n].thing) for n in range(5)]
    others = [fact("registry.seized", 200 + n, thing=sold[n * 30].thing) for n in range(5)]
    return facts(*sold, *own, *taken), facts(*sold, *own, *others), TRADER


@case
def many_by_one() -> Made:
    burst = [_sale(100 + 3 * n, HOLDER, TRADERS[n]) for n in range(6)]
    over_the_year = [_sale(50 + 50 * n, HOLDER, TRADERS[n]) for n in range(6)]
    return facts(*_sales(3), *burst), facts(*_sales(3), *over_the_year), HOLDER


@case
def shared_contact() -> Made:
    straw = {f"P88888888880{n}": Party("person", f"name{n}", f"lane {n}", "0700 1") for n in range(5)}
    family = {
        who: Party("person", "one family", party.address, party.telephone) for who, party in straw.items()
    }
    bought = [_sale(100 + 5 * n, who) for n, who in enumerate(straw)]
    return (
        facts(*_sales(3), *bought, parties=straw),
        facts(*_sales(3), *bought, parties=family),
        "P888888888800",
    )


@case
def below_limit() -> Made:
    def sold(party: str, at: int, quantity: int) -> Fact:
        return fact(
            "ammunition.movement_sold",
            20 + 9 * at,
            "Useller",
            TRADER,
            party=party,
            quantity=quantity,
            limit=1000,
        )

    honest = [sold(who, n, 200 + 50 * n) for who in HOLDERS for n in range(5)]
    near, far = ([sold(HOLDER, n, quantity) for n in range(8)] for quantity in (980, 500))
    return facts(*honest, *near), facts(*honest, *far), HOLDER


@case
def quick_resale() -> Made:
    own = [_sale(40 * n, HOLDER) for n in range(1, 5)]

    def passed(after: int) -> list[Fact]:
        return [
            fact(
                "registry.privately_transferred",
                40 * n + after,
                thing=own[n - 1].thing,
                party=HOLDERS[n],
                other=HOLDER,
            )
            for n in range(1, 5)
        ]

    return facts(*_sales(3), *own, *passed(10)), facts(*_sales(3), *own, *passed(90)), HOLDER


@case
def export_unconfirmed() -> Made:
    def left(party: str, n: int, confirmed: bool) -> list[Fact]:
        out = fact("registry.exported", 20 + n, party=party)
        return [out, fact("registry.delivery_confirmed", 60 + n, thing=out.thing)] if confirmed else [out]

    honest = [item for trader in TRADERS for n in range(10) for item in left(trader, n, True)]
    own = [item for n in range(10) for item in left(TRADER, n, n > 5)]
    fine = [item for n in range(10) for item in left(TRADER, n, n > 0)]
    return facts(*honest, *own), facts(*honest, *fine), TRADER


@case
def substituted_serials() -> Made:
    seen = [
        fact("trade.observation_recorded", 20 + n, party=trader, substituted=0)
        for trader in (*TRADERS, TRADER)
        for n in range(5)
    ]
    other = fact("trade.observation_recorded", 90, party=TRADER, substituted=2)
    short = fact("trade.observation_recorded", 90, party=TRADER, substituted=0, short=2)
    return facts(*seen, other), facts(*seen, short), TRADER


@case
def off_route() -> Made:
    of = fact("trade.authorisation_granted", 1, thing="T1", party=HOLDER, route="BB CC", into="DD")

    def at(country: str, n: int) -> Fact:
        return fact(
            "trade.observation_recorded",
            20 + n,
            party=HOLDER,
            other=TRADER,
            country=country,
            authorisation="T1",
        )

    usual = [at("BB", n) for n in range(5)]
    return facts(of, *usual, at("EE", 9)), facts(of, *usual, at("DD", 9)), TRADER


@case
def import_mark_overdue() -> Made:
    def came(party: str, n: int, days: float) -> list[Fact]:
        into = fact("registry.imported", 20 + n, party=party)
        return [into, fact("registry.import_marked", 20 + n + days, thing=into.thing)]

    honest = [item for trader in TRADERS for n in range(10) for item in came(trader, n, 20)]
    late, last_day = ([item for n in range(8) for item in came(TRADER, n, days)] for days in (60, 29.9))
    return facts(*honest, *late), facts(*honest, *last_day), TRADER


@case
def alike_end_users() -> Made:
    def named(two: str) -> dict[str, Party]:
        return {"T1": Party("body", name="gulf trading and supply co"), "T2": Party("body", name=two)}

    granted = [fact("trade.authorisation_granted", 9 * n, party=HOLDER, other=f"T{n}") for n in (1, 2)]
    return (
        facts(*granted, parties=named("gulf trading & supply company")),
        facts(*granted, parties=named("northern hunting club")),
        HOLDER,
    )


def _entries(office: str, number: int, day: float = 20, **said: object) -> list[Fact]:
    return [fact("registry.stock_declared", day + n / 2, "Useller", office, **said) for n in range(number)]


@case
def late_entries() -> Made:
    honest = [item for trader in TRADERS for item in _entries(trader, 40)]
    own, late = _entries(TRADER, 40), _entries(TRADER, 14, late_due="2026-02-01")
    return facts(*honest, *own, *late), facts(*honest, *own, *late[:2]), TRADER


@case
def entries_before_visit() -> Made:
    honest = [item for trader in TRADERS for item in _entries(trader, 40, behind=1)]
    visit = fact("licensing.visit_visited", 100.5, party=TRADER, behind=0)
    before = [fact("registry.acquired", 99 + n / 20, "Useller", TRADER, behind=30) for n in range(12)]
    same_day = [fact("registry.acquired", 99 + n / 20, "Useller", TRADER, behind=0) for n in range(12)]
    return facts(*honest, visit, *before), facts(*honest, visit, *same_day), TRADER


@case
def unbalanced_days() -> Made:
    def day(trader: str, n: int, stock: int) -> Fact:
        return fact("books.day_closed", 20 + n, "Useller", trader, party=trader, came=1, went=1, stock=stock)

    honest = [day(trader, n, 50) for trader in (*TRADERS, TRADER) for n in range(20)]
    wrong, right = (day(TRADER, 21, stock) for stock in (48, 50))
    return facts(*honest, wrong), facts(*honest, right), TRADER


@case
def rounds_spent() -> Made:
    honest = each("ammunition.movement_spent", 20, quantity=100)
    much, usual = (
        [fact("ammunition.movement_spent", 20 + 9 * n, quantity=quantity) for n in range(8)]
        for quantity in (900, 250)
    )
    return facts(*honest, *much), facts(*honest, *usual), WHO


@case
def rounds_short() -> Made:
    honest = each("ammunition.movement_received", 20, quantity=100, sent=100)
    short = [fact("ammunition.movement_received", 20 + 9 * n, quantity=90, sent=100) for n in range(5)]
    over = [fact("ammunition.movement_received", 20 + 9 * n, quantity=101, sent=100) for n in range(5)]
    return facts(*honest, *short), facts(*honest, *over), WHO


def _grants(number: int, day: float = 20, **said: object) -> list[Fact]:
    people = {"proposer": (WHO,), "decider": (CLERKS[0],)}
    return [
        fact("licensing.application_granted", day + 7 * n, CLERKS[0], people=people, kind="sport", **said)
        for n in range(number)
    ]


@case
def granted_over_grounds() -> Made:
    honest = each("licensing.application_granted", 20, kind="sport", days=40, bars=0)
    return (
        facts(*honest, *_grants(4, days=40, bars=0), *_grants(1, 90, days=40, bars=1)),
        facts(*honest, *_grants(5, days=40, bars=0)),
        WHO,
    )


@case
def decided_fast() -> Made:
    honest = each("licensing.application_granted", 20, kind="sport", days=40)
    return facts(*honest, *_grants(6, days=1)), facts(*honest, *_grants(6, days=20)), WHO


@case
def odd_hours() -> Made:
    honest = each("registry.corrected", 20)
    night = [fact("registry.corrected", 200 + n * 7 + 0.54) for n in range(6)]
    all_by_night = [fact("registry.corrected", 200 + n * 7 + 0.54, who) for who in CLERKS for n in range(10)]
    return facts(*honest, *night), facts(*all_by_night, *night), WHO


@case
def waived_fees() -> Made:
    honest = [*each("cashier.payment_paid", 40, amount=50), *each("cashier.payment_waived", 1, amount=50)]
    people = {"proposer": (WHO,), "decider": (CLERKS[1],)}
    waived = [fact("cashier.payment_waived", 20 + n, CLERKS[1], people=people, amount=50) for n in range(8)]
    paid = [fact("cashier.payment_paid", 20 + n, amount=50) for n in range(30)]
    return facts(*honest, *paid, *waived), facts(*honest, *paid, *waived[:2]), WHO


def _looks(number: int, day: float = 190, who: str = WHO, party: str = "", **said: object) -> list[Fact]:
    return [
        fact("read", day + n, who, party=party or HOLDERS[n % 40], what="parties.party.read", **said)
        for n in range(number)
    ]


@case
def looks_without_case() -> Made:
    honest = [look for who in CLERKS for look in _looks(40, who=who, case="P-1")]
    business = [fact("licensing.application_submitted", 200, party=who) for who in HOLDERS]
    return facts(*honest, *_looks(30)), facts(*honest, *business, *_looks(30)), WHO


@case
def looks_at_own() -> Made:
    kin = {f"P77777777770{n}": Party("person", f"name{WHO}", f"elsewhere {n}") for n in range(3)}
    others = {who: Party("person", "somebody", party.address) for who, party in kin.items()}
    looks = [
        *_looks(30, case="P-1"),
        *(_looks(1, 240 + n, party=who, case="P-1")[0] for n, who in enumerate(kin)),
    ]
    crowd = {f"P6{n:011}": Party("person", f"crowd{n}", f"way {n}") for n in range(300)}
    return facts(*looks, parties=kin | crowd), facts(*looks, parties=others | crowd), WHO


@case
def looks_in_bulk() -> Made:
    honest = [look for who in CLERKS for look in _looks(40, who=who, case="P-1")]
    bulk, few = (
        [fact("read", 250 + n / 500, what="parties.party.list", case="P-1", count=1) for n in range(number)]
        for number in (120, 30)
    )
    usual = _looks(40, case="P-1")
    return facts(*honest, *usual, *bulk), facts(*honest, *usual, *few), WHO


@case
def looks_at_night() -> Made:
    honest = [look for who in CLERKS for look in _looks(40, who=who, case="P-1")]
    night, noon = (_looks(8, day, case="P-1") for day in (250.54, 253.1))
    return facts(*honest, *night), facts(*honest, *[look for look in noon if look.at.weekday() != 6]), WHO


@case
def looks_refused() -> Made:
    honest = [look for who in CLERKS for look in _looks(40, who=who, case="P-1")]
    asked = _looks(30, case="P-1")
    refused, shown = (_looks(6, 250, case="P-1", count=count) for count in (0, 1))
    return facts(*honest, *asked, *refused), facts(*honest, *asked, *shown, *refused[:2]), WHO


@case
def looks_before_theft() -> Made:
    honest = [look for who in CLERKS for look in _looks(40, who=who, case="P-1")]
    look = _looks(1, 200, party=HOLDER)
    theft = fact("registry.stolen", 210, "Upolice", OFFICES[1], party=HOLDER, behind=1)
    long_after = fact("registry.stolen", 290, "Upolice", OFFICES[1], party=HOLDER, behind=1)
    return facts(*honest, *look, theft), facts(*honest, *look, long_after), WHO


@case
def serial_before_disposal() -> Made:
    edit = fact("registry.corrected", 100, thing="F1", fields="serial")
    asked = fact("accounts.proposed", 120, thing="F1", act="registry.destroyed")
    note = fact("registry.corrected", 100, thing="F1", fields="country_made")
    return facts(edit, asked), facts(note, asked), WHO


@case
def back_dated() -> Made:
    honest = each("registry.surrendered", 20, behind=1)
    back, soon = (
        [fact("registry.surrendered", 20 + n, behind=behind) for n in range(8)] for behind in (60, 10)
    )
    return facts(*honest, *back), facts(*honest, *soon), WHO


@case
def evidence_moved() -> Made:
    honest = each("custody.chain_moved", 20)

    def ended(before: float) -> list[Fact]:
        pairs = []
        for n in range(5):
            moved = fact("custody.chain_moved", 100 + n, other=f"F7{n}")
            pairs += [moved, fact("registry.destroyed", 100 + n + before, CLERKS[0], thing=f"F7{n}")]
        return pairs

    return facts(*honest, *ended(2)), facts(*honest, *ended(40)), WHO


@case
def digit_preference() -> Made:
    honest = [
        fact("registry.destroyed", 20 + n, who, weight_grams=1000 + 37 * n + at)
        for at, who in enumerate(CLERKS)
        for n in range(30)
    ]
    round_ones, any_ones = (
        [fact("registry.destroyed", 20 + n, weight_grams=1000 + step * n) for n in range(30)]
        for step in (50, 43)
    )
    return facts(*honest, *round_ones), facts(*honest, *any_ones), WHO


@case
def impossible_counts() -> Made:
    honest = each("stocks.count_agreed", 5, found=200, minutes=60)
    quick, fair = (fact("stocks.count_agreed", 200, found=400, minutes=minutes) for minutes in (2, 60))
    return facts(*honest, quick), facts(*honest, fair), WHO


@case
def copied_forms() -> Made:
    honest = [
        fact("registry.destroyed", 20 + n, who, weight_grams=3000 + 37 * n + at)
        for at, who in enumerate(CLERKS)
        for n in range(20)
    ]
    copies, own = (
        [fact("registry.destroyed", 20 + n, weight_grams=3456 + step * n) for n in range(8)]
        for step in (0, 11)
    )
    return facts(*honest, *copies), facts(*honest, *own), WHO


def test_every_rule_has_its_case() -> None:
    assert set(CASES) == set(BY_CODE)


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_rule_asks_where_it_must_and_not_of_a_near_miss(code: str) -> None:
    scheme, near_miss, who = CASES[code]()
    rules = {code: BY_CODE[code]}
    [signal] = [signal for signal in found(scheme, rules=rules) if signal.tally.who == who]
    assert len(signal.tally.evidence) >= BY_CODE[code].given["least"]
    assert set(signal.tally.evidence) <= {item.id for item in scheme}
    assert [s for s in found(near_miss, rules=rules) if s.tally.who == who] == []


def test_the_first_two_steps_of_a_destruction_by_one_officer_stand_on_the_list() -> None:
    """G20: edits a serial, proposes the destruction, and is refused as the one who decides."""
    edit = fact("registry.corrected", 100, thing="F9", fields="serial")
    asked = fact("accounts.proposed", 101, thing="F9", act="registry.destroyed", people={"proposer": (WHO,)})
    [row] = joined(found(facts(*each("registry.corrected", 20, fields="make"), edit, asked)))
    assert row.who == WHO
    assert row.evidence == (edit.id, asked.id)


def test_the_tail_is_that_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    for hits, mean, shape in [(1, 0.02, 0.1), (4, 0.5, 3.0), (30, 12.0, 40.0), (200, 20.0, 5.0)]:
        assert tail(hits, mean, shape) == pytest.approx(
            stats.nbinom.sf(hits - 1, shape, shape / (shape + mean)), rel=1e-6
        )


def test_honest_people_are_seldom_asked_about() -> None:
    """Of rules that look at everybody alike, chance alone finds few: a year of clerks who differ by chance only."""
    import random

    dice = random.Random(7)
    acts = []
    for clerk in [*CLERKS, *(f"U5{n:011}" for n in range(60))]:
        for n in range(100):
            acts.append(
                fact(
                    "cashier.payment_waived" if dice.random() < 0.03 else "cashier.payment_paid",
                    n,
                    clerk,
                    amount=1,
                )
            )
            acts.append(fact("registry.surrendered", n, clerk, behind=30 if dice.random() < 0.02 else 1))
    assert len(joined(found(facts(*acts)))) <= 2
