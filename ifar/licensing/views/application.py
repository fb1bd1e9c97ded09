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
from ifar.acts.forms import ActForm
from ifar.errors import NotFound
from ifar.form_errors import actor_of, tried
from ifar.licensing import application, attached, eligibility, labels, paying
from ifar.licensing.acts import ACTS
from ifar.licensing.models import Application
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications
from ifar.licensing.services.bars import asked_once
from ifar.licensing.views import papers
from ifar.licensing.views.presenters import history_of, joined, reading_of
from ifar.parties.barred import told_bars
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is asked for, how it stands, what is missing, what can be done now."""
    actor = actor_of(request)
    record = records.application_for(actor, public_id)
    kind, day = kind_of(record.kind), applications.today()
    names = names_of(
        actor, {record.applicant, record.book}, act="licensing.application.read", object=public_id
    )
    reading = reading_of(record, day)
    bars = _bars(actor, record)
    acts = history_of(public_id, "application")
    possible = offered(actor, applications.APPLICATION, record, beside="checked")
    checks = _checks(record, actor, _papers_seen(acts), possible["acts"].get("checked", {}).get("form"))
    context = {
        "one": record,
        "kind": reference.words("licence_kind").get(record.kind, record.kind),
        "purpose": labels.PURPOSES[record.purpose],
        "applicant": names.get(record.applicant, ""),
        "book": names.get(record.book, ""),
        "state": labels.APPLICATION[record.state],
        "tone": labels.TONES.get(record.state, ""),
        "categories": joined(record.categories),
        "counts": labels.COUNTS[kind.counts],
        "clock": reading,
        "checks": checks,
        "asked": any(check["fields"] for check in checks),
        "documents": attached.to(actor, public_id),
        "grounds": [reference.words("refusal_ground").get(code, code) for code in record.grounds],
        "advice": labels.ADVICE.get(record.advice, ""),
        "bars": bars,
        "charges": [
            {"said": charge, "may": may(actor, charge.permission), "counter": charge.counter(actor)}
            for charge in paying.charges(record)
        ],
        "barred": any(bar["certain"] for bar in bars or ()),
        "acts": acts,
        "can": ACTS.possible("application", record.state),
        "named": not reads.is_unnamed(actor),
        "offered": possible,
        "card": papers.first_card(request, records.licence_for(actor, record.licence))
        if record.state == "granted"
        else None,
    }
    return render(request, "licensing/application.html", context)


def _bars(actor: Actor, record: Application) -> list[dict[str, Any]] | None:
    """Bars against the applicant or somebody alike, while something is to be decided; None where nobody asks."""
    asks = actor.purpose is not None and may(actor, "parties:bar:check")
    if not asks or record.state not in application.OPEN or record.applicant_kind != "person":
        return None
    try:
        return told_bars(asked_once(actor, record))
    except NotFound:
        return None


def _papers_seen(acts: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Check -> the paper of its latest answer; `acts` come the latest first."""
    seen: dict[str, str] = {}
    for act in acts:
        if item := act["details"].get("item"):
            seen.setdefault(item, act["paper"])
    return seen


def _checks(
    record: Application, actor: Actor, seen: Mapping[str, str], form: ActForm | None
) -> list[dict[str, Any]]:
    kind = kind_of(record.kind)
    spoken, offices = reference.words("check_item"), reference.words("agency_kind")
    missing = {
        reason.field: reason for reason in eligibility.missing(kind, record.checks, applications.today())
    }
    rows = []
    own = applications.own_checks(actor, record) if may(actor, "licensing:check:answer") else []
    for item in kind.checks:
        value = record.checks.get(item.code, {})
        reason = missing.get(item.code)
        rows.append(
            {
                "code": item.code,
                "label": spoken.get(item.code, item.code),
                "asks": joined([offices.get(text, text) for text in item.answered_by]),
                "mine": item.code in own,
                "fields": [form[f"answers-{item.code}-{part}"] for part in ("answer", "paper")]
                if form and item.code in own and reason
                else [],
                "article": item.article,
                "answer": labels.ANSWERS.get(value.get("answer", ""), ""),
                "passed": value.get("answer") == "passed" and reason is None,
                "failed": value.get("answer") == "failed",
                "old": bool(value) and reason is not None and reason.code == "licensing.check.old",
                "on": value.get("on", ""),
                "paper": seen.get(item.code, ""),
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
