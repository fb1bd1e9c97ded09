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
        return {key: Behind("hotspot", key, title or key) for key, title in titles.items()}
    if record_type == "alert":
        alerts = signals.alerts_for(actor).filter(public_id__in=rows).values_list("public_id", "signal")
        return {text: Behind("alert", text, str(flow_labels.SIGNALS.get(signal, signal))) for text, signal in alerts}  # fmt: skip
    if record_type == "effect":
        about = dict(signals.effects_for(actor).filter(public_id__in=rows).values_list("public_id", "hotspot"))  # fmt: skip
        titles = signals.titles_of(actor, about.values())
        return {
            key: Behind("hotspot", hotspot, titles[hotspot] or hotspot)
            for key, hotspot in about.items()
            if hotspot in titles
        }
    some = signals.plans_for(actor) if record_type == "plan" else signals.responses_for(actor)
    rows_of = some.filter(public_id__in=rows).values_list("public_id", "words")
    return {
        text: Behind(record_type, text, str((value or {}).get("title", "")) or text)
        for text, value in rows_of
    }
