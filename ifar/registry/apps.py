from django.apps import AppConfig

from ifar.accounts import eyes
from ifar.ledger import sources
from ifar.registry import lifecycle, replay


class RegistryConfig(AppConfig):
    name = "ifar.registry"
    label = "registry"

    def ready(self) -> None:
        from ifar.parties import erasing, possessions
        from ifar.registry.selectors import holdings
        from ifar.registry.services import proposals
        from ifar.registry.views import held

        proposals.register_executors()
        erasing.register_objection(holdings.objection_to_erasure)
        possessions.register(held.possessions_of)
        eyes.register(lifecycle.EYES)
        sources.register(replay.DECISION_SOURCE)
        sources.register(replay.SOURCE)
        sources.register_replay(replay.STATE)
        sources.register_replay(replay.MARKS)
        sources.register_replay(replay.KEYS)
