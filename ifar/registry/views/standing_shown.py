"""The hits of a standing search as its page shows them: which are decided by another one, and which were there before; and which of its marks wait."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext, ngettext

from ifar.accounts.selectors import people
from ifar.registry.models import Standing, StandingHit
from ifar.registry.selectors.standing import came_since, waiting_of
from ifar.templatetags.pieces import day_words


def decided_of(hits: Sequence[StandingHit]) -> Collection[uuid.UUID]:
    """The hits that nobody has judged and nobody has to: another one is it."""
    if not any(hit.verdict == "confirmed" for hit in hits):
        return ()
    return {hit.pk for hit in hits if not hit.verdict}


def there_before(found: Standing, hits: Sequence[StandingHit]) -> Collection[uuid.UUID]:
    """The hits that are about records as they stood on the register when the search was opened: nothing of them is new."""
    since = came_since(found, {hit.firearm_id for hit in hits}) if hits else {}
    return {hit.pk for hit in hits if hit.firearm_id not in since or since[hit.firearm_id] > hit.pk}


def quota_words(searches: Sequence[str]) -> str:
    """Which marks of these searches wait until they may be put to closed compartments, until about when and for whom; empty where none does."""
    if (waiting := waiting_of(searches)) is None:
        return ""
    names = people.names_of(set(waiting.owners))
    said = {
        "waiting": waiting.number,
        "total": len(searches),
        "name": gettext(", ").join(f"\u2068{names.get(one, one)}\u2069" for one in sorted(waiting.owners)),
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
    return sentence % said
