"""What goes through the books of a year: made, imported, sold, exported, sent, and the days that traders close."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final

from benchmarks.planting.country import DAYS, FIRST, Country, Desk

ABROAD: Final = ("AA", "AB", "AC", "AD", "AE", "AF")
ROUTES: Final = {"AA": "XA", "AB": "XA XB", "AC": "XC", "AD": "XB XC", "AE": "XC XD", "AF": "XD"}
USERS: Final = (
    "Kestrel",
    "Morava",
    "Tamar",
    "Orvio",
    "Belmont",
    "Sarna",
    "Lucero",
    "Dunai",
    "Haskel",
    "Pomor",
)
FORMS: Final = ("Imports", "Defence Store", "Trading House", "Sports")


def retail(
    country: Country, dealer: Desk, buyer: str, day: dt.date, *, seller: str = "", late: int = 0
) -> str:
    """An arm of a dealer's shelf is sold; with `late` it is entered so many days after it should have been."""
    at = next((n for n, (since, _arm) in enumerate(dealer.shelf) if since <= day), None)
    arm = dealer.shelf.pop(at)[1] if at is not None else country.name("F")
    if at is None:
        dealer.opening += 1
    happened = day - dt.timedelta(days=late + 1 if late else 0)
    country.fact(
        "registry.retail_sold", country.at(day), seller or country.somebody(dealer.staff), dealer, arm, on=happened, party=buyer, other=dealer.id,
        codes={"late_due": (day - dt.timedelta(days=late)).isoformat()} if late else {},
    )  # fmt: skip
    return arm


def resold(
    country: Country,
    arm: str,
    seller: str,
    buyer: str,
    day: dt.date,
    actor: str = "",
    on: dt.date | None = None,
) -> str:
    """An arm passes from a holder to another, at the desk; the fact by which it does."""
    desk = country.weighted(country.desks["licensing_authority"])
    return country.fact(
        "registry.privately_transferred", country.at(day), actor or country.somebody(desk.staff), desk, arm,
        on=on or day - dt.timedelta(days=country.random.choice((0, 0, 1, 2, 3))), party=buyer, other=seller,
    ).id  # fmt: skip


def imported(country: Country, importer: Desk, day: dt.date, *, marked: bool = True) -> list[str]:
    """An arm comes in and is marked some days later; the facts."""
    arm = country.name("F")
    post = country.weighted(country.desks["customs"])
    facts = [
        country.fact(
            "registry.imported",
            country.moment(post, day),
            country.somebody(post.staff),
            post,
            arm,
            on=day,
            party=importer.id,
        )
    ]
    later = country.later(day, 2, 24)
    if marked and later:
        facts.append(
            country.fact(
                "registry.import_marked",
                country.at(later),
                country.somebody(importer.staff),
                importer,
                arm,
                on=later,
                party=importer.id,
            )
        )
    importer.shelf.append((later or day, arm))
    return [fact.id for fact in facts]


def authorised(
    country: Country, exporter: Desk, day: dt.date, into: str, user: str
) -> tuple[str, str, dt.date]:
    """An authorisation to export: its identifier, the fact, its last day."""
    desk = country.desks["licensing_authority"][0]
    name, until = country.name("T"), day + dt.timedelta(days=180)
    fact = country.fact(
        "trade.authorisation_granted", country.at(day), desk.head, desk, name, party=exporter.id, other=user,
        people={"proposer": [country.somebody(desk.clerks)], "decider": [desk.head]},
        codes={"route": ROUTES[into], "into": into, "valid_until": until.isoformat()},
    )  # fmt: skip
    return name, fact.id, until


