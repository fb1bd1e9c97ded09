"""Pages of good practices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import form_of
from ifar.acts.inputs import part_of
from ifar.community import labels
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge import practices as rules
from ifar.community.knowledge.inputs import RewordPractice, SubmitPractice, TieRecords
from ifar.community.knowledge.selectors import practices as selectors
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.services import gaps as ties
from ifar.community.knowledge.services import practices as services
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.views import shelf as pages
from ifar.community.models import Appraisal, Practice, Topic
from ifar.community.selectors.chain import path_from
from ifar.community.selectors.details import signs_in
from ifar.community.selectors.talk import topic_for
from ifar.community.selectors.visible import Reader, absent
from ifar.community.views.careful import Careful
from ifar.community.views.chain import drawn
from ifar.community.views.door import page
from ifar.community.views.forms import placing_form
from ifar.errors import NotFound
from ifar.form_errors import tried
from ifar.rights import Actor


def badges(state: Appraisal | None) -> list[pages.Badge]:
    """How far a practice is."""
    if state is None:
        return []
    if state.state == "graded":
        return [(shelf_labels.GRADE_TONES[state.grade], "scale", shelf_labels.GRADES[state.grade])]
    if state.state == "anonymous":
        return [("", "eye-check", _("not graded yet"))]
    return [("warn", "hourglass", shelf_labels.PRACTICE_STATES[state.state])]


@require_GET
@page
def practices(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Good practices: by grade, subject, words; those that wait for a check."""
    grade = pages.choice(request, "grade", rules.GRADES)
    topic = pages.choice(request, "topic", labels.EXPERTISE)
    show = pages.choice(request, "show", ("waiting", "mine"))

    def narrow(result: Any) -> Any:
        if topic:
            result = result.filter(topics__contains=[topic])
        if grade:
            result = result.filter(public_id__in=Appraisal.objects.filter(grade=grade).values("public_id"))
        if show == "waiting":
            result = result.filter(
                public_id__in=Appraisal.objects.filter(state="submitted").values("public_id")
            )
        elif show == "mine":
            result = result.filter(author_id=reader.member if reader else 0)
        return result

    part, problem = pages.listed(request, reader, Practice, order=("-id",), narrow=narrow)
    keys = [item.public_id for item in part.items]
    states = shelf.standing(Appraisal, keys)
    adopted = selectors.adopted(keys)
    people = shelf.authors(reader, part.items)
    rows = [
        pages.row(
            "practice",
            item,
            people.get(item.author_id),
            badges(states.get(item.public_id)),
            [
                ", ".join(str(labels.EXPERTISE[code]) for code in item.topics if code in labels.EXPERTISE),
                _adopted(adopted.get(item.public_id, 0)),
            ],
        )
        for item in part.items
    ]
    for row in rows:
        row["badges"] = [badge for badge in row["badges"] if badge[2] != _("held")]
    context = {
        "rows": rows,
        "part": part,
        "asked": pages.search_text(request),
        "problem": problem,
        "show": show,
        "filters": [
            pages.filter_of("grade", _("Grade"), shelf_labels.GRADES, grade),
            pages.filter_of("topic", _("Subject"), labels.EXPERTISE, topic),
        ],
        "may_write": bool(pages.rooms(reader)),
    }
    return render(request, "community/practices.html", context, status=422 if problem else 200)


def _adopted(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)s organisation does it", "%(count)s organisations do it", count) % {
        "count": count
    }


def _case(reader: Reader | None, public_id: str) -> Topic | None:
    if not public_id:
        return None
    try:
        return topic_for(reader, public_id[:14])
    except NotFound:
        return None


