"""Pages of the organisation's own accounts: systems, trying and taking an extract, its rows, what differs and settling it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.files import uploads
from ifar.form_errors import actor_of, at_fields
from ifar.hotspots.feeds.values import ORDERS
from ifar.programme import labels
from ifar.programme.fund import extracts, inputs
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.selectors import extracts as selectors
from ifar.programme.fund.services import extracts as services
from ifar.programme.fund.services.fund import BOOKS
from ifar.programme.models import Contribution, Difference, Feed, Trial
from ifar.programme.selectors.others import taken
from ifar.programme.services import feeds as feeds_of
from ifar.programme.services import others
from ifar.programme.views.asking import asked
from ifar.programme.views.presenters import money
from ifar.rights import may, require

MOST_WORDS: Final = 40
"""Words of a column of which the page asks what they mean; a row with another one goes to quarantine and says so."""


class MappingForm(forms.Form):
    """Which column says what, and what holds for all rows."""

    def __init__(self, *args: Any, headings: Sequence[str], told: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        columns = [("", "–"), *((one, one) for one in headings if one)]
        moves = [("", "–"), *((one, labels.MOVES[one]) for one in extracts.MOVES)]
        for name in extracts.FIELDS:
            self.fields[f"column-{name}"] = forms.ChoiceField(label=labels.FIELDS[name], choices=columns, required=False)  # fmt: skip
            if name == "move":
                self.fields["fixed-move"] = forms.ChoiceField(label=lazy("Every row is"), choices=moves, required=False)  # fmt: skip
                for at, word in enumerate(told):
                    self.fields[f"word-{at}"] = forms.ChoiceField(label=_("“%(word)s” means") % {"word": word}, choices=moves, required=False)  # fmt: skip
            elif name == "contribution":
                known = [("", "–"), *((one, one) for one in Contribution.objects.order_by("reference").values_list("reference", flat=True))]  # fmt: skip
                self.fields["fixed-contribution"] = forms.ChoiceField(label=lazy("Every row is of the contribution"), choices=known, required=False)  # fmt: skip
            elif name == "currency":
                self.fields["fixed-currency"] = forms.CharField(label=lazy("Every row is in the currency"), max_length=3, required=False)  # fmt: skip
        self.fields["order"] = forms.ChoiceField(
            label=lazy("Days are written"),
            choices=list(zip(ORDERS, (lazy("year, month, day"), lazy("day, month, year"), lazy("month, day, year")), strict=True)),
        )  # fmt: skip
        self.fields["decimal"] = forms.ChoiceField(
            label=lazy("Before the decimals stands"),
            choices=[("point", lazy("a point")), ("comma", lazy("a comma"))],
        )
        self.told = list(told)

    def mapping(self) -> dict[str, Any]:
        """As the services take it."""
        said = self.cleaned_data
        columns = {name: said[f"column-{name}"] for name in extracts.FIELDS if said.get(f"column-{name}")}
        fixed = {name: said[f"fixed-{name}"] for name in ("move", "contribution", "currency") if said.get(f"fixed-{name}")}  # fmt: skip
        meant = {word: said[f"word-{at}"] for at, word in enumerate(self.told) if said.get(f"word-{at}")}
        fixed = {name: value for name, value in fixed.items() if name not in columns}
        return {"columns": columns, "fixed": fixed, "words": meant if "move" in columns else {}, "order": said["order"], "decimal": said["decimal"]}  # fmt: skip


def _initial(kept: Mapping[str, Any], told: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {f"column-{name}": value for name, value in kept.get("columns", {}).items()}
    found |= {f"fixed-{name}": value for name, value in kept.get("fixed", {}).items()}
    found |= {f"word-{at}": kept.get("words", {}).get(word.lower(), "") for at, word in enumerate(told)}
    return found | {"order": kept.get("order", "ymd"), "decimal": kept.get("decimal", "point")}


@require_GET
def feeds(request: HttpRequest) -> HttpResponse:
    """The organisation's finance systems, and what waits for a person."""
    actor = actor_of(request)
    found = list(selectors.feeds_for(actor).order_by("name", "id"))
    latest: dict[str, Any] = {}
    for one in selectors.extracts_for(actor).order_by("id"):
        latest[one.feed] = one
    waiting = Counter(selectors.differences_for(actor, state="open").values_list("feed", flat=True))
    rows = [
        {"one": one, "latest": latest.get(one.public_id), "waiting": waiting[one.public_id]} for one in found
    ]
    return render(request, "programme/feeds.html", {"rows": rows, "may_post": may(actor, BOOKS)})


@require_http_methods(["GET", "POST"])
def new_feed(request: HttpRequest) -> HttpResponse:
    """Register a finance system."""
    actor = actor_of(request)
    require(actor, BOOKS)

    def do(given: inputs.RegisterFeed) -> str:
        made = feeds_of.register_feed(actor=actor, **given.arguments())
        return reverse("programme:feed", args=(made.public_id,))

    return asked(
        request,
        form_of(inputs.RegisterFeed, request),
        do,
        title=_("Register a finance system"),
        said=_("Where extracts of it are taken, its accounts are the master."),
        button=_("Register it"),
        back=reverse("programme:feeds"),
    )


