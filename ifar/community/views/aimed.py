"""Whom something will be for, shown to its author before it is written: who will read it, and who of the space will not (domain.md G17).

The page shows it with the form and anew with each change of the mark. Without a program in the browser the form is not taken before the
page has shown the audience of the mark that it bears: `shown` is what it was shown for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ifar.community import labels, marks
from ifar.community.marks import Mark
from ifar.community.models import Space, Topic
from ifar.community.selectors import rooms, talk
from ifar.community.selectors.audience import audience
from ifar.community.selectors.visible import Reader
from ifar.community.services import marking
from ifar.community.services.talk import Written
from ifar.community.views.door import page
from ifar.errors import Invalid
from ifar.rights import Actor
from ifar.typed import whole_number

IDS: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_LONGEST: Final = 1000


def tlp_field() -> forms.TypedChoiceField:
    """The field of the mark."""
    return forms.TypedChoiceField(
        label=_("Whom it is for"),
        choices=list(labels.TLP_CHOICES.items()),
        coerce=int,
        widget=forms.RadioSelect,
    )


def recipients_field() -> forms.CharField:
    """The field of those whom a mark names."""
    return forms.CharField(
        label=_("Recipients"),
        required=False,
        max_length=_LONGEST,
        help_text=_(
            "The numbers of members or organisations, separated by spaces. TLP:RED names members, one at least. With "
            "TLP:AMBER and TLP:AMBER+STRICT, nobody named means all who read the space."
        ),
        widget=forms.TextInput(attrs=IDS),
    )


def pap_field(**more: Any) -> forms.TypedChoiceField:
    """The field of what may be done with it."""
    return forms.TypedChoiceField(
        label=_("What may be done with it"), choices=list(labels.PAP.items()), coerce=int, **more
    )


def named_in(text: str) -> tuple[str, ...]:
    """The members and organisations that a field names, as typed by people: with dashes, an @ before."""
    return tuple(one.replace("-", "").lstrip("@").upper() for one in text.split())


class Aimed(forms.Form):
    """A form with a mark; it is taken once its audience was shown."""

    def named(self) -> tuple[str, ...]:
        """The recipients that were named."""
        return named_in(self.cleaned_data.get("recipients", ""))

    def clean(self) -> dict[str, Any]:
        """What was said, refused where the page did not show for whom it is."""
        said = super().clean() or {}
        key = key_of(said)
        if "tlp" in said and key not in (key_of(self.initial), self.data.get("shown", "")):
            self.add_error("tlp", labels.of("community.write.look"))
        return said


def key_of(said: Mapping[str, Any]) -> str:
    """What an audience depends on, as the page gives it back."""
    named = sorted(named_in(str(said.get("recipients", "") or "")))
    return "|".join((str(said.get("space", "") or ""), str(said.get("tlp", "")), " ".join(named)))


def told(reader: Reader | None, said: Mapping[str, Any], space: Space, topic: Topic | None) -> dict[str, Any]:
    """The audience of a mark as the template draws it."""
    shown: dict[str, Any] = {"key": key_of(said), "space": space, "topic": topic}
    tlp = whole_number(str(said.get("tlp", "")))
    if reader is None or tlp is None or tlp not in marks.TLP:
        return shown
    named = named_in(str(said.get("recipients", "") or "")[:_LONGEST])
    try:
        mark = marking.mark_for(reader, Written("", "", tlp, recipients=named), space, topic)
    except Invalid as problem:
        return shown | {"problem": str(problem.message)}
    around = marking.mark_of(topic) if topic else None
    one = Mark(mark.tlp, reader.member, mark.recipients, mark.organisations)
    return shown | {"one": audience(reader, space, one, around), "tell": labels.MAY_TELL[mark.tlp]}


def of_form(
    reader: Reader | None, form: forms.Form, space: Space | None = None, topic: Topic | None = None
) -> dict[str, Any] | None:
    """The audience of what stands in a form's fields now."""
    said: dict[str, Any] = {
        name: form[name].value() for name in ("space", "tlp", "recipients") if name in form.fields
    }
    room = space or rooms.spaces_for(reader).filter(public_id=str(said.get("space", ""))[:14]).first()
    return told(reader, said, room, topic) if room else None


@require_POST
@page
def readers(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Who will read what is being written, as its mark is chosen."""
    said = {name: request.POST[name] for name in ("space", "tlp", "recipients") if name in request.POST}
    topic = talk.topic_for(reader, request.POST["topic"][:14]) if request.POST.get("topic") else None
    room = request.POST.get("room", "") or said.get("space", "")
    space = Space.objects.get(pk=topic.space_id) if topic else rooms.space_for(reader, room[:14])
    return render(request, "community/audience.html", {"audience": told(reader, said, space, topic)})
