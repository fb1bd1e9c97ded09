"""The public page that verifies a paper, and an officer's page of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.documents import selectors, services, verification
from ifar.documents.api import as_file, site_of
from ifar.documents.kinds import KINDS as FORMS
from ifar.documents.kinds import cells_of, dates_of, in_order
from ifar.documents.labels import HELD, KINDS
from ifar.documents.listing import rows_of
from ifar.documents.wording import words
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.languages import NAMES
from ifar.ledger.selectors import recorded
from ifar.rights import Actor, may, require
from ifar.templatetags.days import day_words

LONGEST_HELD: Final = 100_000


class QuestionForm(forms.Form):
    """What a visitor asks."""

    number = forms.CharField(
        label=gettext_lazy("Number of the paper"),
        required=False,
        max_length=40,
        help_text=gettext_lazy(
            "As it is printed, for example V-7K3M-9QXZ-20RT-B. Capitals and hyphens do not matter."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "autocapitalize": "characters"}
        ),
    )
    held = forms.CharField(
        label=gettext_lazy("What you scanned"),
        required=False,
        max_length=LONGEST_HELD,
        help_text=gettext_lazy(
            "If you want to know whether the paper says exactly what was issued: the text of its codes, one code a line."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, number: str = "") -> HttpResponse:
    """Whether a paper was issued here and still stands; for anybody, and nothing else."""
    typed = identifiers.parse(number, "V")
    opened = {"number": identifiers.shown(typed) if typed else number, "held": _held_in(request, number)}
    asked = request.POST if request.method == "POST" else opened
    form = QuestionForm(asked or None)
    answer, unknown = None, ""
    other = _of_another_kind(form.cleaned_data["number"]) if form.is_valid() else ""
    if not other and form.is_valid() and (form.cleaned_data["number"] or form.cleaned_data["held"]):
        try:
            answer = verification.verify(request, form.cleaned_data["number"], form.cleaned_data["held"])
        except NotFound as error:
            unknown = str(error.message)
    context = {
        "form": form if request.method == "POST" or number else QuestionForm(),
        "unknown": unknown,
        "other": other,
        "answer": answer,
        "kind": KINDS.get(answer.kind, "") if answer else "",
        "held": HELD.get(answer.held, "") if answer else "",
        "rows": _content_rows(answer.kind, answer.content) if answer else [],
    }
    response = render(request, "documents/verify.html", context, status=404 if unknown else 200)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _of_another_kind(number: str) -> str:
    """What to do with a number that is of this register and no paper's: whatever it is of, nothing is looked up."""
    typed = identifiers.parse(number)
    if typed is None or typed[0] == "V":
        return ""
    if typed[0] == "L":
        return _(
            "This is the number of a licence. Type the number of the card or the certificate itself: it begins with V and stands beside its code."
        )
    return _(
        "This number is of this register, but of no paper. The number of a paper begins with V and stands beside its code."
    )


def _held_in(request: HttpRequest, number: str) -> str:
    """The whole code of a card whose link was opened: its statement comes in the address."""
    text = request.GET.get("s", "")
    return f"https://x/documents/verify/{number}/?s={text}"[:LONGEST_HELD] if text else ""


def _content_rows(kind: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a paper, or a visitor's own codes, say, in the order and the words of papers; days as the reader writes them."""
    language = (get_language() or "en")[:2]
    days = dates_of(kind)
    return [
        {
            "label": _label(name, language),
            "lines": [_day(value)] if name in days else list(_said_lines(value)),
        }
        for name, value in in_order(kind, content)
    ]


def _day(value: Any) -> str:
    """A day as the reader writes it; what somebody's own code says that is none, as it is."""
    try:
        return str(day_words(dt.date.fromisoformat(str(value))))
    except ValueError:
        return str(value)


def _label(name: str, language: str) -> str:
    return _("Initials of the holder") if name == "initials" else words(name, language)


def _said_lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [
            " · ".join(f"\u2068{cell}\u2069" for cell in cells_of(item))
            if isinstance(item, dict)
            else str(item)
            for item in value
        ]
    return [str(value)]


# Officers' pages --------------------------------------------------------------------------------------------------------


@require_GET
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """One paper: what it is about, where it stands, its PDF."""
    actor = actor_of(request)
    require(actor, "documents:paper:read")
    canonical = identifiers.parse(public_id, "V")
    if canonical and canonical != public_id:
        return redirect("documents:paper", canonical)
    record = selectors.paper_for(actor, public_id)
    context = {
        **rows_of([record])[0],
        "about_url": _about_url(actor, record.about),
        "language": NAMES.get(record.language, record.language),
        "rows": _content_rows(record.kind, record.content),
        "personal": bool(record.holder),
        "entry": next(iter(recorded([record.issued], 0).values()), None),
        "offered": offered(actor, services.PAPER, record),
        "may_give_card": may(actor, "cashier:card:manage")
        and FORMS[record.kind].card
        and record.withdrawn_at is None,
        "verify_url": request.build_absolute_uri(
            reverse("documents:verify_number", args=(record.public_id,))
        ),
    }
    return render(request, "documents/paper.html", context)


ABOUT: Final[Mapping[str, tuple[str, str]]] = {
    "F": ("registry:firearm", "registry:firearm:read"),
    "L": ("licensing:licence", "licensing:licence:read"),
    "P": ("parties:party", "parties:party:read"),
}
"""What a paper is about, by the letter of its identifier -> its page, and the permission that opens it."""


def _about_url(actor: Actor, about: str) -> str:
    """The page of what a paper is about, or nothing where there is none for this actor."""
    route, permission = ABOUT.get(about[:1], ("", ""))
    return reverse(route, args=(about,)) if route and may(actor, permission) else ""


@require_GET
def pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The paper as a sealed PDF."""
    data = services.print_paper(actor=actor_of(request), paper=public_id, site=site_of(request))
    return as_file(public_id, data)
