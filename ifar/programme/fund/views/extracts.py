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
from ifar.programme.views.asking import form_page
from ifar.programme.views.presenters import money
from ifar.rights import may, require

MOST_WORDS: Final = 40
"""Words of a column of which the page asks what they mean; a row with another one goes to quarantine and says so."""


class MappingForm(forms.Form):
    """Which column says what, and what holds for all rows."""

    def __init__(self, *args: Any, headings: Sequence[str], told: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        columns = [("", "–"), *((heading, heading) for heading in headings if heading)]
        moves = [("", "–"), *((item, labels.MOVES[item]) for item in extracts.MOVES)]
        for name in extracts.FIELDS:
            self.fields[f"column-{name}"] = forms.ChoiceField(label=labels.FIELDS[name], choices=columns, required=False)  # fmt: skip
            if name == "move":
                self.fields["fixed-move"] = forms.ChoiceField(label=lazy("Every row is"), choices=moves, required=False)  # fmt: skip
                for at, word in enumerate(told):
                    self.fields[f"word-{at}"] = forms.ChoiceField(label=_("“%(word)s” means") % {"word": word}, choices=moves, required=False)  # fmt: skip
            elif name == "contribution":
                known = [("", "–"), *((item, item) for item in Contribution.objects.order_by("reference").values_list("reference", flat=True))]  # fmt: skip
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
        cleaned_data = self.cleaned_data
        columns = {
            name: cleaned_data[f"column-{name}"]
            for name in extracts.FIELDS
            if cleaned_data.get(f"column-{name}")
        }
        fixed = {name: cleaned_data[f"fixed-{name}"] for name in ("move", "contribution", "currency") if cleaned_data.get(f"fixed-{name}")}  # fmt: skip
        meant = {
            word: cleaned_data[f"word-{at}"]
            for at, word in enumerate(self.told)
            if cleaned_data.get(f"word-{at}")
        }
        fixed = {name: value for name, value in fixed.items() if name not in columns}
        return {"columns": columns, "fixed": fixed, "words": meant if "move" in columns else {}, "order": cleaned_data["order"], "decimal": cleaned_data["decimal"]}  # fmt: skip


def _initial(kept: Mapping[str, Any], results: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {f"column-{name}": value for name, value in kept.get("columns", {}).items()}
    result |= {f"fixed-{name}": value for name, value in kept.get("fixed", {}).items()}
    result |= {f"word-{at}": kept.get("words", {}).get(word.lower(), "") for at, word in enumerate(results)}
    return result | {"order": kept.get("order", "ymd"), "decimal": kept.get("decimal", "point")}


@require_GET
def feeds(request: HttpRequest) -> HttpResponse:
    """The organisation's finance systems, and what waits for a person."""
    actor = actor_of(request)
    records = list(selectors.feeds_for(actor).order_by("name", "id"))
    latest: dict[str, Any] = {}
    for record in selectors.extracts_for(actor).order_by("id"):
        latest[record.feed] = record
    waiting = Counter(selectors.differences_for(actor, state="open").values_list("feed", flat=True))
    rows = [
        {"one": item, "latest": latest.get(item.public_id), "waiting": waiting[item.public_id]}
        for item in records
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

    return form_page(
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
    record = selectors.feed(actor, public_id)
    if request.method == "POST":
        return _bring(request, record)
    came = page(
        selectors.extracts_for(actor, public_id),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    open_now = list(selectors.differences_for(actor, state="open", feed=public_id).order_by("id")[:100])
    when = taken("extract", [item.public_id for item in came.items])
    context = {
        "one": record,
        "rows": [{"one": item, "taken": when.get(item.public_id)} for item in came.items],
        "found": came,
        "differences": _difference_rows(request, open_now),
        "may_post": may(actor, BOOKS),
        "offered": offered(actor, feeds_of.FEED, record),
        "mapping": [
            (labels.FIELDS[name], heading) for name, heading in record.mapping.get("columns", {}).items()
        ],
    }
    return render(request, "programme/feed.html", context)


def _bring(request: HttpRequest, record: Feed) -> HttpResponse:
    actor = actor_of(request)
    require(actor, BOOKS)
    try:
        name, arrived = uploads.arrived(request, "file")
        trial = services.begin(actor=actor, feed=record.public_id, name=name, content=arrived)
    except IfarError as error:
        if error.status not in (409, 413, 422):
            raise
        messages.error(request, str(error))
        return redirect("programme:feed", record.public_id)
    if not record.mapping:
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
    words = services.words_of(trial, chosen, MOST_WORDS) if chosen in headings else []
    told_of = "|".join((chosen, *words))
    if request.method == "POST" and request.POST.get("asked") == told_of:
        form = MappingForm(request.POST, headings=headings, told=words)
    else:  # the column of movements was chosen just now: what its words mean is asked first
        given = request.POST.dict() if request.method == "POST" else {}
        form = MappingForm(headings=headings, told=words, initial={**_initial(kept, words), **given})
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
    record = others.trial_for(actor, str(ident), "extract")
    of = selectors.feed(actor, record.feed)
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
    return render(request, "programme/extract_trial.html", _tried(request, record, of))


def _tried(request: HttpRequest, record: Trial, of: Feed) -> dict[str, Any]:
    report = record.report
    counts = report.get("counts", {})
    names = selectors.names(
        actor_of(request),
        contributions=[*report.get("contributions", ()), *(item["contribution"] for item in report.get("differences", ()))],
        projects=[item["project"] for item in report.get("booked", ())],
    )  # fmt: skip
    return {
        "found": record,
        "feed": of,
        "report": report,
        "counts": [(labels.OUTCOMES[name], counts.get(name, 0)) for name in extracts.OUTCOMES],
        "rows": counts.get("rows", 0),
        "refused": [str(item["message"]) for item in report.get("refused", ())],
        "quarantine": [
            {**item, "words": labels.why(item["code"]), "lines": ", ".join(map(str, item["lines"]))}
            for item in report.get("quarantine", ())
        ],
        "booked": [_figures(item, names) for item in report.get("booked", ())],
        "differences": [_difference(item, names) for item in report.get("differences", ())],
        "contributions": [
            names.contributions.get(contribution, contribution)
            for contribution in report.get("contributions", ())
        ],
    }


def _figures(row: Mapping[str, str], names: selectors.Names) -> dict[str, Any]:
    return {
        **row,
        "words": labels.MOVES[row["move"]],
        "contribution": names.contributions.get(row["contribution"], row["contribution"]),
        "project": names.projects.get(row["project"], row["project"]),
        "amount": money(Decimal(row["amount"])),
    }


def _difference(row: Mapping[str, Any], names: selectors.Names) -> dict[str, Any]:
    """Both sides of a difference, field by field."""
    result, figures = row["told"]["booked"], row["figures"]
    pairs = []
    for name in row["told"]["fields"]:
        ours, theirs = str(result.get(name, "")), str(figures.get(name, ""))
        if name == "amount":
            ours, theirs = money(Decimal(ours)), money(Decimal(theirs))
        elif name == "project":
            ours, theirs = names.projects.get(ours, ours), names.projects.get(theirs, theirs)
        pairs.append((labels.DIFFERING[name], ours, theirs))
    return {
        "kind": row["kind"],
        "contribution": names.contributions.get(row["contribution"], row["contribution"]),
        "reference": figures.get("reference") or result.get("voucher", ""),
        "line": row["line"],
        "pairs": pairs,
        "amount": money(Decimal(result["amount"])),
        "currency": result["currency"],
        "day": result["day"],
        "project": names.projects.get(result["project"], result["project"]),
    }


def _difference_rows(request: HttpRequest, differences: Sequence[Difference]) -> list[dict[str, Any]]:
    projects = {record.told["booked"]["project"] for record in differences} | {
        record.figures.get("project", "") for record in differences
    }
    names = selectors.names(
        actor_of(request),
        contributions=[record.contribution for record in differences],
        projects=sorted(projects),
        journals=[record.journal for record in differences],
    )
    return [
        {
            **_difference({name: getattr(record, name) for name in ("kind", "contribution", "line", "told", "figures")}, names),
            "one": record,
            "move": labels.MOVES[names.journals[record.journal].move],
            "verdict": labels.VERDICTS.get(record.verdict, ""),
        }
        for record in differences
    ]  # fmt: skip


@require_GET
def extract(request: HttpRequest, public_id: str) -> HttpResponse:
    """One extract with its rows, each with what became of it."""
    actor = actor_of(request)
    record = selectors.extract(actor, public_id)
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
        contributions=[
            *record.contributions,
            *(extract_row.figures.get("contribution", "") for extract_row in listed.items),
        ],
        projects=sorted({extract_row.figures.get("project", "") for extract_row in listed.items}),
    )
    rows = [
        {
            "one": extract_row,
            "figures": _figures(extract_row.figures, names) if extract_row.figures else None,
            "outcome": labels.OUTCOMES[extract_row.outcome],
            "why": labels.why(extract_row.code) if extract_row.outcome == "quarantined" else ", ".join(str(labels.DIFFERING[name]) for name in extract_row.params.get("fields", ())),
        }
        for extract_row in listed.items
    ]  # fmt: skip
    context = {
        "one": record,
        "feed": selectors.feed(actor, record.feed),
        "taken": taken("extract", [public_id]).get(public_id),
        "counts": [(name, labels.OUTCOMES[name], getattr(record, name)) for name in extracts.OUTCOMES],
        "outcome": outcome,
        "rows": rows,
        "found": listed,
        "contributions": [names.contributions.get(contribution, contribution) for contribution in record.contributions],
        "differences": _difference_rows(request, list(selectors.differences_for(actor).filter(extract=public_id).order_by("id")[:100])),
        "may_post": may(actor, BOOKS),
        "currency": FUND_CURRENCY,
    }  # fmt: skip
    return render(request, "programme/extract.html", context)


@require_GET
def difference(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the books and an extract say otherwise, and which of both is to stand."""
    actor = actor_of(request)
    require(actor, BOOKS)
    record = selectors.difference(actor, public_id)
    context = {
        "told": _difference_rows(request, [record])[0],
        "one": record,
        "offered": offered(actor, services.DIFFERENCE, record),
    }
    return render(request, "programme/difference.html", context)
