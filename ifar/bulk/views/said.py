"""What was said once for all the things of a batch, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.acts.forms import form_of
from ifar.acts.inputs import Entry, entries
from ifar.bulk.many import Many
from ifar.documents.things import named
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.templatetags.days import when_words


def in_words(actor: Actor, what: Many, values: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Labels of the act's form with what was said there: offices, places and words of lists by their names. What was left empty is left out."""
    form = form_of(what.said, **(what.asks(actor) if what.asks else {}))
    return [
        (form.fields[name].label, _words(actor, entry, form.fields[name], value))
        for name, entry in entries(what.said).items()
        if name in form.fields and (value := values.get(name)) not in ("", None, False, [], {})
    ]


def _words(actor: Actor, entry: Entry, field: Any, value: Any) -> str:
    way = entry.asked.way
    if choices := getattr(field, "choices", None):
        words = {str(code): str(text) for code, text in choices}
        return ", ".join(
            words.get(str(item), str(item)) for item in (value if isinstance(value, list) else [value])
        )
    if way == "known":
        return reference.words(str(entry.asked.among)).get(str(value), str(value))
    if way == "check":
        return _("Yes")
    if way == "day":
        return when_words(dt.date.fromisoformat(str(value)), None, "day")
    if way == "moment":
        return when_words(timezone.localtime(dt.datetime.fromisoformat(str(value))), None, "minute")
    return _named(actor, str(value))


def _named(actor: Actor, text: str) -> str:
    """A text; an identifier with what it names, as far as the actor may see it."""
    result = identifiers.parse(text)
    if not result:
        return text
    if result.startswith("A"):
        return Agency.objects.filter(public_id=result).values_list("name", flat=True).first() or result
    thing = named(actor, [result]).get(result)
    return f"{thing.what} {thing.mark}".strip() if thing else identifiers.shown(result)