def exported(
    country: Country,
    exporter: Desk,
    authorisation: str,
    until: dt.date,
    into: str,
    day: dt.date,
    *,
    confirmed: bool = True,
    slow: int = 0,
) -> list[str]:
    """An arm leaves, and its delivery is confirmed some weeks later; the facts."""
    arm = exporter.shelf.pop(0)[1] if exporter.shelf and exporter.shelf[0][0] <= day else country.name("F")
    post = country.weighted(country.desks["customs"])
    codes = {"country": into, "authorisation": authorisation, "valid_until": until.isoformat()}
    facts = [
        country.fact(
            "registry.exported",
            country.moment(post, day),
            country.somebody(exporter.staff),
            exporter,
            arm,
            on=day,
            party=exporter.id,
            codes=codes,
        )
    ]
    later = country.later(day, 12 + slow, 55 + slow)
    if confirmed and later:
        facts.append(
            country.fact(
                "registry.delivery_confirmed",
                country.at(later),
                country.somebody(exporter.staff),
                exporter,
                arm,
                on=later,
                party=exporter.id,
            )
        )
    return [fact.id for fact in facts]


def observed(
    country: Country,
    exporter: Desk,
    carrier: Desk,
    authorisation: str,
    where: str,
    day: dt.date,
    *,
    substituted: int = 0,
    short: int = 0,
) -> str:
    """A consignment is seen at a border; the fact."""
    post = country.weighted(country.desks["customs"])
    return country.fact(
        "trade.observation_recorded", country.moment(post, day), country.somebody(post.staff), post, country.name("C"), party=exporter.id,
        other=carrier.id, place=post.store, numbers={"substituted": substituted, "short": short}, codes={"country": where, "authorisation": authorisation},
    ).id  # fmt: skip


def despatched(country: Country, sender: Desk, receiver: Desk, day: dt.date, missing: int = 0) -> None:
    """A despatch between traders is sent and received."""
    carrier = country.weighted(country.desks["partner"])
    name, quantity = country.name("D"), country.random.randint(2, 30)
    packers = country.random.sample(sender.staff, min(2, len(sender.staff)))
    about = {"party": receiver.id, "other": carrier.id}
    country.fact(
        "trade.despatch_sent",
        country.at(day),
        packers[0],
        sender,
        name,
        people={"packer": packers},
        numbers={"quantity": quantity},
        **about,
    )
    if later := country.later(day, 1, 5):
        country.fact(
            "trade.despatch_received", country.at(later), country.somebody(receiver.staff), receiver, name,
            people={"packer": packers}, numbers={"quantity": quantity, "missing": missing}, **about,
        )  # fmt: skip


def exporters(country: Country) -> list[Desk]:
    """Who exports: makers and the largest dealers."""
    return country.desks["maker"] + sorted(country.desks["dealer"], key=lambda desk: -desk.size)[:5]


def traded(country: Country) -> None:
    """The ordinary year of the trade."""
    _made(country)
    importers = sorted(country.desks["dealer"], key=lambda desk: -desk.size)[:8]
    for _ in range(country.number(2400)):
        imported(country, country.weighted(importers), country.day())
    _sold(country)
    _sent_abroad(country)
    traders = country.desks["dealer"]
    for _ in range(country.number(1100)):
        despatched(
            country,
            country.weighted(country.desks["maker"]),
            country.weighted(traders),
            country.day(),
            int(country.random.random() < 0.012),
        )


def _made(country: Country) -> None:
    makers, dealers = country.desks["maker"], country.desks["dealer"]
    for _ in range(country.number(3600)):
        maker, day, arm = country.weighted(makers), country.day(), country.name("F")
        country.fact(
            "registry.production_completed",
            country.at(day),
            country.somebody(maker.staff),
            maker,
            arm,
            on=day,
            party=maker.id,
        )
        later = country.later(day, 5, 45)
        if country.random.random() < 0.86 and later:
            dealer = country.weighted(dealers)
            country.fact(
                "registry.wholesale_transferred",
                country.at(later),
                country.somebody(maker.staff),
                maker,
                arm,
                on=later,
                party=dealer.id,
                other=maker.id,
            )
            dealer.shelf.append((later, arm))
        else:
            maker.shelf.append((day, arm))


