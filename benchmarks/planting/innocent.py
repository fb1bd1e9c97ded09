"""What only looks like a scheme: clubs, families, night shifts, bulk days, new staff, a backlog after an outage, stock-taking, small offices."""

from __future__ import annotations

from benchmarks.planting.country import Country
from benchmarks.planting.trading import exporters, retail, taken
from benchmarks.planting.year import counted, licence, loss, paid, read


def lookalikes(country: Country) -> None:
    """All of them; who looks so is told in `alike`."""
    random, desks = country.random, country.desks
    large = sorted(desks["dealer"], key=lambda desk: -desk.size)

    def like(name: str, kind: str) -> str:
        country.alike[name] = kind
        return country.take(name)

    for _ in range(5):
        club = like(country.party("organisation", quota=60), "club")
        day, dealer = country.day(60, 300), country.weighted(large)
        for _n in range(random.randint(8, 25)):
            retail(country, dealer, club, day)
    for _ in range(12):
        address, telephone, surname = country.address(), country.telephone(), country.surname()
        dealer = country.weighted(large)
        for _n in range(random.randint(3, 4)):
            member = like(
                country.party(surname=surname, address=address, telephone=telephone, quota=4), "family"
            )
            for _arm in range(random.randint(1, 2)):
                retail(country, dealer, member, country.day(220, 300))
    for desk in random.sample(desks["police"], 4):
        who = like(country.free_clerk(desk), "night shift")
        for _ in range(country.number(180)):
            read(country, desk, who, country.any_day(), night=True)
    for desk in random.sample(desks["licensing_authority"][:6], 3):
        clerk, day = like(country.free_clerk(desk), "bulk day"), country.day(40, 330)
        country.alike.setdefault(desk.head, "bulk day")
        for _ in range(30):
            licence(country, desk, day=day, days=random.randint(2, 4), clerk=clerk)
    for desk in random.sample(desks["licensing_authority"][:7], 3):
        clerk, start = like(country.free_clerk(desk), "new staff"), random.randint(20, 280)
        for _ in range(random.randint(25, 70)):
            country.fact(
                "registry.corrected",
                country.at(country.day(start, start + 42)),
                clerk,
                desk,
                country.name("F"),
                codes={"fields": random.choice(("make model", "serial", "calibre"))},
            )
    area, day = random.choice(large).area, country.day(90, 250)
    for dealer in large:
        if dealer.area == area:
            like(dealer.id, "backlog after an outage")
            for _ in range(random.randint(4, 18)):
                retail(country, dealer, random.choice(country.holders), day, late=random.randint(1, 4))
    for desk in random.sample(desks["military"], 2) + random.sample(desks["police"][:6], 2):
        day = country.day(30, 340)
        country.alike.setdefault(desk.id, "stock-taking")
        for _ in range(2):
            loss(country, desk, day, desk.id, place=desk.store)
        counted(country, desk, country.later(day, 1, 1) or day, differs=True)
    for desk in desks["licensing_authority"][-3:]:
        like(desk.head, "small office")
        licence(country, desk, day=country.day(60, 340), examiner=desk.head)
        licence(country, desk, day=country.day(60, 340), night=True)
    for _ in range(14):
        taken(
            country,
            desks["police"],
            retail(country, large[0], random.choice(country.holders), country.day(20, 200)),
            country.day(230, 340),
        )
    country.alike.setdefault(large[0].id, "large dealer")
    for _ in range(4):
        who, day, desk = (
            like(country.free_holder(), "inheritance"),
            country.day(40, 330),
            desks["licensing_authority"][1],
        )
        for _n in range(4):
            arm = country.name("F")
            country.fact(
                "registry.acquired",
                country.at(day),
                country.somebody(desk.staff),
                desk,
                arm,
                on=day,
                party=who,
            )
            country.fact(
                "registry.privately_transferred",
                country.at(country.later(day, 4, 12) or day),
                country.somebody(desk.staff),
                desk,
                arm,
                party=random.choice(country.holders),
                other=who,
            )
    desk = desks["licensing_authority"][2]
    clerk = like(country.free_clerk(desk), "pensioners' week")
    country.alike.setdefault(desk.head, "pensioners' week")
    day = country.day(60, 300)
    for _ in range(25):
        paid(country, desk, day, random.choice(country.holders), clerk, waived=True)
    for desk in random.sample(desks["licensing_authority"][:5], 3):
        like(desk.head, "letters to holders") if desk.head not in country.alike else None
        for month in range(12):
            read(
                country,
                desk,
                desk.head,
                country.day(month * 30, month * 30 + 8),
                count=random.randint(200, 600),
                what="licensing.letters.export",
            )
    country.alike.setdefault(exporters(country)[0].id, "large exporter")
