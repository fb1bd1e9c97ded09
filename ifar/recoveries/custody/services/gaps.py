"""Gaps of a chain of custody, explained by another person than those who had the exhibit in hand there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import notices
from ifar.errors import Forbidden, Reason
from ifar.matters.services import matters
from ifar.recoveries.custody import chains, continuity, inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services.chains import CHAIN, EXPLAIN
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Chain
from ifar.rights import Actor, require


def _gaps(actor: Actor, chain: Chain) -> Mapping[str, Any]:
    """The open gaps of a chain that a person may explain: none at which they had it in hand."""
    steps = chains.steps(kept.done_on(chain.public_id))
    mine = [gap for gap in chain.gaps if not actor.acts_for(*continuity.concerned(steps, gap["n"]))]
    read = {
        item["key"]: f" · {item['expected'] or '–'} · {item['found'] or '–'}"
        for item in mine
        if item["kind"] == "seal"
    }
    return {
        "among": {
            "gap": [(item["key"], f"{words.GAPS[item['kind']]}{read.get(item['key'], '')}") for item in mine]
        }
    }


def _may_explain(actor: Actor, chain: Chain) -> bool:
    return bool(chain.gaps) and bool(_gaps(actor, chain)["among"]["gap"])


@CHAIN.act(
    "explained",
    inputs.ExplainGap,
    _("Explain the gap"),
    permission=EXPLAIN,
    done=_("The gap is explained."),
    leads=True,
    when=_may_explain,
    asks=_gaps,
)
@transaction.atomic
def explain(*, actor: Actor, chain_id: str, gap: str, note: str, expected_n: int | None = None) -> None:
    """Explain a gap: another person than those who had it in hand there says what happened. The gap stays in the chain, no longer open.

    Raises:
        NotFound: there is no such exhibit for this actor.
        Invalid: there is no such gap, or nothing is said.
        Forbidden: the actor's own act left it, or the act before it, or they had the exhibit until then; or their office never had
            the exhibit.
    """
    require(actor, EXPLAIN)
    chain = kept.chain_for(actor, chain_id)
    RECORDER.check_expected(chain, expected_n)
    if gap not in {item["key"] for item in chain.gaps}:
        raise RECORDER.invalid(Reason("custody.gap.none", field="gap"))
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    acts = kept.done_on(chain_id)
    if (
        actor.agency not in {act.agency for act in acts}
        and not kept.with_gaps(actor).filter(pk=chain.pk).exists()
    ):
        raise Forbidden("custody.other_office", words.of("custody.other_office"), article="Protocol art. 11")
    if actor.acts_for(*continuity.concerned(chains.steps(acts), int(gap.partition(":")[0]))):
        raise Forbidden("custody.gap.own", words.of("custody.gap.own"), article="Protocol art. 11")
    details = {"gap": gap}
    gaps = [item for item in chain.gaps if item["key"] != gap]
    changes = {"gaps": gaps, "explained": sorted({*chain.explained, gap})}
    RECORDER.record(actor, "chain", "explained", chain, changes=changes, details=details, note=note)
    n, _colon, kind = gap.partition(":")
    matters.settle_found(actor, chain_id, f"custody.gap_{kind} {n}", "explained", note)
    notices.settle(actor=actor, kind="custody.gap", object=chain_id, params={"kind": kind})
