"""What a proposed version of a sanctions list would bring and take away, in words: for the person who is asked to agree to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts.descriptions import Line
from ifar.files import store
from ifar.rights import Actor
from ifar.trade.models import Watchlist
from ifar.trade.screening import labels, screened
from ifar.trade.screening.lists import Entry
from ifar.trade.screening.services import screening

SHOWN: Final = 50
"""So many entries are named of those that come, and of those that go."""


def title(proposal: Any) -> Any:
    """The act in words."""
    return labels.PROPOSED.get(proposal.act, proposal.act)


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """Which list it is; of a version that is to be loaded how many it names, its hash, and who would come and go."""
    seen = screened.watchlists_for(actor).filter(public_id=proposal.object).exists()
    watchlist = Watchlist.objects.filter(public_id=proposal.object).first() if seen else None
    details = proposal.payload["details"]
    title = details.get("title") or (watchlist.title if watchlist else "")
    place = reverse("trade:list", args=(watchlist.public_id,)) if watchlist else ""
    lines = [Line(_("Sanctions list"), title, place)]
    return [*lines, *_version(actor, details, watchlist)] if details else lines


def _version(actor: Actor, values: dict[str, Any], watchlist: Watchlist | None) -> Iterator[Line]:
    yield Line(_("Short name"), values["code"])
    yield Line(_("Form of the file"), labels.FORMS.get(values["form"], values["form"]))
    if values["edition"]:
        yield Line(_("The file is dated"), values["edition"])
    yield Line(_("Entries"), values["entries"], now=watchlist.entries if watchlist else "")
    yield Line(_("Entries added"), values["added"])
    yield Line(_("Entries removed"), values["gone"])
    yield Line(_("SHA-256 of the file"), values["digest"])
    if screened.sees_lists(actor) and store.is_whole(values["digest"]):
        came, went = screened.compared(
            screened.listed(watchlist), _entries(values["digest"], values["columns"])
        )
        yield from _named(_("New on the list"), came)
        yield from _named(_("No longer on the list"), went)


@lru_cache(maxsize=4)
def _entries(digest: str, columns: str) -> Sequence[Entry]:
    return screening.entries_of(store.path_of(digest).read_bytes(), columns)[1]


def _named(group: str, entries: Sequence[Entry]) -> Iterator[Line]:
    for entry in entries[:SHOWN]:
        yield Line(entry["ref"], entry["names"][0]["name"], group=group)
    if len(entries) > SHOWN:
        yield Line(_("And others"), len(entries) - SHOWN, group=group)
