"""A strategy as a believable one would stand after a few years: projects in most cells of the matrix, money of thirty donors, values reported.

Invented from end to end: donors, projects, figures. Loaded in bulk, each act checked by the database like any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any, Final

from django.db import transaction
from django.utils.translation import override

from ifar.demonstration import law
from ifar.demonstration.many import Many
from ifar.demonstration.recoveries import on_duty
from ifar.programme import framework, indicators
from ifar.programme.computed import records as sources
from ifar.programme.fund import money, postings
from ifar.programme.fund.postings import ZERO, Movement
from ifar.programme.fund.services.fund import journal_of
from ifar.programme.models import Indicator, Period, Project, Value
from ifar.programme.selectors import plans
from ifar.programme.services import planning, projects, recipients, starting, values
from ifar.programme.services.planning import NewProject
from ifar.programme.services.recipients import NewRecipient
from ifar.programme.services.starting import ChosenPlan
from ifar.rights import Actor

SEED: Final = 20230627
PROJECTS: Final = 60
INDICATORS: Final = 400
"""Those that are computed from the records of the demonstration country among them."""
DONORS: Final = 30
FIRST: Final = 2023
YEARS: Final = 7
EMPTY: Final = frozenset({"A4C5", "A5C1", "A2C4"})
"""Cells in which nothing is done yet, so that the page has gaps to show."""
CATALYSTS: Final[Mapping[str, Mapping[str, str]]] = {
    "C1": {"en": "Knowledge and data", "fr": "Connaissances et données", "ar": "المعرفة والبيانات", "es": "Conocimientos y datos", "ru": "Знания и данные", "zh": "知识与数据"},
    "C2": {"en": "Technology and records", "fr": "Technologie et registres", "ar": "التكنولوجيا والسجلات", "es": "Tecnología y registros", "ru": "Технологии и учёт", "zh": "技术与登记"},
    "C3": {"en": "Training and practitioners", "fr": "Formation et praticiens", "ar": "التدريب والممارسون", "es": "Capacitación y profesionales", "ru": "Подготовка и специалисты-практики", "zh": "培训与从业人员"},
    "C4": {"en": "Partnerships", "fr": "Partenariats", "ar": "الشراكات", "es": "Alianzas", "ru": "Партнёрства", "zh": "伙伴关系"},
    "C5": {"en": "Communication and awareness", "fr": "Communication et sensibilisation", "ar": "التواصل والتوعية", "es": "Comunicación y sensibilización", "ru": "Коммуникация и повышение осведомлённости", "zh": "宣传与意识提升"},
}  # fmt: skip
"""Names that the demonstration's manager gave to the blanks, marked as inferred: the strategy's own are not known."""
_WORK: Final[Mapping[str, tuple[str, ...]]] = {
    "A1": ("Legislative review", "Marking regulation", "Record-keeping decree", "Licensing reform"),
    "A2": ("Prosecutors' handbook", "Tracing desk", "Forensic laboratory support", "Investigation of conversion"),
    "A3": ("Joint border operation", "Parcel screening", "Ports programme", "Networks case support"),
    "A4": ("Community safety councils", "Women's networks", "Youth ambassadors", "Victims' support"),
    "A5": ("Regional tracing exchange", "Liaison magistrates", "South-South exchange", "Customs cooperation"),
}  # fmt: skip
ASSUMED: Final = {
    "outcome": "What is agreed is carried out after elections too, and the offices keep those who were trained.",
    "output": "Offices name who takes part, and the money of the year comes in its first half.",
}
"""What results of a level take for granted."""
_WHERE: Final = ("Coast", "Lakes", "Northern border", "Capital region", "Islands", "River basin")
_LANDS: Final = (
    "Aldmark",
    "Bergona",
    "Corvenia",
    "Dalhem",
    "Estavia",
    "Fjordal",
    "Galdia",
    "Hestria",
    "Istmar",
    "Jorvania",
)
_GIVERS: Final = (
    "Ministry of Foreign Affairs of {}",
    "Development Agency of {}",
    "Ministry of the Interior of {}",
)
_CURRENCIES: Final = (
    ("USD", Decimal(1)),
    ("EUR", Decimal("0.9215")),
    ("JPY", Decimal("148.35")),
    ("NOK", Decimal("10.642")),
    ("CAD", Decimal("1.3581")),
)
_SHOWN: Final = (
    ("Laws and regulations that follow the Protocol", "number", "unit", "sum", "up", 1, 12),
    ("Officers trained who use it after a year", "number", "unit", "sum", "up", 20, 900),
    ("Arms marked within the term", "per cent", "percentage", "pooled_ratio", "up", 15, 80),
    ("Days until a request is answered", "days", "unit", "weighted_mean", "down", 90, 20),
    ("Cases opened from a trace", "number", "unit", "sum", "up", 4, 140),
    ("Women among those who decide", "per cent", "percentage", "pooled_ratio", "up", 12, 40),
    ("Arms lost from stocks in a year", "number", "unit", "sum", "down", 60, 10),
)  # fmt: skip
_RECORDS: Final[Mapping[str, tuple[Mapping[str, Any], str]]] = {
    "": ({"id": "", "outcomes": ["O2"], "cells": ["A3C2"], "responsible": "Secretariat"}, "What the records of the participating State show"),
    "hotspots": ({"id": "", "outcomes": ["O4"], "cells": ["A3C1"], "responsible": "Secretariat"}, "Hotspots are answered in time, and by what works"),
    "community": ({"id": "", "outcomes": ["O2"], "cells": ["A5C3"], "responsible": "Secretariat"}, "Practitioners learn from each other"),
}  # fmt: skip
"""Where the indicators that are computed from the records of an app stand in the strategy, and under which result; of all others under the first."""
PLACES: Final = ("XA", "XB", "XC", "XD")
"""Codes that ISO 3166 leaves to whoever needs some: the States of the demonstration's region."""


