"""Forms of the parties: who somebody is, where they live, what is corrected, what is erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ifar.fields import mark_needed
from ifar.parties import erasing
from ifar.parties.labels import BAR_KINDS, ERASABLE, GROUNDS, SEXES
from ifar.parties.labels import STATUSES as STATUS_WORDS
from ifar.parties.models import Party
from ifar.parties.party import STATUSES
from ifar.reference import selectors as reference
from ifar.reference.area_field import AreaField

OF_PEOPLE: Final = frozenset({"born", "sex"})
OF_BODIES: Final = frozenset({"registration"})
_DAY: Final[Mapping[str, Any]] = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


def _line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", **attrs})


def countries() -> list[tuple[str, str]]:
    """Countries by name, after an empty choice."""
    return [("", _("choose")), *reference.countries()]


class PartyForm(forms.Form):
    """Who somebody is: the values that a party is described by."""

    name = forms.CharField(
        label=lazy("Name"),
        max_length=300,
        help_text=lazy("As it stands on the document, in its own script."),
        widget=_line(),
    )
    born = forms.DateField(label=lazy("Date of birth"), required=False, widget=forms.DateInput(**_DAY))
    sex = forms.ChoiceField(
        label=lazy("Sex"), required=False, choices=list(SEXES.items()), initial="not_asked"
    )
    country = forms.ChoiceField(label=lazy("Country"), required=False)
    registration = forms.CharField(
        label=lazy("Registration number"),
        required=False,
        max_length=60,
        help_text=lazy("In the register of companies or associations."),
        widget=_line(),
    )
    telephone = forms.CharField(
        label=lazy("Telephone"), required=False, max_length=60, widget=_line(dir="ltr", inputmode="tel")
    )
    email = forms.EmailField(
        label=lazy("E-mail"),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    language = forms.ChoiceField(
        label=lazy("Language for letters and messages"),
        required=False,
        choices=[("", lazy("as the office writes")), *settings.LANGUAGES],
    )
    opt_out = forms.MultipleChoiceField(
        label=lazy("Does not want to be reminded by"),
        required=False,
        choices=[("mail", lazy("E-mail")), ("sms", lazy("Short message")), ("letter", lazy("Letter"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("It counts where the law lets a holder refuse a reminder."),
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in OF_BODIES if kind == "person" else OF_PEOPLE:
            del self.fields[name]
        country: Any = self.fields["country"]
        country.choices = countries()
        country.label = _("Nationality") if kind == "person" else _("Country of its seat")

    def said(self) -> dict[str, Any]:
        """What was given, by the names of `party.VALUES`; what was left empty is absent."""
        given = self.cleaned_data
        values = {name: given.get(name) for name in ("name", "sex", "country", "registration", "status")}
        born: dt.date | None = given.get("born")
        values["born"] = born.isoformat() if born else None
        values["contact"] = {
            name: " ".join(given[name]) if name == "opt_out" else given[name]
            for name in ("telephone", "email", "language", "opt_out")
            if given.get(name)
        }
        return {name: value for name, value in values.items() if value not in (None, "", {})}


class NumberForm(forms.Form):
    """One identity number, exactly as the document shows it."""

    document = forms.ChoiceField(label=lazy("Document"), required=False)
    number = forms.CharField(
        label=lazy("Number"), required=False, max_length=60, widget=_line(dir="ltr", spellcheck="false")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.code, one.words) for one in reference.choices("identity_document")]
        given = self.initial.get("document", "")
        unlisted = [(given, given)] if given and given not in dict(known) else []
        document: Any = self.fields["document"]
        document.choices = [("", _("choose")), *known, *unlisted]
        mark_needed(self, "document", _("(needed with a number)"))

    def clean(self) -> dict[str, Any]:
        """A number says nothing without its document."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("number") and not said.get("document"):
            self.add_error("document", _("Choose the document that shows the number."))
        return said


NumbersFormSet: Final = forms.formset_factory(NumberForm, extra=1, max_num=20, absolute_max=20)


def numbers_in(formset: Any) -> list[dict[str, str]]:
    """The identity numbers of a valid formset."""
    rows = [one.cleaned_data for one in formset if one.cleaned_data.get("number")]
    return [{"kind": row["document"], "number": row["number"]} for row in rows]


