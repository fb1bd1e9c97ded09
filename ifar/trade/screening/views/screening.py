"""Sanctions and denial lists, asking a name of them, loading one; the matches of an office and deciding one."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.people import names_of as people_names
from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.cursors import page_of
from ifar.errors import IfarError
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.rights import Actor, may, require
from ifar.trade import labels, selectors
from ifar.trade.models import Journey, Match, Watchlist
from ifar.trade.screening import inputs as screening_inputs
from ifar.trade.screening import labels as screening_labels
from ifar.trade.screening import screened
from ifar.trade.screening.matching import STRONG
from ifar.trade.screening.services import screening
from ifar.trade.screening.services.screening import MATCH, WATCHLIST
from ifar.trade.services.writing import PROPOSE_LIST
from ifar.trade.views.states import destinations_of, state_name


class FileForm(ActForm):
    """Which list it is, and its file."""

    file = forms.FileField(label=gettext_lazy("File (XML or CSV)"))


def _list_row(watchlist: Watchlist) -> dict[str, Any]:
    return {
        "one": watchlist,
        "form": screening_labels.FORMS.get(watchlist.form, watchlist.form),
        "state": labels.state_words("watchlist", watchlist.state),
        "tone": labels.TONES.get(watchlist.state, ""),
    }


@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """The lists that stand, and a name asked of them: it is posted, so that it stands in no address."""
    actor = actor_of(request)
    if request.method == "POST" or not screened.sees_lists(actor):
        require(actor, selectors.READ)
    rows = [_list_row(watchlist) for watchlist in screened.watchlists_for(actor)]
    context: dict[str, Any] = {"rows": rows, "may_load": may(actor, PROPOSE_LIST)}
    if may(actor, selectors.READ):
        form = form_of(screening_inputs.AskLists, request)
        if form.is_bound:
            reads.require_purpose(actor)
        hits = submitted(form, lambda given: screening.ask(actor, **dict(given)))
        context |= {
            "form": form,
            "asked": form.is_bound and not form.errors,
            "hits": [_hit_row(watchlist, hit.told(), hit.score) for watchlist, hit in hits or ()],
        }
        return render(request, "trade/lists.html", context, status=422 if form.errors else 200)
    return render(request, "trade/lists.html", context)


def _hit_row(watchlist: Watchlist | None, result: dict[str, Any], score: int) -> dict[str, Any]:
    """What is alike, in words and side by side."""
    entry = result.get("entry") or {}
    return {
        "list": watchlist,
        "score": score,
        "strong": score >= STRONG,
        "told": result,
        "how": screening_labels.HOW.get(result.get("how", ""), ""),
        "words": [
            (ours, theirs, way, screening_labels.WAYS.get(way, ""))
            for ours, theirs, way in result.get("words", ())
        ],
        "says": [
            screening_labels.SAYS[item] for item in result.get("says", ()) if item in screening_labels.SAYS
        ],
        "entry": entry,
        "kind": screening_labels.LISTED_AS.get(entry.get("kind", ""), ""),
        "names": [
            (name["name"], screening_labels.HOW.get(name["as"], "")) for name in entry.get("names", ())
        ],
        "states": [state_name(state) for state in entry.get("states", ())],
    }


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Propose a list, or a new version of it."""
    actor = actor_of(request)
    require(actor, PROPOSE_LIST)
    content, problem = b"", ""
    if request.method == "POST":
        try:
            content = _content(request)
        except IfarError as error:
            problem = message_of(error)
    form = form_of(screening_inputs.LoadList, request, initial=_known(request), kind=FileForm)
    if problem:
        form.errors.pop("file", None)
        form.add_error("file", problem)
    asked = submitted(form, lambda given: screening.propose_list(actor=actor, content=content, **dict(given)))
    if asked:
        messages.success(request, _("The list is proposed. It counts once another person agrees."))
        return redirect("accounts:proposal", asked.public_id)
    return render(request, "trade/load_list.html", {"form": form}, status=422 if form.is_bound else 200)


def _content(request: HttpRequest) -> bytes:
    _name, content = arrived(request, "file")
    return content.path.read_bytes()


def _known(request: HttpRequest) -> dict[str, str]:
    """A list of which a new version comes is named already."""
    watchlist = Watchlist.objects.filter(code=request.GET.get("list", "")[:40]).first()
    return {"code": watchlist.code, "title": watchlist.title} if watchlist else {}


