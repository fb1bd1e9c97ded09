"""Fields of forms that only the programme has: a table of who took part, a line of countries; and the lists from which one chooses in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from ifar.acts.inputs import Entry
from ifar.hotspots.selectors import places
from ifar.programme import assessment, conduct_labels, labels, people_labels, work_labels
from ifar.programme.fund import postings
from ifar.programme.participation import AGES, SEXES
from ifar.reference import selectors as reference


def _tip_areas() -> Sequence[tuple[str, Any]]:
    return sorted(places.named_areas().items(), key=lambda row: row[1])


LISTS: Final[Mapping[str, Callable[[], Any]]] = {
    "programme.feedback_channels": people_labels.CHANNELS.items,
    "programme.feedback_closings": people_labels.CLOSINGS.items,
    "programme.stakeholder_kinds": people_labels.STAKEHOLDERS.items,
    "programme.sighting_whats": people_labels.WHATS.items,
    "programme.sighting_goods": people_labels.GOODS.items,
    "programme.sighting_reasons": people_labels.REASONS.items,
    "programme.tip_areas": _tip_areas,
    "programme.constituencies": labels.CONSTITUENCIES.items,
    "programme.rules": labels.RULES.items,
    "programme.evaluation_kinds": work_labels.EVALUATION_KINDS.items,
    "programme.criteria": work_labels.CRITERIA.items,
    "programme.priorities": work_labels.PRIORITIES.items,
    "programme.responses": work_labels.RESPONSES.items,
    "programme.partner_kinds": work_labels.PARTNER_KINDS.items,
    "programme.partner_roles": work_labels.PARTNER_ROLES.items,
    "programme.reaches": work_labels.REACHES.items,
    "programme.exactness": work_labels.EXACTNESS.items,
    "programme.likelihoods": work_labels.LIKELIHOODS.items,
    "programme.impacts": work_labels.IMPACTS.items,
    "programme.severities": work_labels.SEVERITIES.items,
    "programme.document_kinds": work_labels.DOCUMENT_KINDS.items,
    "programme.standings": lambda: [
        *((code, conduct_labels.STANDINGS[code]) for code in assessment.STANDINGS),
        ("", conduct_labels.STANDINGS[assessment.OPEN]),
    ],
    "programme.risk_grades": conduct_labels.GRADES.items,
    "programme.forces": conduct_labels.FORCES.items,
    "programme.support": conduct_labels.SUPPORT.items,
    "programme.measures": labels.MEASURES.items,
    "programme.aggregations": labels.AGGREGATIONS.items,
    "programme.divisions": people_labels.DIVISIONS.items,
    "programme.frequencies": labels.FREQUENCIES.items,
    "programme.grades": labels.GRADES.items,
    "programme.moves": lambda: [(item, labels.MOVES[item]) for item in postings.BOOKED],
    "programme.recipients": conduct_labels.RECIPIENTS.items,
    "programme.given": conduct_labels.GIVEN.items,
}


def choices(name: str) -> list[tuple[str, Any]]:
    """Code and words of each choice of a list."""
    return list(LISTS[name]())


class _PeopleTable(forms.Widget):
    """A number for each sex and age group, as a table."""

    template_name = "programme/people_widget.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        values = {(item["sex"], item["age"]): item["number"] for item in value or ()}
        rows = [
            (
                people_labels.AGES[age],
                [
                    (people_labels.SEXES[sex], f"{name}-{sex}-{age}", values.get((sex, age), ""))
                    for sex in SEXES
                ],
            )
            for age in AGES
        ]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        return {**context, "rows": rows, "sexes": list(people_labels.SEXES.values())}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        typed = (
            (sex, age, str(data.get(f"{name}-{sex}-{age}", "")).strip()) for sex in SEXES for age in AGES
        )
        return [{"sex": sex, "age": age, "number": number} for sex, age, number in typed if number]

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return ""


class _Countries(forms.CharField):
    """Codes of what was typed: names in any language that the register knows, or codes; these may stand with spaces between."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        pieces = [part.strip() for part in re.split(r"[,;،\n]", text) if part.strip()]
        return [country for piece in pieces for country in _countries(piece)]


def _countries(text: str) -> list[str]:
    """The codes that a piece of what was typed means: codes with spaces between, or one name.

    Raises:
        ValidationError: no country is called so.
    """
    codes = text.upper().split()
    if all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        return codes
    resolved = reference.resolver().resolve_country(text)
    if not resolved.is_certain or not resolved.code:
        raise forms.ValidationError(_("No country is called “%(text)s” in the register.") % {"text": text})
    return [resolved.code]


def people(_entry: Entry, result: Mapping[str, Any]) -> forms.Field:
    """The table of who took part; the model reads its numbers."""
    return forms.Field(widget=_PeopleTable(), **result)


def countries(_entry: Entry, result: Mapping[str, Any]) -> forms.Field:
    """A line of countries."""
    return _Countries(max_length=400, widget=forms.TextInput(attrs={"dir": "auto"}), **result)
