"""300 needs and 300 offers of technical assistance, of which each need has one offer that was made for it: a seeded set for line 6.

It tells stories and knows nothing of how `matching` weighs. A project comes first: a matter, a State, a language, a year. The donor's officer
describes it as an offer, the State's officer as a need, each on their own, with the habits of people who fill in forms: they leave
things out, name too much, choose a neighbouring heading, write the region instead of the State, and mistake the dates. Matters and regions are
unequally common, as in real programmes, so that many offers look alike.
"""

from __future__ import annotations

import datetime as dt
import random

from ifar.community.knowledge.matching import Side

# matter -> (articles that a careful officer would name, topics, forms that it is usually given in); common matters stand more than once
MATTERS = [
    (("8",), ("marking",), ("equipment", "training")),
    (("8", "7"), ("marking", "licensing"), ("equipment", "software")),
    (("7",), ("licensing",), ("software", "mentoring")),
    (("12",), ("tracing",), ("training", "mentoring")),
    (("12", "13"), ("tracing", "intelligence"), ("exchange", "training")),
    (("11",), ("stockpiles",), ("equipment", "training")),
    (("6", "9"), ("stockpiles",), ("equipment", "expert")),
    (("6",), ("ballistics",), ("laboratory", "equipment")),
    (("5",), ("legislation", "prosecution"), ("drafting", "expert")),
    (("5", "15"), ("legislation",), ("drafting",)),
    (("10",), ("customs", "licensing"), ("software", "training")),
    (("10", "11"), ("customs", "parcels"), ("training", "equipment")),
    (("13",), ("prosecution", "intelligence"), ("exchange", "mentoring")),
    (("14",), ("training",), ("training", "expert")),
    (("9",), ("conversion",), ("expert", "training")),
    (("5", "9"), ("conversion", "home_made"), ("laboratory", "training")),
    (("12",), ("online_markets", "parcels"), ("training", "exchange")),
]
COMMON = [3, 2, 3, 5, 2, 4, 2, 2, 4, 1, 2, 2, 2, 4, 1, 2, 2]
REGIONS = {
    "r1": (["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"], ["fr", "en"], 6),
    "r2": (["B1", "B2", "B3", "B4", "B5", "B6"], ["en", "pt"], 4),
    "r3": (["C1", "C2", "C3", "C4", "C5", "C6"], ["sr", "en", "tr"], 5),
    "r4": (["D1", "D2", "D3", "D4", "D5", "D6", "D7"], ["es", "pt"], 5),
    "r5": (["E1", "E2", "E3", "E4", "E5"], ["ar", "fr"], 4),
    "r6": (["F1", "F2", "F3", "F4"], ["ru"], 2),
    "r7": (["G1", "G2", "G3", "G4", "G5"], ["en", "zh"], 3),
}  # fmt: skip
OF_REGION = {country: region for region, (countries, *_rest) in REGIONS.items() for country in countries}
ALL_TOPICS = sorted({topic for _a, topics, _f in MATTERS for topic in topics})
ALL_ARTICLES = [str(n) for n in range(5, 16)]
ALL_FORMS = sorted({form for *_rest, forms in MATTERS for form in forms})


def _told(random_: random.Random, true: tuple[str, ...], everything: list[str]) -> frozenset[str]:
    """What an officer writes of several things: now and then one too few, one too many, or nothing."""
    values = [text for text in true if random_.random() > 0.12] or [random_.choice(true)]
    if random_.random() < 0.25:
        values.append(random_.choice(everything))
    return frozenset(values) if random_.random() > 0.04 else frozenset()


def _dates(random_: random.Random, begin: dt.date, days: int, slack: int) -> tuple[dt.date, dt.date]:
    starts = begin + dt.timedelta(days=random_.randint(-slack, slack))
    return starts, starts + dt.timedelta(days=max(20, days + random_.randint(-slack, slack)))


def generated(seed: int = 20_261, size: int = 300) -> tuple[list[Side], list[Side], dict[str, str]]:
    """Needs, offers, and which offer was made for which need."""
    random_ = random.Random(seed)
    needs, offers, pairs = [], [], {}
    weights = [weight for *_rest, weight in REGIONS.values()]
    for n in range(size):
        articles, topics, forms = random_.choices(MATTERS, COMMON)[0]
        region = random_.choices(list(REGIONS), weights)[0]
        countries, languages, _weight = REGIONS[region]
        country, language = random_.choice(countries), random_.choice(languages)
        begin, days = (
            dt.date(2027, 1, 1) + dt.timedelta(days=random_.randint(0, 900)),
            random_.randint(60, 540),
        )
        form = random_.choice(forms)
        starts, ends = _dates(random_, begin, days, 40)
        needs.append(
            Side(
                f"need-{n:03}",
                _told(random_, articles, ALL_ARTICLES),
                _told(random_, (form,), ALL_FORMS),
                _told(random_, topics, ALL_TOPICS),
                frozenset({language} if random_.random() < 0.85 else languages),
                frozenset({country}),
                frozenset({region}),
                starts,
                ends,
            )
        )
        starts, ends = _dates(random_, begin, days, 60)
        where = random_.random()
        # Most donors name the State, with a neighbour or two; some the region; a few nothing.
        named = {country, *random_.sample(countries, random_.choice((0, 0, 1, 2)))} if where < 0.7 else set()
        reached = frozenset({region}) if where < 0.95 else frozenset[str]()
        offers.append(
            Side(
                f"offer-{random_.randrange(10**9):09}",
                _told(random_, articles, ALL_ARTICLES),
                _told(random_, (form, *(text for text in forms if random_.random() < 0.4)), ALL_FORMS),
                _told(random_, topics, ALL_TOPICS),
                frozenset({language, *(["en"] if random_.random() < 0.3 else [])}),
                frozenset(named),
                reached,
                starts,
                ends,
            )
        )
        pairs[needs[-1].key] = offers[-1].key
    random_.shuffle(offers)
    return needs, offers, pairs
