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
        field.choices = [*field.choices, *((heading, heading) for heading in headings if heading)]  # type: ignore[attr-defined]
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
                reason,
                field=f"columns-{reason.field}",
                message=reason.message or fed.MAPPING.get(reason.code, reason.code),
            )
            for reason in error.reasons
        ]
        raise Invalid(error.code, reasons=reasons) from error
    return True


def unknown_codes(trial: Trial) -> list[dict[str, Any]]:
    """Codes of how exactly a place is known that the source's codebook does not have, with the number of their rows."""
    if trial.source.kind in feeding.MAPPED:
        return []  # the mapping's own page asks for them
    return [
        {"word": str(reason["params"]["word"]), "field": reason["params"]["field"], "count": reason["count"]}
        for reason in trial.report.get("reasons", ())
        if reason["code"] == "precision.unknown"
        and not str(reason["params"]["field"]).startswith(("date", "time"))
    ]


def codes_form(trial: Trial, request: HttpRequest | None = None) -> ActForm:
    """What the codes of a file mean that its source's codebook does not have."""
    asked = [
        (
            unknown_code["word"],
            format_html(
                "{} = {} ({})",
                unknown_code["field"],
                unknown_code["word"] or _("empty"),
                number_words(unknown_code["count"]),
            ),
        )
        for unknown_code in unknown_codes(trial)
    ]
    return form_of(source_inputs.MeanPlaces, request, among={"places_of": asked}, ids="codes")


def points_form(trial: Trial, request: HttpRequest | None = None) -> ActForm:
    """How exactly the points of a file are known at which many incidents lie."""
    piles = trial.report.get("piles", ())
    return form_of(
        source_inputs.DecidePoints,
        request,
        initial={f"decided-{_key(pile)}": pile["decided"] or "undecided" for pile in piles},
        among={"decided": [(_key(pile), _pile(pile), _why(pile)) for pile in piles]},
        ids="points",
    )


def load_form(trial: Trial) -> ActForm:
    """That a file is loaded; where something is wrong with it as a whole, that this was seen."""
    report = trial.report
    is_wrong = any(item.get("mistake") for item in (*report.get("found", ()), *report.get("piles", ())))
    required = ("accepts",) if is_wrong else ()
    return form_of(
        source_inputs.LoadFile, without=() if is_wrong else ("accepts",), required=required, ids="load"
    )


def _key(row: Mapping[str, Any]) -> str:
    return f"{row['longitude']},{row['latitude']}"


def _pile(row: Mapping[str, Any]) -> str:
    """A point at which many incidents lie: where it is, and how many they are."""
    count = ngettext("%(number)s incident", "%(number)s incidents", row["count"])
    at = ", ".join(row["at"]) or f"{row['latitude'] / 1e6:g}, {row['longitude'] / 1e6:g}"
    return f"{at} ({count % {'number': number_words(row['count'])}})"


def _why(row: Mapping[str, Any]) -> str:
    params = {**row, "longitude": row["longitude"] / 1e6, "latitude": row["latitude"] / 1e6}
    words = fed.reason_in_words(Found(str(row["code"]), (), params))
    return format_html("{} {}", words, render_to_string("hotspots/rows_named.html", {"one": row}))


class LayerForm(ActForm):
    """Boundaries or figures that a country supplies, with their file."""

    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "file"), "file"])
