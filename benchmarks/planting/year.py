"""What offices of the State do in an ordinary year, and reads that make it as long as is wanted."""

from __future__ import annotations

import datetime as dt

from benchmarks.planting.country import Country, Desk
from benchmarks.planting.trading import taken

KINDS = ("hunting", "sport", "collecting", "protection")


def licence(
    country: Country,
    desk: Desk,
    *,
    day: dt.date | None = None,
    days: int | None = None,
    bars: int = 0,
    clerk: str = "",
    head: str = "",
    night: bool = False,
    party: str = "",
    examiner: str = "",
) -> list[str]:
    """An application from its submission to its end; the fact of the end first."""
    random = country.random
    granted = bars > 0 or random.random() < 0.92
    days = max(2, round(random.lognormvariate(3.1, 0.5))) if days is None else days
    day = day or country.day(first=days)
    name, party = country.name("G"), party or random.choice(country.holders)
    clerk, kind = clerk or country.somebody(desk.clerks), {"kind": random.choice(KINDS)}
    head, examiner = head or desk.head, examiner or clerk
    start = country.at(
        max(day, country_first()) if days == 0 else max(country_first(), day - day.resolution * days)
    )
    country.fact("licensing.application_submitted", start, clerk, desk, name, party=party, codes=kind)
    between = max(country_first(), day - day.resolution * min(days, 1))
    for item in ("background", "storage"):
        country.fact(
            "licensing.application_checked",
            country.at(between),
            examiner,
            desk,
            name,
            party=party,
            codes={"item": item, "answer": "passed" if granted else random.choice(("passed", "failed"))},
        )
    end = country.fact(
        "licensing.application_granted" if granted else "licensing.application_refused", country.at(day, night=night), head, desk, name, party=party,
        people={"proposer": [clerk], "decider": [head], "examiner": [examiner]},
        numbers={"days": days, "bars": bars or (0 if granted else random.choice((0, 0, 1)))}, codes=kind,
    )  # fmt: skip
    paid(country, desk, day, party, clerk, waived=random.random() < 0.03)
    return [end.id]


def country_first() -> dt.date:
    """The first day of the year."""
    from benchmarks.planting.country import FIRST  # noqa: PLC0415

    return FIRST


def paid(country: Country, desk: Desk, day: dt.date, party: str, clerk: str, *, waived: bool) -> str:
    """A fee is paid, or waived by two people."""
    act = "cashier.payment_waived" if waived else "cashier.payment_paid"
    people = {"proposer": [clerk], "decider": [desk.head]} if waived else {}
    return country.fact(
        act,
        country.at(day),
        desk.head if waived else clerk,
        desk,
        country.name("Q"),
        party=party,
        people=people,
        numbers={"amount": 40.0},
    ).id


def read(
    country: Country,
    desk: Desk,
    who: str,
    day: dt.date,
    *,
    case: bool = True,
    count: int = 1,
    party: str = "",
    night: bool = False,
    what: str = "page.parties",
) -> str:
    """A look at personal data."""
    police = desk.kind in ("police", "customs")
    codes = {
        "what": what,
        "purpose": "investigation"
        if police
        else "licensing"
        if desk.kind == "licensing_authority"
        else "stock",
    }
    if police and case:
        codes["case"] = f"K-{country.random.randrange(10**6)}"
    at = country.at(day, night=True) if night else country.moment(desk, day)
    return country.fact("read", at, who, desk, party=party, numbers={"count": count}, codes=codes).id


def loss(
    country: Country,
    desk: Desk,
    day: dt.date,
    party: str,
    *,
    place: str = "",
    other: str = "",
    act: str = "registry.lost",
    actor: str = "",
) -> str:
    """An arm is lost, stolen or missing."""
    return country.fact(
        act,
        country.moment(desk, day),
        actor or country.somebody(desk.staff),
        desk,
        country.name("F"),
        on=day,
        party=party,
        place=place,
        other=other,
    ).id


