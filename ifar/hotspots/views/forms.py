"""The forms of hotspots' sources, files, layers and tips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ifar.acts.forms import ActForm
from ifar.hotspots import labels
from ifar.hotspots.feeds import labels as fed
from ifar.hotspots.feeds.custom_table import FIELDS
from ifar.hotspots.feeds.incident import COUNTS, KINDS, PLACES, TEXTS
from ifar.hotspots.feeds.values import ORDERS

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


class LayerForm(ActForm):
    """Boundaries or figures that a country supplies, with their file."""

    file = forms.FileField(label=_("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "file"), "file"])
