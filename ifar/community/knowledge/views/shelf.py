"""What the pages of the shelves have in common: rows of a list, the head of a thing, forms, filters, changing a mark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ifar.accounts.selectors.drafts import draft_of
from ifar.accounts.services import drafts
from ifar.acts.forms import ActForm, done, form_of, submitted
from ifar.community import inputs, labels, rendering
from ifar.community.knowledge.inputs import TieRecords
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.services import gaps, shelving
from ifar.community.models import OBJECT_TYPES, MarkedObject, Post, Thing
from ifar.community.selectors.members import MemberProfile
from ifar.community.selectors.visible import Reader, absent, part_in, reader_of, seen
from ifar.community.services import marking, moderation
from ifar.community.views import aimed, presenters
from ifar.community.views.door import page
from ifar.cursors import page as pages
from ifar.errors import Invalid, NotFound
from ifar.rights import Actor

ADDRESSES: Final[Mapping[str, str]] = {
    "topic": "community:topic",
    "post": "community:topic",
    "guide": "community:guide",
    "collection": "community:collection",
    "practice": "community:practice",
    "gap": "community:gap",
    "assistance": "community:assistance",
    "course": "community:course",
}
LISTS: Final[Mapping[str, str]] = {
    "guide": "community:guides",
    "collection": "community:collections",
    "practice": "community:practices",
    "gap": "community:gaps",
    "assistance": "community:assistance_list",
    "course": "community:courses",
}
Badge = tuple[str, str, Any]
"""Tone, icon, words."""


def address(object_type: str, public_id: str) -> str:
    """Where a record has its page."""
    return reverse(ADDRESSES[object_type], args=(public_id,))


def place(object_type: str, post: MarkedObject) -> str:
    """Where a record is read: a post in its topic."""
    if isinstance(post, Post):
        return f"{address('topic', post.topic.public_id)}?at={post.public_id}#p-{post.public_id}"
    return address(object_type, post.public_id)


def words_of(object_type: str, item: MarkedObject) -> tuple[str, str]:
    """What a record is called, and what stands in it, for who decides about it."""
    if isinstance(item, Post):
        return item.topic.title, item.text
    assert isinstance(item, Thing)
    texts = (str(getattr(item, name, "")) for name in _TEXTS)
    return item.title, "\n\n".join(text for text in texts if text)


_TEXTS: Final = ("summary", "words", "context", "problem", "done", "result", "evidence", "transferability")
"""Columns of words of the things of the shelves, in the order in which they are read."""


def html(text: str) -> SafeString:
    """Words of a member as HTML: `rendering` made them harmless."""
    return mark_safe(rendering.html(text))  # noqa: S308


def row(
    object_type: str, item: Thing, by: MemberProfile | None, badges: Iterable[Badge], meta: Iterable[Any]
) -> dict[str, Any]:
    """A thing in a list."""
    return {
        "one": item,
        "url": address(object_type, item.public_id),
        "by": by,
        "mark": presenters.mark_of(item),
        "language": labels.LANGUAGES.get(item.language, ""),
        "badges": [*badges, *state_badges(item)],
        "meta": [each for each in meta if each],
    }


def state_badges(item: MarkedObject) -> list[Badge]:
    """That a thing is held or hidden, for who sees it all the same."""
    if item.state == "held":
        return [("warn", "hourglass", _("held"))]
    return [("bad", "eye-off", _("hidden"))] if item.state == "hidden" else []


def search_text(request: HttpRequest) -> str:
    """What a list is searched for."""
    return request.GET.get("q", "").strip()[:200]


def listed[M: Thing](
    request: HttpRequest,
    reader: Reader | None,
    model: type[M],
    *,
    order: tuple[str, ...],
    narrow: Callable[[Any], Any] = lambda record: record,
) -> tuple[Any, str]:
    """A page of things that the reader sees and that say what was asked, and what was wrong with the question."""
    problem = ""
    try:
        result = narrow(shelf.things_for(reader, model, search_text(request)))
    except Invalid as error:
        problem, result = str(error.message), model._default_manager.none()
    part = pages(
        result,
        order=order,
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
        size=shelf.SIZE,
    )
    return part, problem


def head(
    reader: Reader | None, object_type: str, item: Thing, badges: Iterable[Badge] = ()
) -> dict[str, Any]:
    """What the page of a thing begins with. One query."""
    people = shelf.authors(reader, [item])
    offices = presenters.offices_named([item])
    return {
        "one": item,
        "object_type": object_type,
        "mark": presenters.mark_of(item),
        "by": people.get(item.author_id),
        "named": [*(people[key].name for key in item.recipients if key in people), *offices[item.pk]],
        "language": labels.LANGUAGES.get(item.language, ""),
        "badges": [*badges, *state_badges(item)],
        "mine": reader is not None and item.author_id == reader.member,
        "moderates": reader is not None and reader.spaces[item.space_id].moderates,
    }


def choice(request: HttpRequest, name: str, known: Iterable[Any]) -> str:
    """A filter of the address, if it is one that there is."""
    value = request.GET.get(name, "")
    return value if value in {str(item) for item in known} else ""


def filter_of(
    name: str, label: Any, choices: Mapping[Any, Any] | list[tuple[str, Any]], value: str
) -> dict[str, Any]:
    """A filter of a list as the template draws it."""
    pairs = list(choices.items()) if isinstance(choices, Mapping) else choices
    return {
        "name": name,
        "label": label,
        "value": value,
        "choices": [(str(code), text) for code, text in pairs],
    }


def filled(
    request: HttpRequest,
    actor: Actor,
    form: ActForm,
    do: Callable[[Any], Thing],
    object_type: str,
    context: dict[str, Any],
    template: str = "community/shelf_form.html",
) -> HttpResponse:
    """A form that makes or changes a thing: shown, checked, carried out, with refusals at its fields."""
    made = submitted(form, do)
    if made:
        drafts.drop(actor=actor, path=request.path)
        if made.state == "held" and object_type != "practice":
            messages.warning(request, _("It waits until a moderator has looked at it."))
        return redirect(address(object_type, made.public_id))
    if "tlp" in form.fields:
        context = {"audience": aimed.of_form(reader_of(actor), form), **context}
    context = {"form": form, "object_type": object_type, **context}
    return render(request, template, context, status=422 if form.errors else 200)


def initial_from_draft(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What was typed here before and not sent."""
    kept = draft_of(actor, request.path) if request.method == "GET" else None
    if not kept:
        return {}
    return {name: values if len(values) > 1 else values[0] for name, values in kept.data.items() if values}