def counted(
    country: Country,
    desk: Desk,
    day: dt.date,
    *,
    who: str = "",
    differs: bool | None = None,
    minutes: int | None = None,
) -> str:
    """A blind count of an armoury is closed."""
    expected = max(5, round(country.held.get(desk.store, 50)))
    differs = country.random.random() < 0.06 if differs is None else differs
    who = who or (desk.clerks[-1] if len(desk.clerks) > 1 else desk.head)
    app = "books" if desk.kind == "dealer" else "stocks"
    numbers = {
        "expected": expected,
        "found": expected - int(differs),
        "minutes": minutes or round(expected * country.random.uniform(0.2, 0.6)) + 8,
    }
    return country.fact(
        f"{app}.count_{'differed' if differs else 'agreed'}",
        country.moment(desk, day),
        who,
        desk,
        country.name("Z"),
        place=desk.id if app == "books" else desk.store,
        people={"counter": [who]},
        numbers=numbers,
    ).id


def destroyed(
    country: Country, desk: Desk, arm: str, day: dt.date, *, proposer: str = "", weight: int = 0
) -> str:
    """An arm is decided to be destroyed, and is."""
    proposer = proposer or country.somebody(desk.clerks)
    witness = another(country, desk, proposer, desk.head)
    people = {"proposer": [proposer], "decider": [desk.head]}
    country.fact("registry.disposal_decided", country.at(day), desk.head, desk, arm, people=people)
    later = country.later(day, 1, 9) or day
    return country.fact(
        "registry.destroyed",
        country.at(later, around=False).replace(hour=19),
        desk.head,
        desk,
        arm,
        on=later,
        people={**people, "witness": [witness]},
        numbers={"weight_grams": weight or country.random.randint(620, 4800)},
    ).id


def another(country: Country, desk: Desk, *but: str) -> str:
    """Somebody else of an office; of another office where it has nobody else."""
    rest = [name for name in desk.staff if name not in but] or country.desks["court"][0].staff
    return country.somebody(rest)


def ordinary(country: Country) -> None:
    """What offices do."""
    random, number, desks = country.random, country.number, country.desks
    police, armed = desks["police"], desks["police"] + desks["military"]
    for _ in range(number(4200)):
        licence(country, country.weighted(desks["licensing_authority"]))
    for _ in range(number(230)):
        desk = country.weighted(police)
        loss(
            country,
            desk,
            country.any_day(),
            random.choice(country.holders),
            act=random.choice(("registry.lost", "registry.stolen")),
        )
    for _ in range(number(40)):
        dealer = country.weighted(desks["dealer"])
        loss(country, dealer, country.day(), dealer.id, place=dealer.store)
    for _ in range(number(24)):
        dealer, carrier = country.weighted(desks["dealer"]), country.weighted(desks["partner"])
        loss(country, dealer, country.day(), dealer.id, other=carrier.id, act="registry.missing_in_transit")
    for _ in range(number(900)):
        desk, arm, day = country.weighted(police), country.name("F"), country.any_day()
        taken(
            country,
            [desk],
            arm,
            day,
            random.choice(
                (
                    "registry.seized",
                    "registry.seized",
                    "registry.found",
                    "registry.surrendered",
                    "registry.recovered",
                )
            ),
        )
        exhibit, giver, keeper = country.name("X"), desk.head, country.somebody(desk.clerks)
        country.fact(
            "custody.chain_handed",
            country.moment(desk, day),
            giver,
            desk,
            exhibit,
            other=arm,
            place=desk.room,
        )
        country.fact(
            "custody.chain_received",
            country.moment(desk, country.later(day, 1, 2) or day),
            keeper,
            desk,
            exhibit,
            other=arm,
            place=desk.room,
            people={"handed": [giver]},
        )
        if random.random() < 0.3 and (moved := country.later(day, 3, 40)):
            country.fact(
                "custody.chain_moved",
                country.moment(desk, moved),
                keeper,
                desk,
                exhibit,
                other=arm,
                place=desk.room,
            )
            country.fact(
                "custody.chain_received",
                country.moment(desk, country.later(moved, 1, 2) or moved),
                another(country, desk, keeper),
                desk,
                exhibit,
                other=arm,
                place=desk.room,
                people={"handed": [keeper]},
            )
        if random.random() < 0.5 and (end := country.later(day, 60, 200)):
            destroyed(country, desk, arm, end)
    for _ in range(number(90)):
        desk, clerk = country.weighted(armed), ""
        clerk = country.somebody(desk.clerks[:-1] or desk.clerks)
        country.fact(
            "registry.written_off",
            country.moment(desk, country.day()),
            desk.head,
            desk,
            country.name("F"),
            place=desk.store,
            people={"proposer": [clerk], "decider": [desk.head]},
        )
    for _ in range(number(800)):
        desk = country.weighted(desks["licensing_authority"] + police)
        fields = random.choices(("make model", "calibre", "serial", "year"), (4, 3, 2, 2))[0]
        country.fact(
            "registry.corrected",
            country.at(country.day()),
            country.somebody(desk.staff),
            desk,
            country.name("F"),
            codes={"fields": fields},
        )
    for desk in armed + desks["dealer"]:
        for _ in range(12 if desk.kind != "dealer" else 3):
            if random.random() < max(0.3, country.share):
                counted(country, desk, country.day())
    for _ in range(number(6500)):
        desk, day, name = country.weighted(armed), country.any_day(), country.name("Z")
        giver = country.somebody(desk.clerks)
        people = {"received": [another(country, desk, giver)]}
        country.fact(
            "stocks.issue_issued",
            country.moment(desk, day),
            giver,
            desk,
            name,
            place=desk.store,
            people=people,
        )
        country.fact(
            "stocks.issue_confirmed",
            country.moment(desk, country.later(day, 1, 1) or day),
            people["received"][0],
            desk,
            name,
            place=desk.store,
            people=people,
        )
    for _ in range(number(4000)):
        desk = country.weighted(armed)
        country.fact(
            "registry.sighted",
            country.moment(desk, country.day()),
            country.somebody(desk.clerks),
            desk,
            country.name("F"),
            place=desk.store,
            codes={"method": "stock_count"},
        )
    for _ in range(number(1500)):
        rounds(country, country.weighted(armed), country.day(), "spent", random.randint(20, 900))
        rounds(
            country,
            country.weighted(armed),
            country.day(),
            "received",
            random.randint(500, 6000),
            short=int(random.random() < 0.01) * 20,
        )
        dealer = country.weighted(desks["dealer"])
        country.fact(
            "ammunition.movement_sold",
            country.at(country.day()),
            country.somebody(dealer.staff),
            dealer,
            country.name("B"),
            party=random.choice(country.holders),
            place=dealer.store,
            numbers={"quantity": random.randint(1, 20) * 20, "limit": 1000},
        )
    for _ in range(number(420)):
        desk = country.weighted(desks["licensing_authority"])
        visited(country, desk, country.day(), "all-good" if random.random() < 0.1 else country.name("H"))
    for _ in range(number(420)):
        desk, day, name = country.weighted(armed), country.day(), country.name("N")
        who, barred = random.sample(desk.staff, 2)
        country.fact(
            "matters.matter_explained", country.at(day), barred, desk, name, people={"barred": [barred]}
        )
        country.fact(
            "matters.matter_closed",
            country.at(country.later(day, 2, 20) or day),
            who,
            desk,
            name,
            people={"barred": [barred], "explained": [barred]},
        )


