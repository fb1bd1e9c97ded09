"""Pages of courses, and of what the community achieved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, done, form_of
from ifar.acts.inputs import part_of
from ifar.community import labels
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge import skills as rules
from ifar.community.knowledge.inputs import AnnounceCourse, NoteScores
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.selectors import skills as selectors
from ifar.community.knowledge.services import skills as services
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.services.skills import Announced
from ifar.community.knowledge.views import shelf as pages
from ifar.community.models import Course, Training
from ifar.community.selectors import results
from ifar.community.selectors.visible import Reader, absent, part_in
from ifar.community.services.writing import now
from ifar.community.views.door import page
from ifar.community.views.forms import placing_form
from ifar.form_errors import tried
from ifar.rights import Actor, may


@require_GET
@page
def courses(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Courses to come and past ones."""
    form = pages.choice(request, "form", rules.FORMS)
    topic = pages.choice(request, "topic", labels.EXPERTISE)
    show = pages.choice(request, "show", ("past", "mine"))
    today = now().date()
    own = selectors.mine(reader) if reader else {}

    def narrow(result: Any) -> Any:
        if form:
            result = result.filter(form=form)
        if topic:
            result = result.filter(topics__contains=[topic])
        if show == "mine":
            return result.filter(public_id__in=list(own))
        return result.filter(ends__lt=today) if show == "past" else result.filter(ends__gte=today)

    order = ("-starts", "-id") if show else ("starts", "id")
    part, problem = pages.listed(request, reader, Course, order=order, narrow=narrow)
    people = shelf.authors(reader, part.items)
    rows = [
        {
            **pages.row(
                "course",
                item,
                people.get(item.author_id),
                _badges(item, own.get(item.public_id)),
                [shelf_labels.COURSE_FORMS[item.form], item.place],
            ),
            "starts": item.starts,
            "ends": item.ends,
        }
        for item in part.items
    ]
    context = {
        "rows": rows,
        "part": part,
        "asked": pages.search_text(request),
        "problem": problem,
        "show": show,
        "filters": [
            pages.filter_of("form", _("Mode of delivery"), shelf_labels.COURSE_FORMS, form),
            pages.filter_of("topic", _("Subject"), labels.EXPERTISE, topic),
        ],
        "may_write": bool(pages.rooms(reader)),
    }
    return render(request, "community/courses.html", context, status=422 if problem else 200)


def _badges(item: Course, part: Any) -> list[pages.Badge]:
    return [("good", "user-check", shelf_labels.TRAINING_STATES[part.state])] if part else []


@require_http_methods(["GET", "POST"])
@page
def new(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Announce a course."""
    rooms = pages.rooms(reader)
    if not rooms:
        raise absent()
    form = placing_form(AnnounceCourse, request, rooms, pages.initial_from_draft(request, actor))

    def announce(given: AnnounceCourse) -> Course:
        return services.announce(actor=actor, at=part_of(given, Placed), said=part_of(given, Announced))

    context = {
        "heading": _("Announce a course"),
        "back": "community:courses",
        "back_words": _("Courses"),
        "act": _("Announce it"),
    }
    return pages.filled(request, actor, form, announce, "course", context)


@require_GET
@page
def course(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A course; for who gives it, who takes part."""
    record = shelf.thing_for(reader, Course, public_id)
    assert reader is not None
    gives = bool(part_in(reader, record))
    own = selectors.own_training(reader, record)
    taking = selectors.taking_part(reader, record) if gives else []
    people = shelf.people(reader, [training.member for training, _score in taking]) if gives else {}
    context = {
        **pages.head(reader, "course", record, [("", "", shelf_labels.COURSE_FORMS[record.form])]),
        "text": pages.html(record.words),
        "topics": [labels.EXPERTISE[code] for code in record.topics if code in labels.EXPERTISE],
        "gives": gives,
        "own": own,
        "score": getattr(own, "score", None),
        "own_words": shelf_labels.TRAINING_STATES[own.state] if own else "",
        "used_words": shelf_labels.USED.get(own.used, "") if own else "",
        "own_acts": offered(actor, services.TRAINING, own)["acts"].values() if own else [],
        "enrols": record.author_id != reader.member
        and (own is None or own.state == "withdrew")
        and record.ends >= now().date(),
        "taking": [
            {
                "one": training,
                "by": people.get(training.member),
                "words": shelf_labels.TRAINING_STATES[training.state],
                "acts": []
                if "self" in training.facts
                else offered(actor, services.TRAINING, training)["acts"].values(),
                "scores": _scores(training)
                if "self" not in training.facts and training.state in ("attended", "certified")
                else None,
            }
            for training, _score in taking
            if training.state != "withdrew"
        ],
        "gain": selectors.gain(taking) if gives else None,
        "attended": selectors.attendance(record),
        "reads_papers": may(actor, "documents:paper:read"),
    }
    return render(request, "community/course.html", context)


def _scores(training: Training, request: HttpRequest | None = None) -> ActForm:
    return form_of(
        NoteScores, request, ids=f"scores-{training.public_id}", initial=services.scores_of(training)
    )


@require_POST
@page
def enrol(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Take part in a course."""
    record = shelf.thing_for(reader, Course, public_id)
    tried(request, lambda: services.enrol(actor=actor, course=record.public_id), _("You are enrolled."))
    return redirect("community:course", record.public_id)


@require_POST
@page
def scores(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Note what the tests said of somebody who was there."""
    training = selectors.training_for(reader, public_id)
    done(
        request,
        _scores(training, request),
        lambda given: services.note_scores(actor=actor, training_id=training.public_id, **dict(given)),
        _("It is noted."),
    )
    return redirect("community:course", training.course)


@require_GET
@page
def achieved(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """What the community achieved, by year."""
    figures = results.figures_for(reader, now().date())
    years = sorted(next(iter(figures.values())))
    context = {
        "years": years,
        "rows": [
            {"words": shelf_labels.FIGURES[code], "code": code, "figures": [by_year[year] for year in years]}
            for code, by_year in figures.items()
        ],
    }
    return render(request, "community/results.html", context)
