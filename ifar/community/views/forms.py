"""Forms of the community."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ifar.community import labels as community_labels
from ifar.community import marks, spaces
from ifar.community.models import Space, Topic
from ifar.community.models.keeping import CIRCLES, FREQUENCIES
from ifar.community.rendering import LONGEST
from ifar.community.services.talk import Written
from ifar.community.views.aimed import Aimed, pap_field, recipients_field, tlp_field
from ifar.community.views.careful import Careful
from ifar.reference import selectors as reference

_LINE = {"dir": "auto", "autocomplete": "off"}


def choose(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Give a field of a form its choices, once they are known."""
    field: Any = form.fields[name]
    field.choices = choices


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes more than one."""

    allow_multiple_selected = True


class Pictures(forms.FileField):
    """Several files; each is looked at by itself."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files that came, each as the library's own field takes it."""
        several = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(Pictures, self).clean(one, initial) for one in several]


class WriteForm(Aimed, Careful):
    """What somebody writes, with its language and its mark."""

    text = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST,
        help_text=_(
            "Markdown: **strong**, lists with -, quotes with >. Name a member with @ and their number, which you find in their profile."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    language = forms.ChoiceField(
        label=_("Language in which you write"), choices=list(community_labels.LANGUAGES.items())
    )
    tlp = tlp_field()
    recipients = recipients_field()
    pap = pap_field(initial=1)
    chatham = forms.BooleanField(
        label=_("Chatham House Rule: what I say may be used outside, who said it may not"), required=False
    )
    pictures = Pictures(
        label=_("Photographs and PDF documents"),
        required=False,
        help_text=_(
            "At most six. They are made anew of what an eye sees: place, time, device and author are taken out. Plans and print files are never taken."
        ),
        widget=SeveralFiles(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,application/pdf"}),
    )
    picture_words = forms.CharField(
        label=_("What they show"),
        required=False,
        max_length=300,
        help_text=_("For those who cannot see them."),
        widget=forms.TextInput(attrs=_LINE),
    )

    def __init__(self, *args: Any, space: Space, topic: Topic | None = None, **kwargs: Any) -> None:
        around = topic.tlp if topic else marks.CLEAR
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        kwargs["initial"] = {
            "language": language if language in community_labels.LANGUAGES else "en",
            "tlp": max(space.tlp, around),
            "pap": topic.pap if topic else marks.PAP_UNSAID,
            "chatham": space.chatham,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        choose(
            self,
            "tlp",
            [(code, label) for code, label in community_labels.TLP_CHOICES.items() if code >= around],
        )

    def written(self) -> Written:
        """What was written."""
        said = self.cleaned_data
        return Written(
            said["text"], said["language"], said["tlp"], said["pap"], said["chatham"], self.named()
        )


class TopicForm(WriteForm):
    """A new topic: a title first."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs=_LINE))
    field_order = (
        "title",
        "text",
        "language",
        "pictures",
        "picture_words",
        "tlp",
        "recipients",
        "pap",
        "chatham",
    )


class EditForm(Careful):
    """Other words for a post."""

    text = forms.CharField(
        label=_("Your words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"})
    )
    language = forms.ChoiceField(
        label=_("Language in which you write"), choices=list(community_labels.LANGUAGES.items())
    )


class TranslationForm(Careful):
    """A post in another language."""

    language = forms.ChoiceField(label=_("Language into which you put it"))
    text = forms.CharField(
        label=_("The words in that language"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )

    def __init__(self, *args: Any, original: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(
            self,
            "language",
            [(code, label) for code, label in community_labels.LANGUAGES.items() if code != original],
        )


class MarkForm(Aimed):
    """Another mark."""

    tlp = tlp_field()
    recipients = recipients_field()
    pap = pap_field()


class SpaceForm(forms.Form):
    """A new space."""

    kind = forms.ChoiceField(label=_("Kind of space"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=_LINE))
    description = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    moderator = forms.CharField(
        label=_("Who moderates it first"),
        required=False,
        max_length=20,
        help_text=_("The number of a member. A case room is moderated by whoever opens it."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries of the region"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    tlp = forms.TypedChoiceField(
        label=_("Mark with which things begin here"),
        choices=[(code, label) for code, label in community_labels.TLP_CHOICES.items() if code != marks.RED],
        coerce=int,
        initial=marks.GREEN,
    )
    chatham = forms.BooleanField(label=_("Everything here is under the Chatham House Rule"), required=False)
    ends_on = forms.DateField(
        label=_("Last day of a case room"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    at_end = forms.ChoiceField(
        label=_("What becomes of a case room then"),
        required=False,
        choices=[("", _("Choose")), *community_labels.ENDINGS.items()],
    )

    def __init__(self, *args: Any, all_kinds: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind, rules in spaces.KINDS.items() if all_kinds or rules.opens == "member"]
        choose(
            self,
            "kind",
            [
                (kind, f"{community_labels.KINDS[kind]}: {community_labels.KIND_WORDS[kind]}")
                for kind in kinds
            ],
        )
        choose(self, "countries", countries())
        if not all_kinds:
            self.fields["kind"].initial = "case_room"
            for name in ("moderator", "countries"):
                del self.fields[name]


class ChangeSpaceForm(forms.Form):
    """What a space is to be from now on."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=_LINE))
    description = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries of the region"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    tlp = forms.TypedChoiceField(
        label=_("Mark with which things begin here"),
        choices=[(code, label) for code, label in community_labels.TLP_CHOICES.items() if code != marks.RED],
        coerce=int,
    )
    chatham = forms.BooleanField(label=_("Everything here is under the Chatham House Rule"), required=False)
    keeps_days = forms.IntegerField(
        label=_("Days for which a topic is kept after its last word"),
        min_value=0,
        max_value=spaces.LONGEST_KEPT,
        help_text=_("0 keeps everything. Otherwise 30 days at least; what is older is deleted every night."),
        widget=forms.NumberInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if spaces.KINDS[kind].read == "region":
            choose(self, "countries", countries())
        else:
            del self.fields["countries"]


def countries() -> list[tuple[str, str]]:
    """Countries by code, in the reader's words."""
    return sorted(
        ((one.code, str(one.words)) for one in reference.choices("country")), key=lambda pair: pair[1]
    )


class NominateForm(forms.Form):
    """Somebody whom one nominates."""

    user = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_(
            "Of the person’s account, or its number. Whoever has no account in your reach is sent an invitation."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    expertise = forms.MultipleChoiceField(
        label=_("What the person knows"),
        choices=list(community_labels.EXPERTISE.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that the person reads"),
        choices=list(community_labels.LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class CheckForm(forms.Form):
    """How identity and employer were checked."""

    identity = forms.ChoiceField(
        label=_("How it was seen who it is"),
        choices=list(community_labels.IDENTITY.items()),
        widget=forms.RadioSelect,
    )
    employer = forms.ChoiceField(
        label=_("How it was seen for whom they work"),
        choices=list(community_labels.EMPLOYER.items()),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class ProfileForm(forms.Form):
    """What a member says of themselves, and to whom each field is shown."""

    name = forms.CharField(
        label=_("Name under which I write"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=_LINE),
    )
    post = forms.CharField(
        label=_("Post"), required=False, max_length=120, widget=forms.TextInput(attrs=_LINE)
    )
    about = forms.CharField(
        label=_("About me"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    contact = forms.CharField(
        label=_("How to reach me"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    expertise = forms.MultipleChoiceField(
        label=_("What I know"),
        choices=list(community_labels.EXPERTISE.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that I read"),
        choices=list(community_labels.LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    digest = forms.ChoiceField(
        label=_("News by e-mail"),
        choices=[(code, community_labels.FREQUENCIES[code]) for code in FREQUENCIES],
        help_text=_(
            "What is marked above GREEN, and what is said in closed spaces, is only announced there."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": _("Who sees my name"),
            "post": _("Who sees my post"),
            "about": _("Who sees what I say about me"),
            "contact": _("Who sees how to reach me"),
            "organisation": _("Who sees my organisation"),
            "country": _("Who sees my country"),
            "expertise": _("Who sees what I know"),
            "languages": _("Who sees my languages"),
        }
        for name, label in labels.items():
            field = forms.ChoiceField(
                label=label, choices=[(code, community_labels.CIRCLES[code]) for code in CIRCLES]
            )
            self.fields[f"circle_{name}"] = field

    def circles(self) -> dict[str, str]:
        """Field -> to whom it is shown."""
        return {
            name.removeprefix("circle_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("circle_")
        }
