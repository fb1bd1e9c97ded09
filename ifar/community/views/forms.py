"""Forms of the community with what its inputs do not hold: files, what is seen on an arm, the order of the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ifar.acts.forms import ActForm, form_of
from ifar.acts.inputs import Input
from ifar.community import labels, marks
from ifar.community.knowledge import enquiries
from ifar.community.knowledge import inputs as knowledge_inputs
from ifar.community.models import Space, Topic
from ifar.community.views.aimed import Aimed
from ifar.community.views.careful import Careful
from ifar.fields import mark_needed
from ifar.registry.views.identify import SeenForm

_IMAGES: Final = "image/jpeg,image/png,image/webp,image/heic"


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes more than one."""

    allow_multiple_selected = True


class Pictures(forms.FileField):
    """Several files; each is looked at by itself."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files that came, each as the library's own field takes it."""
        several = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(Pictures, self).clean(item, initial) for item in several]


def _words_of_pictures(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=300,
        help_text=_("For those who cannot see them."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


class Writing(Aimed, Careful):
    """What somebody writes in a space, with its files."""

    pictures = Pictures(
        label=_("Photographs and PDF documents"),
        required=False,
        help_text=_(
            "At most six. They are made anew of what an eye sees: place, time, device and author are taken out. Plans and print files are never taken."
        ),
        widget=SeveralFiles(attrs={"accept": f"{_IMAGES},application/pdf"}),
    )
    picture_words = _words_of_pictures(_("What they show"))


class Placing(Aimed, Careful):
    """What is put on a shelf: what few need of its mark is folded away."""

    last: tuple[str, ...] = ("language", "space", "tlp")
    marked: tuple[str, ...] = ("recipients", "pap", "chatham")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [name for name in self.fields if name not in ("title", *self.last, *self.marked)]
        self.order_fields(["title", *own, *self.last, *self.marked])

    def shown(self) -> list[forms.BoundField]:
        """The fields that are always seen."""
        return [self[name] for name in self.fields if name not in self.marked]

    def folded(self) -> list[forms.BoundField]:
        """The fields of the mark that few need."""
        return [self[name] for name in self.marked if name in self.fields]


class Bringing(ActForm):
    """An edition of a guide with its document."""

    document = forms.FileField(
        label=_("PDF document"),
        required=False,
        help_text=_("At most 30 MB. It is shown page by page; scripts and enclosed files are refused."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = ["version", "edition_language", "document", "link", "news"]
        self.order_fields([*(name for name in self.fields if name not in edition), *edition])


class BringingGuide(Placing, Bringing):
    """A guide with the document of its first edition."""


class Asking(SeenForm, Aimed):
    """A question about what is seen on an arm: as in help to identify, with words, photographs and a mark, and nothing of anybody."""

    pictures = forms.FileField(
        label=_("Photographs"),
        required=False,
        help_text=_(
            "At most six. Place, time and device are taken out of them. Cover the serial number before you take the picture."
        ),
        widget=SeveralFiles(attrs={"accept": _IMAGES}),
    )
    picture_words = _words_of_pictures(_("What the photographs show"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    def marks_shown(self) -> list[dict[str, Any]]:
        """The marks of the form."""
        return self.marks()[: enquiries.MOST_MARKS]


def own_language() -> str:
    """The reader's language, where members write in it."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in labels.LANGUAGES else "en"


def writing_form(
    model: type[Input],
    request: HttpRequest,
    space: Space,
    topic: Topic | None = None,
    initial: Mapping[str, Any] | None = None,
) -> ActForm:
    """The form of what is written in a space, or answered in a topic: never for more people than that."""
    around = topic.tlp if topic else marks.CLEAR
    first = {
        "language": own_language(),
        "tlp": max(space.tlp, around),
        "pap": topic.pap if topic else marks.PAP_UNSAID,
        "chatham": space.chatham,
        **(initial or {}),
    }
    stricter = [(code, label) for code, label in labels.TLP_CHOICES.items() if code >= around]
    made = form_of(model, request, kind=Writing, initial=first, among={"tlp": stricter})
    assert isinstance(made, Aimed)
    made.around = topic
    return made


def placing_form(
    model: type[Input],
    request: HttpRequest,
    rooms: Sequence[Space],
    initial: Mapping[str, Any] | None = None,
    kind: type[ActForm] = Placing,
) -> ActForm:
    """The form of what is put into one of some spaces."""
    first = {
        "language": own_language(),
        "tlp": rooms[0].tlp if rooms else marks.GREEN,
        "space": rooms[0].public_id if rooms else "",
        **(initial or {}),
    }
    return form_of(model, request, kind=kind, initial=first, among={"space": _named(rooms)})


def asking_form(
    request: HttpRequest, rooms: Sequence[Space], initial: Mapping[str, Any] | None = None
) -> Any:
    """The form of a question about an arm."""
    first = {
        "language": own_language(),
        "space": rooms[0].public_id if rooms else "",
        **(initial or {}),
    }
    return form_of(
        knowledge_inputs.AskEnquiry, request, kind=Asking, initial=first, among={"space": _named(rooms)}
    )


def _named(rooms: Sequence[Space]) -> list[tuple[str, str]]:
    return [(room.public_id, room.name) for room in rooms]
