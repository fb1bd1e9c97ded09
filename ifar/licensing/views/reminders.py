"""Reminders to holders: those that reached nobody, letters to print and to post, what was sent."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.accounts.services.exports import Leaving
from ifar.accounts.views import exports
from ifar.acts.edges import offered
from ifar.cursors import page_of
from ifar.documents.letters import Letter, set_letters
from ifar.form_errors import actor_of, tried
from ifar.licensing import labels
from ifar.licensing.models import Licence, Reminder
from ifar.licensing.selectors import follow_up
from ifar.licensing.selectors.reminding import Reach
from ifar.licensing.services import reminders
from ifar.licensing.services.applications import today
from ifar.licensing.views.presenters import about_words, abouts, history_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import require
from ifar.templatetags.days import day_words

LISTS: Final = ("unreached", "letters", "queued", "all")


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """My office's reminders of one list, the newest first."""
    actor, name = actor_of(request), request.GET.get("list", "unreached")
    require(actor, reminders.WRITE)
    name = name if name in LISTS else "unreached"
    result = page_of(
        request.GET,
        follow_up.reminders(actor, name),
        order=("-id",),
        sorts={"due_on": None, "state": labels.REMINDER},
    )
    names = names_of(
        actor,
        {reminder.holder for reminder in result.items},
        act="licensing.reminder.list",
        object="reminders",
    )
    spoken = abouts()
    rows = [
        {
            "one": reminder,
            "holder": names.get(reminder.holder, ""),
            "what": spoken.get(reminder.rule, reminder.rule),
            "channel": labels.CHANNEL[reminder.channel],
            "state": labels.REMINDER[reminder.state],
            "tone": labels.TONES.get(reminder.state, ""),
        }
        for reminder in result.items
    ]
    letters = follow_up.reminders(actor, "letters")
    context = {
        "rows": rows,
        "found": result,
        "list": name,
        "unreached": follow_up.reminders(actor, "unreached").count(),
        "to_print": letters.filter(state="queued").count(),
        "batches": list(
            letters.filter(state="printed").order_by("-batch").values_list("batch", flat=True).distinct()[:20]
        ),
    }
    return render(request, "licensing/reminders.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who was reminded of what, through which channels, and what became of it."""
    actor = actor_of(request)
    reminder = follow_up.reminder_for(actor, public_id)
    names = names_of(actor, {reminder.holder}, act="licensing.reminder.read", object=public_id)
    context = {
        "one": reminder,
        "holder": names.get(reminder.holder, ""),
        "what": about_words(reminder.rule),
        "channel": labels.CHANNEL[reminder.channel],
        "tried": [labels.CHANNEL.get(text, text) for text in reminder.tried],
        "state": labels.REMINDER[reminder.state],
        "tone": labels.TONES.get(reminder.state, ""),
        "failure": labels.FAILURE.get(reminder.failure, reminder.failure),
        "offered": offered(actor, reminders.REMINDER, reminder),
        "acts": history_of(public_id, "reminder"),
    }
    return render(request, "licensing/reminder.html", context)


@require_POST
def print_letters(request: HttpRequest) -> HttpResponse:
    """Put what waits into a batch, and show it."""
    actor = actor_of(request)
    made: list[str] = []
    done = tried(
        request,
        lambda: made.append(reminders.print_letters(actor=actor)),
        _("The letters are ready to be printed."),
    )
    return redirect("licensing:batch", made[0]) if done else redirect("licensing:reminders")


@require_GET
def batch(request: HttpRequest, batch: str) -> HttpResponse:
    """The list of what is to be posted, with its PDF."""
    actor = actor_of(request)
    letters = reminders.letters_of(actor, batch)
    rows = [{"one": reminder, "name": reach.name, "lines": _lines(reach)} for reminder, reach in letters]
    context = {
        "batch": batch,
        "rows": rows,
        "waits": any(reminder.state == "printed" for reminder, _ in letters),
    }
    return render(request, "licensing/batch.html", context)


@require_http_methods(["GET", "POST"])
def pdf(request: HttpRequest, batch: str) -> HttpResponse:
    """The letters of a batch as one PDF, set anew whenever it is asked for."""
    actor = actor_of(request)
    rows = reminders.letters_of(actor, batch)
    leaving = Leaving("licensing.letters.export", batch, "pdf", len(rows), request.get_full_path())
    columns = (_("Name of the holder"), _("Address"), _("What the letter reminds of"))
    if (before := exports.before(request, leaving, columns)) is not None:
        return before
    letters = [_letter(reminder, reach) for reminder, reach in rows]
    sender = settings.IFAR_REMINDER_CONTACT or settings.IFAR_COUNTRY_NAME
    data = set_letters(_("Letters %(batch)s") % {"batch": batch}, sender, letters, get_language() or "en")
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letters-{batch}.pdf"'
    return response


def _lines(reach: Reach) -> list[str]:
    country = reference.words("country").get(reach.country, reach.country) if reach.country else ""
    return [line for line in (*reach.lines, country) if line]


def _letter(reminder: Reminder, reach: Reach) -> Letter:
    """What a closed letter says, in the language of whom it goes to."""
    with override(reminder.language):
        kind = Licence.objects.filter(public_id=reminder.licence).values_list("kind", flat=True).first() or ""
        spoken = reference.words("licence_kind").get(kind, "")
        due = day_words(reminder.due_on)
        return Letter(
            reference=identifiers.shown(reminder.public_id),
            language=reminder.language,
            address=[reach.name, *_lines(reach)],
            day=str(day_words(today())),
            heading=str(about_words(reminder.rule)),
            paragraphs=[str(paragraph) for paragraph in _paragraphs(reminder, spoken, str(due))],
            office=reminder.agency.called,
            opening=_("Dear Sir or Madam,"),
            reference_words=_("Reference"),
        )


def _paragraphs(reminder: Reminder, kind: str, due: str) -> list[str]:
    about = next((rule.about for rule in (reminders.rule_of(reminder.rule),) if rule), "licence_ends")
    first = {
        "licence_ends": _("Your licence (%(kind)s, %(licence)s) ends on %(due)s.")
        % {
            "kind": kind,
            "licence": identifiers.shown(reminder.licence) if reminder.licence else "",
            "due": due,
        },
        "removal_due": _("The firearms that you keep have to leave you by %(due)s.") % {"due": due},
        "finding_due": _("A deficiency found where you store firearms must be corrected by %(due)s.")
        % {"due": due},
    }[about]
    second = {
        "licence_ends": _(
            "If you want to keep firearms, apply for its renewal before that day. If not, hand them in, or sell them to somebody who may hold them."
        ),
        "removal_due": _(
            "You may deposit them, sell them to somebody who may hold them, or surrender them. Bring the receipt."
        ),
        "finding_due": _("Your storage is looked at again afterwards."),
    }[about]
    return [
        first,
        second,
        _("Bring this letter when you come. If you have done so already, it needs no answer."),
    ]


@require_POST
def post(request: HttpRequest, batch: str) -> HttpResponse:
    """The batch was posted."""
    actor = actor_of(request)
    tried(
        request,
        lambda: reminders.post_letters(actor=actor, batch=batch),
        _("It is recorded that the letters were posted."),
    )
    return redirect("licensing:reminders")
