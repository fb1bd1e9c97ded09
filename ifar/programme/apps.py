from django.apps import AppConfig

from ifar.ledger import sources
from ifar.programme import replay


class ProgrammeConfig(AppConfig):
    name = "ifar.programme"
    label = "programme"

    def ready(self) -> None:
        sources.register(replay.SOURCE)
        for check in replay.REPLAYS:
            sources.register_replay(check)
