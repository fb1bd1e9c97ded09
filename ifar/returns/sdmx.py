"""SDG 16.4.2 as other statisticians read it: SDMX-CSV 2.0, and the columns of UNSD's own files; observations of any structure as SDMX-CSV. Pure.

SDMX-CSV 2.0 (SDMX 3.0, section 4): the first columns are STRUCTURE, STRUCTURE_ID and ACTION, then dimensions, TIME_PERIOD, OBS_VALUE and
attributes of the structure. The structure is UNSD's own for the indicators (dataflow `DF_SDG_GLH` of the agency `IAEG-SDGs`; columns as
data.un.org serves them). REF_AREA is M49, REPORTING_TYPE `N` for what a State says of itself and `G` for what is computed of published
figures. NATURE is `C`: the figures are a country's own, and nothing is estimated. Only formula B is the published series; A is in no file. Pure.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ifar.returns.indicator import Value, rounded


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure that observations speak of: who keeps it, its dataflow, dimensions without the time, attributes of an observation.

    `concepts`: name of a dimension or attribute -> what it means, where the structure is our own and is handed out with the data.
    """

    agency: str
    flow: str
    version: str
    dimensions: tuple[str, ...]
    attributes: tuple[str, ...]
    name: str = ""
    concepts: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """How files name it."""
        return f"{self.agency}:{self.flow}({self.version})"

    def header(self) -> tuple[str, ...]:
        """The headings of SDMX-CSV 2.0."""
        return (
            "STRUCTURE",
            "STRUCTURE_ID",
            "ACTION",
            *self.dimensions,
            "TIME_PERIOD",
            "OBS_VALUE",
            *self.attributes,
        )


@dataclass(frozen=True, slots=True)
class Observation:
    """One value: its place in the structure, its time, and what is said of it. A dimension that is not named is the total (`_T`)."""

    dimensions: Mapping[str, str]
    time: str
    value: str
    attributes: Mapping[str, str]


def csv_rows(structure: Structure, observations: Iterable[Observation]) -> list[tuple[str, ...]]:
    """Observations as rows of SDMX-CSV 2.0."""
    return [
        (
            "dataflow", structure.id, "I", *(observation.dimensions.get(name, "_T") for name in structure.dimensions), observation.time, observation.value,
            *(observation.attributes.get(name, "") for name in structure.attributes),
        )
        for observation in observations
    ]  # fmt: skip


def time_of(since: dt.date, until: dt.date) -> tuple[str, str]:
    """Some days as SDMX tells time, and the frequency: a year, a half, a quarter, a month, or a range (frequency `_O`, other)."""
    after = until + dt.timedelta(days=1)
    months = (after.year - since.year) * 12 + after.month - since.month
    if since.day == after.day == 1:
        if months == 12 and since.month == 1:
            return str(since.year), "A"
        if months == 6 and since.month in (1, 7):
            return f"{since.year}-S{1 + since.month // 7}", "S"
        if months == 3 and since.month % 3 == 1:
            return f"{since.year}-Q{1 + since.month // 3}", "Q"
        if months == 1:
            return f"{since.year}-{since.month:02d}", "M"
    return f"{since.isoformat()}/P{(after - since).days}D", "_O"


SERIES: Final = "VC_ARM_SZTRACE"
INDICATOR: Final = "16.4.2"
DESCRIPTION: Final = (
    "Proportion of seized, found or surrendered arms whose illicit origin or context has been traced or established by a competent authority"
    " in line with international instruments (%)"
)
DIMENSIONS: Final = (
    "FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "SEX", "AGE", "URBANISATION", "INCOME_WEALTH_QUANTILE", "EDUCATION_LEV", "OCCUPATION",
    "CUST_BREAKDOWN", "COMPOSITE_BREAKDOWN", "DISABILITY_STATUS", "ACTIVITY", "PRODUCT",
)  # fmt: skip
ATTRIBUTES: Final = (
    "OBS_STATUS", "UNIT_MULT", "UNIT_MEASURE", "BASE_PER", "NATURE", "TIME_DETAIL", "COMMENT_OBS", "TIME_COVERAGE", "UPPER_BOUND",
    "LOWER_BOUND", "SOURCE_DETAIL", "COMMENT_TS", "GEO_INFO_URL", "GEO_INFO_TYPE", "CUST_BREAKDOWN_LB",
)  # fmt: skip
STRUCTURE: Final = Structure("IAEG-SDGs", "DF_SDG_GLH", "1.24", DIMENSIONS, ATTRIBUTES)
SDMX_HEADER: Final = STRUCTURE.header()
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
    observations = []
    for value in values:
        area = m49.get(value.area, "").lstrip("0")
        if value.formula != "B" or not area:
            continue
        dimensions = {"FREQ": "A", "REPORTING_TYPE": reporting, "SERIES": SERIES, "REF_AREA": area}
        attributes = {
            "OBS_STATUS": "A", "UNIT_MULT": "0", "UNIT_MEASURE": "PERCENT", "NATURE": NATURE, "SOURCE_DETAIL": SOURCE,
            "TIME_DETAIL": str(value.year), "TIME_COVERAGE": "-".join(str(year) for year in value.years), "COMMENT_OBS": comment(value),
        }  # fmt: skip
        observations.append(Observation(dimensions, str(value.year), str(rounded(value.value)), attributes))
    return csv_rows(STRUCTURE, observations)


def unsd_rows(values: Iterable[Value]) -> list[tuple[str, ...]]:
    """The values of formula B in the columns of UNSD's published values."""
    return [
        (
            SERIES,
            INDICATOR,
            value.area,
            str(value.year),
            str(rounded(value.value)),
            "PERCENT",
            NATURE,
            SOURCE,
            value.footnote,
        )
        for value in values
        if value.formula == "B"
    ]


def comment(value: Value) -> str:
    """The footnote of the published series, and what the year's share stands on."""
    own = f"Year alone: {rounded(value.single)} % ({value.tally.numerator} of {value.tally.denominator} arms)"
    return f"{value.footnote}. {own}" if value.footnote else own


def document(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV by RFC 4180 in UTF-8, without a mark at its beginning: programs read it, whose first column would else be another."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()
