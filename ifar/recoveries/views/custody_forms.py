"""The forms of custody. What was typed stays in them when a service refuses, with its words at the field that they are about."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ifar.accounts.models import Agency
from ifar.fields import mark_needed
from ifar.papers.words import LANGUAGES
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import custody_words as words
from ifar.recoveries.models import Chain
from ifar.recoveries.services.custody import Where
from ifar.rights import Actor

EXCHANGES: Final = ("police", "customs", "court", "forensic_laboratory", "military", "licensing_authority")
"""Kinds of offices that an exhibit may be handed to."""


def _text(
    label: Any, *, most: int = 200, required: bool = False, hint: Any = "", **attrs: Any
) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def note_field(label: Any = None, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """What somebody writes in their own words."""
    return _text(label or lazy("What happened"), most=2000, required=required, hint=hint)


def _moment() -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=lazy("When, if not now"), required=False, widget=widget)


class ActForm(forms.Form):
    """A form of one of a page's acts; `slug` tells its fields from those of the others on the page."""

    slug = ""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{self.slug}-%s", label_suffix="", **kwargs)


class WhereFields(ActForm):
    """Where an exhibit lies: a room of the office or a place in words."""

    must_lie = True
    """Whether it has to be said; what is handed on was taken from where it lay on record, if nothing is said."""

    room = forms.ChoiceField(label=lazy("Evidence room"), required=False)
    place = _text(lazy("Place, where it is no room"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = kept.rooms_for(actor).filter(agency=actor.agency_id, state="open").order_by("name")
        choices = [(one.public_id, one.name) for one in rooms]
        chosen: Any = self.fields["room"]
        chosen.choices = [("", _("No room, another place")), *choices]
        if not choices:
            chosen.widget = forms.HiddenInput()
        # The register refuses what lies nowhere: an office without rooms says the place in words.
        self.fields["place"].required = self.must_lie and not choices
        self.fields["place"].error_messages["required"] = words.of("custody.room")
        if self.must_lie and choices:
            mark_needed(self, "place", _("(needed where it is no room)"))


class SealFields(ActForm):
    """The seal as it is read, whether it was whole, and when."""

    seal = _text(lazy("Number of the seal, as you read it"), most=60, dir="ltr")
    broken = forms.BooleanField(label=lazy("The seal is broken"), required=False)
    at = _moment()

    def where(self) -> Where:
        """Where it was done, under which seal, and when."""
        said = self.cleaned_data
        return Where(
            said.get("room", ""), said.get("place", ""), said["seal"], not said["broken"], said["at"]
        )


class TakeInForm(SealFields, WhereFields):
    """The beginning of a chain."""

    slug = "in"
    note = note_field(lazy("Note"), required=False)
    field_order: tuple[str, ...] = ("room", "place", "seal", "broken", "at", "note")


class ReceiveForm(TakeInForm):
    """The other side of a hand-over."""

    slug = "re"


class FindForm(TakeInForm):
    """What a count missed is there again."""

    slug = "fi"
    note = note_field()


class MoveForm(TakeInForm):
    """Where it lies now; it was taken from where it lay on record."""

    slug = "mo"

    def to(self) -> Where:
        """Where it lies now."""
        return self.where()

    def was(self, found: Chain) -> Where:
        """Where it was taken from, with the seal as it was read there."""
        said = self.where()
        return Where(found.room, found.place, said.seal, said.whole, said.at)


class HandForm(TakeInForm):
    """To which office, and for what; where it was taken from, if that is not what the record says."""

    slug = "ha"
    must_lie = False
    to = forms.ChoiceField(label=lazy("To which office"))
    purpose = forms.ChoiceField(label=lazy("For what"))
    field_order = ("to", "purpose", "seal", "broken", "at", "note", "room", "place")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        offices = Agency.objects.filter(kind__in=EXCHANGES, closed=False).order_by("name")
        _choose(self, "to", [(one.public_id, one.name) for one in offices])
        _choose(self, "purpose", list(words.PURPOSES.items()))
        mark_needed(self, "seal", _("(needed on the way to a laboratory)"))

    def taken_from(self, found: Chain) -> Where:
        """Where it was taken from: as the record says, unless somebody wrote another place."""
        said = self.where()
        if said.room or said.place:
            return said
        return Where(found.room, found.place, said.seal, said.whole, said.at)


class SealForm(ActForm):
    """A new seal, and why the old one is gone."""

    slug = "se"
    seal = _text(lazy("Number of the new seal"), most=60, required=True, dir="ltr")
    reason = forms.ChoiceField(label=lazy("Why the old one is gone"), required=False)
    at = _moment()
    note = note_field(lazy("Note"), required=False, hint=lazy("Where another reason was chosen: which."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["reason"]
        chosen.choices = [("", _("Nobody knows: this is a gap")), *words.SEAL_REASONS.items()]
        mark_needed(self, "note", _("(needed for another reason)"))

    def clean(self) -> dict[str, Any]:
        """Another reason is said in the note."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("reason") == "other" and not said.get("note", "").strip():
            self.add_error("note", str(words.of("custody.seal.other")))
        return said


class AskForm(ActForm):
    """What a laboratory is asked."""

    slug = "as"
    laboratory = forms.ChoiceField(label=lazy("Laboratory"))
    questions = forms.MultipleChoiceField(
        label=lazy("What is to be found out"),
        choices=list(words.QUESTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    note = note_field(lazy("Note"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Agency.objects.filter(kind="forensic_laboratory", closed=False).order_by("name")
        _choose(self, "laboratory", [(one.public_id, one.name) for one in found])


class DeclineForm(ActForm):
    """Why something is not received."""

    slug = "de"
    note = note_field(lazy("Reason"))


class TakeBackForm(ActForm):
    """Nothing but the act itself."""

    slug = "tb"


class ExplainForm(ActForm):
    """What happened at a gap."""

    slug = "ex"
    gap = forms.CharField(max_length=80, widget=forms.HiddenInput)
    note = note_field()


class SettleForm(ActForm):
    """What is behind a difference of a count."""

    slug = "st"
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    note = note_field()


def _choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    chosen: Any = form.fields[name]
    chosen.choices = [("", _("Choose")), *choices]


# Counts ---------------------------------------------------------------------------------------------------------------


class CountForm(ActForm):
    """What is there, a line for each exhibit."""

    slug = "co"
    seen = forms.CharField(
        label=lazy("What is there"),
        max_length=400_000,
        help_text=lazy(
            "One exhibit on each line: its identifier, exhibit number or serial number, then the number of its seal; a dash where it bears none, nothing where you did not read it. A scanner may write it."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "ltr", "spellcheck": "false"}),
    )
    strangers = forms.BooleanField(
        label=lazy("What nobody here knows stands on the labels so"), required=False
    )


# Batches --------------------------------------------------------------------------------------------------------------


class BatchForm(ActForm):
    """A new batch, with what waits for destruction."""

    slug = "ba"
    name = _text(lazy("Name of the batch"), most=80, required=True)
    order = _text(lazy("Order"), most=120, required=True)
    method = forms.ChoiceField(label=lazy("Way of destruction"))
    place = _text(lazy("Place"))
    planned_on = forms.DateField(
        label=lazy("Planned for"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "method", list(words.METHODS.items()))


class ReadForm(ActForm):
    """What was read on the day."""

    slug = "rd"
    readings = forms.CharField(
        label=lazy("Items that were read, one on each line"),
        required=False,
        max_length=200_000,
        help_text=lazy(
            "The serial number alone; or the identifier or exhibit number, then the serial number as you read it, a dash where the item bears none."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false"}),
    )
    rest = forms.BooleanField(
        label=lazy("All others on the list were looked for and are not there"), required=False
    )


class ReasonForm(ActForm):
    """Why a list is sealed."""

    slug = "sl"
    reason = note_field(lazy("Reason"))


class GiveUpForm(ActForm):
    """Why a batch or a count is given up."""

    slug = "up"
    note = note_field(lazy("Reason"))


class RecordForm(ActForm):
    """How the day went; what was not destroyed is asked for beside it, a line for each."""

    slug = "rc"
    weight_grams = forms.IntegerField(label=lazy("Weight in grams"), min_value=1, max_value=10**12)
    counted = forms.IntegerField(label=lazy("Pieces counted afterwards"), min_value=1, max_value=2000)
    language = forms.ChoiceField(
        label=lazy("Language of the certificate"), choices=list(LANGUAGES.items()), initial=get_language
    )
