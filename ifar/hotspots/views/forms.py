"""The forms of hotspots' sources, files, layers and tips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ifar.hotspots import labels
from ifar.hotspots.feeds import labels as fed
from ifar.hotspots.feeds.custom_table import FIELDS
from ifar.hotspots.feeds.incident import COUNTS, KINDS, PLACES, TEXTS
from ifar.hotspots.feeds.values import ORDERS
from ifar.hotspots.models import Source
from ifar.hotspots.services.layers import WHATS


def _text(label: Any, *, most: int = 200, required: bool = False, hint: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


class SourceForm(forms.Form):
    """What is said of a source."""

    kind = forms.ChoiceField(label=_("What it delivers"))
    name = _text(_("Name"), required=True)
    reliability = forms.ChoiceField(
        label=_("How reliable the source is (Admiralty code)"), choices=list(labels.RELIABILITY.items())
    )
    credibility = forms.ChoiceField(
        label=_("How credible is what it usually says"), choices=list(labels.CREDIBILITY.items())
    )
    licence = _text(
        _("Licence or terms, in short"),
        hint=_("Such as CC BY 4.0, or the number of an agreement. Sources that deliver files need it."),
    )
    terms = forms.CharField(
        label=_("What the terms ask"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    attribution = _text(_("How the source asks to be named"), most=400)
    redistribution = forms.BooleanField(label=_("Its rows may be handed on"), required=False)

    def __init__(self, *args: Any, found: Source | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(labels.SOURCE_KINDS.items())  # type: ignore[attr-defined]
        if found is not None:
            del self.fields["kind"]

    @staticmethod
    def of(found: Source) -> dict[str, Any]:
        """What a source says now."""
        return {name: getattr(found, name) for name in SourceForm.base_fields if name != "kind"}


NOT_THERE: Final = ("", _("no column"))


class MappingForm(forms.Form):
    """Which column of a table says what."""

    order = forms.ChoiceField(
        label=_("How dates are written"), choices=[(one, labels.ORDERS[one]) for one in ORDERS]
    )
    one_kind = forms.ChoiceField(
        label=_("What every row reports"), choices=[(one, fed.KINDS[one]) for one in KINDS]
    )
    one_place = forms.ChoiceField(
        label=_("How exactly places are known"), choices=[(one, fed.PLACES[one]) for one in PLACES]
    )
    together = forms.BooleanField(
        label=_("A row is one victim: rows with one identifier are one incident"), required=False
    )
    unplaced = forms.BooleanField(label=_("Take over rows without a point"), required=False)

    def __init__(
        self,
        *args: Any,
        headings: tuple[str, ...] = (),
        worded: Mapping[str, list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        options = [NOT_THERE, *((one, one) for one in headings if one)]
        for name in self.columns():
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=labels.FIELDS.get(name) or labels.FIELD_TEXTS.get(name, name),
                choices=options,
                required=False,
            )
        self.worded = dict(worded or {})
        for name, meanings in (("kind", fed.KINDS), ("place_precision", fed.PLACES)):
            for at, word in enumerate(self.worded.get(name, ())):
                label = str(labels.MEANS[name]) % {"word": word}
                self.fields[f"{name}-{at}"] = forms.ChoiceField(label=label, choices=list(meanings.items()))

    @staticmethod
    def columns() -> tuple[str, ...]:
        """Fields that a column may hold."""
        counts, texts = (f"count.{name}" for name in COUNTS), (f"text.{name}" for name in TEXTS)
        return (*FIELDS, *counts, *texts)

    def mapping(self) -> dict[str, Any]:
        """The mapping that was chosen."""
        said = self.cleaned_data
        meant = {
            name: {word: said[f"{name}-{at}"] for at, word in enumerate(some)}
            for name, some in self.worded.items()
        }
        return {
            "columns": {
                name: said[f"column-{name}"] for name in self.columns() if said.get(f"column-{name}")
            },
            "order": said["order"],
            "kind": said["one_kind"],
            "place": said["one_place"],
            "kinds": meant.get("kind", {}),
            "places": meant.get("place_precision", {}),
            "together": "victims" if said["together"] else "one",
            "unplaced": said["unplaced"],
        }

    @staticmethod
    def of(mapping: Mapping[str, Any], worded: Mapping[str, list[str]]) -> dict[str, Any]:
        """What a saved mapping says, and for words of which it says nothing what they sound like."""
        first = {
            "order": mapping.get("order", "ymd"),
            "one_kind": mapping.get("kind", "other"),
            "one_place": mapping.get("place", "exact"),
            "together": mapping.get("together") == "victims",
            "unplaced": mapping.get("unplaced", False),
            **{f"column-{name}": heading for name, heading in dict(mapping.get("columns") or {}).items()},
        }
        for name, kept, codes, otherwise in (
            ("kind", "kinds", KINDS, "other"),
            ("place_precision", "places", PLACES, "unknown"),
        ):
            known = dict(mapping.get(kept) or {})
            for at, word in enumerate(worded.get(name, ())):
                plain = word.lower()
                sounds = plain.replace(" ", "_") if plain.replace(" ", "_") in codes else otherwise
                first[f"{name}-{at}"] = known.get(plain, sounds)
        return first


class LayerForm(forms.Form):
    """Boundaries or figures that a country supplies."""

    what = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[
            ("areas1", _("Boundaries of provinces (GeoJSON)")),
            ("areas0", _("Boundaries of States (GeoJSON)")),
            *((one, labels.WHATS[one]) for one in WHATS),
        ],
    )
    name = _text(_("Name"), required=True)
    origin = _text(
        _("Where it comes from"),
        required=True,
        hint=_("The office, and the year or number of what it published."),
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2100)
    file = forms.FileField(label=_("File"))


class TipForm(forms.Form):
    """What somebody told: a place, a day, and words; never who."""

    day = forms.DateField(label=_("Day of which it was told"), widget=forms.DateInput(attrs={"type": "date"}))
    latitude = forms.DecimalField(
        label=_("Latitude"), min_value=-90, max_value=90, max_digits=8, decimal_places=5, required=False
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=-180, max_value=180, max_digits=8, decimal_places=5, required=False
    )
    area = forms.ChoiceField(label=_("Area"), required=False)
    told = forms.CharField(
        label=_("What was told"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_(
            "Nothing about who told it: no name, no number, nothing by which they could be recognised."
        ),
    )

    def __init__(self, *args: Any, areas: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("", _("not said")), *sorted((areas or {}).items(), key=lambda one: one[1])]
        self.fields["area"].choices = options  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
