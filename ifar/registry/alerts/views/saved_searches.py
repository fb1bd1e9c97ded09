"""Saved searches: those of my desk, one with what came in since, keeping one open; and what notices about searches say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts import display_numbers
from ifar.accounts.selectors import desks, people
from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of, submitted
from ifar.cursors import page_of
from ifar.errors import Invalid
from ifar.form_errors import actor_of, back_to
from ifar.reference import selectors as reference
from ifar.registry.alerts import saved_search
from ifar.registry.alerts.restricted_hits import Elsewhere, filling
from ifar.registry.alerts.selectors import saved_searches as selectors
from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.alerts.services.saved_searches import SEARCH, judge_hit, open_search
from ifar.registry.alerts.views.saved_search_presenters import (
    act_row,
    decided_of,
    release_of,
    there_before,
    waits_words,
)
from ifar.registry.desk_inputs import JudgeHit, KeepSearch, ReleaseSearches
from ifar.registry.labels import STATES
from ifar.registry.labels.saved_searches import CLOSINGS, GAPS, KINDS, VERDICTS
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import SavedSearchHit
from ifar.registry.search import labels as match_labels
from ifar.registry.search import query_parsing
from ifar.registry.search.former_marks import as_read
from ifar.registry.search.matching import Question, best_alignment
from ifar.registry.selectors.likely import likely_of
from ifar.registry.services.releasing import release
from ifar.registry.views.firearm import title_of
from ifar.registry.views.query_summary import LABELS, facts_of, reference_shown, reference_url
from ifar.registry.views.search import tone
from ifar.rights import may, require

SPOKEN: Final = ("make", "model", "calibre", "firearm_type", "country")
TABS: Final[Mapping[str, Any]] = {
    "waiting": gettext_lazy("With hits to look at"),
    "due": gettext_lazy("Waiting for closed compartments"),
    "mine": gettext_lazy("Mine"),
    "desk": gettext_lazy("My desk's"),
    "ended": gettext_lazy("Closed and over"),
}
_PLACES: Final = {"confirmed": 0, "": 1, "rejected": 2}
"""Verdict on a hit -> its place on the page."""
_UNKNOWN: Final = gettext_lazy(
    "The reference data know nothing by this name. Write it differently, or leave it empty."
)


class AskedForm(forms.Form):
    """What is looked for, as the search page asks it; `question` where it is valid."""

    q = forms.CharField(
        label=gettext_lazy("Mark"),
        max_length=query_parsing.LONGEST,
        help_text=gettext_lazy("? for one character that nobody can read, * for several."),
        widget=forms.TextInput(attrs={"data-mark": True, "spellcheck": "false", "autocomplete": "off"}),
    )
    make = forms.CharField(label=LABELS["make"], required=False, max_length=100)
    model = forms.CharField(label=LABELS["model"], required=False, max_length=100)
    calibre = forms.CharField(label=LABELS["calibre"], required=False, max_length=100)
    type = forms.CharField(label=LABELS["type"], required=False, max_length=100)
    country = forms.CharField(label=LABELS["country"], required=False, max_length=100)
    year_from = forms.IntegerField(
        label=gettext_lazy("Made in or after"), required=False, min_value=1000, max_value=9999
    )
    year_to = forms.IntegerField(
        label=gettext_lazy("Made in or before"), required=False, min_value=1000, max_value=9999
    )

    def clean(self) -> dict[str, Any]:
        """Make codes of the words; what names nothing known is said at its field."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        resolver = reference.resolver()
        asked = query_parsing.understand(typed.get("q", ""), resolver)
        make = resolver.resolve_make(typed["make"]).code if typed.get("make") else asked.question.make
        codes = {
            "make": make,
            "model": resolver.resolve_model(make, typed["model"]).code
            if typed.get("model")
            else asked.question.model,
            "calibre": resolver.resolve_calibre(typed["calibre"]).code if typed.get("calibre") else None,
            "type": resolver.resolve_type(typed["type"]).code if typed.get("type") else None,
            "country": resolver.resolve_country(typed["country"]).code if typed.get("country") else None,
        }
        for name, code in codes.items():
            if typed.get(name) and code is None:
                self.add_error(name, str(_UNKNOWN))
        self.is_read_two_ways = bool(asked.other)
        first, last = typed.get("year_from"), typed.get("year_to")
        year = (first or last, last or first) if first or last else None
        self.question = replace(asked.question, year=year, **codes)  # type: ignore[arg-type]
        return typed


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a search open. Takes the search page's query string, so that what was asked there stands in the form."""
    actor = actor_of(request)
    require(actor, "registry:search:keep")
    form = form_of(KeepSearch, request)
    if not form.is_bound:
        reads.require_purpose(actor)  # now, and not once the form is filled in: it would be empty afterwards
        known = {name: request.GET.get(name, "")[:200] for name in AskedForm.base_fields}
        return render(request, "registry/keep.html", {"asked": AskedForm(initial=known), "form": form})
    asked = AskedForm(form.data)
    if asked.is_valid():
        search = submitted(
            form, lambda given: open_search(actor=actor, question=asked.question, **given.arguments())
        )
        if search:
            return redirect("registry:saved_search", search.public_id)
    return render(request, "registry/keep.html", {"asked": asked, "form": form}, status=422)


