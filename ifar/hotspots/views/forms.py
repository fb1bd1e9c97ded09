"""The forms of hotspots' sources, files and layers, as far as only a file or the page knows what they ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ifar.acts.forms import ActForm, form_of
from ifar.errors import Invalid
from ifar.hotspots import feeding, labels, source_inputs
from ifar.hotspots.feeds import labels as fed
from ifar.hotspots.feeds.custom_table import FIELDS
from ifar.hotspots.feeds.incident import COUNTS, KINDS, PLACES, TEXTS
from ifar.hotspots.feeds.reading import Reason as Found
from ifar.hotspots.feeds.recognising import suggested
from ifar.hotspots.models import Trial
from ifar.hotspots.services import sources
from ifar.numbers import number_words
from ifar.rights import Actor

COLUMNS = (*FIELDS, *(f"count.{name}" for name in COUNTS), *(f"text.{name}" for name in TEXTS))
"""Fields that a column may hold."""


def mapping_form(
    request: HttpRequest | None,
    kept: Mapping[str, Any],
    headings: Sequence[str],
    words: Mapping[str, Sequence[str]] | None = None,
    typed: Mapping[str, Any] | None = None,
) -> ActForm:
    """Which column says what, and for `kinds` and `places` what the words of a column mean.

    Args:
        kept: what the source says of its files already.
        typed: what stands in it instead, by field.
    """
    asked = words or {}
    meaning = {
        name: [(word, labels.MEANS[column] % {"word": word}) for word in asked.get(name, ())]
        for name, column in (("kinds", "kind"), ("places", "place_precision"))
    }
    spoken = [(name, labels.FIELDS.get(name) or labels.FIELD_TEXTS.get(name, name)) for name in COLUMNS]
    form = form_of(
        source_inputs.MapColumns,
        request,
        initial={**_first(kept or {"columns": suggested(tuple(headings))}, asked), **(typed or {})},
        among={"columns": spoken, **meaning},
        required=[f"{name}-{word}" for name, some in asked.items() for word in some],
    )
    for name in COLUMNS:
        field = form.fields[f"columns-{name}"]
        field.choices = [*field.choices, *((one, one) for one in headings if one)]  # type: ignore[attr-defined]
    return form


def _first(mapping: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What a saved mapping says, and for words of which it says nothing what they sound like."""
    first = {
        **{name: mapping[name] for name in ("order", "kind", "place", "unplaced") if name in mapping},
        "together": mapping.get("together") == "victims",
        **{f"columns-{name}": heading for name, heading in dict(mapping.get("columns") or {}).items()},
    }
    for name, codes, otherwise in (("kinds", KINDS, "other"), ("places", PLACES, "unknown")):
        known = dict(mapping.get(name) or {})
        for word in words.get(name, ()):
            plain = word.lower()
            sounds = plain.replace(" ", "_") if plain.replace(" ", "_") in codes else otherwise
            first[f"{name}-{word}"] = known.get(plain, sounds)
    return first


def map_columns(actor: Actor, source: str, given: source_inputs.MapColumns) -> bool:
    """Keep a mapping; what is wrong with it stands at its columns."""
    try:
        sources.map_source(actor=actor, source=source, **given.arguments())
    except Invalid as error:
        reasons = [
            replace(
                one, field=f"columns-{one.field}", message=one.message or fed.MAPPING.get(one.code, one.code)
            )
            for one in error.reasons
        ]
        raise Invalid(error.code, reasons=reasons) from error
    return True


def unknown_codes(found: Trial) -> list[dict[str, Any]]:
    """Codes of how exactly a place is known that the source's codebook does not have, with the number of their rows."""
    if found.source.kind in feeding.MAPPED:
        return []  # the mapping's own page asks for them
    return [
        {"word": str(one["params"]["word"]), "field": one["params"]["field"], "count": one["count"]}
        for one in found.report.get("reasons", ())
        if one["code"] == "precision.unknown" and not str(one["params"]["field"]).startswith(("date", "time"))
    ]


def codes_form(found: Trial, request: HttpRequest | None = None) -> ActForm:
    """What the codes of a file mean that its source's codebook does not have."""
    asked = [
        (
            one["word"],
            format_html("{} = {} ({})", one["field"], one["word"] or _("empty"), number_words(one["count"])),
        )
        for one in unknown_codes(found)
    ]
    return form_of(source_inputs.MeanPlaces, request, among={"places_of": asked}, ids="codes")


def points_form(found: Trial, request: HttpRequest | None = None) -> ActForm:
    """How exactly the points of a file are known at which many incidents lie."""
    piles = found.report.get("piles", ())
    return form_of(
        source_inputs.DecidePoints,
        request,
        initial={f"decided-{_key(one)}": one["decided"] or "undecided" for one in piles},
        among={"decided": [(_key(one), _pile(one), _why(one)) for one in piles]},
        ids="points",
    )


def load_form(found: Trial) -> ActForm:
    """That a file is loaded; where something is wrong with it as a whole, that this was seen."""
    report = found.report
    is_wrong = any(one.get("mistake") for one in (*report.get("found", ()), *report.get("piles", ())))
    required = ("accepts",) if is_wrong else ()
    return form_of(
        source_inputs.LoadFile, without=() if is_wrong else ("accepts",), required=required, ids="load"
    )


def _key(one: Mapping[str, Any]) -> str:
    return f"{one['longitude']},{one['latitude']}"


def _pile(one: Mapping[str, Any]) -> str:
    """A point at which many incidents lie: where it is, and how many they are."""
    count = ngettext("%(number)s incident", "%(number)s incidents", one["count"])
    at = ", ".join(one["at"]) or f"{one['latitude'] / 1e6:g}, {one['longitude'] / 1e6:g}"
    return f"{at} ({count % {'number': number_words(one['count'])}})"


def _why(one: Mapping[str, Any]) -> str:
    params = {**one, "longitude": one["longitude"] / 1e6, "latitude": one["latitude"] / 1e6}
    words = fed.reason_in_words(Found(str(one["code"]), (), params))
    return format_html("{} {}", words, render_to_string("hotspots/rows_named.html", {"one": one}))


class LayerForm(ActForm):
    """Boundaries or figures that a country supplies, with their file."""

    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "file"), "file"])
