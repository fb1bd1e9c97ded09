"""The search: from the box that is always there to the firearms that may be meant, each with its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET

from ifar import identifiers, scanned
from ifar.accounts.selectors.agencies import called
from ifar.accounts.selectors.proposals import proposals_for
from ifar.accounts.services import reads
from ifar.documents.selectors import papers_for
from ifar.errors import Invalid, Unavailable
from ifar.licensing.selectors import records as licensing
from ifar.messages import message_of
from ifar.parties.selectors import parties_for
from ifar.parties.selectors.bars import bars_for
from ifar.reference import selectors as reference
from ifar.registry import labels
from ifar.registry.alerts.saved_search import payload_of
from ifar.registry.alerts.selectors.saved_searches import searches_for
from ifar.registry.marks.reading import WILDCARDS, keys_of
from ifar.registry.models import Firearm
from ifar.registry.search import labels as match_labels
from ifar.registry.search import numbers, query_parsing
from ifar.registry.search.finding import Hit, SearchResult, search
from ifar.registry.search.matching import FieldName, Question
from ifar.registry.selectors import firearms_for
from ifar.registry.views.identify import broad_type
from ifar.registry.views.query_summary import facts_of, page_of
from ifar.rights import Actor, may, require
from ifar.typed import in_order, plain

SHOWN: Final = 25
SHORTEST_PART: Final = 3
"""Characters of a mark from which on it may be looked for as a part of one."""
ALARMING: Final = ("lost", "stolen", "missing")
"""States in which a firearm is looked for."""
SPOKEN: Final = ("make", "model", "calibre", "firearm_type", "country")
NAMED: Final[tuple[FieldName, ...]] = ("make", "model", "calibre")
SHORTEST_NAME: Final = 3
ADVICE: Final[Mapping[str, Any]] = {
    "registry.search.too_short": gettext_lazy(
        "That is too little to look for. Type at least three characters of the mark, or choose a make beside them."
    ),
    "registry.search.too_broad": gettext_lazy("Without a mark, choose at least the make."),
}
UNKNOWN_MAKE: Final = gettext_lazy(
    "The register does not know the make %(make)s. Choose one of those that the field offers while you type, or type the mark."
)
MISTYPED: Final = gettext_lazy(
    "This has the form of an identifier of the register, but its check character does not fit. Compare it character by character with the paper."
)
TOO_LONG: Final = gettext_lazy(
    "That is too long: a mark has at most 200 characters, and the fields beside it at most 100. Shorten it."
)
NARROW: Final[Mapping[str, Any]] = {
    "make": gettext_lazy("make"),
    "model": gettext_lazy("model"),
    "calibre": gettext_lazy("calibre"),
    "type": gettext_lazy("type"),
}
"""What may be added in the form beside the mark -> its words."""


class Opens(NamedTuple):
    """What an identifier opens: what the actor may see of its kind, and the page, of its own or the list that shows it."""

    of: Callable[[Actor], QuerySet[Any]]
    route: str
    own_page: bool = True


OPENS: Final[Mapping[str, Opens]] = {
    "F": Opens(firearms_for, "registry:firearm"),
    "K": Opens(firearms_for, "registry:firearm"),
    "P": Opens(parties_for, "parties:party"),
    "L": Opens(licensing.licences_for, "licensing:licence"),
    "G": Opens(licensing.applications_for, "licensing:application"),
    "M": Opens(licensing.removals_for, "licensing:removal"),
    "Y": Opens(licensing.notices_for, "licensing:notice"),
    "T": Opens(licensing.offers_for, "licensing:offers", own_page=False),
    "R": Opens(bars_for, "parties:bar"),
    "Q": Opens(proposals_for, "accounts:proposal"),
    "V": Opens(papers_for, "documents:paper"),
    "E": Opens(searches_for, "registry:saved_search"),
}
"""Letter of an identifier -> what it opens."""


class MarkInput(forms.TextInput):
    """A field in which a mark stands left to right, also beside a maker's name that does not."""

    def format_value(self, value: Any) -> str | None:
        """The text with signs between which a mark stands."""
        text = super().format_value(value)
        return None if text is None else in_order(text)


