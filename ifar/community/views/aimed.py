"""Whom something will be for, shown to its author before it is written: who will read it, and who of the space will not (domain.md G17).

The page shows it with the form and anew with each change of the mark. Without a program in the browser the form is not taken before the
page has shown the audience of the mark that it bears: `shown` is what it was shown for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from ifar.acts.forms import ActForm
from ifar.community import input_fields, labels, marks
from ifar.community.marks import Mark
from ifar.community.models import Space, Topic
from ifar.community.selectors import rooms, talk
from ifar.community.selectors.audience import audience
from ifar.community.selectors.visible import Reader
from ifar.community.services import marking
from ifar.community.services.talk import Draft
from ifar.community.views.door import page
from ifar.errors import Invalid
from ifar.rights import Actor
from ifar.typed import whole_number

_LONGEST: Final = 1000


def _named_in(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The members and organisations whom a form names, as typed by people or read by its input."""
    typed = values.get("recipients") or ""
    several = typed if isinstance(typed, list | tuple) else str(typed)[:_LONGEST].split()
    return tuple(input_fields.named(item) for item in several)


class Aimed(ActForm):
    """A form with a mark; it is taken once its audience was shown.

    Attributes:
        around: the topic in which it stands, whose own mark says for whom it is at most.
    """

    around: Topic | None = None

    def clean(self) -> dict[str, Any]:
        """What was said, refused where the page did not show for whom it is."""
        values = super().clean()
        key = key_of(values, self.around)
        if "tlp" in values and key != self.data.get("shown", key_of(self.initial, self.around)):
            self.add_error("tlp", labels.of("community.write.look"))
        return values


def key_of(values: Mapping[str, Any], around: Topic | None = None) -> str:
    """What an audience depends on, as the page gives it back: also the mark of the topic, which its author may change meanwhile."""
    key = (
        str(values.get("space", "") or ""),
        str(values.get("tlp", "")),
        " ".join(sorted(_named_in(values))),
    )
    if around is None:
        return "|".join(key)
    circle = repr((around.tlp, around.recipients, around.organisations))
    return "|".join((*key, hashlib.sha256(circle.encode()).hexdigest()[:16]))


def audience_context(
    reader: Reader | None, values: Mapping[str, Any], space: Space, topic: Topic | None
) -> dict[str, Any]:
    """The audience of a mark as the template draws it."""
    shown: dict[str, Any] = {"key": key_of(values, topic), "space": space, "topic": topic}
    tlp = whole_number(str(values.get("tlp", "")))
    if reader is None or tlp is None or tlp not in marks.TLP:
        return shown
    named = _named_in(values)
    try:
        mark = marking.mark_for(reader, Draft("", "", tlp, recipients=named), space, topic)
    except Invalid as problem:
        return shown | {"problem": str(problem.message)}
    around = marking.mark_of(topic) if topic else None
    item = Mark(mark.tlp, reader.member, mark.recipients, mark.organisations)
    return shown | {"one": audience(reader, space, item, around), "tell": labels.MAY_TELL[mark.tlp]}


def of_form(
    reader: Reader | None, form: forms.Form, space: Space | None = None, topic: Topic | None = None
) -> dict[str, Any] | None:
    """The audience of what stands in a form's fields now."""
    values: dict[str, Any] = {
        name: form[name].value() for name in ("space", "tlp", "recipients") if name in form.fields
    }
    room = space or rooms.spaces_for(reader).filter(public_id=str(values.get("space", ""))[:14]).first()
    return audience_context(reader, values, room, topic) if room else None


@require_POST
@page
def readers(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Who will read what is being written, as its mark is chosen."""
    values = {name: request.POST[name] for name in ("space", "tlp", "recipients") if name in request.POST}
    topic = talk.topic_for(reader, request.POST["topic"][:14]) if request.POST.get("topic") else None
    room = request.POST.get("room", "") or values.get("space", "")
    space = Space.objects.get(pk=topic.space_id) if topic else rooms.space_for(reader, room[:14])
    return render(
        request, "community/audience.html", {"audience": audience_context(reader, values, space, topic)}
    )
