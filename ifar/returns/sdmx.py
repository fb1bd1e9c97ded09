"""SDG 16.4.2 as other statisticians read it: SDMX-CSV 2.0, and the columns of UNSD's own files. Pure.

SDMX-CSV 2.0 (SDMX 3.0, section 4): the first columns are STRUCTURE, STRUCTURE_ID and ACTION, then dimensions, TIME_PERIOD, OBS_VALUE and
attributes of the structure. The structure is UNSD's own for the indicators (dataflow `DF_SDG_GLH` of the agency `IAEG-SDGs`; columns as
data.un.org serves them). REF_AREA is M49, REPORTING_TYPE `N` for what a State says of itself and `G` for what is computed of published
figures. NATURE is `C`: the figures are a country's own, and nothing is estimated. Only formula B is the published series; A is in no file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ifar.returns.indicator import Value, rounded

SERIES: Final = "VC_ARM_SZTRACE"
INDICATOR: Final = "16.4.2"
DESCRIPTION: Final = (
    "Proportion of seized, found or surrendered arms whose illicit origin or context has been traced or established by a competent authority"
    " in line with international instruments (%)"
)
STRUCTURE: Final = "IAEG-SDGs:DF_SDG_GLH(1.24)"
DIMENSIONS: Final = (
    "FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "SEX", "AGE", "URBANISATION", "INCOME_WEALTH_QUANTILE", "EDUCATION_LEV", "OCCUPATION",
    "CUST_BREAKDOWN", "COMPOSITE_BREAKDOWN", "DISABILITY_STATUS", "ACTIVITY", "PRODUCT",
)  # fmt: skip
ATTRIBUTES: Final = (
    "OBS_STATUS", "UNIT_MULT", "UNIT_MEASURE", "BASE_PER", "NATURE", "TIME_DETAIL", "COMMENT_OBS", "TIME_COVERAGE", "UPPER_BOUND",
    "LOWER_BOUND", "SOURCE_DETAIL", "COMMENT_TS", "GEO_INFO_URL", "GEO_INFO_TYPE", "CUST_BREAKDOWN_LB",
)  # fmt: skip
SDMX_HEADER: Final = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    *DIMENSIONS,
    "TIME_PERIOD",
    "OBS_VALUE",
    *ATTRIBUTES,
)
UNSD_HEADER: Final = ("series", "indicator", "iso3", "year", "value", "unit", "nature", "source", "footnote")
"""The columns in which UNSD's published values are at hand; what is written is read back by `--published`."""
NATURE: Final = "C"
SOURCE: Final = "IAFQ"


def sdmx_rows(values: Iterable[Value], m49: Mapping[str, str], reporting: str) -> list[tuple[str, ...]]:
    """The values of formula B as observations; a State without a numeric code (M49) has none.

    Args:
        m49: ISO 3166-1 alpha-3 -> numeric code.
        reporting: `N` (national) or `G` (global).
    """
    rows = []
    for one in values:
        area = m49.get(one.area, "").lstrip("0")
        if one.formula != "B" or not area:
            continue
        dimensions = {"FREQ": "A", "REPORTING_TYPE": reporting, "SERIES": SERIES, "REF_AREA": area}
        attributes = {
            "OBS_STATUS": "A", "UNIT_MULT": "0", "UNIT_MEASURE": "PERCENT", "NATURE": NATURE, "SOURCE_DETAIL": SOURCE,
            "TIME_DETAIL": str(one.year), "TIME_COVERAGE": "-".join(str(year) for year in one.years), "COMMENT_OBS": comment(one),
        }  # fmt: skip
        rows.append((
            "dataflow", STRUCTURE, "I", *(dimensions.get(name, "_T") for name in DIMENSIONS), str(one.year), str(rounded(one.value)),
            *(attributes.get(name, "") for name in ATTRIBUTES),
        ))  # fmt: skip
    return rows


def unsd_rows(values: Iterable[Value]) -> list[tuple[str, ...]]:
    """The values of formula B in the columns of UNSD's published values."""
    return [
        (
            SERIES,
            INDICATOR,
            one.area,
            str(one.year),
            str(rounded(one.value)),
            "PERCENT",
            NATURE,
            SOURCE,
            one.footnote,
        )
        for one in values
        if one.formula == "B"
    ]


def comment(one: Value) -> str:
    """The footnote of the published series, and what the year's share stands on."""
    own = f"Year alone: {rounded(one.single)} % ({one.tally.numerator} of {one.tally.denominator} arms)"
    return f"{one.footnote}. {own}" if one.footnote else own


def document(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV by RFC 4180 in UTF-8, without a mark at its beginning: programs read it, whose first column would else be another."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()
