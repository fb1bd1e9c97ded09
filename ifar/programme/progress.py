"""A progress report: what the records of a project say for a period, the first words of its author, and its parts on paper. Pure.

The chain of results-based management (UNSDG handbook): values against targets, work done and late, money, what could go wrong and did, what was
learned, and what nobody reported, by name. Missing is no zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from ifar.documents.dossiers import Section
from ifar.documents.wording import figure, listed
from ifar.numbers import rounded
from ifar.programme import work
from ifar.programme.report_texts import coded, words

TEXTS: Final = ("summary", "achieved", "difficulties", "next")
"""What the author writes, in the order in which it is read."""
AHEAD: Final = dt.timedelta(days=183)
"""How far a report looks ahead: half a year."""
HEAVY: Final = ("high", "severe")


def standing_at(begun_on: dt.date | None, done_on: dt.date | None, cancelled: bool, starts_on: dt.date, ends_on: dt.date, at: dt.date) -> tuple[str, int]:  # fmt: skip
    """How an activity stood on a day, and by how many days it was late then."""
    if done_on and done_on <= at:
        return "done", 0
    if cancelled:
        return "cancelled", 0
    state = "under_way" if begun_on and begun_on <= at else "planned"
    return work.standing(state, starts_on, ends_on, at), work.days_late(state, starts_on, ends_on, at)


def within(starts_on: dt.date, ends_on: dt.date, done_on: dt.date | None, first: dt.date, last: dt.date) -> bool:  # fmt: skip
    """Whether an activity belongs into a report: it was to be worked on before the end of the period, and was not done before its beginning."""
    return starts_on <= last and (done_on or dt.date.max) >= first


def first_words(facts: Mapping[str, Any], language: str) -> dict[str, str]:
    """What stands in the author's texts before the author writes: what the records say, in sentences."""
    activities, indicators = facts["activities"], facts["indicators"]
    done = [activity for activity in activities if activity["standing"] == "done"]
    late = [activity for activity in activities if activity["standing"] == "late"]
    reported = [indicator for indicator in indicators if indicator["number"]]
    good = [item for item in reported if item["band"] in ("met", "on_track")]
    money, risks, issues = facts["money"], facts["risks"], facts["issues"]

    def say(key: str, **params: Any) -> str:
        return words(f"sentence.{key}", language, params)

    summary = [
        say("activities", done=len(done), all=len(activities), late=len(late)),
        say("indicators", reported=len(reported), all=len(indicators), good=len(good)),
        say("money", spent=figure(money["within"]["spent"], language), allocated=figure(money["within"]["allocated"], language), currency=money["currency"]),
        say("risks", heavy=sum(risk["level"] in HEAVY for risk in risks), all=len(risks), issues=sum(issue["state"] == "open" for issue in issues)),
    ]  # fmt: skip
    difficulties = [say("late", title=item["title"], days=item["days"]) for item in late]
    difficulties += [f"- {issue['title']}" for issue in issues if issue["state"] == "open"]
    ahead = [say("ahead", title=item["title"], day=item["day"]) for item in facts["ahead"]]
    return {
        "summary": "\n".join(summary),
        "achieved": "\n".join(f"- {item['title']}" for item in done),
        "difficulties": "\n".join(difficulties),
        "next": "\n".join(ahead),
    }


def lines_of(facts: Mapping[str, Any], language: str) -> list[str]:
    """Below the title: which project, which period."""
    project, period = facts["project"], facts["period"]
    span = words("label.between", language, {"first": period["starts_on"], "last": period["ends_on"]})
    return [f"{project['reference']} · {project['title']}", f"{period['name']} · {span}"]


def _number(written: str | None, language: str) -> str:
    """A number as people write it, with at most two places; nothing where there is none."""
    return figure(f"{rounded(Decimal(written), 2).normalize():f}", language) if written else ""


