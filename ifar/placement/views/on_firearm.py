"""Where an arm is, and where it was: the section on its page (`registry/page_sections.py`)."""

from __future__ import annotations

from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.forms import form_of
from ifar.documents.labels import clock_words
from ifar.parties.page_sections import Section
from ifar.placement import inputs, selectors, things
from ifar.placement.models import Place, Placement
from ifar.placement.services import places
from ifar.placement.services.writing import PLACE
from ifar.registry.models import Firearm
from ifar.rights import Actor, may

_TEMPLATE = "placement/on_firearm.html"


def section_of(actor: Actor, firearm: Firearm) -> Section | None:
    """Where it is now, under whose custody, since when; the places before; and the form that puts it elsewhere."""
    if not may(actor, selectors.READ):
        return None
    bound = things.bound_of([firearm.public_id]).get(firearm.public_id, "")
    thing = bound or firearm.public_id
    last = Placement.objects.filter(public_id=thing).values_list("n", flat=True).first() or 0
    now = selectors.now_at(actor, thing) if last else None
    history = selectors.history_of(actor, thing) if last else []
    takes = may(actor, PLACE) and not bound and firearm.custodian == actor.agency and not firearm.merged_into
    choices = places.choices(actor) if takes else []
    if now is None and not history and not choices:
        return None
    people = people_names({item.actor for item in history} | ({now.custodian} if now else set()))
    place = selectors.places_for(actor).filter(public_id=now.place).first() if now else None
    rows = {
        "now": now,
        "place": place,
        "name": selectors.named([place])[place.public_id] if place else "",
        "around": _around(place) if place else [],
        "custodian": people.get(now.custodian, "") if now else "",
        "history": [
            {"one": item, "who": people.get(item.actor, ""), "clock": clock_words(item.details)}
            for item in history
        ],
        "form": form_of(inputs.PlaceThing, ids="place", among={"to": choices}) if choices else None,
        "expected_n": last,
        "thing": firearm.public_id,
        "bound": bound,
    }
    return Section(_TEMPLATE, rows)


def _around(place: Place) -> list[tuple[Place, str]]:
    records = selectors.around(place)
    names = selectors.named(records)
    return [(record, names[record.public_id]) for record in records]
