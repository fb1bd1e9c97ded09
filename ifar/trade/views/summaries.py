"""An authorisation in a line, the same in every list: who asks for it, which goods and how many, where to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import ngettext

from ifar import identifiers
from ifar.parties.services.naming import names_of
from ifar.rights import Actor
from ifar.trade import labels, selectors
from ifar.trade.journeys.labels import WAYS
from ifar.trade.journeys.selectors import journeys_for
from ifar.trade.models import Authorisation
from ifar.trade.screening import screened
from ifar.trade.services.writing import kinds_of_goods
from ifar.trade.views.states import state_name

LINES: Final = 2
"""Lines of goods that a list tells; of more it says how many."""
LIST: Final = "trade.authorisation.list"


def isolated(text: object) -> str:
    """A name or number between signs that keep its own direction of writing, for text in which no mark-up can."""
    return f"\u2068{text}\u2069"


def goods_in_short(goods: Sequence[Mapping[str, Any]], *, counted: bool = True) -> str:
    """Goods in a line: how many of which type, make and model; not how many where something else says it."""
    kinds = dict(kinds_of_goods())
    results = [_line(line, kinds, counted) for line in goods[:LINES]]
    if (more := len(goods) - LINES) > 0:
        results.append(
            ngettext("and %(count)s more line", "and %(count)s more lines", more) % {"count": more}
        )
    return " · ".join(results)


def _line(row: Mapping[str, Any], kinds: Mapping[str, str], counted: bool) -> str:
    parts = [f"{isolated(intcomma(row['quantity']))} ×"] if counted else []
    parts.append(kinds.get(row["type"], row["type"]))
    if known := " ".join(part for part in (row.get("make"), row.get("model")) if part):
        parts.append(isolated(known))
    return " ".join(parts)


def other_state(authorisation: Authorisation, consignee: str = "") -> str:
    """The State with which goods are exchanged: where they go, or those of a consignee, or whence an import comes."""
    return state_name(
        authorisation.from_state if authorisation.kind == "import" else authorisation.state_of(consignee)
    )


def applicants_of(actor: Actor, some: Iterable[Authorisation], act: str = LIST) -> Mapping[str, str]:
    """The names of who asks, by their public identifiers, as far as the reader sees them and said what for. The read is logged."""
    return names_of(
        actor, {authorisation.applicant for authorisation in some}, act=act, object="authorisations"
    )


def in_words(actor: Actor, public_ids: Collection[str]) -> dict[str, str]:
    """Those of some authorisations, journeys and lists that the reader sees, each in a line with its number."""
    lists = screened.watchlists_for(actor).filter(public_id__in=public_ids)
    authorisations = list(selectors.authorisations_for(actor).filter(public_id__in=public_ids))
    names = applicants_of(actor, authorisations) if authorisations else {}
    result = {
        authorisation.public_id: " · ".join(
            _summary_lines(authorisation, names.get(authorisation.applicant, ""))
        )
        for authorisation in authorisations
    }
    for journey in journeys_for(actor).filter(public_id__in=public_ids):
        line = [str(WAYS[journey.way]), isolated(state_name(journey.country))]
        result[journey.public_id] = " · ".join([*line, isolated(identifiers.shown(journey.public_id))])
    return result | {watchlist.public_id: isolated(watchlist.title) for watchlist in lists}


def _summary_lines(authorisation: Authorisation, applicant: str) -> list[str]:
    values = [
        str(labels.KINDS[authorisation.kind]),
        isolated(applicant) if applicant else "",
        goods_in_short(authorisation.goods),
        isolated(other_state(authorisation)),
        isolated(identifiers.shown(authorisation.public_id)),
    ]
    return [text for text in values if text]
