"""The forms of holders' pages, for a phone: few fields, the device's own keyboards and pickers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.parties.party import MOST_LINES
from ifar.portal import labels
from ifar.portal.selectors import Own
from ifar.portal.services.applications import kinds_for
from ifar.reference import selectors as reference
from ifar.registry.detail_labels import CODES

TAKEN_FROM: Final = ("dwelling", "vehicle", "person", "transport", "shop", "other")
"""Where a holder says that it was taken from; codes of the event's details."""


class OwnForm(forms.Form):
    """A form about one of the parties that the account stands for; asked only where there are several."""

    of = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, mine: Sequence[Own], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(mine) == 1:
            del self.fields["of"]
            return
        chosen: Any = self.fields["of"]
        chosen.choices = [(one.public_id, one.name or one.public_id) for one in mine]
        chosen.required = True

    def whose(self) -> str:
        """Identifier of the party that was chosen; empty where there is one only."""
        return str(self.cleaned_data.get("of") or "")


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class ApplyForm(OwnForm):
    """Which licence, and for how much."""

    kind = forms.ChoiceField(label=_("Which licence"))
    quota = forms.IntegerField(
        label=_("How many firearms"),
        required=False,
        min_value=1,
        help_text=_("Empty for as many as this kind allows."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("What you want to say"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, mine: Sequence[Own], *args: Any, **kwargs: Any) -> None:
        super().__init__(mine, *args, **kwargs)
        may_ask = {one.code for party in mine for one in kinds_for(party)}
        kind: Any = self.fields["kind"]
        kind.choices = [
            (one.code, one.words) for one in reference.choices("licence_kind") if one.code in may_ask
        ]


class LossForm(forms.Form):
    """That a firearm is gone; nothing but how it went must be said."""

    how = forms.ChoiceField(
        label=_("What happened"), choices=list(labels.HOW.items()), widget=forms.RadioSelect
    )
    place = forms.CharField(
        label=_("Where"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    first = _day(
        _("Not before"),
        _("The first day on which it can have happened. Leave it empty where you do not know."),
    )
    last = _day(_("Not after"))
    taken_from = forms.ChoiceField(label=_("Taken from"), required=False)
    last_seen = _day(_("When you last saw it"))
    remark = forms.CharField(
        label=_("What else the police should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken: Any = self.fields["taken_from"]
        taken.choices = [("", _now("not known")), *((code, CODES[code]) for code in TAKEN_FROM)]

    def clean(self) -> dict[str, Any]:
        """The days follow each other."""
        said = self.cleaned_data
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _now("This day lies before the first one."))
        return said


class MoveForm(OwnForm):
    """Where one lives now, and since when."""

    lines = forms.CharField(
        label=_("Street, house, town"),
        max_length=600,
        help_text=_("As it stands on a letter, one line each."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "street-address"}),
    )
    country = forms.ChoiceField(label=_("Country"))
    area = forms.ChoiceField(
        label=_("Province or district"),
        required=False,
        help_text=_("Your file goes to the authority that answers for it."),
    )
    valid_from = forms.DateField(
        label=_("Since when"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, mine: Sequence[Own], *args: Any, **kwargs: Any) -> None:
        super().__init__(mine, *args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = reference.countries()
        country.initial = settings.IFAR_COUNTRY
        _with_areas(self, _now("outside the country"))

    def clean(self) -> dict[str, Any]:
        """Within the country an area is chosen; a province of this country is none of another."""
        said = self.cleaned_data
        home = said.get("country") == settings.IFAR_COUNTRY
        if home and "area" in self.fields and not said.get("area") and "area" not in self.errors:
            self.add_error("area", labels.words_of("portal.area"))
        if not home:
            said["area"] = ""
        return said

    def address(self) -> dict[str, Any]:
        """The address by the names of `parties/party.py`."""
        said = self.cleaned_data
        lines = [line.strip() for line in said["lines"].splitlines() if line.strip()]
        return {
            "country": said["country"],
            "area": said.get("area", ""),
            "lines": lines[:MOST_LINES],
            "valid_from": said["valid_from"].isoformat(),
        }


def _with_areas(form: forms.Form, none: str) -> None:
    """Offer the provinces of the country by name; where its list has none, nothing is asked."""
    area: Any = form.fields["area"]
    found = reference.areas_of(settings.IFAR_COUNTRY)
    if found:
        area.choices = [("", none), *found]
    else:
        del form.fields["area"]


class OfferForm(forms.Form):
    """To whom a firearm is offered."""

    buyer = forms.CharField(
        label=_("Number of the buyer"),
        max_length=20,
        help_text=_("The buyer finds it on their own page, under “What I hold”. It begins with P."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    sure = forms.BooleanField(label=_("I own this firearm and want to hand it over to this buyer."))

    def clean_buyer(self) -> str:
        """The identifier without its hyphens."""
        found = identifiers.parse(self.cleaned_data["buyer"], "P")
        if found is None:
            raise forms.ValidationError(_now("This is no such number. Ask the buyer to read it again."))
        return found


class WishForm(OwnForm):
    """What is wrong, and how it should be."""

    what = forms.ChoiceField(label=_("What is wrong"), choices=list(labels.FIELDS.items()))
    text = forms.CharField(
        label=_("How it should be"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )


class InvitationForm(forms.Form):
    """The code from the counter, and the password that is chosen."""

    code = forms.CharField(
        label=_("Code from the counter"),
        max_length=20,
        help_text=_("Eight letters and digits, on the paper that you were given."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        help_text=_("At least twelve characters; a sentence is easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same again"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        said = self.cleaned_data
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", _now("The two passwords are not the same."))
        return said


# Officers' forms ---------------------------------------------------------------------------------------------------------


class AccountForm(forms.Form):
    """Who signs in for the party, and how the officer knows who it is."""

    relation = forms.ChoiceField(
        label=_("Who signs in"), choices=list(labels.RELATIONS.items()), widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name of who acts for it"),
        required=False,
        max_length=200,
        help_text=_("Only where somebody else signs in than the person of this record."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("Account that there is"),
        required=False,
        max_length=60,
        help_text=_(
            "Where they sign in for somebody already: the name of that account. It then stands for both."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    seen = forms.ChoiceField(label=_("Document that was seen"))
    language = forms.ChoiceField(label=_("Language"), choices=list(settings.LANGUAGES))
    sure = forms.BooleanField(label=_("The person stands before me, alone, and is the one in the document."))

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation: Any = self.fields["relation"]
        if kind != "person":
            relation.choices = [("acts_for", labels.RELATIONS["acts_for"])]
        relation.initial = relation.choices[0][0]
        self.fields["language"].initial = (get_language() or settings.LANGUAGE_CODE)[:2]
        seen: Any = self.fields["seen"]
        seen.choices = [(one.code, one.words) for one in reference.choices("identity_document")]


class EndForm(forms.Form):
    """Why an account ends."""

    ground = forms.ChoiceField(
        label=_("Why it ends"), choices=list(labels.ENDINGS.items()), widget=forms.RadioSelect
    )


class AnswerForm(forms.Form):
    """What the officer answers; for a move within the country also the area, which the holder may have left open."""

    area = forms.ChoiceField(
        label=_("Province or district"),
        required=False,
        help_text=_("The file goes to the authority that answers for it."),
    )

    note = forms.CharField(
        label=_("To the holder"),
        required=False,
        max_length=2000,
        help_text=_("The holder reads it. Say why, where something is not done."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, asks_area: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_area:
            _with_areas(self, _now("choose"))
        else:
            del self.fields["area"]
