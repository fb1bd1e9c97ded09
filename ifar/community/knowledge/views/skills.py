"""Pages of courses, and of what the community achieved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.forms import done, form_of
from ifar.acts.inputs import part_of
from ifar.community import labels
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge import skills as rules
from ifar.community.knowledge.inputs import AnnounceCourse, CertifyTraining, NoteAttendance, SayUsed
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.selectors import skills as selectors
from ifar.community.knowledge.services import skills as services
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.services.skills import Announced
from ifar.community.knowledge.views import shelf as pages
from ifar.community.models import Course
from ifar.community.selectors import results
from ifar.community.selectors.visible import Reader, absent
from ifar.community.services.writing import now
from ifar.community.views.door import page
from ifar.community.views.forms import placing_form
from ifar.documents.request_form import own_language
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

    def narrow(found: Any) -> Any:
        if form:
            found = found.filter(form=form)
        if topic:
            found = found.filter(topics__contains=[topic])
        if show == "mine":
            return found.filter(public_id__in=list(own))
        return found.filter(ends__lt=today) if show == "past" else found.filter(ends__gte=today)

    order = ("-starts", "-id") if show else ("starts", "id")
    part, problem = pages.listed(request, reader, Course, order=order, narrow=narrow)
    people = shelf.authors(reader, part.items)
    rows = [
        {
            **pages.row(
                "course",
                one,
                people.get(one.author_id),
                _badges(one, own.get(one.public_id)),
                [shelf_labels.COURSE_FORMS[one.form], one.place],
            ),
            "starts": one.starts,
            "ends": one.ends,
        }
        for one in part.items
    ]
    context = {
        "rows": rows,
        "part": part,
        "asked": pages.asked(request),
        "problem": problem,
        "show": show,
        "filters": [
            pages.filter_of("form", _("Form"), shelf_labels.COURSE_FORMS, form),
            pages.filter_of("topic", _("Subject"), labels.EXPERTISE, topic),
        ],
        "may_write": bool(pages.rooms(reader)),
    }
    return render(request, "community/courses.html", context, status=422 if problem else 200)


def _badges(one: Course, part: Any) -> list[pages.Badge]:
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
    found = shelf.thing_for(reader, Course, public_id)
    assert reader is not None
    gives = found.author_id == reader.member or reader.spaces[found.space_id].moderates
    own, score = selectors.own_training(reader, found)
    taking = selectors.taking_part(found) if gives else []
    people = shelf.people(reader, [one.member for one, _score in taking]) if gives else {}
    today = now().date()
    context = {
        **pages.head(reader, "course", found, [("", "", shelf_labels.COURSE_FORMS[found.form])]),
        "text": pages.html(found.words),
        "topics": [labels.EXPERTISE[code] for code in found.topics if code in labels.EXPERTISE],
        "gives": gives,
        "own": own,
        "score": score,
        "own_words": shelf_labels.TRAINING_STATES[own.state] if own else "",
        "used_words": shelf_labels.USED.get(own.used, "") if own else "",
        "enrols": found.author_id != reader.member
        and (own is None or own.state == "withdrew")
        and found.ends >= today,
        "withdraws": bool(own and own.state == "enrolled"),
        "follows_up": bool(
            own and own.state in ("attended", "certified") and rules.asked_on(found.ends) <= today
        ),
        "used": form_of(SayUsed, ids="used", initial={"used": own.used if own else ""}),
        "begun": found.starts <= today,
        "over": found.ends <= today,
        "taking": [
            {
                "one": one,
                "score": score,
                "by": people.get(one.member),
                "words": shelf_labels.TRAINING_STATES[one.state],
                "attendance": form_of(
                    NoteAttendance,
                    ids=f"there-{one.public_id}",
                    initial={
                        "training": one.public_id,
                        "was_there": "no" if one.state == "absent" else "yes",
                        "before": score.before if score else None,
                        "after": score.after if score else None,
                    },
                ),
                "certificate": form_of(
                    CertifyTraining,
                    ids=f"given-{one.public_id}",
                    initial={"training": one.public_id, "language": own_language()},
                ),
                "self": one.member == reader.public_id,
                "certifies": one.state == "attended"
                and found.ends <= today
                and rules.passes(score.after if score else None)
                and may(actor, "documents:paper:issue"),
            }
            for one, score in taking
            if one.state != "withdrew"
        ],
        "gain": selectors.gain(taking) if gives else None,
        "attended": selectors.attendance(found),
        "reads_papers": may(actor, "documents:paper:read"),
    }
    return render(request, "community/course.html", context)


@require_POST
@page
def act(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, what: str) -> HttpResponse:
    """Enrol, withdraw, say whether one uses it; note who was there, give a certificate."""
    shelf.thing_for(reader, Course, public_id)
    match what:
        case "enrol" | "withdraw":
            tried(
                request,
                lambda: services.enrol(actor=actor, course=public_id, takes_part=what == "enrol"),
                _("You are enrolled.") if what == "enrol" else _("You have withdrawn."),
            )
        case "attendance":
            done(
                request,
                form_of(NoteAttendance, request),
                lambda given: services.note_attendance(
                    actor=actor, course=public_id, **{**dict(given), "was_there": given.was_there == "yes"}
                ),
                _("It is noted."),
            )
        case "certify":
            done(
                request,
                form_of(CertifyTraining, request),
                lambda given: services.certify(actor=actor, course=public_id, **dict(given)),
                _("The certificate is issued."),
            )
        case "used":
            done(
                request,
                form_of(SayUsed, request),
                lambda given: services.follow_up(actor=actor, course=public_id, **dict(given)),
                _("Thank you. Only numbers are told to others."),
            )
        case _:
            raise absent()
    return redirect("community:course", public_id)


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
