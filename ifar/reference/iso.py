"""Countries and subdivisions of ISO 3166 from the packages that keep them (pycountry), with names in the UN's languages (Babel).

ifar's own tables add the regions of UN M49 and the United Nations' own names where they differ; a line there with the same
code is laid over the line from here, column by column.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pycountry
from babel import Locale

from ifar.languages import LANGUAGES
from ifar.reference.sheets import Facts, Row

SOURCE: Final = "ISO 3166 by pycountry; names by Unicode CLDR (Babel)"
_SUCCESSORS: Final[Mapping[str, str]] = {
    "SUHH": "RU",
    "YUCS": "RS",
    "CSXX": "RS",
    "CSHH": "CZ",
    "DDDE": "DE",
    "ZRCD": "CD",
    "BUMM": "MM",
    "RHZW": "ZW",
    "TPTL": "TL",
    "YDYE": "YE",
    "VDVN": "VN",
    "HVBF": "BF",
    "DYBJ": "BJ",
    "ANHH": "CW",
}
"""Former State -> the code under which its makers are looked for today, where there is one."""


def countries() -> Iterator[Row]:
    """Every country and territory of ISO 3166-1, and the former ones of ISO 3166-3 under their four-letter code."""
    names = {language: Locale(language).territories for language in LANGUAGES}
    for country in pycountry.countries:
        labels = {
            language: str(names[language][country.alpha_2])
            for language in LANGUAGES
            if country.alpha_2 in names[language]
        }
        fields = {
            "alpha3": country.alpha_3,
            "numeric": country.numeric,
            "name": country.name,
            "region": "",
            "successors": "",
        }
        yield Row(0, country.alpha_2, fields, SOURCE, labels=labels)
    for former in pycountry.historic_countries:
        yield Row(
            0,
            former.alpha_4,
            {
                "alpha3": former.alpha_3,
                "numeric": getattr(former, "numeric", ""),
                "name": former.name,
                "region": "",
                "successors": _SUCCESSORS.get(former.alpha_4, ""),
            },
            "ISO 3166-3 by pycountry",
            valid_to=_withdrawn(former.withdrawal_date),
            labels={"en": former.name},
        )


def _withdrawn(text: str) -> dt.date:
    """ISO 3166-3 gives a day, or a year alone: then its last day."""
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.date(int(text[:4]), 12, 31)


def subdivisions() -> Iterator[Row]:
    """Every subdivision of ISO 3166-2 with its country and the subdivision it belongs to."""
    for area in pycountry.subdivisions:
        yield Row(
            0,
            area.code,
            {
                "kind": "subdivision",
                "category": area.type,
                "name": area.name,
                "country": area.country_code,
                "parent": area.parent_code or "",
            },
            "ISO 3166-2 by pycountry",
        )


GROUNDS: Final[Mapping[str, Callable[[], Iterator[Row]]]] = {"country": countries, "area": subdivisions}
"""Lists that the packages begin and ifar's own tables complete."""


def completed(facts: Facts) -> Facts:
    """ifar's own tables on top of what the packages say."""
    sheets = (
        replace(sheet, rows=_laid_over(tuple(GROUNDS[sheet.name]()), sheet.rows))
        if sheet.name in GROUNDS
        else sheet
        for sheet in facts.sheets
    )
    return replace(facts, sheets=tuple(sheets))


def _laid_over(ground: tuple[Row, ...], own: tuple[Row, ...]) -> tuple[Row, ...]:
    rows = {row.code: row for row in ground}
    for row in own:
        rows[row.code] = _merged(rows[row.code], row) if row.code in rows else row
    return tuple(rows.values())


def _merged(ground: Row, own: Row) -> Row:
    fields: dict[str, Any] = {
        **ground.fields,
        **{name: value for name, value in own.fields.items() if value not in ("", None)},
    }
    return replace(
        own,
        fields=fields,
        source=f"{ground.source}; {own.source}",
        valid_from=own.valid_from or ground.valid_from,
        valid_to=own.valid_to or ground.valid_to,
        labels={**ground.labels, **own.labels},
    )


def codes() -> Mapping[str, frozenset[str]]:
    """The codes that the packages know, for the check of ifar's own tables."""
    return {name: frozenset(row.code for row in ground()) for name, ground in GROUNDS.items()}
