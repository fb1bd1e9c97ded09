from django.apps import AppConfig

from ifar.ledger import sources
from ifar.parties import replay


class PartiesConfig(AppConfig):
    name = "ifar.parties"
    label = "parties"

    def ready(self) -> None:
        sources.register(replay.SOURCE)
        sources.register_replay(replay.REPLAY)
