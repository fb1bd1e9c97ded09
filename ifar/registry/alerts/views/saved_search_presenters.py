"""A saved search as its page shows it: which hits are decided by another one, which were there before; what waits, and what was done with it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from ifar.accounts.selectors import people
from ifar.registry.alerts.selectors.saved_searches import askers_of, came_since, waiting_of
from ifar.registry.labels.saved_searches import ACTS, CLOSINGS, LOOKED, VERDICTS, WAITS
from ifar.registry.models import AlertEvent, SavedSearch, SavedSearchHit
from ifar.registry.selectors.recent import moment_of
from ifar.rights import Actor, may
from ifar.templatetags.days import day_words


def decided_of(hits: Sequence[SavedSearchHit]) -> Collection[uuid.UUID]:
    """The hits that nobody has judged and nobody has to: another one is it."""
    if not any(hit.verdict == "confirmed" for hit in hits):
        return ()
    return {hit.entry for hit in hits if not hit.verdict}


def there_before(saved_search: SavedSearch, hits: Sequence[SavedSearchHit]) -> Collection[uuid.UUID]:
    """The hits that are about records as they stood on the register when the search was opened: nothing of them is new."""
    since = came_since(saved_search, {hit.firearm_id for hit in hits}) if hits else {}
    return {hit.entry for hit in hits if hit.firearm_id not in since or since[hit.firearm_id] > hit.entry}


def quota_words(searches: Sequence[str]) -> str:
    """Which marks of these searches wait until they may be put to closed compartments, until about when and for whom; empty where none does."""
    if (waiting := waiting_of(searches)) is None:
        return ""
    names = people.names_of(set(waiting.owners))
    values = {
        "waiting": waiting.number,
        "total": len(searches),
        "name": gettext(", ").join(
            f"\u2068{names.get(owner, owner)}\u2069" for owner in sorted(waiting.owners)
        ),
        "time": f"\u2068{day_words(waiting.until, 'instant')}\u2069",
    }
    if len(searches) == 1:
        sentence = gettext(
            "Closed compartments are not asked about this mark yet: for %(name)s as many questions were put to them as one person may put for now. It waits until about %(time)s and is then put by itself. Until then, that nobody is named does not mean that nobody knows the mark."
        )
    else:
        sentence = ngettext(
            "%(waiting)d of %(total)d marks waits, until about %(time)s, before closed compartments are asked about it: for %(name)s as many questions were put to them as one person may put for now. Until then, that nobody is named does not mean that nobody knows the mark.",
            "%(waiting)d of %(total)d marks wait, until about %(time)s, before closed compartments are asked about them: for %(name)s as many questions were put to them as one person may put for now. Until then, that nobody is named does not mean that nobody knows the marks.",
            waiting.number,
        )
    return sentence % values


def release_of(actor: Actor, searches: Sequence[str], *, reference: str = "") -> dict[str, Any] | None:
    """What `registry/waits.html` offers where marks of these searches wait for room among somebody's questions: to a colleague the button that has them
    asked now, to whoever asked who else may; None where neither is for the actor.

    Args:
        reference: the case or request whose searches they are, where the button is for all of them.
    """
    if not may(actor, "registry:search:restricted"):
        return None
    askers = askers_of(actor, searches)
    if not askers:
        return None
    return {"may": askers != {actor.id}, "searches": () if reference else searches, "reference": reference}


def waits_words(result: Any) -> list[Any]:
    """Why a search (`selectors.search_for`) has not looked through everything yet, in words; nothing where it has."""
    why = getattr(result, "waits", "")
    words = quota_words([result.public_id]) if why == "quota" else WAITS.get(why, "")
    return [words] if words else []


def act_row(act: AlertEvent, names: Mapping[str, str]) -> dict[str, Any]:
    """What was done with a search, as its page lists it; `names` of those who released it and for whom."""
    details = act.details
    text = ""
    match act.kind:
        case "closed":
            text = CLOSINGS.get(act.changes["closed"], "")
        case "judged":
            text = VERDICTS.get(act.changes["verdict"], "")
        case "released":
            both = {
                name: f"\u2068{names.get(details[name], details[name])}\u2069" for name in ("asker", "by")
            }
            text = gettext("asked by %(asker)s, on the count of %(by)s") % both
    return {
        "words": " · ".join(str(LOOKED[place]) for place in details["through"])
        if act.kind == "looked"
        else ACTS[act.kind],
        "said": text,
        "reason": act.why or "",  # type: ignore[attr-defined]
        "at": moment_of(act.id),
    }
