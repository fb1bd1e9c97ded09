from django.apps import AppConfig

from ifar.accounts import descriptions, eyes
from ifar.ledger import sources
from ifar.outbox import handlers
from ifar.registry import lifecycle, replay


class RegistryConfig(AppConfig):
    name = "ifar.registry"
    label = "registry"

    def ready(self) -> None:
        from ifar.parties import erasing, possessions
        from ifar.registry.selectors import holdings
        from ifar.registry.services import imports, proposals
        from ifar.registry.views import held

        proposals.register_executors()
        imports.register_executors()
        handlers.register("accounts.decided", "registry.import", imports.answered)
        erasing.register_objection(holdings.objection_to_erasure)
        possessions.register(held.possessions_of)
        descriptions.register(
            "registry", "ifar.registry.views.proposed.describe", "ifar.registry.views.proposed.title"
        )
        eyes.register(lifecycle.EYES)
        sources.register(replay.DECISION_SOURCE)
        sources.register(replay.IMPORT_SOURCE)
        sources.register(replay.SOURCE)
        sources.register_replay(replay.STATE)
        sources.register_replay(replay.MARKS)
        sources.register_replay(replay.KEYS)