def result(row: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """An indicator in the table of results: what it measures, baseline, target, value, how it stands."""
    unit = f" ({coded('unit', row['unit'], language)})" if row["unit"] else ""
    value = _number(row["number"], language) or row["words"] or words("label.not_reported", language)
    aims = (_number(row["baseline"], language) or "–", _number(row["target"], language) or "–")
    return (row["title"] + unit, *aims, value, coded("band", row["band"], language))


def sections_of(facts: Mapping[str, Any], texts: Mapping[str, str], language: str) -> list[Section]:
    """The parts of a report, in any language of papers."""

    def said(key: str) -> str:
        return words(key, language)

    def wrote(key: str) -> list[Section]:
        return [Section(said(f"head.{key}"), [("", texts[key])])] if texts.get(key, "").strip() else []

    project = facts["project"]
    about = [
        (said("label.state"), coded("project", project["state"], language)),
        (said("label.days"), _span(project["starts_on"], project["ends_on"])),
        (said("label.responsible"), project["responsible"]),
        (said("label.countries"), listed(project["countries"], language)),
        (said("label.partners"), "\n".join(facts["partners"])),
    ]
    results = [result(indicator, language) for indicator in facts["indicators"]]
    return [
        *wrote("summary"),
        Section(said("head.project"), [row for row in about if row[1]]),
        *wrote("achieved"),
        Section(said("head.results"), results, _columns("indicator baseline target value standing", language), said("label.none"), (5, 2, 2, 2, 3)),
        Section(said("head.unreported"), _unreported(facts["indicators"]), _columns("indicator periods", language), said("label.all_reported"), (3, 2)),
        Section(said("head.activities"), _activities(facts["activities"], language), _columns("activity output planned standing", language), said("label.none"), (4, 4, 3, 3)),
        Section(said("head.money"), _money(facts["money"], language), _columns("amount period whole", language), "", (2, 2, 2)),
        *wrote("difficulties"),
        Section(said("head.risks"), _risks(facts["risks"], language), _columns("risk weight owner mitigation", language), said("label.none"), (4, 2, 2, 4)),
        Section(said("head.issues"), _issues(facts["issues"], language), _columns("issue weight owner resolution", language), said("label.none"), (4, 2, 2, 4)),
        Section(said("head.lessons"), [(lesson["title"], lesson["words"], lesson["advice"] or "–") for lesson in facts["lessons"]], _columns("lesson learned advice", language), said("label.none"), (3, 4, 4)),
        *wrote("next"),
    ]  # fmt: skip


def _columns(keys: str, language: str) -> list[str]:
    return [words(f"column.{key}", language) for key in keys.split()]


def _span(first: str, last: str) -> str:
    return f"{first} – {last}" if first and last else first or last


def _unreported(indicators: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [
        (indicator["title"], ", ".join(indicator["missing"]))
        for indicator in indicators
        if indicator["missing"]
    ]


def _activities(activities: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, str, str, str]]:
    rows = []
    for activity in activities:
        state = coded("standing", activity["standing"], language)
        if activity["days"]:
            state += "\n" + words("label.days_late", language, {"days": activity["days"]})
        if activity["done_on"] and activity["standing"] == "done":
            state += f"\n{activity['done_on']}"
        rows.append(
            (activity["title"], activity["output"], _span(activity["starts_on"], activity["ends_on"]), state)
        )
    return rows


def _money(money: Mapping[str, Any], language: str) -> list[tuple[str, str, str]]:
    def amount(span: str, name: str) -> str:
        return f"{figure(money[span][name], language)} {money['currency']}"

    return [
        (coded("money", name, language), amount("within", name), amount("whole", name))
        for name in ("allocated", "obligated", "spent")
    ]


def _risks(risks: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, str, str, str]]:
    return [
        (
            risk["title"],
            f"{coded('level', risk['level'], language)}\n{risk['likelihood']} × {risk['impact']}",
            risk["owner"],
            risk["mitigation"],
        )
        for risk in risks
    ]


def _issues(issues: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, str, str, str]]:
    return [
        (
            issue["title"],
            f"{coded('severity', issue['severity'], language)}\n{coded('issue', issue['state'], language)}",
            issue["owner"],
            issue["resolution"]
            or (words("label.due", language, {"day": issue["due_on"]}) if issue["due_on"] else "–"),
        )
        for issue in issues
    ]


def shown(amount: Decimal) -> str:
    """An amount as a report says it in every language: to the cent, thousands apart by a narrow space."""
    return f"{amount:,.2f}".replace(",", "\u202f")