@require_GET
def elsewhere(request: HttpRequest) -> HttpResponse:
    """What a recovery or tracing desk learns of compartments closed to it: a part that the search page asks for once, apart.

    Takes the search page's query string. Always comes at the same time and has the same length.
    """
    actor = actor_of(request)
    require(actor, "registry:search:restricted")
    form = AskedForm(request.GET)
    other = form.is_valid() and form.is_read_two_ways
    question = (
        form.question if form.is_valid() else Question(request.GET.get("q", "")[: query_parsing.LONGEST])
    )
    row = ask_elsewhere(actor=actor, question=question)
    back = f"{reverse('registry:search')}?{request.GET.urlencode()}"
    return HttpResponse(elsewhere_piece(request, row, back=back, other=other))


def elsewhere_piece(
    request: HttpRequest, row: Elsewhere, *, back: str, icons: bool = True, other: bool = False
) -> SafeString:
    """What compartments that are closed to the actor answered, as markup, of one length whatever they said.

    Args:
        back: where whoever has to state a purpose first asks again.
        other: whether what was typed can be read in another way, which was not asked for.
    """
    context: dict[str, Any] = {
        "elsewhere": row,
        "gap": GAPS.get(row.gap, ""),
        "icons": icons,
        "other": other,
    }
    if row.gap == "purpose":
        context["purpose_url"] = f"{reverse('accounts:purpose')}?{urlencode({'next': back})}"
    piece = render_to_string("registry/elsewhere.html", context, request)
    return format_html("{}<!--{}-->", piece, filling(len(piece.encode())))


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The saved searches of my desk, by tab; first those that I keep, where there are any."""
    actor, tab = actor_of(request), request.GET.get("show", "")
    selectors.require_keeper(actor)
    tab = tab or ("mine" if selectors.keeps_any(actor) else "desk")
    if tab not in TABS:
        raise Invalid("registry.saved_search.list")
    result = page_of(
        request.GET,
        selectors.searches_for(actor, tab),
        order=selectors.ORDER[tab],
        sorts={"expires_at": None},
    )
    spoken = {name: reference.words(name) for name in SPOKEN}
    waits, releasers = selectors.waited_of(result.items)
    numbers = display_numbers.numbers_of(actor, {search.reference for search in result.items})
    names = people.names_of({*(search.owner for search in result.items), *releasers.values()})
    rows = [
        {
            "search": search,
            "kind": KINDS[search.kind],
            "reference": numbers.get(search.reference) or reference_shown(search.reference),
            "facts": ", ".join(words for _label, words in facts_of(search.question, spoken)),
            "owner": names.get(search.owner, search.owner),
            "waits": search.pk in waits,
            "releaser": names.get(releasers.get(search.public_id, ""), ""),
            "closed": CLOSINGS.get(search.closed, ""),
        }
        for search in result.items
    ]
    due = selectors.due_of(actor)
    others = [
        search.public_id for search in result.items if search.pk in waits and not actor.acts_for(search.owner)
    ]
    context = {
        "rows": rows,
        "found": result,
        "tab": tab,
        "tabs": [
            (key, words, due.number if key == "due" else 0)
            for key, words in TABS.items()
            if key != "due" or due.number or tab == "due"
        ],
        "count": selectors.count_waiting(actor),
        "release": {"may": True, "searches": others} if tab == "due" and others and due.others else None,
    }
    return render(request, "registry/saved_searches.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One saved search: the question, what came in since with its reasons, and what can be done."""
    actor = actor_of(request)
    selectors.require_keeper(actor)
    search = selectors.search_for(actor, public_id)
    spoken = {name: reference.words(name) for name in SPOKEN}
    acts = list(selectors.acts_of(search))
    hits = list(selectors.hits_of(actor, search).prefetch_related("firearm__marks"))
    releasers = {act.details["by"] for act in acts if act.kind == "released"}
    names = people.names_of({search.owner, *releasers, *(hit.judged_by for hit in hits if hit.judged_by)})
    question = saved_search.question_of(search.question)
    likely, aside = likely_of(actor, search, hits), decided_of(hits)
    hits.sort(key=lambda hit: (_PLACES[hit.verdict], -(likely[hit.entry] or 0)))
    rows = [_hit(hit, question, spoken, names, likely[hit.entry], hit.entry in aside) for hit in hits]
    there = there_before(search, hits)
    context = {
        "search": search,
        "is_open": getattr(search, "is_open", False),
        "kind": KINDS[search.kind],
        "reference": display_numbers.numbers_of(actor, [search.reference]).get(search.reference)
        or reference_shown(search.reference),
        "reference_url": reference_url(actor, search.reference),
        "facts": facts_of(search.question, spoken),
        "owner": names.get(search.owner, search.owner),
        "hits": rows,
        "since": [row for row in rows if row["hit"].entry not in there],
        "before": [row for row in rows if row["hit"].entry in there],
        "acts": [act_row(act, names) for act in acts],
        "desks": desks.whom_to_ask(search.asked),
        "compared": getattr(search, "is_open", False) and getattr(search, "looks", False),
        "waits": waits_words(search),
        "release": release_of(actor, [public_id]) if getattr(search, "waits", "") == "quota" else None,
        "closed": CLOSINGS.get(search.closed, ""),
        "offered": offered(actor, SEARCH, search),
        "may_ask_restricted": may(actor, "registry:search:restricted"),
    }
    return render(request, "registry/saved_search.html", context)


