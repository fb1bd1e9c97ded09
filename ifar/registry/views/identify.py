"""Help to identify: what an officer sees on a firearm, what it may be, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.registry.identification import Ask, Identified, Likely, Reason, RecognisedMark, SeenMark, Sighting
from ifar.registry.identification.signs import with_star
from ifar.registry.labels.identification import WHYS, meaning_words, reason_words
from ifar.registry.selectors.identification import desks, identify_for
from ifar.rights import may, require

MARKS: Final = 3
"""Marks that the form asks for; more are seldom told apart by eye."""
SPOKEN: Final = ("make", "model", "calibre", "firearm_type", "country", "mark_sign", "trace_desk")
TYPES: Final = ("pistol", "revolver", "rifle", "shotgun", "submachine_gun", "machine_gun")
"""Types that one tells apart at a glance; finer ones hardly help and are easily mistaken."""
MAKES_SHOWN: Final = 5
MODELS_SHOWN: Final = 4
TELLS_LITTLE: Final = 0.04
"""Probability of the likeliest make below which nothing stands out."""
COUNTRIES_SHOWN: Final = 5


def broad_type(code: str) -> str:
    """The type of `TYPES` that a finer one is a kind of; nothing where it is none of them."""
    return next((wide for wide in TYPES if code == wide or code.startswith(f"{wide}_")), "")


class SeenForm(forms.Form):
    """What may be seen; everything may be left out. `seen` where it is valid, `unresolved` = words that name nothing known."""

    type = forms.ChoiceField(
        label=gettext_lazy("What it looks like"), required=False, widget=forms.RadioSelect
    )
    calibre = forms.CharField(label=gettext_lazy("Calibre"), required=False, max_length=100)
    serial = forms.CharField(
        label=gettext_lazy("Serial number, as far as it can be read"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "data-mark": True,
                "spellcheck": "false",
                "autocomplete": "off",
                "autocapitalize": "characters",
            }
        ),
    )
    make = forms.CharField(
        label=gettext_lazy("Maker's name, if it can be read"), required=False, max_length=100
    )
    country = forms.CharField(
        label=gettext_lazy("Country of manufacture, if it is written on it"), required=False, max_length=100
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = reference.words("firearm_type")
        self.fields["type"].choices = [("", _("Not sure")), *((code, types[code]) for code in TYPES)]  # type: ignore[attr-defined]
        symbols = [(choice.code, choice.words) for choice in reference.choices("mark_symbol")]
        kinds = [("", "—"), *((choice.code, choice.words) for choice in reference.choices("mark_kind"))]
        places = [("", "—"), *((choice.code, choice.words) for choice in reference.choices("mark_place"))]
        for n in range(1, MARKS + 1):
            self.fields[f"m{n}_symbols"] = forms.MultipleChoiceField(
                label=gettext_lazy("Symbols in it"),
                choices=symbols,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"m{n}_text"] = forms.CharField(
                label=gettext_lazy("Letters and digits in it"),
                required=False,
                max_length=60,
                widget=forms.TextInput(
                    attrs={"data-mark": True, "spellcheck": "false", "autocomplete": "off"}
                ),
            )
            self.fields[f"m{n}_kind"] = forms.ChoiceField(
                label=gettext_lazy("What kind of mark"), choices=kinds, required=False
            )
            self.fields[f"m{n}_place"] = forms.ChoiceField(
                label=pgettext_lazy("a mark on a firearm", "Where it stands"), choices=places, required=False
            )
        for name in ("calibre", "make", "country"):
            self.fields[name].widget.attrs |= {
                "list": f"known-{name}",
                "autocomplete": "off",
                "hx-get": reverse("registry:known", args=(name,)),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#known-{name}",
                "hx-vals": '{"into": "list"}',
            }

    def marks(self) -> list[dict[str, Any]]:
        """The bound fields mark by mark, and whether something is said in them."""
        return [
            {
                "n": n,
                "fields": {
                    part: self[f"m{n}_{part}"] for part in ("symbols", "text", "kind", "place")
                },
                "said": any(self[f"m{n}_{part}"].value() for part in ("symbols", "text")),
            }
            for n in range(1, MARKS + 1)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Make codes of the words; what names nothing known is told, not dropped in silence."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        resolver = reference.resolver()
        result = {
            "calibre": resolver.resolve_calibre(typed["calibre"]).code if typed.get("calibre") else None,
            "make": resolver.resolve_make(typed["make"]).code if typed.get("make") else None,
            "country": resolver.resolve_country(typed["country"]).code if typed.get("country") else None,
        }
        self.unresolved = [typed[name] for name, code in result.items() if typed.get(name) and code is None]
        marks = tuple(
            SeenMark(
                typed.get(f"m{n}_text", ""),
                typed.get(f"m{n}_kind", ""),
                typed.get(f"m{n}_place", ""),
                frozenset(typed.get(f"m{n}_symbols", ())),
            )
            for n in range(1, MARKS + 1)
        )
        self.seen = Sighting(
            type=typed.get("type") or None,
            calibre=result["calibre"],
            make=result["make"],
            country=result["country"],
            serial=typed.get("serial", ""),
            marks=marks,
        )
        return typed


@require_GET
def identify(request: HttpRequest) -> HttpResponse:
    """What it may be, and whom to ask. The part that narrows while one types is the same view, asked by htmx."""
    actor = actor_of(request)
    require(actor, "registry:mark:search")
    form = SeenForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "may_keep": may(actor, "registry:search:keep")}
    if form.is_bound and form.is_valid():
        identified = identify_for(actor, form.seen)
        context |= {"asked": bool(form.seen), "unresolved": form.unresolved}
        context |= _answer(identified, form.seen, form.cleaned_data)
    elif form.is_bound:
        context["problem"] = True
    is_part = (
        request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    )
    return render(request, "registry/identified.html" if is_part else "registry/identify.html", context)  # fmt: skip


def _answer(identified: Identified, seen: Sighting, typed: Mapping[str, Any]) -> dict[str, Any]:
    spoken = {name: reference.words(name) for name in SPOKEN}
    answering = desks()
    likeliest = identified.makes[0].probability if identified.makes else 0.0
    return {
        "recognised": [
            _recognised(recognised, seen, spoken)
            for recognised in identified.recognised
            if recognised.trust >= 0.1
        ],
        "ask": [_ask(ask, answering, spoken) for ask in identified.ask],
        "makes": [_make(make, identified, spoken, typed) for make in identified.makes[:MAKES_SHOWN]],
        "countries": [
            _likely(country, spoken["country"], spoken) for country in identified.countries[:COUNTRIES_SHOWN]
        ],
        "tells_little": likeliest < TELLS_LITTLE,
        "records": identified.records,
        "query": urlencode(_query(typed, {})),
        "serial": typed.get("serial", ""),
    }


def _recognised(
    recognised: RecognisedMark, seen: Sighting, spoken: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    country = spoken["country"].get(recognised.country or "", recognised.country or "")
    return {
        "n": recognised.mark + 1,
        "text": with_star(seen.marks[recognised.mark]).text,
        "sign": spoken["mark_sign"].get(recognised.sign.code, recognised.sign.code),
        "code": recognised.sign.code,
        "meaning": meaning_words(recognised.sign.kind, country, recognised.year),
        "sure": recognised.trust >= 0.6,
    }


def _ask(
    ask: Ask, answering: Mapping[str, list[str]], spoken: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    return {
        "country": spoken["country"].get(ask.country, ask.country),
        "home": ask.country == settings.IFAR_COUNTRY,
        "why": WHYS[ask.why],
        "year": ask.year,
        "percent": round(100 * ask.probability) if ask.probability is not None else None,
        "desks": [spoken["trace_desk"].get(code, code) for code in answering.get(ask.country, ())],
    }


def _likely(
    likely: Likely, words: Mapping[str, str], spoken: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    return {
        "code": likely.code,
        "words": words.get(likely.code, likely.code),
        "percent": round(100 * likely.probability),
        "under": likely.probability < 0.01,
        "reasons": [
            {"words": reason_words(reason.code, reason.params, spoken), "tone": _tone(reason)}
            for reason in likely.reasons
        ],
    }


def _make(
    likely: Likely,
    identified: Identified,
    spoken: Mapping[str, Mapping[str, str]],
    typed: Mapping[str, Any],
) -> dict[str, Any]:
    """A make with its likely models, each a click away from a search with what is known filled in."""
    models = [model for model in identified.models if model.make == likely.code][:MODELS_SHOWN]
    name = spoken["make"].get(likely.code, likely.code)
    return {
        **_likely(likely, spoken["make"], spoken),
        "country": spoken["country"].get(likely.country or "", ""),
        "query": urlencode(_query(typed, {"make": name})),
        "models": [
            {
                **_likely(model, spoken["model"], spoken),
                "query": urlencode(
                    _query(typed, {"make": name, "model": spoken["model"].get(model.code, model.code)})
                ),
            }
            for model in models
        ],
    }


def _query(typed: Mapping[str, Any], more: Mapping[str, str]) -> dict[str, str]:
    """What was seen and chosen as the search page asks for it; the form that keeps a search open takes the same."""
    types = reference.words("firearm_type")
    known = {
        "q": typed.get("serial", ""),
        "make": typed.get("make", ""),
        "calibre": typed.get("calibre", ""),
        "type": types.get(typed.get("type", ""), ""),
        "country": typed.get("country", ""),
        **more,
    }
    return {name: value for name, value in known.items() if value}


def _tone(reason: Reason) -> str:
    if reason.evidence == 0:
        return "silent"
    if reason.code.endswith(".near"):
        return "near"
    return "for" if reason.evidence > 0 else "against"
