"""Issue and return by scan on one page, what is out, and each issue with both of its sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.ammunition.selectors import lots_for
from ifar.ammunition.selectors import stopped as stopped_of
from ifar.cursors import page
from ifar.documents.things import named
from ifar.form_errors import actor_of
from ifar.ledger.selectors import recorded
from ifar.placement import selectors as placement
from ifar.rights import Actor, may, require
from ifar.stocks import inputs, issuing, labels, selectors
from ifar.stocks.models import Event, Issue, Officer
from ifar.stocks.services import reading, scanning
from ifar.stocks.services.issues import ISSUED
from ifar.stocks.services.writing import CONFIRM, ISSUE

SHIFT: Final = dt.timedelta(hours=12)
"""After which a shift's issue is due, unless somebody says otherwise."""
FIRST: Final = ("armoury", "scanned", "rounds", "pin")
"""What is asked at the counter each time; everything else stands below, as it mostly is."""
LISTS: Final = ("out", "overdue", "unsigned")
SPENT: Final = ("occasion", "witness", "reference")


def of_list(actor: Actor, which: str, exercise: str = "") -> Any:
    """Issues of one of `LISTS`; of an exercise or operation all, also what is back."""
    issues = selectors.issues_for(actor)
    if exercise:
        return issues.filter(exercise=exercise)
    if which == "unsigned":
        return issues.filter(signed="", state="out")
    out = issues.filter(state="out")
    return out.filter(due_at__lt=timezone.now()) if which == "overdue" else out


