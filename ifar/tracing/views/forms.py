"""The forms of tracing: a request, an answer of a link, an answer of a dealer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from ifar.acts.forms import ActForm
from ifar.fields import IdentifierField
from ifar.recoveries.models import Item
from ifar.recoveries.services import items
from ifar.recoveries.views.forms import item_said
from ifar.reference import selectors as reference
from ifar.tracing import content, directory, labels, selectors, steps
from ifar.tracing.content import Content
from ifar.tracing.models import Request
from ifar.tracing.services.chains import Answer
from ifar.tracing.services.requests import content_of

NOT_SAID: Final = ("", lazy("not said"))
TO_SEND: Final = lazy("(needed to send)")
NEEDED: Final[Mapping[str, Any]] = {
    **dict.fromkeys(
        ("number", "country", "illicit", "recovered_on", "circumstances", "use"),
        TO_SEND,
    ),
    **dict.fromkeys(("type", "calibre", "serial"), lazy("(needed to send, of a firearm)")),
    "office": lazy("(needed for a draft too)"),
    **dict.fromkeys(("headstamp", "lot"), lazy("(headstamp or lot number needed to send, of ammunition)")),
}
"""Field of a request or of its arm -> what is said of it, because a request is not sent without (`content.missing`); all but the office may stay
empty in a draft."""
THING: Final = (
    "type",
    "make",
    "serial",
    "model",
    "calibre",
    "country_made",
    "year",
    "other_kind",
    "other_text",
)
"""Fields of a recovered item's form that a request takes too."""


