"""What stands behind the rows of a figure, as far as an actor may open it: its page's type of record and identifier, and what it is called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from ifar.hotspots import flow_labels
from ifar.hotspots.selectors import signals
from ifar.rights import Actor

NOUNS: Final = ("hotspot", "alert", "response", "plan", "effect")


class Behind(NamedTuple):
    """A record behind a row: what it is, its identifier, its title; an effect is shown on the page of its hotspot."""

    record_type: str
    public_id: str
    title: str


def behind(actor: Actor, record_type: str, rows: Collection[str]) -> Mapping[str, Behind]:
    """Row -> the record that it is, of those that the actor may see; what they may not is left out. One query; of effects two."""
    if record_type == "hotspot":
        titles = signals.titles_of(actor, rows)
        return {one: Behind("hotspot", one, title or one) for one, title in titles.items()}
    if record_type == "alert":
        found = signals.alerts_for(actor).filter(public_id__in=rows).values_list("public_id", "signal")
        return {one: Behind("alert", one, str(flow_labels.SIGNALS.get(signal, signal))) for one, signal in found}  # fmt: skip
    if record_type == "effect":
        about = dict(signals.effects_for(actor).filter(public_id__in=rows).values_list("public_id", "hotspot"))  # fmt: skip
        titles = signals.titles_of(actor, about.values())
        return {
            one: Behind("hotspot", hotspot, titles[hotspot] or hotspot)
            for one, hotspot in about.items()
            if hotspot in titles
        }
    some = signals.plans_for(actor) if record_type == "plan" else signals.responses_for(actor)
    rows_of = some.filter(public_id__in=rows).values_list("public_id", "words")
    return {one: Behind(record_type, one, str((said or {}).get("title", "")) or one) for one, said in rows_of}