class AddressForm(forms.Form):
    """Where somebody lives or sits, and from which day on."""

    lines = forms.CharField(
        label=lazy("Address"),
        required=False,
        max_length=1500,
        help_text=lazy("As it is written on an envelope, line by line."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )
    country = forms.ChoiceField(label=lazy("Country of the address"), required=False)
    area = AreaField(label=lazy("Province or district"), required=False)
    valid_from = forms.DateField(
        label=lazy("Lives there since"), required=False, widget=forms.DateInput(**_DAY)
    )
    reported_by = forms.ChoiceField(
        label=lazy("Who told it"),
        required=False,
        choices=[("holder", lazy("The person reported it")), ("officer", lazy("An office found it out"))],
    )
    reported_on = forms.DateField(
        label=lazy("Reported on"),
        required=False,
        help_text=lazy("The day of the letter or of the visit to the counter. Empty: today."),
        widget=forms.DateInput(**_DAY),
    )

    def __init__(self, *args: Any, asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asked:
            del self.fields["reported_by"], self.fields["reported_on"]
        country: Any = self.fields["country"]
        country.choices = countries()
        country.required = asked
        mark_needed(self, "country", _("(needed with an address)"))

    def clean(self) -> dict[str, Any]:
        """Whatever is said of an address needs its country."""
        said: dict[str, Any] = super().clean() or {}
        if (
            any(said.get(name) for name in ("lines", "area", "valid_from"))
            and not said.get("country")
            and "country" not in self.errors
        ):
            self.add_error("country", _("Choose the country of the address."))
        return said

    def address(self) -> dict[str, Any]:
        """The address as the service wants it; nothing where none was given."""
        said = self.cleaned_data
        if not said.get("country"):
            return {}
        since: dt.date | None = said.get("valid_from")
        lines = [line.strip() for line in said.get("lines", "").splitlines() if line.strip()]
        area = said.get("area", "")
        return {
            "country": said["country"],
            "area": area,
            "lines": lines,
            "valid_from": since.isoformat() if since else None,
        }


KEPT: Final = frozenset({"born", "country", "registration", "telephone", "email"})
"""What a correction replaces and does not take away."""


class CorrectionForm(PartyForm):
    """What is wrong on the record of a party: only what is changed is recorded."""

    status = forms.ChoiceField(
        label=lazy("Status"), choices=[(name, STATUS_WORDS[name]) for name in STATUSES]
    )
    reason = forms.CharField(
        label=lazy("Why it is corrected"),
        max_length=2000,
        help_text=lazy("It stays with the correction. Name the document that shows it."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, found: Party, *args: Any, **kwargs: Any) -> None:
        contact = found.contact or {}
        initial = {
            "name": found.name,
            "born": found.born,
            "sex": found.sex,
            "country": found.country,
            "registration": found.registration,
            "telephone": contact.get("telephone", ""),
            "email": contact.get("email", ""),
            "language": contact.get("language", ""),
            "opt_out": str(contact.get("opt_out", "")).split(),
            "status": found.status,
            "seen": found.n,
        }
        super().__init__(found.kind, *args, initial=initial, **kwargs)
        self.fields["name"].required = bool(found.name)
        self.contact = contact
        for name in KEPT & {key for key, value in initial.items() if value} & self.fields.keys():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _(
                "A correction replaces a value and takes none away. Taking it away is an erasure."
            )

    def changes(self) -> dict[str, Any]:
        """The values that were changed, by the names of `party.VALUES`."""
        changed = set(self.changed_data)
        values = {name: value for name, value in self.said().items() if name in changed}
        if changed & {"telephone", "email", "language", "opt_out"}:
            # Who takes an objection or a language back has said so: what else is known stays.
            kept = {name: one for name, one in self.contact.items() if name not in ("language", "opt_out")}
            values["contact"] = {**kept, **self.said().get("contact", {})}
        return values


class ErasureForm(forms.Form):
    """What is to be erased, on which lawful ground, and why."""

    fields_ = forms.MultipleChoiceField(
        label=lazy("What is to be erased"), widget=forms.CheckboxSelectMultiple
    )
    ground = forms.ChoiceField(
        label=lazy("On which ground"),
        choices=[(name, GROUNDS[name][1]) for name in erasing.GROUNDS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=lazy("Reason"),
        max_length=2000,
        help_text=lazy(
            "For the second person and for the log: it stays there for ever, so name nobody in it."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, there: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["fields_"]
        asked.choices = [(name, words) for name, words in ERASABLE.items() if name in there]


class BarForm(forms.Form):
    """A bar: what was decided, by whom, why, for how long; and who is meant, where no record is."""

    kind = forms.ChoiceField(
        label=lazy("What was decided"), choices=[("", lazy("choose")), *BAR_KINDS.items()]
    )
    ground = forms.ChoiceField(label=lazy("On which ground"))
    valid_from = forms.DateField(label=lazy("From"), widget=forms.DateInput(**_DAY))
    valid_until = forms.DateField(
        label=lazy("Until"),
        required=False,
        help_text=lazy("The last day. Empty where it stands without an end."),
        widget=forms.DateInput(**_DAY),
    )
    issuer = forms.CharField(
        label=lazy("Authority that decided"),
        max_length=200,
        help_text=lazy("Other desks are told this, and whom to ask. Name no person in it."),
        widget=_line(),
    )
    country = forms.ChoiceField(label=lazy("Country of the authority"))
    paper = forms.CharField(label=lazy("Number of the decision"), max_length=200, widget=_line())
    name = forms.CharField(
        label=lazy("Name of the person"),
        max_length=300,
        help_text=lazy("As it stands on the decision, in its own script."),
        widget=_line(),
    )
    born = forms.DateField(label=lazy("Date of birth"), required=False, widget=forms.DateInput(**_DAY))
    note = forms.CharField(
        label=lazy("Note for your office"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, described: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ground: Any = self.fields["ground"]
        ground.choices = [
            ("", _("choose")),
            *((one.code, one.words) for one in reference.choices("bar_ground")),
        ]
        country: Any = self.fields["country"]
        country.choices = countries()
        if not described:
            del self.fields["name"], self.fields["born"]

    def described(self) -> dict[str, Any]:
        """Who is meant, by the names of `party.VALUES`."""
        born: dt.date | None = self.cleaned_data.get("born")
        return {"name": self.cleaned_data["name"], "born": born.isoformat() if born else ""}


class LiftForm(forms.Form):
    """Why a bar is lifted."""

    reason = forms.CharField(
        label=lazy("Why it is lifted"),
        max_length=2000,
        help_text=lazy("It stays in the log for ever: name the decision, and no person."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