@require_http_methods(["GET", "POST"])
def feed(request: HttpRequest, public_id: str) -> HttpResponse:
    """One finance system: its extracts, what differs, and the form for another file."""
    actor = actor_of(request)
    found = selectors.feed(actor, public_id)
    if request.method == "POST":
        return _bring(request, found)
    came = page(
        selectors.extracts_for(actor, public_id),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    open_now = list(selectors.differences_for(actor, state="open", feed=public_id).order_by("id")[:100])
    when = taken("extract", [one.public_id for one in came.items])
    context = {
        "one": found,
        "rows": [{"one": one, "taken": when.get(one.public_id)} for one in came.items],
        "found": came,
        "differences": _told(request, open_now),
        "may_post": may(actor, BOOKS),
        "offered": offered(actor, feeds_of.FEED, found),
        "mapping": [
            (labels.FIELDS[name], heading) for name, heading in found.mapping.get("columns", {}).items()
        ],
    }
    return render(request, "programme/feed.html", context)


def _bring(request: HttpRequest, found: Feed) -> HttpResponse:
    actor = actor_of(request)
    require(actor, BOOKS)
    try:
        name, arrived = uploads.arrived(request, "file")
        trial = services.begin(actor=actor, feed=found.public_id, name=name, content=arrived)
    except IfarError as error:
        if error.status not in (409, 413, 422):
            raise
        messages.error(request, str(error))
        return redirect("programme:feed", found.public_id)
    if not found.mapping:
        return redirect("programme:extract_mapping", trial.pk)
    services.try_out(actor=actor, trial=str(trial.pk))
    return redirect("programme:extract_trial", trial.pk)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Say which column says what; the system keeps it for its next extracts."""
    actor = actor_of(request)
    require(actor, BOOKS)
    trial = others.trial_for(actor, str(ident), "extract")
    of = selectors.feed(actor, trial.feed)
    headings, rows = services.headings(trial)
    kept: Mapping[str, Any] = of.mapping or {"columns": extracts.suggested(headings)}
    chosen = (
        request.POST.get("column-move", "") if request.method == "POST" else kept["columns"].get("move", "")
    )
    told = services.words_of(trial, chosen, MOST_WORDS) if chosen in headings else []
    told_of = "|".join((chosen, *told))
    if request.method == "POST" and request.POST.get("asked") == told_of:
        form = MappingForm(request.POST, headings=headings, told=told)
    else:  # the column of movements was chosen just now: what its words mean is asked first
        given = request.POST.dict() if request.method == "POST" else {}
        form = MappingForm(headings=headings, told=told, initial={**_initial(kept, told), **given})
    if form.is_bound and form.is_valid():
        try:
            feeds_of.amend_feed(actor=actor, feed_id=of.public_id, expected_n=of.n, name=of.name, words=of.words, mapping=form.mapping())  # fmt: skip
            services.try_out(actor=actor, trial=str(ident))
        except IfarError as error:
            if error.status not in (409, 422):
                raise
            for reason in error.reasons:
                name = f"column-{reason.field}"
                form.add_error(name if name in form.fields else None, str(reason.message))
            if not error.reasons:
                at_fields(form, error)
        else:
            return redirect("programme:extract_trial", ident)
    context = {
        "form": form, "feed": of, "trial": trial, "asked": told_of, "headings": headings, "rows": rows[:3],
        "is_second": request.method == "POST" and not form.is_bound,
    }  # fmt: skip
    return render(request, "programme/extract_mapping.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest, ident: UUID) -> HttpResponse:
    """What an extract would do: every row accounted for, what would be booked, what differs."""
    actor = actor_of(request)
    require(actor, BOOKS)
    found = others.trial_for(actor, str(ident), "extract")
    of = selectors.feed(actor, found.feed)
    if request.method == "POST":
        try:
            if request.POST.get("what") == "give_up":
                others.give_up(actor=actor, trial=str(ident), kind="extract")
                messages.success(request, _("It was given up. Nothing was taken over."))
                return redirect("programme:feed", of.public_id)
            made = services.take(actor=actor, trial=str(ident))
        except IfarError as error:
            if error.status not in (409, 422):
                raise
            messages.error(request, str(error))
            services.try_out(actor=actor, trial=str(ident))
            return redirect("programme:extract_trial", ident)
        messages.success(request, _("It was taken over."))
        return redirect("programme:extract", made.public_id)
    return render(request, "programme/extract_trial.html", _tried(request, found, of))


def _tried(request: HttpRequest, found: Trial, of: Feed) -> dict[str, Any]:
    report = found.report
    counts = report.get("counts", {})
    names = selectors.names(
        actor_of(request),
        contributions=[*report.get("contributions", ()), *(one["contribution"] for one in report.get("differences", ()))],
        projects=[one["project"] for one in report.get("booked", ())],
    )  # fmt: skip
    return {
        "found": found,
        "feed": of,
        "report": report,
        "counts": [(labels.OUTCOMES[name], counts.get(name, 0)) for name in extracts.OUTCOMES],
        "rows": counts.get("rows", 0),
        "refused": [str(one["message"]) for one in report.get("refused", ())],
        "quarantine": [
            {**one, "words": labels.why(one["code"]), "lines": ", ".join(map(str, one["lines"]))}
            for one in report.get("quarantine", ())
        ],
        "booked": [_figures(one, names) for one in report.get("booked", ())],
        "differences": [_difference(one, names) for one in report.get("differences", ())],
        "contributions": [names.contributions.get(one, one) for one in report.get("contributions", ())],
    }


def _figures(one: Mapping[str, str], names: selectors.Names) -> dict[str, Any]:
    return {
        **one,
        "words": labels.MOVES[one["move"]],
        "contribution": names.contributions.get(one["contribution"], one["contribution"]),
        "project": names.projects.get(one["project"], one["project"]),
        "amount": money(Decimal(one["amount"])),
    }


def _difference(one: Mapping[str, Any], names: selectors.Names) -> dict[str, Any]:
    """Both sides of a difference, field by field."""
    told, figures = one["told"]["booked"], one["figures"]
    pairs = []
    for name in one["told"]["fields"]:
        ours, theirs = str(told.get(name, "")), str(figures.get(name, ""))
        if name == "amount":
            ours, theirs = money(Decimal(ours)), money(Decimal(theirs))
        elif name == "project":
            ours, theirs = names.projects.get(ours, ours), names.projects.get(theirs, theirs)
        pairs.append((labels.DIFFERING[name], ours, theirs))
    return {
        "kind": one["kind"],
        "contribution": names.contributions.get(one["contribution"], one["contribution"]),
        "reference": figures.get("reference") or told.get("voucher", ""),
        "line": one["line"],
        "pairs": pairs,
        "amount": money(Decimal(told["amount"])),
        "currency": told["currency"],
        "day": told["day"],
        "project": names.projects.get(told["project"], told["project"]),
    }


def _told(request: HttpRequest, found: Sequence[Difference]) -> list[dict[str, Any]]:
    projects = {one.told["booked"]["project"] for one in found} | {
        one.figures.get("project", "") for one in found
    }
    names = selectors.names(
        actor_of(request),
        contributions=[one.contribution for one in found],
        projects=sorted(projects),
        journals=[one.journal for one in found],
    )
    return [
        {
            **_difference({name: getattr(one, name) for name in ("kind", "contribution", "line", "told", "figures")}, names),
            "one": one,
            "move": labels.MOVES[names.journals[one.journal].move],
            "verdict": labels.VERDICTS.get(one.verdict, ""),
        }
        for one in found
    ]  # fmt: skip


@require_GET
def extract(request: HttpRequest, public_id: str) -> HttpResponse:
    """One extract with its rows, each with what became of it."""
    actor = actor_of(request)
    found = selectors.extract(actor, public_id)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in extracts.OUTCOMES else ""
    listed = page(
        selectors.rows_for(actor, public_id, outcome),
        order=("line", "id"),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    names = selectors.names(
        actor,
        contributions=[*found.contributions, *(one.figures.get("contribution", "") for one in listed.items)],
        projects=sorted({one.figures.get("project", "") for one in listed.items}),
    )
    rows = [
        {
            "one": one,
            "figures": _figures(one.figures, names) if one.figures else None,
            "outcome": labels.OUTCOMES[one.outcome],
            "why": labels.why(one.code) if one.outcome == "quarantined" else ", ".join(str(labels.DIFFERING[name]) for name in one.params.get("fields", ())),
        }
        for one in listed.items
    ]  # fmt: skip
    context = {
        "one": found,
        "feed": selectors.feed(actor, found.feed),
        "taken": taken("extract", [public_id]).get(public_id),
        "counts": [(name, labels.OUTCOMES[name], getattr(found, name)) for name in extracts.OUTCOMES],
        "outcome": outcome,
        "rows": rows,
        "found": listed,
        "contributions": [names.contributions.get(one, one) for one in found.contributions],
        "differences": _told(request, list(selectors.differences_for(actor).filter(extract=public_id).order_by("id")[:100])),
        "may_post": may(actor, BOOKS),
        "currency": FUND_CURRENCY,
    }  # fmt: skip
    return render(request, "programme/extract.html", context)


@require_GET
def difference(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the books and an extract say otherwise, and which of both is to stand."""
    actor = actor_of(request)
    require(actor, BOOKS)
    found = selectors.difference(actor, public_id)
    context = {
        "told": _told(request, [found])[0],
        "one": found,
        "offered": offered(actor, services.DIFFERENCE, found),
    }
    return render(request, "programme/difference.html", context)
