"""Forms of the community's shelves."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ifar.community import labels, marks
from ifar.community.knowledge import enquiries, gaps, library, practices
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.models import Space
from ifar.community.rendering import LONGEST
from ifar.community.services.talk import Written
from ifar.community.views.aimed import Aimed, pap_field, recipients_field, tlp_field
from ifar.community.views.careful import Careful
from ifar.community.views.forms import SeveralFiles, choose, countries
from ifar.fields import mark_needed
from ifar.reference import selectors as reference
from ifar.registry.views.identify import SeenForm

_LINE: Final = {"dir": "auto", "autocomplete": "off"}


_LANGUAGES: Final = list(labels.LANGUAGES.items())


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PlacedForm(Aimed, Careful):
    """What every thing of the shelves has: title, language, space, mark."""

    title = forms.CharField(
        label=_("Title"), max_length=library.MOST_TITLE, widget=forms.TextInput(attrs=_LINE)
    )
    language = forms.ChoiceField(label=_("Language in which you write"), choices=_LANGUAGES)
    space = forms.ChoiceField(label=_("Space in which it stands"))
    tlp = tlp_field()
    recipients = recipients_field()
    pap = pap_field(initial=1)
    chatham = forms.BooleanField(
        label=_("Chatham House Rule: what I say may be used outside, who said it may not"), required=False
    )
    last: tuple[str, ...] = ("space", "tlp")
    marked: tuple[str, ...] = ("recipients", "pap", "chatham")

    def __init__(self, *args: Any, spaces: list[Space], **kwargs: Any) -> None:
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        kwargs["initial"] = {
            "language": language if language in labels.LANGUAGES else "en",
            "tlp": spaces[0].tlp if spaces else marks.GREEN,
            "pap": marks.PAP_UNSAID,
            "space": spaces[0].public_id if spaces else "",
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        choose(self, "space", [(one.public_id, one.name) for one in spaces])
        own = [name for name in self.fields if name not in ("title", "language", *self.last, *self.marked)]
        self.order_fields(["title", *own, "language", *self.last, *self.marked])
        for name in ("countries",):
            if name in self.fields:
                choose(self, name, countries())

    def shown(self) -> list[forms.BoundField]:
        """The fields that are always seen."""
        return [self[name] for name in self.fields if name not in self.marked]

    def folded(self) -> list[forms.BoundField]:
        """The fields of the mark that few need."""
        return [self[name] for name in self.marked]

    def placed(self) -> Placed:
        """Where it stands and under which mark."""
        said = self.cleaned_data
        return Placed(
            said["space"],
            said["title"],
            said["language"],
            said["tlp"],
            said["pap"],
            said["chatham"],
            self.named(),
        )


def _articles(required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Articles of the Firearms Protocol"),
        required=required,
        choices=list(shelf_labels.ARTICLES.items()),
        widget=forms.CheckboxSelectMultiple,
    )


def _topics() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Subjects"),
        required=False,
        choices=list(labels.EXPERTISE.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class EditionForm(forms.Form):
    """One version of a guide."""

    version = forms.CharField(label=_("Version"), max_length=40, widget=forms.TextInput(attrs=_LINE))
    edition_language = forms.ChoiceField(label=_("Language of the document"), choices=_LANGUAGES)
    document = forms.FileField(
        label=_("PDF document"),
        required=False,
        help_text=_("At most 30 MB. It is shown page by page; scripts and enclosed files are refused."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )
    link = forms.URLField(
        label=_("Or the address where its publisher keeps it"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    news = forms.CharField(label=_("What is new in it"), required=False, max_length=1000, widget=_area(2))


class GuideForm(PlacedForm, EditionForm):
    """A guide with its first edition."""

    kind = forms.ChoiceField(label=_("What it is"), choices=list(shelf_labels.GUIDES.items()))
    summary = forms.CharField(label=_("What it is for"), max_length=library.LONGEST_SUMMARY, widget=_area(4))
    country = forms.ChoiceField(
        label=_("Country"), required=False, help_text=_("Of legislation: whose law it is.")
    )
    articles = _articles()
    topics = _topics()
    licence = forms.ChoiceField(
        label=_("Licence"), choices=list(shelf_labels.LICENCES.items()), initial="official"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "country", [("", _("Of no one country")), *countries()])
        edition = ["version", "edition_language", "document", "link", "news"]
        own = ["kind", "summary", "country", "articles", "topics", "licence", *edition]
        self.order_fields(["title", *own, "language", *self.last, *self.marked])
        self.fields["edition_language"].initial = self.initial["language"]


class ReviewForm(forms.Form):
    """That one looked a guide through."""

    edition = forms.TypedChoiceField(label=_("Edition"), coerce=int)
    expires_on = forms.DateField(label=_("Fresh until"), widget=_day())


class CollectionForm(PlacedForm):
    """A collection of guides."""

    description = forms.CharField(
        label=_("What it is for"), required=False, max_length=library.LONGEST_SUMMARY, widget=_area(4)
    )


class PracticeForm(PlacedForm):
    """A good practice, part by part."""

    topics = _topics()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in practices.PARTS:
            self.fields[name] = forms.CharField(
                label=shelf_labels.PARTS[name],
                help_text=shelf_labels.PART_HINTS[name],
                required=name in practices.NEEDED,
                max_length=practices.LONGEST,
                widget=_area(4),
            )
        self.order_fields(["title", *practices.PARTS, "topics", "language", *self.last, *self.marked])

    def parts(self) -> dict[str, str]:
        """The parts by name."""
        return {name: self.cleaned_data[name] for name in practices.PARTS}


class GapForm(PlacedForm):
    """A gap."""

    kind = forms.ChoiceField(
        label=_("Kind of gap"), choices=list(shelf_labels.GAPS.items()), widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("What is missing"), max_length=gaps.LONGEST, widget=_area(5))
    evidence = forms.CharField(
        label=_("What shows it"), required=False, max_length=gaps.LONGEST, widget=_area(3)
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries in which it was seen"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    articles = _articles()
    priority = forms.TypedChoiceField(
        label=_("How urgent it is"), choices=list(shelf_labels.PRIORITIES.items()), coerce=int, initial=2
    )


class AssistanceForm(PlacedForm):
    """A need or an offer of technical assistance."""

    side = forms.ChoiceField(
        label=_("Is it a need or an offer?"),
        choices=list(shelf_labels.SIDES.items()),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("In your words"), max_length=4000, widget=_area(4))
    articles = _articles(required=True)
    forms_of_help = forms.MultipleChoiceField(
        label=_("Forms of help"),
        choices=list(shelf_labels.FORMS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    topics = _topics()
    languages = forms.MultipleChoiceField(
        label=_("Languages in which it can be"),
        choices=_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        help_text=_("Of an offer that can be anywhere: none."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    regions = forms.MultipleChoiceField(
        label=_("Whole regions of an offer"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    starts = forms.DateField(label=_("From"), widget=_day())
    ends = forms.DateField(label=_("Until"), widget=_day())
    priority = forms.TypedChoiceField(
        label=_("How urgent it is"),
        choices=[(code, shelf_labels.PRIORITIES[code]) for code in (3, 2, 1)],
        coerce=int,
        initial=2,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = reference.rows_of("country").filter(valid_to__isnull=True).exclude(region="")
        known = sorted(set(rows.values_list("region", flat=True)) & set(shelf_labels.REGIONS))
        choose(self, "regions", [(code, shelf_labels.REGIONS[code]) for code in known])


class CourseForm(PlacedForm):
    """A course."""

    words = forms.CharField(label=_("What is learnt"), max_length=4000, widget=_area(4))
    form = forms.ChoiceField(
        label=_("Form"), choices=list(shelf_labels.COURSE_FORMS.items()), widget=forms.RadioSelect
    )
    starts = forms.DateField(label=_("First day"), widget=_day())
    ends = forms.DateField(label=_("Last day"), widget=_day())
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=1000)
    place = forms.CharField(
        label=_("Where"), required=False, max_length=200, widget=forms.TextInput(attrs=_LINE)
    )
    topics = _topics()


class AskForm(Aimed, SeenForm):
    """A question about what is seen on an arm: as in help to identify, with a title, words, photographs and a mark, and nothing of anybody."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs=_LINE))
    text = forms.CharField(
        label=_("What you want to know"),
        max_length=LONGEST,
        help_text=_("Name nobody: no person, no case, no day or place of the find, no number of the arm."),
        widget=_area(4),
    )
    pictures = forms.FileField(
        label=_("Photographs"),
        required=False,
        help_text=_(
            "At most six. Place, time and device are taken out of them. Cover the serial number before you take the picture."
        ),
        widget=SeveralFiles(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic"}),
    )
    picture_words = forms.CharField(
        label=_("What the photographs show"),
        required=False,
        max_length=300,
        help_text=_("For those who cannot see them."),
        widget=forms.TextInput(attrs=_LINE),
    )
    language = forms.ChoiceField(label=_("Language in which you write"), choices=_LANGUAGES)
    space = forms.ChoiceField(label=_("Space in which it stands"))
    tlp = forms.TypedChoiceField(
        label=_("Whom it is for"),
        choices=[(code, label) for code, label in labels.TLP_CHOICES.items() if code != marks.RED],
        coerce=int,
        widget=forms.RadioSelect,
        initial=marks.GREEN,
    )

    def __init__(self, *args: Any, spaces: list[Space], **kwargs: Any) -> None:
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        kwargs["initial"] = {
            "language": language if language in labels.LANGUAGES else "en",
            "space": spaces[0].public_id if spaces else "",
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        choose(self, "space", [(one.public_id, one.name) for one in spaces])
        self.fields["serial"].label = _("Form of the serial number")
        self.fields["serial"].help_text = _(
            "Every digit is kept as a zero: AB 123456 becomes AB 000000. The number itself goes into the formal request."
        )
        for name in ("type", "calibre", "make", "country", "serial"):
            mark_needed(self, name, _("(this, another fact or a mark)"))
        for name in ("calibre", "make", "country"):
            # Whoever has no register here has no addresses of its suggestions: what is typed is looked up when it is sent.
            for attribute in ("list", "hx-get", "hx-trigger", "hx-target", "hx-vals"):
                self.fields[name].widget.attrs.pop(attribute, None)

    def said(self) -> Written:
        """The opening post."""
        told = self.cleaned_data
        return Written(told["text"], told["language"], told["tlp"])

    def marks_shown(self) -> list[dict[str, Any]]:
        """The marks of the form."""
        return self.marks()[: enquiries.MOST_MARKS]
