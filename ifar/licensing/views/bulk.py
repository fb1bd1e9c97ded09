"""One act on several applications of a desk: first the preview of what would happen to each, then, confirmed, the acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from ifar import identifiers
from ifar.acts.forms import form_of
from ifar.errors import IfarError, Invalid
from ifar.form_errors import actor_of
from ifar.licensing.inputs import AnswerCheck, DoToSeveral
from ifar.licensing.models import Application
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import answered_at
from ifar.licensing.services import applications
from ifar.messages import message_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act on several: the permission that it takes, its words, and how it is done to one."""

    permission: str
    label: Any
    do: Callable[[Actor, Application, str], Any]
    needs_note: bool = True


def _pass(actor: Actor, application: Application, _note: str) -> None:
    """Pass every check that the actor's kind of office has not answered yet."""
    items = [
        item
        for item in answered_at(actor.agency_kind).get(application.kind, ())
        if item not in application.checks
    ]
    if not items:
        raise Invalid("licensing.check.none", _("No check of this application waits for your office."))
    applications.answer_checks(
        actor=actor,
        application_id=application.public_id,
        answers=dict.fromkeys(items, AnswerCheck(answer="passed")),
    )


ACTS: Final[Mapping[str, Bulk]] = {
    "submit": Bulk(
        "licensing:application:write",
        gettext_lazy("Submit all"),
        lambda actor, application, _note: applications.submit(
            actor=actor, application_id=application.public_id
        ),
        needs_note=False,
    ),
    "pass": Bulk(
        "licensing:check:answer", gettext_lazy("My office's checks are passed"), _pass, needs_note=False
    ),
    "grant": Bulk(
        "licensing:decision:propose",
        gettext_lazy("Submit them for approval"),
        lambda actor, application, note: applications.propose_grant(
            actor=actor, application_id=application.public_id, reason=note
        ),
    ),
}
TABS: Final[Mapping[str, Sequence[str]]] = {
    "mine": ("submit", "grant"),
    "checks": ("pass",),
    "decide": ("grant",),
}
"""Tab of the desk -> what can be done to several there."""


def acts_of(actor: Actor, tab: str) -> list[dict[str, Any]]:
    """The buttons below a queue, as far as the actor may."""
    return [
        {"name": "act", "value": name, "label": ACTS[name].label}
        for name in TABS.get(tab, ())
        if may(actor, ACTS[name].permission)
    ]


@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """What would happen to each of some applications; then it happens to those to which it can."""
    actor, form = actor_of(request), form_of(DoToSeveral, request)
    if not form.is_valid():
        raise Invalid("licensing.queue")
    to_several: DoToSeveral = form.given
    act = ACTS[to_several.act]
    results = [records.application_for(actor, fromkey) for fromkey in dict.fromkeys(to_several.picked)]
    if results and not (to_several.confirmed and (to_several.note or not act.needs_note)):
        return _preview(request, actor, to_several.act, results)
    done = 0
    for application in results:
        try:
            act.do(actor, application, to_several.note)
            done += 1
        except IfarError as error:
            messages.warning(request, f"{identifiers.shown(application.public_id)}: {_why(error)}")
    if done:
        said_done = ngettext("Done for %(count)d application.", "Done for %(count)d applications.", done)
        messages.success(request, said_done % {"count": done})
    return redirect("licensing:desk")


def _preview(request: HttpRequest, actor: Actor, name: str, results: Sequence[Application]) -> HttpResponse:
    """Try the act on each and take it back, so that what is refused is seen before anything is done."""
    act = ACTS[name]
    names = names_of(
        actor,
        {application.applicant for application in results},
        act="licensing.desk.list",
        object="applications",
    )
    kinds = reference.words("licence_kind")
    rows = [
        {
            "one": application,
            "applicant": names.get(application.applicant, ""),
            "kind": kinds.get(application.kind, application.kind),
            "why": _tried(actor, act, application),
        }
        for application in results
    ]
    context = {
        "rows": rows,
        "act": name,
        "label": act.label,
        "form": form_of(DoToSeveral, required=["note"]) if act.needs_note else None,
        "possible": sum(not row["why"] for row in rows),
    }
    return render(request, "licensing/several.html", context)


def _tried(actor: Actor, act: Bulk, application: Application) -> str:
    """Why an act cannot be done to an application; empty where it can. Nothing stays of the attempt."""
    with transaction.atomic():
        try:
            act.do(actor, application, "?")
            return ""
        except IfarError as error:
            return _why(error)
        finally:
            transaction.set_rollback(True)


def _why(error: IfarError) -> str:
    return " ".join(str(reason.message or reason.code) for reason in error.reasons) or str(message_of(error))
