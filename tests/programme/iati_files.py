"""Files of the standard that tests begin with: one activity and one organisation, valid, and what breaks them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ifar.programme.iati import export
from ifar.programme.iati.export import Activity, Body, ExportedPeriod, Measured, Money, Reached

BODY = Body("XX-TEST-1", "Fund of the test", "40", "en", "USD")
NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)
D = Decimal


def an_activity(**more) -> Activity:
    """A project with everything that is exported."""
    result = {
        "reference": "P-01",
        "title": "Marking at the coast & lakes",
        "words": "Machines, training <and> records.",
        "state": "active",
        "planned_start": dt.date(2024, 1, 1),
        "planned_end": dt.date(2027, 12, 31),
        "actual_start": dt.date(2024, 2, 1),
        "implementing": "Coastal commission",
        "countries": ["KE", "TZ", "UG"],
        "themes": {"A1C2": "Legislative and regulatory frameworks"},
        "gender": 1,
        "budgets": {2024: D("100000.00"), 2025: D("50000.50")},
        "transactions": [
            Money("1", dt.date(2024, 2, 1), D("150000.50"), "Ministry of a donor"),
            Money("2", dt.date(2024, 3, 1), D("90000.00")),
            Money("4", dt.date(2024, 6, 1), D("-12.34"), words="Paid back by a supplier"),
        ],
        "results": [
            Reached("output", "Arms are marked", [
                Measured("Share of arms marked", "2", True, "12.5", 2023, "16.4.2", [
                    ExportedPeriod(dt.date(2024, 1, 1), dt.date(2024, 12, 31), "20", "21.5", "Two States of three.", [("sex", "female", "10")]),
                    ExportedPeriod(dt.date(2025, 1, 1), dt.date(2025, 12, 31), "40"),
                ]),
                Measured("What the law says", "5", True, periods=[ExportedPeriod(dt.date(2024, 1, 1), dt.date(2024, 12, 31), words="It is in force.")]),
            ]),
        ],
        "updated": NOW,
    }  # fmt: skip
    return Activity(**(result | more))


def activities():
    """A valid file of activities, as a tree."""
    return export.activities([an_activity()], BODY, NOW)


def organisation():
    """A valid file of an organisation, as a tree."""
    return export.organisation(BODY, {2024: D("100000.00")}, {2024: D("90000.00")}, NOW)
