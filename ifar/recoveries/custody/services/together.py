"""Taking many exhibits into custody at once: each begins a chain of its own, under its own seal."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ifar.bulk.many import Many
from ifar.bulk.one_by_one import MOST, Done, each_alone
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody.acts import ACTS
from ifar.recoveries.custody.services import chains
from ifar.recoveries.models import Chain
from ifar.rights import Actor

TAKEN_IN: Final = "custody.chain_taken_in"


def _take_in(actor: Actor, said: inputs.TakeIn, exhibit: str, seal: str) -> Done:
    own: Any = {**dict(said), "seal": seal}
    chains.take_in(actor=actor, exhibit=exhibit, **own)
    return Chain.objects.get(public_id=exhibit).last_event, ()


def taking_in() -> Many:
    """That exhibits are taken into custody in batches."""
    look, write = each_alone(chains.KEEP, _take_in)
    return Many(
        name=TAKEN_IN,
        title=_("Take into custody"),
        said=inputs.TakeIn,
        permission=chains.KEEP,
        look=look,
        write=write,
        words=ACTS.said,
        letters="X",
        each="seal",
        asks=chains.placed,
        most=MOST,
    )
