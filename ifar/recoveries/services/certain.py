"""Linking many items at once, each to the one firearm that it is: the single word about a proposal, where one firearm alone is proposed and it is
as good as certain; and, where somebody says so, the record that is opened of an item for which nothing is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from django.utils.translation import gettext_lazy
from pydantic import Field

from ifar.acts.inputs import Input, Prompt
from ifar.bulk.many import Answer, Many
from ifar.bulk.one_by_one import MOST, each_alone
from ifar.errors import Reason
from ifar.recoveries import labels, selectors
from ifar.recoveries.models import Hit, Item
from ifar.recoveries.services.links import judge_hit, register_item
from ifar.recoveries.services.writing import RECORDER, WRITE
from ifar.rights import Actor

LINKED: Final = "recoveries.item_linked"
CERTAIN: Final = 98
"""From how many percent on a single proposal is taken for certain; a person looks at each of the others by itself."""


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class LinkCertain(Input):
    """What is noted of each link, and whether an item for which nothing is proposed gets a record of its own."""

    opens: Annotated[
        bool,
        Prompt(
            _("Open a record of each item for which nothing is proposed"),
            _("Its first event is that of this case."),
            way="check",
        ),
    ] = False
    note: Annotated[str, Field(max_length=2000), Prompt(_("Note"), way="text")] = ""


def certain_of(hits: Iterable[Hit], likely: Mapping[Any, int | None]) -> dict[str, Hit]:
    """Of some proposals that nobody has judged, and how likely each is: item -> the proposal, where one firearm alone is proposed, as good as certain."""
    by_item: dict[str, list[Hit]] = {}
    for hit in hits:
        by_item.setdefault(hit.item.public_id, []).append(hit)
    return {
        item: some[0]
        for item, some in by_item.items()
        if len({hit.firearm_id for hit in some}) == 1 and (likely[some[0].pk] or 0) >= CERTAIN
    }


def _link(actor: Actor, link_certain: LinkCertain, item: str, _rest: str) -> Answer:
    record = selectors.own_item_for(actor, item)
    hits = list(selectors.hits_for(actor).filter(item=record))
    open_ = [hit for hit in hits if not hit.verdict]
    hit = certain_of(open_, selectors.likely_of(hits)).get(item)
    if hit is None and link_certain.opens and not open_:
        register_item(actor=actor, item=item, none=False)
        return Answer(item, Item.objects.get(public_id=item).last_event)
    if hit is None:
        raise RECORDER.refused(Reason("recoveries.hit.not_certain"))
    judge_hit(actor=actor, item_id=item, hit=hit.pk, verdict="confirmed", note=link_certain.note)
    return Answer(item, Item.objects.get(public_id=item).last_event)


def linking() -> Many:
    """That items are linked in batches."""
    look, write = each_alone(WRITE, _link)
    words: Any = labels.of
    return Many(
        name=LINKED,
        title=gettext_lazy("Link to the register"),
        said=LinkCertain,
        permission=WRITE,
        look=look,
        write=write,
        words=words,
        letters="X",
        most=MOST,
    )
