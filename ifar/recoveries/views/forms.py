"""The forms of recoveries: a case, an item, somebody of a case, an observation of the market."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from ifar import identifiers
from ifar.fields import mark_needed
from ifar.missingness import KNOWN, NONE, NOT_ASKED, UNKNOWN
from ifar.recoveries import kinds, labels
from ifar.recoveries.models import Case, Item
from ifar.recoveries.services.cases import Circumstances, Involved
from ifar.recoveries.services.items import NewItem
from ifar.recoveries.services.market import OTHERS, Seen
from ifar.reference import selectors as reference
from ifar.reference.area_field import AreaField
from ifar.registry.describing import CODED
from ifar.registry.intake.readings import western
from ifar.registry.marks.placeholders import meaning_of
from ifar.registry.search.naming import identity_of
from ifar.registry.views.when import OccurredField

MILLION: Final = 1_000_000


def choices_of(name: str, empty: Any = None) -> list[tuple[str, Any]]:
    """The codes of a list that may be chosen now, the unsaid first."""
    listed = [(one.code, one.words) for one in reference.choices(name)]
    return [("", empty if empty is not None else _("not said")), *listed]


def _several(name: str) -> list[tuple[str, Any]]:
    return [(one.code, one.words) for one in reference.choices(name)]


def _text(
    label: Any, *, most: int = 200, required: bool = False, hint: Any = "", **attrs: Any
) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def _known(label: Any, name: str, field: str, hint: Any = "") -> forms.CharField:
    """A field that completes what is typed from a reference list, and takes other words too."""
    attrs: dict[str, Any] = {
        "list": f"known-{field}",
        "hx-get": reverse_lazy("registry:known", args=(name,)),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#known-{field}",
        "hx-vals": f'{{"into": "list", "field": "{field}"}}',
    }
    return _text(label, most=120, hint=hint, **attrs)


class CaseForm(forms.Form):
    """What is known of a case: kind, number and time first; the rest where it is known."""

    kind = forms.ChoiceField(label=lazy("How it came"), choices=list(labels.CASES.items()))
    number = _text(
        lazy("Number of the case"),
        required=True,
        hint=lazy("It stays in the log for ever, so name nobody in it."),
    )
    occurred = OccurredField(label=lazy("When"))
    place = _text(lazy("Where"))
    location = forms.ChoiceField(label=lazy("Kind of place"), required=False)
    ground = forms.ChoiceField(label=lazy("Legal ground of the seizure"), required=False)
    offences = forms.MultipleChoiceField(
        label=lazy("Suspected offences"), required=False, widget=forms.CheckboxSelectMultiple
    )
    anonymous = forms.BooleanField(label=lazy("Handed in or reported anonymously"), required=False)
    area = AreaField(label=lazy("Province or district"), required=False)
    latitude = forms.DecimalField(
        label=lazy("Latitude"), required=False, min_value=-90, max_value=90, max_digits=9, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=lazy("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        max_digits=10,
        decimal_places=6,
    )
    place_precision = forms.ChoiceField(
        label=lazy("How exactly the place is known"), choices=list(labels.PLACES.items()), initial="unknown"
    )
    threats = forms.MultipleChoiceField(
        label=lazy("Connected with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    concealment = forms.ChoiceField(label=lazy("How it was concealed"), required=False)
    conveyance = forms.ChoiceField(label=lazy("How it was carried"), required=False)
    route = _text(
        lazy("Route"), hint=lazy("Codes of countries in their order, for example LY TN IT."), most=80
    )
    report = _text(lazy("Number of the report"), most=60)
    kept = forms.CharField(
        label=lazy("Other things that were seized"),
        required=False,
        max_length=2000,
        help_text=lazy(
            "One to a line: kind, then its reference. Kinds: phone, computer, parcel, money, vehicle, drugs, document."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    price = forms.DecimalField(
        label=lazy("Price, where known"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    currency = _text(lazy("Currency"), most=3, hint=lazy("Three letters."))
    price_kind = forms.ChoiceField(
        label=lazy("Asked or paid"), required=False, choices=[("", lazy("not said")), *labels.PRICES.items()]
    )
    narrative = forms.CharField(
        label=lazy("Circumstances"),
        required=False,
        max_length=4000,
        help_text=lazy("Kept apart from the log, like everything that may name somebody."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    FIRST: Final = ("kind", "number", "occurred", "place", "location", "ground")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = {
            "location": "recovery_location",
            "ground": "seizure_ground",
            "concealment": "concealment",
            "conveyance": "conveyance",
        }
        for name, listed in lists.items():
            self.fields[name].choices = choices_of(listed)  # type: ignore[attr-defined]
        self.fields["offences"].choices = _several("suspected_offence")  # type: ignore[attr-defined]
        self.fields["threats"].choices = _several("interconnected_threat")  # type: ignore[attr-defined]

    def said(self) -> Circumstances:
        """The case as the service wants it."""
        given = dict(self.cleaned_data)
        for name in ("latitude", "longitude"):
            given[name] = int(given[name] * MILLION) if given[name] is not None else None
        given["price"] = int(given["price"] * 100) if given["price"] is not None else None
        given["currency"] = given["currency"].upper()
        given["route"] = given["route"].upper().replace(",", " ").split()
        lines = (line.partition(" ") for line in given["kept"].splitlines() if line.strip())
        given["kept"] = [
            {"kind": kind.strip().rstrip(":").lower(), "reference": text.strip()[:120]}
            for kind, _sep, text in lines
        ]
        return Circumstances(**given)

    def settle(self) -> None:
        """Show what an open case can no longer change: its kind, and whether it is anonymous."""
        for name in ("kind", "anonymous"):
            self.fields[name].disabled = True

    @staticmethod
    def of(case: Case, occurred: Any) -> dict[str, Any]:
        """What the form begins with where a case is amended."""
        known = {name: getattr(case, name) for name in CaseForm.base_fields if hasattr(case, name)}
        return known | {
            "occurred": occurred,
            "latitude": Decimal(case.latitude) / MILLION if case.latitude is not None else None,
            "longitude": Decimal(case.longitude) / MILLION if case.longitude is not None else None,
            "price": Decimal(case.price) / 100 if case.price is not None else None,
            "route": " ".join(case.route),
            "kept": "\n".join(f"{one['kind']} {one.get('reference', '')}" for one in case.kept),
        }


ELSE: Final = lazy("“unknown” if nobody can tell it, “none” if there is none.")


def said_instead(status: str) -> str:
    """The word by which a field says that a value is unknown, or that there is none; typed back, it is read as the same answer."""
    known: dict[str, str] = {NONE: _("none"), UNKNOWN: _("unknown")}
    return known.get(status, "")


class ItemForm(forms.Form):
    """An item: type, make and serial number are enough for a plain pistol; the rest where it is known."""

    type = _known(lazy("Type"), "firearm_type", "type", ELSE)
    make = _known(lazy("Make"), "make", "make", ELSE)
    serial = _text(
        lazy("Serial number, as you read it"),
        hint=lazy(
            "? for a character that nobody can read. “none” if there is none, “illegible” if nobody can read it."
        ),
        dir="ltr",
        spellcheck="false",
    )
    kind = forms.ChoiceField(
        label=lazy("What it is"), choices=list(labels.ITEMS.items()), initial="firearm", required=False
    )
    quantity = forms.IntegerField(label=lazy("Pieces"), min_value=1, initial=1, required=False)
    model = _known(lazy("Model"), "model", "model", ELSE)
    calibre = _known(lazy("Calibre"), "calibre", "calibre", ELSE)
    country_made = _known(lazy("Country of manufacture"), "country", "country_made", ELSE)
    year = forms.IntegerField(label=lazy("Year of manufacture"), required=False)
    other_kind = forms.ChoiceField(label=lazy("Another mark"), required=False)
    other_text = _text(lazy("What it says"), dir="ltr", spellcheck="false")
    marking = forms.ChoiceField(label=lazy("Marking"), required=False)
    condition = forms.ChoiceField(label=lazy("How it was made"), required=False)
    origin = forms.ChoiceField(label=lazy("If no factory made it"), required=False)
    exhibit = _text(lazy("Number of the exhibit"), most=60)

    FIRST: Final = ("type", "make", "serial")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in {
            "other_kind": "mark_kind",
            "marking": "marking",
            "condition": "condition",
            "origin": "made_how",
        }.items():
            self.fields[name].choices = choices_of(listed)  # type: ignore[attr-defined]
        for name in ("other_kind", "other_text"):
            mark_needed(self, name, _("(both or neither)"))
        for code, label in _several("make_feature"):
            self.fields[f"feature_{code}"] = _text(label, most=400)

    def clean(self) -> dict[str, Any]:
        """A mark needs both what it says and its kind."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(said.get("other_text")) != bool(said.get("other_kind")):
            self.add_error("other_kind", _("Choose the kind of mark, and say what was read."))
        return said

    def ask(self) -> ItemForm:
        """The form where an item is asked for: a firearm needs something by which it can be told."""
        for name in (*self.FIRST, "model", "calibre", "country_made"):
            mark_needed(self, name, _("(of a firearm: this, another fact or a mark)"))
        return self

    @property
    def is_said(self) -> bool:
        """Whether anything was typed."""
        return any(
            self.cleaned_data.get(name)
            for name in ("type", "make", "serial", "model", "calibre", "other_text", "origin")
        )

    def item(self, before: Item | None = None) -> NewItem:
        """The item as the service wants it; marks that the form does not show stay as they are."""
        said = self.cleaned_data
        shown = {"serial", said["other_kind"]}
        kept = [mark for mark in (before.marks if before else []) if mark["kind"] not in shown]
        return NewItem(
            kind=said["kind"] or "firearm",
            quantity=said["quantity"] or 1,
            exhibit=said["exhibit"],
            identity=self._identity(before.identity if before else {}),
            marks=[*self._marks(), *({n: v for n, v in one.items() if n != "n"} for one in kept)],
            marking=said["marking"],
            condition=said["condition"],
            origin=said["origin"],
            features={
                name.removeprefix("feature_"): text
                for name, text in said.items()
                if name.startswith("feature_") and text
            },
            photos=before.photos if before else (),
        )

    def _identity(self, before: Mapping[str, Any]) -> dict[str, Any]:
        said = self.cleaned_data
        identity = identity_of({name: said[name] for name in CODED}, reference.resolver())
        for name in CODED:
            if not said[name] and before.get(f"{name}_status") == NOT_ASKED:
                identity[f"{name}_status"] = NOT_ASKED
        return identity | ({"year": said["year"]} if said["year"] else {})

    def _marks(self) -> list[dict[str, Any]]:
        said = self.cleaned_data
        marks: list[dict[str, Any]] = []
        if text := western(said["serial"]):
            meaning = meaning_of(text)
            if meaning is None:
                marks.append({"kind": "serial", "text": text, "text_status": KNOWN})
            else:
                status = NONE if meaning[0] == "none" else UNKNOWN
                marks.append({"kind": "serial", "text": None, "text_status": status})
        if said["other_text"] and said["other_kind"]:
            marks.append(
                {"kind": said["other_kind"], "text": western(said["other_text"]), "text_status": KNOWN}
            )
        return marks

    @staticmethod
    def of(item: Item) -> dict[str, Any]:
        """What the form begins with where an item is amended."""
        lists = {
            "make": "make",
            "model": "model",
            "calibre": "calibre",
            "type": "firearm_type",
            "country_made": "country",
        }
        known: dict[str, Any] = {
            name: reference.words(listed).get(
                item.identity.get(name) or "",
                item.identity.get(f"{name}_raw") or said_instead(item.identity.get(f"{name}_status", "")),
            )
            for name, listed in lists.items()
        }
        serial = next((mark for mark in item.marks if mark["kind"] == "serial"), None)
        other = next((mark for mark in item.marks if mark["kind"] != "serial" and mark.get("text")), None)
        silent: dict[str, str] = {NONE: said_instead(NONE), UNKNOWN: _("illegible")}
        return {
            **known,
            "year": item.identity.get("year"),
            "serial": (serial.get("text") or silent.get(serial["text_status"], "")) if serial else "",
            "other_kind": other["kind"] if other else "",
            "other_text": other["text"] if other else "",
            **{
                name: getattr(item, name)
                for name in ("kind", "quantity", "marking", "condition", "origin", "exhibit")
            },
            **{f"feature_{name}": text for name, text in item.features.items()},
        }


