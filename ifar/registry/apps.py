from django.apps import AppConfig

from ifar.ledger import sources
from ifar.registry import replay


class RegistryConfig(AppConfig):
    name = "ifar.registry"
    label = "registry"

    def ready(self) -> None:
        sources.register(replay.DECISION_SOURCE)
        sources.register(replay.SOURCE)
        sources.register_replay(replay.STATE)
        sources.register_replay(replay.MARKS)