def _sold(country: Country) -> None:
    dealers = country.desks["dealer"]
    crimes = country.desks["police"]
    for desk in dealers + country.desks["maker"]:
        desk.shelf.sort()
    for _ in range(country.number(6800)):
        day, dealer, buyer = country.day(), country.weighted(dealers), country.random.choice(country.holders)
        late = country.random.randint(1, 6) if country.random.random() < 0.018 else 0
        arm = retail(country, dealer, buyer, day, late=late)
        draw = country.random.random()
        if draw < 0.012:  # taken from whoever bought it, or from who took it from them
            if later := country.later(day, 20, 250):
                taken(country, crimes, arm, later)
        elif draw < 0.03 and (later := country.later(day, 15, 240)):
            resold(country, arm, buyer, country.random.choice(country.holders), later)
    for _ in range(country.number(900)):
        seller, buyer = country.random.sample(country.holders, 2)
        resold(country, country.name("F"), seller, buyer, country.day())
    for _ in range(country.number(260)):
        desk = country.weighted(country.desks["licensing_authority"])
        day = country.day()
        happened = day - dt.timedelta(days=country.random.randint(0, 12))
        country.fact(
            "registry.acquired",
            country.at(day),
            country.somebody(desk.staff),
            desk,
            country.name("F"),
            on=happened,
            party=country.random.choice(country.holders),
        )


def taken(country: Country, desks: list[Desk], arm: str, day: dt.date, act: str = "registry.seized") -> str:
    """An arm turns up with the police; the fact."""
    desk = country.weighted(desks)
    happened = day - dt.timedelta(days=country.random.choice((0, 0, 0, 1, 1, 2)))
    return country.fact(
        act, country.moment(desk, day), country.somebody(desk.staff), desk, arm, on=happened
    ).id


def _sent_abroad(country: Country) -> None:
    out = exporters(country)
    users = [country.abroad(f"{first} {form}".lower()) for first, form in zip(USERS, FORMS * 3, strict=False)]
    for _ in range(country.number(150)):
        exporter, into = country.weighted(out), country.random.choice(ABROAD)
        user = users[(ABROAD.index(into) * 2 + country.random.randrange(2)) % len(users)]
        granted = country.day(last=DAYS - 20)
        name, _fact, until = authorised(country, exporter, granted, into, user)
        carrier = country.weighted(country.desks["partner"])
        for _lot in range(country.random.randint(1, 3)):
            day = country.later(granted, 5, 110)
            if not day:
                continue
            for _arm in range(country.random.randint(2, 9)):
                exported(country, exporter, name, until, into, day, confirmed=country.random.random() < 0.985)
            if later := country.later(day, 1, 6):
                where = country.random.choice(ROUTES[into].split())
                observed(
                    country, exporter, carrier, name, where, later, short=int(country.random.random() < 0.01)
                )


def days_closed(country: Country) -> None:
    """Traders close their days; what came and went is what their books say."""
    came: Counter[tuple[str, dt.date]] = Counter()
    went: Counter[tuple[str, dt.date]] = Counter()
    for fact in country.facts:
        if fact.act in (
            "registry.production_completed",
            "registry.wholesale_transferred",
            "registry.imported",
        ):
            came[fact.party, fact.day] += 1
        if fact.act in ("registry.retail_sold", "registry.wholesale_transferred"):
            went[fact.other, fact.day] += 1
        elif fact.act in ("registry.exported", "registry.lost", "registry.stolen"):
            went[fact.party, fact.day] += 1
    for desk in country.desks["dealer"] + country.desks["maker"]:
        stock = desk.opening + (400 if desk.kind == "maker" else 40)
        open_came = open_went = 0
        for number in range(DAYS):
            day = FIRST + dt.timedelta(days=number)
            open_came += came[desk.id, day]
            open_went += went[desk.id, day]
            busy = open_came + open_went
            if day.weekday() == 6 or (not busy and country.random.random() > min(0.75, country.share)):
                continue
            stock += open_came - open_went
            country.fact(
                "books.day_closed", country.at(day).replace(hour=18), country.somebody(desk.staff), desk, country.name("Y"), on=day, party=desk.id,
                numbers={"came": open_came, "went": open_went, "stock": stock},
            )  # fmt: skip
            open_came = open_went = 0