@transaction.atomic
def load(officers: Mapping[str, Actor], today: dt.date) -> int:
    """Load the strategy where there is none yet; how many acts it took."""
    if Project.objects.exists():
        return 0
    draw = Random(SEED)  # noqa: S311 - invented figures, the same on every installation
    many = Many()
    manager, officer = officers["strategist"], officers["programme"]
    for code, names in CATALYSTS.items():
        changes = {"code": code, "kind": "catalyst", "names": names, "inferred": True}
        many.add(manager, "theme", "set", changes)
    for year in range(FIRST, FIRST + YEARS):
        changes = {
            "name": str(year),
            "starts_on": dt.date(year, 1, 1),
            "ends_on": dt.date(year, 12, 31),
            "due_on": dt.date(year + 1, 2, 28),
        }
        many.add(manager, "period", "opened", changes)
    projects = _projects(many, officers, draw, today)
    defined = _logframe(many, officer, draw, projects)
    law.assess_activity(
        many, officers, next(project for project in projects if project["reference"] == law.WITH_AN_ACTIVITY)
    )
    done = many.write()
    _values(many, manager, officer, draw, defined, today)
    done += many.write()
    _money(many, officers, draw, projects, today)
    done += many.write()
    if "coordinator" in officers:
        with on_duty(officers["coordinator"]) as coordinator:
            from_plans(coordinator, officers["rights"])
    law.hold(
        many,
        officers,
        {project["reference"]: project["diligence"] for project in projects if project["diligence"]},
    )
    law.assess(many, officer, manager)
    done += many.write()
    for year in range(FIRST, today.year + 1):
        values.compute_all(actor=values.JOB, period=str(year))
    _approve(manager, str(today.year))
    for period in Period.objects.filter(name__in=[str(year) for year in range(FIRST, today.year - 1)]):
        planning.lock_period(actor=manager, period_id=period.public_id, named=period.name)
    return done


WAITS: Final = ("alerts_judged", "assistance_met")
"""Of the figures of hotspots and of the community, those that nobody has approved yet."""


def _approve(manager: Actor, year: str) -> None:
    """Approve what was counted of hotspots and of the community, so that a few wait and not all."""
    of = [source.name for source in sources.SOURCES.values() if source.of in ("hotspots", "community") and source.name not in WAITS]  # fmt: skip
    counted = Indicator.objects.filter(source__in=of).values("public_id")
    for value in Value.objects.filter(indicator__in=counted, period=year, state="submitted"):
        values.approve(actor=manager, value_id=value.public_id, expected_n=value.n)