def rows_of(actor: Actor, issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """Issues as lists show them; an officer is named to those who see the roster, or are they themselves."""
    names = reading.names_of(actor, {issue.officer for issue in issues if issue.officer})
    units = Agency.objects.filter(public_id__in={issue.unit for issue in issues if issue.unit})
    called: dict[str, str] = dict(units.values_list("public_id", agencies.called()))
    arms = named(actor, {arm for issue in issues for arm in issue.arms[:3]})
    now = timezone.now()
    return [
        {
            "one": issue,
            "to": names.get(issue.officer) or called.get(issue.unit) or _("Officer not named"),
            "kind": labels.KINDS[issue.kind],
            "arms": [arms[arm] for arm in issue.arms[:3] if arm in arms],
            "more": max(len(issue.arms) - 3, 0),
            "rounds": sum(issuing.left_of(issue.rounds, issue.settled).values()),
            "late": issue.state == "out" and issue.due_at is not None and issue.due_at < now,
            "signed": labels.SIGNED[issue.signed],
            "unsigned": not issue.signed,
            "state": labels.state_words("issue", issue.state),
        }
        for issue in issues
    ]


def scanned_first(form: ActForm) -> ActForm:
    """The scanner writes at once: the cursor stands in its field."""
    form.fields["scanned"].widget.attrs["autofocus"] = True
    return form


def _armouries(actor: Actor) -> list[tuple[str, str]]:
    own = selectors.armouries_for(actor).filter(agency_id=actor.agency_id).values_list("public_id", flat=True)
    return sorted(selectors.names_of(list(own)).items(), key=lambda pair: pair[1])


def _issue_form(request: HttpRequest, actor: Actor, posted: bool) -> ActForm:
    """What is handed out: for a shift, for as many hours as one lasts, with as many rounds as the last time; none where none went out then."""
    last = selectors.issues_for(actor).filter(agency_id=actor.agency_id).order_by("-id").first()
    back_by = timezone.localtime(timezone.now() + SHIFT)
    start: dict[str, Any] = {"due_at": back_by.strftime("%Y-%m-%dT%H:%M")}
    if last is not None and len(last.rounds) == 1:
        start["rounds"] = last.rounds[0]["quantity"]
    form = form_of(
        inputs.IssueByScan,
        request if posted else None,
        initial=start,
        ids="issue",
        among={"armoury": _armouries(actor)},
    )
    return scanned_first(form)


def _return_form(request: HttpRequest, actor: Actor, posted: bool) -> ActForm:
    """What is brought back; on what rounds were spent it asks where some are missing."""
    people = placement.people_of(actor).exclude(public_id=actor.id).values_list("public_id", "name")
    form = form_of(inputs.ReturnByScan, request if posted else None, ids="return", among={"witness": people})
    return scanned_first(form)


@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Issue and return by scan, and what is out."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    records = may(actor, ISSUE)
    posted = request.method == "POST"
    if posted:
        require(actor, ISSUE)
    does_return = request.GET.get("do") == "return"
    form = None
    if records and does_return:
        form = _return_form(request, actor, posted)
        back = submitted(form, lambda given: scanning.return_by_scan(actor=actor, given=given))
        if back is not None:
            done = back.state == "returned"
            messages.success(
                request, _("Everything is back.") if done else _("Taken back. Something is out still.")
            )
            return redirect("stocks:issue", back.public_id)
        if not {*SPENT, "rounds"} & form.errors.keys():
            for name in SPENT:
                form.fields.pop(name)
    elif records:
        form = _issue_form(request, actor, posted)
        made = submitted(form, lambda given: scanning.issue_to_each(actor=actor, given=given))
        if made and len(made) > 1:
            messages.success(request, _("Issued to %(count)s officers.") % {"count": len(made)})
            return redirect("stocks:issues")
        if made:
            messages.success(request, _("Issued."))
            return redirect("stocks:issue", made[0])
    which = request.GET.get("list", "")
    which = which if which in LISTS else "out"
    exercise = request.GET.get("exercise", "")[:60]
    result = page(
        of_list(actor, which, exercise),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
        size=20,
    )
    first = [name for name in form.fields if does_return or name in FIRST] if form else []
    rest = [form[name] for name in form.fields if name not in first] if form else []
    context = {
        "form": form,
        "first": [form[name] for name in first] if form else [],
        "rest_wrong": any(field.errors for field in rest),
        "rest": rest,
        "does_return": does_return,
        "has_armoury": bool(records and _armouries(actor)),
        "lists": [(item, labels.LISTS[item], item == which and not exercise) for item in LISTS],
        "exercise": exercise,
        "rows": rows_of(actor, result.items),
        "unnamed": reading.unnamed(actor, {issue.officer for issue in result.items if issue.officer}),
        "found": result,
    }
    return render(request, "stocks/issues.html", context, status=422 if posted else 200)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What was issued to me."""
    actor = actor_of(request)
    require(actor, CONFIRM)
    result = page(
        selectors.received_by(actor),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    return render(request, "stocks/mine.html", {"rows": rows_of(actor, result.items), "found": result})


def without_a_line(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the log says of an entry that a device took without a line, in words."""
    off = abs(int(said.get("off", 0)))
    days, hours = divmod(round(off / 3600), 24)
    ahead = _("It was ahead: %(days)s d %(hours)s h %(minutes)s min")
    behind = _("It was behind: %(days)s d %(hours)s h %(minutes)s min")
    words = (ahead if said.get("off", 0) > 0 else behind) % {
        "days": days if off >= 3600 else 0,
        "hours": hours if off >= 3600 else 0,
        "minutes": 0 if off >= 3600 else round(off / 60),
    }
    return {
        "taken": dt.datetime.fromisoformat(said["taken"]),
        "how": labels.SIGNED[said["how"]] if said.get("how") else "",
        "drawing": said.get("drawing", ""),
        "unproven": said.get("holds") is False,
        "off": words if off else "",
        "jumped": said.get("jumped", False),
        "expired": said.get("expired", False),
    }


def _first_entry(issue: Issue) -> dict[str, Any] | None:
    """Where an issue was entered without a line: what the log says of it."""
    acts = Event.objects.filter(record_type="issue", subject=issue.public_id, n=1)
    said = acts.values_list("details", flat=True)[0].get("offline")
    return without_a_line(said) if said else None


def _returns(issue: Issue) -> list[dict[str, Any]]:
    """Each return of an issue: when, who took it back, how the officer confirmed it."""
    said = dict(selectors.returns_of(issue).values_list("id", "details"))
    proofs = recorded(said, settings.IFAR_WITNESSES_NEEDED)
    names = people_names({proof.actor for proof in proofs.values()})
    return [
        {
            "at": proofs[entry].recorded_at,
            "by": names.get(proofs[entry].actor, ""),
            "signed": labels.SIGNED[details["signed"]] if details.get("signed") else "",
            "there": without_a_line(details["offline"]) if details.get("offline") else None,
        }
        for entry, details in said.items()
    ]


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """An issue: what went out to whom, how both sides confirmed, what came back and what is out still."""
    actor = actor_of(request)
    if not may(actor, selectors.READ):
        require(actor, CONFIRM)
    issue = selectors.issue_for(actor, public_id)
    arms = named(actor, issue.arms)
    left = issuing.left_of(issue.rounds, issue.settled)
    lots = {
        lot.public_id: lot for lot in lots_for(actor).filter(public_id__in=[r["lot"] for r in issue.rounds])
    }
    lacks = issuing.lacking(issue.accessories, issue.accessories_back)
    settled, spent = issuing.quantities(issue.settled), selectors.gone_of(issue, "spent")
    lost, stopped = selectors.gone_of(issue, "lost"), stopped_of(lots)
    context = {
        **rows_of(actor, [issue])[0],
        "unnamed": reading.unnamed(actor, [issue.officer]),
        "armoury": selectors.names_of([issue.armoury]).get(issue.armoury, ""),
        "all_arms": [
            {"is": arms.get(arm), "identifier": arm, "back": arm in issue.back} for arm in issue.arms
        ],
        "lines": [
            {
                "lot": lots.get(line["lot"]),
                "many": line["quantity"],
                "left": left.get(line["lot"], 0),
                "back": settled.get(line["lot"], 0) - spent.get(line["lot"], 0) - lost.get(line["lot"], 0),
                "spent": spent.get(line["lot"], 0),
                "lost": lost.get(line["lot"], 0),
                "stops": line["lot"] in stopped,
                "settled": settled.get(line["lot"], 0),
            }
            for line in issue.rounds
        ],
        "accessories": [
            {"what": labels.ACCESSORIES[kind], "many": many, "left": lacks.get(kind, 0)}
            for kind, many in issue.accessories.items()
        ],
        "there": _first_entry(issue),
        "returns": _returns(issue),
        "issuer": people_names({issue.issued_by}).get(issue.issued_by, ""),
        "sees_roster": bool(issue.officer) and may(actor, selectors.ROSTER),
        "sees_armoury": may(actor, selectors.READ),
        "records": may(actor, ISSUE) and issue.state == "out" and issue.agency_id == actor.agency_id,
        "offered": offered(actor, ISSUED, issue),
    }
    return render(request, "stocks/issue.html", context)


def out_with(actor: Actor, officer: Officer) -> list[dict[str, Any]]:
    """What an officer has, for their page: what is recalled where they carry no more."""
    return rows_of(actor, list(selectors.out_with(officer)[:50]))
