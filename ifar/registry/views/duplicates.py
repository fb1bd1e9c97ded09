"""Possible duplicates: the queue, two records side by side, and what is decided about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from ifar import identifiers
from ifar.acts.forms import done, form_of
from ifar.errors import Conflict
from ifar.reference import selectors as reference
from ifar.registry import labels
from ifar.registry.desk_inputs import DecideDuplicate, DecideSeveral
from ifar.registry.marks.alignment import align
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Firearm, Mark
from ifar.registry.search import labels as match_labels
from ifar.registry.selectors import duplicates as selectors
from ifar.registry.selectors.firearms import firearm_for, firearms_for
from ifar.registry.selectors.keepers import names_of
from ifar.registry.services.duplicates import decide_duplicate
from ifar.registry.views.firearm import facts_of, identity_of, ids_in, serial_of, title_of
from ifar.registry.views.search import SPOKEN, tone
from ifar.rights import Actor
from ifar.typed import whole_number

PAGE: Final = 25
VERDICTS: Final[Mapping[str, Any]] = {
    "same": gettext_lazy("one firearm"),
    "different": gettext_lazy("two firearms"),
    "undone": gettext_lazy("withdrawn"),
}


class PairRecord(NamedTuple):
    """A record of a pair as the queue shows it."""

    public_id: str
    title: str
    mark: str
    state: Any


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The pairs that wait for a decision, the likeliest first; or those decided, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    decided = request.GET.get("show") == "decided"
    after = _number(request.GET.get("after"))
    pairs = selectors.duplicates_for(actor, decided=decided, after=after, limit=PAGE + 1)
    shown = pairs[:PAGE]
    records = _records(actor, shown)
    context = {
        "decided": decided,
        "rows": [_row(pair, records) for pair in shown],
        "count": selectors.count_open(actor),
        "before": str(max(0, after - PAGE)) if after else "",
        "after": str(after + PAGE) if len(pairs) > PAGE else "",
        "bulk_acts": []
        if decided
        else [{"name": "act", "value": "different", "label": _("They are two firearms")}],
    }
    return render(request, "registry/duplicates.html", context)


@require_GET
def pair(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two records side by side, why they may be one, and the decision."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = selectors.duplicate_for(actor, public_id)
    older, newer = firearm_for(actor, waiting.older), firearm_for(actor, waiting.newer)
    ids = [*ids_in(older, list(older.events.all())), *ids_in(newer, list(newer.events.all()))]
    names = names_of(actor, ids, act="registry.duplicate.read", object=public_id)
    spoken = {name: reference.words(name) for name in SPOKEN}
    context = {
        "pair": waiting,
        "sides": [_side(older, names), _side(newer, names)],
        "pairs": _compared(serial_of(older), serial_of(newer)),
        "reasons": [
            _reason(reason, spoken)
            for reason in waiting.reasons
            if reason["code"] == "serial.former" or not reason["code"].startswith("serial.")
        ],
        "identity": _beside(identity_of(older), identity_of(newer)),
        "verdict": VERDICTS.get(waiting.verdict, ""),
        "open": waiting.verdict in ("", "undone"),
    }
    return render(request, "registry/pair.html", context)


@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide about one pair and go on to the next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pair, form = selectors.duplicate_for(actor, public_id), form_of(DecideDuplicate, request)
    values = {
        "same": _("The two records are one from now on. You can take this back."),
        "different": _("They stay two firearms. The pair will not come up again; you can take this back."),
        "undone": _("The decision was taken back. The pair waits again."),
    }
    verdict = form["verdict"].value()
    if not done(
        request,
        form,
        lambda given: decide_duplicate(actor=actor, duplicate=public_id, **dict(given)),
        f"{_isolated(pair.older)} · {_isolated(pair.newer)}: {values.get(verdict, '')}",
        above=True,
    ):
        return redirect("registry:duplicate", public_id)
    following = selectors.duplicates_for(actor, limit=1)
    if verdict == "undone" or not following:
        return redirect("registry:duplicate", public_id)
    return redirect("registry:duplicate", following[0].public_id)


@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """Decide about several pairs at once: first the preview of what would happen, then, confirmed, the acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = form_of(DecideSeveral, request)
    given = form.given if form.is_valid() else DecideSeveral()
    pairs = [selectors.duplicate_for(actor, public_id) for public_id in dict.fromkeys(given.picked)]
    if not pairs:
        return redirect("registry:duplicates")
    if not given.confirmed:
        records = _records(actor, pairs)
        return render(
            request,
            "registry/duplicates_preview.html",
            {"rows": [_row(item, records) for item in pairs], "form": form_of(DecideSeveral)},
        )
    made = 0
    for waiting in pairs:
        try:
            decide_duplicate(
                actor=actor, duplicate=waiting.public_id, verdict="different", reason=given.reason
            )
            made += 1
        except Conflict:
            messages.warning(
                request,
                _("%(pair)s was decided by somebody else meanwhile.")
                % {"pair": identifiers.shown(waiting.public_id)},
            )
    if made:
        words_done = ngettext(
            "%(count)d pair stays two firearms.", "%(count)d pairs stay two firearms each.", made
        )
        messages.success(request, words_done % {"count": made})
    return redirect("registry:duplicates")


