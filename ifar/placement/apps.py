from django.apps import AppConfig

from ifar.acts import forms, registration
from ifar.ledger import sources
from ifar.placement import replay
from ifar.placement.acts import ACTS


class PlacementConfig(AppConfig):
    name = "ifar.placement"
    label = "placement"

    def ready(self) -> None:
        from ifar.documents import extracts
        from ifar.documents import things as named
        from ifar.placement import arms, labels, things
        from ifar.placement.services import together
        from ifar.placement.views import labelled, offline, on_firearm
        from ifar.registry import page_sections

        extracts.provide("places", offline.places)
        extracts.provide_placed(offline.placed)
        registration.provide(ACTS)
        for check in replay.REPLAYS:
            sources.provide_replay(check)
        things.provide(arms.LETTERS, arms.ARMS)
        named.provide("Z", labelled.places)
        page_sections.provide(on_firearm.section_of)
        forms.provide_choices(lambda _name: labels.KINDS.items(), "place_kinds")
        together.provide_many()