@require_http_methods(["GET", "POST"])
@page
def new(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Tell what a case taught; from a topic it is tied to that."""
    rooms = pages.rooms(reader)
    if not rooms:
        raise absent()
    case = _case(reader, request.GET.get("from", ""))
    initial = pages.initial_from_draft(request, actor)
    if case and not initial:
        initial = {"title": case.title, "language": case.language, "tlp": case.tlp if case.tlp < 4 else 3}
    form = placing_form(SubmitPractice, request, rooms, initial)

    def submit(given: SubmitPractice) -> Practice:
        made = services.submit(
            actor=actor, at=part_of(given, Placed), said=given.parts(), topics=given.topics
        )
        if case:
            ties.tie(actor=actor, one=case.public_id, other=made.public_id)
        return made

    context = {
        "heading": _("Submit good practice"),
        "intro": _(
            "Tell it so that no person, case, place or office can be known. A second member checks that before others read it."
        ),
        "about": case,
        "back": "community:practices",
        "back_words": _("Good practices"),
        "act": _("Submit it"),
    }
    return pages.filled(request, actor, form, submit, "practice", context)


@require_http_methods(["GET", "POST"])
@page
def edit(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Other words for one's own practice; it is checked anew."""
    record = shelf.thing_for(reader, Practice, public_id)
    assert reader is not None
    if record.author_id != reader.member:
        raise absent()
    initial = {name: getattr(record, name) for name in ("title", "topics", *rules.PARTS)}
    form = form_of(RewordPractice, request, kind=Careful, initial=initial)

    def reword(given: RewordPractice) -> Practice:
        return services.reword(
            actor=actor, practice=public_id, title=given.title, said=given.parts(), topics=given.topics
        )

    context = {
        "heading": _("Change the practice"),
        "intro": _("It is checked anew, and nobody else reads it until then."),
        "about": record,
        "back": "community:practices",
        "back_words": _("Good practices"),
        "act": _("Submit it again"),
    }
    return pages.filled(request, actor, form, reword, "practice", context)


@require_GET
@page
def practice(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A practice: its parts, how well it is supported and why, who does it, the gap that it addresses."""
    record = shelf.thing_for(reader, Practice, public_id)
    assert reader is not None
    state = selectors.appraisal_of(reader, record)
    log = selectors.log_of(record)
    people = shelf.people(reader, [text for text in (state.checked_by, state.graded_by) if text])
    own = selectors.own_adoption(reader, record)
    head = pages.head(reader, "practice", record, badges(state))
    head["badges"] = [badge for badge in head["badges"] if badge[2] != _("held")]
    offers = offered(actor, services.PRACTICE, state)
    checks = "cleared" in offers["acts"]
    context = {
        **head,
        "may_add": bool(pages.rooms(reader)),
        "state": state,
        "state_words": shelf_labels.PRACTICE_STATES[state.state],
        "parts": [
            {"words": shelf_labels.PARTS[name], "html": pages.html(getattr(record, name))}
            for name in rules.PARTS
            if getattr(record, name)
        ],
        "topics": [labels.EXPERTISE[code] for code in record.topics if code in labels.EXPERTISE],
        "checker": people.get(state.checked_by),
        "grader": people.get(state.graded_by),
        "reasons": [
            (shelf_labels.CRITERIA[name], shelf_labels.ANSWERS[log.answers[name]])
            for name in rules.CRITERIA
            if name in log.answers
        ]
        if state.state == "graded"
        else [],
        "grade_note": log.grade_note if state.state == "graded" else "",
        "returned": [shelf_labels.RETURNS[code] for code in log.grounds] if state.state == "returned" else [],
        "return_note": log.return_note if state.state == "returned" else "",
        "checks": checks,
        "signs": [
            shelf_labels.SIGNS[code]
            for code in signs_in(record.title, *(getattr(record, name) for name in rules.PARTS))
        ]
        if checks
        else [],
        "offered": offers,
        "tie": form_of(TieRecords, ids="tie"),
        "readable": state.state in rules.READABLE,
        "adopted": _adopted(selectors.adopted([record.public_id]).get(record.public_id, 0)),
        "adopts": own is None or own.state == "given_up",
        "given_up": offered(actor, services.ADOPTION, own)["acts"].values() if own else [],
        "path": drawn(path_from(reader, "practice", record), record.public_id),
    }
    return render(request, "community/practice.html", context)


@require_POST
@page
def adopt(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Say that one's organisation does as a practice says."""
    record = shelf.thing_for(reader, Practice, public_id)
    tried(
        request,
        lambda: services.adopt(actor=actor, practice=record.public_id),
        _("It is noted what your organisation does."),
    )
    return redirect("community:practice", record.public_id)