# What the pages show ----------------------------------------------------------------------------------------------


def _number(text: str | None) -> int:
    return whole_number(text, otherwise=0)


def _records(actor: Actor, pairs: Iterable[selectors.Waiting]) -> Mapping[str, Firearm]:
    wanted = {public_id for waiting in pairs for public_id in (waiting.older, waiting.newer)}
    return {
        firearm.public_id: firearm
        for firearm in firearms_for(actor).filter(public_id__in=wanted).prefetch_related("marks")
    }


def _row(waiting: selectors.Waiting, records: Mapping[str, Firearm]) -> dict[str, Any]:
    return {
        "pair": waiting,
        "older": _seen(records[waiting.older]),
        "newer": _seen(records[waiting.newer]),
        "verdict": VERDICTS.get(waiting.verdict, ""),
    }


def _seen(firearm: Firearm) -> PairRecord:
    serial = serial_of(firearm)
    return PairRecord(
        firearm.public_id,
        title_of(firearm),
        serial.text or "" if serial else "",
        labels.STATES.get(firearm.state, firearm.state),
    )


def _side(firearm: Firearm, names: Mapping[str, str]) -> dict[str, Any]:
    events = list(firearm.events.all())
    serial = serial_of(firearm)
    return {
        "firearm": firearm,
        "title": title_of(firearm),
        "serial": serial,
        "thing": f"{title_of(firearm)} {serial.text if serial else ''} ({identifiers.shown(firearm.public_id)})",
        "state": labels.STATES.get(firearm.state, firearm.state),
        "facts": facts_of(firearm, events, names),
        "marks": [mark for mark in firearm.marks.all() if not mark.retired],
        "events": len(events),
        "first": events[0] if events else None,
    }


def _reason(row: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    safe_string = match_labels.reason_shown(row["code"], row.get("params", {}), spoken)
    return {"words": safe_string, "tone": tone(row["code"], float(row.get("evidence", 0)))}


def _compared(mark: Mark | None, other: Mark | None) -> list[tuple[str | None, str | None, str]]:
    if mark is None or other is None or not mark.text or not other.text:
        return []
    columns = align(keys_of(mark.text).trimmed, keys_of(other.text).trimmed).columns
    return [(column.read, column.held, column.label) for column in columns]


def _beside(older: Sequence[Mapping[str, Any]], newer: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The two identities row by row; a row differs only where both are known."""
    rows = []
    for left, right in zip(older, newer, strict=True):
        known = left["status"] == right["status"] == "known"
        rows.append(
            {
                "label": left["label"],
                "older": left,
                "newer": right,
                "tone": "" if not known else "agrees" if left["value"] == right["value"] else "differs",
            }
        )
    return rows


def _isolated(public_id: str) -> str:
    """An identifier that keeps its own direction inside a sentence: the next pair stands below, this names the one decided."""
    return f"\u2068{identifiers.shown(public_id)}\u2069"
