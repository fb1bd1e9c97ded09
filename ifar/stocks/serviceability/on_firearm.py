"""The section of an arm's page that tells whether it is serviceable (`registry/page_sections.py`)."""

from __future__ import annotations

from ifar.accounts.selectors.people import names_of as people_names
from ifar.parties.page_sections import Section
from ifar.registry.models import Firearm
from ifar.rights import Actor
from ifar.stocks.serviceability import labels, selectors


def section_of(actor: Actor, firearm: Firearm) -> Section | None:
    """How it is, by which inspection, under which mark; and what was recorded before."""
    record = selectors.known_of(actor, firearm)
    if record is None:
        return None
    if record.state == selectors.NEVER:
        never = {"state": labels.WITHOUT[selectors.NEVER], "tone": "warn"}
        return Section("stocks/serviceability_on_firearm.html", never)
    history = selectors.history_of(record)
    people = people_names({record.inspector, *(who for _kind, who, _at, _sets in history)} - {""})
    rows = {
        "one": record,
        "state": labels.STATES[record.state],
        "tone": labels.TONES[record.state],
        "fault": labels.FAULTS.get(record.fault, ""),
        "inspector": people.get(record.inspector, ""),
        "history": [
            {"label": labels.ACTS[kind], "who": people.get(who, ""), "at": at}
            for kind, who, at, _sets in history
        ],
    }
    return Section("stocks/serviceability_on_firearm.html", rows)