class MarkField(forms.CharField):
    """A mark, perhaps with words beside it; the signs of `MarkInput` are no part of it."""

    widget = MarkInput

    def to_python(self, value: Any) -> str:
        """The text as it was typed; of a scanned code the identifier or the serial number that it says."""
        return super().to_python(scanned.in_short(plain(value)) if isinstance(value, str) else value) or ""


class Narrowing(forms.Form):
    """What may be known beside the mark; free words that the reference data resolve."""

    q = MarkField(
        label=pgettext_lazy("a mark on a firearm", "Mark"),
        required=False,
        max_length=query_parsing.LONGEST,
        help_text=gettext_lazy("? for one character that nobody can read, * for several."),
        widget=MarkInput(
            attrs={
                "data-mark": True,
                "spellcheck": "false",
                "autocomplete": "off",
                "autocapitalize": "characters",
            }
        ),
    )
    make = forms.CharField(
        label=pgettext_lazy("who made the firearm", "Make"), required=False, max_length=100
    )
    model = forms.CharField(label=gettext_lazy("Model"), required=False, max_length=100)
    calibre = forms.CharField(label=gettext_lazy("Calibre"), required=False, max_length=100)
    type = forms.CharField(label=gettext_lazy("Type"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["make"].widget.attrs["data-key"] = "n"
        for name, suggested in (
            ("make", "make"),
            ("model", "model"),
            ("calibre", "calibre"),
            ("type", "firearm_type"),
        ):
            self.fields[name].widget.attrs |= {
                "list": f"known-{name}",
                "autocomplete": "off",
                "hx-get": reverse("registry:known", args=(suggested,)),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#known-{name}",
                "hx-vals": '{"into": "list"}',
            }


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Search results. An identifier opens its record at once."""
    return results(request)


def results(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """The page of a search, for whatever asks with the words of one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(actor, "registry:mark:search")
    form = Narrowing(request.GET or None)
    context: dict[str, Any] = {
        "form": form,
        "asked": False,
        "may_enter": may(actor, "registry:event:record"),
        "asks_elsewhere": may(actor, "registry:search:restricted"),
        "may_export": may(actor, "registry:list:export"),
        "may_keep": may(actor, "registry:search:keep"),
        "query": request.GET.urlencode(),
    }
    if form.is_bound and form.is_valid():
        resolver = reference.resolver()
        asked = query_parsing.understand(form.cleaned_data["q"], resolver)
        if identifiers.is_mistyped(form.cleaned_data["q"]):
            context |= {"asked": True, "problem": MISTYPED}
            return render(request, "registry/search.html", context)
        if asked.identifier:
            return _by_identifier(request, actor, asked.identifier, context)
        question, unresolved = question_of(asked, form.cleaned_data, resolver)
        log_search(actor, form.cleaned_data["q"], question)
        context |= {
            "asked": True,
            "numbers": numbers.found(actor, form.cleaned_data["q"]),
            "question": question,
            "unresolved": unresolved,
            "read_as": read_as(asked, form.cleaned_data),
            "as_name": _as_name(actor, form.cleaned_data["q"]) if question.serial else "",
        }
        spoken = reference.words_of((*SPOKEN, "mark_kind"))
        context["facts"] = facts_of(payload_of(question), spoken)
        try:
            context |= _answer(actor, question, spoken, form.cleaned_data["make"])
        except Unavailable as error:
            context["problem"], status = message_of(error), error.status
        context["as_part"] = _as_part(request, asked, question)
        context["to_identify"] = _to_identify(question, form.cleaned_data)
        context["narrowed"] = sum(bool(form.cleaned_data[name]) for name in NARROW)
    elif form.is_bound:
        context |= {"asked": True, "problem": TOO_LONG}
    return render(request, "registry/search.html", context, status=status)


@require_GET
def known(request: HttpRequest, name: str) -> HttpResponse:
    """Options for a field that completes what is typed: `<option>`s of a reference list."""
    require(request.actor, "reference:list:read")  # type: ignore[attr-defined]
    if name not in SPOKEN:
        return HttpResponse(status=404)
    field = request.GET.get("field", "")
    text = next(
        (
            request.GET[key]
            for key in (field, "text", name, name.removeprefix("firearm_"), *_prefixed(request.GET, field))
            if request.GET.get(key)
        ),
        "",
    )
    choices = reference.search(name, text[:100])
    if request.GET.get("into") == "list":
        return render(request, "registry/known.html", {"choices": choices})
    return JsonResponse({"choices": [choice.__dict__ for choice in choices]})


def _prefixed(typed: Mapping[str, str], field: str) -> list[str]:
    """The names under which a field stands in a form that puts something before all its names, as `item-make`."""
    return [key for key in typed if field and key.endswith(f"-{field}")]


def read_as(asked: query_parsing.Parsed, typed: Mapping[str, str] | None = None) -> dict[str, Any] | None:
    """What was read as a model or as part of the mark, and what asks for the same words read the other way: words, and a query string.

    Args:
        typed: what was typed beside the box, which the query keeps.
    """
    if not asked.model_words and not asked.is_one_mark:
        return None
    other = asked.other or f'{asked.make_words} "{asked.model_words}"'
    return {
        "model": asked.model_words,
        "left_out": asked.is_model_left_out,
        "one_mark": keys_of(asked.question.serial).trimmed if asked.is_one_mark else "",
        "other": other,
        "rest": asked.other.removeprefix(asked.make_words).strip(),
        "query": urlencode({**{name: value for name, value in (typed or {}).items() if value}, "q": other}),
    }


def log_search(actor: Actor, text: str, question: Question) -> None:
    """Note in the log of reads what was asked, where a purpose was stated."""
    if actor.purpose is not None:
        reads.log(actor, "registry.mark.search", text or str(question.make), 0)


def question_of(
    asked: query_parsing.Parsed, typed: Mapping[str, str], resolver: Any
) -> tuple[Question, list[str]]:
    """The question with what was typed beside the mark; words that name nothing known are told, not dropped in silence."""
    codes: dict[str, str | None] = {}
    unresolved = []
    make = resolver.resolve_make(typed["make"]).code if typed["make"] else asked.question.make
    record = {
        "make": make,
        "model": resolver.resolve_model(make, typed["model"]).code if typed["model"] else None,
        "calibre": resolver.resolve_calibre(typed["calibre"]).code if typed["calibre"] else None,
        "type": resolver.resolve_type(typed["type"]).code if typed["type"] else None,
    }
    for name, code in record.items():
        codes[name] = code
        if typed[name] and code is None:
            unresolved.append(typed[name])
    return query_parsing.narrowed(asked, **codes), unresolved


def _by_identifier(
    request: HttpRequest, actor: Actor, identifier: str, context: dict[str, Any]
) -> HttpResponse:
    """Open the record that an identifier names; unseen and unknown answer alike."""
    if page := page_of(actor, identifier):
        return redirect(page)
    opens = OPENS.get(identifier[0])
    if opens is not None and opens.of(actor).filter(public_id=identifier).exists():
        return redirect(opens.route, *([identifier] if opens.own_page else []))
    context |= {
        "asked": True,
        "problem": _("There is no record with the identifier %(id)s that you may see.")
        % {"id": identifiers.shown(identifier)},
    }
    return render(request, "registry/search.html", context)


def _answer(
    actor: Actor, question: Question, spoken: Mapping[str, Mapping[str, str]], make: str
) -> dict[str, Any]:
    """What was found, or why nothing was looked for. `make`: as it was typed."""
    try:
        result = search(actor, question, limit=SHOWN)
    except Invalid as error:
        if error.code == "registry.search.too_broad" and make:
            return {"problem": UNKNOWN_MAKE % {"make": make}, "unresolved": []}
        return {"problem": ADVICE.get(error.code, error.message)}
    return {
        "found": result,
        "results": told_apart([_result(hit, spoken) for hit in result.hits]),
        "narrow_by": _narrow_by(result, question),
        "sentence": _sentence(result),
        "shown": _shown(result),
    }


def _as_part(request: HttpRequest, asked: query_parsing.Parsed, question: Question) -> dict[str, str] | None:
    """The same search for the mark as a part of one, where enough of it was read and none of it left open."""
    if len(keys_of(question.serial).folded) < SHORTEST_PART or is_half_read(question):
        return None
    mark = f"*{question.serial}*"
    query = request.GET.copy()
    query["q"] = " ".join(filter(None, (asked.make_words, asked.model_words, mark)))
    return {"mark": mark, "query": query.urlencode()} if len(query["q"]) <= query_parsing.LONGEST else None


def _as_name(actor: Actor, text: str) -> str:
    """What was typed, where it may be somebody's name and the actor may look for people; nobody is looked for before they press it."""
    text = " ".join(text.split())
    is_name = len(text) >= SHORTEST_NAME and query_parsing.may_be_a_name(text)
    return text if is_name and may(actor, "parties:party:read") else ""


def _to_identify(question: Question, typed: Mapping[str, str]) -> str:
    """The query string that opens the help to identify with what was asked here."""
    known = {
        "serial": question.serial,
        "make": typed["make"] or (question.make and reference.words("make").get(question.make)),
        "calibre": typed["calibre"],
        "type": broad_type(question.type) if question.type else "",
    }
    return urlencode({name: value for name, value in known.items() if value})


def _sentence(result: SearchResult) -> str:
    """How many came, and whether they fit or only come near: whoever reads that eighteen fit does not look for the one that does."""
    if not result.total:
        return ""
    marked = any(hit.match.alignment is not None for hit in result.hits)
    if marked and not all(fits(hit) for hit in result.hits):
        return " ".join(filter(None, (_near_sentence(result), _former_sentence(result))))
    if result.more:
        text = _("More than %(total)d records fit; the likeliest come first.")
    elif result.total == 1:
        text = _("One record fits.")
    else:
        text = _("%(total)d records fit; the likeliest come first.")
    return " ".join(filter(None, (text % {"total": result.total}, _former_sentence(result))))


def _near_sentence(result: SearchResult) -> str:
    fitting = sum(map(fits, result.hits))
    counts = {"total": result.total, "shown": len(result.hits)}
    if not fitting and (
        result.more or result.total > len(result.hits)
    ):  # of those that are not shown, nobody has looked whether one fits
        if result.more:
            return (
                _("More than %(total)d records come near; of the %(shown)d likeliest, none fits exactly.")
                % counts
            )
        return _("%(total)d records come near; of the %(shown)d likeliest, none fits exactly.") % counts
    if result.more:
        return _("More than %(total)d records fit or come near; the likeliest come first.") % counts
    if result.total == 1:
        return _("One record comes near; look at what differs.")
    if not fitting:
        return _("%(total)d records come near, none fits; the likeliest come first.") % counts
    if result.total > len(result.hits):
        return _("%(total)d records fit or come near; the likeliest come first.") % counts
    near = result.total - fitting
    text = ngettext("%(count)d fits.", "%(count)d fit.", fitting) % {"count": fitting}
    more = ngettext("%(count)d more only comes near.", "%(count)d more only come near.", near)
    return f"{text} {more % {'count': near}}"


def _former_sentence(result: SearchResult) -> str:
    """How many of those that are shown were recorded exactly so before a correction; of the others, none is said to have been."""
    count = sum(map(was_recorded_so, result.hits))
    if not count:
        return ""
    text = ngettext("%(count)d was formerly recorded so.", "%(count)d were formerly recorded so.", count)
    return text % {"count": count}


def _narrow_by(result: SearchResult, question: Question) -> str:
    """What of the form would narrow the answer; nothing where one alone fits exactly: it is found."""
    exact = [fits_exactly(hit, question) for hit in result.hits[:2]]
    if exact[:1] == [True] and exact[1:] != [True]:
        return ""
    return _(", ").join(str(NARROW[name]) for name in result.narrow_by if name in NARROW)


def _shown(result: SearchResult) -> str:
    """How many of them the page shows, where it does not show all."""
    text = _("The first %(shown)d of %(total)d are shown.")
    if result.more:
        text = _("The first %(shown)d of more than %(total)d are shown.")
    shown = len(result.hits)
    return text % {"shown": shown, "total": result.total} if result.total > shown else ""


def _result(hit: Hit, spoken: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    named = [_named(hit, field, spoken) for field in NAMED]
    reasons = [
        {
            "words": match_labels.reason_shown(row.code, row.params, spoken),
            "tone": tone(row.code, row.evidence),
        }
        for row in hit.match.reasons
    ]
    percent = round(hit.match.probability * 100)
    return {
        "hit": hit,
        "title": " ".join(text for text in named[:2] if text) or _("Unknown make"),
        "calibre": named[2],
        "type": spoken["firearm_type"].get(str(hit.facts.get("type")), ""),
        "year": hit.facts.get("year"),
        "as_read": hit.as_read,
        "mark_kind": "" if hit.mark_kind == "serial" else spoken["mark_kind"].get(hit.mark_kind, ""),
        "state": labels.STATES.get(hit.state, hit.state),
        "percent": percent,
        "doubt": match_labels.doubt_of((row.code for row in hit.match.reasons), percent),
        "unlikely": hit.match.probability < 0.01,
        "pairs": [(c.read, c.held, c.label) for c in hit.match.alignment.columns]
        if hit.match.alignment
        else (),
        "reasons": reasons,
        "alarming": hit.state in ALARMING,
        "may_be_reported": fits(hit) and hit.state not in ALARMING,
    }


def told_apart(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Results of which several read alike say besides which office keeps each, since when, and how long its life is. One query, or none."""
    shown = ("title", "calibre", "type", "year", "state")
    alike = Counter((*(row[name] for name in shown), row["hit"].mark_text) for row in results)
    same = [row for row in results if alike[(*(row[name] for name in shown), row["hit"].mark_text)] > 1]
    if same:
        rows = Firearm.objects.filter(public_id__in=[row["hit"].firearm for row in same])
        kept = {
            key: rest
            for key, *rest in rows.values_list("public_id", called("agency__"), "registered_at", "n")
        }
        for row in same:
            row["office"], row["since"], row["events"] = kept[row["hit"].firearm]
    return results


def _named(hit: Hit, field: FieldName, spoken: Mapping[str, Mapping[str, str]]) -> str:
    """A fact in the words of the reference data, or as an older register wrote it."""
    code = hit.facts[field]
    return spoken[field].get(str(code), str(code)) if code else hit.raw.get(field, "")


def is_half_read(question: Question) -> bool:
    """Whether the mark holds signs for what nobody could read."""
    return not WILDCARDS.isdisjoint(keys_of(question.serial).folded)


def fits(hit: Hit) -> bool:
    """Whether a mark was asked for, and nothing of what was asked speaks against the record, or only nearly for it."""
    against = any(tone(row.code, row.evidence) in ("against", "near") for row in hit.match.reasons)
    return hit.match.alignment is not None and not against


def was_recorded_so(hit: Hit) -> bool:
    """Whether all that keeps it from fitting is that its mark or a fact was changed since, or that its record was joined to another."""
    wanting = {row.code for row in hit.match.reasons if tone(row.code, row.evidence) in ("against", "near")}
    return bool(wanting) and all(code.endswith(".former") for code in wanting)


def fits_exactly(hit: Hit, question: Question) -> bool:
    """Whether it fits character by character, with none left open."""
    return fits(hit) and not is_half_read(question)


def tone(code: str, evidence: float) -> str:
    """Whether a reason speaks for the record, nearly so, against it, or not at all."""
    if code.endswith((".unknown", ".unread")):
        return "silent"
    if code.endswith((".look_alike", ".near", ".former")):
        return "near"
    return "for" if evidence > 0 else "against"
