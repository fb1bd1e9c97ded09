"""The form of a long-term plan: milestones, indicators and criteria in rows; what was typed stays in it when a service refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ifar.hotspots import flow_labels
from ifar.hotspots.models import Plan
from ifar.hotspots.services import plans, responses
from ifar.hotspots.views.flow_forms import day_field, several_field, text_field
from ifar.reference import selectors as reference

MILESTONES: Final = 3
INDICATORS: Final = 2
CRITERIA: Final = 2


def _whole(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=10**9)


class PlanForm(forms.Form):
    """A long-term plan."""

    title = text_field(_("Name"), required=True)
    outcomes = several_field(_("Outcomes of the strategy"), required=True)
    measures = several_field(_("Measures of the catalogue"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["outcomes"].choices = list(flow_labels.OUTCOMES.items())  # type: ignore[attr-defined]
        self.fields["measures"].choices = list(reference.words(responses.MEASURES).items())  # type: ignore[attr-defined]
        directions = [("down", _("is to fall")), ("up", _("is to rise"))]
        for n in range(MILESTONES):
            self.fields[f"m{n}_words"] = text_field(_("What is to be reached"), most=400)
            self.fields[f"m{n}_due"] = day_field(_("Until"))
        for n in range(INDICATORS):
            self.fields[f"i{n}_name"] = text_field(_("What is counted"))
            self.fields[f"i{n}_unit"] = text_field(_("Unit"))
            self.fields[f"i{n}_baseline"] = _whole(_("Baseline"))
            self.fields[f"i{n}_target"] = _whole(_("Target"))
            self.fields[f"i{n}_direction"] = forms.ChoiceField(
                label=_("Direction"), choices=directions, required=False
            )
            self.fields[f"i{n}_due"] = day_field(_("Until"))
        for n in range(CRITERIA):
            self.fields[f"c{n}_words"] = text_field(_("When the plan may end"), most=400)

    def rows(self, letter: str) -> list[list[Any]]:
        """The fields of each row, for the page."""
        names: dict[str, list[list[Any]]] = {}
        for name in self.fields:
            if name[0] == letter and name[1].isdigit():
                names.setdefault(name.partition("_")[0], []).append(self[name])  # type: ignore[arg-type]
        return list(names.values())

    def milestones(self) -> list[list[Any]]:
        """For the page."""
        return self.rows("m")

    def indicators(self) -> list[list[Any]]:
        """For the page."""
        return self.rows("i")

    def criteria(self) -> list[list[Any]]:
        """For the page."""
        return self.rows("c")

    def draft(self) -> plans.Draft:
        """What the services take; rows in which nothing is said are left out."""
        said = self.cleaned_data
        return plans.Draft(
            said["title"], said["outcomes"], said["measures"],
            [plans.Milestone(said[f"m{n}_words"], said[f"m{n}_due"]) for n in range(MILESTONES) if said[f"m{n}_words"] or said[f"m{n}_due"]],
            [
                plans.Indicator(
                    said[f"i{n}_name"], said[f"i{n}_unit"], said[f"i{n}_baseline"], said[f"i{n}_target"], said[f"i{n}_direction"],
                    said[f"i{n}_due"],
                )
                for n in range(INDICATORS) if _any(said, f"i{n}_", "name", "unit", "baseline", "target", "due")
            ],
            [said[f"c{n}_words"] for n in range(CRITERIA) if said[f"c{n}_words"]],
        )  # fmt: skip

    @staticmethod
    def fits(found: Plan) -> bool:
        """Whether the form has room for all that a plan says; one that was drafted over HTTP may say more."""
        return (
            len(found.milestones) <= MILESTONES
            and len(found.indicators) <= INDICATORS
            and len(found.criteria) <= CRITERIA
        )

    @staticmethod
    def of(found: Plan) -> dict[str, Any]:
        """What a plan says now."""
        texts: Mapping[str, str] = found.words or {}
        said = {"title": texts.get("title", ""), "outcomes": found.outcomes, "measures": found.measures}
        for n, row in enumerate(found.milestones[:MILESTONES]):
            said |= {f"m{n}_words": texts.get(row["id"], ""), f"m{n}_due": row["due"]}
        for n, row in enumerate(found.indicators[:INDICATORS]):
            said |= {f"i{n}_{name}": row[name] for name in ("baseline", "target", "direction", "due")}
            said |= {f"i{n}_name": texts.get(row["id"], ""), f"i{n}_unit": texts.get(f"unit:{row['id']}", "")}
        for n, row in enumerate(found.criteria[:CRITERIA]):
            said[f"c{n}_words"] = texts.get(row["id"], "")
        return said


def _any(said: Mapping[str, Any], start: str, *names: str) -> bool:
    """Whether anything was said in a row of fields; a number may be 0."""
    return any(said[start + name] not in (None, "") for name in names)