def from_plans(coordinator: Actor, adviser: Actor) -> None:
    """The project that begins with the plan for the hotspot that goes on, and whose values the plan reports."""
    for plan, _title, _hotspot in plans.waiting(coordinator):
        start = plans.start_of(coordinator, plan)
        new = NewProject(
            f"GF-{PROJECTS + 1:03d}", start.title, "Begun with the long-term plan for a hotspot.", start.outcomes, ["A3C4", "A4C4"], ["B1", "B3"],
            start.countries, start.starts_on, start.ends_on, "General Directorate of Police", gem=1, dac_gender=1,
        )  # fmt: skip
        rows = ChosenPlan(
            start.measures,
            [text for text, _due in start.milestones],
            "\n".join(start.criteria),
            [indicator.id for indicator in start.indicators],
        )
        made = starting.open_from_plan(actor=coordinator, plan=plan, new=new, taken=rows)
        council = NewRecipient("Municipal council of the district", "local_authority", ["advice", "training"])
        recipient = recipients.name(actor=coordinator, project=made.public_id, new=council)
        recipients.confirm(actor=adviser, recipient_id=recipient.public_id, expected_n=recipient.n)
        projects.start(actor=coordinator, project_id=made.public_id)
        return


def _projects(many: Many, officers: Mapping[str, Actor], draw: Random, today: dt.date) -> list[dict[str, Any]]:  # fmt: skip
    officer = officers["programme"]
    cells = [cell for cell in framework.CELLS if cell not in EMPTY]
    rows = []
    for n in range(PROJECTS):
        main = cells[n % len(cells)]
        area = main[:2]
        year = FIRST + draw.choice((0, 0, 1, 1, 2, 3))
        starts, ends = (
            dt.date(year, draw.choice((1, 4, 7)), 1),
            dt.date(min(year + draw.choice((2, 3, 4)), 2029), 12, 31),
        )
        beside = draw.choice(cells)
        reference = f"GF-{n + 1:03d}"
        if not law.begins(reference):
            starts, ends = dt.date(today.year + 1, 4, 1), dt.date(today.year + 3, 12, 31)
        changes = {
            "reference": reference,
            "title": f"{_WORK[area][n // len(cells) % 4 if n >= len(cells) else n % 4]}: {_WHERE[n % len(_WHERE)]}",
            "words": "Equipment, training and advice over several years, with the authorities of each country. It is followed by the figures below.",
            "outcomes": [f"O{ {'A1': 1, 'A2': 2, 'A3': 2, 'A4': 3, 'A5': 4}[area] }"],
            "cells": sorted({main, beside} if n % 3 == 0 else {main}),
            "benchmarks": sorted(draw.sample(("B1", "B2", "B3", "B4"), 2)),
            "countries": sorted(draw.sample(PLACES, draw.choice((1, 2, 4)))),
            "starts_on": starts,
            "ends_on": ends,
            "responsible": draw.choice(("National commission", "Regional secretariat", "Ministry of the Interior")),
            "gem": draw.choice((1, 2, 2, 3)),
            "dac_gender": draw.choice((0, 1, 1, 2)),
            "hotspot": "",
            "security_forces": law.supports(reference),
        }  # fmt: skip
        subject = many.add(officer, "project", "opened", changes)
        law.receive(many, officers, subject, reference, str(changes["responsible"]))
        diligence = law.assess_support(many, officers, subject, reference) if law.supports(reference) else ""
        begins = starts <= today
        if begins:
            many.add(officer, "project", "started", on=subject)
        rows.append({"id": subject, "diligence": diligence, "begins": begins, **changes})
    return rows


