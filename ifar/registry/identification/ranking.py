"""Put everything together: how likely each country, make and model is, and whom to ask. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import exp, log, log1p, sqrt
from typing import Final

from ifar.registry.identification.seen import (
    WHYS,
    Ask,
    Built,
    Identified,
    Likely,
    ModelCount,
    Reason,
    RecognisedMark,
    ReferenceTables,
    Sighting,
    Why,
)
from ifar.registry.identification.signs import recognise
from ifar.registry.identification.weighing import Leaf, weigher

CEILING: Final = 0.95
"""One in twenty: copies bear the marks of what they copy, and parts are exchanged."""

OTHER_MAKER: Final = 0.12
"""The chance before anything is seen that the maker is none that the tables know."""

SHOWN: Final = 8
WORTH: Final = 0.005
WORTH_SAYING: Final = 0.15
"""Evidence below which a reason is left out: it counts, but nobody needs to read it."""
WORTH_ASKING: Final = 0.3
"""Probability of a country of manufacture, and trust in a mark, from which it is worth a request."""
WORTH_ASKING_TOLD: Final = 0.08
"""The same for a country of manufacture for which something that was seen speaks."""


def identify(seen: Sighting, known: ReferenceTables, counted: Collection[ModelCount] = ()) -> Identified:
    """Say what a firearm may be, and whom to ask.

    Args:
        seen: what was seen; nothing gives an empty answer.
        known: the tables.
        counted: what the register holds of each make and model, of what the searcher may see.
    """
    if not seen:
        return Identified()
    recognised = recognise(seen, known)
    weigh = weigher(seen, known, recognised, counted)
    leaves = _leaves(known, counted, {row.country for row in recognised} | {seen.country})
    chances = _chances([log(leaf.prior) + sum(reason.evidence for reason in weigh(leaf)) for leaf in leaves])
    countries = _likeliest(leaves, chances, weigh, lambda leaf: leaf.country, _OF_COUNTRY)
    makes = _likeliest(leaves, chances, weigh, lambda leaf: leaf.make)
    models = _likeliest(leaves, chances, weigh, lambda leaf: leaf.model)
    return Identified(
        recognised,
        countries,
        makes,
        models,
        _ask(recognised, countries),
        sum(row.all for row in counted),
    )


def _leaves(
    known: ReferenceTables, counted: Iterable[ModelCount], mentioned: Iterable[str | None]
) -> list[Leaf]:
    """Everything that it may be, with its chance before anything is seen: makes as common as the register has them.

    Beside the register, the makers of a country count together as the root of their number: that the tables name many of one
    country does not say that it made as many times more.
    """
    of_make: dict[str, int] = {}
    of_model: dict[str, int] = {}
    for row in counted:
        if row.make in known.makes:
            of_make[row.make] = of_make.get(row.make, 0) + row.all
        if row.model:
            of_model[row.model] = of_model.get(row.model, 0) + row.all
    by_make: dict[str, list[Built]] = {make: [] for make in known.makes}
    for model in known.models:
        by_make.setdefault(model.make, []).append(model)
    makers = Counter(known.makes.get(make) for make in by_make)
    weights = {make: _common(of_make.get(make, 0)) / sqrt(makers[known.makes.get(make)]) for make in by_make}
    whole = sum(weights.values())
    leaves = []
    for make, models in by_make.items():
        country = known.makes.get(make)
        shares = [_common(of_model.get(built.code, 0)) for built in models]
        part = (1 - OTHER_MAKER) * weights[make] / whole / (sum(shares) + 1)
        for model, share in zip(models, shares, strict=True):
            leaves.append(Leaf(country, make, model.code, model.type, model.calibre, part * share))
        leaves.append(Leaf(country, make, None, None, None, part))
    others = sorted({country for country in (*known.makes.values(), *mentioned) if country})
    leaves += [Leaf(country, None, None, None, None, OTHER_MAKER / 2 / len(others)) for country in others]
    leaves.append(Leaf(None, None, None, None, None, OTHER_MAKER / 2))
    return leaves


def _common(count: int) -> float:
    """How much a make or model gains by being on the register: with hundreds of such records about seven times one with none.

    The records were counted among those that agree in type and calibre, so more would count both twice; and what an officer holds may
    come from anywhere.
    """
    return 1 + log1p(count)


def _chances(totals: Sequence[float]) -> list[float]:
    highest = max(totals)
    weights = [exp(total - highest) for total in totals]
    whole = sum(weights)
    return [CEILING * weight / whole for weight in weights]


_OF_COUNTRY: Final = frozenset({"proof", "factory", "made_elsewhere", "import", "country"})
"""What a reason must be about to speak for or against a country, whoever made it there."""


def _likeliest(
    leaves: Sequence[Leaf],
    chances: Sequence[float],
    weigh: Callable[[Leaf], Sequence[Reason]],
    of: Callable[[Leaf], str | None],
    about: Collection[str] = (),
) -> tuple[Likely, ...]:
    """Add the chances up by country, make or model; each with the reasons of the likeliest among what it holds."""
    total: dict[str, float] = {}
    best: dict[str, tuple[float, Leaf]] = {}
    for leaf, chance in zip(leaves, chances, strict=True):
        if (code := of(leaf)) is not None:
            total[code] = total.get(code, 0.0) + chance
            if code not in best or chance > best[code][0]:
                best[code] = (chance, leaf)
    ranked = sorted(total, key=lambda code: (-total[code], code))[:SHOWN]
    return tuple(
        Likely(
            code,
            total[code],
            tuple(
                reason
                for reason in weigh(best[code][1])
                if (not about or reason.code.partition(".")[0] in about)
                and (reason.evidence == 0 or abs(reason.evidence) >= WORTH_SAYING)
            ),
            best[code][1].country,
            best[code][1].make,
        )
        for code in ranked
        if total[code] >= WORTH
    )


def _ask(recognised: Iterable[RecognisedMark], countries: Iterable[Likely]) -> tuple[Ask, ...]:
    """The States that may know the firearm, each once: by the freshest knowledge, the latest import first."""
    whys: Mapping[str, Why] = {
        "regional": "held",
        "property": "held",
        "import": "imported",
        "proof": "proofed",
        "proof_date": "proofed",
    }
    asked = [
        (WHYS.index(why), -(row.year or 0), -row.trust, Ask(row.country, why, row.year if why == "imported" else None))
        for row in recognised
        if (why := whys.get(row.sign.kind)) and row.country and row.trust >= WORTH_ASKING
    ]  # fmt: skip
    asked += [
        (WHYS.index("made"), 0, -country.probability, Ask(country.code, "made", None, country.probability))
        for country in countries
        if country.probability >= (WORTH_ASKING_TOLD if _speaks_for(country) else WORTH_ASKING)
    ]
    first: dict[str, Ask] = {}
    for *_order, ask in sorted(asked, key=lambda row: row[:3]):
        first.setdefault(ask.country, ask)
    return tuple(first.values())


def _speaks_for(likely: Likely) -> bool:
    return sum(reason.evidence for reason in likely.reasons) > 0