def begins_from[M: MarkedObject](reader: Reader | None, model: type[M], request: HttpRequest) -> M | None:
    """The thing from whose page one came to tell another one, which is tied to it; None where there is none that the reader sees."""
    try:
        return shelf.thing_for(reader, model, request.GET.get("from", "")[:14])
    except NotFound:
        return None


def rooms(reader: Reader | None) -> list[Any]:
    """The spaces in which the reader can put something."""
    return shelving.spaces_to_keep_in(reader)


@require_http_methods(["GET", "POST"])
@page
def mark(
    request: HttpRequest, actor: Actor, reader: Reader | None, object_type: str, public_id: str
) -> HttpResponse:
    """Change the mark of a thing, as who wrote it."""
    object_type, result = _named(reader, object_type, public_id)
    if "author" not in part_in(reader, result):
        raise absent()
    initial = {
        "tlp": result.tlp,
        "pap": result.pap,
        "recipients": " ".join(marking.names_of(result.recipients, result.organisations)),
    }
    form = form_of(inputs.ChangeMark, request, kind=aimed.Aimed, initial=initial)
    if done(
        request,
        form,
        lambda given: marking.change_mark(
            actor=actor, object_type=object_type, public_id=public_id, **dict(given)
        ),
        _("The mark is changed."),
    ):
        return redirect(address(object_type, public_id))
    context = {
        "one": result,
        "object_type": object_type,
        "form": form,
        "back": address(object_type, public_id),
        "mark": presenters.mark_of(result),
        "audience": aimed.of_form(reader, form, result.space),
    }
    return render(request, "community/shelf_mark.html", context, status=422 if form.errors else 200)


def _named(reader: Reader | None, object_type: str, public_id: str) -> tuple[str, Thing]:
    """A thing by its type; a type that there is not answers as a thing that there is not."""
    known = object_type in OBJECT_TYPES and object_type not in ("topic", "post")
    object_type = object_type if known else "guide"
    result = seen(reader, OBJECT_TYPES[object_type], public_id if known else "")
    assert isinstance(result, Thing)
    return object_type, result


@require_http_methods(["GET", "POST"])
@page
def report(
    request: HttpRequest, actor: Actor, reader: Reader | None, object_type: str, public_id: str
) -> HttpResponse:
    """Report a thing to those who moderate: across the safety line from its page, confirmed in one step, anything else from a page of its own."""
    object_type, result = _named(reader, object_type, public_id)
    form = form_of(inputs.ReportThing, request)
    made = submitted(
        form,
        lambda given: moderation.report(
            actor=actor, object_type=object_type, public_id=result.public_id, **dict(given)
        ),
    )
    if made:
        messages.success(request, _("Reported. Those who moderate the space look at it."))
        return redirect("community:reported", made.public_id)
    return _report_form(request, reader, object_type, result, form, hides=False)


@require_http_methods(["GET", "POST"])
@page
def hide(
    request: HttpRequest, actor: Actor, reader: Reader | None, object_type: str, public_id: str
) -> HttpResponse:
    """Hide a thing, with the ground, as who moderates its space and did not write it."""
    object_type, result = _named(reader, object_type, public_id)
    if part_in(reader, result) != {"moderates"}:
        raise absent()
    form = form_of(inputs.HideThing, request)
    if done(
        request,
        form,
        lambda given: moderation.hide_at_once(
            actor=actor, object_type=object_type, public_id=result.public_id, **dict(given)
        ),
        _("It is hidden."),
    ):
        return redirect(address(object_type, result.public_id))
    return _report_form(request, reader, object_type, result, form, hides=True)


def _report_form(
    request: HttpRequest,
    reader: Reader | None,
    object_type: str,
    result: Thing,
    form: ActForm,
    *,
    hides: bool,
) -> HttpResponse:
    context = {
        **head(reader, object_type, result),
        "html": html(words_of(object_type, result)[1]),
        "back": address(object_type, result.public_id),
        "form": form,
        "hides": hides,
    }
    return render(request, "community/shelf_report.html", context, status=422 if form.errors else 200)


@require_POST
@page
def tie(
    request: HttpRequest, actor: Actor, reader: Reader | None, object_type: str, public_id: str
) -> HttpResponse:
    """Say that a practice or a gap leads to another record."""
    object_type, result = _named(reader, object_type, public_id)
    done(
        request,
        form_of(TieRecords, request),
        lambda given: gaps.tie(actor=actor, one=result.public_id, **dict(given)),
        _("The two records are tied."),
    )
    return redirect(address(object_type, result.public_id))