@require_GET
def one_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """A list: its versions, and who came and who went with each."""
    actor = actor_of(request)
    if not screened.sees_lists(actor):
        require(actor, selectors.READ)
    watchlist = screened.watchlist_for(actor, public_id)
    versions = screened.versions_of(watchlist)
    people = people_names({version["by"] for version in versions})
    context = {
        **_list_row(watchlist),
        "versions": [{**version, "by": people.get(version["by"], version["by"])} for version in versions],
        "may_load": may(actor, PROPOSE_LIST),
        "offered": offered(actor, WATCHLIST, watchlist),
    }
    return render(request, "trade/list.html", context)


_IS: Final = {
    "open": Q(state="open"),
    "same": Q(verdict="same"),
    "another": Q(verdict="another"),
    "lapsed": Q(state="lapsed"),
}


@require_GET
def matches(request: HttpRequest) -> HttpResponse:
    """The matches of my office and those below it: those to be decided first, the likeliest at the top."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    which = request.GET.get("list", "")
    which = which if which in _IS else "open"
    result = page_of(
        request.GET,
        screened.matches_for(actor).filter(_IS[which]),
        order=("-score", "-id"),
        sorts={"score": None, "found_at": None},
    )
    screening.list_matches(actor, result.items)
    titles = {watchlist.public_id: watchlist for watchlist in screened.watchlists_for(actor)}
    context = {
        "rows": [_match_row(match, titles) for match in result.items],
        "found": result,
        "which": which,
        "tabs": [(code, labels.STATES["match"][code]) for code in _IS],
    }
    return render(request, "trade/matches.html", context)


def _match_row(match: Match, titles: dict[str, Watchlist]) -> dict[str, Any]:
    return {
        **_hit_row(titles.get(match.watchlist), match.told, match.score),
        "one": match,
        "state": labels.state_words("match", match.standing),
        "tone": labels.TONES.get(match.standing, ""),
    }


@require_GET
def one_match(request: HttpRequest, public_id: str) -> HttpResponse:
    """A match: both side by side, which authorisations name the party, what was decided."""
    actor = actor_of(request)
    match = screening.open_match(actor, public_id)
    history = selectors.history_of("match", public_id)
    people = people_names({who for _kind, _reason, who, _at in history})
    of = match.told.get("of") or {}
    context = {
        **_match_row(match, {watchlist.public_id: watchlist for watchlist in screened.watchlists_for(actor)}),
        "asked": {**of, "states": [state_name(state) for state in of.get("states", ())]},
        "is_visitor": Journey.objects.filter(public_id=match.party).exists(),
        "is_abroad": match.party.startswith("T"),
        "naming": _naming(actor, match),
        "history": [
            {"label": labels.DONE[verdict or kind], "reason": reason, "by": people.get(who, who), "at": at}
            for (kind, reason, who, at), verdict in zip(history, screened.verdicts_of(match), strict=True)
        ],
        "offered": offered(actor, MATCH, match),
    }
    return render(request, "trade/match.html", context)


def _naming(actor: Actor, match: Match) -> list[dict[str, Any]]:
    seen = selectors.authorisations_for(actor).filter(pk__in=screened.naming(match).values("pk"))[:50]
    return [
        {
            "one": authorisation,
            "kind": labels.KINDS[authorisation.kind],
            "into_state": destinations_of(authorisation),
            "state": labels.state_words("authorisation", authorisation.state),
            "tone": labels.TONES.get(authorisation.state, ""),
        }
        for authorisation in seen
    ]


def block(actor: Actor, result: Any) -> dict[str, Any]:
    """What the page of an authorisation says of lists: the matches of whom it names as far as the actor sees them, and how many lists stand."""
    titles = {watchlist.public_id: watchlist for watchlist in screened.watchlists_for(actor)}
    own = set(screened.matches_for(actor).filter(party__in=result.named).values_list("pk", flat=True))
    matches = screened.matches_of(result)
    return {
        "matches": [_match_row(match, titles) for match in matches if match.pk in own],
        "flagged": any(match.holds for match in matches),
        "lists": sum(title.state == "current" for title in titles.values()),
    }