@require_POST
def release_waiting(request: HttpRequest) -> HttpResponse:
    """Have what a colleague asked, and waits, put to closed compartments now: some searches, or all of a case or request."""
    actor, form = actor_of(request), form_of(ReleaseSearches, request)

    def act(given: ReleaseSearches) -> None:
        if left := release(actor=actor, searches=given.search, reference=given.reference).left:
            words = ngettext(
                "%(left)d more waits: you may put no more questions for now.",
                "%(left)d more wait: you may put no more questions for now.",
                left,
            )
            messages.info(request, words % {"left": left})

    done(request, form, act, _("Closed compartments are asked now; it counts among your questions."))
    return back_to(request, "registry:saved_searches")


@require_POST
def judge(request: HttpRequest, public_id: str, hit: Any) -> HttpResponse:
    """Say whether a hit is the firearm that is looked for."""
    actor, form = actor_of(request), form_of(JudgeHit, request)
    values = {
        "confirmed": _("It is the one. The search stays open until somebody closes it."),
        "rejected": _("It is another one. It will not come up again unless its mark is corrected."),
    }
    done(
        request,
        form,
        lambda given: judge_hit(actor=actor, search=public_id, hit=hit, **dict(given)),
        values.get(form["verdict"].value(), ""),
        above=True,
    )
    return redirect("registry:saved_search", public_id)


# In words ----------------------------------------------------------------------------------------------------------------


def _hit(
    hit: SavedSearchHit,
    question: Question,
    spoken: Mapping[str, Mapping[str, str]],
    names: Mapping[str, str],
    likely: int | None,
    aside: bool,
) -> dict[str, Any]:
    read = [form.plain for form in keys_of(question.serial).forms]
    columns = best_alignment(read, hit.plain).columns
    return {
        "hit": hit,
        "firearm": hit.firearm,
        "title": title_of(hit.firearm, spoken),
        "state": STATES.get(hit.firearm.state, hit.firearm.state),
        "pairs": [(column.read, column.held, column.label) for column in columns],
        "mark": as_read(hit.firearm.marks.all(), hit.mark_n, hit.plain),
        "reasons": [
            {
                "words": match_labels.reason_shown(reason["code"], reason["params"], spoken),
                "tone": tone(reason["code"], reason["evidence"]),
            }
            for reason in hit.reasons
        ],
        "percent": likely,
        "unlikely": likely == 0,
        "doubt": match_labels.doubt_of((reason["code"] for reason in hit.reasons), likely or 0),
        "aside": aside,
        "verdict": VERDICTS.get(hit.verdict, ""),
        "judged_by": names.get(hit.judged_by, hit.judged_by),
    }
