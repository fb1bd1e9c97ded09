"""One application: the checklist answered in place, the clock, the advice, the decision that somebody else takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.errors import NotFound
from ifar.form_errors import actor_of, tried
from ifar.licensing import application, attached, eligibility, labels, paying
from ifar.licensing.acts import ACTS
from ifar.licensing.models import Application
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications
from ifar.licensing.services.bars import asked_once
from ifar.licensing.views.presenters import history_of, joined, reading_of
from ifar.parties.barred import told_bars
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is asked for, how it stands, what is missing, what can be done now."""
    actor = actor_of(request)
    found = records.application_for(actor, public_id)
    kind, day = kind_of(found.kind), applications.today()
    names = names_of(actor, {found.applicant, found.book}, act="licensing.application.read", object=public_id)
    reading = reading_of(found, day)
    bars = _bars(actor, found)
    acts = history_of(public_id, "application")
    context = {
        "one": found,
        "kind": reference.words("licence_kind").get(found.kind, found.kind),
        "purpose": labels.PURPOSES[found.purpose],
        "applicant": names.get(found.applicant, ""),
        "book": names.get(found.book, ""),
        "state": labels.APPLICATION[found.state],
        "tone": labels.TONES.get(found.state, ""),
        "categories": joined(found.categories),
        "counts": labels.COUNTS[kind.counts],
        "clock": reading,
        "checks": _checks(found, actor, _papers_seen(acts)),
        "documents": attached.to(actor, public_id),
        "grounds": [reference.words("refusal_ground").get(code, code) for code in found.grounds],
        "advice": labels.ADVICE.get(found.advice, ""),
        "bars": bars,
        "charges": [{"said": one, "may": may(actor, one.permission)} for one in paying.charges(found)],
        "barred": any(told["certain"] for told in bars or ()),
        "acts": acts,
        "can": ACTS.possible("application", found.state),
        "named": not reads.is_unnamed(actor),
        "offered": offered(actor, applications.APPLICATION, found),
    }
    return render(request, "licensing/application.html", context)


def _bars(actor: Actor, found: Application) -> list[dict[str, Any]] | None:
    """Bars against the applicant or somebody alike, while something is to be decided; None where nobody asks."""
    asks = actor.purpose is not None and may(actor, "parties:bar:check")
    if not asks or found.state not in application.OPEN or found.applicant_kind != "person":
        return None
    try:
        return told_bars(asked_once(actor, found))
    except NotFound:
        return None


def _papers_seen(acts: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Check -> the paper of its latest answer; `acts` come the latest first."""
    seen: dict[str, str] = {}
    for act in acts:
        if item := act["details"].get("item"):
            seen.setdefault(item, act["paper"])
    return seen


def _checks(found: Application, actor: Actor, papers: Mapping[str, str]) -> list[dict[str, Any]]:
    kind = kind_of(found.kind)
    spoken, offices = reference.words("check_item"), reference.words("agency_kind")
    missing = {
        reason.field: reason for reason in eligibility.missing(kind, found.checks, applications.today())
    }
    rows = []
    own = applications.own_checks(actor, found) if may(actor, "licensing:check:answer") else []
    for item in kind.checks:
        said = found.checks.get(item.code, {})
        reason = missing.get(item.code)
        rows.append(
            {
                "code": item.code,
                "label": spoken.get(item.code, item.code),
                "asks": joined([offices.get(one, one) for one in item.answered_by]),
                "mine": item.code in own,
                "article": item.article,
                "answer": labels.ANSWERS.get(said.get("answer", ""), ""),
                "passed": said.get("answer") == "passed" and reason is None,
                "failed": said.get("answer") == "failed",
                "old": bool(said) and reason is not None and reason.code == "licensing.check.old",
                "on": said.get("on", ""),
                "paper": papers.get(item.code, ""),
            }
        )
    return rows


@require_POST
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take in the application to renew a licence."""
    actor = actor_of(request)
    made: list[str] = []
    tried(
        request,
        lambda: made.append(applications.draft_renewal(actor=actor, licence_id=public_id)),
        _("The application to renew it is taken in."),
    )
    if made:
        return redirect("licensing:application", made[0])
    return redirect("licensing:licence", public_id)
