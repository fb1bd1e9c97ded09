"""Fields for the parts of a value by sex and age, and for a table of participants; what other divisions say is kept as it stood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ifar.programme import indicators, people_labels
from ifar.programme.indicators import Part
from ifar.programme.participation import AGES, PARTS, SEXES, Cell
from ifar.programme.services import planning

_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class PartsForm(forms.Form):
    """A field for each part of the divisions that an indicator asks for and whose parts are known."""

    def __init__(self, by: Sequence[str], data: Any = None, *, was: Sequence[Part] = ()) -> None:
        self.by = [one for one in PARTS if one in by]
        initial = {f"{one.by}-{one.name}": indicators.written(one.number) for one in was}
        super().__init__(data, prefix="part", initial=initial)
        for one in self.by:
            for name in PARTS[one]:
                self.fields[f"{one}-{name}"] = forms.CharField(
                    label=people_labels.PARTS[one][name], required=False, max_length=30, widget=forms.TextInput(attrs=_NUMBER)
                )  # fmt: skip

    def parts(self, kept: Sequence[Part]) -> tuple[Part, ...]:
        """What was typed, with those of `kept` for which there is no field.

        Raises:
            Invalid: a number is none.
        """
        typed = [
            Part(one, name, number)
            for one in self.by
            for name in PARTS[one]
            if (number := planning.number(self.cleaned_data[f"{one}-{name}"], "parts")) is not None
        ]
        return (*typed, *(one for one in kept if one.by not in self.by))

    def divisions(self) -> list[dict[str, Any]]:
        """The fields, division by division."""
        return [
            {"words": people_labels.DIVISIONS[one], "fields": [self[f"{one}-{name}"] for name in PARTS[one]]}
            for one in self.by
        ]


class TableForm(forms.Form):
    """How many of each sex and age group took part on a day."""

    def __init__(self, data: Any = None, *, was: Sequence[Cell] = ()) -> None:
        initial = {f"{one.sex}-{one.age}": one.number for one in was}
        super().__init__(data, prefix="cell", initial=initial)
        for sex in SEXES:
            for age in AGES:
                label = f"{people_labels.SEXES[sex]}, {people_labels.AGES[age]}"
                self.fields[f"{sex}-{age}"] = forms.IntegerField(
                    label=label, required=False, min_value=0, max_value=100_000, widget=forms.NumberInput(attrs={"aria-label": label})
                )  # fmt: skip

    def cells(self) -> list[Cell]:
        """What was typed; nothing where nothing was."""
        return [
            Cell(sex, age, number)
            for sex in SEXES
            for age in AGES
            if (number := self.cleaned_data[f"{sex}-{age}"])
        ]

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """The fields as a table: an age group, and its fields by sex."""
        return [(people_labels.AGES[age], [(people_labels.SEXES[sex], self[f"{sex}-{age}"]) for sex in SEXES]) for age in AGES]  # fmt: skip
