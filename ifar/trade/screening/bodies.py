"""What tells that a name is a body's, and what says nothing of it: legal forms (`words_of_bodies.csv`), States, what stands between two names; endings.

Pure.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pycountry


class Row(NamedTuple):
    """A row of a table: its English word, its level, and how others say it; each with `~` before it where people are called so as well."""

    english: str
    level: str
    others: tuple[str, ...]


def rows(table: str) -> Iterator[Row]:
    """The rows of a table of words that lies here."""
    with (Path(__file__).parent / table).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Row(row["english"], row["level"], tuple(filter(None, row["others"].split("|"))))


BODIES: Final = tuple(rows("words_of_bodies.csv"))
BRANDS: Final = tuple(rows("words_of_brands.csv"))
LEGAL: Final = frozenset(
    other.lstrip("~") for row in BODIES if row.level == "form" for other in row.others if " " not in other
)
SURE: Final = frozenset(
    other for row in BODIES for other in (*row.others, *((row.english,) if row.level != "form" else ())) if " " not in other and not other.startswith("~")
)  # fmt: skip
"""Words by which a name is known to be a body's."""
_ENDING: Final = re.compile(
    r"(?:yi|ii|iy|yy|aya|aia|oe|oye|oi|oy|ykh|ikh|ogo|ego|oho|iv|ov|ev|ami|akh|ye|larin?i?|lerin?i?|ij[aeiu]|[aeiouy]+)s?$"
)


def stem_of(word: str) -> str:
    """A word without the ending that gender, number and case give it."""
    stem = _ENDING.sub("", word)
    return stem if len(stem) > 4 else word


ENDINGS: Final = re.compile(
    r"(?<=[a-z]{4})(servis|service|stroi|prom|torg|trans|invest|eksport|export|import|impeks|impex|holding|mash|neft|tekh|energo|metall|bank|gesellschaft|technik|technologie|handels|vertriebs|pribor|prylad|zavod|snab)$"
)
BEGINNINGS: Final = re.compile(
    r"^(avia|agro|energo|stroi|metall|neft|prom|spets|spetz|spez|mash|avto|trans|eksport)(?=[a-z]{4})"
)
"""With what Slavic names of bodies begin and end as one word, which others write apart."""
STATES: Final = frozenset(
    name.lower() for country in pycountry.countries for name in (country.name, getattr(country, "common_name", "")) if name.isalpha()
) | frozenset(["korea", "korean", "dprk", "iran", "iranian", "russia", "russian", "syria", "syrian", "china", "chinese", "hong", "kong", "iraqi", "libyan", "afghan", "turkish", "turkiye", "dubai", "uae", "usa", "uk", "nig", "pak", "bd", "nigerian", "pakistani", "indian", "ukrainian", "yemeni", "lebanese", "sudanese", "venezolana", "bolivariana"])  # fmt: skip
"""Where bodies say that they are at home; often left out."""
AND: Final = frozenset({"y", "e", "and", "und", "et", "va", "i", "ve", "wa", "o"})
"""What stands between two names of one body, as `&` does."""
