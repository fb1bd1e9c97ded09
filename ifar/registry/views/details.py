"""The form of an event, made from its schema: one field for each detail, with its words, its form and its codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ifar.fields import IdentifierField, read_identifier, suggesting
from ifar.form_renderer import Select
from ifar.reference import selectors as reference
from ifar.registry import detail_labels, kinds, labels
from ifar.registry.lifecycle import CONDITIONS, Ownership, Proposed, Thing, state_of
from ifar.registry.lifecycle.decision import demanded
from ifar.registry.services.events import Snapshot

UNASKED: Final = frozenset({"photos", "import", "row", "duplicate", "event", "marks", "fields", "book"})
"""Details that other pages or the register itself fill in."""

OF_A_LOSS: Final = ("lost", "stolen")
"""Reports that ask whose it was only where no record says it: by them nobody else becomes its owner."""
LAST: Final = "remark"
LONG: Final = frozenset({"remark", "text", "reason", "supplier_address"})
COUNTRIES: Final = frozenset({"country", "country_from", "country_to", "country_of_origin"})
_FEW: Final = 5


class IdentifiersField(forms.CharField):
    """Several identifiers, one a line; cleans to a list."""

    def __init__(self, letters: str, least: int = 0, **kwargs: Any) -> None:
        self.letters, self.least = letters, least
        super().__init__(max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), **kwargs)

    def clean(self, value: Any) -> list[str]:
        """The identifiers, each once, in the order in which they were typed."""
        text = super().clean(value)
        fromkeys = list(
            dict.fromkeys(read_identifier(line, self.letters) for line in text.splitlines() if line.strip())
        )
        if fromkeys and len(fromkeys) < self.least:
            raise ValidationError(
                _("At least %(number)d are needed, each on a line of its own."), params={"number": self.least}
            )
        return fromkeys


class MultipleField(forms.MultipleChoiceField):
    """Several codes of one list."""

    widget = forms.CheckboxSelectMultiple


class DetailsForm(forms.Form):
    """The details of one kind of event."""

    def __init__(
        self, kind: kinds.Kind, snapshot: Snapshot, recorder: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        document = kinds.SCHEMAS[kind.schema]
        required = frozenset(document.get("required", ())) | kind.demanded
        required |= self._demanded(kind, snapshot, recorder, document, required)
        facts = snapshot.facts
        is_told = kind.name in OF_A_LOSS and facts is not None and facts.ownership != Ownership.UNKNOWN
        asked = [
            name
            for name in document["properties"]
            if name not in UNASKED and not (is_told and name == "owner_kind")
        ]
        asked.sort(key=lambda name: (name == LAST, name not in required))
        for name in asked:
            self.fields[name] = _field(name, document["properties"][name], name in required)

    def _demanded(
        self,
        kind: kinds.Kind,
        snapshot: Snapshot,
        recorder: str,
        document: Mapping[str, Any],
        required: Collection[str],
    ) -> frozenset[str]:
        """What the rule itself would miss, from where the thing stands and with what was typed so far; a required choice that is not made yet
        is taken as its first."""
        rules = document["properties"]
        result = {name: rules[name]["enum"][0] for name in required if "enum" in rules.get(name, ())}
        result |= {name: value for name in rules if (value := self.data.get(name) or self.initial.get(name))}
        thing: Thing = "part" if snapshot.item == "part" else "firearm"
        whole = Proposed(kind.name, recorder, result, thing)
        without = [
            replace(whole, details={key: item for key, item in result.items() if key != name})
            for name in result
        ]
        state = state_of(snapshot.facts) if snapshot.facts else None
        missing = {demanded(snapshot.facts, item) for item in (whole, *without)}
        needs = () if kind.rule.urgent else kind.rule.all_needs(state, whole)
        asked = {CONDITIONS[name].detail for name in needs if CONDITIONS[name].read}
        return frozenset((missing | asked) & rules.keys())

    def details(self) -> dict[str, Any]:
        """What was answered, as the schema wants it; what was left empty is absent."""
        answered = {}
        for name, value in self.cleaned_data.items():
            if value not in (None, "", []) and (value is not False or self.fields[name].required):
                answered[name] = value.isoformat() if hasattr(value, "isoformat") else value
        return answered


def _field(name: str, rule: Mapping[str, Any], required: bool) -> forms.Field:
    common: dict[str, Any] = {"label": detail_labels.field_words(name), "required": required}
    if "enum" in rule:
        return _choice(name, rule["enum"], common)
    if rule.get("type") == "array":
        return _several(name, rule, common)
    if rule.get("type") == "boolean":
        return _yes_or_no(common) if required else forms.BooleanField(**common)
    if rule.get("type") == "integer":
        return forms.IntegerField(min_value=rule.get("minimum"), max_value=rule.get("maximum"), **common)
    if rule.get("format") == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    return _text(name, rule, common)


def _yes_or_no(common: dict[str, Any]) -> forms.Field:
    """A question that the law wants answered: an empty box would say no without being asked."""
    answers = (("yes", _("Yes")), ("no", _("No")))
    return forms.TypedChoiceField(
        choices=answers, coerce=lambda value: value == "yes", widget=forms.RadioSelect, **common
    )


def _choice(name: str, codes: list[str], common: dict[str, Any]) -> forms.Field:
    spoken = [
        (
            code,
            str(labels.STATES.get(code, code)) if name == "state" else detail_labels.code_words(name, code),
        )
        for code in codes
    ]
    few = len(codes) <= _FEW
    empty = (
        []
        if common["required"] and few
        else [("", _("not stated") if not common["required"] else _("choose"))]
    )
    widget = forms.RadioSelect if few and common["required"] else Select
    return forms.ChoiceField(choices=[*empty, *spoken], widget=widget, **common)


def _several(name: str, rule: Mapping[str, Any], common: dict[str, Any]) -> forms.Field:
    items = rule["items"]
    if "enum" in items:
        return MultipleField(
            choices=[(code, detail_labels.code_words(name, code)) for code in items["enum"]], **common
        )
    if letters := _letters(items):
        hint = _("One identifier a line.")
        return IdentifiersField(letters, rule.get("minItems", 0), help_text=hint, **common)
    if name == "transit_countries":
        return MultipleField(choices=_countries(), **(common | {}))
    return forms.CharField(**common)


def _text(name: str, rule: Mapping[str, Any], common: dict[str, Any]) -> forms.Field:
    if name in COUNTRIES:
        empty = ("", _("not stated") if not common["required"] else _("choose"))
        return forms.ChoiceField(choices=[empty, *_countries()], **common)
    if letters := _letters(rule):
        return IdentifierField(letters, widget=forms.TextInput(attrs=suggesting(name, letters)), **common)
    widget = (
        forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        if name in LONG
        else forms.TextInput(attrs={"dir": "auto"})
    )
    return forms.CharField(max_length=rule.get("maxLength", 200), widget=widget, **common)


def _letters(rule: Mapping[str, Any]) -> str:
    """The kinds of identifier that a pattern of a schema allows, or nothing."""
    pattern = str(rule.get("pattern", ""))
    if not pattern.startswith("^") or "{13}" not in pattern:
        return ""
    return pattern[1:].partition("[0-9A")[0].strip("[]")


def _countries() -> list[tuple[str, str]]:
    return reference.countries()