def rounds(
    country: Country,
    desk: Desk,
    day: dt.date,
    act: str,
    quantity: int,
    *,
    short: int = 0,
    who: str = "",
    witness: bool = True,
) -> str:
    """Rounds are spent or received."""
    numbers = {"quantity": quantity - short} | ({"sent": quantity} if act == "received" else {})
    people = {"witness": [country.somebody(desk.staff)]} if witness and act == "spent" else {}
    other = country.desks["military"][0].id if act == "received" else ""
    return country.fact(
        f"ammunition.movement_{act}",
        country.moment(desk, day),
        who or country.somebody(desk.clerks),
        desk,
        country.name("B"),
        place=desk.store,
        other=other,
        people=people,
        numbers=numbers,
    ).id


def visited(country: Country, desk: Desk, day: dt.date, form: str, who: str = "", party: str = "") -> str:
    """A holder or trader is visited."""
    return country.fact(
        "licensing.visit_visited",
        country.at(day),
        who or country.somebody(desk.staff),
        desk,
        country.name("V"),
        on=day,
        party=party or country.random.choice(country.holders),
        codes={"form": form},
    ).id


def filled(country: Country, number: int) -> None:
    """Ordinary looks, until the year is as long as is wanted."""
    desks = country.desks["police"] + country.desks["licensing_authority"] + country.desks["customs"]
    while len(country.facts) < number:
        desk = country.weighted(desks)
        count = country.random.choices((1, country.random.randint(2, 30)), (9, 1))[0]
        read(
            country,
            desk,
            country.somebody(desk.staff),
            country.day(),
            case=country.random.random() > 0.02,
            count=count,
            party=country.random.choice(country.holders) if count == 1 else "",
        )
