"""The list of a search as a file: one line for each record; a workbook says above them who took it out, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from ifar.accounts.services.exports import Leaving
from ifar.accounts.views import exports
from ifar.errors import Invalid, Unavailable
from ifar.identifiers import shown
from ifar.reference import selectors as reference
from ifar.registry import labels
from ifar.registry.alerts.saved_search import payload_of
from ifar.registry.models import Firearm
from ifar.registry.search import query_parsing
from ifar.registry.search.fetching import is_too_wide
from ifar.registry.search.former_marks import FACTS, values_of
from ifar.registry.search.matching import Question
from ifar.registry.selectors.lists import list_of
from ifar.registry.views.query_summary import facts_of
from ifar.registry.views.search import Narrowing, question_of, results
from ifar.rights import Actor, require

SPOKEN: Final = {
    "make": "make",
    "model": "model",
    "calibre": "calibre",
    "type": "firearm_type",
    "country_made": "country",
}
HEADER: Final = (
    gettext_lazy("Identifier"), gettext_lazy("Serial number"), gettext_lazy("Make"), gettext_lazy("Model"), gettext_lazy("Calibre"),
    gettext_lazy("Type"), gettext_lazy("Country of manufacture"), gettext_lazy("Year of manufacture"), gettext_lazy("Legal category"),
    gettext_lazy("State"), gettext_lazy("Office"), gettext_lazy("On record since"), gettext_lazy("Formerly recorded as"),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The records of a search as CSV or as a workbook, after the page that says what leaves."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(actor, "registry:list:export")
    asked = Narrowing(request.GET)
    if not asked.is_valid():
        raise Invalid("registry.list.question")
    typed = asked.cleaned_data
    resolver = reference.resolver()
    understood = query_parsing.understand(typed["q"], resolver)
    question, unresolved = question_of(understood, typed, resolver)
    if understood.identifier:
        raise Invalid("registry.list.unresolved", _narrows_nothing([*unresolved, typed["q"]]))
    if unresolved:  # nobody may read as a filter what filters nothing: neither the second person, nor whoever finds the file
        messages.error(request, _narrows_nothing(unresolved))
        return results(request, status=422)
    text = _filter_words(question)
    try:
        taken = list_of(actor, question)
    except (Unavailable, Invalid) as error:
        if isinstance(error, Invalid) and not is_too_wide(error):
            raise
        # The search's own page says so, and keeps what was typed.
        return redirect(f"{reverse('registry:search')}?{request.GET.urlencode()}")
    leaving = Leaving(
        "registry.list.export",
        text,
        form,
        taken.count,
        request.get_full_path(),
        question=payload_of(question),
    )
    if (page := exports.before(request, leaving, HEADER)) is not None:
        return page
    spoken = {column: reference.words(name) for column, name in SPOKEN.items()}
    lines = (_line(firearm, spoken) for firearm in taken.firearms)
    return exports.sent(actor, leaving, "firearms", HEADER, lines)


def _narrows_nothing(words: list[str]) -> str:
    text = _("This filter is not valid: %(words)s. Correct it or empty the field, then export.")
    return text % {"words": _(", ").join(words)}


def _filter_words(question: Question) -> str:
    """What narrows the list, in words: what was understood and nothing that was left out."""
    rows = facts_of(payload_of(question), {name: reference.words(name) for name in SPOKEN.values()})
    if question.serial:
        rows.insert(0, (pgettext("a mark on a firearm", "Mark"), question.serial))
    return _(", ").join(_("%(label)s: %(words)s") % {"label": label, "words": words} for label, words in rows)


def _line(firearm: Firearm, spoken: Mapping[str, Mapping[str, str]]) -> list[Any]:
    serials = [
        mark.text for mark in firearm.marks.all() if mark.kind == "serial" and mark.text and not mark.retired
    ]
    described = [
        spoken[column].get(getattr(firearm, column), getattr(firearm, column))
        or getattr(firearm, f"{column}_raw")
        for column in SPOKEN
    ]
    return [
        shown(firearm.public_id), " / ".join(serials), *described, firearm.year or "", firearm.category,
        str(labels.STATES.get(firearm.state, firearm.state)), firearm.agency.called, timezone.localtime(firearm.registered_at),
        " / ".join(_formerly(firearm, serials, spoken)),
    ]  # fmt: skip


def _formerly(firearm: Firearm, serials: list[str], spoken: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What the record said before it was changed, each once and without what it says today."""
    marks = [
        mark.text for mark in firearm.marks.all() if mark.former_of and mark.kind == "serial" and mark.text
    ]
    facts = [
        spoken.get(column, {}).get(text, text)
        for column in FACTS
        for text in values_of(firearm.former or (), column)
        if text != str(getattr(firearm, column))
    ]
    return list(dict.fromkeys([*(mark for mark in marks if mark not in serials), *facts]))
