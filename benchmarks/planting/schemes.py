"""Forty schemes of ten kinds, with who did it and by which acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.planting import trading as t
from benchmarks.planting import year as y
from benchmarks.planting.country import FIRST, Country, Desk


@dataclass(frozen=True, slots=True)
class Scheme:
    """What was done, by whom (any of them is right), by which facts; `begins` is the week of the first."""

    kind: str
    variant: str
    boldness: str
    who: frozenset[str]
    acts: frozenset[str]
    begins: int


_Done = tuple[set[str], list[str]]
"""Who did it, and by which facts."""


class Hand:
    """What one scheme needs."""

    def __init__(self, country: Country, level: int) -> None:
        self.c, self.level, self.first = country, level, country.random.randint(40, 270)

    def n(self, *of: int) -> int:
        """How many acts, as bold as the scheme is."""
        return of[self.level]

    def day(self) -> dt.date:
        """A day of its nine weeks."""
        return self.c.day(self.first, self.first + 63)

    def desk(self, *kinds: str, least: int = 3) -> Desk:
        """An office that nobody has yet."""
        return self.c.free([desk for kind in kinds for desk in self.c.desks[kind]], least=least)

    def dealer(self) -> Desk:
        """A dealer of middling size."""
        return self.c.free(sorted(self.c.desks["dealer"], key=lambda d: d.size)[6:-6], least=1)


_Maker = Callable[[Hand], _Done]


def _holder(h: Hand) -> _Done:
    p = h.c.free_holder()
    return {p}, [
        y.loss(h.c, h.c.weighted(h.c.desks["police"]), h.day(), p, act="registry.stolen")
        for _ in range(h.n(2, 3, 5))
    ]


def _store(h: Hand) -> _Done:
    d = h.dealer()
    return {d.id, d.store, d.head}, [
        y.loss(h.c, d, h.day(), d.id, place=d.store, actor=d.head) for _ in range(h.n(3, 5, 9))
    ]


def _carrier(h: Hand) -> _Done:
    a, d = h.c.free(h.c.desks["partner"], least=1), h.c.weighted(h.c.desks["dealer"])
    return {a.id}, [
        y.loss(h.c, d, h.day(), d.id, other=a.id, act="registry.missing_in_transit")
        for _ in range(h.n(4, 6, 10))
    ]


def _before_count(h: Hand) -> _Done:
    d, acts = h.desk("police"), []
    u = h.c.free_clerk(d)
    for _ in range(h.n(2, 4, 6)):
        day = h.day()
        acts.append(y.loss(h.c, d, day, d.id, place=d.store, actor=u))
        y.counted(h.c, d, day + dt.timedelta(days=2), differs=False)
    return {u, d.id, d.store}, acts


def _bought(h: Hand, buyers: Sequence[str], each: int, *, again: bool = False) -> _Done:
    d, acts = h.c.weighted(h.c.desks["dealer"]), []
    for p in buyers:
        for _ in range(each):
            day = h.day()
            arm = t.retail(h.c, d, p, day)
            acts.append(h.c.facts[-1].id)
            if again:
                acts.append(
                    t.resold(
                        h.c,
                        arm,
                        p,
                        h.c.random.choice(h.c.holders),
                        day + dt.timedelta(days=h.c.random.randint(3, 6)),
                    )
                )
    return set(buyers), acts


def _many(h: Hand) -> _Done:
    n = h.n(5, 8, 13)
    return _bought(h, [h.c.take(h.c.party(quota=n + 1))], n)


def _resale(h: Hand) -> _Done:
    n = h.n(2, 4, 7)
    return _bought(h, [h.c.take(h.c.party(quota=n + 2))], n, again=True)


def _shared(what: str) -> _Maker:
    def made(h: Hand) -> _Done:
        shared = {what: getattr(h.c, what)()}
        return _bought(h, [h.c.take(h.c.party(quota=3, **shared)) for _ in range(h.n(4, 6, 9))], 2)

    return made


def _crime(h: Hand) -> _Done:
    d, acts = h.dealer(), []
    u = d.staff[-1]
    h.c.take(d.id)
    for _ in range(h.n(3, 6, 10)):
        day = h.day()
        arm = t.retail(h.c, d, h.c.random.choice(h.c.holders), day, seller=u)
        acts.append(h.c.facts[-1].id)
        acts.append(
            t.taken(
                h.c,
                h.c.desks["police"],
                arm,
                min(FIRST + dt.timedelta(days=360), day + dt.timedelta(days=h.c.random.randint(12, 90))),
            )
        )
    return {d.id, u}, acts


def _abroad(how: str) -> _Maker:
    def made(h: Hand) -> _Done:
        e = h.c.free(t.exporters(h.c), least=1)
        h.c.take(e.id)
        carrier, into, acts = h.c.weighted(h.c.desks["partner"]), h.c.random.choice(t.ABROAD), []
        day = FIRST + dt.timedelta(days=h.first)
        user = h.c.abroad(f"{how} velar imports")
        name, fact, until = t.authorised(h.c, e, day, into, user)
        if how == "unconfirmed":
            for _ in range(h.n(4, 9, 16)):
                acts += t.exported(h.c, e, name, until, into, day + dt.timedelta(days=9), confirmed=False)
            return {e.id, *e.staff}, acts
        if how == "alike":
            acts.append(fact)
            for n in range(h.n(1, 2, 3)):
                acts.append(
                    t.authorised(
                        h.c,
                        e,
                        day + dt.timedelta(days=6 + n),
                        into,
                        h.c.abroad(("alike velar import", "alike vellar imports", "alyke velar imports")[n]),
                    )[1]
                )
            return {
                e.id,
                *(p for p in h.c.parties if p.startswith("T") and "vel" in h.c.parties[p].name),
            }, acts
        for n in range(h.n(1, 2, 4)):
            when = day + dt.timedelta(days=10 + 7 * n)
            for _ in range(4):
                t.exported(h.c, e, name, until, into, when)
            where = "ZZ" if how == "route" else t.ROUTES[into].split()[0]
            acts.append(
                t.observed(
                    h.c,
                    e,
                    carrier,
                    name,
                    where,
                    when + dt.timedelta(days=2),
                    substituted=0 if how == "route" else h.n(1, 2, 4),
                )
            )
        return {e.id, carrier.id}, acts

    return made


def _short(h: Hand) -> _Done:
    d = h.desk("police", "military")
    u = h.c.free_clerk(d)
    return {u, d.id, d.store}, [
        y.rounds(
            h.c, d, h.day(), "received", q := h.c.random.randint(900, 5000), short=round(q * 0.08), who=u
        )
        for _ in range(h.n(2, 4, 8))
    ]


def _alone(h: Hand) -> _Done:
    d = h.desk("police", "military")
    u = h.c.free_clerk(d)
    return {u, d.id, d.store}, [
        y.rounds(h.c, d, h.day(), "spent", h.c.random.randint(1500, 4000), who=u, witness=False)
        for _ in range(h.n(4, 7, 12))
    ]


def _late(h: Hand) -> _Done:
    d, acts = h.dealer(), []
    h.c.take(d.id)
    day = FIRST + dt.timedelta(days=h.first + (2 - h.first % 7) % 7)
    for _ in range(h.n(5, 9, 18)):
        t.retail(h.c, d, h.c.random.choice(h.c.holders), day, late=h.c.random.randint(6, 40))
        acts.append(h.c.facts[-1].id)
    y.visited(h.c, h.c.desks["licensing_authority"][0], day + dt.timedelta(days=2), h.c.name("H"), party=d.id)
    return {d.id, *d.staff}, acts


def _unmarked(h: Hand) -> _Done:
    d = h.c.free(sorted(h.c.desks["dealer"], key=lambda x: -x.size)[:8], least=1)
    h.c.take(d.id)
    return {d.id}, [f for _ in range(h.n(5, 10, 20)) for f in t.imported(h.c, d, h.day(), marked=False)]


def _count_off(h: Hand) -> _Done:
    d, acts = h.desk("police", "military"), []
    u = h.c.free_clerk(d)
    for _ in range(h.n(1, 2, 4)):
        day = h.day()
        acts.append(y.counted(h.c, d, day, who=u, differs=True))
        acts.append(
            h.c.fact(
                "registry.written_off",
                h.c.at(day + dt.timedelta(days=4)),
                d.head,
                d,
                h.c.name("F"),
                place=d.store,
                people={"proposer": [u], "decider": [d.head]},
            ).id
        )
    return {u}, acts


def _check_grant(h: Hand) -> _Done:
    d = h.desk("licensing_authority", least=4)
    u = h.c.free_clerk(d)
    return {u}, [
        f for _ in range(h.n(2, 4, 8)) for f in y.licence(h.c, d, day=h.day(), head=u, examiner=u, bars=0)
    ]


def _back(h: Hand) -> _Done:
    d, acts = h.desk("licensing_authority", least=4), []
    u = h.c.free_clerk(d)
    for _ in range(h.n(3, 5, 9)):
        day = h.day()
        a, b = h.c.random.sample(h.c.holders, 2)
        acts.append(
            t.resold(
                h.c,
                h.c.name("F"),
                a,
                b,
                day,
                actor=u,
                on=day - dt.timedelta(days=h.c.random.randint(60, 200)),
            )
        )
    return {u}, acts


def _own_matter(h: Hand) -> _Done:
    d, acts = h.desk("police", "military"), []
    u = h.c.free_clerk(d)
    people = {"barred": [u], "explained": [u]}
    acts += [
        h.c.fact("matters.matter_closed", h.c.at(h.day()), u, d, h.c.name("N"), people=people).id
        for _ in range(h.n(1, 2, 3))
    ]
    return {u}, acts


def _edited(h: Hand) -> _Done:
    d, acts = h.desk("police"), []
    u = h.c.free_clerk(d)
    for _ in range(h.n(1, 2, 4)):
        day, arm = h.day(), h.c.name("F")
        acts.append(h.c.fact("registry.corrected", h.c.at(day), u, d, arm, codes={"fields": "serial"}).id)
        acts.append(y.destroyed(h.c, d, arm, day + dt.timedelta(days=h.c.random.randint(3, 18)), proposer=u))
    return {u}, acts


def _risen(h: Hand) -> _Done:
    d, acts = h.desk("police"), []
    u = h.c.free_clerk(d)
    for _ in range(h.n(1, 2, 4)):
        day, arm = h.day(), h.c.name("F")
        acts.append(y.destroyed(h.c, d, arm, day, proposer=u))
        people = h.c.facts[-1].everybody
        acts.append(
            t.taken(
                h.c,
                [x for x in h.c.desks["police"] if x is not d],
                arm,
                min(FIRST + dt.timedelta(days=360), day + dt.timedelta(days=h.c.random.randint(20, 80))),
            )
        )
    return {u} | set(people), acts


def _room(h: Hand) -> _Done:
    d, acts = h.desk("police"), []
    u = h.c.free_clerk(d)
    for _ in range(h.n(2, 3, 6)):
        day, arm, x = h.day(), h.c.name("F"), h.c.name("X")
        h.c.fact("custody.chain_received", h.c.at(day), u, d, x, other=arm, place=d.room)
        acts.append(
            h.c.fact("custody.chain_moved", h.c.at(day + dt.timedelta(days=6)), u, d, x, other=arm).id
        )
        last = day + dt.timedelta(days=12)
        people = {"proposer": [u], "decider": [d.head], "witness": [d.clerks[-1]]}
        h.c.fact(
            "custody.batch_destroyed",
            h.c.at(last),
            d.head,
            d,
            h.c.name("L"),
            people=people,
            numbers={"weight_grams": 3100},
            codes={"things": arm},
        )
        acts.append(y.destroyed(h.c, d, arm, last, proposer=u))
    return {u}, acts


def _granted(*, n: tuple[int, int, int] = (3, 5, 9), **how: Any) -> _Maker:
    def made(h: Hand) -> _Done:
        d = h.desk("licensing_authority", least=3)
        u = h.c.free_clerk(d)
        acts = [f for _ in range(h.n(*n)) for f in y.licence(h.c, d, day=h.day(), clerk=u, **how)]
        return {u, d.head}, acts

    return made


def _waived(h: Hand) -> _Done:
    d = h.desk("licensing_authority", least=3)
    u = h.c.free_clerk(d)
    return {u, d.head}, [
        y.paid(h.c, d, h.day(), h.c.random.choice(h.c.holders), u, waived=True) for _ in range(h.n(6, 9, 16))
    ]


def _looks(how: str) -> _Maker:
    def made(h: Hand) -> _Done:
        d = h.desk("police" if how == "case" else "licensing_authority")
        u, n, acts = (
            h.c.free_clerk(d),
            h.n(*{"case": (12, 25, 50), "bulk": (3, 5, 9), "night": (7, 12, 22)}.get(how, (2, 3, 5))),
            [],
        )
        for _ in range(n):
            day, more = h.day(), {}
            if how == "address":
                more["party"] = h.c.party(address=h.c.people[u].address)
            elif how == "theft":
                more["party"] = h.c.random.choice(h.c.holders)
                y.loss(
                    h.c,
                    h.c.desks["police"][0],
                    day + dt.timedelta(days=h.c.random.randint(2, 9)),
                    more["party"],
                    act="registry.stolen",
                )
            elif how == "bulk":
                more["count"] = h.c.random.randint(150, 600)
            acts.append(y.read(h.c, d, u, day, case=how != "case", night=how == "night", **more))
        return {u}, acts

    return made


def _round(h: Hand) -> _Done:
    d = h.desk("police")
    u = h.c.free_clerk(d)
    return {u, d.head}, [
        y.destroyed(h.c, d, h.c.name("F"), h.day(), proposer=u, weight=h.c.random.randint(7, 45) * 100)
        for _ in range(h.n(12, 20, 35))
    ]


def _quick(h: Hand) -> _Done:
    d = h.desk("police", "military")
    u = h.c.free_clerk(d)
    return {u, d.store, d.id}, [
        y.counted(h.c, d, h.day(), who=u, differs=False, minutes=h.c.random.randint(2, 4))
        for _ in range(h.n(1, 3, 5))
    ]


def _copied(h: Hand) -> _Done:
    d = h.desk("licensing_authority")
    u, form = h.c.free_clerk(d), h.c.name("H")
    return {u}, [y.visited(h.c, d, h.day(), form, who=u) for _ in range(h.n(4, 7, 12))]


KINDS: dict[str, dict[str, _Maker]] = {
    "losses": {"holder": _holder, "store": _store, "carrier": _carrier, "before a count": _before_count},
    "straw purchases": {
        "many": _many,
        "resale": _resale,
        "address": _shared("address"),
        "telephone": _shared("telephone"),
    },
    "short time to crime": {f"dealer {n}": _crime for n in range(4)},
    "exports": {how: _abroad(how) for how in ("unconfirmed", "alike", "route", "substituted")},
    "balances and books": {
        "received less": _short,
        "spent alone": _alone,
        "late before a visit": _late,
        "not marked": _unmarked,
    },
    "one hand": {
        "count and write-off": _count_off,
        "check and grant": _check_grant,
        "back-dated": _back,
        "own matter": _own_matter,
    },
    "disposal": {
        "serial edited": _edited,
        "resurrection": _risen,
        "left the room": _room,
        "serial edited too": _edited,
    },
    "licences": {
        "over bars": _granted(bars=1, n=(2, 3, 6)),
        "fast": _granted(days=0, n=(5, 8, 14)),
        "at night": _granted(night=True, n=(4, 6, 10)),
        "waived": _waived,
    },
    "looks": {how: _looks(how) for how in ("case", "address", "bulk", "night", "theft")},
    "integrity": {
        "round weights": _round,
        "impossible counts": _quick,
        "copied forms": _copied,
        "impossible counts too": _quick,
    },
}


def hidden(country: Country) -> list[Scheme]:
    """Four of each kind: one subtle, two middling, one bold."""
    result = []
    for kind, variants in KINDS.items():
        levels = [0, 1, 1, 2]
        country.random.shuffle(levels)
        for variant, level in zip(country.random.sample(sorted(variants), 4), levels, strict=True):
            who, acts = variants[variant](Hand(country, level))
            for name in who:
                country.take(name)
            kept = {fact.id: fact for fact in country.facts if fact.id in set(acts)}
            begins = (min(fact.day for fact in kept.values()) - FIRST).days // 7
            result.append(
                Scheme(
                    kind,
                    variant,
                    ("subtle", "middling", "bold")[level],
                    frozenset(who),
                    frozenset(acts),
                    begins,
                )
            )
    return result