class PersonForm(forms.Form):
    """Somebody of a case: role, sex, age group; who it is only where it is known."""

    role = forms.ChoiceField(label=lazy("Role"))
    sex = forms.ChoiceField(label=lazy("Sex"), choices=list(labels.SEXES.items()), initial="unknown")
    age = forms.ChoiceField(label=lazy("Age group"), choices=list(labels.AGES.items()), initial="unknown")
    stage = forms.ChoiceField(label=lazy("Proceedings"), choices=list(labels.STAGES.items()))
    offences = forms.MultipleChoiceField(
        label=lazy("For which offences"), required=False, widget=forms.CheckboxSelectMultiple
    )
    party = _text(
        lazy("Record in the register"),
        most=80,
        hint=lazy("A name or a number: the records that fit are then offered to choose from."),
    )
    name = _text(lazy("Name, where there is no record"), hint=lazy("Kept apart from the log."))
    group = _text(lazy("Group"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _several("involved_role")  # type: ignore[attr-defined]
        self.fields["offences"].choices = _several("suspected_offence")  # type: ignore[attr-defined]

    def clean_party(self) -> str:
        """An identifier without separators; what is none is a name or a number to look for."""
        text = str(self.cleaned_data["party"])
        return identifiers.parse(text, "P") or text

    def offer(self, found: Iterable[tuple[str, str]]) -> None:
        """Let a record be chosen of those that fit."""
        several = [*found]
        self.fields["party"] = forms.ChoiceField(
            label=self.fields["party"].label,
            required=False,
            choices=[*several, ("", _("none of these"))],
            widget=forms.RadioSelect,
            help_text=_("Choose the record, then enter the person."),
        )
        # Nothing is chosen yet: a name is no identifier.
        said = QueryDict(mutable=True)
        said.update({} if not isinstance(self.data, QueryDict) else self.data)
        said[self.add_prefix("party")] = ""
        self.data = said

    def who(self) -> Involved:
        """The person as the service wants them."""
        given = dict(self.cleaned_data)
        described = {"name": given.pop("name")}
        return Involved(**given, described=described)


class MarketForm(forms.Form):
    """What was on offer, where and when, at which price or how easily."""

    thing = forms.ChoiceField(label=lazy("What was on offer"))
    on = forms.DateField(label=lazy("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    place = _text(lazy("Where"))
    area = AreaField(label=lazy("Province or district"), required=False)
    price = forms.DecimalField(
        label=lazy("Price"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    currency = _text(lazy("Currency"), most=3, hint=lazy("Three letters."))
    price_kind = forms.ChoiceField(
        label=lazy("Asked or paid"), required=False, choices=[("", lazy("not said")), *labels.PRICES.items()]
    )
    availability = forms.ChoiceField(label=lazy("How easily it can be had"), required=False)
    channel = forms.ChoiceField(label=lazy("Where this comes from"), required=False)
    condition = forms.ChoiceField(label=lazy("How it was made"), required=False)
    remark = _text(lazy("Remark"), most=500, hint=lazy("It stays in the log for ever, so name nobody in it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(code, labels.ITEMS[code]) for code in OTHERS]
        self.fields["thing"].choices = [*_several("firearm_type"), *others]  # type: ignore[attr-defined]
        for name, listed in {
            "availability": "market_availability",
            "channel": "market_channel",
            "condition": "condition",
        }.items():
            self.fields[name].choices = choices_of(listed)  # type: ignore[attr-defined]

    def seen(self) -> Seen:
        """The observation as the service wants it."""
        given = dict(self.cleaned_data)
        given["price"] = int(given["price"] * 100) if given["price"] is not None else None
        given["currency"] = given["currency"].upper()
        return Seen(**given)


LISTED: Final = {
    "open": pgettext_lazy("cases", "Open"),
    "waiting": lazy("To look at"),
    "unlinked": lazy("Not linked"),
    "concluded": pgettext_lazy("cases", "Concluded"),
    "all": pgettext_lazy("cases", "All"),
}


class FilterForm(forms.Form):
    """What narrows the list; it stands in the address."""

    q = _text(lazy("Number or place"))
    kind = forms.ChoiceField(
        label=lazy("How it came"),
        required=False,
        choices=[("", pgettext_lazy("kinds", "all")), *labels.CASES.items()],
    )
    offence = forms.ChoiceField(label=lazy("Suspected offence"), required=False)
    since = forms.DateField(
        label=lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offence"].choices = choices_of("suspected_offence", pgettext("offences", "all"))  # type: ignore[attr-defined]


def silent(kind: str) -> bool:
    """Whether nothing is taken in with a case of this kind."""
    return kind not in kinds.RECOVERIES