def _line(
    label: Any, *, most: int = 120, required: bool = False, hint: Any = "", **attrs: Any
) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def _words(label: Any, hint: Any = "", rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, max_length=content.LONGEST, required=False, help_text=hint, widget=widget
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


def countries(*, own: bool = False) -> list[tuple[str, Any]]:
    """States that may be chosen, without our own unless it may be."""
    listed = [
        (one.code, one.words)
        for one in reference.choices("country")
        if own or one.code != settings.IFAR_COUNTRY
    ]
    return [NOT_SAID, *sorted(listed, key=lambda one: str(one[1]))]


def _desks_of(country: str, spoken: list[tuple[str, Any]]) -> list[tuple[Any, Any]]:
    """The desks of the State that is asked; while none is chosen those of every State, each under its own name."""
    names, offered = dict(spoken), dict[str, list[tuple[str, Any]]]()
    for code, of in directory.desks():
        offered.setdefault(of, []).append((code, names.get(code, code)))
    if country:
        return [NOT_SAID, *offered.get(country, [])]
    return [NOT_SAID, *((str(label), offered[code]) for code, label in countries() if code in offered)]


class RequestForm(forms.Form):
    """What a request says beside what identifies the arm."""

    number = _line(
        lazy("Number of the request at your office"),
        hint=lazy("It stays in the log for ever, so name nobody in it."),
    )
    reference = _line(lazy("Number under which they know it"))
    country = forms.ChoiceField(label=pgettext_lazy("a country", "State"), required=False)
    desk = forms.ChoiceField(label=lazy("Desk that answers"), required=False)
    office = forms.ChoiceField(label=lazy("Office that answers"), required=False)
    channel = forms.ChoiceField(label=lazy("How it goes"), required=False)
    agreement = forms.ChoiceField(
        label=lazy("What stands between the two States"),
        choices=list(labels.AGREEMENTS.items()),
        initial="iti",
        help_text=lazy("It decides what may leave."),
    )
    illicit = forms.MultipleChoiceField(
        label=lazy("Why it is thought to be illicit"),
        required=False,
        choices=list(labels.ILLICIT.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    justification = _words(lazy("Legal justification"), lazy("As far as possible."), 2)
    recovered_on = _day(lazy("Found on"))
    recovered_in = forms.ChoiceField(label=lazy("Found in"), required=False)
    place = _line(lazy("Where"), most=200)
    circumstances = _words(
        lazy("Circumstances of the find"),
        lazy("Kept apart from the log, like everything that may name somebody."),
    )
    use = forms.ChoiceField(
        label=lazy("What the answer is for"), required=False, choices=[NOT_SAID, *labels.USES.items()]
    )
    urgency = forms.ChoiceField(
        label=lazy("Urgency"), choices=list(labels.URGENCIES.items()), initial="routine"
    )
    handling = forms.ChoiceField(
        label=lazy("How it is to be treated"), choices=list(labels.HANDLINGS.items()), initial="ordinary"
    )
    thing = forms.ChoiceField(
        label=lazy("What it is about"), choices=list(labels.THINGS.items()), initial="firearm"
    )
    headstamp = _line(labels.LOT["headstamp"], dir="ltr")
    lot = _line(labels.LOT["lot"], dir="ltr")
    lot_calibre = _line(labels.LOT["calibre"], dir="ltr")
    packaging = _line(labels.LOT["packaging"], dir="ltr")

    WHOM: Final[Mapping[str, tuple[str, ...]]] = {
        "outgoing": ("number", "country", "desk", "channel", "agreement"),
        "incoming": ("reference", "country", "channel"),
        "domestic": ("number", "office"),
    }
    """Direction -> the fields that say who asks whom."""
    WHY: Final = (
        "illicit", "justification", "recovered_on", "recovered_in", "place", "circumstances", "use", "urgency", "handling",
    )  # fmt: skip
    LOT: Final = ("headstamp", "lot", "lot_calibre", "packaging")

    def __init__(self, *args: Any, direction: str = "outgoing", own: str = "", **kwargs: Any) -> None:
        """`own`: the office that asks, which is not offered as the one that answers."""
        super().__init__(*args, **kwargs)
        self.direction = direction
        # What a direction does not ask is no field of it: a default that nobody saw is neither refused nor changed.
        for name in {name for names in self.WHOM.values() for name in names} - set(self.WHOM[direction]):
            del self.fields[name]
        choices: dict[str, list[tuple[str, Any]]] = {
            "country": countries(),
            "recovered_in": countries(own=True),
            "desk": [NOT_SAID, *((one.code, one.words) for one in reference.choices("trace_desk"))]
            if "desk" in self.fields
            else [],
            "office": [("", lazy("Choose")), *selectors.offices_that_answer()]
            if "office" in self.fields
            else [],
            "channel": [
                (code, label) for code, label in labels.CHANNELS.items() if code not in ("office", "node")
            ],
        }
        for name, listed in choices.items():
            if name in self.fields:
                self.fields[name].choices = listed  # type: ignore[attr-defined]
        if desk := self.fields.get("desk"):
            country, chosen = str(self["country"].value() or ""), str(self["desk"].value() or "")
            offered = _desks_of(country, choices["desk"])
            if country and chosen and chosen not in dict(offered):
                offered[0] = ("", lazy("Choose again: the desk that was chosen is of another State"))
            desk.widget.choices = offered
            self.fields["country"].widget.attrs |= {
                "hx-get": reverse("tracing:new"), "hx-target": "#id_desk", "hx-select": "#id_desk", "hx-swap": "outerHTML",
                "hx-include": "#id_desk", "hx-disable": "#id_desk",
            }  # fmt: skip
        if office := self.fields.get("office"):
            office.required = True
            office.error_messages["required"] = labels.of("tracing.missing.office")
            office.widget.choices = [one for one in choices["office"] if one[0] != own]
            if len(office.widget.choices) == 1:
                office.help_text = lazy("No other office of this State answers trace requests.")

    def bound(self, names: tuple[str, ...]) -> list[Any]:
        """Some of its fields, to be drawn."""
        return [self[name] for name in names]

    def said(self, thing: ActForm, before: Request | None = None) -> Content:
        """The request as the service wants it; what identifies the arm comes from the other form."""
        given = dict(self.cleaned_data)
        lot = {"headstamp": given.pop("headstamp"), "lot": given.pop("lot"), "calibre": given.pop("lot_calibre"), "packaging": given.pop("packaging")}  # fmt: skip
        given.pop("reference", None)
        given["channel"] = given.get("channel") or "file"
        item = items.told(thing.given, _as_item(before) if before else None)
        ammunition = given["thing"] == "ammunition"
        return Content(
            **given,
            identity={} if ammunition else item.identity,
            marks=() if ammunition else item.marks,
            lot=lot if ammunition else {},
            parent=before.parent if before else "",
            item=before.item if before else "",
            photos=before.photos if before else (),
        )

    @staticmethod
    def of(found: Request) -> dict[str, Any]:
        """What the form begins with where a draft is changed."""
        said = content_of(found)
        known = {name: getattr(said, name) for name in RequestForm.base_fields if hasattr(said, name)}
        lot = found.lot
        return known | {
            "headstamp": lot.get("headstamp", ""),
            "lot": lot.get("lot", ""),
            "lot_calibre": lot.get("calibre", ""),
            "packaging": lot.get("packaging", ""),
        }


def mark_needed(form: forms.Form) -> None:
    """Say of the fields of a draft which of them are needed to send it."""
    for name in NEEDED.keys() & form.fields.keys():
        setattr(form.fields[name], "needed", NEEDED[name])  # noqa: B010


def _as_item(found: Request) -> Item:
    return Item(kind="firearm", identity=found.identity, marks=found.marks, photos=found.photos)


def thing_of(found: Request) -> dict[str, Any]:
    """What the form of the arm begins with where a draft is changed."""
    return item_said(_as_item(found))


class LinkForm(forms.Form):
    """A link of a chain as the register or another State knows it."""

    role = forms.ChoiceField(label=lazy("Whose link it is"), choices=list(labels.ROLES.items()))
    country = forms.ChoiceField(label=pgettext_lazy("a country", "State"), required=False)
    result = forms.ChoiceField(label=lazy("What became of it"), choices=list(labels.RESULTS.items()))
    on = _day(lazy("On which day"))
    to_role = forms.ChoiceField(
        label=lazy("Who had it next"), required=False, choices=[NOT_SAID, *labels.ROLES.items()]
    )
    to_whom = IdentifierField(
        "AP",
        label=lazy("Office or person in the register"),
        required=False,
        help_text=lazy(
            "A part of the name, or the identifier of the person, the company or the agency. That you ask for a name is logged."
        ),
    )
    to_country = forms.ChoiceField(label=lazy("In which State"), required=False)
    name = _line(lazy("Name, where the register has no record of them"), most=200)
    diversion = forms.ChoiceField(
        label=lazy("How it left the licit circuit"),
        required=False,
        choices=[NOT_SAID, *labels.DIVERSIONS.items()],
    )
    source = _line(lazy("Page of the book, or paper"), most=200)
    quantity = forms.IntegerField(
        label=lazy("How many rounds"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    FAR: Final = ("country", "to_country")

    def __init__(self, *args: Any, thing: str = "firearm", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if thing != "ammunition":
            del self.fields["quantity"]
        whom: Any = self.fields["to_whom"]
        whom.completes("to_whom")
        for name in self.FAR:
            self.fields[name].choices = countries(own=True)  # type: ignore[attr-defined]

    def said(self) -> Answer:
        """The answer as the service wants it."""
        given = self.cleaned_data
        names = ("result", "on", "to_role", "to_country", "diversion", "source")
        return Answer(
            **{name: given[name] for name in names},
            to_whom=given["to_whom"],
            described={"name": given["name"]},
            quantity=given.get("quantity"),
        )


class BookForm(LinkForm):
    """What a dealer's own book says: whose link it is was asked, so it is not said again."""

    failure = forms.ChoiceField(
        label=lazy("Why the book does not tell"),
        required=False,
        choices=[
            NOT_SAID,
            *((code, label) for code, label in labels.FAILURES.items() if code in steps.OF_TRADER),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["role"], self.fields["country"]
        self.fields["to_whom"].label = lazy("Number of the buyer in the register")
        self.fields["to_whom"].help_text = lazy("It begins with A or P.")
        self.fields["name"].label = lazy("Name of the buyer, as the book says")