def _logframe(
    many: Many, officer: Actor, draw: Random, projects: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    defined = []
    reported = INDICATORS - len(sources.SOURCES)
    per, extra = divmod(reported, len(projects))
    for n, project in enumerate(projects):
        outcome = _result(many, officer, project, "outcome", "", f"{project['title']}: what changes")
        outputs = [
            _result(
                many, officer, project, "output", outcome, f"{project['title']}: what is delivered, {part}"
            )
            for part in ("first part", "second part")
        ]
        for k in range(per + (n < extra)):
            title, unit, measure, aggregation, direction, low, high = _SHOWN[(n + k) % len(_SHOWN)]
            of = (outcome, *outputs)[k % 3]
            goal = Decimal(high)
            step = (goal - low) / YEARS
            targets = {
                str(FIRST + y): indicators.written((low + step * (y + 1)).quantize(Decimal("1")))
                for y in range(YEARS)
            }
            changes = {
                "result": of,
                "title": title,
                "unit": unit,
                "measure": measure,
                "direction": direction,
                "aggregation": aggregation,
                "disaggregation": ["sex"] if "trained" in title else [],
                "baseline": str(low),
                "baseline_year": FIRST - 1,
                "targets": targets,
                "means": "Records of the participating States",
                "source": "",
                "frequency": "year",
                "responsible": project["responsible"],
                "assumptions": "",
            }
            subject = many.add(officer, "indicator", "defined", changes)
            pace = draw.choice((0, 0.3, 0.6, 0.9, 1.0, 1.1, 1.2))
            defined.append({"id": subject, "places": project["countries"], "pace": pace, "low": low, "step": step, **changes})  # fmt: skip
    _computed(many, officer)
    return defined


def _computed(many: Many, officer: Actor) -> None:
    """Indicators of the strategy itself, whose values come out of the records."""
    stated: dict[str, str] = {}
    for source in sources.SOURCES.values():
        of, title = _RECORDS.get(source.of, _RECORDS[""])
        if title not in stated:
            stated[title] = _result(many, officer, of, "outcome", "", title)
        result = stated[title]
        with override("en"):
            title, unit = str(source.words), str(source.unit)
        changes: dict[str, Any] = {
            "result": result,
            "title": title,
            "unit": unit,
            "measure": source.measure,
            "direction": source.direction,
            "aggregation": source.aggregation,
            "disaggregation": [],
            "baseline": None,
            "baseline_year": None,
            "targets": {},
            "means": "Counted from the records",
            "source": source.name,
            "frequency": "year",
            "responsible": "",
            "assumptions": "",
        }
        many.add(officer, "indicator", "defined", changes)


def _result(
    many: Many, officer: Actor, project: Mapping[str, Any], level: str, parent: str, title: str
) -> str:
    changes = {
        "project": project["id"],
        "parent": parent,
        "level": level,
        "title": title,
        "outcome": project["outcomes"][0],
        "cells": project["cells"],
        "assumptions": ASSUMED.get(level, "") if project["id"] else "",
        "risks": "",
        "responsible": project["responsible"],
        "security_forces": False,
    }
    return many.add(officer, "result", "stated", changes)


def _values(many: Many, manager: Actor, officer: Actor, draw: Random, defined: list[dict[str, Any]], today: dt.date) -> None:  # fmt: skip
    for year in range(FIRST, min(today.year, FIRST + YEARS - 1) + 1):
        open_now = year >= today.year - 1
        for row in defined:
            if draw.random() < (0.45 if year == today.year else 0.12 if open_now else 0.02):
                continue
            place = row["places"][0]
            value = row["low"] + row["step"] * (year - FIRST + 1) * Decimal(str(row["pace"]))
            value = max(value * Decimal(str(draw.uniform(0.95, 1.05))), Decimal(0)).quantize(Decimal("0.1"))
            if row["measure"] == "unit":
                value = value.quantize(Decimal(1))
            whole = Decimal(draw.randint(40, 400))
            ratio = row["aggregation"] == "pooled_ratio"
            top = (whole * min(value, Decimal(100)) / 100).quantize(Decimal(1)) if ratio else None
            number = indicators.ratio(top, whole) if top is not None else value
            women = (value * Decimal("0.4")).quantize(Decimal(1))
            parts = [{"by": "sex", "name": "female", "number": indicators.written(women)}, {"by": "sex", "name": "male", "number": indicators.written(value - women)}]  # fmt: skip
            changes = {
                "indicator": row["id"],
                "period": str(year),
                "place": place,
                "number": indicators.written(number),
                "numerator": indicators.written(top),
                "denominator": indicators.written(whole) if ratio or row["aggregation"] == "weighted_mean" else None,
                "words": "",
                "parts": parts if row["disaggregation"] else [],
                "evidence": [],
            }  # fmt: skip
            subject = many.add(officer, "value", "reported", changes)
            if not open_now or draw.random() < 0.6:
                many.add(manager, "value", "approved", on=subject)


def _money(
    many: Many, officers: Mapping[str, Actor], draw: Random, projects: list[dict[str, Any]], today: dt.date
) -> None:
    books, manager, reader = officers["fund"], officers["strategist"], officers.get("donor")
    balances: dict[postings.Key, Decimal] = {}
    grades = ["unearmarked", "soft", "soft", "project"]

    def book(
        movement: Movement,
        on: dt.date,
        currency: str = "USD",
        amount: Decimal | None = None,
        rate: Decimal = Decimal(1),
    ) -> None:
        made = postings.lines(movement)
        balances.update(postings.after(balances, made))
        changes, details = journal_of(movement, made, on=on, currency=currency, amount=movement.amount if amount is None else amount, rate=rate, rate_source="UN operational rate of the month" if currency != "USD" else "", reference="")  # fmt: skip
        if movement.move not in postings.TWO:
            many.add(books, "journal", "posted", changes, details)
            return
        result = {name: details[name] for name in ("fund_amount", "to", "reference")}
        subject = many.add(books, "journal", "proposed", changes, result)
        many.add(manager, "journal", "approved", details=details, on=subject)

    for n in range(DONORS):
        donor = _GIVERS[n % 3].format(_LANDS[n % len(_LANDS)])
        currency, rate = _CURRENCIES[n % len(_CURRENCIES)]
        grade = grades[n % len(grades)]
        project = projects[n * 7 % len(projects)]
        earmark = {"unearmarked": "", "soft": project["cells"][0][:2], "project": project["id"]}[grade]
        year = FIRST + n % 3
        in_usd = Decimal(draw.randint(4, 60) * 50_000)
        amount = (in_usd * rate).quantize(Decimal(1) if currency == "JPY" else money.CENT)
        fund = money.converted(amount, rate)
        percent = Decimal("13.00") if n % 4 else Decimal("8.00")
        agreed = n % 10 != 9
        terms = {
            "donor": donor, "agency": reader.agency if reader and donor == reader.agency_name else "", "reference": f"AGR-{year}-{n + 1:02d}",
            "currency": currency, "pledged": indicators.written(amount), "agreed": None,
            "grade": grade, "earmark": earmark, "support_percent": indicators.written(percent),
        }  # fmt: skip
        subject = many.add(books, "contribution", "pledged", terms)
        day = dt.date(year, 2, 1 + n % 27)
        book(Movement("pledge", fund, subject), day, currency, amount, rate)
        if not agreed:
            continue
        many.add(books, "contribution", "agreed", {**terms, "agreed": indicators.written(amount)}, on=subject)
        book(
            Movement("agreement", fund, subject, lapses=fund),
            day + dt.timedelta(days=40),
            currency,
            amount,
            rate,
        )
        outstanding = amount
        parts = 3 if n % 2 else 2
        for k in range(parts):
            on = day + dt.timedelta(days=60 + 300 * k)
            if on > today:
                break
            part = outstanding if k == parts - 1 else (amount / parts).quantize(Decimal(1))
            moved = (
                (rate * Decimal(str(draw.uniform(0.94, 1.06)))).quantize(Decimal("0.0001"))
                if rate != 1
                else rate
            )
            owed = balances[("receivable", subject, "")]
            received = money.converted(part, moved)
            book(Movement("receipt", received, subject, clears=postings.settled(owed, outstanding, part), percent=percent), on, currency, part, moved)  # fmt: skip
            outstanding -= part
            _spend(book, balances, draw, subject, grade, earmark, projects, on, today)


def _spend(book: Any, balances: Mapping[postings.Key, Decimal], draw: Random, subject: str, grade: str, earmark: str, projects: list[dict[str, Any]], on: dt.date, today: dt.date) -> None:  # fmt: skip
    fits = [
        project
        for project in projects
        if project["begins"]
        and money.may_fund(
            grade, earmark, project=project["id"], outcomes=project["outcomes"], cells=project["cells"]
        )
    ]
    for row in draw.sample(fits, min(len(fits), 5)):
        free = -balances.get(("unallocated", subject, ""), ZERO)
        amount = money.cents(free * Decimal(str(draw.uniform(0.15, 0.4))))
        day = on + dt.timedelta(days=20)
        if amount <= 0 or day > today:
            continue
        book(Movement("allocation", amount, subject, row["id"]), day)
        for kind, share, later in (("obligation", 0.8, 60), ("expenditure", 0.85, 200)):
            account = "allocated" if kind == "obligation" else "obligated"
            there = -balances.get((account, subject, row["id"]), ZERO)
            moved = money.cents(there * Decimal(str(share)))
            when = day + dt.timedelta(days=later)
            if moved > 0 and when <= today:
                book(Movement(kind, moved, subject, row["id"]), when)
